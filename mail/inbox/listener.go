package inbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"example.org/counterpart/mail/reply"
	"github.com/emersion/go-smtp"
	"golang.org/x/net/netutil"
)

// What a client may have of us. Together they bound the memory that strangers'
// letters take: so many connections, each with one letter.
const (
	mostConnections = 16
	mostRecipients  = 20
	mostLine        = 16 << 10        // some programs write a paragraph of HTML in one
	mostTaken       = 4               // letters looked at at a time
	stepTime        = time.Minute     // for one command, or for some bytes of a letter
	wholeTime       = 5 * time.Minute // for a connection, however busy
	closeTime       = 10 * time.Second
)

// A Listener takes letters that the site's mail server brings.
type Listener struct {
	desk   *Desk
	server *smtp.Server
	l      net.Listener
	served chan error
	ctx    context.Context // of letters being taken
	stop   context.CancelFunc
	slots  chan struct{}
	mu     sync.Mutex
	closed bool
	busy   sync.WaitGroup
}

// Listen begins to listen at a source. Close ends it.
func Listen(s Source, desk *Desk) (*Listener, error) {
	if s.Network == "unix" {
		// What a program that died left behind would stand in the way.
		if at, err := os.Lstat(s.Addr); err == nil && at.Mode().Type() == fs.ModeSocket {
			os.Remove(s.Addr)
		}
	}
	l, err := net.Listen(s.Network, s.Addr)
	if err != nil {
		return nil, fmt.Errorf("listen for mail: %w", err)
	}
	one := &Listener{desk: desk, l: l, served: make(chan error, 1), slots: make(chan struct{}, mostTaken)}
	one.ctx, one.stop = context.WithCancel(context.Background())
	server := smtp.NewServer(smtp.BackendFunc(one.session))
	server.LMTP, server.Domain = s.LMTP, "localhost"
	server.MaxMessageBytes, server.MaxRecipients, server.MaxLineLength = reply.MaxLetter, mostRecipients, mostLine
	server.ReadTimeout, server.WriteTimeout = stepTime, stepTime
	server.EnableSMTPUTF8 = true
	server.ErrorLog = slog.NewLogLogger(desk.Log.Handler(), slog.LevelDebug)
	one.server = server
	go func() { one.served <- server.Serve(timed{netutil.LimitListener(l, mostConnections)}) }()
	return one, nil
}

// Addr is where it listens.
func (l *Listener) Addr() net.Addr { return l.l.Addr() }

// Close lets letters under way be taken, for a while, and ends. A client that
// does not get its answer brings the letter again.
func (l *Listener) Close() error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	idle := make(chan struct{})
	go func() { l.busy.Wait(); close(idle) }()
	select {
	case <-idle:
	case <-time.After(closeTime):
	}
	l.stop()
	err := l.server.Close()
	if served := <-l.served; err == nil && !errors.Is(served, smtp.ErrServerClosed) {
		err = served
	}
	<-idle // connections are closed, so nothing waits any more
	return err
}

// begin counts one more letter under way, unless the listener is closing.
func (l *Listener) begin() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.busy.Add(1) // before Close can wait, which first takes the lock
	}
	return !l.closed
}

// timed ends connections that last too long, whatever they do meanwhile.
type timed struct{ net.Listener }

func (t timed) Accept() (net.Conn, error) {
	c, err := t.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &timedConn{Conn: c, end: time.AfterFunc(wholeTime, func() { c.Close() })}, nil
}

type timedConn struct {
	net.Conn
	end  *time.Timer
	once sync.Once
}

func (c *timedConn) Close() error {
	c.once.Do(func() { c.end.Stop() })
	return c.Conn.Close()
}

func (l *Listener) session(*smtp.Conn) (smtp.Session, error) { return &session{l: l}, nil }

// A session is one client's.
type session struct {
	l    *Listener
	from string
	to   []string
}

var (
	errUnknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "there is no such address here"}
	errFault   = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "this cannot be taken now; please bring it again"}
)

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.from, s.to = from, nil
	return nil
}

// Rcpt refuses who is unknown before anything of the letter is sent.
func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if !s.l.desk.Knows(to) {
		return errUnknown
	}
	s.to = append(s.to, to)
	return nil
}

// Data takes a letter in one answer for all: over SMTP.
func (s *session) Data(r io.Reader) error {
	var worst error
	err := s.take(r, func(_ string, err error) {
		if err != nil {
			worst = err
		}
	})
	if err != nil {
		return err
	}
	return worst
}

// LMTPData takes a letter with an answer for each recipient.
func (s *session) LMTPData(r io.Reader, status smtp.StatusCollector) error {
	return s.take(r, status.SetStatus)
}

// take takes a letter for each recipient. What is refused to its author is
// taken from the server: it is told to the member in their language, and no
// bounce goes to an address that anybody could have written.
func (s *session) take(r io.Reader, status func(to string, err error)) error {
	if !s.l.begin() {
		return errFault
	}
	defer s.l.busy.Done()
	raw, err := io.ReadAll(r)
	if err != nil {
		return err // too large, or the connection is gone
	}
	s.l.slots <- struct{}{}
	defer func() { <-s.l.slots }()
	for _, to := range s.to {
		if _, err := s.l.desk.Take(s.l.ctx, Delivery{To: to, From: &s.from, Raw: raw}); err != nil {
			status(to, errFault)
			continue
		}
		status(to, nil)
	}
	return nil
}

func (s *session) Reset() { s.from, s.to = "", nil }

func (s *session) Logout() error { return nil }
