package roll_test

import (
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

func open(t *testing.T, db *database.DB) {
	t.Helper()
	write(t, db, roll.Open)
	write(t, db, roll.Open) // a second time it does nothing
}

func write(t *testing.T, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// refused fails unless err is the refusal of a key.
func refused(t *testing.T, err error, key string) {
	t.Helper()
	r, ok := act.Refused(err)
	if !ok || r.Reason.Key != key {
		t.Errorf("got %v, want the refusal %s", err, key)
	}
}

// aida is an invented member with all that may be known of one.
func aida() roll.Person {
	return roll.Person{
		Member:      roll.NewID(),
		Name:        text.Words{"en": "Aida Serikkyzy", "ru": "Аида Сериккызы", "kk": "Аида Серікқызы"},
		Post:        text.Words{"en": "Director", "kk": "Директор"},
		Affiliation: text.Words{"en": "Institute of the Steppe"},
		Country:     "KZ", Email: "Aida.S@example.org", Lang: "kk", Zone: "Asia/Almaty", Slug: "aida",
	}
}

func TestPeople(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a := aida()
		bare := roll.Person{Member: roll.NewID(), Name: text.Words{"en": "Ben Carter"}}
		other := roll.Person{Member: roll.NewID(), Name: text.Words{"en": "Dana Reed"}}
		write(t, db, func(tx *database.Tx) error {
			for _, p := range []roll.Person{a, bare, other} { // two without address or short name are no clash
				if err := roll.Put(tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		read(t, db, func(tx *database.Tx) error {
			for name, find := range map[string]func() (roll.Person, error){
				"Find":    func() (roll.Person, error) { return roll.Find(tx, a.Member) },
				"BySlug":  func() (roll.Person, error) { return roll.BySlug(tx, " Aida ") },
				"ByEmail": func() (roll.Person, error) { return roll.ByEmail(tx, "aida.s@EXAMPLE.org") },
			} {
				if got, err := find(); err != nil || !reflect.DeepEqual(got, a) {
					t.Errorf("%s:\n got %+v, %v\nwant %+v", name, got, err, a)
				}
			}
			if id, ok, err := roll.AtEmail(tx, "aida.s@example.org"); id != a.Member || !ok || err != nil {
				t.Errorf("AtEmail: %v %v %v", id, ok, err)
			}
			for _, email := range []string{"", "nobody@example.org", "aida.s", "\x01"} {
				if id, ok, err := roll.AtEmail(tx, email); ok || err != nil {
					t.Errorf("AtEmail(%q): %v %v %v", email, id, ok, err)
				}
				_, err := roll.ByEmail(tx, email)
				refused(t, err, roll.Unknown)
			}
			_, err := roll.BySlug(tx, "")
			refused(t, err, roll.Unknown)
			_, err = roll.Find(tx, "nobody")
			refused(t, err, roll.Unknown)
			all, err := roll.People(tx)
			if len(all) != 3 || err != nil {
				t.Errorf("People: %v, %v", all, err)
			}
			some, err := roll.Several(tx, bare.Member, a.Member, "nobody")
			if len(some) != 2 || err != nil || some[a.Member].Name["kk"] != a.Name["kk"] {
				t.Errorf("Several: %v, %v", some, err)
			}
			if none, err := roll.Several(tx); len(none) != 0 || err != nil {
				t.Errorf("Several of none: %v, %v", none, err)
			}
			return nil
		})
	})
}

func TestCorrect(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a := aida()
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		a.Name = text.Words{"en": "Aida  Omarova\n"} // as pasted
		a.Post, a.Email, a.Zone = nil, "omarova@пример.қаз", ""
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		read(t, db, func(tx *database.Tx) error {
			got, err := roll.ByEmail(tx, "OMAROVA@xn--e1afmkfd.xn--80ao21a")
			if err != nil {
				return err
			}
			if got.Name["en"] != "Aida Omarova" || len(got.Name) != 1 || got.Post != nil || got.Email != "omarova@пример.қаз" {
				t.Errorf("after the correction: %+v", got)
			}
			_, err = roll.ByEmail(tx, "aida.s@example.org")
			refused(t, err, roll.Unknown)
			return nil
		})
	})
}

func TestPutRefuses(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a := aida()
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		for _, c := range []struct {
			key, field string
			change     func(*roll.Person)
		}{
			{roll.NameMissing, "name", func(p *roll.Person) { p.Name = text.Words{"en": " \u200b "} }},
			{text.Bidi, "name.en", func(p *roll.Person) { p.Name = text.Words{"en": "A\u202e"} }},
			{text.TooLong, "name.en", func(p *roll.Person) { p.Name = text.Words{"en": strings.Repeat("a", 201)} }},
			{text.TooLong, "post.en", func(p *roll.Person) { p.Post = text.Words{"en": strings.Repeat("a", 5<<20)} }},
			{text.NotUTF8, "affiliation.en", func(p *roll.Person) { p.Affiliation = text.Words{"en": "\xff"} }},
			{text.UnknownLanguage, "name.e n", func(p *roll.Person) { p.Name["e n"] = "x" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = "b@" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = "b@example.org\r\nBcc: x@example.org" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = "Ben <b@example.org>" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = "b@exa mple.org" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = "b@-.org" }},
			{roll.EmailMalformed, "email", func(p *roll.Person) { p.Email = strings.Repeat("b", 250) + "@example.org" }},
			{roll.EmailTaken, "email", func(p *roll.Person) { p.Email = " AIDA.S@example.org" }},
			{roll.SlugTaken, "slug", func(p *roll.Person) { p.Slug = "aida" }},
			{roll.SlugMalformed, "slug", func(p *roll.Person) { p.Slug = "Ben C" }},
			{roll.SlugMalformed, "slug", func(p *roll.Person) { p.Slug = strings.Repeat("b", 41) }},
			{roll.CountryMalformed, "country", func(p *roll.Person) { p.Country = "Kazakhstan" }},
			{roll.LangMalformed, "lang", func(p *roll.Person) { p.Lang = "Kazakh!" }},
			{roll.ZoneUnknown, "zone", func(p *roll.Person) { p.Zone = "Asia/Atlantis" }},
			{roll.ZoneUnknown, "zone", func(p *roll.Person) { p.Zone = "Local" }},
			{roll.ZoneUnknown, "zone", func(p *roll.Person) { p.Zone = "../../etc/passwd" }},
		} {
			b := roll.Person{Member: roll.NewID(), Name: text.Words{"en": "Ben Carter"}, Email: "b@example.org", Slug: "ben"}
			c.change(&b)
			err := db.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, b) })
			refused(t, err, c.key)
			if r, ok := act.Refused(err); ok && (r.Field != c.field || r.Why != act.Malformed) {
				t.Errorf("%s is refused in the field %q as %s, want %q", c.key, r.Field, r.Why, c.field)
			}
		}
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, roll.Person{}) }); err == nil {
			t.Error("a person without an identifier was entered")
		}
		read(t, db, func(tx *database.Tx) error {
			if all, err := roll.People(tx); len(all) != 1 || err != nil {
				t.Errorf("refused people are on the roll: %v, %v", all, err)
			}
			return nil
		})
	})
}

