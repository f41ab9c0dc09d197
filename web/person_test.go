package web_test

import (
	"archive/zip"
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"regexp"
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
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// sendFile sends a form with a file in it.
func (b *browser) sendFile(path, field, name string, file []byte, fields map[string]string) *browser {
	b.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for k, v := range fields {
		w.WriteField(k, v)
	}
	part, err := w.CreateFormFile(field, name)
	if err == nil {
		_, err = part.Write(file)
	}
	if err != nil {
		b.t.Fatal(err)
	}
	w.Close()
	r, err := b.http.Post(b.base+path, w.FormDataContentType(), &body)
	return b.took(r, err)
}

// sendWith fills in the form on the page, and sends it with a picture.
func (b *browser) sendWith(action string, picture []byte, answers map[string]string) *browser {
	b.t.Helper()
	f, _ := read(b.page).form(action)
	fields := map[string]string{}
	for name, values := range f.answered(b.t, answers) {
		if len(values) > 0 && name != "photo" {
			fields[name] = values[0]
		}
	}
	return b.sendFile(action, "photo", "x.png", picture, fields)
}

func face() []byte {
	p := image.NewRGBA(image.Rect(0, 0, 300, 400))
	for k := range p.Pix {
		p.Pix[k] = 255
	}
	p.SetRGBA(1, 1, color.RGBA{1, 2, 3, 255})
	var b bytes.Buffer
	png.Encode(&b, p)
	return b.Bytes()
}

// TestPerson has a member write about themself, send a face, and be seen by
// everybody; what is wrong with it comes back with all that was typed.
func TestPerson(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		dana, public := h.visit(t, "dana"), h.visit(t, "")
		dana.get("/account/person").sees(http.StatusOK)
		dana.send("/account/person", map[string]string{"name.en": "Dana Zqone", "country": "TR", "posts.1.from": "soon", "biography.en": "Zqlife."}).
			sees(http.StatusUnprocessableEntity, "Dana Zqone", `value="TR" selected`, "soon", "Zqlife.", "#posts.1.from")
		f, _ := read(dana.page).form("/account/person")
		foreign := f.answered(t, nil) // whoever sends what the list does not offer is refused as ever
		foreign.Set("country", "Kazakhstan")
		dana.post("/account/person", foreign).sees(http.StatusUnprocessableEntity, `value="Kazakhstan" selected`, "#country", "#posts.1.from")
		dana.send("/account/person", map[string]string{"country": "KZ", "posts.1.from": "2007-05", "posts.1.post.en": "Adviser", "posts.1.affiliation.en": "Zqoffice", "name.kk": "Дана Зқбір", "speaks": "kk, ru en"}).
			sees(http.StatusOK, "Dana Zqone", "Zqlife.", "Adviser", "Zqoffice", "Дана Зқбір")
		public.get("/groups/dana").sees(http.StatusOK, "Dana Zqone", "Zqlife.", "Kazakhstan", "since 2007-05", "Rapporteur")
		public.get("/groups/dana?lang=kk").sees(http.StatusOK, "Дана Зқбір", "Қазақстан")
		if strings.Contains(public.page, "dana@example.org") {
			t.Error("the public reads an address")
		}
		public.get("/groups").sees(http.StatusOK, "Dana Zqone", "Adviser")
		public.get("/groups/nobody").sees(http.StatusNotFound)

		// Another post: the old one ends, the new one is what shows.
		dana.get("/account/person").send("/account/person", map[string]string{"posts.1.to": "2009", "posts.2.from": "2009", "posts.2.post.en": "Envoy"}).
			sees(http.StatusOK, "Envoy", "2007-05")
		public.get("/groups").sees(http.StatusOK, "Envoy")

		// A face, sent with what was typed beside it. Something else in its place
		// is refused with the rest, and nothing typed is lost; a face that was sent
		// with a refused form has to be chosen again.
		dana.get("/account/person")
		dana.sendWith("/account/person", []byte("<svg onload=alert(1)>"), map[string]string{"biography.en": "Zqsecond.", "posts.1.from": "soon"}).
			sees(http.StatusUnprocessableEntity, "JPEG", "Zqsecond.", "#photo", "#posts.1.from")
		dana.sendWith("/account/person", face(), nil).sees(http.StatusUnprocessableEntity, "#photo", "#posts.1.from", locale.For(locale.English).T("web.person.photo.again"))
		dana.sendWith("/account/person", face(), map[string]string{"posts.1.from": "2007-05"}).sees(http.StatusOK, "Zqsecond.")
		at := regexp.MustCompile(`/groups/dana/photo/[0-9a-f]+-480.jpg`).FindString(public.get("/groups/dana").sees(http.StatusOK).page)
		r, err := http.Get(h.server.URL + at)
		if err != nil || r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "image/jpeg" || r.Header.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(r.Header.Get("Content-Security-Policy"), "sandbox") || !strings.HasPrefix(r.Header.Get("Cache-Control"), "private") {
			t.Errorf("the photograph at %q: %v, %v", at, r.Header, err)
		}
		public.get(strings.Replace(at, "-480", "-481", 1)).sees(http.StatusNotFound)
		public.get(strings.Replace(at, "/dana/", "/hale/", 1)).sees(http.StatusNotFound)
		dana.get("/account/person").send("/account/person", map[string]string{"biography.en": "Zqlife."}).sees(http.StatusOK)
		public.get(at).sees(http.StatusOK)
		dana.get("/account/person").send("/account/person", map[string]string{"remove": "yes"}).sees(http.StatusOK)
		public.get(at).sees(http.StatusNotFound)

		// Who may correct it: the office of her group, and nobody else.
		for who, code := range map[member.ID]int{"zhan": http.StatusOK, "serik": http.StatusOK, "nurlan": http.StatusForbidden, "hale": http.StatusForbidden, "": http.StatusForbidden} {
			h.visit(t, who).get("/groups/dana/edit").sees(code)
			if code != http.StatusOK {
				h.visit(t, who).post("/groups/dana/edit", url.Values{"name.en": {"X"}, "remove": {"yes"}}).sees(code)
			}
		}
		zhan := h.visit(t, "zhan").get("/groups/dana/edit")
		if strings.Contains(zhan.page, `name="email"`) {
			t.Error("the secretariat may change the address by which somebody else signs in")
		}
		f, _ = read(zhan.page).form("/groups/dana/edit")
		in := f.answered(t, map[string]string{"nominated.en": "The Senate"})
		in.Set("email", "zhan@elsewhere.org")
		zhan.post("/groups/dana/edit", in).sees(http.StatusOK, "The Senate", "Zqlife.")
		h.Reads("", func(q register.Questions) error {
			if p, err := q.Person("dana"); err != nil || p.Email != "dana@example.org" {
				t.Errorf("the address is now %s, %v", p.Email, err)
			}
			return nil
		})
	})
}

