package locale

import (
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

// A Deed is what an act did, as far as whoever is told of it may know.
type Deed struct {
	Kind   string
	Body   act.Body
	Group  group.ID  // empty where the words are unattributed
	Author member.ID // empty where the reader may not know
	Via    member.ID // the assistant through whom the author acted; empty where the name is gone
	Aided  bool      // the author acted through an assistant
	Origin group.ID  // of the matter; empty if that does not matter
	Whom   member.ID // whom it was about, if another than the author may be; empty where the reader may not know
}

// Doer says whose deed it was. Names are those that WithNames knows.
func (p *Printer) Doer(d Deed) string {
	_, said := d.Body.(procedure.Stated)
	switch {
	case d.Author == initiative.Operator:
		return p.T("web.the-operator")
	case d.Author != "" && d.Author != member.Clock:
		return p.Through(p.Arg(d.Author), d.Aided, d.Via)
	case (said || strings.HasPrefix(d.Kind, "meeting.")) && d.Group == "":
		return p.T("web.somebody")
	case d.Group == "":
		return p.T("web.the-clock")
	}
	return p.T("web.of-group", d.Group)
}

// Through names who acted, and through whom if they did not do it themselves.
func (p *Printer) Through(who string, aided bool, via member.ID) string {
	switch {
	case !aided:
		return who
	case via == "":
		return p.T("web.through", who, p.T("web.name-erased"))
	}
	return p.T("web.through", who, p.Arg(via))
}

// Deed says in a sentence who did what; without saying who, where the name
// already stands above it.
func (p *Printer) Deed(d Deed, named bool) string {
	who := p.Doer(d)
	key := "kind." + d.Kind
	if short := "did." + d.Kind; named && p.Has(short) {
		key = short
	}
	switch b := d.Body.(type) {
	case meeting.Locked:
		return p.T(key, who, b.Number)
	case conference.ReleasedAct:
		return p.T(key, who, b.N)
	case publication.ReleasedAct:
		return p.T(key, who, b.Symbol)
	case procedure.ReferredAct:
		return p.T(key, who, group.Others(b.Groups, d.Origin))
	case procedure.ConsideredAct:
		said := p.T(key, d.Group, b.Position, b.Method, b.TookPart)
		if b.WithoutComment {
			said += " (" + p.T("web.without-comment") + ")"
		}
		return said
	case procedure.PenPassed:
		return p.T(key, who, b.To)
	case procedure.Moved:
		return p.T(key, who, b.Method, b.Closes)
	case procedure.Chose:
		return p.T(key, who, b.Choice)
	case procedure.Reserved:
		return p.T(key, who, b.Rider)
	case procedure.Closed:
		switch {
		case b.Carried:
			return p.T(key + ".carried")
		case b.Broken:
			return p.T(key + ".broken")
		}
		return p.T(key + ".failed")
	case procedure.AdoptedAct:
		return p.T(key, b.Symbol)
	case procedure.WithdrawnAct:
		if !b.Complete {
			return p.T(key+".agreed", who)
		}
	case procedure.Differed:
		return p.T(key, d.Group)
	case initiative.Granted:
		return p.T(key, who, b.Grant.To, b.Grant.For, b.Grant.Until)
	case initiative.GrantRevoked:
		return p.T(key, who, b.To, b.For)
	case initiative.InterestDeclared:
		if b.Interest == initiative.Nothing {
			return p.T(key+".nothing", who)
		}
	case procedure.Recused:
		switch d.Whom {
		case "":
		case d.Author:
			return p.T(key+".self", who)
		default:
			return p.T(key+".other", who, d.Whom)
		}
	}
	return p.T(key, who)
}
