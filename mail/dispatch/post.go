package dispatch

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"example.org/counterpart/mail"
	"example.org/counterpart/outbox"
)

// A Post sends what is due in the outbox. Fill the fields; Round is an errand's.
type Post struct {
	Writer *Writer
	Box    *outbox.Box
	Sender *mail.Sender
	Now    func() time.Time
	Log    *slog.Logger

	mailings *Mailings // whose letters it sends in place of the outbox's
}

// A letterbox is what letters wait in.
type letterbox interface {
	Take(ctx context.Context, now, until time.Time, limit int) ([]outbox.Letter, error)
	Note(ctx context.Context, now time.Time, all ...outbox.Outcome) error
	Next(ctx context.Context) (at time.Time, ok bool, err error)
}

func (p *Post) box() letterbox {
	if p.mailings != nil {
		return p.mailings.box()
	}
	return p.Box
}

// write writes a letter, and says under which mark its address is known. ok is
// false if there is nothing to say; paused, if it is not to go there.
func (p *Post) write(ctx context.Context, l outbox.Letter) (letter mail.Letter, mark string, ok, paused bool, err error) {
	if p.mailings != nil {
		letter, ok, err = p.mailings.Write(ctx, l.ID)
		return letter, outbox.Mark(p.mailings.Secret, letter.To.Email), ok, false, err
	}
	letter, ok, err = p.Writer.Write(ctx, l)
	mark = outbox.Mark(p.Writer.Secret, letter.To.Email)
	if err == nil && ok && !l.Sort.Security() {
		paused, err = p.Box.Paused(ctx, l.Member, mark)
	}
	return letter, mark, ok, paused, err
}

const (
	hands    = 8                // letters on their way at a time
	handful  = 32               // letters taken at a time
	lease    = 5 * time.Minute  // after which a letter on its way is nobody's: whoever had it is dead
	margin   = time.Minute      // of its lease that a letter must have left to be sent: longer than sending takes
	turn     = 10 * time.Second // how long one Round goes on before it renews its right to
	idle     = time.Minute      // how long it rests when nothing waits, or the relay cannot be had
	farewell = 8 * time.Second  // for letters under way when the program is to end
)

// pauses lie between the attempts to send a letter; the last is kept up.
var pauses = []time.Duration{time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// patience is for how long a letter is tried.
const patience = 5 * 24 * time.Hour

// Round sends letters that are due, for some seconds, and returns how long it
// may rest. Every letter goes to its relay by itself, so that no address delays
// another; what became of it is noted at once, together with what else has come
// back by then.
func (p *Post) Round(ctx context.Context) (rest time.Duration, err error) {
	r := &round{Post: p, ctx: ctx, work: make(chan taken), back: make(chan settled, hands)}
	// A letter that the relay is taking when the program is to end is better
	// finished than sent twice.
	sending, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(farewell, end) })
	defer stop()
	var workers, notes sync.WaitGroup
	for range hands {
		workers.Go(func() { r.carry(sending) })
	}
	notes.Go(r.note)
	err = r.feed()
	close(r.work)
	workers.Wait()
	close(r.back)
	notes.Wait()
	if ctx.Err() != nil { // the program is to end, and that is all that is wrong
		return idle, r.failed
	}
	if err = errors.Join(err, r.failed); err != nil || r.down.Load() {
		return idle, err
	}
	return p.rest(ctx)
}

// rest is until the next letter is due.
func (p *Post) rest(ctx context.Context) (time.Duration, error) {
	at, ok, err := p.box().Next(ctx)
	if err != nil || !ok {
		return idle, err
	}
	return min(max(at.Sub(p.Now()), time.Millisecond), idle), nil
}

// A round is one turn of sending.
type round struct {
	*Post
	ctx    context.Context
	work   chan taken
	back   chan settled
	down   atomic.Bool // the relay cannot be had; it is no letter's fault
	failed error       // notes could not be kept
}

// taken is a letter, and until when nobody else takes it.
type taken struct {
	outbox.Letter
	until time.Time
}

