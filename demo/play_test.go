package demo_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/demo"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/transcript"
)

// A stage is a record on which everything was played.
type stage struct {
	*clerk.Clerk
	t     testing.TB
	clock *demo.Clock
	refs  map[string]act.Ref // by the names of the transcripts
}

// play plays everything in an empty database.
func play(t testing.TB, db *database.DB) *stage {
	t.Helper()
	s := &stage{t: t, clock: &demo.Clock{}, refs: map[string]act.Ref{}}
	s.clock.Set(demo.Founded)
	secret := sha256.Sum256([]byte("test"))
	s.Clerk = &clerk.Clerk{DB: db, Register: register.New(db), Secret: secret[:], Now: s.clock.Now}
	if err := s.Open(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { s.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	began := time.Now()
	if err := demo.Play(t.Context(), s.Clerk, s.clock.Set); err != nil {
		t.Fatal(err)
	}
	t.Logf("played in %v", time.Since(began).Round(time.Millisecond))
	s.name()
	return s
}

// name finds the matters of the transcripts by their titles.
func (s *stage) name() {
	titles := map[string]string{}
	for name, lines := range courses(s.t) {
		titles[lines[0].Do.(procedure.Raise).Title["en"]] = name
	}
	for _, g := range []group.ID{"washington", "astana"} {
		for ref, title := range s.matters(s.coChair(g)) {
			s.refs[titles[title]] = ref
		}
	}
}

func (s *stage) coChair(g group.ID) register.Reader {
	s.t.Helper()
	var who register.Reader
	s.ask(register.Public, func(q register.Questions) error {
		n, err := q.Initiative()
		for _, r := range transcript.Everyone(n) {
			if r.Standing.Group == g {
				who = r
			}
		}
		return err
	})
	return who
}

// matters lists the titles of what a reader may see.
func (s *stage) matters(who register.Reader) map[act.Ref]string {
	titles := map[act.Ref]string{}
	s.ask(who, func(q register.Questions) error {
		all, err := q.Matters("", register.Place{}, 100)
		for _, m := range all {
			titles[m.Ref] = m.Title["en"]
		}
		return err
	})
	return titles
}

func (s *stage) ask(who register.Reader, f func(register.Questions) error) {
	s.t.Helper()
	if err := s.Register.Ask(s.t.Context(), who, f); err != nil {
		s.t.Fatal(err)
	}
}

// courses reads the transcripts, by the names of their matters.
func courses(t testing.TB) map[string][]transcript.Line {
	t.Helper()
	files, err := os.ReadDir("course")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]transcript.Line{}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".txt") {
			continue
		}
		data, err := os.ReadFile("course/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		lines, err := demo.Parse(f.Name(), data)
		if err != nil {
			t.Fatal(err)
		}
		all[lines[0].Matter] = lines
	}
	return all
}

var row = regexp.MustCompile(`(?m)^\| \d{3}-([a-z]+) \| (\w+) \| ([a-z]+)(?:, (TF\.REC/\d+/09))?`)

// TestStages holds the register against the table of the transcripts' README.
func TestStages(t *testing.T) {
	readme, err := os.ReadFile("course/README.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := row.FindAllStringSubmatch(string(readme), -1)
	if len(rows) != 16 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := play(t, db)
		symbols := map[string]bool{}
		for _, r := range rows {
			name, origin, stage, symbol := r[1], strings.ToLower(r[2]), procedure.Stage(r[3]), r[4]
			m, err := s.Matter(t.Context(), s.refs[name])
			if err != nil {
				t.Fatal(err)
			}
			if m.Stage != stage || string(m.Origin) != origin {
				t.Errorf("%s: raised in %s, %s; the table says %s, %s", name, m.Origin, m.Stage, origin, stage)
			}
			if m.Adoption != nil && m.Adoption.Symbol != symbol || m.Adoption == nil && symbol != "" {
				t.Errorf("%s: adopted as %+v, the table says %q", name, m.Adoption, symbol)
			}
			symbols[symbol] = true
		}
		if len(symbols) != 6 {
			t.Errorf("five recommendations and the rest without a symbol: %v", slices.Sorted(maps.Keys(symbols)))
		}
		s.checkSpecial()
		s.checkCaucus()
		s.checkPeople()
	})
}

