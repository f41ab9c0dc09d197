package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// TestMeetingsPublished fails until every command on meetings is published.
func TestMeetingsPublished(t *testing.T) {
	paths := document(t).(map[string]any)["paths"].(map[string]any)
	for _, c := range meeting.Commands {
		path := "/meetings/{ref}/" + c.Name()
		if c.Name() == "call" {
			path = "/meetings"
		}
		if dig(paths, path, "post") == nil {
			t.Errorf("%s is not published", c.Name())
		}
	}
}

// TestMeetingByProgram calls a meeting, puts an item on its agenda, and is held
// to the turn that it answers.
func TestMeetingByProgram(t *testing.T) {
	each(t, func(s *stage) {
		body := `{"title":{"en":"Regular"},"groups":["washington","astana"],"lang":"en","start":"2009-04-01T13:00:00Z","end":"2009-04-01T15:00:00Z",
			"venues":[{"group":"washington","room":"Hall","link":"https://video.example/"}]}`
		a := s.send("hale", "POST", "/meetings", body, "Idempotency-Key: k1").is(http.StatusCreated, "")
		again := s.send("hale", "POST", "/meetings", body, "Idempotency-Key: k1").is(http.StatusCreated, "")
		on := read[api.Receipt](a).On
		if at := a.Header().Get("Location"); at != "/api/v1/meetings/"+string(on) || again.Header().Get("Location") != at {
			t.Errorf("it is at %s", at)
		}
		at := "/meetings/" + string(on)
		item := `{"title":{"en":"Opening"},"asks":"information"}`
		s.send("hale", "POST", at+"/put-item", item).is(http.StatusPreconditionRequired, "api.turn.missing")
		s.send("hale", "POST", at+"/put-item", item, `If-Match: "turn-1"`).is(http.StatusPreconditionFailed, "refuse.meeting.stale")
		tag := s.get("hale", at).is(http.StatusOK, "").Header().Get("ETag")
		s.send("lind", "POST", at+"/put-item", item, "If-Match: "+tag).is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("hale reads", "POST", at+"/put-item", item, "If-Match: "+tag).is(http.StatusForbidden, "")
		s.send("hale", "POST", at+"/put-item", item, "If-Match: "+tag).is(http.StatusOK, "")
		m := read[api.Meeting](s.get("serik", at))
		if len(m.Items) != 1 || m.Items[0].Title["en"] != "Opening" || m.Venues[0].Link == "" || len(m.Ways) == 0 {
			t.Errorf("Astana reads %+v", m)
		}
		if s.get("", at).Code != http.StatusNotFound {
			t.Error("the public reads a meeting that is not public")
		}
		if all := s.get("serik", "/meetings"); !strings.Contains(all.Body.String(), string(on)) {
			t.Errorf("it is not listed: %s", all.Body)
		}
	})
}

