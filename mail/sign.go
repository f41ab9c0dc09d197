package mail

import (
	"crypto"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"

	gomail "github.com/wneessen/go-mail"
)

// A signature is what letters are signed with (DKIM, RFC 6376), so that whoever
// receives one can tell that it comes from the site's domain.
type signature struct {
	domain, selector string
	key              crypto.Signer
}

// selectorForm is a name as it may stand in the domain name system.
var selectorForm = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*$`)

// smallest is the shortest RSA key that receivers take, in bits.
const smallest = 1024

// Sign makes a Sender sign its letters with a key: the file of an RSA or
// Ed25519 key in PEM, whose public half stands in the domain name system under
// selector._domainkey. Call it before the first letter.
func (s *Sender) Sign(selector, file string) error {
	if !s.Sends() {
		return errors.New("there is no relay, and so nothing to sign")
	}
	if !selectorForm.MatchString(selector) || len(selector) > 100 {
		return errors.New("the selector of the DKIM key is letters, digits and hyphens, perhaps with full stops between")
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the DKIM key: %w", err)
	}
	key, err := gomail.PrivKeyFromPEM(data)
	if err != nil {
		return errors.New("the file of the DKIM key holds no RSA or Ed25519 key in PEM")
	}
	if rsaKey, ok := key.(*rsa.PrivateKey); ok && rsaKey.N.BitLen() < smallest {
		return fmt.Errorf("the DKIM key has fewer than %d bits: receivers would not trust it", smallest)
	}
	from, err := s.from.header()
	if err != nil {
		return err
	}
	s.relay.sign = &signature{domainOf(from), selector, key}
	return nil
}

// signed are the headers that a signature covers. RFC 8058 asks that the two of
// unsubscribing be among them. One that a letter does not have is signed as
// missing, so that nobody can add it.
var signed = []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Reply-To", "In-Reply-To", "References", "Auto-Submitted",
	"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"}

// on has a letter signed when it is written out.
func (s *signature) on(m *gomail.Msg) {
	if s == nil {
		return
	}
	k := gomail.NewDKIMSigner(s.domain, s.selector, s.key) // it keeps notes, so each letter has its own
	k.SignHeaders(slices.Clone(signed)...)
	k.OversignHeaders("From", "Subject", "Reply-To")
	m.SetDKIM(k)
}
