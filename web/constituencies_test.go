package web_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/locale"
)

// TestConstituencies has the office rename a constituency, add one and take one
// out; and not one that members come from.
func TestConstituencies(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		const at = "/initiative/constituencies"
		en := locale.For(locale.English)
		for who, code := range map[string]int{"": http.StatusForbidden, "lind": http.StatusForbidden, "zhan": http.StatusOK} {
			b := h.visit(t, "")
			if who != "" {
				b.post("/demo/"+who, nil)
			}
			b.get(at).sees(code)
		}
		zhan, late := h.visit(t, "zhan").get(at), h.visit(t, "hale").get(at)
		h.visit(t, "lind").post(at, zhan.hidden(at)).sees(http.StatusForbidden)
		// Of the eight of the model case, the second is the specialists' and the
		// third the societies'; see which members come from one.
		used, free := "", ""
		for n, c := range []string{"policymaker", "specialist", "ngo", "former-chair", "business", "military", "government", "academic"} {
			place := "constituencies." + string(rune('1'+n))
			if held := strings.Contains(h.visit(t, "").get("/groups").page, en.T("constituency."+c)); held && used == "" {
				used = place
			} else if !held && free == "" {
				free = place
			}
		}
		zhan.send(at, map[string]string{used + ".remove": "yes", free + ".name.en": "", free + ".name.ru": "", free + ".name.kk": "", "constituencies.9.name.en": "Zqpress"}).
			sees(http.StatusUnprocessableEntity, "#"+free+".name.en", "Zqpress")
		zhan.send(at, map[string]string{free + ".name.en": "Zqfree"}).sees(http.StatusUnprocessableEntity, "cannot be taken out", "#"+used+".remove", "Zqfree", "Zqpress")
		f, _ := read(zhan.page).form(at)
		in := f.answered(t, map[string]string{used + ".name.en": "Zqused"})
		in.Del(used + ".remove")
		zhan.post(at, in).sees(http.StatusOK, en.T("web.constituencies.saved"), "Zqfree", "Zqpress", "Zqused")
		h.visit(t, "").get("/groups").sees(http.StatusOK, "Zqused")
		h.visit(t, "").get("/apply").sees(http.StatusOK, "Zqpress", "Zqfree")
		zhan.get(at).send(at, map[string]string{free + ".remove": "yes"}).sees(http.StatusOK).lacks("Zqfree")
		late.send(at, map[string]string{free + ".name.en": "Zqlate"}).sees(http.StatusConflict, en.T("refuse.describe.stale"), "Zqlate")
	})
}

// TestEndSeat asks before it ends a seat, says whose it is, and ends it then.
func TestEndSeat(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		h := open(t, db)
		en := locale.For(locale.English)
		serik, sits := h.visit(t, "serik"), func() bool {
			return strings.Contains(mainOf(h.visit(t, "").get("/groups?group="+string(clerktest.Astana)).page), ">dana<")
		}
		serik.get("/groups/end").sees(http.StatusOK, en.T("web.end.choose"), ">dana<", `method="get"`)
		serik.get("/groups/end?member=hale").sees(http.StatusNotFound, en.T("refuse.end.none"))
		h.visit(t, "lind").get("/groups/end?member=dana").sees(http.StatusForbidden)
		h.visit(t, "zhan").get("/groups/end?member=serik").sees(http.StatusForbidden, en.T("refuse.appoint.chair"))
		serik.get("/groups/dana").sees(http.StatusOK, "/groups/end?member=dana")
		serik.get("/groups/end?member=dana").sees(http.StatusOK, "dana", "Rapporteur", en.T("web.end.again"))
		if in := serik.hidden("/groups/end"); !sits() {
			t.Error("to be asked has ended the seat")
		} else if serik.post("/groups/end", in).sees(http.StatusOK, en.T("web.end.done")); sits() {
			t.Error("the seat has not ended")
		}
		serik.post("/groups/end", url.Values{"member": {"dana"}, "key": {"again"}}).sees(http.StatusNotFound, en.T("refuse.end.none"))
	})
}

// TestHeadcounts: three pages count different members, and say the same of how
// many there are.
func TestHeadcounts(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	for _, lang := range locale.Langs {
		b, p := h.visit(t, ""), locale.For(lang)
		for _, page := range []string{"/groups", "/interests", "/balance", "/groups?on=2009-03-02"} {
			join := "?lang="
			if strings.Contains(page, "?") {
				join = "&lang="
			}
			b.get(page+join+string(lang)).sees(http.StatusOK, p.T("web.heads", 6, 5, 1, 0), p.T("web.heads", 6, 5, 0, 1))
		}
	}
}

// TestToInterests goes from a member to what they have declared, and back.
func TestToInterests(t *testing.T) {
	h := open(t, databasetest.Open(t, t.TempDir()))
	en := locale.For(locale.English)
	h.visit(t, "").get("/groups/lind").sees(http.StatusOK, en.T("web.interests.silent"), "/interests?group=washington")
	h.visit(t, "lind").get("/interests/declare").send("/interests/declare", map[string]string{"interest": "family", "organisation": "Zqhouse"}).sees(http.StatusOK)
	h.visit(t, "").get("/groups/lind").sees(http.StatusOK, "Zqhouse").lacks("/interests/end")
	h.visit(t, "").get("/interests?group=washington").sees(http.StatusOK, "Zqhouse", `href="/groups/lind"`)
	h.visit(t, "").get("/groups/webb").sees(http.StatusOK).lacks(en.T("web.interests.silent")) // an observer is not asked
	h.visit(t, "").get("/funders?on=2031-01-01").sees(http.StatusUnprocessableEntity, "2031-01-01", "still to come")
	h.visit(t, "").get("/groups?on=2031-01-01").sees(http.StatusOK, en.T("web.groups.ahead"))
}
