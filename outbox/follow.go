package outbox

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A Follower turns what happens into letters to be.
type Follower struct {
	Register *register.Register
	Now      func() time.Time
}

const (
	// stretch is how many acts are followed in one transaction at most, and
	// fillUp how many letters it writes before it stops: nobody else can write
	// meanwhile.
	stretch = 100
	fillUp  = 2000
	// stale is after how long nobody is told any more: whoever switches mail on
	// after a year, or puts a record back, does not mean to mail the past.
	stale = 3 * 24 * time.Hour
)

// Follow writes letters to be for some of the acts from place next on, and
// returns the place after the last of them. It is an errand's.
func (f Follower) Follow(tx *database.Tx, next int64) (after int64, err error) {
	now := f.Now()
	all, err := f.Register.Happenings(tx, next, stretch)
	if err != nil || len(all) == 0 {
		return next, err
	}
	p, told := &people{now: now}, 0
	for _, h := range all {
		if after = h.Seq + 1; now.Sub(h.At) < stale {
			n, err := f.tell(tx, p, h)
			if err != nil {
				return next, fmt.Errorf("act %d: %w", h.Seq, err)
			}
			if told += n; told >= fillUp {
				break
			}
		}
	}
	return after, nil
}

// people are those who can be told, as they are at one moment.
type people struct {
	now      time.Time
	read     bool
	groups   []group.ID
	zones    map[group.ID]*time.Location
	seats    []member.Standing
	roll     map[member.ID]roll.Person
	settings map[member.ID]Settings
}

// load reads them when somebody is first to be told.
func (p *people) load(tx *database.Tx, r *register.Register) error {
	if p.read {
		return nil
	}
	q := r.In(tx, register.Joint)
	n, err := q.Initiative()
	if err != nil {
		return err
	}
	if p.roll, err = q.People(); err != nil {
		return err
	}
	if p.settings, err = settings(tx, ""); err != nil {
		return err
	}
	p.groups, p.seats, p.zones = n.IDs(), member.In(n.Standings, p.now), map[group.ID]*time.Location{}
	for _, g := range n.Groups {
		p.zones[g.ID] = Zone(g.Zone, time.UTC)
	}
	p.read = true
	return nil
}

// locations remembers zones by their names: to read one is to read a file.
var locations sync.Map

// Zone is a zone by its IANA name; otherwise it is another.
func Zone(name string, otherwise *time.Location) *time.Location {
	if loc, ok := locations.Load(name); ok {
		return loc.(*time.Location)
	}
	loc, err := time.LoadLocation(name)
	if name == "" || err != nil {
		return otherwise
	}
	locations.Store(name, loc)
	return loc
}

// of is how somebody wants to be told; ok is false if they cannot be, or do not
// want to.
func (p *people) of(s member.Standing) (set Settings, at *time.Location, ok bool) {
	who, known := p.roll[s.Member]
	if !known || who.Erased || who.Email == "" {
		return set, nil, false
	}
	if set, ok = p.settings[s.Member]; !ok {
		set = Usual
	}
	return set, Zone(who.Zone, p.zones[s.Group]), true
}

// tell writes letters to be for one act, and returns how many people it tells.
func (f Follower) tell(tx *database.Tx, p *people, h register.Happening) (n int, err error) {
	if !slices.ContainsFunc(notice.Table, func(r notice.Row) bool { return r.Of == h.Kind }) {
		return 0, nil
	}
	if err := p.load(tx, f.Register); err != nil {
		return 0, err
	}
	c := notice.Case{Of: h.Kind, Body: h.Body, By: h.Author, Group: h.Group, Groups: p.groups, Rules: h.Matter.Rules,
		Seats: p.seats, Electors: h.Electors, Answered: h.Answers}
	watch := map[member.ID]How{}
	if h.On != act.Initiative {
		if len(h.Matter.Groups) > 0 {
			c.Groups = h.Matter.Groups
		}
		if watch, err = watchers(tx, h.On); err != nil {
			return 0, err
		}
		for who, how := range watch {
			if how == Follow {
				c.Followers = append(c.Followers, who)
			}
		}
	}
	w := writer{tx: tx, items: map[key][]addition{}}
	for _, told := range notice.Tell(c) {
		set, at, ok := p.of(told.Standing)
		reader := register.Reader{Member: told.Member, Standing: told.Standing}
		if !ok || set.Pace == notice.Never || watch[told.Member] == Mute || !h.For(reader) {
			continue
		}
		k := key{Notice, h.On}
		if set.Pace != notice.Each {
			k = key{Digest, ""}
		}
		w.add(k, addition{told.Member, told.Group, told.Why, set.Pace.Due(p.now, at, set.Quiet)})
		n++
	}
	return n, w.flush(h.Seq)
}

// A key is what one letter gathers for one person, as long as it has not been
// sent.
type key struct {
	sort   Sort
	matter act.Ref
}

type addition struct {
	who  member.ID
	home group.ID
	why  string
	due  time.Time
}

// A writer adds one act to many people's letters.
type writer struct {
	tx    *database.Tx
	items map[key][]addition
}

func (w writer) add(k key, a addition) { w.items[k] = append(w.items[k], a) }

// flush writes what was added: into the letter that waits already, or a new one.
func (w writer) flush(seq int64) error {
	var letters, items [][]any
	order := slices.SortedFunc(maps.Keys(w.items), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.sort, b.sort), cmp.Compare(a.matter, b.matter))
	})
	for _, k := range order {
		waiting, err := w.waiting(k, w.items[k])
		if err != nil {
			return err
		}
		for _, a := range w.items[k] {
			id, ok := waiting[a.who]
			if !ok {
				id = rand.Text()
				letters = append(letters, row(Letter{ID: id, Member: a.who, Home: a.home, Sort: k.sort, Matter: k.matter}, 1, a.due))
			}
			items = append(items, []any{id, seq, a.why})
		}
	}
	if err := w.tx.Insert("outbox_letter", letterColumns, letters); err != nil {
		return err
	}
	return w.tx.Insert("outbox_item", []string{"letter", "seq", "why"}, items, "on conflict (letter, seq) do nothing")
}

var letterColumns = []string{"id", "member", "home", "sort", "matter", "grp", "about", "items", "state", "due", "since", "attempts", "code", "ended"}

func row(l Letter, items int64, due time.Time) []any {
	return []any{l.ID, string(l.Member), string(l.Home), string(l.Sort), string(l.Matter), string(l.Group), l.About, items, string(Queued),
		due.UnixMilli(), due.UnixMilli(), int64(0), int64(0), int64(0)}
}

// waiting finds the letters that wait, were never tried, and are to gather what
// is added. It writes to them, so that nobody begins to send one before this
// transaction is over.
func (w writer) waiting(k key, all []addition) (map[member.ID]string, error) {
	found := map[member.ID]string{}
	for some := range slices.Chunk(all, 500) {
		ids := make([]string, len(some))
		for n, a := range some {
			ids[n] = string(a.who)
		}
		args := []any{string(k.sort), string(k.matter)}
		err := w.tx.Each(`update outbox_letter set items = items + 1
			where member in (`+database.In(&args, ids...)+`) and sort = $1 and matter = $2 and state = 'queued' and attempts = 0
			returning member, id`, args, func(scan database.Scan) error {
			var (
				who member.ID
				id  string
			)
			err := scan(&who, &id)
			found[who] = id
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
