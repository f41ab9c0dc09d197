package web_test

import (
	"fmt"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// invites has the invitations of everything that has happened written.
func invites(t testing.TB, h *house) {
	t.Helper()
	for next, last := int64(0), int64(-1); next != last; {
		if err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = h.site.Caller.Follow(tx, next)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

var guestLink = regexp.MustCompile(`/rsvp/[a-z2-7]{16}\.[\w-]{24}`)

// TestInvitations has a keeper invite a guest, who answers without an account,
// and a member answer on the page; and looks at what nobody else sees.
func TestInvitations(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		call := h.Meeting(clerktest.Washington, clerktest.Astana)
		call.Title = text.Words{"en": "zqtitle"}
		on := h.As("hale").Meets("", call)
		at := "/meeting/" + string(on) + "/invitations"
		b := h.visit(t, "hale")
		b.get(at).sees(http.StatusOK, "Nobody is invited yet.", "Do you come?")
		// The errand may not have been round yet: whoever answers is invited by that.
		b.send(at+"/answer", map[string]string{"answer": "accepted"}).sees(http.StatusOK, "Your answer was passed on")
		invites(t, h)
		b.get(at).sees(http.StatusOK, "12 are invited: 1 come", "okafor", "aigul")
		b.send(at+"/add", map[string]string{"name": "", "email": "guest"}).sees(http.StatusUnprocessableEntity, `value="guest"`, "Please give the guest’s name.")
		b.send(at+"/add", map[string]string{"name": "Zq Guest", "affiliation": "Zqinstitute", "email": "zqguest@example.net", "lang": "kk"}).
			sees(http.StatusOK, "13 are invited", "Zq Guest", "Guest · Zqinstitute", "The link of the guest is in the list below.").lacks("What was missing will be sent")
		link := guestLink.FindString(b.page)
		if link == "" {
			t.Fatal("the keeper has no link to pass on")
		}

		g := h.visit(t, "")
		g.get(link).sees(http.StatusOK, "Zq Guest", "zqtitle", "Hall, 1 Main Street", locale.For("kk").T("invitation.answer"))
		for _, c := range clerktest.Cast {
			if strings.Contains(read(g.page).main, string(c.ID)) {
				t.Errorf("the guest is told of %s", c.ID)
			}
		}
		g.send(link, nil).sees(http.StatusUnprocessableEntity, locale.For("kk").T("refuse.invitation.answer"))
		g.send(link, map[string]string{"answer": "accepted", "comment": strings.Repeat("ұ", 501)}).sees(http.StatusUnprocessableEntity)
		g.send(link, map[string]string{"answer": "tentative", "comment": "By train."}).sees(http.StatusOK, locale.For("kk").T("invitation.done.answer"))
		g.get(link+"/calendar.ics").sees(http.StatusOK, "METHOD:PUBLISH", "zqtitle")
		r, err := g.http.Get(h.server.URL + link)
		if err != nil || r.Header.Get("X-Robots-Tag") != "noindex" || r.Header.Get("Referrer-Policy") != "strict-origin" || !strings.Contains(r.Header.Get("Cache-Control"), "private") {
			t.Errorf("the headers are %v", r.Header)
		}
		for _, forged := range []string{link[:len(link)-1], link + "x", "/rsvp/x", "/rsvp/" + strings.Repeat("a", 16) + link[22:], strings.ToUpper(link)[5:]} {
			g.get(forged)
			if g.code != http.StatusNotFound || strings.Contains(g.page, "zqtitle") {
				t.Errorf("%s: %d", forged, g.code)
			}
		}
		b.get(at).sees(http.StatusOK, "May come", "By train.", "by the link", "1 come, 1 may come")
		for n := 0; g.code != http.StatusTooManyRequests; n++ {
			if g.post(link, url.Values{"answer": {"tentative"}, "comment": {"By train."}}); n > 30 {
				t.Fatal("an invitation is answered without end")
			}
		}

		// A member sees their own, and nothing of others.
		l := h.visit(t, "lind")
		l.get(at).sees(http.StatusOK, "Your invitation", "zqtitle")
		for _, not := range []string{"Zq Guest", "aigul", "By train."} {
			if strings.Contains(l.page, not) {
				t.Errorf("a member is shown %s", not)
			}
		}
		l.send(at+"/answer", map[string]string{"answer": "declined"}).sees(http.StatusOK, "Your answer was passed on")
		l.post(at+"/add", url.Values{"name": {"X"}, "email": {"x@example.net"}, "lang": {"en"}}).sees(http.StatusForbidden)
		h.visit(t, "").get(at).sees(http.StatusForbidden)

		// Taken back, the link leads nowhere.
		id := regexp.MustCompile(`invitations/remove"[^>]*><input type="hidden" name="id" value="([^"]+)"`).FindStringSubmatch(html.UnescapeString(b.page))
		b.post(at+"/remove", url.Values{"id": {id[1]}}).sees(http.StatusOK, "12 are invited")
		g.get(link).sees(http.StatusNotFound)
		h.As("hale").Meets(on, meeting.CallOff{Reason: "Snow."})
		b.get(at).sees(http.StatusOK, "no answer is needed")
		b.post(at+"/answer", url.Values{"answer": {"declined"}}).sees(http.StatusConflict)
		b.post(at+"/add", url.Values{"name": {"X"}, "email": {"x@example.net"}, "lang": {"en"}}).sees(http.StatusConflict)
	})
}

// TestCaucusInvitation holds that whoever is not of a group finds nothing of its
// own meetings, and that nothing of what it is about leaves the house.
func TestCaucusInvitation(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	call := h.Meeting(clerktest.Astana)
	call.Title = text.Words{"en": "zqtitle"}
	on := h.As("serik").Meets("", call)
	invites(t, h)
	for _, who := range []member.ID{"", "hale", "webb"} {
		b := h.visit(t, who)
		for _, path := range []string{"/meeting/" + string(on) + "/invitations", "/meeting/" + string(on) + ".ics", "/calendar/public.ics"} {
			if b.get(path); b.code == http.StatusOK && path != "/calendar/public.ics" || strings.Contains(b.page, "zqtitle") || strings.Contains(b.page, string(on)+"@") {
				t.Errorf("%q at %s: %d", who, path, b.code)
			}
		}
	}
	var i invitation.Invitation
	if err := h.DB.Read(t.Context(), func(tx *database.Tx) (err error) { i, err = invitation.Of(tx, on, "zhan"); return err }); err != nil {
		t.Fatal(err)
	}
	link := "/rsvp/" + invitation.Key(h.Secret, i.ID)
	b := h.visit(t, "")
	b.get(link).sees(http.StatusOK, "Meeting of the groups: Astana")
	if strings.Contains(b.page, "zqtitle") {
		t.Error("a link that can be passed on tells what a caucus meets about")
	}
	h.visit(t, "serik").get("/meeting/"+string(on)+"/invitations").sees(http.StatusOK, "zqtitle")
	h.Governs("serik", initiative.End{Member: "zhan", Group: clerktest.Astana})
	b.get(link).sees(http.StatusNotFound) // they have left
}

var feedAt = regexp.MustCompile(`/calendar/cc_[\w-]{43}\.ics`)

// TestFeeds looks at the calendars that programs read.
func TestFeeds(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		public := h.Meeting(clerktest.Washington, clerktest.Astana)
		public.Title, public.Public = text.Words{"en": "zqpublic", "ru": "Открытое"}, true
		public.Venues[0].Link = "https://video.example/zqlink"
		on := h.As("hale").Meets("", public)
		call := h.Meeting(clerktest.Washington, clerktest.Astana)
		call.Title, call.Restricted, call.Invited = text.Words{"en": "zqcircle"}, true, []member.ID{"lind", "dana"}
		call.Venues[1].Link = "https://video.example/zqinner"
		circle := h.Meets("", call)
		call = h.Meeting(clerktest.Washington)
		call.Title = text.Words{"en": "zqcaucus"}
		h.Meets("", call)

		b := h.visit(t, "")
		b.get("/calendar").sees(http.StatusOK, "/calendar/public.ics?lang=kk")
		b.get("/calendar/public.ics?lang=ru").sees(http.StatusOK, "Открытое", "METHOD:PUBLISH")
		for _, not := range []string{"zqlink", "zqcircle", "zqcaucus"} {
			if strings.Contains(b.page, not) {
				t.Errorf("everybody reads %s", not)
			}
		}
		b.get("/meeting/"+string(on)+".ics").sees(http.StatusOK, "zqpublic")
		if strings.Contains(b.page, "zqlink") {
			t.Error("everybody reads the video link")
		}
		h.visit(t, "lind").get("/meeting/"+string(on)+".ics").sees(http.StatusOK, "zqlink")
		h.visit(t, "lind").get("/meeting/"+string(circle)+".ics").sees(http.StatusOK, "zqinner")
		if o := h.visit(t, "moss").get("/meeting/"+string(circle)+".ics").sees(http.StatusOK, "zqcircle"); strings.Contains(o.page, "zqinner") {
			t.Error("who is not invited reads the video link")
		}
		for _, path := range []string{"/calendar/cc_x.ics", "/calendar/nothing", "/calendar/.ics", "/meeting/m-22222222.ics", "/meeting/x.ics"} {
			b.get(path).sees(http.StatusNotFound)
		}
		b.post("/calendar/renew", nil).sees(http.StatusForbidden)

		own := func(who member.ID) string {
			t.Helper()
			m := h.visit(t, who)
			m.get("/account").sees(http.StatusOK, `href="/calendar"`)
			m.get("/calendar").sees(http.StatusOK)
			m.send("/calendar/renew", nil).sees(http.StatusOK)
			return feedAt.FindString(m.page)
		}
		lind, moss := own("lind"), own("moss")
		unfold := func() string { return strings.ReplaceAll(b.page, "\r\n ", "") }
		b.get(lind).sees(http.StatusOK, "zqpublic", "zqcircle", "Meeting of the groups: Washington")
		if page := unfold(); !strings.Contains(page, "zqlink") || strings.Contains(page, "zqcaucus") || strings.Count(page, "BEGIN:VEVENT") != 3 {
			t.Errorf("lind's calendar:\n%s", page)
		}
		if b.get(moss); strings.Contains(b.page, "zqcircle") || strings.Count(b.page, "BEGIN:VEVENT") != 2 {
			t.Errorf("moss, who is not invited, reads:\n%s", b.page)
		}

		// A program that has it already is told so, until something changes.
		ask := func(path, tag string) *http.Response {
			t.Helper()
			r, _ := http.NewRequest("GET", h.server.URL+path, nil)
			r.Header.Set("If-None-Match", tag)
			got, err := b.http.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			got.Body.Close()
			return got
		}
		first := ask(lind, "")
		if first.Header.Get("Content-Type") != "text/calendar; charset=utf-8" || first.Header.Get("Cache-Control") != "private, no-cache" || first.Header.Get("X-Robots-Tag") != "noindex" {
			t.Errorf("the headers are %v", first.Header)
		}
		h.Later(time.Hour)
		if r := ask(lind, "W/"+first.Header.Get("ETag")); r.StatusCode != http.StatusNotModified {
			t.Errorf("unchanged: %d", r.StatusCode)
		}
		if r := ask("/calendar/public.ics", ""); r.Header.Get("Cache-Control") != "public, max-age=300" {
			t.Errorf("the headers are %v", r.Header)
		}
		move := meeting.Move{Times: public.Times}
		move.Start, move.End = move.Start.Add(time.Hour), move.End.Add(time.Hour)
		h.As("hale").Meets(on, move)
		if r := ask(lind, first.Header.Get("ETag")); r.StatusCode != http.StatusOK || r.Header.Get("ETag") == first.Header.Get("ETag") {
			t.Errorf("changed: %d", r.StatusCode)
		}
		b.get(lind).sees(http.StatusOK, "SEQUENCE:1")
		h.Meets(on, meeting.CallOff{Reason: "Snow."})
		b.get(lind).sees(http.StatusOK, "STATUS:CANCELLED", "SEQUENCE:2")

		// A new address ends the old one, and whoever leaves has none.
		fresh := own("lind")
		b.get(lind).sees(http.StatusNotFound, "leads to no calendar")
		b.get(fresh).sees(http.StatusOK)
		m := h.visit(t, "moss")
		m.get("/calendar")
		m.send("/calendar/end", nil).sees(http.StatusOK, "has no address yet")
		b.get(moss).sees(http.StatusNotFound)
		h.Governs("hale", initiative.End{Member: "lind", Group: clerktest.Washington})
		b.get(fresh).sees(http.StatusNotFound)
	})
}

