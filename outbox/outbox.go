// Package outbox keeps what is to be mailed to whom: how each person wants to be
// told, letters to be, and what became of them.
//
// Its law: a letter is a row before it is a letter. The row comes into being in
// the transaction that takes note of what it is about, and so exactly once; it
// has a name, under which it is sent however often that takes. In the row are
// neither words nor addresses, only who is told of which acts and why; but a
// letter about access bears its address until it has gone, for the roll may say
// another by then, and that is what it warns of. The words are asked of the register when the letter is sent, as its reader: what was
// erased meanwhile, or is no longer theirs to read, is not sent.
package outbox

import (
	"embed"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of the outbox, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("outbox", migrations)
}

// A Box is the outbox in a database.
type Box struct{ DB *database.DB }

// A Sort is what kind of letter it is.
type Sort string

// The sorts.
const (
	Notice   Sort = "notice"   // of what happened on one matter
	Digest   Sort = "digest"   // of what happened on all of them
	Silence  Sort = "silence"  // that a group has not answered
	Bulletin Sort = "bulletin" // of a period
	Renewal  Sort = "renewal"  // that interests are to be renewed

	Duty Sort = "duty" // that action items of a meeting are overdue

	// Of who can sign in as somebody. They are sent whatever their reader chose.
	Restored       Sort = "restored"
	PasskeyAdded   Sort = "passkey-added"
	PasskeyRemoved Sort = "passkey-removed"
	AddressChanged Sort = "address-changed"
	TokenAdded     Sort = "token-added"

	Invitation Sort = "invitation" // to a meeting, that it has moved, or that it is called off
)

// Security reports whether letters of the sort are sent at once, to whoever it
// is, and can be neither gathered nor ended.
func (s Sort) Security() bool {
	switch s {
	case Restored, PasskeyAdded, PasskeyRemoved, AddressChanged, TokenAdded:
		return true
	}
	return false
}

// Key is the sort's name in the catalogues.
func (s Sort) Key() string { return "outbox.sort." + string(s) }

// A State is how far a letter has come.
type State string

// The states.
const (
	Queued   State = "queued"   // waits for its time, or to be tried again
	Sending  State = "sending"  // on its way; nobody else sends it for the moment
	Accepted State = "accepted" // the relay has taken it
	Bounced  State = "bounced"  // the relay had taken it, and it came back
	Refused  State = "refused"  // the relay said no for good
	GivenUp  State = "given-up" // tried for too long
	Paused   State = "paused"   // too many came back from the address
	Void     State = "void"     // there was nothing to say any more, or nobody to say it to
)

// Key is the state's name in the catalogues.
func (s State) Key() string { return "outbox.state." + string(s) }

// A Letter is one to be.
type Letter struct {
	ID       string
	Member   member.ID
	Home     group.ID // the recipient's
	Email    string   // where it goes, if that was settled when it came to be; otherwise as the roll says
	Sort     Sort
	Matter   act.Ref  // or the meeting
	Group    group.ID // that is silent
	About    int64    // end of the period, or when it happened, Unix milliseconds
	Attempts int      // this one counted
	Since    int64    // when it was first to be sent, Unix milliseconds
	Items    []Item
}

// An Item is an act that a letter tells of.
type Item struct {
	Seq int64
	Why string // key of the reason
}
