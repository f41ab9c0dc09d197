package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// form is the form of one command on a publication.
func (pg publicationPage) form(in url.Values, command, to string, asks ...question) housePage {
	at := address(pg.p.Ref)
	return housePage{title: "command." + command, lede: "command." + command + ".hint", button: "command." + command, action: at + to, back: at, asks: asks,
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(pg.p.Turn)}}}
}

// correctForm asks what is wrong in which edition.
func (s *Site) correctForm(v *visit, in url.Values) (f housePage, pg publicationPage, err error) {
	if pg, err = s.insidePage(v); err != nil {
		return f, pg, err
	}
	latest, ok := pg.p.Latest()
	if !ok {
		return f, pg, act.Refuse(act.NotNow, "refuse.publication.stage", pg.p.Stage)
	}
	edition := part.Field{Name: "edition", Label: v.p.T("edition.edition"), Value: or(in, "edition", strconv.Itoa(latest.N))}
	for _, e := range slices.Backward(pg.p.Editions) {
		edition.Options = append(edition.Options, part.Option{Value: strconv.Itoa(e.N), Label: v.p.T("edition.n", e.N)})
	}
	lang := part.Field{Name: "lang", Label: v.p.T("edition.language"), Value: or(in, "lang", pg.p.Lead())}
	for _, l := range pg.p.Languages() {
		lang.Options = append(lang.Options, part.Option{Value: l, Label: locale.Lang(l).OwnName()})
	}
	where := part.Field{Name: "part", Label: v.p.T("edition.correct.part"), Value: in.Get("part"), Options: []part.Option{{Label: v.p.T("edition.correct.whole")}}}
	err = v.ask(func(q register.Questions) error {
		version, err := q.PrintVersion(pg.p.Ref, latest.Drafts[pg.p.Lead()])
		for _, one := range version.Parts {
			if one.Words != "" {
				where.Options = append(where.Options, part.Option{Value: string(one.ID), Label: v.p.T(one.Kind.Key()) + ": " + beginning(one.Words)})
			}
		}
		return err
	})
	words := part.Field{Name: "words", Label: v.p.T("edition.correct.words"), Hint: v.p.T("edition.correct.words.hint"), Value: in.Get("words"), Max: publication.MaxAbout}
	return pg.form(in, "correct", "/correct", question{edition, "select"}, question{lang, "select"}, question{where, "select"}, question{words, "area"}), pg, err
}

// beginning is how words begin.
func beginning(words string) string {
	first, _, _ := strings.Cut(words, "\n")
	if letters := []rune(first); len(letters) > 60 {
		return string(letters[:60]) + "…"
	}
	return first
}

func (s *Site) correct(v *visit) (page, error) {
	f, _, err := s.correctForm(v, url.Values{})
	return f, err
}

func (s *Site) correctDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	f, pg, err := s.correctForm(v, in)
	if err != nil {
		return nil, err
	}
	n, _ := strconv.Atoi(in.Get("edition")) // what is no number is no edition, and the rules say so
	_, err = v.answer(pg.p.Ref, in, publication.Correct{Edition: n, Lang: in.Get("lang"), Part: text.ParagraphID(in.Get("part")), Words: in.Get("words")})
	if err != nil {
		return refusedHouse(v, f, err)
	}
	return goTo(address(pg.p.Ref) + "?done=yes"), nil
}

func (s *Site) withdrawForm(v *visit, in url.Values) (f housePage, pg publicationPage, err error) {
	if pg, err = s.insidePage(v); err != nil {
		return f, pg, err
	}
	reason := part.Field{Name: "reason", Label: v.p.T("web.field.reason"), Hint: v.p.T("edition.withdraw.reason"), Value: in.Get("reason"), Max: publication.MaxAbout}
	f = pg.form(in, "withdraw-publication", "/withdraw", question{reason, "area"})
	f.fresh = true
	return f, pg, nil
}

func (s *Site) withdrawPublication(v *visit) (page, error) {
	f, _, err := s.withdrawForm(v, url.Values{})
	return f, err
}

