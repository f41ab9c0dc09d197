package web

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/schedule"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// callPage is the form by which a meeting is called.
type callPage struct {
	asks     []question
	problems []part.Problem
	in       url.Values
	key      string
	times    []string // the times typed, on every clock
	warns    []string // holidays and nights on which they fall
}

func (pg callPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("agenda.do.call"), len(pg.problems) > 0
}

func (pg callPage) body(v *visit) templ.Component { return callBody(v, pg) }

func (s *Site) call(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if !v.mayCall() {
		return nil, act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	in := v.offered(v.URL.Query())
	return callPage{asks: askCall(v, in), in: in, key: newKey()}, nil
}

// offered takes a time that was found elsewhere over into the form: its start
// and end are given as instants.
func (v *visit) offered(in url.Values) url.Values {
	for name, into := range map[string]string{"start": "from", "end": "to"} {
		at, err := time.Parse(time.RFC3339, in.Get(name))
		if err != nil {
			continue
		}
		local := at.In(v.zone())
		in.Set(into, local.Format("15:04"))
		if name == "start" {
			in.Set("day", local.Format(time.DateOnly))
		}
	}
	return in
}

func (s *Site) callDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	cmd, err := readCall(v, in)
	if err != nil {
		err = v.withRules(cmd, err)
	}
	pg := callPage{in: in, key: or(in, "key", newKey())}
	var fault error
	if pg.times, pg.warns, fault = v.typedTimes(in); fault != nil {
		return nil, fault
	}
	if in.Get("what") == "check" && err == nil {
		pg.asks = askCall(v, in)
		return pg, nil
	}
	var receipt clerk.Receipt
	if err == nil {
		receipt, err = v.answer("", in, cmd)
	}
	no, refused := act.Refused(err)
	if !refused {
		return goTo(address(receipt.On) + "?done=call"), err
	}
	if no.Reason.Key == clerk.KeyReused {
		pg.key = newKey()
	}
	pg.asks = askCall(v, in)
	pg.problems = v.mark(pg.asks, renamed(no, asTyped(v, in)))
	return withStatus{pg, statuses[no.Why]}, nil
}

func askCall(v *visit, in url.Values) []question {
	yes := func(name string) question {
		key := "agenda.field." + name
		return question{part.Field{Name: name, Label: v.p.T(key), Values: in[name],
			Options: []part.Option{{Value: "yes", Label: v.p.T(key + ".yes"), Hint: v.p.T(key + ".hint")}}}, "checks"}
	}
	who := part.Field{Name: "who", Label: v.p.T("agenda.field.groups"), Hint: v.p.T("agenda.field.groups.hint"), Values: in["who"]}
	for _, g := range v.initiative.Groups {
		shown := v.group(g.ID)
		who.Options = append(who.Options, part.Option{Value: string(g.ID), Label: shown.Name, Group: &shown})
		if !in.Has("key") { // drawn for the first time
			who.Values = append(who.Values, string(g.ID))
		}
	}
	asks := inLanguages(v, "title", "agenda.field.title", false, false, func(lang string) string { return in.Get("title." + lang) })
	asks = append(asks, question{who, "checks"})
	asks = append(asks, askTimes(v, agendaPage{}, in)...)
	return append(asks,
		question{part.Field{Name: "problem", Label: v.p.T("agenda.problem"), Hint: v.p.T("agenda.field.problem.hint"), Value: in.Get("problem"), Optional: true, Max: meeting.MaxProblem, Rows: 4}, "area"},
		yes("restricted"),
		question{part.Field{Name: "invited", Label: v.p.T("agenda.invited"), Values: in["invited"], Optional: true, Options: v.speakers("")}, "fold"},
		yes("public"),
		langField(v, in))
}

// askTimes asks when, on the reader's own clock, and where, for each city.
func askTimes(v *visit, pg agendaPage, in url.Values) []question {
	city := v.groupName(v.reader.Standing.Group, v.p.Lang())
	day, from, to := "", "", ""
	if !pg.m.Start.IsZero() {
		start, end := pg.m.Start.In(v.zone()), pg.m.End.In(v.zone())
		day, from, to = start.Format(time.DateOnly), start.Format("15:04"), end.Format("15:04")
	}
	asks := []question{
		{part.Field{Name: "day", Label: v.p.T("agenda.field.day", city), Type: "date", Short: true, Value: or(in, "day", day)}, "input"},
		{part.Field{Name: "from", Label: v.p.T("agenda.field.from", city), Type: "time", Short: true, Value: or(in, "from", from)}, "input"},
		{part.Field{Name: "to", Label: v.p.T("agenda.field.to", city), Hint: v.p.T("agenda.field.to.hint"), Type: "time", Short: true, Value: or(in, "to", to)}, "input"},
	}
	for n, g := range v.initiative.Groups {
		asks = append(asks, askVenue(v, pg, in, n, g)...)
	}
	return asks
}

