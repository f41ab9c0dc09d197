package web

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/conference"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// conferencesPage lists the conferences that the reader may know of.
type conferencesPage struct {
	ahead, past []register.Conference
	may         bool
}

const conferencesOnPage = 100

func (s *Site) conferences(v *visit) (page, error) {
	pg := conferencesPage{may: v.acting == "" && (conference.Announce{}).May(conference.Conference{}, conference.Instant{By: v.reader.Standing}) == nil}
	err := v.ask(func(q register.Questions) error {
		all, err := q.Conferences(v.now.AddDate(10, 0, 0), conferencesOnPage)
		for _, c := range all {
			if _, over := c.Bounds(); over.Before(v.now) || c.Stage != conference.Announced {
				pg.past = append(pg.past, c)
			} else {
				pg.ahead = append([]register.Conference{c}, pg.ahead...) // the next first
			}
		}
		return err
	})
	return pg, err
}

func (pg conferencesPage) head(v *visit, f *part.Page) { f.Title = v.p.T("conference.title") }

func (pg conferencesPage) body(v *visit) templ.Component { return conferencesBody(v, pg) }

func (pg conferencesPage) leaves(v *visit, all []register.Conference) (leaves []part.Leaf) {
	for _, c := range all {
		title, lang := c.Title.Best(v.lang(), "en", "ru", "kk")
		leaves = append(leaves, part.Leaf{Title: title, Lang: otherLang(v, lang), Href: address(c.Ref), Stage: conferenceBadge(v, c.Stage), Note: v.span(c.Facts)})
	}
	return leaves
}

// otherLang is a language, if it is other than the reader's.
func otherLang(v *visit, lang string) string {
	if lang == v.lang() {
		return ""
	}
	return lang
}

func conferenceBadge(v *visit, s conference.Stage) *part.Badge {
	tone := map[conference.Stage]string{conference.Announced: "open", conference.Held: "done", conference.Cancelled: "stop"}[s]
	return &part.Badge{Label: v.p.T(s.Key()), Tone: tone}
}

// span is when a conference is, as far as that is known. Of days of one month, the
// month is said once.
func (v *visit) span(f conference.Facts) string {
	if f.To == "" {
		return v.dayAsKnown(f.From)
	}
	from, badFrom := time.Parse(time.DateOnly, f.From)
	to, badTo := time.Parse(time.DateOnly, f.To)
	if badFrom == nil && badTo == nil && from.Year() == to.Year() && from.Month() == to.Month() {
		words := strings.Fields(v.p.Date(to, time.UTC))
		if n := slices.Index(words, strconv.Itoa(to.Day())); n >= 0 && from.Before(to) {
			words[n] = strconv.Itoa(from.Day()) + "–" + words[n]
			return strings.Join(words, " ")
		}
	}
	return v.p.T("conference.span", v.dayAsKnown(f.From), v.dayAsKnown(f.To))
}

// dayAsKnown is a year, a month or a day, and never more than is known.
func (v *visit) dayAsKnown(s string) string {
	if at, err := time.Parse("2006-01", s); err == nil {
		return v.p.Month(at, time.UTC)
	}
	return v.asKnown(s)
}
