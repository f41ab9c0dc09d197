package mail

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/locale"
)

// A SignIn is what there is to say to somebody who asked for a link.
type SignIn struct {
	To    Address
	Site  string // what the task force calls itself, in the reader's language
	URL   string // of the page that the link opens; has the secret in it
	At    time.Time
	Valid time.Duration // from At
	From  string        // the network address from which it was asked for; may be empty
	Agent string        // the browser in known words, as signin.Describe says it; may be empty
}

// SignInLink writes the letter with a sign-in link: who asked and when, how
// long the link is good, and that nobody need act who did not ask. p speaks the
// reader's language and tells their time.
func SignInLink(p *locale.Printer, s SignIn) (Letter, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write a sign-in letter: what it should link to is no address of a page")
	}
	page := signInPage{
		Lang: string(p.Lang()), URL: s.URL,
		Subject: p.T("mail.signin.subject", oneLine(s.Site)),
		Button:  p.T("mail.signin.button"),
		Before:  []string{p.T("mail.greeting", oneLine(s.To.Name)), p.T("mail.signin.asked", oneLine(s.Site), p.DateTime(s.At))},
		After: []string{
			p.T("mail.signin.valid", int(s.Valid/time.Minute), p.DateTime(s.At.Add(s.Valid))),
			p.T("mail.signin.ignore"),
			p.T("mail.signin.why", oneLine(s.Site)),
		},
	}
	if s.To.Name == "" {
		page.Before[0] = p.T("mail.greeting.nameless")
	}
	switch {
	case s.From != "" && s.Agent != "":
		page.Before = append(page.Before, p.T("mail.signin.from", oneLine(s.From), oneLine(s.Agent)))
	case s.From != "":
		page.Before = append(page.Before, p.T("mail.signin.from.address", oneLine(s.From)))
	}
	page.Before = append(page.Before, p.T("mail.signin.open"))

	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write a sign-in letter: %w", err)
	}
	return Letter{
		To: s.To, Lang: p.Lang(), Subject: page.Subject,
		Text:  page.text(),
		HTML:  html.String(),
		Until: s.At.Add(s.Valid),
	}, nil
}

type signInPage struct {
	Lang, Subject, URL, Button string
	Before, After              []string // paragraphs around the link
}

func (p signInPage) text() string {
	return strings.Join(p.Before, "\n\n") + "\n\n" + p.URL + "\n\n" + strings.Join(p.After, "\n\n") + "\n"
}

// Plain elements only: no style, no picture, nothing fetched from anywhere, so
// that opening the letter tells nobody of it.
var signInHTML = template.Must(template.New("signin").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
{{range .Before}}<p>{{.}}</p>
{{end}}<p><a href="{{.URL}}"><b>{{.Button}}</b></a></p>
<p>{{.URL}}</p>
{{range .After}}<p>{{.}}</p>
{{end}}</body>
</html>
`))
