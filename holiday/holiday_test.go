package holiday_test

import (
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
)

// TestKeep keeps the holidays of each group apart, and replaces one year alone.
func TestKeep(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		put := func(tx *database.Tx, g group.ID, year, list string) {
			t.Helper()
			all, err := holiday.Read(list, year)
			if err == nil {
				err = holiday.Replace(tx, g, year, all)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := holiday.Open(tx); err != nil {
				return err
			}
			put(tx, "a", "2009", "2009-07-05,To be replaced")
			put(tx, "b", "2009", "2009-12-16,Independence Day,День независимости\n2009-12-25,,,Рождество")
			put(tx, "a", "2010", "2010-01-01,New Year")
			put(tx, "a", "2009", "2009-07-04,\"The fourth, of July\"")
			all, err := holiday.Between(tx, "2009-07-04", "2010-01-01")
			if len(all) != 4 || all[0].Name["en"] != "The fourth, of July" || all[1].Group != "b" || all[2].Name["kk"] != "Рождество" || all[3].Day != "2010-01-01" {
				t.Errorf("kept are %+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzRead never falls over; what it takes, it takes again as Write writes it.
func FuzzRead(f *testing.F) {
	f.Add("2009-12-16,Independence Day,День независимости,Тәуелсіздік күні\n")
	f.Add("2009-12-16,\"a \"\"b\"\"\n\",c")
	f.Add("\ufeff2009-12-16,x\r\n\r\n,,,")
	f.Fuzz(func(t *testing.T, list string) {
		all, err := holiday.Read(list, "")
		if err != nil {
			return
		}
		again, err := holiday.Read(holiday.Write(all), "")
		if err != nil || len(again) != len(all) {
			t.Fatalf("%q is taken, and written as %q is not: %v", list, holiday.Write(all), err)
		}
		for n := range all {
			if all[n].Day != again[n].Day || len(all[n].Name) != len(again[n].Name) {
				t.Errorf("%+v became %+v", all[n], again[n])
			}
		}
	})
}
