package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
)

// queue writes letters to be for everything that has happened.
func queue(t *testing.T, h *house) {
	t.Helper()
	f := outbox.Follower{Register: h.Register, Now: h.Time}
	for next, last := int64(0), int64(-1); next != last; {
		if err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = f.Follow(tx, next)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLetters has a member say how they want to be written to, and looks at who
// sees what became of letters.
func TestLetters(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("A common desk")
		queue(t, h)
		settings := func(who member.ID) outbox.Settings {
			t.Helper()
			s, _, err := h.site.Outbox.Settings(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		b := h.visit(t, "serik")
		b.get("/account").sees(http.StatusOK, `href="/account/mail"`)
		b.get("/account/mail").sees(http.StatusOK, "Astana", "A common desk", "Waits")
		b.send("/account/mail", map[string]string{"pace": "weekly", "from": "noon", "to": "06:30"})
		b.sees(http.StatusUnprocessableEntity, "such as 22:00", "noon", "06:30")
		b.send("/account/mail", map[string]string{"pace": "weekly", "from": "21:15", "to": "06:30"}).sees(http.StatusOK, "Your settings were saved.")
		if s := settings("serik"); s != (outbox.Settings{Pace: notice.Weekly, Bulletin: true, Quiet: notice.Quiet{From: 21*60 + 15, To: 6*60 + 30}}) {
			t.Errorf("the settings are %+v", s)
		}
		b.post("/account/mail", url.Values{"pace": {"each"}, "from": {"00:00"}, "to": {"00:00"}}).sees(http.StatusOK)
		if s := settings("serik"); s != (outbox.Settings{Pace: notice.Each}) {
			t.Errorf("the settings are %+v", s)
		}

		at := "/matter/" + string(h.On)
		watch := func(how string) { b.post(at+"/watch", url.Values{"how": {how}}) }
		watch("follow")
		b.sees(http.StatusOK, "You follow this matter")
		watch("mute")
		b.sees(http.StatusOK, "You have muted this matter")
		b.get("/account/mail").sees(http.StatusOK, "You have muted this matter")
		b.send(at+"/watch", nil)
		b.get("/account/mail").sees(http.StatusOK, "None.")
		watch("loudly")
		b.sees(http.StatusUnprocessableEntity, "Please choose whether")

		z := h.visit(t, "zhan")
		z.get("/groups").sees(http.StatusOK, `href="/groups/letters"`)
		z.get("/groups/letters").sees(http.StatusOK, "dana@example.org", "Waits")
		for _, no := range []string{"lind@", "A common desk"} {
			if strings.Contains(read(z.page).main, no) {
				t.Errorf("the secretariat of Astana sees %s", no)
			}
		}
		h.visit(t, "dana").get("/groups/letters").sees(http.StatusForbidden, "its co-chairs and its secretariat")
		h.visit(t, "").get("/groups/letters").sees(http.StatusForbidden)

		// What is not the reader's cannot be followed, nor found out by trying.
		h.As("hale").Does(clerktest.Idea("zqsecret", "First."))
		if b.post("/matter/"+string(h.On)+"/watch", url.Values{"how": {"follow"}}); b.code != http.StatusNotFound {
			t.Errorf("a matter in the other caucus: %d", b.code)
		}
	})
}

// TestUnsubscribe ends letters with the link of one, as programs do (RFC 8058)
// and as people do.
func TestUnsubscribe(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	link := func(sort outbox.Sort) string { return "/unsubscribe/" + dispatch.Token(h.Secret, "serik", sort) }
	b := h.visit(t, "")
	state := func(pace notice.Pace, bulletin bool) {
		t.Helper()
		s, _, err := h.site.Outbox.Settings(t.Context(), "serik")
		if err != nil || s.Pace != pace || s.Bulletin != bulletin {
			t.Errorf("the settings are %+v, %v", s, err)
		}
	}
	b.get(link(outbox.Digest)).sees(http.StatusOK, "Shall no more notices be sent to you?")
	b.get(link(outbox.Bulletin)).sees(http.StatusOK, "Shall the bulletin no longer be sent to you?")
	state(notice.Each, true) // opening a link does nothing
	b.post(link(outbox.Notice), url.Values{"List-Unsubscribe": {"One-Click"}}).sees(http.StatusOK, "It is done.")
	state(notice.Never, true)
	b.post(link(outbox.Bulletin), nil).sees(http.StatusOK, "It is done.")
	state(notice.Never, false)
	b.post(link(outbox.Notice)+"x", url.Values{"List-Unsubscribe": {"One-Click"}}).sees(http.StatusNotFound, "This link ends no letters.")
}

// TestBulletinPage reads the bulletin as each group, in every language, and holds
// that both read the same.
func TestBulletinPage(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.As("hale").Does(clerktest.Idea("zqsecret", "First."))
		h.Refers("Answered").Considers()
		h.As("nurlan").Does(h.Says("zqcaucus", act.Caucus, act.Named))
		h.Refers("Silent")
		h.Later(32 * 24 * time.Hour)
		for _, lang := range locale.Langs {
			p := locale.For(lang)
			for _, who := range []member.ID{"lind", "webb", "zhan"} {
				b := h.visit(t, who)
				b.get("/bulletin?lang="+string(lang)).sees(http.StatusOK, p.T("bulletin.title"), p.T("bulletin.decided.none"), "Answered", "Silent")
				if strings.Contains(b.page, "zqsecret") || strings.Contains(b.page, "zqcaucus") {
					t.Errorf("%s reads of a caucus in the bulletin", who)
				}
				silent, _, _ := strings.Cut(p.T("bulletin.silent", "|"), "|")
				b.sees(http.StatusOK, silent)
				// Two Mondays: one matter was answered before the first, another referred after it.
				b.get("/bulletin?to=2009-03-09&lang="+string(lang)).sees(http.StatusOK, "Answered", p.T("method.meeting"))
				b.get("/bulletin?to=2009-03-16&lang="+string(lang)).sees(http.StatusOK, "Silent", p.T("command.consider"), p.T("bulletin.decided.none"))
			}
			h.visit(t, "").get("/notices?lang="+string(lang)).sees(http.StatusOK, p.T("notice.of.procedure.referred"), p.T("notice.to.counterparts"))
		}
		for path, code := range map[string]int{"/bulletin?to=x": 404, "/bulletin?to=2999-01-01": 404, "/bulletin?from=1970-01-01": 404,
			"/bulletin?from=2009-03-02&to=2009-04-01": 200, "/bulletin?to=2009-03-09&from=2009-03-09": 404, "/bulletin": 200} {
			h.visit(t, "lind").get(path).sees(code)
		}
		h.visit(t, "").get("/bulletin").sees(http.StatusForbidden)
	})
}
