package register

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// An Agenda is what was written of a meeting beforehand, as far as the reader
// may read it: where it is, and what it is about.
type Agenda struct {
	Particulars
	Items []AgendaItem
}

// An AgendaItem is an item with its words.
type AgendaItem struct {
	meeting.Item
	Title  text.Words
	Note   string
	Papers []AgendaPaper
	About  text.Words // the title of the matter; nil if the reader may not know of it
}

// An AgendaPaper is a paper with its words.
type AgendaPaper struct {
	meeting.Paper
	meeting.PaperWords
	Gone bool // the words were erased
}

// Agenda returns the words of a meeting that the reader has been given.
func (q Questions) Agenda(m Meeting) (a Agenda, err error) {
	all, err := q.Particulars(m.Ref)
	if err != nil || len(m.Items) == 0 {
		return Agenda{Particulars: all[m.Ref]}, err
	}
	args := []any{string(m.Ref)}
	among := database.In(&args, m.wordedBy()...)
	lines, err := q.lines(`where a.matter = $1 and a.hash in (`+among+`) and `+q.reader.within("a.scope", &args), args...)
	said := map[act.Hash]Line{}
	for _, l := range lines {
		said[l.Hash] = l
	}
	if err == nil {
		a.Items, err = q.agendaItems(m, said)
	}
	a.Particulars = all[m.Ref]
	return a, err
}

// wordedBy are the acts that hold the words of the agenda, as the database has
// them.
func (m Meeting) wordedBy() (all [][]byte) {
	for _, it := range m.Items {
		all = append(all, it.Worded[:])
		for _, p := range it.Papers {
			all = append(all, p.Laid[:])
		}
	}
	return all
}

func (q Questions) agendaItems(m Meeting, said map[act.Hash]Line) (items []AgendaItem, err error) {
	var about []act.Ref
	for _, it := range m.Items {
		one := AgendaItem{Item: it}
		if w, ok := said[it.Worded].Words.(meeting.ItemWords); ok {
			one.Title, one.Note = w.Title, w.Note
		}
		for _, p := range it.Papers {
			l := said[p.Laid]
			w, _ := l.Words.(meeting.PaperWords)
			one.Papers = append(one.Papers, AgendaPaper{p, w, l.Erased})
		}
		if it.Matter != "" {
			about = append(about, it.Matter)
		}
		items = append(items, one)
	}
	titles, err := q.Titles(about...)
	for n, it := range items {
		items[n].About = titles[it.Matter]
	}
	return items, err
}

// A Proposal is a matter that waits for a meeting and is on no agenda to come.
type Proposal struct {
	Desk
	Asks meeting.Ask
}

// asks is what a meeting would be asked, by the command that waits.
func asks(wants string) meeting.Ask {
	if wants == (procedure.RecordMeeting{}).Name() {
		return meeting.Decision
	}
	return meeting.Consideration
}

// Proposals lists what waits for a planned meeting: the matters on the desks of
// the groups that meet which wait for their consideration or, by the method of a
// meeting, for their decision, and which are on no agenda of that group that is
// still to be taken. The longest waiting comes first. A matter that not all who
// meet may know of is not proposed to them.
func (q Questions) Proposals(m Meeting, limit int) ([]Proposal, error) {
	if m.Stage != meeting.Planned {
		return nil, nil
	}
	args := []any{limit}
	groups := database.In(&args, m.Groups...)
	waits := database.In(&args, procedure.Consider{}.Name(), procedure.RecordMeeting{}.Name())
	open := database.In(&args, string(meeting.Planned), string(meeting.Sitting))
	most := q.reader
	if m.Audience() != act.Caucus {
		most = Joint
	}
	found, err := database.All(q.tx, `select m.ref, m.title, m.stage, d.grp, d.wants, d.since, d.until
		from register_desk d join register_matter m on m.ref = d.matter
		where d.grp in (`+groups+`) and d.wants in (`+waits+`) and `+q.reader.within("d.scope", &args)+` and `+most.within("m.scope", &args)+`
		and not exists (select 1 from register_item i join register_meets w on w.meeting = i.meeting
			where i.matter = d.matter and w.grp = d.grp and w.stage in (`+open+`) and `+q.reader.within("i.scope", &args)+`)
		order by d.since, d.matter limit $1`, args, scanDesk)
	var all []Proposal
	for _, d := range found {
		if slices.ContainsFunc(all, func(p Proposal) bool { return p.Ref == d.Ref }) {
			continue // it waits for two of those who meet
		}
		all = append(all, Proposal{d, asks(d.Wants)})
	}
	return all, err
}

