package web_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// stages are matters in every stage that has forms of its own.
func stages(h *house) map[string]act.Ref {
	at := map[string]act.Ref{}
	h.As("hale").Does(clerktest.Idea("Raised", "One.", "Two."))
	at["raised"] = h.On
	h.Refers("Referred")
	at["referred"] = h.On
	h.Refers("Considered").Considers()
	at["considered"] = h.On
	h.Refers("Formulation").Considers().As("hale").Does(procedure.OpenFormulation{})
	at["formulation"] = h.On
	h.Refers("Moved").Considers().As("hale").Does(procedure.OpenFormulation{})
	h.Does(procedure.Move{Version: h.Matter().Version.Hash, Method: procedure.Written, Closes: h.Time().Add(90 * 24 * time.Hour)})
	at["moved"] = h.On
	for _, d := range []struct {
		name string
		how  procedure.Method
		days time.Duration
	}{{"written, over", procedure.Written, 4}, {"meeting, over", procedure.Meeting, 4}, {"written", procedure.Written, 60}, {"silence", procedure.Silence, 60}} {
		h.Refers(d.name).Considers().As("hale").Does(procedure.OpenFormulation{})
		v := h.Matter().Version.Hash
		h.Does(procedure.Move{Version: v, Method: d.how, Closes: h.Time().Add(d.days * 24 * time.Hour)})
		h.As("serik").Does(procedure.Second{Version: v})
		at[d.name] = h.On
	}
	h.As("hale").Does(clerktest.Idea("Ready", "One.", "Two."))
	at["ready"] = h.On
	for _, who := range []member.ID{"okafor", "lind"} {
		h.As(who).Does(h.Says("Yes.", act.Caucus, act.Named))
	}
	h.Later(49 * time.Hour)
	return at
}

var commands = []string{"state", "refer", "consider", "open-formulation", "pass-pen", "move", "second", "unmove", "choose",
	"amend", "record-meeting", "reserve", "close", "withdraw", "differ", "recuse"}

// everyForm calls f with every form that is drawn for anybody on any page.
func everyForm(t *testing.T, h *house, f func(b *browser, path string, form drawnForm)) {
	t.Helper()
	matters := stages(h)
	h.As("hale")
	gathering := h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.PutItem{Title: text.Words{"en": "Opening"}, Asks: meeting.Discussion})
	seen := map[string]int{}
	for _, who := range []member.ID{"hale", "serik", "dana", "lind", "zhan"} {
		b := h.visit(t, who)
		paths := []string{"/raise", "/groups/appoint", "/groups/end", "/initiative/rules", "/account", "/recovery",
			"/interests/declare", "/funders/funder", "/funders/criticism", "/meetings/call"}
		for _, c := range []string{"move-meeting", "call-off", "put-item", "put-item?item=i1"} {
			paths = append(paths, "/meeting/"+string(gathering)+"/agenda/"+c)
		}
		for _, ref := range matters {
			paths = append(paths, "/matter/"+string(ref)+"/text?edit=yes", "/matter/"+string(ref)+"/do/revise")
			for _, c := range commands {
				paths = append(paths, "/matter/"+string(ref)+"/do/"+c)
			}
		}
		slices.Sort(paths)
		for _, path := range paths {
			if b.get(path); b.code != http.StatusOK {
				continue
			}
			for _, form := range read(b.page).forms {
				what := form.action[strings.LastIndex(form.action, "/")+1:]
				if form.action == "/signout" || seen[what] > 5 {
					continue
				}
				seen[what]++
				f(b, path, form)
			}
		}
	}
	for _, c := range append([]string{"raise", "text", "appoint", "end", "rules", "token", "passkey", "recovery", "declare", "funder", "criticism", "call", "move-meeting", "call-off", "put-item"}, commands...) {
		if seen[c] == 0 {
			t.Errorf("no form of %s was ever drawn", c)
		}
	}
}

// garbage is what people and their programs put into forms.
var garbage = []string{
	"", "   ", `<script>alert("1")</script>&amp;<b>`, `"><img src=x onerror=alert(1)>`, "\u202egnorw\u202c", "a\u200b\u200db\ufeff",
	"zero\x00byte", "bad \xff\xfe bytes", "-1", "99999999999999999999", "2009-13-45", "25:61", "][ | [a: ]", strings.Repeat("й", 30_000),
	strings.Repeat("[", 5000), "e" + strings.Repeat("\u0301", 200), "x\r\ny", "O'Brien; drop table act; --", "${7*7}{{.}}",
}

// shown is a typed value as the form that comes back shows it: what cannot be
// drawn at all stands as the mark for it.
func shown(s string) string {
	s = strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\x00", "\ufffd")
	return strings.ReplaceAll(s, "\r\n", "\n")
}

