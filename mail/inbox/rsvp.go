package inbox

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/calendar"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// answers are what calendar programs call the answers that count.
var answers = map[string]invitation.Answer{"ACCEPTED": invitation.Accepted, "DECLINED": invitation.Declined, "TENTATIVE": invitation.Tentative}

// A rsvp is what is known of a letter to the address of an invitation.
type rsvp struct {
	letter
	said calendar.Answer
	i    invitation.Invitation
	to   register.Meeting

	title string // what the meeting is called outside the house
}

func title(lang locale.Lang, groups []group.Group, m register.Meeting) string {
	p := locale.For(lang).WithNames(func(v any) (string, bool) {
		k := slices.IndexFunc(groups, func(g group.Group) bool { return g.ID == v })
		if k < 0 {
			return "", false
		}
		return groups[k].Capital.In(string(lang), "en", "ru", "kk"), true
	})
	return calendar.Title(p, calendar.Said{Meeting: m.Meeting, Title: m.Title})
}

// rsvp takes what came to the address of somebody's invitation. A program
// writes such an answer for its owner, and says so; so unlike a letter it is
// taken though it is automatic, but never answered then.
func (d *Desk) rsvp(ctx context.Context, in Delivery, who member.ID, on act.Ref) (Outcome, string, error) {
	r := rsvp{letter: letter{Delivery: in, on: on, at: d.Clerk.Now()}}
	known, groups := false, []group.Group(nil)
	err := d.Clerk.DB.Read(ctx, func(tx *database.Tx) error {
		people, err := roll.Several(tx, who)
		if err != nil {
			return err
		}
		r.who, known = people[who]
		if r.i, err = invitation.Of(tx, on, who); err != nil {
			return err
		}
		q := d.Clerk.Register.In(tx, register.Public)
		n, err := q.Initiative()
		if groups = n.Groups; err == nil {
			r.to, _, err = q.Invited(on)
		}
		return err
	})
	if _, refused := act.Refused(err); refused {
		return Unknown, "no invitation", nil
	}
	if err != nil {
		return "", "", err
	}
	if !known || r.who.Erased || r.who.Email == "" {
		return Unknown, "nobody to answer", nil
	}
	r.lang = locale.Lang(r.who.Lang)
	r.title = title(r.lang, groups, r.to)
	if r.Letter, err = reply.Open(in.Raw); err != nil || r.OurOwn(d.From) {
		return Dropped, "unreadable or our own", nil
	}
	if in.From != nil && strings.Trim(*in.From, "<> ") == "" && r.Automatic == "" {
		r.Automatic = "no sender"
	}
	kept, err := d.rsvpOf(ctx, &r)
	if no, refused := act.Refused(err); refused {
		if r.Automatic != "" {
			return Dropped, no.Reason.Key, nil
		}
		return Refused, no.Reason.Key, d.declined(ctx, r, no)
	}
	if err != nil || !kept {
		return Repeat, "", err
	}
	return Taken, "", nil
}

// rsvpOf keeps an answer, or refuses it. It is believed only if it comes from
// the address on the roll, to the address that only that person was given, about
// the meeting of that address, for that person.
func (d *Desk) rsvpOf(ctx context.Context, r *rsvp) (kept bool, err error) {
	same, err := d.theirs(ctx, &r.letter)
	if err != nil {
		return false, err
	}
	if !same {
		return false, act.Refuse(act.NotAllowed, "mailin.refuse.sender")
	}
	file := r.Calendar()
	if file == nil {
		return false, act.Refuse(act.Malformed, "mailin.refuse.no-answer")
	}
	if r.said, err = calendar.Read(file); err != nil || r.said.UID != d.Place.UID(r.on) || r.said.Sequence > r.to.Revision {
		return false, act.Refuse(act.Malformed, "mailin.refuse.answer")
	}
	if roll.PostBox(r.said.Attendee) != roll.PostBox(r.who.Email) {
		return false, act.Refuse(act.NotAllowed, "mailin.refuse.other-invitee")
	}
	if r.said.Method == "COUNTER" {
		return false, act.Refuse(act.NotAllowed, "mailin.letter.counter", r.title)
	}
	answer, ok := answers[r.said.Status]
	if !ok {
		return false, act.Refuse(act.Malformed, "mailin.refuse.answer")
	}
	if r.to.Stage != meeting.Planned || !r.to.End.After(r.at) {
		return false, act.Refuse(act.NotNow, "refuse.invitation.over")
	}
	err = d.Clerk.DB.Write(ctx, func(tx *database.Tx) (err error) {
		kept, err = invitation.Take(tx, r.i.ID, invitation.Reply{Answer: answer, Comment: short(r.said.Comment), Through: invitation.Mail,
			Sequence: r.said.Sequence, Stamp: r.said.Stamp}, r.at)
		return err
	})
	return kept, err
}

// short is a comment as far as it is kept: programs write the whole of a letter
// there.
func short(s string) string {
	if utf8.RuneCountInString(s) <= invitation.MaxComment {
		return s
	}
	return string([]rune(s)[:invitation.MaxComment-1]) + "…"
}

// declined tells whoever was invited why their answer was not taken, and where
// they can give it.
func (d *Desk) declined(ctx context.Context, r rsvp, no *act.Refusal) error {
	a := answer{about: "rsvp", subject: "mailin.letter.refused", path: "/rsvp/" + invitation.Key(d.Clerk.Secret, r.i.ID)}
	if no.Reason.Key != "mailin.letter.counter" {
		a.says = append(a.says, act.Because("mailin.letter.invitation", r.title))
	}
	a.says = append(a.says, no.Reason, act.Because("mailin.letter.page"))
	return d.tell(ctx, r.letter, a)
}
