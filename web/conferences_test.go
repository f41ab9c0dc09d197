package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/registration"
	"example.org/counterpart/text"
	ics "github.com/arran4/golang-ical"
)

// fillsSession fills in the form of a session.
func fillsSession(b *browser, at string, answers map[string]string) *browser {
	b.t.Helper()
	return b.get(at+"/session").sees(http.StatusOK).send(at+"/session", answers)
}

// TestConferencePages takes a conference through its course on the pages, and
// looks at what everybody else sees of it meanwhile.
func TestConferencePages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		hale, public := h.visit(t, "hale"), h.visit(t, "")
		public.get("/conferences").sees(http.StatusOK, "No conference is announced.")
		day := h.Time().AddDate(0, 1, 0).Format(time.DateOnly)
		hale.get("/conferences/announce").sees(http.StatusOK, "Choose the place’s time", `>Los Angeles<`, `aria-current="true"`).lacks(`value="America/New_York" selected`)
		hale.send("/conferences/announce", map[string]string{"title.en": "Trust on two shores", "city.en": "Astana", "from": "soon", "access": "public"}).
			sees(http.StatusUnprocessableEntity, "as far as it is known", "Trust on two shores")
		hale.send("/conferences/announce", map[string]string{"zone": "Asia/Almaty", "from": day}).sees(http.StatusOK, "Trust on two shores", "No programme has been released yet.")
		at := hale.at.Path
		public.get("/conferences").sees(http.StatusOK, "Trust on two shores")

		fillsSession(hale, at, map[string]string{"title.en": "Opening", "start": "09:00", "end": "nine"}).sees(http.StatusUnprocessableEntity, "after the beginning", "Opening")
		hale.send(at+"/session", map[string]string{"end": "10:30", "room": "Great hall", "speakers": "Amy Smith | University of Nowhere\nDana Akhmetova", "papers": "Concept note | https://example.org/note"}).
			sees(http.StatusOK, "Draft of the programme", "Opening", "Great hall", "Amy Smith")
		fillsSession(hale, at, map[string]string{"title.en": "Pipes", "start": "09:00", "end": "10:00", "room": "great hall"}).
			sees(http.StatusUnprocessableEntity, "two sessions would meet")
		hale.send(at+"/session", map[string]string{"room": "Blue room"}).sees(http.StatusOK, "Blue room")

		// Nobody but the groups reads a draft, by any way.
		for _, path := range []string{at, at + "/programme", at + "/session?id=s1", at + ".ics", at + ".jsonld", at + "/compare?from=1&to=1", at + "?version=1", at + "/report",
			"/search?q=Opening", "/record", "/record/" + strconv.FormatInt(h.Congress("hale", act.Ref(strings.TrimPrefix(at, "/conference/"))).Seq, 10)} {
			if public.get(path); strings.Contains(public.page, "Great hall") || strings.Contains(public.page, "Amy Smith") || strings.Contains(public.page, "Opening") && !strings.HasPrefix(path, "/search") {
				t.Errorf("%s tells the public of a draft:\n%s", path, public.page)
			}
		}
		public.get(at + "/programme").sees(http.StatusNotFound)
		if lind := h.visit(t, "lind").get(at+"/programme").sees(http.StatusOK, "Great hall"); strings.Contains(lind.page, at+"/do/release-programme") {
			t.Error("a member without an office is offered to release")
		}

		hale.get(at+"/programme").send(at+"/do/release-programme", nil).sees(http.StatusOK, "Version 1, released on")
		// 09:00 in Astana is 22:00 of the day before in Washington, in winter 23:00.
		public.get(at).sees(http.StatusOK, "Opening", "Great hall", "Amy Smith (University of Nowhere)", "Concept note", "09:00–10:30", "Washington 2")
		public.get(at + "/programme").sees(http.StatusNotFound)

		hale.get(at+"/session?id=s1").send(at+"/session", map[string]string{"room": "Small hall", "start": "11:00", "end": "12:00"}).
			sees(http.StatusOK, "Changed since version 1", "has another room: Great hall before, Small hall now", "was moved from")
		if public.get(at); strings.Contains(public.page, "Small hall") {
			t.Error("the public reads what is not released")
		}
		hale.send(at+"/do/release-programme", nil).sees(http.StatusOK, "Version 2, released on")
		public.get(at).sees(http.StatusOK, "Small hall")
		public.get(at+"?version=1").sees(http.StatusOK, "Great hall", "This is not the latest version")
		public.get(at+"/compare?from=1&to=2").sees(http.StatusOK, "has another room: Great hall before, Small hall now")
		public.get(at+"/compare?from=2&to=2").sees(http.StatusOK, "Nothing differs.")
		public.get(at + "/compare?from=1&to=3").sees(http.StatusNotFound)
		hale.get(at+"/report").sees(http.StatusOK, "1. Pipes", "2. Opening", "Amy Smith (University of Nowhere)", "Notes of the rapporteur")
		public.get(at + "/report").sees(http.StatusForbidden)

		cal, err := ics.ParseCalendar(strings.NewReader(public.get(at + ".ics").page))
		if err != nil || len(cal.Events()) != 3 {
			t.Fatalf("the calendar: %v\n%s", err, public.page)
		}
		for _, line := range strings.SplitAfter(public.page, "\n") {
			if line != "" && !strings.HasSuffix(line, "\r\n") || len(line) > 77 {
				t.Errorf("a line of the calendar that RFC 5545 forbids: %q", line)
			}
		}
		if whole := cal.Events()[0].GetProperty(ics.ComponentPropertyDtStart).Value; whole != strings.ReplaceAll(day, "-", "") {
			t.Errorf("the conference begins at %s", whole)
		}
		var linked map[string]any
		if err := json.Unmarshal([]byte(public.get(at+".jsonld").page), &linked); err != nil || linked["startDate"] != day || len(linked["subEvent"].([]any)) != 2 {
			t.Errorf("linked data: %v, %v", linked, err)
		}
		last := h.Congress("hale", act.Ref(strings.TrimPrefix(at, "/conference/"))).Seq
		for _, lang := range locale.Langs {
			for _, path := range []string{"/", "/bulletin", "/record", "/account", "/conferences", at, at + "/compare?from=1&to=2&", at + "/programme", at + "/session", at + "/restate", at + "/report", at + "/do/open-registration", at + "/do/cancel-conference", at + "/do/hold"} {
				hale.get(strings.Replace(path+"?lang="+string(lang), "&?", "&", 1)).sees(http.StatusOK)
			}
			for seq := last; seq > last-6; seq-- { // every act on it
				hale.get(fmt.Sprintf("/record/%d?lang=%s", seq, lang)).sees(http.StatusOK)
			}
		}
		hale.get(at+"/do/cancel-conference").send(at+"/do/cancel-conference", nil).sees(http.StatusUnprocessableEntity, "Please say why")
		hale.send(at+"/do/cancel-conference", map[string]string{"reason.en": "The hall is closed."}).sees(http.StatusOK, "This conference was cancelled")
		public.get(at).sees(http.StatusOK, "The hall is closed.")
		if !strings.Contains(public.get(at+".ics").page, "STATUS:CANCELLED") {
			t.Error("calendars are not told")
		}
	})
}

