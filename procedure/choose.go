package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Choice is an elector's position in a decision.
type Choice string

// The choices.
const (
	Consent    Choice = "consent"
	StandAside Choice = "stand-aside"
	Object     Choice = "object"
)

// Key is the choice's name in the catalogues.
func (c Choice) Key() string { return "choice." + string(c) }

// Choose states the elector's own position in an open decision. A later one
// replaces it. An objection in a silence procedure breaks the silence.
type Choose struct {
	Version act.Hash `json:"version" doc:"The version under decision"`
	Choice  Choice   `json:"choice" enum:"consent,stand-aside,object"`
	Reason  string   `json:"reason,omitempty" doc:"Required for an objection"`
}

// Chose records an elector's position.
type Chose struct {
	Choice Choice `json:"choice"`
}

func (Chose) Kind() string { return "procedure.chose" }

func (Choose) Name() string { return "choose" }

func (Choose) May(m Matter, i Instant) error {
	if err := mayDecide(m, i); err != nil {
		return err
	}
	if m.Decision.Method == Meeting {
		return act.Refuse(act.NotNow, "refuse.choose.meeting")
	}
	return nil
}

func (c Choose) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Version != m.Decision.Version {
		return nil, act.Refuse(act.Stale, "refuse.choose.version")
	}
	why, err := Words("reason", c.Reason, MaxReason)
	switch {
	case err != nil:
		return nil, err
	case !slices.Contains([]Choice{Consent, StandAside, Object}, c.Choice):
		return nil, act.RefuseField("choice", "refuse.choose.choice")
	case c.Choice == Object && why == "":
		return nil, act.RefuseField("reason", "refuse.choose.reason")
	}
	deeds := []act.Deed{{Body: Chose{c.Choice}, Words: ReasonWords{why}, Group: i.By.Group}}
	if m.Decision.Method == Silence && c.Choice == Object {
		m = m.Clone()
		m.Decision.Choices[i.Alias(i.By.Member)] = Object // it is part of the count that it ends
		deeds = append(deeds, m.broken(i))
	}
	return deeds, nil
}

func (c Chose) Apply(m *Matter, a act.Act) {
	if m.Stage == Deciding {
		m.Decision.Choices[a.By] = c.Choice
	}
}

// Amend breaks a silence with other words.
type Amend struct {
	Version   act.Hash         `json:"version" doc:"The version under silence"`
	Paragraph text.ParagraphID `json:"paragraph,omitempty" doc:"The paragraph amended, if one"`
	Words     string           `json:"words" doc:"The amendment"`
}

// Amended records an amendment made in writing during a silence.
type Amended struct {
	Paragraph text.ParagraphID `json:"paragraph"`
}

func (Amended) Kind() string { return "procedure.amended" }

func (Amend) Name() string { return "amend" }

func (Amend) May(m Matter, i Instant) error {
	if err := mayDecide(m, i); err != nil {
		return err
	}
	if m.Decision.Method != Silence {
		return act.Refuse(act.NotNow, "refuse.amend.method")
	}
	return nil
}

func (c Amend) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Version != m.Decision.Version {
		return nil, act.Refuse(act.Stale, "refuse.choose.version")
	}
	words, err := Words("words", c.Words, MaxWords)
	switch {
	case err != nil:
		return nil, err
	case words == "":
		return nil, act.RefuseField("words", "refuse.amend.words")
	case c.Paragraph != "" && !m.Version.has(c.Paragraph):
		return nil, act.RefuseField("paragraph", "refuse.state.paragraph")
	}
	return []act.Deed{
		{Body: Amended{c.Paragraph}, Words: StatedWords{words}, Group: i.By.Group},
		m.broken(i),
	}, nil
}

func (Amended) Apply(*Matter, act.Act) {}

// RecordMeeting records, by the chair of one group, what was decided in its
// room: those present who neither objected nor stood aside consented.
type RecordMeeting struct {
	Version act.Hash    `json:"version"`
	Present []member.ID `json:"present" doc:"Entitled members who were in the meeting"`
	Aside   []member.ID `json:"aside,omitempty"`
	Object  []member.ID `json:"object,omitempty"`
	Reason  string      `json:"reason,omitempty" doc:"Why, where somebody objected or stood aside"`
	// Meeting is the one in which the group decides: its agenda asks for that,
	// and it is at that item.
	Meeting act.Ref `json:"meeting,omitempty" doc:"The meeting that is at the item; all present must be in its rooms"`
}

