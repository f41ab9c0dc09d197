package main

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/draft"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/record"
	"example.org/counterpart/roll"
	"github.com/emersion/go-smtp"
)

// TestMailIn brings a reply to the running program, as the site's mail server
// does, and finds the draft after it has ended.
func TestMailIn(t *testing.T) {
	databasetest.EachAt(t, func(t *testing.T, at string) {
		where := foundExample(t, at)
		m := raiseIdea(t, where)
		secret, err := record.LoadSecret(where.keys)
		if err != nil {
			t.Fatal(err)
		}
		lmtp := freeAddr(t)
		p := start(t, where.flags("serve", "--addr", "127.0.0.1:0", "--mail-in", "lmtp://"+lmtp, "--mail-reply", "reply@taskforce.example")...)
		var saari roll.Person
		err = look(t, at, func(tx *database.Tx) (err error) { saari, err = roll.BySlug(tx, "saari"); return err })
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", lmtp)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		to := reply.Address(secret[:], "reply@taskforce.example", saari.Member, m.Ref)
		raw := "From: " + saari.Email + "\r\nTo: " + to + "\r\nMessage-Id: <1@x>\r\n\r\nI agree with this.\r\n"
		if err := smtp.NewClientLMTP(conn).SendMail(saari.Email, []string{to}, strings.NewReader(raw)); err != nil {
			t.Fatal(err)
		}
		p.ends()
		err = look(t, at, func(tx *database.Tx) error {
			all, err := draft.Of(tx, saari.Member, m.RaisedAt)
			if len(all) != 1 || all[0].Words != "I agree with this." {
				t.Errorf("%+v", all)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(p.Err.String(), string(saari.Member)) || strings.Contains(p.Err.String(), saari.Email) {
			t.Errorf("the log names who wrote: %s", p.Err)
		}
	})
}

// look reads a database, beside whatever program writes there.
func look(t *testing.T, at string, f func(tx *database.Tx) error) error {
	t.Helper()
	db, err := database.OpenReadOnly(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	return db.Read(context.Background(), f)
}

// TestMailInFlags has flags that do not go together, and a password that no
// error repeats.
func TestMailInFlags(t *testing.T) {
	for _, args := range [][]string{
		{"--mail-in", "lmtp://127.0.0.1:24"}, {"--mail-reply", "reply@x.example"}, {"--mail-in", "lmtp://192.0.2.1:24", "--mail-reply", "reply@x.example"},
		{"--mail-in", "lmtp://127.0.0.1:24", "--mail-reply", "reply"}, {"--mail-in", "imaps://u@h/INBOX", "--mail-reply", "reply@x.example"},
		{"--mail-in", "imaps://u:hidden@h/INBOX", "--mail-reply", "reply@x.example"},
	} {
		var out, said bytes.Buffer
		args = append([]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, args...)
		if code := run(t.Context(), args, streams{&out, &said}); code != exitUsage || said.Len() == 0 || strings.Contains(said.String(), "hidden") {
			t.Errorf("%v ended with %d: %s", args, code, said.String())
		}
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("a secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f := mailInFlags{MailIn: "imaps://u@h/INBOX", MailReply: "reply@x.example", MailInPasswordFile: file}
	if _, password, on, err := f.read(); err != nil || !on || password != "a secret" {
		t.Errorf("%q, %v, %v", password, on, err)
	}
}
