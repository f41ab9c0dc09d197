package web

import (
	"context"
	"net/netip"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/mail"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// newAddresses is how many addresses a member may ask to be reached at in an hour.
const newAddresses = 5

// correctOwn corrects what is known of the reader. A new address counts for
// nothing yet: a link goes there, which its owner follows. Whoever typed it is
// answered alike, and as fast, if somebody on the roll has it; the letter alone
// is another. That there is no address any more is told to the one that was.
func (s *Site) correctOwn(v *visit, was, p roll.Person, photo *roll.Photo, asked string) error {
	if asked == was.Email {
		return s.Clerk.Correct(v.Context(), p, photo)
	}
	if asked == "" {
		return s.Clerk.Correct(v.Context(), p, photo, v.tellsMoved)
	}
	p.Email = was.Email
	var secret string
	var taken bool
	err := s.Clerk.Correct(v.Context(), p, photo, func(tx *database.Tx) (err error) {
		now := s.Clock()
		if err := signin.Limit(tx, "address of "+string(p.Member), netip.Addr{}, newAddresses, time.Hour, "address.often", now); err != nil {
			return err
		}
		secret, taken, err = roll.AskAddress(tx, p.Member, asked, now)
		return err
	})
	if err != nil {
		return err
	}
	letter := mail.NewAddress{To: mail.Address{Email: asked}, Site: v.description.Name.In(v.lang(), "en", "ru", "kk"),
		URL: strings.TrimRight(s.Base, "/") + "/account/address/" + secret, Until: s.Clock().Add(roll.AddressWaits)}
	s.Mail.Later(func(context.Context) (*mail.Letter, error) {
		if taken {
			l := mail.AddressTaken(v.p, letter)
			return &l, nil
		}
		l, err := mail.ConfirmAddress(v.p, letter)
		return &l, err
	})
	return nil
}

// tellsMoved tells the reader, where they were reached so far, that they are no
// longer.
func (v *visit) tellsMoved(tx *database.Tx) error {
	return v.site.Door.TellOf(tx, signin.AddressChanged, v.session.Member, v.site.Clock())
}

func (s *Site) waitingAddress(v *visit) (waits *roll.NewAddress, err error) {
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		a, ok, err := roll.WaitingAddress(tx, v.session.Member, s.Clock())
		if ok {
			waits = &a
		}
		return err
	})
	return waits, err
}

// addressPage is where the link leads that was mailed to a new address. The
// reader must be whoever asked for it: the owner of an address does not lend it
// to somebody else by one careless click.
type addressPage struct {
	waits    roll.NewAddress
	token    string
	problems []part.Problem
}

func (pg addressPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("address.title"), len(pg.problems) > 0
}

func (pg addressPage) body(v *visit) templ.Component { return addressBody(v, pg) }

func (s *Site) address(v *visit) (page, error) {
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	if v.session.Member == "" {
		return nil, act.Refuse(act.NotAllowed, "address.signin")
	}
	pg := addressPage{token: v.PathValue("token")}
	err := s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.waits, err = roll.AddressOf(tx, v.session.Member, pg.token, s.Clock())
		return err
	})
	return pg, err
}

// addressDo makes the new address the reader's.
func (s *Site) addressDo(v *visit) (page, error) {
	drawn, err := s.address(v)
	if err != nil {
		return nil, err
	}
	pg := drawn.(addressPage)
	err = s.Clerk.Move(v.Context(), v.session.Member, pg.token, s.Clock(), v.tellsMoved)
	if no, refused := act.Refused(err); refused {
		pg.problems = v.mark(nil, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/account/person"), nil
}