// TestGroupsOn asks who sat when, in each language.
func TestGroupsOn(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	h.Later(72 * time.Hour)
	h.Governs("serik", initiative.End{Member: "dana", Group: clerktest.Astana})
	h.Later(72 * time.Hour)
	for _, lang := range locale.Langs {
		b := h.visit(t, "").get("/language/" + string(lang) + "?back=/groups")
		if strings.Contains(mainOf(b.page), ">dana<") {
			t.Error("dana sits no longer")
		}
		for day, sits := range map[string]bool{"2009-03-01": false, "2009-03-02": true, "2009-03-04": true, "2009-03-06": false} {
			b.get("/groups?on=" + day).sees(http.StatusOK)
			if strings.Contains(mainOf(b.page), ">dana<") != sits {
				t.Errorf("that dana sat on %s is %v", day, !sits)
			}
		}
		b.get("/groups?on=yesterday").sees(http.StatusUnprocessableEntity, locale.For(lang).T("web.groups.on.malformed"), `value="yesterday"`)
	}
	h.visit(t, "").get("/groups/dana").sees(http.StatusOK, "2 March 2009", "5 March 2009")
	h.visit(t, "").get("/groups?group=astana&page=99").sees(http.StatusOK, "serik")
	h.visit(t, "").get("/groups?group=nowhere").sees(http.StatusNotFound)
}

