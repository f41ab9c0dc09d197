package procedure

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Recuse takes a person out of a matter in which they have an interest. They
// may go on speaking; for the group they do nothing more on it, and they do not
// decide. It is not taken back: what was done meanwhile was done without them.
type Recuse struct {
	Member member.ID `json:"member,omitempty" doc:"Who steps back; left out for yourself. A co-chair may record it for another of the group, while no decision is open"`
	Reason string    `json:"reason" doc:"Which interest, in the words that the public will read once the matter is settled"`
}

// Recused records that somebody is recused from the matter. It names them by
// their alias, for a co-chair may have recorded it.
type Recused struct {
	Who act.Alias `json:"who"`
	// Audience is the caucus while the idea is in one: an act that joined the
	// others later would tell what stood before it there.
	Audience act.Audience `json:"audience"`
}

// A Recusal is a person who is out of a matter, and since when.
type Recusal struct {
	Who   act.Alias `json:"who"`
	Group group.ID  `json:"group"`
	At    time.Time `json:"at"`
	Act   act.Hash  `json:"act"`
}

func (Recused) Kind() string { return "procedure.recused" }

func (Recuse) Name() string { return "recuse" }

func (Recuse) May(m Matter, i Instant) error {
	if m.Stage.Closed() {
		return act.Refuse(act.NotNow, "refuse.recuse.closed", m.Stage)
	}
	if !i.By.Speaks() {
		return act.Refuse(act.NotAllowed, "refuse.recuse.observer")
	}
	if err := takesPart(m, i); err != nil {
		return err
	}
	// What a silence adopted at its instant, or a written procedure decided by
	// its end, is not decided anew by who leaves before it is counted.
	if m.Stage == Deciding && !m.Decision.Open(i.At) {
		return act.Refuse(act.NotNow, "refuse.recuse.ended", m.Decision.Closes)
	}
	return nil
}

func (c Recuse) Decide(m Matter, i Instant) ([]act.Deed, error) {
	who := c.Member
	if who == "" {
		who = i.By.Member
	}
	if who != i.By.Member {
		if err := m.mayRecuse(i, who); err != nil {
			return nil, err
		}
	}
	why, err := reason(c.Reason)
	if err != nil {
		return nil, err
	}
	heard := act.Public
	if m.ReferredAt.IsZero() {
		heard = act.Caucus
	}
	return []act.Deed{{Body: Recused{i.Alias(who), heard}, Words: ReasonWords{why}, Group: i.By.Group}}, nil
}

// mayRecuse refuses unless the person who asks may record the recusal of
// another. From a frozen electorate nobody is taken but by their own word: a
// co-chair who could strike an objector would decide alone. A new version
// cancels the decision, and then it may be recorded before the next one opens.
func (m Matter) mayRecuse(i Instant, who member.ID) error {
	switch {
	case i.By.Capacity != member.CoChair:
		return act.Refuse(act.NotAllowed, "refuse.recuse.chair")
	case m.Stage == Deciding:
		return act.Refuse(act.NotNow, "refuse.recuse.frozen")
	case !slices.ContainsFunc(i.Seats, func(s member.Standing) bool {
		return s.Member == who && s.Group == i.By.Group && s.Speaks()
	}):
		return act.RefuseField("member", "refuse.recuse.member")
	case m.recused(i, who):
		return act.RefuseField("member", "refuse.recuse.twice")
	}
	return nil
}

func (r Recused) Apply(m *Matter, a act.Act) {
	m.Recused = append(slices.Clip(m.Recused), Recusal{r.Who, a.Group, a.At, a.Hash})
	if m.Decision == nil {
		return
	}
	// This is the one thing that makes a frozen electorate smaller. Nothing
	// makes it larger. The list itself belongs to the act that froze it.
	d := m.Decision.clone()
	for g, all := range d.Electorate {
		d.Electorate[g] = slices.DeleteFunc(all, func(who act.Alias) bool { return who == r.Who })
	}
	delete(d.Choices, r.Who)
	m.Decision = &d
}

// Recuses reports whether the person of an alias is recused from m.
func (m Matter) Recuses(who act.Alias) bool {
	return slices.ContainsFunc(m.Recused, func(r Recusal) bool { return r.Who == who })
}

// recused reports whether a member is recused from m.
func (m Matter) recused(i Instant, id member.ID) bool {
	return len(m.Recused) > 0 && m.Recuses(i.Known(id))
}

// Contributes reports whether a statement on m counts as discussion by the
// group of the person who makes it.
func (m Matter) Contributes(by member.Standing, known act.Alias) bool {
	return by.Counts() && !m.Recuses(known)
}

// entitled lists who of a group decides m: of its seats those that decide, but
// for who is recused.
func (m Matter) entitled(i Instant, g group.ID) (ids []member.ID) {
	for _, s := range i.Seats {
		if s.Group == g && s.Decides() && !m.recused(i, s.Member) {
			ids = append(ids, s.Member)
		}
	}
	slices.Sort(ids)
	return ids
}

// explainRecused says how many of each group are out of the matter.
func (m Matter) explainRecused(a *Account) {
	count := map[group.ID]int{}
	for _, r := range m.Recused {
		count[r.Group]++
	}
	for _, g := range m.Groups {
		if count[g] > 0 {
			a.say("explain.recused", count[g], g)
		}
	}
}
