package register

import (
	"cmp"
	"errors"
	"slices"
	"sort"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Bulletin is what all groups are told alike of a period: where each open
// matter stood at its end, and what was decided within it. It is computed from
// the record, so that a past one can be had again, and for Joint, whoever asks:
// it is the same for all.
type Bulletin struct {
	From, To time.Time // UTC; To is not within
	Open     []Waiting
	More     bool   // there are more open matters than are shown
	Decided  []Line // oldest first
	Titles   map[act.Ref]text.Words
}

// A Waiting is where an open matter stood.
type Waiting struct {
	Ref    act.Ref
	Title  text.Words
	Stage  procedure.Stage
	Origin group.ID
	Groups []group.ID
	Desks  []Desk // whose turn it was, with what was asked and by when
	// Last is when each group last did or said something that the others could
	// read. What was said without attribution is nobody's.
	Last map[group.ID]time.Time
}

// Due is the next instant that mattered; zero if there was none.
func (s Waiting) Due() (at time.Time) {
	for _, d := range s.Desks {
		if !d.Until.IsZero() && (at.IsZero() || d.Until.Before(at)) {
			at = d.Until
		}
	}
	return at
}

// Silent lists the groups that had not answered a referral by its date.
func (s Waiting) Silent(at time.Time) (late []group.ID) {
	for _, d := range s.Desks {
		if s.Stage == procedure.Referred && !d.Until.IsZero() && d.Until.Before(at) {
			late = append(late, d.Group)
		}
	}
	return late
}

// mostInBulletin is how many open matters, and how many decisions, it tells of.
const mostInBulletin = 200

// decides are the acts by which a group, or all of them, settle something.
var decides = []string{procedure.ConsideredAct{}.Kind(), procedure.Closed{}.Kind(), procedure.AdoptedAct{}.Kind(),
	procedure.WithdrawnAct{}.Kind(), procedure.Differed{}.Kind()}

// Bulletin returns the bulletin of a period.
func (q Questions) Bulletin(from, to time.Time) (b Bulletin, err error) {
	q.reader = Joint
	b = Bulletin{From: from.UTC(), To: to.UTC(), Titles: map[act.Ref]text.Words{}}
	first, err := q.place(from)
	if err != nil {
		return b, err
	}
	end, err := q.place(to)
	if err != nil {
		return b, err
	}
	args := []any{first, end, mostInBulletin}
	if b.Decided, err = q.lines(`where a.seq >= $1 and a.seq < $2 and a.kind in (`+database.In(&args, decides...)+`) and `+
		q.reader.within("a.scope", &args)+` order by a.seq limit $3`, args...); err != nil {
		return b, err
	}
	if b.Open, err = q.waiting(end, to); err != nil {
		return b, err
	}
	if b.More = len(b.Open) > mostInBulletin; b.More {
		b.Open = b.Open[:mostInBulletin]
	}
	refs := make([]act.Ref, 0, len(b.Decided))
	for _, l := range b.Decided {
		refs = append(refs, l.On)
	}
	slices.Sort(refs)
	b.Titles, err = q.Titles(slices.Compact(refs)...)
	return b, err
}

// place is that of the first act at or after an instant. No act is older than
// the one before it, so it is found by halving.
func (q Questions) place(at time.Time) (int64, error) {
	size, err := q.Size()
	if err != nil {
		return 0, err
	}
	var fault error
	n := sort.Search(int(size), func(seq int) bool {
		if fault != nil {
			return true
		}
		lines, err := q.lines(`where a.seq = $1`, int64(seq))
		if err != nil || len(lines) == 0 {
			fault = errors.Join(err, act.Refuse(act.NotFound, "refuse.act.unknown"))
			return true
		}
		return !lines[0].At.Before(at)
	})
	return int64(n), fault
}

// waiting returns the matters that were before all groups and not closed when
// the record had end acts, at most one more than a bulletin shows; those that
// had waited longest first.
func (q Questions) waiting(end int64, at time.Time) ([]Waiting, error) {
	args := []any{at.UnixMilli(), mostInBulletin + 1}
	open := []procedure.Stage{procedure.Referred, procedure.Considered, procedure.Formulation, procedure.Deciding}
	all, err := database.All(q.tx, `select ref, title from register_matter
		where `+q.reader.within("scope", &args)+` and (stage in (`+database.In(&args, open...)+`) or moved >= $1)
		order by moved, ref limit $2`, args,
		func(scan database.Scan) (s Waiting, err error) {
			var title string
			if err := scan(&s.Ref, &title); err != nil {
				return s, err
			}
			s.Title, err = titleOf(title)
			return s, err
		})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	refs := make([]act.Ref, len(all))
	for n, s := range all {
		refs[n] = s.Ref
	}
	states, err := q.statesAt(refs, end)
	if err != nil {
		return nil, err
	}
	last, err := q.lastHeard(refs, end)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(s Waiting) bool {
		m, ok := states[s.Ref]
		return !ok || m.after.Audience() == act.Caucus || m.after.Stage.Closed()
	})
	for n := range all {
		all[n].fill(states[all[n].Ref], at)
		all[n].Last = last[all[n].Ref]
	}
	slices.SortStableFunc(all, func(a, b Waiting) int {
		return cmp.Or(a.since().Compare(b.since()), cmp.Compare(a.Ref, b.Ref))
	})
	return all, nil
}

