package distribution

import (
	"errors"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// OfMember is everything that is held here about a member.
type OfMember struct {
	Subscriptions []HeldSubscription `json:"subscriptions,omitempty"`
	Contacts      []HeldContact      `json:"contacts,omitempty"`
	Letters       []HeldLetter       `json:"letters,omitempty"`
	Mailings      []HeldMailing      `json:"mailings,omitempty"` // that they composed or started
	Entered       []time.Time        `json:"entered,omitempty"`  // when they entered contacts, who are not named here
}

// HeldSubscription is what the person asked to be sent.
type HeldSubscription struct {
	Email   string    `json:"email"`
	Lang    string    `json:"lang"`
	Wants   []Want    `json:"wants"`
	Made    time.Time `json:"made"`
	Consent time.Time `json:"consent,omitzero"`
}

// HeldContact is the person on the list of a secretariat.
type HeldContact struct {
	Email        string    `json:"email"`
	Lang         string    `json:"lang"`
	Name         string    `json:"name,omitempty"`
	Organisation string    `json:"organisation,omitempty"`
	Group        group.ID  `json:"group"`
	Entered      time.Time `json:"entered"`
}

// HeldLetter is a letter to the person, and what became of it.
type HeldLetter struct {
	Email    string    `json:"email,omitempty"`
	State    string    `json:"state"`
	At       time.Time `json:"at"`
	Received time.Time `json:"received,omitzero"`
}

// HeldMailing is when the person composed a mailing or started it.
type HeldMailing struct {
	Made    time.Time `json:"made"`
	Started time.Time `json:"started,omitzero"`
}

// About returns everything that is held here about a member.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held OfMember
	subs, err := subscribers(tx, `where member = $1 order by made, id`, string(who))
	for _, s := range subs {
		held.Subscriptions = append(held.Subscriptions, HeldSubscription{s.Email, s.Lang, s.Wants, s.Made, s.Consent})
	}
	cons, err2 := contacts(tx, `where member = $1 order by entered, id`, string(who))
	for _, c := range cons {
		held.Contacts = append(held.Contacts, HeldContact{c.Email, c.Lang, c.Name, c.Organisation, c.Group, c.Entered})
	}
	to, err3 := letters(tx, `where member = $1 order by since, id`, string(who))
	for _, l := range to {
		held.Letters = append(held.Letters, HeldLetter{l.Email, string(l.State), l.Since, l.Received})
	}
	sent, err4 := mailings(tx, `where made_by = $1 or started_by = $1 order by made, id`, string(who))
	for _, m := range sent {
		held.Mailings = append(held.Mailings, HeldMailing{m.Made, m.Started})
	}
	entered, err5 := database.All(tx, `select distinct entered from distribution_contact where by_member = $1 order by entered`, []any{string(who)},
		func(scan database.Scan) (at time.Time, err error) {
			var ms int64
			err = scan(&ms)
			return instant(ms), err
		})
	held.Entered = entered
	return held, errors.Join(err, err2, err3, err4, err5)
}

// Forget takes a member off every list and out of every log, and forgets what
// they composed, started and entered.
func Forget(tx *database.Tx, who member.ID) error {
	for _, query := range []string{
		`update distribution_letter set state = 'void' where member = $1 and state in ('queued', 'held')`,
		`update distribution_letter set ` + emptied + ` where member = $1`,
		`delete from distribution_subscriber where member = $1`,
		`delete from distribution_contact where member = $1`,
		`update distribution_contact set by_member = '' where by_member = $1`,
		`update distribution_mailing set made_by = '' where made_by = $1`,
		`update distribution_mailing set started_by = '' where started_by = $1`,
	} {
		if err := tx.Exec(query, string(who)); err != nil {
			return fault("forget", err)
		}
	}
	return nil
}

// mostSwept is how many letters are emptied at a time.
const mostSwept = 1000

// Sweep erases addresses that nobody confirmed, and to whom mailings went long
// ago; more reports whether there are others.
func Sweep(tx *database.Tx, now time.Time) (more bool, err error) {
	if err := tx.Exec(`delete from distribution_subscriber where state = 'asked' and until <= $1`, now.UnixMilli()); err != nil {
		return false, fault("sweep", err)
	}
	old, err := database.All(tx, `select id from distribution_letter where email <> '' and since < $1 order by since limit $2`,
		[]any{now.Add(-KeptLog).UnixMilli(), mostSwept}, one)
	if err != nil || len(old) == 0 {
		return false, fault("sweep", err)
	}
	var args []any
	return len(old) == mostSwept, fault("sweep", tx.Exec(`update distribution_letter set `+emptied+`, state = case when state in ('queued', 'held') then 'void' else state end
		where id in (`+database.In(&args, old...)+`)`, args...))
}
