package api

import (
	"net/http"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
	"github.com/danielgtaylor/huma/v2"
)

// A MeetingSummary is a meeting as it stands in a list.
type MeetingSummary struct {
	Ref    act.Ref       `json:"ref"`
	Title  text.Words    `json:"title"`
	Stage  meeting.Stage `json:"stage" enum:"planned,sitting,adjourned,minuted,called-off"`
	Groups []group.ID    `json:"groups" doc:"Which meet; one alone meets as a caucus"`
	Public bool          `json:"public"`
	Start  time.Time     `json:"start"`
	End    time.Time     `json:"end"`
}

// A Meeting is one agenda in several cities.
type Meeting struct {
	MeetingSummary
	Turn       int            `json:"turn" doc:"Counts its acts; a command says in If-Match which turn it answers. 0 for the public"`
	Restricted bool           `json:"restricted" doc:"Only those invited meet"`
	Series     act.Ref        `json:"series" doc:"The first meeting of its series"`
	Lang       string         `json:"lang" doc:"In which the minutes are written"`
	Problem    string         `json:"problem,omitempty"`
	Reason     string         `json:"reason,omitempty" doc:"Why it was called off"`
	Revision   int            `json:"revision" doc:"Counts changes of time and place"`
	Venues     []MeetingVenue `json:"venues"`
	Items      []MeetingItem  `json:"items" doc:"The agenda, in its order"`
	Journal    int            `json:"journal,omitempty" doc:"The number of its minutes, once all have approved them"`
	Invited    []member.ID    `json:"invited" doc:"Of a restricted meeting; for the groups alone"`
	Ways       []Way          `json:"ways" doc:"What you may do now, and why not the rest; empty for the public"`
}

// A MeetingVenue is a room in one city.
type MeetingVenue struct {
	Group   group.ID  `json:"group" doc:"Whose city it is"`
	Zone    string    `json:"zone" doc:"IANA name"`
	Chair   member.ID `json:"chair,omitempty" doc:"Who presides there"`
	Room    string    `json:"room,omitempty"`
	Address string    `json:"address,omitempty"`
	Link    string    `json:"link,omitempty" doc:"Address of the video link; for the groups alone"`
}

// A MeetingItem is one point of an agenda.
type MeetingItem struct {
	ID         meeting.ItemID `json:"id"`
	Title      text.Words     `json:"title"`
	Note       string         `json:"note,omitempty"`
	Matter     act.Ref        `json:"matter,omitempty" doc:"If it is about one that you may read"`
	Asks       meeting.Ask    `json:"asks" enum:"information,discussion,consideration,decision"`
	Minutes    int            `json:"minutes,omitempty" doc:"Time given to it"`
	Rapporteur member.ID      `json:"rapporteur,omitempty" doc:"Who introduces it"`
	Rule       bool           `json:"rule" doc:"Held under the Chatham House Rule"`
	TakenUp    bool           `json:"takenUp"`
	Papers     []PaperTitle   `json:"papers"`
}

// A PaperTitle is a document laid before a meeting.
type PaperTitle struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

type meetingsIn struct {
	From  time.Time `query:"from" doc:"Meetings that begin then or later; by default now"`
	Until time.Time `query:"until" doc:"Meetings that begin before; by default five years later"`
	Limit int       `query:"limit" minimum:"1" maximum:"100" default:"50"`
}

type meetingsOut struct {
	Body struct {
		Items []MeetingSummary `json:"items" doc:"In the order of their beginning; go on from the start of the last"`
	}
}

func summary(m register.Meeting) MeetingSummary {
	return MeetingSummary{m.Ref, m.Title, m.Stage, list(m.Groups), m.Public, m.Start, m.End}
}

// gathered is summary of a meeting of which no more is read.
func gathered(g register.Gathering) MeetingSummary {
	return MeetingSummary{g.Ref, g.Title, g.Stage, list(g.Groups), g.Audience == act.Public, g.Start, g.End}
}

func (a *api) meetings(v *visit, in *meetingsIn) (*meetingsOut, error) {
	from, until := in.From, in.Until
	if from.IsZero() {
		from = v.now
	}
	if until.IsZero() {
		until = from.AddDate(5, 0, 0)
	}
	out := &meetingsOut{}
	out.Body.Items = []MeetingSummary{}
	err := v.ask(func(q register.Questions) error {
		all, err := q.Gatherings(from, until, in.Limit)
		for _, g := range all {
			out.Body.Items = append(out.Body.Items, gathered(g))
		}
		return err
	})
	return out, err
}

type meetingIn struct {
	Ref  act.Ref `path:"ref"`
	Seen string  `header:"If-None-Match" doc:"The ETag that you have"`
}