// TestImport takes a list of members through the page: looked at, refused with
// every problem in the reader's language, taken, and taken again for nothing.
func TestImport(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		zhan := h.visit(t, "zhan")
		h.visit(t, "hale").get("/groups/import").sees(http.StatusOK)
		h.visit(t, "dana").get("/groups/import").sees(http.StatusForbidden)
		key := zhan.get("/groups/import").hidden("/groups/import").Get("key")
		send := func(file, what string) *browser {
			return zhan.sendFile("/groups/import", "file", "m.csv", []byte(file), map[string]string{"key": key, "what": what})
		}
		seats := func() (n int) {
			h.Reads("", func(q register.Questions) error {
				n = 0
				sitting, err := q.Sitting(h.Time())
				n = len(sitting.All())
				return err
			})
			return n
		}
		was := seats()
		good := "email;name.en;name.kk;constituency\r\nana@example.org;Ana;Ана;ngo\r\nben@example.org;Ben;;academic\r\n"
		bad := good + "cy;Cy;;ngo\r\ndee@example.org;;;ngo\r\nserik@example.org;Serik;;ngo;more\r\n"
		zhan.get("/language/ru?back=/")
		send(bad, "import").sees(http.StatusUnprocessableEntity, locale.For("ru").T("roll.email.malformed"), locale.For("ru").T("roll.name.missing"), locale.For("ru").T("roster.cells"))
		send("", "import").sees(http.StatusUnprocessableEntity)
		send(good, "check").sees(http.StatusOK, locale.For("ru").T("web.import.fine"))
		if seats() != was {
			t.Error("something was taken of a file that was only looked at, or refused")
		}
		send(good, "import").sees(http.StatusOK, locale.For("ru").T("web.import.done"))
		h.Later(time.Minute)
		if seats() != was+2 {
			t.Errorf("%d seats more", seats()-was)
		}
		send(good, "import").sees(http.StatusOK)
		zhan.get("/groups/export").sees(http.StatusOK)
		export := zhan.page
		if !strings.Contains(export, "ana@example.org") || strings.Contains(export, "hale@example.org") {
			t.Error("the export is not of the group's members")
		}
		send(export, "import").sees(http.StatusOK)
		if h.Later(time.Minute); seats() != was+2 {
			t.Errorf("%d seats more after taking the same again", seats()-was)
		}
		h.visit(t, "dana").get("/groups/export").sees(http.StatusForbidden)
		h.Checks()
	})
}

// TestImportWhole breaks the import at every statement in turn: nothing of it
// is there, and to send it again does it.
func TestImportWhole(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	zhan := h.visit(t, "zhan")
	file := []byte("email,name.en,constituency\nana@example.org,Ana,ngo\nben@example.org,Ben,ngo\n")
	state := func() (people, seats int) {
		h.Reads("", func(q register.Questions) error {
			all, err := q.Everybody()
			n, _ := q.Initiative()
			people, seats = len(all), len(n.Standings)
			return err
		})
		return people, seats
	}
	people, seats := state()
	for at := 1; ; at++ {
		n := 0
		tripped := false
		h.DB.Trip = func(query string) error {
			if strings.HasPrefix(query, "select") {
				return nil
			}
			if n++; n == at {
				tripped = true
				return io.ErrUnexpectedEOF
			}
			return nil
		}
		zhan.sendFile("/groups/import", "file", "m.csv", file, map[string]string{"key": "k", "what": "import"})
		h.DB.Trip = nil
		p, s := state()
		if !tripped {
			if p != people+2 || s != seats+2 {
				t.Errorf("without a fault: %d people and %d seats more", p-people, s-seats)
			}
			if at < 10 {
				t.Errorf("only %d statements were broken", at)
			}
			break
		}
		if p != people || s != seats {
			t.Fatalf("broken at statement %d it leaves %d people and %d seats", at, p-people, s-seats)
		}
	}
	h.Checks()
}

