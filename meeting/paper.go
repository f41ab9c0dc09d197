package meeting

import (
	"regexp"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
)

// LayPaper lays a document before the meeting under an item. The file itself is
// kept beside the record, by the sum of its content.
type LayPaper struct {
	Item ItemID `json:"item"`
	PaperWords
}

// PaperWords say which file a paper is.
type PaperWords struct {
	Title string `json:"title" doc:"As it is called on the agenda"`
	Sum   string `json:"sum" doc:"SHA-256 of the file, in hexadecimal"`
	Type  string `json:"type" doc:"Its media type, found by its content"`
	Size  int64  `json:"size" doc:"Bytes"`
}

// PaperLaid records that a paper was laid.
type PaperLaid struct {
	Item ItemID `json:"item"`
	ID   string `json:"id"`
}

// DropPaper takes a paper back.
type DropPaper struct {
	Item  ItemID `json:"item"`
	Paper string `json:"paper"`
}

// PaperDropped records that a paper was taken back.
type PaperDropped struct {
	Item ItemID `json:"item"`
	ID   string `json:"id"`
}

func (PaperLaid) Kind() string    { return "meeting.paper-laid" }
func (PaperDropped) Kind() string { return "meeting.paper-dropped" }

func (LayPaper) Name() string  { return "lay-paper" }
func (DropPaper) Name() string { return "drop-paper" }

func (LayPaper) May(m Meeting, i Instant) error  { return keeping(m, i, Planned, Sitting) }
func (DropPaper) May(m Meeting, i Instant) error { return keeping(m, i, Planned, Sitting) }

var sumForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (c LayPaper) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	it, ok := m.Item(c.Item)
	if !ok {
		return nil, act.RefuseField("item", "refuse.item.unknown")
	}
	if len(it.Papers) >= MaxPapers {
		return nil, act.Refuse(act.NotNow, "refuse.paper.many", MaxPapers)
	}
	title, err := procedure.Line("title", c.Title, MaxTitle)
	if err == nil && title == "" {
		err = act.RefuseField("title", "refuse.meeting.words")
	}
	if err == nil && (!sumForm.MatchString(c.Sum) || c.Type == "" || c.Size <= 0) {
		err = act.RefuseField("sum", "refuse.paper.file")
	}
	if err != nil {
		return nil, err
	}
	return []act.Deed{m.quietly(act.Deed{Body: PaperLaid{c.Item, m.next("d")}, Words: PaperWords{title, c.Sum, c.Type, c.Size}, Group: i.By.Group}, it)}, nil
}

func (c DropPaper) Decide(m Meeting, i Instant) ([]act.Deed, error) {
	it, _ := m.Item(c.Item)
	if !slices.ContainsFunc(it.Papers, func(p Paper) bool { return p.ID == c.Paper }) {
		return nil, act.Refuse(act.NotFound, "refuse.paper.unknown")
	}
	return []act.Deed{m.quietly(act.Deed{Body: PaperDropped{c.Item, c.Paper}, Group: i.By.Group}, it)}, nil
}

func (c PaperLaid) Apply(m *Meeting, a act.Act) {
	m.IDs++
	m.change(c.Item, func(it *Item) { it.Papers = append(slices.Clone(it.Papers), Paper{c.ID, a.Hash}) })
}

func (c PaperDropped) Apply(m *Meeting, _ act.Act) {
	m.change(c.Item, func(it *Item) {
		it.Papers = slices.DeleteFunc(slices.Clone(it.Papers), func(p Paper) bool { return p.ID == c.ID })
	})
}

// change changes an item, if it is there.
func (m *Meeting) change(id ItemID, how func(*Item)) {
	if k := m.item(id); k >= 0 {
		m.Items = slices.Clone(m.Items)
		how(&m.Items[k])
	}
}
