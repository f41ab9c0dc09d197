package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// patience is how long the relay may take over one letter.
const patience = 30 * time.Second

// A relay is the server that takes our mail.
type relay struct {
	host, user, password string
	port                 int
	tls                  string // one of the three below
	config               *tls.Config
	sign                 *signature // nil: letters go unsigned
}

// How the way to the relay is kept secret.
const (
	startTLS = "starttls" // asked for within the connection, and insisted on
	implicit = "implicit" // from the first byte
	noTLS    = "none"     // for a relay on this host or in a network of one's own
)

// readRelay reads smtp://user:password@host:port?tls=starttls. Without tls it is
// starttls for smtp:// and implicit for smtps://; without a port it is the usual
// one. Its errors do not quote the address, which has a password in it.
func readRelay(address string) (relay, error) {
	u, err := url.Parse(address)
	if err != nil {
		return relay{}, errors.New("the relay's address is no URL; a password must be written with % for special signs")
	}
	r := relay{host: u.Hostname(), user: u.User.Username()}
	r.password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
		r.tls, r.port = startTLS, 587
	case "smtps":
		r.tls, r.port = implicit, 465
	default:
		return relay{}, errors.New("the relay's address must begin with smtp:// or smtps://")
	}
	for key, values := range u.Query() {
		if key != "tls" || len(values) != 1 {
			return relay{}, fmt.Errorf("the relay's address may have ?tls= and nothing else")
		}
		switch r.tls = values[0]; {
		case u.Scheme == "smtps" && r.tls != implicit:
			return relay{}, errors.New("smtps:// means tls=implicit")
		case r.tls == implicit:
			r.port = 465
		case r.tls == noTLS:
			r.port = 25
		case r.tls != startTLS:
			return relay{}, errors.New("the relay's tls is one of starttls, implicit, none")
		}
	}
	if u.Port() != "" {
		if r.port, err = strconv.Atoi(u.Port()); err != nil || r.port < 1 || r.port > 65535 {
			return relay{}, errors.New("the relay's port is not a number from 1 to 65535")
		}
	}
	switch {
	case r.host == "" || u.Path != "" && u.Path != "/" || u.Fragment != "":
		return relay{}, errors.New("the relay's address must be of the form smtp://user:password@host:port?tls=starttls")
	case r.tls == noTLS && r.user != "" && !loopback(r.host):
		return relay{}, errors.New("a password is not sent to another host without TLS")
	case (r.user == "") != (r.password == ""):
		return relay{}, errors.New("the relay's address has a user without a password, or the reverse")
	}
	return r, nil
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// String names the relay for an operator, without its password.
func (r relay) String() string { return net.JoinHostPort(r.host, strconv.Itoa(r.port)) }

// client returns a client for one connection, which ends with ctx.
func (r relay) client(ctx context.Context) (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(r.port), gomail.WithTimeout(patience), gomail.WithDialContextFunc(r.dialer(ctx))}
	switch r.tls {
	case implicit:
		options = append(options, gomail.WithSSL())
	case startTLS:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	}
	if r.config != nil {
		options = append(options, gomail.WithTLSConfig(r.config))
	}
	if r.user != "" {
		options = append(options, gomail.WithUsername(r.user), gomail.WithPassword(r.password))
		if r.tls == noTLS {
			options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc)) // to this very host; see readRelay
		} else {
			options = append(options, gomail.WithOpportunisticSMTPAuth(
				gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
		}
	}
	return gomail.NewClient(r.host, options...)
}

// dialer returns what connects to the relay. The client library minds the end
// of a context only while it connects; closing the connection ends the rest.
func (r relay) dialer(ctx context.Context) gomail.DialContextFunc {
	return func(connecting context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(connecting, network, address)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(ctx, func() { conn.Close() })
		if r.tls != implicit {
			return conn, nil
		}
		config := r.config
		if config == nil {
			config = &tls.Config{ServerName: r.host, MinVersion: tls.VersionTLS12}
		}
		secret := tls.Client(conn, config)
		if err := secret.HandshakeContext(connecting); err != nil {
			conn.Close()
			return nil, err
		}
		return secret, nil
	}
}
