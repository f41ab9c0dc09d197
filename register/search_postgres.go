package register

import (
	"strings"

	"example.org/counterpart/database"
	"example.org/counterpart/search"
)

// postgresIndex is a tsvector with a GIN index. The words are cut by us, so the
// configuration is the one that leaves them alone.
type postgresIndex struct{}

func (postgresIndex) schema(tx *database.Tx) error {
	for _, stmt := range []string{
		`create table if not exists register_words (seq bigint primary key, v tsvector not null)`,
		`create index if not exists register_words_v on register_words using gin (v)`,
	} {
		if err := tx.Exec(stmt); err != nil {
			return err
		}
	}
	return nil
}

func (postgresIndex) remove(tx *database.Tx) error {
	return tx.Exec(`drop table if exists register_words`)
}

func (postgresIndex) add(tx *database.Tx, docs []document) error {
	for _, d := range docs {
		if err := tx.Exec(`insert into register_words (seq, v) values ($1, $2::tsvector)`, d.seq, lexemes(d.text)); err != nil {
			return err
		}
	}
	return nil
}

// drop deletes rows; PostgreSQL writes over them when it next cleans up.
func (postgresIndex) drop(tx *database.Tx, seqs []int64) error {
	for _, seq := range seqs {
		if err := tx.Exec(`delete from register_words where seq = $1`, seq); err != nil {
			return err
		}
	}
	return nil
}

// mostLexemes is how many bytes of one text are indexed; PostgreSQL's own limit
// is a megabyte.
const mostLexemes = 500_000

// lexemes writes words as a tsvector is written.
func lexemes(s string) string {
	var b strings.Builder
	seen := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		if b.Len() > mostLexemes {
			break
		}
		if !seen[w] {
			seen[w] = true
			b.WriteString("'" + w + "' ") // letters and digits only
		}
	}
	return b.String()
}

func (postgresIndex) where(terms []search.Term, args *[]any) (join, place, condition string) {
	var all []string
	for _, t := range terms {
		var any []string
		for _, stem := range t {
			any = append(any, "'"+stem+"':*")
		}
		all = append(all, "("+strings.Join(any, " | ")+")")
	}
	*args = append(*args, strings.Join(all, " & "))
	return `register_words w join register_act a on a.seq = w.seq`, `seq`, `w.v @@ to_tsquery('simple', ` + placeholder(len(*args)) + `)`
}
