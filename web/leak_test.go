package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// planted is a house in whose every corner lies a word that stands nowhere
// else, and who may read it.
type planted struct {
	*house
	words map[string]register.Reader // by the word: somebody who may read it
	refs  []act.Ref
}

// procedureText is a draft in which the first paragraph reads otherwise.
func procedureText(was []procedure.Paragraph, words string) []text.Paragraph {
	return []text.Paragraph{{ID: was[0].ID, Words: words}, {ID: was[1].ID, Words: "Another."}}
}

func plant(t *testing.T, db *database.DB) planted {
	h := open(t, db)
	h.site.Clock = time.Now
	p := planted{house: h, words: map[string]register.Reader{}}
	hide := func(word string, g group.ID, c member.Capacity) string {
		p.words[word] = register.Reader{Standing: member.Standing{Group: g, Capacity: c}}
		return "The word is " + word + "."
	}
	in := func(word string, g group.ID) string { return hide(word, g, member.Member) }
	joint := func(word string) string { return hide(word, clerktest.Astana, member.Observer) }
	for _, side := range []struct {
		g          group.ID
		chair, who member.ID
	}{{clerktest.Washington, "hale", "lind"}, {clerktest.Astana, "serik", "aigul"}} {
		idea := clerktest.Idea(in("zqtitle"+string(side.g), side.g), in("zqparagraph"+string(side.g), side.g))
		idea.Problem = in("zqproblem"+string(side.g), side.g)
		h.As(side.chair).Does(idea)
		p.refs = append(p.refs, h.On)
		h.As(side.who).Does(h.Says(in("zqraised"+string(side.g), side.g), act.Caucus, act.Unattributed))
	}
	// One matter in every stage, with a word in each caucus before and after.
	speak := func(stage string) {
		h.As("lind").Does(h.Says(in("zqw"+stage, clerktest.Washington), act.Caucus, act.Named))
		h.As("ruiz").Does(h.Says(in("zqx"+stage, clerktest.Washington), act.Caucus, act.GroupOnly))
		h.As("aigul").Does(h.Says(in("zqa"+stage, clerktest.Astana), act.Caucus, act.Named))
		h.As("timur").Does(h.Says(in("zqb"+stage, clerktest.Astana), act.Caucus, act.Unattributed))
		h.As("lind").Does(h.Says(joint("zqj"+stage), act.Joint, act.Named))
		h.As("lind").Does(h.Says(joint("zqnobody"+stage), act.Joint, act.Unattributed))
		h.As("aigul").Does(h.Says(joint("zqgroup"+stage), act.Joint, act.GroupOnly))
	}
	idea := clerktest.Idea("Everything", "One paragraph.", "Another.")
	h.As("hale").Does(idea)
	for _, who := range []member.ID{"okafor", "lind"} {
		h.As(who).Does(h.Says(in("zqearly"+string(who), clerktest.Washington), act.Caucus, act.Named))
	}
	h.Later(48 * time.Hour).As("hale").Does(procedure.Refer{})
	speak("referred")
	h.Considers()
	speak("considered")
	h.As("hale").Does(procedure.OpenFormulation{})
	m := h.Matter()
	draft := m.Version.Paragraphs
	v := m.Version.Hash
	h.Does(procedure.Issue{Base: v, Paragraphs: procedureText(draft, joint("zqdraft"))})
	speak("formulation")
	p.refs = append(p.refs, h.On)
	h.Refers("Decided").Considers().Opens(procedure.Written)
	speak("decision")
	h.Adopts()
	p.refs = append(p.refs, h.On)
	h.Refers("Withdrawn")
	speak("withdrawn")
	h.As("hale").Does(procedure.Withdraw{Reason: "We were wrong."})
	h.As("serik").Does(procedure.Withdraw{Reason: "So be it."})
	p.refs = append(p.refs, h.On)
	p.gather(in, joint)
	index(t, h)
	return p
}

