package web

import (
	"net/http"
	"net/url"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/database"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// rsvpPage is an invitation as whoever holds its key reads it: what the letter
// says, and what they answered. Nobody else who is invited is on it.
type rsvpPage struct {
	summons
	key string
}

// A summons is an invitation of one person, and the form that answers it.
type summons struct {
	i        invitation.Invitation
	event    calendar.Event
	said     calendar.Said
	lines    []string
	open     bool // it can be answered
	asks     []question
	problems []part.Problem
	done     bool
}

func (pg rsvpPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("invitation.yours.title"), len(pg.problems) > 0
}

func (pg rsvpPage) body(v *visit) templ.Component { return rsvpBody(v, pg) }

// How often one network may answer, and one invitation be answered, in an hour.
const (
	rsvpsFrom = 120
	rsvpsOf   = 20
)

// invited reads the invitation that a key is for. Keys that were made up, and
// those of invitations that were taken back, are answered alike.
func (s *Site) invited(v *visit) (pg rsvpPage, err error) {
	h := v.w.Header()
	h.Set("Referrer-Policy", linkPolicy)
	h.Set("X-Robots-Tag", "noindex")
	pg.key = v.PathValue("key")
	id, ok := invitation.ReadKey(s.Clerk.Secret, pg.key)
	if !ok {
		return pg, act.Refuse(act.NotFound, "refuse.invitation.unknown")
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		if pg.i, err = invitation.Find(tx, id); err != nil {
			return err
		}
		who, known := v.people.Find(pg.i.Person)
		if !known {
			return act.Refuse(act.NotFound, "refuse.invitation.unknown")
		}
		if _, chosen := chosenLang(v.Request); !chosen && locale.Lang(who.Lang).Valid() {
			v.p = v.printerIn(locale.Lang(who.Lang))
		}
		m, p, err := s.Register.In(tx, register.Public).Invited(pg.i.Meeting)
		if err != nil {
			return err
		}
		if !pg.i.Guest { // a member may have left, or be asked to come no more
			seat, sits := v.sitting.At(pg.i.Person, v.now)
			as, err := s.Register.In(tx, register.Reader{Member: pg.i.Person}).Mine(m.Ref)
			if err != nil {
				return err
			}
			if !sits || !m.Visible(seat) || !m.Comes(seat, as[m.Ref]) {
				return act.Refuse(act.NotFound, "refuse.invitation.unknown")
			}
		}
		pg.summons = v.summoned(pg.i, m, p)
		return nil
	})
	return pg, err
}

// summoned is an invitation as its person reads it, also outside the house.
func (v *visit) summoned(i invitation.Invitation, m register.Meeting, p register.Particulars) summons {
	s := summons{i: i, said: calendar.Said{Meeting: m.Meeting, Title: m.Title, Rooms: p.Rooms, Links: p.Links, Reason: p.Reason, Changed: p.Changed, Own: i.Group}}
	clocks := calendar.Clocks(v.p, v.initiative.Groups, i.Group, v.people.Of(i.Person).Zone)
	s.event = v.place().Event(v.p, s.said, clocks)
	s.lines = append(calendar.When(v.p, m.Meeting, clocks), append(calendar.Where(v.p, s.said), calendar.Why(v.p, s.said)...)...)
	s.open = m.Stage == meeting.Planned && m.End.After(v.now)
	s.asks = askAnswer(v, i, nil)
	return s
}

func askAnswer(v *visit, i invitation.Invitation, in url.Values) []question {
	answer := part.Field{Name: "answer", Label: v.p.T("invitation.answer"), Value: or(in, "answer", string(i.Answer))}
	for _, a := range invitation.Answers {
		answer.Options = append(answer.Options, part.Option{Value: string(a), Label: v.p.T(a.Key())})
	}
	return []question{{answer, "radios"}, {part.Field{Name: "comment", Label: v.p.T("invitation.comment"), Value: or(in, "comment", i.Comment),
		Optional: true, Max: invitation.MaxComment, Rows: 3}, "area"}}
}

func (s *Site) rsvp(v *visit) (page, error) {
	pg, err := s.invited(v)
	pg.done = v.URL.Query().Has("done")
	return pg, err
}

// rsvpDo keeps an answer. To open the link changes nothing: programs that look
// over mail open them all.
func (s *Site) rsvpDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.invited(v)
	if err != nil {
		return nil, err
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		const often = "refuse.invitation.often"
		if err := signin.Limit(tx, "rsvp", v.address(), rsvpsFrom, time.Hour, often, s.Clock()); err != nil {
			return err
		}
		if err := signin.Limit(tx, "rsvp "+pg.i.ID, v.address(), rsvpsOf, time.Hour, often, s.Clock()); err != nil {
			return err
		}
		return v.take(tx, pg.summons, in, invitation.Link)
	})
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		pg.asks = askAnswer(v, pg.i, in)
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/rsvp/" + pg.key + "?done"), nil
}

// take keeps what was answered on a page, to the meeting as it stands.
func (v *visit) take(tx *database.Tx, s summons, in url.Values, through invitation.Through) error {
	if !s.open {
		return act.Refuse(act.NotNow, "refuse.invitation.over")
	}
	kept, err := invitation.Take(tx, s.i.ID, invitation.Reply{Answer: invitation.Answer(in.Get("answer")), Comment: in.Get("comment"),
		Through: through, Sequence: s.said.Revision, Stamp: v.now}, v.now)
	if err == nil && !kept {
		err = act.Refuse(act.Stale, "refuse.invitation.newer")
	}
	return err
}

// rsvpFile is the same for the calendar of whoever holds the key.
func (s *Site) rsvpFile(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var file []byte
	if err == nil {
		var pg rsvpPage
		if pg, err = s.invited(v); err == nil {
			w.Header().Set("Cache-Control", "private, no-cache")
			pg.event.URL = v.base() + "/rsvp/" + pg.key
			file = calendar.Feed(pg.event.Summary, []calendar.Event{pg.event})
		}
	}
	s.sendFile(w, r, v, file, "meeting.ics", err)
}
