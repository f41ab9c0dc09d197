package distribution

import (
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
)

// A Want is what somebody asked to be sent: everything, a series, or what is
// of one dimension.
type Want string

// All is everything.
const All Want = "all"

// WantSeries wants a series, and WantDimension what is of a dimension.
func WantSeries(s publication.Series) Want { return Want("series:" + string(s)) }
func WantDimension(id string) Want         { return Want("dimension:" + id) }

// Series is the series that is wanted, if one is.
func (w Want) Series() (s publication.Series, ok bool) {
	rest, ok := strings.CutPrefix(string(w), "series:")
	return publication.Series(rest), ok
}

// Dimension is the dimension that is wanted, if one is.
func (w Want) Dimension() (id string, ok bool) { return strings.CutPrefix(string(w), "dimension:") }

// A Subscriber asked to be sent what is published.
type Subscriber struct {
	ID        string
	Email     string
	Lang      string
	Wants     []Want
	Confirmed bool
	Made      time.Time
	Consent   time.Time // when the address was confirmed
	Until     time.Time // when it is erased if it is not
	Member    member.ID // whose address it was when it was entered, if a member's
	Bounces   int

	postBox string
}

// most is how many may be unconfirmed.
const most = 10_000

// Check returns s as it will be kept, or refuses every field that is wrong.
// Dimensions are those that there are.
func (s Subscriber) Check(dimensions []string) (Subscriber, error) {
	var wants, email error
	s.Email, s.postBox, email = cleanEmail(s.Email)
	for _, w := range s.Wants {
		series, isSeries := w.Series()
		dimension, isDimension := w.Dimension()
		if w != All && !(isSeries && slices.Contains(publication.AllSeries, series)) && !(isDimension && slices.Contains(dimensions, dimension)) {
			wants = act.RefuseField("wants", "refuse.subscribe.wants")
		}
	}
	if len(s.Wants) == 0 {
		wants = act.RefuseField("wants", "refuse.subscribe.wants")
	}
	if slices.Contains(s.Wants, All) {
		s.Wants = []Want{All}
	}
	return s, act.Together(email, cleanLang(s.Lang), wants)
}

// Subscribe keeps a subscriber who was checked, until the address is confirmed.
// Whoever is there already is returned as they are: a form may be anybody's,
// and changes nothing that another said.
func Subscribe(tx *database.Tx, s Subscriber, now time.Time) (kept Subscriber, err error) {
	for range 2 {
		before, err := subscribers(tx, `where post_box = $1`, s.postBox)
		if err != nil {
			return s, err
		}
		if len(before) > 0 {
			return before[0], nil
		}
		var n int64
		if err := tx.Row(`select count(*) from distribution_subscriber where state = 'asked'`, nil, &n); err != nil {
			return s, fault("subscribe", err)
		}
		if n >= most {
			return s, act.Refuse(act.TooMany, "refuse.subscribe.full")
		}
		if s.Member, err = whose(tx, s.Email); err != nil {
			return s, fault("subscribe", err)
		}
		s.ID, s.Made, s.Until, s.Confirmed, s.Consent = rand.Text(), now, now.Add(KeptAsked), false, time.Time{}
		err = tx.Exec(`insert into distribution_subscriber (id, email, post_box, lang, wants, state, made, consent, until, member, bounces)
			values ($1, $2, $3, $4, $5, 'asked', $6, 0, $7, $8, 0) on conflict do nothing`,
			s.ID, s.Email, s.postBox, s.Lang, join(s.Wants), now.UnixMilli(), s.Until.UnixMilli(), s.Member)
		if err != nil {
			return s, fault("subscribe", err)
		}
	}
	return s, nil // not come to: the second look finds one
}

