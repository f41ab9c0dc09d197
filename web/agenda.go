package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// An agendaForm is how a command on a meeting is asked for before it begins.
type agendaForm struct {
	ask  func(v *visit, pg agendaPage, in url.Values) []question
	read func(v *visit, pg agendaPage, in url.Values) (meeting.Command, error)
}

// agendaForms are they, by the commands' names.
var agendaForms map[string]agendaForm

func init() { // the forms know the page, and the page the forms
	agendaForms = map[string]agendaForm{
		"move-meeting": {askTimes, readMoveMeeting},
		"call-off":     {askCallOff, readCallOff},
		"put-item":     {askItem, readItem},
		"drop-item":    {askDrop, readDrop},
	}
}

// agendaPage is the form of one command on a meeting.
type agendaPage struct {
	m        register.Meeting
	agenda   register.Agenda
	names    map[act.Alias]member.ID
	desks    []register.Desk // matters to choose from
	command  string
	asks     []question
	in       url.Values
	problems []part.Problem
	key      string
	way      *act.Refusal
	times    []string // the times typed, on every clock
	warns    []string // holidays and nights on which they fall
}

func (pg agendaPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("agenda.do."+pg.command), len(pg.problems) > 0
}

func (pg agendaPage) body(v *visit) templ.Component { return agendaBody(v, pg) }

// item is the item that the form is about; ok is false for a new one.
func (pg agendaPage) item(in url.Values) (register.AgendaItem, bool) {
	k := slices.IndexFunc(pg.agenda.Items, func(it register.AgendaItem) bool { return string(it.ID) == in.Get("item") })
	if k < 0 {
		return register.AgendaItem{}, false
	}
	return pg.agenda.Items[k], true
}

// matterChoice is how many matters an item's form offers.
const matterChoice = 100

// agendaPage reads what the form of a command needs.
func (v *visit) agendaPage(command string, in url.Values) (pg agendaPage, err error) {
	pg = agendaPage{command: command, in: in, key: or(in, "key", newKey())}
	if _, ok := agendaForms[command]; !ok {
		return pg, act.Refuse(act.NotFound, "web.nowhere")
	}
	err = v.ask(func(q register.Questions) (err error) {
		var i meeting.Instant
		if pg.m, pg.agenda, i, err = v.meetingOf(q); err != nil {
			return err
		}
		for _, w := range pg.m.Ways(i) {
			if w.Command == command {
				pg.way = w.No
			}
		}
		if v.acting != "" {
			pg.way, _ = act.Refused(act.Refuse(act.NotAllowed, "refuse.grant.never"))
		}
		if pg.names, err = q.Attendance(pg.m); err != nil || command != "put-item" {
			return err
		}
		all, err := q.Matters("", register.Place{}, matterChoice)
		for _, m := range all {
			pg.desks = append(pg.desks, register.Desk{Ref: m.Ref, Title: m.Title, Stage: m.Stage})
		}
		return err
	})
	return pg, err
}

func (s *Site) agendaForm(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	pg, err := v.agendaPage(v.PathValue("command"), v.URL.Query())
	if err != nil {
		return nil, err
	}
	if _, ok := pg.item(pg.in); !ok && (pg.in.Get("item") != "" || pg.command == (meeting.DropItem{}).Name()) {
		return nil, act.Refuse(act.NotFound, "refuse.item.unknown")
	}
	pg.asks = agendaForms[pg.command].ask(v, pg, pg.in)
	return pg, nil
}

// agendaDo carries out what a form asks for. A refused form comes back with
// everything that was typed.
func (s *Site) agendaDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	command := v.PathValue("command")
	earlier := command == "earlier"
	if earlier {
		command = meeting.PutItem{}.Name()
	}
	pg, err := v.agendaPage(command, in)
	if err != nil {
		return nil, err
	}
	var cmd meeting.Command
	var fault error
	if earlier {
		cmd, err = pg.earlier(in)
	} else {
		cmd, err = agendaForms[command].read(v, pg, in)
	}
	if in.Get("what") == "check" { // the times typed, on every clock
		if pg.times, pg.warns, fault = v.typedTimes(in); fault != nil {
			return nil, fault
		}
		pg.asks = agendaForms[command].ask(v, pg, in)
		if no, refused := act.Refused(err); refused {
			pg.problems = v.mark(pg.asks, renamed(no, asTyped(v, in)))
		}
		return pg, nil
	}
	if err == nil {
		_, err = v.answer(pg.m.Ref, in, cmd)
	}
	no, refused := act.Refused(err)
	if !refused {
		return goTo(address(pg.m.Ref) + "?done=" + command), err
	}
	if no.Reason.Key == clerk.KeyReused {
		pg.key = newKey()
	}
	if pg.times, pg.warns, fault = v.typedTimes(in); fault != nil {
		return nil, fault
	}
	pg.asks = agendaForms[command].ask(v, pg, in)
	pg.problems = v.mark(pg.asks, renamed(no, asTyped(v, in)))
	return withStatus{pg, statuses[no.Why]}, nil
}

