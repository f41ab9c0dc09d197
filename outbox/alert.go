package outbox

import (
	"context"
	"crypto/rand"
	"slices"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// Alert writes a letter to a member of what happened to their access, in the
// transaction in which it happens and before it does: to the address that they
// have now. It goes out at once, whatever they chose.
func Alert(tx *database.Tx, r *register.Register, sort Sort, who member.ID, now time.Time) error {
	p := &people{now: now}
	if err := p.load(tx, r); err != nil {
		return err
	}
	known, err := roll.Several(tx, who) // as of this transaction, and not of memory
	if err != nil || known[who].Email == "" {
		return err
	}
	var rows [][]any
	for _, told := range notice.Tell(notice.Case{Of: string(sort), Concerned: []member.ID{who}, Seats: p.withAssistant(who)}) {
		if len(rows) == 0 { // somebody may have two seats
			letter := row(Letter{ID: rand.Text(), Member: who, Home: told.Group, Sort: sort, About: now.UnixMilli()}, now)
			rows = append(rows, append(letter, known[who].Email))
		}
	}
	return tx.Insert("outbox_letter", append(slices.Clone(letterColumns), "email"), rows)
}

// withAssistant are the seats that are held and, for somebody who acts under a
// grant or is to, a place without a capacity beside whom they act for.
func (p *people) withAssistant(who member.ID) []member.Standing {
	all := slices.Clone(p.seats)
	for _, g := range p.grants {
		if g.To == who && g.Until.After(p.now) {
			all = append(all, member.Standing{Member: who, Group: g.Group})
		}
	}
	return all
}

// asks names that somebody was asked to renew, among what was announced.
func asks(who member.ID) string { return notice.Renewal + " " + string(who) }

// asked is the day on which somebody is asked to renew: that when it was due, or
// as many years later as have passed since.
func asked(d initiative.DueDate, now time.Time) int64 {
	day := d.At
	for years := 1; ; years++ {
		next := d.At.AddDate(years, 0, 0)
		if next.After(now) {
			return day.UnixMilli()
		}
		day = next
	}
}

// Renew writes a letter to everybody who is to renew what they declared of their
// interests, unless one was written since it was due, or within a year.
func (b *Box) Renew(ctx context.Context, r *register.Register, now time.Time, due []initiative.DueDate) error {
	told := map[string]bool{}
	if len(due) == 0 {
		return nil
	}
	name := func(d initiative.DueDate) string {
		return asks(d.Member) + "\n" + time.UnixMilli(asked(d, now)).UTC().String()
	}
	err := b.DB.Read(ctx, func(tx *database.Tx) error {
		for some := range slices.Chunk(due, 500) {
			whats := make([]string, len(some))
			for n, d := range some {
				whats[n] = asks(d.Member)
			}
			var args []any
			err := tx.Each(`select what, period from outbox_told where what in (`+database.In(&args, whats...)+`)`, args, func(scan database.Scan) error {
				var what string
				var period int64
				err := scan(&what, &period)
				told[what+"\n"+time.UnixMilli(period).UTC().String()] = true
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, d := range due {
		if told[name(d)] {
			continue
		}
		told[name(d)] = true // of somebody with two seats
		only := func(seats []member.Standing) (all []member.Standing) {
			for _, t := range notice.Tell(notice.Case{Of: notice.Renewal, Concerned: []member.ID{d.Member}, Seats: seats}) {
				if len(all) == 0 {
					all = append(all, t.Standing)
				}
			}
			return all
		}
		if _, err := b.Announce(ctx, r, now, asks(d.Member), asked(d, now), Letter{Sort: Renewal, About: d.At.UnixMilli()}, only); err != nil {
			return err
		}
	}
	return nil
}
