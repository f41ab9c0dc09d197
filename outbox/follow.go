package outbox

import (
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
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
	// fillUp after how many rows it stops: nobody else can write meanwhile.
	stretch = 100
	fillUp  = 2000
	// stale is after how long nobody is told any more: whoever switches mail on
	// after a year, or puts a record back, does not mean to mail the past.
	stale = 3 * 24 * time.Hour
	// Settles is how long a letter waits for more of an agenda that somebody is
	// writing, so that they all are in one.
	Settles = 30 * time.Minute
)

// Follow writes letters to be for some of the acts from place next on, and
// returns the place after the last of them. It is an errand's.
func (f Follower) Follow(tx *database.Tx, next int64) (after int64, err error) {
	now := f.Now()
	all, err := f.Register.Happenings(tx, next, stretch)
	if err != nil || len(all) == 0 {
		return next, err
	}
	w := &writer{tx: tx, people: people{now: now}, fresh: map[key]map[member.ID]*Letter{}}
	for _, h := range all {
		if after = h.Seq + 1; now.Sub(h.At) < stale {
			if err := f.tell(w, h); err != nil {
				return next, fmt.Errorf("act %d: %w", h.Seq, err)
			}
			if len(w.items) >= fillUp {
				break
			}
		}
	}
	return after, w.flush()
}

// people are those who can be told, as they are at one moment.
type people struct {
	now      time.Time
	read     bool
	groups   []group.ID
	zones    map[group.ID]*time.Location
	seats    []member.Standing
	grants   []member.Grant
	roll     register.People
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
	p.groups, p.seats, p.grants, p.zones = n.IDs(), member.In(n.Standings, p.now), n.Grants, map[group.ID]*time.Location{}
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
	who, known := p.roll.Find(s.Member)
	if !known || who.Email == "" {
		return set, nil, false
	}
	if set, ok = p.settings[s.Member]; !ok {
		set = Usual
	}
	return set, Zone(who.Zone, p.zones[s.Group]), true
}

// tell adds one act to letters to be.
func (f Follower) tell(w *writer, h register.Happening) error {
	if !slices.ContainsFunc(notice.Table, func(r notice.Row) bool { return r.Of == h.Kind }) {
		return nil
	}
	p := &w.people
	if err := p.load(w.tx, f.Register); err != nil {
		return err
	}
	c := notice.Case{Of: h.Kind, Body: h.Body, By: h.Author, Group: h.Group, Groups: p.groups, Rules: h.Matter.Rules,
		Seats: p.seats, Electors: h.Electors, Answered: h.Answers}
	if h.On.Meets() {
		c.Groups = h.Meeting.Groups
		for _, g := range c.Groups {
			if len(h.Meeting.Awaits(g)) > 0 {
				c.Awaiting = append(c.Awaiting, g)
			}
		}
		var err error
		if c.Invited, err = invited(w.tx, h, p.seats); err != nil {
			return err
		}
	}
	if h.On.Prints() {
		c.Groups = h.Publication.Groups
	}
	watch := map[member.ID]How{}
	if h.On != act.Initiative {
		if len(h.Matter.Groups) > 0 {
			c.Groups = h.Matter.Groups
		}
		var err error
		if watch, err = watchers(w.tx, h.On); err != nil {
			return err
		}
		for who, how := range watch {
			if how == Follow {
				c.Followers = append(c.Followers, who)
			}
		}
	}
	to, from := map[key][]addition{}, p.now
	if h.Kind == (meeting.ItemPut{}).Kind() {
		from = from.Add(Settles)
	}
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
		to[k] = append(to[k], addition{told.Member, told.Group, told.Why, set.Pace.Due(from, at, set.Quiet)})
	}
	for _, k := range []key{{Notice, h.On}, {Digest, ""}} {
		if err := w.add(k, h.Seq, to[k]); err != nil {
			return err
		}
	}
	return nil
}

// invited are whom a meeting asks to come on whose agenda an item was put, as
// long as it is to come.
func invited(tx *database.Tx, h register.Happening, seats []member.Standing) (all []member.ID, err error) {
	m := h.Meeting
	if h.Kind != (meeting.ItemPut{}).Kind() || m.Stage != meeting.Planned {
		return nil, nil
	}
	names, err := roll.WhoIs(tx, m.Invited)
	if err != nil {
		return nil, err
	}
	aliases := map[member.ID]act.Alias{}
	for alias, id := range names {
		aliases[id] = alias
	}
	for _, s := range seats {
		if m.Comes(s, aliases[s.Member]) {
			all = append(all, s.Member)
		}
	}
	return all, nil
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

// A writer gathers what one transaction adds to people's letters.
type writer struct {
	people
	tx      *database.Tx
	fresh   map[key]map[member.ID]*Letter // that are not written yet
	letters []*Letter                     // the same, in the order in which they were begun
	due     []time.Time
	items   [][]any
}

// add adds an act to a letter of each person: one begun in this transaction, or
// one that waits, or a new one.
func (w *writer) add(k key, seq int64, all []addition) error {
	if w.fresh[k] == nil {
		w.fresh[k] = map[member.ID]*Letter{}
	}
	fresh := w.fresh[k]
	waiting, err := w.waiting(k, slices.DeleteFunc(slices.Clone(all), func(a addition) bool { return fresh[a.who] != nil }))
	if err != nil {
		return err
	}
	for _, a := range all {
		item := Item{seq, a.why}
		if id, ok := waiting[a.who]; ok {
			w.items = append(w.items, []any{id, item.Seq, item.Why})
			continue
		}
		l, ok := fresh[a.who]
		if !ok {
			l = &Letter{ID: rand.Text(), Member: a.who, Home: a.home, Sort: k.sort, Matter: k.matter}
			fresh[a.who] = l
			w.letters, w.due = append(w.letters, l), append(w.due, a.due)
		}
		l.Items = append(l.Items, item)
		w.items = append(w.items, []any{l.ID, item.Seq, item.Why})
	}
	return nil
}

// flush writes what was gathered.
func (w *writer) flush() error {
	rows := make([][]any, len(w.letters))
	for n, l := range w.letters {
		rows[n] = row(*l, w.due[n])
	}
	if err := w.tx.Insert("outbox_letter", letterColumns, rows); err != nil {
		return err
	}
	return w.tx.Insert("outbox_item", []string{"letter", "seq", "why"}, w.items)
}

var letterColumns = []string{"id", "member", "home", "sort", "matter", "grp", "about", "items", "state", "due", "since", "attempts", "code", "ended"}

func row(l Letter, due time.Time) []any {
	return []any{l.ID, string(l.Member), string(l.Home), string(l.Sort), string(l.Matter), string(l.Group), l.About, int64(len(l.Items)), string(Queued),
		due.UnixMilli(), due.UnixMilli(), int64(0), int64(0), int64(0)}
}

// waiting finds the letters that wait for their time, were never tried, and are
// to gather what is added. It writes to them, so that nobody begins to send one
// before this transaction is over. Those that are due are left alone: whoever
// takes them takes many at once, and two who each wait for what the other has
// would wait for ever.
func (w *writer) waiting(k key, all []addition) (map[member.ID]string, error) {
	found := map[member.ID]string{}
	for some := range slices.Chunk(all, 500) {
		ids := make([]string, len(some))
		for n, a := range some {
			ids[n] = string(a.who)
		}
		args := []any{string(k.sort), string(k.matter), w.now.UnixMilli()}
		err := w.tx.Each(`update outbox_letter set items = items + 1
			where member in (`+database.In(&args, ids...)+`) and sort = $1 and matter = $2 and state = 'queued' and attempts = 0 and due > $3
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