// since is when the first of those whose turn it is got the matter.
func (s Waiting) since() (at time.Time) {
	for _, d := range s.Desks {
		if at.IsZero() || d.Since.Before(at) {
			at = d.Since
		}
	}
	return at
}

// fill writes where a matter stood at an instant.
func (s *Waiting) fill(m *folded, at time.Time) {
	s.Stage, s.Origin, s.Groups = m.after.Stage, m.after.Origin, m.after.Groups
	m.now = at
	account := m.account()
	for _, g := range account.Desk {
		since := m.desk[g].since
		if since.IsZero() {
			since = account.Since
		}
		s.Desks = append(s.Desks, Desk{Ref: s.Ref, Title: s.Title, Stage: s.Stage, Group: g, Wants: m.after.Wants(g),
			Since: since, Until: account.Until})
	}
}

// statesAt folds matters from the record as they stood when it had end acts.
func (q Questions) statesAt(refs []act.Ref, end int64) (map[act.Ref]*folded, error) {
	n, err := q.Initiative()
	if err != nil {
		return nil, err
	}
	states := map[act.Ref]*folded{}
	for some := range slices.Chunk(refs, 100) {
		args := []any{end, procedure.Stated{}.Kind()}
		err := q.tx.Each(`select a.seq, a.hash, e.data from register_act a join record_entry e on e.seq = a.seq
			where a.matter in (`+database.In(&args, some...)+`) and a.seq < $1 and a.kind <> $2 order by a.seq`, args,
			func(scan database.Scan) error {
				var (
					seq          int64
					hash, header []byte
				)
				if err := scan(&seq, &hash, &header); err != nil {
					return err
				}
				a, err := Kinds.Decode(seq, act.Hash(hash), header)
				if err != nil {
					return err
				}
				if !a.On.Valid() {
					return nil
				}
				m, ok := states[a.On]
				if !ok {
					m = &folded{rules: n.Rules}
					states[a.On] = m
				}
				m.after.Apply(a)
				m.now = a.At
				m.sits(m.account().Desk, a.At)
				return nil
			})
		if err != nil {
			return nil, err
		}
	}
	return states, nil
}

// lastHeard is when each group last did something on a matter that the others
// could read, before the record had end acts.
func (q Questions) lastHeard(refs []act.Ref, end int64) (map[act.Ref]map[group.ID]time.Time, error) {
	type heard struct {
		ref act.Ref
		grp group.ID
		seq int64
	}
	var all []heard
	for some := range slices.Chunk(refs, 100) {
		args := []any{end}
		found, err := database.All(q.tx, `select a.matter, a.grp, max(a.seq) from register_act a
			where a.matter in (`+database.In(&args, some...)+`) and a.seq < $1 and a.grp <> '' and `+
			q.reader.within("a.scope", &args)+` group by a.matter, a.grp`, args,
			func(scan database.Scan) (h heard, err error) {
				err = scan(&h.ref, &h.grp, &h.seq)
				return h, err
			})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	spots := make([]spot, len(all))
	for n, h := range all {
		spots[n] = spot{h.seq, scopeJoint}
	}
	lines, err := q.at(spots)
	last := map[act.Ref]map[group.ID]time.Time{}
	for n, l := range lines {
		if last[all[n].ref] == nil {
			last[all[n].ref] = map[group.ID]time.Time{}
		}
		last[all[n].ref][all[n].grp] = l.At
	}
	return last, err
}

// Overdue lists referred matters whose answer was due before an instant, by the
// groups that have not answered, longest first, at most limit.
func (q Questions) Overdue(at time.Time, limit int) ([]Desk, error) {
	args := []any{at.UnixMilli(), string(procedure.Referred), limit}
	return database.All(q.tx, `select m.ref, m.title, m.stage, d.grp, d.wants, d.since, d.until
		from register_desk d join register_matter m on m.ref = d.matter
		where m.stage = $2 and d.until > 0 and d.until < $1 and `+q.reader.within("d.scope", &args)+`
		order by d.until, d.matter, d.grp limit $3`, args, scanDesk)
}
