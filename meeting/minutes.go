package meeting

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Minutes are the account of a meeting on which its groups agree, part by part:
// its latest version, who has approved which wording, and the number that they
// were given when the last group had approved.
type Minutes struct {
	Version act.Hash  `json:"version"` // zero before the first draft
	N       int       `json:"n"`       // counts versions
	By      group.ID  `json:"by"`
	At      time.Time `json:"at"`
	Parts   []Part    `json:"parts"`
	Given   int       `json:"given"` // the highest part id ever given is m<Given>
	// Approved is, for each group, in which version the wording of each part
	// that it approved was written.
	Approved map[group.ID]map[string]act.Hash `json:"approved"`
	Number   int                              `json:"number"` // of the journal; 0 until they are locked
	LockedAt time.Time                        `json:"lockedAt"`
}

// A Part is what the rules know of a part of the minutes.
type Part struct {
	ID   string   `json:"id"`
	Item ItemID   `json:"item"` // empty of what is about no item
	Of   group.ID `json:"of"`   // whose part it is; empty if it is joint
	In   act.Hash `json:"in"`   // the version in which its wording was written
}

func (n Minutes) clone() Minutes {
	n.Parts = slices.Clone(n.Parts)
	n.Approved = maps.Clone(n.Approved)
	for g, all := range n.Approved {
		n.Approved[g] = maps.Clone(all)
	}
	return n
}

// Limits of minutes.
const (
	MaxParts     = 120 // what the header of a version has room for
	MaxPartWords = 20_000
)

// A PartWords is a part of the minutes as it is written.
type PartWords struct {
	ID    string   `json:"id,omitempty" doc:"Of a part that was there before; empty for a new one"`
	Item  ItemID   `json:"item,omitempty" doc:"The item of the agenda that it is about"`
	Of    group.ID `json:"of,omitempty" doc:"Whose part it is, which that group alone approves; empty for all"`
	Words string   `json:"words"`
}

// Minute issues a version of the minutes.
type Minute struct {
	Base  act.Hash    `json:"base" doc:"The version that this one was written on; empty for the first"`
	Parts []PartWords `json:"parts"`
	was   map[string]string
}

// Against gives the command the words of its base, so that it is known which
// parts are kept as they were.
func (c Minute) Against(base []PartWords) Minute {
	c.was = map[string]string{}
	for _, p := range base {
		c.was[p.ID] = p.Words
	}
	return c
}

// MinutedAct records a version of the minutes.
type MinutedAct struct {
	Parts []PartMark `json:"parts"`
}

// A PartMark is a part in the header of a version.
type PartMark struct {
	ID   string   `json:"id"`
	Item ItemID   `json:"item,omitempty"`
	Of   group.ID `json:"of,omitempty"`
	Kept bool     `json:"kept,omitempty"` // as the version before has it
}

// MinutesWords are the words of a version.
type MinutesWords struct {
	Parts []PartWords `json:"parts"`
}

func (MinutedAct) Kind() string { return "meeting.minuted" }

func (Minute) Name() string { return "minute" }

func (Minute) May(m Meeting, i Instant) error { return keeping(m, i, Adjourned) }

func (c Minute) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	if c.Base != m.Minutes.Version {
		return nil, act.Refuse(act.Stale, "refuse.minute.base", m.Minutes.N)
	}
	if len(c.Parts) == 0 || len(c.Parts) > MaxParts {
		return nil, act.RefuseField("parts", "refuse.minute.parts", MaxParts)
	}
	d, w, given := MinutedAct{}, MinutesWords{}, m.Minutes.Given
	var wrong []error
	for k, p := range c.Parts {
		field := "parts." + strconv.Itoa(k+1)
		words, err := needed(field, p.Words, MaxPartWords)
		wrong = append(wrong, err, c.placed(m, field, p, k))
		old, there := m.Minutes.part(p.ID)
		if p.ID == "" {
			given++
			p.ID = "m" + strconv.Itoa(given)
		}
		was, known := c.was[p.ID]
		d.Parts = append(d.Parts, PartMark{p.ID, p.Item, p.Of, there && known && was == words && old.Item == p.Item && old.Of == p.Of})
		w.Parts = append(w.Parts, PartWords{p.ID, p.Item, p.Of, words})
	}
	if err := act.Together(wrong...); err != nil {
		return nil, err
	}
	// Who words a part under the Chatham House Rule anew would be taken for whom
	// it is about, and a version shows which parts it changes.
	return []act.Deed{m.quietly(act.Deed{Body: d, Words: w, Group: i.By.Group}, Item{Rule: m.Sealed})}, nil
}

