package procedure

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Method is a way for the groups to decide.
type Method string

// The methods.
const (
	Meeting Method = "meeting" // each group's chair records the positions taken in its room
	Written Method = "written" // members state positions in writing until a stated instant
	Silence Method = "silence" // adopted at a stated instant unless someone objects or amends in writing before it
)

// Key is the method's name in the catalogues.
func (m Method) Key() string { return "method." + string(m) }

// Rules are an initiative's rules of procedure. They are data, laid down by
// an act and numbered; a matter is governed by the rules as they stood when it
// was referred, of which the referral carries a copy.
type Rules struct {
	Version int `json:"version"` // counts the times that rules were laid down

	// OwnDays is how many days an idea is discussed at home before it may be
	// referred, and CounterpartDays how many each counterpart has it before
	// its answer counts: time for members who read between two flights.
	OwnDays         int `json:"ownDays"`
	CounterpartDays int `json:"counterpartDays"`
	// AnswerDays is when the answer is expected. Nothing lapses by it: the
	// delay is shown, and leads to a reminder.
	AnswerDays int `json:"answerDays"`
	// Contributors is how many different members of a group must have spoken
	// for its discussion to count.
	Contributors int `json:"contributors"`
	// NoticeDays is the shortest written procedure, SilenceHours the shortest
	// silence.
	NoticeDays   int `json:"noticeDays"`
	SilenceHours int `json:"silenceHours"`

	Raise    []member.Capacity `json:"raise"`    // who may raise an idea
	Refer    []member.Capacity `json:"refer"`    // who may refer it for the group
	Consider []member.Capacity `json:"consider"` // who may record the group's consideration
	Draft    []member.Capacity `json:"draft"`    // who may use and pass the pen
	Move     []member.Capacity `json:"move"`     // who may move and second a decision, and close it

	// Decide is each group's own rule. A text is adopted when every group
	// carries it: there is no other combination, or one group could be
	// outvoted by the rest.
	Decide map[group.ID]group.Rule `json:"decide"`

	// Symbol is the form of a recommendation's symbol, with {n} for its
	// number and {yy} or {yyyy} for the year. Numbers start again each year if
	// Yearly, and otherwise run on.
	Symbol string `json:"symbol"`
	Yearly bool   `json:"yearly"`

	// BulletinDays is how many days lie between two bulletins; 0 is a week.
	BulletinDays int `json:"bulletinDays,omitzero"`

	// MeetingDays is how many days lie between two meetings of all groups at
	// most; 0 if the rules state none. Nothing lapses by it: the delay is shown.
	MeetingDays int `json:"meetingDays,omitzero"`
}

// Cadence is how many days a bulletin tells of.
func (r Rules) Cadence() int {
	if r.BulletinDays == 0 {
		return 7
	}
	return r.BulletinDays
}

// Defaults returns the rules that a new initiative starts from.
func Defaults(groups []group.ID) Rules {
	chairs := []member.Capacity{member.CoChair}
	desk := []member.Capacity{member.CoChair, member.Rapporteur}
	r := Rules{
		Version: 1,
		OwnDays: 7, CounterpartDays: 10, AnswerDays: 30, Contributors: 3,
		NoticeDays: 7, SilenceHours: 72,
		Raise: []member.Capacity{member.CoChair, member.Rapporteur, member.Member, member.Alternate},
		Refer: chairs, Consider: desk, Draft: desk, Move: chairs,
		Decide: map[group.ID]group.Rule{},
		Symbol: "TF.REC/{n}/{yy}", Yearly: true,
	}
	for _, g := range groups {
		r.Decide[g] = group.Rule{Kind: group.Consensus, Quorum: 5}
	}
	return r
}

// clone returns a copy that shares nothing with r.
func (r Rules) clone() Rules {
	for _, who := range []*[]member.Capacity{&r.Raise, &r.Refer, &r.Consider, &r.Draft, &r.Move} {
		*who = slices.Clone(*who)
	}
	r.Decide = maps.Clone(r.Decide)
	return r
}

// Check refuses rules that could not be followed by the given groups.
func (r Rules) Check(groups []group.ID) error {
	for _, n := range []struct {
		field      string
		n, lo, top int
	}{
		{"ownDays", r.OwnDays, 0, 365}, {"counterpartDays", r.CounterpartDays, 0, 365},
		{"answerDays", r.AnswerDays, 1, 730}, {"contributors", r.Contributors, 1, 100},
		{"noticeDays", r.NoticeDays, 0, 365}, {"silenceHours", r.SilenceHours, 1, 2000},
		{"bulletinDays", r.BulletinDays, 0, 92}, {"meetingDays", r.MeetingDays, 0, 730},
	} {
		if n.n < n.lo || n.n > n.top {
			return act.RefuseField(n.field, "refuse.rules.range", n.lo, n.top)
		}
	}
	for field, who := range map[string][]member.Capacity{"raise": r.Raise, "refer": r.Refer,
		"consider": r.Consider, "draft": r.Draft, "move": r.Move} {
		if len(who) == 0 {
			return act.RefuseField(field, "refuse.rules.nobody")
		}
		if len(who) > len(member.Capacities) { // a header has no room for the same ones over and over
			return act.RefuseField(field, "refuse.rules.capacity")
		}
		for _, c := range who {
			if !slices.Contains(member.Capacities, c) || c == member.Observer {
				return act.RefuseField(field, "refuse.rules.capacity")
			}
		}
	}
	for _, g := range groups {
		rule, ok := r.Decide[g]
		if !ok {
			return act.RefuseField("decide", "refuse.rules.group", g)
		}
		if why := rule.Check(); why != "" {
			return act.RefuseField("decide", why)
		}
	}
	if len(r.Decide) != len(groups) {
		return act.RefuseField("decide", "refuse.rules.stranger")
	}
	if line, err := text.CleanLine(r.Symbol, 60); err != nil || line != r.Symbol || !strings.Contains(line, "{n}") {
		return act.RefuseField("symbol", "refuse.rules.symbol")
	}
	if r.Yearly && !strings.Contains(r.Symbol, "{yy}") && !strings.Contains(r.Symbol, "{yyyy}") {
		return act.RefuseField("symbol", "refuse.rules.symbol-year")
	}
	return nil
}

// Number returns the symbol of the n-th recommendation, adopted at an instant (UTC).
func (r Rules) Number(n int, at time.Time) string {
	return strings.NewReplacer(
		"{n}", fmt.Sprint(n),
		"{yyyy}", at.UTC().Format("2006"),
		"{yy}", at.UTC().Format("06"),
	).Replace(r.Symbol)
}

// days is n days as a duration. A day of the rules is 24 hours, so that it is
// the same length in every capital and over a change of the clocks.
func days(n int) time.Duration { return time.Duration(n) * 24 * time.Hour }
