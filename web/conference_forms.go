package web

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// inEach asks for something in each of the languages, none of which need be
// given but one.
func inEach(v *visit, in url.Values, name, label, kind string, rows int, have text.Words) (all []question) {
	for _, lang := range readersFirst(v) {
		field := name + "." + string(lang)
		f := part.Field{Name: field, Label: v.p.T("conference.in-language", v.p.T(label), lang.OwnName()), Lang: string(lang),
			Value: or(in, field, have[string(lang)]), Rows: rows, Optional: lang != v.p.Lang() || kind == "area"}
		if kind == "area" {
			f.Max = conference.MaxAbout
		}
		all = append(all, question{f, kind})
	}
	return all
}

// readersFirst are the languages, the reader's own before the others.
func readersFirst(v *visit) []locale.Lang {
	return append([]locale.Lang{v.p.Lang()}, slices.DeleteFunc(slices.Clone(locale.Langs[:]), func(l locale.Lang) bool { return l == v.p.Lang() })...)
}

// zoneField asks for a zone by a list: those of the groups, then all others, by
// their cities. None is chosen beforehand: which it is depends on the place.
func zoneField(v *visit, value string) part.Field {
	f := part.Field{Name: "zone", Label: v.p.T("conference.zone"), Value: value}
	if value == "" {
		f.Options = []part.Option{{Label: v.p.T("conference.zone.choose")}}
	}
	seen := map[string]bool{}
	add := func(zone, label string) {
		if zone != "" && !seen[zone] {
			seen[zone] = true
			f.Options = append(f.Options, part.Option{Value: zone, Label: label})
		}
	}
	for _, g := range v.initiative.Groups {
		add(g.Zone, v.p.T("attend.zone", v.say(g.Capital), zoneCity(g.Zone)))
	}
	for _, zone := range zonesByCity() {
		add(zone, zoneCity(zone))
	}
	add(value, zoneCity(value)) // whatever it was before
	return f
}

// zoneCity is the city that a zone is called after.
func zoneCity(zone string) string {
	return strings.ReplaceAll(zone[strings.LastIndex(zone, "/")+1:], "_", " ")
}

// zonesByCity are the zones in the order of their cities' names.
var zonesByCity = sync.OnceValue(func() []string {
	zones := slices.Clone(zoneNames)
	slices.SortFunc(zones, func(a, b string) int { return cmp.Compare(zoneCity(a), zoneCity(b)) })
	return zones
})

func eachOf(in url.Values, name string) text.Words {
	w := text.Words{}
	for _, lang := range locale.Langs {
		if s := in.Get(name + "." + string(lang)); strings.TrimSpace(s) != "" {
			w[string(lang)] = s
		}
	}
	return w
}

func tongueOptions(v *visit) (options []part.Option) {
	for _, l := range locale.Langs {
		options = append(options, part.Option{Value: string(l), Label: l.OwnName()})
	}
	return options
}

// many are the values of checkboxes: those that were sent, or else those there are.
func many(in url.Values, sent bool, name string, have []string) []string {
	if sent {
		return in[name]
	}
	return have
}

// announcementPage is the form of what is told of a conference.
func announcementPage(v *visit, in url.Values, c register.Conference, w conference.AnnouncedWords) housePage {
	sent := in.Has("key")
	var groups []string
	who := part.Field{Name: "groups", Label: v.p.T("conference.by")}
	for _, g := range v.initiative.IDs() {
		shown := v.group(g)
		who.Options = append(who.Options, part.Option{Value: string(g), Label: shown.Name, Group: &shown})
	}
	for _, g := range c.Groups {
		groups = append(groups, string(g))
	}
	access, zone := "public", c.Zone
	switch {
	case c.Ref == "":
		groups = []string{string(v.reader.Standing.Group)}
	case !c.Public:
		access = "groups"
	case c.Invitation:
		access = "invitation"
	}
	who.Values = many(in, sent, "groups", groups)
	line := func(name, label, hint, have string, optional bool) question {
		f := part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, have), Optional: optional}
		if hint != "" {
			f.Hint = v.p.T(hint)
		}
		return question{f, "input"}
	}
	var open []part.Option
	for _, one := range []string{"public", "invitation", "groups"} {
		open = append(open, part.Option{Value: one, Label: v.p.T("conference.access." + one)})
	}
	pg := housePage{crumbs: conferenceCrumbs(v, c), title: "command.announce", lede: "command.announce.hint", action: "/conferences/announce", button: "command.announce", back: "/conferences",
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(c.Turn)}}}
	if c.Ref != "" {
		pg.title, pg.lede, pg.button = "command.restate", "command.restate.hint", "command.restate"
		pg.action, pg.back = address(c.Ref)+"/restate", address(c.Ref)
	}
	pg.asks = inEach(v, in, "title", "conference.name", "input", 0, c.Title)
	pg.asks = append(pg.asks, inEach(v, in, "city", "conference.city", "input", 0, w.City)...)
	pg.asks = append(pg.asks, line("venue", "conference.venue", "", w.Venue, true),
		question{zoneField(v, or(in, "zone", zone)), "select"},
		line("from", "conference.from", "conference.from.hint", c.From, false),
		line("to", "conference.to", "conference.to.hint", c.To, true),
		question{who, "checks"},
		question{part.Field{Name: "access", Label: v.p.T("conference.access"), Value: or(in, "access", access), Options: open}, "radios"},
		question{part.Field{Name: "langs", Label: v.p.T("conference.langs"), Values: many(in, sent, "langs", c.Langs), Options: tongueOptions(v), Optional: true}, "checks"})
	pg.asks = append(pg.asks, inEach(v, in, "about", "conference.about", "area", 5, w.About)...)
	return pg
}

