package roll

import (
	"crypto/rand"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"maps"
	"slices"
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

// Put enters a person, or replaces all that was known of them. It refuses what
// is malformed, an address or a short name that another person has, and a
// person who was erased.
func Put(tx *database.Tx, p Person) error {
	if p.Member == "" {
		return errors.New("put a person without an identifier")
	}
	p, err := p.check()
	if err != nil {
		return err
	}
	if err := refuseTaken(tx, p); err != nil {
		return err
	}
	err = tx.Exec(`insert into roll_person (member, country, email, post_box, lang, zone, slug, erased)
		values ($1, $2, $3, $4, $5, $6, $7, false)
		on conflict (member) do update set country = excluded.country, email = excluded.email,
			post_box = excluded.post_box, lang = excluded.lang, zone = excluded.zone, slug = excluded.slug`,
		p.Member, p.Country, p.Email, postBox(p.Email), p.Lang, p.Zone, p.Slug)
	if database.Duplicate(err) {
		return act.RefuseField("email", EmailTaken) // by somebody who was entered at this very moment
	}
	if err != nil {
		return fmt.Errorf("put %s: %w", p.Member, err)
	}
	return putWords(tx, p)
}

// refuseTaken refuses what p may not have because of another row.
func refuseTaken(tx *database.Tx, p Person) error {
	type row struct {
		who           member.ID
		postBox, slug string
		erased        bool
	}
	box := postBox(p.Email)
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
	if err := tx.Exec(`delete from roll_person_words where member = $1`, p.Member); err != nil {
		return fmt.Errorf("put %s: %w", p.Member, err)
	}
	var rows [][]any
	for what, words := range map[string]text.Words{"name": p.Name, "post": p.Post, "affiliation": p.Affiliation} {
		for lang, s := range words {
			rows = append(rows, []any{p.Member, what, lang, s})
		}
	}
	return tx.Insert("roll_person_words", []string{"member", "what", "lang", "words"}, rows)
}

// Find returns a person. One who was erased is there, and says so; one who was
// never entered is a refusal.
func Find(tx *database.Tx, id member.ID) (Person, error) {
	people, err := Several(tx, id)
	if err != nil {
		return Person{}, err
	}
	p, ok := people[id]
	if !ok {
		return Person{}, act.Refuse(act.NotFound, Unknown)
	}
	return p, nil
}

// BySlug returns the person with a short name.
func BySlug(tx *database.Tx, slug string) (Person, error) {
	return by(tx, `select member from roll_person where slug = $1`, strings.ToLower(strings.TrimSpace(slug)))
}

// ByEmail returns the person with an address, however it is spelt.
func ByEmail(tx *database.Tx, email string) (Person, error) {
	return by(tx, `select member from roll_person where post_box = $1`, postBox(email))
}

func by(tx *database.Tx, query, key string) (Person, error) {
	id, ok, err := one(tx, query, key)
	if err != nil {
		return Person{}, err
	}
	if !ok {
		return Person{}, act.Refuse(act.NotFound, Unknown)
	}
	return Find(tx, id)
}

// AtEmail says whose an address is, if anybody's. It asks one question of the
// database whatever the answer, so that how long it takes tells nothing.
func AtEmail(tx *database.Tx, email string) (id member.ID, ok bool, err error) {
	return one(tx, `select member from roll_person where post_box = $1`, postBox(email))
}

func one(tx *database.Tx, query, key string) (id member.ID, ok bool, err error) {
	if key == "" {
		key = "\x01" // which nobody has; the empty one is shared by all who have none
	}
	err = tx.Row(query, []any{key}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", false, nil
	}
	return id, err == nil, err
}

// Several returns those of the people named who were ever entered.
func Several(tx *database.Tx, ids ...member.ID) (map[member.ID]Person, error) {
	all := make(map[member.ID]Person, len(ids))
	for some := range slices.Chunk(ids, 500) {
		var args []any
		if err := read(tx, all, `where member in (`+database.In(&args, some...)+`)`, args); err != nil {
			return nil, fmt.Errorf("find people: %w", err)
		}
	}
	return all, nil
}

// People returns everybody who is not erased, in the order of their
// identifiers. Sort them by name in the reader's language.
func People(tx *database.Tx) ([]Person, error) {
	all := make(map[member.ID]Person)
	if err := read(tx, all, "", nil); err != nil {
		return nil, fmt.Errorf("read the roll: %w", err)
	}
	maps.DeleteFunc(all, func(_ member.ID, p Person) bool { return p.Erased })
	return slices.SortedFunc(maps.Values(all), func(a, b Person) int {
		return strings.Compare(string(a.Member), string(b.Member))
	}), nil
}

// read adds to all the people of the rows that where chooses.
func read(tx *database.Tx, all map[member.ID]Person, where string, args []any) error {
	err := tx.Each(`select member, country, email, lang, zone, slug, erased from roll_person `+where, args,
		func(scan database.Scan) error {
			var p Person
			err := scan(&p.Member, &p.Country, &p.Email, &p.Lang, &p.Zone, &p.Slug, &p.Erased)
			all[p.Member] = p
			return err
		})
	if err != nil {
		return err
	}
	return tx.Each(`select member, what, lang, words from roll_person_words `+where, args, func(scan database.Scan) error {
		var id member.ID
		var what, lang, words string
		if err := scan(&id, &what, &lang, &words); err != nil {
			return err
		}
		p := all[id]
		switch what {
		case "name":
			p.Name = with(p.Name, lang, words)
		case "post":
			p.Post = with(p.Post, lang, words)
		case "affiliation":
			p.Affiliation = with(p.Affiliation, lang, words)
		default:
			return fmt.Errorf("%s has words for an unknown %q", id, what)
		}
		all[id] = p
		return nil
	})
}

func with(w text.Words, lang, words string) text.Words {
	if w == nil {
		w = make(text.Words, 3)
	}
	w[lang] = words
	return w
}

// Erase removes all that is known of a person, for good. Their identifier
// stays, with nothing beside it, so that nobody is given it again and whatever
// refers to it reads "name erased". To erase twice is no error.
func Erase(tx *database.Tx, id member.ID) error {
	for _, query := range []string{
		`update roll_person set country = '', email = '', post_box = '', lang = '', zone = '', slug = '', erased = true
			where member = $1`,
		`delete from roll_person_words where member = $1`,
	} {
		if err := tx.Exec(query, id); err != nil {
			return fmt.Errorf("erase %s: %w", id, err)
		}
	}
	return nil
}
