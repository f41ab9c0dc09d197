package demo_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.org/counterpart/act"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/procedure"
	"example.org/counterpart/transcript"
)

// TestRound plays, writes what was played, and reads that: they are the same
// commands, but that whoever spoke without a name has none.
func TestRound(t *testing.T) {
	s := play(t, databasetest.Open(t, t.TempDir()))
	for name, played := range courses(t) {
		var b bytes.Buffer
		if err := transcript.Write(&b, s.written(name)); err != nil {
			t.Fatal(err)
		}
		back, err := transcript.Parse(name, b.Bytes(), placed(t))
		if err != nil {
			t.Fatalf("%v\n%s", err, b.String())
		}
		if diff := cmp.Diff(plain(named(t, played)), plain(back), cmpopts.IgnoreUnexported(procedure.Issue{})); diff != "" {
			t.Errorf("%s reads back differently (- played, + read back):\n%s", name, diff)
		}
	}
}

// placed is the zone of everybody, and of the groups.
func placed(t *testing.T) func(string) *time.Location {
	found, cast, err := demo.Describe()
	if err != nil {
		t.Fatal(err)
	}
	zones := map[string]*time.Location{transcript.Clock: time.UTC, transcript.Somebody: time.UTC}
	for _, g := range found.Groups {
		if zones[string(g.ID)], err = time.LoadLocation(g.Zone); err != nil {
			t.Fatal(err)
		}
		for _, c := range cast {
			if c.Group == g.ID {
				zones[c.Person.Slug] = zones[string(g.ID)]
			}
		}
	}
	return func(who string) *time.Location { return zones[who] }
}

// named takes the names off those who spoke without one.
func named(t *testing.T, lines []transcript.Line) []transcript.Line {
	_, cast, err := demo.Describe()
	if err != nil {
		t.Fatal(err)
	}
	lines = slices.Clone(lines)
	for n, l := range lines {
		said, ok := l.Do.(procedure.State)
		if !ok || said.Attribution == act.Named {
			continue
		}
		for _, c := range cast {
			if c.Person.Slug == l.Who {
				lines[n].Who = string(c.Group)
			}
		}
		if said.Attribution == act.Unattributed && said.Audience != act.Caucus {
			lines[n].Who = transcript.Somebody
		}
	}
	return lines
}

// A told line is one without its place in a file and the names in it.
type told struct {
	At      string
	Who     string
	Do      procedure.Command
	Answers int
	Kept    string
}

func plain(lines []transcript.Line) (all []told) {
	places := map[string]int{}
	for n, l := range lines {
		if l.Name != "" {
			places[l.Name] = n
		}
		if c, ok := l.Do.(procedure.RecordMeeting); ok {
			slices.Sort(c.Present)
			slices.Sort(c.Aside)
			slices.Sort(c.Object)
		}
		p := told{At: l.At.Format(time.RFC3339), Who: l.Who, Do: l.Do, Answers: -1}
		if l.Reply != "" {
			p.Answers = places[l.Reply]
		}
		for _, id := range l.Kept {
			p.Kept += string(id) + " "
		}
		all = append(all, p)
	}
	return all
}

// TestPublic holds that a transcript for the public names nobody who spoke
// without a name and tells nothing of a caucus.
func TestPublic(t *testing.T) {
	s := play(t, databasetest.Open(t, t.TempDir()))
	for name, lines := range courses(t) {
		m, err := transcript.Read(t.Context(), s.Register, s.refs[name], publicReader)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if err := transcript.Write(&b, m); err != nil {
			t.Fatal(err)
		}
		if _, err := transcript.Parse(name, []byte(b.String()), placed(t)); err != nil {
			t.Errorf("%v\n%s", err, b.String())
		}
		for _, l := range lines {
			said, ok := l.Do.(procedure.State)
			if ok && said.Audience != act.Public && strings.Contains(strings.Join(strings.Fields(b.String()), " "), said.Words) {
				t.Errorf("%s: the public reads %q", name, said.Words)
			}
		}
	}
}
