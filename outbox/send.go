package outbox

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/register"
)

// Take takes letters that are due, at most limit, those first that have waited
// longest. Nobody else takes them before until; whoever took them and was not
// heard of by then is taken for dead.
func (b *Box) Take(ctx context.Context, now, until time.Time, limit int) (all []Letter, err error) {
	err = b.DB.Write(ctx, func(tx *database.Tx) error {
		// The outer condition says it all once more, because of two that look at
		// the same moment the second waits for the first and looks again.
		all, err = database.All(tx, `update outbox_letter set state = 'sending', attempts = attempts + 1, due = $2
			where id in (select id from outbox_letter where state in ('queued', 'sending') and due <= $1 order by due, id limit $3)
				and state in ('queued', 'sending') and due <= $1
			returning id, member, home, email, sort, matter, grp, about, attempts, since`,
			[]any{now.UnixMilli(), until.UnixMilli(), limit}, func(scan database.Scan) (l Letter, err error) {
				err = scan(&l.ID, &l.Member, &l.Home, &l.Email, &l.Sort, &l.Matter, &l.Group, &l.About, &l.Attempts, &l.Since)
				return l, err
			})
		if err != nil || len(all) == 0 {
			return err
		}
		slices.SortFunc(all, func(a, b Letter) int { return cmp.Or(cmp.Compare(a.Since, b.Since), cmp.Compare(a.ID, b.ID)) })
		return fill(tx, all)
	})
	return all, err
}

// fill reads what letters tell of.
func fill(tx *database.Tx, all []Letter) error {
	at := map[string]int{}
	ids := make([]string, len(all))
	for n, l := range all {
		at[l.ID], ids[n] = n, l.ID
	}
	var args []any
	return tx.Each(`select letter, seq, why from outbox_item where letter in (`+database.In(&args, ids...)+`) order by letter, seq`, args,
		func(scan database.Scan) error {
			var (
				id string
				i  Item
			)
			err := scan(&id, &i.Seq, &i.Why)
			all[at[id]].Items = append(all[at[id]].Items, i)
			return err
		})
}

// Next is when the next letter is due; ok is false if none waits.
func (b *Box) Next(ctx context.Context) (at time.Time, ok bool, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		var ms int64
		err := tx.Row(`select due from outbox_letter where state in ('queued', 'sending') order by due limit 1`, nil, &ms)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		at, ok = time.UnixMilli(ms).UTC(), err == nil
		return err
	})
	return at, ok, err
}

// An Outcome is what became of an attempt.
type Outcome struct {
	ID      string
	Attempt int
	State   State
	Code    int       // what the relay answered, such as 550; 0 if that does not matter
	Again   time.Time // when to try again, if the state is Queued
	Uncount bool      // the attempt was none: the letter was not so much as offered
	Dead    string    // the mark of the address, if that was refused for good
}

// Note keeps what became of attempts. What another has taken over meanwhile
// stays as that one leaves it.
func (b *Box) Note(ctx context.Context, now time.Time, all ...Outcome) error {
	return b.DB.Write(ctx, func(tx *database.Tx) error {
		var dead []Outcome
		err := tx.Together(func() error {
			for _, o := range all {
				ended, due, back := now.UnixMilli(), now.UnixMilli(), 0
				if o.State == Queued {
					ended, due = 0, o.Again.UnixMilli()
				}
				if o.Uncount {
					back = 1
				}
				if err := tx.Exec(`update outbox_letter set state = $3, code = $4, due = $5, ended = $6, attempts = attempts - $7,
						email = case when $3 = 'queued' then email else '' end
					where id = $1 and attempts = $2 and state = 'sending'`,
					o.ID, o.Attempt, string(o.State), o.Code, due, ended, back); err != nil {
					return err
				}
				if o.Dead != "" {
					dead = append(dead, o)
				}
			}
			return nil
		})
		for _, o := range dead {
			if err == nil {
				err = refused(tx, now, o)
			}
		}
		return err
	})
}

// refused counts a refusal of an address as it counts a letter that came back.
func refused(tx *database.Tx, now time.Time, o Outcome) error {
	var who member.ID
	err := tx.Row(`select member from outbox_letter where id = $1 and state = 'refused'`, []any{o.ID}, &who)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return bounced(tx, now, who, o.ID, o.Dead, strconv.Itoa(o.Code))
}

