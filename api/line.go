package api

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// An Act is one act of the record, as the reader may read it.
type Act struct {
	Seq         int64           `json:"seq" doc:"Its place in the record"`
	Hash        act.Hash        `json:"hash" doc:"The leaf hash, by which it is named"`
	Kind        string          `json:"kind" doc:"Such as procedure.referred"`
	On          act.Ref         `json:"on" doc:"The matter, or initiative"`
	At          time.Time       `json:"at"`
	Group       group.ID        `json:"group,omitempty" doc:"For which group; absent where the words are unattributed"`
	Author      *Member         `json:"author,omitempty" doc:"Who did it; absent where it is not attributed by name, or the name was erased"`
	Via         *Member         `json:"via,omitempty" doc:"The assistant who did it for the author, under a grant; without a name if it was erased"`
	Audience    act.Audience    `json:"audience" enum:"caucus,joint,public" doc:"Who may read it"`
	Attribution act.Attribution `json:"attribution" enum:"named,group,unattributed"`
	Facts       Facts           `json:"facts" doc:"What the act lays down, as far as its kind has it"`
	Said        *Said           `json:"said,omitempty" doc:"What was said in it; absent if nothing was"`
	Erased      bool            `json:"erased,omitempty" doc:"Something was said and is gone for good"`
}

// A Member is a person by their id and name.
type Member struct {
	ID   member.ID  `json:"id"`
	Name text.Words `json:"name" doc:"Empty if it was erased"`

	Group group.ID `json:"group,omitempty" doc:"Of somebody whose name was erased: the group of which they were a member"`
}

// Said is what was said in an act.
type Said struct {
	Title      text.Words  `json:"title,omitempty"`
	Words      text.Words  `json:"words,omitempty" doc:"A statement, a reason, or the problem that an idea is about; und is a language that is not known"`
	Paragraphs []Paragraph `json:"paragraphs,omitempty"`
}

// A Paragraph is one paragraph of a text, as versions give it and commands
// take it.
type Paragraph struct {
	ID    text.ParagraphID `json:"id,omitempty" doc:"Left out of a new paragraph"`
	Words string           `json:"w" doc:"Its words, brackets included"`
	Lang  string           `json:"l,omitempty" doc:"Its language, if other than the text's own"`
}

// Facts are what acts lay down. Each kind has some of them.
type Facts struct {
	Version        act.Hash               `json:"version,omitzero" doc:"The version that it is about"`
	Base           act.Hash               `json:"base,omitzero" doc:"The version that a draft was written on"`
	Paragraph      text.ParagraphID       `json:"paragraph,omitempty"`
	ReplyTo        act.Hash               `json:"replyTo,omitzero"`
	Lang           string                 `json:"lang,omitempty"`
	Dimension      string                 `json:"dimension,omitempty"`
	Addressees     []string               `json:"addressees,omitempty"`
	Groups         []group.ID             `json:"groups,omitempty" doc:"All that must agree"`
	Position       procedure.Position     `json:"position,omitempty"`
	Method         procedure.Method       `json:"method,omitempty"`
	TookPart       int                    `json:"tookPart,omitempty"`
	WithoutComment bool                   `json:"withoutComment,omitempty"`
	To             group.ID               `json:"to,omitempty" doc:"Who has the pen from here on"`
	Closes         time.Time              `json:"closes,omitzero"`
	Choice         procedure.Choice       `json:"choice,omitempty"`
	Rider          procedure.Rider        `json:"rider,omitempty"`
	ForGroup       bool                   `json:"forGroup,omitempty"`
	Entitled       map[group.ID]int       `json:"entitled,omitempty" doc:"How many of each group decide"`
	Tallies        map[group.ID]GroupVote `json:"tallies,omitempty"`
	Carried        bool                   `json:"carried,omitempty"`
	Broken         bool                   `json:"broken,omitempty" doc:"A silence that somebody broke"`
	Complete       bool                   `json:"complete,omitempty" doc:"Nobody else was waited for"`
	Symbol         string                 `json:"symbol,omitempty"`
	Number         int                    `json:"number,omitempty"`
	Standing       *Standing              `json:"standing,omitempty"`
	Rules          *procedure.Rules       `json:"rules,omitempty"`
	Interest       string                 `json:"interest,omitempty" doc:"The kind of interest declared, or the act that declared the one that is over"`
	Of             string                 `json:"of,omitempty" doc:"The organisation in which it is held, if it is one that the initiative has named"`
	Grant          *Granted               `json:"grant,omitempty"`
}

