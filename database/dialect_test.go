package database_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

const matters = `
	-- The table of most tests here; a semicolon in a comment; ends nothing.
	create table if not exists matter (
		ref    text primary key,
		seq    bigint not null unique,
		title  text not null default 'none; yet',
		stage  text,
		urgent boolean not null default false,
		weight double precision,
		data   bytea,
		check (seq >= 0)
	);
	create index matter_stage on matter (stage, seq) where stage is not null;
	create index matter_length on matter (length(title));
	create table statement (
		matter text not null references matter (ref),
		n      bigint not null,
		words  text not null,
		primary key (matter, n)
	);
	insert into matter (ref, seq, title, stage, urgent, weight) values
		('a', 1, 'Transit', 'raised', true, 0.5), ('b', 2, 'Borders', null, false, null),
		('c', 3, 'Ąsci', 'raised', true, 1.5), ('d', 4, 'Water', 'adopted', false, 2);
	insert into statement (matter, n, words) values ('a', 1, 'yes'), ('a', 2, 'no'), ('c', 1, 'perhaps');
`

// TestDialect asks both engines every kind of question that the package
// comment allows. Each gives one text, so that the answers can be compared.
func TestDialect(t *testing.T) {
	for _, c := range []struct {
		name, query string
		args        []any
		want        string
	}{
		{"parameters in any order", `select $2 || $1 || $2 from matter where seq = $3`, []any{"x", "y", 1}, "yxy"},
		{"a parameter twice", `select ref from matter where seq = $1 or seq - 1 = $1 order by seq`, []any{2}, "b c"},
		{"a dollar in a text", `select '$1; ' || title || ' -- $2' from matter where ref = $1`, []any{"a"}, "$1; Transit -- $2"},
		{"upsert", `insert into matter (ref, seq, title) values ('a', 9, 'New') on conflict (ref) do update set title = excluded.title returning title || matter.seq`, nil, "New1"},
		{"upsert that is refused", `insert into matter (ref, seq, title) values ('a', 9, 'New') on conflict do nothing returning ref`, nil, ""},
		{"returning from update", `update matter set seq = seq + 10 where ref in ('a', 'b') and stage is not null returning ref || seq`, nil, "a11"},
		{"returning from delete", `delete from statement where matter = 'c' returning words`, nil, "perhaps"},
		{"update from", `update matter set title = s.words from statement s where s.matter = matter.ref and s.n = 2 returning title`, nil, "no"},
		{"window", `select ref || row_number() over (partition by stage order by seq desc) from matter where stage = 'raised' order by ref`, nil, "a2 c1"},
		{"lag", `select coalesce(lag(ref) over (order by seq), '-') from matter order by seq`, nil, "- a b c"},
		{"filter", `select count(*) filter (where urgent) || '/' || count(*) from matter`, nil, "2/4"},
		{"string_agg in order", `select string_agg(ref, ',' order by seq desc) from matter`, nil, "d,c,b,a"},
		{"is distinct from", `select ref from matter where stage is distinct from 'raised' order by ref`, nil, "b d"},
		{"is not distinct from a parameter", `select ref from matter where stage is not distinct from $1 order by ref`, []any{nil}, "b"},
		{"row values", `select ref from matter where (urgent, seq) > ($1, $2) order by seq`, []any{true, 1}, "c"},
		{"recursion", `with recursive n (i) as (select 1 union all select i + 1 from n where i < $1) select cast(sum(i) as text) from n`, []any{10}, "55"},
		{"common table", `with u as (select ref from matter where urgent) select ref from u order by ref desc`, nil, "c a"},
		{"nulls first", `select coalesce(stage, '-') from matter order by stage nulls first, seq`, nil, "- adopted raised raised"},
		{"nulls last", `select coalesce(stage, '-') from matter order by stage desc nulls last, seq`, nil, "raised raised adopted -"},
		{"limit and offset", `select ref from matter order by seq limit $1 offset $2`, []any{2, 1}, "b c"},
		{"truth of a truth", `select ref from matter where (stage is null) = true`, nil, "b"},
		{"a boolean is a condition", `select ref from matter where urgent and not (weight > $1) order by ref`, []any{1.0}, "a"},
		{"a boolean parameter", `select ref from matter where urgent = $1 order by ref`, []any{false}, "b d"},
		{"expression index", `select ref from matter where length(title) = 7 order by ref`, nil, "a b"},
		{"length counts letters", `select cast(length(title) as text) from matter where ref = 'c'`, nil, "4"},
		{"like minds case", `select ref from matter where title like 't%' or title like 'B%' order by ref`, nil, "b"},
		{"like escapes", `select ref from matter where '50%' like '50!%' escape '!' and ref = 'a'`, nil, "a"},
		{"text sorts by its bytes", `select title from matter order by title`, nil, "Borders Transit Water Ąsci"},
		{"a text that was made sorts by its bytes", `select x from (select ref as x from matter where ref = 'a' union select 'B') u order by x`, nil, "B a"},
		{"text compares by its bytes", `select ref from matter where title < $1 order by title`, []any{"a"}, "b a d"},
		{"division of integers", `select cast(seq / 2 as text) from matter order by seq`, nil, "0 1 1 2"},
		{"remainder", `select cast((seq - 3) % 2 as text) from matter order by seq`, nil, "0 -1 0 1"},
		{"case", `select case when stage = 'raised' then 'r' when stage is null then 'n' else 'x' end from matter order by seq`, nil, "r n r x"},
		{"exists", `select ref from matter m where exists (select 1 from statement s where s.matter = m.ref) order by ref`, nil, "a c"},
		{"left join", `select m.ref || count(s.n) from matter m left join statement s on s.matter = m.ref group by m.ref order by m.ref`, nil, "a2 b0 c1 d0"},
		{"full join", `select coalesce(a.ref, b.ref) from (select ref from matter where seq < 2) a full join (select ref from matter where seq = 2) b on a.ref = b.ref order by 1`, nil, "a b"},
		{"union, except, intersect", `select ref from matter except select matter from statement union select 'z' order by 1`, nil, "b d z"},
		{"values", `select v.column1 from (values ('x'), ('y')) v order by 1`, nil, "x y"},
		{"cast", `select cast(cast('12' as bigint) + 1 as text)`, nil, "13"},
		{"coalesce, nullif", `select coalesce(nullif(stage, 'raised'), '-') from matter order by seq`, nil, "- - - adopted"},
		{"min and max", `select min(title) || max(ref) from matter`, nil, "Bordersd"},
		{"substr, replace, trim, upper", `select upper(trim(replace(substr(title, 1, 3), 'o', ' '))) from matter order by seq limit 2`, nil, "TRA B R"},
		{"having", `select stage from matter group by stage having count(*) > $1`, []any{1}, "raised"},
		{"distinct", `select distinct urgent::x from matter`, nil, "error"},
		{"a name in quotes that is no column", `select "nothing" from matter`, nil, "error"},
		{"an unknown function", `select now2() from matter`, nil, "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				define(t, db, matters)
				var got []string
				err := db.Write(t.Context(), func(tx *database.Tx) (err error) {
					got, err = database.All(tx, c.query, c.args, text)
					return err
				})
				if c.want == "error" {
					if err == nil {
						t.Errorf("%q was not refused", got)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if s := strings.Join(got, " "); s != c.want {
					t.Errorf("got %q, want %q", s, c.want)
				}
			})
		})
	}
}

