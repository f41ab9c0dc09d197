package procedure

import (
	"slices"

	"example.org/counterpart/act"
)

// A Rider is what may be attached to an adopted text without blocking it.
type Rider string

// The riders (OSCE Rules of Procedure, IV.1(A)6).
const (
	Reservation    Rider = "reservation"
	Interpretative Rider = "interpretative-statement"
)

// Key is the rider's name in the catalogues.
func (r Rider) Key() string { return "rider." + string(r) }

// Reserve attaches a reservation or an interpretative statement to the text
// under decision. It goes wherever the text goes.
type Reserve struct {
	Version  act.Hash `json:"version"`
	Rider    Rider    `json:"rider" enum:"reservation,interpretative-statement"`
	ForGroup bool     `json:"forGroup,omitempty" doc:"Made for the whole group, by its chair"`
	Words    string   `json:"words"`
	Lang     string   `json:"lang" enum:"en,ru,kk"`
}

// Reserved records a reservation or an interpretative statement.
type Reserved struct {
	Rider    Rider    `json:"rider"`
	ForGroup bool     `json:"forGroup"`
	Version  act.Hash `json:"version"`
	Lang     string   `json:"lang"`
}

func (Reserved) Kind() string { return "procedure.reserved" }

func (Reserve) Name() string { return "reserve" }

func (Reserve) May(m Matter, i Instant) error { return mayDecide(m, i) }

func (c Reserve) Decide(m Matter, i Instant) ([]act.Deed, error) {
	words, err := Words("words", c.Words, MaxReason)
	switch {
	case err != nil:
		return nil, err
	case c.Version != m.Decision.Version:
		return nil, act.Refuse(act.Stale, "refuse.choose.version")
	case c.Rider != Reservation && c.Rider != Interpretative:
		return nil, act.RefuseField("rider", "refuse.reserve.rider")
	case words == "":
		return nil, act.RefuseField("words", "refuse.reserve.words")
	case !slices.Contains(Languages, c.Lang):
		return nil, act.RefuseField("lang", "refuse.lang")
	case c.ForGroup && !slices.Contains(m.Rules.Move, i.By.Capacity):
		return nil, act.RefuseField("forGroup", "refuse.reserve.group")
	}
	return []act.Deed{{Body: Reserved{c.Rider, c.ForGroup, c.Version, c.Lang}, Words: StatedWords{words}, Group: i.By.Group}}, nil
}

func (Reserved) Apply(*Matter, act.Act) {}
