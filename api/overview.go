package api

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// A Waiting is a matter that waits for a group.
type Waiting struct {
	Ref   act.Ref         `json:"ref"`
	Title text.Words      `json:"title"`
	Stage procedure.Stage `json:"stage"`
	Wants string          `json:"wants" doc:"The command that would move it"`
	Since time.Time       `json:"since"`
	Until time.Time       `json:"until,omitzero" doc:"Absent if there is no date"`
}

// A Desk is what waits for one group.
type Desk struct {
	Group group.ID  `json:"group"`
	Waits []Waiting `json:"waits" doc:"Longest first"`
}

type deskIn struct {
	Group group.ID `query:"group" doc:"Of this group only"`
	Limit int      `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most for each group"`
}

func (a *api) desk(v *visit, in *deskIn) (*answer[Page[Desk]], error) {
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	var desks []Desk
	err = v.ask(func(q register.Questions) error {
		for _, g := range scene.initiative.IDs() {
			if in.Group != "" && in.Group != g {
				continue
			}
			all, err := q.Desk(g, in.Limit)
			if err != nil {
				return err
			}
			d := Desk{g, []Waiting{}}
			for _, w := range all {
				d.Waits = append(d.Waits, Waiting{w.Ref, w.Title, w.Stage, w.Wants, w.Since, w.Until})
			}
			desks = append(desks, d)
		}
		return nil
	})
	return whole(desks), err
}

// A StageCount is how many matters are at a stage.
type StageCount struct {
	Stage  procedure.Stage  `json:"stage"`
	Matter int              `json:"matters"`
	Origin map[group.ID]int `json:"origins" doc:"By the group that raised them"`
}

func (a *api) stages(v *visit, _ *struct{}) (*answer[Page[StageCount]], error) {
	var all []StageCount
	err := v.ask(func(q register.Questions) error {
		count, err := q.Stages()
		for _, s := range procedure.Stages {
			one := StageCount{s, 0, map[group.ID]int{}}
			for g, n := range count[s] {
				if n > 0 {
					one.Origin[g], one.Matter = n, one.Matter+n
				}
			}
			all = append(all, one)
		}
		return err
	})
	return whole(all), err
}

// Me is who asks.
type Me struct {
	Member   *Member   `json:"member,omitempty" doc:"Absent of the public"`
	Standing *Standing `json:"standing,omitempty" doc:"The seat held now; absent if none is"`
	Lang     string    `json:"lang" doc:"The language of the sentences that you are told"`
	Token    *Token    `json:"token,omitempty"`
}

// A Token is what lets a program act as a member.
type Token struct {
	Name  string       `json:"name"`
	Scope signin.Scope `json:"scope" enum:"read,write"`
	Until time.Time    `json:"until"`
}

func (a *api) me(v *visit, _ *struct{}) (*answer[Me], error) {
	out := Me{Member: v.member(v.token.Member), Lang: string(v.printer().Lang())}
	if s := v.standing(); s.Group != "" {
		out.Standing = pointer(v.seat(s))
	}
	if v.token.Member != "" {
		out.Token = &Token{v.token.Name, v.token.Scope, v.token.Until}
	}
	return &answer[Me]{out}, nil
}
