package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
)

const anIdea = `{"title":{"en":"Water"},"problem":"Too little.","paragraphs":[{"w":"First."}],"lang":"en","dimension":"hd","addressees":["GOV"]}`

// TestIdempotency sends orders twice: they are carried out once, and answered
// alike.
func TestIdempotency(t *testing.T) {
	each(t, func(s *stage) {
		first := s.send("hale", "POST", "/matters", anIdea, "Idempotency-Key: k1").is(201, "")
		again := s.send("hale", "POST", "/matters", anIdea, "Idempotency-Key: k1").is(201, "")
		one, two := read[api.Receipt](first), read[api.Receipt](again)
		if two.Turn = one.Turn; fmt.Sprint(one) != fmt.Sprint(two) || one.Turn != 1 {
			t.Errorf("%v, then %v", one, two)
		}
		if first.Header().Get("Idempotent-Replay") != "" || again.Header().Get("Idempotent-Replay") != "true" {
			t.Errorf("replay: %q, %q", first.Header(), again.Header())
		}
		if at := first.Header().Get("Location"); at != "/api/v1/matters/"+string(one.On) || again.Header().Get("Location") != at {
			t.Errorf("it is at %s", at)
		}
		// The key is the member's own.
		if other := s.send("okafor", "POST", "/matters", anIdea, "Idempotency-Key: k1"); read[api.Receipt](other).On == one.On {
			t.Error("another member was answered with the receipt")
		}
		// A repeat is answered although the turn has gone on.
		at := "/matters/" + string(one.On)
		idea := strings.Replace(anIdea, "First", "Second", 1)
		s.send("hale", "POST", at+"/revise", idea, "Idempotency-Key: k2", `If-Match: "turn-1"`).is(200, "")
		again = s.send("hale", "POST", at+"/revise", idea, "Idempotency-Key: k2", `If-Match: "turn-1"`).is(200, "")
		if again.Header().Get("Idempotent-Replay") != "true" {
			t.Error("the repeat was not known")
		}
		if n := read[api.Matter](s.get("hale", at)).Turn; n != 2 {
			t.Errorf("turn %d, want 2", n)
		}
	})
}

// TestTurns checks what commands must say of the state that they answer.
func TestTurns(t *testing.T) {
	each(t, func(s *stage) {
		s.does("hale", "raise", clerktest.Idea("Water", "First."))
		at := "/matters/" + string(s.On)
		get := s.get("hale", at)
		tag := get.Header().Get("ETag")
		if !strings.HasPrefix(tag, `"turn-1.`) {
			t.Fatalf("ETag: %s", tag)
		}
		withdraw := func(code int, key string, headers ...string) {
			t.Helper()
			s.send("hale", "POST", at+"/withdraw", `{"reason":"Enough."}`, headers...).is(code, key)
		}
		withdraw(428, "api.turn.missing")
		for _, bad := range []string{"*", "turn-1", `W/"turn-1"`, `"turn-"`, `"turn--1"`, `"1"`, `"turn-1", "turn-2"`, `"turn-99999999999999999999"`} {
			withdraw(400, "api.turn.malformed", "If-Match: "+bad)
		}
		withdraw(412, "refuse.stale", `If-Match: "turn-0"`)
		withdraw(412, "refuse.stale", `If-Match: "turn-2"`)
		s.send("hale", "POST", "/initiative/agree-rules", "").is(428, "api.turn.missing")
		s.send("hale", "POST", "/initiative/drop-rules", "", `If-Match: "turn-1"`).is(412, "refuse.initiative.stale")

		// A statement needs none, and does not make another's answer stale; but
		// what there is to read has changed.
		s.get("hale", at, "If-None-Match: "+tag).is(304, "")
		s.get("hale", at, `If-None-Match: "x", W/`+tag).is(304, "")
		s.does("okafor", "state", s.Says("I agree.", act.Caucus, act.Named))
		if other := s.get("hale", at, "If-None-Match: "+tag).is(200, "").Header().Get("ETag"); other == tag || !strings.HasPrefix(other, `"turn-1.`) {
			t.Errorf("ETag: %s after %s", other, tag)
		}
		s.get("hale", at, "If-None-Match: "+tag, "Accept-Language: ru").is(200, "")
		withdraw(200, "", "If-Match: "+tag)
		withdraw(409, "refuse.withdraw.stage", `If-Match: "turn-2"`)
	})
}

// TestInitiative changes who sits where and by what rules, with what was read.
func TestInitiative(t *testing.T) {
	each(t, func(s *stage) {
		n := s.get("hale", "/initiative")
		tag := func() string { return "If-Match: " + s.get("hale", "/initiative").Header().Get("ETag") }
		in := read[api.Initiative](n)
		in.Rules.OwnDays = 5
		rules, _ := json.Marshal(body{"rules": in.Rules})
		s.send("hale", "POST", "/initiative/propose-rules", string(rules), tag()).is(200, "")
		s.send("okafor", "POST", "/initiative/drop-rules", "", tag()).is(403, "refuse.initiative.chair")
		s.send("serik", "POST", "/initiative/agree-rules", "{}", tag()).is(200, "")
		described, _ := json.Marshal(body{"description": in.Description})
		s.send("hale", "POST", "/initiative/describe", string(described), tag()).is(200, "")
		s.send("zhan", "POST", "/initiative/appoint", `{"member":"stranger","group":"astana","capacity":"member","constituency":"ngo"}`, tag()).is(200, "")
		s.Later(time.Minute)
		if me := read[api.Me](s.get("stranger", "/me")); me.Standing == nil || me.Standing.Group != "astana" {
			t.Errorf("the newcomer is %+v", me)
		}
		s.send("zhan", "POST", "/initiative/end", `{"member":"stranger","group":"astana"}`, tag()).is(200, "")
		after := read[api.Initiative](s.get("", "/initiative"))
		if after.Rules.OwnDays != 5 || after.Turn != in.Turn+5 {
			t.Errorf("own days %d, turn %d after %d", after.Rules.OwnDays, after.Turn, in.Turn)
		}
		groups := read[api.Page[api.Group]](s.get("", "/groups")).Items
		if len(groups) != 2 || len(groups[0].Members) != 6 || groups[0].Members[0].Member.ID != "hale" {
			t.Errorf("groups: %+v", groups)
		}
	})
}

