// Package invitation keeps who is invited to which meeting, what they were told,
// and whether they come: members, and guests, who are people of the roll without
// a seat.
//
// Its law: none of it is in the record. Whether somebody means to come is no
// official act; it lies here, apart, is told to nobody but those who keep the
// meeting, and is forgotten when the meeting is long over, or at once when the
// person is.
//
// Nobody needs an account to answer. The key of an invitation is made with the
// secret of the installation; whoever holds it reads that one invitation, and
// nothing of anybody else.
package invitation

import (
	"crypto/rand"
	"embed"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of this room, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("invitation", migrations)
}

// An Answer is whether somebody comes.
type Answer string

// The answers.
const (
	None      Answer = "none"
	Accepted  Answer = "accepted"
	Declined  Answer = "declined"
	Tentative Answer = "tentative"
)

// Answers lists those that can be given.
var Answers = []Answer{Accepted, Tentative, Declined}

// Key is the answer's name in the catalogues.
func (a Answer) Key() string { return "invitation.answer." + string(a) }

// Through is the way by which an answer came.
type Through string

// The ways.
const (
	Page Through = "page" // as a member who had signed in
	Mail Through = "mail" // from a calendar program
	Link Through = "link" // with the key of the invitation
)

// Key is the way's name in the catalogues.
func (t Through) Key() string { return "invitation.through." + string(t) }

// An Invitation is that of one person to one meeting.
type Invitation struct {
	ID      string
	Meeting act.Ref
	Person  member.ID
	Guest   bool
	Inviter member.ID // of a guest: who entered them
	Group   group.ID  // the person's own, or the inviter's
	Made    time.Time

	Released bool // they are not asked to come any more

	Letter   string // the latest by which they were told; empty before the first
	Sequence int    // the revision of which it told; -1 before the first
	Sent     time.Time
	Start    time.Time // of which they were last told

	Answer     Answer
	Comment    string
	Through    Through
	Answered   time.Time
	AnsweredTo int // the revision that they answered
}

// Comes reports whether somebody said that they come, or may.
func (i Invitation) Comes() bool { return i.Answer == Accepted || i.Answer == Tentative }

// MaxComment is how long a comment may be, in letters.
const MaxComment = 500

// mostGuests is how many guests one meeting has at most.
const mostGuests = 300

// Put invites people to a meeting. Whoever is invited already stays so, and
// whoever was released is invited afresh.
func Put(tx *database.Tx, m meeting.Meeting, now time.Time, all ...Invitation) error {
	rows := make([][]any, len(all))
	for n, i := range all {
		rows[n] = []any{newID(), m.Ref, i.Person, i.Guest, i.Inviter, i.Group, now.UnixMilli(), false, m.Start.UnixMilli(), m.End.UnixMilli(),
			"", int64(-1), int64(0), None, "", "", int64(0), int64(-1), int64(0)}
	}
	if len(rows) == 0 {
		return nil
	}
	return fault("put", tx.Insert("invitation", []string{"id", "meeting", "member", "guest", "inviter", "grp", "made", "released", "starts", "ends",
		"letter", "sequence", "sent", "answer", "comment", "through", "answered", "answered_to", "stamp"}, rows,
		`on conflict (meeting, member) do update set released = false, sequence = -1, answer = 'none', comment = '', answered = 0, answered_to = -1, stamp = 0,
			guest = excluded.guest, inviter = excluded.inviter, grp = excluded.grp where invitation.released`))
}

func newID() string {
	var b [10]byte
	rand.Read(b[:])
	return strings.ToLower(base32.StdEncoding.EncodeToString(b[:]))
}

// To lists the invitations to a meeting, the oldest first.
func To(tx *database.Tx, on act.Ref) ([]Invitation, error) {
	return read(tx, `where meeting = $1 and not released order by made, id`, on)
}

// Find returns an invitation by its id.
func Find(tx *database.Tx, id string) (Invitation, error) {
	return one(tx, `where id = $1 and not released`, id)
}

// Of returns the invitation of a person to a meeting.
func Of(tx *database.Tx, on act.Ref, who member.ID) (Invitation, error) {
	return one(tx, `where meeting = $1 and member = $2 and not released`, on, who)
}

// Last is Of also for whoever was released.
func Last(tx *database.Tx, on act.Ref, who member.ID) (Invitation, error) {
	return one(tx, `where meeting = $1 and member = $2`, on, who)
}

// Own returns all invitations of one person, by meeting.
func Own(tx *database.Tx, who member.ID) (map[act.Ref]Invitation, error) {
	all, err := read(tx, `where member = $1 and not released`, who)
	own := make(map[act.Ref]Invitation, len(all))
	for _, i := range all {
		own[i.Meeting] = i
	}
	return own, err
}

// A Reply is an answer as it came.
type Reply struct {
	Answer   Answer
	Comment  string
	Through  Through
	Sequence int       // the revision of the meeting that it answers
	Stamp    time.Time // when it was given
}

