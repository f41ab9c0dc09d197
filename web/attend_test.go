package web_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// byInvitation announces a conference to which one comes by invitation.
func (h *house) byInvitation() act.Ref {
	c := h.As("hale").Conference(clerktest.Washington, clerktest.Astana)
	c.Invitation = true
	return h.Confers("", c)
}

// listed are the registrations that the keepers of a conference see.
func (h *house) listed(on act.Ref) (all []registration.Registration) {
	h.T.Helper()
	if err := h.DB.Read(context.Background(), func(tx *database.Tx) (err error) { all, err = registration.List(tx, on, 100); return err }); err != nil {
		h.T.Fatal(err)
	}
	return all
}

// TestAttend invites by name, and has those invited answer without an account.
func TestAttend(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.byInvitation()
		at := "/conference/" + string(on)
		list := at + "/registrations"
		hale, public := h.visit(t, "hale"), h.visit(t, "")
		hale.get(list).sees(http.StatusOK, "Invite to the conference", "sends no mail")
		invite := func(answers map[string]string) *browser {
			in := hale.get(list).hidden(list + "/invite")
			for name, value := range answers {
				in.Set(name, value)
			}
			return hale.post(list+"/invite", in)
		}
		invite(map[string]string{"email": "amy@example.org", "lang": "en"}).sees(http.StatusUnprocessableEntity, "Please give the guest’s name.")
		invite(map[string]string{"name": "Amy Smith", "email": "amy"}).sees(http.StatusUnprocessableEntity, "Amy Smith")
		invite(map[string]string{"name": "Amy Smith", "affiliation": "Institute", "email": "Amy@example.org", "lang": "en"}).sees(http.StatusOK, "Amy Smith", "Invited, no answer yet")
		invite(map[string]string{"name": "Amy again", "email": "amy@example.org", "lang": "en"}).sees(http.StatusUnprocessableEntity, "invited or registered already", "Amy again")
		invite(map[string]string{"name": "Ben Doe", "email": "ben@example.org", "lang": "ru"}).sees(http.StatusOK, "Ben Doe")
		invite(map[string]string{"person": "dana"}).sees(http.StatusOK, "dana")
		for _, who := range []member.ID{"", "lind"} {
			h.visit(t, who).post(list+"/invite", url.Values{"name": {"Eve"}, "email": {"eve@example.org"}, "lang": {"en"}}).sees(http.StatusForbidden)
		}
		links := map[string]string{}
		for _, r := range h.listed(on) {
			links[r.Email] = "/registration/" + registration.Token(h.Secret, r.ID)
			if (r.Email == "dana@example.org") != (r.Member == "dana") {
				t.Errorf("%s is %q on the roll", r.Name, r.Member)
			}
		}
		if len(links) != 3 || !strings.Contains(hale.page, links["amy@example.org"]) {
			t.Fatalf("invited are %v", links)
		}
		for _, path := range []string{at, at + "/participants", list, "/conferences"} {
			if public.get(path); strings.Contains(public.page, "Amy Smith") || strings.Contains(public.page, "amy@example.org") {
				t.Errorf("%s tells of who is invited", path)
			}
		}
		// Days pass; an invitation is kept until the conference is over.
		h.Later(4 * 24 * time.Hour)
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return registration.Sweep(tx, h.Time()) }); err != nil {
			t.Fatal(err)
		}
		amy, ben := links["amy@example.org"], links["ben@example.org"]
		public.get(amy).sees(http.StatusOK, "Your invitation", "Amy Smith", "Yes, I will come", "No, I cannot come").
			send(amy+"/confirm", map[string]string{"listed": "yes"}).sees(http.StatusOK, "You have a place")
		public.get(at+"/participants").sees(http.StatusOK, "Amy Smith", "Institute")
		public.get(ben).send(ben+"/cancel", nil).send(ben+"/cancel", nil).sees(http.StatusOK, "erased")
		if hale.get(list).sees(http.StatusOK, "1 person who was invited has declined"); strings.Contains(hale.page, "ben@example.org") {
			t.Error("who declined is still known")
		}
		if pdf := hale.get(at + "/file/badges.pdf").sees(http.StatusOK).page; !strings.HasPrefix(pdf, "%PDF-") {
			t.Error("the badges are no PDF")
		}
		// Who is cancelled on cannot answer any more.
		h.As("hale").Confers(on, conference.CancelConference{Reason: text.Words{"en": "No hall."}})
		dana := links[h.listed(on)[0].Email]
		public.get(dana).sees(http.StatusOK, "can no longer be answered")
		public.post(dana+"/confirm", nil).sees(http.StatusConflict)
		hale.post(list+"/invite", url.Values{"name": {"Eve"}, "email": {"eve@example.org"}, "lang": {"en"}}).sees(http.StatusConflict, "not over")
	})
}

