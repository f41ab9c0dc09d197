package meeting

import (
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// needed reads words that have to be there.
func needed(field, s string, most int) (string, error) {
	s, err := procedure.Words(field, s, most)
	if err == nil && s == "" {
		err = act.RefuseField(field, "refuse.meeting.words")
	}
	return s, err
}

// titled reads a title in one language or more.
func titled(field string, w text.Words) (text.Words, error) {
	out := text.Words{}
	for _, lang := range Languages {
		s, err := procedure.Line(field+"."+lang, w[lang], MaxTitle)
		if err != nil {
			return nil, err
		}
		if s != "" {
			out[lang] = s
		}
	}
	for lang := range w {
		if !slices.Contains(Languages, lang) {
			return nil, act.RefuseField(field, "refuse.call.lang")
		}
	}
	if len(out) == 0 {
		return nil, act.RefuseField(field, "refuse.call.title")
	}
	return out, nil
}

// webAddress reads the address of a page.
func webAddress(field, s string) (string, error) {
	s, err := procedure.Line(field, s, 500)
	if err != nil || s == "" {
		return s, err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", act.RefuseField(field, "refuse.call.link")
	}
	return s, nil
}

// round returns t to the millisecond, as the record keeps it.
func round(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
