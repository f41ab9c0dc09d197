package register

import (
	"context"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// Told is what a task says, and whose it is.
type Told struct {
	What  string
	Owner member.ID // empty if it is the group's
}

// TasksTold tells of tasks that OpenTasks returned, in their order.
func (q Questions) TasksTold(tasks []Task) ([]Told, error) {
	told := make([]Told, len(tasks))
	if len(tasks) == 0 {
		return told, nil
	}
	var refs []act.Ref
	for _, t := range tasks {
		refs = append(refs, t.Meeting)
	}
	var args []any
	lines, err := q.lines(`where a.matter in (`+database.In(&args, refs...)+`) and a.kind = '`+meeting.AssignedAct{}.Kind()+`' and `+
		q.reader.within("a.scope", &args)+` order by a.seq`, args...)
	if err != nil {
		return nil, err
	}
	words := map[act.Hash]string{}
	for _, l := range lines {
		w, _ := l.Words.(meeting.TaskWords)
		words[l.Hash] = w.What
	}
	var aliases []act.Alias
	for _, t := range tasks {
		if t.Owner != "" {
			aliases = append(aliases, t.Owner)
		}
	}
	names, err := roll.WhoIs(q.tx, aliases)
	for n, t := range tasks {
		told[n] = Told{words[t.Worded], names[t.Owner]}
	}
	return told, err
}

// An Owed is a task that is overdue. It is no reader's: whoever is told of it is
// somebody whom it falls to.
type Owed struct {
	Task  meeting.Task
	On    act.Ref
	Owner member.ID // empty if it is the group's
}

// Overdue returns the open tasks that were due before a day such as 2010-03-01,
// the earliest first, at most limit, whoever may read them.
func (r *Register) Overdue(ctx context.Context, day time.Time, limit int) (all []Owed, err error) {
	err = r.DB.Read(ctx, func(tx *database.Tx) error {
		q := r.In(tx, Joint)
		type row struct {
			ref act.Ref
			id  string
		}
		rows, err := database.All(tx, `select meeting, task from register_task where due < $1 order by due, meeting, task limit $2`,
			[]any{day.UTC().Format(time.DateOnly), limit}, func(scan database.Scan) (w row, err error) {
				err = scan(&w.ref, &w.id)
				return w, err
			})
		if err != nil {
			return err
		}
		meetings := map[act.Ref]meeting.Meeting{}
		var aliases []act.Alias
		for _, w := range rows {
			m, ok := meetings[w.ref]
			if !ok {
				if m, err = q.gathering(w.ref); err != nil {
					return err
				}
				meetings[w.ref] = m
			}
			for _, t := range m.Tasks {
				if t.ID == w.id {
					all = append(all, Owed{Task: t, On: w.ref})
					aliases = append(aliases, t.Owner)
				}
			}
		}
		names, err := roll.WhoIs(tx, aliases)
		for n := range all {
			all[n].Owner = names[all[n].Task.Owner]
		}
		return err
	})
	return all, err
}
