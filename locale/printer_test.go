package locale

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// try returns a Printer of lang that knows, besides the common catalogue, the
// sentences given.
func try(t *testing.T, lang Lang, catalogue string) *Printer {
	t.Helper()
	more, _, err := read(fstest.MapFS{"catalogue/x." + string(lang) + ".yaml": {Data: []byte(catalogue)}}, lang)
	if err != nil {
		t.Fatal(err)
	}
	b := mustRead(lang)
	for key, s := range more {
		b.sentences[key] = s
	}
	return &Printer{book: b}
}

// These stand for types of other rooms.
type (
	colour string // a word with neither a key nor a name
	secret struct{}
)

func (secret) String() string { return "as it says itself" }

func TestArguments(t *testing.T) {
	for _, c := range []struct {
		arg        any
		en, ru, kk string
	}{
		{"as is {0}", "as is {0}", "as is {0}", "as is {0}"},
		{7, "7", "7", "7"},
		{-1234567, "-1,234,567", "-1\u00a0234\u00a0567", "-1\u00a0234\u00a0567"},
		{int64(1000), "1,000", "1\u00a0000", "1\u00a0000"},
		{uint8(3), "3", "3", "3"},
		{member.CoChair, "Co-chair", "Сопредседатель", "Тең төраға"},
		{act.Caucus, "Own group", "Своя группа", "Өз тобы"},
		{text.Words{"en": "Capital", "kk": "Астана"}, "Capital", "Capital", "Астана"},
		{[]member.Capacity{member.Member, member.Observer, member.Secretariat}, "Member, Observer and Secretariat", "Член группы, Наблюдатель и Секретариат", "Топ мүшесі, Бақылаушы және Хатшылық"},
		{[]string{"a"}, "a", "a", "a"},
		{[]group.ID{}, "", "", ""},
		{group.ID("astana"), "the one in Astana", "the one in Astana", "the one in Astana"},
		{[]group.ID{"astana", "astana"}, "the one in Astana and the one in Astana", "the one in Astana и the one in Astana", "the one in Astana және the one in Astana"},
		{colour("red"), "red", "red", "red"},
		{secret{}, "as it says itself", "as it says itself", "as it says itself"},
		{errors.New("a fault"), "a fault", "a fault", "a fault"},
		{act.Because("unit.day", 5), "5 days", "5 дней", "5 күн"},
		{3 * 24 * time.Hour, "3 days", "3 дня", "3 күн"},
		{Day(time.Date(2009, 11, 30, 23, 0, 0, 0, time.FixedZone("", 6*3600))), "30 November 2009", "30 ноября 2009 г.", "2009 ж. 30 қараша"},
		{time.Date(2009, 11, 30, 23, 5, 0, 0, time.UTC), "23:05 UTC, 30 November 2009", "23:05 UTC, 30 ноября 2009 г.", "23:05 UTC, 2009 ж. 30 қараша"},
		{nil, "", "", ""},
		{2.5, "2.5", "2.5", "2.5"},
	} {
		for i, want := range []string{c.en, c.ru, c.kk} {
			p := try(t, Langs[i], "x: \"({0})\"").WithNames(func(v any) (string, bool) {
				id, ok := v.(group.ID)
				return "the one in Astana", ok && id == "astana"
			})
			if got := p.T("x", c.arg); got != "("+want+")" {
				t.Errorf("%s: %T is said %q, want %q", Langs[i], c.arg, got, "("+want+")")
			}
		}
	}
}

