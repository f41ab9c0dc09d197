package web

import (
	"strings"

	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// frame is the printer of what stands around the words of the minutes. It is in
// their language and not in the reader's: the journal is one document, and reads
// the same to everybody.
func (pg minutesPage) frame(v *visit) *locale.Printer { return v.inLanguage(locale.Lang(pg.m.Lang)) }

// heading is the number and title of an item, in the language of the minutes.
func (pg minutesPage) heading(v *visit, id meeting.ItemID) string {
	p := pg.frame(v)
	say := func(w text.Words) string { return w.In(string(p.Lang()), "en", "ru", "kk") }
	for n, it := range pg.m.Items {
		if it.ID == id {
			return p.T("room.item", n+1, pg.itemTitle(it, say, p.T("room.untitled")))
		}
	}
	return ""
}

// openedBy is who opened the meeting, for who reads what passed in it.
func (pg minutesPage) openedBy() (who member.ID) {
	if pg.m.Inside {
		bodiesOf(pg.gathering, func(l register.Line, _ meeting.ConvenedAct) { who = l.Author })
	}
	return who
}

// nextLine says when the same groups meet next, as far as that is called.
func (pg minutesPage) nextLine(p *locale.Printer) string {
	if !pg.hasNext {
		return p.T("roomnote.next.none")
	}
	return p.T("room.draft.next", pg.next.Start)
}

// nextIsOther reports whether the draft says something else of the next meeting
// than holds now: one was called since, moved, or called off. What is locked says
// what held then.
func (pg minutesPage) nextIsOther(v *visit) bool {
	if !pg.latest() || pg.m.Stage != meeting.Adjourned || pg.shown.Erased || pg.why(v, "minute") != nil {
		return false
	}
	p := pg.frame(v)
	line, speaks := pg.nextLine(p), false
	begins, _, _ := strings.Cut(p.T("room.draft.next", "\x00"), "\x00")
	for _, part := range partsOf(*pg.shown) {
		if strings.Contains(part.Words, line) {
			return false
		}
		speaks = speaks || strings.Contains(part.Words, begins) || strings.Contains(part.Words, p.T("roomnote.next.none"))
	}
	return speaks
}

// groupOf is a group as the minutes name it.
func (pg minutesPage) groupOf(v *visit, id group.ID) part.Group {
	g := v.group(id)
	g.Name = v.groupName(id, pg.frame(v).Lang())
	return g
}
