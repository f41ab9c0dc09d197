package web

import (
	"context"
	"net/netip"
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/publication"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// subscribePage is the form by which anybody may ask to be sent publications.
type subscribePage struct {
	asks     []question
	problems []part.Problem
	stamp    string
}

func (pg subscribePage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("subscribe.title"), len(pg.problems) > 0
}

func (pg subscribePage) body(v *visit) templ.Component { return subscribeBody(v, pg) }

func (s *Site) subscribePage(v *visit, in url.Values) subscribePage {
	email := part.Field{Name: "email", Label: v.p.T("web.signin.email"), Hint: v.p.T("subscribe.email.hint"), Value: in.Get("email"), Type: "email", AutoComplete: "email"}
	return subscribePage{stamp: application.Stamp(s.Clerk.Secret, s.Clock()), asks: []question{{email, "input"}, langField(v, in), v.askWants(in)}}
}

// askWants asks what somebody would like to be sent.
func (v *visit) askWants(in url.Values) question {
	f := part.Field{Name: "wants", Label: v.p.T("subscribe.wants"), Values: in["wants"], Options: []part.Option{{Value: string(distribution.All), Label: v.p.T("subscribe.wants.all")}}}
	for _, series := range publication.AllSeries {
		f.Options = append(f.Options, part.Option{Value: string(distribution.WantSeries(series)), Label: v.p.T(series.Key())})
	}
	for _, d := range v.description.Dimensions {
		f.Options = append(f.Options, part.Option{Value: string(distribution.WantDimension(d.ID)), Label: v.dimension(d.ID)})
	}
	return question{f, "checks"}
}

// wanted is what was ticked, to be checked.
func (v *visit) wanted(in url.Values) (s distribution.Subscriber, err error) {
	s = distribution.Subscriber{Email: in.Get("email"), Lang: in.Get("lang")}
	for _, w := range in["wants"] {
		s.Wants = append(s.Wants, distribution.Want(w))
	}
	var dimensions []string
	for _, d := range v.description.Dimensions {
		dimensions = append(dimensions, d.ID)
	}
	return s.Check(dimensions)
}

func (s *Site) subscribe(v *visit) (page, error) {
	return s.subscribePage(v, url.Values{"lang": {v.lang()}, "wants": {string(distribution.All)}}), nil
}

// How often one network may subscribe in an hour, and how many letters a day
// follow forms with one address: see registration's.
const (
	subscribesProved  = 60
	subscribesBare    = 6
	subscribedLetters = 3
)

func (s *Site) subscribeDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	sub, err := s.takeSubscriber(v, in)
	if no, refused := act.Refused(err); refused {
		pg := s.subscribePage(v, in)
		pg.problems = v.mark(pg.asks, no)
		if no.Reason.Key == "refuse.application.soon" {
			pg.stamp = in.Get("stamp") // it need only be sent again
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return subscribedPage{sub.Email}, nil
}

// takeSubscriber keeps whoever asks, and writes to whoever has the address.
// Whether it was known before, the page does not say.
func (s *Site) takeSubscriber(v *visit, in url.Values) (sub distribution.Subscriber, err error) {
	now, stamp := s.Clock(), in.Get("stamp")
	if in.Get("website") != "" {
		return sub, act.Refuse(act.Malformed, "refuse.application.trap")
	}
	if sub, err = v.wanted(in); err != nil {
		return sub, err
	}
	if err := application.CheckStamp(s.Clerk.Secret, stamp, now); err != nil {
		return sub, err
	}
	var kept distribution.Subscriber
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) {
		what, most := "subscribe", subscribesProved
		if !application.Worked(stamp, in.Get("work")) {
			what, most = "subscribe, bare", subscribesBare
		}
		if err := signin.Limit(tx, what, v.address(), most, time.Hour, "refuse.application.often", now); err != nil {
			return err
		}
		kept, err = distribution.Subscribe(tx, sub, v.now)
		return err
	})
	if err != nil {
		return sub, err
	}
	// What is refused is the letter and not the form: the page tells nobody how
	// often an address was typed.
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		return signin.Limit(tx, "subscribed\n"+kept.ID, netip.Addr{}, subscribedLetters, 24*time.Hour, "refuse.application.often", now)
	})
	if _, often := act.Refused(err); err != nil && !often {
		return sub, err
	}
	if err == nil && s.mails() {
		p, said := locale.For(locale.Lang(kept.Lang)), mail.Subscription{To: mail.Address{Email: kept.Email}, Old: kept.Confirmed,
			Site: v.description.Name.In(kept.Lang, "en", "ru", "kk"), URL: v.base() + "/subscription/" + distribution.Link(s.Clerk.Secret, kept.ID)}
		s.Mail.Later(func(context.Context) (*mail.Letter, error) {
			letter, err := mail.Subscribed(p, said)
			return &letter, err
		})
	}
	return sub, nil
}

