// Package poll keeps the questions when people can meet, and what each of them
// has answered.
//
// Nothing of it is official: from a slot that suits, somebody calls a meeting,
// which is an act. Its law: a poll is read by the members of the groups that it
// asks, of one group alone by those in its caucus, and by nobody else; and it is
// forgotten when its last slot is long past, or its people are.
package poll

import (
	"crypto/rand"
	"embed"
	"errors"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/schedule"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables.
func Open(tx *database.Tx) error {
	return tx.Migrate("poll", migrations)
}

// Kept is for how long a poll is kept after its last slot.
const Kept = 90 * 24 * time.Hour

// Limits of polls.
const (
	MaxTitle = 200
	MaxSlots = 30
	MaxOpen  = 50
)

// A Mark is what somebody answers about a slot.
type Mark string

// The marks.
const (
	Can    Mark = "can"
	IfNeed Mark = "if-need"
	Cannot Mark = "cannot"
)

// Marks lists them all.
var Marks = []Mark{Can, IfNeed, Cannot}

// Key is the mark's name in the catalogues.
func (m Mark) Key() string { return "time.mark." + string(m) }

// A Poll is one question when people can meet.
type Poll struct {
	ID     string
	Title  string
	Groups []group.ID
	Member member.ID // who asks; empty if that was erased
	At     time.Time
	Slots  []schedule.Slot
}

// visible reports whether somebody may read a poll.
func visible(groups []group.ID, to member.Standing) bool {
	return slices.Contains(groups, to.Group) && (len(groups) > 1 || to.Caucuses())
}

// Asks reports whether somebody is among those whom the poll asks.
func (p Poll) Asks(who member.Standing) bool { return visible(p.Groups, who) }

// Put keeps a new poll, and returns its identifier. Polls long past go.
func Put(tx *database.Tx, p Poll) (string, error) {
	if len(p.Slots) == 0 || len(p.Slots) > MaxSlots {
		return "", act.RefuseField("slot", "time.refuse.slots", MaxSlots)
	}
	for _, s := range p.Slots {
		if length := s.End.Sub(s.Start); length < schedule.MinLength || length > schedule.MaxLength {
			return "", act.RefuseField("slot", "time.refuse.length", int(schedule.MinLength.Minutes()), int(schedule.MaxLength.Minutes()))
		}
	}
	if err := sweep(tx, p.At); err != nil {
		return "", err
	}
	var open int
	if err := tx.Row(`select count(*) from poll where member = $1`, []any{p.Member}, &open); err != nil {
		return "", err
	}
	if open >= MaxOpen {
		return "", act.Refuse(act.TooMany, "time.refuse.polls", MaxOpen)
	}
	p.ID = rand.Text()
	var groups []string
	for _, g := range p.Groups {
		groups = append(groups, string(g))
	}
	last := time.Time{}
	for _, s := range p.Slots {
		if s.End.After(last) {
			last = s.End
		}
		if err := tx.Exec(`insert into poll_slot (poll, starts, ends) values ($1, $2, $3) on conflict do nothing`,
			p.ID, s.Start.UnixMilli(), s.End.UnixMilli()); err != nil {
			return "", err
		}
	}
	return p.ID, tx.Exec(`insert into poll (id, title, groups, member, at, ends) values ($1, $2, $3, $4, $5, $6)`,
		p.ID, p.Title, strings.Join(groups, " "), p.Member, p.At.UnixMilli(), last.UnixMilli())
}

func scanPoll(scan database.Scan) (p Poll, err error) {
	var groups string
	var at int64
	err = scan(&p.ID, &p.Title, &groups, &p.Member, &at)
	p.At = time.UnixMilli(at).UTC()
	for g := range strings.FieldsSeq(groups) {
		p.Groups = append(p.Groups, group.ID(g))
	}
	return p, err
}

// Current are the polls that a reader may see and whose last slot is to come,
// the newest first, without their slots.
func Current(tx *database.Tx, to member.Standing, now time.Time) ([]Poll, error) {
	all, err := database.All(tx, `select id, title, groups, member, at from poll where ends > $1 order by at desc, id`,
		[]any{now.UnixMilli()}, scanPoll)
	return slices.DeleteFunc(all, func(p Poll) bool { return !visible(p.Groups, to) }), err
}

// Get returns a poll and everybody's marks on its slots, by when they begin, to
// whoever may read it.
func Get(tx *database.Tx, to member.Standing, id string) (p Poll, marks map[time.Time]map[member.ID]Mark, err error) {
	all, err := database.All(tx, `select id, title, groups, member, at from poll where id = $1`, []any{id}, scanPoll)
	if err == nil && (len(all) == 0 || !visible(all[0].Groups, to)) {
		err = act.Refuse(act.NotFound, "time.refuse.unknown")
	}
	if err != nil {
		return p, nil, err
	}
	p = all[0]
	p.Slots, err = database.All(tx, `select starts, ends from poll_slot where poll = $1 order by starts`, []any{id},
		func(scan database.Scan) (s schedule.Slot, err error) {
			var starts, ends int64
			err = scan(&starts, &ends)
			return schedule.Slot{Start: time.UnixMilli(starts).UTC(), End: time.UnixMilli(ends).UTC()}, err
		})
	if err != nil {
		return p, nil, err
	}
	marks = map[time.Time]map[member.ID]Mark{}
	err = tx.Each(`select starts, member, mark from poll_mark where poll = $1`, []any{id}, func(scan database.Scan) error {
		var starts int64
		var who member.ID
		var mark Mark
		err := scan(&starts, &who, &mark)
		at := time.UnixMilli(starts).UTC()
		if marks[at] == nil {
			marks[at] = map[member.ID]Mark{}
		}
		marks[at][who] = mark
		return err
	})
	return p, marks, err
}

// Answer keeps what somebody answers, in place of what they answered before. A
// slot that they leave open they have not answered.
func Answer(tx *database.Tx, by member.Standing, id string, marks map[time.Time]Mark) error {
	p, _, err := Get(tx, by, id)
	if err != nil {
		return err
	}
	if err := tx.Exec(`delete from poll_mark where poll = $1 and member = $2`, id, by.Member); err != nil {
		return err
	}
	for _, s := range p.Slots {
		mark := marks[s.Start]
		if mark == "" {
			continue
		}
		if !slices.Contains(Marks, mark) {
			return act.Refuse(act.Malformed, "time.refuse.mark")
		}
		if err := tx.Exec(`insert into poll_mark (poll, starts, member, mark) values ($1, $2, $3, $4)`,
			id, s.Start.UnixMilli(), by.Member, string(mark)); err != nil {
			return err
		}
	}
	return nil
}

// Drop takes a poll back, with all answers.
func Drop(tx *database.Tx, id string) error {
	return errors.Join(tx.Exec(`delete from poll_mark where poll = $1`, id), tx.Exec(`delete from poll_slot where poll = $1`, id),
		tx.Exec(`delete from poll where id = $1`, id))
}

func sweep(tx *database.Tx, now time.Time) error {
	past := `(select id from poll where ends <= $1)`
	at := now.Add(-Kept).UnixMilli()
	return errors.Join(tx.Exec(`delete from poll_mark where poll in `+past, at), tx.Exec(`delete from poll_slot where poll in `+past, at),
		tx.Exec(`delete from poll where ends <= $1`, at))
}
