// Package mail writes letters to people and hands them to the site's relay.
//
// Its law: a letter comes from the site's own address, whoever caused it, so
// that it passes the checks (SPF, DKIM, DMARC) which the site's domain promises
// to pass. What came from outside never reaches a header but as one encoded
// word. No password, address or link of a letter is in any error.
//
// A sign-in link is written to be of use for minutes, and the program keeps no
// copy of it; so these letters wait in memory, not in the database. Should the
// program end with one of them unsent, its reader asks for another.
package mail

import (
	"crypto/rand"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
	"golang.org/x/net/idna"

	"example.org/counterpart/locale"
)

// An Address is where a letter goes, or whence.
type Address struct {
	Name  string // may be empty
	Email string
}

// A Letter is one mail to one person, in one language.
type Letter struct {
	To      Address
	Lang    locale.Lang
	Subject string
	Text    string    // reads well alone
	HTML    string    // says the same; may be empty
	Until   time.Time // after which it is of no use and is not sent; zero for ever

	// ID names the letter: sent twice under one, it is one letter to whoever
	// receives it. Without it each sending is a letter of its own.
	ID          string
	Thread      string // what the letter belongs to; those of one thread stand together
	List        string // the sort of letters that it is one of, for sorting them on arrival
	Unsubscribe string // address at which one request, and no sign-in, ends letters of this sort (RFC 8058)
	ReplyTo     string // where answers go; empty if nobody reads them
	Return      string // where the letter goes that cannot be delivered; empty for whoever writes it

	// Calendar is what calendar programs read in the letter (RFC 6047), and
	// Method what they are to make of it.
	Calendar []byte
	Method   string
}

// ReadAddress reads "Name <who@example.org>" or a bare address.
func ReadAddress(s string) (Address, error) {
	a, err := netmail.ParseAddress(s)
	if err != nil {
		return Address{}, fmt.Errorf("%q is not a mail address", s)
	}
	return Address{a.Name, a.Address}, nil
}

// header returns a as headers want it, with the domain in ASCII, as relays do
// that know only the old rules. The name is on one line.
func (a Address) header() (*netmail.Address, error) {
	at := strings.LastIndexByte(a.Email, '@')
	if at < 1 || strings.ContainsFunc(a.Email, func(c rune) bool { return c <= ' ' || unicode.IsControl(c) }) {
		return nil, fmt.Errorf("what should be a mail address is none")
	}
	domain, err := idna.Lookup.ToASCII(a.Email[at+1:])
	if err != nil {
		return nil, fmt.Errorf("what should be the domain of a mail address is none")
	}
	return &netmail.Address{Name: oneLine(a.Name), Address: a.Email[:at] + "@" + domain}, nil
}

// message lays out a letter from an address, as it will be sent at an instant.
func (l Letter) message(from Address, at time.Time) (*gomail.Msg, error) {
	sender, err := from.header()
	if err != nil {
		return nil, fmt.Errorf("the sender: %w", err)
	}
	to, err := l.To.header()
	if err != nil {
		return nil, fmt.Errorf("the addressee: %w", err)
	}
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	m.FromMailAddress(sender)
	back := sender
	if l.Return != "" {
		if back, err = (Address{Email: l.Return}).header(); err != nil {
			return nil, fmt.Errorf("where a letter comes back to: %w", err)
		}
	}
	m.EnvelopeFromMailAddress(&netmail.Address{Address: back.Address})
	m.ToMailAddress(to)
	m.Subject(oneLine(l.Subject))
	m.SetDateWithValue(at)
	domain := domainOf(sender)
	if l.ID == "" {
		l.ID = rand.Text()
	}
	m.SetMessageIDWithValue(l.ID + "@" + domain)
	if err := l.listed(m, domain); err != nil {
		return nil, err
	}
	m.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notices in answer, please
	m.SetGenHeader("Content-Language", string(l.Lang))
	m.SetBodyString(gomail.TypeTextPlain, l.Text)
	if l.HTML != "" {
		m.AddAlternativeString(gomail.TypeTextHTML, l.HTML)
	}
	if len(l.Calendar) > 0 {
		// In base64 no server on the way mends what it takes for ends of line.
		m.AddAlternativeString(gomail.ContentType("text/calendar; method="+l.Method), string(l.Calendar), gomail.WithPartEncoding(gomail.EncodingB64))
	}
	return m, nil
}

// domainOf is where an address is at home.
func domainOf(a *netmail.Address) string { return a.Address[strings.LastIndexByte(a.Address, '@')+1:] }

// listed sets the headers by which a letter is put with others, answered, and
// ended. None of them tells the sender that the letter was read.
func (l Letter) listed(m *gomail.Msg, domain string) error {
	if l.Thread != "" {
		root := "<" + l.Thread + "@" + domain + ">"
		m.SetGenHeaderPreformatted(gomail.HeaderInReplyTo, root)
		m.SetGenHeaderPreformatted(gomail.HeaderReferences, root)
	}
	if l.List != "" {
		m.SetGenHeaderPreformatted("List-Id", "<"+l.List+"."+domain+">")
	}
	if l.Unsubscribe != "" {
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+l.Unsubscribe+">")
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
	if l.ReplyTo == "" {
		return nil
	}
	a, err := (Address{Email: l.ReplyTo}).header()
	if err != nil {
		return fmt.Errorf("where answers go: %w", err)
	}
	return m.ReplyTo(a.Address)
}

// oneLine makes words fit for a header: no line ends, nothing that is not seen.
func oneLine(s string) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) || unicode.IsControl(c):
			return ' '
		case !unicode.IsPrint(c) || c == unicode.ReplacementChar:
			return -1
		}
		return c
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