// gather holds a meeting of Washington alone and one of both, each with words in
// its notes, its minutes and its action items.
func (p *planted) gather(in func(string, group.ID) string, joint func(string) string) {
	for _, m := range []struct {
		groups []group.ID
		word   func(string) string
	}{{[]group.ID{clerktest.Washington}, func(w string) string { return in("zqmeetone"+w, clerktest.Washington) }},
		{[]group.ID{clerktest.Washington, clerktest.Astana}, func(w string) string { return joint("zqmeetboth" + w) }}} {
		p.As("hale")
		on := p.Meets("", p.Meeting(m.groups...), meeting.PutItem{Title: text.Words{"en": m.word("item")}, Asks: meeting.Discussion},
			meeting.PutItem{Title: text.Words{"en": m.word("ruled")}, Asks: meeting.Discussion, Rule: true}, meeting.Convene{},
			meeting.TakeUp{Item: "i1"}, meeting.Conclude{Item: "i1", Note: "Noted."}, meeting.TakeUp{Item: "i2"}, meeting.Conclude{Item: "i2"},
			meeting.Assign{What: m.word("task"), Group: clerktest.Washington, Due: "2010-01-01"}, meeting.Adjourn{},
			meeting.Minute{Parts: []meeting.PartWords{{Item: "i1", Words: m.word("minutes")}, {Item: "i2", Words: m.word("rule")}}})
		p.refs = append(p.refs, on)
	}
}

// index brings the search up to date.
func index(t testing.TB, h *house) {
	for next, last := int64(0), int64(-1); next != last; {
		if err := h.DB.Write(context.Background(), func(tx *database.Tx) (err error) {
			last = next
			next, err = register.Index(tx, next)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// crawl visits every page that a reader can find or guess, and calls f with each.
func crawl(t *testing.T, h *house, who member.ID, refs []act.Ref, asked []string, f func(b *browser)) (pages int) {
	t.Helper()
	b := h.visit(t, who)
	todo := []string{"/", "/matters", "/recommendations", "/initiative", "/groups", "/search", "/record", "/checkpoint", "/key",
		"/raise", "/account", "/account/mail", "/calendar", "/calendar/public.ics", "/notices", "/bulletin", "/groups/letters", "/signin/again", "/signin/done", "/recovery", "/groups/appoint", "/groups/end", "/initiative/constituencies", "/initiative/rules", "/demo", "/nowhere", "/matters?stage=raised"}
	for _, ref := range refs {
		at := "/matter/" + string(ref)
		if ref.Meets() {
			at = "/meeting/" + string(ref)
			todo = append(todo, at+"/room", at+"/minutes", at+"/minutes?edit=m1", at+"/tasks", "/tasks")
			continue
		}
		todo = append(todo, at, at+"/text", at+"/text?edit=yes", at+"/decision", at+"/do/revise")
		for _, c := range commands {
			todo = append(todo, at+"/do/"+c)
		}
	}
	for n := range size(h) {
		todo = append(todo, fmt.Sprintf("/record/%d", n))
	}
	for _, q := range asked {
		todo = append(todo, "/search?q="+q)
	}
	seen := map[string]bool{}
	for len(todo) > 0 {
		path, _, _ := strings.Cut(todo[0], "#")
		todo = todo[1:]
		if seen[path] || !strings.HasPrefix(path, "/") {
			continue
		}
		seen[path] = true
		if b.get(path); b.code >= 500 {
			t.Errorf("%s reads %s: %d", who, path, b.code)
		}
		pages++
		f(b)
		for _, link := range read(b.page).links {
			if !regexp.MustCompile(`^/(static|language|tile|api)|/proof$`).MatchString(link) {
				todo = append(todo, link)
			}
		}
	}
	return pages
}

// mayRead says whether a member of a standing may read what reader may.
func mayRead(st member.Standing, word register.Reader) bool {
	if word.Standing.Capacity == member.Observer {
		return st.Group != "" // joint
	}
	return st.Group == word.Standing.Group && st.Caucuses()
}

// TestLeaks plants words in each group's caucus and has every kind of reader
// look for them on every page.
func TestLeaks(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := plant(t, db)
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			return roll.Put(tx, roll.Person{Member: "gone", Name: map[string]string{"en": "gone"}, Slug: "gone", Lang: "en", Email: "gone@example.org"})
		})
		if err != nil {
			t.Fatal(err)
		}
		asked := slices.Sorted(maps.Keys(p.words))
		readers := []member.ID{"", "hale", "webb", "dana", "zhan", "gone"}
		if db.Engine == database.Postgres {
			readers = []member.ID{"", "okafor", "serik"} // what is the engine's own is in the questions
		}
		for _, who := range readers {
			var st member.Standing
			for _, c := range clerktest.Cast {
				if c.ID == who {
					st = member.Standing{Group: c.Group, Capacity: c.Capacity}
				}
			}
			found := map[string]bool{}
			crawl(t, p.house, who, p.refs, asked, func(b *browser) {
				shown := b.page
				if b.at.Path == "/search" { // what was asked is said again
					shown = strings.ReplaceAll(shown, b.at.Query().Get("q"), "")
					if strings.Contains(b.page, "<mark>") {
						shown = b.page
					}
				}
				for word, may := range p.words {
					if !strings.Contains(shown, word) {
						continue
					}
					found[word] = true
					if !mayRead(st, may) {
						t.Errorf("%q reads %s at %s", who, word, b.at)
					}
					alone(t, b, word)
				}
			})
			for word, may := range p.words {
				if mayRead(st, may) && !found[word] {
					t.Errorf("%q may read %s and finds it nowhere", who, word)
				}
			}
		}
	})
}

