package mail

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/locale"
)

// An Invitation is what there is to say to somebody who is asked to act for a
// member.
type Invitation struct {
	To    Address
	Site  string // what the task force calls itself, in the reader's language
	By    string // for whom they are to act
	Scope string // how far, in the reader's language
	URL   string // of the page on which they answer; has the secret in it
	Until time.Time
}

// Invite writes the letter that asks somebody to be an assistant. p tells the
// reader's time.
func Invite(p *locale.Printer, i Invitation) (Letter, error) {
	u, err := url.Parse(i.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to an assistant: what it should link to is no address of a page")
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: i.URL,
		Subject: p.T("mail.assistant.subject", oneLine(i.Site)),
		Button:  p.T("mail.assistant.button"),
		Before: []string{p.T("mail.greeting", oneLine(i.To.Name)), p.T("mail.assistant.asked", oneLine(i.By), oneLine(i.Site)),
			i.Scope, p.T("mail.assistant.open")},
		After: []string{p.T("mail.assistant.until", p.DateTime(i.Until)), p.T("mail.assistant.ignore")},
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to an assistant: %w", err)
	}
	return Letter{To: i.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String(), Until: i.Until}, nil
}
