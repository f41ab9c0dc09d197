package web_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/roll"
)

// drafts is the programme of a conference as it is drafted.
func (h *house) drafts(on act.Ref) (p conference.Programme) {
	h.T.Helper()
	h.Reads("hale", func(q register.Questions) error {
		c, err := q.Conference(on)
		if err == nil && c.Draft.Hash != (act.Hash{}) {
			p, _, err = q.Programme(on, c.Draft.Hash)
		}
		return err
	})
	return p
}

// TestGuestsOfOthers has a group admit a guest to a meeting of its own: those who
// keep a conference are not offered them by name, and cannot name or invite them.
func TestGuestsOfOthers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		caucus := h.As("serik").Meets("", h.Meeting(clerktest.Astana))
		invites(t, h)
		serik := h.visit(t, "serik")
		path := "/meeting/" + string(caucus) + "/invitations"
		serik.get(path).send(path+"/add", map[string]string{"name": "Zq Guest", "affiliation": "Zq Institute", "email": "zqguest@example.net"}).sees(http.StatusOK, "Zq Guest")
		var guest roll.Person
		if err := db.Read(t.Context(), func(tx *database.Tx) (err error) { guest, err = roll.ByEmail(tx, "zqguest@example.net"); return err }); err != nil {
			t.Fatal(err)
		}
		on := h.byInvitation()
		at := "/conference/" + string(on)
		list := at + "/registrations"
		hale := h.visit(t, "hale")
		none := func(where string) {
			t.Helper()
			if page := hale.page; strings.Contains(page, "Zq Guest") || strings.Contains(page, "zqguest@") || strings.Contains(page, "Zq Institute") || strings.Contains(hale.page, string(guest.Member)) {
				t.Errorf("%s tells of a guest of another group:\n%s", where, hale.page)
			}
		}
		hale.get(list).sees(http.StatusOK, "Somebody on the roll", "dana")
		none("the list")
		in := hale.hidden(list + "/invite")
		in.Set("person", string(guest.Member))
		hale.post(list+"/invite", in).sees(http.StatusUnprocessableEntity)
		none("what refuses an invitation")
		if all := h.listed(on); len(all) > 0 {
			t.Errorf("invited is %v", all)
		}
		hale.get(at + "/session").sees(http.StatusOK)
		none("the form of a session")
		for _, field := range []string{"speakers.roll", "moderators.roll"} {
			in := hale.get(at + "/session").hidden(at + "/session")
			in.Set("title.en", "Opening")
			in.Set("day", h.Congress("hale", on).From)
			in.Set(field, string(guest.Member))
			hale.post(at+"/session", in).sees(http.StatusUnprocessableEntity)
			none("what refuses a session")
		}
		if p := h.drafts(on); len(p) > 0 {
			t.Errorf("the programme names %v", p)
		}
		// Whom a programme names that the reader may read is known to them.
		day := h.Congress("hale", on).From
		h.As("hale").Confers(on, conference.DraftProgramme{Sessions: conference.Programme{{Day: day, Title: map[string]string{"en": "Opening"}, Speakers: []conference.Person{{Member: guest.Member}}}}})
		other := h.byInvitation()
		hale.get("/conference/"+string(other)+"/session").sees(http.StatusOK, "Zq Guest")
	})
}

// TestChosenAnswers invites somebody of the roll where no mail is sent: those who
// invite are told the name and no more, and have no link to answer with. The
// person answers on their own page, and from then on stands on the list as
// everybody else.
func TestChosenAnswers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.byInvitation()
		at := "/conference/" + string(on)
		list := at + "/registrations"
		hale := h.visit(t, "hale")
		in := hale.get(list).hidden(list + "/invite")
		in.Set("person", "dana")
		hale.post(list+"/invite", in).sees(http.StatusOK, "Invited, no answer yet", "dana")
		link := "/registration/" + registration.Token(h.Secret, h.listed(on)[0].ID)
		for _, path := range []string{list, at, at + "/file/registrations.csv", at + "/participants"} {
			if hale.get(path).sees(http.StatusOK); strings.Contains(hale.page, "dana@") || strings.Contains(hale.page, link) {
				t.Errorf("%s tells more than the name:\n%s", path, hale.page)
			}
		}
		dana := h.visit(t, "dana")
		dana.get(at).sees(http.StatusOK, "Your invitation")
		if !strings.Contains(dana.page, link) {
			t.Fatal("who is invited has no way to answer")
		}
		dana.get(link).send(link+"/confirm", nil).sees(http.StatusOK, "You have a place")
		hale.get(list).sees(http.StatusOK, "dana@example.org")
		hale.get(at+"/file/registrations.csv").sees(http.StatusOK, "dana@example.org")
		// A guest who was typed with an address of the roll looks like any other.
		for _, address := range []string{"lind@example.org", "new@example.net"} {
			in := hale.get(list).hidden(list + "/invite")
			for name, value := range map[string]string{"name": "Amy", "email": address, "lang": "en"} {
				in.Set(name, value)
			}
			hale.post(list+"/invite", in).sees(http.StatusOK, address)
			k := slices.IndexFunc(h.listed(on), func(r registration.Registration) bool { return r.Email == address })
			if !strings.Contains(hale.page, registration.Token(h.Secret, h.listed(on)[k].ID)) {
				t.Errorf("the page tells that %s is on the roll", address)
			}
		}
		hale.post(list+"/invite", url.Values{"person": {"nobody"}}).sees(http.StatusUnprocessableEntity)
	})
}

