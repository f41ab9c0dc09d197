package register

import (
	"database/sql"
	"errors"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
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

// Line returns the act at a place.
func (q Questions) Line(seq int64) (Line, error) {
	args := []any{seq}
	lines, err := q.lines(`
		where a.seq = $1 and `+q.reader.within("a.scope", &args), args...)
	return one(lines, err)
}
