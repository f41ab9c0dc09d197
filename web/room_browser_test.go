package web_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// presses clicks what a selector finds, and waits for what it leads to.
func (p person) presses(selector, then string) {
	p.t.Helper()
	p.until(`document.readyState === "complete" && document.querySelector(` + fmt.Sprintf("%q", selector) + `)`)
	p.Do(chromedp.Click(chromedp.CSS(selector)))
	p.until(`document.readyState === "complete" && (` + then + `)`)
}

// shows waits until the page says something.
func (p person) shows(words string) {
	p.t.Helper()
	p.until(`document.querySelector("main").innerText.includes(` + fmt.Sprintf("%q", words) + `)`)
}

// TestMeetingJourney goes from a referral to Astana's meeting, through
// attendance, quorum and discussion, to its consideration, of which Washington is
// told by a letter that a relay takes.
func TestMeetingJourney(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	sender, err := mail.New("smtp://"+relay.Addr()+"?tls=none", "noreply@taskforce.example")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sender.Close(context.Background()) })
	if err := h.site.Outbox.Set(t.Context(), "hale", outbox.Settings{Pace: notice.Each}); err != nil {
		t.Fatal(err)
	}
	h.Refers("Observe elections")
	h.As("dana")
	on := h.Meets("", h.Meeting(clerktest.Astana), meeting.PutItem{Matter: h.On, Asks: meeting.Consideration, Minutes: 30})
	h.Later(73 * time.Hour)
	at := "/meeting/" + string(on)
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("dana")
	p.Go(p.base + at + "/room")
	p.presses(`button[formaction$="/room/convene"]`, `document.querySelector("button[formaction*='/room/attend']")`)
	p.shows("No quorum")
	for _, who := range []string{"dana", "aigul", "nurlan"} {
		p.Do(chromedp.Click(chromedp.CSS(`input[name="present.astana"][value="` + who + `"]`)))
	}
	p.presses(`button[formaction*="/room/attend"]`, `!document.querySelector("main").innerText.includes("No quorum")`)
	p.presses(`button[formaction$="/room/take-up"]`, `document.querySelector(".on-screen .paragraph")`)
	aigul := h.visit(t, "aigul") // at another desk, asks for the floor: the page follows
	aigul.get(at + "/room")
	for h.site.Live.Count() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	aigul.send(at+"/room/floor", map[string]string{"do": "ask"})
	p.until(`document.querySelector(".speakers").innerText.includes("aigul")`)
	p.presses(`.speakers button[value="spoke aigul"]`, `document.querySelector(".speakers").innerText.includes("Has spoken")`)
	p.Do(chromedp.Click(chromedp.CSS(`input[name="position"][value="support"]`)))
	p.Do(chromedp.Click(chromedp.CSS(`input[name="withoutComment"]`)))
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="reason"]`), "Astana is for it."))
	p.presses(`button[formaction$="/room/outcome"]`, `document.querySelector("#outcome").parentElement.innerText.includes("supports") || document.querySelector("main").innerText.includes("considered")`)
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="note"]`), "All spoke for it."))
	p.presses(`button[formaction$="/room/conclude"]`, `document.querySelector("#adjourn")`)
	if c := h.Matter().Considered[clerktest.Astana]; c.Position != procedure.Support {
		t.Errorf("Astana’s answer is %+v", c)
	}
	post(t, h, sender)
	found := false
	for _, l := range relay.Letters() {
		if strings.HasPrefix(l.To, "hale@") && strings.Contains(strings.ReplaceAll(l.Text, "\r\n", "\n"), "Astana is for it.") {
			found = true
		}
	}
	if !found {
		t.Error("Washington is not told by mail")
	}
	p.as("hale")
	p.shows("Observe elections")
	p.presses(`a[href*="`+string(h.On)+`"]`, `location.pathname.startsWith("/matter/")`)
	p.shows("Astana is for it.")
	h.looksAt(p, "dana", on)
	h.Checks()
}

// post follows the record, and sends what is due.
func post(t *testing.T, h *house, sender *mail.Sender) {
	t.Helper()
	follower := outbox.Follower{Register: h.Register, Now: h.Time}
	for next, last := int64(0), int64(-1); next != last; {
		err := h.DB.Write(t.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = follower.Follow(tx, next)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	out := dispatch.Post{Box: h.site.Outbox, Sender: sender, Now: h.Time, Log: h.site.Log, Writer: &dispatch.Writer{
		Register: h.Register, Box: h.site.Outbox, Base: "https://taskforce.example", Secret: []byte("secret"), Now: h.Time}}
	if _, err := out.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestTwoCities has Washington write a note while Astana acts: the page follows,
// and what is being written stays.
func TestTwoCities(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion}, meeting.Convene{}, meeting.TakeUp{Item: "i1"})
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("hale")
	p.Go(p.base + "/meeting/" + string(on) + "/room")
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="note"]`), "Half a sent"))
	for h.site.Live.Count() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	h.As("dana").Meets(on, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "serik"}})
	p.until(`document.querySelector("input[name='present.astana'][value=serik]").checked || document.querySelector("#attendance").parentElement.innerText.includes("2")`)
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="note"]`), "ence."))
	if got := browsertest.Eval[string](p.Tab, `document.querySelector("textarea[name=note]").value`); got != "Half a sentence." {
		t.Errorf("of what was being written there is %q", got)
	}
	// Astana concludes the item meanwhile: the words come back, and nothing is lost.
	h.Meets(on, meeting.Conclude{Item: "i1", Note: "Astana’s note."})
	browsertest.Eval[bool](p.Tab, `(document.querySelector("button[formaction$='/room/conclude']").click(), true)`)
	p.until(`[...document.querySelectorAll("textarea")].some(a => a.value === "Half a sentence.")`)
}

