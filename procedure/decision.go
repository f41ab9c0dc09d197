package procedure

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// A Decision is the groups' decision on one exact version: first moved, then
// seconded by every other group, which opens it.
type Decision struct {
	Version  act.Hash   `json:"version"`
	Method   Method     `json:"method"`
	MovedBy  group.ID   `json:"movedBy"`
	MovedAt  time.Time  `json:"movedAt"`
	Seconded []group.ID `json:"seconded"`
	// Closes is the exact instant at which a written procedure or a silence
	// ends; for a meeting, when it is held.
	Closes time.Time `json:"closes"`

	// What opening froze.
	Opened     time.Time                `json:"opened"` // zero while it awaits seconding
	Electorate map[group.ID][]act.Alias `json:"electorate"`

	Choices  map[act.Alias]Choice `json:"choices"`
	Recorded []group.ID           `json:"recorded"` // groups whose meeting was recorded
}

func (d Decision) clone() Decision {
	d.Seconded = slices.Clone(d.Seconded)
	d.Electorate = maps.Clone(d.Electorate)
	for g, all := range d.Electorate {
		d.Electorate[g] = slices.Clone(all)
	}
	d.Choices = maps.Clone(d.Choices)
	d.Recorded = slices.Clone(d.Recorded)
	return d
}

// Open reports whether positions may be stated at an instant.
func (d *Decision) Open(at time.Time) bool {
	return d != nil && !d.Opened.IsZero() && (d.Method == Meeting || at.Before(d.Closes))
}

// Tally counts a group's positions as they stand.
func (d *Decision) Tally(g group.ID) group.Tally {
	t := group.Tally{Entitled: len(d.Electorate[g])}
	for _, who := range d.Electorate[g] {
		switch d.Choices[who] {
		case Consent:
			t.Consent++
		case StandAside:
			t.Aside++
		case Object:
			t.Object++
		}
	}
	return t
}

// Verdict is what a group's own rule makes of its tally as it stands.
func (m Matter) Verdict(g group.ID) group.Verdict {
	t := m.Decision.Tally(g)
	if m.Decision.Method == Silence {
		return m.Rules.Decide[g].OfSilence(t)
	}
	return m.Rules.Decide[g].Of(t)
}

// Move moves that the groups decide the latest version, by a method and until
// an instant. It needs a clean text that every group has considered.
type Move struct {
	Version act.Hash  `json:"version" doc:"The version to be decided; it must be the latest"`
	Method  Method    `json:"method" enum:"meeting,written,silence"`
	Closes  time.Time `json:"closes" doc:"When the procedure ends, or the meeting is held (RFC 3339)"`
}

// Moved records a motion to decide.
type Moved struct {
	Version act.Hash  `json:"version"`
	Method  Method    `json:"method"`
	Closes  time.Time `json:"closes"`
}

func (Moved) Kind() string { return "procedure.moved" }

func (Move) Name() string { return "move" }

func (Move) May(m Matter, i Instant) error {
	if err := first(at(m, "refuse.move.stage", Formulation), takesPart(m, i), needs(i, m.Rules.Move, "move")); err != nil {
		return err
	}
	if m.Decision != nil {
		return act.Refuse(act.NotNow, "refuse.move.moved", m.Decision.MovedBy)
	}
	return act.RefuseFor(m.lacksDecision(i))
}

// lacksDecision lists what stands between the latest version and a decision.
func (m Matter) lacksDecision(i Instant) (lacks []act.Reason) {
	if n := m.Version.Brackets(); n > 0 {
		lacks = append(lacks, act.Because("refuse.move.brackets", n))
	}
	for _, g := range m.Groups {
		if new := m.Unconsidered(g); len(new) > 0 {
			lacks = append(lacks, act.Because("refuse.move.unconsidered", len(new), g))
		}
		if len(m.entitled(i, g)) == 0 {
			lacks = append(lacks, act.Because("refuse.move.electorate", g))
		}
	}
	return lacks
}

func (c Move) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Version != m.Version.Hash {
		return nil, act.Refuse(act.Stale, "refuse.move.version", m.Version.N)
	}
	if err := enoughNotice(m, i, c.Method, c.Closes); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: Moved{c.Version, c.Method, round(c.Closes)}, Group: i.By.Group}}, nil
}

// enoughNotice refuses an end that leaves less time than the rules give.
func enoughNotice(m Matter, i Instant, how Method, closes time.Time) error {
	if closes.After(i.At.AddDate(2, 0, 0)) {
		return act.RefuseField("closes", "refuse.move.too-late")
	}
	switch how {
	case Meeting:
		if closes.Before(i.At) {
			return act.RefuseField("closes", "refuse.move.past")
		}
	case Written:
		if closes.Before(i.At.Add(days(m.Rules.NoticeDays))) {
			return act.RefuseField("closes", "refuse.move.notice", m.Rules.NoticeDays)
		}
	case Silence:
		if closes.Before(i.At.Add(time.Duration(m.Rules.SilenceHours) * time.Hour)) {
			return act.RefuseField("closes", "refuse.move.silence", m.Rules.SilenceHours)
		}
	default:
		return act.RefuseField("method", "refuse.move.method")
	}
	return nil
}