var marked = regexp.MustCompile(`<(article|li)\b`)

// alone fails the test if the words of somebody who is not to be known stand
// in one place with a name or, if the group is not to be known, with a group.
func alone(t *testing.T, b *browser, word string) {
	t.Helper()
	nobody, groupOnly := strings.HasPrefix(word, "zqnobody"), strings.HasPrefix(word, "zqgroup") || strings.HasPrefix(word, "zqx") || strings.HasPrefix(word, "zqb")
	if !nobody && !groupOnly {
		return
	}
	for rest := strings.ReplaceAll(mainOf(b.page), `value="`+word+`"`, ""); ; {
		before, after, ok := strings.Cut(rest, word)
		if !ok {
			return
		}
		rest = after
		if all := marked.FindAllStringIndex(before, -1); all != nil {
			begin := before[all[len(all)-1][0]:]
			end, _, _ := strings.Cut(after, "</article>")
			if strings.HasPrefix(begin, "<li") {
				end, _, _ = strings.Cut(after, "</li>")
			}
			place := regexp.MustCompile(`<(small|span class="when").*?</(small|span)>|<time.*?</time>`).ReplaceAllString(begin+end, "")
			for _, c := range clerktest.Cast {
				if strings.Contains(place, string(c.ID)) {
					t.Errorf("%s: %s stands beside the name of %s:\n%s", b.at, word, c.ID, place)
				}
			}
			if nobody && (strings.Contains(place, `class="mark`) || regexp.MustCompile(`class="[^"]*\bg[0-9]\b`).MatchString(place)) {
				t.Errorf("%s: %s stands beside a group's sign:\n%s", b.at, word, place)
			}
		}
	}
}

// TestAliases holds the recorded headers of one person's statements on one
// matter side by side: only those by name may have an alias in common.
func TestAliases(t *testing.T) {
	p := plant(t, databasetest.Open(t, t.TempDir()))
	type header struct {
		Kind  string `json:"k"`
		On    string
		Group string `json:"g"`
		By    string
		Body  struct{ Attribution string } `json:"b"`
	}
	by := map[string]int{}
	b := p.visit(t, "dana")
	for n := range size(p.house) {
		if b.get(fmt.Sprintf("/record/%d", n)); b.code != http.StatusOK {
			continue
		}
		raw := regexp.MustCompile(`<pre tabindex="0"><code translate="no">(.*?)</code>`).FindStringSubmatch(b.page)
		var h header
		if err := json.Unmarshal([]byte(html.UnescapeString(raw[1])), &h); err != nil {
			t.Fatalf("%s: %v", raw[1], err)
		}
		if h.Kind != "procedure.stated" {
			continue
		}
		by[h.By]++
		switch h.Body.Attribution {
		case "unattributed":
			if by[h.By] > 1 || strings.Contains(strings.NewReplacer(h.By, "", h.On, "").Replace(raw[1]), "zq") {
				t.Errorf("act %d: %s", n, raw[1])
			}
			if h.Group != "" && !strings.Contains(html.UnescapeString(raw[1]), `"audience":"caucus"`) {
				t.Errorf("act %d tells its group: %s", n, raw[1])
			}
		case "group":
			if by[h.By] > 1 {
				t.Errorf("act %d has the alias of another: %s", n, raw[1])
			}
		}
	}
	if len(by) < 10 {
		t.Errorf("only %d aliases were looked at", len(by))
	}
}

var keys = regexp.MustCompile(`name="key" value="[^"]*"`)

