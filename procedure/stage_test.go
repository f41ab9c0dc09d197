package procedure_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// directions are what happens around the table.
//
//	at 2009-03-04 10:15        the clock stands there (UTC); "at closing" and "at closing-1ms" too
//	matter b                   another matter is taken up
//	seats una vienna co-chair  a member is appointed
//	leaves cat                 a member's seat ends
//	forms vienna               a group is formed, with the cast's members
//	alone washington           there is no other group
//	rules ownDays=3            rules change from now on
//	rule astana majority 2/3 quorum 2
//	explain                    where the matter stands, as a page would tell everybody
//	explain kai                … and as it would tell Kai
//	tries kai                  every way for a member: open, or why not
//	assisted ann desk          from here on an assistant acts for a member, within a scope
//	assisted ann               … and no longer
//	in ru                      from here on the answers are said in Russian
var directions = map[string]func(*script, string){
	"at":     func(s *script, arg string) { s.at = s.time(arg) },
	"matter": func(s *script, arg string) { s.matter(arg) },
	"leaves": func(s *script, arg string) { s.unseat(member.ID(arg)) },
	"in":     func(s *script, arg string) { s.lang = locale.Lang(arg) },
	"seats": func(s *script, arg string) {
		f := strings.Fields(arg)
		s.seat(member.ID(f[0]), group.ID(f[1]), member.Capacity(f[2]))
	},
	"forms": func(s *script, arg string) {
		g := group.ID(arg)
		s.groups = append(slices.Clone(s.groups), g)
		rules := map[group.ID]group.Rule{g: {Kind: group.Consensus, Quorum: 2}}
		for h, r := range s.rules.Decide {
			rules[h] = r
		}
		s.rules.Decide = rules
		s.rules.Version++
		for _, c := range cast {
			if c.group == g {
				s.seat(c.id, c.group, c.capacity)
			}
		}
	},
	"assisted": func(s *script, arg string) {
		who, scope, _ := strings.Cut(arg, " ")
		s.assisted[member.ID(who)] = member.Scope(scope)
	},
	"alone":   func(s *script, arg string) { s.groups = []group.ID{group.ID(arg)} },
	"rules":   (*script).changeRules,
	"rule":    (*script).changeRule,
	"explain": func(s *script, who string) { s.explain(member.ID(who)) },
	"tries": func(s *script, arg string) {
		for _, w := range s.on.matter.Ways(s.instant(member.ID(arg))) {
			if w.No == nil {
				s.answers("%s: open", w.Command)
				continue
			}
			s.answers("%s: %s", w.Command, s.say(w.No.Reason))
		}
	},
}

func (s *script) changeRules(arg string) {
	data, _ := json.Marshal(s.rules)
	var fields map[string]any
	json.Unmarshal(data, &fields)
	for f := range strings.FieldsSeq(arg) {
		name, value, _ := strings.Cut(f, "=")
		var v any
		if json.Unmarshal([]byte(value), &v) != nil {
			v = value
		}
		fields[name] = v
	}
	fields["version"] = s.rules.Version + 1
	data, _ = json.Marshal(fields)
	s.rules = procedure.Rules{}
	if err := json.Unmarshal(data, &s.rules); err != nil {
		s.t.Fatal(err)
	}
	s.checkRules()
}

func (s *script) changeRule(arg string) {
	f := strings.Fields(arg)
	rules := map[group.ID]group.Rule{}
	for g, r := range s.rules.Decide {
		rules[g] = r
	}
	r := group.Rule{Kind: group.RuleKind(f[1]), Quorum: 1}
	for n, w := range f {
		switch {
		case w == "quorum":
			r.Quorum = number(f[n+1])
		case strings.Contains(w, "/"):
			fmt.Sscanf(w, "%d/%d", &r.M, &r.N)
		case n == 2 && w != "quorum":
			r.N = number(w)
		}
	}
	rules[group.ID(f[0])] = r
	s.rules.Decide = rules
	s.rules.Version++
	s.checkRules()
}

func (s *script) checkRules() {
	if err := s.rules.Check(s.groups); err != nil {
		no, _ := act.Refused(err)
		s.answers("refused: %s", s.say(no.Reason))
	}
}

func (s *script) answers(format string, args ...any) { fmt.Fprintf(&s.out, "  "+format+"\n", args...) }

// say says a reason as the page would, and notes that it was said.
func (s *script) say(r act.Reason) string {
	s.said[r.Key] = true
	for _, a := range r.Args {
		if inner, ok := a.(act.Reason); ok {
			s.said[inner.Key] = true
		}
	}
	line := s.printer().Say(r)
	if strings.ContainsAny(line, "⟦⟧") || strings.Contains(line, "%!") {
		s.t.Errorf("in %s the sentence of %s is not whole: %s", s.lang, r, line)
	}
	return line
}

