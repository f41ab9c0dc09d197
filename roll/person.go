package roll

import (
	"net/mail"
	"regexp"
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
	Post        text.Words
	Affiliation text.Words
	Country     string // ISO 3166-1, two capital letters
	Email       string // no two people share one: the link that signs in is sent there
	Lang        string // the language in which to write to them, a BCP 47 tag
	Zone        string // where their clock hangs, an IANA name such as Asia/Almaty
	Slug        string // a short name for the command line: lower-case letters, digits, hyphens
	Erased      bool   // there was such a person, and all that was known is erased
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
)

// NameErased is the key of the words that stand in place of an erased name.
const NameErased = "roll.erased"

// Keys lists every key, so that the catalogues can be held against it.
var Keys = []string{Unknown, WasErased, NameMissing, EmailMalformed, EmailTaken, SlugMalformed, SlugTaken,
	CountryMalformed, LangMalformed, ZoneUnknown, NameErased}

// maxName and maxPost are the longest name, and the longest post or
// affiliation, in letters.
const (
	maxName = 200
	maxPost = 400
)

var (
	slugForm    = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	countryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	langForm    = regexp.MustCompile(`^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$`)
)

// check returns p tidied, or a refusal that names the field to mend.
func (p Person) check() (Person, error) {
	for _, w := range []struct {
		field string
		words *text.Words
		max   int
	}{{"name", &p.Name, maxName}, {"post", &p.Post, maxPost}, {"affiliation", &p.Affiliation, maxPost}} {
		lines := make(text.Words, len(*w.words))
		for lang, s := range *w.words {
			s, err := text.CleanLine(s, w.max)
			if err != nil {
				problem := text.AsProblem(err)
				return p, act.RefuseField(w.field, problem.Key, problem.Args...)
			}
			lines[lang] = s
		}
		clean, err := lines.Clean(w.max)
		if err != nil {
			problem := text.AsProblem(err)
			return p, act.RefuseField(w.field, problem.Key, problem.Args...)
		}
		*w.words = clean
	}
	p.Email, p.Country, p.Slug = strings.TrimSpace(p.Email), strings.TrimSpace(p.Country), strings.TrimSpace(p.Slug)
	switch {
	case len(p.Name) == 0:
		return p, act.RefuseField("name", NameMissing)
	case p.Email != "" && postBox(p.Email) == "":
		return p, act.RefuseField("email", EmailMalformed)
	case p.Slug != "" && (len(p.Slug) > 40 || !slugForm.MatchString(p.Slug)):
		return p, act.RefuseField("slug", SlugMalformed)
	case p.Country != "" && !countryForm.MatchString(p.Country):
		return p, act.RefuseField("country", CountryMalformed)
	case p.Lang != "" && (len(p.Lang) > 35 || !langForm.MatchString(p.Lang)):
		return p, act.RefuseField("lang", LangMalformed)
	}
	if p.Zone != "" {
		// "Local" is a name to Go, and means the server's own.
		if _, err := time.LoadLocation(p.Zone); err != nil || p.Zone == "Local" {
			return p, act.RefuseField("zone", ZoneUnknown, p.Zone)
		}
	}
	return p, nil
}

// postBox returns the form of an address in which two spellings of it are
// equal, or "" if it is none. Letters are folded, though a server may by rights
// tell Aida@ from aida@: none does, and people type both. A domain in Cyrillic
// equals its form in ASCII.
func postBox(email string) string {
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