// TestPutAtOnce enters two people with one address at the same moment: on
// PostgreSQL neither has seen the other when both begin, on SQLite one waits.
func TestPutAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		if db.Engine == database.Postgres {
			var both sync.WaitGroup
			both.Add(2)
			db.Trip = func(query string) error {
				if strings.HasPrefix(query, "update roll_change ") {
					both.Done()
					both.Wait()
				}
				return nil
			}
		}
		var errs [2]error
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() {
				p := roll.Person{Member: roll.NewID(), Name: text.Words{"en": "Ben"}, Email: "ben@example.org"}
				errs[i] = db.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, p) })
			})
		}
		all.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("%v, %v", errs[0], errs[1])
		}
		for _, err := range errs {
			if err != nil {
				refused(t, err, roll.EmailTaken)
			}
		}
	})
}

func TestErase(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		open(t, db)
		a := aida()
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, a) })
		write(t, db, func(tx *database.Tx) error {
			return roll.Assign(tx, []roll.Alias{{Alias: "alias", Matter: "abcdefgh", Member: a.Member}})
		})
		for range 2 {
			write(t, db, func(tx *database.Tx) error { return roll.Erase(tx, a.Member) })
		}
		write(t, db, func(tx *database.Tx) error { return roll.Erase(tx, "nobody") })
		read(t, db, func(tx *database.Tx) error {
			p, err := roll.Find(tx, a.Member)
			if want := (roll.Person{Member: a.Member, Erased: true}); err != nil || !reflect.DeepEqual(p, want) {
				t.Errorf("after erasing: %+v, %v", p, err)
			}
			if all, err := roll.People(tx); len(all) != 0 || err != nil {
				t.Errorf("after erasing the roll has %v, %v", all, err)
			}
			_, err = roll.ByEmail(tx, a.Email)
			refused(t, err, roll.Unknown)
			_, err = roll.BySlug(tx, a.Slug)
			refused(t, err, roll.Unknown)
			if who, err := roll.WhoIs(tx, []act.Alias{"alias"}); who["alias"] != a.Member || err != nil {
				t.Errorf("whose acts were whose is to stay: %v, %v", who, err)
			}
			return left(t, tx)
		})
		err := db.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, a) })
		refused(t, err, roll.WasErased)

		// What they had is free for somebody else.
		b := aida()
		write(t, db, func(tx *database.Tx) error { return roll.Put(tx, b) })
	})
}

