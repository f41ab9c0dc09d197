package clerk_test

import (
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// TestRecused steps back in the middle of a decision, and then tries everything
// by which a member could still decide; also after the clerk has forgotten all
// that it knew by heart.
func TestRecused(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Pipelines").Considers().Opens(procedure.Written)
		v := f.Matter().Version.Hash
		f.As("hale").Does(procedure.Choose{Version: v, Choice: procedure.Object, Reason: "It is too dear."})
		f.Does(procedure.Recuse{Reason: "My wife’s firm bids for them."})
		tries := []procedure.Command{
			procedure.Choose{Version: v, Choice: procedure.Consent}, procedure.Amend{Version: v, Words: "Otherwise."},
			procedure.Reserve{Version: v, Rider: procedure.Reservation, Words: "Save me.", Lang: "en"},
			procedure.RecordMeeting{Version: v}, procedure.Close{}, procedure.Recuse{Reason: "Again."}, procedure.Recuse{Member: "okafor", Reason: "He too."},
			procedure.Issue{Base: v, CancelsDecision: true}, procedure.Withdraw{Reason: "Enough."},
		}
		refuses := func(f *clerktest.TaskForce, on act.Ref) {
			t.Helper()
			f.On = on
			for _, c := range tries {
				_, err := f.As("hale").Ask(c)
				if no, _ := act.Refused(err); no == nil || no.Why != act.NotAllowed || no.Reason.Key != "refuse.recused" {
					t.Errorf("%s by one who is recused: %v", c.Name(), err)
				}
			}
		}
		refuses(f, f.On)
		m := f.Matter()
		if n := len(m.Decision.Electorate[clerktest.Washington]); m.Decision.Tally(clerktest.Washington).Object != 0 || n != 4 || len(m.Decision.Choices) != 0 {
			t.Errorf("%d are entitled, and they stand at %+v", n, m.Decision.Tally(clerktest.Washington))
		}
		f.Reads("", func(q register.Questions) error { // nobody of the public knows of the matter yet
			if _, err := q.Matter(f.On); err == nil {
				t.Error("the public reads an open matter")
			}
			return nil
		})
		refuses(clerktest.Reopen(t, db), f.On)
		for _, who := range []member.ID{"okafor", "lind", "serik", "dana"} {
			f.As(who).Does(procedure.Choose{Version: v, Choice: procedure.Consent})
		}
		f.Later(97 * time.Hour)
		f.As("serik").Does(procedure.Close{})
		if f.Matter().Adoption == nil {
			t.Error("those who were left did not carry it")
		}
		f.Reads("", func(q register.Questions) error { // and now everybody reads who stepped back, and why
			m, err := q.Matter(f.On)
			if !m.IsRecused("hale") || m.IsRecused("okafor") || len(m.Recusals) != 1 {
				t.Errorf("recused are %+v", m.Recusals)
			}
			l, actErr := q.Act(f.On, m.Recusals[0].Act)
			if w, ok := l.Words.(procedure.ReasonWords); actErr != nil || !ok || w.Reason != "My wife’s firm bids for them." || l.Author != "hale" {
				t.Errorf("%+v, %v", l, actErr)
			}
			names, nameErr := q.Names(f.On)
			if len(names) != 1 || nameErr != nil {
				t.Errorf("the public is told %v, %v", names, nameErr)
			}
			return err
		})
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
		f.Checks()
	})
}

// TestRecusedInCaucus steps back before the referral. The counterpart is told
// who, and neither why nor by which act; and whoever has only spoken without a
// name is given none by being asked after.
func TestRecusedInCaucus(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.As("hale").Does(clerktest.Idea("Pipelines", "One."))
		f.As("okafor").Does(procedure.Recuse{Reason: "My brother bids."})
		f.Does(f.Says("I say it openly.", act.Caucus, act.Named))
		f.As("lind").Does(f.Says("Nobody knows me.", act.Caucus, act.Unattributed))
		if has := aliasesOf(t, db, f.On); has["lind"] {
			t.Error("one who spoke without a name has an alias on the matter")
		}
		f.Later(48 * time.Hour)
		f.As("hale").Refused(act.NotNow, procedure.Refer{}) // Okafor does not count
		f.As("hale").Does(f.Says("I, too.", act.Caucus, act.Named)).Does(procedure.Refer{})
		f.Reads("serik", func(q register.Questions) error {
			m, err := q.Matter(f.On)
			if err != nil || !m.IsRecused("okafor") {
				t.Fatalf("recused are %+v, %v", m.Recusals, err)
			}
			if _, err := q.Act(f.On, m.Recusals[0].Act); err == nil || m.Heard(m.Recusals[0], q.Who()) {
				t.Error("the counterpart reads what was said in the caucus")
			}
			return nil
		})
		f.Reads("hale", func(q register.Questions) error {
			m, err := q.Matter(f.On)
			if _, actErr := q.Act(f.On, m.Recusals[0].Act); actErr != nil || !m.Heard(m.Recusals[0], q.Who()) {
				t.Errorf("their own group does not read it: %v", actErr)
			}
			return err
		})
		live := dump(t, db)
		same(t, "folded afresh", refolded(t, db), live)
	})
}

// aliasesOf tells who has an alias on a matter.
func aliasesOf(t *testing.T, db *database.DB, ref act.Ref) map[member.ID]bool {
	t.Helper()
	has := map[member.ID]bool{}
	err := db.Read(t.Context(), func(tx *database.Tx) error {
		all, err := roll.Aliases(tx, ref)
		for _, a := range all {
			has[a.Member] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return has
}
