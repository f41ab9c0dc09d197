package dispatch

import (
	"time"

	"example.org/counterpart/mail"
	"example.org/counterpart/notice"
	"example.org/counterpart/outbox"
)

// renewal asks the reader to renew what they declared of their interests, if
// that is still due.
func (to addressee) renewal(l outbox.Letter) (letter mail.Letter, ok bool) {
	due, asked := to.initiative.Due(to.who.Member, to.now)
	if !asked || due.Never || !due.IsDue(to.now) {
		return letter, false
	}
	p := to.p
	letter.Subject = p.T("letter.renewal.subject", to.site)
	letter.Text = p.T("letter.renewal.year", due.At) + "\n\n" + p.T("letter.renewal.how") + "\n" + to.base + "/interests\n\n" + to.reason(l) + "\n\n"
	return letter, true
}

// access tells the reader of what changed who can sign in as them. It has no
// link that signs in, and asks for nothing: whoever forges such letters does.
func (to addressee) access(l outbox.Letter) (letter mail.Letter) {
	p := to.p
	key := "letter.access." + string(l.Sort)
	letter.Subject = p.T(key+".subject", to.site)
	letter.Text = p.T(key) + "\n" + p.Both(time.UnixMilli(l.About).UTC()) + "\n\n" +
		p.T("letter.access.you") + "\n\n" +
		p.T("letter.access.not-you") + "\n" + to.base + "/account\n\n" + to.reason(l) + "\n\n"
	return letter
}

// reason says why there is a letter that is about no act.
func (to addressee) reason(l outbox.Letter) string {
	for _, row := range notice.Table {
		if row.Of == string(l.Sort) {
			return to.p.T(row.Why, to.who.Standing.Group)
		}
	}
	return ""
}
