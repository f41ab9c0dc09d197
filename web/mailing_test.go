package web_test

import (
	"bytes"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// subscribes sends the form as a person does who has JavaScript.
func (h *house) subscribes(b *browser, email string) *browser {
	h.T.Helper()
	in := b.get("/subscribe").sees(http.StatusOK).hidden("/subscribe")
	in.Set("email", email)
	in.Set("lang", "ru")
	in.Set("wants", "series:brief")
	n := 0
	for !application.Worked(in.Get("stamp"), strconv.Itoa(n)) {
		n++
	}
	in.Set("work", strconv.Itoa(n))
	h.Later(application.Soonest)
	return b.post("/subscribe", in).sees(http.StatusOK, "One step is left")
}

// pathIn is the path of a link in a letter.
func pathIn(t *testing.T, l mailtest.Letter, begins string) string {
	t.Helper()
	m := regexp.MustCompile(regexp.QuoteMeta(begins) + `[\w-]+`).FindString(l.Text)
	if m == "" {
		t.Fatalf("no %s in\n%s", begins, l.Text)
	}
	return m
}

// TestSubscribe subscribes with the double step, changes what is sent, and
// leaves by one click of a mail program; and learns nothing of who is on the
// list already.
func TestSubscribe(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		relay := h.mailing()
		amy, other := h.visit(t, ""), h.visit(t, "")
		first := h.subscribes(amy, "amy@example.org").page
		link := pathIn(t, relay.Wait(t, 1)[0], "/subscription/")
		amy.get(link).sees(http.StatusOK, "amy@example.org", "Please confirm").
			send(link, map[string]string{"what": "confirm", "lang": "en"}).sees(http.StatusOK, "You are subscribed since")
		again := h.subscribes(other, "amy@example.org").page
		if read(first).main != read(again).main {
			t.Errorf("whoever subscribes learns who is on the list:\n%s\n%s", read(first).main, read(again).main)
		}
		if l := relay.Wait(t, 2)[1]; !strings.Contains(l.Text, "sent to you already") || !strings.Contains(l.Text, link) {
			t.Errorf("whoever is on the list is told:\n%s", l.Text)
		}
		for range 3 {
			h.subscribes(other, "AMY@example.org")
		}
		if n := len(relay.Letters()); n > 3 {
			t.Errorf("%d letters follow forms with one address", n)
		}
		h.visit(t, "").post("/subscribe", url.Values{"email": {"x"}, "lang": {"en"}}).sees(http.StatusUnprocessableEntity, "Please choose what you would like")
		h.visit(t, "").get(link[:len(link)-1]).sees(http.StatusNotFound)
		// As a mail program does it: no cookie, no form but this.
		mua := h.visit(t, "")
		mua.post(link, url.Values{"List-Unsubscribe": {"One-Click"}}).sees(http.StatusOK, "You are on no list")
		mua.get(link).sees(http.StatusOK, "You are on no list")
	})
}

// uploads sends a file of contacts.
func (b *browser) uploads(file, what string) *browser {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("what", what)
	part, err := form.CreateFormFile("file", "contacts.csv")
	if err != nil {
		b.t.Fatal(err)
	}
	io.WriteString(part, file)
	form.Close()
	r, err := b.http.Post(b.base+"/contacts/import", form.FormDataContentType(), &body)
	return b.took(r, err)
}