func (c Moved) Apply(m *Matter, a act.Act) {
	m.Decision = &Decision{Version: c.Version, Method: c.Method, Closes: c.Closes, MovedBy: a.Group, MovedAt: a.At}
}

// Second agrees, for another group, that the version be decided by the method
// and until the instant moved. When the last group has seconded, the decision
// opens. To second a silence procedure is to agree to silence.
type Second struct {
	Version act.Hash `json:"version" doc:"The version moved"`
}

// Seconded records that a group seconded a motion.
type Seconded struct{}

// Opened records that a decision opened. It freezes who is entitled to
// decide, group by group.
type Opened struct {
	Electorate map[group.ID][]act.Alias `json:"electorate"`
}

func (Seconded) Kind() string { return "procedure.seconded" }
func (Opened) Kind() string   { return "procedure.opened" }

func (Second) Name() string { return "second" }

func (Second) May(m Matter, i Instant) error {
	if m.Decision == nil || !m.Decision.Opened.IsZero() {
		return act.Refuse(act.NotNow, "refuse.second.stage")
	}
	if err := first(takesPart(m, i), needs(i, m.Rules.Move, "move")); err != nil {
		return err
	}
	if i.By.Group == m.Decision.MovedBy || slices.Contains(m.Decision.Seconded, i.By.Group) {
		return act.Refuse(act.NotNow, "refuse.second.own", m.awaitedSeconds())
	}
	return act.RefuseFor(m.lacksDecision(i))
}

// awaitedSeconds are the groups that have not seconded the motion.
func (m Matter) awaitedSeconds() []group.ID {
	return slices.DeleteFunc(group.Others(m.Groups, m.Decision.MovedBy), func(g group.ID) bool {
		return slices.Contains(m.Decision.Seconded, g)
	})
}

func (c Second) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Version != m.Decision.Version {
		return nil, act.Refuse(act.Stale, "refuse.move.version", m.Version.N)
	}
	deeds := []act.Deed{{Body: Seconded{}, Group: i.By.Group}}
	if len(group.Others(m.awaitedSeconds(), i.By.Group)) > 0 {
		return deeds, nil
	}
	// Notice runs from the opening, so a motion that lay too long has to be
	// moved again with a later end.
	if err := enoughNotice(m, i, m.Decision.Method, m.Decision.Closes); err != nil {
		no, _ := act.Refused(err)
		return nil, act.Refuse(act.NotNow, "refuse.second.notice", m.Decision.Closes, no.Reason)
	}
	voters := map[group.ID][]act.Alias{}
	for _, g := range m.Groups {
		for _, id := range m.entitled(i, g) {
			voters[g] = append(voters[g], i.Alias(id))
		}
		// In the order of aliases, which says nothing; that of members would
		// be the same in every matter and link them.
		slices.Sort(voters[g])
	}
	return append(deeds, act.Deed{Body: Opened{voters}, Group: i.By.Group}), nil
}

func (Seconded) Apply(m *Matter, a act.Act) {
	if m.Decision != nil {
		m.Decision.Seconded = append(m.Decision.Seconded, a.Group)
	}
}

func (c Opened) Apply(m *Matter, a act.Act) {
	if m.Decision == nil {
		return
	}
	// All have agreed to decide, so what some said of parting before is past:
	// it must not be completed later by somebody else's word alone.
	m.Leaving, m.Positions = nil, nil
	m.Stage = Deciding
	m.Decision.Opened, m.Decision.Electorate = a.At, c.Electorate
	m.Decision.Choices = map[act.Alias]Choice{}
}

// Unmove takes a motion back before it is seconded by all, so that another
// can be moved.
type Unmove struct{}

// Unmoved records that a motion was taken back.
type Unmoved struct{}

func (Unmoved) Kind() string { return "procedure.unmoved" }

func (Unmove) Name() string { return "unmove" }

func (Unmove) May(m Matter, i Instant) error {
	if m.Decision == nil || !m.Decision.Opened.IsZero() {
		return act.Refuse(act.NotNow, "refuse.second.stage")
	}
	// Any group may: the others are asked to second, and this is how they decline.
	return first(takesPart(m, i), needs(i, m.Rules.Move, "move"))
}

func (Unmove) Decide(m Matter, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: Unmoved{}, Group: i.By.Group}}, nil
}

func (Unmoved) Apply(m *Matter, _ act.Act) { m.Decision = nil }

// electorOf returns the group for which alias is entitled in the open decision.
func (d *Decision) electorOf(who act.Alias) (group.ID, bool) {
	for g, all := range d.Electorate {
		if slices.Contains(all, who) {
			return g, true
		}
	}
	return "", false
}

// mayDecide refuses unless a decision is open and the person is of its frozen
// electorate.
func mayDecide(m Matter, i Instant) error {
	if err := at(m, "refuse.decide.stage", Deciding); err != nil {
		return err
	}
	if !m.Decision.Open(i.At) {
		return act.Refuse(act.NotNow, "refuse.decide.late", m.Decision.Closes)
	}
	g, ok := m.Decision.electorOf(i.Alias(i.By.Member))
	if !ok || g != i.By.Group || !i.By.Decides() {
		return act.Refuse(act.NotAllowed, "refuse.decide.electorate")
	}
	return nil
}
