// Package locale says everything that people read, in English, Russian and
// Kazakh.
//
// Its law: a sentence is written whole, in a catalogue, once per language, and
// never put together from pieces in the program. The catalogues are the files
// catalogue/<room>.<language>.yaml. A key is a dotted name for the purpose of
// the sentence; its value is the sentence, or its CLDR plural forms:
//
//	refuse.refer.days:
//	  one: Your group must discuss this for {0} more day before it is referred.
//	  other: Your group must discuss this for {0} more days before it is referred.
//
// {0} and {1} are the arguments, in any order that the language likes. The
// first argument that is a whole number chooses the form; a map's "by: 1" lets
// another one choose, which may be a list: then its length does. {0:unit.day} puts the argument through a second
// sentence, for when two numbers in one sentence each need a form of their
// own. {0:day} is the day of an instant without the hour, and {0:low} begins with
// a small letter, as a title does within a sentence. A literal brace is doubled:
// {{ and }}.
//
// Names are put where the language need not inflect them: "the {0} group",
// «группа „{0}“», «„{0}“ тобы».
package locale

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// A Lang is a language that the program speaks, as a BCP 47 tag.
type Lang string

// The languages.
const (
	English Lang = "en"
	Russian Lang = "ru"
	Kazakh  Lang = "kk"
)

// Langs lists the languages in the order in which pages offer them. The first
// serves whoever reads none of them.
var Langs = []Lang{English, Russian, Kazakh}

var ownNames = map[Lang]string{English: "English", Russian: "Русский", Kazakh: "Қазақша"}

// OwnName is what the language's readers call it.
func (l Lang) OwnName() string { return ownNames[l] }

// Valid reports whether the program speaks l.
func (l Lang) Valid() bool { return slices.Contains(Langs, l) }

// Key is the language's name in the catalogues.
func (l Lang) Key() string { return "language." + string(l) }

func (l Lang) tag() language.Tag {
	switch l {
	case Russian:
		return language.Russian
	case Kazakh:
		return language.Kazakh
	}
	return language.English
}

// index is l's place in Langs, or 0.
func (l Lang) index() int { return max(0, slices.Index(Langs, l)) }

var matcher = language.NewMatcher([]language.Tag{language.English, language.Russian, language.Kazakh})

// Match returns the best language for an Accept-Language header; a header that
// cannot be read asks for the first.
func Match(acceptLanguage string) Lang {
	// No browser sends more, and the parser's cost grows with its input.
	if len(acceptLanguage) > 512 {
		acceptLanguage = acceptLanguage[:512]
		acceptLanguage = acceptLanguage[:strings.LastIndexByte(acceptLanguage, ',')+1]
	}
	tags, _, err := language.ParseAcceptLanguage(strings.TrimRight(acceptLanguage, ", "))
	if err != nil || len(tags) == 0 {
		return Langs[0]
	}
	_, i, confidence := matcher.Match(tags...)
	if confidence == language.No {
		return Langs[0]
	}
	return Langs[i]
}
