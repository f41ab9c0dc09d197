package web

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// homePage is the overview: for a member, what waits for them and what has
// happened; for the public, what the task force has agreed.
type homePage struct {
	mine   []register.Desk // on the desk of the reader's own group
	theirs map[group.ID][]register.Desk
	order  []group.ID
	stages map[procedure.Stage]map[group.ID]int
	news   []register.Line
	titles map[act.Ref]text.Words
	newest []register.Recommendation
	prints []register.Publication // the newest that came out
	drafts waiting                // the reader's own, that came by mail

	waiting int               // applications that wait for the reader
	late    int               // action items of the reader's group that are overdue
	meets   *register.Meeting // the next one of the reader's group
	unmet   string            // that the groups have not met within the cadence; empty if they have
}

const (
	deskOnPage = 12
	newsOnPage = 20
)

// home is the first page. Where nothing is set up yet it leads there.
func (s *Site) home(v *visit) (page, error) {
	if v.initiative.FoundedAt.IsZero() {
		return goTo("/setup"), nil
	}
	pg := homePage{theirs: map[group.ID][]register.Desk{}, order: group.Alternat(v.initiative.IDs(), v.now.UTC().Format("20060102"))}
	err := v.ask(func(q register.Questions) (err error) {
		if pg.stages, err = q.Stages(); err != nil {
			return err
		}
		if pg.newest, err = q.Recommendations("", "", 0, 5); err != nil {
			return err
		}
		if v.reader.Standing.Group == "" {
			pg.prints, err = q.Published("", v.now.Add(time.Minute), 4)
			return err
		}
		for _, g := range pg.order {
			list, err := q.Desk(g, deskOnPage)
			if err != nil {
				return err
			}
			if g == v.reader.Standing.Group {
				pg.mine = list
			} else {
				pg.theirs[g] = list
			}
		}
		if pg.late, err = v.lateIn(q, v.reader.Standing.Group); err != nil {
			return err
		}
		if pg.meets, err = v.nextMeeting(q); err != nil {
			return err
		}
		if pg.unmet, err = dispatch.Unmet(v.p, q, v.initiative, v.now, true); err != nil {
			return err
		}
		if pg.news, err = q.Newest(0, -1, newsOnPage); err != nil {
			return err
		}
		refs := make([]act.Ref, 0, len(pg.news))
		for _, l := range pg.news {
			if l.On != act.Initiative {
				refs = append(refs, l.On)
			}
		}
		pg.titles, err = q.Titles(refs...)
		return err
	})
	if err == nil {
		pg.drafts, err = v.drafts("")
	}
	if err == nil {
		pg.waiting, err = s.waiting(v)
	}
	return pg, err
}

func (pg homePage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("web.nav.overview")
	if v.reader.Standing.Group != "" {
		f.Live = v.following("")
	} else {
		f.Title = v.say(v.description.Name)
	}
}

func (pg homePage) body(v *visit) templ.Component {
	if v.reader.Standing.Group == "" {
		return welcomeBody(v, pg)
	}
	return homeBody(v, pg)
}

// pipe is the drawing of the matters by stage.
func (pg homePage) pipe(v *visit) part.Pipe {
	pipe := part.Pipe{Title: v.p.T("web.home.pipeline"), Groups: v.groupsOf(pg.order)}
	for _, s := range procedure.Stages {
		if v.reader.Standing.Group == "" && s != procedure.Adopted && s != procedure.Diverged {
			continue // what is under discussion is not told, and must not be told as nothing
		}
		st := part.Stage{Label: v.p.T(s.Key()), Href: "/matters?stage=" + string(s)}
		for _, g := range pg.order {
			st.By = append(st.By, pg.stages[s][g])
		}
		pipe.Stages = append(pipe.Stages, st)
	}
	return pipe
}

// deskTable lists what waits for a group, longest first.
func (v *visit) deskTable(caption string, list []register.Desk) part.Grid {
	g := part.Grid{Caption: caption, Unseen: true, Empty: v.p.T("web.home.desk-empty"), Columns: []part.Column{
		{Label: v.p.T("web.matter")}, {Label: v.p.T("web.stage")}, {Label: v.p.T("web.home.wanted")},
		{Label: v.p.T("web.matter.since")}, {Label: v.p.T("web.matter.until")}}}
	for _, d := range list {
		until := ""
		if !d.Until.IsZero() {
			until = v.p.Until(d.Until, v.now)
		}
		g.Rows = append(g.Rows, []part.Cell{
			{Text: v.say(d.Title), Href: "/matter/" + string(d.Ref)}, {Text: v.p.T(d.Stage.Key())}, {Text: v.p.T("command." + d.Wants)},
			{Text: v.p.Ago(d.Since, v.now)}, {Text: until}})
	}
	return g
}

