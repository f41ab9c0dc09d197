package clerk

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
)

type job struct {
	order  Order
	key    receiptKey
	ctx    context.Context
	answer chan answer
	got    answer
}

type answer struct {
	receipt Receipt
	err     error
}

// mostJobs is how many commands share one transaction at most.
const mostJobs = 128

// Run carries out orders until ctx ends. One goroutine runs it.
func (c *Clerk) Run(ctx context.Context) {
	defer close(c.done)
	for {
		var jobs []*job
		select {
		case <-ctx.Done():
			return
		case j := <-c.jobs:
			jobs = append(jobs, j)
		}
		// Whatever waits comes along. Those who were just answered may have the
		// next order ready in no time, so we look again as long as there is
		// more, and once after that. No timer: waiting for more would make the
		// quiet hours slower and save nothing that anybody needs.
		for quiet := 0; quiet < 2; quiet++ {
			n := len(jobs)
			jobs = c.more(jobs)
			if n < len(jobs) {
				quiet = 0
			}
			runtime.Gosched()
		}
		c.carryOut(jobs)
	}
}

// more adds to jobs what waits, as far as there is room.
func (c *Clerk) more(jobs []*job) []*job {
	for len(jobs) < mostJobs {
		select {
		case j := <-c.jobs:
			jobs = append(jobs, j)
		default:
			return jobs
		}
	}
	return jobs
}

// carryOut carries out jobs together, or, if that fails, one by one.
func (c *Clerk) carryOut(jobs []*job) {
	err := c.together(jobs)
	if err != nil && len(jobs) > 1 {
		for _, j := range jobs {
			c.carryOut([]*job{j})
		}
		return
	}
	for _, j := range jobs {
		if err != nil {
			j.got = answer{err: err}
		}
		j.answer <- j.got
	}
}

// together carries out jobs in one transaction. Afterwards each has its
// answer, or there is an error and nothing has happened.
func (c *Clerk) together(jobs []*job) error {
	var b *batch
	err := c.DB.Write(context.Background(), func(tx *database.Tx) error {
		right, err := record.Take(tx, &c.book.edge) // before reading, so that what we read is final
		if err != nil {
			return err
		}
		c.book.at(right.Next())
		if err := c.book.receipts.learn(tx, right.Next()); err != nil {
			return err
		}
		b = &batch{clerk: c, tx: tx, right: right, fold: register.NewFold(tx), fresh: map[int64]kept{},
			at: c.Now().UTC().Truncate(time.Millisecond)}
		if err := b.keepTime(); err != nil {
			return err
		}
		for _, j := range jobs {
			if j.ctx.Err() != nil { // nobody waits for it any more
				j.got = answer{err: j.ctx.Err()}
				continue
			}
			mark := right.Mark()
			j.got.receipt, j.got.err = b.one(j.order, j.key)
			if j.got.err != nil {
				right.Back(mark)
				if _, orderly := act.Refused(j.got.err); !orderly {
					return j.got.err
				}
			}
		}
		if right.Next() == c.book.size {
			return nil // every order was refused, or a repeat
		}
		return b.write()
	})
	if err != nil {
		c.book.forget()
		return err
	}
	if b.right.Next() != c.book.size {
		c.book.size, c.book.newest = b.right.Next(), b.at
		b.keptReceipts()
		if len(b.beside) > 0 {
			c.Register.ForgetPeople()
		}
		if c.changed != nil {
			c.changed(c.book.size)
		}
	}
	return nil
}

// keepTime lets no act be older than the one before it, whatever the clocks of
// several machines say: what was decided by the year or before an instant must
// not change by who records next.
func (b *batch) keepTime() error {
	book := &b.clerk.book
	if book.newest.IsZero() && book.size > 0 {
		e, _, err := record.At(b.tx, book.size-1)
		if err != nil {
			return fmt.Errorf("read the newest act: %w", err)
		}
		a, err := register.Decode(e)
		if err != nil {
			return err
		}
		book.newest = a.At
	}
	if b.at.Before(book.newest) {
		b.at = book.newest
	}
	return nil
}
