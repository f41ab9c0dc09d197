package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// TestLetters opens an office that sends mail, and holds that the members of a
// group are told of an idea without anybody doing anything, and that two
// instances of the program tell them once.
func TestLetters(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		relay := (&mailtest.Relay{NoTLS: true}).Start(t)
		open := func() *office {
			sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "Task Force <noreply@example.org>")
			if err != nil {
				t.Fatal(err)
			}
			o, err := openOffice(t.Context(), officeConfig{Data: where.data, Keys: where.keys, Log: quiet, Mail: sender, Base: "https://force.example.org"})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() {
				if err := o.Close(); err != nil {
					t.Error(err)
				}
			})
			return o
		}
		all := []*office{open()}
		if strings.Contains(at, "://") { // a folder takes one program only
			all = append(all, open())
		}
		o := all[0]
		var people []roll.Person
		if err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) { people, err = roll.People(tx); return err }); err != nil {
			t.Fatal(err)
		}
		var chair member.ID
		for _, p := range people {
			if p.Slug == "virtanen" {
				chair = p.Member
			}
			if err := o.Box.Set(t.Context(), p.Member, outbox.Settings{Pace: notice.Each}); err != nil { // whatever the hour
				t.Fatal(err)
			}
		}
		for _, o := range all {
			if err := o.Work(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		idea := procedure.Raise{Title: text.Words{"en": "Fish"}, Problem: "There are too few.", Lang: "en", Dimension: "water",
			Addressees: []string{"gov-north"}, Paragraphs: text.Text{{Words: "Count them."}}}
		if _, err := o.Clerk.Do(t.Context(), clerk.Order{By: chair, Turn: -1, Command: idea}); err != nil {
			t.Fatal(err)
		}
		var told []string
		for _, l := range relay.Wait(t, 1) {
			told = append(told, l.To)
			if !strings.Contains(l.Subject, "Fish") || !strings.Contains(l.Text, "https://force.example.org/matter/") {
				t.Errorf("the letter is called %q and reads\n%s", l.Subject, l.Text)
			}
		}
		time.Sleep(3 * time.Second) // in which another instance would send it again
		for _, l := range relay.Letters()[len(told):] {
			told = append(told, l.To)
		}
		slices.Sort(told)
		if got := strings.Join(told, " "); got != "lindholm@example.org saari@example.org" {
			t.Errorf("letters went to %s", got)
		}
	})
}

// TestAccessLetters holds that an office tells a member of a passkey that is
// gone, and of access that the secretariat gave anew, and says so in the
// transaction in which it happens.
func TestAccessLetters(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		relay := (&mailtest.Relay{NoTLS: true}).Start(t)
		sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "Task Force <noreply@example.org>")
		if err != nil {
			t.Fatal(err)
		}
		o, err := openOffice(t.Context(), officeConfig{Data: where.data, Keys: where.keys, Log: quiet, Mail: sender, Base: "https://force.example.org"})
		if err != nil {
			t.Fatal(err)
		}
		defer o.Close()
		var saari roll.Person
		err = o.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
			if saari, err = roll.BySlug(tx, "saari"); err != nil {
				return err
			}
			for _, what := range []signin.Event{signin.AccessRestored, signin.PasskeyAdded, signin.PasskeyRemoved} {
				if err := o.Door.Tell(tx, what, saari.Member, o.Now()); err != nil {
					return err
				}
			}
			return tx.Exec(`insert into signin_passkey (credential, id, member, name, made, seen, data) values ($1, $2, $3, $4, $5, 0, $6)`,
				[]byte("key"), "one", string(saari.Member), "Telephone", o.Now().UnixMilli(), []byte("{}"))
		})
		for range 2 { // the second finds nothing to drop
			if err == nil {
				err = o.Door.DropPasskey(t.Context(), saari.Member, "one", o.Now())
			}
		}
		if err == nil {
			err = o.Work(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		var subjects []string
		for _, l := range relay.Wait(t, 4) {
			if l.To != saari.Email {
				t.Errorf("a letter went to %s", l.To)
			}
			subjects = append(subjects, l.Subject)
		}
		slices.Sort(subjects)
		said := strings.Join(subjects, "\n")
		if strings.Count(said, "was removed") != 2 || strings.Count(said, "was added") != 1 || strings.Count(said, "given anew") != 1 {
			t.Errorf("the letters are called\n%s", said)
		}
	})
}
