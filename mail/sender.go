package mail

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// ErrNoRelay is the answer of a Sender without a relay.
var ErrNoRelay = errors.New("no mail relay is configured")

// ErrBusy is reported when so many letters wait that another cannot.
var ErrBusy = errors.New("too many letters are waiting to be sent")

const (
	mostWaiting = 256 // letters on their way at a time
	mostAtOnce  = 4   // connections to the relay
)

// pauses lie between the attempts to send one letter.
var pauses = []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute}

// A Sender hands letters to the site's relay, or to nobody if there is none.
// Its methods may be called from many goroutines.
type Sender struct {
	// Report is told of each letter that Later could not send, and why. The
	// error may be logged. Set it before the first letter.
	Report func(error)

	relay  *relay
	from   Address
	pauses []time.Duration

	ctx    context.Context
	stop   context.CancelFunc
	slots  chan struct{}
	mu     sync.Mutex
	count  int
	closed bool
	done   sync.WaitGroup
}

// New returns a Sender for a relay, smtp://user:password@host:port?tls=…, that
// writes as from. Without an address of a relay the Sender sends nothing, and
// says so. tls is starttls (as without it), implicit (as with smtps://), or none.
func New(address, from string) (*Sender, error) {
	s := &Sender{pauses: pauses, slots: make(chan struct{}, mostAtOnce)}
	s.ctx, s.stop = context.WithCancel(context.Background())
	if address == "" {
		return s, nil
	}
	r, err := readRelay(address)
	if err != nil {
		return nil, err
	}
	if s.from, err = ReadAddress(from); err != nil {
		return nil, fmt.Errorf("the address that mail comes from: %w", err)
	}
	if _, err := s.from.header(); err != nil {
		return nil, fmt.Errorf("the address that mail comes from: %w", err)
	}
	s.relay = &r
	return s, nil
}

// Sends reports whether there is a relay, and so whether a page may promise a letter.
func (s *Sender) Sends() bool { return s != nil && s.relay != nil }

// From is the address that letters come from; none without a relay.
func (s *Sender) From() Address {
	if s == nil {
		return Address{}
	}
	return s.from
}

// Check connects to the relay and signs in there, and sends nothing.
func (s *Sender) Check(ctx context.Context) error {
	return s.connect(ctx, Address{}, func(ctx context.Context, c *gomail.Client) error {
		if err := c.DialWithContext(ctx); err != nil {
			return err
		}
		c.Close()
		return nil
	})
}

// Send hands one letter to the relay, and returns when the relay has taken it.
// An error of the relay is a *Fault.
func (s *Sender) Send(ctx context.Context, l Letter) error {
	if !s.Sends() {
		return ErrNoRelay
	}
	m, err := s.write(l)
	if err != nil {
		return err
	}
	return s.connect(ctx, l.To, func(ctx context.Context, c *gomail.Client) error {
		if err := c.DialAndSendWithContext(ctx, m); err != nil && !m.IsDelivered() {
			return err // what goes wrong once the relay has taken it is no matter
		}
		return nil
	})
}

// write lays out a letter as it is sent now.
func (s *Sender) write(l Letter) (*gomail.Msg, error) {
	m, err := l.message(s.from, time.Now())
	if err != nil {
		return nil, fmt.Errorf("write a letter: %w", err)
	}
	return m, s.relay.sign.on(m)
}

// connect lets f use a client, for as long as patience and ctx allow.
func (s *Sender) connect(ctx context.Context, to Address, f func(context.Context, *gomail.Client) error) error {
	if !s.Sends() {
		return ErrNoRelay
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel() // which closes the connection
	c, err := s.relay.client(ctx)
	if err == nil {
		err = f(ctx, c)
	}
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = ctx.Err() // rather than that the connection was closed
	}
	return s.relay.fault(err, to)
}

// Later writes and sends a letter while the caller goes on, so that how long it
// takes tells the caller's client nothing. It calls write once; without a letter
// from it there is nothing to do. What cannot be sent for the moment is tried
// again for some minutes, and one bad address delays no other.
func (s *Sender) Later(write func(context.Context) (*Letter, error)) {
	if !s.admit() {
		s.report(ErrBusy)
		return
	}
	go func() {
		defer s.done.Done()
		s.report(s.deliver(write))
		s.mu.Lock()
		s.count--
		s.mu.Unlock()
	}()
}

// admit counts one more letter on its way, if there may be.
func (s *Sender) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.count >= mostWaiting {
		return false
	}
	s.count++
	s.done.Add(1) // before Close can wait, which first takes the lock
	return true
}

func (s *Sender) report(err error) {
	if err != nil && s.Report != nil {
		s.Report(err)
	}
}

// deliver sends one letter, trying as often as pauses allow.
func (s *Sender) deliver(write func(context.Context) (*Letter, error)) error {
	l, err := write(s.ctx)
	if err != nil || l == nil {
		return err
	}
	for attempt := 0; ; attempt++ {
		err := s.inTurn(*l)
		f, ok := errors.AsType[*Fault](err)
		if !ok || !f.Temporary || attempt >= len(s.pauses) {
			return err
		}
		pause := s.pauses[attempt]
		if !l.Until.IsZero() && time.Now().Add(pause).After(l.Until) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-s.ctx.Done():
			return err
		}
	}
}

// inTurn sends a letter once there is a connection to spare.
func (s *Sender) inTurn(l Letter) error {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-s.ctx.Done():
		return fmt.Errorf("send a letter: %w", s.ctx.Err())
	}
	return s.Send(s.ctx, l)
}

// Close waits for the letters under way until ctx ends, and gives up the rest.
func (s *Sender) Close(ctx context.Context) {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	sent := make(chan struct{})
	go func() { s.done.Wait(); close(sent) }()
	select {
	case <-sent:
	case <-ctx.Done():
	}
	s.stop()
	<-sent
}