// TestWhoAsks checks tokens: whose they are, what they allow, and until when.
func TestWhoAsks(t *testing.T) {
	each(t, func(s *stage) {
		s.tokens["nonsense"], s.tokens["forged"] = "cp_", s.tokens["hale"][:len(s.tokens["hale"])-1]+"A"
		if strings.HasSuffix(s.tokens["hale"], "A") {
			s.tokens["forged"] = s.tokens["hale"][:len(s.tokens["hale"])-1] + "B"
		}
		for _, who := range []string{"nonsense", "forged"} {
			for _, path := range []string{"/me", "/matters", "/checkpoint"} {
				a := s.get(who, path).is(401, "signin.token.unknown")
				if !strings.Contains(a.Header().Get("WWW-Authenticate"), `error="invalid_token"`) {
					t.Errorf("%s: %s", a.what, a.Header())
				}
			}
		}
		s.get("", "/me", "Authorization: Basic aGFsZTpoYWxl").is(401, "api.token.scheme")
		s.get("", "/me", "Authorization: Bearer").is(401, "signin.token.unknown")
		a := s.send("", "POST", "/matters", anIdea).is(401, "api.token.missing")
		if a.Header().Get("WWW-Authenticate") != `Bearer realm="counterpart"` {
			t.Errorf("%s", a.Header())
		}
		s.send("hale reads", "POST", "/matters", anIdea).is(403, "signin.token.reads")
		s.send("stranger", "POST", "/matters", anIdea).is(403, "refuse.no-standing")
		s.send("webb", "POST", "/matters", anIdea).is(403, "refuse.capacity.raise")

		// A cookie is nobody's, and never looked at.
		s.get("", "/me", "Cookie: counterpart="+s.tokens["hale"]+"; token="+s.tokens["hale"])
		s.send("", "POST", "/matters", anIdea, "Cookie: session="+s.tokens["hale"]).is(401, "api.token.missing")

		me := read[api.Me](s.get("hale", "/me"))
		if me.Member == nil || me.Member.ID != "hale" || me.Standing.Capacity != "co-chair" || me.Token.Scope != "write" || me.Lang != "en" {
			t.Errorf("hale is %+v", me)
		}
		if me := read[api.Me](s.get("", "/me", "Accept-Language: kk")); me.Member != nil || me.Token != nil || me.Lang != "kk" {
			t.Errorf("the public is %+v", me)
		}
		s.limit = act.Refuse(act.TooMany, "web.too-fast")
		if a := s.send("hale", "POST", "/matters", anIdea).is(429, "web.too-fast"); a.Header().Get("Retry-After") == "" {
			t.Error("it is not said when to try again")
		}
		s.get("hale", "/matters").is(200, "")
	})
}

// TestFault checks that what breaks is told to the operator and to nobody else.
func TestFault(t *testing.T) {
	each(t, func(s *stage) {
		s.limit = errors.New("the disk is on fire")
		a := s.send("hale", "POST", "/matters", anIdea)
		if p := read[api.Problem](a); a.Code != 500 || p.Reason != nil || strings.Contains(a.Body.String(), "fire") {
			t.Errorf("%d %s", a.Code, a.Body)
		}
		if !strings.Contains(s.log.String(), "on fire") || strings.Contains(s.log.String(), "hale") {
			t.Errorf("the log says %s", s.log.String())
		}
	})
}

// TestHeaders checks what keeps answers out of other hands.
func TestHeaders(t *testing.T) {
	each(t, func(s *stage) {
		for _, who := range []string{"", "hale"} {
			for _, path := range []string{"/matters", "/nowhere", "/me"} {
				h := s.get(who, path).Header()
				keep := map[string]string{"": "no-cache", "hale": "no-store"}[who]
				if h.Get("Cache-Control") != keep || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Access-Control-Allow-Origin") != "" {
					t.Errorf("%q %s: %v", who, path, h)
				}
			}
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequest("HEAD", "/api/v1/matters", nil))
		if w.Code != http.StatusOK {
			t.Errorf("HEAD: %d", w.Code)
		}
	})
}

// TestGrantIsByInvitation holds that no program makes somebody an assistant,
// and that the answer is the same whomever it names and whomever they serve.
func TestGrantIsByInvitation(t *testing.T) {
	each(t, func(s *stage) {
		tag := "If-Match: " + s.get("hale", "/initiative").Header().Get("ETag")
		until := s.Time().Add(48 * time.Hour).Format(time.RFC3339)
		for _, to := range []string{"amy", "serik", "lind"} {
			for _, header := range []string{tag, `If-Match: "turn-1"`} {
				s.send("hale", "POST", "/initiative/grant", `{"for":"hale","to":"`+to+`","scope":"desk","until":"`+until+`"}`, header).is(403, "api.grant")
			}
		}
		if after := "If-Match: " + s.get("hale", "/initiative").Header().Get("ETag"); after != tag {
			t.Errorf("it changed the initiative: %s, was %s", after, tag)
		}
	})
}
