package demo_test

import (
	"testing"
	"testing/synctest"
	"time"

	"example.org/counterpart/demo"
	"example.org/counterpart/register"
)

var publicReader = register.Public

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c demo.Clock
		c.Set(demo.Founded)
		time.Sleep(time.Hour)
		if now := c.Now(); !now.Equal(demo.Founded) {
			t.Errorf("it stands, and reads %v", now)
		}
		c.Start(demo.Present)
		time.Sleep(time.Hour)
		if now := c.Now(); !now.Equal(demo.Present.Add(time.Hour)) {
			t.Errorf("an hour after the present it reads %v", now)
		}
	})
}
