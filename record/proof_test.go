package record

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// TestRoots compares the tree with the roots that implementations of RFC 6962
// have for the same eight leaves.
func TestRoots(t *testing.T) {
	leaves := []string{"", "\x00", "\x10", "\x20\x21", "\x30\x31", "\x40\x41\x42\x43",
		"\x50\x51\x52\x53\x54\x55\x56\x57", "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"}
	roots := []string{
		"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
		"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
		"aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
		"d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
		"4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
		"76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
		"ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
		"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
	}
	var e edge
	for i, want := range roots {
		if got := hex(e.root()); got != want {
			t.Errorf("root of %d leaves is %s, want %s", i, got, want)
		}
		if i < len(leaves) {
			e.push(Leaf([]byte(leaves[i])), nil)
		}
	}
}

func hex(h Hash) string { return fmt.Sprintf("%x", h[:]) }

// TestNotes reads notes and keys that others have published.
func TestNotes(t *testing.T) {
	// From the documentation of golang.org/x/mod/sumdb/note.
	const (
		skey   = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
		vkey   = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
		signed = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n" +
			"— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
	)
	key, err := parseKey(skey)
	if err != nil || key.VKey != vkey {
		t.Errorf("public key %q, %v", key.VKey, err)
	}
	again, err := note.Sign(&note.Note{Text: signed[:strings.Index(signed, "\n\n")+1]}, key.Signer)
	if err != nil || string(again) != signed {
		t.Errorf("signed as %q, %v", again, err)
	}
	if _, err := OpenCheckpoint([]byte(signed), key.Verifier); !errors.Is(err, errCheckpoint) {
		t.Errorf("a note that is no checkpoint: %v", err)
	}
	// A checkpoint of the Go checksum database, from the same module's tests
	// of tlog: a tree of one's own origin in the same three lines.
	c, err := ParseCheckpoint("go.sum database tree\n2\nnND/nri/U0xuHUrYSy0HtMeal2vzD9V4k/BO79C+QeI=\n")
	if err != nil || c.Size != 2 || c.Origin != "go.sum database tree" {
		t.Errorf("%v, %v", c, err)
	}
}

func TestParseCheckpoint(t *testing.T) {
	const root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
	good := "example.com/behind-the-sofa\n20852163\n" + root + "\n"
	if c, err := ParseCheckpoint(good); err != nil || c.String() != good || c.Size != 20852163 {
		t.Errorf("%v, %v", c, err)
	}
	for _, bad := range []string{
		"", "\n", "\n\n\n", good[:len(good)-1], good + "\n", good + "extension\n", "\n1\n" + root + "\n",
		"o\n01\n" + root + "\n", "o\n-1\n" + root + "\n", "o\n+1\n" + root + "\n", "o\n\n" + root + "\n",
		"o\n9223372036854775808\n" + root + "\n", "o\n1\n" + root[:40] + "\n", "o\n1\n" + root + " \n",
		"o\n1\n" + strings.Replace(root, "2I=", "2J=", 1) + "\n", // bits that base64 does not use
		"o\r\n1\r\n" + root + "\r\n",
	} {
		if c, err := ParseCheckpoint(bad); err == nil {
			t.Errorf("%q is %v", bad, c)
		}
	}
}

