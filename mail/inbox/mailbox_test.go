package inbox_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/mail/inbox"
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
	"github.com/emersion/go-smtp"
)

const password = "a secret of the mailbox"

// A shelf is a mailbox at a real IMAP server.
type shelf struct {
	t     *testing.T
	user  *imapmemserver.User
	addr  string
	roots *x509.CertPool
	pem   []byte
}

func imapServer(t *testing.T, implicit bool) *shelf {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil) // has a certificate for 127.0.0.1
	certified.StartTLS()
	certified.Close()
	s := &shelf{t: t, user: imapmemserver.NewUser("tf@example.org", password), roots: x509.NewCertPool()}
	s.roots.AddCert(certified.Certificate())
	for _, name := range []string{"INBOX", "Taken"} {
		if err := s.user.Create(name, nil); err != nil {
			t.Fatal(err)
		}
	}
	memory := imapmemserver.New()
	memory.AddUser(s.user)
	s.pem = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certified.Certificate().Raw})
	config := &tls.Config{Certificates: certified.TLS.Certificates}
	server := imapserver.New(&imapserver.Options{
		TLSConfig: config,
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return memory.NewSession(), nil, nil
		},
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}, imap.CapIMAP4rev2: {}, imap.CapMove: {}},
		InsecureAuth: true,
		Logger:       log.New(io.Discard, "", 0),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	if implicit {
		l = tls.NewListener(l, config)
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return s
}

