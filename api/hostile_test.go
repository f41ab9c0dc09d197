package api_test

import (
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
)

// TestHostile sends what no honest program would. Each is answered with a
// clear problem, nothing is recorded, and what was sent is not thrown back.
func TestHostile(t *testing.T) {
	each(t, func(s *stage) {
		s.does("hale", "raise", clerktest.Idea("Water", "First."))
		size := s.size()
		at := "/matters/" + string(s.On)
		zero := strings.Repeat("0", 64)
		for _, c := range []struct {
			method, path, body string
			code               int
			key                string // of the problem, or of a fault in it at a location
		}{
			{"GET", "/nowhere", "", 404, "api.nowhere"},
			{"GET", "/", "", 404, "api.nowhere"},
			{"GET", at + "/state", "", 405, "api.method"},
			{"DELETE", at, "", 405, "api.method"},
			{"PUT", "/matters", anIdea, 405, "api.method"},
			{"POST", "/desk", "{}", 405, "api.method"},
			{"GET", "/matters/nothing", "", 404, "refuse.matter.unknown"},
			{"GET", "/matters/" + strings.Repeat("x", 3000), "", 404, "refuse.matter.unknown"},
			{"GET", "/matters/%27%20or%201=1--", "", 404, "refuse.matter.unknown"},
			{"GET", "/matters/%00", "", 400, "api.address"},
			{"GET", "/recommendations/%ff", "", 400, "api.address"},
			{"GET", "/search?q=%00", "", 400, "api.address"},
			{"GET", "/search?q=%ff", "", 400, "api.address"},
			{"GET", "/search?q=%zz", "", 400, "api.address"},
			{"GET", "/recommendations/TF.REC/1/09", "", 404, "refuse.recommendation.unknown"},
			{"GET", "/matters?limit=0", "", 422, "query.limit api.value.least"},
			{"GET", "/matters?limit=201", "", 422, "query.limit api.value.most"},
			{"GET", "/matters?limit=-9223372036854775809", "", 422, "query.limit api.value.integer"},
			{"GET", "/matters?limit=many", "", 422, "query.limit api.value.integer"},
			{"GET", "/matters?stage=<b>", "", 422, "query.stage api.value.one-of"},
			{"GET", "/matters?unheard=of", "", 422, "query.unheard api.value.unexpected"},
			{"GET", "/matters?cursor=zzz", "", 400, "api.cursor"},
			{"GET", "/matters?cursor=MTIz", "", 400, "api.cursor"},
			{"GET", "/record?cursor=LTE", "", 400, "api.cursor"},
			{"GET", "/record/-1", "", 422, "path.seq api.value.least"},
			{"GET", "/record/1e3", "", 422, "path.seq api.value.integer"},
			{"GET", "/record/99999999", "", 404, "refuse.act.unknown"},
			{"GET", "/record/99999999/proof", "", 404, "refuse.act.unknown"},
			{"GET", "/search", "", 422, "query.q api.value.other"},
			{"GET", "/search?q=" + strings.Repeat("x", 501), "", 422, "query.q api.value.longest"},
			{"GET", at + "/versions/xyz", "", 422, "path.hash api.value.other"},
			{"GET", at + "/versions/" + zero, "", 404, "refuse.act.unknown"},
			{"GET", at + "/versions/" + zero + "?against=" + zero[1:], "", 422, "query.against api.value.other"},

			{"POST", "/matters", "", 400, "api.empty"},
			{"POST", "/matters", "{", 400, "api.not-json"},
			{"POST", "/matters", "<xml/>", 400, "api.not-json"},
			{"POST", "/matters", "{}{}", 400, "api.not-json"},
			{"POST", "/matters", "\xff\xfe", 400, "api.not-text"},
			{"POST", "/matters", strings.Repeat("[", 20000), 400, "api.not-json"},
			{"POST", "/matters", "null", 422, "body api.value.object"},
			{"POST", "/matters", "[]", 422, "body api.value.object"},
			{"POST", "/matters", `"text"`, 422, "body api.value.object"},
			{"POST", "/matters", "{}", 422, "body api.value.required"},
			{"POST", "/matters", strings.Replace(anIdea, `"lang"`, `"LANG"`, 1), 422, "body.LANG api.value.unexpected"},
			{"POST", "/matters", strings.Replace(anIdea, `{"w"`, `{"html":"<b>","w"`, 1), 422, "body.paragraphs[0].html api.value.unexpected"},
			{"POST", "/matters", strings.Replace(anIdea, `"First."`, `17`, 1), 422, "body.paragraphs[0].w api.value.string"},
			{"POST", "/matters", strings.Replace(anIdea, `["GOV"]`, `null`, 1), 422, "body.addressees api.value.array"},
			{"POST", "/matters", strings.Replace(anIdea, `["GOV"]`, `["<script>"]`, 1), 422, "refuse.addressees"},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, `\u202eevil`, 1), 422, ""},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, `\u0000`, 1), 400, "api.not-text"},
			{"POST", "/matters", strings.Replace(anIdea, `"en"`, `"e\u0000n"`, 1), 400, "api.not-text"},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, `\u0001`, 1), 422, ""},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, `[unclosed`, 1), 422, ""},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, strings.Repeat("long ", 1<<20), 1), 422, ""},
			{"POST", "/matters", strings.Replace(anIdea, `First.`, strings.Repeat("x", api.MaxBody), 1), 413, "api.too-large"},
			{"POST", "/matters", `{` + strings.Repeat(`"x":1,`, 1000) + `"y":1}`, 422, "body.y api.value.unexpected"},
			{"POST", "/matters", `{"` + strings.Repeat("n", 5000) + `":1}`, 422, "body api.value.required"},
			{"POST", "/matters/nothing/refer", "", 404, "refuse.matter.unknown"},
			{"POST", "/matters/initiative/refer", "", 404, "refuse.matter.unknown"},
			{"POST", at + "/refer", `{"force":true}`, 422, "body.force api.value.unexpected"},
			{"POST", at + "/refer", `[]`, 422, "body api.value.object"},
			{"POST", at + "/state", `{"words":"W","lang":"tlh","audience":"all","attribution":"named","version":"x"}`, 422, "body.lang api.value.one-of"},
			{"POST", at + "/state", `{"words":"W","lang":"en","audience":"caucus","attribution":"named","version":"` + zero + `"}`, 422, "refuse.state.version"},
			{"POST", at + "/move", `{"version":"` + zero + `","method":"written","closes":"tomorrow"}`, 422, "body.closes api.value.time"},
			{"POST", at + "/pass-pen", `{"to":17}`, 422, "body.to api.value.string"},
			{"POST", "/initiative/found", `{}`, 404, "api.nowhere"},
			{"POST", "/initiative/form-group", `{}`, 404, "api.nowhere"},
		} {
			name := c.method + " " + c.path[:min(60, len(c.path))] + " " + c.body[:min(60, len(c.body))]
			a := s.send("hale", c.method, c.path, c.body, `If-Match: "turn-1"`)
			p := read[api.Problem](a)
			if a.Code != c.code || p.Status != c.code || p.Detail == "" || p.Title == "" {
				t.Errorf("%s: %d %.400s", name, a.Code, a.Body)
				continue
			}
			if loc, key, ok := strings.Cut(c.key, " "); ok {
				found := false
				for _, f := range p.Errors {
					found = found || f.Location == loc && f.Key == key && f.Message != ""
				}
				if !found {
					t.Errorf("%s: want %s: %.600s", name, c.key, a.Body)
				}
			} else if c.key != "" && (p.Reason == nil || p.Reason.Key != c.key) {
				t.Errorf("%s: want %s: %.400s", name, c.key, a.Body)
			}
			if a.Body.Len() > 30_000 || strings.Contains(a.Body.String(), "⟦") || strings.Contains(a.Body.String(), "<script>") {
				t.Errorf("%s: %d bytes: %.400s", name, a.Body.Len(), a.Body)
			}
		}
		s.send("hale", "POST", "/matters", anIdea, "Content-Type: text/plain").is(415, "api.media-type")
		s.send("hale", "POST", "/matters", anIdea, "Content-Type: application/x-www-form-urlencoded").is(415, "api.media-type")
		s.send("hale", "POST", "/matters", anIdea, "Content-Type: application/merge-patch+json").is(415, "api.media-type")
		s.send("hale", "POST", "/matters", anIdea, "Content-Type: ;;;").is(415, "api.media-type")
		s.send("hale", "POST", "/matters", anIdea, "Idempotency-Key: "+strings.Repeat("k", 201)).is(422, "api.invalid")
		if now := s.size(); now != size {
			t.Errorf("the record grew from %d to %d", size, now)
		}
		s.Checks()
	})
}

