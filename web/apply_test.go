package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
)

// fills fills in the form that a browser has before it, as a person would who
// has JavaScript.
func (h *house) fills(b *browser, action string, worked bool) url.Values {
	in := b.hidden(action)
	for name, value := range map[string]string{"name": "Amy Smith", "email": "amy@example.org", "country": "us", "constituency": "ngo",
		"group": "washington", "motivation": "I have counted votes for twenty years.", "lang": "en"} {
		in.Set(name, value)
	}
	if worked {
		n := 0
		for !application.Worked(in.Get("stamp"), strconv.Itoa(n)) {
			n++
		}
		in.Set("work", strconv.Itoa(n))
	}
	h.Later(application.Soonest)
	return in
}

// applies applies, and returns the address at which the applicant follows it.
func (h *house) applies(t *testing.T, change func(url.Values)) (*browser, string) {
	t.Helper()
	b := h.visit(t, "").get("/apply")
	in := h.fills(b, "/apply", true)
	if change != nil {
		change(in)
	}
	b.post("/apply", in).sees(http.StatusOK, "Your application has arrived.")
	return b, b.at.Path
}

// TestApply follows an application from the form to the seat: an applicant
// without an account, a co-chair who answers, and what each may see.
func TestApply(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		amy, follow := h.applies(t, nil)
		amy.get(follow).sees(http.StatusOK, "Waiting for an answer", "amy@example.org")
		h.visit(t, "").get("/applications").sees(http.StatusForbidden)
		h.visit(t, "lind").get("/applications").sees(http.StatusForbidden)
		if page := h.visit(t, "serik").get("/applications").page; strings.Contains(page, "Amy") {
			t.Error("the other group reads who applied here")
		}
		chair := h.visit(t, "hale").get("/")
		chair.sees(http.StatusOK, "1 application waits for your answer")
		link := regexp.MustCompile(`/applications/\w+`).FindString(chair.get("/applications").page)
		h.visit(t, "serik").get(link).sees(http.StatusNotFound)
		chair.get(link).sees(http.StatusOK, "I have counted votes for twenty years.")
		in := chair.hidden(link)
		in.Set("answer", "accepted")
		in.Set("capacity", "member")
		chair.post(link, in).sees(http.StatusUnprocessableEntity, "Please give the applicant a reason.")
		in.Set("reason", "The group has nobody who knows elections.")
		in.Set("capacity", "co-chair") // by hand: no form offers it, and yet it is a co-chair's to give
		in.Set("capacity", "king")
		chair.post(link, in).sees(http.StatusUnprocessableEntity)
		if amy.get(follow); !strings.Contains(amy.page, "Waiting for an answer") {
			t.Error("a refused appointment closed the application")
		}
		in.Set("capacity", "member")
		chair.post(link, in).sees(http.StatusOK, "Accepted")
		chair.post(link, in).sees(http.StatusOK, "Accepted") // the second click
		in.Set("key", "another")
		chair.post(link, in).sees(http.StatusConflict, "answered or taken back")
		amy.get(follow).sees(http.StatusOK, "Accepted", "The group has nobody who knows elections.")
		h.visit(t, "").get("/groups").sees(http.StatusOK, "Amy Smith")
		h.Reads("", func(q register.Questions) error {
			n, err := q.Initiative()
			seats := 0
			for _, s := range n.Standings {
				if s.Constituency == "ngo" {
					seats++
				}
			}
			if seats != 1 {
				t.Errorf("one application became %d seats", seats)
			}
			return err
		})
	})
}

