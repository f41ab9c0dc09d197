package register

import (
	"strings"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/record"
)

// TestAboutByIndex holds that either engine finds a person's acts by an index,
// and does not go through everybody's.
func TestAboutByIndex(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		if err := db.Write(t.Context(), func(tx *database.Tx) error {
			if err := record.Migrate(tx); err != nil {
				return err
			}
			return tx.Define(schema)
		}); err != nil {
			t.Fatal(err)
		}
		unsaid, args := unsaidActs("dana")
		for _, c := range []struct {
			query   string
			args    []any
			indexes []string
		}{
			{heldActs, []any{"dana"}, []string{"register_act_author", "register_act_via"}},
			{unsaid, args, []string{"register_act_author"}},
		} {
			var plan []string
			err := db.Write(t.Context(), func(tx *database.Tx) error {
				explain := "explain "
				if db.Engine == database.SQLite {
					explain = "explain query plan "
				} else if err := tx.Exec(`set local enable_seqscan = off`); err != nil { // which suits a table as small as this
					return err
				}
				return tx.Each(explain+c.query, c.args, func(scan database.Scan) error {
					var line string
					var rest [3]int
					if db.Engine == database.SQLite {
						err := scan(&rest[0], &rest[1], &rest[2], &line)
						plan = append(plan, line)
						return err
					}
					err := scan(&line)
					plan = append(plan, line)
					return err
				})
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, index := range c.indexes {
				if !strings.Contains(strings.Join(plan, "\n"), index) {
					t.Errorf("not by %s:\n%s", index, strings.Join(plan, "\n"))
				}
			}
		}
	})
}
