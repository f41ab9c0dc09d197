package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/database"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// The days that a feed reaches back and on, and how many meetings it has at most.
const (
	feedBack   = 120 * 24 * time.Hour
	feedOn     = 550 * 24 * time.Hour
	mostInFeed = 1000
)

// noCalendar is the answer to every address of a calendar that leads to none,
// whatever the reason.
func noCalendar() error { return act.Refuse(act.NotFound, "refuse.calendar.unknown") }

// place is under which name and address meetings stand in calendars.
func (v *visit) place() calendar.Place {
	p := v.site.Place
	if p.Base == "" {
		p.Base = v.base()
	}
	if p.Domain == "" {
		p.Domain = v.Host
	}
	return p
}

// said is what a reader may be told of meetings; the links only of those to
// which they come.
func said(q register.Questions, all []register.Meeting) ([]calendar.Said, error) {
	refs := make([]act.Ref, len(all))
	for n, m := range all {
		refs[n] = m.Ref
	}
	particulars, err := q.Particulars(refs...)
	if err != nil {
		return nil, err
	}
	as, err := q.Mine(refs...)
	out := make([]calendar.Said, len(all))
	who := q.Who().Standing
	for n, m := range all {
		p := particulars[m.Ref]
		out[n] = calendar.Said{Meeting: m.Meeting, Title: m.Title, Rooms: p.Rooms, Reason: p.Reason, Changed: p.Changed, Own: who.Group}
		if who.Group != "" && (m.Comes(who, as[m.Ref]) || m.Keeps(who)) {
			out[n].Links = p.Links
		}
	}
	return out, err
}

// theirs are those of meetings to which a reader comes, or of which they keep
// the papers.
func theirs(q register.Questions, all []register.Meeting) ([]register.Meeting, error) {
	refs := make([]act.Ref, len(all))
	for n, m := range all {
		refs[n] = m.Ref
	}
	as, err := q.Mine(refs...)
	who := q.Who().Standing
	return slices.DeleteFunc(all, func(m register.Meeting) bool { return !m.Comes(who, as[m.Ref]) && !m.Keeps(who) }), err
}

// feed answers calendar programs: for everybody at public.ics, and for one
// member at an address that has a secret in it.
func (s *Site) feed(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	token, ok := strings.CutSuffix(r.PathValue("file"), ".ics")
	if err == nil && !ok {
		err = noCalendar()
	}
	var file []byte
	if err == nil {
		h := w.Header()
		if token == "public" {
			v.beNobody()
			h.Set("Cache-Control", "public, max-age=300")
			h.Set("Vary", "Accept-Language")
			file, err = v.publicFeed()
		} else {
			h.Set("Cache-Control", "private, no-cache")
			h.Set("X-Robots-Tag", "noindex")
			h.Set("Referrer-Policy", linkPolicy)
			file, err = v.ownFeed(token)
		}
	}
	s.sendFile(w, r, v, file, "meetings.ics", err)
}