// Announce writes one letter to be for each recipient who wants such letters,
// unless what is announced was announced before for this period. It returns how
// many it wrote.
func (b *Box) Announce(ctx context.Context, r *register.Register, now time.Time, what string, period int64, l Letter, to func([]member.Standing) []member.Standing) (n int, err error) {
	err = b.DB.Write(ctx, func(tx *database.Tx) error {
		var one string
		err := tx.Row(`insert into outbox_told (what, period) values ($1, $2) on conflict do nothing returning what`, []any{what, period}, &one)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // by this or another instance of the program
		}
		if err != nil {
			return err
		}
		p := &people{now: now}
		if err := p.load(tx, r); err != nil {
			return err
		}
		muted := map[member.ID]How{}
		if l.Matter != "" {
			if muted, err = watchers(tx, l.Matter); err != nil {
				return err
			}
		}
		var rows [][]any
		for _, s := range to(p.seats) {
			set, at, ok := p.of(s)
			wants := set.Bulletin
			if l.Sort != Bulletin {
				wants = set.Pace != notice.Never && muted[s.Member] != Mute
			}
			if ok && wants {
				l.ID, l.Member, l.Home = rand.Text(), s.Member, s.Group
				rows = append(rows, row(l, set.Quiet.Next(now, at)))
			}
		}
		n = len(rows)
		return tx.Insert("outbox_letter", letterColumns, rows)
	})
	return n, err
}

// kept is for how long it is kept what became of letters.
const kept = 90 * 24 * time.Hour

// mostSwept is how many letters are forgotten at a time.
const mostSwept = 500

// Sweep forgets letters that ended long ago; more reports whether there are
// others.
func Sweep(tx *database.Tx, now time.Time) (more bool, err error) {
	if err := tx.Exec(`delete from outbox_bounce where at < $1`, now.Add(-kept).UnixMilli()); err != nil {
		return false, err
	}
	old := []any{now.Add(-kept).UnixMilli(), mostSwept}
	ids, err := database.All(tx, `select id from outbox_letter where ended > 0 and ended < $1 order by ended limit $2`, old,
		func(scan database.Scan) (id string, err error) { err = scan(&id); return id, err })
	if err != nil || len(ids) == 0 {
		return false, err
	}
	var args []any
	in := database.In(&args, ids...)
	if err := tx.Exec(`delete from outbox_item where letter in (`+in+`)`, args...); err != nil {
		return false, err
	}
	return len(ids) == mostSwept, tx.Exec(`delete from outbox_letter where id in (`+in+`)`, args...)
}

// A Delivery is what became of a letter.
type Delivery struct {
	ID       string
	Member   member.ID
	Sort     Sort
	Matter   act.Ref
	Group    group.ID
	Items    int
	State    State
	Due      time.Time // when it is tried next, if it still waits
	Since    time.Time // when it was first to be sent
	Attempts int
	Code     int       // of the relay, such as 550
	Status   string    // of the server where it came back from, such as 5.1.1
	Ended    time.Time // zero while it waits
}

// A Place is where a page of a log ends, and the next begins. The zero one is
// before the newest.
type Place struct {
	Since int64
	ID    string
}

// Place is where the log goes on after d.
func (d Delivery) Place() Place { return Place{d.Since.UnixMilli(), d.ID} }

// LogOf returns what became of the letters to a member, newest first, at most
// limit, from a place on.
func (b *Box) LogOf(ctx context.Context, who member.ID, after Place, limit int) ([]Delivery, error) {
	return b.log(ctx, `member`, string(who), after, limit)
}

// LogIn is LogOf for all who sat in a group when they were written to.
func (b *Box) LogIn(ctx context.Context, g group.ID, after Place, limit int) ([]Delivery, error) {
	return b.log(ctx, `home`, string(g), after, limit)
}

func (b *Box) log(ctx context.Context, column, of string, after Place, limit int) (all []Delivery, err error) {
	if after.Since == 0 {
		after.Since = 1 << 62
	}
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		all, err = database.All(tx, `select id, member, sort, matter, grp, items, state, due, since, attempts, code, status, ended
			from outbox_letter where `+column+` = $1 and (since, id) < ($2, $3) order by since desc, id desc limit $4`,
			[]any{of, after.Since, after.ID, limit}, scanDelivery)
		return err
	})
	return all, err
}

func scanDelivery(scan database.Scan) (d Delivery, err error) {
	var due, since, ended int64
	err = scan(&d.ID, &d.Member, &d.Sort, &d.Matter, &d.Group, &d.Items, &d.State, &due, &since, &d.Attempts, &d.Code, &d.Status, &ended)
	d.Due, d.Since = time.UnixMilli(due).UTC(), time.UnixMilli(since).UTC()
	if ended > 0 {
		d.Ended = time.UnixMilli(ended).UTC()
	}
	return d, err
}
