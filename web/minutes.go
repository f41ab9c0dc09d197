package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// minutesPage is the journal of a meeting: one version of it, what changed since
// another, or the form in which one part is written.
type minutesPage struct {
	gathering
	versions []register.Line // those that the reader may read, oldest first
	shown    *register.Line
	against  *register.Line
	next     register.Meeting // of the same groups, as it is called now, that all may know of who read the minutes; if there is one
	hasNext  bool
	edit     *partForm
	approve  []part.Problem // why it was not approved
}

func (s *Site) minutes(v *visit) (page, error) {
	pg, err := s.minutesPage(v)
	if err != nil {
		return nil, err
	}
	in := v.URL.Query()
	if pg.shown, err = pg.find(in.Get("version"), pg.shown); err != nil {
		return nil, err
	}
	if pg.against, err = pg.find(in.Get("against"), nil); err != nil {
		return nil, err
	}
	if id := in.Get("edit"); id != "" && pg.why(v, "minute") == nil && pg.shown != nil {
		pg.edit = pg.form(v, id)
	}
	return pg, nil
}

func (s *Site) minutesPage(v *visit) (pg minutesPage, err error) {
	err = v.ask(func(q register.Questions) (err error) {
		if pg.gathering, err = v.gathering(q, act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		if !pg.m.Inside && pg.m.Stage != meeting.Minuted {
			return act.Refuse(act.NotAllowed, "room.minutes.not-yet")
		}
		_, closed := pg.lasts()
		pg.next, pg.hasNext, err = q.NextOfCircle(pg.m.Meeting, closed)
		return err
	})
	bodiesOf(pg.gathering, func(l register.Line, _ meeting.MinutedAct) { pg.versions = append(pg.versions, l) })
	if n := len(pg.versions); n > 0 {
		pg.shown = &pg.versions[n-1]
	}
	return pg, err
}

// find is the version of a hash; without one, another.
func (pg minutesPage) find(hash string, otherwise *register.Line) (*register.Line, error) {
	if hash == "" {
		return otherwise, nil
	}
	k := slices.IndexFunc(pg.versions, func(l register.Line) bool { return l.Hash.String() == hash })
	if k < 0 {
		return nil, act.Refuse(act.NotFound, "web.text.version")
	}
	return &pg.versions[k], nil
}

// number is a version's: those before it count, also if they are not the reader's.
func (pg minutesPage) number(l register.Line) int {
	k := slices.IndexFunc(pg.versions, func(o register.Line) bool { return o.Hash == l.Hash })
	return pg.m.Minutes.N - (len(pg.versions) - 1 - k)
}

func (pg minutesPage) head(v *visit, f *part.Page) {
	f.Title = v.p.T("room.minutes.title", pg.called(v))
	f.Faulty = len(pg.approve) > 0 || pg.edit != nil && len(pg.edit.problems) > 0
	if pg.edit == nil && v.reader.Standing.Group != "" {
		f.Live = v.following(pg.m.Ref)
	}
}

func (pg minutesPage) body(v *visit) templ.Component {
	if pg.edit != nil {
		return partFormBody(v, pg)
	}
	return minutesBody(v, pg)
}

// partsOf are the parts of a version; none if its words are gone.
func partsOf(l register.Line) []meeting.PartWords {
	w, _ := l.Words.(meeting.MinutesWords)
	return w.Parts
}

// latest reports whether the version shown is the one that counts.
func (pg minutesPage) latest() bool { return pg.shown != nil && pg.shown.Hash == pg.m.Minutes.Version }

// facts stand at the head of the journal. They are drawn from what was recorded
// and are not part of what anybody writes, so that nobody's name stands in words
// that cannot be taken back.
func (pg minutesPage) facts(v *visit) []part.Row {
	p := pg.frame(v)
	rows := []part.Row{}
	if pg.m.Minutes.Number > 0 {
		rows = append(rows, part.Row{Key: p.T("room.journal"), Value: p.T("room.journal.number", pg.m.Minutes.Number, pg.row(v, p))})
	} else if pg.shown != nil {
		rows = append(rows, part.Row{Key: p.T("room.journal"), Value: p.T("room.draft.version", pg.number(*pg.shown))})
	}
	from, to := pg.lasts()
	var zones []locale.Zone
	if len(pg.m.Groups) == 1 { // where one meets alone there is no other's clock
		for _, venue := range pg.m.Venues {
			zones = append(zones, locale.Zone{City: v.groupName(venue.Group, p.Lang()), Location: location(venue.Zone)})
		}
	}
	rows = append(rows, part.Row{Key: p.T("room.opened"), Body: part.At(p, from, zones...)}, part.Row{Key: p.T("room.closed"), Body: part.At(p, to, zones...)})
	if by := pg.openedBy(); by != "" {
		rows = append(rows, part.Row{Key: p.T("roomnote.opened-by"), Value: v.nameIn(by, p.Lang())})
	}
	rows = append(rows, pg.presides(v, p)...)
	for _, venue := range pg.m.Venues {
		if there := pg.present(v, func(p meeting.Presence) bool { return p.Venue == venue.Group }); len(there) > 0 {
			key := "room.were-present"
			if pg.m.Sealed {
				key = "room.were-present.open"
			}
			rows = append(rows, part.Row{Key: p.T(key, venue.Group), Value: v.names(p, pg.chairFirst(v, p, venue, there))})
		}
	}
	return append(rows, part.Row{Key: p.T("room.language"), Value: locale.Lang(pg.m.Lang).OwnName()})
}

// chairFirst are those who were in a room: who presides there, and then the others
// by their names in the language of a printer.
func (pg minutesPage) chairFirst(v *visit, p *locale.Printer, venue meeting.Venue, there []member.ID) []member.ID {
	locale.Sort(p.Lang(), there, func(id member.ID) string { return v.nameIn(id, p.Lang()) })
	chair := pg.names[venue.Chair]
	slices.SortStableFunc(there, func(a, b member.ID) int {
		switch {
		case a == chair && b != chair:
			return -1
		case b == chair && a != chair:
			return 1
		}
		return 0
	})
	return there
}

// row is whose journals the meeting's is numbered among.
func (pg minutesPage) row(v *visit, p *locale.Printer) string {
	if len(pg.m.Groups) == 1 {
		return v.groupName(pg.m.Groups[0], p.Lang())
	}
	return p.T("room.journal.joint")
}

// names lists members, in the language of a printer.
func (v *visit) names(p *locale.Printer, all []member.ID) string {
	names := make([]string, len(all))
	for n, id := range all {
		names[n] = v.nameIn(id, p.Lang())
	}
	return p.List(names)
}

// spoke are who spoke to an item, in their order, for who may know.
func (pg minutesPage) spoke(v *visit, item meeting.ItemID) string {
	var all []member.ID
	bodiesOf(pg.gathering, func(_ register.Line, b meeting.ConcludedAct) {
		for _, who := range b.Spoke {
			if id, ok := pg.names[who]; ok && b.Item == item {
				all = append(all, id)
			}
		}
	})
	if len(all) == 0 {
		return ""
	}
	p := pg.frame(v)
	return p.T("room.discussion", v.names(p, all))
}

// attached are the papers laid under an item.
func (pg minutesPage) attached(item meeting.ItemID) (titles []string) {
	it, _ := pg.m.Item(item)
	for _, p := range it.Papers {
		if w, ok := pg.by[p.Laid].Words.(meeting.PaperWords); ok {
			titles = append(titles, w.Title)
		}
	}
	return titles
}

// awaited are the groups that have not approved a part as it is worded now.
func (pg minutesPage) awaited(id string) (groups []group.ID) {
	for _, g := range pg.m.Groups {
		if slices.Contains(pg.m.Awaits(g), id) {
			groups = append(groups, g)
		}
	}
	return groups
}

// approvals say of each group whether it has approved the minutes.
func (pg minutesPage) approvals(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("room.approvals"), Unseen: true, Columns: []part.Column{{Label: v.p.T("room.group")}, {Label: v.p.T("room.approvals")}}}
	for _, grp := range pg.m.Groups {
		badge := part.Badge{Label: v.p.T("room.approved"), Tone: "done"}
		if n := len(pg.m.Awaits(grp)); n > 0 {
			badge = part.Badge{Label: v.p.T("room.awaits", n), Tone: "wait"}
		}
		g.Rows = append(g.Rows, []part.Cell{{Body: part.GroupName(v.group(grp))}, {Body: part.Tag(badge)}})
	}
	return g
}

