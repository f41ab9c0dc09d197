package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// raisePage is the form on which an idea is raised.
type raisePage struct {
	asks     []question
	problems []part.Problem
	key      string
}

func (pg raisePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("command.raise"), len(pg.problems) > 0
}

func (pg raisePage) body(v *visit) templ.Component { return raiseBody(v, pg) }

func (s *Site) raise(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return raisePage{asks: askIdea(v, url.Values{}), key: newKey()}, nil
}

func (s *Site) raiseDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	receipt, err := s.order(v, "", in, readIdea(in))
	if no, refused := act.Refused(err); refused {
		pg := raisePage{asks: askIdea(v, in), key: or(in, "key", newKey())}
		if no.Reason.Key == clerk.KeyReused {
			pg.key = newKey() // what is sent next is another order
		}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/matter/" + string(receipt.On)), nil
}

// askIdea are the questions of a new idea, or of one that is reworded.
func askIdea(v *visit, in url.Values) []question {
	lang := or(in, "lang", v.lang())
	asks := []question{
		{part.Field{Name: "title", Label: v.p.T("web.field.title"), Hint: v.p.T("web.field.title.hint"), Value: in.Get("title"), Max: procedure.MaxTitle}, "input"},
		langField(v, in),
		{part.Field{Name: "problem", Label: v.p.T("web.field.problem"), Hint: v.p.T("web.field.problem.hint"), Value: in.Get("problem"), Max: procedure.MaxWords, Rows: 5}, "area"},
		{part.Field{Name: "paragraphs", Label: v.p.T("web.field.proposal"), Hint: v.p.T("web.field.paragraphs.hint"), Value: in.Get("paragraphs"), Rows: 10}, "area"},
	}
	dimension := part.Field{Name: "dimension", Label: v.p.T("web.dimension"), Value: in.Get("dimension")}
	for _, d := range v.description.Dimensions {
		dimension.Options = append(dimension.Options, part.Option{Value: d.ID, Label: v.say(d.Name)})
	}
	to := part.Field{Name: "addressees", Label: v.p.T("web.field.addressees"), Hint: v.p.T("web.field.addressees.hint"), Values: in["addressees"], Optional: true}
	for _, o := range v.description.Addressees {
		to.Options = append(to.Options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	asks = append(asks, question{dimension, "radios"}, question{to, "checks"})
	for _, l := range locale.Langs {
		if string(l) != lang {
			asks = append(asks, question{part.Field{Name: "title." + string(l), Label: v.p.T("web.field.title-in", l.OwnName()),
				Value: in.Get("title." + string(l)), Max: procedure.MaxTitle, Lang: string(l), Optional: true}, "input"})
		}
	}
	return asks
}

func readIdea(in url.Values) procedure.Raise {
	r := procedure.Raise{Title: text.Words{in.Get("lang"): in.Get("title")}, Problem: in.Get("problem"), Lang: in.Get("lang"),
		Dimension: in.Get("dimension"), Addressees: in["addressees"], Paragraphs: typedParagraphs(in.Get("paragraphs"))}
	for _, l := range locale.Langs {
		if string(l) != r.Lang && in.Get("title."+string(l)) != "" {
			r.Title[string(l)] = in.Get("title." + string(l))
		}
	}
	return r
}

// askRevise asks the same, with the idea as it stands.
func askRevise(v *visit, m register.Matter, in url.Values) []question {
	if !in.Has("title") {
		in = url.Values{"title": {m.Title[m.Lang]}, "lang": {m.Lang}, "dimension": {m.Dimension}, "addressees": m.Addressees}
		for lang, title := range m.Title {
			if lang != m.Lang {
				in.Set("title."+lang, title)
			}
		}
		words, err := v.raisedWords(m)
		if err != nil {
			v.site.Log.ErrorContext(v.Context(), "read an idea to reword it", "matter", m.Ref, "err", err)
		}
		in.Set("problem", words.Problem)
		var all string
		for n, p := range words.Paragraphs {
			if n > 0 {
				all += "\n\n"
			}
			all += p.Words
		}
		in.Set("paragraphs", all)
	}
	return askIdea(v, in)
}

// raisedWords are the words of an idea as it stands.
func (v *visit) raisedWords(m register.Matter) (w procedure.RaisedWords, err error) {
	err = v.ask(func(q register.Questions) error {
		l, err := q.Act(m.Ref, m.Version.Hash)
		w, _ = l.Words.(procedure.RaisedWords)
		return err
	})
	return w, err
}

func readRevise(v *visit, m register.Matter, in url.Values) (procedure.Command, error) {
	r := readIdea(in)
	words, err := v.raisedWords(m)
	if err != nil {
		return nil, err
	}
	r.Paragraphs = keepIDs(r.Paragraphs, words.Paragraphs)
	return procedure.Revise{Raise: r}, nil
}

// keepIDs gives retyped paragraphs the ids of those that they stand for:
// first where the words are the same, then in order.
func keepIDs(typed, was []text.Paragraph) []text.Paragraph {
	left := slices.Clone(was)
	take := func(k int) text.ParagraphID {
		id := left[k].ID
		left = slices.Delete(left, k, k+1)
		return id
	}
	for n, p := range typed {
		if k := slices.IndexFunc(left, func(w text.Paragraph) bool { return w.Words == p.Words }); k >= 0 {
			typed[n].ID = take(k)
		}
	}
	for n := range typed {
		if typed[n].ID == "" && len(left) > 0 {
			typed[n].ID = take(0)
		}
	}
	return typed
}
