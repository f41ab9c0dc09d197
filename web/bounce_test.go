package web_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
)

// TestBounces has letters to a member come back: they and those who keep the
// house of their group see it, nobody else does, and a word ends the pause.
func TestBounces(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("A common desk")
		queue(t, h)
		en, box := locale.For(locale.English), h.site.Outbox
		mark := outbox.Mark(h.Secret, "timur@example.org")
		h.visit(t, "timur").get("/account").lacks(en.T("outbox.trouble.own"))
		all, err := box.Take(t.Context(), h.Time().Add(24*time.Hour), h.Time().Add(25*time.Hour), 1000)
		if err != nil {
			t.Fatal(err)
		}
		var one outbox.Letter
		for _, l := range all {
			if l.Member == "timur" {
				one = l
			}
		}
		if noted, err := box.Returned(t.Context(), h.Time(), one.ID, mark, "5.1.1"); err != nil || !noted {
			t.Fatalf("%v, %v", noted, err)
		}
		own := h.visit(t, "timur").get("/account").sees(http.StatusOK, en.T("outbox.trouble.own"), "timur@example.org", "5.1.1")
		own.get("/account/mail").sees(http.StatusOK, en.T("outbox.trouble.own"), en.T("outbox.state.bounced"), en.T("outbox.returned", "5.1.1"))
		h.visit(t, "aigul").get("/account").lacks(en.T("outbox.trouble.own"))
		house := h.visit(t, "zhan").get("/groups/letters").sees(http.StatusOK, en.T("outbox.trouble.title"), en.T("outbox.state.bounced"), "5.1.1")
		h.visit(t, "hale").get("/groups/letters").sees(http.StatusOK).lacks(en.T("outbox.trouble.title"))

		there := func() bool {
			t.Helper()
			found, err := box.Troubles(t.Context(), h.Time(), map[member.ID]string{"timur": mark})
			if err != nil {
				t.Fatal(err)
			}
			return len(found) > 0
		}
		h.visit(t, "hale").post("/groups/letters/confirm", url.Values{"member": {"timur"}}).sees(http.StatusNotFound)
		h.visit(t, "aigul").post("/groups/letters/confirm", url.Values{"member": {"timur"}}).sees(http.StatusForbidden)
		h.visit(t, "aigul").post("/account/mail/confirm", nil)
		h.visit(t, "").post("/account/mail/confirm", nil)
		if !there() {
			t.Error("somebody who may not said that the address is right")
		}
		house.post("/groups/letters/confirm", url.Values{"member": {"timur"}}).sees(http.StatusOK).lacks(en.T("outbox.trouble.title"))
		if there() {
			t.Error("the secretariat said that the address is right, and nobody heard")
		}
		own.post("/account/mail/confirm", nil).sees(http.StatusOK).lacks(en.T("outbox.trouble.own"))
	})
}
