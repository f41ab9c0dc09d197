package web

import (
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// partForm is the form in which one part of the minutes is written.
type partForm struct {
	id       string // empty: a new one
	base     act.Hash
	asks     []question
	theirs   string // what the part says meanwhile, where both could not be joined
	problems []part.Problem
	key      string
}

// form is the form of a part of the version shown; "new" is of none.
func (pg minutesPage) form(v *visit, id string) *partForm {
	in, f := url.Values{}, &partForm{base: pg.m.Minutes.Version, key: newKey()}
	if p, ok := find(partsOf(*pg.shown), id); ok {
		f.id = id
		in = url.Values{"words": {p.Words}, "item": {string(p.Item)}, "of": {string(p.Of)}}
	}
	f.asks = pg.askPart(v, in)
	return f
}

func (pg minutesPage) askPart(v *visit, in url.Values) []question {
	of := part.Field{Name: "of", Label: v.p.T("room.part.of"), Hint: v.p.T("room.part.of.hint"), Value: in.Get("of"), Options: []part.Option{{Label: v.p.T("room.part.joint")}}}
	for _, g := range pg.m.Groups {
		of.Options = append(of.Options, part.Option{Value: string(g), Label: v.groupName(g, v.p.Lang())})
	}
	asks := []question{
		{part.Field{Name: "item", Label: v.p.T("room.part.item"), Value: in.Get("item"), Options: pg.itemOptions(v, v.p.T("room.part.item.none"))}, "select"},
		{of, "select"},
		{part.Field{Name: "words", Label: v.p.T("room.part.words"), Hint: v.p.T("room.part.words.hint"), Value: in.Get("words"), Lang: pg.m.Lang, Max: meeting.MaxPartWords, Rows: 12}, "area"},
	}
	if len(pg.m.Groups) == 1 {
		asks = slices.Delete(asks, 1, 2)
	}
	return asks
}

func find(parts []meeting.PartWords, id string) (meeting.PartWords, bool) {
	if k := at(parts, id); k >= 0 {
		return parts[k], true
	}
	return meeting.PartWords{}, false
}

func at(parts []meeting.PartWords, id string) int {
	return slices.IndexFunc(parts, func(p meeting.PartWords) bool { return id != "" && p.ID == id })
}

// minutesDo draws up a draft, changes a part, or approves.
func (s *Site) minutesDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.minutesPage(v)
	if err == nil {
		err = pg.mustBeInside()
	}
	if err != nil {
		return nil, err
	}
	switch v.PathValue("what") {
	case "draw":
		err = s.draw(v, pg, in)
	case "part":
		if in.Get("do") == "remove" {
			here := address(pg.m.Ref) + "/minutes"
			if ask := v.sure(in, "room.part.remove", "room.part.remove", here+"/part", here, v.p.T("grave.part")); ask != nil {
				return ask, nil
			}
		}
		return s.changePart(v, pg, in)
	case "approve":
		hash, _ := act.ParseHash(in.Get("version"))
		if err = v.mustBeFresh(); err == nil {
			_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Approve{Version: hash}})
		}
	default:
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		if pg, err = s.minutesPage(v); err != nil {
			return nil, err
		}
		pg.approve = v.mark(nil, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo(pg.to(nil)), nil
}

// An edit is one part as somebody wrote it, on a version that they had before
// them.
type edit struct {
	meeting.PartWords
	remove bool
}

// join makes an edit, written on base, in the parts of the latest version. If
// others changed the same part meanwhile, both changes are made where they do not
// touch; where they do, clash is true and theirs is how the part reads now.
func (e edit) join(base, latest []meeting.PartWords) (parts []meeting.PartWords, theirs string, clash bool) {
	parts = slices.Clone(latest)
	was, had := find(base, e.ID)
	k := at(parts, e.ID)
	switch {
	case e.ID == "" && e.remove:
		return parts, "", false
	case e.ID == "" || !had && k < 0: // new, or kept although others took it away
		e.ID = ""
		if slices.Contains(parts, e.PartWords) {
			return parts, "", false
		}
		return slices.Insert(parts, after(parts, e.Item), e.PartWords), "", false
	case k < 0:
		return parts, "", !e.remove
	}
	now := parts[k]
	if !had { // no version that the writer had before them had it
		was = now
	}
	if e.remove {
		if now != was {
			return parts, now.Words, true
		}
		return slices.Delete(parts, k, k+1), "", false
	}
	words, clash := text.Merge(was.Words, e.Words, now.Words)
	if clash {
		return parts, now.Words, true
	}
	parts[k].Words = words
	if e.Item != was.Item {
		parts[k].Item = e.Item
	}
	if e.Of != was.Of {
		parts[k].Of = e.Of
	}
	return parts, "", false
}

