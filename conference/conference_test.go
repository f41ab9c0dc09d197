package conference

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var chair = member.Standing{Member: "hale", Group: "washington", Capacity: member.CoChair}

// now is what holds in these tests.
func now(by member.Standing, at string) Instant {
	t, err := time.Parse("2006-01-02 15:04", at)
	if err != nil {
		panic(err)
	}
	return Instant{At: t, By: by, Groups: []group.Group{{ID: "washington"}, {ID: "astana"}},
		People: func(id member.ID) bool { return id == "dana" },
		Matter: func(ref act.Ref) (m procedure.Matter) {
			switch ref {
			case "caucuswa":
				m.Origin, m.Stage = "washington", procedure.Raised
			case "caucusas":
				m.Origin, m.Stage = "astana", procedure.Raised
			case "jointone":
				m.Origin, m.Stage, m.ReferredAt = "astana", procedure.Referred, t
			case "publicon":
				m.Origin, m.Stage, m.ReferredAt = "astana", procedure.Adopted, t
			}
			return m
		}}
}

func announcement(from, to string) Announcement {
	return Announcement{Title: text.Words{"en": "A conference"}, City: text.Words{"en": "Astana"}, Groups: []group.ID{"washington", "astana"},
		Public: true, Zone: "Asia/Almaty", From: from, To: to}
}

// does carries out commands, each answered by the clerk's part, and returns what
// the last was refused with.
func does(c Conference, i Instant, cmds ...Command) (Conference, string) {
	for _, cmd := range cmds {
		deeds, err := Decide(c, i, cmd)
		if no, refused := act.Refused(err); refused {
			return c, no.Reason.Key
		} else if err != nil {
			panic(err)
		}
		for _, d := range deeds {
			c = c.Clone()
			c.Apply(act.Act{On: "c-23456789", Hash: act.Hash{byte(c.Turn + 1)}, At: i.At, Kind: d.Body.Kind(), Body: d.Body})
		}
	}
	return c, ""
}

func session(day, start, end, room string, more func(*Session)) Session {
	s := Session{Day: day, Start: start, End: end, Room: room, Title: text.Words{"en": "A session"}}
	if more != nil {
		more(&s)
	}
	return s
}

// TestDates says which dates may be given, and what they cover.
func TestDates(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"2010-02-16", "", ""}, {"2010-02-16", "2010-02-17", ""}, {"2010-02", "", ""}, {"2010", "", ""}, {"2010-02", "2010-03", ""},
		{"", "", "refuse.conference.from"}, {"2010-2", "", "refuse.conference.from"}, {"2010-02-30", "", "refuse.conference.from"},
		{"February 2010", "", "refuse.conference.from"}, {"2010-02-16T09:00", "", "refuse.conference.from"},
		{"2010-02-16", "2010-02", "refuse.conference.to"}, {"2010-02-16", "2010-02-15", "refuse.conference.backwards"},
		{"2010-02-16", "2010-06-15", "refuse.conference.long"},
	} {
		_, got := does(Conference{}, now(chair, "2010-01-05 10:00"), Announce{announcement(c.from, c.to)})
		if got != c.want {
			t.Errorf("from %q to %q: %q, and not %q", c.from, c.to, got, c.want)
		}
	}
	month := Facts{Zone: "Asia/Almaty", From: "2010-02"}
	from, to := month.Bounds()
	if month.Exact() || !month.covers("2010-02-28") || month.covers("2010-03-01") || from.Format(time.RFC3339) != "2010-01-31T18:00:00Z" || to.Format(time.RFC3339) != "2010-02-28T18:00:00Z" {
		t.Errorf("a month runs from %v to %v", from, to)
	}
}

