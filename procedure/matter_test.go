package procedure_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// courses plays transcripts and hands over every matter at every act.
func courses(t *testing.T, f func(t *testing.T, m procedure.Matter)) {
	for _, script := range []string{fullCourse, partingCourse} {
		s := newScript(t, map[string]bool{})
		for line := range strings.Lines(script) {
			s.line(strings.TrimSpace(line))
			f(t, s.on.matter)
		}
	}
}

const fullCourse = `ann raises Observers: One. // Two [or three].
bob,cat says: Yes.
+2d
ann refers
lea,max says: Yes.
+3d
kai considers support meeting 4: Yes.
ann opens
ann issues p1 // p2: Two.
ann withdraws: Perhaps.
kai considers support meeting 4 without-comment: Yes.
ann differs Four.: Perhaps.
ann moves written until +5d
kai seconds
kai,lea consents
ann objects: No.
bob consents
ann consents
at closing
clock closes`

const partingCourse = `ann raises Observers: One.
bob,cat says: Yes.
+2d
ann refers
+3d
kai considers support meeting 4 without-comment: Yes.
ann opens
ann moves meeting until +1d
kai seconds
+1d
ann records present ann bob aside bob
kai records present kai lea object lea: No.
ann closes
kai differs Two.: Yes.
ann withdraws: Yes.
ann differs Three.: No.`

// TestCloneSharesNothing changes everything that can be changed in a clone,
// however deep, and looks whether the original noticed.
func TestCloneSharesNothing(t *testing.T) {
	touched := 0
	courses(t, func(t *testing.T, m procedure.Matter) {
		before, _ := json.Marshal(m)
		clone := m.Clone()
		if again, _ := json.Marshal(clone); !bytes.Equal(before, again) {
			t.Fatalf("a clone is not the same:\n%s\n%s", before, again)
		}
		touched += scribble(reflect.ValueOf(&clone).Elem())
		if after, _ := json.Marshal(m); !bytes.Equal(before, after) {
			t.Fatalf("a clone was changed, and the matter with it:\n%s\n%s", before, after)
		}
	})
	if touched < 1000 {
		t.Errorf("only %d things were changed in the clones", touched)
	}
}

// scribble changes whatever v holds or points to, and counts.
func scribble(v reflect.Value) (n int) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			n += scribble(v.Elem())
		}
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() {
				n += scribble(f)
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			n += scribble(v.Index(i))
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			e := reflect.New(v.Type().Elem()).Elem()
			e.Set(v.MapIndex(k))
			n += scribble(e) // what the map's value points to
			v.SetMapIndex(k, reflect.Zero(v.Type().Elem()))
			n++
		}
	case reflect.String:
		v.SetString(v.String() + "!")
		n++
	case reflect.Int, reflect.Int64:
		v.SetInt(v.Int() + 1)
		n++
	case reflect.Uint8:
		v.SetUint(v.Uint() ^ 1)
		n++
	case reflect.Bool:
		v.SetBool(!v.Bool())
		n++
	}
	return n
}

// TestMatterIsStored holds a matter against what the register reads back.
func TestMatterIsStored(t *testing.T) {
	courses(t, func(t *testing.T, m procedure.Matter) {
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back procedure.Matter
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(m, back) {
			t.Fatalf("stored, the matter is another:\n%#v\n%#v", m, back)
		}
	})
}

// TestFoldIsTotal folds acts in orders that no rule would allow: an archive
// from elsewhere may hold them, and must not bring the program down. Nor may
// what is asked of the matter that they leave.
func TestFoldIsTotal(t *testing.T) {
	var acts []act.Act
	for _, script := range []string{fullCourse, partingCourse} {
		s := newScript(t, map[string]bool{})
		s.play(script)
		acts = append(acts, s.acts...)
	}
	acts = append(acts, act.Act{Body: stranger{}})
	for _, k := range procedure.Acts {
		acts = append(acts, act.Act{Kind: k.Body.Kind(), Body: k.Body}) // with nothing in it
	}
	b := newTable(t, "washington", "astana")
	b.seat("ann", "washington", member.CoChair)
	b.seat("kai", "astana", member.CoChair)
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 1))
		var m procedure.Matter
		for range 25 {
			m.Apply(acts[r.IntN(len(acts))])
			if m.Stage == procedure.Adopted && m.Adoption == nil {
				t.Fatal("adopted without an adoption")
			}
			for _, id := range []member.ID{"ann", "kai", member.Clock, "nobody"} {
				m.Ways(b.instant(id))
				for _, c := range procedure.Commands {
					procedure.Decide(m, b.instant(id), c)
				}
				m.Explain(b.instant(id))
			}
			m = m.Clone()
		}
	}
}

type stranger struct{}

func (stranger) Kind() string { return "elsewhere.strange" }

// TestLongTextsFit records the longest text that there may be, again and
// again: every header must fit.
func TestLongTextsFit(t *testing.T) {
	b := newTable(t, "washington", "astana")
	b.rules.OwnDays, b.rules.CounterpartDays = 0, 0
	b.seat("ann", "washington", member.CoChair)
	b.seat("kai", "astana", member.CoChair)
	idea := procedure.Raise{Title: text.Words{"en": "Long"}, Problem: "It is long.", Lang: "en", Dimension: "hd"}
	for n := range procedure.MaxParagraphs {
		idea.Paragraphs = append(idea.Paragraphs, text.Paragraph{Words: fmt.Sprint("Paragraph ", n)})
	}
	must := func(who member.ID, c procedure.Command) {
		t.Helper()
		if _, err := b.do(who, c); err != nil {
			t.Fatalf("%s by %s: %v", c.Name(), who, err)
		}
	}
	must("ann", idea)
	b.on.spoke = []spoken{{"ann", "washington", 9, 0}, {"bob", "washington", 9, 0}, {"cat", "washington", 9, 0}}
	must("ann", procedure.Refer{})
	must("kai", procedure.Consider{Version: b.on.matter.Version.Hash, Position: procedure.Support, Method: procedure.Written, TookPart: 1, WithoutComment: true, Reason: "Yes."})
	must("ann", procedure.OpenFormulation{})
	for range 3 {
		base := b.on.matter.Version.Hash
		ps := append([]text.Paragraph(nil), b.on.words[base]...)
		ps[7].Words += " again"
		must("ann", procedure.Issue{Base: base, Paragraphs: ps})
		if n := len(b.on.matter.Unconsidered("astana")); n != 1 {
			t.Fatalf("one paragraph was changed, and %d count as changed", n)
		}
	}
}

