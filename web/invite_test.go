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
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// invitationIn is the first link to an invitation in a page or a letter.
func invitationIn(page string) string {
	return regexp.MustCompile(`/invitation/[\w-]+`).FindString(page)
}

// invites sends the form by which one invites an assistant.
func (b *browser) invites(h *house, change map[string]string) *browser {
	b.t.Helper()
	in := b.get("/assistants").hidden("/assistants/grant")
	for name, value := range map[string]string{"for": "lind", "to": "amy@example.org", "name": "Amy", "scope": "desk", "until": h.Time().AddDate(0, 0, 9).Format("2006-01-02")} {
		in.Set(name, value)
	}
	for name, value := range change {
		in.Set(name, value)
	}
	return b.post("/assistants/grant", in)
}

// onRoll is how many people there are, and how many grants there have been.
func (h *house) onRoll() (people, grants int) {
	h.Reads("", func(q register.Questions) error {
		all, err := q.Everybody()
		n, _ := q.Initiative()
		people, grants = len(all), len(n.Grants)
		return err
	})
	return people, grants
}

// TestInviteTellsNothing holds that whoever invites learns nothing of an
// address: the answer is the same, to the letter and to the statement of SQL,
// whether it is a stranger's, a co-chair's of the other group, who may not
// assist, one of an assistant of somebody else, or the member's own.
func TestInviteTellsNothing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		relay := (&mailtest.Relay{NoTLS: true}).Start(t)
		sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
		if err != nil {
			t.Fatal(err)
		}
		h := open(t, db)
		h.site.Mail, h.site.Base = sender, "https://taskforce.example"
		for _, id := range []member.ID{"serik", "moss", "lind"} {
			if err := h.Enroll(t.Context(), roll.Person{Member: id, Name: text.Words{"en": string(id)}, Slug: string(id), Email: string(id) + "@example.org"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Enroll(t.Context(), roll.Person{Member: "ben", Name: text.Words{"en": "Ben"}, Email: "ben@example.org"}); err != nil {
			t.Fatal(err)
		}
		h.Governs("hale", initiative.Grant{For: "moss", To: "ben", Scope: member.Desk, Until: h.Time().Add(48 * time.Hour)})
		lind := h.visit(t, "lind")
		people, grants := h.onRoll()
		pages, asked := map[string]string{}, map[string]string{}
		for _, who := range []string{"nobody", "serik", "moss", "lind", "ben"} {
			lind.get("/assistants")
			var statements []string
			in := lind.hidden("/assistants/grant")
			for name, value := range map[string]string{"for": "lind", "to": who + "@example.org", "name": "Amy", "scope": "desk", "until": h.Time().AddDate(0, 0, 9).Format("2006-01-02")} {
				in.Set(name, value)
			}
			h.Register.ForgetPeople() // so that names are looked up each time
			db.Trip = func(query string) error {
				statements = append(statements, query)
				return nil
			}
			lind.post("/assistants/grant", in).sees(http.StatusOK, "The assistant is invited.")
			db.Trip = nil
			_, page, _ := strings.Cut(strings.ReplaceAll(lind.page, who+"@example.org", "ADDRESS"), "<main")
			pages[page] = who
			asked[strings.Join(statements, "\n")] = who
			if p, g := h.onRoll(); p != people || g != grants {
				t.Errorf("to invite %s entered or granted something", who)
			}
			if invitationIn(lind.page) != "" {
				t.Error("whoever invites has the link")
			}
		}
		if len(pages) != 1 {
			t.Errorf("%d different answers: %v", len(pages), pages)
		}
		if len(asked) != 1 {
			t.Errorf("%d different ways to ask the database: %v", len(asked), asked)
		}
	})
}

