// Package clerktest plays small task forces for tests: the same people, the
// same rules, and a clock that only the test moves.
package clerktest

import (
	"context"
	"crypto/sha256"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"golang.org/x/mod/sumdb/note"
)

// Washington and Astana are the groups of every test.
const (
	Washington group.ID = "washington"
	Astana     group.ID = "astana"
)

// Cast is who sits where. Ids of members are their names here.
var Cast = []struct {
	ID       member.ID
	Group    group.ID
	Capacity member.Capacity
}{
	{"hale", Washington, member.CoChair}, {"okafor", Washington, member.Rapporteur}, {"lind", Washington, member.Member},
	{"ruiz", Washington, member.Member}, {"moss", Washington, member.Member}, {"webb", Washington, member.Observer},
	{"serik", Astana, member.CoChair}, {"dana", Astana, member.Rapporteur}, {"nurlan", Astana, member.Member},
	{"aigul", Astana, member.Member}, {"timur", Astana, member.Member}, {"zhan", Astana, member.Secretariat},
}

// Start is when every test begins.
var Start = time.Date(2009, 3, 2, 14, 0, 0, 0, time.UTC)

// Rules are short, so that tests are.
func Rules() procedure.Rules {
	r := procedure.Defaults([]group.ID{Washington, Astana})
	r.OwnDays, r.CounterpartDays, r.Contributors, r.NoticeDays, r.SilenceHours = 2, 3, 2, 3, 24
	for g := range r.Decide {
		r.Decide[g] = group.Rule{Kind: group.Consensus, Quorum: 2}
	}
	return r
}

// A TaskForce is a clerk with the cast, founded.
type TaskForce struct {
	*clerk.Clerk
	Verifier note.Verifier
	T        testing.TB
	now      atomic.Int64 // Unix nanoseconds
	by       member.ID
	On       act.Ref // the matter that is acted on
}

// New founds a task force in an empty database.
func New(t testing.TB, db *database.DB) *TaskForce {
	t.Helper()
	f := Unfounded(t, db)
	name := func(s string) text.Words { return text.Words{"en": s} }
	f.Governs(initiative.Operator, initiative.Found{
		Description: initiative.Description{Name: name("Task Force"),
			Dimensions: []initiative.Dimension{{ID: "hd", Name: name("Human dimension")}, {ID: "pm", Name: name("Politico-military")}},
			Addressees: []initiative.Organisation{{ID: "GOV", Name: name("The Government")}}},
		Groups: []group.Group{
			{ID: Washington, Name: name("Washington Working Group"), Capital: name("Washington"), Zone: "America/New_York", Languages: []string{"en"}},
			{ID: Astana, Name: name("Astana Working Group"), Capital: name("Astana"), Zone: "Asia/Almaty", Languages: []string{"kk", "ru"}},
		},
		Rules: Rules(),
	})
	for _, c := range Cast {
		f.Governs(initiative.Operator, initiative.Appoint{Member: c.ID, Group: c.Group, Capacity: c.Capacity, Constituency: "specialist"})
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			return roll.Put(tx, roll.Person{Member: c.ID, Name: name(string(c.ID)), Slug: string(c.ID), Lang: "en", Email: string(c.ID) + "@example.org"})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	f.Later(time.Minute)
	return f
}

// Unfounded opens a clerk on an empty database.
func Unfounded(t testing.TB, db *database.DB) *TaskForce {
	t.Helper()
	f := Reopen(t, db)
	return f
}

// Reopen opens a clerk on whatever is in db.
func Reopen(t testing.TB, db *database.DB) *TaskForce {
	t.Helper()
	secret := sha256.Sum256([]byte("test"))
	skey, vkey, err := note.GenerateKey(fixed{}, "test.example/record")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		t.Fatal(err)
	}
	f := &TaskForce{T: t, Verifier: verifier}
	f.now.Store(Start.UnixNano())
	f.Clerk = &clerk.Clerk{DB: db, Register: register.New(db), Sign: signer, Origin: "test.example/record",
		Secret: secret[:], Now: f.Time}
	if err := f.Open(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { f.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return f
}

type fixed struct{}

func (fixed) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(i)
	}
	return len(p), nil
}

// Time is what the clock says.
func (f *TaskForce) Time() time.Time { return time.Unix(0, f.now.Load()).UTC() }

// Later moves the clock on.
func (f *TaskForce) Later(d time.Duration) *TaskForce { f.now.Add(int64(d)); return f }

// As sets who acts from here on.
func (f *TaskForce) As(who member.ID) *TaskForce { f.by = who; return f }

// Ask carries out a command of the one who acts, and says how it went.
func (f *TaskForce) Ask(cmd procedure.Command) (clerk.Receipt, error) {
	return f.Do(context.Background(), clerk.Order{By: f.by, On: f.On, Turn: -1, Command: cmd})
}

