package web_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"strings"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

// ask asks for an address with headers, and returns the answer and its body.
func (h *house) ask(t *testing.T, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest(http.MethodGet, h.server.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for n := 0; n+1 < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// TestTrees holds that every public page stands in three trees, in their
// languages whatever the browser asks for, and that each names the others.
func TestTrees(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	for _, path := range []string{"/", "/recommendations", "/recommendations?dimension=pm"} {
		for _, lang := range []string{"en", "ru", "kk"} {
			answer, body := h.ask(t, "/"+lang+path, "Accept-Language", "en")
			if answer.StatusCode != http.StatusOK || !strings.Contains(body, `<html lang="`+lang+`"`) {
				t.Errorf("/%s%s is answered %s, not in its language", lang, path, answer.Status)
			}
			if got := answer.Header.Get("Content-Language"); got != lang {
				t.Errorf("/%s%s says that it is in %q", lang, path, got)
			}
			for _, other := range []string{"en", "ru", "kk"} {
				if !strings.Contains(body, `hreflang="`+other+`" href="/`+other+path+`"`) {
					t.Errorf("/%s%s does not lead to /%s", lang, path, other)
				}
			}
			if cookie := answer.Header.Get("Set-Cookie"); (cookie != "") != (lang != "en") {
				t.Errorf("/%s%s sets %q", lang, path, cookie)
			}
		}
	}
	for _, path := range []string{"/ru/en/", "/ru/static/app.css", "/ru/language/kk"} {
		if answer, _ := h.ask(t, path); answer.StatusCode != http.StatusNotFound {
			t.Errorf("%s is answered %s", path, answer.Status)
		}
	}
}

// TestConditional holds that a public page that has not changed is not sent
// again, and one that has is.
func TestConditional(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		first, before := h.ask(t, "/recommendations")
		tag := first.Header.Get("ETag")
		if again, body := h.ask(t, "/recommendations", "If-None-Match", `"x", `+tag); again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("what is there already is answered %s with %d bytes", again.Status, len(body))
		}
		h.Refers("Pipelines").Considers().Opens(procedure.Written).Adopts()
		again, after := h.ask(t, "/recommendations", "If-None-Match", tag)
		if again.StatusCode != http.StatusOK || after == before || !strings.Contains(after, "Pipelines") {
			t.Errorf("what has changed is answered %s", again.Status)
		}
	})
}

// TestOpenData holds that everybody takes away what is public and nothing else,
// as CSV and as JSON, and that no cell is a formula.
func TestOpenData(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.Refers("Pipelines").Considers().Opens(procedure.Written).Adopts()
		h.Refers("Zqsecret")
		h.As("okafor").Prints("", h.Brief(clerktest.Washington, clerktest.Astana))
		h.As("okafor").Prints("", publication.List{Listing: publication.Listing{Series: publication.Brief, Date: "2009", Title: map[string]string{"en": "=HYPERLINK(1)"}}})
		for _, name := range []string{"recommendations", "publications", "members", "funders", "interests", "conferences"} {
			answer, body := h.ask(t, "/data/"+name+".csv")
			rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
			if err != nil || answer.StatusCode != http.StatusOK || len(rows) == 0 {
				t.Fatalf("%s: %s, %v", name, answer.Status, err)
			}
			_, object := h.ask(t, "/data/"+name+".json")
			var all []map[string]string
			if err := json.Unmarshal([]byte(object), &all); err != nil || len(all) != len(rows)-1 {
				t.Errorf("%s: %d rows, and %d objects, %v", name, len(rows)-1, len(all), err)
			}
			if strings.Contains(body, "Zqsecret") || strings.Contains(body, "Water between") {
				t.Errorf("%s tells what is not public: %s", name, body)
			}
			for _, row := range rows[1:] {
				for _, cell := range row {
					if strings.HasPrefix(cell, "=") {
						t.Errorf("%s holds a formula: %s", name, cell)
					}
				}
			}
		}
		if _, body := h.ask(t, "/data/recommendations.csv"); !strings.Contains(body, "Pipelines") {
			t.Error("what is public is not in the data")
		}
		if _, body := h.ask(t, "/data"); !strings.Contains(body, "/data/members.csv") {
			t.Error("the page does not lead to the data")
		}
		if answer, _ := h.ask(t, "/data/roll.csv"); answer.StatusCode != http.StatusNotFound {
			t.Errorf("what is no dataset is answered %s", answer.Status)
		}
	})
}

// TestCards holds that everybody is shown the card of what is public, in their
// language, and nobody one of what is not, whoever asks.
func TestCards(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Refers("Pipelines").Considers().Opens(procedure.Written).Adopts()
	draft := h.As("okafor").Prints("", h.Brief(clerktest.Washington, clerktest.Astana))
	en, one := h.ask(t, "/card/recommendation/TF.REC/1/09.png")
	if en.StatusCode != http.StatusOK || en.Header.Get("Content-Type") != "image/png" {
		t.Errorf("the card is answered %s", en.Status)
	}
	if _, other := h.ask(t, "/kk/card/recommendation/TF.REC/1/09.png"); other == one || !strings.HasPrefix(other, "\x89PNG") {
		t.Error("the card is the same in every language")
	}
	for _, path := range []string{"/card/recommendation/TF.REC/2/09.png", "/card/recommendation/TF.REC/1/09", "/card/publication/" + string(draft) + ".png"} {
		h.visit(t, "okafor").get(path).sees(http.StatusNotFound)
	}
}

// TestSitemap holds that the site map is well-formed, and names what is public
// alone.
func TestSitemap(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Refers("Pipelines").Considers().Opens(procedure.Written).Adopts()
	public := string(h.On)
	h.Refers("Wells")
	draft := h.As("okafor").Prints("", h.Brief(clerktest.Washington, clerktest.Astana))
	_, body := h.ask(t, "/sitemap.xml")
	var all struct {
		URL []struct {
			Loc  string `xml:"loc"`
			Link []struct {
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(body), &all); err != nil {
		t.Fatal(err)
	}
	for _, u := range all.URL {
		if len(u.Link) != 3 {
			t.Errorf("%s stands in %d trees", u.Loc, len(u.Link))
		}
		if answer, _ := h.ask(t, u.Loc); answer.StatusCode != http.StatusOK && u.Loc != "/publications" {
			t.Errorf("the map leads to %s: %s", u.Loc, answer.Status)
		}
	}
	if !strings.Contains(body, public) || strings.Contains(body, string(h.On)) || strings.Contains(body, string(draft)) {
		t.Errorf("the map names the wrong things: %s", body)
	}
	if _, body := h.ask(t, "/robots.txt"); !strings.Contains(body, "Disallow: /signin") {
		t.Errorf("robots are told %s", body)
	}
}
