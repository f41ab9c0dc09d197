package clerk_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/procedure"
)

// TestKeyOfAnotherOrder holds that a key repeats an order, and not another one
// that comes with it: a browser that goes back to a form goes back to its key,
// and what is then typed into it must not be answered with the first receipt.
func TestKeyOfAnotherOrder(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		say := func(words string) procedure.Command {
			return procedure.State{Words: words, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: f.Matter().Version.Hash}
		}
		order := func(c procedure.Command) (clerk.Receipt, error) {
			return f.Do(t.Context(), clerk.Order{By: "hale", On: f.On, Turn: -1, Key: "one", Command: c})
		}
		first, err := order(say("First."))
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range []procedure.Command{say("Second."), procedure.Close{}} {
			r, err := order(other)
			if no, refused := act.Refused(err); !refused || no.Reason.Key != clerk.KeyReused {
				t.Errorf("%s with a used key: %+v, %v", other.Name(), r, err)
			}
		}
		again, err := order(say("First."))
		if err != nil || !again.Repeat || again.Acts[0] != first.Acts[0] {
			t.Errorf("the same order again: %+v, %v; first %+v", again, err, first)
		}
	})
}