// TestAllFaultsAtOnce checks that a program is told everything that is wrong
// with what it sent, in the language that it reads.
func TestAllFaultsAtOnce(t *testing.T) {
	each(t, func(s *stage) {
		said := map[string]bool{}
		for _, lang := range []string{"en", "ru", "kk"} {
			a := s.send("hale", "POST", "/matters", `{"title":17,"problem":[],"paragraphs":[{"w":1},{"w":"x","q":2}],"extra":1}`, "Accept-Language: "+lang).is(422, "api.invalid")
			p := read[api.Problem](a)
			if len(p.Errors) != 8 {
				t.Errorf("%d faults: %s", len(p.Errors), a.Body)
			}
			if a.Header().Get("Content-Language") != lang || said[p.Detail] || said[p.Errors[0].Message] {
				t.Errorf("in %s: %s", lang, a.Body)
			}
			said[p.Detail], said[p.Errors[0].Message] = true, true
		}
	})
}

// TestEndlessBody sends a body that does not say how long it is.
func TestEndlessBody(t *testing.T) {
	each(t, func(s *stage) {
		r := httptest.NewRequest("POST", "/api/v1/matters", io.LimitReader(endless{}, 1<<30))
		r.Header.Set("Authorization", "Bearer "+s.tokens["hale"])
		r.ContentLength = -1
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != 413 || !strings.Contains(w.Body.String(), "api.too-large") {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}

type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}
