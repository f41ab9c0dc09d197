// Package application keeps what strangers write who would like to be members,
// and whom members nominate, until a co-chair of the group has decided.
//
// Its law: none of it is in the record. An application is about a person who
// may never be a member, so it lies here, apart from the roll too, is erased
// when its time is over, and at once when the applicant takes it back. What is
// recorded is the appointment of whoever is accepted.
//
// An applicant has no account. What lets them follow their application is a
// token of 32 bytes, of which only the SHA-256 is kept. Whoever applies with a
// member's address is answered as everybody is.
package application

import (
	"crypto/sha256"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the table of this room, or brings it up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("application", migrations)
}

// A State is what has become of an application.
type State string

// The states.
const (
	Waiting   State = "waiting"
	Accepted  State = "accepted"
	Declined  State = "declined"
	Withdrawn State = "withdrawn" // by the applicant
	Lapsed    State = "lapsed"    // nobody decided in time
	Closed    State = "closed"    // a co-chair says that it is not needed any more
	Settled   State = "settled"   // whoever has the address has a seat; to the applicant it waits
)

// Key is the state's name in the catalogues: to a co-chair, who alone is told of
// it, an application that is settled is closed.
func (s State) Key() string {
	if s == Settled {
		s = Closed
	}
	return "application.state." + string(s)
}

// How long what an applicant wrote is kept: while it waits; after an answer;
// and then, for how much longer the link still says what became of it.
const (
	KeptWaiting = 180 * 24 * time.Hour
	KeptDecided = 90 * 24 * time.Hour
	KeptEmpty   = 30 * 24 * time.Hour
)

// An Application is what somebody wrote, or was written of somebody.
type Application struct {
	ID           string // names it on the co-chairs' pages; it lets nobody in
	Group        group.ID
	State        State
	Made         time.Time
	Until        time.Time // when what is known of the person is erased
	Proved       bool      // the form came with its work done; what did not is to be looked at with care
	Member       member.ID // under which the person will be on the roll
	Nominator    member.ID // the member who nominated them; empty if they applied themselves
	Name         string
	Email        string
	Country      string
	Constituency member.Constituency
	Post         string
	Motivation   string
	Lang         string
	Decided      time.Time
	Decider      member.ID
	Reason       string // of the decision, for the applicant to read
}

// Erased reports whether what was known of the person is gone.
func (a Application) Erased() bool { return a.Name == "" }

// MaxMotivation is how long a motivation may be, in letters.
const MaxMotivation = 4000

// Person is what the roll is to know of the applicant.
func (a Application) Person() roll.Person {
	p := roll.Person{Member: a.Member, Name: text.Words{a.Lang: a.Name}, Email: a.Email, Country: a.Country, Lang: a.Lang}
	if a.Post != "" {
		p.Post = text.Words{a.Lang: a.Post}
	}
	return p
}

// Check returns a as it will be kept, or refuses every field that is wrong.
func (a Application) Check(groups []group.ID, set []member.Constituency) (Application, error) {
	var lang, email, from, where, why error
	if !slices.Contains(procedure.Languages, a.Lang) {
		lang, a.Lang = act.RefuseField("lang", "refuse.lang"), "en"
	}
	a.Country = strings.ToUpper(strings.TrimSpace(a.Country))
	p, person := a.Person().Check()
	if person == nil {
		a.Name, a.Post, a.Email, a.Country = p.Name[a.Lang], p.Post[a.Lang], p.Email, p.Country
	}
	if strings.TrimSpace(a.Email) == "" {
		email = act.RefuseField("email", roll.EmailMalformed)
	}
	if !slices.Contains(groups, a.Group) {
		where = act.RefuseField("group", "refuse.application.group")
	}
	if !slices.Contains(set, a.Constituency) {
		from = act.RefuseField("constituency", "refuse.appoint.constituency")
	}
	motivation, err := text.Clean(a.Motivation, MaxMotivation)
	switch a.Motivation = motivation; {
	case err != nil:
		problem := text.AsProblem(err)
		why = act.RefuseField("motivation", problem.Key, problem.Args...)
	case motivation == "":
		why = act.RefuseField("motivation", "refuse.application.motivation")
	}
	return a, act.Together(person, email, where, from, why, lang)
}

