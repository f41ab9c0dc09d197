package dispatch

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
)

// Registered writes to those who registered for conferences. They are no
// members, so they have no letters in the outbox: what each is still to be told
// stands beside their registration.
type Registered struct {
	DB       *database.DB
	Register *register.Register
	Sender   *mail.Sender
	Base     string
	Secret   []byte
	Now      func() time.Time
	Log      *slog.Logger
}

// followed is how many acts are looked at in one transaction.
const followed = 500

// FollowConferences follows the record, and does in the registrations what an act on a
// conference calls for: places that were added go to those who wait, and
// whoever wishes is left to be told of a programme.
func FollowConferences(tx *database.Tx, next int64) (after int64, err error) {
	entries, err := record.Entries(tx, next, followed)
	if err != nil {
		return next, err
	}
	for _, e := range entries {
		next = e.Seq + 1
		if !act.Ref(e.Topic).Confers() {
			continue
		}
		a, err := register.Decode(e)
		if err == nil {
			err = follow(tx, a)
		}
		if err != nil {
			return next, err
		}
	}
	return next, nil
}

func follow(tx *database.Tx, a act.Act) error {
	switch b := a.Body.(type) {
	case conference.ReleasedAct:
		if b.N == 1 {
			return nil // whoever registered before it reads it when they look
		}
		return registration.Released(tx, a.On)
	case conference.RegistrationOpened:
		return registration.Fill(tx, a.On, b.Capacity)
	case conference.CancelledAct:
		return registration.ConferenceCancelled(tx, a.On)
	case conference.RestatedAct:
		_, over := b.Bounds()
		if err := registration.Extend(tx, a.On, over); err != nil {
			return err
		}
		before, words, err := stood(tx, a)
		if err != nil {
			return err
		}
		now, err := announced(tx, a.Seq, b.Kind())
		if err != nil {
			return err
		}
		if before.From != b.From || before.To != b.To || before.Zone != b.Zone || words.Venue != now.Venue || !maps.Equal(words.City, now.City) {
			return registration.Moved(tx, a.On)
		}
	}
	return nil
}

// stood is what was told of a conference before an act on it.
func stood(tx *database.Tx, last act.Act) (f conference.Facts, w conference.AnnouncedWords, err error) {
	entries, err := record.About(tx, string(last.On), -1)
	if err != nil {
		return f, w, err
	}
	var seq int64
	kind := ""
	for _, e := range entries {
		if e.Seq >= last.Seq {
			break
		}
		a, err := register.Decode(e)
		if err != nil {
			return f, w, err
		}
		switch b := a.Body.(type) {
		case conference.AnnouncedAct:
			f, seq, kind = b.Facts, a.Seq, b.Kind()
		case conference.RestatedAct:
			f, seq, kind = b.Facts, a.Seq, b.Kind()
		}
	}
	if kind == "" {
		return f, w, nil
	}
	w, err = announced(tx, seq, kind)
	return f, w, err
}

// announced are the words of an act that told of a conference; none if they are
// erased.
func announced(tx *database.Tx, seq int64, kind string) (w conference.AnnouncedWords, err error) {
	_, data, err := record.Payload(tx, seq)
	if err != nil || data == nil {
		return w, err
	}
	words, _, err := register.Kinds.Words(kind, data)
	w, _ = words.(conference.AnnouncedWords)
	return w, err
}

// Round tells those who are to be told something, a handful at a time. A letter
// that cannot be sent is tried again in the next round; who was told and dies
// before that is noted is told twice.
func (r Registered) Round(ctx context.Context) (rest time.Duration, err error) {
	var due []registration.Registration
	if err := r.DB.Read(ctx, func(tx *database.Tx) (err error) { due, err = registration.Due(tx, handful); return err }); err != nil || len(due) == 0 {
		return 0, err
	}
	failed := 0
	for _, one := range due {
		letter, err := r.write(ctx, one)
		if err == nil {
			err = r.Sender.Send(ctx, letter)
		}
		if err != nil {
			failed++
			r.Log.Error("somebody who registered was not written to", "conference", one.Conference, "err", err)
			continue
		}
		if err := r.DB.Write(ctx, func(tx *database.Tx) error { return registration.Told(tx, one.ID, one.Tell) }); err != nil {
			return 0, err
		}
	}
	if failed == 0 {
		rest = time.Millisecond // there may be more
	}
	return rest, nil
}

func (r Registered) write(ctx context.Context, one registration.Registration) (letter mail.Letter, err error) {
	err = r.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		c, err := q.Conference(one.Conference)
		if err != nil {
			return err
		}
		d, err := q.Description()
		if err != nil {
			return err
		}
		letter, err = mail.Registered(locale.For(locale.Lang(one.Lang)), mail.Registration{
			To: mail.Address{Name: one.Name, Email: one.Email}, What: string(one.Tell), Conference: c.Title.In(one.Lang, "en", "ru", "kk"),
			Site: d.Name.In(one.Lang, "en", "ru", "kk"), URL: strings.TrimRight(r.Base, "/") + "/registration/" + registration.Token(r.Secret, one.ID)})
		return err
	})
	return letter, err
}
