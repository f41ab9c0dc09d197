package web_test

import (
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// printing is a house in which a recommendation was adopted, and a brief of both
// groups that sets it stands ready for the keys.
func printing(t testing.TB, db *database.DB) (h *house, matter, on act.Ref) {
	h = open(t, db)
	h.site.Clock = time.Now
	h.Governs("hale", initiative.Describe{Description: initiative.Description{Name: text.Words{"en": "A task force", "ru": "Целевая группа", "kk": "Жедел топ"}, Mandate: text.Words{"en": "To agree."},
		Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human dimension"}}, {ID: "ee", Name: text.Words{"en": "Economy"}}},
		Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "gov", Name: text.Words{"en": "A government"}}}}}})
	h.Refers("Wells on the border").Considers().Opens(procedure.Written)
	h.As("lind").Does(procedure.Reserve{Version: h.Matter().Decision.Version, Rider: procedure.Reservation, Words: "Not for the northern well.", Lang: "en"})
	h.Adopts()
	matter = h.On
	brief := h.Brief(clerktest.Washington, clerktest.Astana)
	brief.Langs, brief.Dimension, brief.Title = []string{"kk"}, "hd", text.Words{"en": "zqplan: water"}
	h.As("okafor")
	on = h.Prints("", brief, bodyOf("en", matter, "zqwell"), renders("ru"), renders("kk"))
	return h, matter, on
}

// bodyOf has one part of every sort; word stands nowhere else.
func bodyOf(lang string, matter act.Ref, word string) publication.Write {
	kinds := []struct {
		kind  publication.Kind
		words string
	}{{publication.Heading, "The question"}, {publication.Paragraph, "Two houses((Both old; see *the survey*.)), one **well**, and " + word + ". More at https://example.org/wells."},
		{publication.Section, "What was measured"}, {publication.Items, "the northern well\nthe southern well"},
		{publication.Table, "Depth of the wells\nWell | Depth in metres | Year | Measured by\nNorthern | 31 | 2008 | Institute of Waters\nSouthern((Dry in summer.)) | 12 | 2009 | Institute of Waters"},
		{publication.Box, "A word on method\nEach house measured the other’s well."}, {publication.Heading, "What is recommended"},
		{publication.Recommendation, ""}, {publication.Chart, "Who sits where"}}
	w := publication.Write{Lang: lang, Version: publication.Version{Title: "zqtitle: water between neighbours", Subtitle: "What two houses can do", Summary: "The zqsummary of what was agreed."}}
	for _, k := range kinds {
		p := publication.Part{Kind: k.kind, Words: k.words}
		switch k.kind {
		case publication.Recommendation:
			p.Of = string(matter)
		case publication.Chart:
			p.Of = "composition"
		}
		w.Parts = append(w.Parts, p)
	}
	return w
}

func renders(lang string) publication.Write {
	words := map[string][]string{
		"ru": {"Вода между соседями", "Вопрос", "Два дома((Оба старые.)), один колодец и zqкапля.", "Что измерено", "северный колодец\nюжный колодец", "Глубина\nКолодец | Глубина | Год | Кто\nСеверный | 31 | 2008 | Институт\nЮжный | 12 | 2009 | Институт", "О методе\nКаждый измерил чужой колодец.", "Что рекомендуется", "", "Состав"},
		"kk": {"Көршілер арасындағы су", "Мәселе", "Екі үй((Екеуі де ескі.)), бір құдық және zqтамшы.", "Не өлшенді", "солтүстік құдық\nоңтүстік құдық", "Тереңдігі\nҚұдық | Тереңдігі | Жылы | Кім\nСолтүстік | 31 | 2008 | Институт\nОңтүстік | 12 | 2009 | Институт", "Әдіс туралы\nӘрқайсысы бөтеннің құдығын өлшеді.", "Не ұсынылады", "", "Құрамы"},
	}[lang]
	w := publication.Write{Lang: lang, Version: publication.Version{Title: "zqtitle " + words[0], Summary: "zqsummary " + words[0]}}
	for n, s := range words[1:] {
		w.Parts = append(w.Parts, publication.Part{ID: text.ParagraphID("p" + string(rune('1'+n))), Words: s})
	}
	return w
}

