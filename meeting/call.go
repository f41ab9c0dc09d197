package meeting

import (
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Limits of what is typed, in letters, and of a meeting's length.
const (
	MaxTitle   = 200
	MaxLine    = 300
	MaxProblem = 10_000
	MaxLength  = 24 * time.Hour
	MaxInvited = 200
)

// Grace is how long ago a meeting may have begun that is called or moved as one
// to come: who is late on the day itself need not pretend otherwise.
const Grace = 12 * time.Hour

// Languages are those in which minutes may be written.
var Languages = []string{"en", "ru", "kk"}

// Call calls a meeting.
type Call struct {
	Title      text.Words  `json:"title" doc:"Language tag to title"`
	Problem    string      `json:"problem,omitempty" doc:"Of a problem-specific meeting: the problem"`
	Groups     []group.ID  `json:"groups" doc:"Which groups meet; one alone meets as a caucus"`
	Public     bool        `json:"public,omitempty" doc:"Everybody may know of it, and read its minutes"`
	Restricted bool        `json:"restricted,omitempty" doc:"Only those invited meet"`
	Invited    []member.ID `json:"invited,omitempty" doc:"Members, of a restricted meeting"`
	Series     act.Ref     `json:"series,omitempty" doc:"The first meeting of the series that it is one of"`
	Lang       string      `json:"lang" doc:"In which the minutes are written: en, ru or kk"`
	Afterwards bool        `json:"afterwards,omitempty" doc:"It has begun already, and is called so that what passed in it is recorded; without this, a beginning in the past is refused"`
	Times
}

// Times are when and where a meeting is.
type Times struct {
	Start  time.Time `json:"start" doc:"RFC 3339"`
	End    time.Time `json:"end" doc:"RFC 3339"`
	Venues []Room    `json:"venues" doc:"One for each city"`
}

// A Room is a venue as it is typed.
type Room struct {
	Group   group.ID  `json:"group" doc:"Whose city it is"`
	Chair   member.ID `json:"chair,omitempty" doc:"Who presides there"`
	Room    string    `json:"room,omitempty"`
	Address string    `json:"address,omitempty"`
	Link    string    `json:"link,omitempty" doc:"Address of the video link; the public is never shown it"`
}

// CalledAct records that a meeting was called.
type CalledAct struct {
	Groups     []group.ID `json:"groups"`
	Public     bool       `json:"public"`
	Restricted bool       `json:"restricted"`
	Series     act.Ref    `json:"series"`
	Lang       string     `json:"lang"`
	Start      time.Time  `json:"start"`
	End        time.Time  `json:"end"`
	Venues     []Venue    `json:"venues"`
}

// CalledWords are the words of a call.
type CalledWords struct {
	Title   text.Words `json:"title"`
	Problem string     `json:"problem,omitempty"`
	Rooms   []Place    `json:"rooms"` // in the order of the venues
}

// A Place is where a venue is.
type Place struct {
	Room    string `json:"room,omitempty"`
	Address string `json:"address,omitempty"`
}

// LinkedAct records the video links of a meeting, and who is invited to a
// restricted meeting: that is for the groups alone, even where the meeting is public.
type LinkedAct struct {
	Invited []act.Alias `json:"invited"`
}

// LinkWords are the video links, in the order of the venues.
type LinkWords struct {
	Links []string `json:"links"`
}

func (CalledAct) Kind() string { return "meeting.called" }
func (LinkedAct) Kind() string { return "meeting.linked" }

func (Call) Name() string { return "call" }

func (Call) May(_ Meeting, i Instant) error {
	if !keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	return nil
}

func (c Call) Decide(_ Meeting, i Instant) ([]act.Deed, error) {
	title, badTitle := titled("title", c.Title)
	problem, badProblem := procedure.Words("problem", c.Problem, MaxProblem)
	venues, words, links, badTimes := c.Times.check(i, c.Afterwards)
	if err := act.Together(badTitle, badProblem, c.met(i), badTimes); err != nil {
		return nil, err
	}
	var invited []act.Alias
	for _, id := range c.Invited {
		invited = append(invited, i.Alias(id))
	}
	slices.Sort(invited)
	return []act.Deed{
		{Body: CalledAct{c.Groups, c.Public, c.Restricted, c.Series, c.Lang, round(c.Start), round(c.End), venues},
			Words: CalledWords{title, problem, words}, Group: i.By.Group},
		{Body: LinkedAct{invited}, Words: LinkWords{links}, Group: i.By.Group},
	}, nil
}

// met refuses what cannot be of who meets.
func (c Call) met(i Instant) error {
	var who, lang, restricted error
	if len(c.Groups) == 0 || !slices.Contains(c.Groups, i.By.Group) {
		who = act.RefuseField("groups", "refuse.call.groups")
	}
	for k, g := range c.Groups {
		if _, ok := formed(i, g); !ok || slices.Contains(c.Groups[:k], g) {
			who = act.RefuseField("groups", "refuse.call.unknown", g)
		}
	}
	if !slices.Contains(Languages, c.Lang) {
		lang = act.RefuseField("lang", "refuse.call.lang")
	}
	switch {
	case !c.Restricted && len(c.Invited) > 0, len(c.Invited) > MaxInvited:
		restricted = act.RefuseField("invited", "refuse.call.invited", MaxInvited)
	case c.Restricted && len(c.Invited) == 0:
		restricted = act.RefuseField("invited", "refuse.call.nobody")
	default:
		for k, id := range c.Invited {
			if !slices.ContainsFunc(i.Seats, func(s member.Standing) bool { return s.Member == id && slices.Contains(c.Groups, s.Group) }) ||
				slices.Contains(c.Invited[:k], id) {
				restricted = act.RefuseField("invited", "refuse.call.stranger")
			}
		}
	}
	return act.Together(who, lang, restricted, c.joins(i))
}

// joins refuses a series that is not the person's to add to, as if there were
// none: of meetings that they keep, with the same groups, as public as this one.
func (c Call) joins(i Instant) error {
	if c.Series == "" {
		return nil
	}
	var first Meeting
	if c.Series.Meets() {
		first = i.Meeting(c.Series)
	}
	if first.Stage == Unknown || first.Series != c.Series || !first.Visible(i.By) || !first.Keeps(i.By) ||
		first.Public != c.Public || !SameGroups(first.Groups, c.Groups) {
		return act.RefuseField("series", "refuse.meeting.unknown")
	}
	return nil
}

// check reads when and where. What is not called afterwards is to come.
func (t Times) check(i Instant, afterwards bool) (venues []Venue, words []Place, links []string, err error) {
	var wrong []error
	switch {
	case t.Start.IsZero() || t.Start.Before(i.At.AddDate(-30, 0, 0)) || t.Start.After(i.At.AddDate(5, 0, 0)):
		wrong = append(wrong, act.RefuseField("start", "refuse.call.start"))
	case !afterwards && t.Start.Before(i.At.Add(-Grace)):
		wrong = append(wrong, act.RefuseField("start", "refuse.call.past"))
	case !t.End.After(t.Start) || t.End.Sub(t.Start) > MaxLength:
		wrong = append(wrong, act.RefuseField("end", "refuse.call.end", int(MaxLength.Hours())))
	}
	if len(t.Venues) == 0 {
		wrong = append(wrong, act.RefuseField("venues", "refuse.call.venues"))
	}
	for k, r := range t.Venues {
		field := fmt.Sprintf("venues.%d.", k+1)
		g, ok := formed(i, r.Group)
		if !ok || slices.ContainsFunc(venues, func(v Venue) bool { return v.Group == r.Group }) {
			wrong = append(wrong, act.RefuseField(field+"group", "refuse.call.venue", r.Group))
			continue
		}
		room, badRoom := procedure.Line(field+"room", r.Room, MaxLine)
		address, badAddress := procedure.Line(field+"address", r.Address, MaxLine)
		link, badLink := webAddress(field+"link", r.Link)
		wrong = append(wrong, badRoom, badAddress, badLink)
		v := Venue{Group: g.ID, Zone: g.Zone}
		if r.Chair != "" {
			if !slices.ContainsFunc(i.Seats, func(s member.Standing) bool { return s.Member == r.Chair && s.Speaks() }) {
				wrong = append(wrong, act.RefuseField(field+"chair", "refuse.call.chair"))
				continue
			}
			v.Chair = i.Alias(r.Chair)
		}
		venues, words, links = append(venues, v), append(words, Place{room, address}), append(links, link)
	}
	return venues, words, links, act.Together(wrong...)
}

func formed(i Instant, id group.ID) (group.Group, bool) {
	k := slices.IndexFunc(i.Groups, func(g group.Group) bool { return g.ID == id })
	if k < 0 {
		return group.Group{}, false
	}
	return i.Groups[k], true
}

func (c CalledAct) Apply(m *Meeting, a act.Act) {
	m.Stage = Planned
	m.Groups, m.Public, m.Restricted, m.Series, m.Lang = c.Groups, c.Public, c.Restricted, c.Series, c.Lang
	m.Start, m.End, m.Venues = c.Start, c.End, c.Venues
	if m.Series == "" {
		m.Series = a.On
	}
}

func (c LinkedAct) Apply(m *Meeting, _ act.Act) { m.Invited = c.Invited }

// Move changes when and where a planned meeting is.
type Move struct{ Times }

// MovedAct records that a meeting was moved, in time or place.
type MovedAct struct {
	Start  time.Time `json:"start"`
	End    time.Time `json:"end"`
	Venues []Venue   `json:"venues"`
}

// MovedWords are where it is now.
type MovedWords struct {
	Rooms []Place `json:"rooms"`
}

func (MovedAct) Kind() string { return "meeting.moved" }

func (Move) Name() string { return "move-meeting" }

func (Move) May(m Meeting, i Instant) error { return keeping(m, i, Planned) }

func (c Move) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	venues, words, links, err := c.Times.check(i, false)
	if err != nil {
		return nil, err
	}
	return []act.Deed{
		{Body: MovedAct{round(c.Start), round(c.End), venues}, Words: MovedWords{words}, Group: i.By.Group},
		{Body: LinkedAct{m.Invited}, Words: LinkWords{links}, Group: i.By.Group},
	}, nil
}

func (c MovedAct) Apply(m *Meeting, _ act.Act) {
	m.Start, m.End, m.Venues = c.Start, c.End, c.Venues
	m.Revision++
}

// CallOff calls a planned meeting off.
type CallOff struct {
	Reason string `json:"reason" doc:"Why, as all who were to come will read it"`
}

// CalledOffAct records that a meeting was called off.
type CalledOffAct struct{}

// ReasonWords say why.
type ReasonWords struct {
	Reason string `json:"reason"`
}

func (CalledOffAct) Kind() string { return "meeting.called-off" }

func (CallOff) Name() string { return "call-off" }

func (CallOff) May(m Meeting, i Instant) error { return keeping(m, i, Planned) }

func (c CallOff) Decide(_ Meeting, i Instant) ([]act.Deed, error) {
	why, err := needed("reason", c.Reason, MaxProblem)
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: CalledOffAct{}, Words: ReasonWords{why}, Group: i.By.Group}}, nil
}

func (CalledOffAct) Apply(m *Meeting, _ act.Act) {
	m.Stage = CalledOff
	m.Revision++
}
