package distribution

import (
	"crypto/rand"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// A recipient is to whom one letter goes.
type recipient struct {
	email, postBox, name, lang string
	list                       List
	source, addressee          string
	member                     member.ID
}

// Recipients are how many a mailing would reach if it began now, by list.
func Recipients(tx *database.Tx, m Mailing) (n map[List]int, err error) {
	all, err := gather(tx, m)
	n = map[List]int{}
	for _, r := range all {
		n[r.list]++
	}
	return n, err
}

func gather(tx *database.Tx, m Mailing) ([]recipient, error) {
	// Both, whatever the lists: what a person chose for themselves goes before
	// what a secretariat entered of them.
	subs, err := subscribers(tx, `where state = 'confirmed' order by id`)
	if err != nil {
		return nil, err
	}
	cons, err := contacts(tx, `order by id`)
	return m.recipients(subs, cons), err
}

// recipients is one for each address on the lists, in the language that its
// owner chose, or else that a secretariat entered, or else that there is.
func (m Mailing) recipients(subs []Subscriber, cons []Contact) (all []recipient) {
	at := map[string]int{}
	for _, c := range cons {
		list := Contacts
		if c.Addressee != "" {
			list = Addressees
		}
		if slices.Contains(m.Lists, list) && c.Bounces < mostBounces {
			at[c.postBox] = len(all)
			all = append(all, recipient{c.Email, c.postBox, c.Name, m.speaks(c.Lang), list, c.ID, c.Addressee, c.member})
		}
	}
	for _, s := range subs {
		k, there := at[s.postBox]
		switch {
		case there:
			all[k].lang = m.speaks(s.Lang)
		case slices.Contains(m.Lists, Subscribers) && m.wanted(s.Wants) && s.Bounces < mostBounces:
			at[s.postBox] = len(all)
			all = append(all, recipient{s.Email, s.postBox, "", m.speaks(s.Lang), Subscribers, s.ID, "", s.Member})
		}
	}
	return all
}

// speaks is the language in which a mailing reaches somebody.
func (m Mailing) speaks(lang string) string {
	if _, ok := m.Words[lang]; ok {
		return lang
	}
	for _, lang := range Languages {
		if _, ok := m.Words[lang]; ok {
			return lang
		}
	}
	return Languages[0]
}

// wanted reports whether who asked for some things asked for this. What is of
// no publication only those are sent who asked for everything.
func (m Mailing) wanted(wants []Want) bool {
	return slices.ContainsFunc(wants, func(w Want) bool {
		series, isSeries := w.Series()
		dimension, isDimension := w.Dimension()
		return w == All || isSeries && m.Series != "" && series == m.Series || isDimension && m.Dimension != "" && dimension == m.Dimension
	})
}

// Start begins a mailing as it was at a turn: it writes a row for everybody
// whom it reaches. begun is false if somebody else has begun it already; then
// nothing is done, and nothing is wrong.
func Start(tx *database.Tx, id string, turn int, by member.ID, now time.Time) (begun bool, err error) {
	m, err := Find(tx, id)
	if err != nil {
		return false, err
	}
	if m.Stage != Composed {
		return false, nil
	}
	err = step(tx, id, turn, Composed, `state = 'running', started = $4, started_by = $5`, now.UnixMilli(), string(by))
	if no, refused := act.Refused(err); refused && no.Why == act.Stale {
		if m, err2 := Find(tx, id); err2 != nil || m.Stage != Composed {
			return false, err2
		}
	}
	if err != nil {
		return false, err
	}
	if m, err = Find(tx, id); err != nil { // as it stands now that nobody else changes it
		return false, err
	}
	all, err := gather(tx, m)
	if err != nil {
		return false, err
	}
	if len(all) == 0 {
		return false, act.RefuseField("lists", "refuse.mailing.nobody")
	}
	var rows [][]any
	for _, r := range all {
		rows = append(rows, []any{rand.Text(), id, r.email, r.postBox, r.name, r.lang, string(r.list), r.source, r.addressee, string(r.member),
			"queued", now.UnixMilli(), now.UnixMilli(), 0, 0, "", 0, 0})
	}
	if err := tx.Insert("distribution_letter", []string{"id", "mailing", "email", "post_box", "name", "lang", "list", "source", "addressee", "member",
		"state", "due", "since", "attempts", "code", "status", "ended", "received"}, rows); err != nil {
		return false, fault("start", err)
	}
	return true, fault("start", tx.Exec(`update distribution_mailing set total = $2 where id = $1`, id, len(rows)))
}
