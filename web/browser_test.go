package web_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A person sits at a real browser, and uses the keyboard alone.
type person struct {
	*browsertest.Tab
	t    testing.TB
	base string
}

func sit(t testing.TB, h *house) person {
	return person{browsertest.Open(t), t, h.server.URL}
}

// until waits until an expression of the page is true. The page's own scripts
// may be off, so the waiting is done here.
func (p person) until(expression string) {
	p.t.Helper()
	end := time.Now().Add(20 * time.Second)
	for !browsertest.Eval[bool](p.Tab, `(() => { try { return !!(`+expression+`) } catch { return false } })()`) {
		if time.Now().After(end) {
			p.t.Fatalf("still not so: %s\n%s", expression, browsertest.Eval[string](p.Tab, `location.href + "\n" + document.activeElement.outerHTML.slice(0, 300) + "\n" + document.querySelector("main").innerText`))
		}
		time.Sleep(30 * time.Millisecond)
	}
}

// as signs in as one of the cast.
func (p person) as(slug string) {
	p.t.Helper()
	p.Go(p.base + "/demo")
	p.tabTo(`document.activeElement.form?.action.endsWith("/demo/` + slug + `")`)
	p.enter(`location.pathname === "/"`)
}

// tabTo presses the tab key until the focus is where it is wanted, and sees
// that the focus shows.
func (p person) tabTo(wanted string) {
	p.t.Helper()
	for range 200 {
		p.Do(chromedp.KeyEvent(kb.Tab))
		if browsertest.Eval[bool](p.Tab, `!!(`+wanted+`)`) {
			if !browsertest.Eval[bool](p.Tab, `(s => s.outlineStyle !== "none" || s.boxShadow !== "none")(getComputedStyle(document.activeElement))`) {
				p.t.Errorf("the focus does not show at %s", wanted)
			}
			return
		}
	}
	p.t.Fatalf("the tab key does not lead to %s on %s", wanted, browsertest.Eval[string](p.Tab, `location.href`))
}

// enter presses the enter key and waits for what it leads to.
func (p person) enter(then string) {
	p.t.Helper()
	p.Do(chromedp.KeyEvent(kb.Enter))
	p.settles(then)
}

// settles waits for a page, and until one can go on with it.
func (p person) settles(then string) {
	p.t.Helper()
	p.until(`document.readyState === "complete" && (` + then + `)`)
	time.Sleep(200 * time.Millisecond) // until it takes keys: a browser drops those that come before it has painted
	p.until(`document.readyState === "complete" && (` + then + `)`)
}

// writes types into the field of a name.
func (p person) writes(name, words string) {
	p.t.Helper()
	p.tabTo(`document.activeElement.name === "` + name + `"`)
	p.Do(chromedp.KeyEvent(words))
}

// TestByKeyboard takes an idea from Washington to Astana's answer with the keys
// of the keyboard alone, with JavaScript and without.
func TestByKeyboard(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") }) // lets go of the stream, or the server waits
	for _, script := range []bool{true, false} {
		p.Script(script)
		title := fmt.Sprintf("By keyboard %v", script)
		p.as("hale")
		p.tabTo(`document.activeElement.getAttribute("href") === "/raise"`)
		p.enter(`location.pathname === "/raise"`)
		p.writes("title", title)
		p.writes("problem", "Nobody asks.")
		p.tabTo(`document.activeElement.matches("main button")`) // sent too early
		p.enter(`document.querySelector(".errors")`)
		if !browsertest.Eval[bool](p.Tab, `document.querySelector("[name=title]").value === "`+title+`" && !!document.querySelector("[aria-invalid=true] [name=dimension]")`) {
			t.Error("what was typed did not come back, or the field is not marked")
		}
		p.tabTo(`document.activeElement.matches(".errors a") && document.activeElement.getAttribute("href") === "#dimension"`)
		if !browsertest.Eval[bool](p.Tab, `document.querySelector(document.activeElement.getAttribute("href")).name === "dimension"`) {
			t.Error("the summary does not lead to the field")
		}
		p.tabTo(`document.activeElement.name === "dimension"`)
		p.Do(chromedp.KeyEvent(" "))
		p.until(`document.querySelector("[name=dimension]:checked")`)
		p.tabTo(`document.activeElement.matches("main button")`) // and again
		p.enter(`document.querySelector("#paragraphs").getAttribute("aria-invalid") === "true"`)
		p.writes("paragraphs", "Ask them.")
		p.tabTo(`document.activeElement.name === "addressees"`)
		p.Do(chromedp.KeyEvent(" "))
		p.tabTo(`document.activeElement.matches("main button")`)
		p.enter(`location.pathname.startsWith("/matter/")`)
		at := browsertest.Eval[string](p.Tab, `location.pathname`)
		h.On = act.Ref(strings.TrimPrefix(at, "/matter/"))
		p.writes("words", "I begin.")
		p.tabTo(`document.activeElement.matches(".say button")`)
		p.enter(`location.search.startsWith("?done=")`)
		h.As("okafor").Does(h.Says("I go on.", act.Caucus, act.Named))
		h.Later(48 * time.Hour)
		p.Go(p.base + at)
		p.tabTo(`document.activeElement.getAttribute("href")?.endsWith("/do/refer")`)
		p.enter(`location.pathname.endsWith("/do/refer")`)
		p.tabTo(`document.activeElement.matches("main button")`)
		p.enter(`location.search.startsWith("?done=")`)

		for _, who := range []string{"nurlan", "aigul"} {
			h.As(member.ID(who)).Does(h.Says("We have read it.", act.Joint, act.Named))
		}
		h.Later(72 * time.Hour)
		p.as("dana")
		p.Go(p.base + at + "/do/consider")
		p.tabTo(`document.activeElement.name === "position"`)
		p.Do(chromedp.KeyEvent(" "))
		p.writes("reason", "It is right.")
		p.writes("tookPart", "4")
		p.tabTo(`document.activeElement.matches("main button")`)
		p.enter(`location.search.startsWith("?done=")`)
		if got := h.Matter(); got.Stage != procedure.Considered {
			t.Fatalf("the matter stands at %s", got.Stage)
		}
	}
}

