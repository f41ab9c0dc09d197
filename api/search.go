package api

import (
	"example.org/counterpart/act"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A Found is an act in whose words all the words asked for are found.
type Found struct {
	Act     Act        `json:"act"`
	Title   text.Words `json:"title" doc:"Of the matter"`
	Excerpt []Stretch  `json:"excerpt" doc:"Where they were found"`
}

// A Stretch is part of an excerpt.
type Stretch struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty" doc:"It is one of the words asked for"`
}

type searchIn struct {
	Question string `query:"q" required:"true" minLength:"1" maxLength:"500" doc:"Words in any of the three languages; endings need not match"`
	Paging
}

func (a *api) search(v *visit, in *searchIn) (*listed[Found], error) {
	before, err := in.place(v, 0)
	if err != nil {
		return nil, err
	}
	var items []Found
	err = v.ask(func(q register.Questions) error {
		if in.Cursor != "" && before == 0 {
			return nil
		}
		found, err := q.Search(in.Question, before, in.Limit+1)
		if err != nil {
			return err
		}
		refs := make([]act.Ref, len(found))
		for n, f := range found {
			refs[n] = f.On
		}
		titles, err := q.Titles(refs...)
		if err != nil {
			return err
		}
		t := v.teller(q)
		for _, f := range found {
			told, err := t.act(f.Line)
			if err != nil {
				return err
			}
			item := Found{Act: told, Title: titles[f.On], Excerpt: []Stretch{}}
			if item.Title == nil {
				item.Title = text.Words{}
			}
			for _, r := range f.Excerpt {
				item.Excerpt = append(item.Excerpt, Stretch(r))
			}
			items = append(items, item)
		}
		return nil
	})
	return page(v, items, in.Limit, func(f Found) string { return at(f.Act.Seq) }), err
}
