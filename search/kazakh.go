package search

import (
	"slices"
	"strings"
)

// suffixes are Kazakh endings: plural, possessive, case, instrumental, and the
// commonest derivations. A word may carry several, one after the other.
var suffixes = strings.Fields(`
	менен бенен пенен мен бен пен
	ның нің дың дің тың тің
	ларды лерді дарды дерді тарды терді
	ға ге қа ке на не ны ні ды ді ты ті
	нда нде да де та те нан нен дан ден тан тен
	лар лер дар дер тар тер
	ымыз іміз мыз міз ыңыз іңіз ңыз ңіз ым ім ың ің
	лық лік дық дік тық тік
	сы сі сын сін сына сіне сында сінде ы і ын ін
	дағы дегі тағы тегі ғы гі қы кі
	дай дей тай тей`)

// voiced are the final consonants that change before a vowel: кітап, кітабы.
var voiced = map[rune]rune{'п': 'б', 'б': 'п', 'к': 'г', 'г': 'к', 'қ': 'ғ', 'ғ': 'қ'}

// kazakh returns what may be the stem of a Kazakh word, with its last
// consonant both ways.
func kazakh(w string) []string {
	r := []rune(w)
	for range 5 {
		n := longestSuffix(string(r), len(r))
		if n == 0 {
			break
		}
		r = r[:len(r)-n]
	}
	stems := []string{string(r)}
	if other, ok := voiced[r[len(r)-1]]; ok {
		turned := slices.Clone(r)
		turned[len(r)-1] = other
		stems = append(stems, string(turned))
	}
	return stems
}

// longestSuffix is the length of the longest ending that leaves a stem long enough
// to be looked for.
func longestSuffix(w string, letters int) (best int) {
	for _, s := range suffixes {
		n := len([]rune(s))
		if n > best && letters-n >= shortest && strings.HasSuffix(w, s) {
			best = n
		}
	}
	return best
}