// TestInvitation accepts an invitation once, for the person who is known
// already or for a new one; not again after the grant was taken back, not when
// its time is over, and not if somebody changed it.
func TestInvitation(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		if err := h.Enroll(t.Context(), roll.Person{Member: "ben", Name: text.Words{"en": "Benjamin"}, Email: "ben@example.org"}); err != nil {
			t.Fatal(err)
		}
		relay, sent := h.mailing(), 0
		mailed := func(b *browser) string {
			t.Helper()
			b.sees(http.StatusOK)
			sent++
			return invitationIn(relay.Wait(t, sent)[sent-1].Text)
		}
		lind, nobody := h.visit(t, "lind"), h.visit(t, "")
		people, _ := h.onRoll()
		ben := mailed(lind.invites(h, map[string]string{"to": "BEN@example.org", "name": "B."}))
		late := mailed(lind.invites(h, nil))
		nobody.get(ben).sees(http.StatusOK, "You are asked to assist lind", "until 11 March 2009").post(ben, nil).sees(http.StatusOK)
		lind.get("/assistants").sees(http.StatusOK, "Benjamin for lind")
		if p, g := h.onRoll(); p != people || g != 1 {
			t.Errorf("%d people more, %d grants", p-people, g)
		}
		nobody.post(ben, nil).sees(http.StatusConflict, "accepted already")
		lind.get("/assistants").post("/assistants/revoke", lind.hidden("/assistants/revoke")).sees(http.StatusOK)
		h.Later(time.Minute)
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return tx.Exec(`delete from clerk_receipt`) }); err != nil {
			t.Fatal(err)
		}
		nobody.post(ben, nil).sees(http.StatusConflict, "accepted already")
		if _, g := h.onRoll(); g != 1 {
			t.Error("an invitation was good for two grants")
		}

		// Nor by another link that was out when it was taken back, however the owner
		// of the address is known by then.
		h.Governs("lind", initiative.Grant{For: "lind", To: "ben", Scope: member.Desk, Until: h.Time().Add(48 * time.Hour)})
		h.Later(time.Minute)
		lind = h.visit(t, "lind")
		second := mailed(lind.invites(h, map[string]string{"to": "ben@example.org"}))
		h.Later(time.Minute)
		h.Governs("lind", initiative.RevokeGrant{For: "lind", To: "ben"})
		h.Later(time.Minute)
		nobody.post(second, nil).sees(http.StatusConflict, "no longer holds")
		if err := h.Enroll(t.Context(), roll.Person{Member: "ben", Name: text.Words{"en": "Benjamin"}, Email: "elsewhere@example.org"}); err != nil {
			t.Fatal(err)
		}
		nobody.post(second, nil).sees(http.StatusConflict, "no longer holds")

		for _, bad := range []string{ben[:len(ben)-3] + "AAA", "/invitation/AAAA", "/invitation/%41"} {
			nobody.get(bad).sees(http.StatusNotFound)
			nobody.post(bad, nil).sees(http.StatusNotFound)
		}
		h.Later(73 * time.Hour)
		nobody.post(late, nil).sees(http.StatusNotFound)

		// Whoever may not assist is told so, and nobody else is.
		if err := h.Enroll(t.Context(), roll.Person{Member: "serik", Name: text.Words{"en": "serik"}, Slug: "serik", Email: "serik@example.org"}); err != nil {
			t.Fatal(err)
		}
		lind = h.visit(t, "lind")
		serik := mailed(lind.invites(h, map[string]string{"to": "serik@example.org"}))
		nobody.post(serik, nil).sees(http.StatusUnprocessableEntity, "in their own right", "Please tell lind")

		// What is wrong on the side of whoever invites is refused at once.
		lind.invites(h, map[string]string{"until": h.Time().AddDate(1, 0, 0).Format("2006-01-02")}).sees(http.StatusUnprocessableEntity)
		lind.invites(h, map[string]string{"for": "moss"}).sees(http.StatusForbidden)
		lind.invites(h, map[string]string{"to": "no address"}).sees(http.StatusUnprocessableEntity)
		lind.invites(h, map[string]string{"name": ""}).sees(http.StatusUnprocessableEntity)
		nobody.post("/assistants/grant", url.Values{}).sees(http.StatusForbidden)

		// A seat that ended in the meantime invites nobody.
		amy := mailed(lind.invites(h, nil))
		h.Governs("hale", initiative.End{Member: "lind", Group: "washington"})
		h.Later(time.Minute)
		nobody.post(amy, nil)
		if nobody.code == http.StatusOK {
			t.Error("somebody without a seat has an assistant")
		}
		h.Checks()
	})
}

// TestInvitationByHand holds that, where the link is shown to whoever invites,
// they cannot accept in the place of somebody who is known; nor can others.
func TestInvitationByHand(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		lind := h.visit(t, "lind")
		link := invitationIn(lind.invites(h, map[string]string{"to": "webb@example.org"}).page)
		for _, other := range []*browser{lind, h.visit(t, "hale"), h.visit(t, "")} {
			other.post(link, nil).sees(http.StatusForbidden, "only its owner can accept")
		}
		if _, g := h.onRoll(); g != 0 {
			t.Fatal("somebody is an assistant whom nobody asked")
		}
		h.visit(t, "webb").post(link, nil).sees(http.StatusOK)
		if _, g := h.onRoll(); g != 1 {
			t.Errorf("there are %d grants", g)
		}
		// Of somebody who is not known yet there is nobody to be signed in as.
		h.visit(t, "").post(invitationIn(lind.invites(h, nil).page), nil).sees(http.StatusOK)
	})
}
