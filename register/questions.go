package register

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// Questions are asked of one moment by one reader: whatever else happens
// meanwhile, the answers agree with each other. There is a method for every
// question.
type Questions struct {
	tx     *database.Tx
	reader Reader
	cache  *cache
	known  *known
}

// known is what has been found out in one asking.
type known struct {
	described   bool
	initiative  initiative.Initiative
	description initiative.Description
}

// Ask lets f ask questions as a reader.
func (r *Register) Ask(ctx context.Context, reader Reader, f func(Questions) error) error {
	return r.DB.Read(ctx, func(tx *database.Tx) error { return f(Questions{tx, reader, &r.cache, new(known)}) })
}

// Reader returns the reader that a member is at an instant; a member without
// standing reads what the public reads.
func (r *Register) Reader(ctx context.Context, id member.ID, at time.Time) (Reader, error) {
	who := Reader{Member: id}
	err := r.Ask(ctx, Public, func(q Questions) error {
		s, err := q.seats(at)
		if err == nil {
			who.Standing = s.of[id]
		}
		return err
	})
	return who, err
}

// cache holds what changes seldom and is asked for on every page.
type cache struct {
	mu          sync.RWMutex
	turn        int
	initiative  initiative.Initiative
	description initiative.Description
	matters     map[act.Ref]procedure.Matter
	names       names
	seats       *seats
	lines       map[int64]Line
	views       map[view]seen
	lineBytes   int
}

const mostCached = 2000

// Size is the size of the record.
func (q Questions) Size() (int64, error) { return record.Size(q.tx) }

// Who is the reader who asks.
func (q Questions) Who() Reader { return q.reader }

// Initiative returns the task force as it stands. What it returns is shared,
// and not to be changed.
func (q Questions) Initiative() (initiative.Initiative, error) {
	n, _, err := q.described()
	return n, err
}

// Description returns what the initiative says of itself.
func (q Questions) Description() (initiative.Description, error) {
	_, d, err := q.described()
	return d, err
}

func (q Questions) described() (initiative.Initiative, initiative.Description, error) {
	if !q.known.described {
		var err error
		if q.known.initiative, q.known.description, err = q.describe(); err != nil {
			return initiative.Initiative{}, initiative.Description{}, err
		}
		q.known.described = true
	}
	return q.known.initiative, q.known.description, nil
}

func (q Questions) describe() (n initiative.Initiative, d initiative.Description, err error) {
	var turn int
	err = q.tx.Row(`select turn from register_initiative where one = 1`, nil, &turn)
	if errors.Is(err, sql.ErrNoRows) {
		return n, d, nil
	}
	if err != nil {
		return n, d, err
	}
	q.cache.mu.RLock()
	n, d, ok := q.cache.initiative, q.cache.description, q.cache.turn == turn
	q.cache.mu.RUnlock()
	if ok {
		return n, d, nil
	}
	var state, description []byte
	if err := q.tx.Row(`select state, description from register_initiative where one = 1`, nil, &state, &description); err != nil {
		return n, d, err
	}
	n, d = initiative.Initiative{}, initiative.Description{}
	if err := errors.Join(json.Unmarshal(state, &n), json.Unmarshal(description, &d)); err != nil {
		return n, d, fmt.Errorf("read the initiative: %w", err)
	}
	q.cache.mu.Lock()
	q.cache.turn, q.cache.initiative, q.cache.description = turn, n, d
	q.cache.mu.Unlock()
	return n, d, nil
}

// errUnknown is the answer for a matter that is not there and for one that is
// not the reader's to see, so that the two cannot be told apart.
func errUnknown() error { return act.Refuse(act.NotFound, "refuse.matter.unknown") }

// A Matter is a matter as it may be read.
type Matter struct {
	procedure.Matter
	Title    text.Words
	Recusals []Recusal
}

// A Recusal tells by name who is out of a matter. Whoever may know of the matter
// may know that: it is why they did not decide.
type Recusal struct {
	procedure.Recusal
	Member member.ID // empty if the name was erased
}

