package dispatch

import (
	"context"
	"log/slog"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/outbox"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// Mailings writes the letters of mailings and sends them. What a letter says of
// a publication it asks of the register when it is sent, as the public: so no
// letter holds what has not come out, and none tells of what was withdrawn.
type Mailings struct {
	DB       *database.DB
	Register *register.Register
	Sender   *mail.Sender
	Base     string
	Secret   []byte
	Now      func() time.Time
	Log      *slog.Logger
	Return   func(letter, mark string) string // see Writer
}

func (m *Mailings) box() letterbox { return distribution.Box{DB: m.DB} }

// soon is how long a mailing that was just started waits at most.
const soon = 3 * time.Second

// Round sends letters that are due, as Post does, under the same promises.
func (m *Mailings) Round(ctx context.Context) (rest time.Duration, err error) {
	p := &Post{Sender: m.Sender, Now: m.Now, Log: m.Log, mailings: m}
	if _, waits, err := m.box().Next(ctx); err != nil || !waits {
		return soon, err
	}
	rest, err = p.Round(ctx)
	return min(rest, soon), err
}

// Write writes the letter of a row. ok is false if whoever it was for has left,
// or if what it would tell of is not to be had any more.
func (m *Mailings) Write(ctx context.Context, id string) (letter mail.Letter, ok bool, err error) {
	var (
		row  distribution.Letter
		of   distribution.Mailing
		said mail.Mailing
	)
	err = m.DB.Read(ctx, func(tx *database.Tx) (err error) {
		if row, err = distribution.FindLetter(tx, id); err == nil {
			of, err = distribution.Find(tx, row.Mailing)
		}
		return err
	})
	if err != nil || row.Erased || row.Email == "" {
		return letter, false, err
	}
	said, ok, err = m.say(ctx, of, row.Lang)
	if err != nil || !ok {
		return letter, false, err
	}
	base := strings.TrimRight(m.Base, "/")
	said.To = mail.Address{Name: row.Name, Email: row.Email}
	said.Leave = base + "/subscription/" + distribution.Link(m.Secret, row.Source)
	said.Why = "mail.mailing.why." + string(row.List)
	if row.List != distribution.Subscribers {
		said.Receipt = base + "/received/" + distribution.Receipt(m.Secret, row.ID)
	}
	if letter, err = mail.Mailed(locale.For(locale.Lang(row.Lang)), said); err != nil {
		return letter, false, err
	}
	letter.ID = row.ID
	if m.Return != nil {
		letter.Return = m.Return(row.ID, outbox.Mark(m.Secret, row.Email))
	}
	return letter, true, nil
}

// Trial writes what a mailing would say in a language to somebody who composes
// it.
func (m *Mailings) Trial(ctx context.Context, of distribution.Mailing, lang string, to mail.Address) (letter mail.Letter, ok bool, err error) {
	said, ok, err := m.say(ctx, of, lang)
	if err != nil || !ok {
		return letter, ok, err
	}
	p := locale.For(locale.Lang(lang))
	said.To, said.Why, said.Subject = to, "mail.mailing.trial", p.T("mail.mailing.trial.subject", said.Subject)
	letter, err = mail.Mailed(p, said)
	return letter, true, err
}

// say is what a mailing says to everybody in a language.
func (m *Mailings) say(ctx context.Context, of distribution.Mailing, lang string) (said mail.Mailing, ok bool, err error) {
	w, there := of.Words[lang]
	if !there {
		return said, false, nil
	}
	said.Subject, said.Words = w.Subject, w.Words
	err = m.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		d, err := q.Description()
		if err != nil {
			return err
		}
		said.Site = d.Name.In(lang, "en", "ru", "kk")
		if len(d.Funders) > 0 {
			said.Stamp = locale.For(locale.Lang(lang)).Say(d.Stamp(m.Now()))
		}
		ok = true
		if of.Publication == "" {
			return nil
		}
		var pub Published
		pub, ok, err = PublishedIn(q, of.Publication, of.Edition, lang)
		said.Symbol, said.Title, said.Summary = pub.Symbol, pub.Title, pub.Summary
		said.URL = strings.TrimRight(m.Base, "/") + "/publication/" + string(of.Publication)
		return err
	})
	return said, ok && err == nil, err
}

// Published is what everybody may read of an edition at its head.
type Published struct {
	Symbol, Title, Summary string
	Version                act.Hash
}

// PublishedIn reads an edition in a language, or in its own if it has not come
// out in that. ok is false of what has not come out, or was withdrawn.
func PublishedIn(q register.Questions, ref act.Ref, edition int, lang string) (pub Published, ok bool, err error) {
	p, err := q.Publication(ref)
	if _, refused := act.Refused(err); refused {
		return pub, false, nil
	}
	if err != nil || p.Stage != publication.Released || edition < 1 || edition > len(p.Editions) {
		return pub, false, err
	}
	e := p.Editions[edition-1]
	version, there := e.Drafts[lang]
	if !there {
		version, there = e.Drafts[p.Lead()]
	}
	if !there {
		return pub, false, nil
	}
	v, err := q.PrintVersion(ref, version)
	return Published{p.Symbol, v.Title, v.Summary, version}, err == nil, err
}
