package inbox

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// A Source says where replies come from.
type Source struct {
	Network, Addr string // where to listen: "tcp" or "unix"; empty for a mailbox
	LMTP          bool   // otherwise SMTP

	Host, User string // of a mailbox; Host has the port
	TLS        bool   // from the first byte; otherwise it is asked for, but on this machine
	StartTLS   bool   // it is asked for on this machine too
	Folder     string
	Move       string // the folder to which letters are moved once taken; empty to mark them as seen
}

// Listens reports whether letters are brought, and not fetched.
func (s Source) Listens() bool { return s.Network != "" }

// ReadSource reads lmtp://127.0.0.1:2424, lmtp:///run/counterpart.sock,
// smtp://127.0.0.1:2525, or imaps://user@host/INBOX?move=Taken. Its errors do
// not quote the address, which may have been given a password by mistake.
func ReadSource(address string) (Source, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Source{}, errors.New("where mail comes in is no URL")
	}
	if _, secret := u.User.Password(); secret {
		return Source{}, errors.New("the password of the mailbox belongs into COUNTERPART_MAIL_IN_PASSWORD or a file, not into its address, which others may see")
	}
	switch u.Scheme {
	case "lmtp", "smtp":
		return listenSource(u)
	case "imap", "imaps":
		return mailboxSource(u)
	}
	return Source{}, errors.New("where mail comes in must begin with lmtp://, smtp:// or imaps://")
}

// listenSource reads where to listen: on this machine only, for whoever can
// reach the port can bring letters.
func listenSource(u *url.URL) (Source, error) {
	s := Source{LMTP: u.Scheme == "lmtp", Network: "tcp", Addr: u.Host}
	switch {
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return s, errors.New("where mail comes in must be like lmtp://127.0.0.1:2424 or lmtp:///run/counterpart.sock")
	case u.Host == "" && s.LMTP && strings.HasPrefix(u.Path, "/") && u.Path != "/":
		s.Network, s.Addr = "unix", u.Path
		return s, nil
	case u.Port() == "" || strings.Trim(u.Path, "/") != "":
		return s, errors.New("where mail comes in must be like lmtp://127.0.0.1:2424, with the port and nothing after it")
	case !loopback(u.Hostname()):
		return s, errors.New("mail is taken on this machine only, at 127.0.0.1, [::1] or localhost: put the site's mail server in front")
	}
	return s, nil
}

func mailboxSource(u *url.URL) (Source, error) {
	s := Source{TLS: u.Scheme == "imaps", Host: u.Host, User: u.User.Username(), Folder: strings.Trim(u.Path, "/")}
	for key, values := range u.Query() {
		switch {
		case key == "move" && len(values) == 1 && values[0] != "":
			s.Move = values[0]
		case key == "tls" && len(values) == 1 && values[0] == "starttls" && !s.TLS:
			s.StartTLS = true
		default:
			return s, errors.New("the mailbox's address may have ?move=FOLDER, with imap:// also ?tls=starttls, and nothing else")
		}
	}
	if u.Hostname() == "" || s.User == "" || u.Fragment != "" {
		return s, errors.New("the mailbox's address must be like imaps://user@host/INBOX")
	}
	if s.Folder == "" {
		s.Folder = "INBOX"
	}
	if s.Move == s.Folder {
		return s, errors.New("letters cannot be moved to the folder that they are in")
	}
	if u.Port() == "" {
		port := "143"
		if s.TLS {
			port = "993"
		}
		s.Host = net.JoinHostPort(u.Hostname(), port)
	}
	return s, nil
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	a, err := netip.ParseAddr(host)
	return err == nil && a.IsLoopback()
}
