package dispatch_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/roll"
)

// TestCourse follows a matter through its course, and looks at who gets a letter
// at each step, and who does not.
func TestCourse(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		if got := told(h.mails()); got != "" {
			t.Fatalf("for its founding letters went to %s", got)
		}
		const washington = "lind moss okafor ruiz"
		step := func(what, want string) map[string][]mailtest.Letter {
			t.Helper()
			by := h.mails()
			if got := told(by); got != want {
				t.Errorf("%s: letters to %q, not %q", what, got, want)
			}
			return by
		}
		h.As("hale").Does(clerktest.Idea("A common desk", "First paragraph.", "Second."))
		step("raised", washington) // not Webb, who observes
		h.watches("ruiz", outbox.Follow)
		h.watches("moss", outbox.Mute)
		h.As("okafor").Does(h.Says("I agree.", act.Caucus, act.Named))
		h.As("lind").Does(h.Says("With one doubt.", act.Caucus, act.Unattributed))
		both := step("two statements in one letter", "ruiz")["ruiz"]
		if text := both[0].Text; strings.Contains(text, "doubt") || strings.Count(text, "\n* ") != 2 || !strings.Contains(text, "not sent by mail") {
			t.Errorf("of a caucus the letter says:\n%s", text)
		}
		h.Later(48 * time.Hour).As("hale").Does(procedure.Refer{})
		by := step("referred", "aigul dana lind nurlan okafor ruiz serik timur webb zhan")
		if text := by["serik"][0].Text; !strings.Contains(text, "now lies on the desk of your group, Astana") || !strings.Contains(text, "record the consideration") {
			t.Errorf("the counterpart reads:\n%s", text)
		}
		h.watches("serik", outbox.Follow)
		h.As("nurlan").Does(h.Says("Astana sees merit.", act.Joint, act.Named))
		h.As("aigul").Does(h.Says("So do I.", act.Joint, act.GroupOnly))
		by = step("statements between the groups", "ruiz serik")
		if text := by["ruiz"][0].Text; !strings.Contains(text, "> Astana sees merit.") || !strings.Contains(text, "nurlan made a statement.") ||
			strings.Contains(text, "aigul") || !strings.Contains(text, "The Astana group made a statement.") {
			t.Errorf("a follower reads:\n%s", text)
		}
		h.Later(72 * time.Hour).As("dana").Does(procedure.Consider{Version: h.Matter().Version.Hash, Position: procedure.Support,
			Method: procedure.Meeting, TookPart: 4, Reason: "It serves both capitals."})
		step("considered", "aigul hale lind nurlan okafor ruiz serik timur webb zhan")
		h.As("hale").Does(procedure.OpenFormulation{})
		v := h.Matter().Version.Hash
		h.Does(procedure.Move{Version: v, Method: procedure.Written, Closes: h.Time().Add(96 * time.Hour)})
		by = h.mails()
		if text := by["serik"][0].Text; !strings.Contains(text, "asked to second the motion") || !strings.Contains(text, "·") {
			t.Errorf("whoever is to second reads:\n%s", text)
		}
		h.As("serik").Does(procedure.Second{Version: v})
		by = step("opened", "aigul dana hale lind nurlan okafor ruiz timur webb zhan")
		if a, b := by["hale"][0].Text, by["zhan"][0].Text; !strings.Contains(a, "entitled to decide") || strings.Contains(b, "entitled to decide, for") {
			t.Errorf("an elector reads:\n%s\nthe secretariat:\n%s", a, b)
		}
		h.Adopts()
		for who, letters := range h.mails() {
			if text := letters[0].Text; len(letters) != 1 || !strings.Contains(text, "TF.REC/1/09") && who != "serik" && who != "ruiz" {
				t.Errorf("%s gets %d letters of the adoption:\n%s", who, len(letters), text)
			}
		}
		if n := h.states(); n[outbox.Queued]+n[outbox.Sending]+n[outbox.Refused]+n[outbox.Void] != 0 {
			t.Errorf("letters are left: %v", n)
		}
	})
}

