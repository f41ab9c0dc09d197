package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
)

// mailing has the house send letters, and returns who takes them.
func (h *house) mailing() *mailtest.Relay {
	h.T.Helper()
	relay := (&mailtest.Relay{NoTLS: true}).Start(h.T)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		h.T.Fatal(err)
	}
	h.site.Mail, h.site.Base = sender, "https://taskforce.example"
	return relay
}

func (h *house) owner(email string) string {
	h.T.Helper()
	owner := ""
	err := h.DB.Read(h.T.Context(), func(tx *database.Tx) error {
		who, _, err := roll.AtEmail(tx, email)
		owner = string(who)
		return err
	})
	if err != nil {
		h.T.Fatal(err)
	}
	return owner
}

// TestNewAddress holds that an address which a member types counts for nothing,
// until that member has followed the link that was mailed there, once and in
// time; and that its page tells nobody whether somebody has the address.
func TestNewAddress(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		// Where nothing can be proved by mail, nothing is changed.
		dana := h.visit(t, "dana").get("/account/person").sees(http.StatusOK, locale.For("en").T("address.office"))
		if strings.Contains(dana.page, `name="email"`) {
			t.Error("an address that nobody can prove is asked for")
		}
		dana.post("/account/person", url.Values{"name.en": {"dana"}, "lang": {"en"}, "email": {"squat@example.org"}}).sees(http.StatusOK)
		if h.owner("squat@example.org") != "" || h.owner("dana@example.org") != "dana" {
			t.Fatal("an unproved address is in force")
		}

		relay := h.mailing()
		asks := func(b *browser, email string) string {
			t.Helper()
			b.get("/account/person").send("/account/person", map[string]string{"email": email}).sees(http.StatusOK, locale.For("en").T("address.waits", email))
			return regexp.MustCompile(`by <?[^;]*;`).ReplaceAllString(strings.ReplaceAll(mainOf(b.page), email, ""), "")
		}
		dana = h.visit(t, "dana")
		free, taken := asks(dana, "new@example.org"), asks(dana, "serik@example.org")
		if free != taken {
			t.Errorf("a taken address is answered otherwise:\n%s\n%s", free, taken)
		}
		letters := relay.Wait(t, 2)
		if !strings.Contains(letters[1].Text, "yours already") || strings.Contains(letters[1].Text, "/account/address/") {
			t.Errorf("the owner of an address reads %s", letters[1].Text)
		}
		link := regexp.MustCompile(`/account/address/\w+`)
		first := link.FindString(letters[0].Text)
		if h.owner("new@example.org") != "" || h.owner("serik@example.org") != "serik" {
			t.Fatal("an address counts before it is proved")
		}
		dana.get(first).sees(http.StatusNotFound) // another was asked for since

		asks(dana, "new@example.org")
		at := link.FindString(relay.Wait(t, 3)[2].Text)
		for _, other := range []*browser{h.visit(t, "zhan"), h.visit(t, "hale")} {
			other.get(at).sees(http.StatusNotFound)
			other.post(at, nil).sees(http.StatusNotFound)
		}
		h.visit(t, "").post(at, nil).sees(http.StatusForbidden)
		dana.get(at).sees(http.StatusOK, "new@example.org")
		if h.owner("new@example.org") != "" {
			t.Fatal("to look at a link uses it")
		}
		dana.post(at, nil).sees(http.StatusOK)
		if h.owner("new@example.org") != "dana" || h.owner("dana@example.org") != "" {
			t.Error("a proved address is not in force")
		}
		dana.post(at, nil).sees(http.StatusNotFound)

		// Not late, and not from a browser that was left open.
		asks(dana, "late@example.org")
		late := link.FindString(relay.Wait(t, 4)[3].Text)
		h.Later(roll.AddressWaits + time.Minute)
		h.visit(t, "dana").post(late, nil).sees(http.StatusNotFound)
		dana.get("/account/person").send("/account/person", map[string]string{"email": "left@open.org"}).sees(http.StatusForbidden, "left@open.org")
		if h.owner("late@example.org") != "" {
			t.Error("a link was good too late")
		}
	})
}

// TestToldOfAccess holds that the door is told of a change of address, while the
// roll still has the old one, and of each token that may write.
func TestToldOfAccess(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		relay := h.mailing()
		var told []string
		h.site.Door.Tell = func(tx *database.Tx, what signin.Event, who member.ID, _ time.Time) error {
			p, err := roll.Find(tx, who)
			told = append(told, string(what)+" "+p.Email)
			return err
		}
		b := h.visit(t, "dana")
		b.get("/account").send("/account/token", map[string]string{"name": "Calendar", "scope": "read"}).sees(http.StatusOK)
		b.get("/account").send("/account/token", map[string]string{"name": "Desk", "scope": "write"}).sees(http.StatusOK)
		b.get("/account/person").send("/account/person", map[string]string{"email": "new@example.org"}).sees(http.StatusOK)
		b.post(regexp.MustCompile(`/account/address/\w+`).FindString(relay.Wait(t, 1)[0].Text), nil).sees(http.StatusOK)
		b.get("/account/person").send("/account/person", map[string]string{"email": ""}).sees(http.StatusOK)
		if got := strings.Join(told, ", "); got != "token-added dana@example.org, address-changed dana@example.org, address-changed new@example.org" {
			t.Errorf("told is %s", got)
		}
	})
}
