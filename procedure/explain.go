package procedure

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// An Account says where a matter stands: pages, mails and the API quote it, so
// that the rules and their account of themselves cannot drift apart.
type Account struct {
	Stage Stage
	Since time.Time
	// Desk is whose turn it is; empty when it is nobody's.
	Desk []group.ID
	// Until is the next instant that matters: when something opens, is
	// expected, or ends. Zero if there is none.
	Until time.Time
	// Says tells where the matter stands, and Missing what must still happen
	// before it moves.
	Says    []act.Reason
	Missing []act.Reason
}

// Explain returns the account of m at an instant. Of the instant it needs the
// time, the seats, the rules in force and who spoke; and the group of the
// person who reads, for what a caucus keeps to itself is told there alone.
func (m Matter) Explain(i Instant) Account {
	a := Account{Stage: m.Stage, Since: m.Since}
	switch m.Stage {
	case Raised:
		m.explainRaised(&a, i)
	case Referred:
		m.explainReferred(&a, i)
	case Considered:
		a.Desk = []group.ID{m.Pen}
		a.say("explain.considered", m.Pen)
	case Formulation:
		m.explainFormulation(&a, i)
	case Deciding:
		m.explainDecision(&a, i)
	case Adopted:
		a.say("explain.adopted", m.Adoption.Symbol, m.Adoption.At)
	case Diverged:
		a.say("explain.diverged")
	case Withdrawn:
		a.say("explain.withdrawn", m.Leaving)
	default:
		a.say("explain.unknown")
	}
	m.explainRecused(&a)
	return a
}

// Wants names the command by which a group on whose desk m lies would move it.
func (m Matter) Wants(g group.ID) string {
	switch m.Stage {
	case Raised:
		return Refer{}.Name()
	case Referred:
		return Consider{}.Name()
	case Considered:
		return OpenFormulation{}.Name()
	case Formulation:
		switch {
		case m.Decision != nil:
			return Second{}.Name()
		case len(m.Unconsidered(g)) > 0:
			return Consider{}.Name()
		case m.Version.Brackets() > 0:
			return Issue{}.Name()
		}
		return Move{}.Name()
	case Deciding:
		if m.Decision.Method == Meeting {
			return RecordMeeting{}.Name()
		}
		return Choose{}.Name()
	}
	return ""
}

func (a *Account) say(key string, args ...any) { a.Says = append(a.Says, act.Because(key, args...)) }

func (a *Account) lack(key string, args ...any) {
	a.Missing = append(a.Missing, act.Because(key, args...))
}

func (m Matter) explainRaised(a *Account, i Instant) {
	a.Desk = []group.ID{m.Origin}
	a.say("explain.raised", m.Origin)
	a.Missing = m.lacksReferral(i)
	if len(a.Missing) == 0 {
		a.lack("explain.raised.refer", m.Origin)
	}
}

func (m Matter) explainReferred(a *Account, i Instant) {
	a.Desk = m.Awaited()
	a.Until = m.ReferredAt.Add(days(m.Rules.AnswerDays))
	a.say("explain.referred", m.Origin, m.Awaited())
	if i.At.After(a.Until) {
		a.say("explain.referred.overdue", a.Until, m.Awaited())
	} else {
		a.say("explain.referred.until", a.Until)
	}
	if opens := m.ReferredAt.Add(days(m.Rules.CounterpartDays)); i.At.Before(opens) {
		a.lack("explain.referred.days", m.Rules.CounterpartDays, opens)
	}
	for _, g := range a.Desk {
		// How many have spoken in its caucus is for the group alone, and not
		// for its observers.
		if n := i.Spoke(g); g == i.By.Group && i.By.Caucuses() && n < m.Rules.Contributors {
			a.lack("explain.referred.contributors", m.Rules.Contributors, n, g)
		}
		a.lack("explain.referred.answer", g)
	}
}

func (m Matter) explainFormulation(a *Account, i Instant) {
	if d := m.Decision; d != nil {
		a.Desk, a.Until = m.awaitedSeconds(), d.Closes
		a.say("explain.moved", d.MovedBy, m.Version.N, d.Method, d.Closes)
		a.lack("explain.moved.second", m.awaitedSeconds())
		a.Missing = append(a.Missing, m.lacksDecision(i)...)
		return
	}
	a.say("explain.formulation", m.Version.N, m.Pen)
	if !m.Failed.IsZero() {
		a.say("explain.formulation.failed", m.Failed)
	}
	if len(m.Leaving) > 0 {
		a.say("explain.leaving", m.Leaving, m.staying())
	}
	for _, g := range m.Groups {
		if _, filed := m.Positions[g]; filed {
			a.say("explain.differed", g)
		}
	}
	a.Missing = m.lacksDecision(i)
	for _, g := range m.Groups {
		if len(m.Unconsidered(g)) > 0 {
			a.Desk = append(a.Desk, g)
		}
	}
	if m.Version.Brackets() > 0 && !slices.Contains(a.Desk, m.Pen) || len(a.Desk) == 0 {
		a.Desk = append(a.Desk, m.Pen)
	}
	if len(a.Missing) == 0 {
		a.lack("explain.formulation.move")
	}
}

func (m Matter) explainDecision(a *Account, i Instant) {
	d := m.Decision
	a.Until = d.Closes
	open := d.Open(i.At)
	switch d.Method {
	case Silence:
		a.say("explain.silence", m.Version.N, d.Closes)
		if open { // silence binds whoever does nothing, so it lies before everybody
			a.Desk = slices.Clone(m.Groups)
		}
	case Written:
		a.say("explain.written", m.Version.N, d.Closes)
	case Meeting:
		a.say("explain.meeting", m.Version.N, d.Closes)
		a.Desk = m.unrecorded()
	}
	for _, g := range m.Groups {
		t := d.Tally(g)
		if d.Method == Written && open && t.TookPart() < t.Entitled {
			a.Desk = append(a.Desk, g)
		}
		if t.Entitled == 0 {
			a.lack("explain.decision.nobody", g)
			continue
		}
		if v := m.Verdict(g); d.Method != Silence && v != group.Carried {
			a.lack("explain.verdict."+string(v), g, min(m.Rules.Decide[g].Quorum, t.Entitled), t.TookPart(), t.Object, t.Consent)
		}
	}
	switch {
	case d.Method == Meeting && len(d.Recorded) < len(m.Groups):
		a.lack("explain.meeting.record", m.unrecorded())
	case d.Method == Meeting:
		a.lack("explain.meeting.close")
	case !open:
		a.say("explain.decision.ended", d.Closes)
	}
}
