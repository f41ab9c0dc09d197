package register

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// An Entry is an act on its way into the register.
type Entry struct {
	Act    act.Act
	Author member.ID // empty where the alias leads to nobody
	Via    member.ID // the assistant who acted for the author; empty if nobody
	Data   []byte    // the header as recorded
	Words  act.Words // if the caller has them at hand; else they are read
}

// A Fold gathers what acts change in the tables and writes it with few
// statements in Flush. Acts come in the order of the record, with none left
// out.
type Fold struct {
	tx      *database.Tx
	acts    [][]any
	matters map[act.Ref]*folded
	order   []act.Ref
	stages  map[[3]string]int
	adopted []adoption
	head    *initiativeRow

	meetings map[act.Ref]*gathered
	gathered []act.Ref // in the order of their first acts
	outcomes [][]any

	conferences map[act.Ref]*announced
	announced   []act.Ref // in the order of their first acts
}

// folded is a matter that was moved: as it was in the tables and as it is now.
type folded struct {
	before, after procedure.Matter
	rules         procedure.Rules
	title         string // JSON; empty if unchanged
	now           time.Time
	opened        act.Hash // name of the wording that a referral opened
	desk          map[group.ID]sitting
}

// A sitting is since when a matter is on a group's desk.
type sitting struct {
	since time.Time
	// fresh: it began within this fold. Otherwise it began with the fold's
	// first act or, if the tables know of it, before.
	fresh bool
}

// sits follows the desks from act to act, so that many acts folded at once
// leave the dates that each alone would have left.
func (m *folded) sits(desk []group.ID, at time.Time) {
	now := map[group.ID]sitting{}
	for _, g := range desk {
		was, ok := m.desk[g]
		if !ok {
			was = sitting{at, m.desk != nil}
		}
		now[g] = was
	}
	m.desk = now
}

type adoption struct {
	act   act.Act
	state procedure.Matter
}

type initiativeRow struct {
	state       initiative.Initiative
	description []byte  // nil if unchanged
	described   [][]any // places and instants of descriptions
}

// NewFold returns a Fold that writes in tx.
func NewFold(tx *database.Tx) *Fold {
	return &Fold{tx: tx, matters: map[act.Ref]*folded{}, stages: map[[3]string]int{}, meetings: map[act.Ref]*gathered{},
		conferences: map[act.Ref]*announced{}}
}

var actColumns = []string{"seq", "matter", "hash", "kind", "author", "via", "own", "scope", "grp"}

// Matter enters an act on a matter. The states are those before and after it,
// by the rules' own fold; rules are those in force.
func (f *Fold) Matter(e Entry, before, after procedure.Matter, rules procedure.Rules) error {
	a := e.Act
	own, scope := actScope(a, after)
	if s, ok := a.Body.(procedure.Stated); ok && s.Attribution != act.Named {
		e.Author, e.Via = "", ""
	}
	f.acts = append(f.acts, []any{a.Seq, string(a.On), a.Hash[:], a.Kind, string(e.Author), string(e.Via), int64(own.Ring()), scope, string(a.Group)})
	if before.Turn == after.Turn {
		return nil // a statement moves nothing
	}
	return f.moved(e, before, after, rules)
}

func (f *Fold) moved(e Entry, before, after procedure.Matter, rules procedure.Rules) error {
	a := e.Act
	m, ok := f.matters[a.On]
	if !ok {
		m = &folded{before: before}
		f.matters[a.On] = m
		f.order = append(f.order, a.On)
	}
	m.after, m.rules, m.now = after, rules, a.At
	m.sits(m.account().Desk, a.At)
	f.outcome(a)
	switch b := a.Body.(type) {
	case procedure.RaisedAct, procedure.RevisedAct:
		title, err := f.title(e)
		if err != nil {
			return err
		}
		m.title = title
	case procedure.ReferredAct:
		m.opened = b.Version
	case procedure.AdoptedAct:
		f.adopted = append(f.adopted, adoption{a, after})
	}
	return nil
}

// title returns the title in the words of a raised idea, as JSON.
func (f *Fold) title(e Entry) (string, error) {
	words, err := f.words(e)
	if err != nil {
		return "", err
	}
	w, _ := words.(procedure.RaisedWords)
	title, err := json.Marshal(w.Title)
	return string(title), err
}

