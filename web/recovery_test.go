package web_test

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// TestRestored has two members of the secretariat let somebody in again, one in
// each capital.
func TestRestored(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Governs(initiative.Operator, initiative.Appoint{Member: "ivy", Group: clerktest.Washington, Capacity: member.Secretariat, Constituency: "specialist"})
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			return roll.Put(tx, roll.Person{Member: "ivy", Name: text.Words{"en": "ivy"}, Slug: "ivy", Lang: "en"})
		})
		if err != nil {
			t.Fatal(err)
		}
		h.Later(time.Minute)
		en := locale.For(locale.English)
		lost, zhan, ivy := h.visit(t, "lind"), h.visit(t, "zhan"), h.visit(t, "ivy")
		lost.get("/recovery").sees(http.StatusForbidden)
		lost.post("/recovery", map[string][]string{"member": {"webb"}, "reason": {"x"}}).sees(http.StatusForbidden)
		h.visit(t, "").get("/recovery").sees(http.StatusForbidden)

		zhan.get("/account").sees(http.StatusOK, en.T("web.recovery.title"))
		zhan.get("/recovery").sees(http.StatusOK, en.T("web.recovery.none"))
		zhan.send("/recovery", map[string]string{"member": "", "reason": "She telephoned."}).sees(http.StatusUnprocessableEntity, en.T("signin.recovery.nomember"), "She telephoned.")
		zhan.send("/recovery", map[string]string{"member": "lind"}).sees(http.StatusOK, "She telephoned.", en.T("signin.recovery.state.begun"), "2009")
		if strings.Contains(mainOf(zhan.page), strconv.Itoa(time.Now().Year())) {
			t.Error("a page of the demonstration tells a date of the clock of sessions")
		}
		confirm := regexp.MustCompile(`/recovery/[^/"]+/confirm`)
		if confirm.MatchString(zhan.page) {
			t.Error("who began it is offered to confirm it")
		}
		ivy.get("/recovery").sees(http.StatusOK, "She telephoned.")
		at := confirm.FindString(ivy.page)
		zhan.post(at, nil).sees(http.StatusForbidden, en.T("signin.recovery.two"))
		lost.post(at, nil).sees(http.StatusForbidden)
		lost.get("/account").sees(http.StatusOK, "zhan", "She telephoned.")

		h.site.Clock = func() time.Time { return time.Now().Add(signin.Recent) }
		ivy.send(at, nil).sees(http.StatusForbidden, en.T("web.again.beside"))
		h.site.Clock = time.Now
		ivy.send(at, nil).sees(http.StatusOK, en.T("web.recovery.link", "lind"))
		link := regexp.MustCompile(`/signin/cl_[\w-]+`).FindString(ivy.page)
		ivy.post(at, nil).sees(http.StatusConflict, en.T("signin.recovery.over"))
		lost.get("/account").sees(http.StatusForbidden) // it has ended
		lost.get(link).sees(http.StatusOK, "lind")
		lost.send(link, nil).sees(http.StatusOK)
		lost.get("/account").sees(http.StatusOK, "She telephoned.", "ivy", "zhan")
		zhan.get("/recovery").sees(http.StatusOK, "She telephoned.", "ivy")
	})
}