func TestSentences(t *testing.T) {
	p := try(t, Russian, `
plain: "{{Просто}}"
order: "{1} прежде {0}"
members: {one: "участвует {0} из {1}", few: "участвуют {0} из {1}", many: "участвуют {0} из {1}", other: "участвуют {0} из {1}"}
of: {by: 1, one: "{0} из {1} члена", few: "{0} из {1} членов", many: "{0} из {1} членов", other: "{0} из {1} члена"}
two: "{0:unit.member} за {1:unit.day}"
day: "до {0:day}"
stop: "Срок: {0:day}. Далее: {1}."
low: "могут {0:low}"
list: {by: 0, one: "группы {0}", few: "групп: {0}", many: "групп: {0}", other: "групп: {0}"}
`)
	at := time.Date(2009, 12, 1, 20, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		key  string
		args []any
		want string
	}{
		{"plain", nil, "{Просто}"},
		{"order", []any{"а", "б"}, "б прежде а"},
		{"members", []any{21, 30}, "участвует 21 из 30"},
		{"members", []any{"двое", 1}, "участвует двое из 1"},
		{"members", []any{"двое", "троих"}, "участвуют двое из троих"},
		{"of", []any{5, 21}, "5 из 21 члена"},
		{"of", []any{1, 25}, "1 из 25 членов"},
		{"two", []any{2, 1}, "2 члена группы за 1 день"},
		{"day", []any{at}, "до 1 декабря 2009 г."},
		{"day", []any{"утра"}, "до утра"},
		{"stop", []any{at, "и т. д."}, "Срок: 1 декабря 2009 г. Далее: и т. д."},
		{"stop", []any{"завтра", "всё"}, "Срок: завтра. Далее: всё."},
		{"low", []any{[]member.Capacity{member.CoChair, member.Rapporteur}}, "могут сопредседатель и докладчик"},
		{"low", []any{act.Caucus}, "могут своя группа"},
		{"low", []any{""}, "могут "},
		{"list", []any{[]group.ID{"astana"}}, "группы astana"},
		{"list", []any{[]group.ID{"astana", "vienna"}}, "групп: astana и vienna"},
	} {
		if got := p.T(c.key, c.args...); got != c.want {
			t.Errorf("%s %v: %q, want %q", c.key, c.args, got, c.want)
		}
		if got := p.Say(act.Because(c.key, c.args...)); got != c.want {
			t.Errorf("say %s %v: %q, want %q", c.key, c.args, got, c.want)
		}
	}
	astana := p.In(Zone{"Астана", location(t, "Asia/Almaty")})
	if got := astana.T("day", at); got != "до 2 декабря 2009 г." {
		t.Errorf("in Astana: %q", got)
	}
}

func TestPlurals(t *testing.T) {
	for _, c := range []struct {
		n          int
		en, ru, kk string
	}{
		{0, "0 statements", "0 высказываний", "0 пікір"},
		{1, "1 statement", "1 высказывание", "1 пікір"},
		{-1, "-1 statement", "-1 высказывание", "-1 пікір"},
		{2, "2 statements", "2 высказывания", "2 пікір"},
		{5, "5 statements", "5 высказываний", "5 пікір"},
		{11, "11 statements", "11 высказываний", "11 пікір"},
		{12, "12 statements", "12 высказываний", "12 пікір"},
		{21, "21 statements", "21 высказывание", "21 пікір"},
		{22, "22 statements", "22 высказывания", "22 пікір"},
		{112, "112 statements", "112 высказываний", "112 пікір"},
		{1001, "1,001 statements", "1\u00a0001 высказывание", "1\u00a0001 пікір"},
		{30_000_001, "30,000,001 statements", "30\u00a0000\u00a0001 высказывание", "30\u00a0000\u00a0001 пікір"},
	} {
		for i, want := range []string{c.en, c.ru, c.kk} {
			if got := For(Langs[i]).T("unit.statement", c.n); got != want {
				t.Errorf("%d in %s: %q, want %q", c.n, Langs[i], got, want)
			}
		}
	}
}

func TestLackIsSeenAndCounted(t *testing.T) {
	p := For(Kazakh)
	before := Missing()["kk no.such"]
	if got := p.T("no.such", 1); got != "⟦no.such⟧" {
		t.Errorf("said %q", got)
	}
	if got := Missing()["kk no.such"]; got != before+1 {
		t.Errorf("counted %d, want %d", got, before+1)
	}
	if got := p.T("list.and", "a"); got != "a және ⟦{1}⟧" {
		t.Errorf("without its second argument: %q", got)
	}
	if p.Has("no.such") || !p.Has("list.and") {
		t.Error("Has does not know what is there")
	}
}