// Granted is what an assistant may do for a member, and for how long.
type Granted struct {
	For   Member       `json:"for" doc:"The member for whom the assistant acts"`
	To    Member       `json:"to" doc:"The assistant"`
	Group group.ID     `json:"group,omitempty"`
	Scope member.Scope `json:"scope,omitempty" enum:"desk,wide" doc:"desk: words and drafts; wide: everything but deciding"`
	From  time.Time    `json:"from,omitzero"`
	Until time.Time    `json:"until"`
}

// A GroupVote is how a group stands, or stood, in a decision.
type GroupVote struct {
	Entitled int           `json:"entitled"`
	Consent  int           `json:"consent"`
	Aside    int           `json:"aside"`
	Object   int           `json:"object"`
	Verdict  group.Verdict `json:"verdict" enum:"carried,inquorate,blocked,short" doc:"By the group's own rule"`
}

func vote(t group.Tally, v group.Verdict) GroupVote {
	return GroupVote{t.Entitled, t.Consent, t.Aside, t.Object, v}
}

// A teller turns acts into what is told of them. It remembers the languages of
// matters, in which reasons are given.
type teller struct {
	v     *visit
	q     register.Questions
	langs map[act.Ref]string
}

func (v *visit) teller(q register.Questions) *teller {
	return &teller{v, q, map[act.Ref]string{}}
}

// act tells of one act.
func (t *teller) act(l register.Line) (Act, error) {
	said, err := t.said(l)
	return Act{Seq: l.Seq, Hash: l.Hash, Kind: l.Kind, On: l.On, At: l.At, Group: l.Group, Author: t.v.member(l.Author), Via: t.v.via(l),
		Audience: l.Audience, Attribution: l.Attribution, Facts: t.v.facts(l.Body), Said: said, Erased: l.Erased}, err
}

