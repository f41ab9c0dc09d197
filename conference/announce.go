package conference

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// Limits of what is typed, in letters, and of how many there may be.
const (
	MaxTitle    = 200
	MaxLine     = 300
	MaxAbout    = 10_000
	MaxSessions = 80
	MaxPeople   = 20 // speakers of one session, and moderators
	MaxMatters  = 8  // that one session informs
	MaxPlaces   = 5000
)

// Languages are those in which the pages are written.
var Languages = []string{"en", "ru", "kk"}

// An Announcement is what is told of a conference beside its programme.
type Announcement struct {
	Title      text.Words `json:"title" doc:"Language tag to title"`
	City       text.Words `json:"city" doc:"Language tag to the city's name"`
	Venue      string     `json:"venue,omitempty" doc:"The house and its address"`
	About      text.Words `json:"about,omitempty" doc:"Language tag to what it is about"`
	Groups     []group.ID `json:"groups" doc:"Which hold it; one alone holds it as its own"`
	Public     bool       `json:"public,omitempty" doc:"Everybody may know of it, and read its programme once released"`
	Invitation bool       `json:"invitation,omitempty" doc:"One comes by invitation, and cannot register"`
	Zone       string     `json:"zone" doc:"The place's zone, such as Asia/Almaty"`
	From       string     `json:"from" doc:"The first day as far as it is known: 2007, 2007-11 or 2007-11-29"`
	To         string     `json:"to,omitempty" doc:"The last day, as exactly as the first"`
	Langs      []string   `json:"langs,omitempty" doc:"In which it is held: en, ru, kk or another language tag"`
}

// Announce announces a conference.
type Announce struct{ Announcement }

// Restate changes what is told of a conference.
type Restate struct{ Announcement }

// AnnouncedAct records that a conference was announced.
type AnnouncedAct struct{ Facts }

// RestatedAct records that something else is told of it now.
type RestatedAct struct{ Facts }

// AnnouncedWords are the words of both.
type AnnouncedWords struct {
	Title text.Words `json:"title"`
	City  text.Words `json:"city"`
	Venue string     `json:"venue,omitempty"`
	About text.Words `json:"about,omitempty"`
}

func (AnnouncedAct) Kind() string { return "conference.announced" }
func (RestatedAct) Kind() string  { return "conference.restated" }

func (Announce) Name() string { return "announce" }
func (Restate) Name() string  { return "restate" }

func (Announce) May(_ Conference, i Instant) error {
	if !keeps(i.By) {
		return act.Refuse(act.NotAllowed, "refuse.conference.keeper")
	}
	return nil
}

// May lets what is told of a conference be mended after it was held, too: more
// may be known of it by then.
func (Restate) May(c Conference, i Instant) error { return keeping(c, i, Announced, Held) }

func (a Announce) Decide(_ Conference, i Instant) ([]act.Deed, error) {
	facts, words, err := a.check(i)
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: AnnouncedAct{facts}, Words: words, Group: i.By.Group}}, nil
}

func (a Restate) Decide(c Conference, i Instant) ([]act.Deed, error) {
	facts, words, err := a.check(i)
	if err != nil {
		return nil, err
	}
	// What everybody has read cannot be unread, nor what a group has.
	if !slices.Equal(facts.Groups, c.Groups) {
		return nil, act.RefuseField("groups", "refuse.restate.groups")
	}
	if facts.Public != c.Public {
		return nil, act.RefuseField("access", "refuse.restate.public")
	}
	if facts.Invitation && c.Registering {
		return nil, act.RefuseField("invitation", "refuse.restate.registering")
	}
	for _, s := range c.Draft.Slots {
		if !facts.covers(s.Day) {
			return nil, act.RefuseField("from", "refuse.restate.session", string(s.ID), s.Day)
		}
	}
	return []act.Deed{{Body: RestatedAct{facts}, Words: words, Group: i.By.Group}}, nil
}