// TestProgramme says what a programme may hold.
func TestProgramme(t *testing.T) {
	i := now(chair, "2010-01-05 10:00")
	public, no := does(Conference{}, i, Announce{announcement("2010-02-16", "2010-02-17")})
	if no != "" {
		t.Fatal(no)
	}
	joint := public
	joint.Public = false
	caucus := joint
	caucus.Groups = []group.ID{"washington"}
	informs := func(ref act.Ref) func(*Session) { return func(s *Session) { s.Matters = []act.Ref{ref} } }
	speaks := func(p ...Person) func(*Session) { return func(s *Session) { s.Speakers = p } }
	dana := Person{Member: "dana"}
	for _, c := range []struct {
		name     string
		in       Conference
		sessions []Session
		want     string
	}{
		{"one", public, []Session{session("2010-02-16", "09:00", "10:00", "Hall", nil)}, ""},
		{"a day alone", public, []Session{session("2010-02-16", "", "", "", nil)}, ""},
		{"another day", public, []Session{session("2010-02-18", "", "", "", nil)}, "refuse.programme.outside"},
		{"no day", public, []Session{session("16 February", "", "", "", nil)}, "refuse.programme.day"},
		{"no hour", public, []Session{session("2010-02-16", "9:00", "", "", nil)}, "refuse.programme.start"},
		{"an end without a start", public, []Session{session("2010-02-16", "", "10:00", "", nil)}, "refuse.programme.start"},
		{"backwards", public, []Session{session("2010-02-16", "10:00", "09:00", "", nil)}, "refuse.programme.end"},
		{"one after the other", public, []Session{session("2010-02-16", "09:00", "10:00", "Hall", nil), session("2010-02-16", "10:00", "11:00", "Hall", nil)}, ""},
		{"at once in one room", public, []Session{session("2010-02-16", "09:00", "10:01", "Hall", nil), session("2010-02-16", "10:00", "11:00", "hall", nil)}, "refuse.programme.room"},
		{"at once in two rooms", public, []Session{session("2010-02-16", "09:00", "10:01", "Hall", nil), session("2010-02-16", "10:00", "11:00", "Blue", nil)}, ""},
		{"a member in two places", public, []Session{session("2010-02-16", "09:00", "10:01", "Hall", speaks(dana)), session("2010-02-16", "10:00", "11:00", "Blue", speaks(dana))}, "refuse.programme.both"},
		{"nobody we know", public, []Session{session("2010-02-16", "", "", "", speaks(Person{Member: "nobody"}))}, "refuse.programme.member"},
		{"no name", public, []Session{session("2010-02-16", "", "", "", speaks(Person{Affiliation: "A university"}))}, "refuse.conference.words"},
		{"a session that is not there", public, []Session{{ID: "s9", Day: "2010-02-16", Title: text.Words{"en": "x"}}}, "refuse.programme.session"},
		{"no title", public, []Session{{Day: "2010-02-16"}}, "refuse.programme.title"},
		{"a public matter for the public", public, []Session{session("2010-02-16", "", "", "", informs("publicon"))}, ""},
		{"a joint matter for the public", public, []Session{session("2010-02-16", "", "", "", informs("jointone"))}, "refuse.programme.joint"},
		{"a joint matter for the groups", joint, []Session{session("2010-02-16", "", "", "", informs("jointone"))}, ""},
		{"a caucus matter for the groups", joint, []Session{session("2010-02-16", "", "", "", informs("caucuswa"))}, "refuse.programme.caucus"},
		{"a caucus matter for the caucus", caucus, []Session{session("2010-02-16", "", "", "", informs("caucuswa"))}, ""},
		{"another group's caucus matter", joint, []Session{session("2010-02-16", "", "", "", informs("caucusas"))}, "refuse.matter.unknown"},
		{"another group's for the caucus", caucus, []Session{session("2010-02-16", "", "", "", informs("caucusas"))}, "refuse.matter.unknown"},
	} {
		if _, got := does(c.in, i, DraftProgramme{Sessions: c.sessions}); got != c.want {
			t.Errorf("%s: %q, and not %q", c.name, got, c.want)
		}
	}
}

