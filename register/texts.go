package register

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Text is the words of one version.
type Text struct {
	Line
	N          int // its number among the matter's versions
	Paragraphs text.Text
}

// Versions returns every version of a matter that the reader may read, oldest
// first. Numbers count all versions, also those that are not the reader's.
func (q Questions) Versions(ref act.Ref) ([]Text, error) {
	args := []any{string(ref), procedure.RaisedAct{}.Kind(), procedure.RevisedAct{}.Kind(), procedure.IssuedAct{}.Kind()}
	type numbered struct {
		spot
		n int
	}
	all, err := database.All(q.tx, `select a.seq, a.scope,
			(select count(*) from register_act b where b.matter = a.matter and b.kind in ($2, $3, $4) and b.seq <= a.seq)
		from register_act a where a.matter = $1 and a.kind in ($2, $3, $4) and `+q.reader.within("a.scope", &args)+`
		order by a.seq`, args, func(scan database.Scan) (s numbered, err error) {
		err = scan(&s.seq, &s.scope, &s.n)
		return s, err
	})
	if err != nil {
		return nil, err
	}
	spots := make([]spot, len(all))
	for n, s := range all {
		spots[n] = s.spot
	}
	lines, err := q.at(spots)
	texts := make([]Text, len(lines))
	for n, l := range lines {
		texts[n] = Text{l, all[n].n, paragraphs(l)}
	}
	return texts, err
}

// Text returns one version of a matter.
func (q Questions) Text(ref act.Ref, version act.Hash) (Text, error) {
	l, err := q.Act(ref, version)
	if err != nil {
		return Text{}, err
	}
	return Text{Line: l, Paragraphs: paragraphs(l)}, nil
}

func paragraphs(l Line) text.Text {
	switch w := l.Words.(type) {
	case procedure.RaisedWords:
		return w.Paragraphs
	case procedure.IssuedWords:
		return w.Paragraphs
	case procedure.DifferedWords:
		return w.Paragraphs
	}
	return nil
}

// OnParagraphs returns the statements on single paragraphs of a matter, oldest
// first, the newest at most limit.
func (q Questions) OnParagraphs(ref act.Ref, limit int) ([]Line, error) {
	args := []any{string(ref), procedure.Stated{}.Kind(), limit}
	lines, err := q.lines(`
		where a.matter = $1 and a.kind = $2 and `+q.reader.within("a.scope", &args)+`
		order by a.seq desc limit $3`, args...)
	slices.Reverse(lines)
	return slices.DeleteFunc(lines, func(l Line) bool { return l.Body.(procedure.Stated).Paragraph == "" }), err
}
