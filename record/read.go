package record

import (
	"database/sql"
	"errors"
	"fmt"

	"example.org/counterpart/database"
)

// Entries returns at most limit entries from place from on, in order, with the
// payloads that are still there.
func Entries(tx *database.Tx, from int64, limit int) ([]Entry, error) {
	return database.All(tx, `
		select e.seq, e.topic, e.kind, e.data, p.salt, p.data
		from record_entry e left join record_payload p on p.seq = e.seq
		where e.seq >= $1 order by e.seq limit $2`,
		[]any{from, limit}, scanWhole)
}

// About returns the entries on a topic after the place after (-1: all), in
// order and without payloads: a rule that reads the record may not read what
// can be erased.
func About(tx *database.Tx, topic string, after int64) ([]Entry, error) {
	return database.All(tx, `
		select seq, topic, kind, data from record_entry
		where topic = $1 and seq > $2 order by seq`,
		[]any{topic, after}, scanEntry)
}

// Last returns the newest entry of a kind, without its payload; ok is false if
// there is none.
func Last(tx *database.Tx, kind string) (e Entry, ok bool, err error) {
	return Before(tx, kind, 1<<62)
}

// Before is Last, but looks only before a place.
func Before(tx *database.Tx, kind string, seq int64) (e Entry, ok bool, err error) {
	err = tx.Row(`
		select seq, topic, kind, data from record_entry
		where kind = $1 and seq < $2 order by seq desc limit 1`,
		[]any{kind, seq}, &e.Seq, &e.Topic, &e.Kind, &e.Data)
	return found(e, err)
}

// At returns the entry at a place, with its payload if that is still there; ok
// is false if the record does not reach so far.
func At(tx *database.Tx, seq int64) (e Entry, ok bool, err error) {
	err = tx.Row(`
		select e.seq, e.topic, e.kind, e.data, p.salt, p.data
		from record_entry e left join record_payload p on p.seq = e.seq
		where e.seq = $1`,
		[]any{seq}, &e.Seq, &e.Topic, &e.Kind, &e.Data, &e.Salt, &e.Payload)
	return found(e, err)
}

func found(e Entry, err error) (Entry, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return Entry{}, false, nil
	}
	return e, err == nil, err
}

// Payload returns the salt and payload of an entry, or nil if it has none, or
// has none any more.
func Payload(tx *database.Tx, seq int64) (salt, payload []byte, err error) {
	err = tx.Row(`select salt, data from record_payload where seq = $1`, []any{seq}, &salt, &payload)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil, nil
	}
	return salt, payload, err
}

// Erase deletes the salt and payload of an entry. The entry, the tree and all
// proofs stay as they are, and nothing left here tells what the payload was.
// Copies elsewhere, such as exports and backups, are the caller's to see to.
func Erase(tx *database.Tx, seq int64) error {
	if err := tx.Exec(`delete from record_payload where seq = $1`, seq); err != nil {
		return fmt.Errorf("erase the payload of entry %d: %w", seq, err)
	}
	return nil
}

func scanEntry(scan database.Scan) (e Entry, err error) {
	err = scan(&e.Seq, &e.Topic, &e.Kind, &e.Data)
	return e, err
}

func scanWhole(scan database.Scan) (e Entry, err error) {
	err = scan(&e.Seq, &e.Topic, &e.Kind, &e.Data, &e.Salt, &e.Payload)
	return e, err
}
