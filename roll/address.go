package roll

import (
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// AddressOver refuses a link that proves no address: nobody was sent it, its
// time is over, it was used, or somebody else asked for it.
const AddressOver = "roll.address.over"

// AddressWaits is how long a new address waits for its owner.
const AddressWaits = 2 * time.Hour

// A NewAddress is one that a person has typed and nobody has proved. It lets
// nobody in and keeps nobody out, and is told to nobody but that person.
type NewAddress struct {
	Email string
	Until time.Time
}

// AskAddress keeps an address until it is proved, in place of one that was
// asked for before, and returns the secret to mail there. taken says that it is
// somebody else's: then nobody may have the secret. What is asked of the
// database is the same.
func AskAddress(tx *database.Tx, who member.ID, email string, now time.Time) (secret string, taken bool, err error) {
	secret = rand.Text() + rand.Text()
	if err := tx.Exec(`delete from roll_address where until <= $1`, now.UnixMilli()); err != nil {
		return "", false, fmt.Errorf("ask for an address: %w", err)
	}
	owner, known, err := AtEmail(tx, email)
	if err != nil {
		return "", false, err
	}
	err = tx.Exec(`insert into roll_address (member, email, digest, until) values ($1, $2, $3, $4)
		on conflict (member) do update set email = excluded.email, digest = excluded.digest, until = excluded.until`,
		who, email, addressDigest(secret), now.Add(AddressWaits).UnixMilli())
	if err != nil {
		return "", false, fmt.Errorf("ask for an address: %w", err)
	}
	return secret, known && owner != who, nil
}

// WaitingAddress returns the address of a person that waits to be proved; ok is
// false if none does.
func WaitingAddress(tx *database.Tx, who member.ID, now time.Time) (a NewAddress, ok bool, err error) {
	return waiting(tx, `member = $1 and until > $2`, who, now.UnixMilli())
}

// AddressOf returns the address that a secret proves for a person, and leaves it
// unused.
func AddressOf(tx *database.Tx, who member.ID, secret string, now time.Time) (NewAddress, error) {
	a, ok, err := waiting(tx, `member = $1 and until > $2 and digest = $3`, who, now.UnixMilli(), addressDigest(secret))
	if err == nil && !ok {
		err = act.Refuse(act.NotFound, AddressOver)
	}
	return a, err
}

func waiting(tx *database.Tx, where string, args ...any) (a NewAddress, ok bool, err error) {
	var until int64
	err = tx.Row(`select email, until from roll_address where `+where, args, &a.Email, &until)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	a.Until = time.UnixMilli(until).UTC()
	return a, err == nil, err
}

// MoveAddress makes the address that a secret proves a person's own. It is good
// once.
func MoveAddress(tx *database.Tx, who member.ID, secret string, now time.Time) error {
	a, err := AddressOf(tx, who, secret, now)
	if err != nil {
		return err
	}
	var gone member.ID
	err = tx.Row(`delete from roll_address where member = $1 and digest = $2 returning member`, []any{who, addressDigest(secret)}, &gone)
	if errors.Is(err, sql.ErrNoRows) {
		return act.Refuse(act.NotFound, AddressOver) // used at this very moment
	}
	if err != nil {
		return fmt.Errorf("move to an address: %w", err)
	}
	p, err := Find(tx, who)
	if err != nil {
		return err
	}
	p.Email = a.Email
	return Put(tx, p)
}

func addressDigest(secret string) []byte {
	d := sha256.Sum256([]byte("counterpart/address/v1\n" + secret))
	return d[:]
}
