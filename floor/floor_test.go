package floor_test

import (
	"fmt"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/floor"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
)

// TestList keeps a list in the order of asking; whoever asks again before they
// spoke stays, and afterwards comes last. Of a part under the Rule there is none.
func TestList(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		const on act.Ref = "g-1"
		it, now := meeting.Item{ID: "i1"}, time.Unix(1000, 0)
		ask := func(tx *database.Tx, who ...string) {
			for _, w := range who {
				now = now.Add(time.Second)
				if err := floor.Ask(tx, on, it, member.ID(w), now); err != nil {
					t.Fatal(err)
				}
			}
		}
		err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := floor.Open(tx); err != nil {
				return err
			}
			ask(tx, "b", "a", "c", "b")
			if err := floor.Spoke(tx, on, it.ID, "b"); err != nil {
				return err
			}
			sees(t, tx, on, "[{b true} {a false} {c false}]")
			ask(tx, "b")
			if err := floor.Waive(tx, on, it.ID, "a"); err != nil {
				return err
			}
			sees(t, tx, on, "[{c false} {b false}]")
			if no, _ := act.Refused(floor.Ask(tx, on, meeting.Item{ID: "i2", Rule: true}, "a", now)); no == nil || no.Reason.Key != "refuse.floor.rule" {
				t.Errorf("under the Rule: %v", no)
			}
			held, err := floor.About(tx, "c")
			if got := fmt.Sprint(held); err != nil || got == "{[]}" {
				t.Errorf("held about c: %s, %v", got, err)
			}
			if err := floor.Forget(tx, "c"); err != nil {
				return err
			}
			sees(t, tx, on, "[{b false}]")
			if err := floor.Sweep(tx, now.Add(47*time.Hour)); err != nil {
				return err
			}
			sees(t, tx, on, "[{b false}]")
			if err := floor.Sweep(tx, now.Add(49*time.Hour)); err != nil {
				return err
			}
			sees(t, tx, on, "[]")
			ask(tx, "a")
			if err := floor.End(tx, on); err != nil {
				return err
			}
			sees(t, tx, on, "[]")
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func sees(t *testing.T, tx *database.Tx, on act.Ref, want string) {
	t.Helper()
	list, err := floor.List(tx, on, "i1")
	if got := fmt.Sprint(list); err != nil || got != want {
		t.Errorf("the list is %s, not %s; %v", got, want, err)
	}
}
