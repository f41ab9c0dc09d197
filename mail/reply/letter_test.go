package reply

import (
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"example.org/counterpart/act"
	"golang.org/x/text/encoding/charmap"
)

const head = "From: Aron Hale <hale@example.org>\r\nTo: reply+x@taskforce.example\r\nMessage-Id: <1@example.org>\r\nMIME-Version: 1.0\r\n"

func encoded(t *testing.T, cm *charmap.Charmap, s string) string {
	t.Helper()
	out, err := cm.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestBody reads letters of every make.
func TestBody(t *testing.T) {
	russian, kazakh := "Поддерживаю второй пункт.", "Екінші тармақты қолдаймын."
	alternative := func(plain, html string) string {
		return "Content-Type: multipart/alternative; boundary=\"b 1\"\r\n\r\nFor old programs.\r\n--b 1\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + plain +
			"\r\n--b 1\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n--b 1--\r\n"
	}
	for name, c := range map[string]struct {
		raw, want   string
		attachments int
	}{
		"plain":             {"\r\nI agree.\r\n\r\n> quoted\r\n", "I agree.", 0},
		"newlines only":     {"\nI agree.\n", "I agree.", 0},
		"utf-8":             {"Content-Type: text/plain; charset=UTF-8\r\n\r\n" + kazakh, kazakh, 0},
		"koi8-r":            {"Content-Type: text/plain; charset=koi8-r\r\n\r\n" + encoded(t, charmap.KOI8R, russian), russian, 0},
		"windows-1251":      {"Content-Type: text/plain; charset=\"windows-1251\"\r\n\r\n" + encoded(t, charmap.Windows1251, russian), russian, 0},
		"iso-8859-5":        {"Content-Type: text/plain; charset=iso-8859-5\r\n\r\n" + encoded(t, charmap.ISO8859_5, russian), russian, 0},
		"iso-8859-1":        {"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n" + encoded(t, charmap.ISO8859_1, "Déjà vu."), "Déjà vu.", 0},
		"iso-8859-15":       {"Content-Type: text/plain; charset=ISO-8859-15\r\n\r\n" + encoded(t, charmap.ISO8859_15, "5 €."), "5 €.", 0},
		"quoted-printable":  {"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nI =\r\nagree =E2=80=94 yes.\r\n", "I agree — yes.", 0},
		"base64":            {"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: BASE64\r\n\r\n" + wrapped(base64.StdEncoding.EncodeToString([]byte(kazakh))), kazakh, 0},
		"flowed":            {"Content-Type: text/plain; format=flowed\r\n\r\nI agree \r\nwith this.\r\nAnd that.\r\n-- \r\nHale\r\n", "I agree with this.\nAnd that.", 0},
		"alternative":       {alternative("From plain.", "<p>From HTML.</p>"), "From plain.", 0},
		"only HTML is full": {alternative("  ", "<p>From HTML.</p>"), "From HTML.", 0},
		"HTML": {"Content-Type: text/html; charset=utf-8\r\n\r\n<html><head><title>No</title><style>p{}</style></head><body><p>I agree &amp; <b>sup</b>port.</p>" +
			"<script>alert('no')</script><div>Soon.</div><br><blockquote>They said.<blockquote>And before.</blockquote></blockquote></body>", "I agree & support.\nSoon.", 0},
		"HTML of Outlook": {"Content-Type: text/html\r\n\r\n<div>No.</div><div id=\"x_appendonsend\"></div><hr><div>From: them</div>", "No.", 0},
		"HTML of Gmail": {"Content-Type: text/html\r\n\r\n<div dir=ltr>Yes.</div><br><div class=gmail_quote><div class=gmail_attr>On Tue, Mar 3, 2009 at 5:00 PM TF &lt;<a href=x>noreply@taskforce.example</a>&gt; wrote:<br></div>" +
			"<blockquote class=gmail_quote>What it said.</blockquote></div>", "Yes.", 0},
		"two plain parts": {"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nOne.\r\n--m\r\n\r\nTwo.\r\n--m--\r\n", "One.\nTwo.", 0},
		"a file": {"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/plain\r\n\r\nSee the file.\r\n--m\r\nContent-Type: application/pdf; name=a.pdf\r\n" +
			"Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERg==\r\n--m--\r\n", "See the file.", 1},
		"a text that is a file":      {"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nSee.\r\n--m\r\nContent-Disposition: attachment\r\n\r\nFile.\r\n--m--\r\n", "See.", 1},
		"a letter within":            {"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nSee.\r\n--m\r\nContent-Type: message/rfc822\r\n\r\nFrom: a\r\n\r\nHidden.\r\n--m--\r\n", "See.", 1},
		"a picture in the signature": {"Content-Type: multipart/related; boundary=m\r\n\r\n--m\r\nContent-Type: text/html\r\n\r\n<p>Yes.</p>\r\n--m\r\nContent-Type: image/png\r\nContent-Id: <l>\r\n\r\nx\r\n--m--\r\n", "Yes.", 0},
		"only a file":                {"Content-Type: application/zip\r\nContent-Transfer-Encoding: base64\r\n\r\nUEsDBA==\r\n", "", 1},
		"signed":                     {"Content-Type: multipart/signed; boundary=m; protocol=\"application/pgp-signature\"\r\n\r\n--m\r\n\r\nYes.\r\n--m\r\nContent-Type: application/pgp-signature\r\n\r\nx\r\n--m--\r\n", "Yes.", 0},
		"cut short":                  {"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nI agr", "I agr", 0},
		"zero bytes":                 {"\r\nI\x00 agree\x1b[31m.\x00\r\n", "I agree[31m.", 0},
		"no such charset":            {"Content-Type: text/plain; charset=klingon\r\n\r\nI agree.", "I agree.", 0},
		"a charset that lies":        {"Content-Type: text/plain; charset=utf-8\r\n\r\nNaïve " + strings.Repeat("word ", 20) + "\xe9.", "Naïve " + strings.Repeat("word ", 20) + "\ufffd.", 0},
		"an odd type":                {"Content-Type: text\r\n\r\nI agree.", "I agree.", 0},
	} {
		l, err := Open([]byte(strings.ReplaceAll(head, "\r\n", map[bool]string{true: "\n", false: "\r\n"}[name == "newlines only"]) + c.raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		b, err := l.Body()
		if err != nil || b.Words != c.want || b.Attachments != c.attachments {
			t.Errorf("%s: %q and %d files, %v; want %q and %d", name, b.Words, b.Attachments, err, c.want, c.attachments)
		}
	}
}

func wrapped(s string) string {
	var b strings.Builder
	for len(s) > 20 {
		b.WriteString(s[:20] + "\r\n ")
		s = s[20:]
	}
	return b.String() + s
}

// hostile are letters made to do harm, with the refusal of each; empty if there
// is no reason to refuse it.
func hostile() map[string][2]string {
	var deep, wide strings.Builder
	deep.WriteString(head)
	for i := 0; deep.Len() < MaxLetter-200; i++ {
		fmt.Fprintf(&deep, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	deep.WriteString("\r\nhello\r\n")
	wide.WriteString(head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n")
	for wide.Len() < MaxLetter-20 {
		wide.WriteString("--b\r\n\r\nx\r\n")
	}
	fill := func(s string, most int) string { return strings.Repeat(s, most/len(s)) }
	const most = MaxLetter - 1000
	twelve := head
	for i := range 12 {
		twelve += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	return map[string][2]string{
		"nested more than need be": {twelve + "\r\nhello\r\n", "mailin.refuse.nested"},
		"too large":                {head + "\r\n" + fill("a", MaxLetter), "mailin.refuse.large"},
		"nested deeply":            {deep.String(), "mailin.refuse.nested"},
		"many parts":               {wide.String(), "mailin.refuse.nested"},
		"many fields":              {head + fill("X: y\r\n", most) + "\r\nhi", "mailin.refuse.unreadable"},
		"many names of fields":     {head + numbered(2000) + "\r\nhi", "mailin.refuse.unreadable"},
		"a long field":             {"Subject: " + fill("=?utf-8?q?a?= ", most) + "\r\n" + head + "\r\nhi", "mailin.refuse.unreadable"},
		"no end of the header":     {fill("From: a@example.org\r\n", most), "mailin.refuse.unreadable"},
		"no boundary":              {head + "Content-Type: multipart/mixed\r\n\r\nhi", "mailin.refuse.unreadable"},
		"a boundary of boundaries": {head + "Content-Type: multipart/mixed; boundary=\"" + fill("-", 60000) + "\"\r\n\r\n" + fill("-", most-70000), "mailin.refuse.unreadable"},
		"a part's endless header":  {head + "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + fill("X: y\r\n", most), "mailin.refuse.unreadable"},
		"long words":               {head + "\r\n" + fill("word ", most), "mailin.refuse.long"},
		"HTML of nothing but <":    {head + "Content-Type: text/html\r\n\r\n" + fill("<", maxText), ""},
		"HTML nested deeply":       {head + "Content-Type: text/html\r\n\r\n" + fill("<blockquote>", maxText), ""},
		"HTML in one tag":          {head + "Content-Type: text/html\r\n\r\n<a " + fill("a=1 ", maxText-10), ""},
		"HTML in one comment":      {head + "Content-Type: text/html\r\n\r\n<!--" + fill("-", maxText-10), ""},
		"HTML of entities":         {head + "Content-Type: text/html\r\n\r\n" + fill("&NotEqualTilde;", maxText), ""},
		"broken letters":           {head + "Content-Type: text/plain; charset=utf-8\r\n\r\n" + fill("\xff\xfe", 1000), "mailin.refuse.charset"},
		"a charset that switches":  {head + "Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + fill("\x1b$B\x1b(B", maxText), ""},
		"a charset of two bytes":   {head + "Content-Type: text/plain; charset=utf-16\r\n\r\n" + fill("\x00\xd8", maxText), "mailin.refuse.charset"},
		"base64 of nothing":        {head + "Content-Transfer-Encoding: base64\r\n\r\n" + fill("!\r\n", most), ""},
		"broken quotation":         {head + "Content-Transfer-Encoding: quoted-printable\r\n\r\n" + fill("=ZZ", 1000), ""},
		"quoted lines":             {head + "\r\n" + fill(">\r\n", maxText), ""},
		"lines like attributions":  {head + "\r\n" + fill("2009 10:00 <a@b>\n", maxText), ""},
		"one line of dates":        {head + "\r\n" + fill("On 2009 10:00 ", maxText) + ":", ""},
		"lines of flow":            {head + "Content-Type: text/plain; format=flowed\r\n\r\n" + fill("a \r\n", maxText), ""},
		"many senders":             {"From: " + fill("a@example.org, ", 60000) + "b@example.org\r\n\r\nhi", ""},
		"nothing":                  {"", "mailin.refuse.unreadable"},
		"zeros":                    {fill("\x00", 1000), "mailin.refuse.unreadable"},
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-%d: y\r\n", i)
	}
	return b.String()
}

// TestHostile holds that each is dealt with in little time and memory.
func TestHostile(t *testing.T) {
	for name, c := range hostile() {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		began := time.Now()
		l, err := Open([]byte(c[0]))
		if err == nil {
			_, err = l.Body()
		}
		took := time.Since(began)
		runtime.ReadMemStats(&after)
		no, refused := act.Refused(err)
		if err != nil && !refused || c[1] == "" && err != nil || c[1] != "" && (!refused || no.Reason.Key != c[1]) {
			t.Errorf("%s: %v", name, err)
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 40<<20 {
			t.Errorf("%s: %d MB", name, used>>20)
		}
		t.Logf("%-26s %8d bytes %8v %4d MB", name, len(c[0]), took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
	}
}

func TestAutomatic(t *testing.T) {
	for header, automatic := range map[string]bool{
		"": false, "Auto-Submitted: no\r\n": false, "auto-submitted: NO\r\n": false, "Auto-Submitted: auto-replied\r\n": true,
		"Auto-Submitted: auto-generated (holiday)\r\n": true, "Auto-Submitted: ;\r\n": true, "Precedence: bulk\r\n": true, "Precedence: LIST\r\n": true,
		"Precedence: auto_reply\r\n": true, "Precedence: first-class\r\n": false, "X-Auto-Response-Suppress: All\r\n": true, "X-Auto-Response-Suppress: None\r\n": false,
		"List-Id: <x.taskforce.example>\r\n": true, "Return-Path: <>\r\n": true, "Return-Path: <hale@example.org>\r\n": false,
		"Content-Type: multipart/report; boundary=x\r\n": true, "X-Autoreply: yes\r\n": true, "X-Loop: x\r\n": true,
		strings.Repeat("Received: from x\r\n", 60): true, strings.Repeat("Received: from x\r\n", 10): false,
	} {
		l, err := Open([]byte(head + header + "\r\nI am away.\r\n"))
		if err != nil || (l.Automatic != "") != automatic {
			t.Errorf("%q: %v", header, err)
		}
	}
	for raw, own := range map[string]bool{
		head + "\r\nx": false, "From: noreply@taskforce.example\r\n\r\nx": true,
		"From: hale@taskforce.example\r\nMessage-Id: <1@taskforce.example>\r\n\r\nx":                    false,
		"From: hale@example.org\r\nMessage-Id: <ABCDEFGHIJKLMNOPQRSTUVWXYZ@taskforce.example>\r\n\r\nx": true,
		"From: hale@example.org\r\nMessage-Id: <ABCDEFGHIJKLMNOPQRSTUVWXYZ@example.org>\r\n\r\nx":       false,
	} {
		l, err := Open([]byte(raw))
		if err != nil || l.OurOwn("noreply@taskforce.example") != own {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

func TestFrom(t *testing.T) {
	for from, want := range map[string]string{
		"From: Aron Hale <Hale@example.org>\r\n": "Hale@example.org", "From: hale@example.org\r\n": "hale@example.org",
		"From: =?koi8-r?B?8sXL1MnP?= <hale@example.org>\r\n": "hale@example.org", "From: =?klingon?Q?x?= <hale@example.org>\r\n": "",
		"From: a@example.org, b@example.org\r\n": "", "From: a@example.org\r\nFrom: b@example.org\r\n": "", "": "", "From: \"hale@example.org\" <other@example.org>\r\n": "other@example.org",
		"From: undisclosed:;\r\n": "",
	} {
		l, err := Open([]byte(from + "Subject: x\r\n\r\nx"))
		if err != nil || l.From != want {
			t.Errorf("%q: from %q, %v", from, l.From, err)
		}
	}
}

func FuzzLetter(f *testing.F) {
	for _, c := range hostile() {
		if len(c[0]) < 4000 {
			f.Add([]byte(c[0]))
		}
	}
	f.Add([]byte(head + "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=koi8-r\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+\r\n--b--\r\n"))
	f.Add([]byte(head + "Content-Type: text/plain; format=flowed; delsp=yes; charset=windows-1251\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n> a =\r\nb \r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		l, err := Open(raw)
		if err == nil {
			l.To()
			l.OurOwn("noreply@taskforce.example")
			l.Signed(raw, box, signedAt, zone{}.lookup)
			var b Body
			if b, err = l.Body(); err == nil && (!utf8.ValidString(b.Words) || strings.ContainsAny(b.Words, "\x00\r\x1b")) {
				t.Errorf("words that no database takes: %q", b.Words)
			}
		}
		if _, orderly := act.Refused(err); err != nil && !orderly {
			t.Errorf("a fault: %v", err)
		}
	})
}

func FuzzHTML(f *testing.F) {
	f.Add("<p>a<blockquote>b</blockquote>c<script>d</script>")
	f.Add("<div id=appendonsend>x")
	f.Fuzz(func(t *testing.T, source string) {
		if words := fromHTML(source); len(words) > 8*len(source)+100 {
			t.Errorf("%d letters of %d", len(words), len(source))
		}
	})
}

// FuzzCalendar looks for the part for calendars in whatever comes.
func FuzzCalendar(f *testing.F) {
	f.Add([]byte("From: a@example.org\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/calendar\r\nContent-Transfer-Encoding: base64\r\n\r\nQkVHSU4=\r\n--b--\r\n"))
	f.Add([]byte("Content-Type: text/calendar; charset=koi8-r\n\nBEGIN:VCALENDAR"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if l, err := Open(raw); err == nil && len(l.Calendar()) > 4*maxText {
			t.Errorf("%d bytes", len(l.Calendar()))
		}
	})
}
