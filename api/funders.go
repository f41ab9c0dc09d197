package api

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// Funders is the register of funders as it stood on a day.
type Funders struct {
	On        time.Time              `json:"on" doc:"The instant that is told of"`
	Act       act.Hash               `json:"act" doc:"The act by which the register was so described"`
	Seq       int64                  `json:"seq" doc:"Its place in the record"`
	Written   time.Time              `json:"written" doc:"When that was"`
	Stamp     text.Words             `json:"stamp" doc:"Who pays, in one sentence; it stands on every page and recommendation"`
	Funders   []FunderEntry          `json:"funders"`
	Criticism []initiative.Criticism `json:"criticism" doc:"What was said against it, and what the conveners answer"`
	Erased    bool                   `json:"erased,omitempty" doc:"What it held is gone for good"`
}

// A FunderEntry is an entry of the register, with what else the funder is to the task
// force.
type FunderEntry struct {
	initiative.Funder
	Ties []Tie `json:"ties"`
}

// A Tie is a relation of a funder to the task force.
type Tie struct {
	Relation initiative.Relation `json:"relation" enum:"addressee,convener,employer,interest"`
	Members  []Member            `json:"members" doc:"Of whom it is true, if it is about members"`
}

type fundersIn struct {
	On string `query:"on" maxLength:"10" doc:"A day, such as 2009-12-01: the register as it stood when that day ended in UTC. Left out, it is now"`
}

func (a *api) funders(v *visit, in *fundersIn) (*answer[Funders], error) {
	at := v.now
	if in.On != "" {
		day, err := time.Parse(time.DateOnly, in.On)
		if err != nil {
			return nil, act.RefuseField("on", "refuse.date")
		}
		at = day.AddDate(0, 0, 1).Add(-time.Millisecond)
	}
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	var out Funders
	err = v.ask(func(q register.Questions) error {
		d, err := q.DescriptionOn(at)
		if err != nil {
			return err
		}
		whole := described(d.Description)
		out = Funders{On: at, Act: d.Hash, Seq: d.Seq, Written: d.At, Stamp: inAll(d.Stamp(at)), Funders: []FunderEntry{},
			Criticism: list(whole.Criticism), Erased: d.Erased}
		affiliated := map[member.ID]text.Words{}
		for id, who := range scene.people.All() {
			affiliated[id] = who.Affiliation
		}
		for _, f := range whole.Funders {
			one := FunderEntry{Funder: f, Ties: []Tie{}}
			for _, tie := range scene.initiative.Ties(d.Description, f.Organisation, at, affiliated) {
				told := Tie{tie.Relation, []Member{}}
				for _, id := range tie.Members {
					told.Members = append(told.Members, *v.member(id))
				}
				one.Ties = append(one.Ties, told)
			}
			out.Funders = append(out.Funders, one)
		}
		return nil
	})
	return &answer[Funders]{out}, err
}

// inAll says a reason in every language.
func inAll(r act.Reason) text.Words {
	words := text.Words{}
	for _, lang := range locale.Langs {
		words[string(lang)] = locale.For(lang).Say(r)
	}
	return words
}

// An Interest is what a member has declared.
type Interest struct {
	Act          act.Hash                `json:"act" doc:"By which it was declared; what is over is named by it"`
	Seq          int64                   `json:"seq"`
	Member       Member                  `json:"member"`
	Group        group.ID                `json:"group,omitempty" doc:"In which they sit now"`
	Interest     initiative.InterestKind `json:"interest" enum:"employment,funding,shareholding,family,advisory,other"`
	Organisation string                  `json:"organisation,omitempty" doc:"What it is called; absent if the words were erased"`
	Of           string                  `json:"of,omitempty" doc:"Its id, if it is one that the initiative has named"`
	From         string                  `json:"from,omitempty"`
	To           string                  `json:"to,omitempty"`
	Text         string                  `json:"text,omitempty"`
	Lang         string                  `json:"lang,omitempty" doc:"Of what it is called, and of the text"`
	Declared     time.Time               `json:"declared"`
	Ended        time.Time               `json:"ended,omitzero" doc:"When the member said that it is over"`
	Erased       bool                    `json:"erased,omitempty"`
}

type interestsIn struct {
	Member member.ID `query:"member" maxLength:"40" doc:"Whose; left out, everybody's"`
	Paging
}

func (a *api) interests(v *visit, in *interestsIn) (*listed[Interest], error) {
	before, err := in.place(v, 0)
	if err != nil {
		return nil, err
	}
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	all := scene.initiative.Interests
	var items []Interest
	var places []int64
	for n := len(all) - 1; n >= 0 && len(items) <= in.Limit; n-- {
		i := all[n]
		if before > 0 && i.Seq >= before || in.Member != "" && i.Member != in.Member {
			continue
		}
		sits, _ := scene.sitting.At(i.Member, v.now)
		items = append(items, Interest{Act: i.Act, Seq: i.Seq, Member: *v.member(i.Member), Group: sits.Group, Interest: i.Kind,
			Of: i.Of, From: i.From, To: i.To, Declared: i.At, Ended: i.Ended})
		places = append(places, i.Seq)
	}
	err = v.ask(func(q register.Questions) error {
		said, err := q.InterestWords(places...)
		for n := range items {
			words, ok := said[items[n].Seq]
			items[n].Organisation, items[n].Text, items[n].Lang, items[n].Erased = words.Organisation, words.Text, words.Lang, !ok
		}
		return err
	})
	return page(v, items, in.Limit, func(i Interest) string { return at(i.Seq) }), err
}

// A Declarer is a member who is asked for their interests, and where they stand
// with that.
type Declarer struct {
	Member  Member    `json:"member"`
	Group   group.ID  `json:"group"`
	Said    time.Time `json:"said,omitzero" doc:"When they last spoke of their interests; absent if they never have"`
	Nothing bool      `json:"nothing,omitempty" doc:"They had nothing to declare"`
	Due     time.Time `json:"due" doc:"When they are to speak of them next"`
	Overdue bool      `json:"overdue"`
}

type declarersIn struct {
	Group group.ID `query:"group" maxLength:"20" doc:"Left out, all groups"`
}

func (a *api) declarers(v *visit, in *declarersIn) (*answer[Page[Declarer]], error) {
	scene, err := v.look()
	if err != nil {
		return nil, err
	}
	n := scene.initiative
	var all []Declarer
	for _, s := range scene.sitting.All() {
		due, asked := n.DueIn(s)
		if !asked || in.Group != "" && s.Group != in.Group {
			continue
		}
		said := n.Said[s.Member]
		all = append(all, Declarer{*v.member(s.Member), s.Group, said.At, said.Nothing, due.At, due.IsDue(v.now)})
	}
	return whole(all), nil
}
