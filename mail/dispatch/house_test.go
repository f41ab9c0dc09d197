package dispatch_test

import (
	"context"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/errand"
	"example.org/counterpart/group"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A house is a task force that sends mail to a relay within the test.
type house struct {
	*clerktest.TaskForce
	box   *outbox.Box
	post  *dispatch.Post
	relay *mailtest.Relay
	run   *errand.Runner
	seen  int // letters already looked at
}

var quiet = slog.New(slog.NewTextHandler(io.Discard, nil))

const base = "https://force.example.org"

// open opens a house. Nobody has quiet hours, so that a test need not wait.
func open(t testing.TB, db *database.DB, relay *mailtest.Relay) *house {
	t.Helper()
	f := clerktest.New(t, db)
	if err := db.Write(t.Context(), func(tx *database.Tx) error {
		if err := errand.Open(tx); err != nil {
			return err
		}
		return outbox.Open(tx)
	}); err != nil {
		t.Fatal(err)
	}
	relay.NoTLS = true
	relay.Start(t)
	h := &house{TaskForce: f, relay: relay, box: &outbox.Box{DB: db}}
	h.post = post(t, f, h.box, relay.Addr())
	h.run = &errand.Runner{DB: db, Holder: "one", Lease: time.Minute, Now: time.Now, Log: quiet}
	for _, c := range clerktest.Cast {
		h.wants(c.ID, notice.Each)
	}
	h.follow()
	return h
}

func post(t testing.TB, f *clerktest.TaskForce, box *outbox.Box, addr string) *dispatch.Post {
	t.Helper()
	sender, err := mail.New("smtp://"+addr+"?tls=none", "Task Force <noreply@example.org>")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sender.Close(context.Background()) })
	return &dispatch.Post{Box: box, Sender: sender, Now: f.Time, Log: quiet, Writer: &dispatch.Writer{
		Register: f.Register, Box: box, Base: base, Secret: []byte("secret"), Now: f.Time}}
}

// wants sets how somebody is told, without quiet hours.
func (h *house) wants(who member.ID, pace notice.Pace) {
	h.T.Helper()
	if err := h.box.Set(context.Background(), who, outbox.Settings{Pace: pace, Bulletin: true}); err != nil {
		h.T.Fatal(err)
	}
}

func (h *house) watches(who member.ID, how outbox.How) {
	h.T.Helper()
	if err := h.box.Watch(context.Background(), who, h.On, how); err != nil {
		h.T.Fatal(err)
	}
}

// person changes what the roll knows of somebody.
func (h *house) person(who member.ID, change func(*roll.Person)) {
	h.T.Helper()
	var p roll.Person
	err := h.DB.Read(context.Background(), func(tx *database.Tx) (err error) { p, err = roll.Find(tx, who); return err })
	if err == nil {
		change(&p)
		err = h.Enroll(context.Background(), p)
	}
	if err != nil {
		h.T.Fatal(err)
	}
}

// follow has the outbox follow the record to its end.
func (h *house) follow() {
	h.T.Helper()
	e := errand.Errand{Name: "notices", Every: time.Second, Follow: outbox.Follower{Register: h.Register, Now: h.Time}.Follow}
	if _, err := h.run.Turn(context.Background(), e); err != nil {
		h.T.Fatal(err)
	}
}

// send sends what is due.
func (h *house) send() {
	h.T.Helper()
	if _, err := h.post.Round(context.Background()); err != nil {
		h.T.Fatal(err)
	}
}

// mails follows and sends, and returns the letters that were not yet looked at,
// by the name in the address.
func (h *house) mails() map[string][]mailtest.Letter {
	h.T.Helper()
	h.follow()
	h.send()
	all := h.relay.Letters()
	by := map[string][]mailtest.Letter{}
	for _, l := range all[h.seen:] {
		who, _, _ := strings.Cut(l.To, "@")
		l.Text = strings.ReplaceAll(l.Text, "\r\n", "\n")
		by[who] = append(by[who], l)
	}
	h.seen = len(all)
	return by
}

// told lists who got letters, and how many if it is more than one.
func told(by map[string][]mailtest.Letter) string {
	var all []string
	for who, letters := range by {
		for range letters {
			all = append(all, who)
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// states counts what became of all letters.
func (h *house) states() map[outbox.State]int {
	h.T.Helper()
	n := map[outbox.State]int{}
	for _, g := range []group.ID{clerktest.Washington, clerktest.Astana} {
		all, err := h.box.LogIn(context.Background(), g, outbox.Place{}, 100_000)
		if err != nil {
			h.T.Fatal(err)
		}
		for _, d := range all {
			n[d.State]++
		}
	}
	return n
}

// rules are those in force.
func (h *house) rules() (r procedure.Rules) {
	h.T.Helper()
	h.Reads("", func(q register.Questions) error {
		n, err := q.Initiative()
		r = n.Rules
		return err
	})
	return r
}
