package locale

import "testing"

func TestCountry(t *testing.T) {
	for _, c := range []struct {
		lang       Lang
		code, want string
	}{
		{English, "KZ", "Kazakhstan"}, {Russian, "KZ", "Казахстан"}, {Kazakh, "KZ", "Қазақстан"},
		{English, "MK", "North Macedonia"}, {Russian, "US", "Соединённые Штаты Америки"}, {Kazakh, "DE", "Германия"},
		{English, "", ""}, {English, "kz", "kz"}, {Russian, "XX", "XX"}, {Kazakh, "SU", "SU"}, {English, "<b>", "<b>"},
	} {
		if got := For(c.lang).Country(c.code); got != c.want {
			t.Errorf("%s in %s: %q, want %q", c.code, c.lang, got, c.want)
		}
	}
}

// TestCountries: every list has the 249 of ISO 3166-1, each by a name of its
// own, in the order of its language.
func TestCountries(t *testing.T) {
	for _, lang := range Langs {
		all := For(lang).Countries()
		if len(all) != 249 {
			t.Errorf("%s: %d countries", lang, len(all))
		}
		names, order := map[string]bool{}, Collate(lang)
		for n, c := range all {
			if names[c.Name] || len(c.Name) < 3 {
				t.Errorf("%s: %q", lang, c)
			}
			names[c.Name] = true
			if n > 0 && order.CompareString(all[n-1].Name, c.Name) > 0 {
				t.Errorf("%s: %s before %s", lang, all[n-1].Name, c.Name)
			}
		}
	}
}
