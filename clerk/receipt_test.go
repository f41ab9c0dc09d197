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
// that comes with it: whoever goes back to a form and types something else into
// it has that carried out too, and is not told of the first as if it were.
func TestKeyOfAnotherOrder(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		say := func(words string) clerk.Receipt {
			t.Helper()
			r, err := f.Do(t.Context(), clerk.Order{By: "hale", On: f.On, Turn: -1, Key: "one", Command: procedure.State{
				Words: words, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: f.Matter().Version.Hash}})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		first, other, again := say("First."), say("Second."), say("First.")
		if other.Repeat || other.Acts[0].Seq == first.Acts[0].Seq {
			t.Errorf("other words were answered with the receipt of the first: %+v", other)
		}
		if !again.Repeat || again.Acts[0] != first.Acts[0] {
			t.Errorf("the same words again: %+v, first %+v", again, first)
		}
		elsewhere, err := f.Do(t.Context(), clerk.Order{By: "hale", On: f.On, Turn: -1, Key: "one", Command: procedure.Close{}})
		if _, refused := act.Refused(err); !refused {
			t.Errorf("another command with the key: %+v, %v", elsewhere, err)
		}
	})
}
