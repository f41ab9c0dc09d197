package record

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"example.org/counterpart/database"
)

func TestAppendRefuses(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		write(t, db, func(tx *database.Tx) error {
			r, err := Take(tx, nil)
			if err != nil {
				return err
			}
			for name, e := range map[string]Entry{
				"no data":              {},
				"too much data":        {Data: make([]byte, MaxData+1)},
				"a salt alone":         {Data: []byte("d"), Salt: NewSalt()},
				"a payload alone":      {Data: []byte("d"), Payload: []byte("p")},
				"a short salt":         {Data: []byte("d"), Payload: []byte("p"), Salt: []byte("s")},
				"a payload beyond all": {Data: []byte("d"), Payload: make([]byte, MaxPayload+1), Salt: NewSalt()},
			} {
				if _, _, err := r.Append(e); err == nil {
					t.Errorf("%s was appended", name)
				}
			}
			big := Entry{Data: bytes.Repeat([]byte("d"), MaxData)}
			if _, _, err := r.Append(big); err != nil {
				t.Error(err)
			}
			if err := r.Seal(nil, "", time.Time{}); err != nil {
				return err
			}
			if _, _, err := r.Append(big); !errors.Is(err, errSpent) {
				t.Errorf("appended after Seal: %v", err)
			}
			if err := r.Seal(nil, "", time.Time{}); !errors.Is(err, errSpent) {
				t.Errorf("sealed twice: %v", err)
			}
			return nil
		})
		if _, err := Check(t.Context(), db, auditor(newKey(t, origin))); err == nil {
			t.Error("an entry that no label can be read from passed")
		}
	})
}

// TestTakeRefuses says that nobody can build on a tree that is broken.
func TestTakeRefuses(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		write(t, db, add(nil, key, 6))
		write(t, db, func(tx *database.Tx) error {
			return tx.Exec(`update record_hash set hash = $1 where idx = 6`, make([]byte, 32))
		})
		wantDamage(t, db.Write(t.Context(), add(nil, key, 1)), HeadWrong, 6)
		write(t, db, func(tx *database.Tx) error { return tx.Exec(`delete from record_hash where idx = 6`) })
		if err := db.Write(t.Context(), add(nil, key, 1)); err == nil {
			t.Error("appended to a tree with a node missing")
		}
		write(t, db, func(tx *database.Tx) error { return tx.Exec(`delete from record_head`) })
		if err := db.Write(t.Context(), add(nil, key, 1)); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("appended to a record without a head: %v", err)
		}
	})
}

// TestMarkAndBack appends, goes back, and appends other entries in their place.
func TestMarkAndBack(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var cache Edge
		var w twin
		for range 7 {
			write(t, db, func(tx *database.Tx) error {
				r, err := Take(tx, &cache)
				if err != nil {
					return err
				}
				for i := range 30 {
					m := r.Mark()
					for range i {
						if _, _, err := r.Append(Entry{Topic: "regret", Kind: "regret", Data: []byte("regret")}); err != nil {
							return err
						}
					}
					r.Back(m)
					if i%2 == 0 {
						w.append(t, entry(len(w.entries)))
						if _, _, err := r.Append(w.entries[len(w.entries)-1]); err != nil {
							return err
						}
					}
				}
				return r.Seal(key.Signer, origin, noon)
			})
		}
		read(t, db, func(tx *database.Tx) error {
			compare(t, tx, &w, 0, key)
			return nil
		})
		if _, err := Check(t.Context(), db, auditor(key)); err != nil {
			t.Fatal(err)
		}
	})
}

// TestQuestions compares the answers with a search through all entries, inside
// a transaction that has appended and outside.
func TestQuestions(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		var w twin
		ask := func(about func(string, int64) ([]Entry, error), last func(string) (Entry, bool, error)) {
			t.Helper()
			for _, after := range []int64{-1, 0, 20, 41, 60, 1000} {
				got, err := about("matter-3", after)
				if err != nil {
					t.Fatal(err)
				}
				var want []int64
				for _, e := range w.entries {
					if e.Topic == "matter-3" && e.Seq > after {
						want = append(want, e.Seq)
					}
				}
				var seqs []int64
				for _, e := range got {
					if seqs = append(seqs, e.Seq); !bytes.Equal(e.Data, w.entries[e.Seq].Data) || e.Kind != w.entries[e.Seq].Kind {
						t.Errorf("entry %d is %+v", e.Seq, e)
					}
				}
				if !slices.Equal(seqs, want) {
					t.Errorf("after %d: %v, want %v", after, seqs, want)
				}
			}
			e, ok, err := last("test.2")
			if err != nil || !ok || e.Seq != int64((len(w.entries)-3)/3*3+2) {
				t.Errorf("last is %v %v %v of %d", e.Seq, ok, err, len(w.entries))
			}
			if _, ok, err := last("test.9"); ok || err != nil {
				t.Errorf("last of none: %v %v", ok, err)
			}
		}
		for range 2 {
			write(t, db, func(tx *database.Tx) error {
				r, err := Take(tx, nil)
				if err != nil {
					return err
				}
				for range 30 {
					w.append(t, entry(len(w.entries)))
					if _, _, err := r.Append(w.entries[len(w.entries)-1]); err != nil {
						return err
					}
				}
				ask(r.About, r.Last)
				if err := r.Seal(key.Signer, origin, noon); err != nil {
					return err
				}
				ask(r.About, r.Last)
				return nil
			})
		}
		read(t, db, func(tx *database.Tx) error {
			ask(func(topic string, after int64) ([]Entry, error) { return About(tx, topic, after) },
				func(kind string) (Entry, bool, error) { return Last(tx, kind) })
			for seq := range int64(60) {
				e, ok, err := At(tx, seq)
				if err != nil || !ok || !sameEntry(e, w.entries[seq]) {
					t.Errorf("at %d: %+v %v %v", seq, e, ok, err)
				}
				salt, payload, err := Payload(tx, seq)
				if err != nil || !bytes.Equal(salt, e.Salt) || !bytes.Equal(payload, e.Payload) {
					t.Errorf("payload of %d: %q %v", seq, payload, err)
				}
			}
			if _, ok, err := At(tx, 60); ok || err != nil {
				t.Errorf("at 60: %v %v", ok, err)
			}
			return nil
		})
	})
}

