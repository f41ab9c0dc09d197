package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/application"
	"example.org/counterpart/web/part/browsertest"
	"github.com/chromedp/chromedp"
)

// A person sits at a browser, which shares nothing with another's, and does with it what people do.
// They find everything by the words that they read on the page, so that a
// journey reads as its user would tell it. Each step waits for what it needs.
type person struct {
	*browsertest.Tab
	t    testing.TB
	name string
	base string
}

// patience is how long somebody waits for what a step needs.
const patience = 20 * time.Second

// visits opens a page of the site, or an address that somebody was given.
func (p *person) visits(where string) {
	p.t.Helper()
	if strings.HasPrefix(where, "/") {
		where = p.base + where
	}
	p.Go(where)
}

// fills types words into the field of a label, in place of what is there.
func (p *person) fills(label, words string) {
	p.t.Helper()
	p.clicks("the field "+label, `field(`+quoted(label)+`)`)
	p.until("the field "+label, `(document.activeElement === field(`+quoted(label)+`) && (document.activeElement.select(), true))`)
	p.Do(chromedp.KeyEvent(words))
	p.until(label+": "+words, `field(`+quoted(label)+`).value === `+quoted(words))
}

// chooses marks one of the answers to a question.
func (p *person) chooses(question, answer string) {
	p.t.Helper()
	label := `named("label", ` + quoted(answer) + `, named("fieldset", ` + quoted(question) + `))`
	p.clicks(question+": "+answer, label)
	p.until(question+": "+answer, label+`.control.checked`)
}

// presses presses a button or follows a link, and waits for the page that it
// leads to.
func (p *person) presses(words string) {
	p.t.Helper()
	p.clicks("the button "+words, `named("button, a[href]", `+quoted(words)+`)`)
	p.until("the page behind "+words, `!window.left && document.readyState === "complete"`)
}

// sees waits until the page says all of this.
func (p *person) sees(words ...string) {
	p.t.Helper()
	for _, w := range words {
		p.until(w, `plain(document.body.innerText).includes(`+quoted(w)+`)`)
	}
}

// misses holds that the page, which is there, says none of this.
func (p *person) misses(words ...string) {
	p.t.Helper()
	page := p.reads()
	for _, w := range words {
		if strings.Contains(page, w) {
			p.t.Errorf("%s reads %q on %s", p.name, w, p.at())
		}
	}
}

// lingers is as long on a form as the site wants of a person: a program would
// be faster.
func (p *person) lingers() {
	p.t.Helper()
	p.until("the work of a form", `document.querySelector("[name=work]").value !== ""`)
	time.Sleep(application.Soonest)
}

// reads is the text of the page, and at is its address.
func (p *person) reads() string {
	p.t.Helper()
	return strings.Join(strings.Fields(browsertest.Eval[string](p.Tab, `document.body.innerText`)), " ")
}

func (p *person) at() string {
	p.t.Helper()
	return browsertest.Eval[string](p.Tab, `location.href`)
}

// finding is how people find things on a page: in its middle first, by the whole
// of what is written on them or else by its beginning.
const finding = `
	const plain = (s) => s.replace(/\s+/g, " ").trim();
	const shown = (e) => e.getClientRects().length > 0;
	const written = (e) => plain((e.querySelector("legend") ?? e).innerText);
	const named = (css, words, within) => {
		const all = [within ?? document.querySelector("main"), within ?? document.body].flatMap((place) => [...place.querySelectorAll(css)]).filter(shown);
		return all.find((e) => written(e) === words) ?? all.find((e) => written(e).startsWith(words));
	};
	const field = (label) => named("label", label).control;
	const painted = () => new Promise((yes) => requestAnimationFrame(() => requestAnimationFrame(yes)));
	const spot = async (e) => {
		await painted(); // a browser drops what comes before
		e.scrollIntoView({block: "center", behavior: "instant"});
		const r = e.getClientRects()[0], x = r.x + r.width / 2, y = r.y + r.height / 2;
		return e.contains(document.elementFromPoint(x, y)) && (window.left = true, [x, y]);
	};
`

// clicks clicks where something is, if nothing lies over it.
func (p *person) clicks(what, expression string) {
	p.t.Helper()
	at := waitFor[[]float64](p, what, `await spot(`+expression+`)`)
	p.Do(chromedp.MouseClickXY(at[0], at[1]))
}

func (p *person) until(what, expression string) {
	p.t.Helper()
	waitFor[bool](p, what, expression)
}

// waitFor waits until an expression has a value that is true, and answers it.
// That a page goes while it is asked is no fault.
func waitFor[T any](p *person, what, expression string) T {
	p.t.Helper()
	script := `(async () => {` + finding + `try { return (` + expression + `) || null } catch { return null } })()`
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		v, err := chromedp.Run(p.Context(), chromedp.Evaluate[*T](script, chromedp.EvalAwaitPromise))
		if err == nil && v != nil {
			return *v
		}
	}
	p.t.Fatalf("%s does not find %q on %s, which reads\n%.3000s", p.name, what, p.at(), p.reads())
	panic("not reached")
}

func quoted(words string) string {
	b, err := json.Marshal(words)
	if err != nil {
		panic(err) // a string has a form in JSON
	}
	return string(b)
}
