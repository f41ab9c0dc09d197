package meeting

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// Convene opens a planned meeting.
type Convene struct{}

// ConvenedAct records that a meeting was opened.
type ConvenedAct struct{}

func (ConvenedAct) Kind() string { return "meeting.convened" }

func (Convene) Name() string { return "convene" }

func (Convene) May(m Meeting, i Instant) error { return keeping(m, i, Planned) }

func (Convene) Decide(_ Meeting, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: ConvenedAct{}, Group: i.By.Group}}, nil
}

func (ConvenedAct) Apply(m *Meeting, a act.Act) { m.Stage, m.OpenedAt = Sitting, a.At }

// Attend notes who of one venue is in the room: it replaces what was noted of
// that venue before.
type Attend struct {
	Venue   group.ID    `json:"venue" doc:"The city, by its group"`
	Present []member.ID `json:"present"`
}

// AttendedAct records who is in one room.
type AttendedAct struct {
	Venue   group.ID   `json:"v"`
	Present []Presence `json:"present"`
}

func (AttendedAct) Kind() string { return "meeting.attended" }

func (Attend) Name() string { return "attend" }

// May refuses once a part under the Chatham House Rule has begun, or comes next:
// for it nobody's coming or going is noted.
func (Attend) May(m Meeting, i Instant) error {
	if err := keeping(m, i, Sitting); err != nil {
		return err
	}
	if m.Sealed {
		return act.Refuse(act.NotNow, "refuse.attend.rule")
	}
	if m.onlyRule() {
		return act.Refuse(act.NotNow, "refuse.attend.only-rule")
	}
	return nil
}

// onlyRule reports whether all that is left of the agenda is under the Chatham
// House Rule, so that who is there now is there for that.
func (m Meeting) onlyRule() bool {
	rule := false
	for _, it := range m.Items {
		if !it.Rule && it.Concluded == (act.Hash{}) {
			return false
		}
		rule = rule || it.Rule
	}
	return rule
}

func (c Attend) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	if !slices.ContainsFunc(m.Venues, func(v Venue) bool { return v.Group == c.Venue }) {
		return nil, act.RefuseField("venue", "refuse.attend.venue")
	}
	d := AttendedAct{Venue: c.Venue, Present: []Presence{}}
	for k, id := range c.Present {
		s, ok := seat(i, id)
		who := i.Alias(id)
		switch {
		case !ok || !m.comes(s, who):
			return nil, act.RefuseField("present", "refuse.attend.stranger")
		case slices.Contains(c.Present[:k], id) || m.presentElsewhere(who, c.Venue):
			return nil, act.RefuseField("present", "refuse.attend.twice")
		}
		d.Present = append(d.Present, Presence{who, s.Group, c.Venue, s.Decides()})
	}
	slices.SortFunc(d.Present, func(a, b Presence) int {
		if a.Who < b.Who {
			return -1
		}
		return 1
	})
	return []act.Deed{{Body: d, Group: i.By.Group}}, nil
}

func seat(i Instant, id member.ID) (member.Standing, bool) {
	k := slices.IndexFunc(i.Seats, func(s member.Standing) bool { return s.Member == id })
	if k < 0 {
		return member.Standing{}, false
	}
	return i.Seats[k], true
}

// comes reports whether somebody may be in the meeting: of a restricted meeting, those
// invited and who keeps its papers; otherwise all of the groups that meet.
func (m Meeting) comes(s member.Standing, who act.Alias) bool {
	if !slices.Contains(m.Groups, s.Group) {
		return false
	}
	return !m.Restricted || slices.Contains(m.Invited, who) || keeps(s)
}

// Comes reports whether somebody is asked to come. Who is known by no alias in
// the meeting (empty) is invited to no restricted one.
func (m Meeting) Comes(s member.Standing, who act.Alias) bool {
	if m.Restricted {
		return who != "" && slices.Contains(m.Invited, who)
	}
	return slices.Contains(m.Groups, s.Group)
}

func (m Meeting) presentElsewhere(who act.Alias, venue group.ID) bool {
	return slices.ContainsFunc(m.Present, func(p Presence) bool { return p.Who == who && p.Venue != venue })
}

func (c AttendedAct) Apply(m *Meeting, _ act.Act) {
	left := slices.DeleteFunc(slices.Clone(m.Present), func(p Presence) bool { return p.Venue == c.Venue })
	m.Present = append(left, c.Present...)
	m.Noted = m.Noted || m.Now == ""
}

// TakeUp turns to an item of the agenda.
type TakeUp struct {
	Item ItemID `json:"item"`
}

// TakenUpAct records that an item was turned to.
type TakenUpAct struct {
	Item ItemID `json:"item"`
}

