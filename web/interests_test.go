package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// TestInterests has a member who is asked for their interests declare one, end
// it, and say that there is nothing more; everybody reads it, and whoever keeps
// the house is told who has still to speak.
func TestInterests(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		en := locale.For(locale.English)
		lind, hale, public := h.visit(t, "lind"), h.visit(t, "hale"), h.visit(t, "")
		lind.get("/").sees(http.StatusOK, en.T("web.interests.mine.never"))
		lind.get("/account").sees(http.StatusOK, en.T("web.interests.mine.never"))
		hale.get("/").sees(http.StatusOK, en.T("web.interests.due.title"), "lind · ")
		if lind.get("/"); strings.Contains(lind.page, en.T("web.interests.due.title")) {
			t.Error("a member who keeps no house is told who is due")
		}
		h.visit(t, "webb").get("/account").lacks(en.T("web.interests.mine"))
		public.get("/interests").sees(http.StatusOK, en.T("web.interests.silent"))

		lind.get("/interests/declare").send("/interests/declare", map[string]string{"interest": "nothing", "organisation": "Lakes & Sons"}).
			sees(http.StatusUnprocessableEntity, "Lakes &amp; Sons", en.T("refuse.interest.nothing"))
		lind.send("/interests/declare", map[string]string{"interest": "family", "organisation": "", "from": "once", "to": "ever"}).
			sees(http.StatusUnprocessableEntity, "#organisation", "#from", "#to")
		lind.send("/interests/declare", map[string]string{"to": "", "organisation": "Lakes & Sons", "interest": "shareholding", "of": "GOV", "from": "2003", "text": "Three shares."}).
			sees(http.StatusOK, "Lakes &amp; Sons", "Three shares.", "since 2003")
		lind.lacks(en.T("web.interests.mine.never"))
		public.get("/interests").sees(http.StatusOK, "Lakes &amp; Sons", "Three shares.")
		public.lacks("/interests/end")
		hale.get("/").lacks("lind · ")

		// What is one's own, nobody else ends.
		end := endOf(t, lind.get("/account"))
		lind.sees(http.StatusOK, "Lakes &amp; Sons", "lind", en.T("web.interests.end.again"))
		if lind.get("/account").sees(http.StatusOK, "Three shares."); strings.Contains(lind.page, en.T("web.interests.none-left")) {
			t.Error("to be asked has ended it")
		}
		okafor := h.visit(t, "okafor")
		okafor.get("/interests").lacks("/interests/end")
		okafor.post("/interests/end", end).sees(http.StatusUnprocessableEntity, en.T("refuse.interest.unknown"))
		okafor.get("/interests/end?interest=" + end.Get("interest")).sees(http.StatusUnprocessableEntity).lacks("Lakes")
		public.post("/interests/end", end).sees(http.StatusForbidden)
		public.post("/interests/declare", url.Values{"interest": {"nothing"}, "lang": {"en"}}).sees(http.StatusForbidden)
		lind.post("/interests/end", end).sees(http.StatusOK, en.T("web.interests.none-left"))
		lind.get("/interests/declare").send("/interests/declare", map[string]string{"interest": "nothing"}).sees(http.StatusOK, en.T("web.interests.nothing"))
		h.Later(366 * 24 * time.Hour)
		lind.get("/account").sees(http.StatusOK, en.T("web.interests.mine.due"))
		lind.post("/interests/renew", lind.hidden("/interests/renew")).sees(http.StatusOK, en.T("web.interests.nothing")).lacks(en.T("web.interests.mine.due"))
		index(t, h)
		public.get("/search?q=shares").sees(http.StatusOK, `href="/interests"`)
		public.get("/record").sees(http.StatusOK, "lind declared to have nothing to declare.")
	})
}

