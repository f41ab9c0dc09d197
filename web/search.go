package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// searchPage shows what was found, newest first.
type searchPage struct {
	question string
	found    []register.Found
	titles   map[act.Ref]text.Words
	next     string
}

const foundOnPage = 20

func (s *Site) search(v *visit) (page, error) {
	pg := searchPage{question: strings.TrimSpace(v.URL.Query().Get("q"))}
	if len(pg.question) > 500 {
		pg.question = strings.ToValidUTF8(pg.question[:500], "")
	}
	before, _ := strconv.ParseInt(v.URL.Query().Get("before"), 10, 64)
	err := v.ask(func(q register.Questions) (err error) {
		if pg.found, err = q.Search(pg.question, before, foundOnPage+1); err != nil {
			return err
		}
		refs := make([]act.Ref, 0, len(pg.found))
		for _, f := range pg.found {
			refs = append(refs, f.On)
		}
		pg.titles, err = q.Titles(refs...)
		return err
	})
	if len(pg.found) > foundOnPage {
		pg.found = pg.found[:foundOnPage]
		pg.next = "/search?" + url.Values{"q": {pg.question}, "before": {strconv.FormatInt(pg.found[foundOnPage-1].Seq, 10)}}.Encode()
	}
	return pg, err
}

func (pg searchPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.search") }

func (pg searchPage) body(v *visit) templ.Component { return searchBody(v, pg) }

// where is the page on which a found act stands, and title what that page is
// about. Of what is said on the initiative only interests are found.
func (pg searchPage) where(f register.Found) string {
	if f.On == act.Initiative {
		return "/interests"
	}
	return fmt.Sprintf("%s#act-%d", address(f.On), f.Seq)
}

func (pg searchPage) title(v *visit, f register.Found) string {
	if f.On == act.Initiative {
		return v.p.T("web.nav.interests")
	}
	return v.say(pg.titles[f.On])
}