func TestRule(t *testing.T) {
	for _, c := range []struct {
		rule   group.Rule
		en, ru string
	}{
		{group.Rule{Kind: group.Consensus, Quorum: 5}, "The text carries if nobody objects. At least 5 members must take part.",
			"Текст считается принятым группой, если никто не возражает. Необходимо участие не менее 5 членов группы."},
		{group.Rule{Kind: group.ConsensusMinus, N: 1, Quorum: 1}, "The text carries if no more than 1 member objects. At least 1 member must take part.",
			"Текст считается принятым группой, если возражает не более 1 члена. Необходимо участие не менее 1 члена группы."},
		{group.Rule{Kind: group.Majority, M: 1, N: 2, Quorum: 3}, "The text carries if more than half of the votes cast are in favour; standing aside is not a vote. At least 3 members must take part.",
			"Текст считается принятым группой, если за него подано более половины голосов; воздержание без возражения голосом не считается. Необходимо участие не менее 3 членов группы."},
		{group.Rule{Kind: group.Majority, M: 2, N: 3, Quorum: 3}, "The text carries if at least 2/3 of the votes cast are in favour; standing aside is not a vote. At least 3 members must take part.",
			"Текст считается принятым группой, если за него подано не менее 2/3 голосов; воздержание без возражения голосом не считается. Необходимо участие не менее 3 членов группы."},
		{group.Rule{Kind: group.KOfN, N: 4, Quorum: 4}, "The text carries if at least 4 members entitled to decide consent. At least 4 members must take part.",
			"Текст считается принятым группой, если согласие дали не менее 4 членов с правом решения. Необходимо участие не менее 4 членов группы."},
	} {
		if got := For(English).Arg(c.rule); got != c.en {
			t.Errorf("%v:\n%s, want\n%s", c.rule, got, c.en)
		}
		if got := For(Russian).Rule(c.rule); got != c.ru {
			t.Errorf("%v:\n%s, want\n%s", c.rule, got, c.ru)
		}
	}
}

// TestShared: the first to ask for a language read its catalogues, however many
// ask at once.
func TestShared(t *testing.T) {
	var all sync.WaitGroup
	for _, lang := range slices.Repeat(Langs, 10) {
		all.Go(func() {
			p := For(lang).In(Zone{"Astana", time.UTC})
			names := []string{p.T("unit.day", 3), p.Both(time.Unix(0, 0)), p.T("no.such.at.once")}
			Sort(lang, names, func(s string) string { return s })
		})
	}
	all.Wait()
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]Lang{
		"":                                    English,
		"uz;q=0.9, kk-Cyrl, ru":               Kazakh,
		"kk-KZ,kk;q=0.9,ru;q=0.8,en;q=0.7":    Kazakh,
		"ru-KZ,en;q=0.3":                      Russian,
		"en-GB":                               English,
		"de, fr;q=0.5":                        English,
		"de, kk;q=0.1":                        Kazakh,
		"\x00;;q=x":                           English,
		"ru, " + string(make([]byte, 10_000)): Russian,
	} {
		if got := Match(header); got != want {
			t.Errorf("%.40q: %s, want %s", header, got, want)
		}
	}
	if For("xx").Lang() != English || Lang("xx").Valid() || !Kazakh.Valid() || Kazakh.OwnName() != "Қазақша" {
		t.Error("the languages are not what they say")
	}
}

func TestSort(t *testing.T) {
	for lang, want := range map[Lang][]string{
		// The order of the Kazakh alphabet; by bytes, Ірі would come first.
		Kazakh:  {"Армения", "Әлем", "Герб", "Ғылым", "Кыргызстан", "Қазақстан", "Өзбекстан", "Ұсыныс", "Ірі", "Яблоко"},
		Russian: {"Ежов", "Ёлкин", "Еремин", "Яковлев"},
		English: {"albert", "Álvarez", "Brown"},
	} {
		names := slices.Clone(want)
		slices.Reverse(names)
		Sort(lang, names, func(s string) string { return s })
		if !slices.Equal(names, want) {
			t.Errorf("%s: %v, want %v", lang, names, want)
		}
	}
}

func BenchmarkT(b *testing.B) {
	p := For(Russian).In(Zone{"Вашингтон", time.UTC}, Zone{"Астана", time.FixedZone("", 5*3600)})
	b.Run("plain", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.T("audience.joint.hint")
		}
	})
	b.Run("plural", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.T("unit.statement", 1234)
		}
	})
	b.Run("key", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.T("list.and", act.Caucus, member.CoChair)
		}
	})
	b.Run("instant", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			p.Both(time.Unix(1_259_000_000, 0))
		}
	})
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		mustRead(Kazakh)
	}
}
