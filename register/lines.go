package register

import (
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// A spot is where an act lies in the record, and in which scope it is now.
type spot struct {
	seq   int64
	scope string
}

func scanSpot(scan database.Scan) (s spot, err error) {
	err = scan(&s.seq, &s.scope)
	return s, err
}

// lines returns the acts for which a condition on register_act a holds, in
// the order that it asks for.
func (q Questions) lines(where string, args ...any) ([]Line, error) {
	spots, err := database.All(q.tx, `select a.seq, a.scope from register_act a `+where, args, scanSpot)
	if err != nil {
		return nil, err
	}
	return q.at(spots)
}

// at returns the acts at spots. An act never changes, so one that was read
// before is remembered; only its scope does, and that comes with the spot.
func (q Questions) at(spots []spot) ([]Line, error) {
	out := make([]Line, len(spots))
	var missing []int64
	q.cache.mu.RLock()
	for n, s := range spots {
		if l, ok := q.cache.lines[s.seq]; ok {
			out[n] = l
		} else {
			missing = append(missing, s.seq)
		}
	}
	q.cache.mu.RUnlock()
	if len(missing) > 0 {
		read, err := q.read(missing)
		if err != nil {
			return nil, err
		}
		for n, s := range spots {
			if l, ok := read[s.seq]; ok {
				out[n] = l
			}
		}
	}
	for n, s := range spots {
		out[n].Audience = audienceOf(s.scope)
	}
	return out, nil
}

// read reads acts and remembers them.
func (q Questions) read(places []int64) (map[int64]Line, error) {
	const most = 500
	read := make(map[int64]Line, len(places))
	size := 0
	for len(places) > 0 {
		n := min(most, len(places))
		var args []any
		err := q.tx.Each(`
			select a.seq, a.hash, a.author, a.via, e.data, p.data
			from register_act a join record_entry e on e.seq = a.seq left join record_payload p on p.seq = a.seq
			where a.seq in (`+database.In(&args, places[:n]...)+`)`, args,
			func(scan database.Scan) error {
				l, bytes, err := scanLine(scan)
				read[l.Seq] = l
				size += bytes
				return err
			})
		if err != nil {
			return nil, err
		}
		places = places[n:]
	}
	q.cache.remember(read, size)
	return read, nil
}

func scanLine(scan database.Scan) (l Line, size int, err error) {
	var (
		author, via         member.ID
		hash, header, words []byte
	)
	if err = scan(&l.Seq, &hash, &author, &via, &header, &words); err != nil {
		return l, 0, err
	}
	a, err := Kinds.Decode(l.Seq, act.Hash(hash), header)
	if err != nil {
		return l, 0, err
	}
	l = Line{Seq: a.Seq, On: a.On, Hash: a.Hash, Kind: a.Kind, At: a.At, Group: a.Group, Author: author, Via: via, Assisted: a.Via != "", Attribution: act.Named, Body: a.Body}
	if s, ok := a.Body.(procedure.Stated); ok {
		l.Attribution = s.Attribution
	}
	var there bool
	l.Words, there, err = Kinds.Words(l.Kind, words)
	l.Erased = l.Words != nil && !there
	return l, 500 + len(header) + len(words), err
}

// mostRemembered is how many bytes of acts are remembered, about; beyond it
// remembering begins afresh.
const mostRemembered = 24 << 20

func (c *cache) remember(read map[int64]Line, size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lines == nil || c.lineBytes+size > mostRemembered {
		c.lines, c.lineBytes = make(map[int64]Line), 0
	}
	if size > mostRemembered {
		return
	}
	for seq, l := range read {
		c.lines[seq] = l
	}
	c.lineBytes += size
}

// Forget makes the register read an act afresh. Who erases words calls it.
func (r *Register) Forget(seq int64) {
	r.cache.mu.Lock()
	delete(r.cache.lines, seq)
	r.cache.mu.Unlock()
}

// A view is what readers of the same scopes see of a matter.
type view struct {
	ref    act.Ref
	scopes string
	limit  int
}

func (q Questions) view(ref act.Ref, limit int) view {
	return view{ref, strings.Join(q.reader.Scopes(), " "), limit}
}

// seen is where the newest acts in a view lay when last was the newest act on
// the matter.
type seen struct {
	last  int64
	spots []spot
}

// newest returns where the newest acts in a view lie, if that is remembered
// and there has been no act on the matter since.
func (c *cache) newest(v view, last int64) ([]spot, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	s, ok := c.views[v]
	return s.spots, ok && s.last == last
}

func (c *cache) keepNewest(v view, last int64, spots []spot) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.views == nil || len(c.views) >= mostCached {
		c.views = map[view]seen{}
	}
	c.views[v] = seen{last, spots}
}
