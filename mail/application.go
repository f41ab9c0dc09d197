package mail

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"example.org/counterpart/locale"
)

// An Application is what there is to say to somebody who would like to be a
// member, or was nominated.
type Application struct {
	To    Address
	Site  string // what the task force calls itself, in the reader's language
	Group string // to which group
	By    string // who nominated them; empty if they applied themselves
	URL   string // of the page on which they follow it; has the secret in it
}

// ApplicationReceived writes the letter with the link to an application, so
// that nobody loses it, and whoever was nominated learns of it.
func ApplicationReceived(p *locale.Printer, a Application) (Letter, error) {
	u, err := url.Parse(a.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to an applicant: what it should link to is no address of a page")
	}
	said := p.T("mail.application.received", oneLine(a.Group), oneLine(a.Site))
	if a.By != "" {
		said = p.T("mail.application.nominated", oneLine(a.By), oneLine(a.Group), oneLine(a.Site))
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: a.URL,
		Subject: p.T("mail.application.subject", oneLine(a.Site)),
		Button:  p.T("mail.application.button"),
		Before:  []string{p.T("mail.greeting", oneLine(a.To.Name)), said, p.T("mail.application.follow")},
		After:   []string{p.T("mail.application.ignore")},
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to an applicant: %w", err)
	}
	return Letter{To: a.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String()}, nil
}

// ApplicationAnswered writes the letter that says how a group answered, or,
// without a reason, that nobody need answer any more. It has no link: the one
// that the applicant has is kept nowhere.
func ApplicationAnswered(p *locale.Printer, a Application, answer, reason string) (Letter, error) {
	all := []string{p.T("mail.greeting", oneLine(a.To.Name)), p.T("mail.application."+answer, oneLine(a.Group), oneLine(a.Site))}
	if reason != "" {
		all = append(all, p.T("mail.application.reason"), reason)
	}
	all = append(all, p.T("mail.application.see"))
	l := Letter{To: a.To, Lang: p.Lang(), Subject: p.T("mail.application.subject", oneLine(a.Site)), Text: strings.Join(all, "\n\n") + "\n"}
	var html strings.Builder
	if err := plainHTML.Execute(&html, map[string]any{"Lang": string(l.Lang), "Subject": l.Subject, "All": all}); err != nil {
		return Letter{}, fmt.Errorf("write to an applicant: %w", err)
	}
	l.HTML = html.String()
	return l, nil
}

// plainHTML is paragraphs, in plain elements only.
var plainHTML = template.Must(template.New("plain").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
{{range .All}}<p>{{.}}</p>
{{end}}</body>
</html>
`))
