package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/record"
)

// verifyCmd checks a record.
type verifyCmd struct {
	What string `arg:"" name:"folder|file|url" help:"What is to be verified: the folder or postgres:// URL of an installation, an export, or the https:// address of a task force's pages."`
	Key  string `placeholder:"VKEY" help:"The public key that must have signed, from a place that you trust. Without it, that of the installation's own keys, or the one that comes with what is verified."`
	Keys string `type:"path" placeholder:"FOLDER" help:"Folder of the installation's keys."`
}

func (verifyCmd) Help() string {
	return `An installation and an export are verified without any network, also while the server runs. Of pages at an address, ` +
		`the tree and what the public may read is fetched.

Exit code 3 means that something is damaged; the first place where it is gets named. Everything before it is in order.`
}

func (c *verifyCmd) Run(ctx context.Context, to streams) error {
	m := newMeter(to.Err, "verify")
	v := verification{out: to.Out, progress: m.tell}
	var err error
	switch info, statErr := os.Stat(c.What); {
	case strings.HasPrefix(c.What, "https://"), strings.HasPrefix(c.What, "http://"):
		err = v.site(ctx, strings.TrimSuffix(c.What, "/"), c.Key)
	case strings.Contains(c.What, "://"), statErr == nil && (strings.HasSuffix(c.What, ".db") || info.IsDir() && !isArchive(c.What)):
		err = v.installation(ctx, dataFlag{Data: c.What}, c.Key, c.Keys)
	case statErr != nil:
		err = fmt.Errorf("there is nothing to verify: %w", statErr)
	default:
		err = v.archive(ctx, c.What, c.Key)
	}
	m.end()
	if err != nil {
		return damage(err)
	}
	v.tell()
	return nil
}

// isArchive reports whether a folder is an export that was unpacked.
func isArchive(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, "checkpoint"))
	return err == nil
}

// A verification is one under way, and then what came of it.
type verification struct {
	out      io.Writer
	progress func(done, total int64)
	report   record.Report
	proved   []string
	not      []string
}

func (v *verification) installation(ctx context.Context, where dataFlag, vkey, keys string) error {
	db, err := where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	whose := "the key that you gave"
	if vkey == "" {
		key, err := ownKey(ctx, db, where.keys(keys))
		if err != nil {
			return err
		}
		vkey, whose = key.VKey, "the installation's own key"
		v.not = append(v.not, "that this is the record that others were shown: compare its key and checkpoint with theirs")
	}
	verifier, err := verifier(vkey)
	if err != nil {
		return err
	}
	audit := clerk.Audit(verifier)
	audit.Progress = v.progress
	// The record first: what it says is damaged, it names by act. Then the
	// engine, which finds what no act is in.
	if v.report, err = record.Check(ctx, db, audit); err != nil {
		if database.Damaged(err) {
			err = errors.Join(err, db.Check(ctx))
		}
		return err
	}
	if err := db.Check(ctx); err != nil {
		return err
	}
	if beyond := v.report.Size - v.report.Checkpoint.Size; beyond > 0 {
		v.not = append(v.not, fmt.Sprintf("that the newest acts, %d of them, are signed for: no checkpoint reaches so far", beyond))
	}
	v.proved = append(v.proved, "each act is the one that the tree was built from, in its place, and none is missing",
		"the newest checkpoint, and each earlier one that is kept, is of these acts and is signed by "+whose,
		"the database is sound, by its engine's own check")
	return nil
}

func (v *verification) archive(ctx context.Context, path, vkey string) error {
	a, closer, err := record.OpenArchive(path)
	if err != nil {
		return exit{exitBad, err}
	}
	defer closer.Close()
	whose := "the key that you gave"
	if vkey == "" {
		vkey, whose = a.VKey, "the key that came with it"
		v.not = append(v.not, "whose record it is: compare the key with one from elsewhere, or give it with --key")
	}
	return v.source(ctx, a, vkey, whose)
}

// source verifies a record wherever it is.
func (v *verification) source(ctx context.Context, src record.Source, vkey, whose string) error {
	verifier, err := verifier(vkey)
	if err != nil {
		return err
	}
	audit := clerk.Audit(verifier)
	audit.Progress = v.progress
	if v.report, err = record.Verify(ctx, src, audit); err != nil {
		return err
	}
	v.proved = append(v.proved, "the checkpoint is signed by "+whose+", and is of these acts in this order; none is missing or changed")
	if shown := v.report.Size - v.report.Withheld; shown > 0 {
		v.proved = append(v.proved, fmt.Sprintf("the recorded bytes of %s are here, and are those in the tree", many(shown, "act")))
	}
	if v.report.Withheld > 0 {
		v.not = append(v.not, fmt.Sprintf("what is withheld: of %s there is the hash alone, which is in its place", many(v.report.Withheld, "act")))
	}
	return nil
}

// tell says what was proved, and not more.
func (v *verification) tell() {
	r := v.report
	fmt.Fprintf(v.out, "%s in the record of %s\nroot %v\n\nProved:\n", many(r.Size, "act"), r.Checkpoint.Origin, r.Root)
	if r.Payloads > 0 {
		v.proved = append(v.proved, fmt.Sprintf("the words of %s are those that were recorded", many(r.Payloads, "act")))
	}
	if r.Missing > 0 {
		v.not = append(v.not, fmt.Sprintf("what the words of %s were: they are erased, or not here", many(r.Missing, "act")))
	}
	v.not = append(v.not, "that nothing was cut off after the newest checkpoint that somebody else has seen",
		"that what members are recorded to have said or done is true, or that no one was left unheard")
	for _, s := range v.proved {
		fmt.Fprintf(v.out, "  - %s\n", s)
	}
	fmt.Fprint(v.out, "\nNot proved:\n")
	for _, s := range v.not {
		fmt.Fprintf(v.out, "  - %s\n", s)
	}
}
