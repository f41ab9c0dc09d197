package meeting

import (
	"fmt"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// An ItemID names an item of one agenda for good.
type ItemID string

// Ask is what is asked of a meeting under an item.
type Ask string

// What may be asked.
const (
	Information   Ask = "information"
	Discussion    Ask = "discussion"
	Consideration Ask = "consideration" // that a counterpart considers what was referred to it
	Decision      Ask = "decision"      // that the groups decide a text, by the method of a meeting
)

// Asks lists them all.
var Asks = []Ask{Information, Discussion, Consideration, Decision}

// Key is the name of what is asked in the catalogues.
func (a Ask) Key() string { return "meeting.ask." + string(a) }

// An Item is one point of the agenda.
type Item struct {
	ID         ItemID    `json:"id"`
	Matter     act.Ref   `json:"matter"` // empty if it is about none
	Asks       Ask       `json:"asks"`
	Minutes    int       `json:"minutes"`    // time given; 0 if none is stated
	Rapporteur act.Alias `json:"rapporteur"` // who introduces it; empty if nobody is named
	Rule       bool      `json:"rule"`       // held under the Chatham House Rule
	Worded     act.Hash  `json:"worded"`     // the act that holds its words
	Papers     []Paper   `json:"papers"`
	TakenUp    bool      `json:"takenUp"`
	Concluded  act.Hash  `json:"concluded"` // the act that ended it; zero before
}

// A Paper is a document laid before the meeting under an item. What it is
// called, and which file it is, are words.
type Paper struct {
	ID   string   `json:"id"`
	Laid act.Hash `json:"laid"` // the act that holds its words
}

// Limits of an agenda; what the header of one act has room for sets none of them.
const (
	MaxItems   = 60
	MaxPapers  = 20
	MaxMinutes = 24 * 60
	MaxNote    = 20_000
)

// PutItem puts an item on the agenda, or changes one.
type PutItem struct {
	Item       ItemID     `json:"item,omitempty" doc:"The item to change; empty for a new one"`
	Title      text.Words `json:"title,omitempty" doc:"Language tag to title; may be left out of an item on a matter"`
	Note       string     `json:"note,omitempty" doc:"What the meeting is asked, in a few words"`
	Matter     act.Ref    `json:"matter,omitempty" doc:"The matter that it is about"`
	Asks       Ask        `json:"asks" enum:"information,discussion,consideration,decision"`
	Minutes    int        `json:"minutes,omitempty" doc:"Time given to it"`
	Rapporteur member.ID  `json:"rapporteur,omitempty" doc:"Who introduces it"`
	Rule       bool       `json:"rule,omitempty" doc:"Held under the Chatham House Rule"`
	Place      int        `json:"place,omitempty" doc:"Its number on the agenda, from 1; 0 where it is, or last"`
}

// ItemPut records an item of the agenda.
type ItemPut struct {
	ID         ItemID    `json:"id"`
	Matter     act.Ref   `json:"matter"`
	Asks       Ask       `json:"asks"`
	Minutes    int       `json:"minutes"`
	Rapporteur act.Alias `json:"rapporteur"`
	Rule       bool      `json:"rule"`
	Place      int       `json:"place"` // from 0
}

// ItemWords are the words of an item.
type ItemWords struct {
	Title text.Words `json:"title,omitempty"`
	Note  string     `json:"note,omitempty"`
}

func (ItemPut) Kind() string { return "meeting.item-put" }

func (PutItem) Name() string { return "put-item" }

func (PutItem) May(m Meeting, i Instant) error { return keeping(m, i, Planned, Sitting) }

func (c PutItem) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	k := m.item(c.Item)
	if c.Item != "" && k < 0 {
		return nil, act.Refuse(act.NotFound, "refuse.item.unknown")
	}
	if k >= 0 && m.Items[k].TakenUp {
		return nil, act.Refuse(act.NotNow, "refuse.item.taken")
	}
	if k < 0 && len(m.Items) >= MaxItems {
		return nil, act.Refuse(act.NotNow, "refuse.item.many", MaxItems)
	}
	title, badTitle := text.Words(nil), error(nil)
	if len(c.Title) > 0 || c.Matter == "" {
		title, badTitle = titled("title", c.Title)
	}
	note, badNote := procedure.Words("note", c.Note, MaxNote)
	if err := act.Together(badTitle, badNote, c.asked(m, i)); err != nil {
		return nil, err
	}
	d := ItemPut{ID: c.Item, Matter: c.Matter, Asks: c.Asks, Minutes: c.Minutes, Rule: c.Rule, Place: c.Place - 1}
	if c.Rapporteur != "" {
		d.Rapporteur = i.Alias(c.Rapporteur)
	}
	if d.ID == "" {
		d.ID = ItemID(m.next("i"))
	}
	switch last := len(m.Items); {
	case k >= 0 && c.Place == 0:
		d.Place = k
	case c.Place == 0, d.Place > last:
		d.Place = last
	}
	return []act.Deed{{Body: d, Words: ItemWords{title, note}, Group: i.By.Group}}, nil
}