// subscribedPage says what follows, the same to everybody.
type subscribedPage struct{ email string }

func (pg subscribedPage) head(v *visit, f *part.Page) { f.Title = v.p.T("subscribe.title") }

func (pg subscribedPage) body(v *visit) templ.Component { return subscribedBody(v, pg) }

// subscriptionPage is what somebody sees who has the link of an address: of a
// subscriber, of a contact, or of whoever has left.
type subscriptionPage struct {
	token    string
	sub      *distribution.Subscriber
	contact  *distribution.Contact
	asks     []question
	problems []part.Problem
	saved    bool
}

func (pg subscriptionPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("subscription.title"), len(pg.problems) > 0
}

func (pg subscriptionPage) body(v *visit) templ.Component { return subscriptionBody(v, pg) }

// ofContact is what is kept of a contact.
func (pg subscriptionPage) ofContact(v *visit) []part.Row {
	c := pg.contact
	rows := []part.Row{{Key: v.p.T("sending.email"), Value: c.Email}, {Key: v.p.T("web.appoint.name"), Value: c.Name},
		{Key: v.p.T("registration.affiliation"), Value: c.Organisation}, {Key: v.p.T("web.field.lang"), Value: v.p.T("language." + c.Lang)},
		{Key: v.p.T("sending.writes"), Value: v.groupName(c.Group, v.p.Lang())}}
	return slices.DeleteFunc(rows, func(r part.Row) bool { return r.Value == "" })
}

func (s *Site) subscriptionAt(v *visit, in url.Values) (pg subscriptionPage, id string, err error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	v.w.Header().Set("X-Robots-Tag", "noindex")
	pg.token = v.PathValue("key")
	if id, err = distribution.ReadLink(s.Clerk.Secret, pg.token); err != nil {
		return pg, id, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		sub, err := distribution.FindSubscriber(tx, id)
		if _, refused := act.Refused(err); !refused && err == nil {
			pg.sub = &sub
			return nil
		} else if !refused {
			return err
		}
		c, ok, err := distribution.FindContact(tx, id)
		if ok {
			pg.contact = &c
		}
		return err
	})
	if pg.sub != nil {
		if in == nil {
			in = url.Values{"lang": {pg.sub.Lang}}
			for _, w := range pg.sub.Wants {
				in.Add("wants", string(w))
			}
		}
		pg.asks = []question{langField(v, in), v.askWants(in)}
	}
	return pg, id, err
}

func (s *Site) subscription(v *visit) (page, error) {
	pg, _, err := s.subscriptionAt(v, nil)
	pg.saved = v.URL.Query().Get("done") != ""
	return pg, err
}

// subscriptionDo confirms, changes or ends what is sent, by whoever has the
// link. That it ends takes one request and no sign-in, and nothing of the form
// but what RFC 8058 puts there.
func (s *Site) subscriptionDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, id, err := s.subscriptionAt(v, in)
	if err != nil {
		return nil, err
	}
	if in.Get("List-Unsubscribe") == "One-Click" || in.Get("what") == "leave" {
		err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Leave(tx, s.Clerk.Secret, id, v.now) })
		return subscriptionPage{token: pg.token}, err
	}
	if pg.sub == nil {
		return nil, act.Refuse(act.NotFound, "refuse.sending.link")
	}
	in.Set("email", pg.sub.Email)
	sub, err := v.wanted(in)
	if err == nil {
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Confirm(tx, s.Clerk.Secret, id, sub, v.now) })
	}
	if no, refused := act.Refused(err); refused {
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/subscription/" + pg.token + "?done=1"), nil
}

// receiptPage is where somebody says that they have received a letter.
type receiptPage struct {
	token, subject string
	done           bool
}

func (pg receiptPage) head(v *visit, f *part.Page) { f.Title = v.p.T("receipt.title") }

func (pg receiptPage) body(v *visit) templ.Component { return receiptBody(v, pg) }

func (s *Site) receiptAt(v *visit) (pg receiptPage, id string, err error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	v.w.Header().Set("X-Robots-Tag", "noindex")
	pg.token = v.PathValue("key")
	if id, err = distribution.ReadReceipt(s.Clerk.Secret, pg.token); err != nil {
		return pg, id, err
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		l, err := distribution.FindLetter(tx, id)
		if err != nil {
			return err
		}
		m, err := distribution.Find(tx, l.Mailing)
		pg.subject, pg.done = m.Words[l.Lang].Subject, !l.Received.IsZero()
		return err
	})
	return pg, id, err
}

func (s *Site) received(v *visit) (page, error) {
	pg, _, err := s.receiptAt(v)
	return pg, err
}

// receivedDo notes it. Only the answer does, for programs that scan mail open
// every link.
func (s *Site) receivedDo(v *visit) (page, error) {
	pg, id, err := s.receiptAt(v)
	if err != nil {
		return nil, err
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Received(tx, id, v.now) })
	pg.done = true
	return pg, err
}
