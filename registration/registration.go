// Package registration keeps who would like to come to a conference: who has a
// place, and who waits for one, in the order in which they confirmed their
// addresses.
//
// Its law: none of it is in the record, and none of it outlives its use. What
// somebody wrote is erased when they cancel, and for everybody a while after
// the conference; nobody stands on a list that the public reads unless they
// said so. And places are given in order, one after the other: never more than
// there are, and nobody overtakes who waits, but for whoever is invited by name.
//
// Who registers has no account. A link lets them confirm and cancel; it is made
// from their registration and a secret, so that it can be written to them again
// and is kept nowhere.
package registration

import (
	"embed"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of this room, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("registration", migrations)
}

// A State is what has become of a registration.
type State string

// The states.
const (
	Asked     State = "asked"     // the address is not confirmed yet
	Waiting   State = "waiting"   // for a place
	Placed    State = "placed"    // has one
	Cancelled State = "cancelled" // by the person, or with the conference
)

// Key is the state's name in the catalogues.
func (s State) Key() string { return "registration.state." + string(s) }

// How long what somebody wrote is kept: while it is not confirmed; after the
// conference; and then, for how long the link still says what became of it.
const (
	KeptAsked = 3 * 24 * time.Hour
	KeptAfter = 90 * 24 * time.Hour
	KeptEmpty = 30 * 24 * time.Hour
)

// A Registration is what somebody wrote.
type Registration struct {
	ID          string
	Conference  act.Ref
	Number      int // place in the line, from 1; 0 before it is confirmed
	State       State
	Made        time.Time
	Until       time.Time // when what is known of the person is erased
	Proved      bool      // the form came with its work done
	Member      member.ID // who was signed in; empty if nobody
	Name        string
	Affiliation string
	Country     string
	Email       string
	Lang        string
	Needs       string
	Listed      bool // may stand on the list that the public reads
	News        bool // wishes to be told when the programme changes
	Tell        Tell
	Source      Source
}

// Erased reports whether what was known of the person is gone.
func (r Registration) Erased() bool { return r.Name == "" }

// Limits in letters, and how many may be unconfirmed for one conference.
const (
	MaxLine  = 200
	MaxNeeds = 2000
	most     = 10_000
)

// Check returns r as it will be kept, or refuses every field that is wrong.
func (r Registration) Check() (Registration, error) {
	var lang, email error
	if !slices.Contains(procedure.Languages, r.Lang) {
		lang, r.Lang = act.RefuseField("lang", "refuse.lang"), "en"
	}
	r.Country = strings.ToUpper(strings.TrimSpace(r.Country))
	p, person := roll.Person{Member: "x", Name: text.Words{r.Lang: r.Name}, Email: r.Email, Country: r.Country, Lang: r.Lang}.Check()
	if person == nil {
		r.Name, r.Email, r.Country = p.Name[r.Lang], strings.ToLower(p.Email), p.Country
	}
	if strings.TrimSpace(r.Email) == "" {
		email = act.RefuseField("email", roll.EmailMalformed)
	}
	affiliation, badAffiliation := text.CleanLine(r.Affiliation, MaxLine)
	needs, badNeeds := text.Clean(r.Needs, MaxNeeds)
	r.Affiliation, r.Needs = affiliation, needs
	return r, act.Together(person, email, problem("affiliation", badAffiliation), problem("needs", badNeeds), lang)
}

func problem(field string, err error) error {
	if err == nil {
		return nil
	}
	p := text.AsProblem(err)
	return act.RefuseField(field, p.Key, p.Args...)
}

// Receive keeps a registration that was checked, until it is confirmed. Whoever
// has registered with this address before is answered alike: their earlier
// registration is returned as it is, and old is true if it was confirmed. A
// form may be anybody's, and changes nothing that another form has said: what
// is wrong is cancelled by whoever has the address. Nor does a form say that
// somebody may be listed.
func Receive(tx *database.Tx, r Registration, now time.Time) (kept Registration, old bool, err error) {
	if err := lock(tx, r.Conference); err != nil {
		return r, false, err
	}
	before, err := read(tx, `where id = $1 or (conference = $2 and email = $3) order by made limit 1`, r.ID, r.Conference, r.Email)
	if err != nil {
		return r, false, err
	}
	if len(before) > 0 {
		b := before[0]
		return b, b.State != Asked, nil
	}
	var n int64
	if err := tx.Row(`select count(*) from registration where conference = $1 and state = 'asked'`, []any{r.Conference}, &n); err != nil {
		return r, false, fault("receive", err)
	}
	if n >= most {
		return r, false, act.Refuse(act.TooMany, "refuse.registration.full")
	}
	r.Listed, r.State, r.Made, r.Until = false, Asked, now, now.Add(KeptAsked)
	r.Source, r.Tell = Own, TellNothing
	return r, false, insert(tx, r)
}

