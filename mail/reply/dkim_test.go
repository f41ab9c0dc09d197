package reply

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
)

// A zone answers for names, as a DNS server does.
type zone map[string]string

func (z zone) lookup(name string) ([]string, error) {
	if strings.Contains(name, "elsewhere") {
		panic("asked for what a stranger signed")
	}
	if txt, ok := z[strings.TrimSuffix(name, ".")]; ok {
		return []string{txt}, nil
	}
	return nil, fmt.Errorf("no such name: %s", name)
}

var signedAt = time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)

const signed = "From: Aron Hale <hale@mfa.example>\r\nTo: reply+x@taskforce.example\r\nDate: Wed, 25 Nov 2026 09:59:00 +0000\r\n" +
	"Message-Id: <1@mfa.example>\r\nSubject: Re: Observe\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nI agree.\r\n"

func sign(t *testing.T, raw string, key crypto.Signer, domain string, headers ...string) string {
	t.Helper()
	if headers == nil {
		headers = []string{"From", "To", "Date", "Message-Id", "Subject", "Content-Type"}
	}
	var b bytes.Buffer
	err := dkim.Sign(&b, strings.NewReader(raw), &dkim.SignOptions{Domain: domain, Selector: "k", Signer: key, HeaderKeys: headers,
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSigned(t *testing.T) {
	public, key, _ := ed25519.GenerateKey(rand.Reader)
	long, _ := rsa.GenerateKey(rand.Reader, 2048)
	_, other, _ := ed25519.GenerateKey(rand.Reader)
	der, _ := x509.MarshalPKIXPublicKey(long.Public())
	ed := "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(public)
	z := zone{"k._domainkey.mfa.example": ed, "k._domainkey.example": ed, "k._domainkey.elsewhere.example": ed,
		"k._domainkey.sub.mfa.example": ed, "k._domainkey.gov.kz": ed, "k._domainkey.rsa.example": "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)}
	good := sign(t, signed, key, "mfa.example")
	for name, c := range map[string]struct {
		raw  string
		good bool
	}{
		"as it was sent":             {good, true},
		"by RSA":                     {sign(t, strings.Replace(signed, "hale@mfa", "hale@rsa", 1), long, "rsa.example"), true},
		"with newlines only":         {strings.ReplaceAll(good, "\r\n", "\n"), true},
		"from below the domain":      {sign(t, strings.Replace(signed, "hale@mfa", "hale@post.mfa", 1), key, "mfa.example"), true},
		"unsigned":                   {signed, false},
		"words changed":              {strings.Replace(good, "I agree", "I object", 1), false},
		"words added":                {good + "And more.\r\n", false},
		"sender changed":             {strings.Replace(good, "hale@mfa", "okafor@mfa", 1), false},
		"by another domain":          {sign(t, signed, key, "elsewhere.example"), false},
		"by one below":               {sign(t, signed, key, "sub.mfa.example"), false},
		"by one of everybody's":      {sign(t, signed, key, "example"), false},
		"by one of a whole country":  {sign(t, strings.Replace(signed, "hale@mfa.example", "hale@mfa.gov.kz", 1), key, "gov.kz"), false},
		"by another key":             {sign(t, signed, other, "mfa.example"), false},
		"a second sender":            {"From: okafor@mfa.example\r\n" + good, false},
		"a second name":              {"Message-Id: <2@mfa.example>\r\n" + good, false},
		"a second day":               {"Date: Wed, 25 Nov 2026 09:58:00 +0000\r\n" + good, false},
		"a second addressee":         {"To: reply+x@taskforce.example\r\n" + sign(t, strings.Replace(signed, "reply+x@", "list@", 1), key, "mfa.example"), false},
		"to others":                  {sign(t, strings.Replace(signed, "reply+x@", "list@", 1), key, "mfa.example"), false},
		"the addressee not signed":   {sign(t, signed, key, "mfa.example", "From", "Date", "Message-Id"), false},
		"the addressee put in after": {"To: reply+x@taskforce.example\r\n" + sign(t, strings.Replace(signed, "To: reply+x@taskforce.example\r\n", "", 1), key, "mfa.example", "From", "Date", "Message-Id"), false},
		"the day not signed":         {sign(t, signed, key, "mfa.example", "From", "To", "Message-Id"), false},
		"the name not signed":        {sign(t, signed, key, "mfa.example", "From", "To", "Date"), false},
		"of last week":               {sign(t, strings.Replace(signed, "25 Nov", "18 Nov", 1), key, "mfa.example"), false},
		"of tomorrow":                {sign(t, strings.Replace(signed, "25 Nov", "26 Nov", 1), key, "mfa.example"), false},
		"no key to be had":           {sign(t, strings.Replace(signed, "hale@mfa", "hale@nokey", 1), key, "nokey.example"), false},
		"one good among three":       {sign(t, sign(t, good, other, "mfa.example"), key, "elsewhere.example"), true},
		"a good one behind too many": {sign(t, sign(t, sign(t, good, other, "mfa.example"), other, "mfa.example"), other, "mfa.example"), false},
	} {
		l, err := Open([]byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if err := l.Signed([]byte(c.raw), "Reply+X@taskforce.example", signedAt, z.lookup); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}
