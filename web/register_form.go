package web

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// registerPage is the form by which anybody may register for a conference.
type registerPage struct {
	c        register.Conference
	line     registration.Line
	asks     []question
	problems []part.Problem
	stamp    string
}

func (pg registerPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("registration.title"), len(pg.problems) > 0
}

func (pg registerPage) body(v *visit) templ.Component { return registerBody(v, pg) }

func (s *Site) registerPage(v *visit, in url.Values) (pg registerPage, err error) {
	pg.stamp = application.Stamp(s.Clerk.Secret, s.Clock())
	if pg.c, pg.line, err = s.lineOf(v, act.Ref(v.PathValue("ref"))); err != nil {
		return pg, err
	}
	input := func(name, label, complete string, optional bool) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional, AutoComplete: complete}, "input"}
	}
	email := input("email", "web.signin.email", "email", false)
	email.Type, email.Hint = "email", v.p.T("registration.email.hint")
	country := v.askCountry(in, "")
	country.AutoComplete = "country"
	pg.asks = []question{input("name", "web.appoint.name", "name", false), input("affiliation", "registration.affiliation", "organization", true), country, email,
		langField(v, in), {part.Field{Name: "needs", Label: v.p.T("registration.needs"), Hint: v.p.T("registration.needs.hint"), Value: in.Get("needs"), Max: registration.MaxNeeds, Rows: 3, Optional: true}, "area"},
		v.tick(in, "news", "registration.news", "registration.news.yes")}
	return pg, nil
}

// tick asks for a yes.
func (v *visit) tick(in url.Values, name, label, yes string) question {
	return question{part.Field{Name: name, Label: v.p.T(label), Values: in[name], Optional: true,
		Options: []part.Option{{Value: "yes", Label: v.p.T(yes)}}}, "checks"}
}

// lineOf reads a conference and how long its line is.
func (s *Site) lineOf(v *visit, ref act.Ref) (c register.Conference, line registration.Line, err error) {
	if err = v.ask(func(q register.Questions) (err error) { c, err = q.Conference(ref); return err }); err != nil {
		return c, line, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		line, err = registration.Count(tx, ref)
		return err
	})
	return c, line, err
}

func (s *Site) register(v *visit) (page, error) {
	pg, err := s.registerPage(v, url.Values{"lang": {v.lang()}})
	if err == nil && !pg.c.Open(v.now) {
		err = act.Refuse(act.NotNow, "refuse.registration.closed")
	}
	return pg, err
}

// How often one network may register in an hour: a university or a ministry has
// one. A form whose work was not done comes from somebody without JavaScript, or
// from a program.
const (
	registersProved = 60
	registersBare   = 6
)

// How many letters a day follow forms with one address, whoever sends them.
const registeredLetters = 3

