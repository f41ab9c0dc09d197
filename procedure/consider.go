package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// A Position is what a group answers on having considered a text.
type Position string

// The positions.
const (
	Support            Position = "support"
	SupportWithChanges Position = "support-with-changes"
	Concerns           Position = "concerns"
	NoSupport          Position = "no-support"
)

// Considered positions, in the order of a form.
var answers = []Position{Support, SupportWithChanges, Concerns, NoSupport}

// Key is the position's name in the catalogues.
func (p Position) Key() string { return "position." + string(p) }

// Consider records a group's answer to one version: that it was discussed, by
// how many, in what way, with what result and why. It answers the referral,
// and later the changes made since the group last considered the text.
type Consider struct {
	Version  act.Hash `json:"version" doc:"The version considered"`
	Position Position `json:"position" enum:"support,support-with-changes,concerns,no-support"`
	Method   Method   `json:"method" enum:"meeting,written" doc:"In a meeting, or by written procedure"`
	TookPart int      `json:"tookPart" doc:"How many entitled members took part"`
	// WithoutComment says expressly that the group has considered the text
	// and has nothing to say on it.
	WithoutComment bool   `json:"withoutComment,omitempty"`
	Reason         string `json:"reason" doc:"Why, in the words that the counterpart and later the public will read"`
	// Meeting is the one in which the group considers: its agenda asks for that,
	// it is at that item, and who is in the rooms is counted there.
	Meeting act.Ref `json:"meeting,omitempty" doc:"The meeting that is at the item; takes the place of method and tookPart"`
}

// ConsideredAct records a consideration.
type ConsideredAct struct {
	Version        act.Hash `json:"version"`
	Position       Position `json:"position"`
	Method         Method   `json:"method"`
	TookPart       int      `json:"tookPart"`
	WithoutComment bool     `json:"withoutComment"`
	Spoke          int      `json:"spoke"` // as far as the rules ask
	Complete       bool     `json:"complete"`
	Meeting        act.Ref  `json:"meeting,omitempty"` // in which it was considered, if it is one of ours
}

// ReasonWords are the reasons given in an act.
type ReasonWords struct {
	Reason string `json:"reason"`
}

func (ConsideredAct) Kind() string { return "procedure.considered" }

func (Consider) Name() string { return "consider" }

func (Consider) May(m Matter, i Instant) error {
	if err := at(m, "refuse.consider.stage", Referred, Considered, Formulation); err != nil {
		return err
	}
	g := i.By.Group
	if err := takesPart(m, i); err != nil {
		return err
	}
	if m.Stage != Formulation && g == m.Origin {
		return act.Refuse(act.NotAllowed, "refuse.consider.own")
	}
	if err := needs(i, m.Rules.Consider, "consider"); err != nil {
		return err
	}
	if _, answered := m.Considered[g]; answered && m.Stage != Formulation {
		return act.Refuse(act.NotNow, "refuse.consider.twice")
	}
	if m.Stage == Formulation {
		if len(m.Unconsidered(g)) == 0 {
			return act.Refuse(act.NotNow, "refuse.consider.nothing-new")
		}
		return nil
	}
	if until := m.ReferredAt.Add(days(m.Rules.CounterpartDays)); i.At.Before(until) {
		return act.Refuse(act.NotNow, "refuse.consider.days", m.Rules.CounterpartDays, until)
	}
	return nil
}

func (c Consider) Decide(m Matter, i Instant) ([]act.Deed, error) {
	g := i.By.Group
	if c.Version != m.Version.Hash {
		return nil, act.RefuseField("version", "refuse.consider.version", m.Version.N)
	}
	if c.Meeting != "" {
		here, err := i.in(c.Meeting, m.Ref, "consideration")
		if err != nil {
			return nil, err
		}
		c.Method, c.TookPart = Meeting, here.entitled(m.entitled(i, g))
	}
	spoke := i.Spoke(g)
	why, noReason := reason(c.Reason)
	if err := act.Together(c.named(), noReason, c.weighs(m, spoke, len(m.entitled(i, g)), g)); err != nil {
		return nil, err
	}
	return []act.Deed{{
		Body: ConsideredAct{c.Version, c.Position, c.Method, c.TookPart, c.WithoutComment,
			min(spoke, m.Rules.Contributors), m.lastToConsider(g), c.Meeting},
		Words: ReasonWords{why}, Group: g,
	}}, nil
}

// named refuses an answer that does not say what it is, and how it was found.
func (c Consider) named() error {
	var position, method error
	if !slices.Contains(answers, c.Position) {
		position = act.RefuseField("position", "refuse.consider.position")
	}
	if c.Method != Meeting && c.Method != Written {
		method = act.RefuseField("method", "refuse.consider.method")
	}
	return act.Together(position, method)
}

// weighs refuses an answer that too few of the group's seats stand behind.
func (c Consider) weighs(m Matter, spoke, seats int, g group.ID) error {
	var comment, quorum error
	if spoke < m.Rules.Contributors && !c.WithoutComment {
		comment = act.RefuseField("withoutComment", "refuse.consider.contributors", m.Rules.Contributors, spoke)
	}
	if least := min(m.Rules.Decide[g].Quorum, seats); c.TookPart < least || seats == 0 {
		quorum = act.RefuseField("tookPart", "refuse.consider.quorum", least, c.TookPart)
	} else if c.TookPart > seats {
		quorum = act.RefuseField("tookPart", "refuse.consider.too-many", seats)
	}
	return act.Together(comment, quorum)
}

// lastToConsider reports whether g's answer is the one that the referral
// still waits for.
func (m Matter) lastToConsider(g group.ID) bool {
	return m.Stage == Referred && len(group.Others(m.Awaited(), g)) == 0
}

// Awaited are the counterparts that have not answered the referral.
func (m Matter) Awaited() []group.ID {
	return slices.DeleteFunc(m.Counterparts(), func(g group.ID) bool { _, ok := m.Considered[g]; return ok })
}

func (c ConsideredAct) Apply(m *Matter, a act.Act) {
	if m.Considered == nil {
		m.Considered = map[group.ID]Consideration{}
	}
	if m.Round == nil {
		m.Round = map[group.ID]int{}
	}
	m.Considered[a.Group] = Consideration{c.Position, c.Version, a.At, a.Hash}
	m.Round[a.Group] = m.Versions + 1
	m.sees(a.Group, func(seen map[text.ParagraphID]act.Hash) {
		clear(seen)
		for _, p := range m.Version.Paragraphs {
			seen[p.ID] = p.Of
		}
	})
	if c.Complete {
		m.Stage = Considered
	}
}

// Unconsidered lists the paragraphs of the latest version that differ from
// what g last considered or wrote: changed, added, or gone.
func (m Matter) Unconsidered(g group.ID) (ids []text.ParagraphID) {
	now := map[text.ParagraphID]bool{}
	for _, p := range m.Version.Paragraphs {
		now[p.ID] = true
		if m.Seen[g][p.ID] != p.Of {
			ids = append(ids, p.ID)
		}
	}
	gone := len(ids)
	for id := range m.Seen[g] {
		if !now[id] {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids[gone:])
	return ids
}
