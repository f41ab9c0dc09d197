package web

import (
	"net/http"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// conferencePage shows one conference, with a version of its programme.
type conferencePage struct {
	c         register.Conference
	words     conference.AnnouncedWords
	version   conference.Version // that is shown; zero if there is none
	programme conference.Programme
	gone      bool // its words were erased
	reason    conference.ReasonWords
	titles    map[act.Ref]string // of the matters that it informs
	ways      []procedure.Way
	line      registration.Line
	base      string
	mine      string // where the reader answers their own invitation; empty for whoever has none
}

// conferenceAt serves what lies under a conference's own address: its page, or
// its file for calendars or machines.
func (s *Site) conferenceAt() http.Handler {
	asPage := s.page(s.conference)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ref, ics := strings.CutSuffix(r.PathValue("ref"), ".ics")
		ref, linked := strings.CutSuffix(ref, ".jsonld")
		if !ics && !linked {
			asPage.ServeHTTP(w, r)
			return
		}
		v, err := s.arrive(w, r)
		var pg conferencePage
		if err == nil {
			pg, err = s.conferenceOf(v, act.Ref(ref))
		}
		var body []byte
		kind := "application/ld+json"
		if err == nil && ics {
			kind = "text/calendar; charset=utf-8"
			body, err = pg.calendar(v)
		} else if err == nil {
			body, err = pg.linkedJSON(v)
		}
		if err != nil {
			s.answer(w, r, v, nil, err)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "private, no-cache")
		send(w, r, body, http.StatusOK)
	})
}

func (s *Site) conference(v *visit) (page, error) {
	pg, err := s.conferenceOf(v, act.Ref(v.PathValue("ref")))
	if err == nil && pg.c.Invitation && v.session.Member != "" && v.acting == "" {
		err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
			mine, ok, err := registration.Of(tx, pg.c.Ref, v.session.Member)
			if ok {
				pg.mine = "/registration/" + registration.Token(s.Clerk.Secret, mine.ID)
			}
			return err
		})
	}
	return pg, err
}

// conferenceOf reads a conference with the version that the address asks for,
// or else the latest.
func (s *Site) conferenceOf(v *visit, ref act.Ref) (pg conferencePage, err error) {
	pg.base = strings.TrimRight(v.base(), "/")
	err = v.ask(func(q register.Questions) (err error) {
		if pg.c, err = q.Conference(ref); err != nil {
			return err
		}
		if pg.words, err = q.ConferenceWords(pg.c); err != nil {
			return err
		}
		if pg.reason, err = v.cancelled(q, pg.c); err != nil {
			return err
		}
		if err := pg.choose(v); err != nil {
			return err
		}
		if pg.version.N > 0 {
			if pg.programme, pg.gone, err = q.Programme(ref, pg.version.Draft); err != nil {
				return err
			}
		}
		if v.reader.Standing.Group != "" && v.acting == "" {
			i, err := q.ConferenceInstant(v.now)
			if err != nil {
				return err
			}
			pg.ways = pg.c.Ways(i)
		}
		pg.titles, err = v.informed(q, pg.programme)
		return err
	})
	if err == nil && pg.c.Capacity > 0 {
		err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
			pg.line, err = registration.Count(tx, ref)
			return err
		})
	}
	return pg, err
}

// choose chooses the version that is shown.
func (pg *conferencePage) choose(v *visit) error {
	pg.version, _ = pg.c.Latest()
	asked := v.URL.Query().Get("version")
	if asked == "" {
		return nil
	}
	n, err := strconv.Atoi(asked)
	if err != nil || n < 1 || n > len(pg.c.Versions) {
		return act.Refuse(act.NotFound, "refuse.programme.unknown")
	}
	pg.version = pg.c.Versions[n-1]
	return nil
}

// cancelled is why a conference was cancelled.
func (v *visit) cancelled(q register.Questions, c register.Conference) (w conference.ReasonWords, err error) {
	if c.Stage != conference.Cancelled {
		return w, nil
	}
	l, err := q.Act(c.Ref, c.Last)
	w, _ = l.Words.(conference.ReasonWords)
	return w, err
}

// informed are the titles of the matters that a programme informs, as far as
// the reader may know of them.
func (v *visit) informed(q register.Questions, p conference.Programme) (map[act.Ref]string, error) {
	var refs []act.Ref
	for _, s := range p {
		refs = append(refs, s.Matters...)
	}
	words, err := q.Titles(refs...)
	titles := map[act.Ref]string{}
	for ref, w := range words {
		titles[ref] = v.say(w)
	}
	return titles, err
}

