package register

import (
	"errors"
	"strings"

	"example.org/counterpart/database"
	"example.org/counterpart/search"
)

// sqliteIndex is FTS5, without a copy of the texts. Diacritics stay, or й would
// be и.
type sqliteIndex struct{}

func (sqliteIndex) schema(tx *database.Tx) error {
	return tx.Exec(`create virtual table if not exists register_words using fts5(body, content='', contentless_delete=1,
		tokenize='unicode61 remove_diacritics 0', prefix='4 5 6', detail='none')`)
}

// remove empties the index before it drops it. To drop a full one keeps in
// memory all that lies in it: 225 MB for 300,000 acts, where this takes 46 MB
// however many there are.
func (ix sqliteIndex) remove(tx *database.Tx) error {
	if err := ix.schema(tx); err != nil { // there may be none to be emptied
		return err
	}
	return errors.Join(tx.Exec(`insert into register_words (register_words) values ('delete-all')`), tx.Exec(`drop table register_words`))
}

func (sqliteIndex) add(tx *database.Tx, docs []document) error {
	rows := make([][]any, len(docs))
	for n, d := range docs {
		rows[n] = []any{d.seq, d.text}
	}
	return tx.Insert("register_words", []string{"rowid", "body"}, rows)
}

// drop marks rows as deleted, and then has the index written anew, for until it
// is the words lie in it still.
func (sqliteIndex) drop(tx *database.Tx, seqs []int64) error {
	for _, seq := range seqs {
		if err := tx.Exec(`delete from register_words where rowid = $1`, seq); err != nil {
			return err
		}
	}
	return tx.Exec(`insert into register_words (register_words) values ('optimize')`)
}

func (sqliteIndex) where(terms []search.Term, args *[]any) (join, place, condition string) {
	var all []string
	for _, t := range terms {
		var any []string
		for _, stem := range t {
			any = append(any, `"`+stem+`"*`) // a stem has letters and digits only
		}
		all = append(all, "("+strings.Join(any, " OR ")+")")
	}
	*args = append(*args, strings.Join(all, " AND "))
	n := placeholder(len(*args))
	return `register_words w join register_act a on a.seq = w.rowid`, `rowid`, `w.register_words match ` + n + ` and w.rowid < $1`
}
