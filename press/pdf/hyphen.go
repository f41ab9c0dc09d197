package pdf

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// softHyphen is where a word may be broken, and shows only if it is.
const softHyphen = '\u00ad'

// Hyphenate puts soft hyphens between the syllables of the Kazakh words of a
// text. Typst knows how Russian and English words break, and not how Kazakh
// ones do.
//
// A syllable has one vowel, and begins with the one consonant that is before
// it, if there is one: ма-қа-ла, бө-лім, мем-ле-кет-тік. A letter is never
// left alone, and neither abbreviations nor words with digits or Latin letters
// are broken.
func Hyphenate(words string) string {
	var b strings.Builder
	var word []rune
	flush := func() {
		b.WriteString(strings.Join(syllables(word), string(softHyphen)))
		word = word[:0]
	}
	for _, r := range words {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || r == softHyphen {
			word = append(word, r)
			continue
		}
		flush()
		b.WriteRune(r)
	}
	flush()
	return b.String()
}

// syllables divides a word where it may be broken.
func syllables(word []rune) []string {
	if !breakable(word) {
		return []string{string(word)}
	}
	vowels := vowels(word)
	var parts []string
	begun := 0
	for i := 2; i <= len(word)-2; i++ {
		if i-begun >= 2 && begins(word, vowels, i) && anyTrue(vowels[begun:i]) && anyTrue(vowels[i:]) {
			parts = append(parts, string(word[begun:i]))
			begun = i
		}
	}
	return append(parts, string(word[begun:]))
}

// breakable says whether a word is a Kazakh one, and no abbreviation.
func breakable(word []rune) bool {
	for i, r := range word {
		if !unicode.Is(unicode.Cyrillic, r) || i > 0 && unicode.IsUpper(r) && unicode.IsUpper(word[i-1]) {
			return false
		}
	}
	return len(word) >= 4
}

// begins says whether a syllable begins with the letter at i.
func begins(word []rune, vowels []bool, i int) bool {
	if at, near := seam(word, i); near {
		return at
	}
	if vowels[i] { // beside another vowel, or after a sign, it has a syllable to itself
		return vowels[i-1] || sign(word[i-1])
	}
	return vowels[i+1] && !sign(word[i])
}

func sign(r rune) bool { r = unicode.ToLower(r); return r == 'ь' || r == 'ъ' }

// seams are where the parts of compounds meet that are on every page, against
// the rule of syllables.
var seams = [][2]string{{"халық", "ара"}, {"қ", "стан"}, {"к", "стан"}, {"з", "стан"}}

// seam says whether a seam is at i, and whether one is there or a letter away,
// where the word is then not broken.
func seam(word []rune, i int) (at, near bool) {
	lower := strings.ToLower(string(word))
	for _, s := range seams {
		before, _, found := strings.Cut(lower, s[0]+s[1])
		if !found {
			continue
		}
		switch utf8.RuneCountInString(before+s[0]) - i {
		case 0:
			return true, true
		case 1, -1:
			near = true
		}
	}
	return false, near
}

// vowels says which letters of a word are vowels. У is one after a consonant,
// as in оқу, and none after a vowel, as in тау.
func vowels(word []rune) []bool {
	all := make([]bool, len(word))
	for i, r := range word {
		switch unicode.ToLower(r) {
		case 'а', 'ә', 'е', 'ё', 'и', 'о', 'ө', 'ұ', 'ү', 'ы', 'і', 'э', 'ю', 'я':
			all[i] = true
		case 'у':
			all[i] = i == 0 || !all[i-1]
		}
	}
	return all
}

func anyTrue(all []bool) bool {
	for _, is := range all {
		if is {
			return true
		}
	}
	return false
}
