// Package register holds the tables folded from the record, and the questions
// asked of them.
//
// A register can always be thrown away: Catch folds the record into it again.
// Nothing outside this package writes to these tables, and nothing in them is
// true for any reason but that the record says so. Words are not copied into
// them: they are read where they lie, beside the record, so that what is
// erased there is gone everywhere.
//
// The second law: every question knows who asks it. Audiences are enforced
// here, in one place (scope.go), and nowhere else.
package register

import (
	_ "embed"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
)

//go:embed register.sql
var schema string

const headSchema = `
create table if not exists register_head (
	one     bigint primary key,
	version bigint not null,
	next    bigint not null
);
`

// version changes whenever the schema or the meaning of a fold does. A
// register of another version is dropped and folded afresh.
const version = 10

var tables = []string{"register_act", "register_matter", "register_desk", "register_stage",
	"register_deadline", "register_recommendation", "register_addressee", "register_initiative", "register_description",
	"register_meeting", "register_meets", "register_item", "register_task", "register_outcome",
	"register_conference", "register_informs"}

// Kinds reads every kind of act there is.
var Kinds = act.NewReader(slices.Concat(procedure.Acts, initiative.Acts, meeting.Acts, conference.Acts)...)

// A Register answers questions and remembers, between them, what seldom
// changes.
type Register struct {
	DB    *database.DB
	cache cache
}

// New returns the register kept in db.
func New(db *database.DB) *Register { return &Register{DB: db} }

// Decode reads an entry of the record.
func Decode(e record.Entry) (act.Act, error) {
	return Kinds.Decode(e.Seq, act.Hash(record.Leaf(e.Data)), e.Data)
}
