package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"html"
	"image"
	"image/png"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/distribution"
	"example.org/counterpart/dossier"
	"example.org/counterpart/draft"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/invitation"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/roll"
	"example.org/counterpart/schedule"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// traced is somebody of whom every fact is a word that stands nowhere else.
const traced = `email,slug,name.en,name.ru,title.en,address.en,post.en,affiliation.en,nominated.en,biography.en,zone,group,constituency
zqmail@example.org,zqslug,Zqname Zqfamily,Зқаты,Zqtitle,Zqaddress,Zqpost,Zqplace,Zqnominated,Zqlife,Pacific/Kiritimati,north,ngo
`

// traces are those words, as they may stand anywhere.
var traces = []string{"zqmail", "zqslug", "zqname", "zqfamily", "зқаты", "zqtitle", "zqaddress", "zqpost", "zqplace", "zqnominated", "zqlife", "kiritimati", "zqspoken", "zqinterest", "zqrecused", "zqdraft", "zqmotive", "zqcomes", "zqpoll", "zqcontact", "zqminister"}

// hidden are those that nobody is shown but the person.
var hidden = []string{"zqaddress", "kiritimati", "zqdraft", "zqcomes"}

// TestErased erases somebody, and looks for any trace of them in everything
// that the program shows, answers, prints, exports and keeps, on either engine;
// after it has seen that each trace was there to be found.
func TestErased(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		file := filepath.Join(t.TempDir(), "members.csv")
		if err := os.WriteFile(file, []byte(traced), 0o600); err != nil {
			t.Fatal(err)
		}
		well(t, where.flags("member", "import", file)...)
		if out := well(t, where.flags("member", "import", file)...); !strings.Contains(out, "0 entered") {
			t.Errorf("imported again: %s", out)
		}
		m := raiseIdea(t, where)
		var who roll.Person
		within(t, where, func(o *office) {
			who = lookUp(t, o, "zqslug")
			e := &eraser{t: t, o: o, matter: m.Ref, who: who.Member}
			e.act(m)
			e.open()
			defer e.server.Close()
			before := e.everything()
			for _, trace := range traces {
				if !slices.ContainsFunc(keysOf(before), func(at string) bool { return strings.Contains(before[at], trace) }) && !slices.Contains(hidden, trace) {
					t.Errorf("%s is nowhere even before", trace)
				}
			}
			if before["/search?q=zqspoken"] == "" {
				t.Error("the search does not find what was said even before")
			}
			if !slices.ContainsFunc(keysOf(before), func(at string) bool { return strings.HasSuffix(at, "-480.jpg") }) {
				t.Error("the photograph is nowhere even before")
			}
			if err := o.Clerk.Forget(t.Context(), who.Member, true, dossier.Forgets()...); err != nil {
				t.Fatal(err)
			}
			o.Door.Doubt(who.Member)
			after := e.everything()
			e.none(after)
			if at := "/matter/" + string(m.Ref); !strings.Contains(after[at], "a member of the helsinki group") {
				t.Errorf("the matter does not say that a member of the group spoke: %s", after[at])
			}
			if at := "/groups/" + string(who.Member); !strings.Contains(after[at], "a member of the helsinki group") {
				t.Errorf("the page of whoever it was: %s", after[at])
			}
			if r, err := e.theirs.Get(e.server.URL + "/account"); err != nil || r.StatusCode == http.StatusOK {
				t.Errorf("their session lives: %v, %v", r.Status, err)
			}
		})
		e := &eraser{t: t, matter: m.Ref, who: who.Member}
		printed := e.commands(where)
		e.none(printed)
		if out := printed["acts "+string(m.Ref)]; !strings.Contains(out, string(who.Member)+" was a member of the north group") {
			t.Errorf("the transcript: %s", out)
		}
		whole(t, where)
	})
}

func keysOf(all map[string]string) (keys []string) {
	for k := range all {
		keys = append(keys, k)
	}
	return keys
}

