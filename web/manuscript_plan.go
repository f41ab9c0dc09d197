package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// planPage is the form of what a publication is to be.
func planPage(v *visit, in url.Values, p register.Publication, w publication.PlanWords) housePage {
	pg := housePage{title: "command.begin", lede: "command.begin.hint", action: "/publications/begin", button: "command.begin", back: "/publications",
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(p.Turn)}}}
	if p.Ref != "" {
		pg.title, pg.lede, pg.button = "command.replan", "command.replan.hint", "command.replan"
		pg.action, pg.back = printAt(p.Ref, "plan"), printAt(p.Ref, "write")
	}
	series := part.Field{Name: "series", Label: v.p.T("draftprint.series"), Value: or(in, "series", string(p.Series))}
	for _, s := range publication.AllSeries {
		series.Options = append(series.Options, part.Option{Value: string(s), Label: v.p.T(s.Key())})
	}
	issued, own := part.Field{Name: "groups", Label: v.p.T("draftprint.groups"), Value: or(in, "groups", "all")}, v.reader.Standing.Group
	if len(p.Groups) == 1 {
		own = p.Home()
		issued.Value = or(in, "groups", "own")
	}
	issued.Options = []part.Option{{Value: "all", Label: v.p.T("draftprint.groups.all"), Hint: v.p.T("draftprint.groups.all.hint")},
		{Value: "own", Label: v.p.T("draftprint.groups.own", own), Hint: v.p.T("draftprint.groups.own.hint"), Group: v.shown(own)}}
	dimension := part.Field{Name: "dimension", Label: v.p.T("web.dimension"), Value: or(in, "dimension", p.Dimension), Optional: true, Options: []part.Option{{Label: v.p.T("draftprint.dimension.none")}}}
	for _, d := range v.description.Dimensions {
		dimension.Options = append(dimension.Options, part.Option{Value: d.ID, Label: v.say(d.Name)})
	}
	pg.asks = append(titlesIn(v, in, w.Title), question{series, "select"}, question{issued, "radios"}, question{dimension, "select"})
	pg.asks = append(pg.asks, askLanguages(v, in, p)...)
	pg.asks = append(pg.asks, askAuthors(v, in, w.Authors)...)
	return pg
}

// titlesIn asks for the working title, in the reader's language first.
func titlesIn(v *visit, in url.Values, have text.Words) []question {
	all := inEach(v, in, "title", "draftprint.title", "input", 0, have)
	slices.SortStableFunc(all, func(a, b question) int {
		return firstIf(a.Lang == v.lang()) - firstIf(b.Lang == v.lang())
	})
	return all
}

func firstIf(first bool) int {
	if first {
		return 0
	}
	return 1
}

func askLanguages(v *visit, in url.Values, p register.Publication) []question {
	sent := in.Has("key")
	lead := part.Field{Name: "lead", Label: v.p.T("draftprint.lead"), Hint: v.p.T("draftprint.lead.hint"), Value: or(in, "lead", p.Lead()), Options: tongueOptions(v)}
	if lead.Value == "" {
		lead.Value = v.lang()
	}
	authentic, further := p.Authentic, p.Langs
	if p.Ref == "" {
		authentic, further = []string{"en", "ru"}, []string{"kk"}
	}
	return []question{{lead, "select"},
		{part.Field{Name: "authentic", Label: v.p.T("draftprint.authentic"), Hint: v.p.T("draftprint.authentic.hint"), Values: many(in, sent, "authentic", authentic), Options: tongueOptions(v)}, "checks"},
		{part.Field{Name: "langs", Label: v.p.T("draftprint.langs"), Hint: v.p.T("draftprint.langs.hint"), Values: many(in, sent, "langs", further), Options: tongueOptions(v), Optional: true}, "checks"}}
}

// moreAuthors is how many authors can be added to those there are at a time.
const moreAuthors = 2

// askAuthors asks for authors: those on the roll by choice, others by name.
func askAuthors(v *visit, in url.Values, have []publication.Author) (all []question) {
	var chosen, others []string
	for _, a := range have {
		if a.Member != "" {
			chosen = append(chosen, string(a.Member))
		} else {
			others = append(others, strings.TrimSuffix(a.Name+" | "+a.Affiliation, " | "))
		}
	}
	if in.Has("key") {
		chosen = slices.DeleteFunc(slices.Clone(in["author"]), func(s string) bool { return s == "" })
	}
	options := v.authorOptions(chosen)
	for n := range len(chosen) + moreAuthors {
		f := part.Field{Name: "author", ID: "author-" + strconv.Itoa(n+1), Label: v.p.T("draftprint.author", n+1), Options: options, Optional: true}
		if n < len(chosen) {
			f.Value = chosen[n]
		}
		all = append(all, question{f, "select"})
	}
	return append(all, question{part.Field{Name: "authors", Label: v.p.T("draftprint.others"), Hint: v.p.T("draftprint.others.hint"),
		Value: or(in, "authors", strings.Join(others, "\n")), Rows: 4, Optional: true}, "area"})
}

