// Package floor keeps the list of speakers of the item that a meeting is taking:
// who asked for the floor, in their order, alike in every city.
//
// Its law: it is a list for the chair and nothing else. It lies beside the
// record, lasts as long as its item, and is joined to nothing. Of a part under
// the Chatham House Rule there is none.
package floor

import (
	"embed"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the table of speakers, or brings it up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("floor", migrations)
}

// A Speaker is somebody on the list.
type Speaker struct {
	Member member.ID
	Spoke  bool // they have had the floor
}

const (
	// most is how many stand on one list.
	most = 200
	// kept is after how long a list is forgotten of which nobody said that its
	// item is over.
	kept = 48 * time.Hour
)

// Ask puts somebody at the end of the list. Whoever is on it stays where they
// are; who has spoken may ask again, and comes last.
func Ask(tx *database.Tx, on act.Ref, it meeting.Item, who member.ID, now time.Time) error {
	if it.Rule {
		return act.Refuse(act.NotNow, "refuse.floor.rule")
	}
	var n int
	if err := tx.Row(`select count(*) from floor_asked where meeting = $1 and item = $2`, []any{string(on), string(it.ID)}, &n); err != nil {
		return err
	}
	if n >= most {
		return act.Refuse(act.TooMany, "refuse.floor.many", most)
	}
	return tx.Exec(`insert into floor_asked (meeting, item, member, at, spoke) values ($1, $2, $3, $4, $5)
		on conflict (meeting, item, member) do update set at = excluded.at, spoke = excluded.spoke where floor_asked.spoke`,
		string(on), string(it.ID), string(who), now.UnixMilli(), false)
}

// Spoke notes that somebody has had the floor.
func Spoke(tx *database.Tx, on act.Ref, item meeting.ItemID, who member.ID) error {
	return tx.Exec(`update floor_asked set spoke = $4 where meeting = $1 and item = $2 and member = $3`, string(on), string(item), string(who), true)
}

// Waive takes somebody off the list.
func Waive(tx *database.Tx, on act.Ref, item meeting.ItemID, who member.ID) error {
	return tx.Exec(`delete from floor_asked where meeting = $1 and item = $2 and member = $3`, string(on), string(item), string(who))
}

// List returns the list of an item, in its order.
func List(tx *database.Tx, on act.Ref, item meeting.ItemID) ([]Speaker, error) {
	return database.All(tx, `select member, spoke from floor_asked where meeting = $1 and item = $2 order by at, member`,
		[]any{string(on), string(item)}, func(scan database.Scan) (s Speaker, err error) {
			err = scan(&s.Member, &s.Spoke)
			return s, err
		})
}

// End forgets all lists of a meeting: the item is over.
func End(tx *database.Tx, on act.Ref) error {
	return tx.Exec(`delete from floor_asked where meeting = $1`, string(on))
}

// Sweep forgets lists that were left lying.
func Sweep(tx *database.Tx, now time.Time) error {
	return tx.Exec(`delete from floor_asked where at < $1`, now.Add(-kept).UnixMilli())
}

// Held is everything that is held here about a person.
type Held struct {
	Asked []HeldAsk `json:"asked,omitempty"`
}

// HeldAsk is that somebody asked for the floor.
type HeldAsk struct {
	Meeting act.Ref   `json:"meeting"`
	Item    string    `json:"item"`
	At      time.Time `json:"at"`
	Spoke   bool      `json:"spoke"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	all, err := database.All(tx, `select meeting, item, at, spoke from floor_asked where member = $1 order by at`, []any{string(who)},
		func(scan database.Scan) (h HeldAsk, err error) {
			var at int64
			err = scan(&h.Meeting, &h.Item, &at, &h.Spoke)
			h.At = time.UnixMilli(at).UTC()
			return h, err
		})
	return Held{all}, err
}

// Forget removes all that is held here about a person.
func Forget(tx *database.Tx, who member.ID) error {
	return tx.Exec(`delete from floor_asked where member = $1`, string(who))
}