// checkSpecial looks at what the table tells in words.
func (s *stage) checkSpecial() {
	s.t.Helper()
	matter := func(name string) procedure.Matter {
		m, err := s.Matter(s.t.Context(), s.refs[name])
		if err != nil {
			s.t.Fatal(err)
		}
		return m
	}
	if m := matter("threats"); m.Failed.IsZero() || len(m.Unconsidered("astana")) != 1 {
		s.t.Errorf("threats: silence was broken at %v, and Astana has %v before it", m.Failed, m.Unconsidered("astana"))
	}
	if m := matter("madrid"); m.Considered["astana"].Position != procedure.Support || m.Versions != 4 {
		s.t.Errorf("madrid: %+v, version %d", m.Considered["astana"], m.Versions)
	}
	if m := matter("architecture"); m.Pen != "washington" || m.Version.Brackets() == 0 || m.Failed.IsZero() {
		s.t.Errorf("architecture: pen %s, %d brackets, failed %v", m.Pen, m.Version.Brackets(), m.Failed)
	}
	if m := matter("stocktaking"); len(m.Decision.Choices) != 9 ||
		!m.Decision.Closes.Equal(time.Date(2009, 12, 21, 12, 0, 0, 0, time.UTC)) {
		s.t.Errorf("stocktaking: %d positions until %v", len(m.Decision.Choices), m.Decision.Closes)
	}
	if m := matter("region"); m.Decision.Method != procedure.Silence || !m.Decision.Closes.Equal(time.Date(2009, 12, 17, 14, 0, 0, 0, time.UTC)) {
		s.t.Errorf("region: %s until %v", m.Decision.Method, m.Decision.Closes)
	}
	if now := s.clock.Now(); !now.Equal(demo.Present) {
		s.t.Errorf("the clock reads %v", now)
	}
	var riders []procedure.Rider
	s.ask(register.Public, func(q register.Questions) error {
		lines, err := q.Acts(s.refs["odihr"], -1, 500)
		for _, l := range lines {
			if r, ok := l.Body.(procedure.Reserved); ok {
				riders = append(riders, r.Rider)
			}
		}
		return err
	})
	if !slices.Equal(riders, []procedure.Rider{procedure.Reservation, procedure.Interpretative}) {
		s.t.Errorf("the public reads %v with the text on ODIHR", riders)
	}
}

// checkCaucus holds that what is in one group's caucus is unknown elsewhere.
func (s *stage) checkCaucus() {
	s.t.Helper()
	for name, home := range map[string]group.ID{"scrutiny": "washington", "tolerance": "astana"} {
		ref := s.refs[name]
		for _, who := range []register.Reader{register.Public, s.coChair("washington"), s.coChair("astana")} {
			_, sees := s.matters(who)[ref]
			s.ask(who, func(q register.Questions) error {
				_, err := q.Matter(ref)
				_, refused := act.Refused(err)
				lines, err := q.Acts(ref, -1, 100)
				if may := who.Standing.Group == home; sees != may || refused == may || (len(lines) > 0) != may {
					s.t.Errorf("%s is in the caucus of %s; a reader of %q is refused: %v, finds it in the list: %v, reads %d acts",
						name, home, who.Standing.Group, refused, sees, len(lines))
				}
				return err
			})
		}
	}
}

