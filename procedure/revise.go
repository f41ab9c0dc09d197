package procedure

import (
	"slices"

	"example.org/counterpart/act"
)

// Revise replaces an idea before it is referred.
type Revise struct{ Raise }

// RevisedAct records a new wording of an idea that has not been referred.
type RevisedAct struct{ RaisedAct }

func (RevisedAct) Kind() string { return "procedure.revised" }

func (Revise) Name() string { return "revise" }

func (Revise) May(m Matter, i Instant) error {
	if err := at(m, "refuse.revise.stage", Raised); err != nil {
		return err
	}
	return mineOrDesk(m, i, "refuse.revise.who")
}

func (c Revise) Decide(m Matter, i Instant) ([]act.Deed, error) {
	deeds, err := c.Raise.Decide(m, i)
	if err != nil {
		return nil, err
	}
	deeds[0].Body = RevisedAct{deeds[0].Body.(RaisedAct)}
	return deeds, nil
}

func (r RevisedAct) Apply(m *Matter, a act.Act) {
	m.Addressees, m.Dimension, m.Lang = r.Addressees, r.Dimension, r.Lang
	m.issue(a, r.Paragraphs)
}

// mineOrDesk refuses unless the person raised the matter, or may refer for the
// group of origin.
func mineOrDesk(m Matter, i Instant, key string) error {
	if i.By.Group == m.Origin && (i.By.Speaks() && i.Alias(i.By.Member) == m.RaisedBy || slices.Contains(m.rules(i).Refer, i.By.Capacity)) {
		return nil
	}
	return act.Refuse(act.NotAllowed, key)
}
