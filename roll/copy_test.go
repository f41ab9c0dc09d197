package roll_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// TestCopy sends a roll through JSON into another, and finds the same in it:
// the erased, who are not entered again, among them.
func TestCopy(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		copied := func(db *database.DB) (all []roll.Copied) {
			err := db.Read(t.Context(), func(tx *database.Tx) error {
				return roll.Copy(tx, func(l roll.Copied) error { all = append(all, l); return nil })
			})
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		to := databasetest.Open(t, t.TempDir())
		name := text.Words{"en": "Ana", "kk": "Ана"}
		do := func(db *database.DB, f func(*database.Tx) error) {
			t.Helper()
			if err := db.Write(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		do(to, roll.Open)
		do(db, roll.Open)
		do(db, func(tx *database.Tx) error {
			err := roll.Put(tx, roll.Person{Member: "a", Name: name, Title: name, Address: name, Nominated: name, Biography: text.Words{"en": "One.\nTwo."},
				Posts: []roll.Post{{From: "2008", Post: name}, {From: "2001-02", To: "2007", Post: name, Affiliation: name}}, Speaks: []string{"kk", "ru"},
				Email: "Ana@example.org", Slug: "ana", Country: "KZ", Lang: "kk", Zone: "Asia/Almaty"})
			if err != nil {
				return err
			}
			photo, err := roll.ReadPhoto(asPNG(picture(100, 100)))
			if err != nil {
				return err
			}
			return roll.PutPhoto(tx, "a", photo)
		})
		do(db, func(tx *database.Tx) error { return roll.Put(tx, roll.Person{Member: "b", Name: name}) })
		do(db, func(tx *database.Tx) error { return roll.Erase(tx, "b") })
		do(db, func(tx *database.Tx) error {
			return roll.Assign(tx, []roll.Alias{{Alias: "y", Matter: "m", Member: "b"}, {Alias: "x", Matter: "m", Member: "a"}})
		})
		do(db, func(tx *database.Tx) error {
			return roll.Hear(tx, []roll.Spoke{{Matter: "m", Token: "t", Group: "g", Round: 2}})
		})
		was := copied(db)
		if len(was) != 5 {
			t.Fatalf("%d lines", len(was))
		}
		data, err := json.Marshal(was)
		var lines []roll.Copied
		if err == nil {
			err = json.Unmarshal(data, &lines)
		}
		if err != nil {
			t.Fatal(err)
		}
		do(to, func(tx *database.Tx) error { return roll.Enter(tx, lines) })
		if now := copied(to); !reflect.DeepEqual(now, was) {
			t.Errorf("%+v came back as %+v", was, now)
		}
		err = to.Write(t.Context(), func(tx *database.Tx) error { return roll.Put(tx, roll.Person{Member: "b", Name: name}) })
		if err == nil {
			t.Error("somebody who was erased was entered again")
		}
	})
}
