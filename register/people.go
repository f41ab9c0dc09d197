package register

import (
	"maps"
	"slices"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// peopleAge is for how long names may be out of date that another instance of
// the program has changed.
const peopleAge = 2 * time.Second

// names are what the register keeps in memory of the roll.
type names struct {
	people map[member.ID]roll.Person
	at     int64     // the number of changes of which people is true
	looked time.Time // when that was last seen to be all; zero if it may not be
	erased bool      // somebody was erased since people was last read
}

// People returns what the roll knows of everybody, by member, as far as it
// takes to draw their names: there are no biographies and no former posts in
// it. What it returns is shared, and not to be changed. Addresses are in it, and
// never to be given out whole.
//
// It is read once, and afterwards only those are read who have changed: a page
// costs no more for how many there are.
func (q Questions) People() (map[member.ID]roll.Person, error) {
	n, err := q.names()
	return n.people, err
}

// Changes is a number that changes whenever anything does that is known of
// people.
func (q Questions) Changes() (int64, error) {
	n, err := q.names()
	return n.at, err
}

func (q Questions) names() (names, error) {
	q.cache.mu.RLock()
	n := q.cache.names
	q.cache.mu.RUnlock()
	if n.people != nil && time.Since(n.looked) < peopleAge {
		return n, nil
	}
	now, err := roll.Changes(q.tx)
	if err != nil {
		return names{}, err
	}
	if n.people == nil || n.at != now {
		if n, err = n.after(q.tx, now); err != nil {
			return names{}, err
		}
	}
	n.looked = time.Now()
	q.cache.mu.Lock()
	if n.erased { // and what they said with them, perhaps
		q.cache.lines, q.cache.lineBytes, n.erased = nil, 0, false
	}
	if q.cache.names.people == nil || n.at >= q.cache.names.at {
		q.cache.names = n
	}
	q.cache.mu.Unlock()
	return n, nil
}

// after returns n brought up to date: a new map, for the old one is being read.
func (n names) after(tx *database.Tx, now int64) (names, error) {
	since := n.at
	if n.people == nil || now < n.at { // another roll was put in its place
		since, n.people = -1, nil
	}
	changed, err := roll.Names(tx, since)
	if err != nil {
		return names{}, err
	}
	n.erased = since >= 0 && slices.ContainsFunc(slices.Collect(maps.Values(changed)), func(p roll.Person) bool { return p.Erased })
	people := make(map[member.ID]roll.Person, len(n.people)+len(changed))
	maps.Copy(people, n.people)
	for id, p := range changed {
		if people[id] = p; p.Erased {
			delete(people, id)
		}
	}
	return names{people: people, at: now, erased: n.erased}, nil
}

// ForgetPeople makes the next question about names look whether any have
// changed. Who changes the roll calls it.
func (r *Register) ForgetPeople() {
	r.cache.mu.Lock()
	r.cache.names.looked = time.Time{}
	r.cache.mu.Unlock()
}

// Person returns everything that the roll knows of a member. It is for a page
// about them, and whoever may see them may read it but for the address.
func (q Questions) Person(id member.ID) (roll.Person, error) { return roll.Find(q.tx, id) }

// Photo returns a member's photograph as a JPEG of a width; nil if there is none.
func (q Questions) Photo(id member.ID, width int) ([]byte, error) {
	return roll.PhotoOf(q.tx, id, width)
}

// Erasures returns the requests to erase somebody that nobody has carried out.
func (q Questions) Erasures() ([]roll.Erasure, error) { return roll.Erasures(q.tx) }

// A seats holds who sits from one instant to another, between which nobody
// takes a seat or leaves one, and everything that each has ever held.
type seats struct {
	turn        int
	all         []member.Standing
	from, until time.Time
	of          map[member.ID]member.Standing
	ever        map[member.ID][]member.Standing
}

// seats returns those of an instant. What it returns is shared.
func (q Questions) seats(at time.Time) (*seats, error) {
	n, err := q.Initiative()
	if err != nil {
		return nil, err
	}
	q.cache.mu.RLock()
	s := q.cache.seats
	q.cache.mu.RUnlock()
	if s != nil && s.turn == n.Turn && !at.Before(s.from) && (s.until.IsZero() || at.Before(s.until)) {
		return s, nil
	}
	now := &seats{turn: n.Turn, all: member.In(n.Standings, at), from: at, of: map[member.ID]member.Standing{}}
	for _, held := range now.all {
		if _, ok := now.of[held.Member]; !ok {
			now.of[held.Member] = held
		}
	}
	if s != nil && s.turn == n.Turn {
		now.ever = s.ever
	} else {
		now.ever = make(map[member.ID][]member.Standing, len(now.of))
		for _, held := range n.Standings {
			now.ever[held.Member] = append(now.ever[held.Member], held)
		}
	}
	for _, one := range n.Standings {
		for _, change := range []time.Time{one.From, one.To} {
			if change.After(at) && (now.until.IsZero() || change.Before(now.until)) {
				now.until = change
			}
		}
	}
	q.cache.mu.Lock()
	if q.cache.seats == nil || q.cache.seats.turn != n.Turn || !now.from.Before(q.cache.seats.from) {
		q.cache.seats = now
	}
	q.cache.mu.Unlock()
	return now, nil
}

// A Sitting knows which seats members have held, however many there are.
// Two are equal if they are the same.
type Sitting struct{ of *seats }

// Sitting returns what is known of seats. It is shared.
func (q Questions) Sitting(at time.Time) (Sitting, error) {
	s, err := q.seats(at)
	if err != nil {
		return Sitting{}, err
	}
	return Sitting{s}, nil
}

// All returns who sits now. It is shared, and not to be changed.
func (s Sitting) All() []member.Standing {
	if s.of == nil {
		return nil
	}
	return s.of.all
}

// Of returns every seat that a member has held, in the order of appointment.
func (s Sitting) Of(id member.ID) []member.Standing {
	if s.of == nil {
		return nil
	}
	return s.of.ever[id]
}

// At returns the seat that a member holds at an instant.
func (s Sitting) At(id member.ID, at time.Time) (member.Standing, bool) {
	return member.Of(s.Of(id), id, at)
}

// Group is the group in which a member sits, or sat last; empty if in none. It
// is what there is to say of somebody whose name is erased.
func (s Sitting) Group(id member.ID) group.ID {
	held := s.Of(id)
	if len(held) == 0 {
		return ""
	}
	return held[len(held)-1].Group
}

// Everybody returns what the roll knows of everybody, whole and by their
// identifiers. It is for lists as files, not for pages.
func (q Questions) Everybody() ([]roll.Person, error) { return roll.People(q.tx) }
