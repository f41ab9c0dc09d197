package api_test

import (
	"encoding/json"
	"testing"
	"time"

	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
)

// TestInterestsAndFunders says by JSON what the pages say: interests are
// declared, funders are told as they stood on a day, and the stamp goes with the
// recommendation.
func TestInterestsAndFunders(t *testing.T) {
	each(t, func(s *stage) {
		first := s.send("hale", "POST", "/initiative/declare", `{"interest":"employment","organisation":"The Government","of":"GOV","from":"2003","lang":"en"}`).is(200, "")
		s.send("hale", "POST", "/initiative/declare", `{"interest":"nothing","lang":"en"}`).is(422, "refuse.interest.lasting")
		s.send("webb", "POST", "/initiative/renew-interests", "").is(409, "refuse.interest.renew")
		s.send("", "POST", "/initiative/declare", `{"interest":"nothing","lang":"en"}`).is(401, "")
		s.send("lind", "POST", "/initiative/end-interest", `{"interest":"`+read[api.Receipt](first).Acts[0].Hash.String()+`"}`).is(422, "refuse.interest.unknown")
		s.send("lind", "POST", "/initiative/declare", `{"interest":"nothing","lang":"en"}`).is(200, "")
		all := read[api.Page[api.Interest]](s.get("", "/interests"))
		if len(all.Items) != 1 || all.Items[0].Organisation != "The Government" || all.Items[0].Member.ID != "hale" || all.Items[0].Lang != "en" {
			t.Errorf("%+v", all)
		}
		asked := map[string]api.Declarer{}
		for _, d := range read[api.Page[api.Declarer]](s.get("", "/interests/members?group=washington")).Items {
			asked[string(d.Member.ID)] = d
		}
		if len(asked) != 5 || asked["hale"].Overdue || !asked["lind"].Nothing || !asked["moss"].Overdue || !asked["moss"].Said.IsZero() {
			t.Errorf("%+v", asked)
		}

		before := s.Time()
		s.Later(48 * time.Hour)
		n := read[api.Initiative](s.get("hale", "/initiative"))
		describe := body{"replaces": n.Described.String(), "description": body{"name": body{"en": "Task Force"}, "mandate": body{}, "dimensions": n.Description.Dimensions,
			"addressees": n.Description.Addressees, "funders": []body{{"id": "GOV", "name": body{"en": "The Government"}, "legal": "government", "amount": 5, "currency": "EUR"}}}}
		tag := s.get("hale", "/initiative").Header().Get("ETag")
		s.send("hale", "POST", "/initiative/describe", asJSON(t, describe), "If-Match: "+tag).is(200, "")
		tag = s.get("hale", "/initiative").Header().Get("ETag")
		s.send("hale", "POST", "/initiative/describe", asJSON(t, describe), "If-Match: "+tag).is(409, "refuse.describe.stale")
		now := read[api.Funders](s.get("", "/funders"))
		if len(now.Funders) != 1 || len(now.Funders[0].Ties) != 2 || now.Funders[0].Ties[1].Members[0].ID != "hale" || now.Stamp["kk"] == "" {
			t.Errorf("%+v", now)
		}
		was := read[api.Funders](s.get("", "/funders?on="+before.Format(time.DateOnly)))
		if len(was.Funders) != 0 || was.Stamp["en"] == now.Stamp["en"] {
			t.Errorf("%+v", was)
		}
		s.get("", "/funders?on=1999-01-01").is(404, "refuse.description.none")
		s.get("", "/funders?on=soon").is(422, "refuse.date")

		s.Refers("Pipelines").Considers().Opens(procedure.Written)
		s.turn = s.Matter().Turn
		v := s.Matter().Version.Hash
		s.As("hale").Does(procedure.Choose{Version: v, Choice: procedure.Object, Reason: "No."})
		s.turn = s.Matter().Turn
		s.does("hale", "recuse", body{"reason": "They employ me."})
		at := "/matters/" + string(s.On)
		tag = s.get("hale", at).Header().Get("ETag")
		for command, said := range map[string]body{"choose": {"version": v, "choice": "consent"}, "amend": {"version": v, "words": "No."},
			"reserve": {"version": v, "rider": "reservation", "words": "No.", "lang": "en"}, "close": {}, "recuse": {"reason": "Again."},
			"record-meeting": {"version": v, "present": []string{"okafor"}}} {
			s.send("hale", "POST", at+"/"+command, asJSON(t, said), "If-Match: "+tag).is(403, "refuse.recused")
		}
		for _, w := range read[api.Matter](s.get("hale", at)).Ways {
			if w.Open != (w.Command == "state") {
				t.Errorf("to one who is recused %s is %v", w.Command, w.Open)
			}
		}
		if d := read[api.Matter](s.get("okafor", at)); len(d.Recused) != 1 || d.Recused[0].Member.ID != "hale" || len(vote(d, clerktest.Washington).Electors) != 4 || vote(d, clerktest.Washington).Object != 0 {
			t.Errorf("%+v", d.Recused)
		}
		for _, who := range []string{"okafor", "lind", "serik", "dana"} {
			s.turn = s.Matter().Turn
			s.does(who, "choose", body{"version": v, "choice": "consent"})
		}
		s.Later(97 * time.Hour)
		s.As("clock").Does(procedure.Close{})
		r := read[api.FullRecommendation](s.get("", "/recommendations/TF.REC/1/09"))
		if r.Funding["en"] != now.Stamp["en"] || len(r.Recused) != 1 {
			t.Errorf("%+v %+v", r.Funding, r.Recused)
		}
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// vote is how a group stands in the open decision.
func vote(m api.Matter, g group.ID) api.Vote {
	for _, v := range m.Decision.Votes {
		if v.Group == g {
			return v
		}
	}
	return api.Vote{}
}
