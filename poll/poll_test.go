package poll_test

import (
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/schedule"
)

// TestWho lets those read and answer whom a poll asks, and forgets it in time.
func TestWho(t *testing.T) {
	now := time.Date(2009, 12, 1, 9, 0, 0, 0, time.UTC)
	sits := func(id member.ID, g group.ID, as member.Capacity) member.Standing {
		return member.Standing{Member: id, Group: g, Capacity: as}
	}
	hale, serik, webb := sits("hale", "washington", member.CoChair), sits("serik", "astana", member.Member), sits("webb", "vienna", member.Member)
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		write := func(do func(*database.Tx) error) error { return db.Write(t.Context(), do) }
		if err := write(poll.Open); err != nil {
			t.Fatal(err)
		}
		ask := func(at time.Time, groups ...group.ID) (id string) {
			t.Helper()
			err := write(func(tx *database.Tx) (err error) {
				id, err = poll.Put(tx, poll.Poll{Title: "When?", Groups: groups, Member: "hale", At: at,
					Slots: []schedule.Slot{{Start: at.Add(24 * time.Hour), End: at.Add(25 * time.Hour)}}})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return id
		}
		joint, alone := ask(now, "washington", "astana"), ask(now, "washington")
		slot := now.Add(24 * time.Hour)
		for _, c := range []struct {
			who  member.Standing
			id   string
			key  string // of the refusal to answer
			read bool
		}{
			{hale, joint, "", true}, {serik, joint, "", true}, {webb, joint, "time.refuse.unknown", false}, {member.Standing{}, joint, "time.refuse.unknown", false},
			{hale, alone, "", true}, {serik, alone, "time.refuse.unknown", false}, {webb, alone, "time.refuse.unknown", false},
			{hale, "none", "time.refuse.unknown", false},
		} {
			err := write(func(tx *database.Tx) error {
				return poll.Answer(tx, c.who, c.id, map[time.Time]poll.Mark{slot: poll.Can})
			})
			no, _ := act.Refused(err)
			if (no == nil) != (c.key == "") || no != nil && no.Reason.Key != c.key {
				t.Errorf("%s answers: %v", c.who.Member, err)
			}
			err = write(func(tx *database.Tx) error { _, _, err := poll.Get(tx, c.who, c.id); return err })
			if (err == nil) != c.read {
				t.Errorf("%s reads: %v", c.who.Member, err)
			}
		}
		later := now.Add(24*time.Hour + poll.Kept + 2*time.Hour)
		ask(later, "washington")
		if err := write(func(tx *database.Tx) error { _, _, err := poll.Get(tx, hale, joint); return err }); err == nil {
			t.Error("a poll long past is kept")
		}
		if err := write(func(tx *database.Tx) error {
			var left int
			err := tx.Row(`select count(*) from poll_mark`, nil, &left)
			if left != 0 {
				t.Errorf("%d marks of polls long past are kept", left)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
