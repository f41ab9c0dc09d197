package act_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var reader = act.NewReader(append(append([]act.Kind{}, procedure.Acts...), initiative.Acts...)...)

var (
	h1  = act.Hash(sha256.Sum256([]byte("one")))
	h2  = act.Hash(sha256.Sum256([]byte("two")))
	now = time.Date(2009, 3, 4, 10, 15, 0, 5e6, time.UTC)
)

func header(b act.Body) act.Act {
	return act.Act{Kind: b.Kind(), On: "k3m9x2pq", At: now, Group: "washington", By: "Zm9vYmFyYmF6cXV4", Prev: h1, PC: h2, Body: b}
}

// bodies are one of each kind, with something in every field.
func bodies() (all []act.Act) {
	rules := procedure.Defaults([]group.ID{"washington", "astana"})
	rules.Decide["astana"] = group.Rule{Kind: group.Majority, M: 2, N: 3, Quorum: 4}
	filled := map[string]act.Body{
		"procedure.raised":     procedure.RaisedAct{Lang: "kk", Dimension: "hd", Addressees: []string{"ORG-CIO"}, Paragraphs: []procedure.Mark{{ID: "p1", Brackets: 2}, {ID: "p2", Kept: true}}},
		"procedure.referred":   procedure.ReferredAct{Version: h1, Groups: []group.ID{"washington", "astana"}, Spoke: 3, Rules: rules},
		"procedure.considered": procedure.ConsideredAct{Version: h1, Position: procedure.Concerns, Method: procedure.Meeting, TookPart: 5, WithoutComment: true, Complete: true},
		"procedure.moved":      procedure.Moved{Version: h2, Method: procedure.Silence, Closes: now.Add(time.Hour)},
		"procedure.opened":     procedure.Opened{Electorate: map[group.ID][]act.Alias{"washington": {"a", "b"}, "astana": {"c"}}},
		"procedure.closed": procedure.Closed{Version: h1, Tallies: map[group.ID]group.Tally{"washington": {Entitled: 4, Consent: 3, Object: 1}},
			Verdicts: map[group.ID]group.Verdict{"washington": group.Carried}, Carried: true},
		"procedure.adopted":       procedure.AdoptedAct{Version: h1, Symbol: "TF.REC/1/09 <&>\u2028", Number: 1, Year: 2009},
		"initiative.founded":      initiative.Founded{Groups: []group.Group{{ID: "astana", Name: text.Words{"kk": "Астана", "ru": "Астана"}, Zone: "Asia/Almaty", Languages: []string{"kk"}}}, Rules: rules},
		"initiative.appointed":    initiative.Appointed{Standing: member.Standing{Member: "m1", Group: "astana", Capacity: member.CoChair, Constituency: "ngo", From: now}},
		"initiative.granted":      initiative.Granted{Grant: member.Grant{For: "m1", To: "m2", Group: "astana", Scope: member.Desk, From: now, Until: now.Add(time.Hour)}},
		"initiative.described":    initiative.Described{Constituencies: []member.Constituency{"ngo", "press"}},
		"initiative.ended":        initiative.Ended{Member: "m1", Group: "astana", At: now},
		"procedure.pen-passed":    procedure.PenPassed{To: "astana"},
		"procedure.stated":        procedure.Stated{Audience: act.Joint, Attribution: act.GroupOnly, Lang: "ru", Version: h1, Paragraph: "p3", ReplyTo: h2},
		"procedure.differed":      procedure.Differed{Paragraphs: 2, Complete: true},
		"procedure.chose":         procedure.Chose{Choice: procedure.Object},
		"procedure.reserved":      procedure.Reserved{Rider: procedure.Reservation, ForGroup: true, Version: h1, Lang: "en"},
		"procedure.issued":        procedure.IssuedAct{Base: h1, Paragraphs: []procedure.Mark{{ID: "p1", Kept: true, Brackets: 1}}},
		"initiative.rules-agreed": initiative.RulesAgreed{Complete: true},
	}
	for _, k := range append(append([]act.Kind{}, procedure.Acts...), initiative.Acts...) {
		all = append(all, header(k.Body))
		if b, ok := filled[k.Body.Kind()]; ok {
			all = append(all, header(b))
			delete(filled, k.Body.Kind())
		}
	}
	assisted := header(procedure.FormulationOpened{})
	assisted.Via = "cXV4YmF6YmFyZm9v"
	seat := member.Standing{Member: "m1", Group: "astana", Capacity: member.Alternate, Constituency: "ngo", From: now, For: "m2", Nominated: "ORG-1"}
	all = append(all, assisted, header(initiative.Appointed{Standing: seat}))
	for kind := range filled {
		panic("no such kind: " + kind)
	}
	return all
}