// TestValues stores values of every type and reads them again.
func TestValues(t *testing.T) {
	type ref string
	type kind uint8
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		define(t, db, `create table v (id bigint primary key, s text, i bigint, b boolean, f double precision, d bytea)`)
		name, nobody := "Ана", (*string)(nil)
		long := strings.Repeat("ұзақ ", 200_000)
		rows := [][]any{
			{1, "", int64(math.MaxInt64), true, 0.1, []byte{}},
			{2, ref("Ғылым 'x' \"y\" \u202e"), int64(math.MinInt64), false, -math.MaxFloat64, []byte{0, 1, 0xff}},
			{3, nil, nil, nil, nil, nil},
			{4, &name, kind(200), true, float32(0.5), []byte(nil)},
			{5, nobody, int32(-1), nil, 2.0, []byte(long)},
			{6, long, 0, nil, math.SmallestNonzeroFloat64, nil},
		}
		write(t, db, func(tx *database.Tx) error {
			return tx.Insert("v", []string{"id", "s", "i", "b", "f", "d"}, rows)
		})
		type value struct {
			s *string
			i *int64
			b *bool
			f *float64
			d []byte
		}
		var got []value
		read(t, db, func(tx *database.Tx) (err error) {
			got, err = database.All(tx, `select s, i, b, f, d from v order by id`, nil, func(scan database.Scan) (v value, err error) {
				err = scan(&v.s, &v.i, &v.b, &v.f, &v.d)
				return v, err
			})
			return err
		})
		if len(got) != len(rows) {
			t.Fatalf("got %d rows", len(got))
		}
		read(t, db, func(tx *database.Tx) error {
			null, err := database.All(tx, `select 'v' || id from v where d is null order by id`, nil, text)
			if s := strings.Join(null, " "); s != "v3 v4 v6" {
				t.Errorf("no bytes in %q; an empty list of bytes is not null", s)
			}
			return err
		})
		is := func(name string, ok bool) {
			t.Helper()
			if !ok {
				t.Errorf("%s came back otherwise", name)
			}
		}
		is("an empty text", got[0].s != nil && *got[0].s == "")
		is("the largest integer", *got[0].i == math.MaxInt64)
		is("true", *got[0].b)
		is("a fraction", *got[0].f == 0.1)
		is("no bytes at all", len(got[0].d) == 0)
		is("a named text", *got[1].s == "Ғылым 'x' \"y\" \u202e")
		is("the smallest integer", *got[1].i == math.MinInt64)
		is("false", !*got[1].b)
		is("the smallest float", *got[1].f == -math.MaxFloat64)
		is("bytes", slices.Equal(got[1].d, []byte{0, 1, 0xff}))
		is("null", got[2].s == nil && got[2].i == nil && got[2].b == nil && got[2].f == nil && got[2].d == nil)
		is("a pointer", *got[3].s == "Ана")
		is("a named number", *got[3].i == 200)
		is("a narrow float", *got[3].f == 0.5)
		is("nil bytes", got[3].d == nil)
		is("a nil pointer", got[4].s == nil)
		is("a negative number", *got[4].i == -1)
		is("many bytes", string(got[4].d) == long)
		is("a long text", *got[5].s == long)
		is("the tiniest float", *got[5].f == math.SmallestNonzeroFloat64)
	})
}

