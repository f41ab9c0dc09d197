package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/notice"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// bulletinPage is the bulletin of a period, the same for every group: one that
// is past, computed again, or how things stand now.
type bulletinPage struct {
	b              register.Bulletin
	now            bool // the period is not over
	earlier, later string
	unmet          string // that the groups have not met within the cadence
}

func (pg bulletinPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.p.T("bulletin.title"), true
	if pg.now {
		f.Live = v.following("")
	}
}

func (pg bulletinPage) body(v *visit) templ.Component { return bulletinBody(v, pg) }

// longest is how long a period may be that somebody asks for.
const longest = 400 * 24 * time.Hour

func (s *Site) bulletin(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if v.reader.Standing.Group == "" {
		return nil, act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	cadence := time.Duration(v.initiative.Rules.Cadence()) * 24 * time.Hour
	_, last := notice.Period(v.now, v.initiative.Rules.Cadence())
	from, to, now, ok := period(v.URL.Query(), last, v.now, cadence)
	if !ok {
		return s.nowhere(v)
	}
	pg := bulletinPage{now: now}
	if from.After(v.initiative.FoundedAt) {
		pg.earlier = "/bulletin?to=" + from.Format(time.DateOnly)
	}
	switch next := to.Add(cadence); {
	case now:
	case next.After(last):
		pg.later = "/bulletin"
	default:
		pg.later = "/bulletin?to=" + next.Format(time.DateOnly)
	}
	err := v.ask(func(q register.Questions) (err error) {
		if pg.b, err = q.Bulletin(from, to); err != nil {
			return err
		}
		pg.unmet, err = dispatch.Unmet(v.p, q, v.initiative, to, now)
		return err
	})
	return pg, err
}

// period reads which days a bulletin is to tell of: those that are asked for, or
// those since the last one.
func period(in url.Values, last, at time.Time, cadence time.Duration) (from, to time.Time, now, ok bool) {
	from, to, now = last, at, true
	var err error
	if in.Get("to") != "" {
		if to, err = time.Parse(time.DateOnly, in.Get("to")); err != nil || to.After(at) {
			return from, to, false, false
		}
		from, now = to.Add(-cadence), false
	}
	if in.Get("from") != "" {
		if from, err = time.Parse(time.DateOnly, in.Get("from")); err != nil {
			return from, to, now, false
		}
	}
	return from, to, now, from.Before(to) && to.Sub(from) <= longest
}

// over is what stands above the title: of which days it tells.
func (pg bulletinPage) over(v *visit) string {
	if pg.now {
		return v.p.T("bulletin.now")
	}
	return v.p.T("bulletin.period", locale.Day(pg.b.From), locale.Day(pg.b.To.AddDate(0, 0, -1)))
}

func (pg bulletinPage) order(v *visit) []group.ID {
	return group.Alternat(v.initiative.IDs(), pg.b.To.Format(time.DateOnly))
}

func (v *visit) matterCell(ref act.Ref, title text.Words) part.Cell {
	return part.Cell{Text: v.say(title), Href: address(ref)}
}

// desk is what lay on a group's desk.
func (pg bulletinPage) desk(v *visit, g group.ID) part.Grid {
	grid := part.Grid{Caption: v.p.T("bulletin.desk", g), Unseen: true, Empty: v.p.T("bulletin.desk.none"), Columns: []part.Column{
		{Label: v.p.T("web.matter")}, {Label: v.p.T("bulletin.asked")}, {Label: v.p.T("web.matter.since")},
		{Label: v.p.T("web.matter.until")}, {Label: v.p.T("bulletin.last")}}}
	for _, o := range pg.b.Open {
		for _, d := range o.Desks {
			if d.Group != g {
				continue
			}
			until := part.Cell{}
			switch {
			case slices.Contains(o.Silent(pg.b.To), g):
				until.Body = silentCell(v, v.p.T("bulletin.silent", d.Until))
			case !d.Until.IsZero():
				until.Text = v.p.Both(d.Until)
			}
			grid.Rows = append(grid.Rows, []part.Cell{v.matterCell(o.Ref, o.Title), {Text: v.p.T("command." + d.Wants)},
				{Text: v.p.Date(d.Since, v.zone())}, until, {Text: strings.Join(dispatch.Heard(v.p, o), " ")}})
		}
	}
	return grid
}

func (pg bulletinPage) decided(v *visit) part.Grid {
	grid := part.Grid{Caption: v.p.T("bulletin.decided"), Unseen: true, Empty: v.p.T("bulletin.decided.none"), Columns: []part.Column{
		{Label: v.p.T("web.matter")}, {Label: v.p.T("bulletin.decided")}, {Label: v.p.T("bulletin.when")}}}
	for _, l := range pg.b.Decided {
		grid.Rows = append(grid.Rows, []part.Cell{v.matterCell(l.On, pg.b.Titles[l.On]), {Text: v.deed(l, noMatter())}, {Text: v.p.Both(l.At)}})
	}
	return grid
}

func (pg bulletinPage) due(v *visit) part.Grid {
	grid := part.Grid{Caption: v.p.T("bulletin.due"), Unseen: true, Empty: v.p.T("bulletin.due.none"), Columns: []part.Column{
		{Label: v.p.T("web.matter")}, {Label: v.p.T("web.stage")}, {Label: v.p.T("bulletin.when")}}}
	for _, o := range dispatch.Due(pg.b) {
		grid.Rows = append(grid.Rows, []part.Cell{v.matterCell(o.Ref, o.Title), {Text: v.p.T(o.Stage.Key())}, {Text: v.p.Both(o.Due())}})
	}
	return grid
}
