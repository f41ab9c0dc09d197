package web

import (
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
)

// The whole room is one form, and each of its buttons sends all of it. So what
// was typed for one purpose is there when another is carried out, and the page
// that follows has it again.

// to is where a button of the room leads.
func (pg roomPage) to(what string) string { return address(pg.m.Ref) + "/room/" + what }

// kept marks a portion that came back with what was typed, so that no script
// takes it for an untouched one.
func (pg roomPage) kept(portion string) string {
	if pg.holds(portion, pg.left(portion)) {
		return "typed"
	}
	return ""
}

// left is what was typed into a portion of the form; empty if that was carried
// out.
func (pg roomPage) left(what string) url.Values {
	if pg.typed == nil || pg.typed.no == nil && pg.typed.what == what {
		return url.Values{}
	}
	return pg.typed.in
}

// about is what was typed into a portion about the item that is being taken;
// empty if it was about another, to which the words do not belong.
func (pg roomPage) about(what, item string) url.Values {
	if in := pg.left(what); pg.at && in.Get(item) == string(pg.now.ID) {
		return in
	}
	return url.Values{}
}

// before is what somebody had before them who typed into a portion, and has not
// been told of anything newer. An item ties it to that one.
func (pg roomPage) before(what string, item meeting.ItemID) url.Values {
	in := pg.left(what)
	if pg.typed.refusal() != nil && pg.typed.what == what || item != "" && in.Get(what) != string(item) {
		return url.Values{}
	}
	return in
}

// unsent reports whether something was typed that another button sends.
func (pg roomPage) unsent(what string, in url.Values) bool {
	portions := []string{"conclude", "outcome"}
	for _, venue := range pg.m.Venues {
		portions = append(portions, attending(venue.Group))
	}
	return strings.TrimSpace(in.Get("typed")) != "" || slices.ContainsFunc(portions, func(portion string) bool { return portion != what && pg.holds(portion, in) })
}

// holds reports whether something was typed into a portion, or chosen in it.
func (pg roomPage) holds(portion string, in url.Values) bool {
	words := func(name string) bool { return strings.TrimSpace(in.Get(name)) != "" }
	switch portion {
	case "conclude":
		return words("note") || len(in["spoke"]) > 0
	case "outcome":
		for name := range in {
			choice := strings.HasPrefix(name, "choice.") && in.Get(name) != string(procedure.Consent)
			if choice || words(name) && slices.Contains([]string{"reason", "position", "withoutComment"}, name) {
				return true
			}
		}
	}
	at, attends := strings.CutPrefix(portion, attending(""))
	return attends && pg.ticked(group.ID(at), in)
}

// ticked reports whether others are ticked than were noted in one city's room.
func (pg roomPage) ticked(at group.ID, in url.Values) bool {
	if !in.Has("seen." + string(at)) {
		return false
	}
	var noted []string
	for _, p := range pg.m.Present {
		if p.Venue == at {
			noted = append(noted, string(pg.names[p.Who]))
		}
	}
	typed := slices.Clone(in["present."+string(at)])
	slices.Sort(noted)
	slices.Sort(typed)
	return !slices.Equal(noted, slices.Compact(typed))
}

// homeless are the words that were typed into a portion which the page no longer
// has.
func (pg roomPage) homeless() string {
	if pg.typed == nil {
		return ""
	}
	all := []string{strings.TrimSpace(pg.typed.in.Get("typed"))}
	if in := pg.left("conclude"); pg.conclude == nil || in.Get("item") != string(pg.now.ID) {
		all = append(all, strings.TrimSpace(in.Get("note")))
	}
	if in := pg.left("outcome"); pg.outcome == nil || in.Get("outcome") != string(pg.now.ID) {
		all = append(all, strings.TrimSpace(in.Get("reason")))
	}
	all = slices.DeleteFunc(all, func(words string) bool { return words == "" })
	return strings.Join(all, "\n\n")
}