// renamed is a refusal in which fields are called as a form calls them.
func renamed(no *act.Refusal, as func(string) string) *act.Refusal {
	c := *no
	c.Field = as(c.Field)
	c.Others = nil
	for _, o := range no.Others {
		c.Others = append(c.Others, renamed(o, as))
	}
	return &c
}

func askCallOff(v *visit, _ agendaPage, in url.Values) []question {
	return []question{
		{part.Field{Name: "reason", Label: v.p.T("agenda.field.why"), Hint: v.p.T("agenda.field.why.hint"), Value: in.Get("reason"), Max: meeting.MaxProblem, Rows: 4}, "area"},
		{part.Field{Name: "sure", Label: v.p.T("agenda.field.sure"), Values: in["sure"], Options: []part.Option{{Value: "yes", Label: v.p.T("agenda.field.sure.yes")}}}, "checks"},
	}
}

func readCallOff(_ *visit, _ agendaPage, in url.Values) (meeting.Command, error) {
	if in.Get("sure") != "yes" {
		return nil, act.RefuseField("sure", "agenda.refuse.sure")
	}
	return meeting.CallOff{Reason: in.Get("reason")}, nil
}

func askDrop(*visit, agendaPage, url.Values) []question { return nil }

func readDrop(_ *visit, _ agendaPage, in url.Values) (meeting.Command, error) {
	return meeting.DropItem{Item: meeting.ItemID(in.Get("item"))}, nil
}

func askItem(v *visit, pg agendaPage, in url.Values) []question {
	it, there := pg.item(in)
	asks, minutes, rule, who, place := string(it.Asks), "", []string(nil), string(pg.names[it.Rapporteur]), ""
	if it.Minutes > 0 {
		minutes = strconv.Itoa(it.Minutes)
	}
	if it.Rule {
		rule = []string{"yes"}
	}
	if !there {
		asks = string(meeting.Discussion)
	} else {
		place = strconv.Itoa(1 + slices.IndexFunc(pg.m.Items, func(o meeting.Item) bool { return o.ID == it.ID }))
	}
	if in.Has("turn") { // it comes back
		rule = in["rule"]
	}
	matter := part.Field{Name: "matter", Label: v.p.T("web.matter"), Hint: v.p.T("agenda.field.matter.hint"), Value: or(in, "matter", string(it.Matter)),
		Optional: true, Options: []part.Option{{Label: v.p.T("agenda.field.matter.none")}}}
	for _, d := range pg.desks {
		matter.Options = append(matter.Options, part.Option{Value: string(d.Ref), Label: v.say(d.Title) + " (" + v.p.T(d.Stage.Key()) + ")"})
	}
	if chosen := matter.Value; !slices.ContainsFunc(matter.Options, func(o part.Option) bool { return o.Value == chosen }) {
		label := v.p.T("agenda.field.matter.other")
		if chosen == string(it.Matter) && it.About != nil {
			label = v.say(it.About)
		}
		matter.Options = append(matter.Options, part.Option{Value: chosen, Label: label})
	}
	all := inLanguages(v, "title", "agenda.field.title", false, true, func(lang string) string { return or(in, "title."+lang, it.Title[lang]) })
	return append(all,
		question{matter, "select"},
		question{part.Field{Name: "asks", Label: v.p.T("agenda.field.asks"), Value: or(in, "asks", asks), Options: named(v, false, meeting.Asks...)}, "radios"},
		question{part.Field{Name: "note", Label: v.p.T("agenda.field.note"), Value: or(in, "note", it.Note), Optional: true, Max: meeting.MaxNote, Rows: 4}, "area"},
		question{part.Field{Name: "minutes", Label: v.p.T("agenda.field.minutes"), Value: or(in, "minutes", minutes), Type: "number", Short: true, Optional: true}, "input"},
		question{part.Field{Name: "rapporteur", Label: v.p.T("agenda.rapporteur"), Value: or(in, "rapporteur", who), Optional: true,
			Options: append([]part.Option{{Label: v.p.T("agenda.field.nobody")}}, v.speakers("")...)}, "select"},
		question{part.Field{Name: "place", Label: v.p.T("agenda.field.place"), Hint: v.p.T("agenda.field.place.hint"), Value: or(in, "place", place), Type: "number", Short: true, Optional: true}, "input"},
		question{part.Field{Name: "rule", Label: v.p.T("agenda.rule"), Values: rule, Options: []part.Option{{Value: "yes", Label: v.p.T("agenda.field.rule.yes"), Hint: v.p.T("agenda.field.rule.hint")}}}, "checks"})
}