// TestContacts enters contacts by hand and from a file, which is looked at first
// and taken whole or not at all.
func TestContacts(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.visit(t, "").get("/contacts").sees(http.StatusForbidden)
		h.visit(t, "lind").get("/contacts").sees(http.StatusForbidden)
		h.visit(t, "lind").post("/contacts/add", url.Values{"email": {"a@example.org"}, "name": {"A"}, "lang": {"en"}}).sees(http.StatusForbidden)
		b := h.visit(t, "hale").get("/contacts").sees(http.StatusOK, "nobody on the list")
		b.send("/contacts/add", map[string]string{"name": "Amy", "email": "amy@"}).sees(http.StatusUnprocessableEntity, `value="Amy"`).
			send("/contacts/add", map[string]string{"name": "Amy", "email": "amy@example.org", "addressee": "GOV"}).sees(http.StatusOK, "amy@example.org", "The Government")
		b.send("/contacts/add", map[string]string{"name": "Amy", "email": "AMY@example.org"}).sees(http.StatusUnprocessableEntity, "on the list already")
		wrong := "email,name,language\namy@example.org,Amy,en\nx,Ben,en\nc@example.org,,ru\nd@example.org,Dee,de\ne@example.org,Eve,kk\n"
		b.uploads(wrong, "enter").sees(http.StatusUnprocessableEntity, "4 things are wrong", "on the list already", "give a name or an organisation")
		if strings.Contains(b.get("/contacts").page, "e@example.org") {
			t.Error("of a file that is wrong a line was taken")
		}
		right := "email;name;language\nd@example.org;Dee;ru\ne@example.org;Eve;kk\n"
		b.uploads(right, "check").sees(http.StatusOK, "2 contacts could be entered")
		if strings.Contains(b.get("/contacts").page, "e@example.org") {
			t.Error("what was only to be looked at was taken")
		}
		b.uploads(right, "enter").sees(http.StatusOK, "2 contacts were entered")
		h.visit(t, "serik").get("/contacts").sees(http.StatusOK, "e@example.org", "Washington")
		b.get("/contacts").send("/contacts/erase", nil).sees(http.StatusOK)
		if n := strings.Count(b.page, "@example.org"); n != 2 {
			t.Errorf("after one was erased %d are on the page", n)
		}
	})
}

// releases has both groups release a brief, and returns it.
func (h *house) releases() act.Ref {
	h.Governs("hale", initiative.Describe{Description: initiative.Description{Name: text.Words{"en": "Task Force"}, Mandate: text.Words{"en": "To agree."},
		Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human dimension"}}},
		Addressees: []initiative.Organisation{{ID: "GOV", Name: text.Words{"en": "The Government"}}},
		Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "fund", Name: text.Words{"en": "A patient fund"}}}}}})
	h.Refers("Water").Considers().Opens("written").Adopts()
	words := publication.Write{Lang: "en", Version: publication.Version{Title: "Water between neighbours", Summary: "What was agreed.",
		Parts: []publication.Part{{Kind: publication.Paragraph, Words: "Two houses, one well."}, {Kind: publication.Recommendation, Of: string(h.On)}}}}
	render := publication.Write{Lang: "ru", Version: publication.Version{Title: "Вода между соседями", Summary: "Что согласовано.",
		Parts: []publication.Part{{ID: "p1", Words: "Два дома, один колодец."}}}}
	h.As("okafor")
	on := h.Prints("", h.Brief(clerktest.Washington, clerktest.Astana), words, render)
	h.As("hale").Prints(on, publication.Turn{})
	h.As("serik").Prints(on, publication.Turn{})
	return on
}

