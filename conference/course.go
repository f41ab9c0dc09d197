package conference

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/text"
)

// OpenRegistration lets whoever likes register, or changes until when and how
// many.
type OpenRegistration struct {
	Capacity int       `json:"capacity" doc:"How many have a place; who comes later waits"`
	Closes   time.Time `json:"closes" doc:"RFC 3339"`
}

// RegistrationOpened records that registration is open, for how many and until
// when.
type RegistrationOpened struct {
	Capacity int       `json:"capacity"`
	Closes   time.Time `json:"closes"`
}

// CloseRegistration ends registration at once. Who has a place keeps it.
type CloseRegistration struct{}

// RegistrationClosed records that registration was ended.
type RegistrationClosed struct{}

// CancelConference says that the conference will not be held.
type CancelConference struct {
	Reason text.Words `json:"reason" doc:"Language tag to why"`
}

// CancelledAct records that a conference was cancelled.
type CancelledAct struct{}

// ReasonWords are why.
type ReasonWords struct {
	Reason text.Words `json:"reason"`
}

// Hold says that the conference was held.
type Hold struct{}

// HeldAct records that a conference was held.
type HeldAct struct{}

func (RegistrationOpened) Kind() string { return "conference.registration-opened" }
func (RegistrationClosed) Kind() string { return "conference.registration-closed" }
func (CancelledAct) Kind() string       { return "conference.cancelled" }
func (HeldAct) Kind() string            { return "conference.held" }

func (OpenRegistration) Name() string  { return "open-registration" }
func (CloseRegistration) Name() string { return "close-registration" }
func (CancelConference) Name() string  { return "cancel-conference" }
func (Hold) Name() string              { return "hold" }

func (OpenRegistration) May(c Conference, i Instant) error {
	if err := keeping(c, i, Announced); err != nil {
		return err
	}
	if c.Invitation || !c.Public {
		return act.Refuse(act.NotNow, "refuse.registration.invitation")
	}
	return nil
}

func (o OpenRegistration) Decide(c Conference, i Instant) ([]act.Deed, error) {
	var places, closes error
	switch {
	case o.Capacity < 1 || o.Capacity > MaxPlaces:
		places = act.RefuseField("capacity", "refuse.registration.capacity", MaxPlaces)
	case o.Capacity < c.Capacity: // somebody may have been told that they have a place
		places = act.RefuseField("capacity", "refuse.registration.fewer", c.Capacity)
	}
	if _, over := c.Bounds(); !o.Closes.After(i.At) || o.Closes.After(over) {
		closes = act.RefuseField("closes", "refuse.registration.closes")
	}
	if err := act.Together(places, closes); err != nil {
		return nil, err
	}
	return []act.Deed{{Body: RegistrationOpened{o.Capacity, o.Closes.UTC().Truncate(time.Millisecond)}, Group: i.By.Group}}, nil
}

func (CloseRegistration) May(c Conference, i Instant) error {
	if err := keeping(c, i, Announced); err != nil {
		return err
	}
	if !c.Open(i.At) {
		return act.Refuse(act.NotNow, "refuse.registration.closed")
	}
	return nil
}

func (CloseRegistration) Decide(_ Conference, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: RegistrationClosed{}, Group: i.By.Group}}, nil
}

func (CancelConference) May(c Conference, i Instant) error { return keeping(c, i, Announced) }

func (k CancelConference) Decide(_ Conference, i Instant) ([]act.Deed, error) {
	reason, err := written("reason", k.Reason, MaxAbout)
	if err == nil && len(reason) == 0 {
		err = act.RefuseField("reason", "refuse.conference.reason")
	}
	if err != nil {
		return nil, err
	}
	return []act.Deed{{Body: CancelledAct{}, Words: ReasonWords{reason}, Group: i.By.Group}}, nil
}

// May refuses before the conference can have begun.
func (Hold) May(c Conference, i Instant) error {
	if err := keeping(c, i, Announced); err != nil {
		return err
	}
	if from, _ := c.Bounds(); i.At.Before(from) {
		return act.Refuse(act.NotNow, "refuse.hold.early")
	}
	return nil
}

func (Hold) Decide(_ Conference, i Instant) ([]act.Deed, error) {
	return []act.Deed{{Body: HeldAct{}, Group: i.By.Group}}, nil
}

func (b RegistrationOpened) Apply(c *Conference, _ act.Act) {
	c.Registering, c.Capacity, c.Closes = true, b.Capacity, b.Closes
}
func (RegistrationClosed) Apply(c *Conference, _ act.Act) { c.Registering = false }
func (CancelledAct) Apply(c *Conference, _ act.Act)       { c.Stage, c.Registering = Cancelled, false }
func (HeldAct) Apply(c *Conference, _ act.Act)            { c.Stage, c.Registering = Held, false }
