package web_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// TestPages draws every sort of page in every language, with nothing in it and
// with everything. Whether its tags are balanced is looked at by took.
func TestPages(t *testing.T) {
	empty := openOn(t, clerktest.Unfounded(t, databasetest.Open(t, t.TempDir())))
	empty.site.Setup = "token"
	bare := open(t, databasetest.Open(t, t.TempDir()))
	full := open(t, databasetest.Open(t, t.TempDir()))
	full.site.Clock = time.Now
	at := stages(full)
	full.Refers("Adopted").Considers().Opens(procedure.Silence)
	full.Later(97 * time.Hour).As("clock").Does(procedure.Close{})
	at["adopted"] = full.On
	full.Refers("Parted").Considers().As("hale").Does(procedure.OpenFormulation{})
	full.Does(procedure.Differ{Paragraphs: []text.Paragraph{{Words: "Washington would go on."}}, Reason: "We cannot agree."})
	full.As("serik").Does(procedure.Differ{Paragraphs: []text.Paragraph{{Words: "Astana would wait."}}, Reason: "Nor can we."})
	at["diverged"] = full.On
	full.Refers("Withdrawn").As("hale").Does(procedure.Withdraw{Reason: "Overtaken."})
	full.As("serik").Does(procedure.Withdraw{Reason: "Agreed."})
	at["withdrawn"] = full.On
	rules := clerktest.Rules()
	rules.OwnDays = 9
	full.Governs("hale", initiative.ProposeRules{Rules: rules})
	index(t, full)

	for _, lang := range locale.Langs {
		say := func(key string, args ...any) string { return locale.For(lang).T(key, args...) }
		in := "?lang=" + string(lang)
		b := empty.visit(t, "")
		b.get("/setup"+in+"&token=token").sees(http.StatusOK, say("web.setup.title"))
		b.get("/setup"+in).sees(http.StatusForbidden, say("web.setup.token"))
		for _, path := range []string{"/recommendations", "/groups", "/initiative", "/funders", "/interests", "/record", "/search", "/matters", "/signin"} {
			b.get(path + in).sees(http.StatusOK)
		}
		for _, who := range []string{"", "hale", "webb"} {
			b := bare.visit(t, "")
			if who != "" {
				b.post("/demo/"+who, nil)
			}
			for _, path := range []string{"/", "/recommendations", "/groups", "/initiative", "/funders", "/interests", "/record", "/search", "/search?q=nothing", "/matters", "/demo", "/signin"} {
				b.get(strings.Replace(path+in, "?q=nothing?", "?q=nothing&", 1)).sees(http.StatusOK)
			}
			f := full.visit(t, "")
			if who != "" {
				f.post("/demo/"+who, nil)
			}
			for _, path := range []string{"/", "/recommendations", "/recommendations/TF.REC/1/09", "/groups", "/initiative", "/funders", "/interests?group=astana&from=2", "/record", "/record/20", "/search?q=paragraph", "/matters", "/matters?stage=diverged"} {
				sep := "?"
				if strings.Contains(path, "?") {
					sep = "&"
				}
				f.get(path + sep + in[1:]).sees(f.code)
				if f.code != http.StatusOK && f.code != http.StatusNotFound {
					t.Errorf("%s: %d", path, f.code)
				}
			}
			for _, path := range []string{"/raise", "/account", "/groups/appoint", "/groups/end", "/initiative/rules"} {
				if f.get(path + in); (who == "hale") != (f.code == http.StatusOK) && path != "/account" && path != "/raise" {
					t.Errorf("%q at %s: %d", who, path, f.code)
				}
			}
			for stage, ref := range at {
				for _, rest := range []string{"", "/text", "/decision"} {
					f.get("/matter/" + string(ref) + rest + in)
					if known := who != "" && (who != "webb" || stage != "raised" && stage != "ready"); known && rest == "" && f.code != http.StatusOK {
						t.Errorf("%q at the matter %s: %d", who, stage, f.code)
					}
				}
			}
		}
		f := full.visit(t, "")
		f.get("/matter/"+string(at["diverged"])+in).sees(http.StatusOK, "Washington would go on.", "Astana would wait.", say("web.matter.positions"))
		f.get("/recommendations/TF.REC/1/09"+in).sees(http.StatusOK, say("web.decision.silence-consents"))
		d := full.visit(t, "dana")
		d.get("/matter/"+string(at["adopted"])+"/decision"+in).sees(http.StatusOK, say("web.decision.silence-consents"))
		d.get("/matter/"+string(at["referred"])+in).sees(http.StatusOK, say("did.procedure.raised"))
		d.get("/initiative"+in).sees(http.StatusOK, say("web.rules.proposed"))
		if d.get("/record"); !strings.Contains(d.page, `class="checkpoint"`) {
			t.Error("the foot of the page shows no checkpoint")
		}
	}
}
