package part

import (
	"context"
	"strconv"
	"time"

	"example.org/counterpart/locale"
	"github.com/a-h/templ"
)

// An Entry is a statement or an act on a matter.
type Entry struct {
	ID          string // the anchor
	Group       *Group // nil: joint, or a statement that is attributed to nobody
	Act         string // what was done, in a sentence; "" for a statement
	Author      string // as attribution allows; "" unattributed
	Capacity    string
	Attribution string // "named", "group", "unattributed"; "" says nothing of it
	Audience    string // "caucus", "joint", "public"; "" says nothing of it
	On          Link   // the paragraph or version it is about
	Answers     Link   // the statement it answers
	At          time.Time
	Lang        string // of the words
	Words       string
	Gone        bool            // the words were erased; the act stands
	Body        templ.Component // after the words
	Actions     []Link
	Level       int // of the act's heading, outside facing pages; 0 is no heading
}

// EntryOf draws one statement or act, also outside facing pages.
func EntryOf(p *locale.Printer, e Entry) templ.Component {
	return inked(func(ctx context.Context, k *ink) error { return k.entry(ctx, p, e, e.Level) })
}

// entries draws the entries of facing pages, each on its side. An entry that is
// no group's stands in the middle: an act of all, or a statement attributed to
// nobody, since either side would tell.
func entries(p *locale.Printer, s Spread) templ.Component {
	return inked(func(ctx context.Context, k *ink) error {
		k.raw(`<ol class="entries">`)
		for _, e := range s.Entries {
			k.raw(`<li class="`, s.column(e), `">`)
			var err error
			if e.Group == nil {
				err = k.joint(ctx, p, e, s.Sides)
			} else {
				err = k.entry(ctx, p, e, 3)
			}
			if err != nil {
				return err
			}
			k.raw(`</li>`)
		}
		k.raw(`</ol>`)
		return nil
	})
}

func (k *ink) joint(ctx context.Context, p *locale.Printer, e Entry, sides []Side) error {
	class := "entry joint"
	if e.Act == "" {
		class = "entry joint nobody"
	}
	k.raw(`<article class="`, class, `"`)
	k.attr("id", e.ID)
	who := whoTag(e, 3)
	k.raw(`><`, who, ` class="who">`)
	if e.Act == "" {
		k.text(p.T("part.by.nobody"))
	} else {
		for _, side := range sides {
			k.mark(side.Group)
		}
		k.text(p.T("part.joint"))
	}
	k.raw(`</`, who, `>`)
	return k.rest(ctx, p, e, 3)
}

func (k *ink) entry(ctx context.Context, p *locale.Printer, e Entry, level int) error {
	k.raw(`<article class="entry `)
	if e.Group != nil {
		k.raw(e.Group.class())
	} else {
		k.raw("nobody")
	}
	if e.Act != "" {
		k.raw(" act")
	}
	k.raw(`"`)
	k.attr("id", e.ID)
	who := whoTag(e, level)
	k.raw(`><`, who, ` class="who">`)
	if e.Group != nil {
		k.group(*e.Group)
		k.raw(" ")
	}
	k.raw(`<span class="author">`)
	switch {
	case e.Author != "":
		k.raw(`<b>`)
		k.text(e.Author)
		k.raw(`</b>`)
	case e.Attribution == "group":
		k.text(p.T("part.by.group"))
	case e.Attribution == "unattributed":
		k.text(p.T("part.by.nobody"))
	}
	if e.Capacity != "" {
		k.raw(` <small>`)
		k.text(e.Capacity)
		k.raw(`</small>`)
	}
	k.raw(`</span></`, who, `>`)
	return k.rest(ctx, p, e, level)
}

// whoTag is the element that says who it was: the heading of a statement, by
// which a screen reader goes from one to the next. An act's heading is its deed.
func whoTag(e Entry, level int) string {
	if e.Act != "" || level == 0 {
		return "p"
	}
	return "h" + strconv.Itoa(level)
}

// rest draws what follows who it was, and closes the entry.
func (k *ink) rest(ctx context.Context, p *locale.Printer, e Entry, level int) error {
	k.deed(e.Act, level)
	if e.On.Label != "" || e.Answers.Label != "" {
		k.raw(`<p class="about">`)
		if e.On.Label != "" {
			k.link(e.On)
		}
		if e.Answers.Label != "" {
			k.raw(`<a`)
			k.href(e.Answers.Href)
			k.raw(`>`)
			k.icon("answer")
			k.text(e.Answers.Label)
			k.raw(`</a>`)
		}
		k.raw(`</p>`)
	}
	if e.Gone {
		k.raw(`<p class="gone">`)
		k.icon("gone")
		k.text(p.T("part.gone"))
		k.raw(`</p>`)
	} else if e.Words != "" {
		k.raw(`<div class="words">`)
		k.words(e.Lang, e.Words)
		k.raw(`</div>`)
	}
	if e.Body != nil {
		if err := e.Body.Render(ctx, k); err != nil {
			return err
		}
	}
	k.foot(p, e)
	k.raw(`</article>`)
	return nil
}

func (k *ink) deed(act string, level int) {
	if act == "" {
		return
	}
	tag := "p"
	if level > 0 {
		tag = "h" + strconv.Itoa(level)
	}
	k.raw(`<`, tag, ` class="deed">`)
	k.text(act)
	k.raw(`</`, tag, `>`)
}

func (k *ink) foot(p *locale.Printer, e Entry) {
	k.raw(`<footer>`)
	if !e.At.IsZero() {
		k.raw(`<span class="when">`)
		k.at(p, e.At)
		k.raw(`</span>`)
	}
	if e.Audience != "" {
		k.audience(p, e.Audience)
	}
	for _, a := range e.Actions {
		k.raw(`<a class="do"`)
		k.href(a.Href)
		k.raw(`>`)
		k.text(a.Label)
		k.raw(`</a>`)
	}
	k.raw(`</footer>`)
}