// TestNothingTypedIsLost sends garbage by every form there is. What is refused
// comes back as a form with everything in it.
func TestNothingTypedIsLost(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.site.Clock, h.site.Base = time.Now, "http://localhost"
	random := rand.New(rand.NewPCG(20, 9))
	refused := 0
	everyForm(t, h, func(b *browser, path string, form drawnForm) {
		what := form.action[strings.LastIndex(form.action, "/")+1:]
		if slices.Contains([]string{"end-others", "revoke"}, what) || strings.HasPrefix(form.action, "/account/end") {
			return // buttons; nothing is typed
		}
		for range 3 {
			in := form.sent()
			typed := map[string][]string{}
			for n, c := range form.fields {
				switch {
				case c.typed():
					g := garbage[random.IntN(len(garbage))]
					in[c.name][place(form, n)] = g
					typed[c.name] = append(typed[c.name], g)
				case c.kind != "hidden" && c.kind != "button":
					in.Set(c.name, garbage[2+random.IntN(3)])
				}
			}
			if !slices.ContainsFunc(form.fields, func(c drawnField) bool { return c.kind != "hidden" && c.kind != "button" }) {
				in.Set("turn", "0")
			}
			before := size(h)
			b.post(form.action, in)
			if b.code == http.StatusOK && size(h) > before {
				b.get(path)
				return // garbage to the eye, and words to the rules
			}
			if b.code != http.StatusUnprocessableEntity && (b.code != http.StatusNotFound || what != "end") && b.code != http.StatusConflict && b.code != http.StatusForbidden {
				t.Errorf("%s: %q is answered %d\n%s", form.action, in, b.code, read(b.page).main)
				return
			}
			refused++
			d := read(b.page)
			if !strings.Contains(b.page, `class="errors"`) {
				t.Errorf("%s: no error summary\n%s", form.action, d.main)
			}
			if strings.Contains(b.page, "\x00") {
				t.Errorf("%s: the page has a zero byte in it", form.action)
			}
			back, ok := d.form(form.action)
			if !ok {
				t.Errorf("%s: the form did not come back\n%s", form.action, d.main)
				return
			}
			now := back.sent()
			for name, values := range typed {
				for _, v := range values {
					if v = shown(v); strings.TrimSpace(v) != "" && !slices.ContainsFunc(now[name], func(n string) bool { return shown(n) == v }) {
						t.Errorf("%s: %.80q was typed as %s and is lost: %.200q", form.action, v, name, now[name])
					}
				}
			}
			if b.code == http.StatusUnprocessableEntity && len(typed) > 0 && d.invalid == 0 && what != "text" {
				t.Errorf("%s: no field is marked\n%s", form.action, d.main)
			}
		}
	})
	if refused < 100 {
		t.Errorf("only %d forms were refused", refused)
	}
	h.Checks()
}

// place is which of the values of its name a field sends.
func place(f drawnForm, k int) (n int) {
	for _, o := range f.fields[:k] {
		if o.name == f.fields[k].name {
			n++
		}
	}
	return n
}

// size is how many acts the record holds.
func size(h *house) (n int64) {
	h.Reads("", func(q register.Questions) (err error) { n, err = q.Size(); return err })
	return n
}

// TestAllAtOnce holds that a refusal names every field that has to be mended,
// each with a link that leads to it.
func TestAllAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		b := h.visit(t, "hale")
		b.get("/raise").send("/raise", map[string]string{"lang": "en"}).sees(http.StatusUnprocessableEntity)
		for _, field := range []string{"title", "problem", "paragraphs", "dimension"} {
			if link := `<a href="#` + field + `">`; !strings.Contains(b.page, link) {
				t.Errorf("the summary does not lead to %s", field)
			}
			if strings.Count(b.page, `id="`+field+`-error"`) != 1 {
				t.Errorf("%s does not say what is wrong with it", field)
			}
		}
	})
}