// TestRefused shows what both engines refuse.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		name, stmt string
		args       []any
	}{
		{"a text in a column of numbers", `insert into matter (ref, seq) values ('x', $1)`, []any{"seven"}},
		{"null where none may be", `insert into matter (ref, seq) values ('x', $1)`, []any{nil}},
		{"a key that is taken", `insert into matter (ref, seq) values ('a', 77)`, nil},
		{"a unique value that is taken", `insert into matter (ref, seq) values ('x', 1)`, nil},
		{"a check that fails", `insert into matter (ref, seq) values ('x', -1)`, nil},
		{"a reference to nothing", `insert into statement (matter, n, words) values ('nothing', 1, '')`, nil},
		{"losing what is referred to", `delete from matter where ref = 'a'`, nil},
		{"too few arguments", `update matter set title = $1 where ref = $2`, []any{"x"}},
		{"a NUL", `update matter set title = $1`, []any{"a\x00b"}},
		{"what is not UTF-8", `update matter set title = $1`, []any{"a\xffb"}},
		{"a table that is not there", `select * from nothing`, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				define(t, db, matters)
				err := db.Write(t.Context(), func(tx *database.Tx) error { return tx.Exec(c.stmt, c.args...) })
				if err == nil {
					t.Fatal("it was accepted")
				}
				if taken := strings.Contains(c.name, "taken"); database.Duplicate(err) != taken {
					t.Errorf("Duplicate(%v) is %v", err, !taken)
				}
				if bad := strings.Contains(c.name, "NUL") || strings.Contains(c.name, "UTF"); errors.Is(err, database.ErrText) != bad {
					t.Errorf("that %v is ErrText is %v", err, !bad)
				}
				if database.Full(err) || database.Damaged(err) {
					t.Errorf("%v is taken for a full or damaged database", err)
				}
				// The next transaction is none the worse for it.
				write(t, db, func(tx *database.Tx) error { return tx.Exec(`update matter set title = 'x'`) })
			})
		})
	}
}

func TestPanics(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(tx *database.Tx) error
	}{
		{"a time", func(tx *database.Tx) error { return tx.Exec(`update matter set seq = $1`, time.Now()) }},
		{"a list", func(tx *database.Tx) error { return tx.Exec(`update matter set seq = $1`, []int{1}) }},
		{"a statement while rows are read", func(tx *database.Tx) error {
			return tx.Each(`select ref from matter`, nil, func(database.Scan) error {
				return tx.Exec(`update matter set title = 'x'`)
			})
		}},
		{"a question while rows are read", func(tx *database.Tx) error {
			return tx.Each(`select ref from matter`, nil, func(database.Scan) error {
				var n int
				return tx.Row(`select count(*) from matter`, nil, &n)
			})
		}},
		{"a row that is too short", func(tx *database.Tx) error {
			return tx.Insert("matter", []string{"ref", "seq"}, [][]any{{"x"}})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				define(t, db, matters)
				func() {
					defer func() {
						if recover() == nil {
							t.Error("nothing panicked")
						}
					}()
					db.Write(t.Context(), func(tx *database.Tx) error {
						if err := tx.Exec(`update matter set title = 'undone'`); err != nil {
							t.Error(err)
						}
						return c.do(tx)
					})
				}()
				var n int
				read(t, db, func(tx *database.Tx) error {
					return tx.Row(`select count(*) from matter where title = 'undone'`, nil, &n)
				})
				if n != 0 {
					t.Error("what a panic interrupted was kept")
				}
				write(t, db, func(tx *database.Tx) error { return tx.Exec(`update matter set title = 'x'`) })
			})
		})
	}
}

func define(t testing.TB, db *database.DB, schema string) {
	t.Helper()
	write(t, db, func(tx *database.Tx) error { return tx.Define(schema) })
}

func write(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func read(t testing.TB, db *database.DB, f func(*database.Tx) error) {
	t.Helper()
	if err := db.Read(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func text(scan database.Scan) (s string, err error) {
	err = scan(&s)
	return s, err
}
