package procedure_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

var update = flag.Bool("update", false, "rewrite testdata/*.txt with what the rules now say")

// TestTranscripts plays the matters in testdata. Each is a transcript: a line
// of who does what, or of what happens around the table, and under it, with two
// spaces before, what the rules answered. What may be said is listed in
// script_test.go and stage_test.go. To accept a changed rule, run with -update
// and read the diff.
func TestTranscripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txt")
	if len(files) == 0 {
		t.Fatal("there are no transcripts in testdata")
	}
	said := map[string]bool{}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			s := newScript(t, said)
			got := s.play(string(want))
			checkInvariants(t, s.table)
			if got == string(want) {
				return
			}
			if *update {
				if err := os.WriteFile(name, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("the rules now answer otherwise; run with -update and read the diff. First difference:\n%s", firstDifference(string(want), got))
		})
	}
	if !t.Failed() {
		everythingWasSaid(t, said)
	}
}

func firstDifference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for n := range min(len(w), len(g)) {
		if w[n] != g[n] {
			before := strings.Join(g[max(0, n-3):n], "\n")
			return before + "\n- " + w[n] + "\n+ " + g[n]
		}
	}
	return "one is longer than the other"
}

// TestTranscriptsCanFail shows that a changed answer is seen.
func TestTranscriptsCanFail(t *testing.T) {
	data, err := os.ReadFile("testdata/written.txt")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(data), "-> adopted", "-> formulation", 1)
	if text == string(data) {
		t.Fatal("the transcript of a written procedure does not end in adoption")
	}
	if newScript(t, map[string]bool{}).play(text) == text {
		t.Error("a transcript with a wrong answer was played without a difference")
	}
}

// A script plays one transcript.
type script struct {
	*table
	lang locale.Lang
	said map[string]bool // keys of sentences, over all transcripts

	assisted map[member.ID]member.Scope // for whom an assistant acts, and how far
	out      strings.Builder
}

// The cast: two groups of five who decide, and those who do not.
var cast = []struct {
	id       member.ID
	group    group.ID
	capacity member.Capacity
}{
	{"ann", "washington", member.CoChair}, {"bob", "washington", member.Rapporteur},
	{"cat", "washington", member.Member}, {"dan", "washington", member.Member},
	{"eve", "washington", member.Alternate}, {"fay", "washington", member.Observer},
	{"gus", "washington", member.Secretariat},
	{"kai", "astana", member.CoChair}, {"lea", "astana", member.Rapporteur},
	{"max", "astana", member.Member}, {"nur", "astana", member.Member},
	{"ola", "astana", member.Alternate}, {"pia", "astana", member.Observer},
	{"rem", "astana", member.Secretariat},
	{"una", "vienna", member.CoChair}, {"vic", "vienna", member.Rapporteur}, {"wim", "vienna", member.Member},
}

// newScript sets the table for two groups and short rules.
func newScript(t tb, said map[string]bool) *script {
	s := &script{table: newTable(t, "washington", "astana"), lang: locale.English, said: said, assisted: map[member.ID]member.Scope{}}
	for _, c := range cast {
		if c.group != "vienna" {
			s.seat(c.id, c.group, c.capacity)
		}
	}
	s.shortRules()
	return s
}

// shortRules keeps the transcripts short: two to speak, two for a quorum, two
// days at home and three abroad.
func (s *script) shortRules() {
	r := procedure.Defaults(s.groups)
	r.OwnDays, r.CounterpartDays, r.AnswerDays, r.Contributors = 2, 3, 14, 2
	r.NoticeDays, r.SilenceHours = 5, 48
	for g, rule := range r.Decide {
		rule.Quorum = 2
		r.Decide[g] = rule
	}
	s.rules = r
}

func (s *script) play(text string) string {
	s.out.Reset()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "  ") {
			continue // an old answer
		}
		s.out.WriteString(line)
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			s.line(line)
		}
	}
	return s.out.String()
}

func (s *script) line(line string) {
	word, rest, _ := strings.Cut(line, " ")
	if d, ok := directions[word]; ok {
		d(s, strings.TrimSpace(rest))
		return
	}
	if strings.HasPrefix(word, "+") {
		s.at = s.time(word)
		return
	}
	verb, arg, _ := strings.Cut(strings.TrimSpace(rest), " ")
	verb, found := strings.CutSuffix(verb, ":")
	if found {
		arg = ": " + arg
	}
	say, ok := verbs[verb]
	if !ok {
		s.t.Fatalf("a transcript says %q, which nobody understands", line)
	}
	for who := range strings.SplitSeq(word, ",") {
		cmd := say(s, member.ID(who), strings.TrimSpace(arg))
		if scope := s.assisted[member.ID(who)]; scope != "" {
			if err := procedure.Delegated(cmd, scope); err != nil {
				s.answer(nil, err)
				continue
			}
		}
		s.answer(s.do(member.ID(who), cmd))
	}
}
