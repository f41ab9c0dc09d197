package web

import (
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// contactsPage is whom the secretariats write to.
type contactsPage struct {
	all         []distribution.Contact
	next        string
	subscribers int
	asks        []question
	problems    []part.Problem
	wrong       []distribution.Problem // in a file
	fine        int                    // could be entered from it
	entered     int                    // were
	done        bool
}

const contactsOnPage = 200

func (pg contactsPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty, f.Wide = v.p.T("sending.contacts"), len(pg.problems) > 0, true
}

func (pg contactsPage) body(v *visit) templ.Component { return contactsBody(v, pg) }

// keepsLists refuses whoever does not keep the lists.
func (v *visit) keepsLists() error {
	if err := v.mustBeMember(); err != nil {
		return err
	}
	if v.acting != "" || !distribution.Keeps(v.reader.Standing) {
		return act.Refuse(act.NotAllowed, "refuse.sending.keeper")
	}
	return nil
}

func (s *Site) contactsPage(v *visit, in url.Values) (pg contactsPage, err error) {
	input := func(name, label string, optional bool) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional}, "input"}
	}
	email := input("email", "sending.email", false)
	email.Type = "email"
	addressee := part.Field{Name: "addressee", Label: v.p.T("sending.addressee"), Value: in.Get("addressee"), Optional: true, Options: []part.Option{{Label: v.p.T("sending.addressee.none")}}}
	for _, o := range v.description.Addressees {
		addressee.Options = append(addressee.Options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	pg.asks = []question{input("name", "web.appoint.name", true), input("organisation", "registration.affiliation", true), email, langField(v, in), {addressee, "select"}}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		if pg.subscribers, err = distribution.CountSubscribers(tx); err == nil {
			pg.all, err = distribution.AllContacts(tx, v.URL.Query().Get("after"), contactsOnPage+1)
		}
		return err
	})
	if len(pg.all) > contactsOnPage {
		pg.all = pg.all[:contactsOnPage]
		pg.next = "/contacts?after=" + url.QueryEscape(pg.all[contactsOnPage-1].Place())
	}
	return pg, err
}

func (v *visit) addressees() (ids []string) {
	for _, o := range v.description.Addressees {
		ids = append(ids, o.ID)
	}
	return ids
}

// addressee is what an organisation is called that recommendations address.
func (v *visit) addressee(id string) string {
	if k := slices.IndexFunc(v.addressees(), func(other string) bool { return other == id }); k >= 0 {
		return v.say(v.description.Addressees[k].Name)
	}
	return id
}

func (s *Site) contacts(v *visit) (page, error) {
	if err := v.keepsLists(); err != nil {
		return nil, err
	}
	pg, err := s.contactsPage(v, url.Values{"lang": {v.lang()}})
	pg.done = v.URL.Query().Get("done") != ""
	return pg, err
}

// contactsDo enters a contact or a file of them, or erases one.
func (s *Site) contactsDo(v *visit) (page, error) {
	if err := v.keepsLists(); err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	in, file, err := v.upload("file", distribution.MaxFile)
	if err == nil {
		err = v.unchanged(in)
	}
	if err != nil {
		return nil, err
	}
	switch v.PathValue("what") {
	case "import":
		return s.importContacts(v, in, file)
	case "erase":
		err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Erase(tx, in.Get("id"), v.now) })
		if err != nil {
			return nil, err
		}
		return goTo("/contacts"), nil
	case "add":
	default:
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	c, err := distribution.Contact{Email: in.Get("email"), Name: in.Get("name"), Organisation: in.Get("organisation"), Lang: in.Get("lang"),
		Addressee: in.Get("addressee"), Group: v.reader.Standing.Group, By: v.session.Member}.Check(v.addressees())
	if err == nil {
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			wrong, err := distribution.Enter(tx, s.Clerk.Secret, []distribution.Contact{c}, v.now)
			if err == nil && len(wrong) > 0 {
				err = act.RefuseField(wrong[0].Column, wrong[0].Reason.Key, wrong[0].Reason.Args...)
			}
			return err
		})
	}
	if no, refused := act.Refused(err); refused {
		pg, err := s.contactsPage(v, in)
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, err
	}
	if err != nil {
		return nil, err
	}
	return goTo("/contacts?done=1"), nil
}

