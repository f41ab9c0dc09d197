package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/register"
	"example.org/counterpart/schedule"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// timesPage is where a time is found: what members are asked now, and for those
// who keep a group's papers the form that proposes slots.
type timesPage struct {
	keeper   bool
	polls    []poll.Poll
	asks     []question
	problems []part.Problem
	groups   []group.ID
	found    []schedule.Score
	sought   bool       // slots were asked for
	in       url.Values // what was typed
	kept     bool       // which slots are ticked was chosen
	shares   bool       // some slot lies within office hours everywhere
	wish     schedule.Wish
	borne    []schedule.Held
	rest     []holiday.Holiday
}

func (pg timesPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Faulty = v.p.T("time.title"), true, len(pg.problems) > 0
}

func (pg timesPage) body(v *visit) templ.Component { return timesBody(v, pg) }

// keepsPapers reports whether the reader keeps the papers of their group's
// meetings, in their own name.
func (v *visit) keepsPapers() bool {
	return v.acting == "" && (meeting.Meeting{Groups: v.initiative.IDs()}).Keeps(v.reader.Standing)
}

// mustSit refuses who sits in no group.
func (v *visit) mustSit() error {
	if err := v.mustBeMember(); err != nil {
		return err
	}
	if v.reader.Standing.Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return nil
}