func (pg conferencePage) head(v *visit, f *part.Page) { f.Title, f.Wide = v.say(pg.c.Title), true }

func (pg conferencePage) body(v *visit) templ.Component { return conferenceBody(v, pg) }

// rows are what there is to know of a conference.
func (pg conferencePage) rows(v *visit) []part.Row {
	place := v.say(pg.words.City)
	if pg.words.Venue != "" {
		place = v.p.T("conference.place", place, pg.words.Venue)
	}
	var groups []string
	for _, g := range pg.c.Groups {
		groups = append(groups, v.groupName(g, v.p.Lang()))
	}
	rows := []part.Row{
		{Key: v.p.T("conference.when"), Value: v.span(pg.c.Facts)},
		{Key: v.p.T("conference.where"), Value: place},
		{Key: v.p.T("conference.by"), Value: v.p.List(groups)},
		{Key: v.p.T("conference.access"), Value: v.p.T(pg.access())},
	}
	if len(pg.c.Langs) > 0 {
		rows = append(rows, part.Row{Key: v.p.T("conference.langs"), Value: v.tongues(pg.c.Langs)})
	}
	if pg.c.Registering {
		rows = append(rows, part.Row{Key: v.p.T("conference.places"), Value: v.p.T("conference.places.of", pg.line.Placed, pg.c.Capacity, pg.line.Waiting)},
			part.Row{Key: v.p.T("conference.closes"), Value: v.p.Both(pg.c.Closes)})
	}
	return rows
}

func (pg conferencePage) access() string {
	switch {
	case !pg.c.Public:
		return "conference.access.groups"
	case pg.c.Invitation:
		return "conference.access.invitation"
	}
	return "conference.access.public"
}

// tongues names languages.
func (v *visit) tongues(tags []string) string {
	var all []string
	for _, tag := range tags {
		if key := "conference.lang." + tag; v.p.Has(key) {
			all = append(all, v.p.T(key))
		} else {
			all = append(all, tag)
		}
	}
	return v.p.List(all)
}

// links are where else to go from the page.
func (pg conferencePage) links(v *visit) (all []part.Link) {
	at := address(pg.c.Ref)
	add := func(label, href string) { all = append(all, part.Link{Label: v.p.T(label), Href: href}) }
	if pg.mine != "" {
		add("attend.yours", pg.mine)
	}
	if pg.c.Exact() {
		add("conference.ics", at+".ics")
	}
	lists := pg.c.Capacity > 0 || pg.c.Invitation && pg.c.Public
	if lists {
		add("registration.participants", at+"/participants")
	}
	if pg.c.Inside {
		add("conference.draft.title", at+"/programme")
	}
	if pg.keeps(v) {
		add("conference.report", at+"/report")
		if lists {
			add("registration.list", at+"/registrations")
		}
	}
	return all
}

func (pg conferencePage) keeps(v *visit) bool {
	return v.acting == "" && pg.c.Keeps(v.reader.Standing)
}

// tasks are the commands that the reader may use now. Of those that the others
// use nothing is said.
func (pg conferencePage) tasks(v *visit) (may []part.Task) {
	for _, w := range pg.ways {
		if w.No != nil {
			continue
		}
		at := address(pg.c.Ref)
		switch w.Command {
		case "restate":
			at += "/restate"
		case "draft-programme", "release-programme":
			at += "/programme"
		default:
			at += "/do/" + w.Command
		}
		may = append(may, part.Task{Label: v.p.T("command." + w.Command), Href: at, Hint: v.p.T("command." + w.Command + ".hint")})
	}
	return may
}

// versions lead to each version that was released, latest first.
func (pg conferencePage) versions(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("conference.versions"), Columns: []part.Column{
		{Label: v.p.T("conference.version")}, {Label: v.p.T("conference.released")}, {Label: v.p.T("conference.changes")}}}
	for k := len(pg.c.Versions) - 1; k >= 0; k-- {
		one := pg.c.Versions[k]
		cell := part.Cell{Text: v.p.T("conference.changes.first")}
		if k > 0 {
			cell = part.Cell{Text: v.p.T("conference.changes.since", one.N-1), Href: address(pg.c.Ref) + "/compare?from=" + strconv.Itoa(one.N-1) + "&to=" + strconv.Itoa(one.N)}
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: v.p.T("conference.version.n", one.N), Href: address(pg.c.Ref) + "?version=" + strconv.Itoa(one.N)},
			{Text: v.p.Both(one.At)}, cell})
	}
	return g
}
