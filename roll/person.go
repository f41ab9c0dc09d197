package roll

import (
	"maps"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// A Person is what is known of a member. Only Member and a Name in one
// language must be there.
type Person struct {
	Member      member.ID
	Name        text.Words // as written in each language: Latin letters for English, Cyrillic for Russian and Kazakh
	Title       text.Words // what stands before the name: Ambassador, Dr
	Address     text.Words // how a letter begins: Dear Ambassador Serik
	Post        text.Words // what they are now: of the last of Posts that has no end, where there are any
	Affiliation text.Words // and where
	Posts       []Post     // what they have been, the earliest first
	Nominated   text.Words // the body that proposed them
	Biography   text.Words
	Speaks      []string // languages, as BCP 47 tags
	Country     string   // ISO 3166-1, two capital letters
	Email       string   // no two people share one: the link that signs in is sent there
	Lang        string   // the language in which to write to them, a BCP 47 tag
	Zone        string   // where their clock hangs, an IANA name such as Asia/Almaty
	Slug        string   // a short name for the command line: lower-case letters, digits, hyphens
	Photo       string   // names the photograph, if there is one; see PutPhoto, which alone changes it
	Erased      bool     // there was such a person, and all that was known is erased

	brief bool // read for drawing names only: there may be more, which Put would lose
}

// The refusals of this package. Their sentences are in the catalogues.
const (
	Unknown          = "roll.person.unknown"
	WasErased        = "roll.person.erased"
	NameMissing      = "roll.name.missing"
	EmailMalformed   = "roll.email.malformed"
	EmailTaken       = "roll.email.taken"
	SlugMalformed    = "roll.slug.malformed"
	SlugTaken        = "roll.slug.taken"
	CountryMalformed = "roll.country.malformed"
	LangMalformed    = "roll.lang.malformed"
	ZoneUnknown      = "roll.zone.unknown"
	SpeaksMalformed  = "roll.speaks.malformed"
	PostDate         = "roll.post.date"
	PostOrder        = "roll.post.order"
	PostEmpty        = "roll.post.empty"
	PostMany         = "roll.post.many" // int: posts that are kept of one person
)

// NameErased is the key of the words that stand in place of an erased name.
const NameErased = "roll.erased"

// Keys lists every key, so that the catalogues can be held against it.
var Keys = []string{Unknown, WasErased, NameMissing, EmailMalformed, EmailTaken, SlugMalformed, SlugTaken,
	CountryMalformed, LangMalformed, ZoneUnknown, SpeaksMalformed, PostDate, PostOrder, PostEmpty, PostMany, NameErased,
	PhotoKind, PhotoBroken, PhotoBytes, PhotoPixels, PhotoSmall, ErasureAsked, ErasureNone, ErasureSame, ErasureServes, AddressOver}

// The longest name, the longest post or affiliation, and the longest biography,
// in letters.
const (
	maxName = 200
	maxPost = 400
	MaxLife = 3000
)

// mostSpeaks is how many languages are kept of one person.
const mostSpeaks = 12

var (
	slugForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	langForm    = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// check returns p tidied, or a refusal that names each field to mend.
func (p Person) check() (Person, error) {
	wrong := p.checkWords()
	p.Email, p.Country, p.Slug = strings.TrimSpace(p.Email), strings.TrimSpace(p.Country), strings.TrimSpace(p.Slug)
	refuse := func(field, key string, args ...any) { wrong = append(wrong, act.RefuseField(field, key, args...)) }
	if len(wrong) == 0 && len(p.Name) == 0 {
		refuse("name", NameMissing)
	}
	if p.Email != "" && PostBox(p.Email) == "" {
		refuse("email", EmailMalformed)
	}
	if p.Slug != "" && (len(p.Slug) > 40 || !slugForm.MatchString(p.Slug)) {
		refuse("slug", SlugMalformed)
	}
	if p.Country != "" && !countryForm.MatchString(p.Country) {
		refuse("country", CountryMalformed)
	}
	if p.Lang != "" && !isLang(p.Lang) {
		refuse("lang", LangMalformed)
	}
	if len(p.Speaks) > mostSpeaks || slices.ContainsFunc(p.Speaks, func(l string) bool { return !isLang(l) }) {
		refuse("speaks", SpeaksMalformed)
	}
	if p.Zone != "" {
		// "Local" is a name to Go, and means the server's own.
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			refuse("zone", ZoneUnknown, p.Zone)
		}
	}
	wrong = append(wrong, p.checkPosts()...)
	p.settlePost()
	return p, act.Together(wrong...)
}

func isLang(tag string) bool { return len(tag) <= 35 && langForm.MatchString(tag) }

// checkWords tidies what differs from language to language.
func (p *Person) checkWords() (wrong []error) {
	for _, w := range p.worded() {
		if err := w.tidy(); err != nil {
			wrong = append(wrong, err)
		}
	}
	return wrong
}

// A worded thing is one thing about a person that differs from language to language,
// with its name in forms and tables.
type worded struct {
	what  string
	words *text.Words
	max   int
	lines bool // it may run over several
}

// worded lists them all but those of posts.
func (p *Person) worded() []worded {
	return []worded{
		{"name", &p.Name, maxName, false}, {"title", &p.Title, maxName, false}, {"address", &p.Address, maxName, false},
		{"post", &p.Post, maxPost, false}, {"affiliation", &p.Affiliation, maxPost, false},
		{"nominated", &p.Nominated, maxPost, false}, {"biography", &p.Biography, MaxLife, true},
	}
}

func (w worded) tidy() error {
	clean := make(text.Words, len(*w.words))
	for _, lang := range slices.Sorted(maps.Keys(*w.words)) {
		s, err := (*w.words)[lang], error(nil)
		if !w.lines {
			s, err = text.CleanLine(s, w.max)
		}
		var one text.Words
		if err == nil {
			one, err = text.Words{lang: s}.Clean(w.max)
		}
		if err != nil {
			problem := text.AsProblem(err)
			return act.RefuseField(w.what+"."+lang, problem.Key, problem.Args...)
		}
		maps.Copy(clean, one)
	}
	*w.words = clean
	return nil
}

// PostBox returns the form of an address in which two spellings of it are
// equal, or "" if it is none. Letters are folded, though a server may by rights
// tell Aida@ from aida@: none does, and people type both. A domain in Cyrillic
// equals its form in ASCII.
func PostBox(email string) string {
	email = norm.NFC.String(strings.TrimSpace(email))
	if len(email) > 254 {
		return ""
	}
	a, err := mail.ParseAddress(email)
	if err != nil || a.Address != email || strings.ContainsFunc(email, unprintable) {
		return ""
	}
	at := strings.LastIndexByte(email, '@')
	domain, err := idna.Lookup.ToASCII(email[at+1:])
	if err != nil || domain == "" {
		return ""
	}
	return strings.ToLower(email[:at]) + "@" + domain
}

func unprintable(c rune) bool { return c <= ' ' || c == 0x7f || c == 0xfffd }
