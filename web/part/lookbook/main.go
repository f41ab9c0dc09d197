// Lookbook draws every part of the pages, full and empty, in every language, to
// a folder, for the person who styles them and for the tests.
//
//	go run ./web/part/lookbook /tmp/lookbook
package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"example.org/counterpart/locale"
	"example.org/counterpart/web/static"
	"github.com/a-h/templ"
)

// book is every page of the look-book.
var book = map[string]func(sample) templ.Component{
	"matter":   matter,
	"overview": overview,
	"text":     text,
	"parts":    parts,
	"empty":    empty,
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: lookbook FOLDER")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "lookbook:", err)
		os.Exit(1)
	}
}

// write draws the book into a folder, with the static files beside it.
func write(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	for name := range book {
		for _, lang := range locale.Langs {
			f, err := os.Create(filepath.Join(folder, name+"."+string(lang)+".html"))
			if err != nil {
				return err
			}
			err = draw(f, name, lang)
			if shut := f.Close(); err == nil {
				err = shut
			}
			if err != nil {
				return fmt.Errorf("draw %s in %s: %w", name, lang, err)
			}
		}
	}
	return fs.WalkDir(static.Files(), ".", func(name string, d fs.DirEntry, err error) error {
		at := filepath.Join(folder, "static", filepath.FromSlash(name))
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(at, 0o755)
		}
		data, err := fs.ReadFile(static.Files(), name)
		if err != nil {
			return err
		}
		return os.WriteFile(at, data, 0o644)
	})
}

// draw draws one page of the book.
func draw(w io.Writer, name string, lang locale.Lang) error {
	return book[name](samples(lang)).Render(context.Background(), w)
}
