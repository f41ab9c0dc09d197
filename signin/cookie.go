package signin

import (
	"net/http"
	"time"
)

// Cookies sets and reads the cookie that carries a session's token.
type Cookies struct {
	// Secure says that browsers reach the server by TLS, its own or that of a
	// proxy in front of it.
	Secure bool
}

// Name is the cookie's name. The prefix makes browsers refuse one that a
// neighbouring host, or anybody without TLS, tries to set in its place.
func (c Cookies) Name() string {
	if c.Secure {
		return "__Host-counterpart"
	}
	return "counterpart"
}

// Set gives the browser the token of a session.
func (c Cookies) Set(w http.ResponseWriter, token string, s Session, now time.Time) {
	cookie := c.cookie(token)
	// The browser keeps it as long as any session lasts: how long this one is
	// left unused, only the server knows.
	cookie.MaxAge = int(s.Began.Add(Longest).Sub(now) / time.Second)
	http.SetCookie(w, cookie)
}

// Clear takes the cookie from the browser.
func (c Cookies) Clear(w http.ResponseWriter) {
	cookie := c.cookie("")
	cookie.MaxAge = -1
	http.SetCookie(w, cookie)
}

// Token returns the token that a request carries, or "". Of several cookies of
// the name it takes the first that is formed like one.
func (c Cookies) Token(r *http.Request) string {
	for _, cookie := range r.CookiesNamed(c.Name()) {
		if _, ok := read(sessionMark, cookie.Value); ok {
			return cookie.Value
		}
	}
	return ""
}

func (c Cookies) cookie(value string) *http.Cookie {
	return &http.Cookie{
		Name: c.Name(), Value: value, Path: "/",
		Secure: c.Secure, HttpOnly: true,
		// Lax, not Strict: the link in a mail must find its reader signed in.
		SameSite: http.SameSiteLaxMode,
	}
}
