package mail

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/emersion/go-smtp"

	"example.org/counterpart/locale"
	"example.org/counterpart/mail/mailtest"
)

// keyFile writes a key to a file, and returns what stands of it in the domain
// name system.
func keyFile(t *testing.T, key crypto.Signer) (file, public string) {
	t.Helper()
	data, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(t.TempDir(), "dkim.pem")
	if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: data}), 0o600); err != nil {
		t.Fatal(err)
	}
	switch k := key.Public().(type) {
	case ed25519.PublicKey:
		return file, "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(k)
	default:
		der, err := x509.MarshalPKIXPublicKey(k)
		if err != nil {
			t.Fatal(err)
		}
		return file, "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
	}
}

// TestSign has a program by others verify the signatures of letters, several
// sent at once among them.
func TestSign(t *testing.T) {
	_, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	for name, key := range map[string]crypto.Signer{"ed25519": edKey, "rsa": rsaKey} {
		t.Run(name, func(t *testing.T) {
			file, public := keyFile(t, key)
			relay := (&mailtest.Relay{NoTLS: true}).Start(t)
			s := to(t, relay, "?tls=none")
			if err := s.Sign("mail.2026", file); err != nil {
				t.Fatal(err)
			}
			plain := Letter{To: Address{"Аида", "aida@example.org"}, Lang: locale.Kazakh, Subject: "Ортақ мәтін: " + strings.Repeat("сөз ", 30),
				Text: "Сәлеметсіз бе!\n\n.\nFrom here.\n" + strings.Repeat("ұзын жол ", 40) + "\n", ID: "abc", Thread: "matter.xyz",
				List: "notices", Unsubscribe: "https://force.example.org/unsubscribe/" + strings.Repeat("x", 90), ReplyTo: "r+x@example.org"}
			var all sync.WaitGroup
			for _, l := range []Letter{plain, signIn(t, locale.Russian, nil), plain, plain} {
				all.Go(func() {
					line := s.Line()
					defer line.Close()
					if err := line.Send(t.Context(), l); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			look := &dkim.VerifyOptions{LookupTXT: func(domain string) ([]string, error) {
				if domain != "mail.2026._domainkey.example.org" {
					return nil, errors.New("no such name: " + domain)
				}
				return []string{public}, nil
			}}
			for _, l := range relay.Letters() {
				found, err := dkim.VerifyWithOptions(strings.NewReader(l.Raw), look)
				if err != nil || len(found) != 1 || found[0].Err != nil || found[0].Domain != "example.org" {
					t.Fatalf("%v, %+v\n%s", err, found[0], l.Raw)
				}
				for _, h := range []string{"From", "Subject", "Message-ID", "List-Unsubscribe", "List-Unsubscribe-Post"} {
					if !slices.Contains(found[0].HeaderKeys, h) {
						t.Errorf("%s is not signed", h)
					}
				}
				for _, forged := range []string{strings.Replace(l.Raw, "\r\n\r\n", "\r\n\r\nMore.\r\n", 1), "Subject: Another\r\n" + l.Raw,
					strings.Replace(l.Raw, "unsubscribe/x", "unsubscribe/y", 1)} {
					if again, err := dkim.VerifyWithOptions(strings.NewReader(forged), look); forged != l.Raw && err == nil && again[0].Err == nil {
						t.Errorf("a forged letter passes:\n%.300s", forged)
					}
				}
			}
		})
	}
}

// TestSignRefuses goes through keys and selectors that would not do.
func TestSignRefuses(t *testing.T) {
	relay := (&mailtest.Relay{NoTLS: true}).Start(t)
	s := to(t, relay, "?tls=none")
	weak := filepath.Join(t.TempDir(), "none.pem")
	if err := os.WriteFile(weak, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, key, _ := ed25519.GenerateKey(rand.Reader)
	good, _ := keyFile(t, key)
	for _, c := range []struct{ selector, file, want string }{
		{"", good, "selector"}, {"a b", good, "selector"}, {"a;d=evil", good, "selector"}, {"mail", weak, "no RSA or Ed25519"},
		{"mail", "/nowhere", "read the DKIM key"}, {"mail", good, ""},
	} {
		err := s.Sign(c.selector, c.file)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q with %s: %v", c.selector, c.file, err)
		}
	}
	none, _ := New("", "")
	if none.Sign("mail", good) == nil {
		t.Error("without a relay there is something to sign")
	}
}

// TestLine sends many letters through one connection, and goes on with another
// when the relay ends it or says no.
func TestLine(t *testing.T) {
	relay := &mailtest.Relay{NoTLS: true, Refuse: func(to string) error {
		switch {
		case strings.HasPrefix(to, "no"):
			return &smtp.SMTPError{Code: 550, Message: "no such person"}
		case strings.HasPrefix(to, "end"): // the relay falls silent in the midst of it
			time.Sleep(50 * time.Millisecond)
			return &smtp.SMTPError{Code: 421, Message: "good night"}
		}
		return nil
	}}
	relay.Start(t)
	s := to(t, relay, "?tls=none")
	line := s.Line()
	defer line.Close()
	sent := 0
	for n := range 250 {
		who := "aida"
		if n%50 == 7 {
			who = "no"
		}
		if n%50 == 9 {
			who = "end"
		}
		err := line.Send(t.Context(), Letter{To: Address{"", who + "@example.org"}, Lang: locale.English, Subject: "s", Text: "t\n"})
		f, fault := errors.AsType[*Fault](err)
		switch {
		case who == "aida" && err == nil:
			sent++
		case who == "no" && fault && f.Code == 550 && !f.Temporary && !f.Unreached:
		case who == "end" && fault && f.Code == 421 && f.Temporary:
		default:
			t.Fatalf("letter %d to %s: %v, %+v", n, who, err, f)
		}
	}
	if len(relay.Letters()) != sent {
		t.Errorf("%d letters came of %d", len(relay.Letters()), sent)
	}
	away, err := New("smtp://127.0.0.1:1?tls=none", from)
	if err != nil {
		t.Fatal(err)
	}
	if f, ok := errors.AsType[*Fault](away.Line().Send(t.Context(), Letter{To: Address{"", "aida@example.org"}, Subject: "s", Text: "t\n"})); !ok || !f.Unreached {
		t.Errorf("a relay that cannot be had: %+v", f)
	}
}
