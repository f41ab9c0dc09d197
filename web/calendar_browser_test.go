package web_test

import (
	"os"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part/browsertest"
)

// TestInvitationLooks invites a guest in a browser, and looks at the pages wide
// and narrow, in three languages, with nothing that assistive programs stumble over.
func TestInvitationLooks(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	call := h.Meeting(clerktest.Washington, clerktest.Astana)
	call.Title = text.Words{"en": "Election observation: what both capitals can promise", "ru": "Наблюдение за выборами: что могут обещать обе столицы", "kk": "Сайлауды бақылау: екі астана не уәде ете алады"}
	call.Venues[0].Link = "https://video.example/room"
	on := h.As("hale").Meets("", call)
	invites(t, h)
	p := sit(t, h)
	p.as("hale")
	at := "/meeting/" + string(on) + "/invitations"
	p.Go(h.server.URL + at)
	p.writes("name", "Aida Nurbekova")
	p.writes("affiliation", "Institute of Peace")
	p.writes("email", "aida@example.net")
	p.tabTo(`document.activeElement.textContent.trim() === "Invite"`)
	p.enter(`location.search === "?done=guest"`)
	link := guestLink.FindString(p.html())
	for _, path := range []string{at, link, "/calendar"} {
		for _, lang := range []string{"en", "ru", "kk"} {
			for name, size := range map[string][2]int64{"wide": {1280, 1400}, "narrow": {390, 1400}} {
				p.Size(size[0], size[1])
				p.Go(h.server.URL + path + "?lang=" + lang)
				for _, fault := range p.Axe() {
					t.Errorf("%s in %s, %s: %s", path, lang, name, fault)
				}
				if folder := os.Getenv("COUNTERPART_TEST_PICTURES"); folder != "" {
					p.Shoot(folder + "/" + map[string]string{at: "invitations", link: "rsvp", "/calendar": "calendar"}[path] + "-" + lang + "-" + name + ".png")
				}
			}
		}
	}
}

func (p person) html() string {
	return browsertest.Eval[string](p.Tab, `document.documentElement.outerHTML`)
}
