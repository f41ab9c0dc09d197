package initiative_test

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

const day = 24 * time.Hour

func grantRefusals(t *testing.T) {
	h := founded(t)
	h.must("ann", initiative.Appoint{Member: "obi", Group: "washington", Capacity: member.Observer, Constituency: "ngo"})
	amy := initiative.Grant{For: "cat", To: "amy", Scope: member.Desk, Until: h.at.Add(30 * day)}
	with := func(change func(*initiative.Grant)) initiative.Grant {
		c := amy
		change(&c)
		return c
	}
	h.refused("amy", amy, act.NotAllowed, "refuse.no-standing")
	h.refused("gus", amy, act.NotAllowed, "refuse.grant.who") // the secretariat keeps the house, not its members' voices
	h.refused("kai", amy, act.NotAllowed, "refuse.grant.who") // nor does the other group's chair
	h.refused(initiative.Operator, amy, act.NotAllowed, "refuse.grant.who")
	h.refused("ann", with(func(c *initiative.Grant) { c.For = "zed" }), act.NotAllowed, "refuse.grant.who")
	h.refused("obi", with(func(c *initiative.Grant) { c.For = "obi" }), act.NotAllowed, "refuse.grant.observer")
	h.refused("cat", with(func(c *initiative.Grant) { c.Scope = "all" }), act.Malformed, "refuse.grant.which")
	h.refused("ann", with(func(c *initiative.Grant) { c.Scope = member.Wide }), act.Malformed, "refuse.grant.by-chair")
	for _, bad := range []member.ID{"", "Amy Smith", "cat", initiative.Operator, member.Clock} {
		h.refused("cat", with(func(c *initiative.Grant) { c.To = bad }), act.Malformed, "refuse.grant.to")
	}
	for _, speaks := range []member.ID{"ann", "kai", "lea"} { // in their own right, or for the other group
		h.refused("cat", with(func(c *initiative.Grant) { c.To = speaks }), act.Malformed, "refuse.grant.assistant")
	}
	h.refused("cat", with(func(c *initiative.Grant) { c.From = h.at.Add(91 * day) }), act.Malformed, "refuse.grant.from")
	for _, until := range []time.Time{{}, h.at, h.at.Add(91 * day), h.at.Add(-day)} {
		h.refused("cat", with(func(c *initiative.Grant) { c.Until = until }), act.Malformed, "refuse.grant.until")
	}
	h.refused("cat", initiative.RevokeGrant{For: "cat", To: "amy"}, act.NotFound, "refuse.grant.over")
	h.must("cat", amy)
	h.must("ann", with(func(c *initiative.Grant) { c.To = "gus" })) // of the secretariat, and without a voice that counts
	h.refused("ann", with(func(c *initiative.Grant) { c.For = "ann" }), act.Malformed, "refuse.grant.busy")
	h.refused("lea", initiative.RevokeGrant{For: "cat", To: "amy"}, act.NotAllowed, "refuse.grant.revoke")
	h.refused("stranger", initiative.RevokeGrant{For: "cat", To: "amy"}, act.NotAllowed, "refuse.grant.revoke")
	h.refused("kai", initiative.RevokeGrant{For: "cat", To: "amy"}, act.NotAllowed, "refuse.grant.revoke")
	h.must("gus", initiative.RevokeGrant{For: "cat", To: "amy"}) // who could not have given it
	h.must("cat", amy)
	h.must("amy", initiative.RevokeGrant{For: "cat", To: "amy"}) // who has no seat
	h.refused("cat", initiative.RevokeGrant{For: "cat", To: "amy"}, act.NotFound, "refuse.grant.over")
	h.must("ann", with(func(c *initiative.Grant) { c.For = "ann" })) // and is free for another
	if _, err := h.n.Serves("amy", "cat", h.at); err == nil {
		t.Error("a grant that was laid down is in force")
	}
	// A dismissal ends the invitations that are out; to make room for a new grant does not.
	h = founded(t)
	invited := func(to member.ID, made time.Time) initiative.Grant {
		return with(func(c *initiative.Grant) { c.To, c.Invited, c.Until = to, made, h.at.Add(day) })
	}
	first := h.at
	h.at = h.at.Add(time.Hour)
	h.must("cat", amy)
	h.at = h.at.Add(time.Hour)
	h.must("cat", invited("amy", h.at)) // in place of the first
	h.must("cat", invited("ben", first))
	second := h.at
	h.at = h.at.Add(time.Hour)
	h.must("cat", initiative.RevokeGrant{For: "cat", To: "amy"})
	h.at = h.at.Add(time.Hour)
	h.refused("cat", invited("amy", second), act.NotNow, "refuse.grant.since")
	h.refused("cat", invited("zoe", second), act.NotNow, "refuse.grant.since") // who may be amy, under another address
	h.must("cat", invited("amy", h.at.Add(-time.Minute)))                      // who was asked again
	heard["refuse.grant.none"] = true                                          // by TestActsFor
}