// TestStill has Washington speak among itself, and looks whether anything that
// Astana or the public sees has moved.
func TestStill(t *testing.T) {
	p := plant(t, databasetest.Open(t, t.TempDir()))
	at := "/matter/" + string(p.refs[2])
	pages := []string{"/", "/matters", at, at + "/text", at + "/do/withdraw", "/matters?stage=raised", "/recommendations", "/groups", "/search?q=word"}
	look := func(b *browser) (all []string) {
		for _, path := range pages {
			all = append(all, keys.ReplaceAllString(mainOf(b.get(path).page), ""))
		}
		return all
	}
	readers := []*browser{p.visit(t, "serik"), p.visit(t, "zhan"), p.visit(t, "webb"), p.visit(t, "")}
	var before [][]string
	for _, b := range readers {
		before = append(before, look(b))
	}
	p.On = p.refs[2]
	p.As("lind").Does(p.Says("The word is zqlater.", act.Caucus, act.Unattributed))
	p.As("okafor").Does(p.Says("The word is zqlatest.", act.Caucus, act.Named))
	p.As("hale").Does(clerktest.Idea("The word is zqnew.", "One."))
	index(t, p.house)
	for n, b := range readers {
		for k, now := range look(b) {
			if now != before[n][k] {
				t.Errorf("reader %d sees %s move", n, pages[k])
			}
		}
	}
	if own := p.visit(t, "ruiz").get("/matters"); !strings.Contains(own.page, "zqnew") {
		t.Error("Washington does not see what is its own")
	}
}

// TestDemoLeaks looks for the caucus statements of the demonstration.
func TestDemoLeaks(t *testing.T) {
	h := playDemo(t)
	secrets := map[group.ID][]string{}
	chairs := map[group.ID]member.ID{}
	refs, opened := map[act.Ref]bool{}, map[string]bool{}
	h.Reads("", func(q register.Questions) error {
		n, err := q.Initiative()
		people, _ := q.People()
		for _, st := range n.Standings {
			if st.Capacity == member.CoChair {
				chairs[st.Group] = member.ID(people.Of(st.Member).Slug)
			}
		}
		return err
	})
	for g := range chairs {
		reader := register.Reader{Standing: member.Standing{Group: g, Capacity: member.CoChair}}
		err := h.Register.Ask(t.Context(), reader, func(q register.Questions) error {
			lines, err := q.Newest(0, -1, 5000)
			for _, l := range lines {
				refs[l.On] = true
				for _, s := range wordsOf(l) {
					if l.Audience == act.Caucus {
						secrets[g] = append(secrets[g], s)
					} else {
						opened[s] = true
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for g := range secrets { // a referral opens what was reworded before, as far as it stayed
		secrets[g] = slices.DeleteFunc(secrets[g], func(s string) bool { return opened[s] })
	}
	delete(refs, act.Initiative)
	if len(secrets) < 2 || len(refs) < 16 {
		t.Fatalf("%d groups with secrets, %d matters", len(secrets), len(refs))
	}
	for _, reader := range append(slices.Collect(maps.Keys(chairs)), "") {
		crawl(t, h, chairs[reader], slices.Collect(maps.Keys(refs)), nil, func(b *browser) {
			for g, list := range secrets {
				for _, s := range list {
					if s = html.EscapeString(strings.SplitN(s, "\n", 2)[0]); g != reader && strings.Contains(b.page, s) {
						t.Errorf("%q reads %q of %s at %s", reader, s, g, b.at)
					}
				}
			}
		})
	}
}

// wordsOf are the words of a statement or an idea.
func wordsOf(l register.Line) (all []string) {
	switch w := l.Words.(type) {
	case procedure.StatedWords:
		all = append(all, w.Words)
	case procedure.RaisedWords:
		all = append(all, w.Problem)
		for _, p := range w.Paragraphs {
			all = append(all, p.Words)
		}
	case procedure.IssuedWords:
		for _, p := range w.Paragraphs {
			all = append(all, p.Words)
		}
	}
	return all
}

// playDemo is a house in which the demonstration was played.
func playDemo(t testing.TB) *house {
	t.Helper()
	db := databasetest.Open(t, t.TempDir())
	h := openOn(t, clerktest.Unfounded(t, db))
	h.site.Clock = time.Now
	set := func(now time.Time) { h.Later(now.Sub(h.Time())) }
	if err := demo.Play(context.Background(), h.Clerk, set); err != nil {
		t.Fatal(err)
	}
	set(demo.Present)
	index(t, h)
	return h
}