// lacksAll fails the test if any page that everybody reads has a word of what
// is not released.
func lacksAll(t *testing.T, h *house, on act.Ref, when string, others ...member.ID) {
	t.Helper()
	at := "/publication/" + string(on)
	for _, lang := range append([]locale.Lang{""}, locale.Langs...) {
		for _, who := range append(others, "") {
			b := h.visit(t, who)
			crawlFrom(b, lang, []string{"/", "/publications", "/publications?series=brief", "/publications.atom", "/publications.json", "/publications.atom?in=ru&series=brief", "/publications.json?dimension=hd",
				at, at + "/1", at + "/1/en", at + "/1/en.json", at + "/2", at + "/release", at + "/correct", at + "/withdraw", at + "/proxy", at + "/relist", "/recommendations", "/record",
				"/search?q=water", "/search?q=zq", "/notices"}, func(page string) {
				for _, word := range []string{"zqplan", "zqtitle", "zqwell", "zqsummary", "zqкапля", "zqтамшы", "TF.PB/", string(on)} {
					if strings.Contains(ownWords(page, on), word) {
						t.Errorf("%s, %q reads %q at %s", when, who, word, b.at)
					}
				}
			})
		}
	}
}

// crawlFrom reads addresses and what they lead to among the pages of publications.
func crawlFrom(b *browser, lang locale.Lang, todo []string, f func(page string)) {
	seen := map[string]bool{}
	for len(todo) > 0 {
		path := todo[0]
		todo = todo[1:]
		if seen[path] {
			continue
		}
		seen[path] = true
		full := path
		if lang != "" {
			full = path + map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "lang=" + string(lang)
		}
		if b.get(full); b.code >= 500 {
			b.t.Errorf("%s: %d", b.at, b.code)
		}
		f(b.page)
		for _, link := range read(b.page).links {
			link, _, _ = strings.Cut(link, "#")
			if strings.HasPrefix(link, "/publication") || strings.HasPrefix(link, "/record/") && len(seen) < 60 {
				todo = append(todo, link)
			}
		}
	}
}

