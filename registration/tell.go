package registration

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
)

// Tell is what somebody is still to be written.
type Tell string

// What there is to tell. The later of two takes the place of the earlier, for
// the page that the letter leads to says everything.
const (
	TellNothing   Tell = ""
	TellPlace     Tell = "place"     // a place was freed, and is theirs
	TellReleased  Tell = "released"  // another version of the programme
	TellCancelled Tell = "cancelled" // the conference
	TellMoved     Tell = "moved"     // the conference, to another day or place
	TellInvited   Tell = "invited"   // they are asked to come
)

// Released leaves those to be told who have places and wish to know of the
// programme. Who has not yet been told of their place is told of that.
func Released(tx *database.Tx, conference act.Ref) error {
	return fault("tell", tx.Exec(`update registration set tell = $2 where conference = $1 and state = 'placed' and news and tell = ''`, conference, TellReleased))
}

// ConferenceCancelled leaves everybody to be told who is confirmed or invited.
func ConferenceCancelled(tx *database.Tx, conference act.Ref) error {
	return fault("tell", tx.Exec(`update registration set tell = $2 where conference = $1
		and (state in ('placed', 'waiting') or state = 'asked' and source > '')`, conference, TellCancelled))
}

// Moved leaves everybody to be told who is confirmed, unless they are told of
// something already: the page that any letter leads to says when it is.
func Moved(tx *database.Tx, conference act.Ref) error {
	return fault("tell", tx.Exec(`update registration set tell = $2 where conference = $1 and state in ('placed', 'waiting') and tell in ('', $3)`,
		conference, TellMoved, TellReleased))
}

// Extend keeps what the confirmed wrote until a while after the conference,
// which is over at another time now.
func Extend(tx *database.Tx, conference act.Ref, over time.Time) error {
	if err := tx.Exec(`update registration set until = $2 where conference = $1 and state in ('placed', 'waiting')`, conference, over.Add(KeptAfter).UnixMilli()); err != nil {
		return fault("extend", err)
	}
	return fault("extend", tx.Exec(`update registration set until = $2 where conference = $1 and state = 'asked' and source > ''`, conference, over.UnixMilli()))
}

// Due returns some of those who are to be told something.
func Due(tx *database.Tx, limit int) ([]Registration, error) {
	return read(tx, `where tell > '' order by tell, id limit $1`, limit)
}

// Told notes that somebody was told. If there is something else to tell by now,
// it is told next.
func Told(tx *database.Tx, id string, what Tell) error {
	return fault("told", tx.Exec(`update registration set tell = '' where id = $1 and tell = $2`, id, what))
}

// Sweep erases what has been kept for its time, and lets go of what was erased
// long enough ago. What was never confirmed goes at once.
func Sweep(tx *database.Tx, now time.Time) error {
	if err := tx.Exec(`delete from registration where until <= $1 and (name = '' or state = 'asked')`, now.UnixMilli()); err != nil {
		return fault("sweep", err)
	}
	return fault("sweep", tx.Exec(`update registration set until = $2, `+empty+` where until <= $1`, now.UnixMilli(), now.Add(KeptEmpty).UnixMilli()))
}
