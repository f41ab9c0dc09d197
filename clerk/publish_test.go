package clerk_test

import (
	"context"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// version is a brief that sets the recommendation of a matter.
func version(lang string, matter act.Ref) publication.Write {
	return publication.Write{Lang: lang, Version: publication.Version{Title: "Water between neighbours", Summary: "What was agreed.",
		Parts: []publication.Part{{Kind: publication.Heading, Words: "The question"}, {Kind: publication.Paragraph, Words: "Two houses, one well."},
			{Kind: publication.Recommendation, Of: string(matter)}}}}
}

// again is the same brief once more.
func again(matter act.Ref) publication.Write {
	v := version("en", matter)
	for n, id := range []text.ParagraphID{"p1", "p2", "p3"} {
		v.Parts[n].ID = id
	}
	return v
}

func rendering(lang string) publication.Write {
	return publication.Write{Lang: lang, Version: publication.Version{Title: "Вода между соседями", Summary: "Что согласовано.",
		Parts: []publication.Part{{ID: "p1", Words: "Вопрос"}, {ID: "p2", Words: "Два дома, один колодец."}}}}
}

// funded is a description that says who pays.
func funded() initiative.Description {
	return initiative.Description{Name: text.Words{"en": "A task force"}, Mandate: text.Words{"en": "To agree."},
		Dimensions: []initiative.Dimension{{ID: "x", Name: text.Words{"en": "All"}}},
		Funders:    []initiative.Funder{{Organisation: initiative.Organisation{ID: "gov", Name: text.Words{"en": "A government"}}}}}
}

// refusedWith fails the test unless a command is refused for a reason.
func refusedWith(t *testing.T, f *clerktest.TaskForce, on act.Ref, cmd publication.Command, key string) {
	t.Helper()
	_, err := f.AskPublication(on, cmd)
	no, refused := act.Refused(err)
	if !refused {
		t.Fatalf("%s: %v, and no refusal with %s", cmd.Name(), err, key)
	}
	keys := []string{no.Reason.Key}
	for _, r := range no.More {
		keys = append(keys, r.Key)
	}
	for _, k := range keys {
		if k == key {
			return
		}
	}
	t.Fatalf("%s is refused with %v, and not %s", cmd.Name(), keys, key)
}

// TestBrief writes a brief of two groups, and releases it with two keys, on
// both engines.
func TestBrief(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water")
		early := f.On
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", early), rendering("ru"))
		f.As("hale")
		turn := publication.Turn{Drafts: f.Imprint("hale", on).Ready()}
		refusedWith(t, f, on, turn, "refuse.check.adopted")
		f.Considers().Opens("written").Adopts()

		f.As("okafor")
		refusedWith(t, f, on, turn, "refuse.turn.chair")
		f.As("serik").Prints(on, again(early))
		turn.Drafts = f.Imprint("hale", on).Ready()
		refusedWith(t, f, on, turn, "refuse.turn.editor")
		f.As("hale")
		refusedWith(t, f, on, turn, "refuse.check.languages")
		f.As("dana").Prints(on, rendering("ru"), again(early), rendering("ru"))
		unread(t, f, on)

		f.As("hale").Prints(on, publication.Turn{})
		unread(t, f, on)
		f.As("serik").Prints(on, publication.Turn{})
		p := f.Imprint("", on)
		if p.Stage != publication.Released || p.Symbol != "TF.PB/1/"+f.Time().Format("06") || p.Title["ru"] != "Вода между соседями" || len(p.Drafts) > 0 {
			t.Errorf("released: %+v", p)
		}
		e, _ := p.Latest()
		f.Reads("", func(q register.Questions) error {
			v, err := q.PrintVersion(on, e.Drafts["en"])
			if len(v.Parts) != 3 || v.Parts[1].Words != "Two houses, one well." {
				t.Errorf("the version that came out is %+v", v)
			}
			all, _ := q.PrintVersions(on, "en", 10)
			if len(all) != 1 {
				t.Errorf("the public reads %d versions", len(all))
			}
			citing, _ := q.Citing(early)
			if len(citing) != 1 || citing[0].Ref != on {
				t.Errorf("cited by %v", citing)
			}
			return err
		})
		refusedWith(t, f, on, publication.Turn{Drafts: e.Drafts}, "refuse.turn.same")
		f.As("hale").Prints(on, publication.Correct{Edition: 1, Lang: "en", Part: "p2", Words: "For “one well” read “two wells”."},
			publication.Withdraw{Reason: "The well is dry."})
		if s := f.Imprint("", on).Stage; s != publication.Released {
			t.Errorf("one group alone made it %s", s)
		}
		f.As("serik").Prints(on, publication.Withdraw{Reason: "The well is dry."})
		if s := f.Imprint("", on).Stage; s != publication.Withdrawn {
			t.Errorf("withdrawn by both it is %s", s)
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}

// unread fails the test if the public knows of a publication.
func unread(t *testing.T, f *clerktest.TaskForce, on act.Ref) {
	t.Helper()
	f.Reads("", func(q register.Questions) error {
		if _, err := q.Publication(on); err == nil {
			t.Error("the public knows of what has not come out")
		}
		titles, err := q.Titles(on)
		if len(titles) > 0 {
			t.Error("the public is told its title")
		}
		return err
	})
}

// TestTimed releases an edition at the instant for which both keys were turned,
// neither before nor without one of them.
func TestTimed(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water").Considers().Opens("written").Adopts()
		matter := f.On
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", matter), rendering("ru"))
		at := f.Time().Add(48 * time.Hour).Truncate(time.Minute)
		f.As("hale").Prints(on, publication.Turn{At: at})
		f.As("serik")
		refusedWith(t, f, on, publication.Turn{Drafts: f.Imprint("serik", on).Ready()}, "refuse.turn.at")
		f.Prints(on, publication.Turn{At: at})
		for _, step := range []time.Duration{24 * time.Hour, -12 * time.Hour, 35 * time.Hour} {
			f.Later(step)
			tick(t, f)
			unread(t, f, on)
		}
		if s := f.Imprint("hale", on).Stage; s != publication.Awaiting {
			t.Errorf("before its instant it is %s", s)
		}
		f.Later(2 * time.Hour)
		tick(t, f)
		p := f.Imprint("", on)
		if e, ok := p.Latest(); !ok || len(e.Keys) != 2 || p.Symbol == "" {
			t.Errorf("after its instant: %+v", p)
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}

func tick(t *testing.T, f *clerktest.TaskForce) {
	t.Helper()
	if _, err := f.Tick(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// TestForced releases an edition without the other group's key, which has to
// have had a week, and says so.
func TestForced(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water").Considers().Opens("written").Adopts()
		matter := f.On
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", matter), rendering("ru"))
		f.As("hale")
		force := publication.Force{Drafts: f.Imprint("hale", on).Ready(), Reason: "No answer for weeks."}
		refusedWith(t, f, on, force, "refuse.force.key")
		f.Prints(on, publication.Turn{})
		refusedWith(t, f, on, force, "refuse.force.early")
		f.Later(8*24*time.Hour).Prints(on, force)
		e, _ := f.Imprint("", on).Latest()
		if len(e.Forced) != 1 || e.Forced[0] != publication.CheckKeys {
			t.Errorf("forced without %v", e.Forced)
		}
	})
}

// TestOwnPaper keeps what one group writes alone from the other until it is out.
func TestOwnPaper(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		on := f.As("okafor").Prints("", f.Brief(clerktest.Washington))
		for _, who := range []member.ID{"serik", ""} {
			f.Reads(who, func(q register.Questions) error {
				if _, err := q.Publication(on); err == nil {
					t.Errorf("%q knows of another group's draft", who)
				}
				return nil
			})
		}
		f.As("serik")
		refusedWith(t, f, on, version("en", "aaaaaaaa"), "refuse.publication.unknown")
		refusedWith(t, f, "", f.Brief(clerktest.Washington), "refuse.publication.groups")
	})
}

// TestKeysOfTwo holds that nobody turns the keys of two groups, though they may
// have moved from one to the other in between.
func TestKeysOfTwo(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water").Considers().Opens("written").Adopts()
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", f.On), rendering("ru"))
		f.As("hale").Prints(on, publication.Turn{})
		f.Governs("hale", initiative.End{Member: "hale", Group: clerktest.Washington})
		f.Governs("serik", initiative.Appoint{Member: "hale", Group: clerktest.Astana, Capacity: member.CoChair, Constituency: "specialist"})
		f.Later(time.Minute)
		refusedWith(t, f, on, publication.Turn{Drafts: f.Imprint("hale", on).Ready()}, "refuse.turn.twice")
	})
}