// TestRemove takes a false registration off the list, asked once more; its place
// goes to the next who waits.
func TestRemove(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.opensRegistration(1)
		list := "/conference/" + string(on) + "/registrations"
		amy, ben := h.visit(t, ""), h.visit(t, "")
		amys := h.registers(amy, on, map[string]string{"name": "Mickey Mouse", "email": "amy@example.org"})
		bens := h.registers(ben, on, map[string]string{"name": "Ben", "email": "ben@example.org"})
		amy.get(amys).send(amys+"/confirm", nil).sees(http.StatusOK, "You have a place")
		ben.get(bens).send(bens+"/confirm", nil).sees(http.StatusOK, "You are the next")
		fake := h.listed(on)[0]
		if fake.Name != "Mickey Mouse" {
			t.Fatalf("the first is %v", fake)
		}
		for _, who := range []member.ID{"", "lind"} {
			h.visit(t, who).post(list+"/remove", url.Values{"id": {fake.ID}, "sure": {"yes"}}).sees(http.StatusForbidden)
		}
		hale := h.visit(t, "hale")
		hale.post(list+"/remove", url.Values{"id": {fake.ID}}).sees(http.StatusOK, "Mickey Mouse", "cannot be undone")
		if len(h.listed(on)) != 2 {
			t.Error("it is removed before anybody was sure")
		}
		hale.send(list+"/remove", nil).sees(http.StatusOK, "Ben")
		left := h.listed(on)
		if len(left) != 1 || left[0].State != registration.Placed || left[0].Tell != registration.TellPlace {
			t.Errorf("left are %v", left)
		}
		amy.get(amys).sees(http.StatusOK, "Cancelled")
		if strings.Contains(amy.page+hale.page, "Mickey") {
			t.Error("what was removed is still told")
		}
		// Nobody removes what is of another conference.
		other := h.opensRegistration(1)
		hale.post("/conference/"+string(other)+"/registrations/remove", url.Values{"id": {left[0].ID}, "sure": {"yes"}}).sees(http.StatusNotFound)
	})
}

// TestAttendLetters holds that who is invited has a letter, and is told when the
// conference moves; that none goes out for words alone, and none too many.
func TestAttendLetters(t *testing.T) {
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "office@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Mail, h.site.Base = sender, "https://taskforce.example"
	told := dispatch.Registered{DB: h.DB, Register: h.Register, Sender: sender, Base: h.site.Base, Secret: h.Secret, Now: h.Time, Log: h.site.Log}
	var next int64
	rounds := func(want int) {
		t.Helper()
		err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) { next, err = dispatch.FollowConferences(tx, next); return err })
		if err == nil {
			_, err = told.Round(t.Context())
		}
		if n := len(relay.Letters()); err != nil || n != want {
			t.Fatalf("%d letters and not %d: %v", n, want, err)
		}
	}
	on := h.byInvitation()
	list := "/conference/" + string(on) + "/registrations"
	hale := h.visit(t, "hale")
	in := hale.get(list).hidden(list + "/invite")
	in.Set("name", "Эми Смит")
	in.Set("email", "amy@example.org")
	in.Set("lang", "ru")
	hale.post(list+"/invite", in).sees(http.StatusOK, "Эми Смит")
	if strings.Contains(hale.page, "/registration/cr_") {
		t.Error("a page shows a link that is mailed")
	}
	rounds(1)
	letter := relay.Letters()[0]
	if letter.To != "amy@example.org" || !strings.Contains(letter.Text, "пригласили вас поимённо") {
		t.Errorf("the invitation is %+v", letter)
	}
	_, link, _ := strings.Cut(letter.Text, "https://taskforce.example")
	link = strings.Fields(link)[0]
	rounds(1)
	public := h.visit(t, "")
	public.get(link).send(link+"/confirm", nil).sees(http.StatusOK)
	for end := time.Now().Add(10 * time.Second); len(relay.Letters()) < 2 && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	rounds(2) // that they have a place
	now := h.Congress("hale", on)
	restate := conference.Restate{Announcement: h.Conference(clerktest.Washington, clerktest.Astana).Announcement}
	restate.Invitation, restate.From, restate.To, restate.About = true, now.From, now.To, text.Words{"en": "More is said of it."}
	h.As("hale").Confers(on, restate)
	rounds(2)
	restate.City = text.Words{"en": "Almaty", "ru": "Алматы"}
	h.Confers(on, restate)
	rounds(3)
	if last := relay.Letters()[2]; !strings.Contains(last.Text, "другая дата или другое место") {
		t.Errorf("who comes is told: %s", last.Text)
	}
	// Four letters a day would be too many for one address.
	for n := range registered {
		other := h.byInvitation()
		path := "/conference/" + string(other) + "/registrations"
		in := hale.get(path).hidden(path + "/invite")
		in.Set("name", "Amy")
		in.Set("email", "amy@example.org")
		in.Set("lang", "en")
		if hale.post(path+"/invite", in); n == registered-1 {
			hale.sees(http.StatusTooManyRequests, "Several letters")
		}
	}
}