// most is how many applications may wait for one group: a flood shall not fill
// the disk, nor bury those that came before it.
const most = 1000

// Receive keeps an application that was checked, to be followed with a token.
// If it was received before, with the same token, nothing changes and fresh is
// false.
func Receive(tx *database.Tx, a Application, token string, now time.Time) (fresh bool, err error) {
	d := digest(token)
	var n int64
	if err := tx.Row(`select count(*) from application where digest = $1`, []any{d}, &n); err != nil || n > 0 {
		return false, fault("receive", err)
	}
	if n, err := Count(tx, a.Group); err != nil || n >= most {
		if err == nil {
			err = act.Refuse(act.TooMany, "refuse.application.full")
		}
		return false, err
	}
	err = tx.Exec(`insert into application (id, digest, grp, state, made, until, proved, member, nominator,
			name, email, country, constituency, post, motivation, lang, decided, decider, reason)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 0, '', '')
		on conflict (digest) do nothing`,
		string(act.NewRef()), d, a.Group, Waiting, now.UnixMilli(), now.Add(KeptWaiting).UnixMilli(), a.Proved, roll.NewID(), a.Nominator,
		a.Name, a.Email, a.Country, a.Constituency, a.Post, a.Motivation, a.Lang)
	return true, fault("receive", err)
}

// Follow returns the application that a token is for, as whoever holds the token
// is to see it. One that is settled waits: anybody can apply with the address of
// somebody else, and would learn here that they were given a seat.
func Follow(tx *database.Tx, token string) (Application, error) {
	a, err := one(tx, `where digest = $1`, digest(token))
	if a.State == Settled {
		a.State, a.Decided = Waiting, time.Time{}
	}
	return a, err
}

// Find returns an application to a group, for those who may read it.
func Find(tx *database.Tx, g group.ID, id string) (Application, error) {
	return one(tx, `where id = $1 and grp = $2`, id, g)
}

// List returns the applications that wait for a group, at most limit: those
// that came with their work done first, and the longest waiting of them.
func List(tx *database.Tx, g group.ID, limit int) ([]Application, error) {
	return read(tx, `where grp = $1 and state = 'waiting' order by proved desc, made, id limit $2`, g, limit)
}

// Answered returns the newest applications to a group that were answered and
// are not erased.
func Answered(tx *database.Tx, g group.ID, limit int) ([]Application, error) {
	return read(tx, `where grp = $1 and state in ('accepted', 'declined', 'closed', 'settled') and name <> '' order by decided desc, id limit $2`, g, limit)
}

// Count is how many applications wait for a group.
func Count(tx *database.Tx, g group.ID) (n int, err error) {
	err = tx.Row(`select count(*) from application where grp = $1 and state = 'waiting'`, []any{g}, &n)
	return n, fault("count", err)
}

func digest(token string) []byte {
	d := sha256.Sum256([]byte(token))
	return d[:]
}

func one(tx *database.Tx, where string, args ...any) (Application, error) {
	all, err := read(tx, where, args...)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.application.unknown")
	}
	if err != nil {
		return Application{}, err
	}
	return all[0], nil
}

func read(tx *database.Tx, where string, args ...any) ([]Application, error) {
	all, err := database.All(tx, `select id, grp, state, made, until, proved, member, nominator, name, email, country,
			constituency, post, motivation, lang, decided, decider, reason
		from application `+where, args, func(scan database.Scan) (a Application, err error) {
		var made, until, decided int64
		err = scan(&a.ID, &a.Group, &a.State, &made, &until, &a.Proved, &a.Member, &a.Nominator, &a.Name, &a.Email, &a.Country,
			&a.Constituency, &a.Post, &a.Motivation, &a.Lang, &decided, &a.Decider, &a.Reason)
		a.Made, a.Until = time.UnixMilli(made).UTC(), time.UnixMilli(until).UTC()
		if decided != 0 {
			a.Decided = time.UnixMilli(decided).UTC()
		}
		return a, err
	})
	return all, fault("read", err)
}

func fault(what string, err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return fmt.Errorf("applications: %s: %w", what, err)
}
