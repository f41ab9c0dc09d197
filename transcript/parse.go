package transcript

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxSize is the size in bytes of the largest transcript that Parse reads.
const MaxSize = 32 << 20

var (
	matterForm = regexp.MustCompile(`^matter +([a-z0-9][a-z0-9-]{0,79})(?: +source +([A-Za-z0-9._-]{1,80}))? *$`)
	whoForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	nameForm   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,19}$`)
)

// Parse reads a transcript. The zone function tells in which zone a name's
// times are; nil if nobody has that name. An error is an *Error.
func Parse(file string, data []byte, zone func(who string) *time.Location) ([]Line, error) {
	if len(data) > MaxSize {
		return nil, wrong(file, 1, "a transcript has at most %d bytes", MaxSize)
	}
	if !utf8.Valid(data) {
		return nil, wrong(file, 1, "this is not UTF-8")
	}
	p := &parser{file: file, zone: zone}
	for n, s := range strings.Split(string(data), "\n") {
		if err := p.line(n+1, strings.TrimRight(s, "\r ")); err != nil {
			return nil, err
		}
	}
	if err := p.finish(); err != nil {
		return nil, err
	}
	return p.lines, nil
}

type parser struct {
	file  string
	zone  func(string) *time.Location
	lines []Line

	matter, source string
	said           map[string]bool // names given to statements of this matter

	act   *Line // the act whose block is being read
	rest  string
	block block
}

// line takes in one line of the file.
func (p *parser) line(no int, s string) error {
	switch {
	case s == "":
		if p.act != nil {
			p.block = append(p.block, numbered{no, ""})
		}
		return nil
	case strings.HasPrefix(s, "#"):
		return nil
	case s[0] == ' ':
		if p.act == nil {
			return wrong(p.file, no, "an indented line belongs to an act, and there is none above it")
		}
		if !strings.HasPrefix(s, "  ") {
			return wrong(p.file, no, "the block of an act is indented by two spaces")
		}
		p.block = append(p.block, numbered{no, s[2:]})
		return nil
	}
	if err := p.finish(); err != nil {
		return err
	}
	if m := matterForm.FindStringSubmatch(s); m != nil {
		p.matter, p.source, p.said = m[1], m[2], map[string]bool{}
		return nil
	}
	return p.begin(no, s)
}

// begin reads the first line of an act.
func (p *parser) begin(no int, s string) error {
	part := strings.SplitN(s, " ", 4)
	switch {
	case len(part) < 4:
		return wrong(p.file, no, "an act begins with a date, a time, who acts, and a verb")
	case p.matter == "":
		return wrong(p.file, no, "which matter is this on? A line like \"matter odihr\" goes before the first act")
	case !whoForm.MatchString(part[2]):
		return wrong(p.file, no, "%q is not a name", part[2])
	}
	zone := p.zone(part[2])
	if zone == nil {
		return wrong(p.file, no, "nobody is called %s", part[2])
	}
	at, ok := readInstant(part[0], part[1], zone)
	if !ok {
		return wrong(p.file, no, "%q is not a date and a time, such as 2009-04-13 11:00", part[0]+" "+part[1])
	}
	p.act = &Line{File: p.file, No: no, Matter: p.matter, Source: p.source, At: at, Who: part[2]}
	p.rest = strings.TrimSpace(part[3])
	if assistant, ok := strings.CutPrefix(p.rest, "via "); ok {
		p.act.Via, p.rest, _ = strings.Cut(assistant, " ")
		if p.rest = strings.TrimSpace(p.rest); !whoForm.MatchString(p.act.Via) {
			return wrong(p.file, no, "%q is not a name", p.act.Via)
		}
	}
	return nil
}

// finish reads the act whose block has ended.
func (p *parser) finish() error {
	if p.act == nil {
		return nil
	}
	l, b := p.act, p.block
	p.act, p.block = nil, nil
	for len(b) > 0 && b[len(b)-1].text == "" {
		b = b[:len(b)-1]
	}
	if err := (&sentence{line: l, zone: p.zone(l.Who), block: b}).read(p.rest); err != nil {
		return err
	}
	if l.Reply != "" && !p.said[l.Reply] {
		return l.wrong("nothing called %s was said above", l.Reply)
	}
	if l.Name != "" {
		if p.said[l.Name] {
			return l.wrong("two statements are called %s", l.Name)
		}
		p.said[l.Name] = true
	}
	p.lines = append(p.lines, *l)
	return nil
}