// TestCourse takes a conference through its course.
func TestCourse(t *testing.T) {
	i := now(chair, "2010-01-05 10:00")
	c, no := does(Conference{}, i, Announce{announcement("2010-02-16", "2010-02-17")})
	opens := OpenRegistration{Capacity: 100, Closes: i.At.AddDate(0, 0, 30)}
	say := func(by member.Standing, at string, want string, cmd Command) {
		t.Helper()
		if c, no = does(c, now(by, at), cmd); no != want {
			t.Errorf("%s: %q, and not %q", cmd.Name(), no, want)
		}
	}
	say(chair, "2010-01-05 11:00", "refuse.release.empty", Release{})
	say(member.Standing{Member: "lind", Group: "washington", Capacity: member.Member}, "2010-01-05 11:00", "refuse.conference.keeper", opens)
	say(member.Standing{}, "2010-01-05 11:00", "refuse.no-standing", opens)
	say(chair, "2010-01-05 11:00", "", DraftProgramme{Sessions: Programme{session("2010-02-16", "", "", "", nil)}})
	say(chair, "2010-01-05 11:00", "refuse.programme.base", DraftProgramme{Sessions: Programme{session("2010-02-16", "", "", "", nil)}})
	say(chair, "2010-01-05 11:00", "refuse.programme.base", Release{})
	say(chair, "2010-01-05 11:00", "", Release{Draft: c.Draft.Hash})
	say(chair, "2010-01-05 11:00", "refuse.release.already", Release{Draft: c.Draft.Hash})
	first, _ := c.Latest()
	say(chair, "2010-01-06 11:00", "", DraftProgramme{Base: c.Draft.Hash, Sessions: Programme{session("2010-02-17", "", "", "", nil)}})
	if v, _ := c.Latest(); v.Draft != first.Draft || v.Slots[0].ID != "s1" || c.Draft.Slots[0].ID != "s2" {
		t.Error("a draft changed what had been released, or a session's id came back")
	}
	say(chair, "2010-01-06 11:00", "refuse.restate.session", Restate{announcement("2010-02-16", "")})
	say(chair, "2010-01-06 11:00", "", opens)
	say(chair, "2010-01-06 11:00", "refuse.registration.fewer", OpenRegistration{Capacity: 99, Closes: opens.Closes})
	say(chair, "2010-01-06 11:00", "refuse.registration.closes", OpenRegistration{Capacity: 100, Closes: i.At.AddDate(1, 0, 0)})
	say(chair, "2010-01-06 11:00", "refuse.hold.early", Hold{})
	if !c.Open(opens.Closes.Add(-time.Second)) || c.Open(opens.Closes) {
		t.Error("registration does not end when it should")
	}
	say(chair, "2010-02-18 11:00", "refuse.registration.closed", CloseRegistration{})
	say(chair, "2010-02-18 11:00", "", Hold{})
	say(chair, "2010-02-18 11:00", "refuse.conference.stage", CancelConference{Reason: text.Words{"en": "Too late."}})
}

// random is a programme with some sessions of few ids, so that they differ.
func random(r *rand.Rand) (p Programme) {
	words := func() text.Words {
		if r.IntN(4) == 0 {
			return nil
		}
		return text.Words{"en": fmt.Sprint("w", r.IntN(3))}
	}
	persons := func() (all []Person) {
		for range r.IntN(3) {
			all = append(all, Person{Name: fmt.Sprint("n", r.IntN(3)), Affiliation: fmt.Sprint("a", r.IntN(2))})
		}
		return all
	}
	tags := func() (all []string) { return [][]string{nil, {"en"}, {"en", "ru"}}[r.IntN(3)] }
	for id := range 8 {
		if r.IntN(2) == 0 {
			continue
		}
		s := Session{ID: SessionID(fmt.Sprint("s", id)), Day: fmt.Sprint("2010-02-1", r.IntN(3)), Room: fmt.Sprint("r", r.IntN(2)),
			Title: words(), Abstract: words(), Speakers: persons(), Moderators: persons(), Langs: tags(), Interpreted: tags()}
		if r.IntN(3) > 0 {
			s.Start = fmt.Sprintf("%02d:00", 9+r.IntN(3))
		}
		if r.IntN(3) == 0 {
			s.Papers = []Paper{{Title: fmt.Sprint("p", r.IntN(2))}}
		}
		if r.IntN(3) == 0 {
			s.Matters = []act.Ref{act.Ref(fmt.Sprint("matter0", r.IntN(3)))}
		}
		p = append(p, s)
	}
	p.sort()
	return p
}

// TestCompare holds that what differs, taken over, makes equals, and that of
// equals nothing is said, over many random programmes.
func TestCompare(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	kinds := map[Field]int{}
	for range 5000 {
		was, is := random(r), random(r)
		if r.IntN(2) == 0 { // a little only
			is = slices.Clone(was)
			if len(is) > 0 {
				other := random(r)
				if len(other) > 0 {
					keep := is[0].ID
					is[0] = other[0]
					is[0].ID = keep
					is.sort()
				}
			}
		}
		all := Compare(was, is)
		for _, d := range all {
			kinds[d.Field]++
		}
		if got := was.Take(all); !got.Equal(is) {
			t.Fatalf("%v\ntaken over %v\nis %v\nand not %v", all, was, got, is)
		}
		if all := Compare(is, slices.Clone(is)); len(all) > 0 {
			t.Fatalf("equals differ: %v", all)
		}
		if len(all) == 0 != was.Equal(is) {
			t.Fatalf("nothing is said of %v and %v", was, is)
		}
	}
	if len(kinds) != len(fields)+2 {
		t.Errorf("the test met only %v", kinds)
	}
	// What is written is what is read.
	for range 200 {
		p := random(r)
		b, w := p.part()
		if got := Join(b.Slots, w); !got.Equal(p) {
			t.Fatalf("%v came back as %v", p, got)
		}
	}
}