// TestInexact holds that a date of which only the month is known becomes no day,
// and a day no hour.
func TestInexact(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	c := h.As("hale").Conference(clerktest.Washington)
	c.From, c.To = "2009-09", ""
	on := h.Confers("", c, conference.DraftProgramme{Sessions: conference.Programme{{Day: "2009-09-14", Title: text.Words{"en": "A day"}}}}, conference.Release{})
	b := h.visit(t, "").get("/conference/"+string(on)).sees(http.StatusOK, "September 2009", "Hour not known")
	for _, invented := range []string{"00:00", "1 September", "30 September"} {
		if strings.Contains(b.page, invented) {
			t.Errorf("the page invents %s", invented)
		}
	}
	if b.get("/conference/" + string(on) + ".jsonld"); !strings.Contains(b.page, `"startDate": "2009-09"`) {
		t.Errorf("linked data invent a day:\n%s", b.page)
	}
	b.get("/conference/"+string(on)+".ics").sees(http.StatusConflict, "The days of this conference are not known yet")
}

// opensRegistration announces a conference to which so many may come.
func (h *house) opensRegistration(places int) act.Ref {
	h.As("hale")
	return h.Confers("", h.Conference(clerktest.Washington, clerktest.Astana), conference.OpenRegistration{Capacity: places, Closes: h.Time().AddDate(0, 0, 20)})
}

// registers registers, and returns the address of the registration.
func (h *house) registers(b *browser, on act.Ref, answers map[string]string) string {
	h.T.Helper()
	at := "/conference/" + string(on) + "/register"
	in := b.get(at).sees(http.StatusOK).hidden(at)
	in.Set("lang", "en")
	for name, value := range answers {
		in.Set(name, value)
	}
	n := 0
	for !application.Worked(in.Get("stamp"), strconv.Itoa(n)) {
		n++
	}
	in.Set("work", strconv.Itoa(n))
	h.Later(application.Soonest)
	b.post(at, in).sees(http.StatusOK, "One more step")
	_, link, _ := strings.Cut(b.page, "/registration/")
	link, _, _ = strings.Cut(link, `"`)
	return "/registration/" + link
}