// TestOpenCheckpoint signs with several keys, as logs and witnesses do.
func TestOpenCheckpoint(t *testing.T) {
	key, witness, thief := newKey(t, origin), newKey(t, "witness.example"), newKey(t, origin)
	c := Checkpoint{origin, 7, Hash{1}}
	sign := func(text string, by ...Key) []byte {
		var signers []note.Signer
		for _, k := range by {
			signers = append(signers, k.Signer)
		}
		signed, err := note.Sign(&note.Note{Text: text}, signers...)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	good := sign(c.String(), key)
	for _, signed := range [][]byte{good, sign(c.String(), key, witness), sign(c.String(), witness, thief, key)} {
		if got, err := OpenCheckpoint(signed, key.Verifier); err != nil || got != c {
			t.Errorf("%s: %v, %v", signed, got, err)
		}
	}
	other := c
	other.Origin = "elsewhere.example"
	for name, signed := range map[string][]byte{
		"by nobody":        []byte(c.String() + "\n"),
		"by the thief":     sign(c.String(), thief),
		"by a witness":     sign(c.String(), witness),
		"of another log":   sign(other.String(), key),
		"of another size":  bytes.Replace(good, []byte("\n7\n"), []byte("\n8\n"), 1),
		"with extensions":  sign(c.String()+"more\n", key),
		"cut short":        good[:len(good)-1],
		"with a tail":      append(bytes.Clone(good), "tail"...),
		"with a NUL":       append([]byte("\x00"), good...),
		"with a bad byte":  append([]byte("\xff"), good...),
		"with bad base 64": bytes.Replace(good, []byte("=\n"), []byte("\n"), -1),
	} {
		if got, err := OpenCheckpoint(signed, key.Verifier); err == nil {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestProof proves every entry of a small record, and nothing else.
func TestProof(t *testing.T) {
	key, thief := newKey(t, origin), newKey(t, origin)
	each(t, func(t *testing.T, db *database.DB) {
		fill(t, db, key, 40)
		read(t, db, func(tx *database.Tx) error {
			all, err := Entries(tx, 0, 100)
			if err != nil {
				return err
			}
			for _, e := range all {
				p, err := Prove(tx, e.Seq)
				if err != nil {
					return err
				}
				if e.Seq%2 == 0 {
					p.Extra = e.Data
				}
				text := FormatProof(p)
				got, c, err := VerifyProof(text, Leaf(e.Data), key.Verifier)
				if err != nil || got.Index != e.Seq || c.Size != 40 || !bytes.Equal(got.Extra, p.Extra) {
					t.Fatalf("%s: %+v, %v, %v", text, got, c, err)
				}
				if _, _, err := VerifyProof(text, Leaf([]byte("another")), key.Verifier); err == nil {
					t.Fatal("proved another entry")
				}
				if _, _, err := VerifyProof(text, Leaf(e.Data), thief.Verifier); err == nil {
					t.Fatal("proved by another key")
				}
				p.Index = (p.Index + 1 + rand.Int64N(39)) % 40
				if _, _, err := VerifyProof(FormatProof(p), Leaf(e.Data), key.Verifier); err == nil {
					t.Fatalf("entry %d proved at %d", e.Seq, p.Index)
				}
			}
			for _, seq := range []int64{-1, 40, 1 << 62} {
				if _, err := Prove(tx, seq); !errors.Is(err, ErrBeyond) {
					t.Errorf("entry %d: %v", seq, err)
				}
			}
			_, err1 := ProveConsistency(tx, 1, 41)
			_, err2 := Root(tx, 41)
			_, err3 := ProveEntry(tx, 0, -1)
			for _, err := range []error{err1, err2, err3} {
				if !errors.Is(err, ErrBeyond) {
					t.Errorf("beyond the end: %v", err)
				}
			}
			return nil
		})
	})
}

// TestProofForm holds the form against the example in its specification.
func TestProofForm(t *testing.T) {
	h1, h2 := Hash{1}, Hash{2}
	signed := Checkpoint{"example.com/fancylog", 109482, Hash{3}}.String() + "\n— example.com/fancylog hI2DJw==\n"
	want := "c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 73894\n" + h1.String() + "\n" + h2.String() + "\n\n" + signed
	p := Proof{Extra: []byte("extra"), Index: 73894, Path: tlog.RecordProof{h1, h2}, Signed: []byte(signed)}
	if got := string(FormatProof(p)); got != want {
		t.Errorf("%s", got)
	}
	if got, err := ParseProof([]byte(want)); err != nil || got.Index != 73894 || len(got.Path) != 2 || string(got.Signed) != signed {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{
		"", "\n\n", "c2sp.org/tlog-proof@v1\n\n" + signed, "c2sp.org/tlog-proof@v2\nindex 0\n\n" + signed,
		"c2sp.org/tlog-proof@v1\nindex 01\n\n" + signed, "c2sp.org/tlog-proof@v1\nindex -1\n\n" + signed,
		"c2sp.org/tlog-proof@v1\nindex 0\nextra ZXh0cmE=\n\n" + signed, "c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n" + signed,
		"c2sp.org/tlog-proof@v1\nextra ZXh0cmF=\nindex 0\n\n" + signed, "c2sp.org/tlog-proof@v1\nindex 0\nshort\n\n" + signed,
		"c2sp.org/tlog-proof@v1\nindex 0\n" + strings.Repeat(h1.String()+"\n", 64) + "\n" + signed,
		"c2sp.org/tlog-proof@v1\r\nindex 0\r\n\r\n" + signed, " " + want,
	} {
		if p, err := ParseProof([]byte(bad)); err == nil {
			t.Errorf("%q is %+v", bad, p)
		}
	}
}

// TestCommit fixes what is committed to for ever.
func TestCommit(t *testing.T) {
	salt := bytes.Repeat([]byte{7}, SaltSize)
	c := Commit(salt, "application/json", []byte(`{"words":"a"}`))
	// printf 'counterpart/payload/v1\napplication/json\n{"words":"a"}' |
	// openssl dgst -sha256 -mac HMAC -macopt hexkey:0707…07
	const want = "e076f2ad3747dd08d6380006a73dfca30c5f7d7a20bed56c1a3202d7d3bcf5c6"
	if got := hex(c); got != want {
		t.Errorf("%s", got)
	}
	if bytes.Equal(NewSalt(), NewSalt()) || len(NewSalt()) != SaltSize {
		t.Error("salts repeat")
	}
	seen := map[Hash]bool{c: true}
	for i, other := range []Hash{
		Commit(NewSalt(), "application/json", []byte(`{"words":"a"}`)),
		Commit(salt, "text/plain", []byte(`{"words":"a"}`)),
		Commit(salt, "application/json", []byte(`{"words":"b"}`)),
		Commit(salt, "application/json", nil),
	} {
		if seen[other] {
			t.Errorf("commitment %d is another's", i)
		}
		seen[other] = true
	}
}
