package register

import (
	"hash/maphash"
	"iter"
	"maps"
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
	people People
	at     int64     // the number of changes of which people is true
	looked time.Time // when that was last seen to be all; zero if it may not be
	erased bool      // somebody was erased since people was last read
}

// People is what the roll knows of everybody, as far as it takes to draw their
// names: there are no biographies and no former posts in it, and nobody who was
// erased. Addresses are in it, and never to be given out whole. It does not
// change, and many may read it at once.
type People struct{ shelves *shelves }

// The people lie on shelves. To change one of them, one shelf is copied, and not
// what is known of all the others.
type shelves [256]map[member.ID]roll.Person

var shelving = maphash.MakeSeed()

func shelf(id member.ID) int { return int(maphash.Comparable(shelving, id) % uint64(len(shelves{}))) }

// Find returns what is known of a member.
func (p People) Find(id member.ID) (roll.Person, bool) {
	if p.shelves == nil {
		return roll.Person{}, false
	}
	who, ok := p.shelves[shelf(id)][id]
	return who, ok
}

// Of is Find, of whom nothing is known as a person without any name.
func (p People) Of(id member.ID) roll.Person {
	who, _ := p.Find(id)
	return who
}

// All goes through everybody, in no order.
func (p People) All() iter.Seq2[member.ID, roll.Person] {
	return func(yield func(member.ID, roll.Person) bool) {
		if p.shelves == nil {
			return
		}
		for _, some := range p.shelves {
			for id, who := range some {
				if !yield(id, who) {
					return
				}
			}
		}
	}
}

// With returns the people with some of them changed, or gone.
func (p People) With(changed map[member.ID]roll.Person) People {
	var now shelves
	if p.shelves != nil {
		now = *p.shelves
	}
	var own [len(now)]bool // the shelf is a copy already
	for id, who := range changed {
		n := shelf(id)
		if !own[n] {
			now[n], own[n] = maps.Clone(now[n]), true
		}
		if now[n] == nil {
			now[n] = map[member.ID]roll.Person{}
		}
		if now[n][id] = who; who.Erased {
			delete(now[n], id)
		}
	}
	return People{&now}
}

// People returns what the roll knows of everybody.
//
// It is read once, and afterwards only those are read who have changed: neither
// a page nor a change costs more for how many there are.
func (q Questions) People() (People, error) {
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
	if n.people.shelves != nil && time.Since(n.looked) < peopleAge {
		return n, nil
	}
	now, err := roll.Changes(q.tx)
	if err != nil {
		return names{}, err
	}
	if n.people.shelves == nil || n.at != now {
		if n, err = n.after(q.tx, now); err != nil {
			return names{}, err
		}
	}
	n.looked = time.Now()
	q.cache.mu.Lock()
	if n.erased { // and what they said with them, perhaps
		q.cache.lines, q.cache.lineBytes, n.erased = nil, 0, false
	}
	if q.cache.names.people.shelves == nil || n.at >= q.cache.names.at {
		q.cache.names = n
	}
	q.cache.mu.Unlock()
	return n, nil
}

// after returns n brought up to date.
func (n names) after(tx *database.Tx, now int64) (names, error) {
	since := n.at
	if n.people.shelves == nil || now < n.at { // another roll was put in its place
		since, n.people = -1, People{}
	}
	changed, err := roll.Names(tx, since)
	if err != nil {
		return names{}, err
	}
	erased := false
	for _, who := range changed {
		erased = erased || since >= 0 && who.Erased
	}
	return names{people: n.people.With(changed), at: now, erased: erased}, nil
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
