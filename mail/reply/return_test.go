package reply

import (
	"crypto/rand"
	"strings"
	"testing"
)

const sentMark = "0a1b2c"

// TestReturn makes addresses that letters come back to, and reads them; any that
// was changed is nobody's.
func TestReturn(t *testing.T) {
	secret, box := []byte("secret"), "reply@taskforce.example"
	for range 200 {
		id := rand.Text()
		a := Return(secret, box, id, sentMark)
		if strings.Contains(a, strings.ToLower(id)) || len(a) != len(Address(secret, box, "abcdefghijklmnop", "00000001")) {
			t.Fatalf("%s tells what it is", a)
		}
		for _, spelt := range []string{a, strings.ToUpper(a), "<" + a + ">"} {
			if letter, mark, ok := ReadReturn(secret, box, spelt); !ok || letter != id || mark != sentMark {
				t.Fatalf("%s: %s %s %v", spelt, letter, mark, ok)
			}
		}
		if _, _, ok := Read(secret, box, a); ok {
			t.Fatal("it is taken for a reply")
		}
		at := len("reply+")
		for n := at; n < strings.IndexByte(a, '@'); n++ {
			c := byte('a')
			if a[n] == c {
				c = 'b'
			}
			if _, _, ok := ReadReturn(secret, box, a[:n]+string(c)+a[n+1:]); ok {
				t.Fatalf("changed at %d it is still good", n)
			}
		}
		if _, _, ok := ReadReturn([]byte("another"), box, a); ok {
			t.Fatal("another secret reads it")
		}
	}
	for _, c := range [][2]string{{"short", sentMark}, {rand.Text(), "zz"}, {rand.Text(), ""}, {strings.Repeat("1", 26), sentMark}} {
		if a := Return(secret, box, c[0], c[1]); a != "" {
			t.Errorf("%q: %s", c, a)
		}
	}
	if _, _, ok := ReadReturn(secret, box, Address(secret, box, "abcdefghijklmnop", "00000001")); ok {
		t.Error("a reply address is taken for a return")
	}
}

// dsn is a report with fields about one addressee or several.
func dsn(fields string) string {
	return "From: MAILER-DAEMON@mx.example.org\r\nTo: x@y.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n" +
		"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n" +
		"Reporting-MTA: dns; mx.example.org\r\nArrival-Date: Mon, 2 Mar 2026 10:00:00 +0000\r\n\r\n" + strings.ReplaceAll(fields, "\n", "\r\n") +
		"\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nSubject: x\r\n\r\n--b--\r\n"
}

func plain(headers, body string) string {
	return headers + "\r\nSubject: failure notice\r\n\r\n" + body
}