// Confirm notes that whoever holds the link wants to be written to, in which
// language and what. That they left before counts no more.
func Confirm(tx *database.Tx, secret []byte, id string, s Subscriber, now time.Time) error {
	is, err := FindSubscriber(tx, id)
	if err != nil {
		return err
	}
	if err := tx.Exec(`update distribution_subscriber set state = 'confirmed', lang = $2, wants = $3, bounces = 0,
		consent = case when consent = 0 then $4 else consent end, until = 0 where id = $1`,
		id, s.Lang, join(s.Wants), now.UnixMilli()); err != nil {
		return fault("confirm", err)
	}
	return fault("confirm", tx.Exec(`delete from distribution_left where seal = $1`, seal(secret, "left", is.postBox)))
}

// FindSubscriber returns a subscriber.
func FindSubscriber(tx *database.Tx, id string) (Subscriber, error) {
	all, err := subscribers(tx, `where id = $1`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.sending.link")
	}
	if err != nil {
		return Subscriber{}, err
	}
	return all[0], nil
}

// CountSubscribers is how many confirmed their addresses. Who they are is
// nobody's business who keeps a list.
func CountSubscribers(tx *database.Tx) (n int, err error) {
	err = tx.Row(`select count(*) from distribution_subscriber where state = 'confirmed'`, nil, &n)
	return n, fault("count subscribers", err)
}

// Leave takes whoever has an address off every list and out of every log, by
// the link of one of them, and keeps only that they are not to be entered again.
// Letters to them that wait are not sent. Who has left leaves again without
// being told otherwise.
func Leave(tx *database.Tx, secret []byte, id string, now time.Time) error {
	var box string
	all, err := database.All(tx, `select post_box from distribution_subscriber where id = $1
		union select post_box from distribution_contact where id = $1`, []any{id}, func(scan database.Scan) (s string, err error) {
		err = scan(&s)
		return s, err
	})
	if err != nil || len(all) == 0 {
		return fault("leave", err)
	}
	box = all[0]
	if err := tx.Exec(`insert into distribution_left (seal, at) values ($1, $2) on conflict do nothing`, seal(secret, "left", box), now.UnixMilli()); err != nil {
		return fault("leave", err)
	}
	return eraseBox(tx, box, now)
}

// eraseBox forgets an address.
func eraseBox(tx *database.Tx, box string, now time.Time) error {
	if err := tx.Exec(`update distribution_letter set `+emptied+`,
		ended = case when state in ('queued', 'held') then $2 else ended end, state = case when state in ('queued', 'held') then 'void' else state end
		where source in (select id from distribution_subscriber where post_box = $1 union select id from distribution_contact where post_box = $1)`,
		box, now.UnixMilli()); err != nil {
		return fault("erase an address", err)
	}
	if err := tx.Exec(`delete from distribution_subscriber where post_box = $1`, box); err != nil {
		return fault("erase an address", err)
	}
	return fault("erase an address", tx.Exec(`delete from distribution_contact where post_box = $1`, box))
}

// emptied is how a row of a log loses whatever it says of a person. A letter on
// its way keeps its address until it has come to an end.
const emptied = `name = '', member = '', email = case when state = 'sending' then email else '' end, post_box = id`

func join(wants []Want) string {
	var all []string
	for _, w := range wants {
		all = append(all, string(w))
	}
	return strings.Join(all, " ")
}

func split(s string) (wants []Want) {
	for _, w := range strings.Fields(s) {
		wants = append(wants, Want(w))
	}
	return wants
}

func subscribers(tx *database.Tx, where string, args ...any) ([]Subscriber, error) {
	all, err := database.All(tx, `select id, email, post_box, lang, wants, state, made, consent, until, member, bounces from distribution_subscriber `+where, args,
		func(scan database.Scan) (s Subscriber, err error) {
			var wants, state string
			var made, consent, until int64
			err = scan(&s.ID, &s.Email, &s.postBox, &s.Lang, &wants, &state, &made, &consent, &until, &s.Member, &s.Bounces)
			s.Wants, s.Confirmed, s.Made, s.Consent, s.Until = split(wants), state == "confirmed", instant(made), instant(consent), instant(until)
			return s, err
		})
	return all, fault("read subscribers", err)
}
