package publication

import (
	"slices"
	"time"

	"example.org/counterpart/act"
)

// A Way is how an edition was handed to an addressee.
type Way string

// The ways.
const (
	ByMail  Way = "mail"  // by electronic mail
	OnPaper Way = "paper" // by post, or by hand
)

// WaysToSend lists them all.
var WaysToSend = []Way{ByMail, OnPaper}

// Key is the way's name in the catalogues.
func (w Way) Key() string { return "publication.way." + string(w) }

// A Transmission is that an edition was handed to whom its recommendations
// address. What the addressee has to do from then on is counted from its instant.
type Transmission struct {
	Edition   int       `json:"edition"`
	Addressee string    `json:"addressee"` // its id in the description
	How       Way       `json:"how"`
	At        time.Time `json:"at"` // UTC
	Act       act.Hash  `json:"act"`
}

// Transmit notes that an edition was handed to an addressee.
type Transmit struct {
	Edition   int       `json:"edition"`
	Addressee string    `json:"addressee" doc:"Its id, as the description of the initiative names it"`
	How       Way       `json:"how" doc:"mail or paper"`
	At        time.Time `json:"at,omitzero" doc:"When it was handed over; now, if nothing is said"`
}

// Transmitted records it. It names an organisation and nobody in it.
type Transmitted struct {
	Edition   int       `json:"edition"`
	Addressee string    `json:"addressee"`
	How       Way       `json:"how"`
	At        time.Time `json:"at"`
}

func (Transmitted) Kind() string { return "publication.transmitted" }

func (Transmit) Name() string { return "transmit" }

func (Transmit) May(p Publication, i Instant) error { return keeping(p, i, Released) }

func (c Transmit) Decide(p Publication, i Instant) ([]act.Deed, error) {
	if c.Edition < 1 || c.Edition > len(p.Editions) {
		return nil, act.RefuseField("edition", "refuse.correct.edition")
	}
	if !slices.Contains(i.Addressees, c.Addressee) {
		return nil, act.RefuseField("addressee", "refuse.transmit.addressee")
	}
	if !slices.Contains(WaysToSend, c.How) {
		return nil, act.RefuseField("how", "refuse.transmit.how")
	}
	at := c.At.UTC()
	if c.At.IsZero() {
		at = i.At.UTC()
	}
	// A clock that runs must not have begun before there was anything to read,
	// nor be begun in advance.
	if e := p.Editions[c.Edition-1]; at.Before(e.At) || at.After(i.At) {
		return nil, act.RefuseField("at", "refuse.transmit.at", e.At)
	}
	if slices.ContainsFunc(p.Transmissions, func(t Transmission) bool {
		return t.Edition == c.Edition && t.Addressee == c.Addressee && t.How == c.How
	}) {
		return nil, act.RefuseField("addressee", "refuse.transmit.already", c.Edition)
	}
	return []act.Deed{{Body: Transmitted{c.Edition, c.Addressee, c.How, at}, Group: i.By.Group}}, nil
}

func (b Transmitted) Apply(p *Publication, a act.Act) {
	p.Transmissions = append(slices.Clip(p.Transmissions), Transmission{b.Edition, b.Addressee, b.How, b.At, a.Hash})
}

// Since is when an addressee had an edition first, in whatever way; ok is false
// if it has not been handed over.
func (p Publication) Since(addressee string, edition int) (at time.Time, ok bool) {
	for _, t := range p.Transmissions {
		if t.Addressee == addressee && t.Edition == edition && (!ok || t.At.Before(at)) {
			at, ok = t.At, true
		}
	}
	return at, ok
}
