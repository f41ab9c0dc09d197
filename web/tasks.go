package web

import (
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// tasksPage are the action items of one meeting, with the form of a new one.
type tasksPage struct {
	gathering
	assign   []question
	typed    *attempted
	problems []part.Problem
}

func (s *Site) tasks(v *visit) (page, error) { return s.tasksPage(v, nil) }

func (s *Site) tasksPage(v *visit, typed *attempted) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	pg := tasksPage{typed: typed}
	err := v.ask(func(q register.Questions) (err error) {
		if pg.gathering, err = v.gathering(q, act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		return pg.mustBeInside()
	})
	if err != nil {
		return nil, err
	}
	if pg.why(v, "assign") == nil {
		pg.assign = pg.askAssign(v, typed.of("assign"))
	}
	if typed != nil {
		asks := pg.assign
		if typed.what != "assign" {
			asks = nil
		}
		pg.problems = v.mark(asks, typed.no)
	}
	return pg, nil
}

func (pg tasksPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty, f.Live = v.p.T("room.tasks.title", pg.called(v)), len(pg.problems) > 0, v.following(pg.m.Ref)
}

func (pg tasksPage) body(v *visit) templ.Component { return tasksBody(v, pg) }

// askAssign asks for a new action item.
func (pg tasksPage) askAssign(v *visit, in url.Values) []question {
	groups := part.Field{Name: "group", Label: v.p.T("room.task.group"), Value: or(in, "group", string(v.reader.Standing.Group))}
	owner := part.Field{Name: "owner", Label: v.p.T("room.task.owner"), Hint: v.p.T("room.task.owner.hint"), Value: in.Get("owner"), Optional: true,
		Options: []part.Option{{Label: v.p.T("room.task.whole")}}}
	var members []part.Option
	for _, g := range pg.m.Groups {
		groups.Options = append(groups.Options, part.Option{Value: string(g), Label: v.groupName(g, v.p.Lang())})
	}
	for _, s := range v.sitting.All() {
		if slices.Contains(pg.m.Groups, s.Group) {
			members = append(members, part.Option{Value: string(s.Member), Label: v.p.T("room.task.member", v.name(s.Member), s.Group)})
		}
	}
	locale.Sort(v.p.Lang(), members, func(o part.Option) string { return o.Label })
	owner.Options = append(owner.Options, members...)
	return []question{
		{part.Field{Name: "what", Label: v.p.T("room.task.what"), Value: in.Get("what"), Max: meeting.MaxTitle * 5, Rows: 3}, "area"},
		{groups, "select"}, {owner, "select"},
		{part.Field{Name: "due", Label: v.p.T("room.task.due"), Type: "date", Short: true, Value: or(in, "due", v.now.In(v.zone()).AddDate(0, 0, 14).Format(time.DateOnly))}, "input"},
		{part.Field{Name: "item", Label: v.p.T("room.part.item"), Value: or(in, "item", string(pg.m.Now)), Optional: true, Options: pg.itemOptions(v, v.p.T("room.part.item.none"))}, "select"},
	}
}

// tasksDo gives an action item, or closes one.
func (s *Site) tasksDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	ref, what := act.Ref(v.PathValue("ref")), v.PathValue("what")
	switch what {
	case "assign":
		c := meeting.Assign{What: in.Get("what"), Group: group.ID(in.Get("group")), Owner: member.ID(in.Get("owner")), Due: in.Get("due"), Item: meeting.ItemID(in.Get("item"))}
		c.Matter, err = v.matterUnder(ref, c.Item)
		if err == nil {
			_, err = v.send(in, clerk.Order{On: ref, Turn: -1, Command: c})
		}
	case "discharge":
		_, err = v.send(in, clerk.Order{On: ref, Turn: -1, Command: meeting.Discharge{Task: in.Get("task"), Result: in.Get("result")}})
	default:
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		back, drawErr := s.tasksPage(v, &attempted{what, in, no})
		if drawErr != nil {
			return nil, err
		}
		return withStatus{back, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo(address(ref) + "/tasks"), nil
}

// matterUnder is the matter that an item is about.
func (v *visit) matterUnder(ref act.Ref, item meeting.ItemID) (matter act.Ref, err error) {
	err = v.ask(func(q register.Questions) error {
		m, err := q.Meeting(ref)
		if it, ok := m.Item(item); ok {
			matter = it.Matter
		}
		return err
	})
	return matter, err
}

// A duty is an action item as lists show it.
type duty struct {
	meeting.Task
	on     act.Ref
	title  string // of the meeting, where the list is of several
	what   string
	owner  string // by name; empty if it is the group's, or not the reader's to know
	result string
	late   int // days
}

// daysLate is how many days ago an open item was due by the owner's calendar.
func (v *visit) daysLate(t meeting.Task) int {
	g, _ := v.initiative.Group(t.Group)
	return meeting.Late(t, v.now, location(g.Zone))
}

// all are the meeting's action items, the open ones first.
func (pg tasksPage) all(v *visit) (all []duty) {
	results := map[string]string{}
	bodiesOf(pg.gathering, func(l register.Line, b meeting.DischargedAct) {
		w, _ := l.Words.(meeting.ResultWords)
		results[b.Task] = w.Result
	})
	for _, t := range pg.m.Tasks {
		w, _ := pg.by[t.Worded].Words.(meeting.TaskWords)
		d := duty{Task: t, on: pg.m.Ref, what: w.What, result: results[t.ID], late: v.daysLate(t)}
		if id, ok := pg.names[t.Owner]; ok {
			d.owner = v.name(id)
		}
		all = append(all, d)
	}
	slices.SortStableFunc(all, func(a, b duty) int {
		switch {
		case a.Done.IsZero() == b.Done.IsZero():
			return 0
		case a.Done.IsZero():
			return -1
		}
		return 1
	})
	return all
}

// mayDischarge reports whether the reader may close an action item.
func (pg tasksPage) mayDischarge(v *visit, d duty) bool {
	mine := d.Owner != "" && d.Owner == pg.alias(v.session.Member)
	return d.Done.IsZero() && v.acting == "" && pg.why(v, "discharge") == nil && (pg.keeps(v) || mine)
}

// close asks what came of an action item.
func (pg tasksPage) close(v *visit, d duty) part.Field {
	f := part.Field{Name: "result", ID: "result-" + d.ID, Label: v.p.T("room.task.result"), Rows: 2}
	if in := pg.typed.of("discharge"); in.Get("task") == d.ID {
		f.Value = in.Get("result")
		if len(pg.problems) > 0 {
			f.Error = pg.problems[0].Text
		}
	}
	return f
}

// duties are all open action items that the reader may know of.
type dutiesPage struct {
	list []duty
	more int
	own  bool // only those of the reader's group
}

// dutiesOnPage is how many stand on the page; those due first come first.
const dutiesOnPage = 100

func (s *Site) allTasks(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	pg := dutiesPage{own: v.URL.Query().Get("of") == "own"}
	err := v.ask(func(q register.Questions) error {
		only := group.ID("")
		if pg.own {
			only = v.reader.Standing.Group
		}
		open, err := q.OpenTasks(only)
		if err != nil {
			return err
		}
		pg.more = max(0, len(open)-dutiesOnPage)
		open = open[:len(open)-pg.more]
		told, err := q.TasksTold(open)
		if err != nil {
			return err
		}
		titles, err := q.Titles(meetingsOf(open)...)
		if err != nil {
			return err
		}
		for n, t := range open {
			d := duty{Task: t.Task, on: t.Meeting, title: v.say(titles[t.Meeting]), what: told[n].What, late: v.daysLate(t.Task)}
			if told[n].Owner != "" {
				d.owner = v.name(told[n].Owner)
			}
			pg.list = append(pg.list, d)
		}
		return nil
	})
	return pg, err
}

func meetingsOf(open []register.Task) (refs []act.Ref) {
	for _, t := range open {
		if !slices.Contains(refs, t.Meeting) {
			refs = append(refs, t.Meeting)
		}
	}
	return refs
}

func (pg dutiesPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Live = v.p.T("room.tasks.all"), true, v.following("")
}

func (pg dutiesPage) body(v *visit) templ.Component { return dutiesBody(v, pg) }

func (pg dutiesPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("room.tasks.all"), Unseen: true, Empty: v.p.T("room.tasks.none"), Columns: []part.Column{{Label: v.p.T("room.task.what")},
		{Label: v.p.T("room.task.whose")}, {Label: v.p.T("room.task.due")}, {Label: v.p.T("room.task.meeting")}}}
	for _, d := range pg.list {
		g.Rows = append(g.Rows, []part.Cell{{Text: d.what, Href: address(d.on) + "/tasks#" + d.ID}, {Body: whose(v, d)}, {Body: dueCell(v, d)},
			{Text: d.title, Href: address(d.on)}})
	}
	return g
}

// lateIn is how many action items of a group are overdue.
func (v *visit) lateIn(q register.Questions, g group.ID) (n int, err error) {
	open, err := q.OpenTasks(g)
	for _, t := range open {
		if v.daysLate(t.Task) > 0 {
			n++
		}
	}
	return n, err
}

// dueOn is the day by which an action item is to be done.
func dueOn(v *visit, d duty) string {
	day, err := time.Parse(time.DateOnly, d.Due)
	if err != nil {
		return d.Due
	}
	return v.p.Date(day, time.UTC)
}
