package conference

import (
	"net/url"
	"regexp"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// needed reads a line that has to be there.
func needed(field, s string, most int) (string, error) {
	s, err := procedure.Line(field, s, most)
	if err == nil && s == "" {
		err = act.RefuseField(field, "refuse.conference.words")
	}
	return s, err
}

// each reads words in every language there is.
func each(field string, w text.Words, read func(field, s string) (string, error)) (text.Words, error) {
	out := text.Words{}
	for lang := range w {
		if !slices.Contains(Languages, lang) {
			return nil, act.RefuseField(field, "refuse.conference.lang")
		}
	}
	for _, lang := range Languages {
		s, err := read(field+"."+lang, w[lang])
		if err != nil {
			return nil, err
		}
		if s != "" {
			out[lang] = s
		}
	}
	return out, nil
}

// named reads a name in one language or more.
func named(field string, w text.Words, lacking string) (text.Words, error) {
	out, err := each(field, w, func(field, s string) (string, error) { return procedure.Line(field, s, MaxTitle) })
	if err == nil && len(out) == 0 {
		err = act.RefuseField(field, lacking)
	}
	return out, err
}

// written reads words that may be left out.
func written(field string, w text.Words, most int) (text.Words, error) {
	out, err := each(field, w, func(field, s string) (string, error) {
		s, err := text.Clean(s, most)
		return s, procedure.Mistyped(field, err)
	})
	if len(out) == 0 {
		out = nil
	}
	return out, err
}

var tag = regexp.MustCompile(`^[a-z]{2,3}$`)

// languages reads language tags, each once.
func languages(field string, all []string) ([]string, error) {
	for k, s := range all {
		if !tag.MatchString(s) || slices.Contains(all[:k], s) || k >= 12 {
			return nil, act.RefuseField(field, "refuse.conference.langs")
		}
	}
	return all, nil
}

// webAddress reads the address of a page.
func webAddress(field, s string) (string, error) {
	s, err := procedure.Line(field, s, 500)
	if err != nil || s == "" {
		return s, err
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return "", act.RefuseField(field, "refuse.conference.link")
	}
	return s, nil
}
