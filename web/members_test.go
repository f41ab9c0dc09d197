package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// TestAgreesToWhatWasRead holds that a co-chair who agrees to proposed rules
// agrees to those on their page, though others were put in their place since.
func TestAgreesToWhatWasRead(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		rules := clerktest.Rules()
		rules.NoticeDays = 5
		h.Governs("hale", initiative.ProposeRules{Rules: rules})
		serik := h.visit(t, "serik").get("/initiative")
		h.Governs("hale", initiative.DropRules{})
		rules.Contributors, rules.Move = 1, []member.Capacity{member.Secretariat}
		h.Governs("hale", initiative.ProposeRules{Rules: rules})
		agree := serik.hidden("/initiative/rules")
		agree.Set("what", "agree")
		serik.post("/initiative/rules", agree).sees(http.StatusConflict)
		agree.Del("turn")
		agree.Set("key", "another")
		serik.post("/initiative/rules", agree).sees(http.StatusUnprocessableEntity)
		if got := serik.get("/initiative"); !strings.Contains(got.page, `value="agree"`) {
			t.Error("the proposal that nobody read is in force")
		}
		agree = serik.hidden("/initiative/rules")
		agree.Set("what", "agree")
		serik.post("/initiative/rules", agree).sees(http.StatusOK)
		if strings.Contains(serik.get("/initiative").page, `value="agree"`) {
			t.Error("the proposal that was read is not in force")
		}
	})
}

// TestSetUpAgain holds that a set-up that was refused can be sent again with
// the same people in it.
func TestSetUpAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := openOn(t, clerktest.Unfounded(t, db))
		h.site.Demo, h.site.Setup = false, "token"
		b := h.visit(t, "")
		form := url.Values{"token": {"token"}, "mandate": {"M"}, "dimensions": {"Human"}, "addressees": {"The Government"},
			"capital.1": {"Vienna"}, "zone.1": {"Europe/Vienna"}, "chair.1": {"Ann"}, "email.1": {"ann@example.org"},
			"capital.2": {"Oslo"}, "zone.2": {"Europe/Oslo"}, "chair.2": {"Bo"}, "email.2": {"bo@example.org"}}
		b.post("/setup", form).sees(http.StatusUnprocessableEntity)
		form.Set("name", "Task Force")
		b.post("/setup", form).sees(http.StatusOK, "Task Force")
	})
}

// TestLinkIsAnswered holds that the page behind a link does not make a browser
// hide where its answer comes from: such an answer is refused as a stranger's.
func TestLinkIsAnswered(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		var link string
		err := db.Write(t.Context(), func(tx *database.Tx) (err error) {
			link, err = signin.IssueLink(tx, "hale", h.Time(), signin.PrintedLink)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := http.Get(h.server.URL + "/signin/" + link)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if policy := r.Header.Get("Referrer-Policy"); policy != "strict-origin" {
			t.Errorf("Referrer-Policy: %s", policy)
		}
	})
}

// TestTurnOfTheClerk holds that a form cannot say that any state will do.
func TestTurnOfTheClerk(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.As("hale").Does(clerktest.Idea("An idea", "One.", "Two."))
		b := h.visit(t, "hale").get("/matter/" + string(h.On) + "/do/withdraw")
		in := b.hidden("/matter/" + string(h.On) + "/do/withdraw")
		in.Set("turn", "-1")
		in.Set("reason", "It is of no use.")
		b.post("/matter/"+string(h.On)+"/do/withdraw", in).sees(http.StatusUnprocessableEntity)
	})
}

// link is a link to sign in with, as the operator prints it.
func (h *house) link(t testing.TB, who member.ID) (token string) {
	t.Helper()
	err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
		token, err = signin.IssueLink(tx, who, h.Time(), signin.PrintedLink)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// grants lets an assistant act for a member.
func (h *house) grants(principal, assistant member.ID, lasts time.Duration) {
	h.T.Helper()
	if err := h.Enroll(h.T.Context(), roll.Person{Member: assistant, Name: text.Words{"en": string(assistant)}}); err != nil {
		h.T.Fatal(err)
	}
	h.Governs(principal, initiative.Grant{For: principal, To: assistant, Scope: member.Desk, Until: h.Time().Add(lasts)})
}
