package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/mail"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/transcript"
)

// doctorCmd looks an installation over.
type doctorCmd struct {
	Where dataFlag `embed:""`
	Keys  string   `type:"path" placeholder:"FOLDER" help:"Folder of the keys. Without it, the folder keys within the data."`
	SMTP  string   `name:"smtp" placeholder:"URL" help:"Mail relay, as serve is told of it, to see whether it answers."`
	From  string   `name:"mail-from" placeholder:"ADDRESS" help:"Address that mail comes from."`
}

func (doctorCmd) Help() string {
	return `Each line says whether one thing is well, and if not, what to do. The server may run meanwhile. Exit code 3 means that ` +
		`something is not well.`
}

// leastRoom is the free room, in bytes, with which one may sleep.
const leastRoom = 256 << 20

func (c *doctorCmd) Run(ctx context.Context, to streams) error {
	d := &doctor{doctorCmd: c, out: to.Out, meter: newMeter(to.Err, "look")}
	db, err := c.Where.reading(ctx)
	if !d.line("database opens", err, "see whether the place is right and the file may be read; if it is damaged, go back to a backup") {
		return d.end()
	}
	defer db.Close()
	if about, err := db.About(ctx); err == nil {
		fmt.Fprintf(d.out, "     %s\n", about)
	}
	d.line("database is sound", db.Check(ctx), "stop the server, keep a copy of the file, and go back to the newest backup that verifies")
	d.record(ctx, db)
	d.register(ctx, db)
	d.keys()
	d.line("there is room on the disk", d.room(), "make room: nothing can be recorded without")
	if c.SMTP != "" {
		d.line("mail relay answers", d.relay(ctx), "see --smtp and --mail-from, and whether the relay can be reached from here")
	}
	d.line("clock is plausible", d.clock(ctx, db), "set this machine's clock, and have it kept by NTP: acts are dated by it")
	return d.end()
}

// A doctor writes down what is well.
type doctor struct {
	*doctorCmd
	out   io.Writer
	meter *meter
	bad   int
}

// line writes one line, and reports whether what it is about is well.
func (d *doctor) line(what string, err error, todo string) bool {
	d.meter.end()
	if err == nil {
		fmt.Fprintf(d.out, "ok   %s\n", what)
		return true
	}
	d.bad++
	fmt.Fprintf(d.out, "bad  %s: %s\n     what to do: %s\n", what, err, todo)
	return false
}

func (d *doctor) end() error {
	if d.bad > 0 {
		return exit{exitBad, fmt.Errorf("%s not well", manyAre(int64(d.bad), "thing"))}
	}
	return nil
}

func (d *doctor) record(ctx context.Context, db *database.DB) {
	key, err := ownKey(ctx, db, d.Where.keys(d.Keys))
	switch {
	case errors.Is(err, record.ErrBeyond):
		fmt.Fprintln(d.out, "ok   record: nothing is recorded yet")
		return
	case err != nil:
		d.line("record verifies", fmt.Errorf("it cannot be known: %w", err), "put the key's file back from your copy of the keys, or say with --keys where it is")
		return
	}
	audit := clerk.Audit(key.Verifier)
	audit.Progress = d.meter.tell
	report, err := record.Check(ctx, db, audit)
	d.line(fmt.Sprintf("record verifies (%s)", many(report.Size, "act")), err,
		"stop the server, keep a copy of everything, and go back to the newest backup that verifies; counterpart verify names the place")
}

// sample is how many matters are folded for comparison.
const sample = 20

func (d *doctor) register(ctx context.Context, db *database.DB) {
	d.line("register agrees with the record", sampled(ctx, db),
		"counterpart refold, while the server is stopped; counterpart refold -n names every row")
}

