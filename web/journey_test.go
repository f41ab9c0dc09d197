package web_test

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
)

// TestJourney takes an idea from Washington to a recommendation through the
// pages alone, in each language, in browsers without JavaScript: every form is
// the one that was drawn for the person who sends it.
func TestJourney(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		for n, lang := range locale.Langs {
			j := journey{t, h, lang, map[member.ID]*browser{}, ""}
			j.toReferral(fmt.Sprintf("Observe elections %d", n+1))
			j.consider()
			j.formulate()
			j.decide()
			j.read(fmt.Sprintf("TF.REC/%d/09", n+1))
		}
		h.Checks()
	})
}

// A journey is one matter on its way, and the browsers of those who take part.
type journey struct {
	t    *testing.T
	h    *house
	lang locale.Lang
	open map[member.ID]*browser
	at   string // the matter's address
}

// as is somebody's browser, which reads in the journey's language.
func (j *journey) as(who member.ID) *browser {
	if j.open[who] == nil {
		j.open[who] = j.h.visit(j.t, who).get("/language/" + string(j.lang) + "?back=/")
		j.open[who].sees(http.StatusOK, `lang="`+string(j.lang)+`"`)
	}
	return j.open[who]
}

// does has somebody open the form of a command and send it.
func (j *journey) does(who member.ID, command string, answers map[string]string) *browser {
	j.t.Helper()
	b := j.as(who).get(j.at + "/do/" + command).sees(http.StatusOK)
	return b.send(j.at+"/do/"+command, answers).sees(http.StatusOK, "done=", j.say("web.done.title"))
}

// cannot has somebody look at a form that is not open to them.
func (j *journey) cannot(who member.ID, command string) {
	j.t.Helper()
	b := j.as(who).get(j.at+"/do/"+command).sees(http.StatusOK, j.say("web.form.not-open"))
	if _, drawn := read(b.page).form(j.at + "/do/" + command); drawn {
		j.t.Fatalf("%s is offered to %s", command, who)
	}
}

func (j *journey) say(key string, args ...any) string { return locale.For(j.lang).T(key, args...) }

// states has somebody use the form at the foot of the matter's page.
func (j *journey) states(who member.ID, words, audience, attribution string) {
	j.t.Helper()
	j.as(who).get(j.at).send(j.at+"/do/state", map[string]string{"words": words, "audience": audience, "attribution": attribution}).
		sees(http.StatusOK, words)
}

func (j *journey) toReferral(title string) {
	b := j.as("hale").get("/raise").sees(http.StatusOK)
	b.send("/raise", map[string]string{"title": title, "lang": "en", "problem": "Too few observers.",
		"paragraphs": "Send more observers.\r\n\r\nPay for them.", "dimension": "hd", "addressees": "GOV"}).
		sees(http.StatusOK, title, "Too few observers.")
	j.at = b.at.Path
	j.h.On = act.Ref(strings.TrimPrefix(j.at, "/matter/"))
	j.as("serik").get(j.at).sees(http.StatusNotFound)
	j.states("okafor", "I would add the budget.", "caucus", "named")
	j.cannot("hale", "refer")
	j.states("lind", "In private: we are late.", "caucus", "unattributed")
	j.h.Later(48 * time.Hour)
	j.cannot("okafor", "refer")
	j.does("hale", "refer", nil)
}

func (j *journey) consider() {
	j.as("nurlan").get(j.at+"/text").sees(http.StatusOK, "Send more observers.")
	b := j.as("nurlan").get(j.at).sees(http.StatusOK, "Too few observers.")
	if strings.Contains(b.page, "In private") {
		j.t.Fatal("the caucus of Washington is read in Astana")
	}
	j.states("nurlan", "Astana asks who pays.", "joint", "named")
	j.states("aigul", "And who trains them.", "joint", "group")
	j.states("timur", "Nobody shall know me.", "joint", "unattributed")
	j.cannot("dana", "consider")
	j.h.Later(72 * time.Hour)
	j.does("dana", "consider", map[string]string{"position": "support-with-changes", "reason": "Say who pays.", "method": "meeting", "tookPart": "4"})
	j.as("hale").get(j.at).sees(http.StatusOK, "Say who pays.")
}

// draft has somebody write the next version.
func (j *journey) draft(who member.ID, answers map[string]string) *browser {
	j.t.Helper()
	b := j.as(who).get(j.at + "/text?edit=yes").sees(http.StatusOK)
	return b.send(j.at+"/text", answers)
}

