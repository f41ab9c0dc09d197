package web_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
)

// drawing is a picture as somebody uploads it.
func drawing(t testing.TB, side int) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, side, side))
	p.Set(1, 1, color.RGBA{200, 30, 30, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// begins begins a brief on the page, and returns its address.
func (h *house) begins(b *browser, groups string) string {
	h.T.Helper()
	b.get("/publications/begin").sees(http.StatusOK)
	in := b.hidden("/publications/begin")
	for name, values := range (url.Values{"title.en": {"Water between neighbours"}, "series": {"brief"}, "groups": {groups}, "lead": {"en"},
		"authentic": {"en", "ru"}, "langs": {"kk"}, "author": {"lind", ""}, "authors": {"Amy Smith | University of Nowhere"}}) {
		in[name] = values
	}
	b.post("/publications/begin", in).sees(http.StatusOK, "Write in English", "Water between neighbours")
	return strings.TrimSuffix(b.at.Path, "/write")
}

// writes presses a button of the editor, with all that stands in its fields and
// some of it changed.
func (b *browser) writes(at, lang, do string, change map[string]string) *browser {
	b.t.Helper()
	path := at + "/write?in=" + lang
	f, ok := read(b.page).form(path)
	if !ok {
		b.t.Fatalf("no editor on %s:\n%s", b.at, mainOf(b.page))
	}
	in := f.answered(b.t, nil)
	in.Set("do", do)
	for name, value := range change {
		in.Set(name, value)
	}
	return b.post(path, in)
}

// TestDraftsPages begins, writes, compares and renders a publication on the
// pages, without JavaScript, and looks at who else reads of it.
func TestDraftsPages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		okafor, serik, dana, public := h.visit(t, "okafor"), h.visit(t, "serik"), h.visit(t, "dana"), h.visit(t, "")
		h.visit(t, "lind").get("/publications/begin").sees(http.StatusForbidden)
		okafor.get("/publications/begin").send("/publications/begin", map[string]string{"series": "brief"}).sees(http.StatusUnprocessableEntity, "Please give it a title")
		at := h.begins(okafor, "all")

		// Every button gives back what was typed.
		okafor.writes(at, "en", "add.2", map[string]string{"title": "Water", "parts.1.words": "The question", "parts.2.words": "Two houses, one well."}).
			sees(http.StatusOK, "The question", "Two houses, one well.", "Words of part 3")
		okafor.writes(at, "en", "up.2", map[string]string{"parts.3.kind": "list", "parts.3.words": "a\nb"}).sees(http.StatusOK, "An item on each line.")
		okafor.writes(at, "en", "down.1", nil).writes(at, "en", "preview", nil).sees(http.StatusOK, "Preview", "<li>a</li>")
		okafor.writes(at, "en", "save", map[string]string{"title": ""}).sees(http.StatusUnprocessableEntity, "Please give it a title", "Two houses, one well.")
		okafor.writes(at, "en", "save", map[string]string{"title": "Water", "summary": "What was agreed."}).sees(http.StatusOK, "Version 1", "Two houses, one well.", "What was agreed.")

		// Two write on one version: neither loses anything.
		serik.get(at+"/write?in=en").sees(http.StatusOK, "The question")
		okafor.get(at+"/write?in=en").writes(at, "en", "save", map[string]string{"parts.1.words": "The old question"}).sees(http.StatusOK, "Version 2")
		serik.writes(at, "en", "save", map[string]string{"parts.1.words": "The new question", "parts.2.words": "Two houses, two wells."}).
			sees(http.StatusConflict, "nothing that you typed is lost", "The new question", "The old question", "Two houses, two wells.", "Meanwhile somebody else wrote here")
		serik.writes(at, "en", "save", nil).sees(http.StatusOK, "Version 3", "The new question", "Two houses, two wells.")
		serik.get(at+"/versions?in=en").sees(http.StatusOK, "Version 1", "Version 3", "since version 2")
		hashes := regexp.MustCompile(`value="([0-9a-f]{64})"`).FindAllStringSubmatch(serik.page, -1)
		compare := at + "/compare?in=en&from=" + hashes[2][1] + "&to=" + hashes[0][1]
		serik.get(compare).sees(http.StatusOK, "From version 1 to version 3", "two", "wells")

		// A rendering stands beside its original.
		dana.get(at+"/write?in=ru").sees(http.StatusOK, "Two houses, two wells.", "New in the original")
		serik.get(at+"/write?in=en").writes(at, "en", "save", map[string]string{"parts.2.words": "Three houses."}).sees(http.StatusOK, "Version 4")
		dana.writes(at, "ru", "save", map[string]string{"title": "Вода", "summary": "О чём договорились.", "parts.1.words": "Вопрос", "parts.2.words": "Два дома.", "parts.3.words": "а"}).
			sees(http.StatusConflict, "The original was changed", "Два дома.", "Changed in the original", "Three houses.")
		dana.writes(at, "ru", "save", nil).sees(http.StatusOK, "Вода", "Два дома.")
		serik.get(at+"/write?in=en").writes(at, "en", "save", map[string]string{"title": "Waters"}).sees(http.StatusOK, "Version 5")
		dana.get(at+"/write?in=ru").sees(http.StatusOK, "Nothing to change: it stands at this version").writes(at, "ru", "same", nil).sees(http.StatusOK, "Version 2")
		if p := h.Imprint("dana", act.Ref(strings.TrimPrefix(at, "/publication/"))); !p.Stands("ru") {
			t.Error("the rendering does not stand at the new version")
		}

		dana.get(at+"/plan").sees(http.StatusOK, "Amy Smith | University of Nowhere", "Water between neighbours")
		dana.send(at+"/plan", map[string]string{"title.en": "Waters"}).sees(http.StatusOK, "Waters")
		for _, lang := range locale.Langs {
			for _, path := range []string{"/publications/begin?", at + "/plan?", at + "/write?in=en&", at + "/write?in=ru&", at + "/draft?in=en&", at + "/draft?in=kk&", at + "/versions?in=ru&", compare + "&"} {
				okafor.get(path + "lang=" + string(lang)).sees(http.StatusOK)
			}
		}
		for _, path := range []string{"/plan", "/write", "/draft", "/versions", strings.TrimPrefix(compare, at)} {
			if public.get(at + path); public.code == http.StatusOK || strings.Contains(public.page, "houses") || strings.Contains(public.page, "Waters") {
				t.Errorf("the public reads %s: %d", path, public.code)
			}
		}
		h.visit(t, "lind").get(at + "/write").sees(http.StatusForbidden)
		h.visit(t, "lind").get(at+"/draft").sees(http.StatusOK, "Three houses.")
	})
}

