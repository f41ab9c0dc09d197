package web

import (
	"net/http"
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// actingCookie names the member for whom the reader acts. It proves nothing:
// each request is held against the grants that are in force.
const actingCookie = "counterpart-acting"

// asWhom returns the reader that somebody is who has asked to act for a member:
// that member, as long as a grant lets them, and otherwise themselves.
func asWhom(n initiative.Initiative, sitting register.Sitting, who, principal member.ID, at time.Time) (r register.Reader, acting member.ID) {
	if principal != "" {
		if _, err := n.Serves(who, principal, at); err == nil {
			who, acting = principal, principal
		}
	}
	r.Member = who
	r.Standing, _ = sitting.At(who, at)
	return r, acting
}

// asksToActFor is the member for whom the reader has chosen to act.
func asksToActFor(r *http.Request) member.ID {
	c, err := r.Cookie(actingCookie)
	if err != nil {
		return ""
	}
	return member.ID(c.Value)
}

// actingDo begins to act for a member, or ends it.
func (s *Site) actingDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	c := s.acting("", -1)
	if to := member.ID(in.Get("for")); to != "" {
		if _, err := v.initiative.Serves(v.session.Member, to, v.now); err != nil {
			return nil, err
		}
		c = s.acting(to, 0)
	}
	http.SetCookie(v.w, c)
	return goTo("/"), nil
}

// acting is the cookie that names for whom its bearer acts.
func (s *Site) acting(to member.ID, age int) *http.Cookie {
	return &http.Cookie{Name: actingCookie, Value: string(to), Path: "/", MaxAge: age, HttpOnly: true, Secure: s.Cookies.Secure, SameSite: http.SameSiteLaxMode}
}

// unchanged refuses a form that was drawn for somebody else than who is signed
// in now, perhaps beside the form, or while they acted for somebody else: it
// would be done in another's name than they saw.
func (v *visit) unchanged(in url.Values) error {
	if as := in.Get("as"); as != "" && as != string(v.session.Member) {
		return act.Refuse(act.Stale, "web.again.other", v.session.Member)
	}
	if in.Get("for") != string(v.acting) {
		return act.Refuse(act.Stale, "web.acting.changed", v.reader.Member)
	}
	return nil
}

// strip says above every page for whom its reader acts, or may act.
func (v *visit) strip() *part.Acting {
	n := v.initiative
	if v.acting != "" {
		g, _ := member.Granted(n.Grants, v.session.Member, v.acting, v.now)
		return &part.Acting{Text: v.p.T("web.acting.now", v.acting, g.Until), Scope: v.p.T(g.Scope.Key()), Label: v.p.T("web.acting.end"), Action: "/acting", On: true}
	}
	for _, id := range member.Principals(n.Grants, v.session.Member, v.now) {
		if _, err := n.Serves(v.session.Member, id, v.now); err == nil {
			return &part.Acting{Text: v.p.T("web.acting.may", id), Label: v.p.T("web.acting.begin", id), Action: "/acting", For: string(id)}
		}
	}
	return nil
}

// ways are what the reader may do with a matter, and why not the rest. What an
// assistant may not do is closed to them, whatever the member might.
func (v *visit) ways(m procedure.Matter, i procedure.Instant) []procedure.Way {
	ways := m.Ways(i)
	if v.acting == "" {
		return ways
	}
	for n, w := range ways {
		if no, refused := act.Refused(v.initiative.ActsFor(v.session.Member, v.acting, command(w.Command), v.now)); refused {
			ways[n].No = no
		}
	}
	return ways
}

// command is a command by its name.
func command(name string) procedure.Command {
	n := slices.IndexFunc(procedure.Commands, func(c procedure.Command) bool { return c.Name() == name })
	return procedure.Commands[n]
}

// through names who acted, and through whom, as far as it is known.
func (v *visit) through(l register.Line, who string) string {
	return v.p.Through(who, l.Assisted, l.Via)
}

