package dispatch_test

import (
	"strings"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/text"
)

// TestConferenceLetters tells the groups of a conference that is announced, of
// its programme once that is released, and that it is cancelled; of a conference
// of one group it tells that group alone.
func TestConferenceLetters(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		const both, own = "aigul dana lind moss nurlan okafor ruiz serik timur webb zhan", "lind moss okafor ruiz"
		for _, public := range []bool{true, false} {
			want := both
			c := h.As("hale").Conference(clerktest.Washington, clerktest.Astana)
			if !public {
				want = own
				c = h.Conference(clerktest.Washington)
				c.Public = false
			}
			on := h.Confers("", c)
			got := h.mails()
			if told(got) != want || !strings.Contains(got["lind"][0].Text, "Trust on two shores") || !strings.Contains(got["lind"][0].Text, "/conference/"+string(on)) {
				t.Errorf("announced, of which are told: %s: %+v", told(got), got["lind"])
			}
			h.Confers(on, conference.DraftProgramme{Sessions: conference.Programme{{Day: c.From, Title: text.Words{"en": "Opening"}}}})
			if got := told(h.mails()); got != "" {
				t.Errorf("a draft, of which are told: %s", got)
			}
			h.Confers(on, conference.Release{})
			if got := told(h.mails()); got != want {
				t.Errorf("released, of which are told: %s", got)
			}
			h.Confers(on, conference.CancelConference{Reason: text.Words{"en": "No hall."}})
			if got := told(h.mails()); got != want {
				t.Errorf("cancelled, of which are told: %s", got)
			}
		}
	})
}
