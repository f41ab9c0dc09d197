package reply

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/net/publicsuffix"
)

const (
	mostSignatures = 3 // looked at in one letter; each costs a question of the DNS
	// oldest is how old a signed letter may be. It is shorter than it is
	// remembered that a letter was taken, so that none can be sent in again.
	oldest = 3 * 24 * time.Hour
)

// Signed says why a letter is not proved to be its sender's; nil if it is. The
// domain of From must have signed it (DKIM, with the alignment of DMARC, but
// that a domain never answers for the one above it). So that nobody can send in
// what was written to others, or again, the signature must cover to whom it
// went, which must be the address that it came to, and when, and its name.
// lookup answers with the TXT records of a name.
func (l *Letter) Signed(raw []byte, address string, now time.Time, lookup func(name string) ([]string, error)) error {
	_, domain, ok := cut(l.From)
	if !ok {
		return errors.New("no sender")
	}
	cover := []string{"from", "date", "message-id"}
	for _, name := range []string{"From", "Date", "Message-Id"} {
		if len(l.header[name]) != 1 {
			return fmt.Errorf("%d lines of %s", len(l.header[name]), name)
		}
	}
	switch {
	case l.Date.After(now.Add(time.Hour)) || l.Date.Before(now.Add(-oldest)):
		return errors.New("it is not of these days")
	case l.names("To", address):
		cover = append(cover, "to")
	case l.names("Cc", address):
		cover = append(cover, "cc")
	default:
		return errors.New("it was written to others")
	}
	// Who else signed is not even asked about: a letter cannot make us ask the
	// DNS for what its author likes.
	ask := func(name string) ([]string, error) {
		if _, signer, ok := strings.Cut(name, "._domainkey."); !ok || !aligned(domain, signer) {
			return nil, errors.New("it is signed by another domain")
		}
		return lookup(name)
	}
	all, err := dkim.VerifyWithOptions(bytes.NewReader(crlf(raw)), &dkim.VerifyOptions{LookupTXT: ask, MaxVerifications: mostSignatures})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		return err
	}
	why := errors.New("no signature")
	for _, v := range all {
		switch {
		case v.Err != nil:
			why = v.Err
		case !aligned(domain, v.Domain):
			why = fmt.Errorf("signed by %s", v.Domain)
		case !covers(v.HeaderKeys, cover):
			why = errors.New("the signature covers too little")
		default:
			return nil
		}
	}
	return why
}

// names reports whether the one header of a name has an address in it.
func (l *Letter) names(name, address string) bool {
	return len(l.header[name]) == 1 && slices.ContainsFunc(l.addresses(name), func(a string) bool { return strings.EqualFold(a, address) })
}

func covers(signed, wanted []string) bool {
	for _, w := range wanted {
		if !slices.ContainsFunc(signed, func(s string) bool { return strings.EqualFold(strings.TrimSpace(s), w) }) {
			return false
		}
	}
	return true
}

// aligned reports whether a signature of a domain speaks for another: its own,
// and those below it, unless everybody may register there.
func aligned(from, signed string) bool {
	from, signed = strings.ToLower(from), strings.ToLower(strings.TrimSuffix(signed, "."))
	if from == signed {
		return signed != ""
	}
	suffix, _ := publicsuffix.PublicSuffix(signed)
	return signed != suffix && strings.HasSuffix(from, "."+signed)
}

// crlf has the line ends that a signature is made over, which some boxes keep
// as newlines only.
func crlf(raw []byte) []byte {
	if bytes.Contains(raw, []byte("\r\n")) {
		return raw
	}
	return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
}
