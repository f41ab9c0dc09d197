// Package reply reads what members answer by mail: to which matter, whether a
// person wrote it or a machine, what of it is their own words, and whether a
// signature proves that it is theirs. It also reads what mail servers say of our
// letters that they could not deliver.
//
// Everything here takes what a stranger may have sent. Each function is bounded
// in time and memory by the length of what it reads, which the caller limits;
// none asks the network but by the function that it is given.
package reply

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
)

// A token is the tag of a member and a matter or a meeting, and the two hidden under that
// tag: whoever has the secret can read it, and nobody else can make one. It is
// the same each time, so that a mail program sees one correspondent for one
// matter. Its letters are those that every mail server passes on, whatever it
// does to their case.
const (
	tagBytes  = 12
	refBytes  = 6  // a reference is a number of eight digits to the base 36
	idBytes   = 10 // what roll.NewID makes is 80 bits
	mostLocal = 64 // letters before the @, by RFC 5321
)

// meeting begins the reference of a meeting.
const meeting = "m-"

var letters = base32.StdEncoding.WithPadding(base32.NoPadding)

// Address returns the address to which a member replies on a matter, within a
// mailbox such as reply@taskforce.example. It is empty if the mailbox is none,
// or if there is no room for the member's identifier.
func Address(secret []byte, box string, who member.ID, on act.Ref) string {
	name, domain, ok := cut(box)
	plain := pack(who, on)
	if !ok || plain == nil {
		return ""
	}
	tag := tagOf(secret, plain)
	token := append(tag, hide(secret, tag, plain)...)
	return spell(name, domain, token)
}

// spell spells an address with a token in it.
func spell(name, domain string, token []byte) string {
	local := name + "+" + strings.ToLower(letters.EncodeToString(token))
	if len(local) > mostLocal {
		return ""
	}
	return local + "@" + domain
}

// Read tells who replies on what by an address that Address made. Any other is
// not ok.
func Read(secret []byte, box, address string) (who member.ID, on act.Ref, ok bool) {
	token, ok := within(box, address)
	if !ok || len(token) < tagBytes+refBytes+1 {
		return "", "", false
	}
	tag := token[:tagBytes]
	plain := hide(secret, tag, token[tagBytes:])
	if subtle.ConstantTimeCompare(tag, tagOf(secret, plain)) != 1 {
		return "", "", false
	}
	who, on, ok = unpack(plain)
	if !ok || !strings.EqualFold(Address(secret, box, who, on), bare(address)) { // one spelling, but for the case
		return "", "", false
	}
	return who, on, true
}

// bare is an address without what envelopes have around it.
func bare(address string) string {
	return strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(address), "<"), ">")
}

// within returns the token of an address within a mailbox.
func within(box, address string) (token []byte, ok bool) {
	name, domain, ok := cut(box)
	local, at, ok2 := cut(bare(address))
	prefix := name + "+"
	if !ok || !ok2 || !strings.EqualFold(at, domain) || len(local) > mostLocal || len(local) <= len(prefix) || !strings.EqualFold(local[:len(prefix)], prefix) {
		return nil, false
	}
	token, err := letters.DecodeString(strings.ToUpper(local[len(prefix):]))
	return token, err == nil
}

// CheckBox says what is wrong with a mailbox within which replies are to come.
func CheckBox(box string) error {
	const longest = "aaaaaaaaaaaaaaaa" // as roll.NewID makes them
	if name, _, ok := cut(box); !ok || strings.ContainsAny(name, "+ \"\\") {
		return errors.New("the mailbox for replies must be like reply@taskforce.example")
	}
	if Address(nil, box, longest, "aaaaaaaa") == "" {
		return errors.New("the mailbox for replies may have at most 18 letters before the @")
	}
	return nil
}

func cut(address string) (name, domain string, ok bool) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at == len(address)-1 || strings.ContainsAny(address, " \t\r\n<>,;:") {
		return "", "", false
	}
	return address[:at], address[at+1:], true
}

// Flags beside the number that a reference is, which takes 42 bits.
const (
	spelt = 1 << 47 // the member's identifier stands as it is
	meets = 1 << 46 // the reference is a meeting's, of which the number is the rest
)

// pack writes a member and a matter or a meeting as short as can be. An
// identifier of the usual form takes ten bytes; another stands as it is, behind
// a flag.
func pack(who member.ID, on act.Ref) []byte {
	flags := uint64(0)
	if on.Meets() {
		flags, on = meets, on[len(meeting):]
	}
	n, err := strconv.ParseUint(string(on), 36, 46)
	if !on.Valid() || err != nil || who == "" {
		return nil
	}
	n |= flags
	id, err := letters.DecodeString(strings.ToUpper(string(who)))
	if err != nil || len(id) != idBytes || strings.ToLower(letters.EncodeToString(id)) != string(who) {
		n |= spelt
		id = []byte(who)
	}
	if len(id) > sha256.Size-refBytes {
		return nil // longer than what hides it
	}
	return append(binary.BigEndian.AppendUint64(nil, n)[2:], id...)
}

func unpack(plain []byte) (who member.ID, on act.Ref, ok bool) {
	n := binary.BigEndian.Uint64(append([]byte{0, 0}, plain[:refBytes]...))
	id := plain[refBytes:]
	if n&spelt != 0 {
		who = member.ID(id)
	} else {
		who = member.ID(strings.ToLower(letters.EncodeToString(id)))
	}
	ref := strconv.FormatUint(n&(meets-1), 36)
	on = act.Ref(strings.Repeat("0", max(0, 8-len(ref))) + ref)
	if n&meets != 0 {
		on = meeting + on
		return who, on, on.Meets()
	}
	return who, on, on.Valid()
}

func tagOf(secret, plain []byte) []byte { return keyed(secret, "tag", plain)[:tagBytes] }

// hide hides bytes under a tag, or shows them again.
func hide(secret, tag, b []byte) []byte { return veil(secret, "hide", tag, b) }

// veil is hide for what has another purpose, and so another key.
func veil(secret []byte, what string, tag, b []byte) []byte {
	out := make([]byte, min(len(b), sha256.Size))
	subtle.XORBytes(out, b, keyed(secret, what, tag))
	return out
}

func keyed(secret []byte, what string, b []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte("counterpart/reply/v1/" + what + "\n"))
	mac.Write(b)
	return mac.Sum(nil)
}