// happening is one line of what has happened.
type happening struct {
	line  register.Line
	said  string
	title string
	href  string
	fresh bool // since the reader was last here
}

func (pg homePage) happenings(v *visit) (all []happening) {
	last := v.lastHere()
	if last == 0 {
		last = 1 << 62 // on a first visit everything is new, and so nothing
	}
	for _, l := range pg.news {
		h := happening{line: l, fresh: l.Seq >= last && l.Author != v.reader.Member, href: "/record/" + strconv.FormatInt(l.Seq, 10)}
		if l.On != act.Initiative {
			h.title = v.say(pg.titles[l.On])
			h.href = address(l.On) + "#act-" + strconv.FormatInt(l.Seq, 10)
		}
		h.said = v.deed(l, register.Matter{})
		all = append(all, h)
	}
	return all
}

// away is how long a reader must have been gone for what happened meanwhile to
// be news when they come back.
const away = 30 * time.Minute

const seenCookie = "counterpart-seen"

// lastHere is the size of the record when the reader was last here before now.
// The browser keeps it: which acts somebody has had before them is nobody
// else's business.
func (v *visit) lastHere() int64 {
	var before, latest, at int64
	if c, err := v.Cookie(seenCookie); err == nil {
		fmt.Sscanf(c.Value, "%d.%d.%d", &before, &latest, &at)
	}
	now := v.site.Clock()
	if now.Sub(time.Unix(at, 0)) > away {
		before = latest
	}
	http.SetCookie(v.w, &http.Cookie{Name: seenCookie, Value: fmt.Sprintf("%d.%d.%d", before, v.size, now.Unix()), Path: "/",
		MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: v.site.Cookies.Secure, SameSite: http.SameSiteLaxMode})
	return before
}

// mattersPage lists matters.
type mattersPage struct {
	stage procedure.Stage
	list  []register.Summary
	after register.Place
	next  string
}

const mattersOnPage = 50

func (s *Site) matters(v *visit) (page, error) {
	in := v.URL.Query()
	pg := mattersPage{stage: procedure.Stage(in.Get("stage"))}
	if pg.stage != "" && !slices.Contains(procedure.Stages, pg.stage) {
		return s.nowhere(v)
	}
	pg.after.At, _ = strconv.ParseInt(in.Get("at"), 10, 64)
	pg.after.Ref = act.Ref(in.Get("ref"))
	err := v.ask(func(q register.Questions) (err error) {
		pg.list, err = q.Matters(pg.stage, pg.after, mattersOnPage+1)
		return err
	})
	if len(pg.list) > mattersOnPage {
		pg.list = pg.list[:mattersOnPage]
		last := pg.list[mattersOnPage-1].Place()
		pg.next = "/matters?stage=" + string(pg.stage) + "&at=" + strconv.FormatInt(last.At, 10) + "&ref=" + string(last.Ref)
	}
	return pg, err
}

func (pg mattersPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.matters") }

func (pg mattersPage) body(v *visit) templ.Component { return mattersBody(v, pg) }

func (pg mattersPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("web.nav.matters"), Unseen: true, Empty: v.p.T("web.matters.none"), Columns: []part.Column{
		{Label: v.p.T("web.matter")}, {Label: v.p.T("web.stage")}, {Label: v.p.T("web.matter.raised-in")},
		{Label: v.p.T("web.dimension")}, {Label: v.p.T("web.matter.moved")}}}
	for _, m := range pg.list {
		g.Rows = append(g.Rows, []part.Cell{
			{Text: v.say(m.Title), Href: "/matter/" + string(m.Ref)}, {Text: v.p.T(m.Stage.Key())},
			{Text: v.groupName(m.Origin, v.p.Lang())}, {Text: v.dimension(m.Dimension)}, {Text: v.p.Date(m.Moved, v.zone())}})
	}
	return g
}