func (s *Site) registerDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.registerPage(v, in)
	if err != nil {
		return nil, err
	}
	r, err := s.take(v, pg.c, in)
	if no, refused := act.Refused(err); refused {
		pg.problems = v.mark(pg.asks, nameless(no, "refuse.registration.name"))
		if no.Reason.Key == "refuse.application.soon" {
			pg.stamp = in.Get("stamp") // it need only be sent again
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	sent := registeredPage{c: pg.c, email: r.Email}
	if !s.mails() && r.ID != "" {
		sent.link = v.base() + "/registration/" + registration.Token(s.Clerk.Secret, r.ID)
	}
	return sent, nil
}

// nameless says of a form that asks for one name that it is missing.
func nameless(no *act.Refusal, key string) *act.Refusal {
	named := *no
	if named.Reason.Key == roll.NameMissing {
		named.Reason = act.Because(key)
	}
	return &named
}

// take keeps a registration, and writes to whoever has the address. Whether it
// was known before, the page does not say.
func (s *Site) take(v *visit, c register.Conference, in url.Values) (r registration.Registration, err error) {
	now, stamp := s.Clock(), in.Get("stamp")
	if !c.Open(v.now) {
		return r, act.Refuse(act.NotNow, "refuse.registration.closed")
	}
	if in.Get("website") != "" {
		return r, act.Refuse(act.Malformed, "refuse.application.trap")
	}
	line := func(name string) string { return strings.TrimSpace(in.Get(name)) }
	r = registration.Registration{ID: registration.ID(s.Clerk.Secret, stamp), Conference: c.Ref, Proved: application.Worked(stamp, in.Get("work")), Member: v.session.Member,
		Name: line("name"), Affiliation: line("affiliation"), Country: line("country"), Email: line("email"), Lang: in.Get("lang"), Needs: in.Get("needs"),
		News: in.Get("news") == "yes"}
	if r, err = r.Check(); err != nil {
		return r, err
	}
	if err := application.CheckStamp(s.Clerk.Secret, stamp, now); err != nil {
		return r, err
	}
	kept, old := r, false
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) {
		what, most := "register", registersProved
		if !r.Proved {
			what, most = "register, bare", registersBare
		}
		if err := signin.Limit(tx, what, v.address(), most, time.Hour, "refuse.application.often", now); err != nil {
			return err
		}
		kept, old, err = registration.Receive(tx, r, v.now)
		return err
	})
	if err != nil {
		return r, err
	}
	if kept.Email == r.Email { // not the second sending of a form that was cancelled since
		key := "confirm"
		if old {
			key = string(kept.State)
		}
		// What is refused is the letter and not the form: the page tells nobody
		// how often an address was typed.
		err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			return signin.Limit(tx, "registered\n"+kept.Email, netip.Addr{}, registeredLetters, 24*time.Hour, "refuse.application.often", now)
		})
		if _, often := act.Refused(err); err != nil && !often {
			return r, err
		}
		if err == nil {
			s.writeRegistered(v, c, kept, key)
		}
	}
	if kept.ID != r.ID {
		r.ID = "" // the link of whoever had the address before is not this person's
	}
	return r, nil
}

// writeRegistered leaves a letter to somebody who registered to be sent.
func (s *Site) writeRegistered(v *visit, c register.Conference, r registration.Registration, key string) {
	if !s.mails() {
		return
	}
	p := locale.For(locale.Lang(r.Lang))
	s.Mail.Later(func(context.Context) (*mail.Letter, error) {
		letter, err := mail.Registered(p, mail.Registration{To: mail.Address{Name: r.Name, Email: r.Email}, Site: v.description.Name.In(r.Lang, "en", "ru", "kk"),
			Conference: c.Title.In(r.Lang, "en", "ru", "kk"), URL: strings.TrimRight(s.Base, "/") + "/registration/" + registration.Token(s.Clerk.Secret, r.ID), What: key})
		return &letter, err
	})
}

// registeredPage says what follows a registration. The link is the person's; it
// is shown only where it cannot be mailed.
type registeredPage struct {
	c           register.Conference
	email, link string
}

func (pg registeredPage) head(v *visit, f *part.Page) { f.Title = v.p.T("registration.title") }

func (pg registeredPage) body(v *visit) templ.Component { return registeredBody(v, pg) }

// mineRegistration is what somebody sees of their registration who has its link.
type mineRegistration struct {
	c     register.Conference
	r     registration.Registration
	ahead int
	token string
}