// askVenue asks for the venue in one city.
func askVenue(v *visit, pg agendaPage, in url.Values, n int, g group.Group) []question {
	name := v.groupName(g.ID, v.p.Lang())
	on, place, link, chair := in[venueName(n, "on")], meeting.Place{}, "", ""
	k := slices.IndexFunc(pg.m.Venues, func(w meeting.Venue) bool { return w.Group == g.ID })
	if !in.Has("key") && (k >= 0 || pg.m.Ref == "") {
		on = []string{"yes"}
	}
	if k >= 0 {
		chair = string(pg.names[pg.m.Venues[k].Chair])
		if k < len(pg.agenda.Rooms) {
			place = pg.agenda.Rooms[k]
		}
		if k < len(pg.agenda.Links) {
			link = pg.agenda.Links[k]
		}
	}
	field := func(what, label, offered string) question {
		f := venueName(n, what)
		return question{part.Field{Name: f, Label: v.p.T(label, name), Value: or(in, f, offered), Optional: true}, "input"}
	}
	chairs := part.Field{Name: venueName(n, "chair"), Label: v.p.T("agenda.field.chair", name), Value: or(in, venueName(n, "chair"), chair), Optional: true,
		Options: append([]part.Option{{Label: v.p.T("agenda.field.nobody")}}, v.speakers("")...)}
	return []question{
		{part.Field{Name: venueName(n, "on"), Label: v.p.T("agenda.field.venue", name), Values: on, Options: []part.Option{{Value: "yes", Label: v.p.T("agenda.field.venue.yes", name)}}}, "checks"},
		field("room", "agenda.field.room", place.Room), field("address", "agenda.field.address", place.Address), field("link", "agenda.field.link", link),
		{chairs, "select"},
	}
}

// typedVenues are the places of the cities that a form says are met in. Those of
// groups that do not meet, of which nothing more is said, are not meant.
func typedVenues(v *visit, in url.Values) (chosen []int) {
	for n, g := range v.initiative.Groups {
		said := in.Get(venueName(n, "room")) + in.Get(venueName(n, "address")) + in.Get(venueName(n, "link")) + in.Get(venueName(n, "chair"))
		away := in.Has("who") && !slices.Contains(in["who"], string(g.ID)) && strings.TrimSpace(said) == ""
		if in.Get(venueName(n, "on")) == "yes" && !away {
			chosen = append(chosen, n)
		}
	}
	return chosen
}

// asTyped calls the fields of a refusal as the form does.
func asTyped(v *visit, in url.Values) func(string) string {
	chosen := typedVenues(v, in)
	return func(field string) string {
		switch field {
		case "start":
			return "day"
		case "end":
			return "to"
		case "groups":
			return "who"
		case "venues":
			return venueName(0, "on")
		}
		var k int
		var what string
		if n, _ := fmt.Sscanf(field, "venues.%d.%s", &k, &what); n == 2 && k >= 1 && k <= len(chosen) {
			return venueName(chosen[k-1], what)
		}
		return field
	}
}

// overnight is how long a meeting may be that goes on past midnight: an end
// before the beginning is otherwise a slip.
const overnight = 8 * time.Hour

// readTimes reads when and where.
func readTimes(v *visit, in url.Values) (t meeting.Times, err error) {
	start, badStart := v.typedInstant(in, "day", "from")
	end, badEnd := v.typedInstant(in, "day", "to")
	if no, refused := act.Refused(badEnd); refused && no.Field == "day" { // which was said of the beginning
		_, badFrom := typedClock(in, "from")
		_, badTo := typedClock(in, "to")
		badEnd = act.Together(badFrom, badTo)
	}
	if badStart == nil && badEnd == nil && !end.After(start) { // it may be the next day
		local := end.In(v.zone())
		if next := time.Date(local.Year(), local.Month(), local.Day()+1, local.Hour(), local.Minute(), 0, 0, v.zone()); next.Sub(start) <= overnight {
			end = next
		}
	}
	if badStart == nil && start.Before(v.now) {
		badStart = act.RefuseField("start", "refuse.call.past") // a slip of the hand; the rules are less strict on the day itself
	}
	t.Start, t.End = start.UTC(), end.UTC()
	for _, n := range typedVenues(v, in) {
		t.Venues = append(t.Venues, meeting.Room{Group: v.initiative.Groups[n].ID, Chair: member.ID(in.Get(venueName(n, "chair"))),
			Room: in.Get(venueName(n, "room")), Address: in.Get(venueName(n, "address")), Link: strings.TrimSpace(in.Get(venueName(n, "link")))})
	}
	return t, act.Together(badStart, badEnd)
}