func (t *teller) acts(lines []register.Line) ([]Act, error) {
	out := make([]Act, len(lines))
	for n, l := range lines {
		var err error
		if out[n], err = t.act(l); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// member names a person; nil for nobody.
func (v *visit) member(id member.ID) *Member {
	if id == "" {
		return nil
	}
	m := &Member{ID: id, Name: text.Words{}}
	if s, err := v.look(); err == nil {
		if p, ok := s.people.Find(id); ok && p.Name != nil {
			m.Name = p.Name
		} else {
			m.Group = s.sitting.Group(id)
		}
	}
	return m
}

// via names the assistant who did an act; nil if nobody did it for another.
func (v *visit) via(l register.Line) *Member {
	if l.Assisted && l.Via == "" {
		return &Member{Name: text.Words{}}
	}
	return v.member(l.Via)
}

// said tells what was said in an act.
func (t *teller) said(l register.Line) (*Said, error) {
	if l.Words == nil || l.Erased {
		return nil, nil
	}
	lang, err := t.lang(l)
	if err != nil {
		return nil, err
	}
	words := func(s string) text.Words {
		if s == "" {
			return nil
		}
		return text.Words{lang: s}
	}
	switch w := l.Words.(type) {
	case procedure.StatedWords:
		return &Said{Words: words(w.Words)}, nil
	case procedure.ReasonWords:
		return &Said{Words: words(w.Reason)}, nil
	case procedure.RaisedWords:
		return &Said{Title: w.Title, Words: words(w.Problem), Paragraphs: paragraphs(w.Paragraphs)}, nil
	case procedure.IssuedWords:
		return &Said{Paragraphs: paragraphs(w.Paragraphs)}, nil
	case procedure.DifferedWords:
		return &Said{Words: words(w.Reason), Paragraphs: paragraphs(w.Paragraphs)}, nil
	case initiative.InterestWords:
		return &Said{Title: words(w.Organisation), Words: words(w.Text)}, nil
	}
	return nil, nil // a description has a place of its own
}

// lang is the language in which an act speaks.
func (t *teller) lang(l register.Line) (string, error) {
	switch b := l.Body.(type) {
	case procedure.Stated:
		return b.Lang, nil
	case procedure.Reserved:
		return b.Lang, nil
	case procedure.RaisedAct:
		return b.Lang, nil
	case procedure.RevisedAct:
		return b.Lang, nil
	case initiative.InterestDeclared:
		return b.Lang, nil
	}
	if !l.On.Valid() {
		return "und", nil
	}
	if lang, ok := t.langs[l.On]; ok {
		return lang, nil
	}
	m, err := t.q.Matter(l.On)
	if _, refused := act.Refused(err); refused {
		m.Lang, err = "und", nil
	}
	t.langs[l.On] = m.Lang
	return m.Lang, err
}

func paragraphs(ps []text.Paragraph) []Paragraph {
	out := make([]Paragraph, len(ps))
	for n, p := range ps {
		out[n] = Paragraph(p)
	}
	return out
}

// facts tells what an act lays down. Aliases are left out: they are names in
// the record for what people did, and tell a reader nothing but whom to link.
func (v *visit) facts(b act.Body) (f Facts) {
	switch b := b.(type) {
	case procedure.RaisedAct:
		f.Lang, f.Dimension, f.Addressees = b.Lang, b.Dimension, b.Addressees
	case procedure.RevisedAct:
		f.Lang, f.Dimension, f.Addressees = b.Lang, b.Dimension, b.Addressees
	case procedure.Stated:
		f.Lang, f.Version, f.Paragraph, f.ReplyTo = b.Lang, b.Version, b.Paragraph, b.ReplyTo
	case procedure.ReferredAct:
		f.Version, f.Groups, f.Rules = b.Version, b.Groups, pointer(rules(b.Rules))
	case procedure.ConsideredAct:
		f.Version, f.Position, f.Method, f.TookPart = b.Version, b.Position, b.Method, b.TookPart
		f.WithoutComment, f.Complete = b.WithoutComment, b.Complete
	case procedure.IssuedAct:
		f.Base = b.Base
	case procedure.PenPassed:
		f.To = b.To
	case procedure.Moved:
		f.Version, f.Method, f.Closes = b.Version, b.Method, b.Closes
	case procedure.Opened:
		f.Entitled = map[group.ID]int{}
		for g, all := range b.Electorate {
			f.Entitled[g] = len(all)
		}
	case procedure.Chose:
		f.Choice = b.Choice
	case procedure.Amended:
		f.Paragraph = b.Paragraph
	case procedure.Reserved:
		f.Rider, f.ForGroup, f.Version, f.Lang = b.Rider, b.ForGroup, b.Version, b.Lang
	case procedure.Closed:
		f.Version, f.Carried, f.Broken = b.Version, b.Carried, b.Broken
		f.Tallies = map[group.ID]GroupVote{}
		for g, t := range b.Tallies {
			f.Tallies[g] = vote(t, b.Verdicts[g])
		}
	case procedure.AdoptedAct:
		f.Version, f.Symbol, f.Number = b.Version, b.Symbol, b.Number
	case procedure.WithdrawnAct:
		f.Complete = b.Complete
	case procedure.Differed:
		f.Complete = b.Complete
	case initiative.Founded:
		f.Rules = pointer(rules(b.Rules))
	case initiative.Appointed:
		f.Standing = pointer(v.seat(b.Standing))
	case initiative.Ended:
		f.Standing = &Standing{Member: *v.member(b.Member), Group: b.Group, To: b.At}
	case initiative.Granted:
		g := b.Grant
		f.Grant = &Granted{*v.member(g.For), *v.member(g.To), g.Group, g.Scope, g.From, g.Until}
	case initiative.GrantRevoked:
		f.Grant = &Granted{For: *v.member(b.For), To: *v.member(b.To), Until: b.At}
	case initiative.RulesProposed:
		f.Rules = pointer(rules(b.Rules))
	case initiative.RulesAgreed:
		f.Complete = b.Complete
	case initiative.InterestDeclared:
		f.Interest, f.Of, f.Lang = string(b.Interest), b.Of, b.Lang
	case initiative.InterestEnded:
		f.Interest = b.Interest.String()
	}
	return f
}

func pointer[T any](v T) *T { return &v }
