package dispatch_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// TestBulletin sends the bulletin of a week, and holds that all get the same,
// and once, whoever announces it.
func TestBulletin(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		announce := func() {
			t.Helper()
			var all sync.WaitGroup
			for range 4 { // as many instances of the program
				all.Go(func() {
					if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		announce() // no period is over since the founding, on Monday 2 March 2009
		h.Refers("A common desk")
		h.Refers("Another desk").Considers()
		h.mails()
		announce()
		if got := told(h.mails()); got != "aigul dana hale lind moss nurlan okafor ruiz serik timur webb zhan" {
			t.Fatalf("the bulletin went to %s", got)
		}
		all := h.relay.Letters()
		text := strings.ReplaceAll(all[len(all)-1].Text, "\r\n", "\n")
		for _, want := range []string{"Bulletin from 2 March 2009 to 8 March 2009", "On the desk of Astana", "* A common desk\n  Asked: record the consideration",
			"Nothing was decided", "What is due\n\n*", "No word yet from Astana.", "Last word from Washington: 4 March 2009."} {
			if !strings.Contains(text, want) {
				t.Errorf("the bulletin does not say %q:\n%s", want, text)
			}
		}
		mails := map[string]bool{}
		for _, l := range all[len(all)-12:] {
			body, _, _ := strings.Cut(strings.SplitN(l.Text, "\r\n\r\n", 2)[1], "You get this")
			mails[strings.ReplaceAll(strings.ReplaceAll(body, "Washington · ", ""), "Astana · ", "")[:200]] = true
		}
		if len(mails) != 1 {
			t.Errorf("there are %d bulletins", len(mails))
		}
		announce()
		h.post.Writer.Bulletins(t.Context())
		if got := told(h.mails()); got != "" {
			t.Errorf("it went out again to %s", got)
		}
		if err := h.box.Set(t.Context(), "moss", outbox.Settings{Pace: notice.Never}); err != nil {
			t.Fatal(err)
		}
		h.Later(7 * 24 * time.Hour)
		announce()
		if by := h.mails(); told(by) != "aigul dana hale lind nurlan okafor ruiz serik timur webb zhan" ||
			!strings.Contains(by["lind"][0].Text, "The Astana group considered it") && !strings.Contains(by["lind"][0].Text, "Astana considered it") {
			t.Errorf("the next went to %s:\n%s", told(by), by["lind"][0].Text)
		}
	})
}

// TestCadence holds that the rules say how often the bulletin comes.
func TestCadence(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	rules := h.rules()
	rules.BulletinDays, rules.MeetingDays = 2, 1
	h.Governs("hale", initiative.ProposeRules{Rules: rules})
	h.Governs("serik", initiative.AgreeRules{})
	h.mails()
	for day, want := range []int{0, 12, 0, 12, 0} { // from Monday 2 March, an odd day of the count
		if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
			t.Fatal(err)
		}
		n := 0
		for who, letters := range h.mails() {
			n += len(letters)
			for _, l := range letters { // two days after the founding nobody has met
				if told := strings.Contains(l.Text, "have never met jointly"); told != (day > 1) {
					t.Errorf("on day %d %s is told %v that nobody has met:\n%s", day, who, told, l.Text)
				}
			}
		}
		if n != want {
			t.Errorf("on day %d there are %d bulletins, not %d", day, n, want)
		}
		h.Later(24 * time.Hour)
	}
}

// TestSilent holds that a group which does not answer by its date is told so,
// once in a period, as long as it does not.
func TestSilent(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		h.person("serik", func(p *roll.Person) { p.Lang = "ru" })
		h.Refers("A common desk")
		h.mails()
		round := func(want string) map[string][]mailtest.Letter {
			t.Helper()
			if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
				t.Fatal(err)
			}
			by := h.mails()
			for who, letters := range by { // bulletins apart
				var rest []mailtest.Letter
				for _, l := range letters {
					if l.Header.Get("List-Id") != "<bulletin.example.org>" {
						rest = append(rest, l)
					}
				}
				by[who] = rest
			}
			if got := told(by); got != want {
				t.Errorf("letters of silence went to %q, not %q", got, want)
			}
			return by
		}
		round("")
		h.Later(31 * 24 * time.Hour)
		by := round("serik zhan")
		if text := by["zhan"][0].Text; !strings.Contains(text, "The group Astana has not answered") || !strings.Contains(text, "What is asked of your group, Astana: record") {
			t.Errorf("the secretariat reads:\n%s", text)
		}
		if text := by["serik"][0].Text; !strings.Contains(text, "не ответила") {
			t.Errorf("the co-chair reads:\n%s", text)
		}
		round("")
		h.Later(7 * 24 * time.Hour)
		if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.Considers() // before the letter is sent
		if by := h.mails(); strings.Contains(by["zhan"][0].Text, "has not answered") && len(by["zhan"]) > 2 {
			t.Error("a letter of silence was sent after the answer")
		}
		h.Later(7 * 24 * time.Hour)
		round("")
	})
}

// TestPast holds that a past bulletin, computed again later, is what it was.
func TestPast(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		h.Refers("A common desk")
		h.Refers("Another desk").Considers()
		read := func(from, to time.Time) (b register.Bulletin) {
			h.Reads("", func(q register.Questions) (err error) { b, err = q.Bulletin(from, to); return err })
			return b
		}
		from, to := h.Time().Add(-7*24*time.Hour), h.Time().Add(time.Millisecond)
		was := read(from, to)
		h.Later(time.Second)
		h.Opens("written")
		h.Adopts()
		h.Later(time.Hour)
		again := read(from, to)
		if a, b := brief(was), brief(again); a != b || !strings.Contains(a, "Another desk considered: washington open-formulation") {
			t.Errorf("it was\n%s\nand is\n%s", a, b)
		}
		if now := brief(read(to, h.Time())); strings.Contains(now, "Another") && !strings.Contains(now, "adopted") || !strings.Contains(now, "procedure.adopted") {
			t.Errorf("now it is\n%s", now)
		}
	})
}

// brief is a bulletin in a few words.
func brief(b register.Bulletin) string {
	var s strings.Builder
	for _, o := range b.Open {
		s.WriteString(o.Title["en"] + " " + string(o.Stage) + ":")
		for _, d := range o.Desks {
			s.WriteString(" " + string(d.Group) + " " + d.Wants + " " + d.Since.Format(time.DateOnly) + " " + d.Until.Format(time.DateOnly))
		}
		for _, g := range o.Groups {
			s.WriteString(" " + o.Last[g].Format(time.RFC3339))
		}
		s.WriteString("\n")
	}
	for _, l := range b.Decided {
		s.WriteString(l.Kind + " " + b.Titles[l.On]["en"] + "\n")
	}
	return s.String()
}
