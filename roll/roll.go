// Package roll keeps what is known of people: their names, posts, addresses
// and languages, and which alias of the record stands for whom.
//
// Its law: it lies apart from the record, and nothing here is hashed. Whatever
// it holds of a person can be corrected and erased, and the record still
// verifies. Where a page would print a name that is erased, it says so.
package roll

import (
	"embed"

	"example.org/counterpart/database"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of the roll, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("roll", migrations)
}