// TestMailing composes a mailing, tries it, starts it, stops it and goes on with
// it, by pages alone; a reader acknowledges it, and it is noted as handed over.
func TestMailing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		relay := h.mailing()
		on := h.releases()
		for _, path := range []string{"/mailings", "/mailings/compose", "/mailings/compose?step=words&about=" + string(on)} {
			h.visit(t, "").get(path).sees(http.StatusForbidden)
			h.visit(t, "lind").get(path).sees(http.StatusForbidden)
		}
		b := h.visit(t, "hale").get("/contacts").send("/contacts/add", map[string]string{"name": "Office", "email": "office@gov.example", "addressee": "GOV", "lang": "ru"})
		b.get("/mailings").sees(http.StatusOK, "Nothing has been sent yet").get("/mailings/compose").sees(http.StatusOK, "Water between neighbours")
		b.get("/mailings/compose?step=words&about="+string(on)).sees(http.StatusOK, "New: Water between neighbours", "Новое: Вода между соседями")
		b.send("/mailings/compose", map[string]string{"words.en": " "}).sees(http.StatusUnprocessableEntity, "Please write what the letter is to say").
			send("/mailings/compose", map[string]string{"words.en": "A brief has come out."}).sees(http.StatusOK, "It reaches 1 address.", "Not yet. Please send it to yourself first.")
		at := b.at.Path
		// The other group's chair may start what both issue; whoever changed it first wins.
		serik := h.visit(t, "serik").get(at).sees(http.StatusOK, "A brief has come out.")
		b.get(at+"/change").send("/mailings/compose", map[string]string{"words.en": "A short brief has come out."}).sees(http.StatusOK, "A short brief")
		serik.send(at+"/start", nil).sees(http.StatusOK, "Start sending?").send(at+"/start", nil).sees(http.StatusConflict, "Somebody has changed this mailing")
		b.send(at+"/test", nil).sees(http.StatusOK, "It is on its way to you")
		for _, l := range relay.Wait(t, 2) {
			if l.To != "hale@example.org" || !strings.HasPrefix(l.Subject, "[Trial]") && !strings.HasPrefix(l.Subject, "[Проба]") || strings.Contains(l.Text, "/subscription/") {
				t.Errorf("a trial went to %s as %s:\n%s", l.To, l.Subject, l.Text)
			}
		}
		serik.get(at).send(at+"/start", nil).sees(http.StatusOK, "It reaches 1 address.").send(at+"/start", nil).sees(http.StatusOK, "0 of 1", "renews itself")
		b.get(at).send(at+"/stop", nil).sees(http.StatusOK, "Stopped", "Held back").send(at+"/resume", nil).sees(http.StatusOK, "Being sent")
		sending := &dispatch.Mailings{DB: db, Register: h.Register, Sender: h.site.Mail, Base: h.site.Base, Secret: h.Secret, Now: h.Time, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
		if _, err := sending.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
		l := relay.Wait(t, 3)[2]
		if l.To != "office@gov.example" || l.Subject != "Новое: Вода между соседями" || !strings.Contains(l.Text, "TF.PB/1/09") {
			t.Errorf("the letter went to %s: %s\n%s", l.To, l.Subject, l.Text)
		}
		receipt := pathIn(t, l, "/received/")
		reader := h.visit(t, "")
		reader.get(receipt).sees(http.StatusOK, "Новое: Вода")
		b.get(at).sees(http.StatusOK, "1 of 1", "office@gov.example")
		if regexp.MustCompile(`(?s)Receipt acknowledged</dt>\s*<dd[^>]*>\s*1`).MatchString(b.page) {
			t.Error("looking at the page is a receipt")
		}
		reader.send(receipt, nil).sees(http.StatusOK, "It is noted that you have received it")
		b.get(at)
		if !regexp.MustCompile(`(?s)Receipt acknowledged</dt>\s*<dd[^>]*>\s*1`).MatchString(b.page) {
			t.Errorf("a receipt is not counted:\n%s", read(b.page).main)
		}
		form := "/publication/" + string(on) + "/transmit"
		h.visit(t, "lind").get(form).sees(http.StatusForbidden)
		b.get(form).sees(http.StatusOK, "It has not been handed to anybody yet").send(form, map[string]string{"addressee": "GOV", "how": "mail"}).
			sees(http.StatusOK, "The Government", "By mail").send(form, map[string]string{"addressee": "GOV", "how": "mail"}).sees(http.StatusUnprocessableEntity, "noted already")
		if p := h.Imprint("", on); len(p.Transmissions) != 1 || time.Since(p.Transmissions[0].At) < 0 {
			t.Errorf("transmitted %+v", p.Transmissions)
		}
		leave := pathIn(t, l, "/subscription/")
		reader.get(leave).sees(http.StatusOK, "Office").send(leave, nil).sees(http.StatusOK, "You are on no list")
		if b.get(at); strings.Contains(b.page, "office@gov.example") {
			t.Error("whoever left is in the log")
		}
		h.Checks()
	})
}