// checkPeople holds that the roll knows the cast, and the record no names.
func (s *stage) checkPeople() {
	s.t.Helper()
	_, cast, err := demo.Describe()
	if err != nil {
		s.t.Fatal(err)
	}
	err = s.DB.Read(s.t.Context(), func(tx *database.Tx) error {
		for _, c := range cast {
			p, err := roll.ByEmail(tx, c.Person.Slug+"@example.org")
			if err != nil {
				return err
			}
			if p.Slug != c.Person.Slug || p.Name["kk"] == "" {
				s.t.Errorf("%+v", p)
			}
		}
		return tx.Each(`select data from record_entry`, nil, func(scan database.Scan) error {
			var header []byte
			err := scan(&header)
			for _, c := range cast {
				if strings.Contains(strings.ToLower(string(header)), `"`+c.Person.Slug) {
					s.t.Errorf("%s is named in a header: %s", c.Person.Slug, header)
				}
			}
			return err
		})
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// told is everything that the register has to say, without what is random.
func (s *stage) told() string {
	s.t.Helper()
	var b strings.Builder
	names := map[act.Ref]string{}
	for _, name := range slices.Sorted(maps.Keys(s.refs)) {
		names[s.refs[name]] = name
		if err := transcript.Write(&b, s.written(name)); err != nil {
			s.t.Fatal(err)
		}
		m, err := s.Matter(s.t.Context(), s.refs[name])
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s since %v, turn %d, version %d, pen %s\n\n", m.Stage, m.Since, m.Turn, m.Versions, m.Pen)
	}
	for _, who := range []register.Reader{register.Public, s.coChair("washington"), s.coChair("astana")} {
		s.ask(who, func(q register.Questions) error {
			stages, err := q.Stages()
			fmt.Fprintf(&b, "%s: %v\n", who.Standing.Group, stages)
			for _, g := range []group.ID{"washington", "astana"} {
				desk, err := q.Desk(g, 100)
				if err != nil {
					return err
				}
				slices.SortFunc(desk, func(x, y register.Desk) int { return strings.Compare(names[x.Ref], names[y.Ref]) })
				for _, d := range desk {
					fmt.Fprintf(&b, "  on the desk of %s: %s since %v until %v\n", g, names[d.Ref], d.Since, d.Until)
				}
			}
			all, err2 := q.Recommendations("", "", 0, 100)
			for _, r := range all {
				fmt.Fprintf(&b, "  %s %v %s %v at %d\n", r.Symbol, r.Title, names[r.Matter], r.Adopted, r.Place)
			}
			newest, err3 := q.Newest(0, -1, 1000)
			for _, l := range newest {
				fmt.Fprintf(&b, "  %d %s %s %s %s %s\n", l.Seq, names[l.On], l.Kind, l.Group, l.Author, l.Audience)
			}
			for _, err := range []error{err2, err3} {
				if err != nil {
					return err
				}
			}
			return err
		})
	}
	return b.String()
}

// written is a matter as it is to be written, whole.
func (s *stage) written(name string) transcript.Matter {
	s.t.Helper()
	m, err := transcript.Read(s.t.Context(), s.Register, s.refs[name], s.coChair("washington"), s.coChair("astana"))
	if err != nil {
		s.t.Fatal(err)
	}
	m.Name = name
	return m
}

// TestAgain holds that two plays tell the same, whatever the engine, and that
// a register that was dropped and folded again does too.
func TestAgain(t *testing.T) {
	first := play(t, databasetest.Open(t, t.TempDir())).told()
	if n := strings.Count(first, "\n"); n < 2000 {
		t.Fatalf("only %d lines are told", n)
	}
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		s := play(t, db)
		same(t, "another play", first, s.told())
		if err := register.Drop(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		if err := register.Catch(t.Context(), db, nil); err != nil {
			t.Fatal(err)
		}
		s.Register = register.New(db)
		same(t, "the register folded again", first, s.told())
	})
}

// same fails the test with the first line that differs.
func same(t *testing.T, what, want, got string) {
	t.Helper()
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for n := range max(len(w), len(g)) {
		if n >= len(w) || n >= len(g) || w[n] != g[n] {
			t.Fatalf("%s differs at line %d:\n%s\nbut was\n%s", what, n, at(g, n), at(w, n))
		}
	}
}

func at(lines []string, n int) string {
	return strings.Join(lines[min(n, len(lines)):min(n+3, len(lines))], "\n")
}
