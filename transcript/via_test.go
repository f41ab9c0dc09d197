package transcript_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/transcript"
)

// TestVia writes what an assistant did, and reads it back.
func TestVia(t *testing.T) {
	f := clerktest.New(t, databasetest.Open(t, t.TempDir()))
	f.As("hale").Does(clerktest.Idea("Observers", "One."))
	f.Governs("lind", initiative.Grant{For: "lind", To: "amy", Scope: member.Desk, Until: f.Time().Add(time.Hour)})
	_, err := f.Do(context.Background(), clerk.Order{By: "amy", For: "lind", On: f.On, Turn: -1, Command: f.Says("For the ambassador.", act.Caucus, act.Named)})
	if err != nil {
		t.Fatal(err)
	}
	var n initiative.Initiative
	f.Reads("", func(q register.Questions) (err error) { n, err = q.Initiative(); return err })
	m, err := transcript.Read(t.Context(), f.Register, f.On, transcript.Everyone(n)...)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := transcript.Write(&b, m); err != nil || !strings.Contains(b.String(), " lind via amy states, caucus, named, en\n  For the ambassador.\n") {
		t.Fatalf("%v\n%s", err, b.String())
	}
	lines, err := transcript.Parse("x", b.Bytes(), func(string) *time.Location { return time.UTC })
	if err != nil || len(lines) != 2 || lines[1].Who != "lind" || lines[1].Via != "amy" || lines[0].Via != "" {
		t.Errorf("%v, %+v", err, lines)
	}
}
