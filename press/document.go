// Package press sets what is published: one document, in one language, as the
// file that a reader asked for.
//
// A Document is all that is on the paper, already worded in its language and
// numbered: whoever sets it looks up nothing and decides nothing. Each format
// has a room of its own below this one.
//
// The law of the press: what stands in the document stands in every format, in
// its order and whole. A format that cannot show something says so with a
// Fault, which names the block and the reason; it never leaves it out.
package press

import (
	"fmt"
	"strings"
	"time"
)

// A Document is one edition in one language, ready to be set.
type Document struct {
	Lang      string    `json:"lang"`               // en, ru, kk
	Title     string    `json:"title"`              //
	Subtitle  string    `json:"subtitle,omitempty"` //
	Series    string    `json:"series,omitempty"`   // as "Policy Brief"
	Symbol    string    `json:"symbol,omitempty"`   // as "TF/PB/3"; empty until it is given
	Edition   string    `json:"edition,omitempty"`  // as "Second edition, corrected"
	Publisher string    `json:"publisher"`          // the task force
	Issuers   []string  `json:"issuers"`            // the groups that issue it
	Authors   []string  `json:"authors,omitempty"`  // the principal author first
	At        time.Time `json:"at"`                 // when it was released; UTC. Zero for a draft
	Date      string    `json:"date,omitempty"`     // that day in words
	Dimension string    `json:"dimension,omitempty"`
	Banners   []string  `json:"banners,omitempty"` // what the cover must say first: that it is a demonstration, a draft, was forced or withdrawn
	Stamp     string    `json:"stamp,omitempty"`   // who paid, in one sentence
	Licence   string    `json:"licence,omitempty"` // how it may be used, in one sentence
	Address   string    `json:"address,omitempty"` // where it stays
	Summary   []Block   `json:"summary,omitempty"`
	Body      []Block   `json:"body"`
	Annexes   []Block   `json:"annexes,omitempty"` // each begins with a Heading of level 1, on a new page
}

// A Kind says what a block is.
type Kind string

// The kinds of blocks.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph" // numbered, if Number is set
	Item      Kind = "item"      // of a list; its neighbours belong to the same
	Table     Kind = "table"
	Figure    Kind = "figure"
	Box       Kind = "box"     // set apart, under a title of its own
	Adopted   Kind = "adopted" // a recommendation as it was adopted, with what was attached to it
)

// A Block is one thing on the paper.
type Block struct {
	Kind   Kind     `json:"kind"`
	ID     string   `json:"id,omitempty"`     // its anchor, unlike every other of the document; letters, digits and hyphens
	Level  int      `json:"level,omitempty"`  // of a heading, from 1 to 3
	Number string   `json:"number,omitempty"` // as "12" or "III"; of a table and a figure, "2" for its caption
	Lang   string   `json:"lang,omitempty"`   // if other than the document's
	Text   Text     `json:"text,omitempty"`   // the words; of a table, a figure, a box and what was adopted, its caption or title
	Head   []Text   `json:"head,omitempty"`   // of a table: the heads of its columns
	Rows   [][]Text `json:"rows,omitempty"`   // of a table: as many cells in each as there are heads
	Image  *Image   `json:"image,omitempty"`  // of a figure
	Blocks []Block  `json:"blocks,omitempty"` // of a box and of what was adopted
}

// An Image is a picture as a file.
type Image struct {
	Sum  string `json:"sum,omitempty"` // of an uploaded one: SHA-256 of the file as it was uploaded, in hexadecimal
	Type string `json:"type"`          // image/png, image/jpeg or image/svg+xml
	Alt  string `json:"alt"`           // what it shows, for those who do not see it
	File []byte `json:"file"`
}

// A Text is words in a row, some of them marked.
type Text []Run

// A Run is words that are marked alike.
type Run struct {
	Words    string `json:"w,omitempty"`
	Strong   bool   `json:"strong,omitempty"`
	Emphasis bool   `json:"em,omitempty"`
	Link     string `json:"link,omitempty"` // an address, https or mailto, or #ID of a block
	Note     Text   `json:"note,omitempty"` // a footnote that is called here, after the words; it holds no notes
}

// Words makes a text of plain words.
func Words(s string) Text {
	if s == "" {
		return nil
	}
	return Text{{Words: s}}
}

// Plain returns the words of a text without marks and notes.
func (t Text) Plain() string {
	var b strings.Builder
	for _, r := range t {
		b.WriteString(r.Words)
	}
	return b.String()
}

// A Fault is why a document could not be set: in which block, and what is
// wrong with it. The secretariat mends it; so it is no fault of the program's.
type Fault struct {
	Block  string // the block's ID; empty if it is the document as a whole
	Number string // the block's number, as readers know it
	Reason string // in English, from the format that refused; beside it stands a sentence of the catalogues
}

func (f Fault) Error() string {
	if f.Block == "" {
		return fmt.Sprintf("set the document: %s", f.Reason)
	}
	return fmt.Sprintf("set the document: block %s (number %q): %s", f.Block, f.Number, f.Reason)
}

// Walk calls f for every block, in the order of the paper: of the summary, the
// body and the annexes, an outer one before those within it.
func (d Document) Walk(f func(Block)) {
	var walk func([]Block)
	walk = func(all []Block) {
		for _, b := range all {
			f(b)
			walk(b.Blocks)
		}
	}
	walk(d.Summary)
	walk(d.Body)
	walk(d.Annexes)
}

// A Parallel is the same edition in two languages, to be set in facing columns
// as a treaty is: blocks of the same ID stand beside each other.
type Parallel struct{ Left, Right Document }

// A Letter is what accompanies an edition to an addressee.
type Letter struct {
	Lang      string
	From      []string // the sender, line by line: the task force and its secretariat
	To        []string // the addressee, line by line
	Place     string
	Date      string // in words
	Reference string // its symbol
	Subject   string
	Greeting  string
	Body      []Text // paragraphs
	Closing   string
	Signed    []string // by whom, one for each group; the place for the signature is above
	Enclosed  []string
}
