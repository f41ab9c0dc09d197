package main

import (
	"archive/zip"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"example.org/counterpart/database"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// exportCmd writes everything into one file.
type exportCmd struct {
	File   string   `arg:"" placeholder:"FILE.zip" help:"The file to make."`
	Where  dataFlag `embed:""`
	Keys   string   `type:"path" placeholder:"FOLDER" help:"Folder of the signing key, of which the public half goes into the file. Without it, the folder keys within the data."`
	Key    string   `placeholder:"VKEY" help:"The public key itself, where there is no folder of keys."`
	Public bool     `help:"Only what the public may read; of the rest, the hashes."`
}

func (exportCmd) Help() string {
	return `The file holds the record with all its words, and the roll of people: what "counterpart import" needs to go on ` +
		`elsewhere, and "counterpart verify" to check it. Whoever has it reads every caucus, unless it was made with --public. ` +
		`The signing key and the secret are not in it: copy the folder of the keys separately.

It can be made while the server runs, and is of one moment.`
}

//go:embed export.txt
var exportReadme []byte

//go:embed export_public.txt
var exportPublicReadme []byte

const (
	exportName = "EXPORT.txt"
	exportRoll = "roll/roll.jsonl"
)

func (c *exportCmd) Run(ctx context.Context, to streams) (err error) {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	vkey := c.Key
	if vkey == "" {
		key, err := ownKey(ctx, db, c.Where.keys(c.Keys))
		if err != nil {
			return err
		}
		vkey = key.VKey
	} else if _, err := verifier(vkey); err != nil {
		return err
	}
	f, keep, drop, err := newFile(c.File)
	if err != nil {
		return err
	}
	defer drop()
	m := newMeter(to.Err, "export")
	size, err := export(ctx, f, db, vkey, c.Public, nil, m.tell)
	m.end()
	if err == nil {
		err = keep()
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(to.Out, "%s in %s\n", many(size, "act"), c.File)
	if !c.Public {
		fmt.Fprintln(to.Err, "The signing key and the secret are not in it: copy the folder of the keys separately.")
	}
	return nil
}

// export writes a database as an archive to w, as it stands at one moment, with
// what else is to be in it, and returns how many acts that are.
func export(ctx context.Context, w io.Writer, db *database.DB, vkey string, public bool, also map[string][]byte, progress func(done, total int64)) (int64, error) {
	z := zip.NewWriter(w)
	readme := exportReadme
	if public {
		readme = exportPublicReadme
	}
	if err := add(z, exportName, func(w io.Writer) error { _, err := w.Write(readme); return err }); err != nil {
		return 0, err
	}
	for _, name := range slices.Sorted(maps.Keys(also)) {
		if err := add(z, name, func(w io.Writer) error { _, err := w.Write(also[name]); return err }); err != nil {
			return 0, err
		}
	}
	src := &upTo{progress: progress}
	err := db.Read(ctx, func(tx *database.Tx) (err error) {
		if src.signed, src.size, err = record.LatestCheckpoint(tx); err != nil || public {
			return err
		}
		return add(z, exportRoll, func(w io.Writer) error {
			e := json.NewEncoder(w)
			e.SetEscapeHTML(false)
			return roll.Copy(tx, func(l roll.Copied) error { return e.Encode(l) })
		})
	})
	if err != nil {
		return 0, err
	}
	if src.Source, err = record.FromDatabase(ctx, db); err != nil {
		return 0, err
	}
	var out record.Source = src
	if public {
		share := &publicShare{ctx: ctx, register: register.New(db)}
		out = record.Withhold(src, share.of)
		if err := share.ready(src.size); err != nil {
			return 0, err
		}
		if err := record.AddArchive(ctx, z, out, vkey); err != nil {
			return 0, errors.Join(err, share.err)
		}
		if share.err != nil {
			return 0, share.err
		}
	} else if err := record.AddArchive(ctx, z, out, vkey); err != nil {
		return 0, err
	}
	return src.size, z.Close()
}

// add writes one file of an archive.
func add(z *zip.Writer, name string, write func(io.Writer) error) error {
	w, err := z.Create(name)
	if err == nil {
		err = write(w)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// upTo is a source up to an earlier checkpoint of its own.
type upTo struct {
	record.Source
	signed   []byte
	size     int64
	progress func(done, total int64)
}

func (s *upTo) Checkpoint(context.Context) ([]byte, error) { return s.signed, nil }

func (s *upTo) Items(ctx context.Context) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		for item, err := range s.Source.Items(ctx) {
			if err == nil && item.Seq >= s.size || !yield(item, err) {
				return
			}
			if s.progress != nil && err == nil {
				s.progress(item.Seq+1, s.size)
			}
		}
	}
}

// publicShare says how much of each entry the public may read. It asks the
// register, where audiences are enforced, as the public.
type publicShare struct {
	ctx      context.Context
	register *register.Register
	first    int64 // of the page that open is about
	open     map[int64]bool
	err      error
}

const sharePage = 256

// ready refuses while the register lags behind the record: it could not say.
func (s *publicShare) ready(size int64) error {
	return s.register.DB.Read(s.ctx, func(tx *database.Tx) error {
		next, ok, err := register.Head(tx)
		if err == nil && (!ok || next < size) {
			err = errors.New("the register is not up to date: run counterpart refold first")
		}
		return err
	})
}

// of shows an entry whole or not at all. After a fault it shows nothing.
func (s *publicShare) of(e record.Entry) record.Share {
	if first := e.Seq - e.Seq%sharePage; s.err == nil && (s.open == nil || s.first != first) {
		s.first, s.open = first, map[int64]bool{}
		s.err = s.register.Ask(s.ctx, register.Public, func(q register.Questions) error {
			lines, err := q.Record(first+sharePage, sharePage)
			for _, l := range lines {
				s.open[l.Seq] = l.Line != nil
			}
			return err
		})
	}
	if s.err != nil || !s.open[e.Seq] {
		return record.ShareLeaf
	}
	return record.ShareAll
}