func (a *api) meeting(v *visit, in *meetingIn) (*tagged[Meeting], error) {
	var out Meeting
	err := v.ask(func(q register.Questions) error {
		m, err := q.Meeting(in.Ref)
		if err != nil {
			return err
		}
		out, err = v.tellMeeting(q, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return tag(out, out.Turn, in.Seen)
}

func (v *visit) tellMeeting(q register.Questions, m register.Meeting) (out Meeting, err error) {
	agenda, err := q.Agenda(m)
	if err != nil {
		return out, err
	}
	names, err := q.Attendance(m)
	if err != nil {
		return out, err
	}
	out = Meeting{MeetingSummary: summary(m), Restricted: m.Restricted, Series: m.Series, Lang: m.Lang, Problem: agenda.Problem,
		Reason: agenda.Reason, Revision: m.Revision, Venues: []MeetingVenue{}, Items: []MeetingItem{}, Invited: []member.ID{}, Ways: []Way{}}
	if m.Stage == meeting.Minuted {
		out.Journal = m.Minutes.Number
	}
	for n, w := range m.Venues {
		venue := MeetingVenue{Group: w.Group, Zone: w.Zone, Chair: names[w.Chair]}
		if n < len(agenda.Rooms) {
			venue.Room, venue.Address = agenda.Rooms[n].Room, agenda.Rooms[n].Address
		}
		if n < len(agenda.Links) && m.Inside {
			venue.Link = agenda.Links[n]
		}
		out.Venues = append(out.Venues, venue)
	}
	for _, it := range agenda.Items {
		out.Items = append(out.Items, tellItem(it, names[it.Rapporteur]))
	}
	if !m.Inside || v.standing().Group == "" {
		return out, nil // how many acts there were would tell what passes in the rooms
	}
	for _, who := range m.Invited {
		out.Invited = append(out.Invited, names[who])
	}
	slices.Sort(out.Invited)
	out.Turn = m.Turn
	i, err := q.Convening(m, v.now)
	out.Ways = slices.DeleteFunc(v.ways(m.Ways(i)), func(w Way) bool { return w.Command == meeting.Call{}.Name() })
	return out, err
}

func tellItem(it register.AgendaItem, rapporteur member.ID) MeetingItem {
	out := MeetingItem{ID: it.ID, Title: it.Title, Note: it.Note, Asks: it.Asks, Minutes: it.Minutes, Rapporteur: rapporteur,
		Rule: it.Rule, TakenUp: it.TakenUp, Papers: []PaperTitle{}}
	if len(out.Title) == 0 {
		out.Title = it.About
	}
	if out.Title == nil {
		out.Title = text.Words{}
	}
	if it.About != nil {
		out.Matter = it.Matter
	}
	for _, p := range it.Papers {
		out.Papers = append(out.Papers, PaperTitle{p.ID, p.Title})
	}
	return out
}

// meetingCommands publishes every command on meetings; a test holds this list
// against the rules'.
func (a *api) meetingCommands() {
	call(a)
	onMeeting[meeting.Move](a)
	onMeeting[meeting.CallOff](a)
	onMeeting[meeting.PutItem](a)
	onMeeting[meeting.DropItem](a)
	onMeeting[meeting.LayPaper](a)
	onMeeting[meeting.DropPaper](a)
	onMeeting[meeting.Convene](a)
	onMeeting[meeting.Attend](a)
	onMeeting[meeting.TakeUp](a)
	onMeeting[meeting.Conclude](a)
	onMeeting[meeting.Adjourn](a)
	onMeeting[meeting.Minute](a)
	onMeeting[meeting.Approve](a)
	onMeeting[meeting.Assign](a)
	onMeeting[meeting.Discharge](a)
}

// meetingOperation describes a command on a meeting in the words of the catalogues.
func meetingOperation(name, path string) huma.Operation {
	op, english := operation("state", path), locale.For(locale.English)
	op.OperationID, op.Summary, op.Description = name, english.T("agenda.do."+name), english.T("agenda.do."+name+".hint")
	return op
}

// calling is an order that answers nothing yet.
type calling struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Chosen by you and fresh for each order; an order sent again with its key is answered with the first receipt, for seven days"`
	Body meeting.Call
}

// orderIn is an order on a meeting.
type orderIn[C any] struct {
	Ref act.Ref `path:"ref" doc:"The meeting"`
	Order[C]
}

func call(a *api) {
	op := meetingOperation(meeting.Call{}.Name(), "/meetings")
	op.DefaultStatus = http.StatusCreated
	publish(a, op, func(v *visit, in *calling) (*received, error) {
		out, err := v.orderMeeting("", -1, in.Key, in.Body)
		if err == nil {
			out.Location = Root + "/meetings/" + string(out.Body.On)
		}
		return out, err
	})
}

func onMeeting[C meeting.Command](a *api) {
	var c C
	publish(a, mayBeEmpty[C](meetingOperation(c.Name(), "/meetings/{ref}/"+c.Name())),
		func(v *visit, in *orderIn[C]) (*received, error) {
			turn, err := v.turn(in.Seen, in.Body)
			if err != nil {
				return nil, err
			}
			if !in.Ref.Meets() {
				return nil, act.Refuse(act.NotFound, "refuse.meeting.unknown")
			}
			return v.orderMeeting(in.Ref, turn, in.Key, in.Body)
		})
}

// orderMeeting has the clerk carry out a command on a meeting. What is in it is
// told to nobody who may not read it, not by a refusal either.
func (v *visit) orderMeeting(on act.Ref, turn int, key string, command meeting.Command) (*received, error) {
	if err := v.token.Allows(signin.Write); err != nil {
		return nil, err
	}
	if err := v.api.Limit(v.token.Member); err != nil {
		return nil, err
	}
	r, err := v.api.Clerk.Do(v.ctx, clerk.Order{By: v.token.Member, On: on, Turn: turn, Key: key, Command: command})
	if _, refused := act.Refused(err); refused && on != "" {
		if unread := v.ask(func(q register.Questions) error { _, err := q.Meeting(on); return err }); unread != nil {
			return nil, unread
		}
	}
	if err != nil {
		return nil, err
	}
	out := &received{Body: Receipt{On: r.On, Acts: []ReceiptLine{}}}
	for _, l := range r.Acts {
		out.Body.Acts = append(out.Body.Acts, ReceiptLine{l.Seq, l.Hash, l.Kind})
	}
	if r.Repeat {
		out.Replay = "true"
	} else {
		out.Body.Turn = r.Turn
	}
	return out, nil
}