// conferenceCrumbs lead from a form back to its conference, if there is one yet.
func conferenceCrumbs(v *visit, c register.Conference) []part.Link {
	trail := []part.Link{{Label: v.p.T("conference.title"), Href: "/conferences"}}
	if c.Ref != "" {
		trail = append(trail, part.Link{Label: v.say(c.Title), Href: address(c.Ref)})
	}
	return trail
}

func readAnnouncement(in url.Values, langs []string) conference.Announcement {
	a := conference.Announcement{Title: eachOf(in, "title"), City: eachOf(in, "city"), Venue: in.Get("venue"), About: eachOf(in, "about"),
		Public: in.Get("access") != "groups", Invitation: in.Get("access") == "invitation", Zone: strings.TrimSpace(in.Get("zone")),
		From: strings.TrimSpace(in.Get("from")), To: strings.TrimSpace(in.Get("to")), Langs: in["langs"]}
	for _, g := range in["groups"] {
		a.Groups = append(a.Groups, group.ID(g))
	}
	for _, tag := range langs { // those that the form does not ask for stay
		if !locale.Lang(tag).Valid() {
			a.Langs = append(a.Langs, tag)
		}
	}
	return a
}

func (s *Site) announce(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return announcementPage(v, url.Values{}, register.Conference{}, conference.AnnouncedWords{}), nil
}

func (s *Site) announceDo(v *visit) (page, error) {
	in, err := v.form()
	if err == nil {
		err = v.mustBeMember()
	}
	if err != nil {
		return nil, err
	}
	r, err := v.answer("", in, conference.Announce{Announcement: readAnnouncement(in, nil)})
	if err != nil {
		return refusedHouse(v, announcementPage(v, in, register.Conference{}, conference.AnnouncedWords{}), err)
	}
	return goTo(address(r.On) + "?done=yes"), nil
}

// restating reads the conference that a form is about, with what is told of it.
func (v *visit) restating() (c register.Conference, w conference.AnnouncedWords, err error) {
	if err := v.mustBeMember(); err != nil {
		return c, w, err
	}
	err = v.ask(func(q register.Questions) (err error) {
		if c, err = q.Conference(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		w, err = q.ConferenceWords(c)
		return err
	})
	return c, w, err
}

func (s *Site) restate(v *visit) (page, error) {
	c, w, err := v.restating()
	return announcementPage(v, url.Values{}, c, w), err
}

func (s *Site) restateDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	c, w, err := v.restating()
	if err != nil {
		return nil, err
	}
	if _, err := v.answer(c.Ref, in, conference.Restate{Announcement: readAnnouncement(in, c.Langs)}); err != nil {
		return refusedHouse(v, announcementPage(v, in, c, w), err)
	}
	return goTo(address(c.Ref) + "?done=yes"), nil
}