// TestHostile sends what no browser sends.
func TestHostile(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		h.Refers("Joint matter")
		joint := "/matter/" + string(h.On)
		h.As("serik").Does(clerktest.Idea("Of Astana alone", "One."))
		theirs := "/matter/" + string(h.On)
		hale := h.visit(t, "hale").get(joint)
		statement := func() url.Values {
			hale.get(joint)
			in := hale.hidden(joint + "/do/state")
			for k, v := range map[string]string{"words": "Fine words.", "lang": "en", "audience": "joint", "attribution": "named"} {
				in.Set(k, v)
			}
			return in
		}

		t.Run("huge", func(t *testing.T) {
			in := statement()
			in.Set("words", strings.Repeat("A long text. ", 400_000))
			hale.post(joint+"/do/state", in).sees(http.StatusUnprocessableEntity, `class="errors"`, "A long text. A long text.")
			in.Set("words", strings.Repeat("Ұзақ мәтін. ", 400_000))
			hale.post(joint+"/do/state", in).sees(http.StatusUnprocessableEntity, locale.For(locale.English).T("web.form-too-large"))
			in.Set("words", strings.Repeat("x", 13<<20))
			r, err := hale.http.PostForm(hale.base+joint+"/do/state", in)
			if err == nil { // the server may hang up on it
				r.Body.Close()
				if r.StatusCode != http.StatusUnprocessableEntity && r.StatusCode != http.StatusRequestEntityTooLarge {
					t.Errorf("13 MB: %d", r.StatusCode)
				}
			}
			hale.get(joint).sees(http.StatusOK)
		})
		t.Run("twice", func(t *testing.T) {
			in := statement()
			before := size(h)
			hale.post(joint+"/do/state", in)
			first := hale.at.String()
			hale.post(joint+"/do/state", in).sees(http.StatusOK)
			if hale.at.String() != first || size(h) != before+1 {
				t.Errorf("sent twice: %s and %s, %d acts", first, hale.at, size(h)-before)
			}
		})
		t.Run("stale", func(t *testing.T) {
			dana := h.visit(t, "dana")
			for _, who := range []member.ID{"nurlan", "aigul"} {
				h.On = act.Ref(strings.TrimPrefix(joint, "/matter/"))
				h.As(who).Does(h.Says("Yes.", act.Joint, act.Named))
			}
			h.Later(73 * time.Hour)
			dana.get(joint + "/do/consider").sees(http.StatusOK)
			form, _ := read(dana.page).form(joint + "/do/consider")
			in := form.answered(t, map[string]string{"position": "support", "reason": "My long reasons.", "tookPart": "3", "method": "meeting"})
			h.visit(t, "dana").get(joint+"/do/consider").send(joint+"/do/consider", map[string]string{"position": "concerns", "reason": "First.", "tookPart": "3", "method": "meeting"}).sees(http.StatusOK)
			dana.post(joint+"/do/consider", in).sees(http.StatusConflict, "My long reasons.", `class="errors"`)
		})
		t.Run("forged", func(t *testing.T) {
			for name, value := range map[string]string{"version": strings.Repeat("ab", 32), "paragraph": "zzzz", "reply": strings.Repeat("cd", 32),
				"audience": "everybody", "attribution": "queen", "lang": "tlh"} {
				in := statement()
				in.Set(name, value)
				if hale.post(joint+"/do/state", in); hale.code != http.StatusUnprocessableEntity && hale.code != http.StatusConflict && hale.code != http.StatusNotFound {
					t.Errorf("a forged %s is answered %d", name, hale.code)
				}
			}
			in := statement()
			in.Set("key", strings.Repeat("k", 5000))
			if hale.post(joint+"/do/state", in); hale.code != http.StatusUnprocessableEntity {
				t.Errorf("a long key is answered %d", hale.code)
			}
			hale.get("/initiative/rules")
			hale.get("/groups/end").post("/groups/end", url.Values{"member": {"serik"}, "key": {"x"}})
			if hale.code == http.StatusOK {
				t.Error("Washington ended a seat in Astana")
			}
		})
		t.Run("caucus", func(t *testing.T) {
			for _, who := range []member.ID{"hale", "webb", ""} {
				b := h.visit(t, who)
				for _, rest := range []string{"", "/text", "/text?edit=yes", "/decision", "?before=5", "?reply=" + strings.Repeat("ab", 32)} {
					alike(t, b, func(m string) { b.get(m + rest) }, theirs)
				}
				for _, c := range append([]string{"revise", "issue", "raise", "nonsense"}, commands...) {
					alike(t, b, func(m string) { b.get(m + "/do/" + c) }, theirs)
					in := url.Values{"turn": {"1"}, "words": {"x"}, "reason": {"x"}, "tookPart": {"3"}, "day": {"2009-06-01"}, "clock": {"10:00"}, "lang": {"en"}}
					alike(t, b, func(m string) { b.post(m+"/do/"+c, in) }, theirs)
				}
				alike(t, b, func(m string) { b.post(m+"/text", url.Values{"turn": {"1"}, "id": {""}, "words": {"x"}}) }, theirs)
			}
		})
		t.Run("addresses", func(t *testing.T) {
			for _, path := range []string{"/matter/%00", "/matter/" + url.PathEscape("'; --"), "/matter/%ff", "/matter/..%2f..%2fetc", "/matter/ABCDEFGH",
				"/matter/initiative", "/matter//text", "/matter/" + strings.Repeat("a", 5000), "/record/-1", "/record/x", "/record/99999999999999999999", "/record/999999",
				"/record/1/proof/", "/recommendations/%00", "/recommendations/%ff", "/recommendations/../../x", "/signin/%00", "/signin/x", "/demo/x",
				"/matters?stage=nonsense", "/matters?stage=%00", "/text", "/tile/0/999", "/tile/x", "/tile/entries/000", "/static/", "/static/../site.go", "/.git/config"} {
				if hale.get(path); hale.code != http.StatusNotFound && hale.code != http.StatusBadRequest && hale.code != http.StatusUnprocessableEntity {
					t.Errorf("%.60s: %d\n%.500s", path, hale.code, read(hale.page).main)
				}
			}
			for _, path := range []string{"/search?q=%00", "/search?q=%ff%fe", "/search?q=" + strings.Repeat("%22", 900), "/search?q=a+AND+%28+OR+%29+NEAR%2F*", "/search?before=x&q=%E2%80%AE",
				"/recommendations?dimension=%00&to=%ff&before=-3", "/recommendations?before=99999999999999999999", "/matters?at=-5&ref=%00", "/record?before=-7", "/record?before=%00",
				joint + "?before=-1&done=x&reply=%00&paragraph=%ff", joint + "?done=-1", "/?lang=tlh", "/?lang=%00"} {
				if hale.get(path); hale.code >= 500 {
					t.Errorf("%.60s: %d", path, hale.code)
				}
				if who := h.visit(t, "").get(path); who.code >= 500 {
					t.Errorf("%.60s, for the public: %d", path, who.code)
				}
			}
			for _, back := range []string{"//evil.example", `/\evil.example`, "/\t/evil.example", "https://evil.example", "/%09/evil.example", "javascript:alert(1)", "/\r\nX: y"} {
				r := httptest.NewRecorder()
				h.site.Handler().ServeHTTP(r, httptest.NewRequest("GET", "/language/ru?back="+url.QueryEscape(back), nil))
				if to := r.Header().Get("Location"); strings.ContainsAny(to, "\\\t\r\n") || strings.HasPrefix(to, "//") || strings.Contains(to, ":") {
					t.Errorf("back to %q leads to %q", back, to)
				}
			}
		})
		t.Run("bytes", func(t *testing.T) {
			for _, path := range []string{joint + "/do/state", "/raise", "/account/token", "/account/end", "/account/revoke", "/account/passkey", "/account/drop-passkey", "/account/drop-recovery", "/recovery", "/signin/passkey", "/groups/appoint", "/groups/end", "/initiative/rules", "/signin", joint + "/text", "/setup"} {
				for _, bad := range []string{"\x00", "\xff\xfe", "\u202e"} {
					in := url.Values{}
					for _, name := range []string{"words", "title", "problem", "paragraphs", "lang", "id", "name", "scope", "member", "email", "key", "version", "base", "turn", "audience", "capacity", "constituency", "post", "country", "dimension", "addressees", "token", "paragraph", "reason", "attempt", "answer", "back"} {
						in.Set(name, bad)
					}
					if hale.post(path, in); hale.code >= 500 || hale.code == http.StatusOK && path != "/signin" && !strings.HasPrefix(path, "/account/") {
						t.Errorf("%s with %q: %d", path, bad, hale.code)
					}
				}
			}
		})
		t.Run("elsewhere", func(t *testing.T) {
			for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}} {
				r, _ := http.NewRequest("POST", hale.base+joint+"/do/state", strings.NewReader(statement().Encode()))
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				for k, v := range header {
					r.Header.Set(k, v)
				}
				before := size(h)
				res, err := hale.http.Do(r)
				if hale.took(res, err); hale.code != http.StatusForbidden || size(h) != before {
					t.Errorf("from elsewhere %v: %d", header, hale.code)
				}
			}
			for _, method := range []string{"PUT", "DELETE", "PATCH", "BREW", "TRACE"} {
				for _, path := range []string{"/", joint, joint + "/do/state", "/record"} {
					r, _ := http.NewRequest(method, hale.base+path, nil)
					res, err := hale.http.Do(r)
					if hale.took(res, err); hale.code < 400 || hale.code >= 500 {
						t.Errorf("%s %s: %d", method, path, hale.code)
					}
				}
			}
		})
		h.Checks()
	})
}

// alike fails the test unless what is done to a matter of the other group's
// caucus is answered as if there were no such matter.
func alike(t *testing.T, b *browser, do func(matter string), theirs string) {
	t.Helper()
	do("/matter/zzzzzzzz")
	code, page := b.code, strings.ReplaceAll(mainOf(b.page), "zzzzzzzz", "")
	if code == http.StatusOK {
		t.Errorf("a matter that does not exist is answered %d", code)
	}
	do(theirs)
	if got := strings.ReplaceAll(mainOf(b.page), strings.TrimPrefix(theirs, "/matter/"), ""); b.code != code || got != page {
		t.Errorf("%s: %d, and %d for one that does not exist\n%s\n%s", b.at, b.code, code, got, page)
	}
}