// looksAt judges the pages of a meeting in its room, its minutes and its action
// items. COUNTERPART_SHOTS names a folder for pictures.
func (h *house) looksAt(p person, who string, on act.Ref) {
	at := "/meeting/" + string(on)
	h.As(member.ID(who)).Meets(on, meeting.PutItem{Title: text.Words{"en": "Among ourselves"}, Asks: meeting.Discussion}, meeting.TakeUp{Item: "i2"},
		meeting.Assign{What: "Write to Washington.", Group: clerktest.Astana, Owner: "aigul", Due: "2009-03-02"})
	p.as(who)
	look := func(page string) {
		for _, how := range []struct {
			lang   locale.Lang
			width  int64
			scheme string
		}{{locale.English, 1280, "light"}, {locale.Russian, 390, "dark"}, {locale.Kazakh, 390, "light"}} {
			p.Media("prefers-color-scheme", how.scheme, "prefers-reduced-motion", "reduce")
			p.Size(how.width, 800)
			sep := map[bool]string{true: "&", false: "?"}[strings.Contains(page, "?")]
			p.Go(p.base + page + sep + "lang=" + string(how.lang))
			for _, v := range p.Axe() {
				p.t.Errorf("%s, %v: %s", page, how, v)
			}
			if over := browsertest.Eval[string](p.Tab, sticksOut); over != "" {
				p.t.Errorf("%s, %v sticks out: %s", page, how, over)
			}
			if shots := os.Getenv("COUNTERPART_SHOTS"); shots != "" {
				name := strings.NewReplacer("/", "-", "?", "-").Replace(strings.TrimPrefix(strings.TrimPrefix(page, at), "/"))
				p.Shoot(filepath.Join(shots, fmt.Sprintf("meeting-%s.%s.%d.png", name, how.lang, how.width)))
			}
		}
	}
	look(at + "/room")
	look(at + "/tasks")
	look("/tasks")
	h.Meets(on, meeting.Conclude{Item: "i2"}, meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Words: "Opened."}, {Item: "i1", Words: "Astana supported it."}}})
	look(at + "/minutes")
	look(at + "/minutes?edit=m2")
}

// TestFollowsInPortions has the rest of the room follow while somebody writes a
// note, and the note stay when it came back from another button.
func TestFollowsInPortions(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock = time.Now
	h.As("hale")
	on := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion}, meeting.Convene{},
		meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "serik"}}, meeting.TakeUp{Item: "i1"})
	p := sit(t, h)
	t.Cleanup(func() { p.Go("about:blank") })
	p.as("hale")
	p.Go(p.base + "/meeting/" + string(on) + "/room")
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="note"]`), "Half a sent"))
	p.Do(chromedp.SetValue(chromedp.CSS("#speaker"), "serik"))
	browsertest.Eval[bool](p.Tab, `(document.querySelector("button[value='ask']").click(), true)`)
	p.until(`document.readyState === "complete" && document.querySelector(".speakers").innerText.includes("serik") && document.querySelector("textarea[name=note]").value === "Half a sent"`)
	dana := h.visit(t, "dana")
	dana.get("/meeting/" + string(on) + "/room")
	for h.site.Live.Count() == 0 {
		time.Sleep(10 * time.Millisecond)
	}
	dana.send("/meeting/"+string(on)+"/room/floor", map[string]string{"member": "dana", "do": "ask"})
	p.until(`document.querySelector(".speakers").innerText.includes("dana")`)
	p.Do(chromedp.SendKeys(chromedp.CSS(`textarea[name="note"]`), "More. ")) // the browser begins at the front
	browsertest.Eval[bool](p.Tab, `(document.querySelector("button[value='spoke serik']").click(), true)`)
	p.until(`document.readyState === "complete" && document.querySelector(".speakers").innerText.includes("Has spoken")`)
	if got := browsertest.Eval[string](p.Tab, `document.querySelector("textarea[name=note]").value`); got != "More. Half a sent" {
		t.Errorf("of what was being written there is %q", got)
	}
}
