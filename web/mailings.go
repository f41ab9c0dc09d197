package web

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// mailingsPage lists the mailings.
type mailingsPage struct {
	all    []distribution.Mailing
	titles map[act.Ref]text.Words
}

const mailingsOnPage = 100

func (pg mailingsPage) head(v *visit, f *part.Page) { f.Title = v.p.T("sending.title") }

func (pg mailingsPage) body(v *visit) templ.Component { return mailingsBody(v, pg) }

func (s *Site) mailings(v *visit) (page, error) {
	if err := v.keepsLists(); err != nil {
		return nil, err
	}
	var pg mailingsPage
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.all, err = distribution.AllMailings(tx, mailingsOnPage)
		return err
	})
	if err != nil {
		return nil, err
	}
	var refs []act.Ref
	for _, m := range pg.all {
		if m.Publication != "" {
			refs = append(refs, m.Publication)
		}
	}
	return pg, v.ask(func(q register.Questions) (err error) {
		pg.titles, err = q.Titles(refs...)
		return err
	})
}

func (pg mailingsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("sending.title"), Unseen: true, Empty: v.p.T("sending.none"), Columns: []part.Column{
		{Label: v.p.T("sending.about")}, {Label: v.p.T("sending.made")}, {Label: v.p.T("sending.lists")}, {Label: v.p.T("sending.state")}, {Label: v.p.T("sending.count"), Number: true}}}
	for _, m := range pg.all {
		about := v.say(pg.titles[m.Publication])
		if about == "" {
			about = v.p.T("sending.about.none")
		}
		count := ""
		if m.Total > 0 {
			count = v.p.Number(m.Total)
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: about, Href: "/mailing/" + m.ID}, {Text: v.p.T("sending.by-at", v.groupName(m.Group, v.p.Lang()), v.p.Date(m.Made, v.zone()))},
			{Text: v.listNames(m.Lists)}, {Text: v.p.T(m.Stage.Key())}, {Text: count}})
	}
	return g
}

func (v *visit) listNames(lists []distribution.List) string {
	var all []string
	for _, l := range lists {
		all = append(all, v.p.T(l.Key()))
	}
	return v.p.Arg(all)
}

// mostToSend is how many publications there are to choose from, the latest.
const mostToSend = 50

// toSend are the publications that the reader may send.
func (v *visit) toSend() (options []part.Option, err error) {
	options = []part.Option{{Label: v.p.T("sending.about.none")}}
	err = v.ask(func(q register.Questions) error {
		all, err := q.Published("", v.now.Add(time.Minute), mostToSend) // what came out at this very instant too
		for _, p := range all {
			if p.Stage == publication.Released && p.Keeps(v.reader.Standing) {
				options = append(options, part.Option{Value: string(p.Ref), Label: p.Symbol + " " + v.say(p.Title)})
			}
		}
		return err
	})
	return options, err
}

// maySend returns what a mailing would be about, if the reader may send it now.
func (v *visit) maySend(ref act.Ref) (p register.Publication, err error) {
	if ref == "" {
		return p, nil
	}
	err = v.ask(func(q register.Questions) (err error) { p, err = q.Publication(ref); return err })
	if _, refused := act.Refused(err); err != nil && !refused {
		return p, err
	}
	if err != nil || p.Stage != publication.Released || !p.Keeps(v.reader.Standing) {
		return p, act.RefuseField("about", "refuse.mailing.publication")
	}
	return p, nil
}

// composing asks what a mailing is about, and then what it says.
func (s *Site) composing(v *visit) (page, error) {
	if err := v.keepsLists(); err != nil {
		return nil, err
	}
	in := v.URL.Query()
	if in.Get("step") == "" {
		options, err := v.toSend()
		about := part.Field{Name: "about", Label: v.p.T("sending.about"), Value: in.Get("about"), Options: options}
		return housePage{title: "sending.compose", lede: "sending.compose.lede", action: "/mailings/compose", button: "sending.next", ask: true, back: "/mailings",
			hidden: url.Values{"step": {"words"}}, asks: []question{{about, "select"}}}, err
	}
	p, err := v.maySend(act.Ref(in.Get("about")))
	if err != nil {
		return nil, err
	}
	typed, err := v.prefilled(p)
	if err != nil {
		return nil, err
	}
	typed.Set("about", in.Get("about"))
	return v.composePage(typed), nil
}

// prefilled is what a mailing says of a publication unless somebody changes it:
// of what has come out, in the languages in which it has.
func (v *visit) prefilled(p register.Publication) (in url.Values, err error) {
	in = url.Values{"key": {newKey()}}
	for _, l := range distribution.Lists {
		in.Add("lists", string(l))
	}
	e, ok := p.Latest()
	if !ok {
		return in, nil
	}
	err = v.site.Register.Ask(v.Context(), register.Public, func(q register.Questions) error {
		for lang := range e.Drafts {
			pub, ok, err := dispatch.PublishedIn(q, p.Ref, e.N, lang)
			if err != nil {
				return err
			}
			if say := locale.For(locale.Lang(lang)); ok {
				in.Set("subject."+lang, say.T("sending.template.subject", pub.Title))
				in.Set("words."+lang, say.T("sending.template.words", pub.Title))
			}
		}
		return nil
	})
	return in, err
}

