package roll

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

// Spoke says that somebody of a group has made a statement on a matter, in
// some round of its discussion. Who, it does not say: the token stands for the
// member only to whoever holds the installation's secret, and no row leads to
// a statement. So different speakers can be counted, those without
// attribution among them.
type Spoke struct {
	Matter act.Ref
	Token  string
	Group  group.ID
	Round  int // the latest in which they spoke: the number of versions then issued
}

// Token returns the blind token of a member on a matter.
func Token(secret []byte, matter act.Ref, who member.ID) string {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/spoke/v1\n" + string(matter) + "\n" + string(who)))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:18])
}

// Speakers returns who has spoken on a matter.
func Speakers(tx *database.Tx, matter act.Ref) ([]Spoke, error) {
	return database.All(tx, `select matter, token, grp, round from roll_spoke where matter = $1`, []any{matter},
		func(scan database.Scan) (s Spoke, err error) {
			err = scan(&s.Matter, &s.Token, &s.Group, &s.Round)
			return s, err
		})
}

// Hear keeps that people spoke; a later round replaces an earlier one.
func Hear(tx *database.Tx, spoke []Spoke) error {
	if len(spoke) == 0 {
		return nil
	}
	rows := make([][]any, len(spoke))
	for n, s := range spoke {
		rows[n] = []any{s.Matter, s.Token, s.Group, s.Round}
	}
	return tx.Insert("roll_spoke", []string{"matter", "token", "grp", "round"}, rows,
		"on conflict (matter, token, grp) do update set round = excluded.round")
}

// Count counts the different speakers of a group since a round.
func Count(all []Spoke, g group.ID, since int) (n int) {
	for _, s := range all {
		if s.Group == g && s.Round >= since {
			n++
		}
	}
	return n
}
