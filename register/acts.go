package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/text"
)

// A Line is an act as the reader may read it.
type Line struct {
	Seq         int64
	On          act.Ref
	Hash        act.Hash
	Kind        string
	At          time.Time // UTC
	Group       group.ID  // empty where the words are unattributed
	Author      member.ID // empty where they are not attributed by name, or the name was erased
	Via         member.ID // the assistant who did it for the author; empty if nobody, or erased
	Assisted    bool      // somebody did it for the author, known or not
	Audience    act.Audience
	Attribution act.Attribution
	Body        act.Body
	Words       act.Words // nil if the act says nothing
	Erased      bool      // it said something that is gone
}

// Acts returns the acts on a matter after place after, oldest first, at most
// limit. The matter must be the reader's to see.
func (q Questions) Acts(ref act.Ref, after int64, limit int) ([]Line, error) {
	args := []any{string(ref), after, limit}
	return q.lines(`
		where a.matter = $1 and a.seq > $2 and `+q.reader.within("a.scope", &args)+`
		order by a.seq limit $3`, args...)
}

// LastActs returns the newest acts on a matter before a place (0: from the
// end), oldest first, at most limit.
func (q Questions) LastActs(ref act.Ref, before int64, limit int) ([]Line, error) {
	spots, err := q.lastSpots(ref, before, limit)
	if err != nil {
		return nil, err
	}
	return q.at(spots)
}

func (q Questions) lastSpots(ref act.Ref, before int64, limit int) ([]spot, error) {
	newest := before <= 0
	var last int64 // no act changes its scope without another act on the matter
	if newest {
		before = 1 << 62
		err := q.tx.Row(`select a.seq from register_act a where a.matter = $1 order by a.seq desc limit 1`, []any{string(ref)}, &last)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		if spots, ok := q.cache.newest(q.view(ref, limit), last); ok {
			return spots, nil
		}
	}
	args := []any{string(ref), before, limit}
	spots, err := database.All(q.tx, `select a.seq, a.scope from register_act a
		where a.matter = $1 and a.seq < $2 and `+q.reader.within("a.scope", &args)+`
		order by a.seq desc limit $3`, args, scanSpot)
	slices.Reverse(spots)
	if newest && err == nil {
		q.cache.keepNewest(q.view(ref, limit), last, spots)
	}
	return spots, err
}

// Moves returns the acts that moved a matter, statements left out, oldest first.
func (q Questions) Moves(ref act.Ref) ([]Line, error) {
	args := []any{string(ref), procedure.Stated{}.Kind()}
	return q.lines(`
		where a.matter = $1 and a.kind <> $2 and `+q.reader.within("a.scope", &args)+`
		order by a.seq`, args...)
}

// Act returns the act of a hash on a matter.
func (q Questions) Act(ref act.Ref, hash act.Hash) (Line, error) {
	args := []any{string(ref), hash[:]}
	lines, err := q.lines(`
		where a.matter = $1 and a.hash = $2 and `+q.reader.within("a.scope", &args), args...)
	return one(lines, err)
}

// HasRead refuses a statement that would hang on a version of m, or answer a
// statement on it, that the reader cannot have read.
func (q Questions) HasRead(m procedure.Matter, c procedure.State) error {
	for _, hash := range []act.Hash{c.Version, c.ReplyTo} {
		if hash == (act.Hash{}) || hash == m.Version.Hash {
			continue
		}
		if _, err := q.Act(m.Ref, hash); err != nil {
			if _, refused := act.Refused(err); refused {
				return act.Refuse(act.Malformed, "refuse.state.unread")
			}
			return err
		}
	}
	return nil
}