// settled is what became of a letter. kept is closed when it has been noted.
type settled struct {
	outbox.Outcome
	kept chan struct{}
}

// feed takes letters and gives them out.
func (r *round) feed() error {
	for until := time.Now().Add(turn); time.Now().Before(until) && r.ctx.Err() == nil && !r.down.Load(); {
		now := r.Now()
		all, err := r.box().Take(r.ctx, now, now.Add(lease), handful)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, l := range all {
			if r.ctx.Err() != nil || r.down.Load() {
				r.back <- settled{r.putBack(l), make(chan struct{})}
				continue
			}
			r.work <- taken{l, now.Add(lease)}
		}
	}
	return nil
}

// carry sends letters one after another. It begins none before it is noted what
// became of the last, so that after a crash no more letters are in doubt than
// there are hands.
func (r *round) carry(ctx context.Context) {
	line := r.Sender.Line()
	defer line.Close()
	for l := range r.work {
		s := settled{kept: make(chan struct{})}
		if r.Now().Add(margin).After(l.until) {
			s.Outcome = r.putBack(l.Letter) // on a machine so slow that another could take it meanwhile
		} else {
			s.Outcome = r.send(ctx, line, l.Letter)
		}
		r.back <- s
		<-s.kept
	}
}

// putBack has a letter sent another time, as if it had not been taken.
func (r *round) putBack(l outbox.Letter) outbox.Outcome {
	return outbox.Outcome{ID: l.ID, Attempt: l.Attempts, State: outbox.Queued, Again: r.Now(), Uncount: true}
}

// send sends one letter, and says what became of it.
func (r *round) send(ctx context.Context, line *mail.Line, l outbox.Letter) outbox.Outcome {
	o := outbox.Outcome{ID: l.ID, Attempt: l.Attempts, State: outbox.Accepted}
	letter, mark, ok, paused, err := r.write(ctx, l)
	switch {
	case err != nil:
	case !ok:
		o.State = outbox.Void
		return o
	case paused:
		o.State = outbox.Paused
		return o
	}
	if err == nil {
		err = line.Send(ctx, letter)
	}
	if err == nil {
		return o
	}
	if r.ctx.Err() == nil { // otherwise the program is to end, which is no fault
		r.Log.Warn("a letter was not sent", "letter", l.ID, "attempt", l.Attempts, "err", err)
	}
	o = r.later(o, l, err)
	if f, ok := errors.AsType[*mail.Fault](err); ok && f.Addressee && o.State == outbox.Refused {
		o.Dead = mark
	}
	return o
}

// later says what is to be done about a letter that was not sent.
func (r *round) later(o outbox.Outcome, l outbox.Letter, err error) outbox.Outcome {
	now := r.Now()
	o.State = outbox.Queued
	o.Again = now.Add(pauses[min(max(l.Attempts-1, 0), len(pauses)-1)])
	if f, ok := errors.AsType[*mail.Fault](err); ok {
		o.Code = f.Code
		switch {
		case f.Unreached:
			r.down.Store(true)
			o.Again, o.Uncount = now.Add(idle), true
		case !f.Temporary && r.ctx.Err() == nil:
			o.State = outbox.Refused
		}
	}
	if o.State == outbox.Queued && now.Sub(time.UnixMilli(l.Since)) > patience {
		o.State = outbox.GivenUp
	}
	return o
}

// note keeps what became of letters, as soon as it is known: what has come back
// by the time that one note is kept shares the next.
func (r *round) note() {
	ctx := context.WithoutCancel(r.ctx)
	for s := range r.back {
		all, kept := []outbox.Outcome{s.Outcome}, []chan struct{}{s.kept}
		for more := true; more; {
			select {
			case s, open := <-r.back:
				if more = open; open {
					all, kept = append(all, s.Outcome), append(kept, s.kept)
				}
			default:
				more = false
			}
		}
		if err := r.box().Note(ctx, r.Now(), all...); err != nil {
			r.failed = errors.Join(r.failed, err)
			r.down.Store(true) // what cannot be noted should not be sent
		}
		for _, k := range kept {
			close(k)
		}
	}
}
