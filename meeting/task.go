package meeting

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// A Task is what somebody undertook to do by a day: an action item. Until it is
// done it stands on every later agenda of those who met.
type Task struct {
	ID     string    `json:"id"`
	Item   ItemID    `json:"item"`
	Matter act.Ref   `json:"matter"`
	Group  group.ID  `json:"g"`   // whose it is
	Owner  act.Alias `json:"own"` // of one member; empty if it is the group's
	Due    string    `json:"due"` // a day, 2010-03-01, in the owner's city
	Worded act.Hash  `json:"worded"`
	Done   time.Time `json:"done"` // zero while it is open
}

// MaxTasks is how many one meeting gives.
const MaxTasks = 100

// Assign gives somebody something to do.
type Assign struct {
	What   string    `json:"what" doc:"What is to be done"`
	Group  group.ID  `json:"group" doc:"Whose it is"`
	Owner  member.ID `json:"owner,omitempty" doc:"One member of that group, if it is theirs"`
	Due    string    `json:"due" doc:"A day, such as 2010-03-01"`
	Item   ItemID    `json:"item,omitempty" doc:"The item that it came up under"`
	Matter act.Ref   `json:"matter,omitempty" doc:"The matter that it serves"`
}

// AssignedAct records a task.
type AssignedAct struct {
	ID     string    `json:"id"`
	Item   ItemID    `json:"item"`
	Matter act.Ref   `json:"matter"`
	Group  group.ID  `json:"g"`
	Owner  act.Alias `json:"own"`
	Due    string    `json:"due"`
}

// TaskWords are what is to be done.
type TaskWords struct {
	What string `json:"what"`
}

func (AssignedAct) Kind() string { return "meeting.assigned" }

func (Assign) Name() string { return "assign" }

func (Assign) May(m Meeting, i Instant) error { return keeping(m, i, Sitting, Adjourned) }

func (c Assign) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	if len(m.Tasks) >= MaxTasks {
		return nil, act.Refuse(act.NotNow, "refuse.assign.many", MaxTasks)
	}
	what, badWhat := needed("what", c.What, MaxTitle*5)
	if err := act.Together(badWhat, c.owned(m, i)); err != nil {
		return nil, err
	}
	d := AssignedAct{ID: m.next("t"), Item: c.Item, Matter: c.Matter, Group: c.Group, Due: c.Due}
	if c.Owner != "" {
		d.Owner = i.Alias(c.Owner)
	}
	it, _ := m.Item(c.Item)
	return []act.Deed{m.quietly(act.Deed{Body: d, Words: TaskWords{what}, Group: i.By.Group}, it)}, nil
}

func (c Assign) owned(m Meeting, i Instant) error {
	var who, due, item, matter error
	switch s, ok := seat(i, c.Owner); {
	case !slices.Contains(m.Groups, c.Group):
		who = act.RefuseField("group", "refuse.assign.group")
	case c.Owner != "" && (!ok || s.Group != c.Group):
		who = act.RefuseField("owner", "refuse.assign.owner")
	}
	if at, err := time.Parse(time.DateOnly, c.Due); err != nil || at.Format(time.DateOnly) != c.Due {
		due = act.RefuseField("due", "refuse.assign.due")
	}
	it, known := m.Item(c.Item)
	if c.Item != "" && !known {
		item = act.RefuseField("item", "refuse.item.unknown")
	}
	if (it.Rule || m.Sealed && m.Stage == Sitting) && c.Owner != "" {
		// It would say who was there.
		who = act.RefuseField("owner", "refuse.assign.rule")
	}
	if c.Matter != "" {
		matter = PutItem{Matter: c.Matter}.mayTake(m, i)
	}
	return act.Together(who, due, item, matter)
}

func (c AssignedAct) Apply(m *Meeting, a act.Act) {
	m.IDs++
	m.Tasks = append(slices.Clone(m.Tasks), Task{ID: c.ID, Item: c.Item, Matter: c.Matter, Group: c.Group, Owner: c.Owner, Due: c.Due, Worded: a.Hash})
}

// Discharge says that a task is done, or need not be any more.
type Discharge struct {
	Task   string `json:"task"`
	Result string `json:"result" doc:"What came of it"`
}

// DischargedAct records that a task was closed.
type DischargedAct struct {
	Task string `json:"task"`
}

// ResultWords are what came of a task.
type ResultWords struct {
	Result string `json:"result"`
}

func (DischargedAct) Kind() string { return "meeting.discharged" }

func (Discharge) Name() string { return "discharge" }

// May lets those who keep the papers close any task; its owner is asked for in
// Decide, where it is known which.
func (Discharge) May(m Meeting, i Instant) error {
	if len(m.Open()) == 0 {
		return act.Refuse(act.NotNow, "refuse.discharge.none")
	}
	if !slices.Contains(m.Groups, i.By.Group) || !i.By.Speaks() {
		return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	return nil
}

// Open lists the tasks that are not done.
func (m Meeting) Open() []Task {
	return slices.DeleteFunc(slices.Clone(m.Tasks), func(t Task) bool { return !t.Done.IsZero() })
}

func (c Discharge) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	k := slices.IndexFunc(m.Tasks, func(t Task) bool { return t.ID == c.Task && t.Done.IsZero() })
	if k < 0 {
		return nil, act.RefuseField("task", "refuse.discharge.unknown")
	}
	mine := m.Tasks[k].Owner != "" && m.Tasks[k].Owner == i.Known(i.By.Member)
	if !m.Keeps(i.By) && !mine {
		return nil, act.Refuse(act.NotAllowed, "refuse.discharge.owner")
	}
	result, err := needed("result", c.Result, MaxTitle*5)
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: DischargedAct{c.Task}, Words: ResultWords{result}, Group: i.By.Group}}, nil
}

func (c DischargedAct) Apply(m *Meeting, a act.Act) {
	if k := slices.IndexFunc(m.Tasks, func(t Task) bool { return t.ID == c.Task }); k >= 0 {
		m.Tasks = slices.Clone(m.Tasks)
		m.Tasks[k].Done = a.At
	}
}

// Late is for how many days an open task is overdue at an instant, by the
// calendar of the city that it is owed in; 0 if it is not.
func Late(t Task, at time.Time, zone *time.Location) int {
	due, err := time.Parse(time.DateOnly, t.Due)
	y, m, d := at.In(zone).Date()
	if err != nil || !t.Done.IsZero() {
		return 0
	}
	return max(0, int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Sub(due)/(24*time.Hour)))
}

// Owes reports whether a task falls to somebody: its owner; of a task of the
// group, its co-chairs and secretariat.
func (t Task) Owes(s member.Standing, owner member.ID) bool {
	if t.Owner != "" {
		return s.Member == owner
	}
	return s.Group == t.Group && (s.Capacity == member.CoChair || s.Capacity == member.Secretariat)
}