// TestRegister goes from the form to the badge, and looks at who learns of whom.
func TestRegister(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.opensRegistration(1)
		at := "/conference/" + string(on)
		amy, ben, cho := h.visit(t, ""), h.visit(t, ""), h.visit(t, "")
		amys := h.registers(amy, on, map[string]string{"name": "Amy Smith", "affiliation": "Institute", "email": "amy@example.org", "needs": "A ramp."})
		bens := h.registers(ben, on, map[string]string{"name": "=Ben", "email": "ben@example.org"})
		chos := h.registers(cho, on, map[string]string{"name": "Әсел Қоңырат", "email": "cho@example.org", "needs": "None;=1+1\n@SUM(1),+2;\"-3\"; -4"})
		nobody := amy.get(at + "/register").hidden(at + "/register")
		nobody.Set("email", "amy@example.org")
		amy.post(at+"/register", nobody).sees(http.StatusUnprocessableEntity, "Please give your name.").lacks("in at least one language")
		ben.get(bens).sees(http.StatusOK, "Not confirmed yet").send(bens+"/confirm", nil).sees(http.StatusOK, "You have a place")
		cho.get(chos).send(chos+"/confirm", nil).sees(http.StatusOK, "You are the next.")
		amy.get(amys).sees(http.StatusOK, "Amy Smith", "Institute", "amy@example.org", "English", "A ramp.", "cancel and register again").
			send(amys+"/confirm", map[string]string{"listed": "yes"}).sees(http.StatusOK, "1 person waits before you")
		hale, public := h.visit(t, "hale"), h.visit(t, "")
		hale.get(at+"/registrations").sees(http.StatusOK, "amy@example.org", "A ramp.", "E-mail address", "Has a place", "English").lacks("Your e-mail address").lacks("You have a place")
		csv := hale.get(at+"/file/registrations.csv").sees(http.StatusOK, "Has a place", "English").page
		if !strings.Contains(csv, "'=Ben") || strings.Contains(csv, ",=Ben") {
			t.Errorf("a name is a formula:\n%s", csv)
		}
		for _, formula := range []string{"=1+1", "@SUM", "+2", "-3", "-4"} {
			if !strings.Contains(csv, "'"+formula) {
				t.Errorf("%s is a formula where cells are split elsewhere:\n%s", formula, csv)
			}
		}
		if pdf := hale.get(at + "/file/badges.pdf").sees(http.StatusOK).page; !strings.HasPrefix(pdf, "%PDF-") {
			t.Error("the badges are no PDF")
		}
		for _, path := range []string{"/registrations", "/file/registrations.csv", "/file/badges.pdf"} {
			public.get(at + path).sees(http.StatusForbidden)
			h.visit(t, "lind").get(at + path).sees(http.StatusForbidden)
		}
		leaks := func(b *browser, names ...string) {
			t.Helper()
			for _, path := range []string{"/", at, at + "/participants", at + "/register", at + ".ics", at + ".jsonld", "/conferences", "/search?q=ramp", "/search?q=Smith", "/record"} {
				b.get(path)
				for _, name := range append(names, "amy@example.org", "A ramp.") {
					if strings.Contains(b.page, name) {
						t.Errorf("%s tells of %s", path, name)
					}
				}
			}
		}
		leaks(public, "Amy", "=Ben", "Әсел") // Amy said that she may be listed, but waits
		leaks(h.visit(t, "lind"), "Amy", "Әсел")
		// Ben goes; who has waited longest has the place, which is not Amy.
		ben.send(bens+"/cancel", nil).sees(http.StatusOK, "Nothing has been changed yet", "Your place goes to the next who waits.")
		ben.get(bens).sees(http.StatusOK, "You have a place").send(bens+"/cancel", nil).send(bens+"/cancel", nil).sees(http.StatusOK, "Cancelled", "erased")
		cho.get(chos).sees(http.StatusOK, "You have a place")
		cho.send(chos+"/cancel", nil).send(chos+"/cancel", nil).sees(http.StatusOK)
		amy.get(amys).sees(http.StatusOK, "You have a place")
		public.get(at+"/participants").sees(http.StatusOK, "Amy Smith", "Institute")
		public.get("/registration/cr_nothing").sees(http.StatusNotFound, "leads to no registration")
		public.get(amys[:len(amys)-1] + "x").sees(http.StatusNotFound)
		// Who confirms after registration has closed is too late.
		h.Later(18 * 24 * time.Hour)
		dans := h.registers(cho, on, map[string]string{"name": "Dan", "email": "dan@example.org"})
		cho.get(dans).sees(http.StatusOK, "Please confirm")
		h.Later(2 * 24 * time.Hour)
		cho.post(dans+"/confirm", nil).sees(http.StatusConflict, "Registration is closed")
		cho.get(dans).sees(http.StatusOK, "Not confirmed yet", "Registration is closed")
		amy.post(amys+"/confirm", nil).sees(http.StatusOK, "You have a place") // the second click
		h.Later(20 * 24 * time.Hour)
		public.get(at+"/register").sees(http.StatusConflict, "Registration is closed")
	})
}