// TestOwnDraft keeps what one group writes alone from everybody else: its words,
// its remarks, its pictures.
func TestOwnDraft(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		okafor := h.visit(t, "okafor")
		at := h.begins(okafor, "own")
		in := okafor.hidden(at + "/write?in=en")
		fields := map[string]string{"title": "Ours", "do": "picture", "count": "1", "parts.1.kind": "figure", "parts.1.words": "A well\nA red dot."}
		for name, values := range in {
			if _, ours := fields[name]; !ours {
				fields[name] = values[0]
			}
		}
		path := at + "/write?in=en"
		okafor.sendFile(path, "picture", "well.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), fields).
			sees(http.StatusUnprocessableEntity, "no PNG or JPEG", "A red dot.")
		okafor.sendFile(path, "picture", "well.png", drawing(t, 8), fields).sees(http.StatusOK, "well.png (8 × 8)", "A red dot.")
		okafor.writes(at, "en", "save", nil).sees(http.StatusOK, "Version 1", "A well")
		src := regexp.MustCompile(`src="(/picture/[0-9a-f]{64})"`).FindStringSubmatch(okafor.page)
		if src == nil {
			t.Fatalf("the picture is not shown:\n%s", mainOf(okafor.page))
		}
		if okafor.get(src[1]).sees(http.StatusOK); !strings.HasPrefix(okafor.page, "\x89PNG") {
			t.Error("the picture is no picture")
		}
		okafor.get(at+"/draft").send(at+"/remark?in=en", map[string]string{"words": "Zqremark"})
		for _, who := range []member.ID{"serik", "dana", ""} {
			b := h.visit(t, who)
			for _, path := range []string{at + "/draft", at + "/write", at + "/plan", at + "/versions", src[1]} {
				if b.get(path); b.code == http.StatusOK || strings.Contains(b.page, "Ours") || strings.Contains(b.page, "Zqremark") {
					t.Errorf("%q reads %s: %d", who, path, b.code)
				}
			}
		}
	})
}

