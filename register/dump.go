package register

import (
	"fmt"
	"strings"

	"example.org/counterpart/database"
)

// columns of the tables, by which two registers are compared.
var columns = map[string]string{
	"register_act":            "seq, matter, hash, kind, author, own, scope",
	"register_matter":         "ref, origin, stage, scope, turn, dimension, lang, title, moved, seq, state",
	"register_desk":           "matter, grp, since, until",
	"register_stage":          "scope, origin, stage, n",
	"register_deadline":       "matter, at",
	"register_recommendation": "symbol, place, matter, version, dimension, title, adopted",
	"register_addressee":      "organisation, symbol, place",
	"register_initiative":     "one, turn, state, description",
	"register_description":    "place, at",
}

// order is by the first columns, which tell every row from the others.
const order = "1,2,3,"

// Dump calls line with every row of the register, in one order, so that two
// registers that say the same are the same line by line. Counts that have gone
// back to nothing are left out: a register folded afresh never had them.
func Dump(tx *database.Tx, line func(string) error) error {
	for _, table := range tables {
		cols := columns[table]
		n := strings.Count(cols, ",") + 1
		where := ""
		if table == "register_stage" {
			where = " where n <> 0"
		}
		err := tx.Each(`select `+cols+` from `+table+where+` order by `+order[:min(2*n, len(order))-1], nil, func(scan database.Scan) error {
			values, dest := make([]any, n), make([]any, n)
			for i := range values {
				dest[i] = &values[i]
			}
			if err := scan(dest...); err != nil {
				return err
			}
			var b strings.Builder
			b.WriteString(table)
			for _, v := range values {
				if bytes, ok := v.([]byte); ok {
					v = string(bytes)
				}
				fmt.Fprintf(&b, "\t%v", v)
			}
			return line(b.String())
		})
		if err != nil {
			return fmt.Errorf("read %s: %w", table, err)
		}
	}
	return nil
}
