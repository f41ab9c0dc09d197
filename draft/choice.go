package draft

import (
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// AtOnce reports whether a member wants a letter whose signature proves that it
// is theirs to be posted without being asked.
func AtOnce(tx *database.Tx, who member.ID) (chosen bool, err error) {
	var one member.ID
	err = tx.Row(`select member from draft_choice where member = $1`, []any{who}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// SetAtOnce keeps what a member chose.
func SetAtOnce(tx *database.Tx, who member.ID, chosen bool) error {
	if chosen {
		return tx.Exec(`insert into draft_choice (member) values ($1) on conflict do nothing`, who)
	}
	return tx.Exec(`delete from draft_choice where member = $1`, who)
}

// quiet is how long somebody is not written to again about the same.
const quiet = time.Hour

// MayTell reports whether a member may be written to about something, and if so
// notes that they were.
func MayTell(tx *database.Tx, who member.ID, about string, now time.Time) (bool, error) {
	var one member.ID
	err := tx.Row(`insert into draft_told (member, about, until) values ($1, $2, $3)
		on conflict (member, about) do update set until = excluded.until where draft_told.until <= $4 returning member`,
		[]any{who, about, now.Add(quiet).UnixMilli(), now.UnixMilli()}, &one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("note an answer: %w", err)
	}
	return true, nil
}