// mustKeepPapers refuses who does not keep papers.
func (v *visit) mustKeepPapers() error {
	if err := v.mustSit(); err != nil {
		return err
	}
	if !v.keepsPapers() {
		return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	return nil
}

// because explains a score in sentences.
func (v *visit) because(s schedule.Score) (says []string) {
	var out []schedule.Share
	for _, share := range s.Shares {
		if share.Minutes > 0 {
			out = append(out, share)
		}
	}
	switch {
	case len(out) == 0:
		return []string{v.p.T("time.because.none")}
	case len(out) > 1:
		says = append(says, v.p.T("time.because.shared"))
	case slices.ContainsFunc(s.Shares, func(o schedule.Share) bool { return o.Borne.Minutes < out[0].Borne.Minutes }):
		says = append(says, v.p.T("time.because.again", out[0].Group))
	default:
		says = append(says, v.p.T("time.because.turn", out[0].Group))
	}
	for _, share := range out {
		says = append(says, v.p.T("time.share", share.Group, share.Minutes, share.Borne.Times, share.Borne.Minutes))
	}
	return says
}

// ticks reports whether a slot is ticked: those that were, or else the first few.
func (pg timesPage) ticks(n int, s schedule.Score) bool {
	if pg.kept {
		return slices.Contains(pg.in["slot"], s.Start.Format(time.RFC3339))
	}
	return n < 6
}

// keep takes over which slots were ticked when others were shown, as far as they
// fit the wish; if none does, that is no choice among these.
func (pg *timesPage) keep(cities []schedule.City, score func(schedule.Slot) schedule.Score) {
	pg.kept = pg.in.Has("shown") || pg.in.Has("slot")
	ticked, fits := pg.ticked(cities)
	if len(ticked) == 0 && !fits {
		pg.kept = false
	}
	for _, s := range ticked {
		if !slices.ContainsFunc(pg.found, func(o schedule.Score) bool { return o.Slot == s }) {
			pg.found = append(pg.found, score(s))
		}
	}
	schedule.Rank(pg.found)
}

// ticked are the slots that were ticked and fit the wish, and whether all do.
func (pg *timesPage) ticked(cities []schedule.City) (some []schedule.Slot, all bool) {
	possible, ticks := pg.wish.Slots(cities), pg.in["slot"]
	for _, said := range ticks[:min(len(ticks), poll.MaxSlots)] {
		at, err := time.Parse(time.RFC3339, said)
		if s := (schedule.Slot{Start: at.UTC(), End: at.Add(pg.wish.Length).UTC()}); err == nil && slices.Contains(possible, s) {
			some = append(some, s)
		}
	}
	return some, len(some) == len(ticks)
}

// shown names what was asked when slots were shown.
func (pg *timesPage) shown() string {
	return fmt.Sprint(pg.groups, pg.wish.From.Format(time.DateOnly), pg.wish.To.Format(time.DateOnly), pg.wish.Length, pg.wish.Days)
}

// nights are the cities in which a slot lies between midnight and morning.
func (v *visit) nights(s schedule.Slot, cities []schedule.City) (says []string) {
	for _, c := range cities {
		if s.AtNight(c.Zone) {
			says = append(says, v.p.T("time.night", c.Group))
		}
	}
	return says
}

// burdened reports whether anybody has met early or late, so that there is
// something to draw.
func (pg timesPage) burdened() bool {
	for _, b := range schedule.Bear(pg.borne) {
		if b.Minutes > 0 {
			return true
		}
	}
	return false
}

// course is the drawing of who has borne how much.
func (pg timesPage) course(v *visit) part.Course {
	ids := v.initiative.IDs()
	c := part.Course{Title: v.p.T("time.borne"), When: v.p.T("web.balance.when"), Groups: v.groupsOf(ids)}
	from := v.now.Add(-memory)
	if len(pg.borne) > 0 {
		from = pg.borne[0].Start.AddDate(0, 0, -1)
	}
	at := member.Spread(from, v.now, instants)
	course := schedule.Course(pg.borne, at)
	line := part.Line{Label: v.p.T("time.borne.minutes")}
	for _, one := range at {
		c.Instants = append(c.Instants, v.p.Date(one))
	}
	for _, g := range ids {
		by := course[g]
		if by == nil {
			by = make([]int, len(at))
		}
		line.By = append(line.By, by)
	}
	c.Lines = []part.Line{line}
	return c
}

// weekdays are the days of the week, Monday first.
var weekdays = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func (v *visit) dayOptions() (options []part.Option) {
	for _, d := range weekdays {
		options = append(options, part.Option{Value: strconv.Itoa(int(d)), Label: v.p.T("weekday." + strconv.Itoa(int(d)))})
	}
	return options
}

// groupsAsked asks which groups meet: at first, all of them.
func (v *visit) groupsAsked(in url.Values) part.Field {
	f := part.Field{Name: "groups", Label: v.p.T("time.groups"), Values: in["groups"]}
	for _, g := range v.initiative.IDs() {
		f.Options = append(f.Options, part.Option{Value: string(g), Label: v.groupName(g, v.p.Lang())})
		if !in.Has("from") { // drawn for the first time
			f.Values = append(f.Values, string(g))
		}
	}
	return f
}

func (pg timesPage) ask(v *visit, in url.Values) []question {
	from := v.now.In(v.zone()).AddDate(0, 0, 7)
	days := part.Field{Name: "day", Label: v.p.T("time.days"), Hint: v.p.T("time.days.hint"), Options: v.dayOptions(), Values: in["day"]}
	if !in.Has("from") {
		days.Values = []string{"1", "2", "3", "4", "5"}
	}
	return []question{{part.Field{Name: "title", Label: v.p.T("time.poll.title"), Value: in.Get("title"), Optional: true}, "input"}, {v.groupsAsked(in), "checks"},
		{part.Field{Name: "from", Label: v.p.T("time.from"), Type: "date", Value: or(in, "from", from.Format(time.DateOnly))}, "input"},
		{part.Field{Name: "to", Label: v.p.T("time.to"), Type: "date", Value: or(in, "to", from.AddDate(0, 0, 13).Format(time.DateOnly))}, "input"},
		{part.Field{Name: "length", Label: v.p.T("time.length"), Short: true, Value: or(in, "length", "90")}, "input"}, {days, "checks"}}
}

// wished reads which groups are to meet, and when at all.
func (v *visit) wished(in url.Values) (groups []group.ID, w schedule.Wish, err error) {
	var wrong []error
	for _, g := range v.initiative.IDs() {
		if slices.Contains(in["groups"], string(g)) {
			groups = append(groups, g)
		}
	}
	if !slices.Contains(groups, v.reader.Standing.Group) {
		wrong = append(wrong, act.RefuseField("groups", "refuse.call.groups"))
	}
	day := func(name string) (at time.Time) {
		at, err := time.Parse(time.DateOnly, in.Get(name))
		if err != nil {
			wrong = append(wrong, act.RefuseField(name, "time.refuse.day"))
		}
		return at
	}
	w.From, w.To = day("from"), day("to")
	if len(wrong) == 0 && (w.To.Before(w.From) || w.To.Sub(w.From) > schedule.MaxPeriod*24*time.Hour) {
		wrong = append(wrong, act.RefuseField("to", "time.refuse.period", schedule.MaxPeriod))
	}
	minutes, err := strconv.Atoi(strings.TrimSpace(in.Get("length")))
	w.Length = time.Duration(min(max(minutes, 0), 10_000)) * time.Minute
	if err != nil || w.Length < schedule.MinLength || w.Length > schedule.MaxLength {
		wrong = append(wrong, act.RefuseField("length", "time.refuse.length", int(schedule.MinLength.Minutes()), int(schedule.MaxLength.Minutes())))
	}
	for _, d := range weekdays {
		if slices.Contains(in["day"], strconv.Itoa(int(d))) {
			w.Days = append(w.Days, d)
		}
	}
	if len(w.Days) == 0 {
		wrong = append(wrong, act.RefuseField("day", "time.refuse.weekday"))
	}
	return groups, w, act.Together(wrong...)
}

// times draws the page; with a wish, also what is proposed for it.
func (s *Site) times(v *visit) (page, error) { return s.timesPage(v, v.URL.Query(), nil) }

func (s *Site) timesPage(v *visit, in url.Values, refused *act.Refusal) (page, error) {
	if err := v.mustSit(); err != nil {
		return nil, err
	}
	pg := timesPage{keeper: v.keepsPapers()}
	err := v.ask(func(q register.Questions) (err error) { pg.borne, err = v.held(q); return err })
	if err == nil {
		err = s.Register.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
			pg.polls, err = poll.Current(tx, v.reader.Standing, v.now)
			return err
		})
	}
	if err != nil || !pg.keeper {
		return pg, err
	}
	pg.asks, pg.in = pg.ask(v, in), in
	if in.Has("from") {
		var wrong error
		if pg.groups, pg.wish, wrong = v.wished(in); wrong == nil {
			cities := v.cities(pg.groups)
			if pg.rest, err = v.resting(pg.wish.From, pg.wish.To); err != nil {
				return nil, err
			}
			pg.sought, pg.shares = true, pg.wish.SharesOffice(cities)
			borne, falls := schedule.Bear(pg.borne), func(s schedule.Slot) int { return len(restOn(pg.rest, s, cities)) }
			pg.found = pg.wish.Propose(cities, borne, falls)
			pg.keep(cities, func(s schedule.Slot) schedule.Score {
				score := schedule.Of(s, cities, borne)
				score.Holidays = falls(s)
				return score
			})
		} else if refused == nil {
			refused, _ = act.Refused(wrong)
		}
	}
	if refused != nil {
		pg.problems = v.mark(pg.asks, refused)
		return withStatus{pg, statuses[refused.Why]}, nil
	}
	return pg, nil
}

// timesDo asks the members about the slots that were chosen.
func (s *Site) timesDo(v *visit) (page, error) {
	if err := v.mustKeepPapers(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	id := ""
	asked := timesPage{in: in}
	asked.groups, asked.wish, err = v.wished(in)
	if err == nil && in.Has("shown") && in.Get("shown") != asked.shown() {
		err = act.RefuseField("slot", "time.refuse.changed")
	}
	if err == nil {
		p := poll.Poll{Groups: asked.groups, Member: v.session.Member, At: v.now}
		var wrong error
		if p.Title, wrong = text.CleanLine(in.Get("title"), poll.MaxTitle); wrong != nil {
			problem := text.AsProblem(wrong)
			err = act.RefuseField("title", problem.Key, problem.Args...)
		}
		p.Slots, _ = asked.ticked(v.cities(asked.groups))
		if err == nil {
			err = s.Allow(v.session.Member)
		}
		if err == nil {
			err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) { id, err = poll.Put(tx, p); return err })
		}
	}
	if no, refused := act.Refused(err); refused {
		return s.timesPage(v, in, no)
	}
	if err != nil {
		return nil, err
	}
	return goTo("/meetings/time/" + id), nil
}
