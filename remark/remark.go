// Package remark keeps what is remarked on drafts of publications, and who from
// outside was asked to check one.
//
// Remarks are working papers. They are nobody's official word, so they lie beside
// the record and can be erased.
//
// The law of this package: it says nothing of who may read. Whoever asks has been
// shown the draft by the register, or holds a key that opens one publication in
// one language, until a day, and nothing else.
package remark

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables.
func Open(tx *database.Tx) error {
	return tx.Migrate("remark", migrations)
}

// Limits.
const (
	MaxWords = 4000 // letters of a remark
	most     = 2000 // remarks on a publication in one language, which nobody reaches who works
)

// A Remark is one remark on a part of a version, or an answer to one.
type Remark struct {
	ID          string
	Publication act.Ref
	Lang        string
	Version     act.Hash
	Part        text.ParagraphID // empty: on the whole
	Reply       string           // the remark that it answers
	Author      member.ID        // empty once they are forgotten
	Check       string           // the invitation of somebody from outside
	Words       string
	At          time.Time
	Settled     time.Time
	SettledBy   member.ID
}

const columns = `id, publication, lang, version, part, reply, author, fact_check, words, at, settled, settled_by`

func scan(read database.Scan) (r Remark, err error) {
	var version string
	var at, settled int64
	if err = read(&r.ID, &r.Publication, &r.Lang, &version, &r.Part, &r.Reply, &r.Author, &r.Check, &r.Words, &at, &settled, &r.SettledBy); err != nil {
		return r, err
	}
	r.At, r.Settled = time.UnixMilli(at).UTC(), instant(settled)
	r.Version, err = act.ParseHash(version)
	return r, err
}

func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// ID makes of a form's key and its sender the id of the remark that it asks for,
// so that a form that is sent twice makes one.
func ID(who member.ID, key string) string {
	sum := sha256.Sum256([]byte(string(who) + " " + key))
	return hex.EncodeToString(sum[:])
}

// Put keeps a remark. An answer is on what the remark that it answers is on.
func Put(tx *database.Tx, r Remark) error {
	words, err := text.Clean(r.Words, MaxWords)
	if err != nil {
		p := text.AsProblem(err)
		return act.RefuseField("words", p.Key, p.Args...)
	}
	if strings.TrimSpace(words) == "" {
		return act.RefuseField("words", "refuse.remark.words")
	}
	var n int
	if err := tx.Row(`select count(*) from remark where publication = $1 and lang = $2`, []any{string(r.Publication), r.Lang}, &n); err != nil {
		return fault("count", err)
	}
	if n >= most {
		return act.Refuse(act.NotNow, "refuse.remark.many", most)
	}
	if r.Reply != "" {
		to, err := find(tx, r.Reply)
		if err != nil {
			return err
		}
		if to.Publication != r.Publication || to.Lang != r.Lang || to.Reply != "" {
			return act.Refuse(act.NotFound, "refuse.remark.unknown")
		}
		r.Version, r.Part = to.Version, to.Part
	}
	if r.ID == "" {
		r.ID = rand.Text()
	}
	return fault("keep", tx.Exec(`insert into remark (`+columns+`) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, '') on conflict (id) do nothing`,
		r.ID, string(r.Publication), r.Lang, r.Version.String(), string(r.Part), r.Reply, string(r.Author), r.Check, words, r.At.UnixMilli()))
}

// On lists the remarks on a publication in one language, the oldest first.
func On(tx *database.Tx, ref act.Ref, lang string) ([]Remark, error) {
	return database.All(tx, `select `+columns+` from remark where publication = $1 and lang = $2 order by at, id limit $3`,
		[]any{string(ref), lang, 2 * most}, scan)
}

// Settle marks a remark on a publication as settled, or opens it again.
func Settle(tx *database.Tx, ref act.Ref, id string, by member.ID, at time.Time) error {
	r, err := find(tx, id)
	if err != nil {
		return err
	}
	if r.Publication != ref || r.Reply != "" {
		return act.Refuse(act.NotFound, "refuse.remark.unknown")
	}
	settled := int64(0)
	if r.Settled.IsZero() {
		settled = at.UnixMilli()
	}
	return fault("settle", tx.Exec(`update remark set settled = $1, settled_by = $2 where id = $3`, settled, string(by), id))
}

// TakeBack erases a remark of somebody's own, and what was answered to it stays.
func TakeBack(tx *database.Tx, ref act.Ref, id string, by member.ID) error {
	r, err := find(tx, id)
	if err != nil {
		return err
	}
	if r.Publication != ref || r.Author != by || by == "" {
		return act.Refuse(act.NotFound, "refuse.remark.unknown")
	}
	return fault("take back", tx.Exec(`update remark set words = '' where id = $1`, id))
}

func find(tx *database.Tx, id string) (Remark, error) {
	all, err := database.All(tx, `select `+columns+` from remark where id = $1`, []any{id}, scan)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.remark.unknown")
	}
	if err != nil {
		return Remark{}, err
	}
	return all[0], nil
}

func fault(doing string, err error) error {
	if err == nil || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return fmt.Errorf("remarks: %s: %w", doing, err)
}
