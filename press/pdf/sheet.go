package pdf

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
)

// A sheet is a document as the templates read it: data, and never code. What
// people wrote comes to Typst as strings of JSON alone.
type sheet struct {
	Lang      string            `json:"lang"`
	Title     string            `json:"title"`
	Subtitle  string            `json:"subtitle"`
	Series    string            `json:"series"`
	Symbol    string            `json:"symbol"`
	Edition   string            `json:"edition"`
	Publisher string            `json:"publisher"`
	Issuers   []string          `json:"issuers"`
	Authors   []string          `json:"authors"`
	Keywords  []string          `json:"keywords"`
	Instant   []int             `json:"instant"` // year to second; null for a draft
	Date      string            `json:"date"`
	Dimension string            `json:"dimension"`
	Banners   []string          `json:"banners"`
	Stamp     string            `json:"stamp"`
	Licence   string            `json:"licence"`
	Address   string            `json:"address"`
	Labels    map[string]string `json:"labels"`
	Contents  bool              `json:"contents"`
	Pieces    []piece           `json:"pieces"`
}

// A piece is a block as the templates read it.
type piece struct {
	Kind    string    `json:"kind"` // as of a block, and list, which holds items
	Anchor  string    `json:"anchor"`
	Lang    string    `json:"lang"`
	Level   int       `json:"level"`
	Number  string    `json:"number"`
	Caption string    `json:"caption"` // "Table 2"
	Fresh   bool      `json:"fresh"`   // it begins a page
	Text    []run     `json:"text"`
	Head    [][]run   `json:"head"`
	Rows    [][][]run `json:"rows"`
	Weights []int     `json:"weights"` // how wide the columns are, beside each other
	Figures []bool    `json:"figures"` // which columns hold figures
	File    string    `json:"file"`    // of an image
	Alt     string    `json:"alt"`
	Pieces  []piece   `json:"pieces"`
}

// A run is a run as the templates read it.
type run struct {
	Words    string `json:"words"`
	Strong   bool   `json:"strong"`
	Emphasis bool   `json:"emphasis"`
	URL      string `json:"url"`
	To       string `json:"to"` // an anchor
	Note     *note  `json:"note"`
}

type note struct {
	Number string `json:"number"`
	Text   []run  `json:"text"`
}

// A writer makes sheets, and gathers the files that they refer to.
type writer struct {
	say    *locale.Printer
	lang   string
	prefix string          // of anchors, for two documents on one paper
	ids    map[string]bool // of the blocks that are on the paper
	fresh  map[string]bool // of those that begin a page
	whole  bool            // words are not broken now
	room   int             // for letters in a row
	notes  int
	files  map[string][]byte
}

// contentsFrom is how many headings make a table of contents worth its page.
const contentsFrom = 4

func newWriter(d press.Document, prefix string, fresh map[string]bool, files map[string][]byte) *writer {
	w := &writer{say: locale.For(locale.Lang(d.Lang)), lang: d.Lang, prefix: prefix, fresh: fresh, room: roomInPage, files: files}
	w.ids = map[string]bool{}
	d.Walk(func(b press.Block) { w.ids[b.ID] = true })
	return w
}

// sheet writes all but the blocks.
func (w *writer) sheet(d press.Document) sheet {
	s := sheet{
		Lang: d.Lang, Title: tidy(d.Title), Subtitle: tidy(d.Subtitle), Series: tidy(d.Series), Symbol: tidy(d.Symbol),
		Edition: tidy(d.Edition), Publisher: tidy(d.Publisher), Issuers: tidyAll(d.Issuers), Authors: tidyAll(d.Authors),
		Instant: instant(d.At), Date: tidy(d.Date), Dimension: tidy(d.Dimension), Banners: tidyAll(d.Banners),
		Stamp: tidy(d.Stamp), Licence: tidy(d.Licence), Address: tidy(d.Address),
		Labels: map[string]string{
			"contents": w.say.T("pdf.contents"), "issued": w.say.T("pdf.issued"), "authors": w.say.T("pdf.authors"),
			"adopted": w.say.T("pdf.adopted"), "address": w.say.T("pdf.address"),
		},
	}
	for _, word := range append([]string{s.Symbol, s.Series, s.Dimension}, s.Issuers...) {
		if word != "" {
			s.Keywords = append(s.Keywords, word)
		}
	}
	headings := 0
	d.Walk(func(b press.Block) {
		if b.Kind == press.Heading && b.Level < 3 {
			headings++
		}
	})
	s.Contents = headings >= contentsFrom
	return s
}

