package web

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// lettersPage is how the reader is written to: how often, when not, about which
// matters; and what became of the latest letters to them.
type lettersPage struct {
	asks     []question
	problems []part.Problem
	saved    bool
	watch    []watched
	log      []outbox.Delivery
	titles   map[act.Ref]text.Words
	trouble  []outbox.Trouble
}

// watched is a matter that the reader follows or has muted.
type watched struct {
	ref   act.Ref
	title string
	how   outbox.How
}

func (pg lettersPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("outbox.title"), len(pg.problems) > 0
}

func (pg lettersPage) body(v *visit) templ.Component { return lettersBody(v, pg) }

// clockOf is a time of day as forms ask for it.
func clockOf(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// minutesOf reads a time of day; -1 if it is none.
func minutesOf(s string) int {
	t, err := time.Parse("15:04", strings.TrimSpace(s))
	if err != nil {
		return -1
	}
	return t.Hour()*60 + t.Minute()
}

func askLetters(v *visit, set outbox.Settings, in url.Values) []question {
	pace := part.Field{Name: "pace", Label: v.p.T("outbox.pace"), Value: or(in, "pace", string(set.Pace)), Options: named(v, true, notice.Paces...)}
	bulletin := part.Field{Name: "bulletin", Label: v.p.T("outbox.bulletin"), Options: []part.Option{{Value: "yes", Label: v.p.T("outbox.bulletin.yes")}}}
	if set.Bulletin && len(in) == 0 || in.Get("bulletin") == "yes" {
		bulletin.Values = []string{"yes"}
	}
	from := part.Field{Name: "from", Type: "time", Short: true, Label: v.p.T("outbox.from"), Hint: v.p.T("outbox.quiet.hint"), Value: or(in, "from", clockOf(set.Quiet.From))}
	to := part.Field{Name: "to", Type: "time", Short: true, Label: v.p.T("outbox.to"), Value: or(in, "to", clockOf(set.Quiet.To))}
	return []question{{pace, "radios"}, {bulletin, "checks"}, {from, "input"}, {to, "input"}}
}

// lettersToShow is how many of the latest letters to the reader are shown.
const lettersToShow = 20

func (s *Site) lettersPage(v *visit, in url.Values, no *act.Refusal) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	pg := lettersPage{saved: v.URL.Query().Has("saved")}
	set, watch, err := s.Outbox.Settings(v.Context(), v.session.Member)
	if err != nil {
		return nil, err
	}
	if pg.log, err = s.Outbox.LogOf(v.Context(), v.session.Member, outbox.Place{}, lettersToShow); err != nil {
		return nil, err
	}
	if pg.trouble, err = v.troubles(v.session.Member); err != nil {
		return nil, err
	}
	pg.asks = askLetters(v, set, in)
	if no != nil {
		pg.problems = v.mark(pg.asks, no)
	}
	refs := make([]act.Ref, 0, len(watch)+len(pg.log))
	for ref := range watch {
		refs = append(refs, ref)
	}
	for _, d := range pg.log {
		if d.Matter != "" && d.Matter != act.Initiative {
			refs = append(refs, d.Matter)
		}
	}
	if err := v.ask(func(q register.Questions) error { pg.titles, err = q.Titles(refs...); return err }); err != nil {
		return nil, err
	}
	for ref, how := range watch {
		if title, mine := pg.titles[ref]; mine {
			pg.watch = append(pg.watch, watched{ref, v.say(title), how})
		}
	}
	locale.Sort(v.p.Lang(), pg.watch, func(w watched) string { return w.title + string(w.ref) })
	return pg, nil
}

func (s *Site) letters(v *visit) (page, error) { return s.lettersPage(v, nil, nil) }

func (s *Site) lettersDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	err = s.Outbox.Set(v.Context(), v.session.Member, outbox.Settings{Pace: notice.Pace(in.Get("pace")), Bulletin: in.Get("bulletin") == "yes",
		Quiet: notice.Quiet{From: minutesOf(in.Get("from")), To: minutesOf(in.Get("to"))}})
	if no, refused := act.Refused(err); refused {
		pg, drawErr := s.lettersPage(v, in, no)
		if drawErr != nil {
			return nil, drawErr
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/account/mail?saved"), nil
}

// clockName is where the reader's own clock hangs.
func (v *visit) clockName() string {
	if me, ok := v.people.Find(v.session.Member); ok && me.Zone != "" {
		return me.Zone
	}
	return v.groupName(v.reader.Standing.Group, v.p.Lang())
}

// watchDo follows or mutes a matter.
func (s *Site) watchDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	ref := act.Ref(v.PathValue("ref"))
	if err := v.ask(func(q register.Questions) error { _, err := q.Matter(ref); return err }); err != nil {
		return nil, err
	}
	if err := s.Outbox.Watch(v.Context(), v.session.Member, ref, outbox.How(in.Get("how"))); err != nil {
		return nil, err
	}
	if in.Get("back") == "mail" {
		return goTo("/account/mail#watching"), nil
	}
	return goTo("/matter/" + string(ref) + "#letters"), nil
}