func (s *Site) registered(v *visit) (page, error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	v.w.Header().Set("X-Robots-Tag", "noindex")
	pg := mineRegistration{token: v.PathValue("token")}
	id, err := registration.Opens(s.Clerk.Secret, pg.token)
	if err != nil {
		return nil, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		if pg.r, err = registration.Find(tx, id); err == nil && pg.r.State == registration.Waiting {
			pg.ahead, err = registration.Ahead(tx, pg.r)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return pg, v.ask(func(q register.Questions) (err error) { pg.c, err = q.Conference(pg.r.Conference); return err })
}

func (pg mineRegistration) head(v *visit, f *part.Page) { f.Title = v.p.T(pg.title()) }

func (pg mineRegistration) invited() bool { return pg.r.Source.Invites() }

// open reports whether it can be confirmed now.
func (pg mineRegistration) open(v *visit) bool {
	if pg.invited() {
		return answers(v, pg.c)
	}
	return pg.c.Open(v.now)
}

// title, yes and no are keys: whoever was invited did not register.
func (pg mineRegistration) title() string {
	if pg.invited() {
		return "attend.yours"
	}
	return "registration.yours"
}

func (pg mineRegistration) yes() string {
	if pg.invited() {
		return "attend.yes"
	}
	return "registration.confirm"
}

func (pg mineRegistration) no() string {
	if pg.invited() && pg.r.State == registration.Asked {
		return "attend.no"
	}
	return "registration.cancel"
}

func (pg mineRegistration) body(v *visit) templ.Component { return mineBody(v, pg) }

// rows are all that the person wrote, or another in their name: whoever confirms
// reads it first.
func (pg mineRegistration) rows(v *visit) []part.Row {
	yes := func(is bool) string {
		if is {
			return v.p.T("dossier.yes")
		}
		return v.p.T("dossier.no")
	}
	rows := []part.Row{{Key: v.p.T("web.appoint.name"), Value: pg.r.Name}, {Key: v.p.T("registration.affiliation"), Value: pg.r.Affiliation},
		{Key: v.p.T("web.country"), Value: pg.r.Country}, {Key: v.p.T("web.signin.email"), Value: pg.r.Email}, {Key: v.p.T("web.field.lang"), Value: v.p.T("language." + pg.r.Lang)},
		{Key: v.p.T("registration.needs"), Value: pg.r.Needs}, {Key: v.p.T("registration.news"), Value: yes(pg.r.News)}}
	if pg.r.State != registration.Asked {
		rows = append(rows, part.Row{Key: v.p.T("registration.listed"), Value: yes(pg.r.Listed)})
	}
	return rows
}

// cancelling says what is gone once a registration is cancelled.
func cancelling(v *visit, r registration.Registration) []string {
	says := []string{v.p.T("grave.registration")}
	if r.State == registration.Placed {
		says = append(says, v.p.T("grave.registration.place"))
	}
	return says
}

// registeredDo confirms or cancels, by whoever has the link.
func (s *Site) registeredDo(v *visit) (page, error) {
	token := v.PathValue("token")
	id, err := registration.Opens(s.Clerk.Secret, token)
	if err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	var was, is registration.Registration
	if err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) { was, err = registration.Find(tx, id); return err }); err != nil {
		return nil, err
	}
	c, _, err := s.lineOf(v, was.Conference)
	if err != nil {
		return nil, err
	}
	if v.PathValue("what") == "cancel" && !was.Erased() {
		at, no := "/registration/"+token, mineRegistration{c: c, r: was}.no()
		if sure := v.sure(in, no, no, at+"/cancel", at, cancelling(v, was)...); sure != nil {
			return sure, nil
		}
	}
	_, over := c.Bounds()
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) {
		switch v.PathValue("what") {
		case "confirm":
			if was.State == registration.Asked && !(mineRegistration{c: c, r: was}).open(v) {
				return act.Refuse(act.NotNow, "refuse.registration.closed")
			}
			is, err = registration.Confirm(tx, id, places(c), in.Get("listed") == "yes", over)
			return err
		case "cancel":
			return registration.Cancel(tx, id, c.Capacity, v.now)
		}
		return act.Refuse(act.NotFound, "web.nowhere")
	})
	if err != nil {
		return nil, err
	}
	if was.State == registration.Asked && is.Number > 0 {
		s.writeRegistered(v, c, is, string(is.State))
	}
	return goTo("/registration/" + token), nil
}