// composePage is the form of what a mailing says.
func (v *visit) composePage(in url.Values) housePage {
	lists := part.Field{Name: "lists", Label: v.p.T("sending.lists"), Hint: v.p.T("sending.lists.hint"), Values: in["lists"]}
	for _, l := range distribution.Lists {
		lists.Options = append(lists.Options, part.Option{Value: string(l), Label: v.p.T(l.Key())})
	}
	asks := []question{{lists, "checks"}}
	for _, l := range langsFrom(v.p.Lang()) {
		subject, words := "subject."+string(l), "words."+string(l)
		asks = append(asks,
			question{part.Field{Name: subject, Label: v.p.T("sending.subject", l.OwnName()), Lang: string(l), Optional: true, Value: in.Get(subject)}, "input"},
			question{part.Field{Name: words, Label: v.p.T("sending.words", l.OwnName()), Lang: string(l), Optional: true, Value: in.Get(words), Rows: 8, Max: distribution.MaxWords}, "area"})
	}
	hidden := url.Values{"key": {in.Get("key")}, "about": {in.Get("about")}, "turn": {or(in, "turn", "0")}, "as": {string(v.session.Member)}}
	return housePage{title: "sending.compose", lede: "sending.compose.lede", action: "/mailings/compose", button: "sending.save", back: "/mailings", asks: asks, hidden: hidden}
}

// aKey is how a key that names a mailing is spelt.
var aKey = regexp.MustCompile(`^[A-Z0-9]{26}$`)

// read is the mailing that a form asks for, to be checked.
func (v *visit) readMailing(in url.Values) (m distribution.Mailing, err error) {
	if !aKey.MatchString(in.Get("key")) {
		return m, act.Refuse(act.Malformed, "web.form-unreadable")
	}
	m = distribution.Mailing{ID: in.Get("key"), Words: map[string]distribution.Words{}, Group: v.reader.Standing.Group, By: v.session.Member}
	for _, l := range in["lists"] {
		m.Lists = append(m.Lists, distribution.List(l))
	}
	for _, l := range locale.Langs {
		m.Words[string(l)] = distribution.Words{Subject: in.Get("subject." + string(l)), Words: in.Get("words." + string(l))}
	}
	p, err := v.maySend(act.Ref(in.Get("about")))
	if err != nil {
		return m, err
	}
	if e, ok := p.Latest(); ok {
		m.Publication, m.Edition, m.Series, m.Dimension = p.Ref, e.N, p.Series, p.Dimension
	}
	return m.Check()
}

// composingDo keeps a new mailing, or changes one that has not begun.
func (s *Site) composingDo(v *visit) (page, error) {
	if err := v.keepsLists(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err == nil {
		err = v.unchanged(in)
	}
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	if err != nil {
		return nil, err
	}
	m, err := v.readMailing(in)
	if err == nil {
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			if in.Get("change") == "" {
				return distribution.Compose(tx, m, v.now)
			}
			turn, err := turnOf(in)
			if err != nil {
				return err
			}
			is, err := distribution.Find(tx, m.ID)
			if err == nil && is.Publication != m.Publication { // it stays about what it was about
				err = act.Refuse(act.Malformed, "web.form-unreadable")
			}
			if err != nil {
				return err
			}
			return distribution.Recompose(tx, m, turn)
		})
	}
	if no, refused := act.Refused(err); refused {
		pg := v.composePage(in)
		if in.Get("change") != "" {
			pg.hidden.Set("change", "yes")
		}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/mailing/" + m.ID), nil
}

// changing asks what a mailing that has not begun is to say instead.
func (s *Site) changing(v *visit) (page, error) {
	m, err := s.mailingOf(v)
	if err != nil {
		return nil, err
	}
	in := url.Values{"key": {m.ID}, "about": {string(m.Publication)}, "turn": {strconv.Itoa(m.Turn)}}
	for _, l := range m.Lists {
		in.Add("lists", string(l))
	}
	for lang, w := range m.Words {
		in.Set("subject."+lang, w.Subject)
		in.Set("words."+lang, w.Words)
	}
	pg := v.composePage(in)
	pg.hidden.Set("change", "yes")
	pg.back = "/mailing/" + m.ID
	return pg, nil
}

// mailingOf is the mailing of the page's address.
func (s *Site) mailingOf(v *visit) (m distribution.Mailing, err error) {
	if err := v.keepsLists(); err != nil {
		return m, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		m, err = distribution.Find(tx, v.PathValue("id"))
		return err
	})
	return m, err
}

// languagesOf are those that a mailing has words in, the reader's first.
func (v *visit) languagesOf(m distribution.Mailing) (all []string) {
	for _, l := range langsFrom(v.p.Lang()) {
		if _, ok := m.Words[string(l)]; ok {
			all = append(all, string(l))
		}
	}
	return slices.Clip(all)
}
