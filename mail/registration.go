package mail

import (
	"fmt"
	"net/url"
	"strings"

	"example.org/counterpart/locale"
)

// A Registration is what there is to say to somebody who registered for a
// conference.
type Registration struct {
	To         Address
	Site       string // what the task force calls itself, in the reader's language
	Conference string // its title
	URL        string // of the page on which they confirm and cancel; has the secret in it
	What       string // confirm, placed, waiting, place, released, moved, cancelled or invited
}

// Registered writes a letter to somebody who registered: asks them to confirm,
// or says what became of it.
func Registered(p *locale.Printer, r Registration) (Letter, error) {
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to somebody who registered: what it should link to is no address of a page")
	}
	key := "mail.registration." + r.What
	if !p.Has(key) {
		return Letter{}, fmt.Errorf("write to somebody who registered: there is nothing to say of %q", r.What)
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: r.URL,
		Subject: p.T("mail.registration.subject", oneLine(r.Conference)),
		Button:  p.T("mail.registration.button"),
		Before:  []string{p.T("mail.greeting", oneLine(r.To.Name)), p.T(key, oneLine(r.Conference), oneLine(r.Site))},
		After:   []string{p.T("mail.registration.link"), p.T("mail.registration.why", oneLine(r.Site))},
	}
	switch r.What {
	case "confirm":
		page.Button = p.T("mail.registration.confirm.button")
	case "invited":
		page.Subject, page.Button = p.T("mail.registration.invited.subject", oneLine(r.Conference)), p.T("mail.registration.invited.button")
		page.After = []string{p.T("mail.registration.invited.link"), p.T("mail.registration.invited.why", oneLine(r.Site))}
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to somebody who registered: %w", err)
	}
	return Letter{To: r.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String()}, nil
}
