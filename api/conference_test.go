package api_test

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/api"
	"example.org/counterpart/database"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// TestConference takes a conference through its course by JSON, and holds that
// nobody but the groups is told of a draft.
func TestConference(t *testing.T) {
	each(t, func(s *stage) {
		day := s.Time().AddDate(0, 1, 0).Format(time.DateOnly)
		said := asJSON(t, body{"title": body{"en": "Trust"}, "city": body{"en": "Astana"}, "groups": []string{"washington", "astana"}, "public": true, "zone": "Asia/Almaty", "from": day})
		s.send("", "POST", "/conferences", said).is(401, "")
		s.send("lind", "POST", "/conferences", said).is(403, "refuse.conference.keeper")
		made := s.send("hale", "POST", "/conferences", said, "Idempotency-Key: one").is(201, "")
		at := "/conferences/" + string(read[api.Receipt](made).On)
		if made.Header().Get("Location") != api.Root+at {
			t.Errorf("it is at %q", made.Header().Get("Location"))
		}
		sessions := body{"sessions": []body{{"day": day, "title": body{"en": "Secret opening"}, "speakers": []body{{"name": "Amy Smith"}}}}}
		s.send("hale", "POST", at+"/draft-programme", asJSON(t, sessions)).is(428, "")
		s.send("hale", "POST", at+"/draft-programme", asJSON(t, sessions), `If-Match: "turn-0"`).is(409, "refuse.conference.stale")
		s.send("hale", "POST", at+"/draft-programme", asJSON(t, sessions), `If-Match: "turn-1"`).is(200, "")
		draft := read[api.Conference](s.get("hale", at)).Draft.String()
		if c := s.get("", at); strings.Contains(c.Body.String(), draft) {
			t.Error("the public is told of a draft")
		}
		s.get("", at+"/programme").is(404, "refuse.programme.unknown")
		s.get("", at+"/programme?draft=true").is(404, "refuse.programme.unknown")
		if p := read[api.Programme](s.get("serik", at+"/programme?draft=true")); len(p.Sessions) != 1 || p.Version != 0 {
			t.Errorf("the draft is %+v", p)
		}
		for _, path := range []string{at, "/conferences", "/record", "/search?q=opening"} {
			if told := s.get("", path).Body.String(); strings.Contains(told, "Secret opening") || strings.Contains(told, "Amy") {
				t.Errorf("%s tells of a draft: %s", path, told)
			}
		}
		s.send("hale", "POST", at+"/release-programme", `{"draft":"`+strings.Repeat("0", 64)+`"}`, `If-Match: "turn-2"`).is(409, "refuse.programme.base")
		s.send("hale", "POST", at+"/release-programme", `{"draft":"`+draft+`"}`, `If-Match: "turn-2"`).is(200, "")
		if p := read[api.Programme](s.get("", at+"/programme?version=1")); len(p.Sessions) != 1 || p.Version != 1 || p.Sessions[0].Speakers[0].Name != "Amy Smith" {
			t.Errorf("the programme is %+v", p)
		}
		s.get("", at+"/programme?version=2").is(404, "refuse.programme.unknown")
		closes := s.Time().AddDate(0, 0, 10).Format(time.RFC3339)
		s.send("hale", "POST", at+"/open-registration", `{"capacity":50,"closes":"`+closes+`"}`, `If-Match: "turn-3"`).is(200, "")
		if c := read[api.Conference](s.get("", at)); c.Registration == nil || !c.Registration.Open || c.Registration.Capacity != 50 || len(c.Versions) != 1 {
			t.Errorf("the conference is %+v", c)
		}
		if all := read[api.Page[api.ConferenceSummary]](s.get("", "/conferences")); len(all.Items) != 1 || all.Items[0].From != day {
			t.Errorf("the list is %+v", all)
		}

		// Nobody is named of whom the reader cannot know, such as another group's guest.
		if err := s.DB.Write(t.Context(), func(tx *database.Tx) error {
			return roll.Put(tx, roll.Person{Member: "guest", Name: text.Words{"en": "Guest"}, Email: "guest@example.net"})
		}); err != nil {
			t.Fatal(err)
		}
		for who, want := range map[string]string{"guest": "refuse.programme.member", "nobody": "refuse.programme.member"} {
			named := asJSON(t, body{"base": draft, "sessions": []body{{"day": day, "title": body{"en": "Opening"}, "moderators": []body{{"member": who}}}}})
			s.send("hale", "POST", at+"/draft-programme", named, `If-Match: "turn-4"`).is(422, want)
		}
		named := asJSON(t, body{"base": draft, "sessions": []body{{"day": day, "title": body{"en": "Opening"}, "moderators": []body{{"member": "dana"}}}}})
		s.send("hale", "POST", at+"/draft-programme", named, `If-Match: "turn-4"`).is(200, "")

		// Another group's own conference is not there, by any way.
		caucus := asJSON(t, body{"title": body{"en": "Caucus"}, "city": body{"en": "Astana"}, "groups": []string{"washington"}, "zone": "Asia/Almaty", "from": day})
		own := "/conferences/" + string(read[api.Receipt](s.send("hale", "POST", "/conferences", caucus).is(201, "")).On)
		for _, who := range []string{"", "serik", "webb"} {
			s.get(who, own).is(404, "refuse.conference.unknown")
			s.get(who, own+"/programme").is(404, "refuse.conference.unknown")
			if who != "" {
				s.send(who, "POST", own+"/hold", "", `If-Match: "turn-1"`).is(404, "refuse.conference.unknown")
			}
		}
		s.send("hale", "POST", "/conferences/nonsense/hold", "", `If-Match: "turn-1"`).is(404, "refuse.conference.unknown")
	})
}
