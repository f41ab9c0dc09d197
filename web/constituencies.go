package web

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// constituenciesPage is the form by which the office of a group says from where
// members may come: the names of each constituency, one more, or one less.
type constituenciesPage struct {
	sections []section
	problems []part.Problem
	hidden   url.Values
	saved    bool
}

func (pg constituenciesPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.constituencies.title"), len(pg.problems) > 0
}

func (pg constituenciesPage) body(v *visit) templ.Component { return constituenciesBody(v, pg) }

// namedConstituencies are those in force with all their names. Those of the set
// that nobody has named yet, the catalogues name.
func (v *visit) namedConstituencies() []initiative.Constituency {
	if len(v.description.Constituencies) > 0 {
		return v.description.Constituencies
	}
	var all []initiative.Constituency
	for _, id := range v.initiative.ConstituencySet() {
		c := initiative.Constituency{ID: id, Name: text.Words{}}
		for _, lang := range locale.Langs {
			if p := locale.For(lang); p.Has(id.Key()) {
				c.Name[string(lang)] = p.T(id.Key())
			}
		}
		all = append(all, c)
	}
	return all
}

func (s *Site) constituenciesEdit(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	return v.constituenciesPage(nil), nil
}

// constituenciesPage asks about each constituency, and about one more.
func (v *visit) constituenciesPage(in url.Values) (pg constituenciesPage) {
	pg.saved = v.URL.Query().Get("done") == "saved" && in == nil
	pg.hidden = url.Values{"key": {or(in, "key", newKey())}, "replaces": {or(in, "replaces", v.initiative.Described.String())}}
	held := map[member.Constituency]int{}
	for _, st := range v.sitting.All() {
		held[st.Constituency]++
	}
	named := v.namedConstituencies()
	for n, c := range named {
		at := fmt.Sprint("constituencies.", n+1)
		s := section{title: v.say(c.Name), lede: v.p.T("web.constituencies.held", held[c.ID]), asks: v.inEach(in, at+".name", "web.constituencies.name", c.Name, "input")}
		s.asks[0].Optional = false // one there must be, and the reader's own language is the first
		s.asks = append(s.asks, question{part.Field{Name: at + ".remove", Label: v.p.T("web.constituencies.removal"), Values: in[at+".remove"],
			Options: []part.Option{{Value: "yes", Label: v.p.T("web.constituencies.remove")}}}, "checks"})
		pg.sections = append(pg.sections, s)
	}
	at := fmt.Sprint("constituencies.", len(named)+1)
	another := section{title: v.p.T("web.constituencies.another"), lede: v.p.T("web.constituencies.another.hint"), asks: v.inEach(in, at+".name", "web.constituencies.name", nil, "input")}
	pg.sections = append(pg.sections, another)
	return pg
}

// constituenciesDo describes the initiative anew with the constituencies as the
// form has them. A form that came too late undoes nothing that another entered.
func (s *Site) constituenciesDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	d := v.description
	var places []int // on the form, of those that stay
	d.Constituencies, places = v.readConstituencies(in)
	if len(d.Constituencies) == 0 {
		err = act.RefuseField("constituencies", "refuse.constituencies.none")
	} else {
		err = v.describe(in, d, nil)
	}
	no, refused := act.Refused(err)
	if !refused {
		return goTo("/initiative/constituencies?done=saved"), err
	}
	pg := v.constituenciesPage(in)
	for _, one := range append([]*act.Refusal{no}, no.Others...) {
		pg.problems = append(pg.problems, v.markIn(pg.sections, v.placed(one, places))...)
	}
	if pg.hidden.Set("key", newKey()); no.Why == act.Stale {
		pg.hidden.Set("replaces", v.initiative.Described.String())
	}
	return withStatus{pg, statuses[no.Why]}, nil
}

// readConstituencies reads what the form has, and where on it each stands.
func (v *visit) readConstituencies(in url.Values) (all []initiative.Constituency, places []int) {
	named := v.namedConstituencies()
	for n := range len(named) + 1 {
		at := fmt.Sprint("constituencies.", n+1)
		c := initiative.Constituency{Name: wordsIn(in, at+".name")}
		if n < len(named) {
			c.ID = named[n].ID
		} else if c.ID = v.newConstituency(c.Name); len(c.Name) == 0 {
			continue
		}
		if in.Get(at+".remove") == "" {
			all, places = append(all, c), append(places, n+1)
		}
	}
	return all, places
}

// placed is a refusal with the field that it means on the form: there one that
// goes has a place too, and the one that may not go is called by its name.
func (v *visit) placed(no *act.Refusal, places []int) *act.Refusal {
	on := *no
	on.Others = nil
	for n, place := range slices.Backward(places) {
		if rest, ok := strings.CutPrefix(no.Field, fmt.Sprint("constituencies.", n+1, ".")); ok {
			on.Field = fmt.Sprint("constituencies.", place, ".", rest)
			break
		}
	}
	if no.Reason.Key == initiative.ConstituencyUsed {
		for n, c := range v.namedConstituencies() {
			if no.Reason.Args[0] == string(c.ID) {
				on.Field = fmt.Sprint("constituencies.", n+1, ".remove")
				on.Reason = act.Because(no.Reason.Key, v.say(c.Name), no.Reason.Args[1])
			}
		}
	}
	return &on
}

// notPlain is what an id is not made of.
var notPlain = regexp.MustCompile(`[^a-z0-9]+`)

// newConstituency is an id that no constituency has, and that no seat was ever
// given under: made of the English name, or else a number.
func (v *visit) newConstituency(name text.Words) member.Constituency {
	taken := v.initiative.ConstituencySet()
	for _, st := range v.initiative.Standings {
		taken = append(taken[:len(taken):len(taken)], st.Constituency)
	}
	id := strings.Trim(notPlain.ReplaceAllString(strings.ToLower(name["en"]), "-"), "-")
	if id != "" && len(id) <= 40 && !slices.Contains(taken, member.Constituency(id)) {
		return member.Constituency(id)
	}
	for n := len(v.initiative.ConstituencySet()) + 1; ; n++ {
		if id := member.Constituency(fmt.Sprint("c", n)); !slices.Contains(taken, id) {
			return id
		}
	}
}

// markIn writes a refusal into the field that it concerns, in whichever section
// that is, and returns what the summary says of it.
func (v *visit) markIn(sections []section, no *act.Refusal) []part.Problem {
	for n := range sections {
		if fieldOf(sections[n].asks, no.Field) >= 0 {
			return v.mark(sections[n].asks, no)
		}
	}
	return v.mark(nil, no)
}
