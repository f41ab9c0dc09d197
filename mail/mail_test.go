package mail

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"example.org/counterpart/locale"
	"example.org/counterpart/mail/mailtest"
)

const from = "Task Force <noreply@example.org>"

// to returns a Sender to a relay.
func to(t testing.TB, r *mailtest.Relay, query string) *Sender {
	t.Helper()
	scheme := "smtp"
	if r.Implicit {
		scheme = "smtps"
	}
	address := scheme + "://"
	if r.User != "" {
		address += r.User + ":" + r.Password + "@"
	}
	s, err := New(address+r.Addr()+query, from)
	if err != nil {
		t.Fatal(err)
	}
	s.relay.config = &tls.Config{RootCAs: r.Roots, ServerName: "127.0.0.1"}
	s.pauses = []time.Duration{10 * time.Millisecond, 20 * time.Millisecond}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

func signIn(t testing.TB, lang locale.Lang, change func(*SignIn)) Letter {
	t.Helper()
	zone := locale.Zone{City: "Astana", Location: time.FixedZone("", 6*3600)}
	s := SignIn{
		To:   Address{"Аида Серікқызы", "aida@example.org"},
		Site: "U.S.–Kazakhstan OSCE Task Force",
		URL:  "https://force.example.org/signin?link=cl_" + strings.Repeat("aB3-_", 8) + "xyz",
		At:   time.Now(), Valid: 15 * time.Minute,
		From: "192.0.2.7", Agent: "Firefox, Linux",
	}
	if change != nil {
		change(&s)
	}
	l, err := SignInLink(locale.For(lang).In(zone), s)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestSend sends the letter in each language over each way of keeping it secret.
func TestSend(t *testing.T) {
	for name, c := range map[string]struct {
		relay *mailtest.Relay
		query string
		tls   bool
	}{
		"starttls": {&mailtest.Relay{User: "force", Password: "s3cret!"}, "", true},
		"implicit": {&mailtest.Relay{User: "force", Password: "s3cret!", Implicit: true}, "", true},
		"none":     {&mailtest.Relay{User: "force", Password: "s3cret!", NoTLS: true}, "?tls=none", false},
		"nobody":   {&mailtest.Relay{NoTLS: true}, "?tls=none", false},
	} {
		t.Run(name, func(t *testing.T) {
			r := c.relay.Start(t)
			s := to(t, r, c.query)
			if err := s.Check(t.Context()); err != nil || len(r.Letters()) != 0 {
				t.Fatalf("check: %v", err)
			}
			for i, lang := range locale.Langs {
				want := signIn(t, lang, nil)
				if err := s.Send(t.Context(), want); err != nil {
					t.Fatal(err)
				}
				got := r.Letters()[i]
				if got.TLS != c.tls {
					t.Errorf("TLS: %v", got.TLS)
				}
				if got.Subject != want.Subject || got.HTML != strings.ReplaceAll(want.HTML, "\n", "\r\n") && got.HTML != want.HTML {
					t.Errorf("subject %q, want %q\n%s", got.Subject, want.Subject, got.HTML)
				}
				if text := strings.ReplaceAll(got.Text, "\r\n", "\n"); text != want.Text {
					t.Errorf("got:\n%s\nwant:\n%s", text, want.Text)
				}
				checkHeaders(t, got, lang)
			}
		})
	}
}

func checkHeaders(t *testing.T, l mailtest.Letter, lang locale.Lang) {
	t.Helper()
	if l.From != "noreply@example.org" || l.To != "aida@example.org" {
		t.Errorf("the envelope is from %s to %s", l.From, l.To)
	}
	who, err := l.Header.AddressList("To")
	if err != nil || len(who) != 1 || who[0].Name != "Аида Серікқызы" {
		t.Errorf("to %v, %v", who, err)
	}
	for key, want := range map[string]string{
		"From": `"Task Force" <noreply@example.org>`, "Auto-Submitted": "auto-generated", "Content-Language": string(lang),
		"Sender": "", "Reply-To": "", "Bcc": "", "User-Agent": "", "X-Mailer": "",
	} {
		if got := l.Header.Get(key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if id := l.Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.org>") {
		t.Errorf("the message is %s", id)
	}
	if date, err := l.Header.Date(); err != nil || time.Since(date).Abs() > time.Minute {
		t.Errorf("dated %v, %v", date, err)
	}
	for line := range strings.Lines(l.Raw) {
		if len(line) > 200 || strings.ContainsFunc(line, func(c rune) bool { return c > 126 }) {
			t.Errorf("a line that an old relay would break: %q", line)
		}
	}
}

// TestSaid looks at what the letter says.
func TestSaid(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 5, 0, 0, time.UTC)
	for lang, want := range map[locale.Lang][]string{
		locale.English: {"Dear Аида Серікқызы,", "at 14:05 Astana, 23 November 2026.", "15 minutes: until 14:20 Astana, 23 November 2026.", "you need do nothing", "192.0.2.7, by Firefox, Linux."},
		locale.Russian: {"Здравствуйте, Аида Серікқызы!", "(14:05 Astana, 23 ноября 2026 г.)", "в течение 15 минут: до 14:20 Astana, 23 ноября 2026 г.", "ничего делать не нужно", "192.0.2.7, программа — Firefox, Linux."},
		locale.Kazakh:  {"Сәлеметсіз бе, Аида Серікқызы!", "14:05 Astana, 2026 ж. 23 қараша.", "15 минут ішінде жарамды", "ештеңе істеудің қажеті жоқ", "192.0.2.7 желі мекенжайынан"},
	} {
		l := signIn(t, lang, func(s *SignIn) { s.At = at })
		for _, words := range append(want, "U.S.–Kazakhstan OSCE Task Force", "https://force.example.org/signin?link=cl_") {
			if !strings.Contains(l.Text, words) {
				t.Errorf("%s: %q is not in\n%s", lang, words, l.Text)
			}
		}
		for _, words := range append([]string{`<html lang="` + string(lang) + `">`, `<a href="https://force.example.org/signin?link=cl_`}, want[3]) {
			if !strings.Contains(l.HTML, words) {
				t.Errorf("%s: %q is not in\n%s", lang, words, l.HTML)
			}
		}
		for _, bad := range []string{"⟦", "г..", "<style", "style=", "<script", "<img", "http:"} {
			if strings.Contains(l.Text+l.HTML+l.Subject, bad) {
				t.Errorf("%s: has %q:\n%s", lang, bad, l.HTML)
			}
		}
		if !l.Until.Equal(at.Add(15 * time.Minute)) {
			t.Errorf("of use until %v", l.Until)
		}
	}
	bare := signIn(t, locale.English, func(s *SignIn) { s.To.Name, s.From, s.Agent = "", "", "" })
	if strings.Contains(bare.Text, "network address") || strings.Contains(bare.Text, "Dear") || !strings.HasPrefix(bare.Text, "Good day,") {
		t.Errorf("of nobody in particular:\n%s", bare.Text)
	}
	for _, bad := range []string{"", "javascript:alert(1)", "/signin", "https://", "%zz"} {
		if _, err := SignInLink(locale.For(locale.English), SignIn{URL: bad}); err == nil {
			t.Errorf("a letter links to %q", bad)
		} else if bad != "" && strings.Contains(err.Error(), bad) {
			t.Errorf("the error quotes the link: %v", err)
		}
	}
}

// TestInjection sends letters whose every part tries to be more than it is.
func TestInjection(t *testing.T) {
	r := (&mailtest.Relay{NoTLS: true}).Start(t)
	s := to(t, r, "?tls=none")
	const evil = "x\r\nBcc: evil@example.com\r\n\r\n<script>alert(1)</script>\u202e\x00, evil2@example.com"
	l := signIn(t, locale.Kazakh, func(s *SignIn) {
		s.To.Name, s.Site, s.From, s.Agent = evil, evil, evil, evil
	})
	if err := s.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	l.Subject = evil
	if err := s.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	for _, got := range r.Letters() {
		if got.Header.Get("Bcc") != "" || got.To != "aida@example.org" || strings.Contains(got.HTML, "<script>") {
			t.Errorf("it got through:\n%s", got.Raw)
		}
		if who, err := got.Header.AddressList("To"); err != nil || len(who) != 1 || who[0].Address != "aida@example.org" ||
			strings.ContainsAny(who[0].Name, "\r\n\x00\u202e") {
			t.Errorf("to %q, %v", who, err)
		}
		if strings.ContainsAny(got.Subject, "\r\n\x00\u202e") {
			t.Errorf("subject: %q", got.Subject)
		}
	}
	asked := r.Asked()
	for _, email := range []string{
		"", "aida", "@example.org", "a@b\r\nRCPT TO:<evil@example.com>", "a@b>\r\nDATA", "a b@example.org", "a@exa mple.org", "a@example.org\x00",
	} {
		l.To = Address{"Aida", email}
		err := s.Send(t.Context(), l)
		if err == nil {
			t.Errorf("sent to %q", email)
		} else if email != "" && strings.Contains(err.Error(), email) {
			t.Errorf("the error quotes the address: %v", err)
		}
	}
	if r.Asked() != asked {
		t.Error("the relay was asked for an address that is none")
	}
}

func FuzzHeaders(f *testing.F) {
	f.Add("Аида\r\nBcc: x@y", "тақырып\nX: y", "aida@example.org")
	f.Add(`"a" <b@c>, "d"`, "=?utf-8?q?=0D=0ABcc:_x?=", "a@b>\r\n")
	f.Fuzz(func(t *testing.T, name, subject, email string) {
		l := Letter{To: Address{name, email}, Lang: "en", Subject: subject, Text: "text"}
		m, err := l.message(Address{"Task Force", "noreply@example.org"}, time.Unix(0, 0))
		if err != nil {
			return
		}
		var b strings.Builder
		if _, err := m.WriteTo(&b); err != nil {
			return
		}
		got, err := netmail.ReadMessage(strings.NewReader(b.String()))
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		for key := range got.Header {
			switch key {
			case "From", "To", "Subject", "Date", "Message-Id", "Mime-Version", "Auto-Submitted", "Content-Language",
				"Content-Type", "Content-Transfer-Encoding":
			default:
				t.Errorf("a header %s came in:\n%s", key, b.String())
			}
		}
		if to, err := m.GetRecipients(); err != nil || len(to) != 1 || strings.ContainsAny(to[0], "\r\n ") {
			t.Errorf("to %q, %v", to, err)
		}
	})
}

func TestFaults(t *testing.T) {
	const password = "s3cret/pass"
	l := signIn(t, locale.English, nil)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	good := (&mailtest.Relay{User: "force", Password: "another"}).Start(t)
	plain := (&mailtest.Relay{NoTLS: true}).Start(t)
	echo := func(code int) *mailtest.Relay {
		return (&mailtest.Relay{NoTLS: true, Refuse: func(to string) error {
			return &smtp.SMTPError{Code: code, Message: "no <" + to + "> who has " + l.Text[strings.Index(l.Text, "cl_"):][:40] + " here"}
		}}).Start(t)
	}
	for _, c := range []struct {
		name, address string
		code          int
		temporary     bool
		says          string
	}{
		{"unreachable", "smtp://force:s3cret%2Fpass@" + closed.Addr().String(), 0, true, "refused"},
		{"silent", "smtp://force:s3cret%2Fpass@" + silent.Addr().String(), 0, true, "too long"},
		{"wrong password", "smtp://force:s3cret%2Fpass@" + good.Addr(), 535, false, "wrong password …"},
		{"no TLS to be had", "smtp://" + plain.Addr(), 0, true, "TLS"},
		{"refused for good", "smtp://" + echo(550).Addr() + "?tls=none", 550, false, "no <…> who has … here"},
		{"refused for now", "smtp://" + echo(451).Addr() + "?tls=none", 451, true, "no <…> who has … here"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, err := New(c.address, from)
			if err != nil {
				t.Fatal(err)
			}
			s.relay.config = &tls.Config{RootCAs: good.Roots, ServerName: "127.0.0.1"}
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			err = s.Send(ctx, l)
			f, ok := errors.AsType[*Fault](err)
			if !ok {
				t.Fatalf("%v", err)
			}
			if f.Code != c.code || f.Temporary != c.temporary || !strings.Contains(f.Error(), c.says) {
				t.Errorf("%+v: want %d, temporary %v, %q", f, c.code, c.temporary, c.says)
			}
			for _, secret := range []string{password, "s3cret", "cl_a", "aida@", "Аида", "force:"} {
				for _, said := range []string{err.Error(), fmt.Sprintf("%+v %#v", err, err), fmt.Sprint(errors.Unwrap(err))} {
					if strings.Contains(said, secret) {
						t.Errorf("%q is in the error: %s", secret, said)
					}
				}
			}
		})
	}
}

func TestNoRelay(t *testing.T) {
	s, err := New("", "")
	if err != nil {
		t.Fatal(err)
	}
	if s.Sends() || (*Sender)(nil).Sends() {
		t.Error("it sends without a relay")
	}
	if err := s.Send(t.Context(), signIn(t, locale.English, nil)); !errors.Is(err, ErrNoRelay) {
		t.Errorf("send: %v", err)
	}
	if err := s.Check(t.Context()); !errors.Is(err, ErrNoRelay) {
		t.Errorf("check: %v", err)
	}
	s.Close(t.Context())
}

func TestConfiguration(t *testing.T) {
	for address, want := range map[string]string{
		"smtp://relay.example.org":                     "relay.example.org:587 starttls",
		"smtps://relay.example.org":                    "relay.example.org:465 implicit",
		"smtp://relay.example.org?tls=implicit":        "relay.example.org:465 implicit",
		"smtp://u:p@relay.example.org:2525":            "relay.example.org:2525 starttls u p",
		"smtp://u%40x:p%2F%3A%3F@relay.example.org":    "relay.example.org:587 starttls u@x p/:?",
		"smtp://10.0.0.1?tls=none":                     "10.0.0.1:25 none",
		"smtp://u:p@[::1]:2525?tls=none":               "[::1]:2525 none u p",
		"smtp://u:p@localhost/?tls=none":               "localhost:25 none u p",
		"smtps://relay.example.org:4650/?tls=implicit": "relay.example.org:4650 implicit",
	} {
		r, err := readRelay(address)
		got := strings.TrimSpace(fmt.Sprint(r, " ", r.tls, " ", r.user, " ", r.password))
		if err != nil || got != want {
			t.Errorf("%s: %q, %v, want %q", address, got, err, want)
		}
	}
	for _, address := range []string{
		"relay.example.org:25", "http://relay.example.org", "smtp://", "smtp://u:s3cret@", "smtp://u:s3cret@relay:port", "smtp://u:s3cret@relay:0",
		"smtp://u:s3cret@relay:70000", "smtp://u:s3cret@relay?tls=maybe", "smtp://u:s3cret@relay?ssl=1", "smtps://u:s3cret@relay?tls=none",
		"smtp://u:s3cret@relay?tls=none", "smtp://u@relay", "smtp://u:s3cret@relay/path", "smtp://u:s3cret%zz@relay", "smtp://u:s3cret@relay?tls=none&tls=starttls",
		"smtp://u:s3cret@re lay", "smtp://:s3cret@relay",
	} {
		if s, err := New(address, from); err == nil {
			t.Errorf("%s is taken: %v", address, s.relay)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the error has the password in it: %v", err)
		}
	}
	for _, bad := range []string{"", "noreply", "a@b, c@d", "x <noreply@-.org>"} {
		if _, err := New("smtp://relay", bad); err == nil {
			t.Errorf("mail comes from %q", bad)
		}
	}
}

// TestLater has letters that the relay refuses at first, for good, or never
// takes, beside good ones.
func TestLater(t *testing.T) {
	var mu sync.Mutex
	tries := make(map[string]int)
	r := (&mailtest.Relay{NoTLS: true, Refuse: func(to string) error {
		mu.Lock()
		defer mu.Unlock()
		tries[to]++
		switch {
		case strings.HasPrefix(to, "bad"):
			return &smtp.SMTPError{Code: 550, Message: "no"}
		case strings.HasPrefix(to, "busy"), strings.HasPrefix(to, "second") && tries[to] == 1, strings.HasPrefix(to, "over"):
			return &smtp.SMTPError{Code: 451, Message: "later"}
		}
		return nil
	}}).Start(t)
	s := to(t, r, "?tls=none")
	var reports []error
	s.Report = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		reports = append(reports, err)
	}
	for _, who := range []string{"good1", "bad", "busy", "second", "over", "good2"} {
		s.Later(func(context.Context) (*Letter, error) {
			l := signIn(t, locale.Kazakh, nil)
			l.To.Email = who + "@example.org"
			if who == "over" {
				l.Until = time.Now().Add(5 * time.Millisecond)
			}
			return &l, nil
		})
	}
	s.Later(func(context.Context) (*Letter, error) { return nil, nil })
	s.Later(func(context.Context) (*Letter, error) { return nil, errors.New("no such person") })
	s.Close(t.Context())
	if n := len(r.Letters()); n != 3 {
		t.Errorf("%d letters were taken", n)
	}
	want := map[string]int{"good1": 1, "good2": 1, "bad": 1, "second": 2, "busy": 3, "over": 1}
	for who, n := range want {
		if got := tries[who+"@example.org"]; got != n {
			t.Errorf("%s was tried %d times, want %d", who, got, n)
		}
	}
	if len(reports) != 4 {
		t.Errorf("reported: %v", reports)
	}
	s.Later(func(context.Context) (*Letter, error) { t.Error("written after the end"); return nil, nil })
	if len(reports) != 5 || !errors.Is(reports[4], ErrBusy) {
		t.Errorf("reported: %v", reports)
	}
}

// TestCloseGivesUp does not wait for a relay that never answers.
func TestCloseGivesUp(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	s, err := New("smtp://"+silent.Addr().String()+"?tls=none", from)
	if err != nil {
		t.Fatal(err)
	}
	reported := make(chan error, 1000)
	s.Report = func(err error) { reported <- err }
	for range mostWaiting {
		s.Later(func(context.Context) (*Letter, error) { l := signIn(t, locale.English, nil); return &l, nil })
	}
	s.Later(func(context.Context) (*Letter, error) { t.Error("one too many"); return nil, nil })
	if err := <-reported; !errors.Is(err, ErrBusy) {
		t.Errorf("one too many: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	s.Close(ctx)
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %v to give up", took)
	}
	if len(reported) != mostWaiting {
		t.Errorf("%d letters were reported lost", len(reported))
	}
}