// Take keeps an answer. One that is older than what is known, by the revision
// that it answers and then by when it was given, changes nothing, and kept is
// false. A stamp of the future counts as now, so that nobody's later answer
// loses against it.
func Take(tx *database.Tx, id string, r Reply, now time.Time) (kept bool, err error) {
	if !slices.Contains(Answers, r.Answer) {
		return false, act.RefuseField("answer", "refuse.invitation.answer")
	}
	comment, err := text.Clean(r.Comment, MaxComment)
	if err != nil {
		problem := text.AsProblem(err)
		return false, act.RefuseField("comment", problem.Key, problem.Args...)
	}
	if r.Stamp.After(now) {
		r.Stamp = now
	}
	var ids []string
	ids, err = database.All(tx, `update invitation set answer = $2, comment = $3, through = $4, answered = $5, answered_to = $6, stamp = $7
		where id = $1 and (answered_to < $6 or answered_to = $6 and stamp <= $7) returning id`,
		[]any{id, r.Answer, comment, r.Through, now.UnixMilli(), r.Sequence, r.Stamp.UnixMilli()}, scanID)
	return len(ids) > 0, fault("take an answer", err)
}

// Claim notes that a person is about to be told of a revision of a meeting by a
// letter. It is refused, with false, if they were by another: so one revision is
// mailed once, however many letters wait.
func Claim(tx *database.Tx, id, letter string, m meeting.Meeting, now time.Time) (bool, error) {
	ids, err := database.All(tx, `update invitation set letter = $2, sequence = $3, sent = $4, starts = $5, ends = $6
		where id = $1 and not released and (sequence < $3 or letter = $2) returning id`,
		[]any{id, letter, m.Revision, now.UnixMilli(), m.Start.UnixMilli(), m.End.UnixMilli()}, scanID)
	return len(ids) > 0, fault("claim", err)
}

// ClaimRelease is Claim for the letter that says that a person is not asked to
// come any more.
func ClaimRelease(tx *database.Tx, id, letter string, now time.Time) (bool, error) {
	ids, err := database.All(tx, `update invitation set letter = $2, sequence = -1, sent = $3
		where id = $1 and released and (sequence >= 0 or letter = $2) returning id`, []any{id, letter, now.UnixMilli()}, scanID)
	return len(ids) > 0, fault("claim", err)
}

// Again lets what was sent to a person be sent once more.
func Again(tx *database.Tx, on act.Ref, id string) error {
	return fault("send again", tx.Exec(`update invitation set sequence = -1 where meeting = $1 and id = $2 and not released`, on, id))
}

// release notes that people are not asked to come any more. Of whoever was told
// nothing there is nothing to keep.
func release(tx *database.Tx, ids ...string) error {
	if len(ids) == 0 {
		return nil
	}
	var args []any
	among := database.In(&args, ids...)
	if err := tx.Exec(`delete from invitation where sequence < 0 and id in (`+among+`)`, args...); err != nil {
		return fault("release", err)
	}
	return fault("release", tx.Exec(`update invitation set released = true where id in (`+among+`)`, args...))
}

// admit refuses one more guest if there are too many.
func admit(tx *database.Tx, on act.Ref) error {
	var n int
	err := tx.Row(`select count(*) from invitation where meeting = $1 and guest and not released`, []any{on}, &n)
	if err == nil && n >= mostGuests {
		err = act.Refuse(act.NotNow, "refuse.invitation.many", mostGuests)
	}
	return fault("count guests", err)
}

func one(tx *database.Tx, where string, args ...any) (Invitation, error) {
	all, err := read(tx, where, args...)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.invitation.unknown")
	}
	if err != nil {
		return Invitation{}, err
	}
	return all[0], nil
}

func read(tx *database.Tx, where string, args ...any) ([]Invitation, error) {
	all, err := database.All(tx, `select id, meeting, member, guest, inviter, grp, made, released, starts, letter, sequence, sent,
			answer, comment, through, answered, answered_to
		from invitation `+where, args, func(scan database.Scan) (i Invitation, err error) {
		var made, starts, sent, answered int64
		err = scan(&i.ID, &i.Meeting, &i.Person, &i.Guest, &i.Inviter, &i.Group, &made, &i.Released, &starts, &i.Letter, &i.Sequence, &sent,
			&i.Answer, &i.Comment, &i.Through, &answered, &i.AnsweredTo)
		i.Made, i.Start = time.UnixMilli(made).UTC(), time.UnixMilli(starts).UTC()
		if sent > 0 {
			i.Sent = time.UnixMilli(sent).UTC()
		}
		if answered > 0 {
			i.Answered = time.UnixMilli(answered).UTC()
		}
		return i, err
	})
	return all, fault("read", err)
}

func scanID(scan database.Scan) (id string, err error) {
	err = scan(&id)
	return id, err
}

func fault(what string, err error) error {
	if _, refused := act.Refused(err); err == nil || refused {
		return err
	}
	return fmt.Errorf("invitations: %s: %w", what, err)
}
