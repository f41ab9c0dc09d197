// Package meeting holds the rules of meetings: one agenda in as many cities as
// there are groups, who was there, what was taken up and to what end, and the
// minutes that every group approves before they are locked and numbered.
//
// The rules are pure, as those of package procedure are: a command answers with
// deeds or with a refusal, and an act's Apply may not fail.
//
// The law of this package is the Chatham House Rule, where a meeting has put a
// part under it: nothing that is recorded of that part says who spoke, for whom
// they spoke, or who was in the room. Such parts come last. Who is there is
// noted for an item that is not under the Rule and for nothing else; from the
// first part under it on, whatever is recorded until the end is nobody's, and
// so is each version of the minutes, so that the rest of the record cannot be
// joined to it.
package meeting

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// A Stage is how far a meeting has come.
type Stage string

// The stages, in their order.
const (
	Unknown   Stage = ""          // never called
	Planned   Stage = "planned"   // called for an instant to come
	Sitting   Stage = "sitting"   // in session
	Adjourned Stage = "adjourned" // over; its minutes are being agreed
	Minuted   Stage = "minuted"   // its minutes are locked and numbered
	CalledOff Stage = "called-off"
)

// Stages lists them all.
var Stages = []Stage{Planned, Sitting, Adjourned, Minuted, CalledOff}

// Key is the stage's name in the catalogues.
func (s Stage) Key() string { return "meeting.stage." + string(s) }

// A Meeting is one meeting, as its acts have left it. The zero Meeting has not
// been called.
type Meeting struct {
	Ref   act.Ref  `json:"ref"`
	Stage Stage    `json:"stage"`
	Turn  int      `json:"turn"`  // counts its acts; a form answers one
	Last  act.Hash `json:"last"`  // newest act that all its readers read
	Inner act.Hash `json:"inner"` // newest act that only the groups read
	Seq   int64    `json:"seq"`

	Groups     []group.ID `json:"groups"`     // which meet; one alone meets as a caucus
	Public     bool       `json:"public"`     // everybody may know of it, and read its minutes
	Restricted bool       `json:"restricted"` // only those invited meet: problem-specific
	Series     act.Ref    `json:"series"`     // the first meeting of the series that it is one of; empty if of none
	Lang       string     `json:"lang"`       // in which the minutes are written

	Start    time.Time `json:"start"` // UTC
	End      time.Time `json:"end"`   // UTC
	Venues   []Venue   `json:"venues"`
	Revision int       `json:"revision"` // counts changes of time and place, as calendars do (RFC 5545 SEQUENCE)

	Invited []act.Alias `json:"invited"` // members, of a restricted meeting
	Items   []Item      `json:"items"`   // the agenda, in its order
	IDs     int         `json:"ids"`     // of items, papers and tasks: the highest number ever given

	OpenedAt time.Time  `json:"openedAt"`
	ClosedAt time.Time  `json:"closedAt"`
	Present  []Presence `json:"present"`
	Now      ItemID     `json:"now"`    // the item that is being taken; empty between two
	Noted    bool       `json:"noted"`  // who is there was noted since the last item was taken up, and for the next
	Sealed   bool       `json:"sealed"` // a part under the Chatham House Rule has been taken up

	Minutes Minutes `json:"minutes"`
	Tasks   []Task  `json:"tasks"`
}

// A Venue is a room in one city.
type Venue struct {
	Group group.ID  `json:"g"`  // whose city it is
	Zone  string    `json:"z"`  // IANA name
	Chair act.Alias `json:"ch"` // who presides there; empty if nobody is named
}

// A Presence is that a member is in one of the rooms.
type Presence struct {
	Who     act.Alias `json:"who"`
	Group   group.ID  `json:"g"`
	Venue   group.ID  `json:"v"` // whose city they are in, which may be the counterpart's
	Decides bool      `json:"d"` // counts towards the quorum
}

// An Instant is what holds at the moment of a command. The clerk fills it; the
// rules only read it.
type Instant struct {
	At     time.Time
	By     member.Standing
	Groups []group.Group     // of the initiative, as formed
	Seats  []member.Standing // all in standing at At
	Rules  procedure.Rules   // in force
	// Alias returns the alias under which a member acts in this meeting.
	Alias func(member.ID) act.Alias
	// Known returns the alias that a member has in it already, or none.
	Known func(member.ID) act.Alias
	// Matter returns a matter as the record has it.
	Matter func(act.Ref) procedure.Matter
	// Meeting returns another meeting as the record has it.
	Meeting func(act.Ref) Meeting
	// Journal is the number that minutes locked now would get.
	Journal func(series string) int
}

// A Command asks for a change to a meeting.
type Command interface {
	// Name is the command's name in addresses and catalogues.
	Name() string
	// May says whether this way is open to the person who asks, whatever else
	// the command says; nil if it is.
	May(m Meeting, i Instant) error
	// Decide returns the deeds that follow, or a refusal. It does not change m.
	Decide(m Meeting, i Instant) ([]act.Deed, error)
}

// A Change is an act's effect on a meeting.
type Change interface {
	act.Body
	Apply(m *Meeting, a act.Act)
}

