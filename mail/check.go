package mail

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/locale"
)

// A Check is what there is to say to somebody from outside who is asked to check
// a draft.
type Check struct {
	To    Address
	Site  string // what the task force calls itself, in the reader's language
	Title string // of the publication
	By    string // who asks
	URL   string // of the page on which they read; has the secret in it
	Until time.Time
}

// CheckDraft writes the letter that asks somebody to check a draft. p tells the
// reader's time.
func CheckDraft(p *locale.Printer, c Check) (Letter, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to a fact-checker: what it should link to is no address of a page")
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: c.URL,
		Subject: p.T("mail.check.subject", oneLine(c.Site)),
		Button:  p.T("mail.check.button"),
		Before:  []string{p.T("mail.greeting", oneLine(c.To.Name)), p.T("mail.check.asked", oneLine(c.By), oneLine(c.Site), oneLine(c.Title)), p.T("mail.check.open")},
		After:   []string{p.T("mail.check.until", p.DateTime(c.Until)), p.T("mail.check.private")},
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to a fact-checker: %w", err)
	}
	return Letter{To: c.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String(), Until: c.Until}, nil
}
