package mail

import (
	"context"
	"encoding/base64"
	"errors"
	"net"
	"net/url"
	"regexp"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// A Fault says why a letter was not sent. It may be logged: passwords,
// addresses and links are taken out of it.
type Fault struct {
	Relay     string // host and port
	Code      int    // what the relay answered, such as 550; 0 if it did not
	Temporary bool   // it is worth trying again
	Unreached bool   // the relay was not told of the letter, so it is not the letter's fault
	Addressee bool   // it is about whom the letter was for, and not about the letter
	said      string
}

func (f *Fault) Error() string { return "send a letter by " + f.Relay + ": " + f.said }

// secrets are the tokens of links, sessions and programs, wherever they stand.
var secrets = regexp.MustCompile(`\bc[dlsp]_[A-Za-z0-9_=-]{8,}`)

// fault turns what the client said into a Fault. It does not wrap the error,
// whose text a log would print.
func (r relay) fault(err error, to Address) *Fault {
	f := &Fault{Relay: r.String(), Temporary: true} // what is between us and the relay may pass
	if sent, ok := errors.AsType[*gomail.SendError](err); ok {
		f.Code = sent.ErrorCode()
		f.Temporary = sent.IsTemp() || f.Code == 0
		f.Addressee = sent.Reason == gomail.ErrSMTPRcptTo
		f.Unreached = sent.Reason == gomail.ErrSMTPMailFrom || sent.Reason == gomail.ErrConnCheck // it is about us
	} else if code := leadingCode(err); code != 0 {
		f.Code = code
		f.Temporary = code < 500
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound {
		f.Temporary = false
	}
	f.said = r.scrub(err.Error(), to)
	if errors.Is(err, context.DeadlineExceeded) {
		f.said = "it took too long"
	}
	return f
}

// smtpCode finds the answer of a relay within an error that is only text.
var smtpCode = regexp.MustCompile(`(?:^|: )([45])([0-9])([0-9]) `)

func leadingCode(err error) int {
	m := smtpCode.FindStringSubmatch(err.Error())
	if m == nil {
		return 0
	}
	return int(m[1][0]-'0')*100 + int(m[2][0]-'0')*10 + int(m[3][0]-'0')
}

// scrub takes out of a relay's words what is nobody's business: some relays
// answer with what they were told.
func (r relay) scrub(said string, to Address) string {
	var hide []string
	for _, s := range []string{r.password, to.Email, to.Name} {
		if s == "" {
			continue
		}
		hide = append(hide, s, url.QueryEscape(s), url.PathEscape(s), base64.StdEncoding.EncodeToString([]byte(s)))
	}
	if r.password != "" {
		plain := base64.StdEncoding.EncodeToString([]byte("\x00" + r.user + "\x00" + r.password))
		hide = append(hide, plain)
	}
	if a, err := to.header(); err == nil {
		hide = append(hide, a.Address)
	}
	for _, s := range hide {
		said = strings.ReplaceAll(said, s, "…")
	}
	said = oneLine(secrets.ReplaceAllString(said, "…"))
	if letters := []rune(said); len(letters) > 300 {
		said = string(letters[:300]) + "…"
	}
	return said
}