// TestAcceptAtOnce has two co-chairs and a crowd of clicks accept the same
// application at the same moment.
func TestAcceptAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.applies(t, nil)
		var all sync.WaitGroup
		codes := make(chan int, 12)
		var clicks []func()
		for n := range 12 {
			chair := h.visit(t, "hale")
			link := regexp.MustCompile(`/applications/\w+`).FindString(chair.get("/applications").page)
			chair.get(link)
			in := chair.hidden(link)
			in.Set("answer", []string{"accepted", "declined"}[n%2])
			in.Set("capacity", "member")
			in.Set("reason", "Because.")
			clicks = append(clicks, func() { chair.post(link, in); codes <- chair.code })
		}
		for _, click := range clicks {
			all.Go(click)
		}
		all.Wait()
		close(codes)
		done := 0
		for code := range codes {
			switch code {
			case http.StatusOK:
				done++
			case http.StatusConflict:
			default:
				t.Errorf("answered %d", code)
			}
		}
		seats, people := 0, 0
		h.Reads("", func(q register.Questions) error {
			n, err := q.Initiative()
			for _, s := range n.Standings {
				if s.Constituency == "ngo" {
					seats++
				}
			}
			h.Register.ForgetPeople()
			all, _ := q.People()
			for _, p := range all.All() {
				if p.Email == "amy@example.org" {
					people++
				}
			}
			return err
		})
		var a []application.Application
		err := db.Read(t.Context(), func(tx *database.Tx) (err error) { a, err = application.Answered(tx, "washington", 10); return err })
		if err != nil || done != 1 || len(a) != 1 || seats != people || (a[0].State == application.Accepted) != (seats == 1) || seats > 1 {
			t.Errorf("%d answers were given: %d seats, %d people, %+v, %v", done, seats, people, a, err)
		}
	})
}

// TestSpam holds the form against programs, and programs against people.
func TestSpam(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	b := h.visit(t, "").get("/apply")
	in := h.fills(b, "/apply", true)
	in.Set("website", "https://spam.example")
	b.post("/apply", in).sees(http.StatusUnprocessableEntity, "must stay empty", "I have counted votes")
	in = h.fills(b, "/apply", true)
	in.Set("stamp", in.Get("stamp")[:20])
	b.post("/apply", in).sees(http.StatusUnprocessableEntity, "could not be read", "I have counted votes")
	in = h.fills(b, "/apply", true)
	h.Later(25 * time.Hour)
	b.post("/apply", in).sees(http.StatusConflict, "more than a day", "I have counted votes")
	in = h.fills(b, "/apply", true)
	h.Later(-application.Soonest)
	b.post("/apply", in).sees(http.StatusTooManyRequests, "very fast", "I have counted votes")
	h.Later(application.Soonest)
	b.post("/apply", in).sees(http.StatusOK, "has arrived")
	first := b.at.Path
	b.post("/apply", in).sees(http.StatusOK) // sent twice
	if b.at.Path != first {
		t.Error("one form led to two applications")
	}
	// Without JavaScript it arrives all the same, and is marked.
	bare := 0
	for range 5 {
		n := h.visit(t, "").get("/apply")
		if n.post("/apply", h.fills(n, "/apply", false)); n.code == http.StatusOK {
			bare++
		} else {
			n.sees(http.StatusTooManyRequests, "from your network", "I have counted votes")
		}
	}
	if bare != 3 {
		t.Errorf("%d bare forms of 5 were taken", bare)
	}
	h.visit(t, "hale").get("/applications").sees(http.StatusOK, "To be checked with care")
	if page := b.get("/apply").page; !strings.Contains(page, `tabindex="-1"`) || !strings.Contains(page, `data-work="15"`) {
		t.Error("the form has lost its trap, or its work")
	}
}

