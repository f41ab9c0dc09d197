package register

import (
	"database/sql"
	"errors"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
)

// A Gathering is a meeting as lists and calendars show it: no more is read of it
// than that.
type Gathering struct {
	Ref        act.Ref
	Title      text.Words
	Stage      meeting.Stage
	Start, End time.Time
	Groups     []group.ID // which meet
	Venues     []group.ID // in whose cities
	Series     act.Ref    // the first meeting of its series; its own ref if it stands alone
	Restricted bool       // only those invited meet: it is no joint meeting, whichever groups they are of
	Audience   act.Audience
}

// Held reports whether it was opened.
func (g Gathering) Held() bool {
	return g.Stage == meeting.Sitting || g.Stage == meeting.Adjourned || g.Stage == meeting.Minuted
}

const gatheringColumns = `ref, scope, title, stage, starts, ends, groups, venues, series, restricted`

func scanGathering(scan database.Scan) (g Gathering, err error) {
	var scope, title, groups, venues string
	var starts, ends, restricted int64
	if err = scan(&g.Ref, &scope, &title, &g.Stage, &starts, &ends, &groups, &venues, &g.Series, &restricted); err != nil {
		return g, err
	}
	g.Start, g.End = time.UnixMilli(starts).UTC(), time.UnixMilli(ends).UTC()
	g.Groups, g.Venues, g.Audience = groupsIn(groups), groupsIn(venues), audienceOf(scope)
	g.Restricted = restricted != 0
	g.Title, err = titleOf(title)
	return g, err
}

// listed writes groups into one column; their ids have no spaces.
func listed(ids []group.ID) string {
	var b strings.Builder
	for n, id := range ids {
		if n > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(id))
	}
	return b.String()
}

func groupsIn(column string) (ids []group.ID) {
	for id := range strings.FieldsSeq(column) {
		ids = append(ids, group.ID(id))
	}
	return ids
}

// Gatherings returns the meetings that begin in a period, in the order of their
// beginning, at most limit. Those called off are among them.
func (q Questions) Gatherings(from, to time.Time, limit int) ([]Gathering, error) {
	args := []any{from.UnixMilli(), to.UnixMilli(), limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select ` + gatheringColumns + ` from register_meeting
			where scope = ` + scope + ` and starts >= $1 and starts < $2 order by starts, ref limit $3`
	})
	return database.All(q.tx, `select `+gatheringColumns+` from (`+query+`) m order by starts, ref limit $3`, args, scanGathering)
}

// MeetingsMoved is the place of the newest act on a meeting; whatever was read
// of their rows stays true until it changes.
func (q Questions) MeetingsMoved() (seq int64, err error) {
	err = q.tx.Row(`select seq from register_meeting order by seq desc limit 1`, nil, &seq)
	if errors.Is(err, sql.ErrNoRows) {
		return -1, nil
	}
	return seq, err
}

// Moved returns the meetings to which something has happened since the act at a
// place, in that order, at most limit.
func (q Questions) Moved(since int64, limit int) ([]Gathering, error) {
	args := []any{since, limit}
	return database.All(q.tx, `select `+gatheringColumns+` from register_meeting where seq > $1 and `+
		q.reader.within("scope", &args)+` order by seq limit $2`, args, scanGathering)
}

// Series returns the meetings of a series, in the order of their beginning.
func (q Questions) Series(first act.Ref) ([]Gathering, error) {
	args := []any{string(first)}
	return database.All(q.tx, `select `+gatheringColumns+` from register_meeting where series = $1 and `+
		q.reader.within("scope", &args)+` order by starts, ref`, args, scanGathering)
}

// LastJoint tells when all groups last met before an instant, and when they next
// will from then on, as far as meetings are called; zero if never. What only a
// few were invited to is no meeting of the groups.
func (q Questions) LastJoint(groups []group.ID, at time.Time) (last, next time.Time, err error) {
	one := func(stages, sign, order string) (time.Time, error) {
		args := []any{at.UnixMilli(), len(groups)}
		in := database.In(&args, groups...)
		var starts int64
		err := q.tx.Row(`select starts from register_meeting m where starts `+sign+` $1 and stage in (`+stages+`) and restricted = 0 and
			(select count(*) from register_meets g where g.meeting = m.ref and g.grp in (`+in+`)) = $2 and `+
			q.reader.within("scope", &args)+` order by starts `+order+` limit 1`, args, &starts)
		if errors.Is(err, sql.ErrNoRows) {
			return time.Time{}, nil
		}
		return time.UnixMilli(starts).UTC(), err
	}
	if last, err = one(`'sitting', 'adjourned', 'minuted'`, "<", "desc"); err != nil {
		return last, next, err
	}
	next, err = one(`'planned'`, ">=", "")
	return last, next, err
}