// TestRemarks has a draft remarked on and checked by somebody from outside, who
// needs no account, and reads nothing else.
func TestRemarks(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		okafor, lind, dana := h.visit(t, "okafor"), h.visit(t, "lind"), h.visit(t, "dana")
		at := h.begins(okafor, "all")
		okafor.writes(at, "en", "save", map[string]string{"parts.1.words": "The question", "parts.2.words": "Two houses, one well.", "summary": "Short."}).sees(http.StatusOK, "Version 1")
		says := func(b *browser, to, part, reply, words string) *browser {
			t.Helper()
			f, ok := read(b.page).form(to)
			if !ok {
				t.Fatalf("nobody can remark on %s", b.at)
			}
			in := f.answered(t, map[string]string{"words": words})
			in.Set("part", part)
			in.Set("reply", reply)
			return b.post(to, in)
		}
		to := at + "/remark?in=en"
		says(lind.get(at+"/draft?in=en"), to, "p2", "", " ").sees(http.StatusUnprocessableEntity, "Please write your remark")
		says(lind, to, "p2", "", "Is it one well?").sees(http.StatusOK, "Is it one well?")
		id := regexp.MustCompile(`id="to-([0-9A-Za-z]+)"`).FindStringSubmatch(lind.page)[1]
		says(dana.get(at+"/draft?in=en"), to, "p2", id, "Zqinternal: it is.").sees(http.StatusOK, "Is it one well?", "Zqinternal")

		// Somebody from outside is asked.
		ask := at + "/check?in=en"
		okafor.get(at+"/draft?in=en").send(ask, map[string]string{"name": "Amy Smith", "email": "nobody", "until": "2001-01-01"}).sees(http.StatusUnprocessableEntity, "Please choose a day within")
		okafor.send(ask, map[string]string{"email": "amy@example.org", "until": h.Time().AddDate(0, 0, 9).Format("2006-01-02")}).sees(http.StatusOK, "shown only now")
		key := regexp.MustCompile(`/check/([0-9A-Z]{40,})`).FindString(okafor.page)
		lind.post(ask, url.Values{"name": {"X"}, "email": {"x@example.org"}, "until": {h.Time().AddDate(0, 0, 9).Format("2006-01-02")}}).sees(http.StatusForbidden)
		amy := h.visit(t, "")
		amy.get(key).sees(http.StatusOK, "Two houses, one well.", "Amy Smith")
		amy.lacks("Is it one well?").lacks("Zqinternal")
		says(amy, key, "p2", "", "There are two wells.").sees(http.StatusOK, "There are two wells.", "Amy Smith, fact-checker")
		says(amy, key, "p2", id, "What do you say of me?").sees(http.StatusNotFound)
		for _, path := range []string{at + "/draft", at + "/write", key + "X", "/check/x"} {
			if amy.get(path); amy.code == http.StatusOK || strings.Contains(amy.page, "well") {
				t.Errorf("the key opens %s: %d", path, amy.code)
			}
		}
		okafor.get(at+"/draft?in=en").sees(http.StatusOK, "Amy Smith, fact-checker", "There are two wells.")
		okafor.get(at+"/write?in=en").writes(at, "en", "save", map[string]string{"parts.2.words": "Two houses, two wells."}).sees(http.StatusOK, "Version 2", "made on version 1", "There are two wells.")
		okafor.post(to, url.Values{"settle": {id}, "part": {"p2"}}).sees(http.StatusOK, "settled")
		lind.post(to, url.Values{"settle": {id}, "part": {"p2"}}).sees(http.StatusForbidden)
		amy.get(key).sees(http.StatusOK, "Two houses, two wells.", "made on version 1")

		// An invitation ends by its day, and when it is taken back.
		h.Later(11 * 24 * 3600e9)
		amy.get(key).sees(http.StatusNotFound, "does not work")
		h.Later(-11 * 24 * 3600e9)
		check := regexp.MustCompile(`name="revoke" value="([0-9A-Z]+)"`).FindStringSubmatch(okafor.get(at + "/draft?in=en").page)[1]
		okafor.post(ask, url.Values{"revoke": {check}}).sees(http.StatusOK)
		amy.get(key).sees(http.StatusNotFound, "does not work")
	})
}
