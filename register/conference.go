package register

import (
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Conference is a conference as the reader may see it: who does not read
// drafts sees nothing of one that has not been released.
type Conference struct {
	conference.Conference
	Title  text.Words
	Inside bool // the reader reads drafts
}

const conferenceColumns = `c.ref, c.scope, c.title, c.state`

func (q Questions) scanConference(scan database.Scan) (c Conference, err error) {
	if c, err = q.scanWhole(scan); err != nil {
		return c, err
	}
	c.Inside = q.reader.May(scopeOf(c.Conference.Inside(), c.Home()))
	if !c.Inside {
		c.Draft, c.IDs, c.Inner = conference.Draft{}, 0, act.Hash{}
	}
	return c, nil
}

// scanWhole reads a conference with what only the groups know of it.
func (q Questions) scanWhole(scan database.Scan) (c Conference, err error) {
	var (
		ref          act.Ref
		scope, title string
		state        []byte
	)
	if err = scan(&ref, &scope, &title, &state); err != nil {
		return c, err
	}
	if c.Title, err = titleOf(title); err != nil {
		return c, err
	}
	if err = json.Unmarshal(state, &c.Conference); err != nil {
		return c, fmt.Errorf("read conference %s: %w", ref, err)
	}
	return c, nil
}

// Conference returns one conference.
func (q Questions) Conference(ref act.Ref) (c Conference, err error) {
	args := []any{string(ref)}
	all, err := database.All(q.tx, `select `+conferenceColumns+` from register_conference c where c.ref = $1 and `+q.reader.within("c.scope", &args),
		args, q.scanConference)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.conference.unknown")
	}
	if err != nil {
		return c, err
	}
	return all[0], nil
}

// Conferences returns the conferences that begin before an instant, the latest
// first, at most limit.
func (q Questions) Conferences(before time.Time, limit int) ([]Conference, error) {
	args := []any{before.UnixMilli(), limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select ` + conferenceColumns + `, c.starts from register_conference c
			where c.scope = ` + scope + ` and c.starts < $1 order by c.starts desc, c.ref limit $2`
	})
	return database.All(q.tx, `select ref, scope, title, state from (`+query+`) c order by starts desc, ref limit $2`, args, q.scanConference)
}

// ConferenceWords returns what is told of a conference beside its programme.
func (q Questions) ConferenceWords(c Conference) (w conference.AnnouncedWords, err error) {
	l, err := q.Act(c.Ref, c.Worded)
	if err == nil && l.Words != nil {
		w, _ = l.Words.(conference.AnnouncedWords)
	}
	return w, err
}

// Programme returns the state of the programme that an act laid down, if the
// reader may read it: a version that was released, or a draft. Of words that
// are erased the days and hours are left, and gone is true.
func (q Questions) Programme(ref act.Ref, draft act.Hash) (p conference.Programme, gone bool, err error) {
	l, err := q.Act(ref, draft)
	if err != nil {
		return nil, false, err
	}
	b, ok := l.Body.(conference.DraftedAct)
	if !ok {
		return nil, false, act.Refuse(act.NotFound, "refuse.programme.unknown")
	}
	w, _ := l.Words.(conference.ProgrammeWords)
	return conference.Join(b.Slots, w), l.Erased, nil
}

// An Informing is a session of a released programme that informs a matter.
type Informing struct {
	Conference act.Ref
	Session    conference.SessionID
	Title      text.Words // of the conference
	From       string     // its first day, as far as it is known
}

// Informed lists the sessions that inform a matter, the latest conference first.
func (q Questions) Informed(matter act.Ref) ([]Informing, error) {
	args := []any{string(matter)}
	return database.All(q.tx, `select i.conference, i.session, c.title, c.state from register_informs i
		join register_conference c on c.ref = i.conference where i.matter = $1 and `+
		q.reader.within("i.scope", &args)+` order by i.starts desc, i.conference, i.session`, args, func(scan database.Scan) (i Informing, err error) {
		var (
			title string
			state []byte
			c     conference.Conference
		)
		if err = scan(&i.Conference, &i.Session, &title, &state); err != nil {
			return i, err
		}
		if err = json.Unmarshal(state, &c); err != nil {
			return i, err
		}
		i.From = c.From
		i.Title, err = titleOf(title)
		return i, err
	})
}

// ConferenceInstant is what holds for a conference at an instant, for those of
// its rules that say which ways are open to the reader.
func (q Questions) ConferenceInstant(at time.Time) (i conference.Instant, err error) {
	n, err := q.Initiative()
	return conference.Instant{At: at, By: q.reader.Standing, Groups: n.Groups,
		People: func(member.ID) bool { return false },
		Matter: func(act.Ref) (m procedure.Matter) { return m }}, err
}