// TestFollows has somebody write on a page while others act on its matter.
func TestFollows(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.Refers("Followed")
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("dana")
	p.Go(p.base + "/matter/" + string(h.On))
	p.writes("words", "Half a sent")
	for h.site.Live.Count() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	h.As("nurlan").Does(h.Says("Meanwhile, this.", act.Joint, act.Named))
	p.until(`document.querySelector("main").innerText.includes("Meanwhile, this.")`)
	p.Do(chromedp.KeyEvent("ence."))
	if got := browsertest.Eval[string](p.Tab, `document.querySelector("#words").value`); got != "Half a sentence." {
		t.Errorf("of what was being written there is %q", got)
	}
	p.tabTo(`document.activeElement.matches(".say button")`)
	p.enter(`location.search.startsWith("?done=") && document.querySelector("main").innerText.includes("Half a sentence.")`)

	p.Go(p.base + "/")
	h.As("hale").Does(h.Says("For the overview.", act.Joint, act.Named))
	h.As("okafor").Does(h.Says("Not for you.", act.Caucus, act.Named))
	p.until(`[...document.querySelectorAll(".news a")].some(a => a.textContent.startsWith("hale made"))`)
	if browsertest.Eval[bool](p.Tab, `document.body.innerText.includes("okafor made")`) {
		t.Error("the caucus of Washington is on Astana's overview")
	}
}