// TestCaucusInDraft holds that a draft of all groups refers to nothing that one
// of them keeps to itself.
func TestCaucusInDraft(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water")
		joint := f.On
		f.As("lind").Does(f.Says("Among us.", act.Caucus, act.Named))
		var said act.Hash
		f.Reads("hale", func(q register.Questions) error {
			lines, err := q.LastActs(joint, 1<<62, 1)
			said = lines[0].Hash
			return err
		})
		f.As("hale").Does(clerktest.Idea("At home", "One."))
		home := f.On
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana))
		write := func(kind publication.Kind, of string) publication.Write {
			return publication.Write{Lang: "en", Version: publication.Version{Title: "T", Parts: []publication.Part{{Kind: kind, Of: of}}}}
		}
		refusedWith(t, f, on, write(publication.Recommendation, string(home)), "refuse.part.caucus")
		refusedWith(t, f, on, write(publication.Quotation, string(joint)+"."+said.String()), "refuse.part.caucus")
		own := f.Prints("", f.Brief(clerktest.Washington))
		f.Prints(own, write(publication.Recommendation, string(home)))
	})
}

// TestPlanAfterwards holds that what an edition is stays as it was released,
// whatever one group plans for the next.
func TestPlanAfterwards(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.Governs("hale", initiative.Describe{Description: funded()})
		f.Refers("Water").Considers().Opens("written").Adopts()
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", f.On), rendering("ru"))
		f.As("hale").Prints(on, publication.Turn{})
		f.As("serik").Prints(on, publication.Turn{})
		plan := f.Brief(clerktest.Washington, clerktest.Astana).Plan
		plan.Authentic, plan.Dimension, plan.Title = []string{"en"}, "x", text.Words{"en": "Another"}
		f.As("okafor").Prints(on, publication.Describe{Plan: plan})
		p := f.Imprint("", on)
		e, _ := p.Latest()
		if len(p.Authentic) != 2 || len(e.Authentic) != 2 || p.Dimension != "" || p.Turn != 0 || p.Title["en"] == "Another" {
			t.Errorf("the public reads of the next plan: %+v", p)
		}
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
	})
}