// TestRegisterAtOnce has five hundred people confirm over HTTP at the same moment
// for a hundred places.
func TestRegisterAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.opensRegistration(100)
		const people = 500
		tokens := make([]string, people)
		err := db.Write(context.Background(), func(tx *database.Tx) error {
			for n := range people {
				r, err := registration.Registration{ID: registration.ID(h.Secret, fmt.Sprint(n)), Conference: on, Name: fmt.Sprint("Person ", n), Email: fmt.Sprintf("p%d@example.org", n), Lang: "en"}.Check()
				if err != nil {
					return err
				}
				if _, _, err := registration.Receive(tx, r, h.Time()); err != nil {
					return err
				}
				tokens[n] = registration.Token(h.Secret, r.ID)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		var wait sync.WaitGroup
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 50, MaxConnsPerHost: 50}}
		for _, token := range tokens {
			wait.Go(func() {
				r, err := client.PostForm(h.server.URL+"/registration/"+token+"/confirm", url.Values{})
				if err != nil {
					t.Error(err)
					return
				}
				if r.Body.Close(); r.StatusCode != http.StatusOK {
					t.Errorf("a confirmation was answered with %d", r.StatusCode)
				}
			})
		}
		wait.Wait()
		t.Logf("%d confirmations in %v", people, time.Since(begin))
		var all []registration.Registration
		if err := db.Read(context.Background(), func(tx *database.Tx) (err error) { all, err = registration.List(tx, on, 1000); return err }); err != nil {
			t.Fatal(err)
		}
		for k, r := range all {
			if r.Number != k+1 || (r.State == registration.Placed) != (k < 100) {
				t.Fatalf("at %d in line: %s with number %d", k+1, r.State, r.Number)
			}
		}
		if len(all) != people {
			t.Errorf("%d are in line", len(all))
		}
	})
}