// changes is the redline from the version compared with to the one shown.
func (pg minutesPage) changes() (all []part.Change) {
	whole := func(l register.Line) (t text.Text) {
		for _, p := range partsOf(l) {
			t = append(t, text.Paragraph{ID: text.ParagraphID(p.ID), Words: p.Words})
		}
		return t
	}
	for _, c := range text.Redline(whole(*pg.against), whole(*pg.shown)) {
		view := part.Change{ID: string(c.ID), State: string(c.State), Was: c.Was, Now: c.Now, Lang: pg.m.Lang}
		for _, r := range c.Runs {
			view.Runs = append(view.Runs, part.Run{Op: string(r.Op), Text: r.Text})
		}
		all = append(all, view)
	}
	return all
}

// chooser asks for a version.
func (pg minutesPage) chooser(v *visit, name, label string, chosen *register.Line) part.Field {
	f := part.Field{Name: name, Label: label}
	if chosen != nil {
		f.Value = chosen.Hash.String()
	}
	if name == "against" {
		f.Options = append(f.Options, part.Option{Label: v.p.T("web.text.against-none")})
	}
	for _, l := range pg.versions {
		said := v.p.T("room.version.nobody", pg.number(l), v.p.DateTime(l.At))
		if l.Group != "" {
			said = v.p.T("room.version.by", pg.number(l), l.Group, v.p.DateTime(l.At))
		}
		f.Options = append(f.Options, part.Option{Value: l.Hash.String(), Label: said})
	}
	return f
}

// to is the address of the minutes with a query.
func (pg minutesPage) to(in url.Values) string {
	at := address(pg.m.Ref) + "/minutes"
	if len(in) > 0 {
		at += "?" + in.Encode()
	}
	return at
}