// TestSpeakerErased puts somebody who is no member on the programme, releases it,
// and erases them: no version names them any more, and what else was said stays.
func TestSpeakerErased(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Confers("", h.Conference(clerktest.Washington, clerktest.Astana))
		at := "/conference/" + string(on)
		hale, public := h.visit(t, "hale"), h.visit(t, "")
		fillsSession(hale, at, map[string]string{"title.en": "Opening", "speakers": "Zoe Outsider | Zebra House", "speakers.roll": "dana"}).sees(http.StatusOK, "Zoe Outsider (Zebra House)", "dana")
		fillsSession(hale, at, map[string]string{"title.en": "Closing", "moderators": "Zoe Outsider | Zebra House"}).sees(http.StatusOK)
		// What is refused leaves nobody on the roll.
		people := func() (n int) {
			h.Reads("hale", func(q register.Questions) error {
				all, err := q.People()
				for _, p := range all.All() {
					if !p.Erased {
						n++
					}
				}
				return err
			})
			return n
		}
		before := people()
		fillsSession(hale, at, map[string]string{"title.en": "Third", "start": "12:00", "end": "nine", "speakers": "Yan Refused"}).sees(http.StatusUnprocessableEntity, "Yan Refused")
		if n := people(); n != before {
			t.Errorf("%d people are on the roll after a refusal, and not %d", n, before)
		}
		hale.get(at+"/programme").send(at+"/do/release-programme", nil).sees(http.StatusOK, "Version 1")
		hale.get(at+"/session?id=s1").send(at+"/session", map[string]string{"room": "Hall"}).sees(http.StatusOK, "Hall", "Zoe Outsider")
		hale.send(at+"/do/release-programme", nil).sees(http.StatusOK, "Version 2")
		public.get(at).sees(http.StatusOK, "Zoe Outsider (Zebra House)", "Hall")
		var who []member.ID
		h.Reads("", func(q register.Questions) error {
			c, err := q.Conference(on)
			if err != nil {
				return err
			}
			for _, v := range c.Versions {
				p, _, err := q.Programme(on, v.Draft)
				if err != nil {
					return err
				}
				for _, s := range p {
					for _, one := range append(s.Speakers, s.Moderators...) {
						if one.Name != "" {
							t.Errorf("the record says %q", one.Name)
						}
						if one.Member != "dana" {
							who = append(who, one.Member)
						}
					}
				}
			}
			return nil
		})
		if len(who) != 4 || who[0] != who[1] || who[0] != who[2] || who[0] != who[3] {
			t.Fatalf("one speaker in two sessions of two versions is %v", who)
		}
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return roll.Erase(tx, who[0]) }); err != nil {
			t.Fatal(err)
		}
		h.Register.ForgetPeople()
		for _, path := range []string{at, at + "?version=1", at + ".jsonld", at + ".ics", at + "/compare?from=1&to=2", "/search?q=Outsider"} {
			if public.get(path).sees(http.StatusOK); strings.Contains(public.page, "Zoe") || strings.Contains(public.page, "Zebra") {
				t.Errorf("%s names who was erased", path)
			}
		}
		public.get(at+"?version=1").sees(http.StatusOK, "Opening", "name")
		// The programme is worked on as before: whom it names it keeps.
		hale.get(at+"/session?id=s1").send(at+"/session", nil).sees(http.StatusOK)
		fillsSession(hale, at, map[string]string{"title.en": "Evening"}).sees(http.StatusOK, "Evening")
		if p := h.drafts(on); len(p) != 3 || len(p[2].Speakers) != 2 || p[2].Speakers[0].Member != who[0] {
			t.Errorf("after somebody was erased the draft is %v", p)
		}
		if _, err := h.As("hale").AskConference(on, conference.DraftProgramme{Base: h.Congress("hale", on).Draft.Hash, Sessions: conference.Programme{
			{Day: h.Congress("hale", on).From, Title: text.Words{"en": "New"}, Speakers: []conference.Person{{Member: "nobody"}}}}}); err == nil {
			t.Error("a programme names somebody who was never on the roll")
		}
	})
}

// registered is how many more conferences one address is invited to than a day
// allows, after the one that it was.
const registered = 3
