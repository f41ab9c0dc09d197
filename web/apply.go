package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// applyPage is the form by which anybody may ask for a seat, or a member
// nominates somebody for one.
type applyPage struct {
	nominate bool
	asks     []question
	problems []part.Problem
	stamp    string
}

func (pg applyPage) name() string {
	if pg.nominate {
		return "nominate"
	}
	return "apply"
}

func (pg applyPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web."+pg.name()+".title"), len(pg.problems) > 0
}

func (pg applyPage) body(v *visit) templ.Component { return applyBody(v, pg) }

// work is how much a browser is asked to do before a stranger's form is sent.
func (pg applyPage) work() string {
	if pg.nominate {
		return "0"
	}
	return strconv.Itoa(application.Work)
}

func (s *Site) newApply(v *visit, in url.Values, nominate bool) applyPage {
	input := func(name, label, hint, complete string, optional bool) question {
		if nominate {
			complete = "" // a browser knows the reader, and not the nominee
		}
		f := part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional, AutoComplete: complete}
		if hint != "" {
			f.Hint = v.p.T(hint)
		}
		return question{f, "input"}
	}
	from := part.Field{Name: "constituency", Label: v.p.T("web.constituency"), Value: in.Get("constituency"), Options: v.constituencies()}
	pg := applyPage{nominate: nominate, stamp: application.Stamp(s.Clerk.Secret, s.Clock())}
	if !nominate {
		where := part.Field{Name: "group", Label: v.p.T("web.apply.group"), Value: in.Get("group")}
		for _, g := range v.initiative.IDs() {
			shown := v.group(g)
			where.Options = append(where.Options, part.Option{Value: string(g), Label: shown.Name, Hint: v.groupTitle(g), Group: &shown})
		}
		pg.asks = append(pg.asks, question{where, "radios"})
	}
	address := "web.signin.email" // the reader's own
	if nominate {
		address = "web.application.email"
	}
	email := input("email", address, "web."+pg.name()+".email.hint", "email", false)
	email.Type = "email"
	country := v.askCountry(in, "")
	if !nominate {
		country.AutoComplete = "country"
	}
	pg.asks = append(pg.asks, input("name", "web.appoint.name", "", "name", false), email, country,
		input("post", "web.appoint.post", "", "organization-title", true), question{from, "radios"},
		question{part.Field{Name: "motivation", Label: v.p.T("web." + pg.name() + ".motivation"), Value: in.Get("motivation"), Max: application.MaxMotivation, Rows: 8}, "area"},
		langField(v, in))
	return pg
}

// constituencies are the options of where a member may come from.
func (v *visit) constituencies() (options []part.Option) {
	for _, c := range v.initiative.ConstituencySet() {
		options = append(options, part.Option{Value: string(c), Label: v.constituency(c)})
	}
	return options
}

// constituency is the name of a constituency: the one that the initiative gives
// it, or else the one in the catalogues.
func (v *visit) constituency(c member.Constituency) string {
	for _, named := range v.description.Constituencies {
		if named.ID == c {
			return v.say(named.Name)
		}
	}
	if v.p.Has(c.Key()) {
		return v.p.T(c.Key())
	}
	return string(c)
}

func (s *Site) apply(v *visit) (page, error) {
	if v.initiative.FoundedAt.IsZero() {
		return s.nowhere(v)
	}
	return s.newApply(v, url.Values{"lang": {v.lang()}, "group": {v.URL.Query().Get("group")}}, false), nil
}

// How often one network may apply in an hour. A form whose work was not done
// comes from somebody without JavaScript, or from a program.
const (
	appliesProved = 12
	appliesBare   = 3
)

func (s *Site) applyDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if v.initiative.FoundedAt.IsZero() {
		return s.nowhere(v)
	}
	stamp := in.Get("stamp")
	a := read(in)
	a.Proved = application.Worked(stamp, in.Get("work"))
	token, err := s.receive(v, stamp, a, in.Get("website") != "")
	if err != nil {
		return s.refusedApply(v, in, false, err)
	}
	return goTo("/application/" + token + "?new=yes"), nil
}

// read reads what an application says.
func read(in url.Values) application.Application {
	line := func(name string) string { return strings.TrimSpace(in.Get(name)) }
	return application.Application{Group: group.ID(in.Get("group")), Name: line("name"), Email: line("email"), Country: line("country"),
		Constituency: member.Constituency(in.Get("constituency")), Post: line("post"), Motivation: in.Get("motivation"), Lang: in.Get("lang")}
}