// TestReleaseJourney releases a brief with the keys of two groups, through the
// pages, at an instant; and looks meanwhile at what everybody else reads.
func TestReleaseJourney(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h, matter, on := printing(t, db)
		at := "/publication/" + string(on)
		lacksAll(t, h, on, "before the keys")
		public := h.visit(t, "")
		public.get(at).sees(http.StatusNotFound)
		lind := h.visit(t, "lind").get(at).sees(http.StatusOK, "zqplan", "Not turned", "Being written", "has not been turned yet")
		lind.get(at+"/release").sees(http.StatusOK, "zqwell", "Please ask them", "Not for the northern well.")
		lind.get(at+"/release?show=ru").sees(http.StatusOK, "zqкапля")
		if _, drawn := read(lind.page).form(at + "/release/turn"); drawn {
			t.Error("a member without a key is offered to turn it")
		}
		h.visit(t, "hale").get("/publications").sees(http.StatusOK, "zqplan", "Being prepared")

		// Bad answers bring the form back, filled.
		hale := h.visit(t, "hale").get(at + "/release").sees(http.StatusOK)
		hale.send(at+"/release/turn", map[string]string{"when": "at", "day": "soon", "clock": "10:00"}).sees(http.StatusUnprocessableEntity, `class="errors"`, "zqwell")
		hale.get(at+"/release").send(at+"/release/turn", map[string]string{"when": "at", "day": h.Time().AddDate(0, 0, -1).Format(time.DateOnly), "clock": "10:00"}).
			sees(http.StatusUnprocessableEntity, "This instant has passed")
		hale.get(at+"/release").send(at+"/release/turn", map[string]string{"when": "at", "day": h.Time().AddDate(3, 0, 0).Format(time.DateOnly), "clock": "10:00"}).
			sees(http.StatusUnprocessableEntity, "a year ahead at most")
		day := h.Time().AddDate(0, 0, 3).Format(time.DateOnly)
		hale.get(at+"/release").send(at+"/release/turn", map[string]string{"when": "at", "day": day, "clock": "10:00"}).
			sees(http.StatusOK, "Please", "When the other groups have turned theirs, it comes out", "Washington", "Astana")
		hale.send(at+"/release/turn", nil).sees(http.StatusOK, "done=yes", "It is to come out:")
		lacksAll(t, h, on, "after one key")
		hale.get(at+"/release").sees(http.StatusOK, "The key of your group is turned already", "The other group has a week to answer").send(at+"/release/take-back", nil).sees(http.StatusOK, "done=yes")
		hale.get(at+"/release").send(at+"/release/turn", map[string]string{"when": "at", "day": day, "clock": "10:00"}).send(at+"/release/turn", nil).sees(http.StatusOK, "done=yes")

		serik := h.visit(t, "serik").get(at+"/release").sees(http.StatusOK, "It is to come out:")
		serik.send(at+"/release/turn", nil).sees(http.StatusOK, "All keys are turned then, and it comes out")
		serik.send(at+"/release/turn", nil).sees(http.StatusOK, "Waits for its release", "All keys are turned. It comes out:")
		lacksAll(t, h, on, "after both keys")
		h.Later(70 * time.Hour)
		h.tick(t)
		lacksAll(t, h, on, "an hour before its instant")
		h.Later(-60 * time.Hour)
		h.tick(t)
		lacksAll(t, h, on, "with the clock put back")
		h.Later(90 * time.Hour)
		lacksAll(t, h, on, "after its instant, before the clock has struck")
		h.tick(t)

		public.get(at).sees(http.StatusOK, "zqtitle: water between neighbours", "zqwell", "zqsummary", "Not for the northern well.", "Both old; see", "Depth of the wells", "A word on method", "TF.PB/1/09",
			"hale", "serik", "Every recommendation in it was adopted.", "A government", "citation_title", "DC.creator", "application/ld+json", `id="note-1"`, `href="#call-1"`)
		public.get(at+"?lang=ru").sees(http.StatusOK, "zqкапля", "Краткое содержание")
		public.get(at+"?lang=kk").sees(http.StatusOK, "zqтамшы", "Мазмұны")
		public.get(at+"/1/ru").sees(http.StatusOK, "zqкапля", "Краткое содержание", "How it was released")
		public.get(at + "/2").sees(http.StatusNotFound)
		public.get(at + "/01").sees(http.StatusNotFound)
		public.get(at + "/1/de").sees(http.StatusNotFound)
		public.get(at + "/1/en.pdf").sees(http.StatusNotFound)
		var doc struct{ Symbol, Title string }
		if err := json.Unmarshal([]byte(public.get(at+"/1/ru.json").page), &doc); err != nil || doc.Symbol != "TF.PB/1/09" || !strings.Contains(doc.Title, "Вода") {
			t.Errorf("as JSON: %v, %+v", err, doc)
		}
		public.get("/publications").sees(http.StatusOK, "zqtitle", "TF.PB/1/09")
		public.get("/publications?series=paper").sees(http.StatusOK, "Nothing is found here yet.")
		public.get("/publications?dimension=ee").sees(http.StatusOK, "Nothing is found here yet.")
		public.get("/recommendations/TF.REC/1/09").sees(http.StatusOK, "Published in", "zqtitle")
		public.get("/matter/"+string(matter)).sees(http.StatusOK, "Published in", "zqtitle")
		everyTongue(hale, on)
		feeds(t, public, on)
		afterwards(t, h, on, public, hale, serik)
	})
}

// everyTongue looks at every page of a publication in every language.
func everyTongue(b *browser, on act.Ref) {
	at := "/publication/" + string(on)
	for _, lang := range locale.Langs {
		for _, path := range []string{"/publications", at, at + "/1", at + "/1/kk", at + "/release", at + "/correct", at + "/withdraw", at + "/proxy", "/publications/list"} {
			if b.get(path + "?lang=" + string(lang)).sees(http.StatusOK); strings.Contains(b.page, "⟦") {
				b.t.Errorf("%s lacks a sentence", b.at)
			}
		}
	}
}

// feeds reads the feeds, by what is sought in them.
func feeds(t *testing.T, b *browser, on act.Ref) {
	t.Helper()
	for query, n := range map[string]int{"": 1, "?in=ru": 1, "?in=kk&series=brief&dimension=hd": 1, "?series=paper": 0, "?dimension=ee": 0, "?in=de": 0} {
		if f := feed(t, b, "/publications.atom"+query); len(f.Entries) != n {
			t.Errorf("the feed%s has %d entries, and not %d", query, len(f.Entries), n)
		}
		var f struct {
			Version string
			Items   []struct{ ID, URL, Title, Language string }
		}
		if err := json.Unmarshal([]byte(b.get("/publications.json"+query).sees(http.StatusOK).page), &f); err != nil || f.Version != "https://jsonfeed.org/version/1.1" || len(f.Items) != n {
			t.Errorf("the feed%s as JSON: %v, %+v", query, err, f)
		}
		if n == 1 && strings.Contains(query, "in=ru") && (f.Items[0].Language != "ru" || !strings.HasSuffix(f.Items[0].URL, string(on)+"/1/ru") || !strings.Contains(f.Items[0].Title, "Вода")) {
			t.Errorf("the Russian feed: %+v", f.Items)
		}
	}
}