// recusals names those who are recused from m.
func (q Questions) recusals(m procedure.Matter) (all []Recusal, err error) {
	if len(m.Recused) == 0 {
		return nil, nil
	}
	who := make([]act.Alias, len(m.Recused))
	for n, r := range m.Recused {
		who[n] = r.Who
	}
	names, err := roll.WhoIs(q.tx, who)
	for _, r := range m.Recused {
		all = append(all, Recusal{r, names[r.Who]})
	}
	return all, err
}

// Heard reports whether a reader may read the act of a recusal. One from before
// the referral stays in its caucus; that somebody is recused does not.
func (m Matter) Heard(r Recusal, by Reader) bool {
	return !r.At.Before(m.ReferredAt) || by.May(scopeOf(act.Caucus, r.Group))
}

// IsRecused reports whether a member is recused from the matter.
func (m Matter) IsRecused(id member.ID) bool {
	return slices.ContainsFunc(m.Recusals, func(r Recusal) bool { return r.Member == id })
}

// Matter returns a matter. What it returns is shared, and not to be changed.
func (q Questions) Matter(ref act.Ref) (m Matter, err error) {
	var (
		scope, title string
		turn         int
		seq          int64
	)
	err = q.tx.Row(`select scope, title, turn, seq from register_matter where ref = $1`, []any{string(ref)}, &scope, &title, &turn, &seq)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !q.reader.May(scope) {
		return m, errUnknown()
	}
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal([]byte(title), &m.Title); err != nil {
		return m, err
	}
	q.cache.mu.RLock()
	cached, ok := q.cache.matters[ref]
	q.cache.mu.RUnlock()
	if ok && cached.Turn == turn && cached.Seq == seq {
		m.Matter = cached
		m.Recusals, err = q.recusals(cached)
		return m, err
	}
	var state []byte
	if err := q.tx.Row(`select state from register_matter where ref = $1`, []any{string(ref)}, &state); err != nil {
		return m, err
	}
	if err := json.Unmarshal(state, &m.Matter); err != nil {
		return m, fmt.Errorf("read matter %s: %w", ref, err)
	}
	q.cache.mu.Lock()
	if q.cache.matters == nil || len(q.cache.matters) >= mostCached {
		q.cache.matters = map[act.Ref]procedure.Matter{}
	}
	q.cache.matters[ref] = m.Matter
	q.cache.mu.Unlock()
	m.Recusals, err = q.recusals(m.Matter)
	return m, err
}

// Instant returns what holds at an instant for the reader, for the rules to
// say what they may do with a matter, and why not the rest. It is for showing,
// never for deciding: that is the clerk's.
func (q Questions) Instant(m procedure.Matter, at time.Time) (procedure.Instant, error) {
	n, err := q.Initiative()
	if err != nil {
		return procedure.Instant{}, err
	}
	seats, err := q.seats(at)
	if err != nil {
		return procedure.Instant{}, err
	}
	aliases, err := roll.Aliases(q.tx, m.Ref)
	if err != nil {
		return procedure.Instant{}, err
	}
	spoke, err := roll.Speakers(q.tx, m.Ref)
	if err != nil {
		return procedure.Instant{}, err
	}
	known := func(id member.ID) act.Alias {
		for _, a := range aliases {
			if a.Member == id {
				return a.Alias
			}
		}
		return ""
	}
	return procedure.Instant{
		At: at, By: q.reader.Standing, Groups: n.IDs(), Seats: seats.all, Rules: n.Rules,
		Alias: known, Known: known,
		Spoke: func(g group.ID) int { return roll.Count(spoke, g, m.Round[g]) },
	}, nil
}

// Names tells which members the aliases on a matter stand for. Who is in an
// electorate, and what they chose, is known to the groups; everybody else is
// told only who is recused.
func (q Questions) Names(ref act.Ref) (map[act.Alias]member.ID, error) {
	if q.reader.Standing.Group == "" {
		m, err := q.Matter(ref)
		if _, refused := act.Refused(err); refused {
			return nil, nil
		}
		names := map[act.Alias]member.ID{}
		for _, r := range m.Recusals {
			names[r.Who] = r.Member
		}
		return names, err
	}
	all, err := roll.Aliases(q.tx, ref)
	names := make(map[act.Alias]member.ID, len(all))
	for _, a := range all {
		names[a.Alias] = a.Member
	}
	return names, err
}
