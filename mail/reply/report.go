package reply

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"regexp"
	"strings"
)

// What a report may have.
const (
	maxReport       = 64 << 10 // of the part for programs, in bytes
	maxReportParts  = 10
	maxReportGroups = 20
	maxReportLines  = 2000
)

// A Report is a mail server's word that it has given a letter up.
type Report struct {
	Status string // an enhanced status code (RFC 3463): 5.1.1 is that there is no such mailbox
}

// status is an enhanced status code of something that went wrong.
var status = regexp.MustCompile(`^([45])\.(?:0|[1-9][0-9]{0,2})\.(?:0|[1-9][0-9]{0,2})$`)

// Report reads why a letter came back that was sent to an address. ok is false
// for whatever does not say that the letter was given up: a delay, a receipt, a
// holiday notice. Believe it only at an address that nobody could make up.
//
// Nor believe one that wants an answer: servers that report want none. A report
// for programs (RFC 3464) counts if it is about that address, as far as it says
// about which, and says more than that something went wrong. Words for people
// count only if they are certain: from a server's own address, and they name the
// address and a permanent code, and no other code.
func (l *Letter) Report(to string) (r Report, ok bool) {
	kind, params, err := mime.ParseMediaType(l.header.Get("Content-Type"))
	if err == nil && kind == "multipart/report" {
		if what := params["report-type"]; what != "" && !strings.EqualFold(what, "delivery-status") {
			return r, false
		}
		return l.forPrograms(params["boundary"], to)
	}
	return l.forPeople(to)
}

// forPrograms reads the first part of a report that is for programs.
func (l *Letter) forPrograms(boundary, to string) (r Report, ok bool) {
	if boundary == "" || len(boundary) > 200 {
		return r, false
	}
	parts := multipart.NewReader(bytes.NewReader(l.body), boundary)
	for range maxReportParts {
		p, err := parts.NextRawPart()
		if err != nil {
			return r, false
		}
		kind, _, _ := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if kind != "message/delivery-status" && kind != "message/global-delivery-status" {
			continue
		}
		raw, err := io.ReadAll(io.LimitReader(decoded(p, p.Header.Get("Content-Transfer-Encoding")), maxReport+1))
		if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) || len(raw) > maxReport {
			return r, false
		}
		return given(groups(raw), to)
	}
	return r, false
}

// decoded undoes the encoding of a part.
func decoded(r io.Reader, encoding string) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// groups reads the fields of a report, those about each addressee by themselves;
// the first group is about the letter as a whole. nil is of what cannot be read.
func groups(raw []byte) (all []textproto.MIMEHeader) {
	in := bufio.NewScanner(bytes.NewReader(raw))
	in.Buffer(make([]byte, 0, 4096), maxReport+1)
	var one textproto.MIMEHeader
	last, lines := "", 0
	for in.Scan() {
		line := strings.TrimRight(in.Text(), " \t\r")
		if lines++; lines > maxReportLines {
			return nil
		}
		if line == "" {
			one, last = nil, ""
			continue
		}
		if line[0] == ' ' || line[0] == '\t' { // goes on from the line before
			if last != "" {
				v := one[last]
				v[len(v)-1] += " " + strings.TrimSpace(line)
			}
			continue
		}
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		if one == nil {
			if len(all) > maxReportGroups {
				return nil
			}
			one = textproto.MIMEHeader{}
			all = append(all, one)
		}
		last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		one[last] = append(one[last], strings.TrimSpace(value))
	}
	if in.Err() != nil {
		return nil
	}
	return all
}

// given says whether a letter was given up. If it went to several in the end,
// because its address stands for them, one who can be reached is enough.
func given(all []textproto.MIMEHeader, to string) (r Report, ok bool) {
	for _, g := range all {
		action := first(g["Action"])
		if action == "" && first(g["Final-Recipient"]) == "" {
			continue // about the letter as a whole
		}
		code := first(g["Status"])
		if !strings.EqualFold(action, "failed") || !status.MatchString(code) || !about(g, to) {
			return Report{}, false
		}
		if code[1:] == ".0.0" && len(g["Diagnostic-Code"]) == 0 {
			return Report{}, false // anybody can say as little
		}
		if code[1:] == ".0.0" { // Exim says no more; what it was told stands beside
			if m := codes.FindStringSubmatch(g["Diagnostic-Code"][0]); m != nil && m[2][0] == code[0] && status.MatchString(m[2]) {
				code = m[2]
			}
		}
		if !ok || code[0] > r.Status[0] {
			r, ok = Report{code}, true
		}
	}
	return r, ok
}

// about reports whether fields are about an address: one of those that they name
// is it, for the last may be where the mail was passed on to. Fields that name
// none are about whoever the letter was to.
func about(g textproto.MIMEHeader, to string) bool {
	named := false
	for _, name := range []string{"Original-Recipient", "Final-Recipient"} {
		for _, value := range g[name] {
			_, who, typed := strings.Cut(value, ";")
			if !typed {
				who = value
			}
			who = strings.Trim(strings.TrimSpace(who), "<>")
			if to != "" && (strings.EqualFold(who, to) || strings.EqualFold(unquoted(who), to)) {
				return true
			}
			named = true
		}
	}
	return !named
}

// xtext is how an address of one letter in the way is written (RFC 3461).
var xtext = regexp.MustCompile(`\+[0-9A-F]{2}`)

func unquoted(s string) string {
	return xtext.ReplaceAllStringFunc(s, func(m string) string {
		b, _ := hex.DecodeString(m[1:])
		return string(b)
	})
}

// first is the first word of a field: comments may follow.
func first(values []string) string {
	if len(values) == 0 {
		return ""
	}
	word, _, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(values[0], "(", " (")), " ")
	return word
}

// codes are the codes that a server writes for people: 550 5.1.1, or 550-5.1.1,
// or with a # between.
var codes = regexp.MustCompile(`\b([45])[0-9][0-9][ -]#?([45]\.[0-9]{1,3}\.[0-9]{1,3})\b`)

// forPeople looks for a permanent code in the words of a server.
func (l *Letter) forPeople(to string) (r Report, ok bool) {
	name, _, _ := cut(l.From)
	auto := strings.ToLower(l.header.Get("Auto-Submitted"))
	switch {
	case to == "" || !strings.EqualFold(name, "mailer-daemon") && !strings.EqualFold(name, "postmaster"):
		return r, false
	case strings.Contains(auto, "auto-replied") || l.header.Get("List-Id") != "":
		return r, false
	}
	w := walk{}
	said, err := w.part(textproto.MIMEHeader(l.header), bytes.NewReader(l.body), 0)
	if err != nil || !strings.Contains(strings.ToLower(said.plain), "<"+strings.ToLower(to)+">") {
		return r, false
	}
	for _, m := range codes.FindAllStringSubmatch(said.plain, -1) {
		if m[1] != "5" || !status.MatchString(m[2]) || m[2][0] != '5' {
			return Report{}, false
		}
		if !ok {
			r, ok = Report{m[2]}, true
		}
	}
	return r, ok
}
