package web

import (
	"net/url"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// draw issues the first version of the minutes, made of what was recorded. Two
// who do it at once find the same draft.
func (s *Site) draw(v *visit, pg minutesPage, in url.Values) error {
	if pg.shown != nil {
		return nil
	}
	d := drawing{minutesPage: pg, p: v.inLanguage(locale.Lang(pg.m.Lang)), symbols: map[act.Ref]string{}, riders: map[act.Ref][]register.Line{}}
	err := v.ask(func(q register.Questions) (err error) {
		if d.outcomes, err = q.Outcomes(pg.m.Ref); err != nil {
			return err
		}
		for _, it := range pg.m.Items {
			if it.Asks != meeting.Decision || !it.TakenUp {
				continue
			}
			m, err := q.Matter(it.Matter)
			if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
				continue
			}
			if err != nil {
				return err
			}
			if a := m.Adoption; a != nil && !a.At.Before(pg.m.OpenedAt) {
				d.symbols[it.Matter] = a.Symbol
			}
			if it.Rule {
				continue
			}
			moves, err := q.Moves(it.Matter)
			if err != nil {
				return err
			}
			d.riders[it.Matter] = d.ridersOf(moves)
		}
		return nil
	})
	if err != nil {
		return err
	}
	_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Minute{Parts: d.parts()}})
	if no, refused := act.Refused(err); refused && no.Reason.Key == "refuse.minute.base" {
		return nil
	}
	return err
}

// inLanguage is a printer in the language of the minutes. It knows the groups'
// names and no one else's: nobody's name is written into words that last.
func (v *visit) inLanguage(lang locale.Lang) *locale.Printer {
	if !lang.Valid() {
		lang = locale.Langs[0]
	}
	var zones []locale.Zone
	for _, g := range v.initiative.Groups {
		zones = append(zones, locale.Zone{City: g.Capital.In(string(lang), "en"), Location: location(g.Zone)})
	}
	return locale.For(lang).In(zones...).WithNames(func(arg any) (string, bool) {
		g, ok := arg.(group.ID)
		if !ok {
			return "", false
		}
		return v.groupName(g, lang), true
	})
}

// A drawing is a draft of minutes in the making.
type drawing struct {
	minutesPage
	p        *locale.Printer
	outcomes []register.Line
	symbols  map[act.Ref]string          // of what was adopted since the meeting opened
	riders   map[act.Ref][]register.Line // what is attached to what was decided in it
}

func (d drawing) say(w text.Words) string { return w.In(string(d.p.Lang()), "en", "ru", "kk") }

// parts are a part for the opening, one for each item that was taken up, and
// what follows from the meeting.
func (d drawing) parts() []meeting.PartWords {
	parts := []meeting.PartWords{{Words: d.p.T("room.draft.opened", d.m.OpenedAt, d.m.ClosedAt)}}
	var left []string
	for _, it := range d.m.Items {
		if it.TakenUp {
			parts = append(parts, meeting.PartWords{Item: it.ID, Words: d.item(it)})
		} else {
			left = append(left, d.itemTitle(it, d.say, d.p.T("room.untitled")))
		}
	}
	var rest []string
	if len(left) > 0 {
		rest = append(rest, d.p.T("room.draft.left", strings.Join(left, "; ")))
	}
	if len(d.m.Tasks) > 0 {
		lines := d.p.T("room.draft.tasks")
		for _, t := range d.m.Tasks {
			w, _ := d.by[t.Worded].Words.(meeting.TaskWords)
			lines += "\n" + d.p.T("room.draft.task", w.What, t.Group, t.Due)
		}
		rest = append(rest, lines)
	}
	rest = append(rest, d.nextLine(d.p))
	parts = append(parts, meeting.PartWords{Words: strings.Join(rest, "\n\n")})
	return parts[:min(len(parts), meeting.MaxParts)]
}

// item is what was noted of an item and came of it, and what was attached.
func (d drawing) item(it meeting.Item) string {
	var all []string
	if w, ok := d.by[it.Concluded].Words.(meeting.NoteWords); ok && w.Note != "" {
		all = append(all, w.Note)
	}
	for _, l := range d.outcomes {
		if l.On != it.Matter || it.Matter == "" || it.Rule {
			continue
		}
		all = append(all, d.p.Deed(locale.Deed{Kind: l.Kind, Body: l.Body, Group: l.Group}, false))
	}
	if symbol := d.symbols[it.Matter]; symbol != "" && !it.Rule {
		all = append(all, d.p.T("kind."+procedure.AdoptedAct{}.Kind(), symbol))
	}
	for _, l := range d.riders[it.Matter] {
		all = append(all, d.rider(l))
	}
	if titles := d.attached(it.ID); len(titles) > 0 {
		all = append(all, d.p.T("room.draft.attached", strings.Join(titles, "; ")))
	}
	if len(all) == 0 {
		all = append(all, d.p.T("room.draft.nothing"))
	}
	words := []rune(strings.Join(all, "\n\n"))
	return string(words[:min(len(words), meeting.MaxPartWords)])
}

// ridersOf are the reservations and interpretative statements attached to the
// versions on which groups decided in the meeting.
func (d drawing) ridersOf(moves []register.Line) (all []register.Line) {
	var moved act.Hash // the version before the groups at that place of the record
	decided := map[act.Hash]bool{}
	for _, l := range moves {
		switch b := l.Body.(type) {
		case procedure.Moved:
			moved = b.Version
		case procedure.MeetingRecorded:
			decided[moved] = decided[moved] || b.Meeting == d.m.Ref
		}
	}
	for _, l := range moves {
		if b, ok := l.Body.(procedure.Reserved); ok && decided[b.Version] {
			all = append(all, l)
		}
	}
	return all
}

// rider is what is attached to a decision, word for word. It says for which group
// that was done, or of which group a member did it, and not who.
func (d drawing) rider(l register.Line) string {
	b, _ := l.Body.(procedure.Reserved)
	key := "roomnote.rider.member"
	if b.ForGroup {
		key = "roomnote.rider.group"
	}
	words, _ := l.Words.(procedure.StatedWords)
	if l.Erased || words.Words == "" {
		words.Words = d.p.T("part.gone")
	}
	return d.p.T(key, b.Rider, l.Group) + "\n" + words.Words
}