func (TakenUpAct) Kind() string { return "meeting.taken-up" }

func (TakeUp) Name() string { return "take-up" }

func (TakeUp) May(m Meeting, i Instant) error {
	if err := keeping(m, i, Sitting); err != nil {
		return err
	}
	if m.Now != "" {
		return act.Refuse(act.NotNow, "refuse.take-up.open")
	}
	return nil
}

func (c TakeUp) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	it, ok := m.Item(c.Item)
	switch {
	case !ok:
		return nil, act.RefuseField("item", "refuse.item.unknown")
	case it.TakenUp:
		return nil, act.RefuseField("item", "refuse.item.taken")
	case m.Sealed && !it.Rule:
		// What came after would tell who had been in the room before.
		return nil, act.RefuseField("item", "refuse.take-up.after-rule")
	case it.Rule && m.Noted:
		// Who was noted since the last item would be there for this one.
		return nil, act.RefuseField("item", "refuse.take-up.noted")
	}
	return []act.Deed{m.quietly(act.Deed{Body: TakenUpAct(c), Group: i.By.Group}, it)}, nil
}

// quietly makes a deed on an item under the Chatham House Rule one of nobody's.
func (m Meeting) quietly(d act.Deed, it Item) act.Deed {
	if it.Rule {
		d.Nameless, d.Group = true, ""
	}
	return d
}

func (c TakenUpAct) Apply(m *Meeting, _ act.Act) {
	m.change(c.Item, func(it *Item) {
		it.TakenUp = true
		m.Now, m.Noted, m.Sealed = it.ID, false, m.Sealed || it.Rule
	})
}

// Conclude ends the item that is being taken.
type Conclude struct {
	Item  ItemID      `json:"item"`
	Note  string      `json:"note,omitempty" doc:"What was said and agreed, as the draft of the minutes will have it"`
	Spoke []member.ID `json:"spoke,omitempty" doc:"Who spoke, in their order; of a part under the Chatham House Rule nobody is named"`
}

// ConcludedAct records that an item was ended.
type ConcludedAct struct {
	Item  ItemID      `json:"item"`
	Spoke []act.Alias `json:"spoke"`
}

// NoteWords are what was noted of an item.
type NoteWords struct {
	Note string `json:"note,omitempty"`
}

func (ConcludedAct) Kind() string { return "meeting.concluded" }

func (Conclude) Name() string { return "conclude" }

func (Conclude) May(m Meeting, i Instant) error {
	if err := keeping(m, i, Sitting); err != nil {
		return err
	}
	if m.Now == "" {
		return act.Refuse(act.NotNow, "refuse.conclude.none")
	}
	return nil
}

func (c Conclude) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	it, _ := m.Item(m.Now)
	if c.Item != m.Now {
		return nil, act.RefuseField("item", "refuse.conclude.other")
	}
	note, err := procedure.Words("note", c.Note, MaxNote)
	if err != nil {
		return nil, err
	}
	if it.Rule && len(c.Spoke) > 0 {
		return nil, act.RefuseField("spoke", "refuse.conclude.rule")
	}
	d := ConcludedAct{Item: c.Item, Spoke: []act.Alias{}}
	for k, id := range c.Spoke {
		who := i.Alias(id)
		if slices.Contains(c.Spoke[:k], id) || !slices.ContainsFunc(m.Present, func(p Presence) bool { return p.Who == who }) {
			return nil, act.RefuseField("spoke", "refuse.conclude.absent")
		}
		d.Spoke = append(d.Spoke, who)
	}
	return []act.Deed{m.quietly(act.Deed{Body: d, Words: NoteWords{note}, Group: i.By.Group}, it)}, nil
}

func (c ConcludedAct) Apply(m *Meeting, a act.Act) {
	m.Now = ""
	m.change(c.Item, func(it *Item) { it.Concluded = a.Hash })
}

// Adjourn ends the meeting.
type Adjourn struct{}

// AdjournedAct records that a meeting ended.
type AdjournedAct struct{}

func (AdjournedAct) Kind() string { return "meeting.adjourned" }

func (Adjourn) Name() string { return "adjourn" }

func (Adjourn) May(m Meeting, i Instant) error {
	if err := keeping(m, i, Sitting); err != nil {
		return err
	}
	if m.Now != "" {
		return act.Refuse(act.NotNow, "refuse.take-up.open")
	}
	return nil
}

func (Adjourn) Decide(_ Meeting, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: AdjournedAct{}, Group: i.By.Group}}, nil
}

func (AdjournedAct) Apply(m *Meeting, a act.Act) { m.Stage, m.ClosedAt = Adjourned, a.At }