// placed refuses a part that is of no item or group of this meeting. A part
// under the Chatham House Rule is nobody's.
func (c Minute) placed(m Meeting, field string, p PartWords, k int) error {
	old, there := m.Minutes.part(p.ID)
	was, _ := m.Item(old.Item)
	twice := slices.ContainsFunc(c.Parts[:k], func(q PartWords) bool { return p.ID != "" && q.ID == p.ID })
	it, known := m.Item(p.Item)
	switch {
	case p.ID != "" && !there, twice:
		return act.RefuseField(field, "refuse.minute.part")
	case p.Item != "" && !known:
		return act.RefuseField(field, "refuse.item.unknown")
	case p.Of != "" && (!slices.Contains(m.Groups, p.Of) || len(m.Groups) == 1):
		return act.RefuseField(field, "refuse.minute.of")
	case p.Of != "" && it.Rule:
		return act.RefuseField(field, "refuse.minute.rule")
	case there && p.Item != old.Item && (was.Rule || it.Rule):
		// Its words would be read beside whose they were before, or become.
		return act.RefuseField(field, "refuse.minute.rule-moves")
	}
	return nil
}

func (n Minutes) part(id string) (Part, bool) {
	k := slices.IndexFunc(n.Parts, func(p Part) bool { return p.ID == id })
	if k < 0 {
		return Part{}, false
	}
	return n.Parts[k], true
}

func (c MinutedAct) Apply(m *Meeting, a act.Act) {
	n := m.Minutes.clone()
	n.Version, n.N, n.By, n.At = a.Hash, n.N+1, a.Group, a.At
	parts := make([]Part, 0, len(c.Parts))
	for _, k := range c.Parts {
		p := Part{k.ID, k.Item, k.Of, a.Hash}
		if old, ok := n.part(k.ID); ok && k.Kept {
			p.In = old.In
		}
		parts = append(parts, p)
		if id, err := strconv.Atoi(k.ID[min(1, len(k.ID)):]); err == nil {
			n.Given = max(n.Given, id)
		}
	}
	n.Parts = parts
	m.Minutes = n
}

// Awaits lists the parts that a group has to approve and has not, as they are
// worded now.
func (m Meeting) Awaits(g group.ID) (ids []string) {
	for _, p := range m.Minutes.Parts {
		if (p.Of == "" || p.Of == g) && m.Minutes.Approved[g][p.ID] != p.In {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// Approve approves the minutes for a group: its own parts and the joint ones.
type Approve struct {
	Version act.Hash `json:"version"`
}

// ApprovedAct records that a group approved the minutes.
type ApprovedAct struct {
	Version act.Hash `json:"version"`
}

// Locked records that every group has approved every part that it had to, and
// gives the minutes their number. Nothing changes them any more.
type Locked struct {
	Version act.Hash `json:"version"`
	Series  string   `json:"series"` // whose journals are numbered in one row
	Number  int      `json:"number"`
}

func (ApprovedAct) Kind() string { return "meeting.approved" }
func (Locked) Kind() string      { return "meeting.locked" }

func (Approve) Name() string { return "approve" }

func (Approve) May(m Meeting, i Instant) error {
	if err := keeping(m, i, Adjourned); err != nil {
		return err
	}
	switch {
	case i.By.Capacity == member.Secretariat:
		return act.Refuse(act.NotAllowed, "refuse.approve.office")
	case m.Minutes.Version == (act.Hash{}):
		return act.Refuse(act.NotNow, "refuse.approve.none")
	case len(m.Awaits(i.By.Group)) == 0:
		return act.Refuse(act.NotNow, "refuse.approve.nothing")
	}
	return nil
}

func (c Approve) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	if c.Version != m.Minutes.Version {
		return nil, act.Refuse(act.Stale, "refuse.minute.base", m.Minutes.N)
	}
	deeds := []act.Deed{{Body: ApprovedAct(c), Group: i.By.Group}}
	for _, g := range group.Others(m.Groups, i.By.Group) {
		if len(m.Awaits(g)) > 0 {
			return deeds, nil
		}
	}
	series := m.Journals()
	return append(deeds, act.Deed{Body: Locked{c.Version, series, i.Journal(series)}, Group: i.By.Group}), nil
}

// Journals names the row in which the meeting's journal is numbered: each
// group's own, or that of all. One row for all would tell the counterpart how
// often a group meets alone.
func (m Meeting) Journals() string {
	if len(m.Groups) == 1 {
		return string(m.Groups[0])
	}
	return "joint"
}

func (c ApprovedAct) Apply(m *Meeting, a act.Act) {
	n := m.Minutes.clone()
	if n.Approved == nil {
		n.Approved = map[group.ID]map[string]act.Hash{}
	}
	approved := map[string]act.Hash{}
	for _, p := range n.Parts {
		if p.Of == "" || p.Of == a.Group {
			approved[p.ID] = p.In
		}
	}
	n.Approved[a.Group] = approved
	m.Minutes = n
}

func (c Locked) Apply(m *Meeting, a act.Act) {
	m.Stage = Minuted
	m.Minutes.Number, m.Minutes.LockedAt = c.Number, a.At
}
