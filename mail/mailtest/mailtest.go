// Package mailtest is a mail relay within a test: it speaks SMTP over a real
// connection, and keeps the letters it takes.
package mailtest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/http/httptest"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// A Relay is a server that takes mail. Set its fields before Start.
type Relay struct {
	User, Password string // needed to send, if there is a user
	Implicit       bool   // TLS from the first byte; otherwise it is offered within
	NoTLS          bool
	Refuse         func(to string) error // asked of every recipient, if set; a *smtp.SMTPError has a code
	// Taken is told of every letter, if set, before the relay says that it has
	// taken it. An error is what it says instead.
	Taken func(Letter) error

	// Roots is what a client must trust, after Start.
	Roots *x509.CertPool

	addr    net.Addr
	mu      sync.Mutex
	letters []Letter
	asked   int
}

// A Letter is what the relay took.
type Letter struct {
	From, To string // of the envelope
	TLS      bool
	Raw      string
	Header   mail.Header
	Subject  string // decoded
	Text     string // decoded, as is HTML
	HTML     string
	Calendar string // and Method: what there is for calendar programs
	Method   string
}

// Start serves until the end of the test.
func (r *Relay) Start(t testing.TB) *Relay {
	t.Helper()
	certified := httptest.NewUnstartedServer(nil) // has a certificate for 127.0.0.1
	certified.StartTLS()
	certified.Close()
	r.Roots = x509.NewCertPool()
	r.Roots.AddCert(certified.Certificate())

	s := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{r: r, conn: c}, nil }))
	s.Domain, s.AllowInsecureAuth = "relay.example.org", r.NoTLS
	s.ReadTimeout, s.WriteTimeout = 10*time.Second, 10*time.Second
	s.ErrorLog = quiet{}
	config := &tls.Config{Certificates: certified.TLS.Certificates}
	if !r.NoTLS {
		s.TLSConfig = config
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r.addr = l.Addr()
	if r.Implicit {
		l = tls.NewListener(l, config)
	}
	served := make(chan struct{})
	go func() { s.Serve(l); close(served) }()
	t.Cleanup(func() { s.Close(); <-served })
	return r
}

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}

// Addr is the relay's host and port.
func (r *Relay) Addr() string { return r.addr.String() }

// Letters returns what has been taken so far.
func (r *Relay) Letters() []Letter {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]Letter(nil), r.letters...)
}

// Asked counts the recipients that were named, taken or refused.
func (r *Relay) Asked() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.asked
}

// Wait returns the letters once there are n of them.
func (r *Relay) Wait(t testing.TB, n int) []Letter {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if all := r.Letters(); len(all) >= n {
			return all
		}
		if time.Now().After(end) {
			t.Fatalf("%d letters came, want %d", len(r.Letters()), n)
		}
	}
}

type session struct {
	r        *Relay
	conn     *smtp.Conn
	known    bool
	from, to string
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != s.r.User || password != s.r.Password {
			// Some relays say more than they should.
			return &smtp.SMTPError{Code: 535, Message: fmt.Sprintf("wrong password %s for %s", password, user)}
		}
		s.known = true
		return nil
	}), nil
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.r.User != "" && !s.known {
		return smtp.ErrAuthRequired
	}
	s.from = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.r.mu.Lock()
	s.r.asked++
	s.r.mu.Unlock()
	if s.r.Refuse != nil {
		if err := s.r.Refuse(to); err != nil {
			return err
		}
	}
	s.to = to
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, secret := s.conn.TLSConnectionState()
	l := Letter{From: s.from, To: s.to, TLS: secret, Raw: string(raw)}
	if err := l.read(); err != nil {
		return &smtp.SMTPError{Code: 554, Message: err.Error()}
	}
	s.r.mu.Lock()
	defer s.r.mu.Unlock()
	s.r.letters = append(s.r.letters, l)
	if s.r.Taken != nil {
		return s.r.Taken(l)
	}
	return nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

// read takes a letter of one to three parts to pieces.
func (l *Letter) read() error {
	m, err := mail.ReadMessage(strings.NewReader(l.Raw))
	if err != nil {
		return err
	}
	l.Header = m.Header
	if l.Subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject")); err != nil {
		return err
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err == nil && kind == "text/plain" {
		text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
		l.Text = string(text)
		return err
	}
	if err != nil || kind != "multipart/alternative" {
		return fmt.Errorf("a letter of %s: %w", kind, err)
	}
	parts := multipart.NewReader(m.Body, params["boundary"]) // decodes quoted-printable
	for {
		p, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(p); err != nil {
			return err
		}
		switch kind := p.Header.Get("Content-Type"); {
		case strings.HasPrefix(kind, "text/plain"):
			l.Text = b.String()
		case strings.HasPrefix(kind, "text/html"):
			l.HTML = b.String()
		case strings.HasPrefix(kind, "text/calendar"):
			_, params, err := mime.ParseMediaType(kind)
			if err != nil || p.Header.Get("Content-Transfer-Encoding") != "base64" {
				return fmt.Errorf("a calendar in %s: %w", kind, err)
			}
			file, err := base64.StdEncoding.DecodeString(strings.NewReplacer("\r", "", "\n", "").Replace(b.String()))
			if l.Calendar, l.Method = string(file), params["method"]; err != nil {
				return err
			}
		default:
			return fmt.Errorf("a part of %s", kind)
		}
	}
}