// Initiative enters an act on the initiative.
func (f *Fold) Initiative(e Entry, after initiative.Initiative) error {
	a := e.Act
	f.acts = append(f.acts, []any{a.Seq, string(a.On), a.Hash[:], a.Kind, string(a.By), "", int64(act.Public.Ring()), scopePublic, string(a.Group)})
	if f.head == nil {
		f.head = &initiativeRow{}
	}
	f.head.state = after
	if a.Kind == (initiative.Founded{}).Kind() || a.Kind == (initiative.Described{}).Kind() {
		words, err := f.words(e)
		if err != nil {
			return err
		}
		if f.head.description, err = json.Marshal(words); err != nil {
			return err
		}
		f.head.described = append(f.head.described, []any{a.Seq, a.At.UnixMilli()})
	}
	return nil
}

// Flush writes everything entered. The register then stands at place next.
func (f *Fold) Flush(next int64) error {
	if len(f.acts) > 0 {
		if err := f.tx.Insert("register_act", actColumns, f.acts); err != nil {
			return fmt.Errorf("fold acts: %w", err)
		}
	}
	for _, ref := range f.order {
		if err := f.matter(ref, f.matters[ref]); err != nil {
			return fmt.Errorf("fold matter %s: %w", ref, err)
		}
	}
	for _, a := range f.adopted {
		if err := f.adopt(a); err != nil {
			return fmt.Errorf("fold recommendation %s: %w", a.state.Adoption.Symbol, err)
		}
	}
	if err := f.gather(); err != nil {
		return err
	}
	if err := f.announce(); err != nil {
		return err
	}
	if err := f.countStages(); err != nil {
		return fmt.Errorf("fold stages: %w", err)
	}
	if f.head != nil {
		if err := f.writeInitiative(); err != nil {
			return fmt.Errorf("fold initiative: %w", err)
		}
	}
	return f.tx.Exec(`update register_head set next = $1 where one = 1`, next)
}

func (f *Fold) matter(ref act.Ref, m *folded) error {
	state, err := json.Marshal(m.after)
	if err != nil {
		return err
	}
	scope := scopeOf(m.after.Audience(), m.after.Origin)
	f.count(m.before, -1)
	f.count(m.after, +1)
	if m.before.Stage == procedure.Unknown {
		err = f.tx.Insert("register_matter",
			[]string{"ref", "origin", "stage", "scope", "turn", "dimension", "lang", "title", "moved", "seq", "state"},
			[][]any{{string(ref), string(m.after.Origin), string(m.after.Stage), scope, m.after.Turn, m.after.Dimension,
				m.after.Lang, m.title, m.now.UnixMilli(), m.after.Seq, state}})
	} else {
		err = f.tx.Exec(`
			update register_matter set stage = $2, scope = $3, turn = $4, dimension = $5, lang = $6,
				title = case when $7 = '' then title else $7 end, moved = $8, seq = $9, state = $10
			where ref = $1`,
			string(ref), string(m.after.Stage), scope, m.after.Turn, m.after.Dimension, m.after.Lang, m.title,
			m.now.UnixMilli(), m.after.Seq, state)
	}
	if err != nil {
		return err
	}
	// A matter that is new to the tables counts as one of a caucus, for its first
	// acts were entered as such.
	if m.before.Audience() != m.after.Audience() {
		if err := f.widen(ref, m); err != nil {
			return err
		}
	}
	return f.desk(ref, m)
}

// widen lets acts be read as widely as the matter now is, but none more
// widely than it may itself.
func (f *Fold) widen(ref act.Ref, m *folded) error {
	if m.opened != (act.Hash{}) {
		if err := f.tx.Exec(`update register_act set own = $2 where matter = $1 and hash = $3`,
			string(ref), act.Public.Ring(), m.opened[:]); err != nil {
			return err
		}
	}
	now := m.after.Audience()
	return f.tx.Exec(`
		update register_act set scope = case
			when own >= $2 then $3
			when own = $4 then $5
			else scope end
		where matter = $1`,
		string(ref), now.Ring(), scopeOf(now, ""), act.Joint.Ring(), scopeJoint)
}