func (s *Site) withdrawPublicationDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	f, pg, err := s.withdrawForm(v, in)
	if err != nil {
		return nil, err
	}
	if err := v.mustBeFresh(); err != nil {
		return refusedHouse(v, f, err)
	}
	if no := pg.way("withdraw-publication"); no != nil {
		return refusedHouse(v, f, no)
	}
	if strings.TrimSpace(in.Get("reason")) == "" {
		return refusedHouse(v, f, act.RefuseField("reason", "refuse.publication.reason"))
	}
	says := []string{v.p.T("edition.withdraw.waits")}
	if len(pg.p.Leaving)+1 == len(pg.p.Groups) {
		says = []string{v.p.T("edition.withdraw.drops")}
		if pg.p.Stage.Out() {
			says = []string{v.p.T("edition.withdraw.gone"), v.p.T("edition.withdrawn.stays-at")}
		}
	}
	at := address(pg.p.Ref)
	if ask := v.sure(in, "command.withdraw-publication", "command.withdraw-publication", at+"/withdraw", at, says...); ask != nil {
		return ask, nil
	}
	if _, err := v.answer(pg.p.Ref, in, publication.Withdraw{Reason: in.Get("reason")}); err != nil {
		return refusedHouse(v, f, err)
	}
	return goTo(at + "?done=yes"), nil
}

// proxyForm asks who may turn the key for a co-chair, and names those who may.
func (s *Site) proxyForm(v *visit, in url.Values) (f housePage, pg publicationPage, err error) {
	if pg, err = s.insidePage(v); err != nil {
		return f, pg, err
	}
	own := v.reader.Standing.Group
	who := part.Field{Name: "member", Label: v.p.T("web.member"), Value: in.Get("member"), Options: []part.Option{{Label: v.p.T("web.end.choose")}}}
	err = v.ask(func(q register.Questions) error {
		i, err := q.PublicationInstant(pg.p, v.now)
		if err != nil {
			return err
		}
		for _, st := range i.Seats {
			if st.Group != own || st.Capacity == member.CoChair || !st.Speaks() {
				continue
			}
			o := part.Option{Value: string(st.Member), Label: v.name(st.Member)}
			if alias := i.Known(st.Member); alias != "" && slices.Contains(pg.p.Proxies, publication.Proxy{Who: alias, Group: own}) {
				o.Label = v.p.T("edition.proxy.named", o.Label)
			}
			who.Options = append(who.Options, o)
		}
		return nil
	})
	end := part.Field{Name: "end", Label: v.p.T("edition.proxy.what"), Value: or(in, "end", "no"), Options: []part.Option{
		{Value: "no", Label: v.p.T("edition.proxy.name")}, {Value: "yes", Label: v.p.T("edition.proxy.end")}}}
	f = pg.form(in, "name-proxy", "/proxy", question{who, "select"}, question{end, "radios"})
	f.fresh = true
	return f, pg, err
}

func (s *Site) proxy(v *visit) (page, error) {
	f, _, err := s.proxyForm(v, url.Values{})
	return f, err
}

func (s *Site) proxyDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	f, pg, err := s.proxyForm(v, in)
	if err != nil {
		return nil, err
	}
	if err := v.mustBeFresh(); err != nil {
		return refusedHouse(v, f, err)
	}
	if _, err := v.answer(pg.p.Ref, in, publication.NameProxy{Member: member.ID(in.Get("member")), End: in.Get("end") == "yes"}); err != nil {
		return refusedHouse(v, f, err)
	}
	return goTo(address(pg.p.Ref) + "?done=yes"), nil
}

// listingForm asks what is known of a publication that appeared elsewhere.
func (s *Site) listingForm(v *visit, in url.Values) (f housePage, pg publicationPage, err error) {
	if err := v.mustBeMember(); err != nil {
		return f, pg, err
	}
	command, to, back := "list", "/publications/list", "/publications"
	if v.PathValue("ref") != "" {
		if pg, err = s.insidePage(v); err != nil {
			return f, pg, err
		}
		command, to, back = "relist", address(pg.p.Ref)+"/relist", address(pg.p.Ref)
	} else if err := (publication.List{}).May(publication.Publication{}, publication.Instant{By: v.reader.Standing}); err != nil {
		return f, pg, err
	}
	f = housePage{title: "command." + command, lede: "command." + command + ".hint", button: "command." + command, action: to, back: back,
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(pg.p.Turn)}}}
	f.asks = listingAsks(v, in, pg)
	return f, pg, nil
}