// TestLooks asks axe-core about the pages, and whether anything sticks out.
// COUNTERPART_SHOTS names a folder for pictures, and has every page drawn in
// every language, width and scheme.
func TestLooks(t *testing.T) {
	full := playDemo(t)
	matters := demoMatters(t, full)
	unfounded := openOn(t, clerktest.Unfounded(t, databasetest.Open(t, t.TempDir())))
	unfounded.site.Setup = "token"
	shots := os.Getenv("COUNTERPART_SHOTS")
	p := sit(t, full)
	t.Cleanup(func() { p.Go("about:blank") })
	signIn := func(slug string) {
		p.Script(true)
		p.Go(strings.Replace(full.server.URL, "127.0.0.1", "localhost", 1) + "/demo")
		p.Do(chromedp.Click(chromedp.CSS(`form[action="/demo/` + slug + `"] button`)))
		p.until(`location.pathname === "/" && document.readyState === "complete"`)
	}
	look := func(name, at string) {
		t.Helper()
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 390} {
				for _, lang := range locale.Langs {
					if shots == "" && !telling(scheme, width, lang) {
						continue
					}
					p.Media("prefers-color-scheme", scheme, "prefers-reduced-motion", "reduce")
					p.Size(width, 800)
					sep := "?"
					if strings.Contains(at, "?") {
						sep = "&"
					}
					p.Go(at + sep + "lang=" + string(lang))
					where := fmt.Sprintf("%s.%s.%d.%s", name, lang, width, scheme)
					for _, v := range p.Axe() {
						t.Errorf("%s: %s", where, v)
					}
					if over := browsertest.Eval[string](p.Tab, sticksOut); over != "" {
						t.Errorf("%s sticks out: %s", where, over)
					}
					if shots != "" {
						p.Shoot(filepath.Join(shots, where+".png"))
					}
				}
			}
		}
	}
	base := strings.Replace(full.server.URL, "127.0.0.1", "localhost", 1) // where passkeys are
	look("welcome", base+"/")
	look("recommendations", base+"/recommendations")
	look("recommendation", base+matters.recommendation)
	look("signin", base+"/signin")
	look("setup", unfounded.server.URL+"/setup?token=token")
	look("nowhere", base+"/nowhere")
	signIn(matters.chair)
	look("overview", base+"/")
	for name, at := range matters.pages {
		look(name, base+at)
	}
	look("groups", base+"/groups")
	look("initiative", base+"/initiative")
	look("funders", base+"/funders")
	look("funder", base+"/funders/funder?n=1")
	look("criticism", base+"/funders/criticism?n=1")
	look("interests", base+"/interests")
	look("declare", base+"/interests/declare")
	look("time", base+"/meetings/time?groups=washington&groups=astana&from=2009-12-14&to=2009-12-18&length=90&day=1&day=2")
	look("holidays", base+"/meetings/holidays?year=2009")
	look("year", base+"/meetings/year?year=2009")
	look("series", base+"/meetings/series")
	look("record", base+"/record")
	look("search", base+"/search?q=ODIHR")
	look("raise", base+"/raise")
	look("account", base+"/account")
	look("again", base+"/signin/again")
	look("proved", base+"/signin/done")
	full.site.Clock = func() time.Time { return time.Now().Add(signin.Recent) }
	look("account-stale", base+"/account")
	full.site.Clock = time.Now
	signIn(matters.office)
	look("recovery", base+"/recovery")
}

// telling chooses the few of all combinations that can go wrong each in its
// own way; the rest are looked at when pictures are wanted.
func telling(scheme string, width int64, lang locale.Lang) bool {
	switch {
	case scheme == "light" && width == 1280:
		return lang == locale.English
	case scheme == "dark" && width == 390:
		return lang == locale.Russian
	}
	return scheme == "light" && width == 390 && lang == locale.Kazakh
}

const sticksOut = `(() => {
	if (document.documentElement.scrollWidth <= innerWidth) return "";
	for (const el of document.querySelectorAll("body *"))
		if (!el.closest(".unseen") && el.getBoundingClientRect().right > innerWidth + 1) return el.outerHTML.slice(0, 200);
	return "something";
})()`

// demoPages are pages of the demonstration that are worth a look.
type demoPages struct {
	chair, office  string // slugs of Washington's co-chair and its secretariat
	recommendation string
	pages          map[string]string
}

// demoMatters finds a matter of the demonstration in each stage.
func demoMatters(t testing.TB, h *house) demoPages {
	d := demoPages{pages: map[string]string{}}
	h.Reads("", func(q register.Questions) error {
		n, err := q.Initiative()
		if err != nil {
			return err
		}
		people, err := q.People()
		for _, st := range n.Standings {
			if st.Capacity == member.CoChair && st.Group == n.Groups[0].ID {
				d.chair = people.Of(st.Member).Slug
			}
			if st.Capacity == member.Secretariat && st.Group == n.Groups[0].ID {
				d.office = people.Of(st.Member).Slug
			}
		}
		return err
	})
	reader := register.Reader{Standing: member.Standing{Group: clerktest.Washington, Capacity: member.CoChair}}
	err := h.Register.Ask(t.Context(), reader, func(q register.Questions) error {
		for _, stage := range procedure.Stages {
			list, err := q.Matters(stage, register.Place{}, 1)
			if err != nil {
				return err
			}
			for _, m := range list {
				at := "/matter/" + string(m.Ref)
				d.pages["matter-"+string(stage)] = at
				switch stage {
				case procedure.Formulation:
					d.pages["text"] = at + "/text"
					d.pages["editor"] = at + "/text?edit=yes"
				case procedure.Deciding:
					d.pages["decision"] = at + "/decision"
					d.pages["form"] = at + "/do/choose"
				}
			}
		}
		all, err := q.Recommendations("", "", 0, 1)
		if len(all) > 0 {
			d.recommendation = "/recommendations/" + all[0].Symbol
		}
		return err
	})
	if err != nil || d.recommendation == "" || d.chair == "" {
		t.Fatalf("%v in the demonstration: %v", d, err)
	}
	return d
}
