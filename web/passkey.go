package web

import (
	"encoding/json"
	"net"
	"net/http"
	"net/url"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/signin"
)

// party is this site as passkeys know it. They are good for one host name, so
// there are none on a site that does not know its own: a name taken from the
// request is whatever its sender wrote there. A browser on this machine is let
// off, so that they can be tried.
func (v *visit) party() (signin.Party, bool) {
	origin := v.base()
	u, err := url.Parse(origin)
	if err != nil || net.ParseIP(u.Hostname()) != nil || v.site.Base == "" && u.Hostname() != "localhost" {
		return signin.Party{}, false
	}
	return signin.Party{Name: v.say(v.description.Name), Origin: strings.TrimRight(origin, "/")}, true
}

// holder is the member who is signed in, as their device shows them.
func (v *visit) holder() signin.Holder {
	return signin.Holder{Member: v.session.Member, Name: v.name(v.session.Member)}
}

// offer adapts a handler that puts a question to a browser. The page's script
// asks for it, and shows the sentence if there is none.
func (s *Site) offer(h func(v *visit, p signin.Party, a signin.Arrival) (signin.Offer, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var o signin.Offer
		v, err := s.arrive(w, r)
		if err == nil {
			a := v.arrival()
			a.Browser = s.Cookies.Asks(w, r)
			err = act.Refuse(act.NotFound, "web.nowhere")
			if p, ok := v.party(); ok {
				o, err = h(v, p, a)
			}
		}
		var answer any = o
		status := http.StatusOK
		if err != nil {
			var pg page
			status, pg = s.trouble(v, r, err)
			answer = map[string]string{"problem": strings.Join(pg.(troublePage).reasons, " ")}
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		json.NewEncoder(w).Encode(answer)
	})
}

// passkeyAsk asks for a passkey, whosesoever.
func (s *Site) passkeyAsk(v *visit, p signin.Party, a signin.Arrival) (signin.Offer, error) {
	return s.Door.AskPasskey(v.Context(), p, a, s.Clock())
}

// passkeyEnter signs in whoever's passkey has answered.
func (s *Site) passkeyEnter(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	p, ok := v.party()
	if !ok {
		return s.nowhere(v)
	}
	token, session, err := s.Door.EnterByPasskey(v.Context(), p, v.arrival(), in.Get("attempt"), []byte(in.Get("answer")), s.Clock(), v.sits)
	return s.entered(v, token, session, in.Get("back"), err)
}

// passkeyOffer asks a member's browser to make a passkey.
func (s *Site) passkeyOffer(v *visit, p signin.Party, a signin.Arrival) (signin.Offer, error) {
	if err := v.mustBeMember(); err != nil {
		return signin.Offer{}, err
	}
	if err := v.mustBeFresh(); err != nil {
		return signin.Offer{}, err
	}
	in, err := v.form()
	if err != nil {
		return signin.Offer{}, err
	}
	return s.Door.OfferPasskey(v.Context(), p, v.holder(), a, in.Get("name"), s.Clock())
}
