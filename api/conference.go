package api

import (
	"fmt"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A ConferenceSummary is a conference as it stands in a list.
type ConferenceSummary struct {
	Ref        act.Ref          `json:"ref"`
	Title      text.Words       `json:"title"`
	Stage      conference.Stage `json:"stage" enum:"announced,held,cancelled"`
	Groups     []group.ID       `json:"groups" doc:"Which hold it"`
	Public     bool             `json:"public" doc:"Everybody may know of it"`
	Invitation bool             `json:"invitation" doc:"One comes by invitation"`
	Zone       string           `json:"zone" doc:"Of the place"`
	From       string           `json:"from" doc:"The first day as far as it is known: 2007, 2007-11 or 2007-11-29"`
	To         string           `json:"to,omitempty" doc:"The last day, as exactly as the first; absent if it is the first, or not known"`
	Langs      []string         `json:"langs"`
}

// A Conference is one conference, without its programme.
type Conference struct {
	ConferenceSummary
	City         text.Words          `json:"city"`
	Venue        string              `json:"venue,omitempty"`
	About        text.Words          `json:"about,omitempty"`
	Turn         int                 `json:"turn" doc:"What commands answer, as If-Match: \"turn-7\""`
	Versions     []ConferenceVersion `json:"versions" doc:"Of the programme, oldest first"`
	Registration *Registering        `json:"registration,omitempty" doc:"Absent if nobody can register"`
	Draft        act.Hash            `json:"draft,omitzero" doc:"The newest draft of the programme; for the groups alone"`
}

// Registering is whether, for how many and until when one can register.
type Registering struct {
	Open     bool      `json:"open" doc:"Now"`
	Capacity int       `json:"capacity"`
	Closes   time.Time `json:"closes"`
}

// A ConferenceVersion is a version of a programme.
type ConferenceVersion struct {
	N  int       `json:"n"`
	At time.Time `json:"at" doc:"When it was released"`
}

// A Programme is one version of a conference's programme, or its draft.
type Programme struct {
	Version  int                  `json:"version" doc:"0 is the draft"`
	Hash     act.Hash             `json:"hash" doc:"The act that laid it down"`
	Sessions conference.Programme `json:"sessions" doc:"In the order in which they begin, at the place"`
	Erased   bool                 `json:"erased,omitempty" doc:"The words are gone for good; days and hours are left"`
}

type conferenceIn struct {
	Ref act.Ref `path:"ref" doc:"The conference"`
}

type programmeIn struct {
	Ref     act.Ref `path:"ref" doc:"The conference"`
	Version int     `query:"version" minimum:"1" doc:"Left out, it is the latest"`
	Draft   bool    `query:"draft" doc:"The newest draft instead; for the groups alone"`
}

func summaryOf(c register.Conference) ConferenceSummary {
	return ConferenceSummary{c.Ref, c.Title, c.Stage, list(c.Groups), c.Public, c.Invitation, c.Zone, c.From, c.To, list(c.Langs)}
}

// mostConferences is how many there may be in the list.
const mostConferences = 1000

func (a *api) conferences(v *visit, _ *struct{}) (*answer[Page[ConferenceSummary]], error) {
	var items []ConferenceSummary
	err := v.ask(func(q register.Questions) error {
		all, err := q.Conferences(v.now.AddDate(10, 0, 0), mostConferences)
		for _, c := range all {
			items = append(items, summaryOf(c))
		}
		return err
	})
	return whole(items), err
}

func (a *api) conference(v *visit, in *conferenceIn) (*answer[Conference], error) {
	var out answer[Conference]
	return &out, v.ask(func(q register.Questions) error {
		c, err := q.Conference(in.Ref)
		if err != nil {
			return err
		}
		w, err := q.ConferenceWords(c)
		out.Body = Conference{ConferenceSummary: summaryOf(c), City: w.City, Venue: w.Venue, About: w.About, Turn: c.Turn, Versions: []ConferenceVersion{}, Draft: c.Draft.Hash}
		for _, one := range c.Versions {
			out.Body.Versions = append(out.Body.Versions, ConferenceVersion{one.N, one.At})
		}
		if c.Capacity > 0 {
			out.Body.Registration = &Registering{c.Open(v.now), c.Capacity, c.Closes}
		}
		return err
	})
}

func (a *api) programme(v *visit, in *programmeIn) (*answer[Programme], error) {
	var out answer[Programme]
	return &out, v.ask(func(q register.Questions) error {
		c, err := q.Conference(in.Ref)
		if err != nil {
			return err
		}
		one, ok := c.Latest()
		switch n := in.Version; {
		case in.Draft:
			one, ok = conference.Version{Draft: c.Draft.Hash}, c.Draft.Hash != act.Hash{}
		case n > 0:
			if ok = n <= len(c.Versions); ok {
				one = c.Versions[n-1]
			}
		}
		if !ok {
			return act.Refuse(act.NotFound, "refuse.programme.unknown")
		}
		p, gone, err := q.Programme(c.Ref, one.Draft)
		if err != nil {
			return err
		}
		out.Body = Programme{one.N, one.Draft, list(p), gone}
		return called(q, p)
	})
}

// called gives everybody in a programme who is on the roll the name that the
// roll has, English before others; who was erased there has none.
func called(q register.Questions, p conference.Programme) error {
	people, err := q.People()
	for _, s := range p {
		for _, all := range [][]conference.Person{s.Speakers, s.Moderators} {
			for k := range all {
				if who, known := people.Find(all[k].Member); known && !who.Erased {
					all[k].Name, all[k].Affiliation = who.Name.In("en", "ru", "kk"), who.Affiliation.In("en", "ru", "kk")
				}
			}
		}
	}
	return err
}

// announcing is an order that answers nothing yet.
type announcing struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Chosen by you and fresh for each order; an order sent again with its key is answered with the first receipt, for seven days"`
	Body conference.Announcement
}

