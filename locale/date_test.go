package locale

import (
	"testing"
	"time"
)

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	l, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// capitals are the two of the model case, in each language.
func capitals(t *testing.T) [3][]Zone {
	w, a := location(t, "America/New_York"), location(t, "Asia/Almaty")
	return [3][]Zone{
		{{"Washington", w}, {"Astana", a}},
		{{"Вашингтон", w}, {"Астана", a}},
		{{"Вашингтон", w}, {"Астана", a}},
	}
}

func TestBoth(t *testing.T) {
	washington := location(t, "America/New_York")
	at := func(s string) time.Time {
		x, err := time.ParseInLocation("2006-01-02 15:04", s, washington)
		if err != nil {
			t.Fatal(err)
		}
		return x.UTC()
	}
	for _, c := range []struct{ washington, en, ru, kk string }{
		// 2009: eleven hours in winter, ten in summer.
		{"2009-12-01 09:00", "09:00 Washington · 20:00 Astana, 1 December 2009",
			"09:00 Вашингтон · 20:00 Астана, 1 декабря 2009 г.",
			"09:00 Вашингтон · 20:00 Астана, 2009 ж. 1 желтоқсан"},
		{"2009-07-01 09:00", "09:00 Washington · 19:00 Astana, 1 July 2009",
			"09:00 Вашингтон · 19:00 Астана, 1 июля 2009 г.",
			"09:00 Вашингтон · 19:00 Астана, 2009 ж. 1 шілде"},
		// Kazakhstan moved to UTC+5 at midnight of 1 March 2024, so that this
		// hour, which would have been 04:00, is 03:00.
		{"2024-02-29 17:00", "17:00 Washington, Thursday 29 February 2024 · 03:00 Astana, Friday 1 March 2024",
			"17:00 Вашингтон, четверг, 29 февраля 2024 г. · 03:00 Астана, пятница, 1 марта 2024 г.",
			"17:00 Вашингтон, 2024 ж. 29 ақпан, бейсенбі · 03:00 Астана, 2024 ж. 1 наурыз, жұма"},
		{"2024-02-29 07:00", "07:00 Washington · 18:00 Astana, 29 February 2024",
			"07:00 Вашингтон · 18:00 Астана, 29 февраля 2024 г.",
			"07:00 Вашингтон · 18:00 Астана, 2024 ж. 29 ақпан"},
		// The second Sunday of March, when America has changed its clocks.
		{"2026-03-06 08:00", "08:00 Washington · 18:00 Astana, 6 March 2026",
			"08:00 Вашингтон · 18:00 Астана, 6 марта 2026 г.", "08:00 Вашингтон · 18:00 Астана, 2026 ж. 6 наурыз"},
		{"2026-03-09 08:00", "08:00 Washington · 17:00 Astana, 9 March 2026",
			"08:00 Вашингтон · 17:00 Астана, 9 марта 2026 г.", "08:00 Вашингтон · 17:00 Астана, 2026 ж. 9 наурыз"},
		{"2026-11-23 09:00", "09:00 Washington · 19:00 Astana, 23 November 2026",
			"09:00 Вашингтон · 19:00 Астана, 23 ноября 2026 г.", "09:00 Вашингтон · 19:00 Астана, 2026 ж. 23 қараша"},
		// The turn of the year.
		{"2026-12-31 20:30", "20:30 Washington, Thursday 31 December 2026 · 06:30 Astana, Friday 1 January 2027",
			"20:30 Вашингтон, четверг, 31 декабря 2026 г. · 06:30 Астана, пятница, 1 января 2027 г.",
			"20:30 Вашингтон, 2026 ж. 31 желтоқсан, бейсенбі · 06:30 Астана, 2027 ж. 1 қаңтар, жұма"},
	} {
		for i, want := range []string{c.en, c.ru, c.kk} {
			if got := For(Langs[i]).In(capitals(t)[i]...).Both(at(c.washington)); got != want {
				t.Errorf("%s in %s:\n%s, want\n%s", c.washington, Langs[i], got, want)
			}
		}
	}
}

