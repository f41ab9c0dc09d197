package roster_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/roster"
	"example.org/counterpart/text"
)

var noon = time.Date(2009, 11, 2, 12, 0, 0, 0, time.UTC)

// force is a task force in which hale and zhan keep the houses.
func force() (initiative.Initiative, []roll.Person) {
	n := initiative.Initiative{FoundedAt: noon.AddDate(0, -1, 0), Groups: []group.Group{
		{ID: "washington", Zone: "America/New_York"}, {ID: "astana", Zone: "Asia/Almaty"}}}
	var people []roll.Person
	for _, s := range []member.Standing{{Member: "hale", Group: "washington", Capacity: member.CoChair}, {Member: "zhan", Group: "astana", Capacity: member.Secretariat},
		{Member: "serik", Group: "astana", Capacity: member.CoChair}} {
		s.From, s.Constituency = n.FoundedAt, "specialist"
		n.Standings = append(n.Standings, s)
		people = append(people, roll.Person{Member: s.Member, Name: text.Words{"en": string(s.Member)}, Slug: string(s.Member), Email: string(s.Member) + "@example.org"})
	}
	return n, people
}

func now(by member.ID) roster.Now {
	n, people := force()
	count := 0
	at := roster.Now{Initiative: n, At: noon, By: member.Standing{Member: initiative.Operator}, People: people, NewID: func() member.ID {
		count++
		return member.ID(fmt.Sprint("new", count))
	}}
	if by != "" {
		at.By, _ = member.Of(n.Standings, by, noon)
		at.Group = at.By.Group
	}
	return at
}

// TestMake takes files that spreadsheets and people write.
func TestMake(t *testing.T) {
	rows := "email;name.en;name.ru;capacity;constituency\r\nana@example.org;Ana;Ана;member;ngo\r\nben@example.org;\"Ben; or not\";;observer;business\r\n"
	for name, file := range map[string]string{
		"semicolons": rows, "byte order mark": "\ufeff" + rows, "lines": strings.ReplaceAll(rows, "\r\n", "\n"),
		"old lines": strings.ReplaceAll(rows, "\r\n", "\r"), "tabs": strings.ReplaceAll(strings.Replace(rows, "Ben; or", "Ben, or", 1), ";", "\t"),
		"an empty row": rows + ";;;;\r\n",
	} {
		got, wrong := roster.Read([]byte(file))
		plan, more := roster.Make(got, now("zhan"))
		if len(wrong)+len(more) > 0 || plan.Entered != 2 || len(plan.Appoint) != 2 || plan.Appoint[1].Group != "astana" {
			t.Errorf("%s: %v %v %+v", name, wrong, more, plan)
			continue
		}
		if plan.People[0].Name["ru"] != "Ана" || plan.People[0].Email != "ana@example.org" {
			t.Errorf("%s: %+v", name, plan.People)
		}
	}
}

// TestProblems finds every problem of every row, and where.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		by   member.ID
		file string
		want string // line column key, by row
	}{
		{"zhan", "", "0  roster.empty"},
		{"zhan", "email,name.en\n", "0  roster.empty"},
		{"zhan", "email,name.en\n\xff,x\n", "0  roster.encoding"},
		{"zhan", "email,name,email\nx,y,z\n", "1 name roster.column.unknown; 1 email roster.column.twice"},
		{"zhan", "email,name.en\nana@example.org,\"An\"a\n", "2  roster.quote"},
		{"zhan", "email,name.en\nana@example.org,Ana,more\n", "2  roster.cells"},
		{"zhan", "email,name.en,country,zone\nana,,Kazakhstan,Mars\nben@example.org,,,\n",
			"2 name roll.name.missing; 2 email roll.email.malformed; 2 country roll.country.malformed; 2 zone roll.zone.unknown; 3 name roll.name.missing"},
		{"zhan", "name.en\nAna\n", "2  roster.nobody"},
		{"zhan", "member,name.en\nnobody,Ana\n", "2 member roster.member.unknown"},
		{"zhan", "email,name.en\nana@example.org,Ana\nANA@example.org,Ana\n", "3  roster.twice"},
		{"zhan", "slug,email\nserik,zhan@example.org\n", "2  roster.two"},
		{"zhan", "slug,email\nserik,other@example.org\n", "2 email roster.email.kept"},
		{"", "slug,email\nserik,other@example.org\n", ""},
		{"zhan", "slug,country\nhale,US\n", "2  roster.elsewhere"},
		{"zhan", "email,name.en,group,capacity,constituency\nana@example.org,Ana,washington,member,ngo\nben@example.org,Ben,,king,ngo\ncy@example.org,Cy,,member,Out!\n",
			"2  refuse.initiative.office; 3 capacity refuse.appoint.capacity; 4 constituency refuse.appoint.constituency"},
		{"zhan", "email,name.en,capacity,constituency\nana@example.org,Ana,co-chair,ngo\n", "2  refuse.appoint.chair"},
		{"zhan", "email,name.en,constituency,from\nana@example.org,Ana,ngo,soon\nben@example.org,Ben,ngo,2099-01-01\n", "2 from roster.from; 3 from refuse.appoint.from"},
		{"zhan", "email,name.en,since\nana@example.org,Ana,yesterday\n", "2 since roll.post.date; 2 post roll.post.empty"},
	} {
		rows, wrong := roster.Read([]byte(c.file))
		plan, more := roster.Make(rows, now(c.by))
		var got []string
		for _, p := range append(wrong, more...) {
			got = append(got, fmt.Sprintf("%d %s %s", p.Line, p.Column, p.Reason.Key))
			for _, lang := range locale.Langs {
				if !locale.For(lang).Has(p.Reason.Key) {
					t.Errorf("%s is not in %s", p.Reason.Key, lang)
				}
			}
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q: %s, want %s", c.file, s, c.want)
		}
		if len(more) > 0 && len(plan.People)+len(plan.Appoint) > 0 {
			t.Errorf("%q is wrong, and planned all the same", c.file)
		}
	}
}

