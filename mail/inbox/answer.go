package inbox

import (
	"context"
	"html"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/draft"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/register"
)

// An answer is a letter to whoever replied. Of each sort at most one goes to
// one member in an hour.
type answer struct {
	about   string // the sort
	subject string // a key, with the site's name as its argument
	says    []act.Reason
	path    string // of the page where they can go on
}

// refuse tells a member why a reply was not taken. What a letter says of a
// matter it says only if the member may read that matter.
func (d *Desk) refuse(ctx context.Context, l letter, no *act.Refusal) error {
	a := answer{about: "refused", subject: "mailin.letter.refused", path: "/"}
	if l.m.Ref != "" {
		a.says = append(a.says, act.Because("mailin.letter.refused.on", l.title()))
		a.path = "/matter/" + string(l.m.Ref)
	} else {
		a.says = append(a.says, act.Because("mailin.letter.refused.text"))
	}
	a.says = append(a.says, no.Reason)
	a.says = append(a.says, act.Because("mailin.letter.page"))
	return d.tell(ctx, l, a)
}

// waiting tells a member that a draft waits for them.
func (d *Desk) waiting(ctx context.Context, l letter, attachments int) error {
	a := answer{about: "waiting", subject: "mailin.letter.waiting", path: "/matter/" + string(l.m.Ref) + "#drafts",
		says: []act.Reason{act.Because("mailin.letter.waiting.on", l.title())}}
	if attachments > 0 {
		a.about = "files"
		a.says = append(a.says, act.Because("mailin.letter.files", attachments))
	}
	a.says = append(a.says, act.Because("mailin.letter.confirm", int(draft.Kept.Hours()/24)))
	return d.tell(ctx, l, a)
}

// posted tells a member that a reply was posted as they chose.
func (d *Desk) posted(ctx context.Context, l letter) error {
	return d.tell(ctx, l, answer{about: "posted", subject: "mailin.letter.posted", path: "/matter/" + string(l.m.Ref),
		says: []act.Reason{act.Because("mailin.letter.posted.on", l.title()), act.Because("mailin.letter.posted.not-you")}})
}

// title is what the matter is called in its reader's language.
func (l letter) title() string { return l.m.Title.In(l.who.Lang, "en", "ru", "kk") }

// tell sends an answer, unless one of its sort was sent within the hour.
func (d *Desk) tell(ctx context.Context, l letter, a answer) error {
	if !d.Mail.Sends() || d.Base == "" {
		return nil
	}
	var may bool
	err := d.Clerk.DB.Write(ctx, func(tx *database.Tx) (err error) {
		may, err = draft.MayTell(tx, l.who.Member, a.about, l.at)
		return err
	})
	if err != nil || !may {
		return err
	}
	d.Mail.Later(func(ctx context.Context) (*mail.Letter, error) {
		var site string
		err := d.Clerk.Register.Ask(ctx, register.Public, func(q register.Questions) error {
			about, err := q.Description()
			site = about.Name.In(l.who.Lang, "en", "ru", "kk")
			return err
		})
		if err != nil {
			return nil, err
		}
		letter := d.write(locale.For(l.lang), l, a, site)
		return &letter, nil
	})
	return nil
}

// write writes an answer in its reader's language.
func (d *Desk) write(p *locale.Printer, l letter, a answer, site string) mail.Letter {
	name := l.who.Name.In(l.who.Lang, "en", "ru", "kk")
	paragraphs := []string{p.T("mail.greeting", name)}
	for _, reason := range a.says {
		paragraphs = append(paragraphs, p.Say(reason))
	}
	url := strings.TrimRight(d.Base, "/") + a.path
	why := p.T("mailin.letter.why", site)
	var page strings.Builder
	page.WriteString(`<!doctype html><html lang="` + string(p.Lang()) + `"><body>`)
	for _, s := range paragraphs {
		page.WriteString("<p>" + html.EscapeString(s) + "</p>\n")
	}
	page.WriteString(`<p><a href="` + html.EscapeString(url) + `">` + html.EscapeString(url) + "</a></p>\n<p>" + html.EscapeString(why) + "</p></body></html>\n")
	return mail.Letter{
		To: mail.Address{Name: name, Email: l.who.Email}, Lang: p.Lang(), Subject: p.T(a.subject, site),
		Text: strings.Join(paragraphs, "\n\n") + "\n\n" + url + "\n\n" + why + "\n",
		HTML: page.String(),
	}
}
