package initiative

import (
	"fmt"

	"example.org/counterpart/act"
)

// MostAtOnce is how many members one command appoints.
const MostAtOnce = 5000

// AppointSeveral gives several members their seats, all or none: each as
// Appoint does, in this order.
type AppointSeveral struct {
	Appoint []Appoint `json:"appoint"`
}

func (AppointSeveral) Name() string { return "appoint-several" }

func (c AppointSeveral) Decide(n Initiative, i Instant) (all []act.Deed, err error) {
	if len(c.Appoint) == 0 || len(c.Appoint) > MostAtOnce {
		return nil, act.RefuseField("appoint", "refuse.appoint.several", MostAtOnce)
	}
	n = n.Clone()
	for k, one := range c.Appoint {
		deeds, err := one.Decide(n, i)
		if no, refused := act.Refused(err); refused {
			said := *no
			said.Field = fmt.Sprintf("appoint.%d.%s", k+1, no.Field)
			return nil, &said
		}
		if err != nil {
			return nil, err
		}
		n.take(deeds)
		all = append(all, deeds...)
	}
	return all, nil
}

// take has deeds take effect that are not in the record yet.
func (n *Initiative) take(deeds []act.Deed) {
	for _, d := range deeds {
		if c, ok := d.Body.(Change); ok {
			c.Apply(n, act.Act{})
		}
	}
}

// After is the task force as it would be if a command were carried out; it is
// for whoever has to look at several before any is given.
func (n Initiative) After(i Instant, c Command) (Initiative, error) {
	deeds, err := Decide(n, i, c)
	if err != nil {
		return n, err
	}
	n.take(deeds)
	return n, nil
}
