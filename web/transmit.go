package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// transmitPage asks to whom an edition was handed, below those to whom it was.
type transmitPage struct {
	housePage
	p register.Publication
}

func (pg transmitPage) body(v *visit) templ.Component { return transmitBody(v, pg) }

// transmitting asks to whom an edition was handed, how and when.
func (s *Site) transmitting(v *visit) (page, error) {
	p, err := v.transmittable()
	if err != nil {
		return nil, err
	}
	e, _ := p.Latest()
	in := url.Values{"edition": {strconv.Itoa(e.N)}, "addressee": {v.URL.Query().Get("addressee")}}
	return transmitPage{v.askTransmit(p, in), p}, nil
}

// transmittable is the publication of the page's address, if the reader may note
// that it was handed over.
func (v *visit) transmittable() (p register.Publication, err error) {
	if err = v.mustBeMember(); err != nil {
		return p, err
	}
	err = v.ask(func(q register.Questions) (err error) {
		p, err = q.Publication(act.Ref(v.PathValue("ref")))
		return err
	})
	if err == nil {
		err = publication.Transmit{}.May(p.Publication, publication.Instant{By: v.reader.Standing})
	}
	return p, err
}

func (v *visit) askTransmit(p register.Publication, in url.Values) housePage {
	edition := part.Field{Name: "edition", Label: v.p.T("transmit.edition"), Value: in.Get("edition")}
	for _, e := range p.Editions {
		n := strconv.Itoa(e.N)
		edition.Options = append(edition.Options, part.Option{Value: n, Label: n + " (" + v.p.Date(e.At, v.zone()) + ")"})
	}
	to := part.Field{Name: "addressee", Label: v.p.T("transmit.addressee"), Value: in.Get("addressee")}
	for _, o := range v.description.Addressees {
		to.Options = append(to.Options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	how := part.Field{Name: "how", Label: v.p.T("transmit.how"), Value: or(in, "how", string(publication.ByMail))}
	for _, w := range publication.WaysToSend {
		how.Options = append(how.Options, part.Option{Value: string(w), Label: v.p.T(w.Key())})
	}
	day := part.Field{Name: "day", Label: v.p.T("transmit.day"), Value: in.Get("day"), Type: "date", Short: true, Optional: true}
	clock := part.Field{Name: "at", Label: v.p.T("transmit.clock"), Value: in.Get("at"), Type: "time", Short: true, Optional: true}
	return housePage{title: "command.transmit", lede: "command.transmit.hint", action: "/publication/" + string(p.Ref) + "/transmit", button: "command.transmit", back: "/mailings",
		hidden: url.Values{"key": {or(in, "key", newKey())}, "turn": {or(in, "turn", strconv.Itoa(p.Turn))}, "as": {string(v.session.Member)}},
		asks:   []question{{edition, "select"}, {to, "select"}, {how, "radios"}, {day, "input"}, {clock, "input"}}}
}

func (s *Site) transmittingDo(v *visit) (page, error) {
	p, err := v.transmittable()
	if err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	n, _ := strconv.Atoi(in.Get("edition"))
	cmd := publication.Transmit{Edition: n, Addressee: in.Get("addressee"), How: publication.Way(in.Get("how"))}
	var at time.Time
	if strings.TrimSpace(in.Get("day")+in.Get("at")) != "" {
		at, err = v.typedInstant(in, "day", "at")
	}
	cmd.At = at
	if err == nil {
		_, err = v.answer(p.Ref, in, cmd)
	}
	if err != nil {
		no, refused := act.Refused(err)
		if !refused {
			return nil, err
		}
		pg := transmitPage{v.askTransmit(p, in), p}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	return goTo("/publication/" + string(p.Ref) + "/transmit"), nil
}

// transmitted lists to whom a publication was handed, for its page.
func (v *visit) transmitted(p register.Publication) part.Grid {
	g := part.Grid{Caption: v.p.T("transmit.title"), Unseen: true, Empty: v.p.T("transmit.none"), Columns: []part.Column{
		{Label: v.p.T("transmit.addressee")}, {Label: v.p.T("transmit.edition")}, {Label: v.p.T("transmit.how")}, {Label: v.p.T("transmit.since")}}}
	for _, t := range p.Transmissions {
		g.Rows = append(g.Rows, []part.Cell{{Text: v.addressee(t.Addressee)}, {Text: strconv.Itoa(t.Edition)}, {Text: v.p.T(t.How.Key())}, {Text: v.p.Both(t.At)}})
	}
	return g
}