// TestRecusedOnPages steps back by the form in the middle of a decision, and
// then tries to decide by every page that there is.
func TestRecusedOnPages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		en := locale.For(locale.English)
		h.Refers("Pipelines").Considers().Opens(procedure.Written)
		at := "/matter/" + string(h.On)
		lind, hale := h.visit(t, "lind"), h.visit(t, "hale")
		lind.get(at+"/do/choose").send(at+"/do/choose", map[string]string{"choice": "object", "reason": "It is too dear."}).sees(http.StatusOK)
		choose := lind.get(at + "/do/choose").hidden(at + "/do/choose")
		choose.Set("choice", "consent")
		issue := url.Values{"turn": choose["turn"], "base": choose["version"], "p1": {"Mine."}, "cancelsDecision": {"yes"}, "key": {"k"}}
		hale.get(at + "/do/recuse").sees(http.StatusOK).lacks(`name="member"`) // from a frozen electorate nobody is taken by another
		lind.get(at+"/do/recuse").send(at+"/do/recuse", map[string]string{"reason": ""}).sees(http.StatusUnprocessableEntity, en.T("refuse.reason.missing"))
		lind.send(at+"/do/recuse", map[string]string{"reason": "My brother bids."}).sees(http.StatusOK, "My brother bids.", en.T("web.recused.title"))

		lind.get(at+"/do/choose").sees(http.StatusOK, en.T("refuse.recused"))
		choose.Set("turn", strconv.Itoa(h.Matter().Turn))
		choose.Set("key", "another")
		lind.post(at+"/do/choose", choose).sees(http.StatusForbidden)
		lind.post(at+"/text", issue).sees(http.StatusForbidden)
		for _, command := range []string{"amend", "reserve", "close", "record-meeting", "withdraw", "recuse"} {
			in := url.Values{"turn": choose["turn"], "version": choose["version"], "words": {"Mine."}, "reason": {"So."}, "rider": {"reservation"}, "lang": {"en"}, "key": {command}}
			lind.post(at+"/do/"+command, in).sees(http.StatusForbidden)
		}
		if c := h.Matter().Decision.Tally(clerktest.Washington); c.Entitled != 4 || c.Object+c.Consent > 0 {
			t.Errorf("the group stands at %+v", c)
		}
		hale.get(at+"/decision").sees(http.StatusOK, en.T("web.recused.title"), ">lind<")
		lind.get(at).send(at+"/do/state", map[string]string{"words": "I may speak.", "audience": "joint"}).sees(http.StatusOK, "I may speak.")
		h.Adopts()
		h.visit(t, "").get("/recommendations/TF.REC/1/09").sees(http.StatusOK, en.T("web.recused.title"), "My brother bids.", "Stepped back from the matter.")
	})
}

// TestRecusedInCaucusOnPages holds what a counterpart reads of a recusal from
// before the referral, and that the form of a meeting leaves out who is recused.
func TestRecusedInCaucusOnPages(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		en := locale.For(locale.English)
		h.As("hale").Does(clerktest.Idea("Pipelines", "One."))
		at := "/matter/" + string(h.On)
		h.visit(t, "hale").get(at+"/do/recuse").send(at+"/do/recuse", map[string]string{"member": "ruiz", "reason": "He owns a pipe."}).sees(http.StatusOK, "He owns a pipe.", "ruiz")
		h.As("okafor").Does(h.Says("Yes.", act.Caucus, act.Named)).As("lind").Does(h.Says("Yes.", act.Caucus, act.Named))
		h.Later(49 * time.Hour).As("hale").Does(procedure.Refer{}).Considers().Opens(procedure.Meeting)
		serik := h.visit(t, "serik").get(at).sees(http.StatusOK, ">ruiz<", en.T("web.recused.caucus"))
		serik.lacks("He owns a pipe.")
		h.Later(97 * time.Hour)
		h.visit(t, "hale").get(at+"/do/record-meeting").sees(http.StatusOK, `value="moss"`).lacks(`value="ruiz"`)
	})
}

