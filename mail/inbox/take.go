// Package inbox takes what members answer by mail, and letters of ours that came
// back: from the site's mail server over LMTP or SMTP on this machine, or out of
// an IMAP mailbox. A reply becomes its author's draft on the matter; see draft.
// That a letter came back is noted in the outbox. What a calendar program answers
// to an invitation is kept beside that; see invitation.
//
// Its law: nobody is answered but a member, at the address on the roll, and no
// letter that a machine wrote is answered at all. What a letter says of its
// sender is believed only so far that it is that address; it is posted without
// being asked about only if a signature proves it and its author wanted that.
// Nothing is kept of a letter but the words of a draft.
package inbox

import (
	"context"
	"log/slog"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/draft"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A Desk takes replies. Its methods may be called from many goroutines.
type Desk struct {
	Clerk  *clerk.Clerk
	Mail   *mail.Sender                        // nil: nobody is answered
	Box    string                              // the mailbox of replies, reply@taskforce.example
	From   string                              // the address that the program writes as
	Base   string                              // the site's address, for links
	Place  calendar.Place                      // under which meetings stand in calendars
	Lookup func(name string) ([]string, error) // TXT records of the DNS
	Log    *slog.Logger
	Outbox *outbox.Box // nil: it is not noted which letters came back
}

// A Delivery is one letter for one recipient.
type Delivery struct {
	To    string
	From  *string // of the envelope, if it is known; empty for what must not be answered
	Raw   []byte  // of a letter that is too large, its beginning
	Large bool
}

// An Outcome is what became of a delivery, as a word for the log.
type Outcome string

// The outcomes.
const (
	Drafted Outcome = "drafted"
	Posted  Outcome = "posted"
	Taken   Outcome = "taken"   // an answer to an invitation
	Repeat  Outcome = "repeat"  // the letter had been taken before, or a newer answer
	Dropped Outcome = "dropped" // a machine wrote it
	Refused Outcome = "refused" // and its author told, if there is one to tell
	Unknown Outcome = "unknown" // to nobody
	Bounced Outcome = "bounced" // a letter of ours came back
)

// Knows reports whether an address is one that was given to a member, or from
// which a letter was sent.
func (d *Desk) Knows(to string) bool {
	_, _, answered := reply.Read(d.Clerk.Secret, d.Box, to)
	_, _, returned := reply.ReadReturn(d.Clerk.Secret, d.Box, to)
	return answered || returned && d.Outbox != nil
}

// Take takes one letter. An error is a fault, and the letter may be brought
// again: the same letter twice makes one draft.
func (d *Desk) Take(ctx context.Context, in Delivery) (Outcome, error) {
	outcome, why, err := d.take(ctx, in)
	if err != nil {
		d.Log.ErrorContext(ctx, "a reply by mail could not be taken", "err", err)
		return outcome, err
	}
	d.Log.InfoContext(ctx, "a reply by mail", "outcome", outcome, "why", why, "bytes", len(in.Raw))
	return outcome, nil
}

// A letter is what is known of one delivery while it is looked at.
type letter struct {
	Delivery
	*reply.Letter
	who  roll.Person
	on   act.Ref
	m    register.Matter
	at   time.Time
	lang locale.Lang // in which its author is answered
}

func (d *Desk) take(ctx context.Context, in Delivery) (Outcome, string, error) {
	if letter, mark, ok := reply.ReadReturn(d.Clerk.Secret, d.Box, in.To); ok && d.Outbox != nil {
		return d.returned(ctx, in, letter, mark)
	}
	who, on, ok := reply.Read(d.Clerk.Secret, d.Box, in.To)
	if !ok {
		return Unknown, "", nil
	}
	if on.Meets() {
		return d.rsvp(ctx, in, who, on)
	}
	if in.From != nil && strings.Trim(*in.From, "<> ") == "" {
		return Dropped, "no sender", nil
	}
	l := letter{Delivery: in, on: on, at: d.Clerk.Now()}
	var known bool
	err := d.Clerk.DB.Read(ctx, func(tx *database.Tx) error {
		people, err := roll.Several(tx, who)
		l.who, known = people[who]
		return err
	})
	if err != nil {
		return "", "", err
	}
	if !known || l.who.Erased || l.who.Email == "" {
		return Unknown, "nobody to answer", nil
	}
	l.lang = locale.Lang(l.who.Lang)
	err = d.consider(ctx, &l)
	if no, refused := act.Refused(err); refused {
		if no.Reason.Key == "" {
			return Dropped, l.Automatic, nil
		}
		return Refused, no.Reason.Key, d.refuse(ctx, l, no)
	}
	if err != nil {
		return "", "", err
	}
	return d.keep(ctx, l)
}

// dropped is the refusal of what is not answered; it has no words.
var dropped = &act.Refusal{Why: act.NotAllowed}

// consider refuses whatever may not become a draft.
func (d *Desk) consider(ctx context.Context, l *letter) (err error) {
	if l.Letter, err = reply.Open(l.Raw); err != nil {
		l.Letter = &reply.Letter{Automatic: "unreadable"} // also who or what wrote it
		return dropped
	}
	if l.OurOwn(d.From) {
		l.Automatic = "our own"
	}
	if l.Letter.From == "" && l.Automatic == "" {
		l.Automatic = "no one sender"
	}
	if l.Automatic != "" {
		return dropped
	}
	if same, err := d.theirs(ctx, l); err != nil || !same {
		if err == nil {
			err = act.Refuse(act.NotAllowed, "mailin.refuse.sender")
		}
		return err
	}
	if l.Large {
		return act.Refuse(act.Malformed, "mailin.refuse.large", reply.MaxLetter>>20)
	}
	reader, err := d.Clerk.Register.Reader(ctx, l.who.Member, l.at)
	if err != nil {
		return err
	}
	if reader.Standing.Group == "" {
		return act.Refuse(act.NotAllowed, "mailin.refuse.standing")
	}
	return d.Clerk.Register.Ask(ctx, reader, func(q register.Questions) error {
		if l.m, err = q.Matter(l.on); err != nil {
			return err
		}
		instant, err := q.Instant(l.m.Matter, l.at)
		if err != nil {
			return err
		}
		return procedure.State{}.May(l.m.Matter, instant)
	})
}

// theirs reports whether a letter says that it comes from the address that is
// on the roll.
func (d *Desk) theirs(ctx context.Context, l *letter) (same bool, err error) {
	err = d.Clerk.DB.Read(ctx, func(tx *database.Tx) error {
		id, ok, err := roll.AtEmail(tx, l.Letter.From)
		same = ok && id == l.who.Member
		return err
	})
	return same, err
}

// keep makes a draft of a letter, or, where its author wanted it and a
// signature proves who that is, an act.
func (d *Desk) keep(ctx context.Context, l letter) (Outcome, string, error) {
	body, err := l.Body()
	if err == nil {
		err = fits(body)
	}
	if no, refused := act.Refused(err); refused {
		return Refused, no.Reason.Key, d.refuse(ctx, l, no)
	}
	one := draft.Draft{Member: l.who.Member, On: l.on, Words: body.Words, Lang: d.langOf(body.Words, l), Version: l.m.Version.Hash, At: l.at}
	kept, atOnce := false, false
	err = d.Clerk.DB.Write(ctx, func(tx *database.Tx) (err error) {
		if one, kept, err = draft.Put(tx, one, draft.Token(d.Clerk.Secret, l.who.Member, l.on, l.Name())); err != nil {
			return err
		}
		atOnce, err = draft.AtOnce(tx, l.who.Member)
		return err
	})
	if no, refused := act.Refused(err); refused {
		return Refused, no.Reason.Key, d.refuse(ctx, l, no)
	}
	if err != nil || !kept {
		return Repeat, "", err
	}
	why := "not chosen"
	if atOnce && body.Attachments == 0 {
		if why = d.post(ctx, l, one); why == "" {
			return Posted, "", d.posted(ctx, l)
		}
	}
	return Drafted, why, d.waiting(ctx, l, body.Attachments)
}

// fits refuses a letter of which there is nothing to keep, or too much.
func fits(b reply.Body) error {
	n := utf8.RuneCountInString(b.Words)
	switch {
	case n > procedure.MaxWords:
		return act.Refuse(act.Malformed, "mailin.refuse.words", procedure.MaxWords, n)
	case b.Words == "" && b.Attachments > 0:
		return act.Refuse(act.Malformed, "mailin.refuse.attachment")
	case b.Words == "":
		return act.Refuse(act.Malformed, "mailin.refuse.empty")
	}
	return nil
}

func (d *Desk) langOf(words string, l letter) string {
	for _, lang := range []string{reply.Lang(words), l.who.Lang} {
		if locale.Lang(lang).Valid() {
			return lang
		}
	}
	return l.m.Lang
}

// post posts a draft for its author, in their own group and by their name, if
// the letter is proved to be theirs. Otherwise it says why not, and the draft
// waits; if it is an act by then after all, its key will tell when it is
// confirmed.
func (d *Desk) post(ctx context.Context, l letter, one draft.Draft) (why string) {
	if err := l.Signed(l.Raw, l.Delivery.To, l.at, d.Lookup); err != nil {
		d.Log.DebugContext(ctx, "a reply by mail is not proved to be its author's", "why", err) // names a domain
		return "not proved"
	}
	_, err := d.Clerk.Do(ctx, clerk.Order{By: l.who.Member, On: l.on, Turn: -1, Key: one.Key(), Command: procedure.State{
		Words: one.Words, Lang: one.Lang, Audience: act.Caucus, Attribution: act.Named, Version: one.Version}})
	if no, refused := act.Refused(err); refused {
		return "refused: " + no.Reason.Key
	}
	if err == nil {
		err = d.Clerk.DB.Write(ctx, func(tx *database.Tx) error { return draft.Drop(tx, one.Member, one.ID) })
	}
	if err != nil {
		d.Log.ErrorContext(ctx, "a reply by mail waits because it could not be posted", "err", err)
		return "fault"
	}
	return ""
}
