package clerk_test

import (
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
)

// TestSeries calls a series, all or none; moves one of it, and calls off the
// rest.
func TestSeries(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).As("hale")
		c := meeting.CallSeries{Call: f.Meeting(clerktest.Washington, clerktest.Astana)}
		for n := range 5 {
			c.Starts = append(c.Starts, c.Start.AddDate(0, 0, 7*n))
		}
		series := func() (all []register.Gathering) {
			f.Reads("serik", func(q register.Questions) (err error) {
				all, err = q.Gatherings(clerktest.Start, clerktest.Start.AddDate(10, 0, 0), 100)
				return err
			})
			return all
		}
		order := func(cmd any, key string) (clerk.Receipt, error) {
			return f.Do(t.Context(), clerk.Order{By: "hale", Turn: -1, Key: key, Command: cmd})
		}
		late := c
		late.Starts = append(late.Starts[:4:4], c.Start.AddDate(9, 0, 0)) // too far ahead
		if _, err := order(late, ""); refusalKey(err) != "refuse.call.start" {
			t.Errorf("a series of which one cannot be called is answered with %v", err)
		}
		if _, err := order(meeting.CallSeries{Call: c.Call}, ""); refusalKey(err) != "time.refuse.many" {
			t.Errorf("a series of none is answered with %v", err)
		}
		if all := series(); len(all) != 0 {
			t.Fatalf("after it was refused there are %d meetings", len(all))
		}
		r, err := order(c, "once")
		if err != nil {
			t.Fatal(err)
		}
		if again, err := order(c, "once"); err != nil || again.On != r.On || len(again.Acts) != len(r.Acts) {
			t.Errorf("the same order again is answered with %v, %v", again, err)
		}
		all := series()
		if len(all) != 5 || all[0].Ref != r.On || len(r.Acts) != 10 {
			t.Fatalf("%d meetings were called, by %d acts", len(all), len(r.Acts))
		}
		for n, g := range all {
			m := f.Gathering("dana", g.Ref)
			if m.Series != r.On || g.Series != r.On || !m.Start.Equal(c.Starts[n]) || len(g.Groups) != 2 || len(g.Venues) != 2 {
				t.Errorf("meeting %d is %+v", n+1, g)
			}
		}
		move := meeting.Move{Times: c.Times}
		move.Start, move.End = all[2].Start.Add(time.Hour), all[2].End.Add(time.Hour)
		f.Meets(all[2].Ref, move)
		rest := meeting.CallOffSeries{CallOff: meeting.CallOff{Reason: "The grant has ended."}, Meetings: []act.Ref{all[3].Ref, all[4].Ref}}
		other := f.Meets("", f.Meeting(clerktest.Washington, clerktest.Astana))
		stranger := rest
		stranger.Meetings = []act.Ref{all[3].Ref, other}
		if _, err := order(stranger, ""); refusalKey(err) != "refuse.meeting.unknown" {
			t.Errorf("calling off a meeting of another series is answered with %v", err)
		}
		if _, err := f.Do(t.Context(), clerk.Order{By: "lind", Turn: -1, Command: rest}); refusalKey(err) != "refuse.meeting.keeper" {
			t.Errorf("a member who keeps no papers is answered with %v", err)
		}
		if m := f.Gathering("dana", all[3].Ref); m.Stage != meeting.Planned {
			t.Errorf("after a refusal the fourth is %s", m.Stage)
		}
		if _, err := order(rest, ""); err != nil {
			t.Fatal(err)
		}
		for n, want := range []meeting.Stage{meeting.Planned, meeting.Planned, meeting.Planned, meeting.CalledOff, meeting.CalledOff} {
			if m := f.Gathering("dana", all[n].Ref); m.Stage != want {
				t.Errorf("meeting %d is %s, and not %s", n+1, m.Stage, want)
			}
		}
	})
}

func refusalKey(err error) string {
	if no, ok := act.Refused(err); ok {
		return no.Reason.Key
	}
	return ""
}

// TestJoinsSeries adds to a series only what is like it, by those who keep it.
func TestJoinsSeries(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).As("hale")
		both := f.Meeting(clerktest.Washington, clerktest.Astana)
		alone := f.Meeting(clerktest.Washington)
		first, caucus := f.Meets("", both), f.Meets("", alone)
		joins := func(who member.ID, c meeting.Call, series act.Ref) (act.Ref, error) {
			c.Series = series
			r, err := f.As(who).AskMeeting("", c)
			return r.On, err
		}
		second, err := joins("dana", both, first)
		if err != nil {
			t.Fatalf("who keeps the series cannot add to it: %v", err)
		}
		public := both
		public.Public = true
		for name, try := range map[string]struct {
			who    member.ID
			call   meeting.Call
			series act.Ref
		}{
			"none":                   {"hale", both, act.NewMeeting()},
			"no meeting":             {"hale", both, "m-4kd2m7ax"},
			"not the first":          {"hale", both, second},
			"other groups":           {"hale", alone, first},
			"more groups":            {"hale", both, caucus},
			"a public one":           {"hale", public, first},
			"another group's":        {"serik", f.Meeting(clerktest.Astana), caucus},
			"another's, with theirs": {"serik", both, caucus},
		} {
			if _, err := joins(try.who, try.call, try.series); refusalKey(err) != "refuse.meeting.unknown" {
				t.Errorf("%s: %v", name, err)
			}
			many := meeting.CallSeries{Call: try.call, Starts: []time.Time{try.call.Start}}
			many.Series = try.series
			if _, err := f.Do(t.Context(), clerk.Order{By: try.who, Turn: -1, Command: many}); refusalKey(err) != "refuse.meeting.unknown" {
				t.Errorf("%s, several at once: %v", name, err)
			}
		}
	})
}
