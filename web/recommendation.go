package web

import (
	"strconv"

	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// recommendationsPage lists what the task force has recommended.
type recommendationsPage struct {
	dimension, to string
	list          []register.Recommendation
	next          string
}

const recommendationsOnPage = 50

func (s *Site) recommendations(v *visit) (page, error) {
	in := v.URL.Query()
	pg := recommendationsPage{dimension: in.Get("dimension"), to: in.Get("to")}
	before, _ := strconv.ParseInt(in.Get("before"), 10, 64)
	err := v.ask(func(q register.Questions) (err error) {
		pg.list, err = q.Recommendations(pg.dimension, pg.to, before, recommendationsOnPage+1)
		return err
	})
	if len(pg.list) > recommendationsOnPage {
		pg.list = pg.list[:recommendationsOnPage]
		in.Set("before", strconv.FormatInt(pg.list[recommendationsOnPage-1].Place, 10))
		pg.next = "/recommendations?" + in.Encode()
	}
	return pg, err
}

func (pg recommendationsPage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("web.nav.recommendations")
}

func (pg recommendationsPage) body(v *visit) templ.Component { return recommendationsBody(v, pg) }

// filters are the choices of the list: by dimension and by addressee.
func (pg recommendationsPage) filters(v *visit) []part.Field {
	dimension := part.Field{Name: "dimension", Label: v.p.T("web.dimension"), Value: pg.dimension, Options: []part.Option{{Label: v.p.T("web.any")}}}
	for _, d := range v.description.Dimensions {
		dimension.Options = append(dimension.Options, part.Option{Value: d.ID, Label: v.say(d.Name)})
	}
	to := part.Field{Name: "to", Label: v.p.T("web.addressee"), Value: pg.to, Options: []part.Option{{Label: v.p.T("web.any")}}}
	for _, o := range v.description.Addressees {
		to.Options = append(to.Options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	return []part.Field{dimension, to}
}

// recommendationPage is a recommendation with its whole story: the text and
// what is attached to it, who agreed and how, whether the other side was
// heard, who paid, and how to check all that.
type recommendationPage struct {
	r      register.Recommendation
	text   register.Text
	m      register.Matter
	moves  []register.Line
	riders []register.Line
	closed procedure.Closed
	place  int64                  // of the adoption
	cited  []register.Publication // that set it

	described register.Described // as it stood at the adoption
}

func (s *Site) recommendation(v *visit) (page, error) {
	var pg recommendationPage
	err := v.ask(func(q register.Questions) (err error) {
		if pg.r, pg.text, err = q.Recommendation(v.PathValue("symbol")); err != nil {
			return err
		}
		if pg.m, err = q.Matter(pg.r.Matter); err != nil {
			return err
		}
		pg.text.N = pg.m.Version.N
		if pg.described, err = q.DescriptionOf(pg.r.Symbol); err != nil {
			return err
		}
		if pg.cited, err = q.Citing(pg.r.Matter); err != nil {
			return err
		}
		pg.moves, err = q.Moves(pg.r.Matter)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, l := range pg.moves {
		switch b := l.Body.(type) {
		case procedure.Reserved:
			if b.Version == pg.r.Version {
				pg.riders = append(pg.riders, l)
			}
		case procedure.Closed:
			pg.closed = b
		case procedure.AdoptedAct:
			pg.place = l.Seq
		}
	}
	return pg, nil
}

func (pg recommendationPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = pg.r.Symbol+" · "+v.say(pg.r.Title), true
	f.Card = v.site.Base + "/card/recommendation/" + pg.r.Symbol + ".png"
}

func (pg recommendationPage) body(v *visit) templ.Component { return recommendationBody(v, pg) }

// addressees are whom the recommendation is made to.
func (pg recommendationPage) addressees(v *visit) string {
	var names []string
	for _, id := range pg.m.Addressees {
		names = append(names, v.organisation(id))
	}
	return v.p.List(names)
}

// organisation is what an organisation is called.
func (v *visit) organisation(id string) string {
	for _, o := range v.description.Addressees {
		if o.ID == id {
			return v.say(o.Name)
		}
	}
	return id
}

// paragraphs are the adopted text as it is drawn.
func (pg recommendationPage) paragraphs(v *visit) (all []part.Paragraph) {
	for n, p := range pg.text.Paragraphs {
		all = append(all, part.Paragraph{ID: string(p.ID), Number: n + 1, Lang: pg.m.Lang, Phrases: v.phrases(p.Words, pg.m)})
	}
	return all
}

// decided is the decision by which the text was adopted.
func (pg recommendationPage) decided() decisionPage {
	return decisionPage{m: pg.m, moves: pg.moves, tallies: pg.closed.Tallies, verdicts: pg.closed.Verdicts, ended: &register.Line{Body: pg.closed}}
}

// counts are the groups' tallies at the close.
func (pg recommendationPage) counts(v *visit) (all []part.Count) {
	d := pg.decided()
	for _, g := range d.order() {
		all = append(all, d.count(v, g))
	}
	return all
}

// story is how the recommendation came about, as facing pages.
func (pg recommendationPage) story(v *visit) part.Spread {
	sp := part.Spread{Label: v.p.T("web.recommendation.story")}
	for _, g := range group.Alternat(pg.m.Groups, string(pg.m.Ref)) {
		sp.Sides = append(sp.Sides, part.Side{Group: v.group(g)})
	}
	for _, l := range pg.moves {
		sp.Entries = append(sp.Entries, v.entry(l, pg.m, nil, false))
	}
	return sp
}