var capitals = map[group.ID]map[locale.Lang]string{
	"washington": {"en": "Washington", "ru": "Вашингтон", "kk": "Вашингтон"},
	"astana":     {"en": "Astana", "ru": "Астана", "kk": "Астана"},
	"vienna":     {"en": "Vienna", "ru": "Вена", "kk": "Вена"},
}

func (s *script) printer() *locale.Printer {
	zone := func(name string) *time.Location {
		l, err := time.LoadLocation(name)
		if err != nil {
			s.t.Fatal(err)
		}
		return l
	}
	return locale.For(s.lang).In(
		locale.Zone{City: capitals["washington"][s.lang], Location: zone("America/New_York")},
		locale.Zone{City: capitals["astana"][s.lang], Location: zone("Asia/Almaty")},
	).WithNames(func(v any) (string, bool) {
		if g, ok := v.(group.ID); ok {
			return capitals[g][s.lang], true
		}
		return "", false
	})
}

// answer writes what came of a command.
func (s *script) answer(done []act.Act, err error) {
	if no, ok := act.Refused(err); ok {
		where := ""
		if no.Field != "" {
			where = " [" + no.Field + "]"
		}
		s.answers("refused, %s%s: %s", no.Why, where, s.say(no.Reason))
		for _, r := range no.More {
			s.answers("   and: %s", s.say(r))
		}
		return
	}
	for _, a := range done {
		s.answers("%s %s", strings.TrimPrefix(a.Kind, "procedure."), s.show(a))
	}
	s.answers("-> %s", s.on.matter.Stage)
}

var hashes = regexp.MustCompile(`[0-9a-f]{64}`)

// show writes a body with versions by their numbers and rules by theirs.
func (s *script) show(a act.Act) string {
	body := a.Body
	rules := 0
	if r, ok := body.(procedure.ReferredAct); ok {
		rules, r.Rules = r.Rules.Version, procedure.Rules{}
		body = r
	}
	data, _ := json.Marshal(body)
	line := string(data)
	if rules > 0 {
		line = line[:strings.Index(line, `,"rules"`)] + fmt.Sprintf(`,"rules":%d}`, rules)
	}
	line = strings.ReplaceAll(line, "."+string(s.on.ref), "")
	return hashes.ReplaceAllStringFunc(line, func(h string) string {
		for n, v := range s.versions() {
			if v.String() == h {
				return fmt.Sprint("v", n+1)
			}
		}
		return "?"
	})
}

// versions lists the versions of the matter by the acts that issued them.
func (s *script) versions() (all []act.Hash) {
	for _, a := range s.on.acts {
		if s.on.words[a.Hash] != nil {
			all = append(all, a.Hash)
		}
	}
	return all
}

func (s *script) versionHash(name string) act.Hash {
	all := s.versions()
	if n := number(name[1:]); n <= len(all) {
		return all[n-1]
	}
	s.t.Fatalf("there is no version %s", name)
	return act.Hash{}
}

// explain writes the account as a page would give it.
func (s *script) explain(to member.ID) {
	p := s.printer()
	a := s.on.matter.Explain(s.instant(to))
	if a.Stage != procedure.Unknown {
		s.answers("%s · since %s", p.T(a.Stage.Key()), p.DateTime(a.Since))
	}
	for _, r := range a.Says {
		s.answers("  %s", s.say(r))
	}
	if len(a.Desk) > 0 {
		s.answers("  on the desk of %s", p.Arg(a.Desk))
	}
	if !a.Until.IsZero() {
		s.answers("  until %s", p.Both(a.Until))
	}
	for _, r := range a.Missing {
		s.answers("  missing: %s", s.say(r))
	}
}

var key = regexp.MustCompile(`"((?:refuse|explain)\.[a-z0-9.-]*)"(\s*\+|)`)

// everythingWasSaid holds the sources of the rules against the transcripts:
// what they can answer must have been answered somewhere.
func everythingWasSaid(t *testing.T, said map[string]bool) {
	files, _ := filepath.Glob("*.go")
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(source), -1) {
			whole := m[2] == ""
			heard := said[m[1]]
			for k := range said {
				heard = heard || !whole && strings.HasPrefix(k, m[1])
			}
			// See TestReferAlone and, of meetings, TestMeeting of the clerk.
			if !heard && m[1] != "refuse.refer.origin" && m[1] != "refuse.meeting.unknown" && !strings.Contains(m[1], ".room") {
				t.Errorf("%s: no transcript hears %s", name, m[1])
			}
		}
	}
}
