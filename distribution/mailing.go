package distribution

import (
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// A Stage is how far a mailing has come.
type Stage string

// The stages. That it is over is seen by its letters.
const (
	Composed Stage = "composed"
	Running  Stage = "running"
	Stopped  Stage = "stopped"
)

// Key is the stage's name in the catalogues.
func (s Stage) Key() string { return "sending.stage." + string(s) }

// Words are what a mailing says in one language, beside what every letter says
// of the publication.
type Words struct {
	Subject string
	Words   string
}

// A Mailing sends one letter to everybody on some lists.
type Mailing struct {
	ID          string
	Publication act.Ref // that it is about; empty if it is about none
	Edition     int
	Series      publication.Series // of the publication, by which subscribers asked for it
	Dimension   string
	Lists       []List
	Words       map[string]Words // language to words
	Stage       Stage
	Turn        int
	Group       group.ID // whose keeper composed it
	Made        time.Time
	By          member.ID
	Tested      time.Time // when it was last sent to somebody who composes it
	Started     time.Time
	StartedBy   member.ID
	Total       int // letters
}

// Limits in letters.
const (
	MaxSubject = 200
	MaxWords   = 10_000
)

// Check returns m as it will be kept, or refuses every field that is wrong.
func (m Mailing) Check() (Mailing, error) {
	var all []error
	kept := map[string]Words{}
	for _, lang := range Languages {
		w, there := m.Words[lang]
		if !there || strings.TrimSpace(w.Subject+w.Words) == "" {
			continue
		}
		subject, badSubject := text.CleanLine(w.Subject, MaxSubject)
		words, badWords := text.Clean(w.Words, MaxWords)
		all = append(all, problem("subject."+lang, badSubject), problem("words."+lang, badWords))
		if subject == "" && badSubject == nil {
			all = append(all, act.RefuseField("subject."+lang, "refuse.mailing.subject"))
		}
		if words == "" && badWords == nil {
			all = append(all, act.RefuseField("words."+lang, "refuse.mailing.words"))
		}
		kept[lang] = Words{subject, words}
	}
	if len(kept) == 0 {
		all = append(all, act.RefuseField("subject."+Languages[0], "refuse.mailing.subject"))
	}
	if len(m.Lists) == 0 || slices.ContainsFunc(m.Lists, func(l List) bool { return !slices.Contains(Lists, l) }) {
		all = append(all, act.RefuseField("lists", "refuse.mailing.lists"))
	}
	m.Words = kept
	return m, act.Together(all...)
}

// Compose keeps a new mailing that was checked. It is named by whoever calls,
// so that a form sent twice makes one.
func Compose(tx *database.Tx, m Mailing, now time.Time) error {
	var n int
	if err := tx.Row(`select count(*) from distribution_mailing where id = $1`, []any{m.ID}, &n); err != nil || n > 0 {
		return fault("compose", err)
	}
	err := tx.Exec(`insert into distribution_mailing (id, publication, edition, series, dimension, lists, state, turn, grp, made, made_by, tested, started, started_by, total)
		values ($1, $2, $3, $4, $5, $6, 'composed', 0, $7, $8, $9, 0, 0, '', 0)`,
		m.ID, string(m.Publication), m.Edition, string(m.Series), m.Dimension, joinLists(m.Lists), string(m.Group), now.UnixMilli(), string(m.By))
	if err != nil {
		return fault("compose", err)
	}
	return m.say(tx)
}

func (m Mailing) say(tx *database.Tx) error {
	var rows [][]any
	for lang, w := range m.Words {
		rows = append(rows, []any{m.ID, lang, w.Subject, w.Words})
	}
	return fault("keep the words of a mailing", tx.Insert("distribution_words", []string{"mailing", "lang", "subject", "words"}, rows))
}

// Recompose changes a mailing that has not begun, as it was at a turn.
func Recompose(tx *database.Tx, m Mailing, turn int) error {
	if err := step(tx, m.ID, turn, Composed, `lists = $4`, joinLists(m.Lists)); err != nil {
		return err
	}
	if err := tx.Exec(`delete from distribution_words where mailing = $1`, m.ID); err != nil {
		return fault("recompose", err)
	}
	return m.say(tx)
}

// step changes a mailing at a stage and, unless it is negative, a turn; or
// refuses, if somebody else was first.
func step(tx *database.Tx, id string, turn int, at Stage, set string, args ...any) error {
	changed, err := database.All(tx, `update distribution_mailing set turn = turn + 1, `+set+`
		where id = $1 and state = $2 and ($3 < 0 or turn = $3) returning id`, append([]any{id, string(at), turn}, args...), one)
	if err == nil && len(changed) == 0 {
		return act.Refuse(act.Stale, "refuse.mailing.stale")
	}
	return fault("change a mailing", err)
}

func one(scan database.Scan) (s string, err error) {
	err = scan(&s)
	return s, err
}

// Discard throws away a mailing that has not begun.
func Discard(tx *database.Tx, id string, turn int) error {
	if err := step(tx, id, turn, Composed, `tested = 0`); err != nil {
		return err
	}
	if err := tx.Exec(`delete from distribution_words where mailing = $1`, id); err != nil {
		return fault("discard", err)
	}
	return fault("discard", tx.Exec(`delete from distribution_mailing where id = $1`, id))
}

// Tried notes that a mailing was sent to somebody who composes it.
func Tried(tx *database.Tx, id string, now time.Time) error {
	return fault("note a trial", tx.Exec(`update distribution_mailing set tested = $2 where id = $1`, id, now.UnixMilli()))
}

// Stop holds back the letters of a mailing that have not gone. Those that the
// relay is taking at this moment go.
func Stop(tx *database.Tx, id string) error {
	if err := step(tx, id, -1, Running, `state = 'stopped'`); err != nil {
		return err
	}
	return fault("stop", tx.Exec(`update distribution_letter set state = 'held' where mailing = $1 and state = 'queued'`, id))
}

// Resume goes on with a mailing that was stopped.
func Resume(tx *database.Tx, id string, now time.Time) error {
	if err := step(tx, id, -1, Stopped, `state = 'running'`); err != nil {
		return err
	}
	return fault("resume", tx.Exec(`update distribution_letter set state = 'queued', due = $2, since = $2 where mailing = $1 and state = 'held'`, id, now.UnixMilli()))
}

// Find returns a mailing with its words.
func Find(tx *database.Tx, id string) (Mailing, error) {
	all, err := mailings(tx, `where id = $1`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.mailing.unknown")
	}
	if err != nil {
		return Mailing{}, err
	}
	m := all[0]
	m.Words = map[string]Words{}
	return m, fault("read a mailing", tx.Each(`select lang, subject, words from distribution_words where mailing = $1`, []any{id}, func(scan database.Scan) error {
		var lang string
		var w Words
		err := scan(&lang, &w.Subject, &w.Words)
		m.Words[lang] = w
		return err
	}))
}

// AllMailings lists mailings without their words, newest first, at most limit.
func AllMailings(tx *database.Tx, limit int) ([]Mailing, error) {
	return mailings(tx, `order by made desc, id limit $1`, limit)
}

func mailings(tx *database.Tx, where string, args ...any) ([]Mailing, error) {
	all, err := database.All(tx, `select id, publication, edition, series, dimension, lists, state, turn, grp, made, made_by, tested, started, started_by, total
		from distribution_mailing `+where, args, func(scan database.Scan) (m Mailing, err error) {
		var lists string
		var made, tested, started int64
		err = scan(&m.ID, &m.Publication, &m.Edition, &m.Series, &m.Dimension, &lists, &m.Stage, &m.Turn, &m.Group, &made, &m.By, &tested, &started, &m.StartedBy, &m.Total)
		for _, l := range strings.Fields(lists) {
			m.Lists = append(m.Lists, List(l))
		}
		m.Made, m.Tested, m.Started = instant(made), instant(tested), instant(started)
		return m, err
	})
	return all, fault("read mailings", err)
}

func joinLists(lists []List) string {
	var all []string
	for _, l := range lists {
		all = append(all, string(l))
	}
	return strings.Join(all, " ")
}
