// Package dispatch writes the letters that wait in the outbox and hands them to
// the relay.
//
// Its law: a letter is written when it is sent, from the register, as its
// reader, and says no more than a page would show them at that moment. Words
// spoken in a caucus are not in it, though their reader may read them: mail
// passes through other houses, so it says that there is something to read, and
// where. It is sent under the name of its row, however often that takes.
package dispatch

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
)

// A Writer writes letters.
type Writer struct {
	Register *register.Register
	Box      *outbox.Box
	Base     string // the site's own address, "https://…"
	Secret   []byte // of the installation; unsubscribing is keyed with it
	Now      func() time.Time
	// ReplyTo is the address at which somebody's answer on a matter is taken, or
	// to an invitation;
	// nil, or an empty answer, where none is.
	ReplyTo func(member.ID, act.Ref) string
	// Return is the address to which a letter comes back that cannot be
	// delivered to the address with a mark; nil where none is taken.
	Return func(letter, mark string) string
	From   mail.Address // that the program writes as
	Place  calendar.Place
}

// Write writes a letter. ok is false if there is nothing to say any more, or
// nobody to say it to.
func (w *Writer) Write(ctx context.Context, l outbox.Letter) (letter mail.Letter, ok bool, err error) {
	if l.Sort == outbox.Invitation {
		return w.invitation(ctx, l)
	}
	set, watch, err := w.Box.Settings(ctx, l.Member)
	if err != nil || !wanted(l, set, watch) {
		return letter, false, err
	}
	now := w.Now()
	reader, err := w.Register.Reader(ctx, l.Member, now)
	if l.Sort.Security() {
		// Also to whoever has no seat, and acts for somebody who has.
		reader.Standing.Group = cmp.Or(reader.Standing.Group, l.Home)
	}
	if err != nil || reader.Standing.Group == "" {
		return letter, false, err
	}
	var to addressee
	err = w.Register.Ask(ctx, reader, func(q register.Questions) (err error) {
		if to, ok, err = w.addressee(q, l.Email, now); err != nil || !ok {
			return err
		}
		switch l.Sort {
		case outbox.Bulletin:
			letter, err = to.bulletin(q, l)
		case outbox.Silence:
			letter, ok, err = to.silence(q, l)
		case outbox.Renewal:
			letter, ok = to.renewal(l)
		case outbox.Duty:
			letter, ok, err = to.duties(q, l)
		default:
			if l.Sort.Security() {
				letter = to.access(l)
				break
			}
			letter, ok, err = to.news(q, l, watch)
		}
		return err
	})
	if err != nil || !ok {
		return letter, false, err
	}
	letter.To, letter.Lang, letter.ID = to.address, to.p.Lang(), l.ID
	if w.Return != nil {
		letter.Return = w.Return(l.ID, outbox.Mark(w.Secret, to.address.Email))
	}
	letter.List = "notices"
	if l.Sort.Security() {
		letter.List = "access"
	} else {
		letter.Unsubscribe = to.base + "/unsubscribe/" + Token(w.Secret, l.Member, l.Sort)
	}
	if l.Sort == outbox.Bulletin {
		letter.List = "bulletin"
	}
	if l.Matter != "" {
		letter.Thread = "matter." + string(l.Matter)
		if w.ReplyTo != nil && !l.Matter.Meets() { // in a meeting nothing is said by mail
			letter.ReplyTo = w.ReplyTo(l.Member, l.Matter)
		}
	}
	letter.Text = to.p.T("mail.greeting", to.address.Name) + "\n\n" + letter.Text + to.foot(letter)
	return letter, true, nil
}

// wanted reports whether a letter is still wanted by the time that it is sent.
func wanted(l outbox.Letter, set outbox.Settings, watch map[act.Ref]outbox.How) bool {
	switch {
	case l.Sort == outbox.Bulletin:
		return set.Bulletin
	case l.Sort.Security():
		return true
	}
	return set.Pace != "never" && (l.Matter == "" || watch[l.Matter] != outbox.Mute)
}

// An addressee is who a letter is for, and how to speak to them.
type addressee struct {
	who         register.Reader
	own         group.ID // theirs, or of whoever invited them
	zone        string   // where their own clock hangs; may be empty
	address     mail.Address
	p           *locale.Printer
	site, base  string
	now         time.Time
	initiative  initiative.Initiative
	description initiative.Description
}

// addressee finds out about the reader; ok is false if they cannot be written to.
// An address that was settled before goes before that on the roll.
func (w *Writer) addressee(q register.Questions, settled string, now time.Time) (to addressee, ok bool, err error) {
	to = addressee{who: q.Who(), now: now, base: strings.TrimRight(w.Base, "/")}
	people, err := q.People()
	if err != nil {
		return to, false, err
	}
	me, known := people.Find(to.who.Member)
	email := cmp.Or(settled, me.Email)
	if !known || email == "" {
		return to, false, nil
	}
	if to.initiative, err = q.Initiative(); err != nil {
		return to, false, err
	}
	if to.description, err = q.Description(); err != nil {
		return to, false, err
	}
	lang := locale.Lang(me.Lang)
	if !lang.Valid() {
		lang = locale.Langs[0]
	}
	to.own, to.zone = to.who.Standing.Group, me.Zone
	to.p = printer(lang, to.initiative, to.own, people)
	to.address = mail.Address{Name: me.Name.In(string(lang), "en", "ru", "kk"), Email: email}
	to.site = to.description.Name.In(string(lang), "en", "ru", "kk")
	return to, true, nil
}

// printer speaks a language and tells the time in the capitals, the reader's own
// first.
func printer(lang locale.Lang, n initiative.Initiative, own group.ID, people register.People) *locale.Printer {
	var zones []locale.Zone
	for _, g := range n.Groups {
		z := locale.Zone{City: g.Capital.In(string(lang), "en"), Location: outbox.Zone(g.Zone, time.UTC)}
		if g.ID == own {
			zones = slices.Insert(zones, 0, z)
		} else {
			zones = append(zones, z)
		}
	}
	plain := locale.For(lang)
	return plain.In(zones...).WithNames(func(v any) (string, bool) {
		switch v := v.(type) {
		case group.ID:
			if g, ok := n.Group(v); ok {
				return g.Capital.In(string(lang), "en", "ru", "kk"), true
			}
		case member.ID:
			if who, ok := people.Find(v); ok {
				return who.Name.In(string(lang), "en", "ru", "kk"), true
			}
			return plain.T("web.name-erased"), true
		}
		return "", false
	})
}

// foot is what stands below every letter: how to answer, and how to get fewer.
func (to addressee) foot(l mail.Letter) string {
	p := to.p
	reply := p.T("letter.no-reply")
	if l.ReplyTo != "" {
		reply = p.T("letter.reply")
	}
	if l.Unsubscribe == "" {
		return "—\n" + reply + "\n"
	}
	return "—\n" + reply + "\n" +
		p.T("letter.settings", to.base+"/account/mail") + "\n" +
		p.T("letter.stop", l.Unsubscribe) + "\n"
}
