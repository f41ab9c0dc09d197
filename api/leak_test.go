package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

// TestNothingLeaks plants secrets in both caucuses and unattributed words
// among all, and then has every kind of reader read everything there is.
func TestNothingLeaks(t *testing.T) {
	each(t, func(s *stage) {
		// Washington's caucus: an idea never referred, and words on one that was.
		s.does("hale", "raise", clerktest.Idea("Planted-in-washington-title", "Planted-in-washington-text."))
		hidden := s.On
		s.does("moss", "state", s.Says("Planted-in-washington-1.", act.Caucus, act.Named))
		s.On, s.turn = "", 0
		s.does("hale", "raise", clerktest.Idea("Shared", "Planted-in-washington-draft."))
		s.does("hale", "revise", clerktest.Idea("Shared", "First paragraph.", "Second."))
		s.does("okafor", "state", s.Says("Planted-in-washington-2.", act.Caucus, act.GroupOnly))
		s.does("lind", "state", s.Says("Planted-in-washington-3.", act.Caucus, act.Unattributed))
		whispered := s.last("lind")
		s.Later(48 * time.Hour)
		s.does("hale", "refer", body{})
		shared := s.On
		// Astana's caucus, and what is said to all without a name.
		s.does("timur", "state", s.Says("Planted-in-astana.", act.Caucus, act.Named))
		v := s.Matter().Version.Hash
		answer := `{"words":"I heard that.","lang":"en","audience":"joint","attribution":"named","version":"` + v.String() + `","replyTo":"%s"}`
		for who, code := range map[string]int{"timur": http.StatusUnprocessableEntity, "lind": http.StatusOK} {
			if got := s.send(who, "POST", "/matters/"+string(shared)+"/state", fmt.Sprintf(answer, whispered)); got.Code != code {
				t.Errorf("%s answers what was whispered in Washington: %d, want %d", who, got.Code, code)
			}
		}
		s.does("ruiz", "state", body{"words": "Whispered-to-all.", "lang": "en", "audience": "joint", "attribution": "unattributed", "version": v})
		s.does("ruiz", "state", body{"words": "Whispered-for-the-group.", "lang": "en", "audience": "public", "attribution": "group", "version": v})
		s.index()

		for _, c := range []struct {
			who  string
			may  []string
			must []string // not
		}{
			{"", nil, []string{"Planted", "Whispered", string(hidden), "Shared"}},
			{"stranger", nil, []string{"Planted", "Whispered", string(hidden), "Shared"}},
			{"moss", []string{"Planted-in-washington-title", "Planted-in-washington-draft", "Planted-in-washington-2", "Whispered-to-all"}, []string{"Planted-in-astana"}},
			{"hale reads", []string{"Planted-in-washington-1", "Whispered-to-all"}, []string{"Planted-in-astana"}},
			{"serik", []string{"Planted-in-astana", "Shared", "Whispered-to-all"}, []string{"Planted-in-washington", string(hidden)}},
			{"zhan", []string{"Planted-in-astana", "Whispered-for-the-group"}, []string{"Planted-in-washington", string(hidden)}},
			{"webb", []string{"Shared", "Whispered-to-all"}, []string{"Planted", string(hidden)}},
		} {
			told := s.reads(c.who, hidden, shared)
			all := strings.Join(told, "\n")
			for _, secret := range c.must {
				if n := strings.Index(all, secret); n >= 0 {
					t.Errorf("%q reads %s: …%s…", c.who, secret, all[max(0, n-200):min(len(all), n+100)])
				}
			}
			for _, known := range c.may {
				if !strings.Contains(all, known) {
					t.Errorf("%q does not read %s", c.who, known)
				}
			}
			met := 0
			for _, one := range told {
				met += unnamed(t, c.who, one)
			}
			if (met > 0) != strings.Contains(all, "Whispered") {
				t.Errorf("%q: met %d whispers", c.who, met)
			}
		}
		s.refusesAlike(hidden)
	})
}

// last is the newest act that a member reads on the matter.
func (s *stage) last(who member.ID) (hash act.Hash) {
	s.T.Helper()
	reader, err := s.Register.Reader(s.T.Context(), who, s.Time())
	if err == nil {
		err = s.Register.Ask(s.T.Context(), reader, func(q register.Questions) error {
			lines, err := q.LastActs(s.On, 0, 1)
			hash = lines[0].Hash
			return err
		})
	}
	if err != nil {
		s.T.Fatal(err)
	}
	return hash
}

