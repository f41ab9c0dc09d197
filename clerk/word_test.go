package clerk_test

import (
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// TestObjectionIsNotStale holds that nobody keeps an objection out by moving
// the matter first, again and again until the instant has passed.
func TestObjectionIsNotStale(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		for _, word := range []func(version act.Hash) procedure.Command{
			func(v act.Hash) procedure.Command {
				return procedure.Choose{Version: v, Choice: procedure.Object, Reason: "No."}
			},
			func(v act.Hash) procedure.Command { return procedure.Amend{Version: v, Words: "Other words."} },
		} {
			f.Refers("Strengthen ODIHR").Considers().As("hale").Does(procedure.OpenFormulation{})
			v := f.Matter().Version.Hash
			f.Does(procedure.Move{Version: v, Method: procedure.Silence, Closes: f.Time().Add(48 * time.Hour)})
			f.As("serik").Does(procedure.Second{Version: v})
			seen := f.Matter().Turn
			do := func(who member.ID, c procedure.Command) error {
				_, err := f.Do(t.Context(), clerk.Order{By: who, On: f.On, Turn: seen, Command: c})
				return err
			}
			f.As("lind").Does(procedure.Choose{Version: v, Choice: procedure.Consent})
			issue := procedure.Issue{Base: v, Paragraphs: clerktest.Idea("x", "Other.").Paragraphs, CancelsDecision: true}
			if no, _ := act.Refused(do("hale", issue)); no == nil || no.Why != act.Stale {
				t.Errorf("a version on a state that its author did not see: %v", no)
			}
			if err := do("dana", word(v)); err != nil {
				t.Fatal(err)
			}
			if m := f.Matter(); m.Stage != procedure.Formulation || m.Failed.IsZero() {
				t.Errorf("the silence was not broken: %s", m.Stage)
			}
		}
	})
}
