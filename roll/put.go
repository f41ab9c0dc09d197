package roll

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// NewID returns a fresh identifier: 80 random bits in lower-case letters and
// digits, which say nothing of the person.
func NewID() member.ID {
	var b [10]byte
	rand.Read(b[:])
	return member.ID(strings.ToLower(base32.StdEncoding.EncodeToString(b[:])))
}

// Put enters a person, or replaces all that was known of them but their
// photograph. It refuses what is malformed, an address or a short name that
// another person has, and a person who was erased.
func Put(tx *database.Tx, p Person) error {
	if p.Member == "" {
		return errors.New("put a person without an identifier")
	}
	if p.brief {
		return fmt.Errorf("put %s, of whom not all was read", p.Member)
	}
	p, err := p.check()
	if err != nil {
		return err
	}
	n, err := change(tx)
	if err != nil {
		return err
	}
	if err := refuseTaken(tx, p); err != nil {
		return err
	}
	err = tx.Exec(`insert into roll_person (member, country, email, post_box, lang, zone, slug, speaks, erased, changed)
		values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9)
		on conflict (member) do update set country = excluded.country, email = excluded.email,
			post_box = excluded.post_box, lang = excluded.lang, zone = excluded.zone, slug = excluded.slug,
			speaks = excluded.speaks, changed = excluded.changed`,
		p.Member, p.Country, p.Email, PostBox(p.Email), p.Lang, p.Zone, p.Slug, strings.Join(p.Speaks, " "), n)
	if database.Duplicate(err) {
		return act.RefuseField("email", EmailTaken) // by somebody who was entered at this very moment
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", p.Member, err)
	}
	return putWords(tx, p)
}

// Check refuses what Put would refuse of a person by itself; what another
// person has already, it does not know. It returns the person tidied.
func Check(p Person) (Person, error) { return p.check() }

// change raises the number of changes, and returns it.
func change(tx *database.Tx) (n int64, err error) {
	if err := tx.Row(`update roll_change set n = n + 1 where one = 1 returning n`, nil, &n); err != nil {
		return 0, fmt.Errorf("change the roll: %w", err)
	}
	return n, nil
}

// refuseTaken refuses what p may not have because of another row.
func refuseTaken(tx *database.Tx, p Person) error {
	type row struct {
		who           member.ID
		postBox, slug string
		erased        bool
	}
	box := PostBox(p.Email)
	rows, err := database.All(tx, `select member, post_box, slug, erased from roll_person
		where member = $1 or (post_box = $2 and post_box <> '') or (slug = $3 and slug <> '')`,
		[]any{p.Member, box, p.Slug}, func(scan database.Scan) (r row, err error) {
			err = scan(&r.who, &r.postBox, &r.slug, &r.erased)
			return r, err
		})
	if err != nil {
		return fmt.Errorf("put %s: %w", p.Member, err)
	}
	for _, r := range rows {
		switch {
		case r.who == p.Member && r.erased:
			return act.Refuse(act.NotAllowed, WasErased)
		case r.who == p.Member:
		case box != "" && r.postBox == box:
			return act.RefuseField("email", EmailTaken)
		default:
			return act.RefuseField("slug", SlugTaken, p.Slug)
		}
	}
	return nil
}

func putWords(tx *database.Tx, p Person) error {
	for _, query := range []string{`delete from roll_person_words where member = $1`, `delete from roll_post where member = $1`} {
		if err := tx.Exec(query, p.Member); err != nil {
			return fmt.Errorf("put %s: %w", p.Member, err)
		}
	}
	var rows, posts [][]any
	add := func(what string, words text.Words) {
		for lang, s := range words {
			rows = append(rows, []any{p.Member, what, lang, s})
		}
	}
	for _, w := range p.worded() {
		add(w.what, *w.words)
	}
	for n, post := range p.Posts {
		posts = append(posts, []any{p.Member, n + 1, post.From, post.To})
		add(fmt.Sprint("post.", n+1), post.Post)
		add(fmt.Sprint("affiliation.", n+1), post.Affiliation)
	}
	if len(posts) > 0 {
		if err := tx.Insert("roll_post", []string{"member", "n", "since", "until"}, posts); err != nil {
			return fmt.Errorf("put %s: %w", p.Member, err)
		}
	}
	return tx.Insert("roll_person_words", []string{"member", "what", "lang", "words"}, rows)
}

// Erase removes all that is known of a person, for good. Their identifier
// stays, with nothing beside it, so that nobody is given it again and whatever
// refers to it can say that somebody of a group did it. To erase twice is no
// error.
func Erase(tx *database.Tx, id member.ID) error {
	n, err := change(tx)
	if err != nil {
		return err
	}
	err = tx.Exec(`update roll_person set country = '', email = '', post_box = '', lang = '', zone = '', slug = '', speaks = '',
		photo = '', erased = true, changed = $2 where member = $1`, id, n)
	for _, query := range []string{
		`delete from roll_person_words where member = $1`,
		`delete from roll_post where member = $1`,
		`delete from roll_photo where member = $1`,
		`delete from roll_address where member = $1`,
	} {
		if err == nil {
			err = tx.Exec(query, id)
		}
	}
	if err != nil {
		return fmt.Errorf("erase %s: %w", id, err)
	}
	return nil
}