// conferenceForms are the forms of the commands that ask for little.
var conferenceForms = map[string]struct {
	ask  func(v *visit, c register.Conference, in url.Values) []question
	read func(v *visit, c register.Conference, in url.Values) (conference.Command, error)
}{
	"open-registration": {askRegistration, readRegistration},
	"close-registration": {func(*visit, register.Conference, url.Values) []question { return nil },
		func(*visit, register.Conference, url.Values) (conference.Command, error) {
			return conference.CloseRegistration{}, nil
		}},
	"cancel-conference": {func(v *visit, _ register.Conference, in url.Values) []question {
		return inEach(v, in, "reason", "web.field.reason", "area", 4, nil)
	}, func(_ *visit, _ register.Conference, in url.Values) (conference.Command, error) {
		return conference.CancelConference{Reason: eachOf(in, "reason")}, nil
	}},
	"hold": {func(*visit, register.Conference, url.Values) []question { return nil },
		func(*visit, register.Conference, url.Values) (conference.Command, error) {
			return conference.Hold{}, nil
		}},
	"release-programme": {func(*visit, register.Conference, url.Values) []question { return nil },
		func(_ *visit, _ register.Conference, in url.Values) (conference.Command, error) {
			h, _ := act.ParseHash(in.Get("draft")) // what cannot be read is no draft, and the rules say so
			return conference.Release{Draft: h}, nil
		}},
}

func askRegistration(v *visit, c register.Conference, in url.Values) []question {
	zone := location(c.Zone)
	from, _ := c.Bounds()
	day, hour, places := from.In(zone).AddDate(0, 0, -1).Format(time.DateOnly), "18:00", ""
	if c.Capacity > 0 {
		day, hour, places = c.Closes.In(zone).Format(time.DateOnly), c.Closes.In(zone).Format("15:04"), strconv.Itoa(c.Capacity)
	}
	return []question{
		{part.Field{Name: "capacity", Label: v.p.T("conference.capacity"), Hint: v.p.T("conference.capacity.hint"), Type: "number", Short: true, Value: or(in, "capacity", places)}, "input"},
		{part.Field{Name: "closes", Label: v.p.T("conference.closes.day"), Type: "date", Short: true, Value: or(in, "closes", day)}, "input"},
		{part.Field{Name: "clock", Label: v.p.T("conference.closes.hour", zoneCity(c.Zone)), Type: "time", Short: true, Value: or(in, "clock", hour)}, "input"},
	}
}

func readRegistration(_ *visit, c register.Conference, in url.Values) (conference.Command, error) {
	n, noNumber := strconv.Atoi(strings.TrimSpace(in.Get("capacity")))
	at, ok := begins(c.Facts, in.Get("closes"), in.Get("clock"))
	var capacity, closes error
	if noNumber != nil {
		capacity = act.RefuseField("capacity", "web.number")
	}
	if !ok {
		closes = act.RefuseField("closes", "web.date")
	}
	return conference.OpenRegistration{Capacity: n, Closes: at}, act.Together(capacity, closes)
}

func (s *Site) conferenceForm(v *visit) (page, error) {
	if v.PathValue("command") == (conference.Release{}).Name() { // it has no form but the one beside the draft
		c, _, err := v.restating()
		return goTo(address(c.Ref) + "/programme"), err
	}
	return conferenceFormPage(v, url.Values{})
}

func conferenceFormPage(v *visit, in url.Values) (pg housePage, err error) {
	name := v.PathValue("command")
	how, ok := conferenceForms[name]
	c, _, err := v.restating()
	if err != nil {
		return pg, err
	}
	if !ok {
		return pg, act.Refuse(act.NotFound, "web.nowhere")
	}
	pg = housePage{crumbs: conferenceCrumbs(v, c), title: "command." + name, lede: "command." + name + ".hint", button: "command." + name, action: address(c.Ref) + "/do/" + name, back: address(c.Ref),
		asks:   how.ask(v, c, in),
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {strconv.Itoa(c.Turn)}}}
	if name == (conference.Release{}).Name() { // one releases what one has read, on the page of the draft
		pg.back = address(c.Ref) + "/programme"
		pg.hidden.Set("draft", in.Get("draft"))
	}
	return pg, nil
}

func (s *Site) conferenceDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := conferenceFormPage(v, in)
	if err != nil {
		return nil, err
	}
	c, _, err := v.restating()
	if err != nil {
		return nil, err
	}
	cmd, err := conferenceForms[v.PathValue("command")].read(v, c, in)
	if err == nil {
		_, err = v.answer(c.Ref, in, cmd)
	}
	if err != nil {
		return refusedHouse(v, pg, err)
	}
	return goTo(address(c.Ref) + "?done=yes"), nil
}
