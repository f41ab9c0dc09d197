package mail

import (
	"context"
	"errors"

	gomail "github.com/wneessen/go-mail"
)

// mostOnLine is how many letters go through one connection: relays end those
// that last too long.
const mostOnLine = 100

// A Line sends letters one after another through one connection, which it makes
// when it is first needed and again whenever something went wrong. It belongs
// to one goroutine. Close it.
type Line struct {
	sender *Sender
	client *gomail.Client // nil while there is no connection
	count  int
	close  context.CancelFunc
}

// Line returns a Line to the relay.
func (s *Sender) Line() *Line { return &Line{sender: s} }

// Send hands one letter to the relay, and returns when the relay has taken it.
// An error of the relay is a *Fault.
func (l *Line) Send(ctx context.Context, letter Letter) error {
	if !l.sender.Sends() {
		return ErrNoRelay
	}
	m, err := l.sender.write(letter)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	fresh := l.client == nil
	if err := l.open(ctx, letter.To); err != nil {
		return err
	}
	err = l.hand(ctx, m)
	if err != nil && !fresh && !m.IsDelivered() && l.dropped(err) {
		// The relay ended a connection that had waited; that is no fault of
		// this letter, and the relay has not been told of it.
		l.Close()
		if err := l.open(ctx, letter.To); err != nil {
			return err
		}
		err = l.hand(ctx, m)
	}
	if l.count++; err != nil || l.count >= mostOnLine {
		l.Close()
	}
	if err == nil || m.IsDelivered() { // what goes wrong once the relay has taken it is no matter
		return nil
	}
	if ctx.Err() != nil {
		err = ctx.Err() // rather than that the connection was closed
	}
	return l.sender.relay.fault(err, letter.To)
}

// hand hands one letter over; the end of ctx closes the connection.
func (l *Line) hand(ctx context.Context, m *gomail.Msg) error {
	stop := context.AfterFunc(ctx, l.close)
	defer stop()
	return l.client.Send(m)
}

// dropped reports whether a connection that was there is no more, found before
// the relay was told anything.
func (l *Line) dropped(err error) bool {
	sent, ok := errors.AsType[*gomail.SendError](err)
	return ok && (sent.Reason == gomail.ErrConnCheck || sent.Reason == gomail.ErrSMTPMailFrom && sent.ErrorCode() == 0)
}

// open makes the connection unless it is there.
func (l *Line) open(ctx context.Context, to Address) error {
	if l.client != nil {
		return nil
	}
	alive, end := context.WithCancel(context.WithoutCancel(ctx)) // it outlives this letter
	stop := context.AfterFunc(ctx, end)
	c, err := l.sender.relay.client(alive)
	if err == nil {
		err = c.DialWithContext(ctx)
	}
	stop()
	if err != nil {
		end()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		f := l.sender.relay.fault(err, to)
		f.Unreached = true
		return f
	}
	l.client, l.close, l.count = c, end, 0
	return nil
}

// Close ends the connection, if there is one. The Line can be used again.
func (l *Line) Close() {
	if l.client != nil {
		l.client.Close()
		l.close()
		l.client = nil
	}
}