// TestHeaders looks at what programs read of a letter.
func TestHeaders(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	h.post.Writer.ReplyTo = func(who member.ID, on act.Ref) string { return "r+" + string(who) + "." + string(on) + "@example.org" }
	h.person("okafor", func(p *roll.Person) { p.Lang = "kk" })
	h.As("hale").Does(clerktest.Idea("A common desk", "First."))
	h.As("hale").Does(procedure.Revise{Raise: clerktest.Idea("A common desk", "Other.")})
	l := h.mails()["okafor"][0]
	id := regexp.MustCompile(`^<[A-Z2-7]{26}@example\.org>$`)
	if !id.MatchString(l.Header.Get("Message-Id")) {
		t.Errorf("it is called %s", l.Header.Get("Message-Id"))
	}
	root := "<matter." + string(h.On) + "@example.org>"
	for key, want := range map[string]string{"References": root, "In-Reply-To": root, "Auto-Submitted": "auto-generated", "Content-Language": "kk",
		"List-Unsubscribe-Post": "List-Unsubscribe=One-Click", "List-Id": "<notices.example.org>", "Reply-To": "<r+okafor." + string(h.On) + "@example.org>"} {
		if got := l.Header.Get(key); got != want {
			t.Errorf("%s is %q, not %q", key, got, want)
		}
	}
	link := strings.Trim(l.Header.Get("List-Unsubscribe"), "<>")
	token, ok := strings.CutPrefix(link, base+"/unsubscribe/")
	if who, sort, read := dispatch.ReadToken([]byte("secret"), token); !ok || !read || who != "okafor" || sort != outbox.Notice {
		t.Errorf("the link %s ends letters of %q to %q", link, sort, who)
	}
	if strings.Contains(l.Raw, "<img") || l.HTML != "" || !strings.Contains(l.Text, "Сәлеметсіз бе") || !strings.Contains(l.Text, "Washington") {
		t.Errorf("it reads:\n%s", l.Text)
	}
	for _, forged := range []string{"", "notice", token + "x", strings.Replace(token, "okafor", "lind", 1), strings.Replace(token, "notice", "bulletin", 1), "notice..", "x.okafor." + strings.SplitN(token, ".", 3)[2]} {
		if _, _, ok := dispatch.ReadToken([]byte("secret"), forged); ok {
			t.Errorf("%q is taken for a token", forged)
		}
	}
}

// TestMeanwhile holds that what has changed between the act and the letter
// counts: words erased, seats ended, people gone, letters no longer wanted.
func TestMeanwhile(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		h.Refers("A common desk")
		h.mails()
		for _, who := range []member.ID{"ruiz", "moss", "serik", "zhan", "timur"} {
			h.watches(who, outbox.Follow)
		}
		h.As("nurlan").Does(h.Says("zqsecret is a word.", act.Joint, act.Named))
		h.follow()
		seq := h.Matter().Seq
		if err := db.Write(t.Context(), func(tx *database.Tx) error { return record.Erase(tx, seq) }); err != nil {
			t.Fatal(err)
		}
		h.Register.Forget(seq)
		h.watches("moss", outbox.Mute)
		h.wants("zhan", notice.Never)
		if err := h.Strike(t.Context(), "timur"); err != nil {
			t.Fatal(err)
		}
		by := h.mails()
		if got := told(by); got != "ruiz serik" {
			t.Errorf("letters went to %s", got)
		}
		if strings.Contains(by["serik"][0].Text, "zqsecret") {
			t.Error("erased words were mailed")
		}
		if n := h.states()[outbox.Void]; n != 3 {
			t.Errorf("%d letters were void, not 3", n)
		}
	})
}

// TestGathered holds that whoever wants it has notices gathered into one letter,
// in the morning of their own city.
func TestGathered(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	h.wants("serik", notice.Daily)
	h.wants("dana", notice.Weekly)
	for _, title := range []string{"One", "Two"} {
		h.As("hale").Does(clerktest.Idea(title, "First."))
		h.As("okafor").Does(h.Says("I agree.", act.Caucus, act.Named))
		h.As("lind").Does(h.Says("So do I.", act.Caucus, act.Named))
	}
	h.Later(48 * time.Hour)
	h.mails()
	h.As("hale").Does(procedure.Refer{})
	h.On = act.Ref(first(t, h))
	h.Does(procedure.Refer{}) // it is Wednesday 4 March 2009, 20:00 in Astana
	if got := told(h.mails()); strings.Contains(got, "serik") || strings.Contains(got, "dana") {
		t.Errorf("at once letters went to %s", got)
	}
	h.Later(11 * time.Hour)
	if got := told(h.mails()); got != "" {
		t.Errorf("at seven letters went to %s", got)
	}
	h.Later(time.Hour)
	by := h.mails()
	if got := told(by); got != "serik" {
		t.Errorf("in the morning letters went to %s", got)
	}
	if text := by["serik"][0].Text; !strings.Contains(text, "One\n") || !strings.Contains(text, "Two\n") || !strings.Contains(text, "2 things have happened") {
		t.Errorf("the letter of the day reads:\n%s", text)
	}
	h.Later(4 * 24 * time.Hour)
	if got := told(h.mails()); got != "dana" {
		t.Errorf("on Monday letters went to %s", got)
	}
}

// first is the matter that was raised first.
func first(t *testing.T, h *house) (ref string) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *database.Tx) error {
		return tx.Row(`select ref from register_matter where stage = 'raised'`, nil, &ref)
	})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}
