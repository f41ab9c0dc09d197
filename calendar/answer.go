package calendar

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// An Answer is what a calendar program says for its owner.
type Answer struct {
	Method   string // REPLY or COUNTER
	UID      string
	Sequence int
	Stamp    time.Time
	Attendee string // the one address that answers
	Status   string // ACCEPTED, DECLINED, TENTATIVE, or another that is no answer
	Comment  string
}

// What a file may have that a stranger may have sent. One that a program writes
// is some dozens of lines.
const (
	MaxFile    = 64 << 10 // bytes
	maxLines   = 1000
	maxNesting = 4
	maxComment = 2000
)

// ErrUnreadable is reported of a file that is no answer as programs send them.
var ErrUnreadable = errors.New("this is no answer to an invitation")

// Read reads an answer. It goes over the file once, keeps nothing but what an
// Answer holds, and takes no file in which something that counts stands twice.
func Read(file []byte) (a Answer, err error) {
	if len(file) > MaxFile || !utf8.Valid(file) {
		return a, ErrUnreadable
	}
	r := reader{said: map[string]bool{}}
	lines, err := unfold(string(file))
	if err != nil {
		return a, err
	}
	for _, l := range lines {
		if err := r.take(l); err != nil {
			return a, err
		}
	}
	if len(r.within) > 0 || r.events != 1 || r.UID == "" || r.Stamp.IsZero() || r.Attendee == "" || r.Method != "REPLY" && r.Method != "COUNTER" {
		return a, ErrUnreadable
	}
	return r.Answer, nil
}

// unfold joins the lines that were folded. They are counted as they stand, so
// that to join them cannot take long.
func unfold(file string) (lines []string, err error) {
	n := 0
	for l := range strings.Lines(strings.TrimPrefix(file, "\ufeff")) {
		if n++; n > maxLines {
			return nil, ErrUnreadable
		}
		l = strings.TrimRight(l, "\r\n")
		if len(l) > 0 && (l[0] == ' ' || l[0] == '\t') && len(lines) > 0 {
			lines[len(lines)-1] += l[1:]
			continue
		}
		if l != "" {
			lines = append(lines, l)
		}
	}
	return lines, nil
}

// A reader is how far a file has been read.
type reader struct {
	Answer
	within []string // the components that have begun
	events int
	said   map[string]bool
}

func (r *reader) take(l string) error {
	key, params, value, ok := property(l)
	if !ok {
		return ErrUnreadable
	}
	switch key {
	case "BEGIN":
		r.within = append(r.within, strings.ToUpper(value))
		if len(r.within) > maxNesting || r.within[0] != "VCALENDAR" {
			return ErrUnreadable
		}
		if len(r.within) == 2 && r.within[1] == "VEVENT" {
			r.events++
		}
		return nil
	case "END":
		if n := len(r.within); n == 0 || r.within[n-1] != strings.ToUpper(value) {
			return ErrUnreadable
		}
		r.within = r.within[:len(r.within)-1]
		return nil
	}
	switch strings.Join(r.within, "/") {
	case "":
		return ErrUnreadable
	case "VCALENDAR":
		if key == "METHOD" {
			return r.once(key, func() error { r.Method = strings.ToUpper(value); return nil })
		}
	case "VCALENDAR/VEVENT":
		return r.event(key, params, value)
	}
	return nil
}

// once refuses what stands in the file a second time.
func (r *reader) once(key string, take func() error) error {
	if r.said[key] {
		return ErrUnreadable
	}
	r.said[key] = true
	return take()
}

func (r *reader) event(key string, params map[string]string, value string) error {
	switch key {
	case "UID":
		return r.once(key, func() error { r.UID = unescape(value); return nil })
	case "SEQUENCE":
		return r.once(key, func() (err error) {
			r.Sequence, err = strconv.Atoi(value)
			if err != nil || r.Sequence < 0 {
				return ErrUnreadable
			}
			return nil
		})
	case "DTSTAMP":
		return r.once(key, func() (err error) {
			if r.Stamp, err = time.Parse("20060102T150405Z", value); err != nil {
				return ErrUnreadable
			}
			return nil
		})
	case "ATTENDEE":
		return r.once(key, func() error {
			scheme, address, ok := strings.Cut(value, ":")
			if !ok || !strings.EqualFold(scheme, "mailto") {
				return ErrUnreadable
			}
			r.Attendee, r.Status = address, strings.ToUpper(params["PARTSTAT"])
			return nil
		})
	case "COMMENT":
		if len(r.Comment) < maxComment {
			r.Comment = strings.TrimSpace(r.Comment + "\n" + unescape(value))
		}
	case "RECURRENCE-ID": // no meeting of ours recurs
		return ErrUnreadable
	}
	return nil
}

// property takes a line apart. Of a parameter that stands there twice the first
// counts.
func property(l string) (key string, params map[string]string, value string, ok bool) {
	rest := l
	cut := func() (word string, end byte) {
		quoted := false
		for i := 0; i < len(rest); i++ {
			switch c := rest[i]; {
			case c == '"':
				quoted = !quoted
			case !quoted && (c == ';' || c == ':'):
				word, rest = rest[:i], rest[i+1:]
				return word, c
			}
		}
		return "", 0
	}
	word, sign := cut()
	if key = strings.ToUpper(word); key == "" {
		return "", nil, "", false
	}
	for sign == ';' {
		if word, sign = cut(); sign == 0 {
			return "", nil, "", false
		}
		name, v, _ := strings.Cut(word, "=")
		if params == nil {
			params = map[string]string{}
		}
		if name = strings.ToUpper(name); params[name] == "" {
			params[name] = strings.Trim(v, `"`)
		}
	}
	return key, params, rest, sign == ':'
}

var unescaper = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")

func unescape(s string) string { return unescaper.Replace(s) }
