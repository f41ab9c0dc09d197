package meeting_test

import (
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/text"
)

// TestPast calls and moves meetings to instants that are past: on the day itself
// that is taken, later only if it is said that the meeting is recorded
// afterwards.
func TestPast(t *testing.T) {
	s := script{at: time.Date(2010, 1, 12, 15, 0, 0, 0, time.UTC)}
	planned := meeting.Meeting{Ref: "m-aaaaaaaa", Stage: meeting.Planned, Groups: []group.ID{"w"}}
	for _, c := range []struct {
		ago          time.Duration
		afterwards   bool
		calls, moves string // why not
	}{
		{-time.Hour, false, "", ""},
		{6 * time.Hour, false, "", ""},
		{meeting.Grace, false, "", ""},
		{meeting.Grace + time.Minute, false, "refuse.call.past", "refuse.call.past"},
		{meeting.Grace + time.Minute, true, "", "refuse.call.past"},
		{300 * 24 * time.Hour, true, "", "refuse.call.past"},
		{31 * 366 * 24 * time.Hour, true, "refuse.call.start", "refuse.call.start"},
	} {
		at := s.at.Add(-c.ago)
		times := meeting.Times{Start: at, End: at.Add(time.Hour), Venues: []meeting.Room{{Group: "w"}}}
		call := meeting.Call{Title: text.Words{"en": "Meeting"}, Lang: "en", Groups: []group.ID{"w"}, Afterwards: c.afterwards, Times: times}
		for what, one := range map[string]struct {
			m    meeting.Meeting
			cmd  meeting.Command
			want string
		}{"called": {meeting.Meeting{}, call, c.calls}, "moved": {planned, meeting.Move{Times: times}, c.moves}} {
			_, err := meeting.Decide(one.m, s.instant("hale"), one.cmd)
			got := ""
			if no, refused := act.Refused(err); refused {
				if got = no.Reason.Key; no.Field != "start" {
					t.Errorf("%s %v ago: the refusal is about %q", what, c.ago, no.Field)
				}
			} else if err != nil {
				t.Fatal(err)
			}
			if got != one.want {
				t.Errorf("%s %v ago, afterwards %t: answered with %q and not %q", what, c.ago, c.afterwards, got, one.want)
			}
		}
	}
}