// typedInstant reads a day and an hour on the reader's own clock. An hour that
// the clock leaps over in spring is none.
func (v *visit) typedInstant(in url.Values, day, clock string) (time.Time, error) {
	d := strings.TrimSpace(in.Get(day))
	if _, err := time.Parse(time.DateOnly, d); err != nil {
		return time.Time{}, act.RefuseField(day, "web.date")
	}
	c, err := typedClock(in, clock)
	if err != nil {
		return time.Time{}, err
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", d+" "+c, v.zone())
	if err != nil {
		return at, act.RefuseField(clock, "agenda.refuse.clock")
	}
	if at.Format("15:04") != c && at.Format("3:04") != c {
		return at, act.RefuseField(clock, "agenda.refuse.leap")
	}
	return at, nil
}

// typedClock reads an hour by itself.
func typedClock(in url.Values, clock string) (string, error) {
	c := strings.TrimSpace(in.Get(clock))
	if _, err := time.Parse("15:04", c); err != nil {
		return c, act.RefuseField(clock, "agenda.refuse.clock")
	}
	return c, nil
}

// typedTimes says the times that were typed on the clock of every city, so that
// whoever types them on one sees what they are on the others; and on which
// holidays and nights they fall where people meet.
func (v *visit) typedTimes(in url.Values) (says, warns []string, err error) {
	t, wrong := readTimes(v, in)
	if wrong != nil || t.Start.IsZero() {
		return nil, nil, nil
	}
	var meet []group.ID
	for _, w := range t.Venues {
		meet = append(meet, w.Group)
	}
	slot, cities := schedule.Slot{Start: t.Start, End: t.End}, v.cities(meet)
	if t.End.Sub(t.Start) > 0 && t.End.Sub(t.Start) <= meeting.MaxLength {
		if warns, err = v.holidaysAt(slot, cities); err != nil {
			return nil, nil, err
		}
		warns = append(v.nights(slot, cities), warns...)
	}
	for _, g := range v.initiative.Groups {
		if !slices.Contains(meet, g.ID) && !slices.Contains(in["who"], string(g.ID)) && len(meet) > 0 {
			continue
		}
		zone := locale.Zone{City: v.groupName(g.ID, v.p.Lang()), Location: location(g.Zone)}
		says = append(says, v.p.T("agenda.times.in", zone.City, v.p.FullDate(t.Start, zone.Location), v.p.Clock(t.Start, zone.Location),
			v.p.FullDate(t.End, zone.Location), v.p.Clock(t.End, zone.Location)))
	}
	return says, warns, nil
}

// withRules adds to what is wrong with typed times what the rules say of the rest
// of a call, so that all is refused at once.
func (v *visit) withRules(c meeting.Call, times error) error {
	err := v.ask(func(q register.Questions) error {
		i, err := q.Convening(register.Meeting{}, v.now)
		if err == nil {
			_, err = c.Decide(meeting.Meeting{}, i)
		}
		return err
	})
	rest, refused := act.Refused(err)
	if !refused {
		return cmp.Or(err, times)
	}
	all := []error{times}
	for _, one := range append([]*act.Refusal{rest}, rest.Others...) {
		if one.Field != "start" && one.Field != "end" {
			alone := *one
			alone.Others = nil
			all = append(all, &alone)
		}
	}
	return act.Together(all...)
}

func readCall(v *visit, in url.Values) (meeting.Call, error) {
	c := meeting.Call{Title: wordsOf(in, "title"), Problem: in.Get("problem"), Public: in.Get("public") == "yes",
		Restricted: in.Get("restricted") == "yes", Invited: ids(in["invited"]), Lang: in.Get("lang")}
	for _, g := range in["who"] {
		c.Groups = append(c.Groups, group.ID(g))
	}
	var err error
	c.Times, err = readTimes(v, in)
	return c, err
}

func readMoveMeeting(v *visit, _ agendaPage, in url.Values) (meeting.Command, error) {
	t, err := readTimes(v, in)
	return meeting.Move{Times: t}, err
}
