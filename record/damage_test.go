package record

import (
	"testing"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// TestCheckFinds plants each kind of damage in a record of 700 entries, and
// says what Check must call it and where.
func TestCheckFinds(t *testing.T) {
	key, thief := newKey(t, origin), newKey(t, origin)
	// flip changes one bit of a column in the only row a condition finds.
	flip := func(table, column, where string) func(*database.Tx) error {
		return func(tx *database.Tx) error {
			var b []byte
			if err := tx.Row(`select `+column+` from `+table+` where `+where, nil, &b); err != nil {
				return err
			}
			b[len(b)/2] ^= 1 << 3
			return tx.Exec(`update `+table+` set `+column+` = $1 where `+where, b)
		}
	}
	exec := func(query string, args ...any) func(*database.Tx) error {
		return func(tx *database.Tx) error { return tx.Exec(query, args...) }
	}
	forge := func(key Key, size int64, root Hash) func(*database.Tx) error {
		return func(tx *database.Tx) error {
			signed, err := Checkpoint{origin, size, root}.Sign(key.Signer)
			if err != nil {
				return err
			}
			return tx.Exec(`insert into record_checkpoint (size, note, at) values ($1, $2, 0)
				on conflict (size) do update set note = excluded.note`, size, string(signed))
		}
	}
	tests := []struct {
		name  string
		plant func(*database.Tx) error
		what  Fault
		seq   int64
	}{
		{"bit of an entry", flip("record_entry", "data", "seq = 401"), EntryChanged, 401},
		{"bit of the first entry", flip("record_entry", "data", "seq = 0"), EntryChanged, 0},
		{"bit of the last entry", flip("record_entry", "data", "seq = 699"), EntryChanged, 699},
		{"bit of a leaf hash", flip("record_hash", "hash", "idx = 4"), EntryChanged, 3},
		{"bit of an inner hash", flip("record_hash", "hash", "idx = 6"), TreeWrong, 3},
		{"bit of a payload", flip("record_payload", "data", "seq = 301"), PayloadWrong, 301},
		{"bit of a salt", flip("record_payload", "salt", "seq = 302"), PayloadWrong, 302},
		{"payload moved", exec(`update record_payload set seq = 303 where seq = 302`), PayloadStray, 303},
		{"payload at no entry", exec(`update record_payload set seq = 7000 where seq = 302`), PayloadStray, 700},
		{"entry dropped", exec(`delete from record_entry where seq = 256`), EntryMissing, 256},
		{"last entry dropped", exec(`delete from record_entry where seq = 699`), EntryMissing, 699},
		{"hash dropped", exec(`delete from record_hash where idx = 6`), TreeWrong, 3},
		{"last hash dropped", exec(`delete from record_hash where idx = $1`, tlog.StoredHashCount(700)-1), TreeWrong, 699},
		{"hash too many", exec(`insert into record_hash (idx, hash) select $1, hash from record_hash where idx = 0`, tlog.StoredHashCount(700)), TreeWrong, 700},
		{"entry too many", exec(`insert into record_entry (seq, topic, kind, data) select 700, topic, kind, data from record_entry where seq = 0`), EntryStray, 700},
		{"entries exchanged", exec(`update record_entry set seq = case seq when 5 then -6 else -5 end where seq in (5, 6)`), EntryStray, 700},
		{"topic", exec(`update record_entry set topic = 'matter-6' where seq = 3`), LabelWrong, 3},
		{"kind", exec(`update record_entry set kind = 'test.1' where seq = 3`), LabelWrong, 3},
		{"head short", exec(`update record_head set next = 699`), EntryStray, 699},
		{"head long", exec(`update record_head set next = 701`), EntryMissing, 700},
		{"head's root", exec(`update record_head set root = $1`, Hash{}.String()), HeadWrong, 700},
		{"head's root is none", exec(`update record_head set root = ''`), HeadWrong, 700},
		{"checkpoint forged", forge(thief, 700, Hash{}), SignatureWrong, 700},
		{"older checkpoint forged", forge(thief, 77, Hash{}), SignatureWrong, 77},
		{"checkpoint of a fork", forge(key, 77, Hash{}), CheckpointWrong, 77},
		{"checkpoint of the future", forge(key, 701, Hash{}), CheckpointWrong, 700},
		{"checkpoint of a fork at nothing", forge(key, 0, Hash{}), CheckpointWrong, 0},
		{"checkpoint under another size", exec(`update record_checkpoint set size = 0 where size = 700`), CheckpointWrong, 0},
		{"entry changed and tree with it", rebuild(401), CheckpointWrong, -1},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			each(t, func(t *testing.T, db *database.DB) {
				fill(t, db, key, 700)
				if _, err := Check(t.Context(), db, auditor(key)); err != nil {
					t.Fatalf("before any damage: %v", err)
				}
				write(t, db, test.plant)
				_, err := Check(t.Context(), db, auditor(key))
				wantDamage(t, err, test.what, test.seq)
			})
		})
	}
}

// rebuild is what one would do who owns the database, but not the key: change
// an entry, and with it the tree and the head.
func rebuild(seq int64) func(*database.Tx) error {
	return func(tx *database.Tx) error {
		if err := tx.Exec(`update record_entry set data = $1 where seq = $2`,
			[]byte(`{"Topic":"matter-2","Kind":"test.2","N":7}`), seq); err != nil {
			return err
		}
		if err := tx.Exec(`delete from record_payload where seq = $1`, seq); err != nil {
			return err
		}
		entries, err := Entries(tx, 0, 1000)
		if err != nil {
			return err
		}
		var e edge
		var all []Hash
		for _, entry := range entries {
			all = e.push(Leaf(entry.Data), all)
		}
		for i, h := range all {
			if err := tx.Exec(`update record_hash set hash = $1 where idx = $2`, h[:], i); err != nil {
				return err
			}
		}
		return tx.Exec(`update record_head set root = $1`, e.root().String())
	}
}
