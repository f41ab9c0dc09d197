package main

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// TestSpeakersStay has two guests whose meetings were over long ago, one of whom
// a conference names: that one stays on the roll, whoever may know of the
// conference, is found on the list of those without a seat, and can be erased.
func TestSpeakersStay(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		within(t, where, func(o *office) {
			err := o.DB.Write(t.Context(), func(tx *database.Tx) error {
				for _, id := range []member.ID{"zqspeaker", "zqguest"} {
					if err := roll.Put(tx, roll.Person{Member: id, Name: text.Words{"en": "Name of " + string(id)}, Email: string(id) + "@example.net"}); err != nil {
						return err
					}
					if err := tx.Exec(`insert into invitation_guest (member) values ($1)`, id); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			day := time.Now().AddDate(0, 1, 0).Format(time.DateOnly)
			by := lookUp(t, o, "virtanen").Member
			do := func(on act.Ref, cmd conference.Command) act.Ref {
				r, err := o.Clerk.Do(t.Context(), clerk.Order{By: by, On: on, Turn: -1, Command: cmd})
				if err != nil {
					t.Fatal(err)
				}
				return r.On
			}
			on := do("", conference.Announce{Announcement: conference.Announcement{Title: text.Words{"en": "Own"}, City: text.Words{"en": "Helsinki"},
				Groups: []group.ID{"north"}, Zone: "Europe/Helsinki", From: day, Langs: []string{"en"}}})
			do(on, conference.DraftProgramme{Sessions: conference.Programme{{Day: day, Title: text.Words{"en": "Opening"}, Speakers: []conference.Person{{Member: "zqspeaker"}}}}})
			for _, e := range o.errands() {
				if e.Name == "invited" {
					if _, err := e.Round(t.Context()); err != nil {
						t.Fatal(err)
					}
				}
			}
			err = o.DB.Read(t.Context(), func(tx *database.Tx) error {
				for id, want := range map[member.ID]bool{"zqspeaker": true, "zqguest": false} {
					known, err := roll.Knows(tx, id)
					if known != want {
						t.Errorf("after its time %s is known: %v", id, known)
					}
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
		if out := well(t, "member", "list", "--data", at); strings.Contains(out, "zqspeaker") {
			t.Errorf("who has no seat is among the members:\n%s", out)
		}
		out := well(t, "member", "list", "--outside", "--data", at)
		if strings.Count(out, "\n") != 2 || !strings.Contains(out, "zqspeaker") || strings.Contains(out, "virtanen") {
			t.Errorf("without a seat are:\n%s", out)
		}
		well(t, where.flags("member", "erase", "zqspeaker", "--yes")...)
		if out := well(t, "member", "list", "--outside", "--data", at); strings.Contains(out, "zqspeaker") {
			t.Errorf("who was erased is on the list:\n%s", out)
		}
	})
}
