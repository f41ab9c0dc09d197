package dispatch_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"github.com/emersion/go-smtp"
)

func (h *house) alerts(what outbox.Sort) {
	h.T.Helper()
	if err := h.DB.Write(context.Background(), func(tx *database.Tx) error { return outbox.Alert(tx, h.Register, what, "serik", h.Time()) }); err != nil {
		h.T.Fatal(err)
	}
}

// TestAccess holds that letters about access go to whom it concerns, at once,
// though they want no letters and it is night.
func TestAccess(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		night := outbox.Settings{Pace: notice.Never, Quiet: notice.Quiet{From: 0, To: 23*60 + 59}}
		if err := h.box.Set(t.Context(), "serik", night); err != nil {
			t.Fatal(err)
		}
		for what, says := range map[outbox.Sort][2]string{
			outbox.Restored:       {"gave you access anew", "восстановили"},
			outbox.PasskeyAdded:   {"A passkey was added", "добавлен ключ"},
			outbox.PasskeyRemoved: {"A passkey was removed", "удалён ключ"},
		} {
			for n, lang := range []string{"en", "ru"} {
				h.person("serik", func(p *roll.Person) { p.Lang = lang })
				h.alerts(what)
				by := h.mails()
				if told(by) != "serik" || !strings.Contains(by["serik"][0].Text, says[n]) || by["serik"][0].Header.Get("List-Unsubscribe") != "" ||
					strings.Contains(by["serik"][0].Text, "/unsubscribe/") {
					t.Fatalf("of %s, %s: %q reads\n%v", what, lang, told(by), by["serik"])
				}
			}
		}
	})
}

// TestAccessGoesWhereItHappened holds that a letter about access goes to the
// address that its reader had when it was written to be, though they have
// another when it is sent, and that the address is kept no longer than that.
func TestAccessGoesWhereItHappened(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		for _, what := range []outbox.Sort{outbox.AddressChanged, outbox.TokenAdded} {
			h.person("serik", func(p *roll.Person) { p.Email = "serik@example.org" })
			h.alerts(what)
			h.person("serik", func(p *roll.Person) { p.Email = "thief@example.org" })
			if by := h.mails(); told(by) != "serik" {
				t.Errorf("of %s is told %q", what, told(by))
			}
		}
		h.person("serik", func(p *roll.Person) { p.Email = "" })
		h.alerts(outbox.PasskeyAdded) // nobody to write to
		var kept int
		err := db.Read(t.Context(), func(tx *database.Tx) error {
			return tx.Row(`select count(*) from outbox_letter where email <> '' or state in ('queued', 'sending')`, nil, &kept)
		})
		if err != nil || kept != 0 {
			t.Errorf("%d letters wait, or keep an address that they went to, %v", kept, err)
		}
	})
}

// TestAccessOfAssistant holds that whoever has no seat and acts for a member is
// told of what changes who can sign in as them, and who does not is not.
func TestAccessOfAssistant(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		if err := h.Enroll(t.Context(), roll.Person{Member: "amy", Name: text.Words{"en": "Amy"}, Email: "amy@example.org"}); err != nil {
			t.Fatal(err)
		}
		alert := func() string {
			t.Helper()
			err := db.Write(t.Context(), func(tx *database.Tx) error { return outbox.Alert(tx, h.Register, outbox.PasskeyAdded, "amy", h.Time()) })
			if err != nil {
				t.Fatal(err)
			}
			return told(h.mails())
		}
		if got := alert(); got != "" {
			t.Errorf("somebody who acts for nobody: %q", got)
		}
		h.Governs("dana", initiative.Grant{For: "dana", To: "amy", Scope: member.Desk, Until: h.Time().Add(48 * time.Hour)})
		if got := alert(); got != "amy" {
			t.Errorf("told is %q", got)
		}
	})
}

// TestRenewal asks somebody once a year to renew what they declared, as long as
// they have not.
func TestRenewal(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		h.Governs("serik", initiative.Declare{Interest: initiative.Nothing, Lang: "en"})
		asked := func(wait time.Duration) string {
			t.Helper()
			h.Later(wait)
			if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
				t.Fatal(err)
			}
			by := h.mails()
			var who []string
			for name, letters := range by {
				for _, l := range letters {
					if strings.Contains(l.Text, "/interests\n") {
						who = append(who, name)
					}
				}
			}
			return strings.Join(who, " ")
		}
		const day = 24 * time.Hour
		for n, c := range []struct {
			wait time.Duration
			want string
		}{{0, ""}, {364 * day, ""}, {3 * day, "serik"}, {0, ""}, {300 * day, ""}, {65 * day, "serik"}, {day, ""}} {
			if got := asked(c.wait); got != c.want {
				t.Errorf("step %d: %q was asked, not %q", n, got, c.want)
			}
		}
		h.Governs("serik", initiative.RenewInterests{})
		if got := asked(360 * day); got != "" {
			t.Errorf("%q was asked after they renewed", got)
		}
	})
}

// TestPaused holds that an address which the relay refuses three times is
// written to no more until it is changed, but for letters about access.
func TestPaused(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		relay := &mailtest.Relay{}
		relay.Refuse = func(to string) error {
			if strings.HasPrefix(to, "serik@") {
				return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
			}
			return nil
		}
		h := open(t, db, relay)
		h.post.Writer.Return = func(letter, mark string) string { return "back+" + strings.ToLower(letter) + "@example.org" }
		for range 3 {
			h.Later(time.Hour)
			h.Refers("A common desk")
			for who, letters := range h.mails() {
				for _, l := range letters {
					id := strings.TrimPrefix(strings.Split(l.Header.Get("Message-Id"), "@")[0], "<")
					if l.From != "back+"+strings.ToLower(id)+"@example.org" {
						t.Fatalf("the letter to %s comes from %s", who, l.From)
					}
				}
			}
		}
		if n := h.states(); n[outbox.Refused] < 3 || n[outbox.Paused] != 0 {
			t.Fatalf("letters: %v", n)
		}
		before := h.states()[outbox.Refused]
		h.Refers("Another desk")
		h.mails()
		if n := h.states(); n[outbox.Refused] != before || n[outbox.Paused] != 1 {
			t.Errorf("letters: %v", n)
		}
		h.alerts(outbox.PasskeyAdded)
		h.mails()
		if n := h.states(); n[outbox.Refused] != before+1 {
			t.Errorf("a letter about access was not so much as tried: %v", n)
		}
		h.person("serik", func(p *roll.Person) { p.Email = "new@example.org" })
		h.Refers("A third desk")
		if by := h.mails(); len(by["new"]) != 1 {
			t.Errorf("letters went to %q", told(by))
		}
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return outbox.Forget(tx, clerktest.Cast[0].ID) }); err != nil {
			t.Error(err)
		}
	})
}