// inRow puts the parts of a document in a row: the summary under a heading of
// its own, and each annex on a new page.
func inRow(d press.Document) (all []press.Block, fresh map[string]bool) {
	if len(d.Summary) > 0 && d.Summary[0].Kind != press.Heading {
		title := press.Words(locale.For(locale.Lang(d.Lang)).T("pdf.summary"))
		all = append(all, press.Block{Kind: press.Heading, Level: 1, ID: "_summary", Text: title})
	}
	all = append(append(all, d.Summary...), d.Body...)
	fresh = map[string]bool{}
	for i, b := range d.Annexes {
		if b.Kind == press.Heading && b.Level == 1 {
			if b.ID == "" { // one that no block has of itself
				b.ID = "_annex-" + strconv.Itoa(i)
			}
			fresh[b.ID] = true
		}
		all = append(all, b)
	}
	return all, fresh
}

// pieces writes blocks, those of a list together.
func (w *writer) pieces(blocks []press.Block) []piece {
	all := []piece{}
	for _, b := range blocks {
		p := w.piece(b)
		if b.Kind != press.Item {
			all = append(all, p)
			continue
		}
		if n := len(all); n == 0 || all[n-1].Kind != "list" {
			all = append(all, piece{Kind: "list", Lang: w.lang})
		}
		last := &all[len(all)-1]
		last.Pieces = append(last.Pieces, p)
	}
	return all
}

func (w *writer) piece(b press.Block) piece {
	outer := w.lang
	if b.Lang != "" {
		w.lang = b.Lang
	}
	defer func() { w.lang = outer }()
	w.whole = b.Kind == press.Heading
	p := piece{Kind: string(b.Kind), Lang: w.lang, Level: b.Level, Number: tidy(b.Number), Fresh: w.fresh[b.ID], Text: w.text(b.Text)}
	if b.ID != "" {
		p.Anchor = w.prefix + b.ID
	}
	switch b.Kind {
	case press.Table:
		p.Caption = w.caption("pdf.table", b.Number)
		p.Weights, p.Figures = measure(b)
		room := w.room
		w.room = roomInCell
		p.Head = w.row(b.Head)
		for _, row := range b.Rows {
			p.Rows = append(p.Rows, w.row(row))
		}
		w.room = room
	case press.Figure:
		p.Caption = w.caption("pdf.figure", b.Number)
		p.Alt = tidy(b.Image.Alt)
		p.File = fmt.Sprintf("/picture-%d.%s", len(w.files), ending[b.Image.Type])
		w.files[p.File] = b.Image.File
	}
	p.Pieces = w.pieces(b.Blocks)
	return p
}

func (w *writer) caption(key, number string) string {
	if number == "" {
		return ""
	}
	return locale.For(locale.Lang(w.lang)).T(key, tidy(number))
}

func (w *writer) row(cells []press.Text) (all [][]run) {
	for _, cell := range cells {
		all = append(all, w.text(cell))
	}
	return all
}

func (w *writer) text(t press.Text) (all []run) {
	for _, r := range t {
		n := run{Words: overlong(tidy(r.Words), w.room), Strong: r.Strong, Emphasis: r.Emphasis}
		if w.lang == string(locale.Kazakh) && !w.whole {
			n.Words = Hyphenate(n.Words)
		}
		if id, within := strings.CutPrefix(r.Link, "#"); !within {
			n.URL = r.Link
		} else if w.ids[id] {
			n.To = w.prefix + id
		}
		if r.Note != nil {
			w.notes++
			n.Note = &note{strconv.Itoa(w.notes), w.text(r.Note)}
		}
		all = append(all, n)
	}
	return all
}

func instant(t time.Time) []int {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return []int{t.Year(), int(t.Month()), t.Day(), t.Hour(), t.Minute(), t.Second()}
}

func tidyAll(all []string) []string {
	tidied := make([]string, len(all))
	for i, s := range all {
		tidied[i] = tidy(s)
	}
	return tidied
}

// written puts data among the files of a job.
func written(files map[string][]byte, path string, data any) error {
	file, err := json.Marshal(data)
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	files[path] = file
	return nil
}
