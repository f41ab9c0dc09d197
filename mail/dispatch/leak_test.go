package dispatch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail/mailtest"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
)

// TestLeaks plants a word that stands nowhere else in every corner of both
// caucuses, has everybody follow everything, and reads every letter.
func TestLeaks(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db, &mailtest.Relay{})
		h.wants("nurlan", notice.Daily)
		h.wants("ruiz", notice.Daily)
		watch := func() {
			for _, c := range clerktest.Cast {
				if c.ID != "dana" && c.ID != "okafor" {
					h.watches(c.ID, outbox.Follow)
				}
			}
		}
		speak := func(stage string) {
			watch()
			h.As("lind").Does(h.Says("The word is zqcaucusw"+stage+".", act.Caucus, act.Named))
			h.As("ruiz").Does(h.Says("The word is zqcaucusx"+stage+".", act.Caucus, act.Unattributed))
			if stage == "raised" {
				return
			}
			h.As("aigul").Does(h.Says("The word is zqcaucusa"+stage+".", act.Caucus, act.GroupOnly))
			h.As("lind").Does(h.Says("The word is zqjoint"+stage+".", act.Joint, act.Named))
			h.follow() // what is without a name, in a letter of its own
			h.send()
			h.As("timur").Does(h.Says("The word is zqnobody"+stage+".", act.Joint, act.Unattributed))
			h.follow()
			h.send()
			h.As("aigul").Does(h.Says("The word is zqgroup"+stage+".", act.Joint, act.GroupOnly))
			h.follow()
			h.send()
		}
		home := clerktest.Idea("zqtitle", "The word is zqparagraph.")
		home.Problem = "The word is zqproblem."
		h.As("hale").Does(home)
		speak("raised")
		h.mails()
		h.Later(48 * time.Hour).Refers("Everything")
		speak("referred")
		h.Considers()
		speak("considered")
		h.As("hale").Does(procedure.OpenFormulation{})
		speak("formulation")
		v := h.Matter().Version.Hash
		h.As("hale").Does(procedure.Move{Version: v, Method: procedure.Written, Closes: h.Time().Add(96 * time.Hour)})
		h.As("serik").Does(procedure.Second{Version: v})
		speak("decision")
		h.Adopts()
		h.Later(24 * time.Hour)
		h.follow()
		h.send()
		if _, err := h.post.Writer.Bulletins(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.mails()
		group := map[string]string{}
		for _, c := range clerktest.Cast {
			group[string(c.ID)] = string(c.Group)
		}
		heard := map[string]int{}
		for _, l := range h.relay.Letters() {
			who, _, _ := strings.Cut(l.To, "@")
			all := l.Subject + "\n" + l.Text
			for _, word := range []string{"zqcaucus", "zqparagraph", "zqproblem"} {
				if strings.Contains(all, word) {
					t.Errorf("a letter to %s has a word of a caucus in it:\n%s", who, all)
				}
			}
			if strings.Contains(all, "zqtitle") && (group[who] != "washington" || who == "webb") {
				t.Errorf("a letter to %s names a matter of the other caucus:\n%s", who, all)
			}
			for _, item := range strings.Split(all, "\n* ") {
				nobody := strings.Contains(item, "zqnobody") && !strings.HasPrefix(item, "a participant made a statement.")
				if nobody || strings.Contains(item, "zqgroup") && !strings.HasPrefix(item, "The Astana group made a statement.") {
					t.Errorf("a letter to %s tells whose words they are:\n%s", who, item)
				}
			}
			for _, word := range []string{"zqtitle", "zqjoint", "zqnobody", "zqgroup", "not sent by mail", "Bulletin from"} {
				if strings.Contains(all, word) {
					heard[word]++
				}
			}
		}
		if len(heard) != 6 {
			t.Errorf("of what may be read only %v was", heard)
		}
	})
}

// TestSpeakersAreTold holds that whoever speaks without a name gets the letter
// that everybody gets. Who was passed over could be read from the list of
// letters otherwise.
func TestSpeakersAreTold(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()), &mailtest.Relay{})
	h.Refers("A common desk")
	h.mails()
	for _, who := range []member.ID{"aigul", "timur", "nurlan"} {
		h.watches(who, outbox.Follow)
	}
	for _, how := range []act.Attribution{act.Unattributed, act.GroupOnly} {
		for _, audience := range []act.Audience{act.Caucus, act.Joint} {
			h.As("aigul").Does(h.Says(fmt.Sprint("Words ", how, audience), audience, how))
			if got := told(h.mails()); got != "aigul nurlan timur" {
				t.Errorf("%s, %s: letters went to %q", how, audience, got)
			}
		}
	}
	h.As("aigul").Does(h.Says("By name.", act.Joint, act.Named))
	if got := told(h.mails()); got != "nurlan timur" {
		t.Errorf("by name: letters went to %q", got)
	}
	// An answer tells its reader whose words were answered, so only those who
	// gave their name are told.
	h.As("timur").Does(h.Says("Without a name.", act.Joint, act.Unattributed))
	h.watches("timur", "")
	h.mails()
	last := h.last()
	answer := h.Says("An answer.", act.Joint, act.Named)
	answer.ReplyTo = last
	h.As("serik").Does(answer)
	if got := told(h.mails()); got != "aigul nurlan" {
		t.Errorf("an answer to somebody without a name: letters went to %q", got)
	}
	h.As("timur").Does(h.Says("With a name.", act.Joint, act.Named))
	h.mails()
	answer = h.Says("An answer.", act.Joint, act.Named)
	answer.ReplyTo = h.last()
	h.As("serik").Does(answer)
	if by := h.mails(); told(by) != "aigul nurlan timur" || !strings.Contains(by["timur"][0].Text, "your statement was answered") {
		t.Errorf("an answer to somebody by name: letters went to %q", told(by))
	}
}

// last is the newest act on the matter that has left the caucuses.
func (h *house) last() act.Hash { return h.Matter().Last }
