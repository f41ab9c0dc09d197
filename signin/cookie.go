package signin

import (
	"net/http"
	"time"
)

// Cookies sets and reads the two cookies of sign-in: one carries a session's
// token, the other the secret by which a browser that has asked for something
// is known again when the answer comes.
type Cookies struct {
	// Secure says that browsers reach the server by TLS, its own or that of a
	// proxy in front of it.
	Secure bool
}

// Name is the name of the session's cookie. The prefix makes browsers refuse
// one that a neighbouring host, or anybody without TLS, tries to set in its
// place.
func (c Cookies) Name() string {
	if c.Secure {
		return "__Host-counterpart"
	}
	return "counterpart"
}

// Set gives the browser the token of a session.
func (c Cookies) Set(w http.ResponseWriter, token string, s Session, now time.Time) {
	cookie := c.cookie(c.Name(), token)
	// The browser keeps it as long as any session lasts: how long this one is
	// left unused, only the server knows.
	cookie.MaxAge = int(s.Began.Add(Longest).Sub(now) / time.Second)
	http.SetCookie(w, cookie)
}

// Clear takes the session's cookie from the browser.
func (c Cookies) Clear(w http.ResponseWriter) {
	cookie := c.cookie(c.Name(), "")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

// Token returns the token that a request carries, or "".
func (c Cookies) Token(r *http.Request) string { return carried(r, c.Name(), sessionMark) }

func (c Cookies) browserName() string { return c.Name() + "-browser" }

// Browser returns the secret of the browser that a request comes from, or "".
func (c Cookies) Browser(r *http.Request) string { return carried(r, c.browserName(), browserMark) }

// asking is how long a browser that asked for something is known.
const asking = time.Hour

// Asks returns the secret of a browser that asks for something, and sees that
// it will still have it when the answer comes.
func (c Cookies) Asks(w http.ResponseWriter, r *http.Request) string {
	secret := c.Browser(r)
	if secret == "" {
		secret, _ = newSecret(browserMark)
	}
	cookie := c.cookie(c.browserName(), secret)
	cookie.MaxAge = int(asking / time.Second)
	http.SetCookie(w, cookie)
	return secret
}

// carried returns what a cookie brings. Of several of the name it takes the
// first that is formed like one of ours.
func carried(r *http.Request, name, mark string) string {
	for _, cookie := range r.CookiesNamed(name) {
		if _, ok := read(mark, cookie.Value); ok {
			return cookie.Value
		}
	}
	return ""
}

func (c Cookies) cookie(name, value string) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: value, Path: "/",
		Secure: c.Secure, HttpOnly: true,
		// Lax, not Strict: the link in a mail must find its reader signed in,
		// and its browser known.
		SameSite: http.SameSiteLaxMode,
	}
}