func (a Announcement) check(i Instant) (Facts, AnnouncedWords, error) {
	title, badTitle := named("title", a.Title, "refuse.conference.title")
	city, badCity := named("city", a.City, "refuse.conference.city")
	venue, badVenue := procedure.Line("venue", a.Venue, MaxLine)
	about, badAbout := written("about", a.About, MaxAbout)
	langs, badLangs := languages("langs", a.Langs)
	err := act.Together(badTitle, badCity, badVenue, badAbout, badLangs, a.held(i), a.dated())
	facts := Facts{Groups: a.Groups, Public: a.Public, Invitation: a.Invitation, Zone: a.Zone, From: a.From, To: a.To, Langs: langs}
	if facts.To == facts.From {
		facts.To = ""
	}
	return facts, AnnouncedWords{title, city, venue, about}, err
}

// held refuses what cannot be of who holds it and where.
func (a Announcement) held(i Instant) error {
	var who, zone error
	if len(a.Groups) == 0 || !slices.Contains(a.Groups, i.By.Group) {
		who = act.RefuseField("groups", "refuse.conference.groups")
	}
	for k, id := range a.Groups {
		if !slices.ContainsFunc(i.Groups, func(g group.Group) bool { return g.ID == id }) || slices.Contains(a.Groups[:k], id) {
			who = act.RefuseField("groups", "refuse.conference.group", id)
		}
	}
	if _, err := time.LoadLocation(a.Zone); err != nil || a.Zone == "" || a.Zone == "Local" {
		zone = act.RefuseField("zone", "refuse.conference.zone")
	}
	return act.Together(who, zone)
}

// dated refuses dates that cannot be read, or run backwards.
func (a Announcement) dated() error {
	var from, to error
	if !partOf(a.From) {
		from = act.RefuseField("from", "refuse.conference.from")
	}
	switch {
	case a.To == "":
	case !partOf(a.To) || len(a.To) != len(a.From):
		to = act.RefuseField("to", "refuse.conference.to")
	case a.To < a.From:
		to = act.RefuseField("to", "refuse.conference.backwards")
	case len(a.From) == len(time.DateOnly) && days(a.From, a.To) > 60:
		to = act.RefuseField("to", "refuse.conference.long", 60)
	}
	return act.Together(from, to)
}

// partOf reports whether s is a year, a month or a day.
func partOf(s string) bool {
	for _, form := range []string{"2006", "2006-01", time.DateOnly} {
		if at, err := time.Parse(form, s); err == nil && at.Format(form) == s && at.Year() >= 1900 && at.Year() < 2200 {
			return true
		}
	}
	return false
}

func days(from, to string) int {
	a, _ := time.Parse(time.DateOnly, from)
	b, _ := time.Parse(time.DateOnly, to)
	return int(b.Sub(a) / (24 * time.Hour))
}

// Exact reports whether the days of the conference are known.
func (f Facts) Exact() bool { return len(f.From) == len(time.DateOnly) }

// LastDay is the last day, as far as it is known.
func (f Facts) LastDay() string {
	if f.To != "" {
		return f.To
	}
	return f.From
}

// covers reports whether a day may be one of the conference's, as far as those
// are known.
func (f Facts) covers(day string) bool {
	return len(day) == len(time.DateOnly) && len(f.From) <= len(day) && day[:len(f.From)] >= f.From && day[:len(f.From)] <= f.LastDay()
}

// Bounds are the first instant at which the conference can begin and the first
// after which it must be over, at its place. They order lists and are shown to
// nobody: what is shown is what is known.
func (f Facts) Bounds() (from, to time.Time) {
	zone, err := time.LoadLocation(f.Zone)
	if err != nil {
		zone = time.UTC
	}
	begin := func(s string) (t time.Time, y, m, d int) {
		switch len(s) {
		case 4:
			t, _ = time.ParseInLocation("2006", s, zone)
			return t, 1, 0, 0
		case 7:
			t, _ = time.ParseInLocation("2006-01", s, zone)
			return t, 0, 1, 0
		}
		t, _ = time.ParseInLocation(time.DateOnly, s, zone)
		return t, 0, 0, 1
	}
	from, _, _, _ = begin(f.From)
	last, y, m, d := begin(f.LastDay())
	return from.UTC(), last.AddDate(y, m, d).UTC()
}

func (b AnnouncedAct) Apply(c *Conference, a act.Act) {
	c.Stage, c.Facts, c.Worded = Announced, b.Facts, a.Hash
}

func (b RestatedAct) Apply(c *Conference, a act.Act) { c.Facts, c.Worded = b.Facts, a.Hash }
