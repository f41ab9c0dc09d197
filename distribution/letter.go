package distribution

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/outbox"
)

// Held is the state of a letter whose mailing was stopped.
const Held outbox.State = "held"

// A Letter is one letter of a mailing, and what became of it.
type Letter struct {
	ID        string
	Mailing   string
	Email     string // empty once it is erased
	Name      string
	Lang      string
	List      List
	Source    string // the subscriber or the contact
	Addressee string
	State     outbox.State
	Since     time.Time // when it was first to be sent
	Attempts  int
	Code      int
	Status    string
	Ended     time.Time
	Received  time.Time // when its reader said that they have it
	Erased    bool      // whoever it was for has left, or was taken off the lists
}

// A Box is what the letters of mailings wait in. It is taken from as the outbox
// is, and promises the same.
type Box struct{ DB *database.DB }

// running is of letters whose mailing is not stopped.
const running = `mailing not in (select id from distribution_mailing where state = 'stopped')`

// Take takes letters that are due, at most limit. Nobody else takes them before
// until; whoever took them and was not heard of by then is taken for dead.
func (b Box) Take(ctx context.Context, now, until time.Time, limit int) (all []outbox.Letter, err error) {
	err = b.DB.Write(ctx, func(tx *database.Tx) error {
		// The outer condition says it all once more, because of two that look at
		// the same moment the second waits for the first and looks again.
		all, err = database.All(tx, `update distribution_letter set state = 'sending', attempts = attempts + 1, due = $2
			where id in (select id from distribution_letter where state in ('queued', 'sending') and due <= $1 and `+running+` order by due, id limit $3)
				and state in ('queued', 'sending') and due <= $1
			returning id, email, attempts, since`,
			[]any{now.UnixMilli(), until.UnixMilli(), limit}, func(scan database.Scan) (l outbox.Letter, err error) {
				err = scan(&l.ID, &l.Email, &l.Attempts, &l.Since)
				return l, err
			})
		return fault("take letters", err)
	})
	return all, err
}

// Next is when the next letter is due; ok is false if none waits.
func (b Box) Next(ctx context.Context) (at time.Time, ok bool, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		var ms int64
		err := tx.Row(`select due from distribution_letter where state in ('queued', 'sending') and `+running+` order by due limit 1`, nil, &ms)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		at, ok = time.UnixMilli(ms).UTC(), err == nil
		return fault("look for letters", err)
	})
	return at, ok, err
}

// Note keeps what became of attempts. What another has taken over meanwhile
// stays as that one leaves it. What is to be tried again, and whose mailing was
// stopped meanwhile, is held back.
func (b Box) Note(ctx context.Context, now time.Time, all ...outbox.Outcome) error {
	return b.DB.Write(ctx, func(tx *database.Tx) error {
		for _, o := range all {
			if err := note(tx, now, o); err != nil {
				return fault("note what became of a letter", err)
			}
		}
		return nil
	})
}

func note(tx *database.Tx, now time.Time, o outbox.Outcome) error {
	ended, due, back := now.UnixMilli(), now.UnixMilli(), 0
	if o.State == outbox.Queued {
		ended, due = 0, o.Again.UnixMilli()
	}
	if o.Uncount {
		back = 1
	}
	sources, err := database.All(tx, `update distribution_letter set code = $4, due = $5, ended = $6, attempts = attempts - $7,
			state = case when $3 = 'queued' and mailing in (select id from distribution_mailing where state = 'stopped') then 'held' else $3 end,
			email = case when post_box = id and $3 <> 'queued' then '' else email end
		where id = $1 and attempts = $2 and state = 'sending' returning source`,
		[]any{o.ID, o.Attempt, string(o.State), o.Code, due, ended, back}, one)
	if err != nil || o.Dead == "" || len(sources) == 0 {
		return err
	}
	return bounced(tx, sources[0])
}

// bounced counts one more letter that did not reach an address.
func bounced(tx *database.Tx, source string) error {
	if err := tx.Exec(`update distribution_subscriber set bounces = bounces + 1 where id = $1`, source); err != nil {
		return err
	}
	return tx.Exec(`update distribution_contact set bounces = bounces + 1 where id = $1`, source)
}

