package api

import (
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A Balance is from where the members of each group come.
type Balance struct {
	At             time.Time                 `json:"at"`
	Constituencies []initiative.Constituency `json:"constituencies" doc:"Those that seats are given to"`
	Shares         []member.Share            `json:"shares" doc:"How many of each group come from each constituency and country; observers and the secretariat are not counted"`
	Absent         []member.Absence          `json:"absent" doc:"Constituencies that some groups have and others have not"`
	Course         []Count                   `json:"course" doc:"The same by constituency over time, oldest first"`
}

// A Count is how many members of a group came from a constituency at an instant.
type Count struct {
	At           time.Time           `json:"at"`
	Group        group.ID            `json:"group"`
	Constituency member.Constituency `json:"constituency"`
	N            int                 `json:"n"`
}

// courseInstants is at how many instants the course is told.
const courseInstants = 13

func (a *api) balance(v *visit, _ *struct{}) (*answer[Balance], error) {
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	n := scene.initiative
	out := Balance{At: v.now, Course: []Count{}}
	err = v.ask(func(q register.Questions) error {
		d, err := q.Description()
		out.Constituencies = list(described(d).Constituencies)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(out.Constituencies) == 0 { // the default set, which the catalogues name
		for _, c := range member.Constituencies {
			name := text.Words{}
			for _, lang := range locale.Langs {
				name[string(lang)] = locale.For(lang).T(c.Key())
			}
			out.Constituencies = append(out.Constituencies, initiative.Constituency{ID: c, Name: name})
		}
	}
	out.Shares = list(member.Shares(n.Standings, v.now, func(id member.ID) string { return scene.people.Of(id).Country }))
	out.Absent = list(member.Absences(out.Shares, n.IDs(), n.ConstituencySet()))
	at := member.Spread(n.FoundedAt, v.now, courseInstants)
	course := member.Course(n.Standings, at, func(s member.Standing) member.Constituency { return s.Constituency })
	for k, instant := range at {
		for _, c := range n.ConstituencySet() {
			for _, g := range n.IDs() {
				if by := course[c][g]; by != nil && by[k] > 0 {
					out.Course = append(out.Course, Count{instant, g, c, by[k]})
				}
			}
		}
	}
	return &answer[Balance]{Body: out}, nil
}
