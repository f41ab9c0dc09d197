package text

// A Mark stands for a paragraph where its words may not be read, as in the
// header of an act: its id, and a commitment to its words. A paragraph that is
// carried over unchanged keeps its commitment.
type Mark struct {
	ID ParagraphID `json:"id"`
	C  string      `json:"c"`
}

// Changed returns the paragraphs that a group has to look at again, if before
// is what it last considered and after is what there is now: those that were
// changed or added, in the order of after, then those that were removed, in
// the order of before. A paragraph that only moved is not among them.
//
// An id that occurs twice is always among them, for nobody can say which of
// the two was considered.
func Changed(before, after []Mark) []ParagraphID {
	was, now := index(before), index(after)
	var ids []ParagraphID
	for _, m := range after {
		n, ok := now[m.ID]
		if !ok {
			continue // the second of two
		}
		if old, ok := was[m.ID]; !ok || old != n || n.twice {
			ids = append(ids, m.ID)
		}
		delete(now, m.ID)
		delete(was, m.ID)
	}
	for _, m := range before {
		if _, ok := was[m.ID]; ok {
			ids = append(ids, m.ID)
			delete(was, m.ID)
		}
	}
	return ids
}

type marked struct {
	c     string
	twice bool
}

func index(marks []Mark) map[ParagraphID]marked {
	out := make(map[ParagraphID]marked, len(marks))
	for _, m := range marks {
		_, twice := out[m.ID]
		out[m.ID] = marked{m.C, twice}
	}
	return out
}
