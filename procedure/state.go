package procedure

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/text"
)

// State says something on a matter, or on one of its paragraphs.
type State struct {
	Words       string           `json:"words"`
	Lang        string           `json:"lang" enum:"en,ru,kk"`
	Audience    act.Audience     `json:"audience" enum:"caucus,joint,public"`
	Attribution act.Attribution  `json:"attribution" enum:"named,group,unattributed"`
	Version     act.Hash         `json:"version" doc:"The version that the author had before them"`
	Paragraph   text.ParagraphID `json:"paragraph,omitempty" doc:"The paragraph spoken to, if one"`
	ReplyTo     act.Hash         `json:"replyTo,omitzero" doc:"The statement answered, if one"`
}

// Stated records a statement. It changes nothing that a rule reads: who has
// spoken is counted apart, so that the record cannot betray it.
type Stated struct {
	Audience    act.Audience     `json:"audience"`
	Attribution act.Attribution  `json:"attribution"`
	Lang        string           `json:"lang"`
	Version     act.Hash         `json:"version"`
	Paragraph   text.ParagraphID `json:"paragraph"`
	ReplyTo     act.Hash         `json:"reply"`
}

// StatedWords are the words of a statement.
type StatedWords struct {
	Words string `json:"words"`
}

func (Stated) Kind() string { return "procedure.stated" }

func (State) Name() string { return "state" }

func (State) May(m Matter, i Instant) error {
	if m.Stage.Closed() {
		return act.Refuse(act.NotNow, "refuse.state.closed", m.Stage)
	}
	if !i.By.Speaks() {
		return act.Refuse(act.NotAllowed, "refuse.state.observer")
	}
	return nil
}

func (c State) Decide(m Matter, i Instant) ([]act.Deed, error) {
	words, err := Words("words", c.Words, MaxWords)
	switch {
	case err != nil:
		return nil, err
	case words == "":
		return nil, act.RefuseField("words", "refuse.state.empty")
	case !slices.Contains(Languages, c.Lang):
		return nil, act.RefuseField("lang", "refuse.lang")
	case !slices.Contains([]act.Audience{act.Caucus, act.Joint, act.Public}, c.Audience):
		return nil, act.RefuseField("audience", "refuse.state.audience")
	case !slices.Contains([]act.Attribution{act.Named, act.GroupOnly, act.Unattributed}, c.Attribution):
		return nil, act.RefuseField("attribution", "refuse.state.attribution")
	case m.Stage == Raised && c.Audience != act.Caucus:
		// Words meant for others would go out by the referral, unasked.
		return nil, act.RefuseField("audience", "refuse.state.caucus-only")
	case c.Version == act.Hash{}:
		return nil, act.RefuseField("version", "refuse.state.version")
	case c.Paragraph != "" && !m.had(c.Paragraph):
		return nil, act.RefuseField("paragraph", "refuse.state.paragraph")
	}
	d := act.Deed{
		Body:     Stated{c.Audience, c.Attribution, c.Lang, c.Version, c.Paragraph, c.ReplyTo},
		Words:    StatedWords{words},
		Group:    i.By.Group,
		Nameless: c.Attribution != act.Named,
	}
	if c.Attribution == act.Unattributed && c.Audience != act.Caucus {
		d.Group = "" // the Chatham House Rule covers the affiliation too
	}
	return []act.Deed{d}, nil
}

func (Stated) Apply(*Matter, act.Act) {}