// MeetingRecorded records the positions taken in one group's meeting.
type MeetingRecorded struct {
	Consent []act.Alias `json:"consent"`
	Aside   []act.Alias `json:"aside"`
	Object  []act.Alias `json:"object"`
	Meeting act.Ref     `json:"meeting,omitempty"` // in which it was decided, if it is one of ours
}

func (MeetingRecorded) Kind() string { return "procedure.meeting-recorded" }

func (RecordMeeting) Name() string { return "record-meeting" }

func (RecordMeeting) May(m Matter, i Instant) error {
	if err := first(at(m, "refuse.decide.stage", Deciding), needs(i, m.Rules.Move, "move")); err != nil {
		return err
	}
	if m.Decision.Method != Meeting {
		return act.Refuse(act.NotNow, "refuse.record.method")
	}
	if _, ok := m.Decision.Electorate[i.By.Group]; !ok {
		return act.Refuse(act.NotAllowed, "refuse.decide.electorate")
	}
	if i.At.Before(m.Decision.Closes) {
		return act.Refuse(act.NotNow, "refuse.record.early", m.Decision.Closes)
	}
	return nil
}

func (c RecordMeeting) Decide(m Matter, i Instant) ([]act.Deed, error) {
	if c.Version != m.Decision.Version {
		return nil, act.Refuse(act.Stale, "refuse.choose.version")
	}
	r := MeetingRecorded{Meeting: c.Meeting}
	if err := c.inRoom(m, i); err != nil {
		return nil, err
	}
	seen := map[member.ID]bool{}
	for _, id := range c.Present {
		who := i.Alias(id)
		if !slices.Contains(m.Decision.Electorate[i.By.Group], who) || seen[id] {
			return nil, act.RefuseField("present", "refuse.record.present")
		}
		seen[id] = true
		switch {
		case slices.Contains(c.Object, id) && slices.Contains(c.Aside, id):
			return nil, act.RefuseField("aside", "refuse.record.both")
		case slices.Contains(c.Object, id):
			r.Object = append(r.Object, who)
		case slices.Contains(c.Aside, id):
			r.Aside = append(r.Aside, who)
		default:
			r.Consent = append(r.Consent, who)
		}
	}
	if len(r.Object) != len(c.Object) || len(r.Aside) != len(c.Aside) {
		return nil, act.RefuseField("object", "refuse.record.absent")
	}
	why, err := Words("reason", c.Reason, MaxReason)
	if err != nil {
		return nil, err
	}
	if why == "" && len(r.Object) > 0 {
		return nil, act.RefuseField("reason", "refuse.choose.reason")
	}
	for _, list := range [][]act.Alias{r.Consent, r.Aside, r.Object} {
		slices.Sort(list)
	}
	return []act.Deed{{Body: r, Words: ReasonWords{why}, Group: i.By.Group}}, nil
}

// inRoom refuses positions of those who are not in the rooms of the meeting.
func (c RecordMeeting) inRoom(m Matter, i Instant) error {
	if c.Meeting == "" {
		return nil
	}
	here, err := i.in(c.Meeting, m.Ref, "decision")
	if err != nil {
		return err
	}
	for _, id := range c.Present {
		if !slices.Contains(here.Members, id) {
			return act.RefuseField("present", "refuse.record.room")
		}
	}
	return nil
}

func (r MeetingRecorded) Apply(m *Matter, a act.Act) {
	if m.Stage != Deciding {
		return
	}
	d := m.Decision
	for _, who := range d.Electorate[a.Group] {
		delete(d.Choices, who) // a corrected record replaces the earlier one
	}
	for choice, list := range map[Choice][]act.Alias{Consent: r.Consent, StandAside: r.Aside, Object: r.Object} {
		for _, who := range list {
			d.Choices[who] = choice
		}
	}
	if !slices.Contains(d.Recorded, a.Group) {
		d.Recorded = append(d.Recorded, a.Group)
	}
}