// TestFeedCost holds that a calendar asks the database as much for many meetings
// as for few.
func TestFeedCost(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	m := h.visit(t, "lind")
	m.get("/calendar").send("/calendar/renew", nil)
	feed := feedAt.FindString(m.page)
	count := func() (least int64) {
		t.Helper()
		for n := range 6 { // open pages may look, too; and the first fills what is remembered
			before := h.DB.Statements()
			m.get(feed).sees(http.StatusOK)
			if asked := h.DB.Statements() - before; n == 0 || asked < least {
				least = asked
			}
		}
		return least
	}
	call := func(n int) {
		for k := range n {
			c := h.Meeting(clerktest.Washington, clerktest.Astana)
			c.Title = text.Words{"en": fmt.Sprint("Meeting ", k)}
			c.Restricted, c.Invited = k%2 == 0, nil
			if c.Restricted {
				c.Invited = []member.ID{"lind"}
			}
			h.As("hale").Meets("", c)
		}
	}
	call(5)
	few := count()
	call(60)
	if many := count(); many != few || few == 0 {
		t.Errorf("%d statements for 5 meetings, %d for 65", few, many)
	}
}

// TestInvitedForgotten holds that what is kept of an invitation goes with the
// person, and when the meeting is long over; and a guest with it.
func TestInvitedForgotten(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		on := h.As("hale").Meets("", h.Meeting(clerktest.Washington, clerktest.Astana))
		invites(t, h)
		b := h.visit(t, "hale")
		b.get("/meeting/"+string(on)+"/invitations").send("/meeting/"+string(on)+"/invitations/add", map[string]string{"name": "Zq Guest", "email": "zqguest@example.net"}).sees(http.StatusOK, "Zq Guest")
		find := func(email string) (p roll.Person, err error) {
			err = db.Read(t.Context(), func(tx *database.Tx) (err error) { p, err = roll.ByEmail(tx, email); return err })
			return p, err
		}
		guest, err := find("zqguest@example.net")
		if err != nil {
			t.Fatal(err)
		}
		sweep := func() {
			t.Helper()
			if err := db.Write(t.Context(), func(tx *database.Tx) error { _, err := invitation.Sweep(tx, h.Register, h.Time()); return err }); err != nil {
				t.Fatal(err)
			}
		}
		to := func() (all []invitation.Invitation) {
			t.Helper()
			if err := db.Read(t.Context(), func(tx *database.Tx) (err error) { all, err = invitation.To(tx, on); return err }); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return invitation.Forget(tx, "aigul") }); err != nil || len(to()) != 12 {
			t.Errorf("%d are left, %v", len(to()), err)
		}
		sweep()
		if _, err := find("zqguest@example.net"); err != nil || len(to()) != 12 {
			t.Errorf("too early: %d are left, %v", len(to()), err)
		}
		h.Later(invitation.Kept + 5*24*time.Hour)
		sweep()
		sweep()
		if _, err := find("zqguest@example.net"); err == nil || len(to()) != 0 {
			t.Errorf("%d are left, and the guest: %v", len(to()), err)
		}
		if err := db.Read(t.Context(), func(tx *database.Tx) error { guest, err = roll.Find(tx, guest.Member); return err }); err != nil || !guest.Erased {
			t.Errorf("of the guest %+v is known, %v", guest, err)
		}
		if _, err := find("lind@example.org"); err != nil {
			t.Errorf("a member was forgotten: %v", err)
		}
	})
}
