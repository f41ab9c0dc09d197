package register

import (
	"encoding/json"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
)

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
