// Package part draws what all pages are made of: the page around them, forms,
// lists, the facing pages of a matter, the joint text, and the few drawings.
//
// Its law: a part knows nothing of the program. It is given names, addresses,
// instants and sentences, and draws them the same way everywhere; what may be
// shown was decided before. No part carries a style or a script of its own, so
// that a page may forbid both. Nothing is told by colour alone.
//
// Every part that says words of its own takes the reader's Printer first; all
// other words are given to it in the reader's language. What people typed goes
// in as plain text and is escaped here. A part is called within a templ file as
// @part.Name(p, part.Props{…}); those marked { } take children.
//
// # The page
//
//	Layout(p, Page) { }             everything around main; Page.Live makes it follow events
//	PageHeader(p, Head) { }         the first-level heading with its stage and facts
//	Breadcrumb(p, []Link)           one without an address is the page itself
//	ErrorSummary(p, title, []Problem)  first in main when a form was refused; also set Page.Faulty
//	Banner(p, Notice) { }           notice, done or warning
//	Pagination(p, Pager)            by cursor
//	Empty(title, text) { }          nothing here yet, and what would change that
//	Clocks(p, []Clock, now), At(p, time)  the time in the capitals
//	Stamp(funding)                  who pays; Layout draws it from Page.Funding
//
// # Forms
//
// All fields share the struct Field. Put the typed value in Value (Values for
// checkboxes) and the sentence of the refusal in Error, and the form comes back
// filled. The error summary leads to a field by "#" and the field's id, which
// is its name unless given.
//
//	Input, TextArea, Select, Radios, Checks (p, Field)
//	Hidden(name, value), Button(Do), Buttons(...Do), SearchBox(p, action, name, value)
//
// # Lists and facts
//
//	Tag(Badge)                      tones: "", "open", "wait", "done", "stop"
//	SummaryList([]Row)              keys and values
//	Table(Grid)                     becomes cards on a narrow page
//	Details(id, summary, open) { }  hidden until asked for
//	TaskList(p, []Task)             what may be done now; the rest with the reason why not
//	Steps(p, label, []Step)         the course of a matter; across when it stands directly in a wide main
//	List([]Leaf)                    matters, recommendations, what a search found
//	Highlighted([]Piece)            words with those that were looked for
//	Text(lang, words)               what somebody typed, in paragraphs
//
// # Groups
//
// A Group has the same colour, shape and line everywhere, by its Place in the
// initiative. The order of sides is another thing: the alternat, which the
// page gives.
//
//	Mark(Group)                     the shape alone, beside a name
//	GroupName(Group), GroupNames([]Group)
//
// # The matter and its text
//
//	Facing(p, Spread)               facing pages: sides and entries in the order of time
//	EntryOf(p, Entry)               one statement or act, elsewhere
//	ParagraphView(p, Paragraph)     a numbered paragraph, brackets by holder, statements beside it
//	PhrasesOf(p, []Phrase)          the words alone; inside a p
//	Redline(p, []Change), Runs(p, []Run)
//
// # Drawings
//
//	Pipeline(p, Pipe)               matters by stage, and the same as a table
//	Tally(p, Count)                 a group's seats in a decision; several within <div class="tallies">
//	Countdown(p, Deadline)          what is left, in both zones
//	Icon(name), Sign()
//
// # Classes for pages
//
// "columns" sets a wide main with a narrow column beside it, "columns even"
// equal ones; "section" sets a part of a page apart; "tallies" sets tallies
// side by side; "links" sets links in a row; "account" is the panel that says
// where a thing stands; "form" keeps a form to a readable width, "form compare"
// sets its fields in a row; "news" is a list of what happened, with "fresh" for
// what the reader has not seen; "soft" is for lesser words; "unseen" for screen
// readers only. Sections directly in main stand apart by themselves.
//
// The look-book draws all of this: go run ./web/part/lookbook FOLDER.
package part