// insert writes a registration that has no place in the line yet.
func insert(tx *database.Tx, r Registration) error {
	return fault("receive", tx.Exec(`insert into registration (id, conference, number, state, made, until, proved, member, name, affiliation, country, email, lang, needs, listed, news, tell, source)
		values ($1, $2, 0, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
		r.ID, r.Conference, r.State, r.Made.UnixMilli(), r.Until.UnixMilli(), r.Proved, r.Member, r.Name, r.Affiliation, r.Country, r.Email, r.Lang, r.Needs, r.Listed, r.News, r.Tell, r.Source))
}

// lock makes whoever else changes the line of a conference wait.
func lock(tx *database.Tx, conference act.Ref) error {
	err := tx.Exec(`insert into registration_line (conference, last, placed, waiting, capacity) values ($1, 0, 0, 0, 0)
		on conflict (conference) do update set last = registration_line.last`, conference)
	return fault("lock the line", err)
}

// Confirm gives whoever holds the link of a registration a number, and a place
// if one is free and nobody waits for it, or they were invited, and notes whether they may be listed.
// over is when the conference is over.
// Who is confirmed already is told what they are.
func Confirm(tx *database.Tx, id string, capacity int, listed bool, over time.Time) (r Registration, err error) {
	if r, err = Find(tx, id); err != nil {
		return r, err
	}
	if err := lock(tx, r.Conference); err != nil {
		return r, err
	}
	if r, err = Find(tx, id); err != nil || r.State != Asked { // as it is now that the line stands still
		return r, err
	}
	var last, placed, waiting, known int
	if err := tx.Row(`select last, placed, waiting, capacity from registration_line where conference = $1`, []any{r.Conference}, &last, &placed, &waiting, &known); err != nil {
		return r, fault("confirm", err)
	}
	if !r.Source.Invites() { // how many may be invited announces no places
		capacity = max(capacity, known) // places are added and never taken away
		known = capacity
	}
	r.Listed, r.Number, r.State, r.Until = listed, last+1, Waiting, over.Add(KeptAfter)
	if (waiting == 0 || r.Source.Invites()) && placed < capacity { // a queue of before one came by invitation holds nobody up
		r.State = Placed
		placed++
	} else {
		waiting++
	}
	if err := tx.Exec(`update registration set number = $2, state = $3, until = $4, listed = $5 where id = $1`, r.ID, r.Number, r.State, r.Until.UnixMilli(), r.Listed); err != nil {
		return r, fault("confirm", err)
	}
	return r, fault("confirm", tx.Exec(`update registration_line set last = $2, placed = $3, waiting = $4, capacity = $5 where conference = $1`,
		r.Conference, r.Number, placed, waiting, known))
}

// Fill gives the places that are free to those who wait, in their order, and
// leaves them to be told.
func Fill(tx *database.Tx, conference act.Ref, capacity int) error {
	if err := lock(tx, conference); err != nil {
		return err
	}
	var placed, waiting, known int
	if err := tx.Row(`select placed, waiting, capacity from registration_line where conference = $1`, []any{conference}, &placed, &waiting, &known); err != nil {
		return fault("fill", err)
	}
	capacity = max(capacity, known)
	n := max(0, min(capacity-placed, waiting))
	if err := tx.Exec(`update registration set state = 'placed', tell = $3 where id in (
		select id from registration where conference = $1 and state = 'waiting' order by number limit $2)`, conference, n, TellPlace); err != nil {
		return fault("fill", err)
	}
	return fault("fill", tx.Exec(`update registration_line set placed = placed + $2, waiting = waiting - $2, capacity = $3 where conference = $1`, conference, n, capacity))
}

// Cancel takes a registration back, and erases at once what it says. The place
// that it had goes to whoever waits longest.
func Cancel(tx *database.Tx, id string, capacity int, now time.Time) error {
	r, err := Find(tx, id)
	if err != nil {
		return err
	}
	if err := lock(tx, r.Conference); err != nil {
		return err
	}
	if r, err = Find(tx, id); err != nil || r.State == Cancelled {
		return err
	}
	if err := tx.Exec(`update registration set state = 'cancelled', until = $2, `+empty+` where id = $1`, id, now.Add(KeptEmpty).UnixMilli()); err != nil {
		return fault("cancel", err)
	}
	column := map[State]string{Placed: "placed", Waiting: "waiting"}[r.State]
	if column == "" {
		return nil
	}
	if err := tx.Exec(`update registration_line set `+column+` = `+column+` - 1 where conference = $1`, r.Conference); err != nil {
		return fault("cancel", err)
	}
	return Fill(tx, r.Conference, capacity)
}

// empty is how a row loses whatever it says of a person.
const empty = `name = '', affiliation = '', country = '', email = '', lang = '', needs = '', member = '', listed = 1 = 0, news = 1 = 0, tell = ''`

// Find returns a registration.
func Find(tx *database.Tx, id string) (Registration, error) {
	all, err := read(tx, `where id = $1`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.registration.unknown")
	}
	if err != nil {
		return Registration{}, err
	}
	return all[0], nil
}