// assistantsPage lists the grants that concern the reader, and asks for one more.
type assistantsPage struct {
	grants   []member.Grant
	known    []member.ID // who assist the reader's group, or did, and have no other page
	asks     []question
	problems []part.Problem
	key      string
}

func (pg assistantsPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.assistants.title"), len(pg.problems) > 0
}

func (pg assistantsPage) body(v *visit) templ.Component { return assistantsBody(v, pg) }

func (s *Site) assistants(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return newAssistants(v, url.Values{}), nil
}

// lastDay is on the last day of a grant, which may end as the next one begins.
func lastDay(g member.Grant) time.Time { return g.Until.Add(-time.Millisecond) }

// mine reports whether a grant concerns the reader: theirs, or for them, or of
// the group whose house they keep.
func (v *visit) mine(g member.Grant) bool {
	me := v.session.Member
	return g.For == me || g.To == me || v.keepsHouse() && v.reader.Standing.Group == g.Group
}

// assisting are those who assist the reader's group, or did, and never had a
// seat: for who keeps the house to correct, or to erase, what is known of them.
func (v *visit) assisting() (all []member.ID) {
	for _, g := range v.initiative.Grants {
		if _, known := v.people.Find(g.To); known && len(v.sitting.Of(g.To)) == 0 && v.keeps(g.To) && !slices.Contains(all, g.To) {
			all = append(all, g.To)
		}
	}
	locale.Sort(v.p.Lang(), all, v.name)
	return all
}

func newAssistants(v *visit, in url.Values) assistantsPage {
	pg := assistantsPage{key: or(in, "key", newKey())}
	for _, g := range v.initiative.Grants {
		if g.Until.After(v.now) && v.mine(g) {
			pg.grants = append(pg.grants, g)
		}
	}
	pg.known = v.assisting()
	seat := v.seat()
	if !seat.Speaks() || v.acting != "" {
		return pg
	}
	whom := part.Field{Name: "for", Label: v.p.T("web.assistants.for"), Value: or(in, "for", string(v.session.Member))}
	for _, s := range v.sitting.All() {
		if s.Member == v.session.Member || seat.Capacity == member.CoChair && s.Group == seat.Group && s.Speaks() {
			whom.Options = append(whom.Options, part.Option{Value: string(s.Member), Label: v.name(s.Member)})
		}
	}
	locale.Sort(v.p.Lang(), whom.Options, func(o part.Option) string { return o.Label })
	pg.asks = []question{
		{whom, "select"},
		{part.Field{Name: "to", Type: "email", Label: v.p.T("web.assistants.email"), Hint: v.p.T("web.assistants.email.hint"), Value: in.Get("to")}, "input"},
		{part.Field{Name: "name", Label: v.p.T("web.assistants.name"), Value: in.Get("name")}, "input"},
		{part.Field{Name: "scope", Label: v.p.T("web.assistants.scope"), Value: or(in, "scope", string(member.Desk)), Options: named(v, true, member.Scopes...)}, "radios"},
		{part.Field{Name: "until", Type: "date", Short: true, Label: v.p.T("web.assistants.until"),
			Value: or(in, "until", v.now.AddDate(0, 1, 0).In(v.zone()).Format("2006-01-02"))}, "input"},
	}
	return pg
}

func (pg assistantsPage) refused(v *visit, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	if no.Reason.Key == clerk.KeyReused {
		pg.key = newKey()
	}
	pg.problems = v.mark(pg.asks, no)
	return withStatus{pg, statuses[no.Why]}, nil
}

// assistantsDo invites an assistant, or ends a grant.
func (s *Site) assistantsDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if v.PathValue("what") == "revoke" {
		err = v.govern(in, initiative.RevokeGrant{For: member.ID(in.Get("for")), To: member.ID(in.Get("to"))})
	} else {
		var pg page
		if pg, err = s.invite(v, in); err == nil {
			return pg, nil
		}
	}
	if err != nil {
		return newAssistants(v, in).refused(v, err)
	}
	return goTo("/assistants"), nil
}
