package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"example.org/counterpart/api"
	"example.org/counterpart/meeting"
)

// TestSeriesByProgram calls a series and a part of it off, each all or none; who
// may not know of it is told what they are told of nothing.
func TestSeriesByProgram(t *testing.T) {
	each(t, func(s *stage) {
		body := func(groups, starts string) string {
			return `{"title":{"en":"Planted weekly"},"groups":[` + groups + `],"lang":"en","start":"2009-04-01T13:00:00Z","end":"2009-04-01T14:30:00Z","venues":[{"group":"astana"}],"starts":[` + starts + `]}`
		}
		three := `"2009-04-01T13:00:00Z","2009-04-08T13:00:00Z","2009-04-15T13:00:00Z"`
		size := s.size()
		s.send("dana", "POST", "/series", body(`"astana"`, three+`,"2001-04-01T13:00:00Z"`)).is(http.StatusUnprocessableEntity, "refuse.call.past")
		s.send("dana", "POST", "/series", body(`"astana"`, "")).is(http.StatusUnprocessableEntity, "time.refuse.many")
		s.send("timur", "POST", "/series", body(`"astana"`, three)).is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("hale", "POST", "/series", body(`"astana"`, three)).is(http.StatusUnprocessableEntity, "refuse.call.groups")
		if now := s.size(); now != size {
			t.Fatalf("what was refused left %d acts", now-size)
		}
		a := s.send("dana", "POST", "/series", body(`"astana"`, three), "Idempotency-Key: s1").is(http.StatusCreated, "")
		first := string(read[api.Receipt](a).On)
		s.send("dana", "POST", "/series", body(`"astana"`, three), "Idempotency-Key: s1").is(http.StatusCreated, "")
		type listed struct{ Items []api.MeetingSummary }
		all := read[listed](s.get("serik", "/series/"+first).is(http.StatusOK, "")).Items
		if len(all) != 3 || string(all[0].Ref) != first || all[2].End.Sub(all[2].Start).Minutes() != 90 || a.Header().Get("Location") != "/api/v1/meetings/"+first {
			t.Fatalf("the series is %+v, at %s", all, a.Header().Get("Location"))
		}
		joint := read[api.Receipt](s.send("dana", "POST", "/series", body(`"astana","washington"`, `"2009-05-01T13:00:00Z"`)).is(http.StatusCreated, "")).On
		off := func(refs ...any) string {
			return fmt.Sprintf(`{"reason":"Planted snow","meetings":["%s`+strings.Repeat(`","%s`, len(refs)-1)+`"]}`, refs...)
		}
		at := "/series/" + first + "/call-off"
		for _, who := range []string{"hale", "webb", "stranger"} {
			there, not := s.send(who, "POST", at, off(first)), s.send(who, "POST", "/series/m-22222222/call-off", off("m-22222222"))
			if there.Code != http.StatusNotFound || there.Body.String() != not.Body.String() {
				t.Errorf("%s: refused as %d %s, and where there is nothing as %s", who, there.Code, there.Body, not.Body)
			}
		}
		for _, who := range []string{"", "hale", "webb", "stranger"} {
			there, not := s.get(who, "/series/"+first), s.get(who, "/series/m-22222222")
			if there.Code != http.StatusNotFound || there.Body.String() != not.Body.String() {
				t.Errorf("%q reads %d %s, and where there is nothing %s", who, there.Code, there.Body, not.Body)
			}
		}
		s.send("timur", "POST", at, off(first)).is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("dana", "POST", at, off(all[1].Ref, joint)).is(http.StatusNotFound, "refuse.meeting.unknown")
		s.send("dana", "POST", at, off(all[1].Ref, all[1].Ref)).is(http.StatusNotFound, "refuse.meeting.unknown")
		s.send("dana", "POST", at, `{"reason":"R","meetings":[]}`).is(http.StatusConflict, "time.refuse.rest")
		s.send("dana", "POST", at, off(all[1].Ref, all[2].Ref)).is(http.StatusOK, "")
		for n, m := range read[listed](s.get("dana", "/series/"+first)).Items {
			if gone := m.Stage == meeting.CalledOff; gone != (n > 0) {
				t.Errorf("meeting %d is %s", n+1, m.Stage)
			}
		}
		s.Checks()
	})
}

