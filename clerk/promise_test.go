package clerk_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
)

// TestNoReceiptBeforeCommit has every commit fail while several members write,
// and holds that none of them was told that it is done, and nobody that there
// is something new: a receipt is a promise, and is given when it is kept. The
// same orders, given again, are then carried out once each.
func TestNoReceiptBeforeCommit(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		f.As("hale").Does(clerktest.Idea("Observers", "One.", "Two."))
		var told, commits atomic.Int64
		var broken atomic.Bool
		f.OnChange(func(int64) { told.Add(1) })
		dead := errors.New("the power failed")
		db.Trip = func(query string) error {
			if query != "commit" || !broken.Load() {
				return nil
			}
			commits.Add(1)
			return dead
		}
		size := f.Checks().Size
		var orders []clerk.Order
		for n := range 20 {
			orders = append(orders, clerk.Order{By: clerktest.Cast[n%5].ID, On: f.On, Turn: -1, Key: fmt.Sprint(n),
				Command: f.Says(fmt.Sprintf("Statement %d.", n), act.Caucus, act.Named)})
		}
		all := func(answered func(n int, r clerk.Receipt, err error)) {
			var hands sync.WaitGroup
			for n, o := range orders {
				hands.Go(func() {
					r, err := f.Do(t.Context(), o)
					answered(n, r, err)
				})
			}
			hands.Wait()
		}
		broken.Store(true)
		all(func(n int, r clerk.Receipt, err error) {
			if !errors.Is(err, dead) || len(r.Acts) > 0 {
				t.Errorf("order %d was never committed, and is answered with %d acts, %v", n, len(r.Acts), err)
			}
		})
		if now := f.Checks().Size; now != size || told.Load() != 0 || commits.Load() == 0 {
			t.Errorf("the record grew by %d, news was told %d times, and %d commits failed", now-size, told.Load(), commits.Load())
		}
		broken.Store(false)
		all(func(n int, r clerk.Receipt, err error) {
			if err != nil || r.Repeat || len(r.Acts) != 1 {
				t.Errorf("order %d, given again: %+v, %v", n, r, err)
			}
		})
		if now := f.Checks().Size; now != size+int64(len(orders)) || told.Load() == 0 {
			t.Errorf("the record grew by %d, and news was told %d times", now-size, told.Load())
		}
	})
}
