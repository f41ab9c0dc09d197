package registration

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
)

// A Line is how many have places and how many wait.
type Line struct{ Placed, Waiting int }

// Count returns how long the line of a conference is.
func Count(tx *database.Tx, conference act.Ref) (l Line, err error) {
	err = tx.Row(`select placed, waiting from registration_line where conference = $1`, []any{conference}, &l.Placed, &l.Waiting)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return l, fault("count", err)
}

// Ahead is how many wait before somebody who waits.
func Ahead(tx *database.Tx, r Registration) (n int, err error) {
	err = tx.Row(`select count(*) from registration where conference = $1 and state = 'waiting' and number < $2`, []any{r.Conference, r.Number}, &n)
	return n, fault("count", err)
}

// List returns everybody who is confirmed, those with places first, each in
// their order, and before them those who are invited and have not answered; at
// most limit. It is for those who keep the conference.
func List(tx *database.Tx, conference act.Ref, limit int) ([]Registration, error) {
	return read(tx, `where conference = $1 and (state in ('placed', 'waiting') or state = 'asked' and source > '') order by state, number, made, id limit $2`, conference, limit)
}

// Participants returns those who have places, as far as the reader may know:
// the public of those alone who said that they may be listed. Nobody's address
// and needs are among it.
func Participants(tx *database.Tx, conference act.Ref, all bool, limit int) ([]Registration, error) {
	list, err := read(tx, `where conference = $1 and state = 'placed' and (listed or $2) order by number limit $3`, conference, all, limit)
	for k := range list {
		r := list[k]
		list[k] = Registration{Conference: r.Conference, State: r.State, Name: r.Name, Affiliation: r.Affiliation, Country: r.Country, Lang: r.Lang}
	}
	return list, err
}

func read(tx *database.Tx, where string, args ...any) ([]Registration, error) {
	all, err := database.All(tx, `select id, conference, number, state, made, until, proved, member, name, affiliation, country, email, lang, needs, listed, news, tell, source
		from registration `+where, args, func(scan database.Scan) (r Registration, err error) {
		var made, until int64
		err = scan(&r.ID, &r.Conference, &r.Number, &r.State, &made, &until, &r.Proved, &r.Member, &r.Name, &r.Affiliation, &r.Country, &r.Email,
			&r.Lang, &r.Needs, &r.Listed, &r.News, &r.Tell, &r.Source)
		r.Made, r.Until = time.UnixMilli(made).UTC(), time.UnixMilli(until).UTC()
		return r, err
	})
	return all, fault("read", err)
}

func fault(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("registrations: %s: %w", what, err)
}
