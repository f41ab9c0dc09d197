package web_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// TestApplyByKeyboard applies with the keys of the keyboard alone, with
// JavaScript, which does the form's work meanwhile, and without. The pages of
// applicants, of assistants and of the balance have no fault of access.
func TestApplyByKeyboard(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	followed := ""
	for _, script := range []bool{true, false} {
		p.Script(script)
		p.Go(p.base + "/apply")
		p.tabTo(`document.activeElement.name === "group"`)
		p.Do(chromedp.KeyEvent(" "))
		p.writes("name", "Amy Smith")
		p.writes("email", "amy@example.org")
		p.tabTo(`document.activeElement.name === "constituency"`)
		p.Do(chromedp.KeyEvent(" "))
		p.writes("motivation", "I have counted votes for twenty years.")
		if browsertest.Eval[bool](p.Tab, `[...document.querySelectorAll("a, input, textarea, select, button")].some((e) => e.name === "website" && e.tabIndex >= 0)`) {
			t.Error("the keyboard leads into the trap")
		}
		if script {
			p.until(`document.forms[0] && document.querySelector("[name=work]").value !== ""`)
		}
		time.Sleep(3 * time.Second) // the form was drawn; nobody is that fast
		p.tabTo(`document.activeElement.matches("main form[data-work] button")`)
		p.enter(`location.pathname.startsWith("/application/ca_")`)
		followed = browsertest.Eval[string](p.Tab, `location.href`)
	}
	p.Script(true)
	p.Go(followed)
	p.faultless(t, "the applicant's page")
	if page := h.visit(t, "hale").get("/applications").page; strings.Count(page, "To be checked with care") != 1 {
		t.Errorf("one of two came without its work done:\n%s", page)
	}
	h.As("hale").Does(clerktest.Idea("Observers", "One.", "Two."))
	h.grants("lind", "amy", 24*time.Hour)
	for _, path := range []string{"/apply", "/balance"} {
		p.Go(p.base + path)
		p.faultless(t, path)
	}
	p.as("hale")
	for _, path := range []string{"/applications", "/assistants", "/nominate", "/groups/appoint", "/groups"} {
		p.Go(p.base + path)
		p.faultless(t, path)
	}
}

// faultless looks over the page that is open, wide and narrow.
func (p person) faultless(t *testing.T, what string) {
	t.Helper()
	for _, fault := range p.Axe() {
		t.Errorf("%s: %s", what, fault)
	}
	p.Size(390, 800)
	if browsertest.Eval[bool](p.Tab, `document.documentElement.scrollWidth > innerWidth`) {
		t.Errorf("%s is wider than a telephone", what)
	}
	if to := os.Getenv("COUNTERPART_TEST_SHOTS"); to != "" {
		p.Shoot(to + "/" + strings.NewReplacer("/", "-", " ", "-").Replace(what) + ".png")
	}
	p.Size(1280, 900)
}
