// Package pdf sets documents, parallel editions and letters as PDF.
//
// Its law: no word that somebody wrote is ever code. The templates are constant
// and lie in the folder template; what is to be set comes to them as data. The
// same document gives the same bytes. What cannot be shown (a letter that the
// fonts lack, a picture that is broken) is a press.Fault that names the block.
package pdf

import (
	"context"
	"embed"

	"example.org/counterpart/press"
	"example.org/counterpart/press/typst"
)

//go:embed template/*.typ
var templates embed.FS

// Set sets a document.
func Set(ctx context.Context, engine *typst.Engine, d press.Document) ([]byte, error) {
	if err := check(d); err != nil {
		return nil, err
	}
	blocks, fresh := inRow(d)
	set := func(blocks []press.Block) ([]byte, error) {
		only := d
		only.Summary, only.Body, only.Annexes = nil, blocks, nil
		w := newWriter(only, "a-", fresh, map[string][]byte{})
		s := w.sheet(only)
		s.Pieces = w.pieces(blocks)
		return typeset(ctx, engine, "document", s, w.files)
	}
	file, err := set(blocks)
	if err != nil {
		err = blame(err, blocks, func(some []press.Block) error {
			_, err := set(some)
			return err
		})
	}
	return file, err
}

// typeset has Typst set a template with its data.
func typeset(ctx context.Context, engine *typst.Engine, template string, data any, files map[string][]byte) ([]byte, error) {
	faces, err := faces()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"press", template} {
		if files["/"+name+".typ"], err = templates.ReadFile("template/" + name + ".typ"); err != nil {
			return nil, err
		}
	}
	if err := written(files, "/sheet.json", data); err != nil {
		return nil, err
	}
	file, err := engine.Set(ctx, typst.Job{Main: "/" + template + ".typ", Files: files, Fonts: faces.files})
	if err != nil {
		return nil, err
	}
	return finish(file)
}