// after is where a new part about an item stands: behind the last about it.
func after(parts []meeting.PartWords, item meeting.ItemID) int {
	for k := len(parts) - 1; k >= 0; k-- {
		if parts[k].Item == item {
			return k + 1
		}
	}
	return len(parts)
}

// changePart issues the next version with one part changed.
func (s *Site) changePart(v *visit, pg minutesPage, in url.Values) (page, error) {
	e := edit{meeting.PartWords{ID: in.Get("id"), Item: meeting.ItemID(in.Get("item")), Of: group.ID(in.Get("of")),
		Words: strings.TrimSpace(strings.ReplaceAll(in.Get("words"), "\r\n", "\n"))}, in.Get("do") == "remove"}
	it, _ := pg.m.Item(e.Item)
	theirs, err := "", error(nil)
	if !e.remove {
		err = v.mustNotName(it, in, e.Words)
	}
	for try := 0; try < tries && err == nil; try++ {
		if pg.shown == nil {
			err = act.Refuse(act.NotNow, "refuse.approve.none")
			break
		}
		var base []meeting.PartWords
		if l, findErr := pg.find(in.Get("base"), nil); findErr == nil && l != nil {
			base = partsOf(*l)
		}
		parts, now, clash := e.join(base, partsOf(*pg.shown))
		if clash {
			theirs, err = now, act.RefuseField("words", "room.part.clash")
			break
		}
		if slices.Equal(parts, partsOf(*pg.shown)) {
			return goTo(pg.to(nil)), nil // as it stands already
		}
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Minute{Base: pg.shown.Hash, Parts: parts}})
		if no, refused := act.Refused(err); !refused || no.Reason.Key != "refuse.minute.base" || try == tries-1 {
			break
		}
		if pg, err = s.minutesPage(v); err != nil { // another was quicker
			return nil, err
		}
	}
	no, refused := act.Refused(err)
	if err != nil && (!refused || no.Why == act.NotFound) {
		return nil, err
	}
	if err == nil {
		return goTo(pg.to(nil)), nil
	}
	return withStatus{pg.typed(v, in, e.ID, theirs, no), statuses[no.Why]}, nil
}

// typed is the form with what was typed, and what stands there meanwhile.
func (pg minutesPage) typed(v *visit, in url.Values, id, theirs string, no *act.Refusal) minutesPage {
	base := in.Get("base")
	f := &partForm{id: id, theirs: theirs, key: newKey()}
	if no.Reason.Key == "room.part.clash" { // they have both before them now
		base = pg.m.Minutes.Version.String()
		if _, there := find(partsOf(*pg.shown), id); !there {
			f.id = ""
		}
	}
	f.base, _ = act.ParseHash(base)
	f.asks = append(pg.askPart(v, in), v.askNamed(in, no)...)
	f.problems = v.mark(f.asks, partsRefused(no))
	pg.edit = f
	return pg
}

// partsRefused turns a refusal about one of many parts into one about the part
// that is on the form.
func partsRefused(no *act.Refusal) *act.Refusal {
	one := *no
	if strings.HasPrefix(one.Field, "parts") {
		one.Field = "words"
	}
	return &one
}

// approving reports why the reader's group may not approve now; nil if it may.
func (pg minutesPage) approving(v *visit) *act.Refusal { return pg.why(v, "approve") }

// shownParts are the parts of the version shown.
func (pg minutesPage) shownParts() []meeting.PartWords {
	if pg.shown == nil {
		return nil
	}
	return partsOf(*pg.shown)
}

// partBegins reports whether a part is the first about its item, so that the item's
// heading stands above it.
func partBegins(parts []meeting.PartWords, k int) bool {
	return parts[k].Item != "" && (k == 0 || parts[k-1].Item != parts[k].Item)
}