// asked refuses what cannot be asked of this meeting.
func (c PutItem) asked(m Meeting, i Instant) error {
	var asks, minutes, who, matter error
	switch {
	case !slices.Contains(Asks, c.Asks):
		asks = act.RefuseField("asks", "refuse.item.asks")
	case c.Matter == "" && (c.Asks == Consideration || c.Asks == Decision):
		matter = act.RefuseField("matter", "refuse.item.matter")
	case c.Rule && (c.Asks == Consideration || c.Asks == Decision):
		// Both need a quorum and stand under names.
		asks = act.RefuseField("rule", "refuse.item.rule")
	case c.Rule && c.Rapporteur != "":
		who = act.RefuseField("rapporteur", "refuse.item.rule-rapporteur")
	}
	if it, known := m.Item(c.Item); known && it.Rule != c.Rule {
		// What was said of it before, and who was to introduce it, would go on to
		// stand under the Rule.
		asks = act.RefuseField("rule", "refuse.item.rule-fixed")
	}
	if c.Minutes < 0 || c.Minutes > MaxMinutes {
		minutes = act.RefuseField("minutes", "refuse.item.minutes", MaxMinutes)
	}
	if c.Place < 0 || c.Place > MaxItems {
		minutes = act.RefuseField("place", "refuse.item.place")
	}
	if c.Rapporteur != "" && !slices.ContainsFunc(i.Seats, func(s member.Standing) bool { return s.Member == c.Rapporteur && s.Speaks() }) {
		who = act.RefuseField("rapporteur", "refuse.item.rapporteur")
	}
	if c.Matter != "" && matter == nil {
		matter = c.mayTake(m, i)
	}
	return act.Together(asks, minutes, who, matter)
}

// mayTake refuses a matter that the person cannot see, or that not all who meet
// may know of.
func (c PutItem) mayTake(m Meeting, i Instant) error {
	about := i.Matter(c.Matter)
	if about.Stage == "" || !about.Visible(i.By) {
		return act.RefuseField("matter", "refuse.matter.unknown")
	}
	if about.Audience() == act.Caucus && m.Audience() != act.Caucus {
		return act.RefuseField("matter", "refuse.item.caucus")
	}
	return nil
}

// item is the place of an item on the agenda; -1 if it is not on it.
func (m Meeting) item(id ItemID) int {
	return slices.IndexFunc(m.Items, func(it Item) bool { return it.ID == id })
}

// Item returns an item of the agenda.
func (m Meeting) Item(id ItemID) (Item, bool) {
	if k := m.item(id); k >= 0 {
		return m.Items[k], true
	}
	return Item{}, false
}

// next names a new item, paper or task.
func (m Meeting) next(letter string) string { return fmt.Sprint(letter, m.IDs+1) }

func (c ItemPut) Apply(m *Meeting, a act.Act) {
	it := Item{ID: c.ID}
	if k := m.item(c.ID); k >= 0 {
		it = m.Items[k]
		m.Items = slices.Delete(slices.Clone(m.Items), k, k+1)
	} else {
		m.IDs++
	}
	it.Matter, it.Asks, it.Minutes, it.Rapporteur, it.Rule, it.Worded = c.Matter, c.Asks, c.Minutes, c.Rapporteur, c.Rule, a.Hash
	at := min(max(c.Place, 0), len(m.Items))
	m.Items = slices.Insert(slices.Clone(m.Items), at, it)
}

// DropItem takes an item off the agenda, before it is taken up.
type DropItem struct {
	Item ItemID `json:"item"`
}

// ItemDropped records that an item was taken off the agenda.
type ItemDropped struct {
	ID ItemID `json:"id"`
}

func (ItemDropped) Kind() string { return "meeting.item-dropped" }

func (DropItem) Name() string { return "drop-item" }

func (DropItem) May(m Meeting, i Instant) error { return keeping(m, i, Planned, Sitting) }

func (c DropItem) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	it, ok := m.Item(c.Item)
	if !ok {
		return nil, act.Refuse(act.NotFound, "refuse.item.unknown")
	}
	if it.TakenUp {
		return nil, act.Refuse(act.NotNow, "refuse.item.taken")
	}
	return []act.Deed{{Body: ItemDropped{c.Item}, Group: i.By.Group}}, nil
}

func (c ItemDropped) Apply(m *Meeting, _ act.Act) {
	if k := m.item(c.ID); k >= 0 {
		m.Items = slices.Delete(slices.Clone(m.Items), k, k+1)
	}
}
