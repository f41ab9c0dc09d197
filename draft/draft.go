// Package draft keeps what members wrote by mail until they confirm it.
//
// A draft is nobody's but its author's: every question names the member, and
// whoever is not the author is told that there is no such draft. It is no part
// of the record, and becomes one only as an order to the clerk.
//
// Its law: once a draft is confirmed or discarded, nothing here leads from its
// author to it. What they then said without attribution must not be found by
// when they had a draft. Which letters were taken is remembered blindly, so
// that the same letter twice makes one draft.
package draft

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of drafts, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("draft", migrations)
}

// Kept is how long a draft waits for its author, and how long it is remembered
// that a letter was taken.
const Kept = 30 * 24 * time.Hour

// Most is how many drafts wait for one member at most.
const Most = 50

// A Draft is a statement that somebody wrote by mail and has not confirmed.
type Draft struct {
	ID      string
	Member  member.ID
	On      act.Ref
	Words   string
	Lang    string
	Version act.Hash // the latest version when the letter came
	At      time.Time
}

// Key is the idempotency key under which a draft becomes an act, once.
func (d Draft) Key() string { return "draft-" + d.ID }

// Token returns the blind token of a letter by its Message-Id. It tells nothing
// to whoever does not hold the installation's secret.
func Token(secret []byte, who member.ID, on act.Ref, messageID string) string {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "counterpart/draft/v1\n%d\n%s%s\n%s", len(who), who, on, messageID)
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// Put keeps a draft that came by the letter of a token, and returns it with its
// identifier; kept is false if that letter was taken before. A member with too
// many drafts is refused another.
func Put(tx *database.Tx, d Draft, token string) (_ Draft, kept bool, err error) {
	err = tx.Row(`insert into draft_taken (token, until) values ($1, $2) on conflict do nothing returning token`,
		[]any{token, d.At.Add(Kept).UnixMilli()}, &token)
	if errors.Is(err, sql.ErrNoRows) {
		return d, false, nil
	}
	if err != nil {
		return d, false, fmt.Errorf("note a letter: %w", err)
	}
	var n int
	if err := tx.Row(`select count(*) from draft where member = $1`, []any{d.Member}, &n); err != nil {
		return d, false, fmt.Errorf("count drafts: %w", err)
	}
	if n >= Most {
		return d, false, act.Refuse(act.TooMany, "mailin.refuse.many", Most)
	}
	d.ID = rand.Text()
	err = tx.Exec(`insert into draft (id, member, matter, words, lang, version, at) values ($1, $2, $3, $4, $5, $6, $7)`,
		d.ID, d.Member, d.On, d.Words, d.Lang, d.Version.String(), d.At.UnixMilli())
	if err != nil {
		return d, false, fmt.Errorf("keep a draft: %w", err)
	}
	return d, true, nil
}

const columns = `select id, member, matter, words, lang, version, at from draft `

func read(scan database.Scan) (d Draft, err error) {
	var version string
	var at int64
	if err := scan(&d.ID, &d.Member, &d.On, &d.Words, &d.Lang, &version, &at); err != nil {
		return d, err
	}
	d.At = time.UnixMilli(at).UTC()
	d.Version, err = act.ParseHash(version)
	return d, err
}

// Of returns the drafts of a member that were kept since an instant, the
// oldest first.
func Of(tx *database.Tx, who member.ID, since time.Time) ([]Draft, error) {
	all, err := database.All(tx, columns+`where member = $1 and at > $2 order by at, id`, []any{who, since.UnixMilli()}, read)
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return all, nil
}

// Find returns a member's draft. Somebody else's is refused like one that does
// not exist.
func Find(tx *database.Tx, who member.ID, id string) (Draft, error) {
	all, err := database.All(tx, columns+`where id = $1 and member = $2`, []any{id, who}, read)
	if err != nil {
		return Draft{}, fmt.Errorf("read a draft: %w", err)
	}
	if len(all) == 0 {
		return Draft{}, act.Refuse(act.NotFound, "mailin.refuse.unknown")
	}
	return all[0], nil
}

// Drop forgets a member's draft, which was confirmed or discarded.
func Drop(tx *database.Tx, who member.ID, id string) error {
	return tx.Exec(`delete from draft where id = $1 and member = $2`, id, who)
}

// Forget removes all that is held of a member here.
func Forget(tx *database.Tx, who member.ID) error {
	return errors.Join(
		tx.Exec(`delete from draft where member = $1`, who),
		tx.Exec(`delete from draft_choice where member = $1`, who),
		tx.Exec(`delete from draft_told where member = $1`, who),
	)
}

// Sweep forgets drafts that nobody confirmed in time, and what is remembered of
// letters taken before that.
func Sweep(tx *database.Tx, now time.Time) error {
	return errors.Join(
		tx.Exec(`delete from draft where at <= $1`, now.Add(-Kept).UnixMilli()),
		tx.Exec(`delete from draft_taken where until <= $1`, now.UnixMilli()),
		tx.Exec(`delete from draft_told where until <= $1`, now.UnixMilli()),
	)
}