// orderOnConference is an order on a conference.
type orderOnConference[C any] struct {
	Ref act.Ref `path:"ref" doc:"The conference"`
	Order[C]
}

func announce(a *api) {
	op := operation(conference.Announce{}.Name(), "/conferences")
	op.DefaultStatus = 201
	publish(a, op, func(v *visit, in *announcing) (*received, error) {
		out, err := v.order("", "", in.Key, conference.Announce{Announcement: in.Body})
		if err == nil {
			out.Location = Root + "/conferences/" + string(out.Body.On)
		}
		return out, err
	})
}

func onConference[C conference.Command](a *api) {
	var c C
	publish(a, mayBeEmpty[C](operation(c.Name(), "/conferences/{ref}/"+c.Name())),
		func(v *visit, in *orderOnConference[C]) (*received, error) {
			if !in.Ref.Confers() {
				return nil, act.Refuse(act.NotFound, "refuse.conference.unknown")
			}
			return v.order(in.Ref, in.Seen, in.Key, in.Body)
		})
}

// mayName refuses to name people of the roll of whom the reader cannot know.
func (v *visit) mayName(on act.Ref, draft conference.DraftProgramme) error {
	return v.ask(func(q register.Questions) error {
		may, err := q.Nameable(on, v.now)
		if err != nil {
			return err
		}
		for k, s := range draft.Sessions {
			for name, all := range map[string][]conference.Person{"speakers": s.Speakers, "moderators": s.Moderators} {
				if slices.ContainsFunc(all, func(p conference.Person) bool { return p.Member != "" && !may(p.Member) }) {
					return act.RefuseField(fmt.Sprintf("sessions.%d.%s", k+1, name), "refuse.programme.member")
				}
			}
		}
		return nil
	})
}

// An Informed is a session of a conference that informs a matter.
type Informed struct {
	Conference act.Ref              `json:"conference"`
	Session    conference.SessionID `json:"session"`
	Title      text.Words           `json:"title" doc:"Of the conference"`
	From       string               `json:"from" doc:"Its first day, as far as it is known"`
}

func (a *api) informing(v *visit, in *struct {
	Ref act.Ref `path:"ref" doc:"The matter"`
}) (*answer[Page[Informed]], error) {
	var items []Informed
	err := v.ask(func(q register.Questions) error {
		if _, err := q.Matter(in.Ref); err != nil {
			return err
		}
		all, err := q.Informed(in.Ref)
		for _, i := range all {
			items = append(items, Informed(i))
		}
		return err
	})
	return whole(items), err
}