// sampled compares some matters, as the register has them, with what follows
// from the record.
func sampled(ctx context.Context, db *database.DB) error {
	var (
		n    initiative.Initiative
		refs []act.Ref
	)
	err := db.Read(ctx, func(tx *database.Tx) error {
		size, err := record.Size(tx)
		if err != nil || size == 0 {
			return err
		}
		if next, ok, err := register.Head(tx); err != nil || !ok || next != size {
			return errors.Join(err, fmt.Errorf("it holds %d acts of %d", next, size))
		}
		n, err = initiativeOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	r := register.New(db)
	for _, reader := range transcript.Everyone(n) {
		err := r.Ask(ctx, reader, func(q register.Questions) error {
			all, err := q.Matters("", register.Place{}, 500)
			rand.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
			for _, m := range all[:min(len(all), sample)] {
				refs = append(refs, m.Ref)
			}
			return err
		})
		if err != nil {
			return err
		}
		for _, ref := range refs {
			if err := alike(ctx, db, r, reader, ref); err != nil {
				return err
			}
		}
		refs = nil
	}
	return nil
}

// alike compares one matter. If it moves meanwhile it is looked at again.
func alike(ctx context.Context, db *database.DB, r *register.Register, reader register.Reader, ref act.Ref) error {
	for range 3 {
		var shown register.Matter
		err := r.Ask(ctx, reader, func(q register.Questions) (err error) { shown, err = q.Matter(ref); return err })
		if err != nil {
			return fmt.Errorf("matter %s: %w", ref, err)
		}
		m, err := (&clerk.Clerk{DB: db}).Matter(ctx, ref)
		if err != nil {
			return fmt.Errorf("matter %s: %w", ref, err)
		}
		// What moves nothing, as a statement does, leaves the register's row be.
		m.Seq, m.Last, m.Whispers = shown.Seq, shown.Last, shown.Whispers
		var folded procedure.Matter // through JSON, as the register's has been
		data, err := json.Marshal(m)
		if err == nil {
			err = json.Unmarshal(data, &folded)
		}
		if err != nil {
			return err
		}
		one, err1 := json.Marshal(shown.Matter)
		two, err2 := json.Marshal(folded)
		if err := errors.Join(err1, err2); err != nil || string(one) == string(two) {
			return err
		}
	}
	return fmt.Errorf("matter %s is shown otherwise than the record has it", ref)
}

// keys looks whether every key can be read by its owner and nobody else.
func (d *doctor) keys() {
	const todo = "put the files back from your copy of the keys; chmod 700 the folder and 600 the files, and think of who may have read them"
	folder := d.Where.keys(d.Keys)
	if folder == "" {
		d.line("keys are in order", errors.New("it is not known where they are"), "say with --keys")
		return
	}
	entries, err := os.ReadDir(folder)
	keys, secret := 0, false
	for _, e := range entries {
		info, infoErr := e.Info()
		if infoErr != nil || !info.Mode().IsRegular() {
			continue
		}
		keys += strings.Count(e.Name()+"|", ".key|")
		secret = secret || strings.HasSuffix(e.Name(), ".secret")
		if info.Mode().Perm() != 0o600 && os.PathSeparator == '/' {
			err = errors.Join(err, fmt.Errorf("%s has mode %#o", filepath.Join(folder, e.Name()), info.Mode().Perm()))
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist), err == nil && keys == 0:
		err = errors.Join(err, fmt.Errorf("there is no signing key in %s", folder))
	case err == nil && !secret:
		err = fmt.Errorf("there is no secret in %s", folder)
	}
	d.line("keys are in order", err, todo)
}

func (d *doctor) room() error {
	folder := d.Where.folder()
	if folder == "" {
		return nil // the server's own
	}
	free, known := freeRoom(folder)
	if known && free < leastRoom {
		return fmt.Errorf("only %d MB are free", free>>20)
	}
	return nil
}

func (d *doctor) relay(ctx context.Context) error {
	s, err := mail.New(d.SMTP, d.From)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(ctx, 20*time.Second)
	defer stop()
	return s.Check(ctx)
}

// released is before any act can have been recorded by this program in earnest.
var released = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)

func (d *doctor) clock(ctx context.Context, db *database.DB) error {
	now := time.Now()
	if now.Before(released) {
		return fmt.Errorf("it says %s", now.UTC().Format(time.RFC3339))
	}
	return db.Read(ctx, func(tx *database.Tx) error {
		size, err := record.Size(tx)
		if err != nil || size == 0 {
			return err
		}
		e, ok, err := record.At(tx, size-1)
		if err != nil || !ok {
			return err
		}
		a, err := register.Decode(e)
		if err == nil && a.At.After(now.Add(time.Minute)) {
			err = fmt.Errorf("the newest act is of %s, and it is %s", a.At.UTC().Format(time.RFC3339), now.UTC().Format(time.RFC3339))
		}
		return err
	})
}