func constituencyRefusals(t *testing.T) {
	h := founded(t)
	described := func(all ...initiative.Constituency) initiative.Describe {
		d := founding().Description
		d.Constituencies = all
		return initiative.Describe{Description: d}
	}
	press := initiative.Constituency{ID: "press", Name: text.Words{"en": "Press", "ru": "Пресса"}}
	h.refused("gus", described(make([]initiative.Constituency, 41)...), act.Malformed, "refuse.constituencies.many")
	for _, id := range []member.Constituency{"", "Mr Smith", "a_b", member.Constituency(strings.Repeat("a", 41))} {
		h.refused("gus", described(initiative.Constituency{ID: id, Name: press.Name}), act.Malformed, "refuse.constituencies.id")
	}
	h.refused("gus", described(press, press), act.Malformed, "refuse.constituencies.id")
	h.refused("gus", described(initiative.Constituency{ID: "press"}), act.Malformed, "refuse.constituencies.name")
	max := initiative.Appoint{Member: "max", Group: "astana", Capacity: member.Member, Constituency: "press"}
	h.refused("kai", max, act.Malformed, "refuse.appoint.constituency")
	h.refused("gus", described(press), act.Malformed, "refuse.constituencies.used") // they come from one that it lacks
	h.must("gus", described(press, initiative.Constituency{ID: "ngo", Name: text.Words{"en": "Societies"}}))
	h.must("kai", max)
	if s, _ := member.Of(h.n.Standings, "kai", h.at); s.Constituency != "ngo" {
		t.Error("another set of constituencies changed where somebody comes from")
	}
	h.refused("gus", described(), act.Malformed, "refuse.constituencies.used") // the press is not in the set of the model case
	h.must("kai", initiative.End{Member: "max", Group: "astana"})
	h.must("gus", described())
	max.Member, max.Constituency = "nur", "ngo"
	h.must("kai", max)
	max.Member, max.Nominated = "oli", "not an id"
	h.refused("kai", max, act.Malformed, "refuse.appoint.nominated")
	max.Nominated, max.For = "ORG-1", "lea"
	h.refused("kai", max, act.Malformed, "refuse.appoint.for") // a member stands in for nobody
	max.Capacity = member.Alternate
	for _, id := range []member.ID{"ann", "oli", "zed"} { // of the other group, themselves, nobody
		max.For = id
		h.refused("kai", max, act.Malformed, "refuse.appoint.for")
	}
	max.For = "lea"
	h.must("kai", max)
	if s, _ := member.Of(h.n.Standings, "oli", h.at); s.For != "lea" || s.Nominated != "ORG-1" || s.Decides() {
		t.Errorf("the alternate is %+v", s)
	}
}

// TestActsFor holds that a grant lets an assistant act from its first instant
// to before its last, for as long as the seat is held for which it was given,
// and that it is over at once when it is revoked.
func TestActsFor(t *testing.T) {
	h := founded(t)
	from, until := h.at.Add(day), h.at.Add(31*day)
	h.must("cat", initiative.Grant{For: "cat", To: "amy", Scope: member.Desk, From: from, Until: until})
	says := procedure.State{Attribution: act.Named}
	at := func(at time.Time, assistant, principal member.ID, c procedure.Command) string {
		no, _ := act.Refused(h.n.ActsFor(assistant, principal, c, at))
		if no == nil {
			return ""
		}
		return no.Reason.Key
	}
	for _, c := range []struct {
		when                 time.Time
		assistant, principal member.ID
		cmd                  procedure.Command
		want                 string
	}{
		{from.Add(-time.Millisecond), "amy", "cat", says, "refuse.grant.none"},
		{from, "amy", "cat", says, ""},
		{until.Add(-time.Millisecond), "amy", "cat", says, ""},
		{until, "amy", "cat", says, "refuse.grant.none"},
		{from, "amy", "ann", says, "refuse.grant.none"},
		{from, "bea", "cat", says, "refuse.grant.none"},
		{from, "cat", "amy", says, "refuse.grant.none"}, // it is not mutual
		{from, "amy", "cat", procedure.Raise{}, "refuse.grant.scope"},
		{from, "amy", "cat", procedure.Choose{}, "refuse.grant.never"},
		{from, "amy", "cat", procedure.State{Attribution: act.Unattributed}, "refuse.grant.nameless"},
	} {
		if got := at(c.when, c.assistant, c.principal, c.cmd); got != c.want {
			t.Errorf("%s for %s at %s: %q, not %q", c.assistant, c.principal, c.when, got, c.want)
		}
	}
	h.at = from
	// An assistant who takes a seat of their own speaks for themselves from then on.
	h.must("ann", initiative.Appoint{Member: "amy", Group: "washington", Capacity: member.Alternate, Constituency: "ngo"})
	if got := at(h.at, "amy", "cat", says); got != "refuse.grant.assistant" {
		t.Errorf("one who speaks for herself spoke as another: %q", got)
	}
	h.must("ann", initiative.End{Member: "amy", Group: "washington"})
	// A member who changes groups leaves the grant behind.
	h.must("ann", initiative.End{Member: "cat", Group: "washington"})
	if got := at(h.at, "amy", "cat", says); got != "refuse.grant.none" {
		t.Errorf("a grant outlived the seat: %q", got)
	}
	h.must("kai", initiative.Appoint{Member: "cat", Group: "astana", Capacity: member.Member, Constituency: "ngo"})
	if got := at(h.at, "amy", "cat", says); got != "refuse.grant.none" {
		t.Errorf("a grant of one group was good in another: %q", got)
	}
	// A new grant takes the place of the old one, and no more.
	h.must("cat", initiative.Grant{For: "cat", To: "amy", Scope: member.Wide, Until: h.at.Add(day)})
	if got := at(h.at, "amy", "cat", procedure.Raise{}); got != "" {
		t.Errorf("the new grant: %q", got)
	}
	if got := at(h.at.Add(day), "amy", "cat", says); got != "refuse.grant.none" {
		t.Errorf("the earlier grant was still there: %q", got)
	}
	h.must("kai", initiative.RevokeGrant{For: "cat", To: "amy"})
	if got := at(h.at, "amy", "cat", says); got != "refuse.grant.none" {
		t.Errorf("revoked, and in force: %q", got)
	}
}
