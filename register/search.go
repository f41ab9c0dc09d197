package register

import (
	"errors"
	"fmt"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/search"
	"example.org/counterpart/text"
)

// An index finds acts by their words. The engines differ in how; what they
// find is the same, and one test holds them to it.
type index interface {
	// schema makes the index if it is not there.
	schema(tx *database.Tx) error
	// remove takes it away, if it is there.
	remove(tx *database.Tx) error
	// add enters texts under the places of their acts.
	add(tx *database.Tx, docs []document) error
	// drop takes the texts of acts out of it, so that nothing tells their words.
	drop(tx *database.Tx, seqs []int64) error
	// where returns a condition on a.seq for acts that hold every term, and
	// what must be joined for it, as w, and w's column of places. It appends to
	// args.
	where(terms []search.Term, args *[]any) (join, place, condition string)
}

type document struct {
	seq  int64
	text string
}

func indexOf(e database.Engine) index {
	if e == database.Postgres {
		return postgresIndex{}
	}
	return sqliteIndex{}
}

// OpenSearch makes the index if there is none; it is filled by Index.
func OpenSearch(tx *database.Tx) error { return indexOf(tx.Engine).schema(tx) }

// indexPage is how many acts are indexed in one transaction.
const indexPage = 500

// Index follows the record and indexes the words of acts from place next on.
// From 0 it begins afresh. It is the work of an errand.
func Index(tx *database.Tx, next int64) (after int64, err error) {
	ix := indexOf(tx.Engine)
	if next == 0 {
		if err := errors.Join(ix.remove(tx), ix.schema(tx)); err != nil {
			return 0, fmt.Errorf("make the index: %w", err)
		}
	}
	after = next
	var docs []document
	err = tx.Each(`select a.seq, a.kind, p.data from register_act a left join record_payload p on p.seq = a.seq
		where a.seq >= $1 order by a.seq limit $2`, []any{next, indexPage}, func(scan database.Scan) error {
		var (
			seq  int64
			kind string
			data []byte
		)
		if err := scan(&seq, &kind, &data); err != nil {
			return err
		}
		after = seq + 1
		if data == nil {
			return nil
		}
		words, _, err := Kinds.Words(kind, data)
		if err != nil {
			return fmt.Errorf("act %d: %w", seq, err)
		}
		if s := search.Text(plain(words)); s != "" {
			docs = append(docs, document{seq, s})
		}
		return nil
	})
	if err != nil || len(docs) == 0 {
		return after, err
	}
	return after, ix.add(tx, docs)
}

// plain is everything that was said in an act, as one text.
func plain(w act.Words) string {
	switch w := w.(type) {
	case procedure.StatedWords:
		return w.Words
	case procedure.ReasonWords:
		return w.Reason
	case procedure.RaisedWords:
		return titles(w.Title) + "\n" + w.Problem + "\n" + joined(w.Paragraphs)
	case procedure.IssuedWords:
		return joined(w.Paragraphs)
	case procedure.DifferedWords:
		return w.Reason + "\n" + joined(w.Paragraphs)
	case meeting.CalledWords:
		return titles(w.Title) + "\n" + w.Problem
	case meeting.ReasonWords:
		return w.Reason
	case meeting.ItemWords:
		return titles(w.Title) + "\n" + w.Note
	case meeting.PaperWords:
		return w.Title
	case meeting.MinutesWords:
		all := make([]string, len(w.Parts))
		for n, p := range w.Parts {
			all[n] = p.Words
		}
		return strings.Join(all, "\n")
	case publication.PlanWords:
		return titles(w.Title)
	case publication.VersionWords:
		return strings.Join(append([]string{w.Title, w.Subtitle, w.Summary}, w.Parts...), "\n")
	case publication.ReasonWords:
		return w.Reason
	case publication.CorrectedWords:
		return w.Words
	case publication.ListedWords:
		return titles(w.Title) + "\n" + titles(w.About)
	case conference.AnnouncedWords:
		return titles(w.Title) + "\n" + titles(w.City) + "\n" + w.Venue + "\n" + titles(w.About)
	case conference.ReasonWords:
		return titles(w.Reason)
	case conference.ProgrammeWords:
		return sessions(w)
	case initiative.InterestWords:
		return w.Organisation + "\n" + w.Text
	}
	return ""
}

// sessions are what the sessions of a programme are about. Who speaks in them is
// not looked for: nobody's name is to be found in an index.
func sessions(w conference.ProgrammeWords) string {
	var all []string
	for _, s := range w.Sessions {
		all = append(all, titles(s.Title), titles(s.Abstract))
		for _, p := range s.Papers {
			all = append(all, p.Title)
		}
	}
	return strings.Join(all, "\n")
}

func titles(w text.Words) string {
	var all []string
	for _, lang := range procedure.Languages {
		if w[lang] != "" {
			all = append(all, w[lang])
		}
	}
	return strings.Join(all, "\n")
}

func joined(ps []text.Paragraph) string {
	all := make([]string, len(ps))
	for n, p := range ps {
		all[n] = p.Words
	}
	return strings.Join(all, "\n")
}

// A Found is an act in which the words were found.
type Found struct {
	Line
	Excerpt []search.Run
}

// Search finds acts that hold every word of a question, newest first, before a
// place (0: from the end), at most limit. It never finds what the reader may
// not read.
func (q Questions) Search(question string, before int64, limit int) ([]Found, error) {
	terms := search.Ask(question)
	if len(terms) == 0 {
		return nil, nil
	}
	if before <= 0 {
		before = 1 << 62
	}
	args := []any{before, limit}
	join, place, condition := indexOf(q.tx.Engine).where(terms, &args)
	spots, err := database.All(q.tx, `select a.seq, a.scope from `+join+`
		where a.seq < $1 and `+condition+` and `+q.reader.within("a.scope", &args)+`
		order by w.`+place+` desc limit $2`, args, scanSpot)
	if err != nil {
		return nil, err
	}
	lines, err := q.at(spots)
	found := make([]Found, 0, len(lines))
	for _, l := range lines {
		found = append(found, Found{l, search.Excerpt(plain(l.Words), terms)})
	}
	return found, err
}