// speakers are the members who hold a seat and speak, of one group or of all.
func (v *visit) speakers(of string) (options []part.Option) {
	for _, st := range v.sitting.All() {
		if st.Speaks() && (of == "" || string(st.Group) == of) {
			label := v.name(st.Member)
			if of == "" {
				label += " (" + v.groupName(st.Group, v.p.Lang()) + ")"
			}
			options = append(options, part.Option{Value: string(st.Member), Label: label})
		}
	}
	locale.Sort(v.p.Lang(), options, func(o part.Option) string { return o.Label })
	return options
}

func readItem(_ *visit, _ agendaPage, in url.Values) (meeting.Command, error) {
	c := meeting.PutItem{Item: meeting.ItemID(in.Get("item")), Title: wordsOf(in, "title"), Note: in.Get("note"), Matter: act.Ref(in.Get("matter")),
		Asks: meeting.Ask(in.Get("asks")), Rapporteur: member.ID(in.Get("rapporteur")), Rule: in.Get("rule") == "yes"}
	var minutes, place error
	c.Minutes, minutes = wholeNumber(in, "minutes")
	c.Place, place = wholeNumber(in, "place")
	return c, act.Together(minutes, place)
}

// wholeNumber reads a number that may be left out.
func wholeNumber(in url.Values, name string) (int, error) {
	typed := strings.TrimSpace(in.Get(name))
	if typed == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(typed)
	if err != nil {
		return 0, act.RefuseField(name, "web.number")
	}
	return n, nil
}

// earlier puts an item one place further to the front, as it is.
func (pg agendaPage) earlier(in url.Values) (meeting.Command, error) {
	it, ok := pg.item(in)
	k := slices.IndexFunc(pg.m.Items, func(o meeting.Item) bool { return o.ID == it.ID })
	if !ok || k < 0 {
		return nil, act.Refuse(act.NotFound, "refuse.item.unknown")
	}
	return meeting.PutItem{Item: it.ID, Title: it.Title, Note: it.Note, Matter: it.Matter, Asks: it.Asks, Minutes: it.Minutes,
		Rapporteur: pg.names[it.Rapporteur], Rule: it.Rule, Place: max(k, 1)}, nil
}

// agendasOf are the agendas that a matter is on, and where it will be proposed
// if it is on none to come.
type agendasOf struct {
	list   []register.OnAgenda
	titles map[act.Ref]text.Words
	next   *register.Meeting
}

// agendas finds them.
func (v *visit) agendas(q register.Questions, m register.Matter, desk []group.ID) (a agendasOf, err error) {
	if a.list, err = q.Agendas(m.Ref); err != nil {
		return a, err
	}
	var refs []act.Ref
	coming := false
	for _, o := range a.list {
		refs = append(refs, o.Meeting)
		coming = coming || o.Start.After(v.now)
	}
	a.titles, err = q.Titles(refs...)
	if err != nil || coming || v.reader.Standing.Group == "" {
		return a, err
	}
	for _, g := range desk {
		if w := m.Wants(g); w == (procedure.Consider{}).Name() || w == (procedure.RecordMeeting{}).Name() {
			next, ok, err := q.NextMeeting(g, v.now)
			if err != nil {
				return a, err
			}
			if ok && (a.next == nil || next.Start.Before(a.next.Start)) {
				a.next = &next
			}
		}
	}
	return a, nil
}

// venueName is what the fields of one city are called.
func venueName(n int, field string) string { return fmt.Sprintf("venues.%d.%s", n+1, field) }
