package locale

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
)

// A Printer says things in one language, and tells the time in the zones it was
// given. It is immutable, and may be shared.
type Printer struct {
	book  *book
	zones []Zone
	name  func(v any) (string, bool)
}

// For returns the Printer of a language, which tells the time in UTC and knows
// no names. A language that the program does not speak is answered in the first
// of Langs.
func For(lang Lang) *Printer { return printers[lang.index()]() }

// printers read their books when they are first asked for: reading all three at
// start would cost a program that prints one line of English.
var printers = func() (p [3]func() *Printer) {
	for i, lang := range Langs {
		p[i] = sync.OnceValue(func() *Printer { return &Printer{book: mustRead(lang)} })
	}
	return p
}()

// In returns a Printer that tells the time in zones. The first is the reader's own.
func (p *Printer) In(zones ...Zone) *Printer {
	q := *p
	q.zones = zones
	return &q
}

// WithNames returns a Printer that asks name first what an argument is called:
// a group or a member by its id. What name does not know is said in the ordinary way.
func (p *Printer) WithNames(name func(v any) (string, bool)) *Printer {
	q := *p
	q.name = name
	return &q
}

// Lang is the language in which p speaks.
func (p *Printer) Lang() Lang { return p.book.lang }

// Has reports whether the catalogues have a sentence of this key.
func (p *Printer) Has(key string) bool {
	_, ok := p.book.sentences[key]
	return ok
}

// T says the sentence of a key with its arguments. A key that is in no
// catalogue is said in ⟦ ⟧, and counted; see Missing.
func (p *Printer) T(key string, args ...any) string {
	s, ok := p.book.sentences[key]
	if !ok {
		return lack(p.book.lang, key)
	}
	f := &s.form
	if s.forms != nil {
		chosen := p.book.choose(s, args)
		f = &chosen
	}
	if f.parts == nil {
		return f.text
	}
	var space [192]byte
	return string(p.fill(space[:0], f, args))
}

// Say says a reason: why something was refused, or what a matter waits for.
func (p *Printer) Say(r act.Reason) string { return p.T(r.Key, r.Args...) }

// Arg says one argument as a sentence would hold it.
func (p *Printer) Arg(v any) string { return string(p.append(nil, v)) }

func (p *Printer) fill(b []byte, f *form, args []any) []byte {
	for i := range f.parts {
		part := &f.parts[i]
		text := part.text
		// A Russian date ends in "г.", and a sentence that it ends has no second stop.
		if i > 0 && strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "..") && bytes.HasSuffix(b, []byte(".")) {
			text = text[1:]
		}
		b = append(b, text...)
		switch {
		case part.arg < 0:
		case part.arg >= len(args):
			b = append(b, lack(p.book.lang, "{"+strconv.Itoa(part.arg)+"}")...)
		case part.as == "":
			b = p.append(b, args[part.arg])
		case part.as == "day":
			b = p.appendDay(b, args[part.arg])
		case part.as == "low":
			b = p.appendLow(b, args[part.arg])
		default:
			b = append(b, p.T(part.as, args[part.arg])...)
		}
	}
	return b
}

// appendDay says the day of an instant, and anything else as it is.
func (p *Printer) appendDay(b []byte, v any) []byte {
	if t, ok := v.(time.Time); ok {
		return append(b, p.Date(t)...)
	}
	return p.append(b, v)
}

// appendLow says one argument as the middle of a sentence would: titles of
// offices and the like are written with a capital where they stand alone.
func (p *Printer) appendLow(b []byte, v any) []byte {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
		items := make([]string, r.Len())
		for i := range items {
			items[i] = string(p.appendLow(nil, r.Index(i).Interface()))
		}
		return append(b, p.List(items)...)
	}
	said := p.Arg(v)
	if said == "" {
		return b
	}
	first, size := utf8.DecodeRuneInString(said)
	return append(utf8.AppendRune(b, unicode.ToLower(first)), said[size:]...)
}

// append says one argument, by its type.
func (p *Printer) append(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		return append(b, v...)
	case int:
		return p.appendNumber(b, int64(v))
	case time.Time:
		return p.appendBoth(b, v, nil)
	}
	if p.name != nil {
		if name, ok := p.name(v); ok {
			return append(b, name...)
		}
	}
	switch v := v.(type) {
	case nil:
		return b
	case Day:
		return p.book.calendar.appendDate(b, time.Time(v))
	case time.Duration:
		return append(b, p.For(v)...)
	case act.Reason:
		return append(b, p.Say(v)...)
	case group.Rule:
		return append(b, p.Rule(v)...)
	case interface{ Key() string }:
		return append(b, p.T(v.Key())...)
	case interface{ In(langs ...string) string }: // text.Words
		return append(b, v.In(string(p.book.lang))...)
	case []string:
		return append(b, p.List(v)...)
	case fmt.Stringer:
		return append(b, v.String()...)
	case error:
		return append(b, v.Error()...)
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		return append(b, r.String()...)
	case reflect.Slice, reflect.Array:
		items := make([]string, r.Len())
		for i := range items {
			items[i] = p.Arg(r.Index(i).Interface())
		}
		return append(b, p.List(items)...)
	}
	if n, ok := whole(v); ok {
		return p.appendNumber(b, int64(n))
	}
	return fmt.Append(b, v)
}

// whole reads a whole number of any Go type.
func whole(v any) (int, bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case string, time.Time, time.Duration, act.Reason:
		return 0, false
	}
	switch r := reflect.ValueOf(v); {
	case !r.IsValid():
		return 0, false
	case r.CanInt():
		return int(r.Int()), true
	case r.CanUint():
		return int(r.Uint()), true
	}
	return 0, false
}

// count reads a whole number, or how many things there are in a list.
func count(v any) (int, bool) {
	if r := reflect.ValueOf(v); r.Kind() == reflect.Slice {
		return r.Len(), true
	}
	return whole(v)
}

// Number says a whole number in groups of three digits: 12,000 in English,
// 12 000 with spaces that do not break in the others.
func (p *Printer) Number(n int) string { return string(p.appendNumber(nil, int64(n))) }

func (p *Printer) appendNumber(b []byte, n int64) []byte {
	if -1000 < n && n < 1000 {
		return strconv.AppendInt(b, n, 10)
	}
	var space [20]byte
	digits := strconv.AppendInt(space[:0], n, 10)
	if digits[0] == '-' {
		b, digits = append(b, '-'), digits[1:]
	}
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			if p.book.lang == English {
				b = append(b, ',')
			} else {
				b = append(b, "\u00a0"...)
			}
		}
		b = append(b, d)
	}
	return b
}

// List joins names: "a, b and c".
func (p *Printer) List(items []string) string {
	switch len(items) {
	case 0:
		return ""
	case 1:
		return items[0]
	}
	last := len(items) - 1
	b := make([]byte, 0, 64)
	for i, item := range items[:last] {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, item...)
	}
	return p.T("list.and", string(b), items[last])
}