// afterwards tells of a mistake in the edition, and withdraws it.
func afterwards(t *testing.T, h *house, on act.Ref, public, hale, serik *browser) {
	at := "/publication/" + string(on)
	before := feed(t, public, "/publications.atom?in=en")
	hale.get(at+"/correct").sees(http.StatusOK).send(at+"/correct", map[string]string{"words": ""}).sees(http.StatusUnprocessableEntity, "Please write what is wrong")
	h.Later(time.Hour)
	hale.send(at+"/correct", map[string]string{"words": "For 31 read 13.", "part": "p2"}).sees(http.StatusOK, "done=yes", "For 31 read 13.")
	public.get(at+"/1").sees(http.StatusOK, "Mistakes in this edition", "For 31 read 13.", "zqwell")
	if after := feed(t, public, "/publications.atom?in=en"); after.Updated == before.Updated {
		t.Error("the feed does not tell of the mistake")
	}

	hale.get(at+"/proxy").send(at+"/proxy", map[string]string{"member": ""}).sees(http.StatusUnprocessableEntity, "Please choose a member")
	hale.get(at+"/proxy").send(at+"/proxy", map[string]string{"member": "ruiz"}).sees(http.StatusOK, "done=yes")
	hale.get(at+"/proxy").sees(http.StatusOK, "may turn the key now")

	hale.get(at+"/withdraw").send(at+"/withdraw", nil).sees(http.StatusUnprocessableEntity, "Please say why")
	hale.send(at+"/withdraw", map[string]string{"reason": "The wells are one well."}).sees(http.StatusOK, "It stays until every group")
	hale.send(at+"/withdraw", nil).sees(http.StatusOK, "done=yes")
	public.get(at).sees(http.StatusOK, "zqwell")
	serik.get(at+"/withdraw").send(at+"/withdraw", map[string]string{"reason": "We measured one well twice."}).sees(http.StatusOK, "Readers find your reason in its place")
	serik.send(at+"/withdraw", nil).sees(http.StatusOK, "done=yes")
	if public.get(at).sees(http.StatusOK, "We measured one well twice.", "Withdrawn"); strings.Contains(public.page, "zqwell") {
		t.Error("the text of what was withdrawn stands at its address")
	}
	public.get(at+"/1").sees(http.StatusOK, "This publication was withdrawn.", "We measured one well twice.", "zqwell", "noindex")
	public.get("/publications").sees(http.StatusOK, "Withdrawn")
	if f := feed(t, public, "/publications.atom?in=en"); len(f.Entries) != 1 || !strings.HasPrefix(f.Entries[0].Title, "Withdrawn: ") {
		t.Errorf("the feed does not tell of the withdrawal: %+v", f)
	}
	public.get(at).sees(http.StatusOK)
}

func (h *house) tick(t *testing.T) {
	t.Helper()
	if _, err := h.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
}

type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Updated string   `xml:"updated"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
	} `xml:"entry"`
}

// feed reads a feed, and holds that asking for it again costs nothing.
func feed(t *testing.T, b *browser, path string) (f atom) {
	t.Helper()
	if err := xml.Unmarshal([]byte(b.get(path).sees(http.StatusOK).page), &f); err != nil || f.ID == "" {
		t.Fatalf("%s: %v\n%s", path, err, b.page)
	}
	first, err := http.Get(b.base + path)
	if err != nil {
		t.Fatal(err)
	}
	first.Body.Close()
	again, _ := http.NewRequest("GET", b.base+path, nil)
	again.Header.Set("If-None-Match", first.Header.Get("ETag"))
	second, err := http.DefaultClient.Do(again)
	if err != nil {
		t.Fatal(err)
	}
	second.Body.Close()
	if second.StatusCode != http.StatusNotModified {
		t.Errorf("%s asked for again: %s", path, second.Status)
	}
	return f
}

// ownWords is a page without what was asked for: the address, which the links to
// other languages and to sign in repeat.
func ownWords(page string, on act.Ref) string {
	at := strings.Index(page, "<main")
	if at < 0 {
		return page
	}
	return strings.ReplaceAll(strings.ReplaceAll(page[at:], "back=%2Fpublication%2F"+string(on), ""), "back=/publication/"+string(on), "")
}