// TestApplicantsAreNotTold who is a member: with a member's address, or with
// that of another applicant, everything looks the same.
func TestApplicantsAreNotTold(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	look := func(email string) string {
		b, follow := h.applies(t, func(in url.Values) { in.Set("email", email) })
		return strings.NewReplacer(email, "", follow[len("/application/"):], "").Replace(mainOf(b.page))
	}
	stranger := look("stranger@example.org")
	for _, known := range []string{"hale@example.org", "stranger@example.org", "Hale@Example.org"} {
		if got := look(known); got != stranger {
			t.Errorf("with the address %s the answer is\n%s\nand with a stranger's\n%s", known, got, stranger)
		}
	}
	// A co-chair learns of it when it matters, and nothing is half done.
	chair := h.visit(t, "hale")
	var id string
	err := h.DB.Read(t.Context(), func(tx *database.Tx) error {
		list, err := application.List(tx, "washington", 10)
		for _, a := range list {
			if a.Email == "hale@example.org" {
				id = a.ID
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	link := "/applications/" + id
	chair.get(link)
	in := chair.hidden(link)
	for name, value := range map[string]string{"answer": "accepted", "capacity": "member", "reason": "Yes."} {
		in.Set(name, value)
	}
	before := h.Checks().Size
	chair.post(link, in).sees(http.StatusUnprocessableEntity, locale.For(locale.English).T("roll.email.taken"))
	if after := h.Checks().Size; after != before {
		t.Error("an appointment was recorded of somebody who could not be entered")
	}
	// Guessing leads nowhere.
	for _, token := range []string{"ca_", "ca_" + strings.Repeat("A", 43), id, "..%2f..", "%00"} {
		if b := h.visit(t, "").get("/application/" + token); b.code != http.StatusNotFound {
			t.Errorf("%q: %d", token, b.code)
		}
	}
}

// TestWithdrawn erases what an applicant takes back, from every page.
func TestWithdrawn(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		amy, follow := h.applies(t, nil)
		chair := h.visit(t, "hale")
		link := regexp.MustCompile(`/applications/\w+`).FindString(chair.get("/applications").page)
		chair.get(link)
		in := chair.hidden(link)
		for name, value := range map[string]string{"answer": "accepted", "capacity": "member", "reason": "Yes."} {
			in.Set(name, value)
		}
		amy.get(follow+"/withdraw").sees(http.StatusOK, locale.For(locale.English).T("web.application.withdraw.goes"))
		amy.get(follow).lacks("has been erased")
		amy.post(follow+"/withdraw", nil).sees(http.StatusOK, "Taken back", "has been erased")
		if strings.Contains(amy.page, "Amy") {
			t.Error("the page still says who it was")
		}
		chair.post(link, in).sees(http.StatusNotFound)
		if strings.Contains(chair.get("/groups").page, "Amy") {
			t.Error("somebody who took it back was appointed")
		}
	})
}

// TestApplyTwice has somebody who applied to both groups be accepted by one: the
// other application is closed with it, wherever it was seen, and so is one that
// came before the office appointed. One under the address of somebody who has a
// seat already waits as any other, until a co-chair closes it.
func TestApplyTwice(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		relay := (&mailtest.Relay{NoTLS: true}).Start(t)
		sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
		if err != nil {
			t.Fatal(err)
		}
		h := open(t, db)
		h.site.Mail, h.site.Base = sender, "https://taskforce.example"
		apply := func(group, email string) (*browser, string) {
			return h.applies(t, func(in url.Values) { in.Set("group", group); in.Set("email", email) })
		}
		_, first := apply("washington", "amy@example.org")
		b, second := apply("astana", "Amy@Example.org")
		other, third := apply("astana", "joe@example.org")
		wait := func(words string, n int) {
			t.Helper()
			count := func() (got int) {
				for _, l := range relay.Letters() {
					if strings.Contains(l.Text, words) {
						got++
					}
				}
				return got
			}
			for end := time.Now().Add(10 * time.Second); count() < n && time.Now().Before(end); {
				time.Sleep(10 * time.Millisecond)
			}
			if got := count(); got != n {
				t.Errorf("%d letters say %q, not %d", got, words, n)
			}
		}
		waiting := func(b *browser, at string) string {
			b.get(at).sees(http.StatusOK, "Waiting")
			return mainOf(b.page)
		}
		before := waiting(b, second)
		chair := h.visit(t, "hale")
		link := regexp.MustCompile(`/applications/\w+`).FindString(chair.get("/applications").page)
		chair.get(link)
		in := chair.hidden(link)
		for name, value := range map[string]string{"answer": "accepted", "capacity": "member", "reason": "Yes."} {
			in.Set(name, value)
		}
		chair.post(link, in).sees(http.StatusOK, "Accepted")
		b.get(first).sees(http.StatusOK, "Accepted")
		// Whoever holds its link learns nothing: it waits, and lapses, like any other.
		if after := waiting(b, second); after != before {
			t.Errorf("the page of a settled application was\n%s\nand is\n%s", before, after)
		}
		other.get(third).sees(http.StatusOK, "Waiting")
		wait("is closed with that", 1)
		serik := h.visit(t, "serik").get("/applications").sees(http.StatusOK, "Closed")
		if n := len(regexp.MustCompile(`/applications/\w+`).FindAllString(serik.page, -1)); n != 2 {
			t.Errorf("%d are listed in the other group", n)
		}

		// What was accepted is hers, and goes with her; what anybody may have written
		// under her address is not.
		var amy member.ID
		h.Reads("", func(q register.Questions) error {
			all, err := q.People()
			for id, p := range all.All() {
				if p.Email == "amy@example.org" {
					amy = id
				}
			}
			return err
		})
		held := func() (n int) {
			if err := db.Read(t.Context(), func(tx *database.Tx) error {
				all, err := application.About(tx, amy)
				for _, a := range all.(application.Held).Applications {
					if a.Name != "" {
						n++
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if held() != 1 {
			t.Errorf("%d applications are held of her", held())
		}
		if err := h.Forget(t.Context(), amy, false, application.Forget); err != nil {
			t.Fatal(err)
		}
		if held() != 0 {
			t.Errorf("%d applications are left of her", held())
		}

		// An appointment by the office closes it, too.
		h.visit(t, "hale").get("/groups/appoint").send("/groups/appoint", map[string]string{"name": "Joe", "email": "joe@example.org", "capacity": "member", "constituency": "ngo", "lang": "en"}).
			sees(http.StatusOK)
		other.get(third).sees(http.StatusOK, "Waiting")
		wait("is closed with that", 2)
		sweep := func(at time.Time) {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *database.Tx) error { return application.Sweep(tx, at) }); err != nil {
				t.Fatal(err)
			}
		}
		sweep(h.Time().Add(application.KeptDecided + time.Hour))
		other.get(third).sees(http.StatusOK, "Waiting")
		sweep(h.Time().Add(application.KeptWaiting + time.Hour))
		other.get(third).sees(http.StatusOK, locale.For("en").T("web.application.state.lapsed"))

		// Whoever applies with Joe's address now is told nothing; a co-chair closes it.
		again, fourth := apply("astana", "joe@example.org")
		again.get(fourth).sees(http.StatusOK, "Waiting")
		serik.get("/applications")
		link = regexp.MustCompile(`/applications/\w+`).FindString(serik.page)
		serik.get(link).sees(http.StatusOK, locale.For("en").T("applicant.taken"))
		in = serik.hidden(link)
		in.Set("answer", "closed")
		in.Set("reason", "You have a seat.")
		serik.post(link, in).sees(http.StatusOK, "Closed", "You have a seat.")
		again.get(fourth).sees(http.StatusOK, "Closed", "You have a seat.")
		wait("have closed your application", 1)
		h.Checks()
	})
}

// TestNominate has a member nominate somebody, who is written to, and holds
// that the member does not get the link.
func TestNominate(t *testing.T) {
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.visit(t, "").get("/nominate").sees(http.StatusForbidden)
	h.visit(t, "webb").get("/nominate").sees(http.StatusForbidden) // an observer
	b := h.visit(t, "lind").get("/nominate")
	b.post("/nominate", h.fills(b, "/nominate", false)).sees(http.StatusOK, "Amy Smith is nominated.", h.server.URL+"/application/ca_")
	sender.Report = func(err error) { t.Error(err) }
	h.site.Mail, h.site.Base = sender, "https://taskforce.example"
	b.get("/nominate")
	in := h.fills(b, "/nominate", false)
	in.Set("group", "astana") // by hand: one nominates for one's own group
	b.post("/nominate", in).sees(http.StatusOK, "We have written to the person")
	if strings.Contains(b.page, "ca_") {
		t.Error("the member has the nominee's link")
	}
	for end := time.Now().Add(10 * time.Second); len(relay.Letters()) == 0 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	letters := relay.Letters()
	if len(letters) != 1 || letters[0].To != "amy@example.org" {
		t.Fatalf("letters: %v", letters)
	}
	link := regexp.MustCompile(`https://taskforce\.example(/application/ca_\S+)`).FindStringSubmatch(letters[0].Text)
	if link == nil || !strings.Contains(letters[0].Text, "lind has nominated you") {
		t.Fatal(letters[0].Text)
	}
	h.visit(t, "").get(link[1]).sees(http.StatusOK, "lind", "Waiting")
	chair := h.visit(t, "hale")
	links := regexp.MustCompile(`/applications/\w+`).FindAllString(chair.get("/applications").page, -1)
	if len(links) != 2 {
		t.Fatalf("%d wait", len(links))
	}
	chair.get(links[0])
	in = chair.hidden(links[0])
	in.Set("answer", "declined")
	in.Set("reason", "Two from one house are too many.")
	chair.post(links[0], in).sees(http.StatusOK, "Declined")
	for end := time.Now().Add(10 * time.Second); len(relay.Letters()) == 1 && time.Now().Before(end); {
		time.Sleep(10 * time.Millisecond)
	}
	if letters = relay.Letters(); len(letters) != 2 || !strings.Contains(letters[1].Text, "Two from one house are too many.") || strings.Contains(letters[1].Raw, "ca_") {
		t.Fatalf("letters: %v", letters)
	}
}

// TestActing has an assistant act for a member on the pages, with the strip
// above them, and never by surprise.
func TestActing(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.As("hale").Does(clerktest.Idea("Observers", "One.", "Two."))
		matter := "/matter/" + string(h.On)
		lind := h.visit(t, "lind").get("/assistants")
		in := lind.hidden("/assistants/grant")
		for name, value := range map[string]string{"for": "lind", "to": "amy@example.org", "scope": "desk", "until": h.Time().AddDate(0, 0, 9).Format("2006-01-02")} {
			in.Set(name, value)
		}
		lind.post("/assistants/grant", in).sees(http.StatusUnprocessableEntity, `value="amy@example.org"`)
		in.Set("name", "Amy")
		link := invitationIn(lind.post("/assistants/grant", in).sees(http.StatusOK, "The assistant is invited.").page)
		h.visit(t, "").get(link).sees(http.StatusOK, "You are asked to assist lind", "Words and drafts").
			post(link, nil).sees(http.StatusOK, "You may now act for lind.")
		lind.get("/assistants").sees(http.StatusOK, "Amy for lind", "Words and drafts")
		var amy member.ID
		h.Reads("", func(q register.Questions) error {
			n, err := q.Initiative()
			amy = n.Grants[0].To
			return err
		})
		// Amy signs in as herself, and sees nothing of the caucus until she acts.
		b := h.visit(t, "")
		b.post("/signin/"+h.link(t, amy), nil).sees(http.StatusOK, "You may act for lind.")
		b.get(matter).sees(http.StatusNotFound)
		strip := b.get("/").hidden("/acting")
		b.post("/acting", url.Values{"for": {"hale"}}).sees(http.StatusForbidden)
		b.post("/acting", strip).sees(http.StatusOK, "You act for lind, until")
		b.get(matter).sees(http.StatusOK, "You act for lind, until", "Your grant is for words and drafts only.", "This is for the member alone")
		if strings.Contains(b.page, `value="unattributed"`) {
			t.Error("the page offers an assistant words without a name")
		}
		say := b.hidden(matter + "/do/state")
		for name, value := range map[string]string{"words": "For the ambassador.", "audience": "caucus", "attribution": "named", "lang": "en"} {
			say.Set(name, value)
		}
		b.post(matter+"/do/state", say).sees(http.StatusOK, "lind (through Amy)")
		h.visit(t, "moss").get(matter).sees(http.StatusOK, "lind (through Amy)", "For the ambassador.")
		h.visit(t, "").get("/record").sees(http.StatusOK, "lind let Amy act for lind, until")
		say.Set("key", "2")
		say.Set("attribution", "unattributed")
		b.post(matter+"/do/state", say).sees(http.StatusUnprocessableEntity, "Words without a name")
		b.get(matter+"/do/refer").sees(http.StatusOK, "words and drafts only")
		b.get("/groups/appoint").sees(http.StatusForbidden)
		b.get("/nominate").sees(http.StatusForbidden)
		// A form that was drawn before she changed is not sent in another's name.
		b.post("/acting", url.Values{"for": {""}}).sees(http.StatusOK, "You may act for lind.")
		say.Set("attribution", "named")
		say.Set("key", "3")
		if b.post(matter+"/do/state", say); b.code == http.StatusOK {
			t.Error("a form drawn for lind was carried out for Amy")
		}
		b.post("/acting", strip)
		say.Del("for")
		b.post(matter+"/do/state", say).sees(http.StatusConflict, "changed for whom you act")
		// Whoever signs in next at this browser, be it Amy, begins as herself.
		b.post("/signout", nil)
		b.post("/signin/"+h.link(t, amy), nil).sees(http.StatusOK, "You may act for lind.")
		b.post("/acting", strip).sees(http.StatusOK, "You act for lind, until")
		// Revoked, it is over with the next request, and the caucus is closed.
		lind.get("/assistants")
		lind.post("/assistants/revoke", lind.hidden("/assistants/revoke")).sees(http.StatusOK)
		say.Set("for", "lind")
		if b.post(matter+"/do/state", say); b.code == http.StatusOK {
			t.Error("under a revoked grant something was said")
		}
		b.get(matter).sees(http.StatusNotFound)
		if strings.Contains(b.get("/").page, "You act for") {
			t.Error("the strip still says that she acts for lind")
		}
	})
}

// TestActingEndsByItself holds that an assistant's open pages and forms are
// closed when the grant's time is over.
func TestActingEndsByItself(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.As("hale").Does(clerktest.Idea("Observers", "One.", "Two."))
	matter := "/matter/" + string(h.On)
	h.grants("lind", "amy", 24*time.Hour)
	b := h.visit(t, "")
	b.post("/signin/"+h.link(t, "amy"), nil)
	b.post("/acting", url.Values{"for": {"lind"}})
	b.get(matter).sees(http.StatusOK, "You act for lind")
	say := b.hidden(matter + "/do/state")
	for name, value := range map[string]string{"words": "Late.", "audience": string(act.Caucus), "attribution": "named", "lang": "en"} {
		say.Set(name, value)
	}
	h.Later(24 * time.Hour)
	if b.post(matter+"/do/state", say); b.code == http.StatusOK {
		t.Error("something was said after the grant's end")
	}
	b.get(matter).sees(http.StatusNotFound)
}

// TestActingRestoresNobody holds that an assistant of the secretariat is not
// the second of the two who let somebody in again; that nobody who was erased
// has anything to sign in for; and that a grant ends with the seat that it was
// given from.
func TestActingRestoresNobody(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.grants("zhan", "amy", 24*time.Hour)
	b := h.visit(t, "")
	b.post("/signin/"+h.link(t, "amy"), nil).sees(http.StatusOK)
	b.post("/acting", url.Values{"for": {"zhan"}}).sees(http.StatusOK, "You act for zhan")
	b.get("/recovery").sees(http.StatusForbidden)
	b.post("/recovery", url.Values{"member": {"serik"}, "reason": {"Lost."}}).sees(http.StatusForbidden)
	b.post("/recovery/x/confirm", nil).sees(http.StatusForbidden)
	h.Later(time.Hour).Governs("serik", initiative.Appoint{Member: "zhan", Group: clerktest.Astana, Capacity: member.Rapporteur, Constituency: "ngo"})
	if strings.Contains(b.get("/").page, "You act for") {
		t.Error("the grant of a secretary is one of a rapporteur")
	}
	h.grants("zhan", "amy", 24*time.Hour)
	link := h.link(t, "amy")
	if err := h.Forget(t.Context(), "amy", false); err != nil {
		t.Fatal(err)
	}
	h.visit(t, "").post("/signin/"+link, nil).sees(http.StatusForbidden)
}

// TestGivesAccessFresh holds that what gives somebody new access is refused from
// a browser that was left open, and comes back filled.
func TestGivesAccessFresh(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	b := h.visit(t, "hale")
	h.Later(2 * signin.Recent)
	in := b.get("/assistants").hidden("/assistants/grant")
	for name, value := range map[string]string{"for": "hale", "to": "amy@example.org", "name": "Amy", "scope": "desk", "until": h.Time().AddDate(0, 0, 9).Format("2006-01-02")} {
		in.Set(name, value)
	}
	b.post("/assistants/grant", in).sees(http.StatusForbidden, "prove once more", `value="amy@example.org"`, "/signin/again")
	b.get("/groups/appoint").send("/groups/appoint", map[string]string{"name": "Nell", "email": "nell@example.org", "capacity": "co-chair", "constituency": "ngo", "lang": "en"}).
		sees(http.StatusForbidden, "prove once more", `value="nell@example.org"`, "/signin/again")
}

// TestFormer shows from when to when somebody sat, also when they no longer do.
func TestFormer(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Later(10*24*time.Hour).Governs("hale", initiative.End{Member: "moss", Group: clerktest.Washington})
	h.Governs("hale", initiative.Appoint{Member: "nell", Group: clerktest.Washington, Capacity: member.Alternate, Constituency: "ngo", For: "lind"})
	h.Later(time.Hour)
	h.visit(t, "").get("/groups?lang=en").sees(http.StatusOK, "Alternate of lind", "12 March 2009")
	h.visit(t, "").get("/groups/moss?lang=en").sees(http.StatusOK, "2 March 2009 to 12 March 2009")
	h.visit(t, "").get("/groups/nell?lang=en").sees(http.StatusOK, "since 12 March 2009", "Alternate of lind")
}

// TestBalance shows what one group has and the other has not.
func TestBalance(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.applies(t, nil)
	chair := h.visit(t, "hale")
	link := regexp.MustCompile(`/applications/\w+`).FindString(chair.get("/applications").page)
	chair.get(link)
	in := chair.hidden(link)
	for name, value := range map[string]string{"answer": "accepted", "capacity": "member", "reason": "Yes."} {
		in.Set(name, value)
	}
	if page := h.visit(t, "").get("/balance").page; strings.Contains(page, "Not represented on both sides") {
		t.Error("a warning without a cause")
	}
	chair.post(link, in)
	h.Later(40 * 24 * time.Hour)
	for _, lang := range locale.Langs {
		h.visit(t, "").get("/balance?lang="+string(lang)).sees(http.StatusOK, locale.For(lang).T("web.balance.absent.title"), locale.For(lang).Country("US"))
	}
	h.visit(t, "").get("/balance?lang=en").sees(http.StatusOK, "Non-governmental organisation: in Washington, and not in Astana.", "<svg", "as a table")
}
