package register_test

import (
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// TestPeople holds that names in memory follow every change of the roll, and
// that what was handed out before stays as it was.
func TestPeople(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		var all register.People
		look := func() (people map[string]string, changes int64) {
			people = map[string]string{}
			f.Reads("", func(q register.Questions) (err error) {
				all, err = q.People()
				for id, p := range all.All() {
					people[string(id)] = p.Name.In("en")
				}
				changes, _ = q.Changes()
				return err
			})
			return people, changes
		}
		was, at := look()
		before := all
		if err := f.Enroll(t.Context(), roll.Person{Member: "dana", Name: text.Words{"en": "Dana S."}}); err != nil {
			t.Fatal(err)
		}
		now, then := look()
		if was["dana"] != "dana" || now["dana"] != "Dana S." || len(now) != len(was) || then == at {
			t.Errorf("%v, then %v; %d, then %d", was, now, at, then)
		}
		if err := f.Forget(t.Context(), "dana", false); err != nil {
			t.Fatal(err)
		}
		if now, _ := look(); len(now) != len(was)-1 || now["dana"] != "" {
			t.Errorf("after an erasure: %v", now)
		}
		if who, ok := before.Find("dana"); !ok || who.Name.In("en") != "dana" {
			t.Errorf("what was handed out first now says %+v", who)
		}
		if who, ok := all.Find("dana"); ok || who.Name != nil || (register.People{}).Of("dana").Name != nil {
			t.Errorf("of nobody is known %+v", who)
		}
	})
}

// TestSitting holds the seats in memory against the initiative's own account.
func TestSitting(t *testing.T) {
	f := clerktest.New(t, databasetest.Open(t, t.TempDir()))
	f.Governs("serik", initiative.Appoint{Member: "newcomer", Group: clerktest.Astana, Capacity: "member", Constituency: "ngo", From: f.Time().Add(48 * time.Hour)})
	for day := range 4 {
		want := map[int]int{0: 12, 1: 12, 2: 13, 3: 12}[day]
		if day == 3 {
			f.Governs("serik", initiative.End{Member: "timur", Group: clerktest.Astana})
			f.Later(time.Minute)
		}
		f.Reads("", func(q register.Questions) error {
			s, err := q.Sitting(f.Time())
			if len(s.All()) != want {
				t.Errorf("on day %d sit %d, not %d", day, len(s.All()), want)
			}
			if _, ok := s.At("newcomer", f.Time()); ok != (day >= 2) {
				t.Errorf("on day %d the newcomer sits: %v", day, ok)
			}
			if s.Group("newcomer") != clerktest.Astana || s.Group("nobody") != "" {
				t.Error("where they sit")
			}
			return err
		})
		f.Later(24 * time.Hour)
	}
}
