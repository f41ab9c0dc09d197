// Package docx sets a document as WordprocessingML, for whoever goes on working
// with it in Word or LibreOffice.
//
// The law of this package: the file opens without a question. It asks for no
// fields to be updated, runs nothing, and refers to nothing outside but what a
// reader may follow: addresses with https and mailto. The same document always
// makes the same bytes.
package docx

import (
	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// Type is the media type of DOCX.
const Type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// Set returns the document as a file in DOCX.
func Set(d press.Document) ([]byte, error) {
	if err := d.Check(); err != nil {
		return nil, err
	}
	w := newWriter(d)
	if err := w.pictures(d); err != nil {
		return nil, err
	}
	w.cover(d)
	w.contents(d)
	w.pageBreak()
	if len(d.Summary) > 0 && d.Summary[0].Kind != press.Heading {
		w.heading("Heading1", summaryMark, "", press.Words(w.say.T("files.summary")), false)
	}
	w.blocks(d.Summary, false)
	w.blocks(d.Body, false)
	w.blocks(d.Annexes, true)
	return press.Pack(d.At, w.parts(d))
}

// A writer writes the parts of one document side by side.
type writer struct {
	say      *locale.Printer
	lang     string
	main     part
	notes    part
	page     *part             // that is written now: main, or notes
	marks    map[string]string // of blocks by their ID: what Word calls bookmarks
	media    []press.Part
	rids     []string // of the pictures, in their order
	n        int      // the number of the last note
	ids      int      // given to pictures and to bookmarks
	shown    int      // pictures written so far
	depth    int      // of boxes
	headings int      // written so far, of those in the contents
}

func newWriter(d press.Document) *writer {
	w := &writer{say: locale.For(locale.Lang(d.Lang)), lang: d.Lang, marks: map[string]string{}}
	w.main.rels.take("styles", "styles.xml")
	w.main.rels.take("footnotes", "footnotes.xml")
	w.main.rels.take("numbering", "numbering.xml")
	w.main.rels.take("settings", "settings.xml")
	w.main.rels.take("header", "header1.xml") // headRel
	w.main.rels.take("footer", "footer1.xml") // footRel
	w.page = &w.main
	n := 0
	d.Walk(func(b press.Block) {
		if n++; b.ID != "" {
			w.marks[b.ID] = mark("_Ref", n)
		}
	})
	return w
}

// pictures puts the pictures into the file. A drawing needs a picture beside it
// for the programs that do not know SVG, and there is none: so it is refused.
func (w *writer) pictures(d press.Document) (err error) {
	d.Walk(func(b press.Block) {
		switch {
		case b.Image == nil || err != nil:
		case b.Image.Type == "image/svg+xml":
			err = press.Fault{Block: b.ID, Number: b.Number, Reason: "a drawing in SVG cannot be set as DOCX; a PNG of it can"}
		default:
			name := "media/" + mark("picture", len(w.media)+1) + endings[b.Image.Type]
			w.media = append(w.media, press.Part{Name: "word/" + name, Body: b.Image.File})
			w.rids = append(w.rids, w.main.rels.take("image", name))
		}
	})
	return err
}

var endings = map[string]string{"image/png": ".png", "image/jpeg": ".jpeg"}
