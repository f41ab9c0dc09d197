package reply

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Own returns what somebody wrote themselves: without the lines that they
// quote, without the line that says who wrote those, and without a signature.
// It leaves out whole lines and changes none. Where it cannot tell it keeps:
// whoever wrote it looks it over before it is said.
func Own(words string) string {
	lines := strings.Split(strings.ReplaceAll(words, "\r\n", "\n"), "\n")
	for i := range lines {
		lines[i] = strings.TrimRightFunc(lines[i], func(c rune) bool { return unicode.IsSpace(c) && c != '\n' })
	}
	var kept []string
	for i := 0; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		if line == "--" || parts(line) || heads(lines[i:]) {
			break
		}
		if strings.HasPrefix(line, ">") {
			continue
		}
		if n := attribution(lines[i:]); n > 0 {
			if !quotes(lines[i+n:]) {
				break // what is not marked as quoted is so to the end
			}
			i += n - 1
			continue
		}
		kept = append(kept, lines[i])
	}
	for len(kept) > 0 {
		last := strings.TrimSpace(kept[len(kept)-1])
		if last != "" && !(len(last) < 200 && sentFrom.MatchString(last)) && !rule.MatchString(last) {
			break
		}
		kept = kept[:len(kept)-1]
	}
	return strings.Join(oneEmpty(kept), "\n")
}

var (
	address  = regexp.MustCompile(`[<\[(](?:mailto:)?[^<>@\s]+@[^<>\s]+[>\])]`)
	when     = regexp.MustCompile(`(?:^|\D)(?:\d{1,2}:\d{2}|(?:19|20)\d\d)(?:\D|$)`)
	wrote    = regexp.MustCompile(`(?i)(?:^|[\s>"»,])(?:wrote|writes|пишет|пишете|писал|писала|писали|писал\(а\)|написал|написала|написал\(а\)|жазды|жазған|жазып жіберді)\s*:$`)
	starts   = regexp.MustCompile(`(?i)^(?:(?:on|в|во)\s+)?(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|пн|вт|ср|чт|пт|сб|вс|понедельник|вторник|сред|четверг|пятниц|суббот|воскресень|дс|сс|бс|жм|сн|жс|дүйсенбі|сейсенбі|сәрсенбі|бейсенбі|жұма|сенбі|жексенбі)\p{L}*[.,]?\s.*\d|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\d{4}\s(?:ж\.|жыл)|\d{1,2}\s\p{L}{3,9}\.?\s\d{4})`)
	rule     = regexp.MustCompile(`^[_*=-]{5,}$`)
	sentFrom = regexp.MustCompile(`(?i)^(?:sent from (?:my )?\S|sent via |get outlook for |отправлено (?:с|со|из|через) |(?:менің )?\S+(?: \S+){0,4} жіберілді\.?$|.{0,60}(?:арқылы|телефонынан|құрылғысынан) жіберілд[іi]\.?$)`)

	separator = regexp.MustCompile(`(?i)^[-_* ]{2,}\s?(?:original message|original appointment|forwarded message|reply message|исходное сообщение|пересылаемое сообщение|пересланное сообщение|конец пересылаемого сообщения|бастапқы хат|бастапқы хабарлама|түпнұсқа хабарлама|қайта жіберілген хабар|қайта жіберілген хат)\s?[-_* ]*$|^(?:begin forwarded message|начало переадресованного сообщения|начало пересылаемого сообщения|қайта жіберілген хат басталды):$`)
)

// The names that headers have in letters within letters.
var (
	headFrom = set("from", "от", "от кого", "отправитель", "кімнен", "жіберуші")
	headRest = set("sent", "date", "to", "cc", "subject", "отправлено", "дата", "кому", "копия", "тема",
		"жіберілді", "жіберілген", "жіберілген күні", "күні", "кімге", "көшірме", "тақырып", "тақырыбы")
)

func set(names ...string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

// heads reports whether lines begin with the header of another letter, as
// Outlook and those who follow it write it.
func heads(lines []string) bool {
	if name, value := field(lines[0]); !headFrom[name] || value == "" {
		return false
	}
	n := 0
	for _, line := range lines[1:min(len(lines), 7)] {
		if name, _ := field(line); headRest[name] {
			n++
		}
	}
	return n >= 2
}

// field reads a line as one of a header, whose name some programs write in bold.
func field(line string) (name, value string) {
	name, value, ok := strings.Cut(line, ":")
	if !ok || len(name) > 60 {
		return "", ""
	}
	return strings.ToLower(strings.Trim(name, "* \t")), strings.Trim(value, "* \t")
}

// parts reports whether a line parts somebody's words from another letter.
func parts(line string) bool {
	return line != "" && len(line) < 200 && (strings.ContainsAny(line[:1], "-_*") || line[len(line)-1] == ':') && separator.MatchString(line)
}

// attribution is how many lines from the first say who wrote what is quoted
// below; 0 if none do. Mail programs break it anywhere.
func attribution(lines []string) int {
	joined := make([]string, 0, 3)
	for n := 1; n <= min(3, len(lines)); n++ {
		line := strings.TrimSpace(lines[n-1])
		if line == "" || strings.HasPrefix(line, ">") || len(line) > 300 {
			return 0
		}
		joined = append(joined, line)
		if !strings.HasSuffix(line, ":") {
			continue
		}
		all := strings.Join(joined, " ")
		if n == 1 && wrote.MatchString(all) && quotes(lines[1:]) {
			return 1
		}
		if !says(all) || len(all) > 500 {
			return 0
		}
		// Unless the first line begins as these do, the last one that can be
		// where it begins is: what stands before it is somebody's own.
		for from := 1; from < n && !starts.MatchString(joined[0]); from++ {
			if says(strings.Join(joined[from:], " ")) {
				return 0
			}
		}
		return n
	}
	return 0
}

// says reports whether a line with a colon at its end tells of another letter:
// by an address and a time, or by a date to begin with and the word for writing.
func says(line string) bool {
	return when.MatchString(line) && (address.MatchString(line) || wrote.MatchString(line) && starts.MatchString(line))
}

// quotes reports whether the next line that is not empty is a quoted one.
func quotes(lines []string) bool {
	for _, line := range lines {
		if line = strings.TrimSpace(line); line != "" {
			return strings.HasPrefix(line, ">")
		}
	}
	return false
}

// oneEmpty takes out empty lines at the ends, and all but one in a row.
func oneEmpty(lines []string) []string {
	lines = slices.CompactFunc(lines, func(a, b string) bool { return strings.TrimSpace(a) == "" && strings.TrimSpace(b) == "" })
	for len(lines) > 0 && strings.TrimSpace(lines[0]) == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// Lang is the language that words seem to be in, of the three.
func Lang(words string) string {
	latin, cyrillic, kazakh := 0, 0, 0
	for _, c := range words {
		switch {
		case strings.ContainsRune("әғқңөұүһӘҒҚҢӨҰҮҺ", c):
			kazakh++
			cyrillic++
		case unicode.Is(unicode.Cyrillic, c):
			cyrillic++
		case unicode.Is(unicode.Latin, c):
			latin++
		}
	}
	switch {
	case latin > cyrillic:
		return "en"
	case kazakh*40 > cyrillic:
		return "kk"
	case cyrillic > 0:
		return "ru"
	}
	return ""
}
