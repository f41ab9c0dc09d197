package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/counterpart/demo"
	"example.org/counterpart/mail"
	"example.org/counterpart/register"
)

// demoCmd shows the model case.
type demoCmd struct {
	Data   string      `type:"path" placeholder:"FOLDER" help:"Folder to keep the demonstration in, and to go on with it another time. Without it, it is gone when the program ends."`
	Listen listenFlags `embed:""`
}

// played is the file that marks a folder in which the whole demonstration was
// played. Without it a folder holds something else, or half of one.
const played = "demonstration"

const scratchName = "counterpart-demo-*"

func (c *demoCmd) Run(ctx context.Context, to streams, log *slog.Logger) (err error) {
	folder := c.Data
	if folder == "" {
		if folder, err = scratch(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	o, err := openDemo(ctx, folder, log)
	if err != nil {
		return err
	}
	sender, err := mail.New("", "")
	if err != nil {
		return errors.Join(err, o.Close())
	}
	ready := func(address string) {
		fmt.Fprintf(to.Err, "The members shown here are invented, and so is every word that they say. "+
			"To be one of them for a while: %s/demo\n", address)
	}
	return errors.Join(c.Listen.serve(ctx, to, log, media{office: o, mail: sender, demo: true}, ready), o.Close())
}

// openDemo opens an office in a folder, plays the demonstration there unless
// it was before, and lets the clock go on.
func openDemo(ctx context.Context, folder string, log *slog.Logger) (*office, error) {
	if strings.Contains(folder, "://") {
		return nil, exit{exitUsage, errors.New("the demonstration is kept in a folder")}
	}
	mark := filepath.Join(folder, played)
	_, err := os.Stat(mark)
	there := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	var clock demo.Clock
	clock.Set(demo.Founded)
	o, err := openOffice(ctx, officeConfig{Data: folder, Now: clock.Now, Log: log})
	if err != nil {
		return nil, err
	}
	size, err := o.Size(ctx)
	switch {
	case err != nil:
	case size > 0 && !there:
		err = fmt.Errorf("%s holds something other than a demonstration, or one whose beginning was interrupted: "+
			"choose another folder, or remove this one", folder)
	case size == 0:
		if err = demo.Play(ctx, o.Clerk, clock.Set); err == nil {
			err = os.WriteFile(mark, []byte("The demonstration of counterpart: its members are invented.\n"), 0o600)
		}
	}
	var now time.Time
	if err == nil {
		now, err = demoNow(ctx, o)
	}
	if err == nil {
		clock.Start(now)
		err = o.Work(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, o.Close())
	}
	return o, nil
}

// demoNow is where the clock goes on: at the present of the demonstration, or
// where it stood when something was last done in it.
func demoNow(ctx context.Context, o *office) (time.Time, error) {
	now := demo.Present
	err := o.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		lines, err := q.Newest(0, -1, 1)
		if err == nil && len(lines) > 0 && lines[0].At.After(now) {
			now = lines[0].At
		}
		return err
	})
	return now, err
}
