package database

import (
	"fmt"
	"strings"
)

// Define runs the statements of a schema, each ended by a semicolon. They are
// written for PostgreSQL. On SQLite the types of columns are translated and
// every table becomes STRICT, so that a text in a column of numbers is refused
// there too; on PostgreSQL text columns compare by bytes, as they do on SQLite.
//
// One instance of the program at a time defines tables.
func (tx *Tx) Define(schema string) error {
	if err := tx.alone(); err != nil {
		return err
	}
	for _, stmt := range split(schema) {
		if err := tx.ready(stmt); err != nil {
			return err
		}
		if err := tx.session.script(tx.ctx, translate(tx.Engine, stmt)); err != nil {
			return fmt.Errorf("%w, in:\n%s", err, stmt)
		}
	}
	return nil
}

// alone waits until no other instance is changing the tables. SQLite has one
// writer in any case.
func (tx *Tx) alone() error {
	if s, ok := tx.db.engine.(*server); ok {
		return tx.Exec(`select pg_advisory_xact_lock($1)`, s.alone())
	}
	return nil
}

// split cuts a schema into its statements.
func split(schema string) (stmts []string) {
	start, empty := 0, true
	end := func(i int) {
		if !empty {
			stmts = append(stmts, strings.TrimSpace(schema[start:i]))
		}
		start, empty = i+1, true
	}
	for i := 0; i < len(schema); {
		if n := quoted(schema[i:]); n > 0 {
			empty = empty && schema[i] != '\'' && schema[i] != '"'
			i += n
			continue
		}
		switch schema[i] {
		case ';':
			end(i)
		case ' ', '\t', '\r', '\n':
		default:
			empty = false
		}
		i++
	}
	end(len(schema))
	return stmts
}

// types says how each engine spells the type of a column, where it does not
// simply say the same.
var types = map[Engine]map[string]string{
	SQLite: {
		"bigint": "integer", "boolean": "integer", "bytea": "blob",
		"double precision": "real", "smallint": "integer",
	},
	Postgres: {"text": `text collate "C"`},
}

// translate rewrites the types of the columns that a statement makes.
func translate(e Engine, stmt string) string {
	words := wordsOf(stmt)
	var b strings.Builder
	done := 0
	for _, w := range words {
		if to, ok := types[e][w.column]; ok {
			b.WriteString(stmt[done:w.at] + to)
			done = w.at + len(w.column)
		}
	}
	b.WriteString(stmt[done:])
	stmt = b.String()
	if e == SQLite && starts(words, "create", "table") && strings.HasSuffix(stmt, ")") {
		stmt += " strict"
	}
	return stmt
}

// A word of a statement. If it is where the type of a column stands, column is
// that type.
type word struct {
	text   string
	at     int
	column string
}

func starts(words []word, with ...string) bool {
	for i, text := range with {
		if i >= len(words) || words[i].text != text {
			return false
		}
	}
	return true
}

// wordsOf finds the words of a statement and, in "create table" and "alter table
// … add column", the types of its columns: each is the second word of its item
// in the list, unless the first begins a constraint.
func wordsOf(stmt string) (words []word) {
	depth, place := 0, 0 // how deep in parentheses; which word of the item comes next
	for i := 0; i < len(stmt); {
		n := quoted(stmt[i:])
		switch c := stmt[i]; {
		case n > 0 && c != '"': // a text or a comment
		case n > 0 || letter(c):
			if n == 0 {
				for n = 1; i+n < len(stmt) && (letter(stmt[i+n]) || '0' <= stmt[i+n] && stmt[i+n] <= '9'); n++ {
				}
			}
			w := word{text: strings.ToLower(stmt[i : i+n]), at: i}
			if starts(words, "create", "table") && depth == 1 {
				if place++; place == 1 && constraint[w.text] {
					place = 2
				}
			} else if starts(words, "alter", "table") && len(words) >= 5 && words[3].text == "add" && words[4].text == "column" {
				place++
			}
			if place == 2 && len(words) > 0 && !constraint[words[len(words)-1].text] && !constraint[w.text] {
				w.column = typeAt(stmt[i:], w.text)
				place++
			}
			words = append(words, w)
		case c == '(':
			if depth++; depth == 1 {
				place = 0
			}
		case c == ')':
			depth--
		case c == ',' && depth == 1:
			place = 0
		}
		i += max(n, 1)
	}
	return words
}

// constraint holds the words that begin an item that is not a column.
var constraint = map[string]bool{"constraint": true, "primary": true, "foreign": true, "unique": true, "check": true}

func typeAt(s, first string) string {
	if strings.HasPrefix(strings.ToLower(s), "double precision") {
		return "double precision"
	}
	return first
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' }
