package reply

import (
	"bytes"
	"io"
	"mime"
	netmail "net/mail"
	"regexp"
	"strings"
	"time"

	"example.org/counterpart/act"
)

// What a letter may have. The letter itself is limited by whoever takes it.
const (
	MaxLetter  = 2 << 20 // bytes
	maxHeader  = 64 << 10
	maxFields  = 300
	maxDepth   = 8
	maxParts   = 60
	maxText    = 256 << 10 // of words, decoded, in bytes
	maxHops    = 40
	maxAddress = 2000 // of one header with addresses in it, in bytes
)

// A Letter is a mail as far as its header goes.
type Letter struct {
	From      string // the one address in From
	MessageID string // as it stands; may be empty
	Date      time.Time
	Automatic string // why no person wrote it, as a word for the log; empty if one may have

	header netmail.Header
	body   []byte
}

// unreadable is the refusal of a letter that is not as letters are.
func unreadable() error { return act.Refuse(act.Malformed, "mailin.refuse.unreadable") }

// Open reads the header of a letter. The error is a refusal.
func Open(raw []byte) (*Letter, error) {
	head := raw[:min(len(raw), maxHeader)]
	if len(raw) > MaxLetter {
		return nil, act.Refuse(act.Malformed, "mailin.refuse.large", MaxLetter>>20)
	}
	end := bytes.Index(head, []byte("\r\n\r\n"))
	if bare := bytes.Index(head, []byte("\n\n")); end < 0 || bare >= 0 && bare < end {
		end = bare
	}
	if end < 0 && len(raw) > len(head) || bytes.Count(head[:max(end, 0)], []byte("\n")) > maxFields*4 {
		return nil, unreadable()
	}
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil || len(m.Header) > maxFields {
		return nil, unreadable()
	}
	l := &Letter{header: m.Header, MessageID: strings.TrimSpace(m.Header.Get("Message-Id"))}
	if l.body, err = io.ReadAll(m.Body); err != nil {
		return nil, unreadable()
	}
	l.Date, _ = m.Header.Date()
	if from := l.addresses("From"); len(l.header["From"]) == 1 && len(from) == 1 {
		l.From = from[0]
	}
	l.Automatic = l.automatic()
	return l, nil
}

// Name is what tells a letter from others: its Message-Id, or, of the few that
// have none, what does not change when it is brought again.
func (l *Letter) Name() string {
	if l.MessageID != "" {
		return l.MessageID
	}
	return l.From + "\n" + l.header.Get("Date") + "\n" + string(l.body)
}

// addresses are those in a header, of all the lines of that name.
func (l *Letter) addresses(name string) (all []string) {
	parser := netmail.AddressParser{WordDecoder: &mime.WordDecoder{CharsetReader: charsetReader}}
	for _, line := range l.header[name] {
		if len(line) > maxAddress {
			continue
		}
		list, err := parser.ParseList(line)
		if err != nil {
			continue
		}
		for _, a := range list {
			all = append(all, a.Address)
		}
	}
	return all
}

// To lists the addresses to which a letter says that it was sent, those first
// that the servers on its way wrote.
func (l *Letter) To() (all []string) {
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc"} {
		all = append(all, l.addresses(name)...)
	}
	return all
}

// ToNobody reports whether the server that delivered a letter says that its
// sender wants no answer of any kind.
func (l *Letter) ToNobody() bool { return strings.TrimSpace(l.header.Get("Return-Path")) == "<>" }

// automatic says why no person wrote a letter (RFC 3834, and the customs of
// those who never read it).
func (l *Letter) automatic() string {
	get := func(name string) string { return strings.ToLower(strings.TrimSpace(l.header.Get(name))) }
	word := func(s string) string { // before parameters and comments
		first, _, _ := strings.Cut(strings.NewReplacer(";", " ", "(", " ", "\t", " ").Replace(s), " ")
		return first
	}
	kind, _, _ := mime.ParseMediaType(get("Content-Type"))
	switch auto := get("Auto-Submitted"); {
	case auto != "" && word(auto) != "no":
		return "auto-submitted"
	case has(word, get("Precedence"), "bulk", "junk", "list", "auto_reply"):
		return "precedence"
	case get("X-Auto-Response-Suppress") != "" && word(get("X-Auto-Response-Suppress")) != "none":
		return "auto-response-suppress"
	case get("X-Autoreply") != "" && get("X-Autoreply") != "no", get("X-Autorespond") != "", get("X-Loop") != "":
		return "autoreply"
	case get("List-Id") != "", get("List-Unsubscribe") != "":
		return "list"
	case l.ToNobody():
		return "no sender"
	case kind == "multipart/report":
		return "report"
	case len(l.header["Received"]) > maxHops:
		return "hops"
	}
	return ""
}

func has(word func(string) string, s string, any ...string) bool {
	if s == "" {
		return false
	}
	for _, a := range any {
		if word(s) == a {
			return true
		}
	}
	return false
}

// ours is the form of the Message-Ids that this program makes.
var ours = regexp.MustCompile(`^<[A-Z2-7]{26}@([^>@]+)>$`)

// OurOwn reports whether a letter was written by this program, which writes as
// from: one that came back must not become anybody's words.
func (l *Letter) OurOwn(from string) bool {
	_, domain, ok := cut(from)
	m := ours.FindStringSubmatch(l.MessageID)
	return ok && (strings.EqualFold(l.From, from) || m != nil && strings.EqualFold(m[1], domain))
}
