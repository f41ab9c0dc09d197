package procedure_test

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

var reader = act.NewReader(procedure.Acts...)

// A table is what the groups sit around: the little of a clerk that the rules
// need. Every act goes through its encoding before it is folded, so that what
// is tested is what would be recorded.
type table struct {
	t         tb
	at        time.Time
	groups    []group.ID
	rules     procedure.Rules
	standings []member.Standing
	files     map[string]*file
	on        *file
	acts      []act.Act // on whatever matter, in order
	newest    *procedure.AdoptedAct
}

// A file is one matter on the table, with what a clerk keeps beside it.
type file struct {
	ref    act.Ref
	matter procedure.Matter
	acts   []act.Act
	words  map[act.Hash][]text.Paragraph // of each version
	said   map[act.Hash]act.Words
	spoke  []spoken
	who    map[act.Alias]member.ID
}

// spoken is one statement: by whom, for which group, on which version.
type spoken struct {
	by    member.ID
	group group.ID
	round int
	seq   int64
}

// tb is what testing.T and rapid.T have in common.
type tb interface {
	Helper()
	Error(args ...any)
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func newTable(t tb, groups ...group.ID) *table {
	b := &table{t: t, at: time.Date(2009, 3, 2, 14, 0, 0, 0, time.UTC), groups: groups,
		rules: procedure.Defaults(groups), files: map[string]*file{}}
	b.matter("a")
	return b
}

// matter puts a matter on the table, a new one if need be.
func (b *table) matter(name string) {
	if b.files[name] == nil {
		b.files[name] = &file{ref: act.Ref("matter" + name + name), words: map[act.Hash][]text.Paragraph{},
			said: map[act.Hash]act.Words{}, who: map[act.Alias]member.ID{}}
	}
	b.on = b.files[name]
}

// seat gives a member a standing from now on.
func (b *table) seat(id member.ID, g group.ID, c member.Capacity) {
	b.unseat(id)
	if len(b.acts) > 0 && !b.acts[len(b.acts)-1].At.Before(b.at) {
		b.at = b.at.Add(time.Millisecond)
	}
	b.standings = append(b.standings, member.Standing{Member: id, Group: g, Capacity: c, Constituency: "ngo", From: b.at})
}

// unseat ends a member's standing now.
func (b *table) unseat(id member.ID) {
	if s, ok := member.Of(b.standings, id, b.at); ok && len(b.acts) > 0 && !b.acts[len(b.acts)-1].At.Before(b.at) && s.From.Before(b.at) {
		b.at = b.at.Add(time.Millisecond) // or it would end before what was just done
	}
	for k, s := range b.standings {
		if s.Member == id && s.At(b.at) {
			b.standings[k].To = b.at
		}
	}
}

func (b *table) alias(id member.ID) act.Alias {
	if id == member.Clock {
		return act.Clock
	}
	who := act.Alias(fmt.Sprintf("%s.%s", id, b.on.ref))
	b.on.who[who] = id
	return who
}

// known is the alias that a member has on the matter already.
func (b *table) known(id member.ID) act.Alias {
	for who, of := range b.on.who {
		if of == id {
			return who
		}
	}
	return ""
}

// instant is what holds now for a member.
func (b *table) instant(id member.ID) procedure.Instant {
	by, _ := member.Of(b.standings, id, b.at)
	by.Member = id
	f := b.on
	return procedure.Instant{
		At: b.at, By: by, Groups: slices.Clone(b.groups), Seats: member.In(b.standings, b.at), Rules: b.rules,
		Alias: b.alias, Known: b.known,
		Spoke: func(g group.ID) int { return f.spokeFrom(g, f.matter.Round[g]) },
		Next:  procedure.NextNumber(f.matter.Rules, b.newest, b.at),
	}
}

// spokeFrom counts the different members of a group who spoke since a version.
func (f *file) spokeFrom(g group.ID, round int) int {
	seen := map[member.ID]bool{}
	for _, s := range f.spoke {
		if s.group == g && s.round >= round {
			seen[s.by] = true
		}
	}
	return len(seen)
}

// do carries out a command, or answers with the refusal.
func (b *table) do(id member.ID, c procedure.Command) ([]act.Act, error) {
	f := b.on
	i := b.instant(id)
	if issue, ok := c.(procedure.Issue); ok {
		c = issue.Against(f.words[f.matter.Version.Hash])
	}
	before := f.matter.Clone()
	deeds, err := procedure.Decide(f.matter, i, c)
	if !reflect.DeepEqual(before, f.matter) {
		b.t.Fatalf("deciding %s changed the matter", c.Name())
	}
	if err != nil {
		if _, ok := act.Refused(err); !ok {
			b.t.Fatalf("%s answered with a fault: %v", c.Name(), err)
		}
		if len(deeds) > 0 {
			b.t.Fatalf("%s was refused, and yet answered with deeds", c.Name())
		}
		return nil, err
	}
	if len(deeds) == 0 {
		b.t.Fatalf("%s was neither refused nor did it do anything", c.Name())
	}
	var done []act.Act
	for n, d := range deeds {
		done = append(done, b.record(id, i.By, d, n))
	}
	return done, nil
}

// record enters one deed.
func (b *table) record(id member.ID, by member.Standing, d act.Deed, n int) act.Act {
	f := b.on
	who := b.alias(id)
	if d.Nameless {
		who = act.Alias(fmt.Sprintf("nameless.%d.%d", len(b.acts), n))
	}
	a := act.Act{Kind: d.Body.Kind(), On: f.ref, At: b.at, Group: d.Group, By: who, Prev: f.matter.Prev(d), Body: d.Body}
	data, err := act.Encode(a)
	if err != nil {
		b.t.Fatalf("a deed that cannot be recorded: %v", err)
	}
	a, err = reader.Decode(int64(len(b.acts)), sha256.Sum256(append([]byte{0}, data...)), data)
	if err != nil {
		b.t.Fatalf("a deed that cannot be read back: %v\n%s", err, data)
	}
	f.matter = f.matter.Clone()
	f.matter.Apply(a)
	f.acts, b.acts = append(f.acts, a), append(b.acts, a)
	f.said[a.Hash] = d.Words
	switch w := d.Words.(type) {
	case procedure.RaisedWords:
		f.words[a.Hash] = w.Paragraphs
	case procedure.IssuedWords:
		f.words[a.Hash] = w.Paragraphs
	}
	switch body := a.Body.(type) {
	case procedure.Stated:
		if f.matter.Contributes(by, b.known(id)) {
			f.spoke = append(f.spoke, spoken{id, by.Group, f.matter.Versions, a.Seq})
		}
	case procedure.AdoptedAct:
		b.newest = &body
	}
	return a
}
