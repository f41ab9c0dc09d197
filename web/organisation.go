package web

import (
	"slices"
	"strings"

	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// vouching is the organisation that the address names.
func (v *visit) vouching() (*signin.Organisation, bool) {
	all := v.site.Organisations
	n := slices.IndexFunc(all, func(o *signin.Organisation) bool { return o.ID == v.PathValue("organisation") })
	if n < 0 || v.site.Base == "" {
		return nil, false
	}
	return all[n], true
}

// organisationName is what an organisation is called.
func (v *visit) organisationName(o *signin.Organisation) string { return v.say(text.Words(o.Name)) }

// backFrom is where an organisation sends its people back to.
func (s *Site) backFrom(o *signin.Organisation) string {
	return strings.TrimRight(s.Base, "/") + "/signin/with/" + o.ID + "/back"
}

// organisationSend sends a browser to an organisation's sign-in. It is a link
// and no form: a browser that is told to post here only would not follow to
// another site.
func (s *Site) organisationSend(v *visit) (page, error) {
	o, ok := v.vouching()
	if !ok {
		return s.nowhere(v)
	}
	in, a := v.URL.Query(), v.arrival()
	a.Browser = s.Cookies.Asks(v.w, v.Request)
	address, err := s.Door.Send(v.Context(), o, a, s.backFrom(o), in.Get("back"), in.Get("again") != "", s.Clock())
	if err != nil {
		return nil, s.overheard(v, err)
	}
	return goTo(address), nil
}

// organisationBack signs in whoever comes back with the word of an organisation.
func (s *Site) organisationBack(v *visit) (page, error) {
	o, ok := v.vouching()
	if !ok {
		return s.nowhere(v)
	}
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	token, session, back, err := s.Door.Return(v.Context(), o, v.arrival(), s.backFrom(o), v.URL.Query(), s.Clock(), roll.AtEmail, v.sits)
	return s.entered(v, token, session, back, s.overheard(v, err))
}

// overheard tells the operator what an organisation's server said that is of no
// use to the reader.
func (s *Site) overheard(v *visit, err error) error {
	if said, ok := signin.Silence(err); ok {
		s.Log.ErrorContext(v.Context(), "no answer", "err", said)
	}
	return err
}
