package notice

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

// seats are a small house: who sits in which group, as what.
func seats() (all []member.Standing) {
	for _, s := range []struct {
		who member.ID
		g   group.ID
		c   member.Capacity
	}{
		{"hale", "w", member.CoChair}, {"lind", "w", member.Member}, {"webb", "w", member.Observer},
		{"serik", "a", member.CoChair}, {"dana", "a", member.Rapporteur}, {"aigul", "a", member.Member}, {"zhan", "a", member.Secretariat},
		{"late", "c", member.Member},
	} {
		all = append(all, member.Standing{Member: s.who, Group: s.g, Capacity: s.c, From: time.Unix(0, 0)})
	}
	return all
}

// TestTell goes through the table with a case for each sort of circle.
func TestTell(t *testing.T) {
	both := []group.ID{"w", "a"}
	for _, c := range []struct {
		what string
		Case
		want string // who: why
	}{
		{"raised", Case{Of: "procedure.raised", By: "lind", Group: "w", Groups: both}, "hale: own-group, webb: own-group"},
		{"referred", Case{Of: "procedure.referred", By: "hale", Group: "w", Groups: both},
			"lind: own-group, webb: own-group, serik: desk, dana: desk, aigul: desk, zhan: desk"},
		{"said without a name", Case{Of: "procedure.stated", Group: "w", Groups: both, Followers: []member.ID{"lind", "dana"}}, "lind: follow, dana: follow"},
		{"answered", Case{Of: "procedure.stated", By: "dana", Group: "a", Groups: both, Answered: "lind", Followers: []member.ID{"lind", "dana"}}, "lind: answered"},
		{"the pen", Case{Of: "procedure.pen-passed", By: "hale", Group: "w", Groups: both, Body: procedure.PenPassed{To: "a"},
			Rules: procedure.Defaults(both), Followers: []member.ID{"aigul"}}, "serik: pen, dana: pen, aigul: follow"},
		{"moved", Case{Of: "procedure.moved", By: "hale", Group: "w", Groups: both}, "serik: second"},
		{"opened", Case{Of: "procedure.opened", By: "serik", Group: "a", Groups: both, Electors: []member.ID{"hale", "serik"}},
			"hale: electorate, lind: takes-part, webb: takes-part, dana: takes-part, aigul: takes-part, zhan: takes-part"},
		{"adopted by the clock", Case{Of: "procedure.adopted", By: member.Clock, Groups: []group.ID{"w"}}, "hale: takes-part, lind: takes-part, webb: takes-part"},
		{"silent", Case{Of: Silent, Group: "w"}, "hale: silent, zhan: silent"},
		{"minutes to approve", Case{Of: "meeting.minuted", By: "hale", Group: "w", Groups: both, Awaiting: both}, "serik: approve, dana: approve"},
		{"minutes under the Rule, by nobody", Case{Of: "meeting.minuted", Groups: both, Awaiting: both}, "hale: approve, serik: approve, dana: approve"},
		{"minutes of which one has approved", Case{Of: "meeting.minuted", By: "hale", Group: "w", Groups: both, Awaiting: []group.ID{"w"}}, ""},
		{"locked", Case{Of: "meeting.locked", By: "dana", Group: "a", Groups: []group.ID{"w"}}, "hale: meets, lind: meets, webb: meets"},
		{"a conference is announced", Case{Of: "conference.announced", By: "hale", Group: "w", Groups: both},
			"lind: conference, webb: conference, serik: conference, dana: conference, aigul: conference, zhan: conference"},
		{"overdue", Case{Of: Overdue, Owing: []member.ID{"aigul"}}, "aigul: owes"},
		{"bulletin", Case{Of: Bulletin, Groups: []group.ID{"c"}}, "late: bulletin"},
		{"put on an agenda", Case{Of: "meeting.item-put", By: "hale", Group: "w", Groups: both, Invited: []member.ID{"hale", "lind", "dana"}}, "lind: invited, dana: invited"},
		{"of what nobody is told", Case{Of: "initiative.appointed", Group: "w", Groups: both}, ""},
	} {
		c.Seats = seats()
		var got []string
		for _, told := range Tell(c.Case) {
			got = append(got, fmt.Sprintf("%s: %s", told.Member, strings.TrimPrefix(told.Why, "notice.why.")))
		}
		if all := strings.Join(got, ", "); all != c.want {
			t.Errorf("%s: %s\nnot %s", c.what, all, c.want)
		}
	}
}

// TestTable holds the table against the acts that there are.
func TestTable(t *testing.T) {
	var kinds []string
	for _, k := range slices.Concat(procedure.Acts, initiative.Acts, meeting.Acts, conference.Acts, publication.Acts) {
		kinds = append(kinds, k.Body.Kind())
	}
	told := map[string]bool{}
	for n, r := range Table {
		told[r.Of] = true
		if !slices.Contains([]string{Silent, Bulletin, Renewal, Overdue, Invitation, Restored, PasskeyAdded, PasskeyRemoved, AddressChanged, TokenAdded}, r.Of) && !slices.Contains(kinds, r.Of) {
			t.Errorf("the table tells of %s, which is no act", r.Of)
		}
		if slices.ContainsFunc(Table[:n], func(o Row) bool { return o.Of == r.Of && o.To == r.To }) {
			t.Errorf("the table tells %s twice of %s", r.To, r.Of)
		}
	}
	for _, k := range procedure.Acts {
		// Of every act on a matter somebody is told, but a second is followed
		// by others or opens the decision.
		if kind := k.Body.Kind(); !told[kind] && kind != (procedure.Seconded{}).Kind() {
			t.Errorf("nobody is told of %s", kind)
		}
	}
}
