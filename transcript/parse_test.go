package transcript

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// zone puts everybody with a name that begins with a in Astana, and others in
// Washington. Nobody is called nobody.
func zone(who string) *time.Location {
	name := "America/New_York"
	switch {
	case who == "nobody":
		return nil
	case who == Clock || who == Somebody:
		return time.UTC
	case who[0] == 'a':
		name = "Asia/Almaty"
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return loc
}

func TestParse(t *testing.T) {
	lines, err := Parse("a.txt", []byte(`# a comment
matter odihr   source REC-007

2009-03-04 10:15 hale raises
  dimension: hd
  to: ORG-GOV-KZ, ORG-OSCE
  lang: en
  title: Strengthen
    ODIHR
  title.ru: Укрепить БДИПЧ
  problem: One.

    Two.
  p1: First.
  p2.ru: Второй.

2009-03-06 15:30 okafor states, caucus, named, en, on p2
  id: s1
  One line
  and another.

  A paragraph\
  with a line of its own, and a \\.

2009-11-01 01:30-05:00 hale states, joint, unattributed, ru, version 1, reply s1
  Ещё.
2009-11-02 09:00:01.250 astrid records meeting: present a, b; aside a; objects b
2009-11-02 09:00 hale moves, silence, closes 2009-11-09 18:00
2009-11-03 09:00 astrid issues, cancelling the decision
  p1: =
  p3: \=
2009-11-09 23:00 clock closes
`), zone)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 7 {
		t.Fatalf("%d acts", len(lines))
	}
	raise := lines[0].Do.(procedure.Raise)
	if raise.Title["en"] != "Strengthen ODIHR" || raise.Title["ru"] != "Укрепить БДИПЧ" || raise.Problem != "One.\n\nTwo." ||
		len(raise.Addressees) != 2 || raise.Paragraphs[1] != (text.Paragraph{Words: "Второй.", Lang: "ru"}) {
		t.Errorf("%+v", raise)
	}
	if lines[0].Source != "REC-007" || lines[0].Matter != "odihr" || lines[0].At.Format(time.RFC3339) != "2009-03-04T15:15:00Z" {
		t.Errorf("%+v", lines[0])
	}
	if said := lines[1].Do.(procedure.State); said.Words != "One line and another.\n\nA paragraph\nwith a line of its own, and a \\." || said.Paragraph != "p2" {
		t.Errorf("%+v", said)
	}
	if l := lines[2]; l.Reply != "s1" || l.Version != 1 || l.At.Format(time.RFC3339) != "2009-11-01T06:30:00Z" {
		t.Errorf("%+v", l)
	}
	if m := lines[3].Do.(procedure.RecordMeeting); len(m.Present) != 2 || m.Aside[0] != "a" || m.Object[0] != "b" {
		t.Errorf("%+v", m)
	}
	if m := lines[4].Do.(procedure.Move); m.Closes.Format(time.RFC3339) != "2009-11-09T23:00:00Z" {
		t.Errorf("%+v", m)
	}
	issue := lines[5].Do.(procedure.Issue)
	if l := lines[5]; len(l.Kept) != 1 || l.Kept[0] != "p1" || issue.Paragraphs[1].Words != "=" || !issue.CancelsDecision {
		t.Errorf("%+v", l)
	}
}

// TestRefused holds that what cannot be read is said, with file and line.
func TestRefused(t *testing.T) {
	const head = "matter x\n\n"
	for in, want := range map[string]string{
		"2009-03-04 10:15 hale refers":                                          "a.txt:1: which matter",
		"matter x\n  words":                                                     "a.txt:2: an indented line",
		head + "2009-03-04 hale":                                                "a.txt:3: an act begins",
		head + "2009-03-32 10:15 hale refers":                                   "a.txt:3: \"2009-03-32 10:15\" is not a date",
		head + "2009-03-04 10:15 nobody refers":                                 "a.txt:3: nobody is called nobody",
		head + "2009-03-04 10:15 Hale refers":                                   "a.txt:3: \"Hale\" is not a name",
		head + "2009-03-04 10:15 hale via Amy refers":                           "a.txt:3: \"Amy\" is not a name",
		head + "2009-03-04 10:15 hale via amy":                                  "a.txt:3: \"\" is not a verb",
		head + "2009-03-04 10:15 hale runs":                                     "a.txt:3: \"runs\" is not a verb",
		head + "2009-03-04 10:15 hale refers, now":                              "a.txt:3: \"now\" is not understood",
		head + "2009-03-04 10:15 hale refers\n  so":                             "a.txt:4: this act has no words",
		head + "2009-03-04 10:15 hale states, everyone, named, en\n  a":         "a.txt:3: \"everyone\" is not one of the audiences",
		head + "2009-03-04 10:15 hale states, joint, named, en, reply s1\n  a":  "a.txt:3: nothing called s1 was said above",
		head + "2009-03-04 10:15 hale states, joint, named, en, on q1\n  a":     "a.txt:3: \"q1\" is not a paragraph's id",
		head + "2009-03-04 10:15 hale states, joint, named, en\n  id: S 1\n  a": "a.txt:4: \"S 1\" is not a name for a statement",
		head + "2009-03-04 10:15 hale considers, meeting":                       "a.txt:3: \"considers\" is not a verb",
		head + "2009-03-04 10:15 hale considers maybe, meeting":                 "a.txt:3: \"maybe\" is not a position",
		head + "2009-03-04 10:15 hale considers support, meeting, x took part":  "a.txt:3: \"x\" is not a number",
		head + "2009-03-04 10:15 hale moves, written":                           "a.txt:3: when does it close?",
		head + "2009-03-04 10:15 hale records meeting: absent a":                "a.txt:3: a meeting is written as",
		head + "2009-03-04 10:15 hale raises\n  p1: a\n  p1: b":                 "a.txt:5: p1 is there twice",
		head + "2009-03-04 10:15 hale raises\n  p1: a\n  p3: b":                 "a.txt:3: paragraphs are numbered",
		head + "2009-03-04 10:15 hale raises\n  p1: =":                          "a.txt:4: an idea is written out whole",
		head + "2009-03-04 10:15 hale raises\n  colour: red":                    "a.txt:4: no field here is called colour",
		head + "2009-03-04 10:15 hale raises\n  words":                          "a.txt:4: a field is written",
		head + "2009-03-04 10:15 hale raises\n words":                           "a.txt:4: the block of an act is indented",
		head + "\xff": "a.txt:1: this is not UTF-8",
		head + "2009-03-04 10:15 h states, joint, named, en\n  id: s1\n2009-03-04 10:15 h states, joint, named, en\n  id: s1": "a.txt:5: two statements are called s1",
	} {
		_, err := Parse("a.txt", []byte(in), zone)
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q:\n  got  %v\n  want %s …", in, err, want)
		}
	}
}

