package outbox

import (
	"crypto/rand"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// An Invitee is somebody who is to have a letter about a meeting.
type Invitee struct {
	Member member.ID
	Home   group.ID
	Urgent bool // their quiet hours do not hold it back
	Anyway bool // they are told even if they want no notices: they have said that they come
}

// Invite writes a letter to be about a meeting for each of some people, unless
// one waits for its time already. It tells of one meeting and of nothing else,
// and so is never gathered into a digest.
func Invite(tx *database.Tx, r *register.Register, now time.Time, on act.Ref, to []Invitee) error {
	w := &writer{tx: tx, people: people{now: now}, fresh: map[key]map[member.ID]*Letter{}}
	if err := w.load(tx, r); err != nil {
		return err
	}
	ids := make([]member.ID, len(to))
	for n, i := range to {
		ids[n] = i.Member
	}
	// As they stand in this transaction, which may have entered one of them.
	fresh, err := roll.Several(tx, ids...)
	if err != nil {
		return err
	}
	w.roll = w.roll.With(fresh)
	var all []addition
	for _, i := range to {
		set, at, ok := w.of(member.Standing{Member: i.Member, Group: i.Home})
		if !ok || set.Pace == notice.Never && !i.Anyway {
			continue
		}
		if at == nil {
			at = time.UTC
		}
		due := set.Quiet.Next(now, at)
		if i.Urgent {
			due = now
		}
		all = append(all, addition{who: i.Member, home: i.Home, due: due})
	}
	waiting, err := w.waiting(key{Invitation, on}, all)
	if err != nil {
		return err
	}
	var rows [][]any
	for _, a := range all {
		if _, ok := waiting[a.who]; ok && a.due.After(now) {
			continue
		}
		rows = append(rows, row(Letter{ID: rand.Text(), Member: a.who, Home: a.home, Sort: Invitation, Matter: on}, a.due))
	}
	return tx.Insert("outbox_letter", letterColumns, rows)
}

// States tells what became of some letters.
func (b *Box) States(tx *database.Tx, ids ...string) (map[string]State, error) {
	states := make(map[string]State, len(ids))
	if len(ids) == 0 {
		return states, nil
	}
	var args []any
	err := tx.Each(`select id, state from outbox_letter where id in (`+database.In(&args, ids...)+`)`, args, func(scan database.Scan) error {
		var (
			id string
			s  State
		)
		err := scan(&id, &s)
		states[id] = s
		return err
	})
	return states, err
}