func listingAsks(v *visit, in url.Values, pg publicationPage) []question {
	sent, w := in.Has("key"), pg.listed
	line := func(name, label, hint, have string) question {
		q := question{part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, have), Optional: true}, "input"}
		if hint != "" {
			q.Hint = v.p.T(hint)
		}
		return q
	}
	var found []string
	if pg.p.Found {
		found = []string{"yes"}
	}
	asks := []question{{part.Field{Name: "series", Label: v.p.T("edition.series"), Value: or(in, "series", string(pg.p.Series)), Options: seriesOptions(v)}, "select"}}
	asks = append(asks, inEach(v, in, "title", "edition.list.title", "input", 0, w.Title)...)
	asks = append(asks, line("date", "edition.appeared", "edition.list.date", pg.p.Date), line("publisher", "edition.publisher", "", w.Publisher),
		question{part.Field{Name: "authors", Label: v.p.T("edition.authors"), Hint: v.p.T("edition.list.authors"), Value: or(in, "authors", authorLines(v, w.Authors)), Rows: 3, Optional: true}, "area"},
		question{part.Field{Name: "langs", Label: v.p.T("edition.languages"), Values: many(in, sent, "langs", pg.p.Langs), Options: tongueOptions(v), Optional: true}, "checks"},
		question{part.Field{Name: "dimension", Label: v.p.T("web.dimension"), Value: or(in, "dimension", pg.p.Dimension), Options: dimensionOptions(v, v.p.T("edition.list.no-dimension")), Optional: true}, "select"})
	asks = append(asks, inEach(v, in, "about", "edition.known", "area", 4, w.About)...)
	return append(asks, line("address", "edition.address", "edition.list.address", w.Address),
		question{part.Field{Name: "found", Label: v.p.T("edition.list.found"), Values: many(in, sent, "found", found), Options: []part.Option{{Value: "yes", Label: v.p.T("edition.list.found.yes")}}, Optional: true}, "checks"},
		question{part.Field{Name: "sources", Label: v.p.T("edition.sources"), Hint: v.p.T("web.funder-form.sources.hint"), Value: or(in, "sources", printSources(w.Sources)), Rows: 3, Optional: true}, "area"})
}

func authorLines(v *visit, all []publication.Author) string {
	var b strings.Builder
	for _, a := range all {
		fmt.Fprintln(&b, strings.TrimRight(strings.Join([]string{authorNames(v, []publication.Author{a})[0], a.Affiliation}, " | "), " |"))
	}
	return b.String()
}

func printSources(all []publication.Evidence) string {
	var b strings.Builder
	for _, s := range all {
		fmt.Fprintln(&b, strings.TrimRight(strings.Join([]string{s.Publisher, s.What, s.URL}, " | "), " |"))
	}
	return b.String()
}

func readListing(in url.Values) (l publication.Listing) {
	l = publication.Listing{Series: publication.Series(in.Get("series")), Langs: in["langs"], Date: strings.TrimSpace(in.Get("date")), Dimension: in.Get("dimension"),
		Title: eachOf(in, "title"), Publisher: in.Get("publisher"), About: eachOf(in, "about"), Address: strings.TrimSpace(in.Get("address")), Found: in.Get("found") != ""}
	for _, cells := range cellsOf(in.Get("authors"), 2) {
		l.Authors = append(l.Authors, publication.Author{Name: cells[0], Affiliation: cells[1]})
	}
	for _, cells := range cellsOf(in.Get("sources"), 3) {
		l.Sources = append(l.Sources, publication.Evidence{Publisher: cells[0], What: cells[1], URL: cells[2]})
	}
	return l
}

// cellsOf reads lines of which each has so many cells, divided by "|"; what
// stands behind belongs to the last.
func cellsOf(words string, n int) (all [][]string) {
	for _, line := range linesOf(words) {
		cells := make([]string, n)
		for k, cell := range strings.SplitN(line, "|", n) {
			cells[k] = strings.TrimSpace(cell)
		}
		all = append(all, cells)
	}
	return all
}

func (s *Site) listing(v *visit) (page, error) {
	f, _, err := s.listingForm(v, url.Values{})
	return f, err
}

func (s *Site) listingDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	f, pg, err := s.listingForm(v, in)
	if err != nil {
		return nil, err
	}
	var cmd publication.Command = publication.List{Listing: readListing(in)}
	if pg.p.Ref != "" {
		cmd = publication.Relist{Listing: readListing(in)}
	}
	r, err := v.answer(pg.p.Ref, in, cmd)
	if err != nil {
		return refusedHouse(v, f, err)
	}
	return goTo(address(r.On) + "?done=yes"), nil
}