// deliveries is a log as a table. Names are shown where there are several
// people; matters only to the reader of the letters themselves, since who
// follows what is nobody else's business.
func (v *visit) deliveries(list []outbox.Delivery, titles map[act.Ref]text.Words, people bool) part.Grid {
	g := part.Grid{Caption: v.p.T("outbox.yours"), Unseen: true, Empty: v.p.T("outbox.log.none"), Columns: []part.Column{
		{Label: v.p.T("outbox.log.when")}, {Label: v.p.T("outbox.log.sort")}, {Label: v.p.T("web.matter")}, {Label: v.p.T("outbox.log.state")}}}
	if people {
		g.Caption = v.p.T("outbox.log.title")
		g.Columns[2] = part.Column{Label: v.p.T("web.member")}
		g.Columns = append(g.Columns, part.Column{Label: v.p.T("outbox.log.address")})
	}
	for _, d := range list {
		row := []part.Cell{{Text: v.p.Both(d.Since)}, {Text: v.p.T(d.Sort.Key())}, {}, {Text: v.became(d)}}
		switch {
		case people:
			row[2].Text = v.name(d.Member)
			row = append(row, part.Cell{Text: v.people.Of(d.Member).Email})
		case d.Matter != "":
			if title, ok := titles[d.Matter]; ok {
				row[2] = part.Cell{Text: v.say(title), Href: address(d.Matter)}
			}
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// became says what became of a letter.
func (v *visit) became(d outbox.Delivery) string {
	said := []string{v.p.T(d.State.Key())}
	if !d.Ended.IsZero() {
		said = append(said, v.p.Both(d.Ended))
	}
	if d.Attempts > 1 || d.Attempts == 1 && d.State == outbox.Queued {
		said = append(said, v.p.T("outbox.attempt", d.Attempts))
	}
	if d.Code != 0 {
		said = append(said, v.p.T("outbox.answer", strconv.Itoa(d.Code)))
	}
	if d.Status != "" {
		said = append(said, v.p.T("outbox.returned", d.Status))
	}
	return strings.Join(said, " · ")
}

// logPage is what became of the letters to the members of the reader's group.
type logPage struct {
	list    []outbox.Delivery
	older   string
	trouble []outbox.Trouble
}

func (pg logPage) head(v *visit, f *part.Page) { f.Title, f.Wide = v.p.T("outbox.log.title"), true }

func (pg logPage) body(v *visit) templ.Component { return logBody(v, pg) }

const lettersOnPage = 50

// log shows it to those who keep the group's house; the addresses are theirs to
// know, since it is they who enter them.
func (s *Site) log(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "outbox.refuse.secretariat")
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	in := v.URL.Query()
	after := outbox.Place{ID: in.Get("id")}
	after.Since, _ = strconv.ParseInt(in.Get("since"), 10, 64)
	pg := logPage{}
	var err error
	if pg.trouble, err = v.troubles(v.ownSeats()...); err != nil {
		return nil, err
	}
	pg.list, err = s.Outbox.LogIn(v.Context(), v.reader.Standing.Group, after, lettersOnPage+1)
	if len(pg.list) > lettersOnPage {
		pg.list = pg.list[:lettersOnPage]
		last := pg.list[lettersOnPage-1].Place()
		pg.older = "/groups/letters?since=" + strconv.FormatInt(last.Since, 10) + "&id=" + url.QueryEscape(last.ID)
	}
	return pg, err
}

// noticesPage is the table of notices: who is told of what, and why.
type noticesPage struct{}

func (noticesPage) head(v *visit, f *part.Page) { f.Title, f.Wide = v.p.T("outbox.table.title"), true }

func (pg noticesPage) body(v *visit) templ.Component { return noticesBody(v, pg) }

func (s *Site) notices(*visit) (page, error) { return noticesPage{}, nil }

func (noticesPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("outbox.table.title"), Unseen: true, Columns: []part.Column{
		{Label: v.p.T("outbox.table.what")}, {Label: v.p.T("outbox.table.whom")}, {Label: v.p.T("outbox.table.why")}}}
	as := v.reader.Standing.Group // a reason names the group of whoever gets the letter
	if ids := v.initiative.IDs(); as == "" && len(ids) > 0 {
		as = ids[0]
	}
	for _, r := range notice.Table {
		g.Rows = append(g.Rows, []part.Cell{{Text: v.p.T(r.What())}, {Text: v.p.T(r.To.Key())}, {Text: v.p.T(r.Why, as)}})
	}
	return g
}