// sendFile sends a calendar, unless the program that asks has it already.
func (s *Site) sendFile(w http.ResponseWriter, r *http.Request, v *visit, file []byte, name string, err error) {
	h := w.Header()
	if err != nil {
		h.Del("Cache-Control")
		s.answer(w, r, v, nil, err)
		return
	}
	sum := sha256.Sum256(file)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	h.Set("ETag", tag)
	h.Set("Content-Type", calendar.Kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == tag || known == "*" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.Write(file)
}

// beNobody answers whoever it is as everybody is answered.
func (v *visit) beNobody() {
	lang := locale.Lang(v.URL.Query().Get("lang"))
	if !lang.Valid() {
		lang = locale.Match(v.Header.Get("Accept-Language"))
	}
	v.session, v.reader, v.acting = signin.Session{}, register.Public, ""
	v.p = v.printerIn(lang)
}

func (v *visit) publicFeed() (file []byte, err error) {
	err = v.ask(func(q register.Questions) error {
		all, err := q.Meetings(v.now.Add(-feedBack), v.now.Add(feedOn), mostInFeed)
		if err != nil {
			return err
		}
		file, err = v.write(q, v.p.T("calendar.feed.public", v.say(v.description.Name)), all, nil, "")
		return err
	})
	return file, err
}

// ownFeed is a member's calendar, as long as they sit in a group.
func (v *visit) ownFeed(token string) (file []byte, err error) {
	err = v.site.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		who, ok, err := invitation.Whose(tx, token)
		if err != nil {
			return err
		}
		seat, sits := v.sitting.At(who, v.now)
		if !ok || !sits {
			return noCalendar()
		}
		v.reader = register.Reader{Member: who, Standing: seat}
		lang := locale.Lang(v.people.Of(who).Lang)
		if !lang.Valid() {
			lang = locale.Langs[0]
		}
		v.p = v.printerIn(lang)
		q := v.site.Register.In(tx, v.reader)
		all, err := q.Meetings(v.now.Add(-feedBack), v.now.Add(feedOn), mostInFeed)
		if err != nil {
			return err
		}
		if all, err = theirs(q, all); err != nil {
			return err
		}
		own, err := invitation.Own(tx, who)
		if err != nil {
			return err
		}
		file, err = v.write(q, v.p.T("calendar.feed.own", v.say(v.description.Name)), all, own, v.people.Of(who).Zone)
		return err
	})
	return file, err
}

// write writes meetings as a calendar for the reader. What they have declined
// takes none of their time.
func (v *visit) write(q register.Questions, title string, all []register.Meeting, own map[act.Ref]invitation.Invitation, zone string) ([]byte, error) {
	told, err := said(q, all)
	if err != nil {
		return nil, err
	}
	clocks := calendar.Clocks(v.p, v.initiative.Groups, q.Who().Standing.Group, zone)
	events := make([]calendar.Event, len(told))
	for n, t := range told {
		events[n] = v.place().Event(v.p, t, clocks)
		events[n].Free = own[t.Ref].Answer == invitation.Declined
	}
	return calendar.Feed(title, events), nil
}

// withFile answers /meeting/{ref}.ics with the meeting as a calendar file, and
// leaves the meeting's page to next.
func (s *Site) withFile(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ref, ok := strings.CutSuffix(r.PathValue("ref"), ".ics")
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		v, err := s.arrive(w, r)
		var file []byte
		if err == nil {
			w.Header().Set("Cache-Control", "private, no-cache")
			w.Header().Set("Vary", "Cookie, Accept-Language")
			err = v.ask(func(q register.Questions) error {
				m, err := q.Meeting(act.Ref(ref))
				if err == nil {
					file, err = v.write(q, v.say(m.Title), []register.Meeting{m}, nil, v.people.Of(v.session.Member).Zone)
				}
				return err
			})
		}
		s.sendFile(w, r, v, file, "meeting.ics", err)
	})
}

// calendarPage is where a member finds the addresses of calendars.
type calendarPage struct {
	own    string // address of their own; empty if there is none
	made   time.Time
	public []part.Row
}

func (pg calendarPage) head(v *visit, f *part.Page) { f.Title = v.p.T("calendar.title") }

func (pg calendarPage) body(v *visit) templ.Component { return calendarBody(v, pg) }

func (s *Site) calendar(v *visit) (page, error) {
	pg := calendarPage{}
	base := strings.TrimRight(v.base(), "/")
	for _, lang := range locale.Langs {
		pg.public = append(pg.public, part.Row{Key: lang.OwnName(), Body: copied(base + "/calendar/public.ics?lang=" + string(lang))})
	}
	if v.session.Member == "" {
		return pg, nil
	}
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		token, made, err := invitation.Feed(tx, s.Clerk.Secret, v.session.Member)
		if pg.made = made; token != "" {
			pg.own = base + "/calendar/" + token + ".ics"
		}
		return err
	})
	return pg, err
}

func (s *Site) calendarDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		switch v.PathValue("what") {
		case "renew":
			return invitation.RenewFeed(tx, s.Clerk.Secret, v.session.Member, v.now)
		case "end":
			return invitation.EndFeed(tx, v.session.Member)
		}
		return act.Refuse(act.NotFound, "web.nowhere")
	})
	if err != nil {
		return nil, err
	}
	return goTo("/calendar"), nil
}