// authorOptions are those who hold a seat, and those who are named already.
func (v *visit) authorOptions(chosen []string) (options []part.Option) {
	seen := map[member.ID]bool{}
	add := func(id member.ID) {
		if !seen[id] && id != "" {
			seen[id] = true
			options = append(options, part.Option{Value: string(id), Label: v.name(id)})
		}
	}
	for _, st := range v.sitting.All() {
		add(st.Member)
	}
	for _, id := range chosen {
		if _, known := v.people.Find(member.ID(id)); known {
			add(member.ID(id))
		}
	}
	locale.Sort(v.p.Lang(), options, func(o part.Option) string { return o.Label })
	return append([]part.Option{{Label: v.p.T("draftprint.author.none")}}, options...)
}

func readPlan(v *visit, in url.Values, p register.Publication) publication.Plan {
	plan := publication.Plan{Title: eachOf(in, "title"), Facts: publication.Facts{Series: publication.Series(in.Get("series")), Dimension: in.Get("dimension")}}
	switch {
	case in.Get("groups") != "own":
		plan.Groups = v.initiative.IDs()
	case len(p.Groups) == 1:
		plan.Groups = p.Groups
	default:
		plan.Groups = []group.ID{v.reader.Standing.Group}
	}
	if len(p.Groups) == len(plan.Groups) && p.Joint() == (len(plan.Groups) > 1) {
		plan.Groups = p.Groups // in their order
	}
	lead := in.Get("lead")
	plan.Authentic = append([]string{lead}, without(in["authentic"], lead)...)
	plan.Langs = without(in["langs"], plan.Authentic...)
	for _, id := range in["author"] {
		if id != "" {
			plan.Authors = append(plan.Authors, publication.Author{Member: member.ID(id)})
		}
	}
	for line := range strings.Lines(in.Get("authors")) {
		name, affiliation, _ := strings.Cut(strings.TrimSpace(line), "|")
		if name = strings.TrimSpace(name); name != "" || affiliation != "" {
			plan.Authors = append(plan.Authors, publication.Author{Name: name, Affiliation: strings.TrimSpace(affiliation)})
		}
	}
	return plan
}

func without(all []string, some ...string) (left []string) {
	for _, s := range all {
		if !slices.Contains(some, s) {
			left = append(left, s)
		}
	}
	return left
}

func (s *Site) begin(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if err := (publication.Begin{}).May(publication.Publication{}, publication.Instant{By: v.reader.Standing}); err != nil {
		return nil, err
	}
	return planPage(v, url.Values{}, register.Publication{}, publication.PlanWords{}), nil
}

func (s *Site) beginDo(v *visit) (page, error) {
	in, err := v.form()
	if err == nil {
		err = v.mustBeMember()
	}
	if err != nil {
		return nil, err
	}
	r, err := v.answer("", in, publication.Begin{Plan: readPlan(v, in, register.Publication{})})
	if err != nil {
		return refusedHouse(v, planPage(v, in, register.Publication{}, publication.PlanWords{}), err)
	}
	return goTo(printAt(r.On, "write")), nil
}

// replanning reads the publication that a form is about, with its plan.
func (v *visit) replanning() (p register.Publication, w publication.PlanWords, err error) {
	if p, err = v.draftOf(); err != nil {
		return p, w, err
	}
	if err = (publication.Describe{}).May(p.Publication, publication.Instant{By: v.reader.Standing}); err != nil {
		return p, w, err
	}
	err = v.ask(func(q register.Questions) error { w, err = q.Plan(p.Ref, p.Worded); return err })
	return p, w, err
}

func (s *Site) plan(v *visit) (page, error) {
	p, w, err := v.replanning()
	if err != nil {
		return nil, err
	}
	return planPage(v, url.Values{}, p, w), nil
}

func (s *Site) planDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	p, w, err := v.replanning()
	if err != nil {
		return nil, err
	}
	if _, err := v.answer(p.Ref, in, publication.Describe{Plan: readPlan(v, in, p)}); err != nil {
		return refusedHouse(v, planPage(v, in, p, w), err)
	}
	return goTo(printAt(p.Ref, "write")), nil
}

// printAt is a page of a publication.
func printAt(ref act.Ref, page string) string { return "/publication/" + string(ref) + "/" + page }

// draftOf is the publication that an address names, for a member who reads its
// drafts.
func (v *visit) draftOf() (p register.Publication, err error) {
	if err := v.mustBeMember(); err != nil {
		return p, err
	}
	err = v.ask(func(q register.Questions) (err error) {
		p, err = q.Publication(act.Ref(v.PathValue("ref")))
		return err
	})
	if err == nil && !p.Inside {
		err = act.Refuse(act.NotFound, "refuse.publication.unknown")
	}
	return p, err
}
