// Package database opens the one database the program keeps, in either of two
// engines, and lets a single body of SQL serve both.
//
// SQLite is the engine of a folder, PostgreSQL that of a postgres:// URL. A
// statement means the same on both, or it is refused on both. SQL is therefore
// written in PostgreSQL's dialect, within the part of it that SQLite speaks.
//
// What may be used freely: insert … on conflict … do update set x = excluded.x,
// returning, update … from, window functions, filter (where …),
// string_agg(x, ',' order by y), is distinct from, row values
// (a, b) > ($1, $2), recursive common table expressions, nulls first and nulls
// last, limit $1 offset $2, partial and expression indexes, create table if
// not exists, and the column types text, bigint, integer, boolean, bytea and
// double precision.
//
// The law:
//
//   - Parameters are $1, $2 and so on, in any order.
//   - Times are bigint Unix milliseconds and identifiers are text. A time.Time
//     as an argument panics: SQLite would store Go's debugging form.
//   - One question at a time. A statement while the rows of another are being
//     read panics: SQLite would allow it, PostgreSQL would not.
//   - Bytes of no length are not null, though SQLite's read as nil. A bigint
//     primary key is always given: SQLite would make one up.
//   - Text is valid UTF-8 without NUL; anything else is refused with ErrText.
//   - Text is compared and sorted by its bytes. Sort for a reader in Go, by the
//     reader's language. Letters are folded in Go too: lower() knows only ASCII
//     on SQLite.
//   - Order by a nullable column says nulls first or nulls last.
//   - No JSON, arrays, dates or clocks in SQL: decode, loop, and ask the time
//     in Go.
//   - Not to be had on SQLite: for update, = any($1), ::type, identity columns,
//     a data-changing statement inside with, add column if not exists. A lock
//     is taken by updating a row: update head set next = next returning next.
//   - sum over bigint is a numeric on PostgreSQL; scan it into an int64.
//     Do not bind a parameter whose type PostgreSQL cannot know, as in
//     $1 is null.
//
// Where the engines truly differ (full-text search, waking other instances,
// copying a live database) the difference is Go with two implementations and
// one test, not an if inside a query.
//
// Writing to SQLite: one program at a time keeps it open for that, and Open
// holds a lock beside the file to make sure. A commit is durable when Write returns. Reading never
// waits for writing, nor writing for reading.
package database