// Decide asks the rules. It stands before every command's own Decide, and
// keeps what is in one group's caucus unknown to the others.
func Decide(m Meeting, i Instant, c Command) ([]act.Deed, error) {
	if err := open(m, i, c); err != nil {
		return nil, err
	}
	deeds, err := c.Decide(m, i)
	return m.hush(deeds), err
}

// hush makes deeds nobody's while a part under the Chatham House Rule is being
// taken, or nothing else is left to take, and until the meeting is over: whoever
// does anything then is in the room.
func (m Meeting) hush(deeds []act.Deed) []act.Deed {
	for k := range deeds {
		_, opens := deeds[k].Body.(ConvenedAct)
		if m.Stage == Sitting && m.Sealed || (m.Stage == Sitting || opens) && m.onlyRule() {
			deeds[k].Nameless, deeds[k].Group = true, ""
		}
	}
	return deeds
}

func open(m Meeting, i Instant, c Command) error {
	_, calling := c.(Call)
	if (m.Stage == Unknown) != calling || m.Stage != Unknown && !m.Visible(i.By) {
		return act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	if i.By.Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return c.May(m, i)
}

// Ways lists what the person who asks may do now, and why not the rest.
func (m Meeting) Ways(i Instant) []procedure.Way {
	var ways []procedure.Way
	for _, c := range Commands {
		no, _ := act.Refused(open(m, i, c))
		ways = append(ways, procedure.Way{Command: c.Name(), No: no})
	}
	return ways
}

// Audience is who may know of the meeting: everybody, if it is public; its own
// group, if it meets alone; otherwise all groups.
func (m Meeting) Audience() act.Audience {
	switch {
	case m.Public:
		return act.Public
	case len(m.Groups) == 1:
		return act.Caucus
	}
	return act.Joint
}

// Inside is who may read what passes in the rooms: all groups, or the one that
// meets alone. The public reads the minutes.
func (m Meeting) Inside() act.Audience {
	if len(m.Groups) == 1 {
		return act.Caucus
	}
	return act.Joint
}

// Home is the group whose caucus the meeting is in, if it is in one.
func (m Meeting) Home() group.ID {
	if len(m.Groups) == 0 {
		return ""
	}
	return m.Groups[0]
}

// Visible reports whether somebody may know of the meeting: everybody, whoever
// holds a seat, or whoever reads the caucus that it is in.
func (m Meeting) Visible(to member.Standing) bool {
	switch m.Audience() {
	case act.Public:
		return true
	case act.Joint:
		return to.Group != ""
	}
	return to.Group == m.Home() && to.Caucuses()
}

// Audience is how widely an act may be read in a meeting: what says when, where
// and about what is for all who may know of the meeting; what passes in the
// rooms, and drafts of minutes, for the groups.
func Audience(b act.Body, m Meeting) act.Audience {
	switch b.(type) {
	case CalledAct, MovedAct, CalledOffAct, ItemPut, ItemDropped, PaperLaid, PaperDropped, ConvenedAct, AdjournedAct, Locked:
		return m.Audience()
	}
	return m.Inside()
}

// Apply changes m by one act. It takes any acts in any order.
func (m *Meeting) Apply(a act.Act) {
	m.Ref = a.On
	if c, ok := a.Body.(Change); ok {
		c.Apply(m, a)
	}
	m.Turn++
	if Audience(a.Body, *m) == m.Audience() {
		m.Last = a.Hash
	} else {
		m.Inner = a.Hash
	}
	m.Seq = a.Seq
}

// Prev is the act that the header of a deed on m names as the one before it.
// What only the groups read has a chain of its own: see procedure.Matter.Prev.
func (m Meeting) Prev(d act.Deed) act.Hash {
	if Audience(d.Body, m) == m.Audience() {
		return m.Last
	}
	return m.Inner
}

// Fold returns the meeting that acts leave behind.
func Fold(acts []act.Act) Meeting {
	var m Meeting
	for _, a := range acts {
		m.Apply(a)
	}
	return m
}

// Clone returns a copy that shares nothing that an act could change.
func (m Meeting) Clone() Meeting {
	m.Groups = slices.Clone(m.Groups)
	m.Venues = slices.Clone(m.Venues)
	m.Invited = slices.Clone(m.Invited)
	m.Items = slices.Clone(m.Items)
	for k := range m.Items {
		m.Items[k].Papers = slices.Clone(m.Items[k].Papers)
	}
	m.Present = slices.Clone(m.Present)
	m.Tasks = slices.Clone(m.Tasks)
	m.Minutes = m.Minutes.clone()
	return m
}

// Keeps reports whether somebody keeps the meeting's papers: the chairs, the
// rapporteurs and the secretariats of the groups that meet.
func (m Meeting) Keeps(s member.Standing) bool {
	return keeps(s) && slices.Contains(m.Groups, s.Group)
}

func keeps(s member.Standing) bool {
	return s.Capacity == member.CoChair || s.Capacity == member.Rapporteur || s.Capacity == member.Secretariat
}

// keeping refuses unless the person keeps the meeting's papers and it is at one
// of the stages.
func keeping(m Meeting, i Instant, stages ...Stage) error {
	if !slices.Contains(stages, m.Stage) {
		return act.Refuse(act.NotNow, "refuse.meeting.stage", m.Stage)
	}
	if !m.Keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	return nil
}