// TestNamesakes has two speakers of one name in one session, and a third in
// another: they stay three people, however often the forms are saved.
func TestNamesakes(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Confers("", h.Conference(clerktest.Washington, clerktest.Astana))
		at := "/conference/" + string(on)
		hale := h.visit(t, "hale")
		fillsSession(hale, at, map[string]string{"title.en": "Opening", "start": "09:00", "speakers": "Ann Lee\nAnn Lee"}).sees(http.StatusOK)
		fillsSession(hale, at, map[string]string{"title.en": "Closing", "start": "11:00", "speakers": "Ann Lee | Zebra House"}).sees(http.StatusOK)
		before := h.drafts(on)
		anns := before[0].Speakers
		if len(anns) != 2 || anns[0] == anns[1] || anns[0].Member == "" {
			t.Fatalf("two of one name are %v", anns)
		}
		for _, id := range []string{"s1", "s2", "s1"} {
			hale.get(at+"/session?id="+id).send(at+"/session", nil).sees(http.StatusOK)
		}
		after := h.drafts(on)
		for k := range before {
			if !slices.Equal(before[k].Speakers, after[k].Speakers) {
				t.Errorf("saved unchanged, %v became %v", before[k].Speakers, after[k].Speakers)
			}
		}
		// One of them leaves, and comes again: the other stays who they are.
		hale.get(at+"/session?id=s1").send(at+"/session", map[string]string{"speakers": "Ann Lee"}).sees(http.StatusOK)
		if p := h.drafts(on); !slices.Equal(p[0].Speakers, anns[:1]) {
			t.Errorf("of %v there is left %v", anns, p[0].Speakers)
		}
	})
}

// TestEraseSpeaker has two of those who keep a conference erase a speaker without
// a seat, and nobody else.
func TestEraseSpeaker(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Confers("", h.Conference(clerktest.Washington, clerktest.Astana))
		at := "/conference/" + string(on)
		hale, serik, lind := h.visit(t, "hale"), h.visit(t, "serik"), h.visit(t, "lind")
		fillsSession(hale, at, map[string]string{"title.en": "Opening", "speakers": "Zoe Outsider | Zebra House\ndana"}).sees(http.StatusOK, "Zoe Outsider")
		zoe := h.drafts(on)[0].Speakers[0].Member
		path := "/groups/" + string(zoe) + "/erase"
		hale.get(at+"/session?id=s1").sees(http.StatusOK, "Ask that Zoe Outsider be erased")
		if !strings.Contains(hale.page, path) || strings.Contains(hale.page, "Ask that dana") {
			t.Error("the form of the session does not lead to the erasure of who has no seat")
		}
		lind.get(path).sees(http.StatusNotFound)
		h.visit(t, "").get(path)
		lind.post(path, url.Values{"what": {"ask"}, "words": {"no"}}).sees(http.StatusNotFound)
		hale.get(path).send(path, map[string]string{"words": "no"}).sees(http.StatusOK, "This has been asked for")
		hale.post(path, url.Values{"what": {"do"}}).sees(http.StatusForbidden)
		serik.get("/account").sees(http.StatusOK, "Zoe Outsider")
		serik.get(path).sees(http.StatusOK, "Erase for good")
		serik.post(path, url.Values{"what": {"do"}}).sees(http.StatusOK)
		if hale.get(at + "/programme").sees(http.StatusOK); strings.Contains(hale.page, "Zoe") || strings.Contains(hale.page, "Zebra") {
			t.Error("who was erased is still named")
		}
	})
}