// lookUp finds somebody by their short name.
func lookUp(t testing.TB, o *office, slug string) (p roll.Person) {
	t.Helper()
	err := o.DB.Read(t.Context(), func(tx *database.Tx) (err error) {
		p, err = roll.BySlug(tx, slug)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// An eraser looks at everything.
type eraser struct {
	t       *testing.T
	o       *office
	matter  act.Ref
	who     member.ID
	server  *httptest.Server
	readers []*http.Client
	theirs  *http.Client
	token   string
	next    int64 // up to where words are indexed
}

// act has the person say something, by name and not, and have a face.
func (e *eraser) act(m procedure.Matter) {
	e.t.Helper()
	for _, s := range []procedure.State{
		{Words: "Zqspoken.", Audience: act.Caucus, Attribution: act.Named}, {Words: "Nobody said this.", Audience: act.Caucus, Attribution: act.Unattributed},
	} {
		s.Lang, s.Version = "en", m.Version.Hash
		if _, err := e.o.Clerk.Do(e.t.Context(), clerk.Order{By: e.who, On: m.Ref, Turn: -1, Key: s.Words, Command: s}); err != nil {
			e.t.Fatal(err)
		}
	}
	for key, c := range map[act.Ref]any{
		act.Initiative: initiative.Declare{Interest: "employment", Organisation: "Zqinterest", Text: "Zqinterest.", Lang: "en"},
		m.Ref:          procedure.Recuse{Reason: "Zqrecused."},
	} {
		if _, err := e.o.Clerk.Do(e.t.Context(), clerk.Order{By: e.who, On: key, Turn: -1, Key: string(key), Command: c}); err != nil {
			e.t.Fatal(err)
		}
	}
	err := e.o.DB.Write(e.t.Context(), func(tx *database.Tx) error {
		_, _, err := draft.Put(tx, draft.Draft{Member: e.who, On: m.Ref, Words: "Zqdraft.", Lang: "en", Version: m.Version.Hash, At: time.Now()}, "token")
		if err == nil {
			_, err = application.Receive(tx, application.Application{Group: "north", Name: "Zqname", Email: "zqmail@example.org",
				Constituency: "ngo", Motivation: "Zqmotive.", Lang: "en"}, "ca_token", time.Now())
		}
		if err == nil {
			var id string
			slot := schedule.Slot{Start: time.Now().Add(time.Hour), End: time.Now().Add(2 * time.Hour)}
			id, err = poll.Put(tx, poll.Poll{Title: "Zqpoll", Groups: []group.ID{"north", "south"}, Member: e.who, At: time.Now(), Slots: []schedule.Slot{slot}})
			if err == nil {
				err = tx.Exec(`insert into poll_mark (poll, starts, member, mark) values ($1, $2, $3, 'can')`, id, slot.Start.UnixMilli(), e.who)
			}
		}
		if err == nil {
			_, _, err = registration.Receive(tx, registration.Registration{ID: "zq", Conference: "c-23456789", Member: e.who, Name: "Zqregistered", Affiliation: "Zqhouse",
				Email: "zqregistered@example.org", Lang: "en", Needs: "Zqneeds"}, time.Now())
		}
		if err == nil {
			_, err = registration.Confirm(tx, "zq", 10, false, time.Now())
		}
		if err == nil {
			var c distribution.Contact
			if c, err = (distribution.Contact{Email: "zqmail@example.org", Name: "Zqcontact", Organisation: "Zqminister", Lang: "en", Group: "north", By: e.who}).Check(nil); err == nil {
				_, err = distribution.Enter(tx, []byte("secret"), []distribution.Contact{c}, time.Now())
			}
		}
		if err == nil {
			err = distribution.Compose(tx, distribution.Mailing{ID: "one", By: e.who, Lists: distribution.Lists, Words: map[string]distribution.Words{"en": {Subject: "News", Words: "News."}}}, time.Now())
		}
		if err == nil {
			_, err = distribution.Start(tx, "one", 0, e.who, time.Now())
		}
		if err == nil { // it is the one by which they became a member
			err = tx.Exec(`update application set member = $1`, e.who)
		}
		now := time.Now()
		soon := meeting.Meeting{Ref: "m-22222222", Start: now.Add(time.Hour), End: now.Add(2 * time.Hour)}
		if err == nil {
			err = invitation.Put(tx, soon, now, invitation.Invitation{Person: e.who, Group: "north"})
		}
		var one invitation.Invitation
		if err == nil {
			one, err = invitation.Of(tx, soon.Ref, e.who)
		}
		if err == nil {
			_, err = invitation.Take(tx, one.ID, invitation.Reply{Answer: invitation.Accepted, Comment: "Zqcomes.", Through: invitation.Page, Stamp: now}, now)
		}
		if err == nil {
			err = invitation.RenewFeed(tx, e.o.Clerk.Secret, e.who, now)
		}
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	var face bytes.Buffer
	png.Encode(&face, image.NewGray(image.Rect(0, 0, 200, 200)))
	photo, err := roll.ReadPhoto(face.Bytes())
	if err == nil {
		p := lookUp(e.t, e.o, "zqslug")
		p.Posts = append(p.Posts, roll.Post{From: "1999", To: "2001", Post: text.Words{"en": "Zqpost"}}, roll.Post{From: "2002", Post: p.Post, Affiliation: p.Affiliation})
		err = e.o.Clerk.Correct(e.t.Context(), p, &photo)
	}
	if err != nil {
		e.t.Fatal(err)
	}
}

// open serves the office, and has readers of every sort sign in.
func (e *eraser) open() {
	e.t.Helper()
	e.server = httptest.NewServer(media{office: e.o, log: quiet}.handler(nil))
	e.readers = []*http.Client{{}}
	for _, slug := range []string{"virtanen", "lindholm"} {
		e.readers = append(e.readers, e.enter(lookUp(e.t, e.o, slug).Member))
	}
	e.theirs = e.enter(e.who)
	var err error
	e.token, err = e.o.Door.NewToken(e.t.Context(), signin.Token{Member: lookUp(e.t, e.o, "virtanen").Member, Name: "x", Scope: signin.Read, Until: time.Now().Add(time.Hour)}, time.Now())
	if err != nil {
		e.t.Fatal(err)
	}
}

func (e *eraser) enter(who member.ID) *http.Client {
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	var link string
	err := e.o.DB.Write(e.t.Context(), func(tx *database.Tx) (err error) {
		link, err = signin.IssueLink(tx, who, time.Now(), time.Hour)
		return err
	})
	if err != nil {
		e.t.Fatal(err)
	}
	r, err := client.Post(e.server.URL+"/signin/"+link, "application/x-www-form-urlencoded", nil)
	if err != nil || r.StatusCode != http.StatusOK {
		e.t.Fatalf("sign in: %v, %v", r.Status, err)
	}
	r.Body.Close()
	return client
}

var hrefs = regexp.MustCompile(`(?:href|src)="(/[^"#]*)"`)

// everything is all that the server shows to each reader, by its address.
func (e *eraser) everything() map[string]string {
	e.index()
	all := map[string]string{}
	for _, reader := range e.readers {
		todo := []string{"/", "/groups", "/groups?on=" + time.Now().AddDate(0, 0, 1).Format(time.DateOnly), "/groups/" + string(e.who), "/matter/" + string(e.matter),
			"/groups/" + string(e.who) + "/edit", "/groups/" + string(e.who) + "/erase", "/groups/export", "/groups/import", "/record", "/account/data", "/groups?lang=ru", "/interests", "/applications", "/meetings/time"}
		for _, trace := range traces {
			todo = append(todo, "/search?q="+trace)
		}
		seen := map[string]bool{}
		for len(todo) > 0 && len(seen) < 300 {
			at := todo[0]
			if todo = todo[1:]; seen[at] || strings.HasPrefix(at, "/language") || strings.HasPrefix(at, "/static") || strings.HasPrefix(at, "/live") {
				continue
			}
			seen[at] = true
			body := e.fetch(reader, at, "")
			for _, m := range hrefs.FindAllStringSubmatch(body, -1) {
				todo = append(todo, html.UnescapeString(m[1]))
			}
			if strings.HasPrefix(at, "/search?q=") { // on which stands what was asked for
				body = strings.Join(regexp.MustCompile(`href="/matter/[^"]*"`).FindAllString(body, -1), " ")
			}
			all[at] += body
		}
	}
	for at, body := range e.api() {
		all[at] = body
	}
	return all
}

// index brings the search up to date.
func (e *eraser) index() {
	for last := int64(-1); e.next != last; {
		err := e.o.DB.Write(e.t.Context(), func(tx *database.Tx) (err error) {
			last = e.next
			e.next, err = register.Index(tx, e.next)
			return err
		})
		if err != nil {
			e.t.Fatal(err)
		}
	}
}

// fetch returns what is at an address, in lower case; of a file of files, what
// is in them.
func (e *eraser) fetch(client *http.Client, at, token string) string {
	r, err := http.NewRequest("GET", e.server.URL+at, nil)
	if err != nil {
		return ""
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := client.Do(r)
	if err != nil {
		e.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, _ := io.ReadAll(answer.Body)
	if answer.StatusCode >= 500 {
		e.t.Errorf("%s: %s", at, answer.Status)
	}
	if answer.StatusCode == http.StatusNotFound && strings.HasSuffix(at, ".jpg") {
		return ""
	}
	return strings.ToLower(string(body) + opened(body))
}

// opened is what is in a ZIP file.
func opened(data []byte) string {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return ""
	}
	var all strings.Builder
	for _, f := range z.File {
		if r, err := f.Open(); err == nil {
			io.Copy(&all, r)
			r.Close()
		}
	}
	return all.String()
}

// api is what the API answers to whatever can be asked.
func (e *eraser) api() map[string]string {
	var described struct {
		Paths map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal([]byte(strings.ReplaceAll(e.fetch(e.readers[0], "/api/v1/openapi.json", ""), "\x00", "")), &described); err != nil {
		e.t.Fatal(err)
	}
	all := map[string]string{}
	for path, ways := range described.Paths {
		if _, reads := ways["get"]; !reads {
			continue
		}
		at := "/api/v1" + strings.TrimPrefix(path, "/api/v1")
		at = strings.NewReplacer("{ref}", string(e.matter), "{matter}", string(e.matter), "{seq}", "20").Replace(at)
		for _, query := range []string{"", "?q=zqspoken"} {
			all[at+query] = e.fetch(e.readers[0], at+query, e.token)
		}
	}
	if len(all) < 10 {
		e.t.Errorf("the API was asked only %d things", len(all))
	}
	return all
}

// commands is what the command line prints and writes, and what lies in the
// database's own files.
func (e *eraser) commands(where placed) map[string]string {
	all := map[string]string{}
	for _, args := range [][]string{{"member", "list"}, {"member", "export"}, {"acts", string(e.matter)}, {"doctor"}, {"verify", where.data}} {
		with := append(args, "--data", where.data)
		if args[0] == "verify" {
			with = args
		}
		code, out, said := command(e.t, with...)
		if code != exitWell && args[0] != "doctor" && args[0] != "verify" {
			e.t.Errorf("%v ended with %d: %s", args, code, said)
		}
		all[strings.Join(args, " ")] = strings.ToLower(out + said)
	}
	folder := e.t.TempDir()
	for _, args := range [][]string{where.flags("export", filepath.Join(folder, "all.zip")), where.flags("export", "--public", filepath.Join(folder, "public.zip")),
		{"member", "data", string(e.who), "-o", filepath.Join(folder, "who.zip"), "--data", where.data}} {
		well(e.t, args...)
	}
	files := []string{folder}
	if !strings.Contains(where.data, "://") {
		files = append(files, where.data)
	}
	for _, folder := range files {
		fs.WalkDir(os.DirFS(folder), ".", func(name string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				data := read(e.t, filepath.Join(folder, name))
				all[name] = strings.ToLower(string(data) + opened(data))
			}
			return nil
		})
	}
	if len(all) < 8 {
		e.t.Errorf("only %v", keysOf(all))
	}
	return all
}

// none fails the test if anything is left.
func (e *eraser) none(all map[string]string) {
	e.t.Helper()
	for at, body := range all {
		// A list of all zones names this one, too, whoever lives there.
		body = strings.ReplaceAll(body, `<option value="pacific/kiritimati">kiritimati</option>`, "")
		for _, trace := range traces {
			if k := strings.Index(body, trace); k >= 0 {
				e.t.Errorf("%s is left at %s: …%q…", trace, at, body[max(0, k-60):min(len(body), k+60)])
			}
		}
		if strings.HasPrefix(at, "/search?q=") && body != "" {
			e.t.Errorf("%s finds %s", at, body)
		}
		if strings.HasSuffix(at, ".jpg") && body != "" {
			e.t.Errorf("the photograph is left at %s", at)
		}
	}
	if len(all) == 0 {
		e.t.Error("nothing was looked at")
	}
}
