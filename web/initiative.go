package web

import (
	"example.org/counterpart/initiative"
	"example.org/counterpart/procedure"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// initiativePage says what the task force is: who convenes it, who pays, by
// what rules it works, and what was said against it.
type initiativePage struct{ d initiative.Description }

func (s *Site) initiative(v *visit) (page, error) { return initiativePage{v.description}, nil }

func (pg initiativePage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.initiative") }

func (pg initiativePage) body(v *visit) templ.Component { return initiativeBody(v, pg) }

// rulesInWords are the rules of procedure in force, as sentences.
func rulesInWords(v *visit, r procedure.Rules) (says []string) {
	p := v.p
	says = append(says,
		p.T("web.rules.raise", r.Raise),
		p.T("web.rules.own", r.OwnDays, r.Contributors, r.Refer),
		p.T("web.rules.counterpart", r.CounterpartDays, r.Contributors, r.Consider),
		p.T("web.rules.answer", r.AnswerDays),
		p.T("web.rules.draft", r.Draft),
		p.T("web.rules.move", r.Move),
		p.T("web.rules.written", r.NoticeDays),
		p.T("web.rules.silence", r.SilenceHours),
		p.T("bulletin.rule", r.Cadence()),
	)
	for _, g := range v.initiative.IDs() {
		says = append(says, p.T("web.rules.decide", g, p.Rule(r.Decide[g])))
	}
	if r.MeetingDays > 0 {
		says = append(says, p.T("time.cadence.rule", r.MeetingDays))
	}
	return append(says, p.T("web.rules.all"), p.T("web.rules.symbol", r.Number(1, v.now)))
}
