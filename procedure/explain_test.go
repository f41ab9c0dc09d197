package procedure_test

import (
	"slices"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// TestObserverIsNotTold holds that how many have spoken in a caucus is told to
// those who sit in it, and not to the group's observers, nor to the others.
func TestObserverIsNotTold(t *testing.T) {
	groups := []group.ID{"washington", "astana"}
	m := procedure.Matter{Stage: procedure.Referred, Origin: "washington", Groups: groups, Rules: procedure.Defaults(groups),
		ReferredAt: time.Date(2009, 3, 2, 0, 0, 0, 0, time.UTC)}
	for _, c := range []struct {
		by   member.Standing
		told bool
	}{
		{member.Standing{Group: "astana", Capacity: member.Alternate}, true},
		{member.Standing{Group: "astana", Capacity: member.Observer}, false},
		{member.Standing{Group: "washington", Capacity: member.CoChair}, false},
		{member.Standing{}, false},
	} {
		account := m.Explain(procedure.Instant{At: m.ReferredAt, By: c.by, Spoke: func(group.ID) int { return 1 }})
		told := slices.ContainsFunc(account.Missing, func(r act.Reason) bool { return r.Key == "explain.referred.contributors" })
		if told != c.told {
			t.Errorf("%+v is told how many spoke: %v", c.by, told)
		}
	}
}
