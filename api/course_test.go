package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/procedure"
)

type body = map[string]any

// referred takes a matter over the API from nothing to referred.
func (s *stage) referred(title string) {
	s.T.Helper()
	s.does("hale", "raise", clerktest.Idea(title, "First paragraph.", "Second paragraph."))
	s.does("okafor", "state", s.Says("I agree.", act.Caucus, act.Named))
	s.does("lind", "state", s.Says("With one doubt.", act.Caucus, act.Unattributed))
	s.Later(48 * time.Hour)
	s.does("hale", "refer", body{})
}

// adopted takes it on to a recommendation, and returns its text.
func (s *stage) adopted(title string) {
	s.T.Helper()
	s.referred(title)
	s.does("nurlan", "state", s.Says("Astana sees merit.", act.Joint, act.Named))
	s.does("aigul", "state", s.Says("So do I.", act.Joint, act.GroupOnly))
	s.Later(72 * time.Hour)
	v := s.Matter().Version.Hash
	s.does("dana", "consider", body{"version": v, "position": "support-with-changes", "method": "meeting", "tookPart": 4, "reason": "It serves both capitals."})
	s.does("hale", "open-formulation", body{})
	s.does("okafor", "issue", body{"base": v, "paragraphs": []body{{"id": "p1", "w": "First paragraph, amended."}, {"id": "p2", "w": "Second paragraph."}, {"w": "A third."}}})
	s.does("okafor", "pass-pen", body{"to": "astana"})
	base := v
	v = s.Matter().Version.Hash
	s.get("dana", fmt.Sprintf("/matters/%s/versions/%s?against=%s", s.On, v, base)).is(200, "")
	s.does("dana", "consider", body{"version": v, "position": "support", "method": "written", "tookPart": 3, "withoutComment": true, "reason": "The change is ours."})
	s.does("hale", "move", body{"version": v, "method": "written", "closes": s.Time().Add(96 * time.Hour)})
	s.does("serik", "second", body{"version": v})
	s.does("lind", "reserve", body{"version": v, "rider": "reservation", "words": "Not at any price.", "lang": "en"})
	for _, who := range []string{"hale", "okafor", "serik", "dana"} {
		s.does(who, "choose", body{"version": v, "choice": "consent"})
	}
	s.Later(97 * time.Hour)
	s.does("serik", "close", body{})
}

// TestCourse takes an idea from one capital to a recommendation of both, over
// the API alone, and reads it as everybody.
func TestCourse(t *testing.T) {
	each(t, func(s *stage) {
		s.adopted("Strengthen ODIHR")
		if m := s.Matter(); m.Stage != procedure.Adopted || m.Turn != s.turn {
			t.Errorf("it came to %s, turn %d; the API said %d", m.Stage, m.Turn, s.turn)
		}
		r := read[api.Page[api.Recommendation]](s.get("", "/recommendations?dimension=hd&addressee=GOV").is(200, "")).Items
		if len(r) != 1 || r[0].Title["en"] != "Strengthen ODIHR" {
			t.Fatalf("the public reads %v", r)
		}
		for _, symbol := range []string{r[0].Symbol, url.PathEscape(r[0].Symbol)} {
			full := read[api.FullRecommendation](s.get("", "/recommendations/"+symbol).is(200, ""))
			if len(full.Text.Paragraphs) != 3 || full.Text.Paragraphs[0].Words != "First paragraph, amended." || full.Text.N != 2 {
				t.Errorf("its text is %+v", full.Text)
			}
			if len(full.Riders) != 1 || full.Riders[0].Said.Words["en"] != "Not at any price." {
				t.Errorf("its riders are %+v", full.Riders)
			}
			if len(full.Considerations) != 1 || full.Considerations[0].Reason["en"] == "" {
				t.Errorf("its considerations are %+v", full.Considerations)
			}
			if d := full.Decision; d == nil || len(d.Votes) != 2 || d.Votes[0].Consent != 2 || len(d.Votes[0].Electors) != 0 {
				t.Errorf("its decision is %+v", d)
			}
		}
		m := read[api.Matter](s.get("hale", "/matters/"+string(s.On)).is(200, ""))
		if len(m.Decision.Votes[0].Electors) != 5 {
			t.Errorf("electors: %+v", m.Decision.Votes[0].Electors)
		}
		if public := read[api.Matter](s.get("", "/matters/"+string(s.On))); len(public.Version.Marks) > 0 || len(public.Ways) > 0 || len(m.Version.Marks) != 3 {
			t.Errorf("the public is told %+v, a member %+v", public.Version, m.Version)
		}
		if v := read[api.Page[api.Text]](s.get("", "/matters/"+string(s.On)+"/versions")).Items; len(v) != 2 || v[1].N != 2 {
			t.Errorf("the public reads the versions %+v", v) // that referred, and that adopted
		}
		line := read[api.FullEntry](s.get("", fmt.Sprint("/record/", r[0].Seq)).is(200, ""))
		if line.Act.Facts.Symbol != r[0].Symbol || !strings.Contains(line.Header, r[0].Symbol) {
			t.Errorf("the record has %+v", line)
		}
		proof := read[api.Proof](s.get("", fmt.Sprint("/record/", r[0].Seq, "/proof")).is(200, ""))
		check := read[api.Checkpoint](s.get("", "/checkpoint").is(200, ""))
		if proof.Checkpoint != check.Note || check.Size <= r[0].Seq || check.Origin != "test.example/record" {
			t.Errorf("proof %+v, checkpoint %+v", proof, check)
		}
		s.Checks()
	})
}

