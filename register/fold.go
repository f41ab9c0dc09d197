package register

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
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

	publications map[act.Ref]*printed
	printed      []act.Ref // in the order of their first acts
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
		conferences: map[act.Ref]*announced{}, publications: map[act.Ref]*printed{}}
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
	if err := f.print(); err != nil {
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