// Does carries out a command, and fails the test if it is not carried out.
func (f *TaskForce) Does(cmd procedure.Command) *TaskForce {
	f.T.Helper()
	if _, raising := cmd.(procedure.Raise); raising {
		f.On = ""
	}
	r, err := f.Ask(cmd)
	if err != nil {
		f.T.Fatalf("%s, %T: %v", f.by, cmd, err)
	}
	f.On = r.On
	return f
}

// Refused carries out a command, and fails the test unless it is refused so.
func (f *TaskForce) Refused(why act.Why, cmd procedure.Command) *TaskForce {
	f.T.Helper()
	_, err := f.Ask(cmd)
	if no, ok := act.Refused(err); !ok || no.Why != why {
		f.T.Fatalf("%s, %T: got %v, want a refusal: %s", f.by, cmd, err, why)
	}
	return f
}

// Governs carries out a command on the initiative.
func (f *TaskForce) Governs(by member.ID, cmd initiative.Command) {
	f.T.Helper()
	if _, err := f.Do(context.Background(), clerk.Order{By: by, On: act.Initiative, Turn: -1, Command: cmd}); err != nil {
		f.T.Fatalf("%s, %T: %v", by, cmd, err)
	}
}

// Matter is the matter acted on, from the record.
func (f *TaskForce) Matter() procedure.Matter {
	f.T.Helper()
	m, err := f.Clerk.Matter(context.Background(), f.On)
	if err != nil {
		f.T.Fatal(err)
	}
	return m
}

// Ask the register as a member, or as the public (empty).
func (f *TaskForce) Reads(who member.ID, ask func(register.Questions) error) {
	f.T.Helper()
	reader, err := f.Register.Reader(context.Background(), who, f.Time())
	if who == "" {
		reader, err = register.Public, nil
	}
	if err == nil {
		err = f.Register.Ask(context.Background(), reader, ask)
	}
	if err != nil {
		f.T.Fatal(err)
	}
}

// Idea is a proposal to raise.
func Idea(title string, paragraphs ...string) procedure.Raise {
	r := procedure.Raise{Title: text.Words{"en": title}, Problem: "The problem of " + title + ".", Lang: "en", Dimension: "hd", Addressees: []string{"GOV"}}
	for _, p := range paragraphs {
		r.Paragraphs = append(r.Paragraphs, text.Paragraph{Words: p})
	}
	return r
}

// Says is a statement on the latest version.
func (f *TaskForce) Says(words string, audience act.Audience, how act.Attribution) procedure.State {
	return procedure.State{Words: words, Lang: "en", Audience: audience, Attribution: how, Version: f.Matter().Version.Hash}
}

// Refers takes the matter from nothing to referred, by the people of Washington.
func (f *TaskForce) Refers(title string) *TaskForce {
	f.T.Helper()
	f.As("hale").Does(Idea(title, "First paragraph.", "Second paragraph."))
	f.As("okafor").Does(f.Says("I agree.", act.Caucus, act.Named))
	f.As("lind").Does(f.Says("With one doubt.", act.Caucus, act.Unattributed))
	f.Later(48 * time.Hour)
	return f.As("hale").Does(procedure.Refer{})
}

// Considers has Astana discuss and support the referred version.
func (f *TaskForce) Considers() *TaskForce {
	f.T.Helper()
	f.As("nurlan").Does(f.Says("Astana sees merit.", act.Joint, act.Named))
	f.As("aigul").Does(f.Says("So do I.", act.Joint, act.GroupOnly))
	f.Later(72 * time.Hour)
	return f.As("dana").Does(procedure.Consider{Version: f.Matter().Version.Hash, Position: procedure.Support,
		Method: procedure.Meeting, TookPart: 4, Reason: "It serves both capitals."})
}

// Opens takes the matter from considered to an open decision.
func (f *TaskForce) Opens(how procedure.Method) *TaskForce {
	f.T.Helper()
	f.As("hale").Does(procedure.OpenFormulation{})
	v := f.Matter().Version.Hash
	f.Does(procedure.Move{Version: v, Method: how, Closes: f.Time().Add(96 * time.Hour)})
	return f.As("serik").Does(procedure.Second{Version: v})
}

// Adopts takes the matter from an open written procedure to adoption.
func (f *TaskForce) Adopts() *TaskForce {
	f.T.Helper()
	v := f.Matter().Version.Hash
	for _, who := range []member.ID{"hale", "okafor", "serik", "dana"} {
		f.As(who).Does(procedure.Choose{Version: v, Choice: procedure.Consent})
	}
	f.Later(97 * time.Hour)
	return f.As(member.Clock).Does(procedure.Close{})
}

// Checks verifies the whole record, and fails the test if anything is wrong.
func (f *TaskForce) Checks() record.Report {
	f.T.Helper()
	src, err := record.FromDatabase(context.Background(), f.DB)
	if err != nil {
		f.T.Fatal(err)
	}
	report, err := record.Verify(context.Background(), src, clerk.Audit(f.Verifier))
	if err != nil {
		f.T.Fatalf("the record does not verify: %v", err)
	}
	return report
}
