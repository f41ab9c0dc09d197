package cite

import (
	"slices"
	"strings"
	"unicode"
)

// A Name is the name of an author: of a person in two parts, or literal, of
// whoever has no parts.
type Name struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Literal string `json:"literal,omitempty"`
}

// String is the name with the family first, as lists of references want it.
func (n Name) String() string {
	if n.Literal != "" {
		return n.Literal
	}
	return n.Family + ", " + n.Given
}

// particles begin family names.
var particles = []string{"von", "van", "der", "den", "de", "del", "della", "di", "da", "du", "la", "le", "al", "el", "bin", "ibn", "ben", "ter", "zu", "фон", "ван", "де"}

// patronymics end the third name of people in Russian and in Kazakh.
var patronymics = []string{"ович", "евич", "овна", "евна", "ична", "ұлы", "қызы", "улы", "кызы"}

// Split takes a person's name apart. A comma says where; otherwise initials or
// a patronymic at the end show that the family came first, and else it is the
// last word, with the particles before it.
func Split(name string) Name {
	name = clean(name)
	if family, given, ok := strings.Cut(name, ","); ok {
		if family, given = strings.TrimSpace(family), strings.TrimSpace(given); family != "" && given != "" && !strings.Contains(given, ",") {
			return Name{Family: family, Given: given}
		}
		return Name{Literal: name}
	}
	words := strings.Fields(name)
	if len(words) < 2 {
		return Name{Literal: name}
	}
	at := len(words) - 1
	if last := words[at]; initials(last) && !initials(words[0]) || len(words) == 3 && patronymic(last) && !initials(words[1]) {
		return Name{Family: words[0], Given: strings.Join(words[1:], " ")}
	}
	for at > 1 && slices.Contains(particles, words[at-1]) {
		at--
	}
	return Name{Family: strings.Join(words[at:], " "), Given: strings.Join(words[:at], " ")}
}

// initials reports whether a word is one or more letters, each with a stop.
func initials(word string) bool {
	if !strings.HasSuffix(word, ".") {
		return false
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(word, "."), ".") {
		if letters := []rune(part); len(letters) == 0 || len(letters) > 2 || !unicode.IsUpper(letters[0]) {
			return false
		}
	}
	return true
}

func patronymic(word string) bool {
	return slices.ContainsFunc(patronymics, func(end string) bool { return strings.HasSuffix(word, end) })
}