// TestEverybodyReadsEverything asks every question as every kind of reader;
// what matters here is what send checks: that answers are as described.
func TestEverybodyReadsEverything(t *testing.T) {
	each(t, func(s *stage) {
		s.adopted("Strengthen ODIHR")
		first := s.On
		s.On = ""
		s.referred("Water first")
		for _, who := range readers {
			s.reads(who, first, s.On)
		}
		for _, lang := range []string{"en", "ru", "kk"} {
			s.get("hale", "/matters/"+string(s.On), "Accept-Language: "+lang).is(200, "")
		}
	})
}

var readers = []string{"", "hale", "hale reads", "moss", "serik", "timur", "webb", "zhan", "stranger"}

// reads asks every question as a reader, goes through all pages, and returns
// all that it was told.
func (s *stage) reads(who string, refs ...act.Ref) (told []string) {
	s.T.Helper()
	paths := []string{"/matters?limit=1", "/desk", "/stages", "/recommendations?limit=1", "/groups", "/initiative", "/record?limit=7",
		"/checkpoint", "/me", "/search?q=paragraph&limit=1", "/search?q=doubt", "/search?q=secret", "/search?q=planted"}
	for _, ref := range refs {
		at := "/matters/" + string(ref)
		paths = append(paths, at, at+"/acts?limit=2", at+"/versions")
	}
	for len(paths) > 0 {
		a := s.get(who, paths[0])
		paths = paths[1:]
		told = append(told, a.Body.String())
		if link := a.Header().Get("Link"); link != "" {
			path, ok := strings.CutPrefix(link, "</api/v1")
			if path, ok2 := strings.CutSuffix(path, `>; rel="next"`); ok && ok2 {
				paths = append(paths, path)
			} else {
				s.T.Errorf("%s: Link: %s", a.what, link)
			}
		}
		if a.Code != 200 && a.Code != 404 {
			s.T.Errorf("%s: %d %s", a.what, a.Code, a.Body)
		}
		if strings.Contains(a.Body.String(), "⟦") {
			s.T.Errorf("%s: a sentence is missing: %s", a.what, a.Body)
		}
	}
	size := s.size()
	for seq := range size {
		at := fmt.Sprint("/record/", seq)
		told = append(told, s.get(who, at).Body.String(), s.get(who, at+"/proof").is(200, "").Body.String())
	}
	for _, ref := range refs {
		for _, t := range read[api.Page[api.Text]](s.getOr(who, "/matters/"+string(ref)+"/versions")).Items {
			at := fmt.Sprintf("/matters/%s/versions/%s", ref, t.Hash)
			told = append(told, s.get(who, at).Body.String(), s.get(who, at+"?against="+t.Hash.String()).is(200, "").Body.String())
		}
	}
	return told
}

// getOr is get, or an empty list where there is nothing to read.
func (s *stage) getOr(who, path string) answer {
	a := s.get(who, path)
	if a.Code == http.StatusNotFound {
		a.Body.Reset()
		a.Body.WriteString(`{"items":[]}`)
	}
	return a
}

func (s *stage) size() int64 {
	return read[api.Checkpoint](s.get("", "/checkpoint")).Size
}

// TestCursors walks every list in steps of several sizes: each item is met
// once, in the order of the whole list.
func TestCursors(t *testing.T) {
	each(t, func(s *stage) {
		s.adopted("Strengthen ODIHR")
		s.On, s.turn = "", 0
		s.adopted("Water first")
		for n := range 5 {
			s.On, s.turn = "", 0
			s.does("hale", "raise", clerktest.Idea(fmt.Sprint("Idea ", n), "One."))
		}
		s.index()
		ref := read[api.Page[api.Summary]](s.get("hale", "/matters?stage=adopted")).Items[0].Ref
		for _, path := range []string{"/matters?", "/matters?stage=raised&", "/matters/" + string(ref) + "/acts?", "/recommendations?", "/record?", "/search?q=paragraph&"} {
			want := s.walk("hale", path, 200)
			if len(want) < 2 {
				t.Fatalf("%s: %d items are too few to walk", path, len(want))
			}
			for _, step := range []int{1, 2, 3, len(want)} {
				if got := s.walk("hale", path, step); !slices.Equal(got, want) {
					t.Errorf("%s in steps of %d: %d items, want %d:\n%s\n%s", path, step, len(got), len(want), got, want)
				}
			}
		}
	})
}

// walk reads a whole list, a step at a time.
func (s *stage) walk(who, path string, step int) (items []string) {
	s.T.Helper()
	next := ""
	for range 500 {
		a := s.get(who, fmt.Sprintf("%slimit=%d&cursor=%s", path, step, next)).is(200, "")
		p := read[api.Page[any]](a)
		if len(p.Items) > step || len(p.Items) < step && p.Next != "" {
			s.T.Errorf("%s: %d items", a.what, len(p.Items))
		}
		for _, item := range p.Items {
			items = append(items, fmt.Sprint(item))
		}
		if next = p.Next; next == "" {
			return items
		}
	}
	s.T.Fatalf("%s: never ends", path)
	return nil
}
