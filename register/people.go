package register

import (
	"time"

	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// peopleAge is for how long names may be out of date: a page needs dozens, and
// they change a few times a year.
const peopleAge = 2 * time.Second

// People returns what the roll knows of everybody, by member. What it returns
// is shared, and not to be changed. Addresses are in it: it is for drawing
// names, and never to be given out whole.
func (q Questions) People() (map[member.ID]roll.Person, error) {
	q.cache.mu.RLock()
	people, read := q.cache.people, q.cache.peopleRead
	q.cache.mu.RUnlock()
	if people != nil && time.Since(read) < peopleAge {
		return people, nil
	}
	all, err := roll.People(q.tx)
	if err != nil {
		return nil, err
	}
	people = make(map[member.ID]roll.Person, len(all))
	for _, p := range all {
		people[p.Member] = p
	}
	q.cache.mu.Lock()
	q.cache.people, q.cache.peopleRead = people, time.Now()
	q.cache.mu.Unlock()
	return people, nil
}

// ForgetPeople makes the next question about names read the roll afresh. Who
// changes the roll calls it.
func (r *Register) ForgetPeople() {
	r.cache.mu.Lock()
	r.cache.people = nil
	r.cache.mu.Unlock()
}