// TestErase erases payloads and finds everything else as it was.
func TestErase(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		fill(t, db, key, 300)
		before, err := Check(t.Context(), db, auditor(key))
		if err != nil {
			t.Fatal(err)
		}
		var proofs [2][]byte
		prove := func(i int) {
			read(t, db, func(tx *database.Tx) error {
				p, err := Prove(tx, 100)
				proofs[i] = FormatProof(p)
				return err
			})
		}
		prove(0)
		for _, seq := range []int64{99, 100, 101, 299, 5000} { // the first and last have none
			write(t, db, func(tx *database.Tx) error { return Erase(tx, seq) })
		}
		prove(1)
		if !bytes.Equal(proofs[0], proofs[1]) {
			t.Error("the proof has changed")
		}
		after, err := Check(t.Context(), db, auditor(key))
		if err != nil {
			t.Fatal(err)
		}
		if before.Payloads != 200 || before.Missing != 0 || after.Payloads != 197 || after.Missing != 3 {
			t.Errorf("%v before, %v after", before, after)
		}
		if after.Payloads, after.Missing = before.Payloads, before.Missing; after != before {
			t.Errorf("%v before, %v after", before, after)
		}
		read(t, db, func(tx *database.Tx) error {
			e, ok, err := At(tx, 100)
			if !ok || e.Salt != nil || e.Payload != nil || len(e.Data) == 0 {
				t.Errorf("entry 100 is now %+v", e)
			}
			return err
		})
	})
}

// TestEraseForGood looks for erased words in the files of the database.
func TestEraseForGood(t *testing.T) {
	dir := t.TempDir()
	db, err := database.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	write(t, db, Migrate)
	words, salt := []byte("words that somebody wants forgotten"), NewSalt()
	write(t, db, func(tx *database.Tx) error {
		r, err := Take(tx, nil)
		if err != nil {
			return err
		}
		for range 20 {
			if _, _, err := r.Append(Entry{Data: []byte("d"), Salt: salt, Payload: words}); err != nil {
				return err
			}
		}
		return r.Seal(nil, "", time.Time{})
	})
	for seq := range int64(20) {
		write(t, db, func(tx *database.Tx) error { return Erase(tx, seq) })
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, words[:20]) || bytes.Contains(data, salt) {
			t.Errorf("%s still has them", filepath.Base(file))
		}
	}
}

// TestThinning makes three thousand checkpoints over some days.
func TestThinning(t *testing.T) {
	key := newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		const perDay = 300
		var cache Edge
		write(t, db, func(tx *database.Tx) error {
			for i := range 3072 {
				r, err := Take(tx, &cache)
				if err != nil {
					return err
				}
				if _, _, err := r.Append(entry(i)); err != nil {
					return err
				}
				if err := r.Seal(key.Signer, origin, noon.Truncate(24*time.Hour).Add(time.Duration(i)*24*time.Hour/perDay)); err != nil {
					return err
				}
			}
			return nil
		})
		var sizes []int64
		read(t, db, func(tx *database.Tx) (err error) {
			sizes, err = database.All(tx, `select size from record_checkpoint order by size`, nil,
				func(scan database.Scan) (n int64, err error) { return n, scan(&n) })
			return err
		})
		// The last of each whole day before the newest thousand, and one more
		// where the thousand begins within a day.
		var want []int64
		for n := int64(perDay); n < 3072-kept; n += perDay {
			want = append(want, n)
		}
		want = append(want, 3072-kept)
		for n := int64(3072 - kept + 1); n <= 3072; n++ {
			want = append(want, n)
		}
		if !slices.Equal(sizes, want) {
			t.Errorf("kept %v", sizes)
		}
		if _, err := Check(t.Context(), db, auditor(key)); err != nil {
			t.Fatal(err)
		}
	})
}
