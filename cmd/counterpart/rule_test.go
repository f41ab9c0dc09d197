package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/api"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/dossier"
	"example.org/counterpart/edition"
	"example.org/counterpart/errand"
	"example.org/counterpart/floor"
	"example.org/counterpart/group"
	"example.org/counterpart/holiday"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/paper"
	"example.org/counterpart/picture"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
	"example.org/counterpart/web"
	"example.org/counterpart/web/live"
)

// A hall is a task force with everything in front of it that anybody can look at.
type hall struct {
	*clerktest.TaskForce
	t      testing.TB
	on     act.Ref
	server *httptest.Server
	box    *outbox.Box
	plan   *rand.Rand // the same in every hall of one number
	turn   int
	shift  int // who does what under the Rule: this many places on
}

// officers keep the papers of meetings.
var officers = []member.ID{"hale", "okafor", "serik", "dana", "zhan"}

func newHall(t testing.TB, number uint64, shift int) *hall {
	db := databasetest.Open(t, t.TempDir())
	f := clerktest.New(t, db)
	err := db.Write(t.Context(), func(tx *database.Tx) error {
		for _, open := range []func(*database.Tx) error{dossier.Open, holiday.Open, paper.Open, picture.Open, edition.Open, errand.Open} {
			if err := open(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := mail.New("", "")
	if err != nil {
		t.Fatal(err)
	}
	door := signin.NewDoor(db)
	h := &hall{TaskForce: f, t: t, box: &outbox.Box{DB: db}, plan: rand.New(rand.NewPCG(number, 7)), shift: shift}
	site := &web.Site{Clerk: f.Clerk, Register: f.Register, Door: door, Mail: sender, Live: live.New(f.Register, quiet), Outbox: h.box,
		Now: f.Time, Clock: f.Time, Demo: true, Log: quiet}
	mux := http.NewServeMux()
	mux.Handle("/", site.Handler())
	mux.Handle("/api/", api.New(api.Config{Clerk: f.Clerk, Register: f.Register, Door: door, Now: f.Time, Clock: f.Time, Log: quiet}))
	h.server = httptest.NewServer(mux)
	t.Cleanup(func() { h.server.Close(); door.Close() })
	return h
}

// whoever is one who keeps the meeting's papers: another in each hall.
func (h *hall) whoever(groups []group.ID) member.ID {
	all := officers
	if len(groups) == 1 {
		all = officers[:2]
	}
	h.turn++
	return all[(h.turn*h.shift+h.shift)%len(all)]
}

// tries carries out a command if it is allowed: what a random meeting does is
// often refused.
func (h *hall) tries(by member.ID, c meeting.Command) bool {
	h.Later(time.Minute)
	h.As(by)
	_, err := h.AskMeeting(h.on, c)
	if _, refused := act.Refused(err); err != nil && !refused {
		h.t.Fatal(err)
	}
	return err == nil
}

// some are a random choice.
func (h *hall) some(all ...member.ID) (out []member.ID) {
	for _, id := range all {
		if h.plan.IntN(2) == 0 {
			out = append(out, id)
		}
	}
	return out
}

// hold holds a random meeting. What is done before the first part under the Rule
// is done by the same people in every hall; from there to the end, and in the
// minutes, whoever does a thing is another. It says how much was done.
func (h *hall) hold(open bool) (ruled int) {
	groups := []group.ID{clerktest.Washington, clerktest.Astana}
	if h.plan.IntN(4) == 0 {
		groups = groups[:1]
	}
	call := h.Meeting(groups...)
	call.Public = h.plan.IntN(2) == 0
	if call.Restricted = h.plan.IntN(4) == 0; call.Restricted {
		call.Invited = []member.ID{"lind", "hale"}
	}
	h.As("hale")
	h.on = h.Meets("", call)
	for n := range 1 + h.plan.IntN(3) {
		h.tries("okafor", meeting.PutItem{Title: text.Words{"en": fmt.Sprint("Open ", n)}, Asks: meeting.Discussion, Rapporteur: "lind"})
	}
	for n := range 1 + h.plan.IntN(2) {
		h.tries("okafor", meeting.PutItem{Title: text.Words{"en": fmt.Sprint("Ruled ", n)}, Asks: meeting.Discussion, Rule: true})
		h.tries("okafor", meeting.PutItem{Title: text.Words{"en": "Named"}, Asks: meeting.Discussion, Rule: true, Rapporteur: "ruiz"})
	}
	h.tries("hale", meeting.Convene{})
	for _, it := range h.Gathering("hale", h.on).Items {
		if it.Rule {
			continue
		}
		h.tries("hale", meeting.Attend{Venue: clerktest.Washington, Present: h.some("hale", "okafor", "lind", "ruiz")})
		h.tries("dana", meeting.Attend{Venue: clerktest.Astana, Present: h.some("serik", "dana", "aigul")})
		if h.tries("hale", meeting.TakeUp{Item: it.ID}) {
			h.tries("hale", meeting.Conclude{Item: it.ID, Note: "Openly.", Spoke: h.some("hale", "lind")})
			h.tries("hale", meeting.Conclude{Item: it.ID, Note: "Openly."})
		}
	}
	do := func(c meeting.Command) {
		by := member.ID("hale")
		if open || h.Gathering("hale", h.on).Sealed {
			by = h.whoever(groups)
		}
		if h.tries(by, c) {
			ruled++
		}
	}
	for _, it := range h.Gathering("hale", h.on).Items {
		if !it.Rule {
			continue
		}
		// Even to turn to it is to be there.
		if h.tries(h.whoever(groups), meeting.TakeUp{Item: it.ID}) {
			ruled++
		}
		who := h.whoever(groups)
		do(meeting.Attend{Venue: clerktest.Washington, Present: []member.ID{who}})
		do(meeting.Assign{What: "Somebody will.", Group: clerktest.Washington, Owner: who, Due: "2010-01-01", Item: it.ID})
		do(meeting.Assign{What: "The group will.", Group: clerktest.Washington, Due: "2010-01-01", Item: it.ID})
		do(meeting.PutItem{Title: text.Words{"en": "More"}, Asks: meeting.Discussion, Rule: true})
		do(meeting.Conclude{Item: it.ID, Note: "Ruled words.", Spoke: []member.ID{who}})
		do(meeting.Conclude{Item: it.ID, Note: "Ruled words."})
		err := h.DB.Write(h.t.Context(), func(tx *database.Tx) error { return floor.Ask(tx, h.on, it, who, h.Time()) })
		if _, refused := act.Refused(err); !refused {
			h.t.Errorf("a list of speakers is kept of %s: %v", it.ID, err)
		}
	}
	do(meeting.Adjourn{})
	for n := range 3 {
		m := h.Gathering("hale", h.on)
		c := meeting.Minute{Base: m.Minutes.Version}
		for k, it := range m.Items {
			p := meeting.PartWords{Item: it.ID, Words: fmt.Sprint("Minutes ", k*(n+k%2))}
			if k < len(m.Minutes.Parts) {
				p.ID = m.Minutes.Parts[k].ID
			}
			c.Parts = append(c.Parts, p)
		}
		do(c)
	}
	for _, g := range groups {
		h.tries(map[group.ID]member.ID{clerktest.Washington: "hale", clerktest.Astana: "serik"}[g], meeting.Approve{Version: h.Gathering("hale", h.on).Minutes.Version})
	}
	return ruled
}

// secret are what is random anew in each hall, and so says nothing of people.
var secret = regexp.MustCompile(`[A-Za-z0-9+/]{43}=|[A-Za-z0-9+/]{80,}={0,2}|m-[a-z0-9]{8}\b|[A-Za-z0-9_-]{16,}|\b[0-9a-f]{8,15}\b|127\.0\.0\.1:[0-9]+`)

func bare(s string) string { return secret.ReplaceAllString(s, "#") }

// everything is what anybody can look at in a hall, by where.
func (h *hall) everything() map[string]string {
	all := map[string]string{}
	at := "/meeting/" + string(h.on)
	paths := []string{at + "/room", at + "/minutes", at + "/tasks", "/", "/tasks", "/record", "/record?before=60", "/search?q=ruled", "/search?q=minutes", "/account/mail",
		"/groups/letters", "/bulletin", "/notices", "/api/v1/record", "/api/v1/record?limit=7", "/api/v1/search?q=ruled"}
	var versions []string
	h.Reads("hale", func(q register.Questions) error {
		lines, err := q.Acts(h.on, -1, 1000)
		for _, l := range lines {
			paths = append(paths, fmt.Sprint("/record/", l.Seq), fmt.Sprint("/api/v1/record/", l.Seq))
			if _, ok := l.Body.(meeting.MinutedAct); ok {
				versions = append(versions, l.Hash.String())
			}
		}
		return err
	})
	for _, v := range versions {
		paths = append(paths, at+"/minutes?version="+v, at+"/minutes?against="+v)
	}
	for _, who := range []member.ID{"", "hale", "lind", "webb", "dana"} {
		jar, _ := cookiejar.New(nil)
		client := &http.Client{Jar: jar}
		token := ""
		if who != "" {
			client.Post(h.server.URL+"/demo/"+string(who), "", nil)
			err := h.DB.Write(h.t.Context(), func(tx *database.Tx) (err error) {
				token, _, err = signin.IssueToken(tx, signin.Token{Member: who, Name: "test", Scope: signin.Read, Until: h.Time().Add(time.Hour)}, h.Time())
				return err
			})
			if err != nil {
				h.t.Fatal(err)
			}
		}
		for n, path := range paths {
			r, _ := http.NewRequest("GET", h.server.URL+path, nil)
			if strings.HasPrefix(path, "/api/") && token != "" {
				r.Header.Set("Authorization", "Bearer "+token)
			}
			answer, err := client.Do(r)
			if err != nil {
				h.t.Fatal(err)
			}
			body, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			if answer.StatusCode >= 500 {
				h.t.Errorf("%s reads %s: %s", who, path, answer.Status)
			}
			all[fmt.Sprintf("%s reads %d %s", who, n, bare(path))] = fmt.Sprint(answer.StatusCode) + bare(string(body))
		}
	}
	h.letters(all)
	h.files(all)
	return all
}

// letters are what is mailed to everybody.
func (h *hall) letters(all map[string]string) {
	follower := outbox.Follower{Register: h.Register, Now: h.Time}
	for next, last := int64(0), int64(-1); next != last; {
		err := h.DB.Write(h.t.Context(), func(tx *database.Tx) (err error) {
			last = next
			next, err = follower.Follow(tx, next)
			return err
		})
		if err != nil {
			h.t.Fatal(err)
		}
	}
	w := dispatch.Writer{Register: h.Register, Box: h.box, Base: "https://force.example.org", Secret: []byte("secret"), Now: h.Time}
	due := h.Time().Add(48 * time.Hour)
	for {
		some, err := h.box.Take(h.t.Context(), due, due.Add(time.Hour), 100)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(some) == 0 {
			return
		}
		for _, l := range some {
			letter, _, err := w.Write(h.t.Context(), l)
			if err != nil {
				h.t.Fatal(err)
			}
			all["mail to "+string(l.Member)] += bare(letter.Subject+"\n"+letter.Text) + "\n"
		}
	}
}

// files are the archives and everybody's dossier.
func (h *hall) files(all map[string]string) {
	for _, c := range clerktest.Cast {
		d, err := dossier.Of(h.t.Context(), h.DB, c.ID, h.Time())
		if err == nil {
			var data []byte
			if data, err = d.JSON(); err == nil {
				all["dossier of "+string(c.ID)] = bare(string(data))
			}
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
	for _, public := range []bool{false, true} {
		var file bytes.Buffer
		if _, err := export(h.t.Context(), &file, h.DB, h.Verifier.Name()+"+#", public, nil, func(int64, int64) {}); err != nil {
			h.t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
		if err != nil {
			h.t.Fatal(err)
		}
		for _, f := range z.File {
			r, _ := f.Open()
			data, _ := io.ReadAll(r)
			if strings.Contains(f.Name, "tile") && !strings.Contains(f.Name, "entries") {
				continue // hashes
			}
			lines := strings.Split(bare(string(data)), "\n")
			slices.Sort(lines) // of aliases, which are random
			all[fmt.Sprint("export ", public, " ", bare(f.Name))] = strings.Join(lines, "\n")
		}
	}
}

// differ returns where two halls look different.
func differ(a, b map[string]string) (where []string) {
	for _, at := range slices.Sorted(func(yield func(string) bool) {
		for k := range a {
			if !yield(k) {
				return
			}
		}
	}) {
		if x, y := a[at], b[at]; x != y {
			k := 0
			for k < min(len(x), len(y)) && x[k] == y[k] {
				k++
			}
			where = append(where, fmt.Sprintf("%s:\n\t…%q\n\t…%q", at, x[max(0, k-80):min(len(x), k+80)], y[max(0, k-80):min(len(y), k+80)]))
		}
	}
	return where
}

// TestChathamHouse holds random meetings twice, alike but for who did what under
// the Chatham House Rule: whatever anybody can look at afterwards is the same,
// so that nothing of it can tell. Where it is open who did what, it differs.
func TestChathamHouse(t *testing.T) {
	ruled := 0
	for number := range uint64(4) {
		one, other := newHall(t, number, 1), newHall(t, number, 2)
		n := one.hold(false)
		if m := other.hold(false); m != n {
			t.Fatalf("hall %d: %d deeds under the Rule, and %d", number, n, m)
		}
		ruled += n
		for _, w := range differ(one.everything(), other.everything()) {
			t.Errorf("hall %d tells who was there: %s", number, w)
		}
		one.unlinked()
	}
	if ruled < 30 {
		t.Errorf("only %d deeds under the Rule", ruled)
	}
	// The test sees who did what where that is open.
	one, other := newHall(t, 1, 1), newHall(t, 1, 2)
	one.hold(false)
	other.hold(false)
	for _, h := range []*hall{one, other} {
		h.As("hale")
		h.on = h.Meets("", h.Meeting(clerktest.Washington, clerktest.Astana), meeting.Convene{})
		h.tries(h.whoever([]group.ID{clerktest.Washington, clerktest.Astana}), meeting.Adjourn{})
	}
	if len(differ(one.everything(), other.everything())) < 10 {
		t.Error("the test does not see who closed an open meeting")
	}
}

// unlinked holds the aliases of what was done under the Rule to stand for nobody
// and nowhere else.
func (h *hall) unlinked() {
	used, quiet := map[string]int{}, []string{}
	h.Reads("hale", func(q register.Questions) error {
		lines, err := q.Acts(h.on, -1, 1000)
		sealed := false
		m := h.Gathering("hale", h.on)
		for _, l := range lines {
			header, err := q.Header(l.Seq)
			if err != nil {
				return err
			}
			var a struct {
				By    string   `json:"by"`
				Group group.ID `json:"g"`
			}
			if err := json.Unmarshal(header, &a); err != nil {
				return err
			}
			if b, ok := l.Body.(meeting.TakenUpAct); ok {
				it, _ := m.Item(b.Item)
				sealed = sealed || it.Rule
			}
			_, approved := l.Body.(meeting.ApprovedAct)
			_, locked := l.Body.(meeting.Locked)
			if sealed && !approved && !locked {
				quiet = append(quiet, a.By)
				if a.Group != "" || l.Author != "" {
					h.t.Errorf("act %d, %s, is of %s, %s", l.Seq, l.Kind, a.Group, l.Author)
				}
			}
			used[a.By]++
		}
		return err
	})
	err := h.DB.Read(h.t.Context(), func(tx *database.Tx) error {
		for _, alias := range quiet {
			names, err := roll.WhoIs(tx, []act.Alias{act.Alias(alias)})
			if err != nil || len(names) > 0 || used[alias] != 1 {
				h.t.Errorf("the alias %s stands for %v, and is used %d times; %v", alias, names, used[alias], err)
			}
		}
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	if len(quiet) == 0 {
		h.t.Error("nothing was done under the Rule")
	}
}