// TestMeetingsLeakNothing plants secrets in a meeting of Astana alone and in a
// public one, and has everybody ask.
func TestMeetingsLeakNothing(t *testing.T) {
	each(t, func(s *stage) {
		s.Refers("Planted-matter")
		s.As("dana")
		caucus := s.Meeting(clerktest.Astana)
		caucus.Title, caucus.Problem = text.Words{"en": "Planted-caucus"}, "Planted-caucus"
		hidden := s.Meets("", caucus, meeting.PutItem{Matter: s.On, Asks: meeting.Consideration, Note: "Planted-caucus"})
		call := s.Meeting(clerktest.Washington, clerktest.Astana)
		call.Public, call.Title = true, text.Words{"en": "Planted-public"}
		call.Venues[0].Link = "https://planted-joint.example/"
		public := s.Meets("", call, meeting.PutItem{Matter: s.On, Asks: meeting.Discussion})
		s.Later(73 * time.Hour)
		s.Meets(public, meeting.Convene{}, meeting.Attend{Venue: clerktest.Astana, Present: []member.ID{"dana", "nurlan"}}, meeting.TakeUp{Item: "i1"},
			meeting.Conclude{Item: "i1", Note: "planted-joint", Spoke: []member.ID{"nurlan"}}, meeting.Assign{What: "planted-joint", Group: clerktest.Astana, Due: "2009-05-01"},
			meeting.Adjourn{}, meeting.Minute{Parts: []meeting.PartWords{{Words: "planted-joint minutes"}}})
		s.index()
		since := url.QueryEscape(clerktest.Start.Format(time.RFC3339))
		for _, who := range readers {
			told := s.reads(who, s.On)
			for _, path := range []string{"/meetings?from=" + since, "/meetings?limit=1&from=" + since, "/meetings/" + string(hidden), "/meetings/" + string(public),
				"/search?q=planted-joint", "/search?q=planted-caucus"} {
				told = append(told, s.get(who, path).Body.String())
			}
			all := strings.ReplaceAll(strings.ReplaceAll(strings.Join(told, "\n"), "/meetings/"+string(hidden), ""), "q=planted", "")
			inside := who != "" && who != "stranger"
			astana := who == "serik" || who == "timur" || who == "zhan"
			for secret, may := range map[string]bool{"Planted-caucus": astana, string(hidden): astana, "planted-joint": inside, "Planted-matter": inside, "Planted-public": true} {
				if strings.Contains(all, secret) != may {
					n := strings.Index(all, secret)
					t.Errorf("%q: reads %s: %v; …%s", who, secret, !may, all[max(0, n-100):max(0, min(len(all), n+60))])
				}
			}
			m := read[api.Meeting](s.get(who, "/meetings/"+string(public)))
			if !inside && (m.Turn != 0 || m.Items[0].Matter != "" || len(m.Ways) > 0 || len(m.Invited) > 0) {
				t.Errorf("%q is told of a public meeting: %+v", who, m)
			}
		}
		for _, who := range []string{"hale", "webb", "stranger"} {
			for _, c := range meeting.Commands {
				b := meetingBodies[c.Name()]
				if c.Name() == "call" {
					continue
				}
				there := s.send(who, "POST", "/meetings/"+string(hidden)+"/"+c.Name(), b, `If-Match: "turn-2"`)
				not := s.send(who, "POST", fmt.Sprintf("/meetings/%s/%s", act.NewMeeting(), c.Name()), b, `If-Match: "turn-2"`)
				if there.Code != http.StatusNotFound || there.Code != not.Code || there.Body.String() != not.Body.String() {
					t.Errorf("%s %s: refused as %d %s, and where there is nothing as %d %s", who, c.Name(), there.Code, there.Body, not.Code, not.Body)
				}
			}
		}
	})
}

// meetingBodies are bodies that the schemas of the commands take.
var meetingBodies = map[string]string{
	"move-meeting": `{"start":"2009-04-01T13:00:00Z","end":"2009-04-01T15:00:00Z","venues":[{"group":"astana"}]}`,
	"call-off":     `{"reason":"R"}`, "put-item": `{"asks":"discussion","title":{"en":"T"}}`, "drop-item": `{"item":"i1"}`,
	"lay-paper":  `{"item":"i1","title":"T","sum":"` + strings.Repeat("ab", 32) + `","type":"text/plain","size":1}`,
	"drop-paper": `{"item":"i1","paper":"d1"}`, "convene": ``, "attend": `{"venue":"astana","present":[]}`, "take-up": `{"item":"i1"}`,
	"conclude": `{"item":"i1"}`, "adjourn": ``, "minute": `{"base":"` + strings.Repeat("ab", 32) + `","parts":[{"words":"W"}]}`,
	"approve": `{"version":"` + strings.Repeat("ab", 32) + `"}`, "assign": `{"what":"W","group":"astana","due":"2009-05-01"}`,
	"discharge": `{"task":"t1","result":"R"}`,
}
