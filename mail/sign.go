package mail

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
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
// missing, and those at the end once more than they are there, so that nobody
// can add one.
var signed = []string{"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type",
	"Content-Transfer-Encoding", "Reply-To", "In-Reply-To", "References", "Auto-Submitted",
	"List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "From", "Subject", "Reply-To"}

// on signs a letter, which must not be changed afterwards.
func (s *signature) on(m *gomail.Msg) error {
	if s == nil {
		return nil
	}
	m.SetBoundary(rand.Text()) // or it would be another each time that the letter is written out
	signer, err := dkim.NewSigner(&dkim.SignOptions{Domain: s.domain, Selector: s.selector, Signer: s.key, HeaderKeys: signed,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed})
	if err != nil {
		return fmt.Errorf("sign a letter: %w", err)
	}
	_, err = m.WriteTo(signer)
	if err := errors.Join(err, signer.Close()); err != nil {
		return fmt.Errorf("sign a letter: %w", err)
	}
	_, value, _ := strings.Cut(signer.Signature(), ": ")
	m.SetGenHeaderPreformatted("DKIM-Signature", strings.TrimRight(value, "\r\n"))
	return nil
}