// TestEraseByTwo has a member ask, and the secretariat do it.
func TestEraseByTwo(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		dana, zhan := h.visit(t, "dana"), h.visit(t, "zhan")
		dana.get("/account/data").sees(http.StatusOK)
		z, err := zip.NewReader(strings.NewReader(dana.page), int64(len(dana.page)))
		if err != nil || len(z.File) != 2 {
			t.Fatalf("what is held: %v", err)
		}
		for _, f := range z.File {
			r, _ := f.Open()
			data, _ := io.ReadAll(r)
			if !strings.Contains(string(data), "dana@example.org") || strings.Contains(string(data), "serik@example.org") {
				t.Errorf("%s: %s", f.Name, data)
			}
		}
		h.visit(t, "").get("/account/data").sees(http.StatusForbidden)
		dana.get("/account/erase").send("/account/erase", map[string]string{"words": "yes"}).sees(http.StatusOK, locale.For("en").T("web.erase.waits"))
		dana.post("/account/erase", url.Values{"what": {"do"}}).sees(http.StatusForbidden)
		h.visit(t, "hale").get("/groups/dana/erase").sees(http.StatusForbidden)
		zhan.get("/account").sees(http.StatusOK, "/groups/dana/erase")
		zhan.get("/groups/dana/erase").sees(http.StatusOK).post("/groups/dana/erase", url.Values{"what": {"drop"}}).sees(http.StatusForbidden)
		h.Later(time.Minute)
		zhan.post("/groups/dana/erase", url.Values{"what": {"do"}}).sees(http.StatusOK)
		dana.get("/account").sees(http.StatusForbidden)
		h.visit(t, "").get("/groups/dana").sees(http.StatusOK, "a member of the Astana group", locale.For("en").T("web.person.erased"))

		// Who asks does not decide, whatever their office.
		zhan.get("/groups/timur/erase").send("/groups/timur/erase", map[string]string{"words": "no"}).sees(http.StatusOK)
		zhan.post("/groups/timur/erase", url.Values{"what": {"do"}}).sees(http.StatusForbidden, locale.For("en").T(roll.ErasureSame))
		h.visit(t, "serik").post("/groups/timur/erase", url.Values{"what": {"do"}}).sees(http.StatusOK)
		h.visit(t, "").get("/groups/timur").sees(http.StatusOK, "a member of the Astana group")
		h.Checks()
	})
}

// TestEraseAssistant has the office of a group erase somebody who never had a
// seat and is known for a grant alone; with them the grant ends. Nobody else
// learns that there is such a person.
func TestEraseAssistant(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.grants("dana", "amy", 9*24*time.Hour)
		amy, zhan, serik := h.visit(t, ""), h.visit(t, "zhan"), h.visit(t, "serik")
		amy.post("/signin/"+h.link(t, "amy"), nil).sees(http.StatusOK)
		for _, other := range []member.ID{"", "hale", "dana"} {
			h.visit(t, other).get("/groups/amy").sees(http.StatusNotFound)
		}
		h.visit(t, "hale").get("/groups/amy/erase").sees(http.StatusNotFound)
		h.visit(t, "dana").get("/groups/amy/erase").sees(http.StatusNotFound)
		h.visit(t, "dana").post("/groups/amy/erase", url.Values{"what": {"ask"}}).sees(http.StatusNotFound)
		if strings.Contains(h.visit(t, "hale").get("/assistants").page, "/groups/amy") {
			t.Error("the other group's office is shown the assistant")
		}
		zhan.get("/assistants").sees(http.StatusOK, "/groups/amy/erase", "/groups/amy/edit")
		zhan.get("/groups/amy/edit").send("/groups/amy/edit", map[string]string{"name.en": "Amelia", "email": "amy@example.org"}).sees(http.StatusOK, "Amelia for dana")

		amy.get("/account/erase").send("/account/erase", map[string]string{"words": "no"}).sees(http.StatusOK, locale.For("en").T("web.erase.waits"))
		zhan.get("/account").sees(http.StatusOK, "/groups/amy/erase")
		zhan.get("/groups/amy/erase").sees(http.StatusOK, `href="/assistants"`)
		zhan.post("/groups/amy/erase", url.Values{"what": {"do"}}).sees(http.StatusOK)
		amy.get("/account").sees(http.StatusForbidden)
		if page := serik.get("/assistants").page; strings.Contains(page, "Amelia") || strings.Contains(page, "/groups/amy") || strings.Contains(page, "/assistants/revoke") {
			t.Errorf("after the erasure there is a trace of her, or of the grant: %s", page)
		}
		h.visit(t, "").get("/record").sees(http.StatusOK)
		if strings.Contains(h.visit(t, "").get("/record").page, "Amelia") {
			t.Error("the record names her")
		}

		// An assistant of the past is there to be erased, too, and who asks does not decide.
		h.grants("dana", "ben", time.Hour)
		h.Later(2 * time.Hour)
		zhan, serik = h.visit(t, "zhan"), h.visit(t, "serik")
		serik.get("/assistants").sees(http.StatusOK, "/groups/ben/erase")
		serik.get("/groups/ben/erase").send("/groups/ben/erase", map[string]string{"words": "yes"}).sees(http.StatusOK)
		serik.post("/groups/ben/erase", url.Values{"what": {"do"}}).sees(http.StatusForbidden)
		zhan.post("/groups/ben/erase", url.Values{"what": {"do"}}).sees(http.StatusOK)
		zhan.get("/groups/ben/erase").sees(http.StatusForbidden, locale.For("en").T(roll.WasErased))
		h.Checks()
	})
}

