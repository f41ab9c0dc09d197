package register

import (
	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
)

// HeldAct is one act of a person, with what they said in it.
type HeldAct struct {
	Seq   int64     `json:"seq"`
	At    string    `json:"at"`
	Kind  string    `json:"kind"`
	On    act.Ref   `json:"on"`
	Group string    `json:"group,omitempty"`
	Facts act.Body  `json:"facts,omitempty"`
	Words act.Words `json:"words,omitempty"`
}

// heldActs are a person's acts, found by an index for each way in which an act
// can be theirs.
const heldActs = `select a.seq, a.hash, a.author, a.via, e.data, p.data
	from register_act a join record_entry e on e.seq = a.seq left join record_payload p on p.seq = a.seq
	where a.author = $1 or (a.via = $1 and a.via <> '') order by a.seq`

// About returns every act that is recorded as a person's, also one that they
// did for another member, with its words. What they said without their name is
// not among them: nothing here connects it with them.
func About(tx *database.Tx, id member.ID) (any, error) {
	var all []HeldAct
	err := tx.Each(heldActs, []any{id}, func(scan database.Scan) error {
		l, _, err := scanLine(scan)
		held := HeldAct{Seq: l.Seq, At: l.At.Format("2006-01-02 15:04:05 UTC"), Kind: l.Kind, On: l.On, Group: string(l.Group), Facts: l.Body}
		if !l.Erased {
			held.Words = l.Words
		}
		all = append(all, held)
		return err
	})
	return all, err
}

// unsaid are the acts of which the words are a person's own: statements, the
// reasons of their choices, which interests they have, and why somebody stepped
// back. The wording of a text, and a group's answer, are the group's, whoever
// wrote them down.
var unsaid = []string{procedure.Stated{}.Kind(), procedure.Chose{}.Kind(), procedure.Recused{}.Kind(), initiative.InterestDeclared{}.Kind()}

// unsaidActs asks for the acts of a person whose words can be erased.
func unsaidActs(id member.ID) (query string, args []any) {
	args = []any{id}
	return `select a.seq from register_act a join record_payload p on p.seq = a.seq
		where a.author = $1 and a.kind in (` + database.In(&args, unsaid...) + `) order by a.seq`, args
}

// Unsay erases what a person said under their name, from the record and from
// the index of words. That they spoke stays, and all proofs. It returns how
// often. Other words, and those that were not said by name, stay.
func Unsay(tx *database.Tx, id member.ID) (n int, err error) {
	query, args := unsaidActs(id)
	seqs, err := database.All(tx, query, args,
		func(scan database.Scan) (seq int64, err error) {
			err = scan(&seq)
			return seq, err
		})
	if err != nil {
		return 0, err
	}
	for _, seq := range seqs {
		if err := record.Erase(tx, seq); err != nil {
			return 0, err
		}
	}
	if len(seqs) == 0 {
		return 0, nil
	}
	return len(seqs), indexOf(tx.Engine).drop(tx, seqs)
}