// TestReport reads what servers say; whatever is not certain is none.
func TestReport(t *testing.T) {
	const (
		to     = "aigul@example.org"
		daemon = "From: MAILER-DAEMON@mx.example.org"
		qmail  = "Hi. This is the qmail-send program.\r\n<aigul@example.org>:\r\n192.0.2.1 does not like recipient.\r\nRemote host said: 550 5.1.1 no such user\r\n"
	)
	one := func(action, status string) string {
		return "Final-Recipient: rfc822; aigul@example.org\nAction: " + action + "\nStatus: " + status + "\nDiagnostic-Code: smtp; 550\n 5.1.1 no"
	}
	for what, c := range map[string]struct{ raw, want string }{
		"failed":                {dsn(one("failed", "5.1.1")), "5.1.1"},
		"with comments":         {dsn(one("FAILED (at last)", "5.1.1 (no such user)")), "5.1.1"},
		"expired":               {dsn(one("failed", "4.4.7")), "4.4.7"},
		"told beside":           {dsn(one("failed", "5.0.0")), "5.1.1"},
		"told otherwise":        {dsn(one("failed", "4.0.0")), "4.0.0"},
		"said bare":             {dsn("Final-Recipient: rfc822; aigul@example.org\nAction: failed\nStatus: 5.0.0"), ""},
		"on another":            {dsn(strings.ReplaceAll(one("failed", "5.1.1"), "aigul", "lind")), ""},
		"passed on":             {dsn("Original-Recipient: rfc822;Aigul@example.org\n" + strings.ReplaceAll(one("failed", "5.1.1"), "aigul", "lind")), "5.1.1"},
		"quoted":                {dsn("Original-Recipient: rfc822;a+69gul@example.org\nAction: failed\nStatus: 5.1.1"), "5.1.1"},
		"names nobody":          {dsn("Action: failed\nStatus: 5.1.1"), "5.1.1"},
		"on both":               {dsn(one("failed", "5.1.1") + "\n\n" + strings.ReplaceAll(one("failed", "5.1.1"), "aigul", "lind")), ""},
		"delayed":               {dsn(one("delayed", "4.4.7")), ""},
		"delivered":             {dsn(one("delivered", "2.0.0")), ""},
		"relayed":               {dsn(one("relayed", "2.1.5")), ""},
		"failed though 2":       {dsn(one("failed", "2.0.0")), ""},
		"no code":               {dsn(one("failed", "five")), ""},
		"leading noughts":       {dsn(one("failed", "5.01.1")), ""},
		"no action":             {dsn("Final-Recipient: rfc822; x@y.example\nStatus: 5.1.1"), ""},
		"one of two":            {dsn(one("failed", "5.1.1") + "\n\n" + one("delivered", "2.0.0")), ""},
		"both":                  {dsn(one("failed", "4.4.7") + "\n\n" + one("failed", "5.1.1")), "5.1.1"},
		"nobody":                {dsn(""), ""},
		"too many":              {dsn(strings.Repeat(one("failed", "5.1.1")+"\n\n", 40)), ""},
		"too long":              {dsn(one("failed", "5.1.1") + "\nX-Long: " + strings.Repeat("x", maxReport)), ""},
		"cut short":             {dsn(one("failed", "5.1.1"))[:420], "5.1.1"},
		"a receipt":             {strings.Replace(dsn(one("failed", "5.1.1")), "report-type=delivery-status", "report-type=disposition-notification", 1), ""},
		"no boundary":           {strings.Replace(dsn(one("failed", "5.1.1")), "boundary=", "b=", 1), ""},
		"words":                 {plain(daemon, qmail), "5.1.1"},
		"words of another":      {plain("From: lind@example.org", qmail), ""},
		"words of a machine":    {plain(daemon+"\r\nAuto-Submitted: auto-replied", qmail), ""},
		"words on another":      {plain(daemon, strings.ReplaceAll(qmail, "aigul", "lind")), ""},
		"words of a delay":      {plain(daemon, qmail+"451 4.7.1 try later\r\n"), ""},
		"words without a code":  {plain(daemon, "<aigul@example.org>: no such user"), ""},
		"words of codes unlike": {plain(daemon, "<aigul@example.org>: 550 4.1.1"), ""},
	} {
		l, err := Open([]byte(c.raw))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if r, ok := l.Report(to); r.Status != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q %v, not %q", what, r.Status, ok, c.want)
		}
	}
	l, _ := Open([]byte(plain(daemon, qmail)))
	if _, ok := l.Report(""); ok {
		t.Error("words are believed of nobody")
	}
}

// FuzzReport holds that whatever is read as a failure has the code of one.
func FuzzReport(f *testing.F) {
	f.Add([]byte(dsn("Final-Recipient: rfc822; a@b.example\nAction: failed\nStatus: 5.1.1")))
	f.Add([]byte(dsn("Action: delayed\nStatus: 4.4.7")))
	f.Add([]byte(plain("From: mailer-daemon@x.example", "<a@b.example>: 550 5.1.1 no")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := Open(raw)
		if err != nil {
			return
		}
		if r, ok := l.Report("a@b.example"); ok != status.MatchString(r.Status) {
			t.Errorf("%q, %v", r.Status, ok)
		}
	})
}

// FuzzReturn holds that no address is read but one that was made.
func FuzzReturn(f *testing.F) {
	secret, box := []byte("secret"), "reply@taskforce.example"
	f.Add(Return(secret, box, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", sentMark))
	f.Add("reply+a@taskforce.example")
	f.Fuzz(func(t *testing.T, address string) {
		if letter, mark, ok := ReadReturn(secret, box, address); ok && !strings.EqualFold(Return(secret, box, letter, mark), bare(address)) {
			t.Errorf("%q was never made", address)
		}
	})
}
