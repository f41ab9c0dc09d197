package register

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A Meeting is a meeting as the reader may see it: who does not read what
// passes in the rooms sees neither who is there nor what was undertaken, and
// minutes only when they are locked.
type Meeting struct {
	meeting.Meeting
	Title  text.Words
	Inside bool // the reader reads what passes in the rooms
	// Presided are the chairs of cities who were noted as there.
	Presided []act.Alias
}

const meetingColumns = `m.ref, m.scope, m.title, m.state`

func (q Questions) scanMeeting(scan database.Scan) (m Meeting, err error) {
	var (
		ref          act.Ref
		scope, title string
		state        []byte
	)
	if err = scan(&ref, &scope, &title, &state); err != nil {
		return m, err
	}
	if m.Title, err = titleOf(title); err != nil {
		return m, err
	}
	if err = json.Unmarshal(state, &m.Meeting); err != nil {
		return m, fmt.Errorf("read meeting %s: %w", ref, err)
	}
	m.Inside = q.reader.May(scopeOf(m.Meeting.Inside(), m.Home()))
	for _, venue := range m.Venues {
		if m.In(venue.Chair) {
			m.Presided = append(m.Presided, venue.Chair)
		}
	}
	if !m.Inside {
		m.Invited, m.Present, m.Tasks, m.Now, m.Sealed = nil, nil, nil, "", false
		if m.Stage != meeting.Minuted {
			m.Minutes = meeting.Minutes{}
		}
		m.Minutes.Approved = nil
	}
	return m, nil
}

// Meeting returns one meeting.
func (q Questions) Meeting(ref act.Ref) (m Meeting, err error) {
	args := []any{string(ref)}
	all, err := database.All(q.tx, `select `+meetingColumns+` from register_meeting m where m.ref = $1 and `+q.reader.within("m.scope", &args),
		args, q.scanMeeting)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	if err != nil {
		return m, err
	}
	return all[0], nil
}