// receive keeps an application, and returns the token with which to follow it.
func (s *Site) receive(v *visit, stamp string, a application.Application, trapped bool) (token string, err error) {
	now := s.Clock()
	if trapped {
		return "", act.Refuse(act.Malformed, "refuse.application.trap")
	}
	a, err = a.Check(v.initiative.IDs(), v.initiative.ConstituencySet())
	if err != nil {
		return "", err
	}
	if err := application.CheckStamp(s.Clerk.Secret, stamp, now); err != nil {
		return "", err
	}
	token = application.Token(s.Clerk.Secret, stamp)
	fresh := false
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) {
		if fresh, err = application.Receive(tx, a, token, v.now); err != nil || !fresh || a.Nominator != "" {
			return err
		}
		what, most := "apply", appliesProved
		if !a.Proved {
			what, most = "apply, bare", appliesBare
		}
		return signin.Limit(tx, what, v.address(), most, time.Hour, "refuse.application.often", now)
	})
	if err != nil {
		return "", err
	}
	if fresh && s.mails() {
		s.writeTo(v, a, func(p *locale.Printer, to mail.Application) (mail.Letter, error) {
			to.URL = strings.TrimRight(s.Base, "/") + "/application/" + token
			return mail.ApplicationReceived(p, to)
		})
	}
	return token, nil
}

// writeTo leaves a letter to an applicant to be sent.
func (s *Site) writeTo(v *visit, a application.Application, write func(*locale.Printer, mail.Application) (mail.Letter, error)) {
	lang := locale.Lang(a.Lang)
	to := mail.Application{To: mail.Address{Name: a.Name, Email: a.Email}, Site: v.description.Name.In(a.Lang, "en", "ru", "kk"),
		Group: v.groupName(a.Group, lang)}
	if a.Nominator != "" {
		to.By = v.name(a.Nominator)
	}
	s.Mail.Later(func(context.Context) (*mail.Letter, error) {
		letter, err := write(locale.For(lang), to)
		return &letter, err
	})
}

// refusedApply draws the form again, with all that was typed and a new stamp.
func (s *Site) refusedApply(v *visit, in url.Values, nominate bool, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	pg := s.newApply(v, in, nominate)
	pg.problems = v.mark(pg.asks, no)
	if no.Reason.Key == "refuse.application.soon" {
		pg.stamp = in.Get("stamp") // it need only be sent again
	}
	return withStatus{pg, statuses[no.Why]}, nil
}

// followPage is what an applicant sees of their application.
type followPage struct {
	a     application.Application
	token string
	fresh bool
}

func (s *Site) follow(v *visit) (page, error) {
	pg, err := s.followed(v)
	return pg, err
}

// followed is the application whose token an address carries. Neither the
// address nor the page may get any further.
func (s *Site) followed(v *visit) (pg followPage, err error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	v.w.Header().Set("X-Robots-Tag", "noindex")
	pg = followPage{token: v.PathValue("token"), fresh: v.URL.Query().Get("new") != ""}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.a, err = application.Follow(tx, pg.token)
		return err
	})
	return pg, err
}

func (s *Site) withdrawDo(v *visit) (page, error) {
	token := v.PathValue("token")
	err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return application.Withdraw(tx, token, v.now) })
	if err != nil {
		return nil, err
	}
	return goTo("/application/" + token), nil
}

func (pg followPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.application.title") }

func (pg followPage) body(v *visit) templ.Component { return followBody(v, pg) }

// rows are what the application says, as far as it still says it.
func applicationRows(v *visit, a application.Application) (rows []part.Row) {
	zone := location(zoneOf(v, a.Group))
	add := func(label, value string) {
		if value != "" {
			rows = append(rows, part.Row{Key: v.p.T(label), Value: value})
		}
	}
	add("web.apply.group", v.groupName(a.Group, v.p.Lang()))
	add("web.application.made", v.p.Date(a.Made, zone))
	if a.Erased() {
		return rows
	}
	if a.Nominator != "" {
		add("web.application.nominator", v.name(a.Nominator))
	}
	add("web.appoint.name", a.Name)
	add("web.application.email", a.Email)
	add("web.country", v.p.Country(a.Country))
	add("web.appoint.post", a.Post)
	add("web.constituency", v.constituency(a.Constituency))
	add("web.application.language", locale.Lang(a.Lang).OwnName())
	return rows
}

// statusOf is the badge of what has become of an application.
func statusOf(v *visit, a application.Application) part.Badge {
	tone := map[application.State]string{application.Accepted: "done", application.Waiting: "open"}[a.State]
	return part.Badge{Label: v.p.T(a.State.Key()), Tone: tone}
}