// Returned notes that a letter came back, and why. known is false if no such
// letter was sent, or it is known already.
func Returned(tx *database.Tx, id, status string, addressless bool, now time.Time) (known bool, err error) {
	sources, err := database.All(tx, `update distribution_letter set state = 'bounced', status = $2, ended = $3
		where id = $1 and (state in ('accepted', 'sending') or state in ('queued', 'held') and attempts > 0) returning source`,
		[]any{id, status, now.UnixMilli()}, one)
	if err != nil || len(sources) == 0 {
		return false, fault("note a letter that came back", err)
	}
	if addressless {
		err = bounced(tx, sources[0])
	}
	return true, fault("note a letter that came back", err)
}

// Received notes that a reader says that they have a letter; the first time
// counts.
func Received(tx *database.Tx, id string, now time.Time) error {
	return fault("note a receipt", tx.Exec(`update distribution_letter set received = $2 where id = $1 and received = 0`, id, now.UnixMilli()))
}

// FindLetter returns one letter.
func FindLetter(tx *database.Tx, id string) (Letter, error) {
	all, err := letters(tx, `where id = $1`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.sending.link")
	}
	if err != nil {
		return Letter{}, err
	}
	return all[0], nil
}

// Log lists the letters of a mailing in the order of their addresses, at most
// limit, from one on.
func Log(tx *database.Tx, mailing, after string, limit int) ([]Letter, error) {
	return letters(tx, `where mailing = $1 and post_box > $2 order by post_box limit $3`, mailing, after, limit)
}

// PlaceOf is where the log goes on after a letter.
func PlaceOf(tx *database.Tx, id string) (place string, err error) {
	err = tx.Row(`select post_box from distribution_letter where id = $1`, []any{id}, &place)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return place, fault("find a place", err)
}

// Reached lists the addressees whom a mailing has reached, and when the relay
// took the first letter to each.
func Reached(tx *database.Tx, mailing string) (at map[string]time.Time, err error) {
	at = map[string]time.Time{}
	err = tx.Each(`select addressee, min(ended) from distribution_letter where mailing = $1 and state = 'accepted' and addressee <> '' group by addressee`,
		[]any{mailing}, func(scan database.Scan) error {
			var id string
			var ms int64
			err := scan(&id, &ms)
			at[id] = instant(ms)
			return err
		})
	return at, fault("look for addressees", err)
}

// A Progress is how many letters of a mailing are in each state, and of how many
// the reader says that they have it.
type Progress struct {
	States   map[outbox.State]int
	Total    int
	Received int
}

// Open is how many have not come to an end.
func (p Progress) Open() int {
	return p.States[outbox.Queued] + p.States[outbox.Sending] + p.States[Held]
}

// Done is how many have.
func (p Progress) Done() int { return p.Total - p.Open() }

// ProgressOf counts the letters of a mailing.
func ProgressOf(tx *database.Tx, mailing string) (p Progress, err error) {
	p.States = map[outbox.State]int{}
	err = tx.Each(`select state, count(*), sum(case when received > 0 then 1 else 0 end) from distribution_letter where mailing = $1 group by state`, []any{mailing},
		func(scan database.Scan) error {
			var state outbox.State
			var n, received int
			err := scan(&state, &n, &received)
			p.States[state] = n
			p.Total, p.Received = p.Total+n, p.Received+received
			return err
		})
	return p, fault("count letters", err)
}

func letters(tx *database.Tx, where string, args ...any) ([]Letter, error) {
	all, err := database.All(tx, `select id, mailing, email, post_box, name, lang, list, source, addressee, state, since, attempts, code, status, ended, received
		from distribution_letter `+where, args, func(scan database.Scan) (l Letter, err error) {
		var box string
		var since, ended, received int64
		err = scan(&l.ID, &l.Mailing, &l.Email, &box, &l.Name, &l.Lang, &l.List, &l.Source, &l.Addressee, &l.State, &since, &l.Attempts, &l.Code, &l.Status, &ended, &received)
		l.Erased = box == l.ID
		l.Since, l.Ended, l.Received = instant(since), instant(ended), instant(received)
		return l, err
	})
	return all, fault("read letters", err)
}