// Newest returns the newest acts of the whole task force before a place
// (0: from the end), newest first, and none up to place since.
func (q Questions) Newest(before, since int64, limit int) ([]Line, error) {
	if before <= 0 {
		before = 1 << 62
	}
	args := []any{before, since, limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select a.seq, a.scope from register_act a
			where a.scope = ` + scope + ` and a.seq < $1 and a.seq > $2 order by a.seq desc limit $3`
	})
	spots, err := database.All(q.tx, query+` order by 1 desc limit $3`, args, scanSpot)
	if err != nil {
		return nil, err
	}
	return q.at(spots)
}

// A Text is the words of one version.
type Text struct {
	Line
	N          int // its number among the matter's versions
	Paragraphs text.Text
}

// Versions returns every version of a matter that the reader may read, oldest
// first. Numbers count all versions, also those that are not the reader's.
func (q Questions) Versions(ref act.Ref) ([]Text, error) {
	args := []any{string(ref), procedure.RaisedAct{}.Kind(), procedure.RevisedAct{}.Kind(), procedure.IssuedAct{}.Kind()}
	type numbered struct {
		spot
		n int
	}
	all, err := database.All(q.tx, `select a.seq, a.scope,
			(select count(*) from register_act b where b.matter = a.matter and b.kind in ($2, $3, $4) and b.seq <= a.seq)
		from register_act a where a.matter = $1 and a.kind in ($2, $3, $4) and `+q.reader.within("a.scope", &args)+`
		order by a.seq`, args, func(scan database.Scan) (s numbered, err error) {
		err = scan(&s.seq, &s.scope, &s.n)
		return s, err
	})
	if err != nil {
		return nil, err
	}
	spots := make([]spot, len(all))
	for n, s := range all {
		spots[n] = s.spot
	}
	lines, err := q.at(spots)
	texts := make([]Text, len(lines))
	for n, l := range lines {
		texts[n] = Text{l, all[n].n, paragraphs(l)}
	}
	return texts, err
}

// Text returns one version of a matter.
func (q Questions) Text(ref act.Ref, version act.Hash) (Text, error) {
	l, err := q.Act(ref, version)
	if err != nil {
		return Text{}, err
	}
	return Text{Line: l, Paragraphs: paragraphs(l)}, nil
}

func paragraphs(l Line) text.Text {
	switch w := l.Words.(type) {
	case procedure.RaisedWords:
		return w.Paragraphs
	case procedure.IssuedWords:
		return w.Paragraphs
	case procedure.DifferedWords:
		return w.Paragraphs
	}
	return nil
}

// one returns the only line there is.
func one(lines []Line, err error) (Line, error) {
	if err == nil && len(lines) == 0 {
		err = act.Refuse(act.NotFound, "refuse.act.unknown")
	}
	if err != nil {
		return Line{}, err
	}
	return lines[0], nil
}

// An Entry of the record as it may be shown: whole, or only its hash.
type RecordLine struct {
	Seq  int64
	Hash act.Hash
	Line *Line // nil if the reader may not read the act
}

// Record returns a page of the record before a place (0: from the end), newest
// first. Acts that are not the reader's to see are there as bare hashes, so
// that the sequence has no holes.
func (q Questions) Record(before int64, limit int) ([]RecordLine, error) {
	if before <= 0 {
		before = 1 << 62
	}
	var spots []spot
	all, err := database.All(q.tx, `select a.seq, a.scope, a.hash from register_act a
		where a.seq < $1 order by a.seq desc limit $2`, []any{before, limit},
		func(scan database.Scan) (r RecordLine, err error) {
			var (
				s    spot
				hash []byte
			)
			if err := scan(&s.seq, &s.scope, &hash); err != nil {
				return r, err
			}
			if q.reader.May(s.scope) {
				spots = append(spots, s)
			}
			r.Seq = s.seq
			copy(r.Hash[:], hash)
			return r, nil
		})
	if err != nil {
		return nil, err
	}
	lines, err := q.at(spots)
	for n := range all {
		if len(lines) > 0 && lines[0].Seq == all[n].Seq {
			all[n].Line, lines = &lines[0], lines[1:]
		}
	}
	return all, err
}

// Header returns the recorded bytes of an act that the reader may read.
func (q Questions) Header(seq int64) ([]byte, error) {
	var data []byte
	args := []any{seq}
	err := q.tx.Row(`select e.data from record_entry e join register_act a on a.seq = e.seq
		where e.seq = $1 and `+q.reader.within("a.scope", &args), args, &data)
	if errors.Is(err, sql.ErrNoRows) {
		err = act.Refuse(act.NotFound, "refuse.act.unknown")
	}
	return data, err
}

func titleOf(s string) (w text.Words, err error) {
	err = json.Unmarshal([]byte(s), &w)
	return w, err
}

// A Change says that something on a matter was recorded, and who may know.
type Change struct {
	Seq   int64
	On    act.Ref
	scope string
}

// For reports whether the reader may know of the change.
func (c Change) For(r Reader) bool { return r.May(c.scope) }

// Since lists what was recorded after a place, for those who tell open pages.
func (r *Register) Since(ctx context.Context, after int64, limit int) (changes []Change, err error) {
	err = r.DB.Read(ctx, func(tx *database.Tx) error {
		changes, err = database.All(tx, `select seq, matter, scope from register_act where seq > $1 order by seq limit $2`,
			[]any{after, limit}, func(scan database.Scan) (c Change, err error) {
				err = scan(&c.Seq, &c.On, &c.scope)
				return c, err
			})
		return err
	})
	return changes, err
}

// PublicHead is the place of the newest act that the public may read; what the
// public sees changes with it and not otherwise.
func (q Questions) PublicHead() (seq int64, err error) {
	err = q.tx.Row(`select seq from register_act where scope = $1 order by seq desc limit 1`, []any{scopePublic}, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, err
}

// OnParagraphs returns the statements on single paragraphs of a matter, oldest
// first, the newest at most limit.
func (q Questions) OnParagraphs(ref act.Ref, limit int) ([]Line, error) {
	args := []any{string(ref), procedure.Stated{}.Kind(), limit}
	lines, err := q.lines(`
		where a.matter = $1 and a.kind = $2 and `+q.reader.within("a.scope", &args)+`
		order by a.seq desc limit $3`, args...)
	slices.Reverse(lines)
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Body.(procedure.Stated).Paragraph == "" }), err
}

// Line returns the act at a place.
func (q Questions) Line(seq int64) (Line, error) {
	args := []any{seq}
	lines, err := q.lines(`
		where a.seq = $1 and `+q.reader.within("a.scope", &args), args...)
	return one(lines, err)
}

// Checkpoint returns the newest signed state of the record; nil if there is none.
func (q Questions) Checkpoint() ([]byte, error) {
	signed, _, err := record.LatestCheckpoint(q.tx)
	if errors.Is(err, record.ErrBeyond) {
		return nil, nil
	}
	return signed, err
}
