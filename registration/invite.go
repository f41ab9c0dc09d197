package registration

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// A Source is how a registration came about.
type Source string

// The sources.
const (
	Own     Source = ""        // the person filled in the form
	Invited Source = "invited" // those who keep the conference wrote down whom they ask to come
	Chosen  Source = "chosen"  // those who keep it chose whom they ask from the roll
)

// Invites reports whether somebody was asked to come.
func (s Source) Invites() bool { return s != Own }

// Told is a registration as those who keep the conference may read it. Of who was
// chosen from the roll they are told the name and no more, until that person says
// that they come.
func (r Registration) Told() Registration {
	if r.Source == Chosen && r.State == Asked {
		r.Affiliation, r.Country, r.Email, r.Lang, r.Needs = "", "", "", "", ""
	}
	return r
}

// Of returns the registration of somebody on the roll for a conference; ok is
// false if there is none that they could answer.
func Of(tx *database.Tx, conference act.Ref, who member.ID) (r Registration, ok bool, err error) {
	if who == "" {
		return r, false, nil
	}
	all, err := read(tx, `where conference = $1 and member = $2 and state in ('asked', 'placed', 'waiting') and source > '' order by made, id limit 1`, conference, who)
	if err != nil || len(all) == 0 {
		return r, false, err
	}
	return all[0], true, nil
}

// Invite keeps that somebody is asked to come to a conference, and leaves them
// to be told. r was checked, and says whether they were chosen. What is known of them is kept as of everybody else,
// but as long as they have not answered until over, when the conference is. An
// address is invited once; most is how many may be asked or have a place.
func Invite(tx *database.Tx, r Registration, most int, now, over time.Time) error {
	if err := lock(tx, r.Conference); err != nil {
		return err
	}
	before, err := read(tx, `where id = $1 or (conference = $2 and email = $3) order by made limit 1`, r.ID, r.Conference, r.Email)
	if err != nil {
		return err
	}
	if len(before) > 0 {
		return act.RefuseField("email", "refuse.attend.already")
	}
	var n int
	if err := tx.Row(`select count(*) from registration where conference = $1 and state in ('asked', 'placed', 'waiting')`, []any{r.Conference}, &n); err != nil {
		return fault("invite", err)
	}
	if n >= most {
		return act.Refuse(act.TooMany, "refuse.attend.full", most)
	}
	if r.Source != Chosen {
		r.Source = Invited
	}
	r.Listed, r.News, r.State, r.Made, r.Until, r.Proved, r.Tell = false, true, Asked, now, over, true, TellInvited
	return insert(tx, r)
}

// Declined is how many of those invited to a conference have said that they
// cannot come, or were taken off the list, of late.
func Declined(tx *database.Tx, conference act.Ref) (n int, err error) {
	err = tx.Row(`select count(*) from registration where conference = $1 and state = 'cancelled' and source > ''`, []any{conference}, &n)
	return n, fault("count", err)
}