// TestCommand holds that a line asks for the versions and acts of its moment.
func TestCommand(t *testing.T) {
	h := func(n byte) act.Hash { return act.Hash{n} }
	m := Moment{Versions: []act.Hash{h(1), h(2)}, IDs: 3, Base: text.Text{{ID: "p1", Words: "One."}},
		Said: map[string]act.Hash{"s1": h(9)}, Member: func(name string) (member.ID, bool) { return member.ID("id-" + name), name != "z" }}
	said, err := Line{Do: procedure.State{}, Reply: "s1", Version: 1}.Command(m)
	if s := said.(procedure.State); err != nil || s.Version != h(1) || s.ReplyTo != h(9) {
		t.Error(said, err)
	}
	issued, err := Line{Kept: []text.ParagraphID{"p1"}, Do: procedure.Issue{Paragraphs: []text.Paragraph{{ID: "p1"}, {ID: "p4", Words: "Four."}}}}.Command(m)
	if i := issued.(procedure.Issue); err != nil || i.Base != h(2) || i.Paragraphs[0].Words != "One." || i.Paragraphs[1].ID != "" {
		t.Error(issued, err)
	}
	for _, l := range []Line{
		{Do: procedure.State{}, Reply: "s2"},
		{Do: procedure.State{}, Version: 3},
		{Do: procedure.Issue{Paragraphs: []text.Paragraph{{ID: "p5", Words: "Five."}}}},
		{Do: procedure.Issue{Paragraphs: []text.Paragraph{{ID: "p2"}}}, Kept: []text.ParagraphID{"p2"}},
		{Do: procedure.RecordMeeting{Present: []member.ID{"z"}}},
	} {
		if c, err := l.Command(m); err == nil {
			t.Errorf("%+v became %+v", l, c)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("matter x\n\n2009-03-04 10:15 hale raises\n  title: A\n    b\n  p1: c\n\n2009-03-04 10:15 a states, joint, named, en\n  id: s1\n  \\x\\\n  y\n"))
	f.Add([]byte("matter x\n2009-03-04 10:15 a records meeting: present a, b; aside a\n  why"))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, err := Parse("f.txt", data, func(who string) *time.Location { return zone(who) })
		if err != nil {
			if _, ok := err.(*Error); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		for _, l := range lines {
			if l.Do == nil || l.No < 1 || l.Who == "" || l.Matter == "" {
				t.Fatalf("%+v", l)
			}
			l.Command(Moment{Member: func(string) (member.ID, bool) { return "m", true }})
		}
	})
}
