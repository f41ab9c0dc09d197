package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// setupPage founds a new initiative: its name, its groups and the co-chair of
// each. Rules begin as the defaults; the co-chairs appoint the other members.
type setupPage struct {
	asks     []question
	problems []part.Problem
	token    string
}

func (pg setupPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.setup.title"), len(pg.problems) > 0
}

func (pg setupPage) body(v *visit) templ.Component { return setupBody(v, pg) }

// maxSetupGroups is how many groups the page has room for; more are formed
// from the command line.
const maxSetupGroups = 3

// maySetUp refuses whoever does not hold the token that the operator was
// given, and everybody once the initiative is founded.
func (s *Site) maySetUp(v *visit, token string) error {
	if !v.initiative.FoundedAt.IsZero() {
		return act.Refuse(act.NotNow, "refuse.initiative.founded")
	}
	if s.Setup == "" || subtle.ConstantTimeCompare([]byte(token), []byte(s.Setup)) != 1 {
		return act.Refuse(act.NotAllowed, "web.setup.token")
	}
	return nil
}

func (s *Site) setup(v *visit) (page, error) {
	token := v.URL.Query().Get("token")
	if err := s.maySetUp(v, token); err != nil {
		return nil, err
	}
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	return setupPage{asks: askSetup(v, url.Values{}), token: token}, nil
}

func askSetup(v *visit, in url.Values) []question {
	input := func(name, label, hint string, optional bool) question {
		f := part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional}
		if hint != "" {
			f.Hint = v.p.T(hint)
		}
		return question{f, "input"}
	}
	asks := []question{
		input("name", "web.setup.name", "", false),
		{part.Field{Name: "mandate", Label: v.p.T("web.setup.mandate"), Hint: v.p.T("web.setup.mandate.hint"), Value: in.Get("mandate"), Max: procedure.MaxWords}, "area"},
		{part.Field{Name: "dimensions", Label: v.p.T("web.setup.dimensions"), Hint: v.p.T("web.setup.lines"), Value: or(in, "dimensions", v.p.T("web.setup.dimensions.default")), Rows: 4}, "area"},
		{part.Field{Name: "addressees", Label: v.p.T("web.setup.addressees"), Hint: v.p.T("web.setup.lines"), Value: in.Get("addressees"), Rows: 4}, "area"},
		{part.Field{Name: "funders", Label: v.p.T("web.setup.funders"), Hint: v.p.T("web.setup.funders.hint"), Value: in.Get("funders"), Rows: 3, Optional: true}, "area"},
	}
	for n := 1; n <= maxSetupGroups; n++ {
		k, optional := fmt.Sprint(".", n), n > 2
		capital := input("capital"+k, "web.setup.capital", "", optional)
		capital.Label = v.p.T("web.setup.group", n) + ": " + capital.Label
		asks = append(asks, capital,
			input("zone"+k, "web.setup.zone", "web.setup.zone.hint", optional),
			input("chair"+k, "web.setup.chair", "", optional),
			input("email"+k, "web.setup.chair-email", "", optional))
	}
	return asks
}

