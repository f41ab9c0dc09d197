package roll

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// Knows reports whether somebody is on the roll, and not erased.
func Knows(tx *database.Tx, id member.ID) (bool, error) {
	var n int64
	err := tx.Row(`select count(*) from roll_person where member = $1 and erased = $2`, []any{id, false}, &n)
	return n > 0, err
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
	return by(tx, `select member from roll_person where post_box = $1`, PostBox(email))
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
	return one(tx, `select member from roll_person where post_box = $1`, PostBox(email))
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
		if err := read(tx, all, `where member in (`+database.In(&args, some...)+`)`, args, false); err != nil {
			return nil, fmt.Errorf("find people: %w", err)
		}
	}
	return all, nil
}

// People returns everybody who is not erased, in the order of their
// identifiers. Sort them by name in the reader's language.
func People(tx *database.Tx) ([]Person, error) {
	all := make(map[member.ID]Person)
	if err := read(tx, all, "", nil, false); err != nil {
		return nil, fmt.Errorf("read the roll: %w", err)
	}
	maps.DeleteFunc(all, func(_ member.ID, p Person) bool { return p.Erased })
	return slices.SortedFunc(maps.Values(all), func(a, b Person) int {
		return strings.Compare(string(a.Member), string(b.Member))
	}), nil
}

// Changes is how many changes there have been on the roll. While it stays,
// nothing that is kept in memory of it is out of date.
func Changes(tx *database.Tx) (n int64, err error) {
	err = tx.Row(`select n from roll_change where one = 1`, nil, &n)
	return n, err
}

// Names returns those who were changed after a number of changes, the erased
// among them, with what is needed to draw their names and no more. From -1 it
// returns everybody.
func Names(tx *database.Tx, after int64) (map[member.ID]Person, error) {
	all := make(map[member.ID]Person)
	err := read(tx, all, `where member in (select member from roll_person where changed > $1)`, []any{after}, true)
	if err != nil {
		return nil, fmt.Errorf("read names on the roll: %w", err)
	}
	return all, nil
}

// read adds to all the people of the rows that where chooses; if brief, without
// what only a page of their own shows.
func read(tx *database.Tx, all map[member.ID]Person, where string, args []any, brief bool) error {
	err := tx.Each(`select member, country, email, lang, zone, slug, speaks, photo, erased from roll_person `+where, args,
		func(scan database.Scan) error {
			p, speaks := Person{brief: brief}, ""
			err := scan(&p.Member, &p.Country, &p.Email, &p.Lang, &p.Zone, &p.Slug, &speaks, &p.Photo, &p.Erased)
			if speaks != "" {
				p.Speaks = strings.Fields(speaks)
			}
			all[p.Member] = p
			return err
		})
	if err != nil {
		return err
	}
	if !brief {
		if err := readPosts(tx, all, where, args); err != nil {
			return err
		}
	} else if where += ` and what in ('name', 'title', 'post', 'affiliation')`; where[0] != 'w' {
		return errors.New("read names of everybody without a condition")
	}
	return tx.Each(`select member, what, lang, words from roll_person_words `+where, args, func(scan database.Scan) error {
		var id member.ID
		var what, lang, words string
		if err := scan(&id, &what, &lang, &words); err != nil {
			return err
		}
		p := all[id]
		to := p.wordsOf(what)
		if to == nil {
			return fmt.Errorf("%s has words for an unknown %q", id, what)
		}
		*to = with(*to, lang, words)
		all[id] = p
		return nil
	})
}

func readPosts(tx *database.Tx, all map[member.ID]Person, where string, args []any) error {
	return tx.Each(`select member, since, until from roll_post `+where+` order by member, n`, args, func(scan database.Scan) error {
		var id member.ID
		var post Post
		err := scan(&id, &post.From, &post.To)
		p := all[id]
		p.Posts = append(p.Posts, post)
		all[id] = p
		return err
	})
}

// wordsOf is where the words of a row belong; nil if nowhere.
func (p *Person) wordsOf(what string) *text.Words {
	for _, w := range p.worded() {
		if w.what == what {
			return w.words
		}
	}
	name, number, _ := strings.Cut(what, ".")
	n, err := strconv.Atoi(number)
	if err != nil || n < 1 || n > len(p.Posts) {
		return nil
	}
	switch name {
	case "post":
		return &p.Posts[n-1].Post
	case "affiliation":
		return &p.Posts[n-1].Affiliation
	}
	return nil
}

func with(w text.Words, lang, words string) text.Words {
	if w == nil {
		w = make(text.Words, 3)
	}
	w[lang] = words
	return w
}