// hostile are words that a spreadsheet or a parser could take for something else.
var hostile = []string{"=HYPERLINK(\"http://x\")", "+1", "-1", "@sum", "'quoted", "''=x", "a;b", "a,b", "\"q\"", "Ә", "", "x", "＝1", "два  слова", "'"}

// TestRound writes random people as a file and reads them again: in the same
// task force the file changes nothing, in an empty one it makes the same people
// and seats.
func TestRound(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	word := func() string { return hostile[r.IntN(len(hostile))] }
	words := func() (w text.Words) {
		w = text.Words{}
		for _, lang := range procedure.Languages {
			w[lang] = word()
		}
		return w
	}
	for range 300 {
		at := now("")
		for k := range 1 + r.IntN(5) {
			p := roll.Person{Member: member.ID(fmt.Sprint("m", k)), Name: words(), Title: words(), Address: words(), Nominated: words(), Biography: text.Words{"en": word() + "\n" + word()},
				Email: fmt.Sprint("m", k, "@example.org"), Speaks: [][]string{nil, {"en"}, {"en", "kk"}}[r.IntN(3)], Lang: "ru", Country: "KZ"}
			p.Name["en"] = "x" + word()
			if r.IntN(2) == 0 {
				p.Posts = []roll.Post{{From: "2008-05", Post: text.Words{"en": "x" + word()}, Affiliation: words()}}
			} else {
				p.Post = words()
			}
			p, err := roll.Check(p)
			if err != nil {
				t.Fatal(err)
			}
			at.People = append(at.People, p)
			at.Initiative.Standings = append(at.Initiative.Standings, member.Standing{Member: p.Member, Group: "astana", Capacity: member.Member, Constituency: "ngo", From: noon.AddDate(0, 0, -1)})
		}
		people := map[member.ID]roll.Person{}
		for _, p := range at.People {
			people[p.Member] = p
		}
		var file bytes.Buffer
		if err := roster.Write(&file, at.Initiative, people, "", noon); err != nil {
			t.Fatal(err)
		}
		rows, wrong := roster.Read(file.Bytes())
		plan, more := roster.Make(rows, at)
		if len(wrong)+len(more) > 0 || len(plan.People)+len(plan.Appoint) > 0 || plan.Unchanged != len(at.People) {
			t.Fatalf("%v %v %+v\n%s", wrong, more, plan, file.Bytes())
		}
		empty := now("")
		empty.People, empty.Initiative.Standings = nil, nil
		plan, more = roster.Make(rows, empty)
		if len(more) > 0 || len(plan.People) != len(at.People) || len(plan.Appoint) != len(at.Initiative.Standings) {
			t.Fatalf("%v %+v", more, plan)
		}
		for _, got := range plan.People {
			for _, was := range at.People {
				if was.Email == got.Email {
					was, _ = roll.Check(was)
					got.Member = was.Member
					if !reflect.DeepEqual(roll.CopyOf(got), roll.CopyOf(was)) {
						t.Fatalf("%+v came back as %+v", was, got)
					}
				}
			}
		}
	}
}

// TestFormulas holds that no cell of a file is a formula.
func TestFormulas(t *testing.T) {
	n, _ := force()
	people := map[member.ID]roll.Person{"hale": {Member: "hale", Name: text.Words{"en": "=1+1", "ru": "@x", "kk": "-x"}, Title: text.Words{"en": "+x", "ru": "\t=x"}}}
	var file bytes.Buffer
	if err := roster.Write(&file, n, people, "", noon); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(file.String(), "\r\n")
	for _, cell := range strings.Split(body, ",") {
		if cell = strings.Trim(cell, "\"\r\n"); cell != "" && strings.ContainsRune("=+-@\t", []rune(cell)[0]) {
			t.Errorf("a cell begins with what is a formula: %q", cell)
		}
	}
}

// FuzzRead reads whatever is sent: it must end in rows or in problems that have
// a sentence, and rows must be planned without a fault.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"email,name.en\nana@example.org,Ana\n", "\ufeffemail;name.en\r\n\"a\";\"b\r\nc\"", "slug\tsince\nserik\t2008", "member\rhale", "\"", "a,b\n\"x\"y", "email,from,group\nq@example.org,2009-11-31,astana"} {
		f.Add([]byte(s))
	}
	p := locale.For(locale.English)
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, wrong := roster.Read(file)
		if len(rows)+len(wrong) == 0 {
			t.Error("neither rows nor problems")
		}
		_, more := roster.Make(rows, now("zhan"))
		for _, w := range append(wrong, more...) {
			if !p.Has(w.Reason.Key) {
				t.Errorf("%s has no sentence", w.Reason.Key)
			}
			if w.Line < 0 || w.Line > bytes.Count(file, []byte("\n"))+bytes.Count(file, []byte("\r"))+1 {
				t.Errorf("line %d of a file of fewer", w.Line)
			}
		}
	})
}