// TestFunders has the house kept by those who may, and by nobody else; and a
// form that somebody else overtook undoes nothing.
func TestFunders(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		en := locale.For(locale.English)
		hale, zhan, public := h.visit(t, "hale"), h.visit(t, "zhan"), h.visit(t, "")
		public.get("/funders").sees(http.StatusOK, en.T("web.funders.none"), en.T("stamp.none")).lacks("/funders/funder")
		for _, b := range []*browser{public, h.visit(t, "lind")} {
			b.get("/funders/funder").sees(http.StatusForbidden)
			b.post("/funders/funder", url.Values{"name.en": {"Mine"}, "replaces": {""}}).sees(http.StatusForbidden)
			b.post("/funders/criticism", url.Values{"text.en": {"Mine"}, "replaces": {""}}).sees(http.StatusForbidden)
		}
		late := zhan.get("/funders/funder")
		hale.get("/funders/funder").send("/funders/funder", map[string]string{"name.en": "A & B", "amount": "a lot", "currency": "crowns", "from": "soon"}).
			sees(http.StatusUnprocessableEntity, "A &amp; B", "a lot", en.T("refuse.funder.amount"), "#amount", "#currency", "#from")
		hale.send("/funders/funder", map[string]string{"amount": "1,000", "currency": "eur", "from": "", "legal": "company", "sources": "A paper | its page | https://a.example/"}).
			sees(http.StatusOK, "A &amp; B", "1,000 EUR", "Paid for by: A &amp; B.", "https://a.example/", "entered: A &amp; B")
		late.send("/funders/funder", map[string]string{"id": "GOV", "legal": "government"}).sees(http.StatusConflict, en.T("refuse.describe.stale"), "GOV")
		late.send("/funders/funder", nil).sees(http.StatusOK, "A &amp; B", "Paid for by: A &amp; B and The Government; of these a government")
		public.get("/funders").sees(http.StatusOK, "Recommendations are addressed to it.")

		hale.get("/funders/funder?n=1").send("/funders/funder", map[string]string{"to": "2009-02"}).sees(http.StatusOK, "until 2009-02", "changed: A &amp; B", "Paid for by: The Government – the funder is the government")
		hale.get("/funders/funder?n=9").sees(http.StatusNotFound)
		take := hale.get("/funders/funder?n=1").hidden("/funders/funder")
		take.Set("what", "remove")
		hale.post("/funders/funder", take).sees(http.StatusOK, "taken out: A &amp; B")

		hale.get("/funders/criticism").send("/funders/criticism", map[string]string{"date": "March"}).sees(http.StatusUnprocessableEntity, en.T("web.criticism-form.missing"), "#text.en", "#date")
		hale.send("/funders/criticism", map[string]string{"text.en": "Is it free?", "date": "2009-03"}).sees(http.StatusOK, "Is it free?", en.T("web.funders.no-answer"))
		zhan.get("/funders/criticism?n=1").send("/funders/criticism", map[string]string{"answer.en": "It is."}).sees(http.StatusOK, "It is.").lacks(en.T("web.funders.no-answer"))

		public.get("/funders?on=2009-03-01").sees(http.StatusUnprocessableEntity, en.T("refuse.description.none"))
		public.get("/funders?on=tomorrow").sees(http.StatusUnprocessableEntity, "tomorrow", en.T("web.groups.on.malformed"))
		public.get("/funders?on=2009-03-02").sees(http.StatusOK, en.T("web.funders.now")).lacks("A &amp; B.")
		public.get("/initiative").sees(http.StatusOK, `href="/funders"`)
		for _, lang := range locale.Langs {
			public.get("/funders?lang=" + string(lang)).sees(http.StatusOK)
			public.get("/interests?lang=" + string(lang)).sees(http.StatusOK)
			hale.get("/funders/funder?n=1&lang=" + string(lang)).sees(http.StatusOK)
			hale.get("/interests/declare?lang=" + string(lang)).sees(http.StatusOK)
		}
	})
}

// TestStampStands holds that the stamp of a recommendation is that of its day,
// whatever the register says later.
func TestStampStands(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		h.site.Clock = time.Now
		en := locale.For(locale.English)
		pays := func(f ...initiative.Funder) {
			d := initiative.Description{Name: text.Words{"en": "Task Force"}, Dimensions: []initiative.Dimension{{ID: "hd", Name: text.Words{"en": "Human"}}},
				Addressees: []initiative.Organisation{{ID: "GOV", Name: text.Words{"en": "The Government"}}}, Funders: f}
			h.Governs("hale", initiative.Describe{Description: d})
			h.Later(time.Hour)
		}
		gov := initiative.Funder{Organisation: initiative.Organisation{ID: "GOV", Name: text.Words{"en": "The Government"}}, Legal: initiative.Government}
		fund := initiative.Funder{Organisation: initiative.Organisation{ID: "F", Name: text.Words{"en": "A Fund"}}, Legal: initiative.Foundation}
		h.Refers("One").Considers().Opens(procedure.Written).Adopts()
		pays(gov)
		h.Refers("Two").Considers().Opens(procedure.Written).Adopts()
		two := h.On
		pays(fund)
		const governed = "Paid for by: The Government – the funder is the government that this task force advises."
		public := h.visit(t, "")
		public.get("/recommendations/TF.REC/1/09").sees(http.StatusOK, en.T("stamp.none"))
		public.get("/recommendations/TF.REC/2/09").sees(http.StatusOK, governed, "Paid for by: A Fund.") // the second is the foot of every page
		public.get("/matter/"+string(two)).sees(http.StatusOK, governed)
		public.get("/").sees(http.StatusOK, "Paid for by: A Fund.").lacks(governed)
	})
}

// lacks fails the test if the page has some words in it.
func (b *browser) lacks(words string) *browser {
	b.t.Helper()
	if strings.Contains(b.page, words) {
		b.t.Errorf("%s says %q", b.at, words)
	}
	return b
}

// endOf follows the link by which a member ends an interest, and returns what
// the page that confirms it would send.
func endOf(t *testing.T, b *browser) url.Values {
	t.Helper()
	at := regexp.MustCompile(`/interests/end\?interest=[0-9a-f]+`).FindString(b.page)
	return b.get(at).sees(http.StatusOK).hidden("/interests/end")
}
