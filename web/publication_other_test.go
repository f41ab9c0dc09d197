package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// TestReleaseAsksAgain holds that a browser that was left open turns no key,
// forces nothing, withdraws nothing and names nobody.
func TestReleaseAsksAgain(t *testing.T) {
	h, _, on := printing(t, databasetest.Open(t, t.TempDir()))
	at := "/publication/" + string(on)
	hale := h.visit(t, "hale")
	h.site.Clock = func() time.Time { return time.Now().Add(time.Hour) }
	hale.get(at+"/release").sees(http.StatusOK, "/signin/again").send(at+"/release/turn", map[string]string{"when": "now"}).sees(http.StatusForbidden, "/signin/again", "zqwell")
	hale.get(at+"/withdraw").sees(http.StatusOK, "/signin/again").send(at+"/withdraw", map[string]string{"reason": "It is wrong."}).sees(http.StatusForbidden, "/signin/again", "It is wrong.")
	hale.get(at+"/proxy").sees(http.StatusOK, "/signin/again").send(at+"/proxy", map[string]string{"member": "ruiz"}).sees(http.StatusForbidden)
	if p := h.Imprint("hale", on); len(p.Keys)+len(p.Leaving)+len(p.Proxies) > 0 {
		t.Errorf("it was done all the same: %+v", p.Publication)
	}
}

// TestReleaseOfOne holds that what one group writes is unknown to the other until
// it comes out; that a release can be forced only late, and says so.
func TestReleaseOfOne(t *testing.T) {
	h, matter, both := printing(t, databasetest.Open(t, t.TempDir()))
	own := h.Brief(clerktest.Washington)
	own.Authentic, own.Title = []string{"en"}, text.Words{"en": "zqplan alone"}
	h.As("okafor")
	on := h.Prints("", own, bodyOf("en", matter, "zqwell"))
	lacks := func(when string) {
		t.Helper()
		for _, who := range []member.ID{"serik", "zhan", ""} {
			b := h.visit(t, who)
			crawlFrom(b, "", []string{"/publications", "/publication/" + string(on), "/publication/" + string(on) + "/release", "/publication/" + string(on) + "/correct", "/record", "/publications.json"}, func(page string) {
				if strings.Contains(page, "zqplan alone") || strings.Contains(ownWords(page, on), string(on)) {
					t.Errorf("%s, %q reads of it at %s", when, who, b.at)
				}
			})
		}
	}
	lacks("before its key")
	at := "/publication/" + string(on)
	hale := h.visit(t, "hale").get(at+"/release").sees(http.StatusOK, "zqwell")
	hale.send(at+"/release/turn", map[string]string{"when": "now"}).sees(http.StatusOK, "it comes out at once")
	hale.send(at+"/release/turn", nil).sees(http.StatusOK, "done=yes", "zqwell", "TF.PB/1/09")
	h.visit(t, "serik").get(at).sees(http.StatusOK, "zqwell")

	// The brief of both: Washington's key, and no answer for a week.
	at = "/publication/" + string(both)
	hale.get(at+"/release").send(at+"/release/turn", map[string]string{"when": "now"}).send(at+"/release/turn", nil).sees(http.StatusOK, "done=yes")
	if _, drawn := read(hale.get(at + "/release").page).form(at + "/release/force"); drawn {
		t.Error("a release is forced at once")
	}
	h.Later(8 * 24 * time.Hour)
	hale.get(at+"/release").send(at+"/release/force", nil).sees(http.StatusUnprocessableEntity, "Please say why")
	hale.send(at+"/release/force", map[string]string{"reason": "Astana has been silent."}).
		sees(http.StatusOK, "comes out at once, and cannot be called back", "The key of Astana has not been turned yet", "The cover of the edition will say")
	hale.send(at+"/release/force", nil).sees(http.StatusOK, "done=yes")
	h.visit(t, "").get(at).sees(http.StatusOK, "Released without the key of: Astana", "Astana has been silent.", "Not met:", "It was released all the same.", "TF.PB/2/09")
}

// TestListed enters a publication of another house, badly and well, and mends it.
func TestListed(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.visit(t, "lind").get("/publications/list").sees(http.StatusForbidden)
		h.visit(t, "").get("/publications/list").sees(http.StatusForbidden)
		hale := h.visit(t, "hale").get("/publications/list").sees(http.StatusOK)
		hale.send("/publications/list", map[string]string{"title.en": "An older brief", "date": "in spring", "address": "nowhere"}).
			sees(http.StatusUnprocessableEntity, "An older brief", "in spring", "beginning with https://")
		hale.send("/publications/list", map[string]string{"date": "2009-11", "address": "", "publisher": "Another house", "authors": "Amy Smith | University of Nowhere",
			"about.en": "Named in a report of 2010.", "sources": "A library | its catalogue | https://example.org/a|b"}).sees(http.StatusOK, "done=yes", "Appeared elsewhere")
		at := hale.at.Path
		public := h.visit(t, "").get(at).sees(http.StatusOK, "An older brief", "November 2009", "Another house", "Amy Smith", "Named in a report of 2010.", "A library: its catalogue", "https://example.org/a|b", "It could not be found any more.")
		public.get("/publications").sees(http.StatusOK, "An older brief", "Appeared elsewhere", "November 2009")
		if public.get("/publications.atom"); strings.Contains(public.page, "An older brief") {
			t.Error("a feed of editions tells of what is only listed")
		}
		hale.get(at+"/relist").sees(http.StatusOK, "Amy Smith | University of Nowhere").send(at+"/relist", map[string]string{"title.ru": "Прежняя записка"}).sees(http.StatusOK, "done=yes")
		public.get(at+"?lang=ru").sees(http.StatusOK, "Прежняя записка", "Вышла не у нас")
		public.get(at + "/1").sees(http.StatusNotFound)
		public.get(at + "/relist").sees(http.StatusForbidden)
	})
}

// TestEditions holds that an edition stays at its address, and points to the one
// that came after it.
func TestEditions(t *testing.T) {
	h, matter, _ := printing(t, databasetest.Open(t, t.TempDir()))
	own := h.Brief(clerktest.Washington)
	own.Authentic = []string{"en"}
	h.As("okafor")
	on := h.Prints("", own, bodyOf("en", matter, "zqfirst"))
	h.As("hale").Prints(on, publication.Turn{})
	at := "/publication/" + string(on)
	b := h.visit(t, "").get(at).sees(http.StatusOK, "zqfirst")
	h.As("okafor").Prints(on, bodyOf("en", matter, "zqsecond"))
	if b.get(at).sees(http.StatusOK, "zqfirst"); strings.Contains(b.page, "zqsecond") {
		t.Error("the next edition is read before it is out")
	}
	h.As("hale").Prints(on, publication.Turn{})
	if b.get(at).sees(http.StatusOK, "zqsecond", "2 of 2"); strings.Contains(b.page, "There is a newer edition") {
		t.Error("the newest edition points to a newer one")
	}
	b.get(at+"/1").sees(http.StatusOK, "zqfirst", "There is a newer edition: 2", "1 of 2")
	b.get(at+"/2/en").sees(http.StatusOK, "zqsecond", "Edition 2")
	if f := feed(t, b, "/publications.atom"); len(f.Entries) != 1 || !strings.HasSuffix(f.Entries[0].ID, at+"/2/en") {
		t.Errorf("the feed tells of %+v", f.Entries)
	}
}
