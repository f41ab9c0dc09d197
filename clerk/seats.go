package clerk

import (
	"time"

	"example.org/counterpart/member"
)

// seats are the standings held from one instant to another, between which
// nobody takes a seat or leaves one.
type seats struct {
	all         []member.Standing
	of          map[member.ID]member.Standing
	from, until time.Time // until is zero if nothing is to end
}

// seatsAt picks those held at an instant.
func seatsAt(all []member.Standing, at time.Time) *seats {
	s := &seats{all: member.In(all, at), of: map[member.ID]member.Standing{}, from: at}
	for _, held := range s.all {
		if _, ok := s.of[held.Member]; !ok {
			s.of[held.Member] = held
		}
	}
	for _, one := range all {
		for _, change := range []time.Time{one.From, one.To} {
			if change.After(at) && (s.until.IsZero() || change.Before(s.until)) {
				s.until = change
			}
		}
	}
	return s
}

// at reports whether s are the seats of an instant.
func (s *seats) at(at time.Time) bool {
	return s != nil && !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until))
}

// seats returns who sits at the instant of the batch.
func (b *batch) seats() (*seats, error) {
	n, err := b.initiative()
	if err != nil {
		return nil, err
	}
	if book := &b.clerk.book; !book.seats.at(b.at) {
		book.seats = seatsAt(n.Standings, b.at)
	}
	return b.clerk.book.seats, nil
}

// seat returns the seat of whoever orders; of somebody who has none, a seat
// that is nowhere.
func (s *seats) seat(id member.ID) member.Standing {
	held := s.of[id]
	held.Member = id
	return held
}
