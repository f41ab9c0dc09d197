package inbox

import (
	"context"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/mail/reply"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/roll"
)

// returned notes that a letter came back, if a server says so. That it is this
// letter the address proves, which only those were given who were sent it.
// Nobody is answered.
func (d *Desk) returned(ctx context.Context, in Delivery, id, mark string) (Outcome, string, error) {
	who, known, err := d.Outbox.To(ctx, id)
	if err != nil {
		return "", "", err
	}
	if !known {
		return d.mailingReturned(ctx, in, id, mark)
	}
	l, err := reply.Open(in.Raw)
	if err != nil {
		return Dropped, "unreadable", nil
	}
	if !in.toNobody(l) {
		return Dropped, "no report: whoever sent it wants an answer", nil
	}
	var people map[member.ID]roll.Person
	err = d.Clerk.DB.Read(ctx, func(tx *database.Tx) (err error) {
		people, err = roll.Several(tx, who)
		return err
	})
	if err != nil {
		return "", "", err
	}
	to := people[who].Email
	if outbox.Mark(d.Clerk.Secret, to) != mark {
		to = "" // they have another address by now, and no report that names one is about it
	}
	report, ok := l.Report(to)
	if !ok {
		return Dropped, "no report of a failure", nil
	}
	noted, err := d.Outbox.Returned(ctx, d.Clerk.Now(), id, mark, report.Status)
	if err == nil && !noted {
		return Repeat, report.Status, nil
	}
	return Bounced, report.Status, err
}

// toNobody reports whether whoever brought a letter wants no answer to it, as
// servers do that report a failure.
func (in Delivery) toNobody(l *reply.Letter) bool {
	if in.From != nil {
		return strings.Trim(*in.From, "<> ") == ""
	}
	return l.ToNobody()
}

// mailingReturned is returned for a letter of a mailing.
func (d *Desk) mailingReturned(ctx context.Context, in Delivery, id, mark string) (Outcome, string, error) {
	var row distribution.Letter
	err := d.Clerk.DB.Read(ctx, func(tx *database.Tx) (err error) {
		row, err = distribution.FindLetter(tx, id)
		return err
	})
	if _, refused := act.Refused(err); refused {
		return Unknown, "no such letter", nil
	}
	if err != nil {
		return "", "", err
	}
	l, err := reply.Open(in.Raw)
	if err != nil {
		return Dropped, "unreadable", nil
	}
	if !in.toNobody(l) {
		return Dropped, "no report: whoever sent it wants an answer", nil
	}
	to := row.Email
	if outbox.Mark(d.Clerk.Secret, to) != mark {
		to = ""
	}
	report, ok := l.Report(to)
	if !ok {
		return Dropped, "no report of a failure", nil
	}
	var noted bool
	err = d.Clerk.DB.Write(ctx, func(tx *database.Tx) error {
		noted, err = distribution.Returned(tx, id, report.Status, outbox.AboutAddress(report.Status), d.Clerk.Now())
		return err
	})
	if err == nil && !noted {
		return Repeat, report.Status, nil
	}
	return Bounced, report.Status, err
}
