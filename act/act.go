// Package act defines the act: one thing that one member did for one group at
// one time. Acts are the only way anything official changes.
//
// An act has two parts. The header holds what the rules need and nothing
// personal; its bytes are a leaf of the record and stay for ever. The words
// (titles, statements, reasons) lie beside the record, bound to the header by
// a commitment, so that they can be erased without a mark on the tree. The
// rules never read them.
//
// The bytes in the record are the act. The Go types are a reading of those
// bytes, so a type may gain a field at its end but never lose, rename or
// reorder one.
package act

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"example.org/counterpart/group"
)

// A Ref names what an act was done to: the initiative, one
// matter, one meeting, or one conference.
type Ref string

// Initiative is the Ref of acts on the task force itself.
const Initiative Ref = "initiative"

const refLetters = "23456789abcdefghjkmnpqrstuvwxyz" // no 0/o, 1/l/i: refs are read out on the telephone

// NewRef returns a fresh Ref for a matter. It is random, since a running
// number would tell one group how many ideas the other keeps in its caucus.
func NewRef() Ref {
	var b [8]byte
	rand.Read(b[:])
	for i, c := range b {
		b[i] = refLetters[int(c)%len(refLetters)]
	}
	return Ref(b[:])
}

// meets begins the Ref of a meeting, which tells it from that of a matter.
const meets Ref = "m-"

// NewMeeting returns a fresh Ref for a meeting.
func NewMeeting() Ref { return meets + NewRef() }

// Meets reports whether r has the form of a meeting's Ref.
func (r Ref) Meets() bool {
	return strings.HasPrefix(string(r), string(meets)) && r[len(meets):].Valid()
}

// confers begins the Ref of a conference.
const confers Ref = "c-"

// NewConference returns a fresh Ref for a conference.
func NewConference() Ref { return confers + NewRef() }

// Confers reports whether r has the form of a conference's Ref.
func (r Ref) Confers() bool {
	return strings.HasPrefix(string(r), string(confers)) && r[len(confers):].Valid()
}

// prints begins the Ref of a publication.
const prints Ref = "p-"

// NewPublication returns a fresh Ref for a publication.
func NewPublication() Ref { return prints + NewRef() }

// Prints reports whether r has the form of a publication's Ref.
func (r Ref) Prints() bool {
	return strings.HasPrefix(string(r), string(prints)) && r[len(prints):].Valid()
}

// Valid reports whether r has the form of a matter's Ref.
func (r Ref) Valid() bool {
	if len(r) != 8 {
		return false
	}
	for _, c := range r {
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9') {
			return false
		}
	}
	return true
}

// An Alias stands for a member in the record. It is random per matter, and
// fresh for each act that is not attributed by name; which member it stands
// for is kept outside the record and can be erased.
type Alias string

// Clock is the alias under which deadlines act.
const Clock Alias = "clock"

// NewAlias returns a fresh alias: 12 random bytes in base64url.
func NewAlias() Alias {
	var b [12]byte
	rand.Read(b[:])
	return Alias(base64.RawURLEncoding.EncodeToString(b[:]))
}

// A Hash is the leaf hash of an act: SHA-256(0x00 ‖ header bytes), RFC 6962.
// It also names versions, for a version is the act that issued it.
type Hash [32]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Short returns the first ten letters of h, enough to tell versions apart on a page.
func (h Hash) Short() string { return h.String()[:10] }

// MarshalText writes h in lower-case hexadecimal, and the zero Hash as nothing.
func (h Hash) MarshalText() ([]byte, error) {
	if h == (Hash{}) {
		return []byte{}, nil
	}
	return []byte(h.String()), nil
}

// UnmarshalText reads what MarshalText wrote.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*h = Hash{}
		return nil
	}
	if len(b) != 64 {
		return fmt.Errorf("a hash has 64 hexadecimal digits, not %d", len(b))
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// ParseHash reads the String of a Hash.
func ParseHash(s string) (h Hash, err error) {
	if s == "" {
		return h, fmt.Errorf("no hash")
	}
	return h, h.UnmarshalText([]byte(s))
}

// An Audience says who may read. What belongs to a matter is never read more
// widely than the matter itself.
type Audience string

// The audiences, narrowest first.
const (
	Caucus Audience = "caucus" // the group that acts
	Joint  Audience = "joint"  // all groups
	Public Audience = "public" // everyone
)

// Key is the audience's name in the catalogues.
func (a Audience) Key() string { return "audience." + string(a) }

// Ring orders audiences: 0 caucus, 1 joint, 2 public.
func (a Audience) Ring() int {
	switch a {
	case Joint:
		return 1
	case Public:
		return 2
	}
	return 0
}

// An Attribution says what may be told of who said it.
type Attribution string

// The attributions.
const (
	Named        Attribution = "named"
	GroupOnly    Attribution = "group"        // "a member of the Astana group"
	Unattributed Attribution = "unattributed" // the Chatham House Rule: neither name nor group
)

// Key is the attribution's name in the catalogues.
func (a Attribution) Key() string { return "attribution." + string(a) }

// A Body is the header's part of one kind of act. Its Kind is written into
// the record and outlives the name of the Go type.
type Body interface{ Kind() string }

// Words are what was said in an act: the part that is kept beside the record.
type Words any

// A Deed is what a rule answers: an act to be recorded.
type Deed struct {
	Body     Body
	Words    Words    // nil if the act says nothing
	Group    group.ID // for which group; empty for the clock and for unattributed words
	Nameless bool     // recorded under a fresh alias, so that nothing links it to the member
}

// An Act is a recorded deed.
type Act struct {
	Seq   int64 // place in the record, from 0
	Hash  Hash
	Kind  string
	On    Ref
	At    time.Time // UTC, to the millisecond
	Group group.ID
	By    Alias
	Prev  Hash // the newest earlier act on the same Ref and in the same chain; zero for the first
	PC    Hash // commitment to the words; zero if there are none
	Body  Body
	Via   Alias // of the assistant who did it for By; empty if nobody, and of whatever is nameless
}