// TestEraseAnothers holds that no group erases an assistant who acts for a
// member of another, by a grant of its own that is still to come or otherwise,
// nor by way of the clerk; whoever acted for nobody but them is still theirs.
func TestEraseAnothers(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.Governs(initiative.Operator, initiative.Appoint{Member: "vale", Group: "washington", Capacity: member.Secretariat, Constituency: "specialist"})
		if err := h.Enroll(t.Context(), roll.Person{Member: "vale", Name: text.Words{"en": "vale"}}); err != nil {
			t.Fatal(err)
		}
		h.grants("dana", "amy", 9*24*time.Hour)
		h.Governs("hale", initiative.Grant{For: "lind", To: "amy", Scope: member.Desk, From: h.Time().Add(10 * 24 * time.Hour), Until: h.Time().Add(11 * 24 * time.Hour)})
		h.Later(time.Minute)
		h.visit(t, "hale").get("/groups/amy/erase").sees(http.StatusNotFound)
		h.visit(t, "hale").post("/groups/amy/erase", url.Values{"what": {"ask"}, "words": {"no"}}).sees(http.StatusNotFound)
		serves := func(principal member.ID) bool {
			ok := false
			h.Reads("", func(q register.Questions) error {
				n, err := q.Initiative()
				_, no := n.Serves("amy", principal, h.Time())
				ok = no == nil
				return err
			})
			return ok
		}
		// Whoever comes by the clerk's door is refused, too, and nothing ends.
		if err := h.AskErasure(t.Context(), roll.Erasure{Member: "amy", Asker: "hale", Asked: h.Time()}); err != nil {
			t.Fatal(err)
		}
		no, _ := act.Refused(h.DoErasure(t.Context(), "amy", "vale"))
		if no == nil || no.Reason.Key != roll.ErasureServes || !serves("dana") {
			t.Errorf("another group's office erased an assistant: %v, who still serves: %v", no, serves("dana"))
		}
		// Their own office can, once the other group has let them go.
		h.visit(t, "zhan").post("/groups/amy/erase", url.Values{"what": {"do"}}).sees(http.StatusForbidden, "acts for a member of another group")
		h.Governs("hale", initiative.RevokeGrant{For: "lind", To: "amy"})
		h.Later(time.Minute)
		h.visit(t, "zhan").post("/groups/amy/erase", url.Values{"what": {"do"}}).sees(http.StatusOK)
		if serves("dana") {
			t.Error("erased, and acts")
		}
		h.Checks()
	})
}
