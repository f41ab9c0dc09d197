package conference

import (
	"slices"

	"example.org/counterpart/act"
)

// Release makes the newest draft a version that stays as it is.
type Release struct {
	Draft act.Hash `json:"draft" doc:"The draft that was read"`
}

// ReleasedAct records that a draft became a version.
type ReleasedAct struct {
	N     int      `json:"n"`
	Draft act.Hash `json:"draft"`
	Slots []Slot   `json:"slots"`
}

func (ReleasedAct) Kind() string { return "conference.released" }

func (Release) Name() string { return "release-programme" }

func (Release) May(c Conference, i Instant) error {
	if err := keeping(c, i, Announced); err != nil {
		return err
	}
	if len(c.Draft.Slots) == 0 {
		return act.Refuse(act.NotNow, "refuse.release.empty")
	}
	if v, ok := c.Latest(); ok && v.Draft == c.Draft.Hash {
		return act.Refuse(act.NotNow, "refuse.release.already", v.N)
	}
	return nil
}

func (r Release) Decide(c Conference, i Instant) ([]act.Deed, error) {
	if r.Draft != c.Draft.Hash {
		return nil, act.Refuse(act.Stale, "refuse.programme.base")
	}
	return []act.Deed{{Body: ReleasedAct{len(c.Versions) + 1, r.Draft, c.Draft.Slots}, Group: i.By.Group}}, nil
}

func (b ReleasedAct) Apply(c *Conference, a act.Act) {
	c.Versions = append(slices.Clone(c.Versions), Version{b.N, b.Draft, a.At, b.Slots})
}
