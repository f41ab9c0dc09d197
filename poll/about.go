package poll

import (
	"errors"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// Held is everything that is held here about a person.
type Held struct {
	Asked    []HeldPoll   `json:"polls,omitempty"`
	Answered []HeldAnswer `json:"marks,omitempty"`
}

// HeldPoll is a question that the person asked.
type HeldPoll struct {
	Title string    `json:"title"`
	At    time.Time `json:"at"`
}

// HeldAnswer is how the person marked one slot.
type HeldAnswer struct {
	Title string    `json:"title"`
	Start time.Time `json:"start"`
	Mark  Mark      `json:"mark"`
}

// About returns everything that is held here about a person.
func About(tx *database.Tx, who member.ID) (any, error) {
	var held Held
	asked, err := database.All(tx, `select id, title, groups, member, at from poll where member = $1 order by at, id`, []any{who}, scanPoll)
	if err != nil {
		return nil, err
	}
	for _, p := range asked {
		held.Asked = append(held.Asked, HeldPoll{p.Title, p.At})
	}
	held.Answered, err = database.All(tx, `select p.title, k.starts, k.mark from poll_mark k join poll p on p.id = k.poll where k.member = $1 order by k.starts, p.id`,
		[]any{who}, func(scan database.Scan) (a HeldAnswer, err error) {
			var starts int64
			err = scan(&a.Title, &starts, &a.Mark)
			a.Start = time.UnixMilli(starts).UTC()
			return a, err
		})
	return held, err
}

// Forget removes all that is held of a person here. A poll that they asked
// stays with the others' answers, without their words.
func Forget(tx *database.Tx, who member.ID) error {
	return errors.Join(tx.Exec(`delete from poll_mark where member = $1`, who),
		tx.Exec(`update poll set member = '', title = '' where member = $1`, who))
}