// TestRoundTrip reads every kind of act back from its bytes.
func TestRoundTrip(t *testing.T) {
	for n, a := range bodies() {
		data, err := act.Encode(a)
		if err != nil {
			t.Fatal(err)
		}
		back, err := reader.Decode(int64(n), h1, data)
		if err != nil {
			t.Fatalf("%s\n%v", data, err)
		}
		a.Seq, a.Hash = int64(n), h1
		if !reflect.DeepEqual(a, back) {
			t.Errorf("%s reads back otherwise:\n%#v\n%#v", data, a, back)
		}
	}
}

// TestSpelling pins the form of one header for good: what is in a record was
// hashed in this form.
func TestSpelling(t *testing.T) {
	data, err := act.Encode(header(procedure.Stated{Audience: act.Joint, Attribution: act.Named, Lang: "en", Version: h2, Paragraph: "p1"}))
	want := `{"v":1,"k":"procedure.stated","on":"k3m9x2pq","at":"2009-03-04T10:15:00.005Z","g":"washington","by":"Zm9vYmFyYmF6cXV4",` +
		`"prev":"` + h1.String() + `","b":{"audience":"joint","attribution":"named","lang":"en","version":"` + h2.String() + `","paragraph":"p1","reply":""},` +
		`"pc":"` + h2.String() + `"}`
	if err != nil || string(data) != want {
		t.Errorf("a header is now written\n%s\nand was\n%s", data, want)
	}
	assisted := header(procedure.Seconded{})
	assisted.Via = "cXV4YmF6YmFyZm9v"
	data, err = act.Encode(assisted)
	want = `{"v":1,"k":"procedure.seconded","on":"k3m9x2pq","at":"2009-03-04T10:15:00.005Z","g":"washington","by":"Zm9vYmFyYmF6cXV4",` +
		`"prev":"` + h1.String() + `","b":{},"pc":"` + h2.String() + `","via":"cXV4YmF6YmFyZm9v"}`
	if err != nil || string(data) != want {
		t.Errorf("what an assistant did is written\n%s\nand not\n%s", data, want)
	}
}

// TestOtherSpellings offers bytes that mean an act and are not how it is written.
func TestOtherSpellings(t *testing.T) {
	data, err := act.Encode(header(procedure.Moved{Version: h2, Method: procedure.Written, Closes: now}))
	if err != nil {
		t.Fatal(err)
	}
	plain := string(data)
	swap := func(old, new string) string {
		if !strings.Contains(plain, old) {
			t.Fatalf("there is no %s in %s", old, plain)
		}
		return strings.Replace(plain, old, new, 1)
	}
	for name, s := range map[string]string{
		"space":            swap(`"v":1`, `"v": 1`),
		"line end":         plain + "\n",
		"more after it":    plain + "{}",
		"doubled key":      swap(`"v":1`, `"v":1,"v":1`),
		"doubled in body":  swap(`"method":`, `"method":"silence","method":`),
		"unknown key":      swap(`"v":1`, `"v":1,"x":0`),
		"unknown in body":  swap(`"b":{`, `"b":{"x":null,`),
		"missing key":      swap(`"g":"washington",`, ``),
		"missing in body":  swap(`"method":"written",`, ``),
		"other order":      swap(`"v":1,"k":"procedure.moved"`, `"k":"procedure.moved","v":1`),
		"order in body":    swap(`"version":"`+h2.String()+`","method":"written"`, `"method":"written","version":"`+h2.String()+`"`),
		"upper case key":   swap(`"g":`, `"G":`),
		"upper case hash":  swap(h1.String(), strings.ToUpper(h1.String())),
		"escape":           swap(`washington`, `\u0077ashington`),
		"version 2":        swap(`"v":1`, `"v":2`),
		"a decimal":        swap(`"v":1`, `"v":1.0`),
		"longer time":      swap(`00.005Z`, `00.0050Z`),
		"shorter time":     swap(`00.005Z`, `00Z`),
		"time elsewhere":   swap(`10:15:00.005Z","g"`, `15:15:00.005+05:00","g"`),
		"short hash":       swap(h1.String(), h1.String()[:62]),
		"nobody's via":     strings.TrimSuffix(plain, "}") + `,"via":""}`,
		"null via":         strings.TrimSuffix(plain, "}") + `,"via":null}`,
		"null group":       swap(`"washington"`, `null`),
		"null body":        swap(plain[strings.Index(plain, `"b":{`):strings.Index(plain, `,"pc"`)], `"b":null`),
		"list body":        swap(plain[strings.Index(plain, `"b":{`):strings.Index(plain, `,"pc"`)], `"b":[]`),
		"unknown kind":     swap(`procedure.moved`, `procedure.removed`),
		"broken UTF-8":     swap(`washington`, "wash\xffington"),
		"half a surrogate": swap(`washington`, `wash\ud800`),
		"nothing":          "",
		"null":             "null",
		"a list":           "[" + plain + "]",
		"cut short":        plain[:len(plain)-1],
	} {
		if a, err := reader.Decode(0, h1, []byte(s)); err == nil {
			t.Errorf("%s: taken as %+v\n%s", name, a, s)
		}
	}
	if _, err := reader.Decode(0, h1, data); err != nil {
		t.Errorf("and the right spelling is not taken: %v", err)
	}
}