// A Carried is a task of an earlier meeting that is not done, with its words and
// whose it is.
type Carried struct {
	meeting.Task
	Meeting act.Ref
	Title   text.Words // of the meeting that gave it
	What    string
	Who     member.ID // empty if it is a group's
}

// Carried lists the open tasks that earlier meetings gave to the groups of this
// one, the earliest due first, to those who read what passes in the rooms. What
// was undertaken in a caucus is carried to no joint meeting.
func (q Questions) Carried(m Meeting) (all []Carried, err error) {
	if !m.Inside {
		return nil, nil
	}
	var hashes [][]byte
	var refs []act.Ref
	var owners []act.Alias
	for _, g := range m.Groups {
		tasks, err := q.OpenTasks(g)
		if err != nil {
			return nil, err
		}
		for _, t := range tasks {
			if t.Meeting == m.Ref || !t.Start.Before(m.Start) || t.Inside == act.Caucus && m.Meeting.Inside() != act.Caucus {
				continue
			}
			all = append(all, Carried{Task: t.Task, Meeting: t.Meeting})
			hashes, refs = append(hashes, t.Worded[:]), append(refs, t.Meeting)
			if t.Owner != "" {
				owners = append(owners, t.Owner)
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	var args []any
	lines, err := q.lines(`where a.matter in (`+database.In(&args, refs...)+`) and a.hash in (`+database.In(&args, hashes...)+`) and `+
		q.reader.within("a.scope", &args), args...)
	if err != nil {
		return nil, err
	}
	titles, err := q.Titles(refs...)
	if err != nil {
		return nil, err
	}
	names := map[act.Alias]member.ID{}
	if len(owners) > 0 {
		if names, err = roll.WhoIs(q.tx, owners); err != nil {
			return nil, err
		}
	}
	for n, c := range all {
		for _, l := range lines {
			if w, ok := l.Words.(meeting.TaskWords); ok && l.Hash == c.Worded {
				all[n].What = w.What
			}
		}
		all[n].Title, all[n].Who = titles[c.Meeting], names[c.Owner]
	}
	slices.SortStableFunc(all, func(a, b Carried) int {
		switch {
		case a.Due < b.Due:
			return -1
		case a.Due > b.Due:
			return 1
		}
		return 0
	})
	return all, nil
}

// PastMeetings returns the meetings that began before an instant, the latest
// first, at most limit.
func (q Questions) PastMeetings(before time.Time, limit int) ([]Meeting, error) {
	args := []any{before.UnixMilli(), limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select ` + meetingColumns + `, m.starts from register_meeting m
			where m.scope = ` + scope + ` and m.starts < $1 order by m.starts desc limit $2`
	})
	return database.All(q.tx, `select ref, scope, title, state from (`+query+`) m order by starts desc, ref limit $2`, args, q.scanMeeting)
}

// Convening returns what holds at an instant for the reader, for the rules to
// say what they may do with a meeting, and why not the rest. It is for showing,
// never for deciding: that is the clerk's.
func (q Questions) Convening(m Meeting, at time.Time) (meeting.Instant, error) {
	n, err := q.Initiative()
	if err != nil {
		return meeting.Instant{}, err
	}
	seats, err := q.seats(at)
	if err != nil {
		return meeting.Instant{}, err
	}
	names, err := q.Attendance(m)
	if err != nil {
		return meeting.Instant{}, err
	}
	aliases := make(map[member.ID]act.Alias, len(names))
	for alias, id := range maps.All(names) {
		aliases[id] = alias
	}
	known := func(id member.ID) act.Alias { return aliases[id] }
	return meeting.Instant{At: at, By: q.reader.Standing, Groups: n.Groups, Seats: seats.all, Rules: n.Rules,
		Alias: known, Known: known,
		Matter: func(ref act.Ref) procedure.Matter {
			m, _ := q.Matter(ref) // what is not the reader's to know of is, to the rules, not there
			return m.Matter
		},
		Journal: func(string) int { return 0 }}, nil
}