// left fails if anything is left in any column but the identifier.
func left(t *testing.T, tx *database.Tx) error {
	var n int
	if err := tx.Row(`select count(*) from roll_person_words`, nil, &n); err != nil || n != 0 {
		t.Errorf("%d words are left, %v", n, err)
	}
	var columns [6]string
	err := tx.Row(`select country, email, post_box, lang, zone, slug from roll_person`, nil,
		&columns[0], &columns[1], &columns[2], &columns[3], &columns[4], &columns[5])
	if columns != [6]string{} {
		t.Errorf("left after erasing: %q", columns)
	}
	return err
}

func TestNewID(t *testing.T) {
	seen := make(map[member.ID]bool)
	for range 1000 {
		id := roll.NewID()
		if len(id) != 16 || strings.Trim(string(id), "abcdefghijklmnopqrstuvwxyz234567") != "" || seen[id] {
			t.Fatalf("%q", id)
		}
		seen[id] = true
	}
}

func TestSentences(t *testing.T) {
	for _, lang := range locale.Langs {
		for _, key := range roll.Keys {
			if !locale.For(lang).Has(key) {
				t.Errorf("%s is not in %s", key, lang)
			}
		}
	}
}

// BenchmarkSeveral reads the twenty people of a page from a small roll and
// from a large one, which must not cost more.
func BenchmarkSeveral(b *testing.B) {
	for _, size := range []int{50, 5000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			db := databasetest.Open(b, b.TempDir())
			ids := make([]member.ID, size)
			err := db.Write(b.Context(), func(tx *database.Tx) error {
				if err := roll.Open(tx); err != nil {
					return err
				}
				for i := range ids {
					p := aida()
					p.Slug, p.Email = fmt.Sprint("p", i), fmt.Sprint("p", i, "@example.org")
					ids[i] = p.Member
					if err := roll.Put(tx, p); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				err := db.Read(b.Context(), func(tx *database.Tx) error {
					_, err := roll.Several(tx, ids[:20]...)
					return err
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