func (j *journey) formulate() {
	j.does("hale", "open-formulation", nil)
	j.draft("hale", map[string]string{"#paragraph-1": "Send [washington: five | astana: ten] observers."}).sees(http.StatusOK, "done=")
	j.as("serik").get(j.at+"/text").sees(http.StatusOK, "five", "ten", j.say("part.bracket.begins"))
	j.cannot("hale", "move")
	j.does("hale", "pass-pen", map[string]string{"to": "astana"})

	// Two people of Astana write at once. What does not touch is joined …
	serik := j.as("serik").get(j.at + "/text?edit=yes").sees(http.StatusOK)
	j.draft("dana", map[string]string{"#paragraph-1": "Send seven observers."}).sees(http.StatusOK, "done=")
	serik.send(j.at+"/text", map[string]string{"#paragraph-2": "Pay for them from the Fund.", "#paragraph-3": "Report each year."}).
		sees(http.StatusConflict, "Send seven observers.", "Pay for them from the Fund.", "Report each year.", `class="errors"`)
	slow := read(serik.page)
	// … and what does is shown to the one who comes second.
	j.draft("dana", map[string]string{"#paragraph-2": "Pay for them in equal parts."}).sees(http.StatusOK, "done=")
	f, _ := slow.form(j.at + "/text")
	serik.post(j.at+"/text", f.answered(j.t, map[string]string{"#paragraph-2": "Pay for them from a Fund."})).
		sees(http.StatusConflict, "Pay for them from a Fund.", "Pay for them in equal parts.", "Report each year.", j.say("web.text.clash"))
	serik.send(j.at+"/text", map[string]string{"#paragraph-2": "Pay for them in equal parts, from a Fund."}).sees(http.StatusOK, "done=")
	b := j.as("lind").get(j.at+"/text").sees(http.StatusOK, "Send seven observers.", "Pay for them in equal parts, from a Fund.", "Report each year.")

	// Washington sees what has changed since it considered, and considers that.
	changes := regexp.MustCompile(`/matter/[a-z0-9]+/text\?against=[0-9a-f]{64}`).FindString(b.page)
	b.get(changes).sees(http.StatusOK, "seven", j.say("part.removed"), j.say("part.inserted"))
	j.states("okafor", "Equal parts is fair.", "joint", "named")
	j.states("ruiz", "A report helps.", "caucus", "named")
	j.does("okafor", "consider", map[string]string{"position": "support", "reason": "It is clear now.", "method": "written", "tookPart": "3"})
	if to := b.get(j.at + "/text"); strings.Contains(to.page, j.say("web.text.unconsidered", "Washington")) {
		j.t.Error("a paragraph is still marked as not considered")
	}
}

func (j *journey) decide() {
	j.does("hale", "move", map[string]string{"method": "written"})
	j.cannot("hale", "second")
	j.does("serik", "second", nil)
	j.does("nurlan", "reserve", map[string]string{"rider": "reservation", "words": "As far as the law allows.", "lang": "en"})
	for _, who := range []member.ID{"hale", "okafor", "serik"} {
		j.does(who, "choose", map[string]string{"choice": "consent"})
	}
	j.does("dana", "choose", map[string]string{"choice": "stand-aside"})
	j.cannot("webb", "choose")
	j.as("lind").get(j.at+"/decision").sees(http.StatusOK, "As far as the law allows.", "<svg")
	j.h.Later(5 * 24 * time.Hour)
	j.h.As(member.Clock).Does(procedure.Close{})
}

// read has a stranger find the recommendation, read it, and check its proof.
func (j *journey) read(symbol string) {
	b := j.as("").get("/recommendations").sees(http.StatusOK, symbol)
	b.get("/recommendations/"+symbol).sees(http.StatusOK, "Send seven observers.", "Report each year.",
		"As far as the law allows.", "Say who pays.", "It is clear now.", j.say("web.recommendation.story"), j.say("web.recommendation.verify"))
	for _, hidden := range []string{"In private", "I would add the budget", "Astana asks", "Nobody shall know"} {
		if strings.Contains(b.page, hidden) {
			j.t.Errorf("the public reads %q", hidden)
		}
	}
	proof := regexp.MustCompile(`/record/(\d+)/proof`).FindStringSubmatch(b.page)
	b.get("/record/" + proof[1]).sees(http.StatusOK)
	header := regexp.MustCompile(`[0-9a-f]{64}`).FindString(read(b.page).main)
	leaf, err := act.ParseHash(header)
	if err != nil {
		j.t.Fatal(err)
	}
	b.get(proof[0]).sees(http.StatusOK)
	if p, _, err := record.VerifyProof([]byte(b.page), record.Hash(leaf), j.h.Verifier); err != nil || fmt.Sprint(p.Index) != proof[1] {
		j.t.Errorf("the proof of act %s: %d, %v", proof[1], p.Index, err)
	}
}