// FuzzDecode looks for bytes that are taken and are not their own encoding.
func FuzzDecode(f *testing.F) {
	for _, a := range bodies() {
		data, err := act.Encode(a)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(bytes.Replace(data, []byte(`"b":{`), []byte(`"b":{"x":1,`), 1))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		a, err := reader.Decode(7, h1, data)
		if err != nil {
			return
		}
		again, err := act.Encode(a)
		if err != nil || !bytes.Equal(again, data) {
			t.Fatalf("taken, and written otherwise:\n%s\n%s", data, again)
		}
		if keys := keysOf(data); len(keys) != 9 && (len(keys) != 10 || keys[9] != "via" || a.Via == "") {
			t.Fatalf("taken with the keys %v", keys)
		}
		pc, ok := act.Commitment(data)
		if pc != a.PC || ok != (a.PC != act.Hash{}) {
			t.Fatalf("the auditor reads another commitment: %v, %v", pc, a.PC)
		}
	})
}

// keysOf lists the outer keys as they stand, doubled ones twice.
func keysOf(data []byte) (keys []string) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.Token()
	for d.More() {
		k, _ := d.Token()
		keys = append(keys, k.(string))
		var skip json.RawMessage
		d.Decode(&skip)
	}
	return keys
}

// TestTooLong refuses a header beyond the limit.
func TestTooLong(t *testing.T) {
	long := procedure.Opened{Electorate: map[group.ID][]act.Alias{"washington": make([]act.Alias, act.MaxHeader/3)}}
	if data, err := act.Encode(header(long)); err == nil {
		t.Errorf("a header of %d bytes was made", len(data))
	}
}

// TestTwoOfAKind is a mistake in the program.
func TestTwoOfAKind(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two kinds of one name were taken")
		}
	}()
	act.NewReader(act.Kind{Body: procedure.Closed{}}, act.Kind{Body: procedure.Closed{}})
}

// TestWords reads words back, and tells those that are erased.
func TestWords(t *testing.T) {
	said := procedure.StatedWords{Words: "Ten days <b>&\u2028"}
	data, err := act.EncodeWords(said)
	if err != nil || !bytes.Contains(data, []byte("<b>&")) {
		t.Errorf("written as %s, %v", data, err)
	}
	for _, c := range []struct {
		kind string
		data []byte
		want act.Words
		ok   bool
	}{
		{"procedure.stated", data, said, true},
		{"procedure.stated", nil, procedure.StatedWords{}, false},
		{"procedure.referred", nil, nil, false},
	} {
		w, ok, err := reader.Words(c.kind, c.data)
		if err != nil || ok != c.ok || !reflect.DeepEqual(w, c.want) {
			t.Errorf("%s %s: %v, %v, %v", c.kind, c.data, w, ok, err)
		}
	}
	if _, _, err := reader.Words("procedure.stolen", nil); err == nil {
		t.Error("words of an unknown kind were read")
	}
	if _, _, err := reader.Words("procedure.stated", []byte("{")); err == nil {
		t.Error("broken words were read")
	}
	if data, err := act.EncodeWords(nil); data != nil || err != nil {
		t.Errorf("no words are %s, %v", data, err)
	}
}

// TestKinds holds what is written for ever against the names of today's types.
func TestKinds(t *testing.T) {
	form := regexp.MustCompile(`^(procedure|initiative)\.[a-z]+(-[a-z]+)*$`)
	for _, a := range bodies() {
		if !form.MatchString(a.Kind) {
			t.Errorf("%q is not the name of a kind", a.Kind)
		}
	}
}