// TestReferAlone reaches a guard that stands behind another: to whom an idea
// is not known, it cannot be theirs to refer.
func TestReferAlone(t *testing.T) {
	s := newScript(t, map[string]bool{})
	s.play("ann raises Observers: One.")
	for who, want := range map[member.ID]string{"kai": "refuse.refer.origin", "bob": "refuse.capacity.refer"} {
		no, ok := act.Refused(procedure.Refer{}.May(s.on.matter, s.instant(who)))
		if !ok || no.Why != act.NotAllowed || no.Reason.Key != want {
			t.Errorf("%s is told %v", who, no)
		}
	}
}

// TestFloods sends commands that carry too much.
func TestFloods(t *testing.T) {
	s := newScript(t, map[string]bool{})
	s.play("ann raises Observers: One.")
	long := strings.Repeat("a", 5<<20)
	v := s.on.matter.Version.Hash
	whole := procedure.Raise{Title: text.Words{"en": "T"}, Problem: "P", Lang: "en", Dimension: "hd", Paragraphs: []text.Paragraph{{Words: "W"}}}
	with := func(change func(*procedure.Raise)) procedure.Command {
		c := whole
		change(&c)
		return procedure.Revise{Raise: c}
	}
	for name, c := range map[string]procedure.Command{
		"title":      with(func(c *procedure.Raise) { c.Title = text.Words{"en": long} }),
		"languages":  with(func(c *procedure.Raise) { c.Title = text.Words{"en": "T", "xx-" + long: "T"} }),
		"problem":    with(func(c *procedure.Raise) { c.Problem = long }),
		"dimension":  with(func(c *procedure.Raise) { c.Dimension = long }),
		"addressee":  with(func(c *procedure.Raise) { c.Addressees = []string{long} }),
		"addressees": with(func(c *procedure.Raise) { c.Addressees = strings.Split(long[:5000], "") }),
		"paragraph":  with(func(c *procedure.Raise) { c.Paragraphs = []text.Paragraph{{Words: long}} }),
		"paragraphs": with(func(c *procedure.Raise) { c.Paragraphs = make([]text.Paragraph, 100_000) }),
		"id":         with(func(c *procedure.Raise) { c.Paragraphs = []text.Paragraph{{ID: text.ParagraphID(long), Words: "W"}} }),
		"language":   with(func(c *procedure.Raise) { c.Paragraphs = []text.Paragraph{{Words: "W", Lang: long}} }),
		"statement":  procedure.State{Words: long, Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: v},
		"spoken to":  procedure.State{Words: "W", Lang: "en", Audience: act.Caucus, Attribution: act.Named, Version: v, Paragraph: text.ParagraphID(long)},
		"reason":     procedure.Withdraw{Reason: long},
	} {
		_, err := s.do("ann", c)
		no, ok := act.Refused(err)
		if !ok || no.Why != act.Malformed {
			t.Errorf("%s: %.100v", name, err)
		} else if len(no.Error()) > 500 || len(no.More) > 1000 {
			t.Errorf("%s: the refusal repeats the flood", name)
		}
	}
	if _, err := s.do("ann", procedure.Revise{Raise: whole}); err != nil {
		t.Fatalf("without the flood it is refused too: %v", err)
	}
}

// TestNextNumber counts over the years.
func TestNextNumber(t *testing.T) {
	yearly, running := procedure.Rules{Yearly: true}, procedure.Rules{}
	silvester := time.Date(2009, 12, 31, 23, 59, 59, 999e6, time.UTC)
	for _, c := range []struct {
		rules  procedure.Rules
		newest *procedure.AdoptedAct
		at     time.Time
		want   int
	}{
		{yearly, nil, silvester, 1},
		{running, nil, silvester, 1},
		{yearly, &procedure.AdoptedAct{Number: 4, Year: 2009}, silvester, 5},
		{yearly, &procedure.AdoptedAct{Number: 4, Year: 2009}, silvester.Add(time.Millisecond), 1},
		{yearly, &procedure.AdoptedAct{Number: 4, Year: 2009}, silvester.In(time.FixedZone("", 6*3600)), 5},
		{running, &procedure.AdoptedAct{Number: 4}, silvester.Add(time.Millisecond), 5},
	} {
		if n := procedure.NextNumber(c.rules, c.newest, c.at); n != c.want {
			t.Errorf("after %v at %s comes %d, not %d", c.newest, c.at, n, c.want)
		}
	}
	if s := (procedure.Rules{Symbol: "A/{n}/{yy}/{yyyy}"}).Number(7, silvester.In(time.FixedZone("", 6*3600))); s != "A/7/09/2009" {
		t.Errorf("the symbol is %s", s)
	}
}

// TestDefaults can be followed.
func TestDefaults(t *testing.T) {
	groups := []group.ID{"washington", "astana"}
	if err := procedure.Defaults(groups).Check(groups); err != nil {
		t.Error(err)
	}
}