// unnamed checks that nothing that stands with whispered words tells whose
// they are: neither author, nor, where it is kept back too, the group. It
// returns how many it met.
func unnamed(t *testing.T, who, told string) (met int) {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(told), &v); err != nil {
		t.Fatal(err)
	}
	walk(v, func(o map[string]any) {
		words, _ := dig(o, "said", "words", "en").(string)
		whispered := strings.HasPrefix(words, "Whispered") || words == "Planted-in-washington-2." || words == "Planted-in-washington-3."
		if !whispered {
			return
		}
		met++
		e, _ := json.Marshal(o)
		for _, name := range []string{`"author"`, "ruiz", "lind", "okafor"} {
			if strings.Contains(string(e), name) {
				t.Errorf("%q is told who whispered: %s", who, e)
			}
		}
		if words == "Whispered-to-all." && (o["group"] != nil || strings.Contains(string(e), "washington")) {
			t.Errorf("%q is told for which group somebody whispered: %s", who, e)
		}
	})
	return met
}

// refusesAlike checks that a command on a matter of another caucus is refused
// as one on a matter that is not there, whoever asks and whatever it is.
func (s *stage) refusesAlike(hidden act.Ref) {
	s.T.Helper()
	for _, who := range []string{"serik", "webb", "stranger", "zhan"} {
		for command, b := range everyCommand() {
			there := s.send(who, "POST", "/matters/"+string(hidden)+"/"+command, b, `If-Match: "turn-2"`)
			not := s.send(who, "POST", "/matters/zzzzzzzz/"+command, b, `If-Match: "turn-2"`)
			if there.Code != not.Code || there.Body.String() != not.Body.String() {
				s.T.Errorf("%s %s: refused as %s, and where there is nothing as %s", who, command, there.Body, not.Body)
			}
		}
	}
}

// everyCommand is a body for each command that its schema takes.
func everyCommand() map[string]string {
	v := strings.Repeat("ab", 32)
	all := map[string]string{
		"revise": `{"title":{"en":"T"},"problem":"P","paragraphs":[{"w":"W"}],"lang":"en","dimension":"hd","addressees":[]}`,
		"state":  `{"words":"W","lang":"en","audience":"caucus","attribution":"named","version":"` + v + `"}`, "refer": "", "open-formulation": "",
		"consider": `{"version":"` + v + `","position":"support","method":"meeting","tookPart":3,"reason":"R"}`,
		"issue":    `{"base":"` + v + `","paragraphs":[{"w":"W"}]}`, "pass-pen": `{"to":"astana"}`,
		"move": `{"version":"` + v + `","method":"written","closes":"2009-06-01T00:00:00Z"}`, "second": `{"version":"` + v + `"}`, "unmove": "",
		"choose": `{"version":"` + v + `","choice":"consent"}`, "amend": `{"version":"` + v + `","words":"W"}`,
		"record-meeting": `{"version":"` + v + `","present":["serik"]}`,
		"reserve":        `{"version":"` + v + `","rider":"reservation","words":"W","lang":"en"}`,
		"close":          "", "withdraw": `{"reason":"R"}`, "differ": `{"paragraphs":[{"w":"W"}],"reason":"R"}`, "recuse": `{"reason":"R"}`,
	}
	for _, c := range procedure.Commands {
		if _, ok := all[c.Name()]; !ok && c.Name() != "raise" {
			panic("no body for " + c.Name())
		}
	}
	return all
}

// TestObserverIsNotTold checks that an observer is not told how many have
// spoken in the caucus of their group, which a member of it is.
func TestObserverIsNotTold(t *testing.T) {
	each(t, func(s *stage) {
		appoint := func(who member.ID, group string) {
			a := s.get("zhan", "/initiative")
			s.send("zhan", "POST", "/initiative/appoint", `{"member":"`+string(who)+`","group":"`+group+`","capacity":"observer","constituency":"ngo"}`,
				"If-Match: "+a.Header().Get("ETag")).is(200, "")
		}
		appoint("stranger", "astana")
		s.Later(time.Minute)
		s.referred("Water first")
		const key = "explain.referred.contributors"
		if m := s.get("timur", "/matters/"+string(s.On)); !strings.Contains(m.Body.String(), key) {
			t.Errorf("a member is not told what is missing: %s", m.Body)
		}
		if m := s.get("stranger", "/matters/"+string(s.On)).is(200, ""); strings.Contains(m.Body.String(), key) {
			t.Errorf("an observer is told: %s", m.Body)
		}
	})
}
