package mail

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"

	"example.org/counterpart/locale"
)

// A Mailing is what there is to say to somebody of a publication that came out,
// or of whatever a task force writes to those on its lists.
type Mailing struct {
	To      Address
	Site    string // what the task force calls itself, in the reader's language
	Subject string
	Words   string // of whoever composed it

	Symbol, Title, Summary string // of the publication; empty if it is about none
	URL                    string // where it stands for ever
	Stamp                  string // who pays

	Receipt string // where the reader says that they have it; empty if nobody asks
	Leave   string // where they leave the list; empty in a trial
	Why     string // the key of why they are written to
}

// Mailed writes a letter of a mailing.
func Mailed(p *locale.Printer, m Mailing) (Letter, error) {
	for _, at := range []string{m.URL, m.Receipt, m.Leave} {
		if u, err := url.Parse(at); at != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			return Letter{}, fmt.Errorf("write a letter of a mailing: what it should link to is no address of a page")
		}
	}
	page := mailingPage{Mailing: m, Lang: string(p.Lang()), Greeting: p.T("mail.greeting.nameless"), Paragraphs: paragraphs(m.Words),
		Read: p.T("mail.mailing.read"), Ask: p.T("mail.mailing.receipt"), Button: p.T("mail.mailing.received"), End: p.T("mail.mailing.leave")}
	page.Summaries = paragraphs(m.Summary)
	if name := oneLine(m.To.Name); name != "" {
		page.Greeting = p.T("mail.greeting", name)
	}
	page.Because = p.T(m.Why, oneLine(m.Site))
	var html strings.Builder
	if err := mailingHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write a letter of a mailing: %w", err)
	}
	return Letter{To: m.To, Lang: p.Lang(), Subject: m.Subject, Text: page.text(), HTML: html.String(), List: "publications", Unsubscribe: m.Leave}, nil
}

// paragraphs are divided by empty lines.
func paragraphs(words string) (all []string) {
	for p := range strings.SplitSeq(words, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			all = append(all, p)
		}
	}
	return all
}

type mailingPage struct {
	Mailing
	Lang, Greeting, Read, Ask, Button, End, Because string
	Paragraphs, Summaries                           []string
}

func (p mailingPage) text() string {
	all := append([]string{p.Greeting}, p.Paragraphs...)
	if p.Title != "" {
		all = append(all, strings.TrimSpace(p.Symbol+"\n"+p.Title))
		all = append(all, p.Summaries...)
		all = append(all, p.Read+"\n"+p.URL)
	}
	if p.Receipt != "" {
		all = append(all, p.Ask+"\n"+p.Receipt)
	}
	foot := "—\n"
	if p.Stamp != "" {
		foot += p.Stamp + "\n"
	}
	foot += p.Because + "\n"
	if p.Leave != "" {
		foot += p.End + "\n" + p.Leave + "\n"
	}
	return strings.Join(all, "\n\n") + "\n\n" + foot
}

var mailingHTML = template.Must(template.New("mailing").Parse(`<!doctype html>
<html lang="{{.Lang}}">
<head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body>
<p>{{.Greeting}}</p>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{if .Title}}<h2>{{if .Symbol}}{{.Symbol}}<br>{{end}}{{.Title}}</h2>
{{range .Summaries}}<p>{{.}}</p>
{{end}}<p><a href="{{.URL}}"><b>{{.Read}}</b></a></p>
<p>{{.URL}}</p>
{{end}}{{if .Receipt}}<p>{{.Ask}} <a href="{{.Receipt}}"><b>{{.Button}}</b></a></p>
{{end}}<hr>
{{if .Stamp}}<p>{{.Stamp}}</p>
{{end}}<p>{{.Because}}</p>
{{if .Leave}}<p><a href="{{.Leave}}">{{.End}}</a></p>
{{end}}</body>
</html>
`))

// A Subscription is what there is to say to whoever has an address with which
// somebody subscribed.
type Subscription struct {
	To   Address
	Site string
	URL  string // of the page on which they confirm, change and leave; has the secret in it
	Old  bool   // they are on the list already
}

// Subscribed asks whoever has an address whether they want to be written to.
func Subscribed(p *locale.Printer, s Subscription) (Letter, error) {
	u, err := url.Parse(s.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return Letter{}, fmt.Errorf("write to a subscriber: what it should link to is no address of a page")
	}
	page := signInPage{Lang: string(p.Lang()), URL: s.URL, Subject: p.T("mail.subscription.subject", oneLine(s.Site)), Button: p.T("mail.subscription.button"),
		Before: []string{p.T("mail.greeting.nameless"), p.T("mail.subscription.asked", oneLine(s.Site))},
		After:  []string{p.T("mail.subscription.ignore")}}
	if s.Old {
		page.Button = p.T("mail.subscription.old.button")
		page.Before[1] = p.T("mail.subscription.old", oneLine(s.Site))
	}
	var html strings.Builder
	if err := signInHTML.Execute(&html, page); err != nil {
		return Letter{}, fmt.Errorf("write to a subscriber: %w", err)
	}
	return Letter{To: s.To, Lang: p.Lang(), Subject: page.Subject, Text: page.text(), HTML: html.String()}, nil
}