func (s *shelf) put(raw string) {
	s.t.Helper()
	if _, err := s.user.Append("INBOX", literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{}); err != nil {
		s.t.Fatal(err)
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// waits counts the letters in a folder that are not marked as seen.
func (s *shelf) waits(folder string) (all, unseen int) {
	s.t.Helper()
	data, err := s.user.Status(folder, &imap.StatusOptions{NumMessages: true, NumUnseen: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return int(*data.NumMessages), int(*data.NumUnseen)
}

func (s *shelf) mailbox(p *post, at string) *inbox.Mailbox {
	s.t.Helper()
	source, err := inbox.ReadSource(strings.Replace(at, "HOST", s.addr, 1))
	if err != nil {
		s.t.Fatal(err)
	}
	return &inbox.Mailbox{Source: source, Password: password, Desk: p.desk, TLS: &tls.Config{RootCAs: s.roots}}
}

// TestMailbox fetches what came, once, and marks it or moves it away.
func TestMailbox(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := open(t, db)
		p.Refers("Observe elections")
		for _, c := range []struct {
			at       string
			implicit bool
			moves    bool
		}{{"imaps://tf%40example.org@HOST/INBOX", true, false}, {"imap://tf%40example.org@HOST/INBOX?move=Taken", false, true}} {
			s := imapServer(t, c.implicit)
			from, to := "nurlan@example.org", p.to("nurlan")
			s.put(p.letter(from, to, "I agree."))
			s.put(p.letter(from, "Somebody <x@example.org>, Task Force <"+to+">", "And I add this."))
			s.put(p.letter(from, "list@example.org", "By another way.", "Delivered-To: "+to))
			s.put(p.letter("mallory@example.org", "tf@example.org", "Buy this."))
			s.put(p.letter(from, to, "I am away.", "Auto-Submitted: auto-replied"))
			s.put(p.letter(from, to, "Bounced.", "Return-Path: <>"))
			s.put("no letter at all")
			box := s.mailbox(p, c.at)
			for range 3 {
				if _, err := box.Round(t.Context()); err != nil {
					t.Fatal(err)
				}
				p.has("nurlan", 3)
			}
			if all, unseen := s.waits("INBOX"); unseen != 0 || c.moves && all != 0 || !c.moves && all != 7 {
				t.Errorf("%s: %d letters, %d unseen", c.at, all, unseen)
			}
			if all, _ := s.waits("Taken"); c.moves != (all == 7) {
				t.Errorf("%s: %d letters were moved", c.at, all)
			}
			s.put(p.letter(from, to, "One more."))
			if _, err := box.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
			p.has("nurlan", 4)
			p.drop("nurlan")
		}
	})
}

// TestMailboxLarge has a letter of 30 MB in the mailbox, of which only the
// beginning is read.
func TestMailboxLarge(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	s := imapServer(t, true)
	from, to := "nurlan@example.org", p.to("nurlan")
	s.put(p.letter(from, to, strings.Repeat("many words ", 3<<20)))
	s.put("X: " + strings.Repeat("a", 30<<20) + "\r\n" + p.letter(from, to, "x"))
	s.put(p.letter(from, to, "I agree."))
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if _, err := s.mailbox(p, "imaps://tf%40example.org@HOST/INBOX").Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	p.has("nurlan", 1)
	says(t, p.told(1), from, "larger than 2 MB")
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 16<<20 {
		t.Errorf("memory grew by %d MB", grown>>20)
	}
	if _, unseen := s.waits("INBOX"); unseen != 0 {
		t.Errorf("%d are still unseen", unseen)
	}
}

// TestMailboxFault leaves letters in the mailbox while they cannot be taken.
func TestMailboxFault(t *testing.T) {
	db := databasetest.Open(t, t.TempDir())
	var gone atomic.Bool
	db.Trip = func(query string) error {
		if gone.Load() && strings.Contains(query, "into draft ") {
			return errors.New("the disk is gone")
		}
		return nil
	}
	p := open(t, db)
	p.Refers("Observe elections")
	s := imapServer(t, true)
	box := s.mailbox(p, "imaps://tf%40example.org@HOST/INBOX")
	s.put(p.letter("nurlan@example.org", p.to("nurlan"), "I agree."))
	gone.Store(true)
	if _, err := box.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.has("nurlan", 0)
	if _, unseen := s.waits("INBOX"); unseen != 1 {
		t.Error("a letter that was not taken is marked as seen")
	}
	err := p.sends("nurlan@example.org", p.letter("nurlan@example.org", p.to("nurlan"), "By LMTP."), p.to("nurlan"))
	if no, ok := errors.AsType[*smtp.SMTPError](err); !ok || no.Code != 451 {
		t.Errorf("LMTP answers %v", err)
	}
	gone.Store(false)
	if _, err := box.Round(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.has("nurlan", 1)
}

// TestMailboxShut has servers that are not there, do not answer, or do not know
// the password, which no error repeats.
func TestMailboxShut(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	s := imapServer(t, true)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	for name, change := range map[string]func(*inbox.Mailbox){
		"a wrong password":   func(b *inbox.Mailbox) { b.Password += "x" },
		"no such folder":     func(b *inbox.Mailbox) { b.Source.Folder = "Nothing" },
		"a stranger's proof": func(b *inbox.Mailbox) { b.TLS = nil },
		"nobody there":       func(b *inbox.Mailbox) { b.Source.Host = "127.0.0.1:1" },
		"no answer":          func(b *inbox.Mailbox) { b.Source.Host = mute.Addr().String() },
		"no TLS there":       func(b *inbox.Mailbox) { b.Source.Host, b.Source.TLS = mute.Addr().String(), false },
	} {
		box := s.mailbox(p, "imaps://tf%40example.org@HOST/INBOX")
		change(box)
		ctx, cancel := contextFor(t, 500*time.Millisecond)
		_, err := box.Round(ctx)
		cancel()
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if strings.Contains(err.Error(), password) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTLS fetches over TLS from the first byte and over TLS that is asked for,
// from a server whose certificate only a file vouches for; and not without it.
func TestTLS(t *testing.T) {
	p := open(t, databasetest.Open(t, t.TempDir()))
	p.Refers("Observe elections")
	for n, c := range []struct {
		at       string
		implicit bool
	}{
		{"imaps://tf%40example.org@HOST/?move=Taken", true},
		{"imap://tf%40example.org@HOST/?move=Taken&tls=starttls", false},
	} {
		s := imapServer(t, c.implicit)
		s.put(p.letter("nurlan@example.org", p.to("nurlan"), "By TLS."))
		box := s.mailbox(p, c.at)
		for _, stranger := range []*tls.Config{nil, {RootCAs: x509.NewCertPool()}} {
			box.TLS = stranger
			var unknown x509.UnknownAuthorityError
			if _, err := box.Round(t.Context()); !errors.As(err, &unknown) {
				t.Errorf("%s: a certificate that nobody vouches for: %v", c.at, err)
			}
		}
		var err error
		if box.TLS, err = inbox.Trust(s.pem); err != nil {
			t.Fatal(err)
		}
		if _, err := box.Round(t.Context()); err != nil {
			t.Errorf("%s: %v", c.at, err)
		}
		if all, _ := s.waits("Taken"); all != 1 || len(p.drafts("nurlan")) != n+1 {
			t.Errorf("%s: %d were taken, there are %d drafts", c.at, all, len(p.drafts("nurlan")))
		}
	}
	s := imapServer(t, true) // speaks TLS from the first byte, and so does not offer it
	if _, err := s.mailbox(p, "imap://tf%40example.org@HOST/?move=Taken&tls=starttls").Round(t.Context()); err == nil {
		t.Error("a server that does not offer TLS was talked to")
	}
	if _, err := inbox.Trust([]byte("no certificate")); err == nil {
		t.Error("a file without certificates vouches for all")
	}
}