// TestPollsByProgram asks, answers and drops; of a poll of one group's caucus the
// other and the public learn nothing.
func TestPollsByProgram(t *testing.T) {
	each(t, func(s *stage) {
		ask := func(groups string) string {
			return `{"title":"Planted poll","groups":[` + groups + `],"slots":[{"start":"2009-04-02T13:00:00Z","end":"2009-04-02T14:00:00Z"},{"start":"2009-04-03T18:00:00+05:00","end":"2009-04-03T19:00:00+05:00"}]}`
		}
		s.send("timur", "POST", "/polls", ask(`"astana"`)).is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("stranger", "POST", "/polls", ask(`"astana"`)).is(http.StatusForbidden, "refuse.no-standing")
		s.send("hale", "POST", "/polls", ask(`"astana"`)).is(http.StatusUnprocessableEntity, "refuse.call.groups")
		s.send("dana", "POST", "/polls", ask(`"astana","elsewhere"`)).is(http.StatusUnprocessableEntity, "refuse.call.unknown")
		s.send("dana", "POST", "/polls", strings.Replace(ask(`"astana"`), "14:00:00Z", "13:01:00Z", 1)).is(http.StatusUnprocessableEntity, "time.refuse.length")
		s.send("dana", "POST", "/polls", `{"groups":["astana"],"slots":[]}`).is(http.StatusUnprocessableEntity, "time.refuse.slots")
		a := s.send("dana", "POST", "/polls", ask(`"astana"`)).is(http.StatusCreated, "")
		hidden := "/polls/" + read[api.Poll](a).ID
		if at := a.Header().Get("Location"); at != "/api/v1"+hidden {
			t.Errorf("it is at %s", at)
		}
		shared := "/polls/" + read[api.Poll](s.send("dana", "POST", "/polls", ask(`"astana","washington"`)).is(http.StatusCreated, "")).ID
		can := `{"marks":[{"start":"2009-04-02T13:00:00Z","mark":"can"},{"start":"2009-04-03T13:00:00Z","mark":"cannot"}]}`
		for _, who := range []string{"", "hale", "webb", "stranger"} {
			if got, not := s.get(who, hidden), s.get(who, "/polls/none"); got.Code != http.StatusNotFound || got.Body.String() != not.Body.String() {
				t.Errorf("%q reads %d %s, and where there is nothing %s", who, got.Code, got.Body, not.Body)
			}
			list := s.get(who, "/polls").is(http.StatusOK, "").Body.String()
			if strings.Contains(list, strings.TrimPrefix(hidden, "/polls/")) || strings.Contains(list, strings.TrimPrefix(shared, "/polls/")) != (who == "hale" || who == "webb") {
				t.Errorf("%q is listed %s", who, list)
			}
		}
		s.send("hale", "POST", hidden+"/answer", can).is(http.StatusNotFound, "time.refuse.unknown")
		s.send("hale", "POST", hidden+"/drop", "").is(http.StatusNotFound, "time.refuse.unknown")
		s.send("hale reads", "POST", shared+"/answer", can).is(http.StatusForbidden, "")
		s.send("hale", "POST", shared+"/answer", `{"marks":[{"start":"2009-04-02T13:30:00Z","mark":"can"}]}`).is(http.StatusUnprocessableEntity, "time.refuse.slot")
		s.send("hale", "POST", shared+"/answer", can).is(http.StatusOK, "")
		s.send("hale", "POST", shared+"/answer", strings.Replace(can, `"cannot"`, `"if-need"`, 1)).is(http.StatusOK, "")
		p := read[api.Poll](s.get("timur", shared).is(http.StatusOK, ""))
		if len(p.Slots) != 2 || len(p.Slots[1].Marks) != 1 || p.Slots[1].Marks[0] != (api.PollMark{Member: "hale", Mark: "if-need"}) || p.By != "dana" {
			t.Errorf("all read %+v", p)
		}
		s.send("lind", "POST", shared+"/drop", "").is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("hale", "POST", shared+"/drop", "").is(http.StatusOK, "")
		s.get("dana", shared).is(http.StatusNotFound, "time.refuse.unknown")
	})
}

// TestHolidaysByProgram puts in a year's holidays of the own capital, and of no
// other; everybody reads them.
func TestHolidaysByProgram(t *testing.T) {
	each(t, func(s *stage) {
		list := `{"year":2009,"days":[{"day":"2009-12-16","name":{"en":"Independence Day, the first","kk":"Тәуелсіздік күні"}},{"day":"2009-08-30","name":{"en":"Constitution Day"}}]}`
		s.send("timur", "POST", "/holidays", list).is(http.StatusForbidden, "refuse.meeting.keeper")
		s.send("dana", "POST", "/holidays", strings.Replace(list, "2009-08-30", "2010-08-30", 1)).is(http.StatusUnprocessableEntity, "time.refuse.line-day")
		s.send("dana", "POST", "/holidays", strings.Replace(list, `"kk"`, `"de"`, 1)).is(http.StatusUnprocessableEntity, "time.refuse.line")
		s.send("dana", "POST", "/holidays", list).is(http.StatusOK, "")
		s.send("hale", "POST", "/holidays", `{"year":2009,"days":[{"day":"2009-11-26","name":{"en":"Thanksgiving"}}]}`).is(http.StatusOK, "")
		type listed struct{ Items []api.Holiday }
		all := read[listed](s.get("", "/holidays?year=2009").is(http.StatusOK, "")).Items
		if len(all) != 3 || all[1].Group != "washington" || all[2].Name["kk"] != "Тәуелсіздік күні" || all[2].Name["en"] != "Independence Day, the first" {
			t.Errorf("the public reads %+v", all)
		}
		s.send("dana", "POST", "/holidays", `{"year":2009,"days":[]}`).is(http.StatusOK, "")
		if all := read[listed](s.get("", "/holidays?year=2009")).Items; len(all) != 1 {
			t.Errorf("after Astana took its list back: %+v", all)
		}
		s.get("", "/holidays?year=12").is(http.StatusUnprocessableEntity, "api.invalid")
	})
}