// Meetings returns the meetings that begin in a period, in the order of their
// beginning, at most limit. Those called off are among them.
func (q Questions) Meetings(from, to time.Time, limit int) ([]Meeting, error) {
	args := []any{from.UnixMilli(), to.UnixMilli(), limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select ` + meetingColumns + `, m.starts from register_meeting m
			where m.scope = ` + scope + ` and m.starts >= $1 and m.starts < $2 order by m.starts limit $3`
	})
	return database.All(q.tx, `select ref, scope, title, state from (`+query+`) m order by starts, ref limit $3`, args, q.scanMeeting)
}

// NextMeeting returns the first planned meeting of a group from an instant on;
// ok is false if there is none that the reader may know of.
func (q Questions) NextMeeting(g group.ID, from time.Time) (m Meeting, ok bool, err error) {
	args := []any{string(g), from.UnixMilli(), string(meeting.Planned)}
	var ref act.Ref
	err = q.tx.Row(`select meeting from register_meets where grp = $1 and starts >= $2 and stage = $3 and `+
		q.reader.within("scope", &args)+` order by starts, meeting limit 1`, args, &ref)
	if errors.Is(err, sql.ErrNoRows) {
		return m, false, nil
	}
	if err != nil {
		return m, false, err
	}
	m, err = q.Meeting(ref)
	return m, err == nil, err
}

// circleAhead bounds the meetings among which the next of a circle is looked for.
const circleAhead = 50

// NextOfCircle returns the first planned meeting of exactly the groups of m, from
// an instant on, that whoever may know of m may know of; ok is false if there is
// none. One to which only some are invited is not told of.
func (q Questions) NextOfCircle(m meeting.Meeting, from time.Time) (next Meeting, ok bool, err error) {
	args := []any{from.UnixMilli(), string(meeting.Planned), len(m.Groups), circleAhead}
	among := database.In(&args, m.Groups...)
	all, err := database.All(q.tx, `select `+meetingColumns+` from register_meeting m join (
			select w.meeting, w.starts from register_meets w where w.starts >= $1 and w.stage = $2 and w.grp in (`+among+`) and w.scope in (`+
		database.In(&args, q.reader.asWide(scopeOf(m.Audience(), m.Home()))...)+`) and (select count(*) from register_meets o where o.meeting = w.meeting) = $3
			group by w.meeting, w.starts having count(*) = $3 order by w.starts, w.meeting limit $4) n on n.meeting = m.ref order by n.starts, m.ref`, args, q.scanMeeting)
	for _, next := range all {
		if !next.Restricted {
			return next, true, nil
		}
	}
	return next, false, err
}

// An OnAgenda is an item of a meeting that is about a matter.
type OnAgenda struct {
	Meeting act.Ref
	Item    meeting.ItemID
	Start   time.Time // UTC
}

// Agendas lists the items about a matter in all meetings that the reader may
// know of, the latest meeting first.
func (q Questions) Agendas(matter act.Ref) ([]OnAgenda, error) {
	args := []any{string(matter)}
	return database.All(q.tx, `select meeting, item, starts from register_item where matter = $1 and `+
		q.reader.within("scope", &args)+` order by starts desc, meeting`, args, func(scan database.Scan) (o OnAgenda, err error) {
		var starts int64
		err = scan(&o.Meeting, &o.Item, &starts)
		o.Start = time.UnixMilli(starts).UTC()
		return o, err
	})
}

// Outcomes returns the acts on matters that were done in a meeting, oldest
// first, as far as the reader may read them.
func (q Questions) Outcomes(ref act.Ref) ([]Line, error) {
	args := []any{string(ref)}
	return q.lines(`join register_outcome o on o.seq = a.seq where o.meeting = $1 and `+q.reader.within("a.scope", &args)+` order by a.seq`, args...)
}

// A Task is one that is open, with the meeting that gave it.
type Task struct {
	meeting.Task
	Meeting act.Ref
	Start   time.Time    // of that meeting, UTC
	Inside  act.Audience // who reads what passed in it
}

// OpenTasks lists the open tasks of a group, or of all groups if none is given,
// the earliest due first.
func (q Questions) OpenTasks(g group.ID) ([]Task, error) {
	args := []any{string(g)}
	type row struct {
		ref act.Ref
		id  string
	}
	rows, err := database.All(q.tx, `select meeting, task from register_task where ($1 = '' or grp = $1) and `+
		q.reader.within("scope", &args)+` order by due, meeting, task`, args, func(scan database.Scan) (r row, err error) {
		err = scan(&r.ref, &r.id)
		return r, err
	})
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var refs []act.Ref
	for _, r := range rows {
		refs = append(refs, r.ref)
	}
	args = nil
	given := map[act.Ref]map[string]Task{}
	err = q.tx.Each(`select `+meetingColumns+` from register_meeting m where m.ref in (`+database.In(&args, refs...)+`)`, args,
		func(scan database.Scan) error {
			m, err := q.scanMeeting(scan)
			given[m.Ref] = map[string]Task{}
			for _, t := range m.Tasks {
				given[m.Ref][t.ID] = Task{t, m.Ref, m.Start, m.Meeting.Inside()}
			}
			return err
		})
	tasks := make([]Task, len(rows))
	for n, r := range rows {
		tasks[n] = given[r.ref][r.id]
	}
	return tasks, err
}

// Attendance tells for whom the aliases of a meeting stand, to readers of what
// passes in its rooms. Of others only those are told who preside.
func (q Questions) Attendance(m Meeting) (map[act.Alias]member.ID, error) {
	all, err := roll.Aliases(q.tx, m.Ref)
	names := make(map[act.Alias]member.ID, len(all))
	for _, a := range all {
		if m.Inside || m.presides(a.Alias) {
			names[a.Alias] = a.Member
		}
	}
	return names, err
}

func (m Meeting) presides(who act.Alias) bool {
	for _, v := range m.Venues {
		if v.Chair == who {
			return true
		}
	}
	for _, it := range m.Items {
		if it.Rapporteur == who {
			return true
		}
	}
	return false
}
