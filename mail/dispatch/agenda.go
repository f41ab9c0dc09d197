package dispatch

import (
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// lastPut leaves out what was put on an agenda and then put otherwise: the last
// is how it stands.
func lastPut(lines []register.Line) (all []register.Line) {
	for n, l := range lines {
		put, ok := l.Body.(meeting.ItemPut)
		if ok && slices.ContainsFunc(lines[n+1:], func(o register.Line) bool {
			later, again := o.Body.(meeting.ItemPut)
			return again && o.On == l.On && later.ID == put.ID
		}) {
			continue
		}
		all = append(all, l)
	}
	return all
}

// itemsOf are what the items are called that acts put on an agenda, by the acts'
// hashes, as far as the reader may know. Of a caucus a letter does not say.
func itemsOf(q register.Questions, p *locale.Printer, lines []register.Line) (map[act.Hash]string, error) {
	items, about := map[act.Hash]string{}, map[act.Hash]act.Ref{}
	var matters []act.Ref
	for _, l := range lines {
		put, ok := l.Body.(meeting.ItemPut)
		if !ok || l.Erased || l.Audience == act.Caucus {
			continue
		}
		w, _ := l.Words.(meeting.ItemWords)
		if title := w.Title.In(string(p.Lang()), "en", "ru", "kk"); title != "" {
			items[l.Hash] = title
		} else if put.Matter != "" {
			about[l.Hash], matters = put.Matter, append(matters, put.Matter)
		}
	}
	titles, err := q.Titles(matters...)
	for hash, ref := range about {
		items[hash] = titles[ref].In(string(p.Lang()), "en", "ru", "kk")
	}
	return items, err
}

// proposed writes, of a matter that was referred, when each counterpart that has
// not answered meets next: the matter is proposed to it for that. The reader is
// told of no meeting that they may not know of.
func (to addressee) proposed(q register.Questions, b *strings.Builder, m register.Matter, lines []register.Line) error {
	referred := slices.ContainsFunc(lines, func(l register.Line) bool { _, ok := l.Body.(procedure.ReferredAct); return ok })
	if !referred || m.Stage != procedure.Referred {
		return nil
	}
	var said strings.Builder
	for _, g := range group.Others(m.Groups, m.Origin) {
		if _, answered := m.Considered[g]; answered {
			continue
		}
		next, ok, err := q.NextMeeting(g, to.now)
		if err != nil {
			return err
		}
		if ok {
			said.WriteString(to.p.T("roomnote.letter.proposed", g, next.Start) + "\n" + to.base + "/meeting/" + string(next.Ref) + "\n")
		}
	}
	if said.Len() > 0 {
		b.WriteString(said.String() + "\n")
	}
	return nil
}
