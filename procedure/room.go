package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
)

// A Room is what the rules on a matter need to know of a meeting that is in
// session: what it is at, and who is there.
type Room struct {
	Matter  act.Ref     // of the item that is being taken; empty if it is of none
	Asks    string      // what is asked of the meeting under it
	Members []member.ID // all members in the rooms
}

// entitled is how many of some are in the rooms.
func (r Room) entitled(some []member.ID) (n int) {
	for _, id := range some {
		if slices.Contains(r.Members, id) {
			n++
		}
	}
	return n
}

// in returns the room of a meeting, and refuses unless it is at an item on a
// matter that asks for what is about to be recorded.
func (i Instant) in(meeting, matter act.Ref, asks string) (Room, error) {
	if i.Room == nil {
		return Room{}, act.RefuseField("meeting", "refuse.meeting.unknown")
	}
	r, ok := i.Room(meeting)
	switch {
	case !ok:
		return r, act.RefuseField("meeting", "refuse.meeting.unknown")
	case r.Matter != matter || r.Asks != asks:
		return r, act.RefuseField("meeting", "refuse.room.item")
	}
	return r, nil
}