// importContacts looks at a file and, if that is asked for and nothing is wrong
// with it, takes it whole.
func (s *Site) importContacts(v *visit, in url.Values, file []byte) (page, error) {
	all, rows, wrong := distribution.ReadFile(file, v.lang(), v.addressees())
	for k := range all {
		all[k].Group, all[k].By = v.reader.Standing.Group, v.session.Member
	}
	entered := 0
	look := func(tx *database.Tx) (err error) {
		var more []distribution.Problem
		if in.Get("what") == "enter" && len(wrong) == 0 {
			if more, err = distribution.Enter(tx, s.Clerk.Secret, all, v.now); err == nil && len(more) == 0 {
				entered = len(all)
			}
		} else {
			more, err = distribution.Refused(tx, s.Clerk.Secret, checked(all, wrong, rows))
		}
		for _, p := range more {
			p.Row = rows[p.Row]
			wrong = append(wrong, p)
		}
		return err
	}
	if err := s.Clerk.DB.Write(v.Context(), look); err != nil {
		return nil, err
	}
	pg, err := s.contactsPage(v, url.Values{"lang": {v.lang()}})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(wrong, func(a, b distribution.Problem) int { return a.Row - b.Row })
	if pg.wrong = wrong; len(wrong) > 0 {
		pg.problems = []part.Problem{{Text: v.p.T("sending.contacts.wrong", len(wrong)), Href: "#wrong"}}
		return withStatus{pg, statuses[act.Malformed]}, nil
	}
	if pg.entered = entered; entered == 0 {
		pg.fine = len(all)
	}
	return pg, nil
}

// checked are the contacts of a file, those emptied that are wrong already, so
// that the rest keep their places.
func checked(all []distribution.Contact, wrong []distribution.Problem, rows []int) []distribution.Contact {
	all = slices.Clone(all)
	for k := range all {
		if slices.ContainsFunc(wrong, func(p distribution.Problem) bool { return p.Row == rows[k] }) {
			all[k] = distribution.Contact{}
		}
	}
	return all
}

// table lists the contacts.
func (pg contactsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("sending.contacts"), Unseen: true, Empty: v.p.T("sending.contacts.none")}
	for _, key := range []string{"web.appoint.name", "registration.affiliation", "sending.email", "web.field.lang", "sending.list.addressees", "sending.writes", "sending.contacts.erase"} {
		g.Columns = append(g.Columns, part.Column{Label: v.p.T(key)})
	}
	for _, c := range pg.all {
		email := c.Email
		if c.Bounces > 0 {
			email += " (" + v.p.T("sending.contacts.paused") + ")"
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: c.Name}, {Text: c.Organisation}, {Text: email}, {Text: v.p.T("language." + c.Lang)},
			{Text: v.addressee(c.Addressee)}, {Text: v.groupName(c.Group, v.p.Lang())}, {Body: eraseContact(v, c)}})
	}
	return g
}

// problemsIn lists what is wrong with a file, and where.
func (pg contactsPage) problemsIn(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("sending.contacts.import"), Unseen: true, Columns: []part.Column{
		{Label: v.p.T("web.import.line")}, {Label: v.p.T("web.import.column")}, {Label: v.p.T("web.import.what")}}}
	for _, w := range pg.wrong {
		line := ""
		if w.Row >= 0 {
			line = v.p.Number(w.Row + 2) // as a spreadsheet counts, below the heads
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: line}, {Text: w.Column}, {Text: v.p.Say(w.Reason)}})
	}
	return g
}

// calledIn is what a contact is called in a sentence.
func calledIn(c distribution.Contact) string { return strings.TrimSpace(c.Name + " " + c.Organisation) }