// desk keeps on whose desk the matter is, and since when: a group that stays
// on the list keeps its date.
func (f *Fold) desk(ref act.Ref, m *folded) error {
	account := m.account()
	var kept, fresh [][]any
	args := []any{string(ref)}
	scope := scopeOf(m.after.Audience(), m.after.Origin)
	for _, g := range account.Desk {
		row := []any{string(ref), string(g), scope, m.after.Wants(g), m.desk[g].since.UnixMilli(), millis(account.Until)}
		if m.desk[g].fresh {
			fresh = append(fresh, row)
		} else {
			kept = append(kept, row)
		}
	}
	gone := `delete from register_desk where matter = $1`
	if len(account.Desk) > 0 {
		gone += ` and grp not in (` + database.In(&args, account.Desk...) + `)`
	}
	if err := f.tx.Exec(gone, args...); err != nil {
		return err
	}
	columns := []string{"matter", "grp", "scope", "wants", "since", "until"}
	if len(kept) > 0 {
		if err := f.tx.Insert("register_desk", columns, kept,
			"on conflict (matter, grp) do update set scope = excluded.scope, wants = excluded.wants, until = excluded.until"); err != nil {
			return err
		}
	}
	if len(fresh) > 0 {
		if err := f.tx.Insert("register_desk", columns, fresh,
			"on conflict (matter, grp) do update set scope = excluded.scope, wants = excluded.wants, since = excluded.since, until = excluded.until"); err != nil {
			return err
		}
	}
	return f.deadline(ref, m.after)
}

// account is where the matter stands, as far as everybody may know.
func (m *folded) account() procedure.Account {
	return m.after.Explain(procedure.Instant{At: m.now, Rules: m.rules, Spoke: func(group.ID) int { return 0 }})
}

// deadline keeps the instant at which the clock has to close a decision.
func (f *Fold) deadline(ref act.Ref, m procedure.Matter) error {
	d := m.Decision
	if m.Stage != procedure.Deciding || d.Method == procedure.Meeting {
		return f.tx.Exec(`delete from register_deadline where matter = $1`, string(ref))
	}
	return f.tx.Insert("register_deadline", []string{"matter", "at"}, [][]any{{string(ref), d.Closes.UnixMilli()}},
		"on conflict (matter) do update set at = excluded.at")
}

func (f *Fold) count(m procedure.Matter, by int) {
	if m.Stage != procedure.Unknown {
		f.stages[[3]string{scopeOf(m.Audience(), m.Origin), string(m.Origin), string(m.Stage)}] += by
	}
}

func (f *Fold) countStages() error {
	var rows [][]any
	for key, n := range f.stages {
		if n != 0 {
			rows = append(rows, []any{key[0], key[1], key[2], n})
		}
	}
	if len(rows) == 0 {
		return nil
	}
	// In one order always, so that two writers could never wait for each other.
	slices.SortFunc(rows, func(a, b []any) int {
		return cmp.Or(cmp.Compare(a[0].(string), b[0].(string)), cmp.Compare(a[1].(string), b[1].(string)),
			cmp.Compare(a[2].(string), b[2].(string)))
	})
	return f.tx.Insert("register_stage", []string{"scope", "origin", "stage", "n"}, rows,
		"on conflict (scope, origin, stage) do update set n = register_stage.n + excluded.n")
}

func (f *Fold) adopt(a adoption) error {
	m := a.state
	var title string
	if err := f.tx.Row(`select title from register_matter where ref = $1`, []any{string(m.Ref)}, &title); err != nil {
		return err
	}
	err := f.tx.Insert("register_recommendation",
		[]string{"symbol", "place", "matter", "version", "dimension", "title", "adopted"},
		[][]any{{m.Adoption.Symbol, a.act.Seq, string(m.Ref), m.Adoption.Version.String(), m.Dimension, title, m.Adoption.At.UnixMilli()}})
	if err != nil {
		return err
	}
	var rows [][]any
	for _, to := range slices.Compact(slices.Sorted(slices.Values(m.Addressees))) {
		rows = append(rows, []any{to, m.Adoption.Symbol, a.act.Seq})
	}
	if len(rows) == 0 {
		return nil
	}
	return f.tx.Insert("register_addressee", []string{"organisation", "symbol", "place"}, rows)
}

func (f *Fold) writeInitiative() error {
	state, err := json.Marshal(f.head.state)
	if err != nil {
		return err
	}
	if len(f.head.described) > 0 {
		if err := f.tx.Insert("register_description", []string{"place", "at"}, f.head.described); err != nil {
			return err
		}
	}
	set := "on conflict (one) do update set turn = excluded.turn, state = excluded.state"
	if f.head.description != nil {
		set += ", description = excluded.description"
	} else {
		f.head.description = []byte("{}")
	}
	return f.tx.Insert("register_initiative", []string{"one", "turn", "state", "description"},
		[][]any{{1, f.head.state.Turn, state, f.head.description}}, set)
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}