// TestRegisteredLetters goes through all that somebody who registered is written,
// through a real relay, and holds that each letter goes to whom it is for.
func TestRegisteredLetters(t *testing.T) {
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	sender.Report = func(err error) { t.Error(err) }
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Mail, h.site.Base = sender, "https://taskforce.example"
	on := h.opensRegistration(1)
	told := dispatch.Registered{DB: h.DB, Register: h.Register, Sender: sender, Base: h.site.Base, Secret: h.Secret, Now: h.Time, Log: h.site.Log}
	seen := 0
	writes := func(to, words string) (link string) {
		t.Helper()
		for end := time.Now().Add(10 * time.Second); len(relay.Letters()) <= seen && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		letters := relay.Letters()
		if len(letters) != seen+1 || letters[seen].To != to || !strings.Contains(letters[seen].Text, words) {
			t.Fatalf("%d letters, of which the last should tell %s that %q: %+v", len(letters), to, words, letters[min(seen, len(letters)):])
		}
		seen++
		_, link, _ = strings.Cut(letters[seen-1].Text, "https://taskforce.example")
		return strings.Fields(link)[0]
	}
	rounds := func() {
		t.Helper()
		if err := h.DB.Write(t.Context(), func(tx *database.Tx) error { _, err := dispatch.FollowConferences(tx, 0); return err }); err != nil {
			t.Fatal(err)
		}
		if _, err := told.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	amy, ben := h.visit(t, ""), h.visit(t, "")
	if shown := h.registers(amy, on, map[string]string{"name": "Amy", "email": "amy@example.org", "news": "yes"}); shown != "/registration/" {
		t.Errorf("the page shows a link that was mailed: %s", shown)
	}
	amys := writes("amy@example.org", "Please confirm that it was you.")
	amy.get(amys).send(amys+"/confirm", nil)
	writes("amy@example.org", "You have a place")
	h.registers(ben, on, map[string]string{"name": "Бен", "email": "ben@example.org", "lang": "ru", "news": "yes"})
	bens := writes("ben@example.org", "Подтвердите, пожалуйста")
	// Another types Ben's address before he has confirmed: he is written to again,
	// in his language, three times on that day at most.
	for n := range 4 {
		h.registers(amy, on, map[string]string{"name": "Mallory", "email": "ben@example.org"})
		if n < 2 {
			writes("ben@example.org", "Подтвердите, пожалуйста")
		}
	}
	ben.get(bens).sees(http.StatusOK, "Бен").send(bens+"/confirm", nil)
	writes("ben@example.org", "вы в очереди")
	// Somebody registers with Amy's address: the page says what it always says,
	// and Amy has a letter.
	h.registers(ben, on, map[string]string{"name": "Mallory", "email": "AMY@example.org"})
	writes("amy@example.org", "You have a place")
	// A programme, and another: only who has a place and wishes it is told of the
	// second.
	day := h.Congress("hale", on).From
	draft := func(title string) {
		h.As("hale").Confers(on, conference.DraftProgramme{Sessions: conference.Programme{{Day: day, Title: text.Words{"en": title}}}}, conference.Release{})
	}
	draft("First")
	rounds()
	draft("Second")
	rounds()
	writes("amy@example.org", "A new version of the programme")
	amy.get(amys).send(amys+"/cancel", nil).send(amys+"/cancel", nil)
	if _, err := told.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	writes("ben@example.org", "освободилось место")
	h.As("hale").Confers(on, conference.CancelConference{Reason: text.Words{"en": "No hall."}})
	rounds()
	writes("ben@example.org", "отменена")
	for range 3 {
		if _, err := told.Round(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(relay.Letters()); n != seen {
		t.Errorf("somebody was told %d times too often", n-seen)
	}
}

// TestTwoKeepers has two people change one draft at once: the second is told, keeps
// what they typed, and nothing of either is lost.
func TestTwoKeepers(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.As("hale")
	on := h.Confers("", h.Conference(clerktest.Washington, clerktest.Astana))
	at := "/conference/" + string(on)
	hale, serik := h.visit(t, "hale"), h.visit(t, "serik")
	hale.get(at + "/session")
	serik.get(at + "/session")
	hale.send(at+"/session", map[string]string{"title.en": "Of Washington"}).sees(http.StatusOK, "Of Washington")
	serik.send(at+"/session", map[string]string{"title.en": "Of Astana"}).sees(http.StatusConflict, "nothing that you typed is lost", "Of Astana")
	serik.send(at+"/session", nil).sees(http.StatusOK, "Of Washington", "Of Astana")
	hale.get(at + "/programme")
	serik.get(at+"/session").send(at+"/session", map[string]string{"title.en": "Third"}).sees(http.StatusOK, "Third")
	hale.send(at+"/do/release-programme", nil).sees(http.StatusConflict)
	hale.send(at+"/do/release-programme", nil).sees(http.StatusConflict) // it was not read
	hale.get(at+"/programme").send(at+"/do/release-programme", nil).sees(http.StatusOK, "Third", "Version 1")
	if hale.get(at + "/do/release-programme").sees(http.StatusOK); hale.at.Path != at+"/programme" {
		t.Errorf("by its address, the form leads to %s", hale.at)
	}
	h.visit(t, "").get(at + "/do/release-programme").sees(http.StatusForbidden)
}

// TestInformed holds that a matter shows the sessions that inform it to those who
// may know of both, and to nobody else.
func TestInformed(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Refers("Pipelines")
	matter := "/matter/" + string(h.On)
	c := h.As("hale").Conference(clerktest.Washington, clerktest.Astana)
	c.Public = false
	session := conference.Session{Day: c.From, Title: text.Words{"en": "Pipes"}, Matters: []act.Ref{h.On}}
	on := h.Confers("", c, conference.DraftProgramme{Sessions: conference.Programme{session}})
	dana, public := h.visit(t, "dana"), h.visit(t, "")
	if dana.get(matter); strings.Contains(dana.page, string(on)) {
		t.Error("a matter shows a session that is not released")
	}
	h.Confers(on, conference.Release{})
	dana.get(matter).sees(http.StatusOK, "Conferences that inform this", "Trust on two shores", "/conference/"+string(on)+"#s1")
	dana.get("/conference/"+string(on)).sees(http.StatusOK, "Informs:", "Pipelines", matter)
	for _, path := range []string{matter, "/conferences", "/conference/" + string(on), "/conference/" + string(on) + ".jsonld", "/conference/" + string(on) + ".ics", "/conference/" + string(on) + "/participants", "/conference/" + string(on) + "/register"} {
		if public.get(path); strings.Contains(public.page, "Trust on two shores") || strings.Contains(public.page, "Pipelines") {
			t.Errorf("%s tells the public of a conference of the groups", path)
		}
	}
}
