package mail

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/locale"
)

// A NewAddress is what there is to say at an address that a member has typed.
type NewAddress struct {
	To    Address
	Site  string // what the task force calls itself, in the reader's language
	URL   string // of the page on which they confirm it; has the secret in it
	Until time.Time
}

// ConfirmAddress writes the letter whose link proves that the member reads it.
func ConfirmAddress(p *locale.Printer, a NewAddress) (Letter, error) {
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to a new address: what it should link to is no address of a page")
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: a.URL,
		Subject: p.T("mail.address.subject", oneLine(a.Site)),
		Button:  p.T("mail.address.button"),
		Before:  []string{p.T("mail.greeting.nameless"), p.T("mail.address.asked", oneLine(a.Site)), p.T("mail.address.open")},
		After:   []string{p.T("mail.address.until", p.DateTime(a.Until)), p.T("mail.address.ignore")},
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to a new address: %w", err)
	}
	return Letter{To: a.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String(), Until: a.Until}, nil
}

// AddressTaken writes the letter to an address that is somebody's already, who
// alone reads that it is.
func AddressTaken(p *locale.Printer, a NewAddress) Letter {
	return Letter{To: a.To, Lang: p.Lang(), Subject: p.T("mail.address.subject", oneLine(a.Site)), Until: a.Until,
		Text: p.T("mail.greeting.nameless") + "\n\n" + p.T("mail.address.taken", oneLine(a.Site)) + "\n\n" + p.T("mail.address.nothing") + "\n"}
}
