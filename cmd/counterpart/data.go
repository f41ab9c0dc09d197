package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"golang.org/x/mod/sumdb/note"
)

// dataFlag says which installation a command is about.
type dataFlag struct {
	Data string `required:"" placeholder:"FOLDER|URL" help:"The installation: the folder that holds it, or a postgres:// URL."`
}

// reading opens the installation for reading, beside whatever program writes.
func (f dataFlag) reading(ctx context.Context) (*database.DB, error) {
	db, err := database.OpenReadOnly(ctx, f.Data)
	return db, f.missing(err)
}

func (f dataFlag) missing(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no installation in %s; counterpart init and counterpart serve make one", f.Data)
	}
	return err
}

// folder is where the database file lies; empty for a database server.
func (f dataFlag) folder() string {
	switch {
	case strings.Contains(f.Data, "://"):
		return ""
	case strings.HasSuffix(f.Data, ".db"):
		return filepath.Dir(f.Data)
	}
	return f.Data
}

// keys is the folder of the keys: the one named, or the one within the data.
func (f dataFlag) keys(named string) string {
	if named == "" && f.folder() != "" {
		return filepath.Join(f.folder(), "keys")
	}
	return named
}

// ownKey is the key of which the newest checkpoint says that it signed it, from
// the installation's own folder of keys.
func ownKey(ctx context.Context, db *database.DB, folder string) (record.Key, error) {
	var signed []byte
	err := db.Read(ctx, func(tx *database.Tx) (err error) {
		signed, _, err = record.LatestCheckpoint(tx)
		return err
	})
	switch {
	case err != nil:
		return record.Key{}, err
	case signed == nil:
		return record.Key{}, fmt.Errorf("nothing is recorded here yet: %w", record.ErrBeyond)
	case folder == "":
		return record.Key{}, exit{exitUsage, errors.New("say with --key, or with --keys, whose signature is to be found")}
	}
	origin, _, _ := strings.Cut(string(signed), "\n")
	return record.LoadKey(folder, origin)
}

// verifier reads the key of an auditor, as it is published.
func verifier(vkey string) (note.Verifier, error) {
	v, err := note.NewVerifier(strings.TrimSpace(vkey))
	if err != nil {
		return nil, exit{exitUsage, fmt.Errorf("%q is not a key; it looks like taskforce.example/record+1a2b3c4d+AbCd…", vkey)}
	}
	return v, nil
}

// initiativeOf folds the initiative from the record.
func initiativeOf(tx *database.Tx) (n initiative.Initiative, err error) {
	entries, err := record.About(tx, string(act.Initiative), -1)
	for _, e := range entries {
		a, err := register.Decode(e)
		if err != nil {
			return n, err
		}
		n.Apply(a)
	}
	return n, err
}

// inWords is an error as the person at the machine is told of it.
func inWords(err error) string {
	if no, ok := act.Refused(err); ok {
		en := locale.For(locale.English)
		said := en.Say(no.Reason)
		for _, more := range no.More {
			said += " " + en.Say(more)
		}
		if before, _, found := strings.Cut(err.Error(), no.Error()); found {
			said = before + said
		}
		return said
	}
	_, isExit := errors.AsType[exit](err) // then it is the answer to such a question
	switch {
	case errors.Is(err, database.ErrInUse):
		return err.Error() + ". Only one program may write to a folder: end the other first. " +
			"Beside it you may run acts, backup, doctor, export, member, refold -n and verify."
	case database.Full(err):
		return err.Error() + ". What was under way is undone. Make room, or see who may write there, and try again."
	case database.Damaged(err) && !isExit:
		return err.Error() + ". Where the damage is: counterpart doctor, and counterpart verify."
	}
	return err.Error()
}

// many counts things by an English noun that only takes an s.
func many(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func manyAre(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun + " is"
	}
	return many(n, noun) + " are"
}

// newFile makes a file for the owner's eyes that must not be there yet. It
// gets its name when keep is called; until then, and if keep is not, there is
// no such file.
func newFile(path string) (f *os.File, keep func() error, drop func(), err error) {
	if _, err := os.Lstat(path); err == nil {
		return nil, nil, nil, fmt.Errorf("%s is there already", path)
	}
	f, err = os.CreateTemp(filepath.Dir(path), ".counterpart-*")
	if err != nil {
		return nil, nil, nil, err
	}
	keep = func() error {
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return err
		}
		return os.Rename(f.Name(), path)
	}
	drop = func() { f.Close(); os.Remove(f.Name()) }
	return f, keep, drop, nil
}