func (s *Site) setupFound(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := s.maySetUp(v, in.Get("token")); err != nil {
		return nil, err
	}
	first, err := s.found(v, in)
	if no, refused := act.Refused(err); refused {
		pg := setupPage{asks: askSetup(v, in), token: in.Get("token")}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	s.Setup = ""
	if err := s.signIn(v, first); err != nil {
		return nil, err
	}
	return goTo("/"), nil
}

// signIn starts a session for a member who has proved who they are.
func (s *Site) signIn(v *visit, who member.ID) error {
	token, session, err := s.Door.Start(v.Context(), who, v.UserAgent(), s.Clock())
	if err == nil {
		s.Cookies.Set(v.w, token, session, s.Clock())
	}
	return err
}

// found founds the initiative as the form says, and seats the co-chairs. It
// returns the first of them.
func (s *Site) found(v *visit, in url.Values) (member.ID, error) {
	cmd, chairs, err := readSetup(v, in)
	if err != nil {
		return "", err
	}
	order := func(c initiative.Command) error {
		_, err := s.Clerk.Do(v.Context(), clerk.Order{By: initiative.Operator, On: act.Initiative, Turn: -1, Command: c})
		return err
	}
	// People first: if one of them cannot be entered, nothing is founded.
	var people []roll.Person
	for _, c := range chairs {
		people = append(people, c.person)
	}
	if err := s.Clerk.Enroll(v.Context(), people...); err != nil {
		return "", err
	}
	if err := order(cmd); err != nil {
		for _, p := range people { // or their addresses would be taken when the form is sent again
			err = errors.Join(err, s.Clerk.Strike(v.Context(), p.Member))
		}
		return "", err
	}
	for _, c := range chairs {
		if err := order(initiative.Appoint{Member: c.person.Member, Group: c.group, Capacity: member.CoChair, Constituency: "policymaker"}); err != nil {
			return "", err
		}
	}
	return chairs[0].person.Member, nil
}

type chair struct {
	person roll.Person
	group  group.ID
}

func readSetup(v *visit, in url.Values) (cmd initiative.Found, chairs []chair, err error) {
	lang := v.lang()
	words := func(s string) text.Words { return text.Words{lang: strings.TrimSpace(s)} }
	cmd.Description = initiative.Description{Name: words(in.Get("name")), Mandate: words(in.Get("mandate"))}
	for n, line := range linesOf(in.Get("dimensions")) {
		cmd.Description.Dimensions = append(cmd.Description.Dimensions, initiative.Dimension{ID: fmt.Sprint("d", n+1), Name: words(line)})
	}
	for n, line := range linesOf(in.Get("addressees")) {
		cmd.Description.Addressees = append(cmd.Description.Addressees, initiative.Organisation{ID: fmt.Sprint("o", n+1), Name: words(line)})
	}
	for n, line := range linesOf(in.Get("funders")) {
		cmd.Description.Funders = append(cmd.Description.Funders, initiative.Funder{Organisation: initiative.Organisation{ID: fmt.Sprint("f", n+1), Name: words(line)}})
	}
	var ids []group.ID
	for n := 1; n <= maxSetupGroups; n++ {
		k := fmt.Sprint(".", n)
		capital := strings.TrimSpace(in.Get("capital" + k))
		if capital == "" && n > 2 {
			continue
		}
		g := group.Group{ID: idOf(capital, n), Name: words(v.p.T("web.setup.group-name", capital)), Capital: words(capital),
			Zone: strings.TrimSpace(in.Get("zone" + k)), Languages: []string{lang}}
		if capital == "" {
			return cmd, nil, act.RefuseField("capital"+k, "web.setup.capital.missing")
		}
		if _, err := time.LoadLocation(g.Zone); err != nil || g.Zone == "" {
			return cmd, nil, act.RefuseField("zone"+k, "refuse.group.zone", capital, g.Zone)
		}
		cmd.Groups, ids = append(cmd.Groups, g), append(ids, g.ID)
		chairs = append(chairs, chair{roll.Person{Member: roll.NewID(), Name: words(in.Get("chair" + k)),
			Email: strings.TrimSpace(in.Get("email" + k)), Lang: lang, Zone: g.Zone}, g.ID})
	}
	cmd.Rules = procedure.Defaults(ids)
	return cmd, chairs, nil
}

// idOf makes a group's id of its capital, or of its number where the capital
// is not written in Latin letters.
func idOf(capital string, n int) group.ID {
	var b strings.Builder
	for _, r := range strings.ToLower(capital) {
		if r >= 'a' && r <= 'z' || b.Len() > 0 && r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	if id := group.ID(b.String()); id.Valid() {
		return id
	}
	return group.ID(fmt.Sprint("group-", n))
}

func linesOf(s string) (lines []string) {
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}
