package web

import (
	"net/netip"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
)

// invitesTo reports whether somebody can be invited by name to a conference now.
// What only the groups may know of cannot be told to others.
func invitesTo(v *visit, c register.Conference) bool {
	return c.Invitation && c.Public && answers(v, c)
}

// answers reports whether who is invited to a conference can answer now.
func answers(v *visit, c register.Conference) bool {
	_, over := c.Bounds()
	return c.Stage == conference.Announced && v.now.Before(over)
}

// places is how many may come. Where one comes by invitation those who invite
// know how many they invite.
func places(c register.Conference) int {
	if c.Invitation {
		return conference.MaxPlaces
	}
	return c.Capacity
}

// nameable returns whom of the roll the reader may name on a conference.
func (v *visit) nameable(ref act.Ref) (may func(member.ID) bool, err error) {
	err = v.ask(func(q register.Questions) (err error) { may, err = q.Nameable(ref, v.now); return err })
	return may, err
}

// askInvited asks who is to be invited: somebody on the roll whom the reader may
// name, or a new guest.
func (v *visit) askInvited(in url.Values, may func(member.ID) bool) []question {
	who := part.Field{Name: "person", Label: v.p.T("attend.person"), Hint: v.p.T("attend.person.hint"), Value: in.Get("person"), Optional: true}
	for id, p := range v.people.All() {
		if p.Email != "" && !p.Erased && may(id) {
			who.Options = append(who.Options, part.Option{Value: string(id), Label: v.name(id)})
		}
	}
	locale.Sort(v.p.Lang(), who.Options, func(o part.Option) string { return o.Label + o.Value })
	who.Options = append([]part.Option{{Label: v.p.T("attend.person.none")}}, who.Options...)
	guest := askGuest(v, in)
	for k := range guest {
		guest[k].Optional = true // of somebody on the roll all that is known
	}
	return append([]question{{who, "select"}}, guest...)
}

// invited is who is to be invited, as the form says. Of somebody chosen from the
// roll that may be named, those who invite are told nothing but the name.
func (v *visit) invited(c register.Conference, in url.Values, may func(member.ID) bool) (r registration.Registration, err error) {
	line := func(name string) string { return strings.TrimSpace(in.Get(name)) }
	r = registration.Registration{ID: registration.ID(v.site.Clerk.Secret, "invited "+in.Get("key")), Conference: c.Ref, Name: line("name"),
		Affiliation: line("affiliation"), Email: line("email"), Lang: in.Get("lang"), Source: registration.Invited}
	if id := member.ID(in.Get("person")); id != "" {
		p, known := v.people.Find(id)
		if !known || p.Erased || p.Email == "" || !may(id) {
			return r, act.RefuseField("person", "refuse.attend.person")
		}
		r.Member, r.Email, r.Country, r.Lang, r.Source = id, p.Email, p.Country, p.Lang, registration.Chosen
		if r.Lang == "" {
			r.Lang = v.lang()
		}
		r.Name, r.Affiliation = p.Name.In(r.Lang, "en", "ru", "kk"), p.Affiliation.In(r.Lang, "en", "ru", "kk")
	}
	return r.Check()
}

// registrationsDo invites somebody, or takes somebody off the list.
func (s *Site) registrationsDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.keptRegistrations(v)
	if err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	switch v.PathValue("what") {
	case "invite":
		err = s.asksToCome(v, pg, in)
		if no, refused := act.Refused(err); refused {
			pg.asks = v.askInvited(in, pg.may)
			pg.problems = v.mark(pg.asks, nameless(no, "refuse.guest.name"))
			return withStatus{pg, statuses[no.Why]}, nil
		}
	case "remove":
		var asked page
		if asked, err = s.remove(v, pg, in); asked != nil {
			return asked, nil
		}
	default:
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	if err != nil {
		return nil, err
	}
	return goTo(address(pg.c.Ref) + "/registrations?done=yes"), nil
}

// asksToCome keeps an invitation; the letter is written after the fact.
func (s *Site) asksToCome(v *visit, pg registrationsPage, in url.Values) error {
	if !pg.invites {
		return act.Refuse(act.NotNow, "refuse.attend.not")
	}
	r, err := v.invited(pg.c, in, pg.may)
	if err != nil {
		return err
	}
	_, over := pg.c.Bounds()
	return s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		if r.Member == "" { // who is on the roll is erased with what the roll knows
			id, known, err := roll.AtEmail(tx, r.Email)
			if err != nil {
				return err
			}
			if known {
				r.Member = id
			}
		}
		if err := registration.Invite(tx, r, places(pg.c), v.now, over); err != nil {
			return err
		}
		return signin.Limit(tx, "registered\n"+r.Email, netip.Addr{}, registeredLetters, 24*time.Hour, "refuse.attend.often", s.Clock())
	})
}

// remove asks once more, and then erases a registration; its place goes to the
// next who waits.
func (s *Site) remove(v *visit, pg registrationsPage, in url.Values) (page, error) {
	for _, r := range pg.all {
		if r.ID != in.Get("id") {
			continue
		}
		at := address(pg.c.Ref) + "/registrations"
		if asked := v.sure(in, "attend.remove.title", "attend.remove.do", at+"/remove", at, v.p.T("attend.remove.who", r.Name), v.p.T("attend.remove.place")); asked != nil {
			return asked, nil
		}
		err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return registration.Cancel(tx, r.ID, pg.c.Capacity, v.now) })
		if err == nil {
			s.Log.Info("those who keep a conference removed a registration", "conference", pg.c.Ref, "number", r.Number)
		}
		return nil, err
	}
	return nil, act.Refuse(act.NotFound, "refuse.registration.unknown")
}

// attendLink is the link of a guest whom a keeper entered, for the keeper to pass
// on where the site sends no mail. Somebody of the roll has it on the page of the
// conference: nobody else answers for them.
func (v *visit) attendLink(r registration.Registration) string {
	if r.Source != registration.Invited || v.site.mails() || r.Erased() {
		return ""
	}
	return v.base() + "/registration/" + registration.Token(v.site.Clerk.Secret, r.ID)
}