// TestThreeWeeksOutOfStep: America changes its clocks two or three weeks before
// Europe in spring and one after it in autumn; a third capital sees both.
func TestThreeWeeksOutOfStep(t *testing.T) {
	zones := append(capitals(t)[0], Zone{"Vienna", location(t, "Europe/Vienna")})
	p := For(English).In(zones...)
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2010, 3, 12, 14, 0, 0, 0, time.UTC), "09:00 Washington · 20:00 Astana · 15:00 Vienna, 12 March 2010"},
		{time.Date(2010, 3, 15, 13, 0, 0, 0, time.UTC), "09:00 Washington · 19:00 Astana · 14:00 Vienna, 15 March 2010"},
		{time.Date(2010, 3, 29, 13, 0, 0, 0, time.UTC), "09:00 Washington · 19:00 Astana · 15:00 Vienna, 29 March 2010"},
		{time.Date(2010, 11, 3, 13, 0, 0, 0, time.UTC), "09:00 Washington · 19:00 Astana · 14:00 Vienna, 3 November 2010"},
	} {
		if got := p.Both(c.at); got != c.want {
			t.Errorf("%s, want %s", got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	x := time.Date(2026, 11, 23, 22, 5, 0, 0, time.UTC) // already Tuesday in Astana
	astana := location(t, "Asia/Almaty")
	for i, want := range [][]string{
		{"23 November 2026", "24 November 2026", "23 Nov 2026", "Monday 23 November 2026", "November 2026", "Tuesday", "17:05", "03:05", "17:05 Washington, 23 November 2026", "03:05 Astana, 24 November 2026"},
		{"23 ноября 2026 г.", "24 ноября 2026 г.", "23 нояб. 2026 г.", "понедельник, 23 ноября 2026 г.", "ноябрь 2026 г.", "вторник", "17:05", "03:05", "17:05 Вашингтон, 23 ноября 2026 г.", "03:05 Астана, 24 ноября 2026 г."},
		{"2026 ж. 23 қараша", "2026 ж. 24 қараша", "2026 ж. 23 қар.", "2026 ж. 23 қараша, дүйсенбі", "2026 ж. қараша", "сейсенбі", "17:05", "03:05", "17:05 Вашингтон, 2026 ж. 23 қараша", "03:05 Астана, 2026 ж. 24 қараша"},
	} {
		zones := capitals(t)[i]
		p := For(Langs[i]).In(zones...)
		for j, got := range []string{p.Date(x), p.Date(x, astana), p.ShortDate(x), p.FullDate(x), p.Month(x), p.Weekday(x, astana),
			p.Clock(x), p.Clock(x, astana), p.DateTime(x), p.DateTime(x, zones[1])} {
			if got != want[j] {
				t.Errorf("%s: %q, want %q", Langs[i], got, want[j])
			}
		}
	}
}

// TestNoZones: a reader of whom nothing is known reads UTC, whatever zone the
// program keeps the instant in.
func TestNoZones(t *testing.T) {
	x := time.Date(2026, 11, 24, 3, 5, 0, 0, location(t, "Asia/Almaty"))
	p := For(English)
	for _, c := range [][2]string{
		{p.Date(x), "23 November 2026"},
		{p.Clock(x), "22:05"},
		{p.DateTime(x), "22:05 UTC, 23 November 2026"},
		{p.Both(x), "22:05 UTC, 23 November 2026"},
	} {
		if c[0] != c[1] {
			t.Errorf("%q, want %q", c[0], c[1])
		}
	}
}

// TestMonths says every month and weekday in every language, so that a slip in
// one of the lists is seen.
func TestMonths(t *testing.T) {
	want := map[Lang]string{
		English: "Thursday 1 January 2026, Sunday 1 February 2026, Sunday 1 March 2026, Wednesday 1 April 2026, Friday 1 May 2026, Monday 1 June 2026, Wednesday 1 July 2026, Saturday 1 August 2026, Tuesday 1 September 2026, Thursday 1 October 2026, Sunday 1 November 2026 and Tuesday 1 December 2026",
		Russian: "четверг, 1 января 2026 г., воскресенье, 1 февраля 2026 г., воскресенье, 1 марта 2026 г., среда, 1 апреля 2026 г., пятница, 1 мая 2026 г., понедельник, 1 июня 2026 г., среда, 1 июля 2026 г., суббота, 1 августа 2026 г., вторник, 1 сентября 2026 г., четверг, 1 октября 2026 г., воскресенье, 1 ноября 2026 г. и вторник, 1 декабря 2026 г.",
		Kazakh:  "2026 ж. 1 қаңтар, бейсенбі, 2026 ж. 1 ақпан, жексенбі, 2026 ж. 1 наурыз, жексенбі, 2026 ж. 1 сәуір, сәрсенбі, 2026 ж. 1 мамыр, жұма, 2026 ж. 1 маусым, дүйсенбі, 2026 ж. 1 шілде, сәрсенбі, 2026 ж. 1 тамыз, сенбі, 2026 ж. 1 қыркүйек, сейсенбі, 2026 ж. 1 қазан, бейсенбі, 2026 ж. 1 қараша, жексенбі және 2026 ж. 1 желтоқсан, сейсенбі",
	}
	for lang, want := range want {
		p := For(lang)
		var days []string
		for m := range 12 {
			days = append(days, p.FullDate(time.Date(2026, time.Month(m+1), 1, 0, 0, 0, 0, time.UTC)))
		}
		if got := p.List(days); got != want {
			t.Errorf("%s:\n%s, want\n%s", lang, got, want)
		}
	}
}

func TestSpans(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	const d = 24 * time.Hour
	for _, c := range []struct {
		what string
		d    time.Duration // from now
		want [3]string
	}{
		{"ago", -30 * time.Second, [3]string{"just now", "только что", "жаңа ғана"}},
		{"ago", -time.Minute, [3]string{"1 minute ago", "1 минуту назад", "1 минут бұрын"}},
		{"ago", -59 * time.Minute, [3]string{"59 minutes ago", "59 минут назад", "59 минут бұрын"}},
		{"ago", -2 * time.Hour, [3]string{"2 hours ago", "2 часа назад", "2 сағат бұрын"}},
		{"ago", -2 * d, [3]string{"2 days ago", "2 дня назад", "2 күн бұрын"}},
		{"ago", -3 * d, [3]string{"3 days ago", "3 дня назад", "3 күн бұрын"}},
		{"ago", -89 * d, [3]string{"89 days ago", "89 дней назад", "89 күн бұрын"}},
		{"ago", -92 * d, [3]string{"3 months ago", "3 месяца назад", "3 ай бұрын"}},
		{"ago", -731 * d, [3]string{"2 years ago", "2 года назад", "2 жыл бұрын"}},
		{"ago", -17 * 366 * d, [3]string{"17 years ago", "17 лет назад", "17 жыл бұрын"}},
		{"ago", 5 * time.Hour, [3]string{"in 5 hours", "через 5 часов", "5 сағаттан кейін"}},
		{"ago", 21 * d, [3]string{"in 21 days", "через 21 день", "21 күннен кейін"}},
		{"until", 3 * time.Hour, [3]string{"3 hours left", "осталось 3 часа", "3 сағат қалды"}},
		{"until", 21 * d, [3]string{"21 days left", "остался 21 день", "21 күн қалды"}},
		{"until", time.Second, [3]string{"less than a minute left", "осталось меньше минуты", "бір минуттан аз уақыт қалды"}},
		{"until", 0, [3]string{"just overdue", "срок только что истёк", "мерзімі жаңа ғана өтті"}},
		{"until", -2 * d, [3]string{"2 days overdue", "срок истёк 2 дня назад", "мерзімі 2 күн бұрын өткен"}},
		{"for", 0, [3]string{"less than a minute", "меньше минуты", "бір минуттан аз"}},
		{"for", 47*time.Hour + 59*time.Minute, [3]string{"47 hours", "47 часов", "47 сағат"}},
		{"for", 11 * d, [3]string{"11 days", "11 дней", "11 күн"}},
	} {
		for i, lang := range Langs {
			p := For(lang)
			got := ""
			switch c.what {
			case "ago":
				got = p.Ago(now.Add(c.d), now)
			case "until":
				got = p.Until(now.Add(c.d), now)
			case "for":
				got = p.For(c.d)
			}
			if got != c.want[i] {
				t.Errorf("%s %v in %s: %q, want %q", c.what, c.d, lang, got, c.want[i])
			}
		}
	}
}
