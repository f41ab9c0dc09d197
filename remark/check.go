package remark

import (
	"crypto/rand"
	"crypto/sha256"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A Check is an invitation of somebody from outside to check a draft.
type Check struct {
	ID          string
	Publication act.Ref
	Lang        string
	Version     act.Hash // that was the newest when they were asked
	Person      member.ID
	Inviter     member.ID
	Made        time.Time
	Until       time.Time
	Revoked     time.Time
}

// Open reports whether its key opens the draft at an instant.
func (c Check) Open(at time.Time) bool { return c.Revoked.IsZero() && at.Before(c.Until) }

// An Expert is somebody from outside, as a keeper enters them.
type Expert struct{ Name, Affiliation, Email, Lang string }

const (
	longest    = 120 * 24 * time.Hour // for which somebody may be asked
	mostChecks = 20                   // invitations to one publication that are open
)

func (e Expert) person() (roll.Person, error) {
	var lang, email error
	if !slices.Contains(procedure.Languages, e.Lang) {
		lang, e.Lang = act.RefuseField("lang", "refuse.lang"), "en"
	}
	p := roll.Person{Member: roll.NewID(), Name: text.Words{e.Lang: strings.TrimSpace(e.Name)}, Email: strings.TrimSpace(e.Email), Lang: e.Lang}
	if a := strings.TrimSpace(e.Affiliation); a != "" {
		p.Affiliation = text.Words{e.Lang: a}
	}
	if p.Email == "" {
		email = act.RefuseField("email", roll.EmailMalformed)
	}
	p, err := roll.Check(p)
	return p, act.Together(err, email, lang)
}

// Invite asks somebody to check a draft, and returns the key that their letter
// holds. Who is on the roll already, by their address, is asked as they stand
// there, and nothing of them changes.
func Invite(tx *database.Tx, c Check, e Expert, now time.Time) (key string, asked roll.Person, err error) {
	asked, err = e.person()
	var late error
	if !c.Until.After(now) || c.Until.After(now.Add(longest)) {
		late = act.RefuseField("until", "refuse.check-draft.until", int(longest.Hours()/24))
	}
	if err = act.Together(err, late); err != nil {
		return "", asked, err
	}
	all, err := Checks(tx, c.Publication)
	if err != nil {
		return "", asked, err
	}
	open := slices.DeleteFunc(all, func(o Check) bool { return !o.Open(now) })
	if len(open) >= mostChecks {
		return "", asked, act.Refuse(act.NotNow, "refuse.check-draft.many", mostChecks)
	}
	id, known, err := roll.AtEmail(tx, asked.Email)
	if err != nil {
		return "", asked, err
	}
	if known {
		if asked, err = roll.Find(tx, id); err != nil {
			return "", asked, err
		}
	} else if err = roll.Put(tx, asked); err != nil {
		return "", asked, err
	}
	key = rand.Text() + rand.Text()
	err = tx.Exec(`insert into remark_check (id, publication, lang, version, member, inviter, made, until, revoked, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)`,
		rand.Text(), string(c.Publication), c.Lang, c.Version.String(), string(asked.Member), string(c.Inviter), now.UnixMilli(), c.Until.UnixMilli(), digest(key))
	return key, asked, fault("invite", err)
}

// digest is what is kept of a key. It has 260 bits of chance in it, so that no
// salt is needed.
func digest(key string) []byte {
	sum := sha256.Sum256([]byte(key))
	return sum[:]
}

const checkColumns = `id, publication, lang, version, member, inviter, made, until, revoked`

func scanCheck(read database.Scan) (c Check, err error) {
	var version string
	var made, until, revoked int64
	if err = read(&c.ID, &c.Publication, &c.Lang, &version, &c.Person, &c.Inviter, &made, &until, &revoked); err != nil {
		return c, err
	}
	c.Made, c.Until, c.Revoked = instant(made), instant(until), instant(revoked)
	c.Version, err = act.ParseHash(version)
	return c, err
}

// Checks lists the invitations to check a publication, the newest first.
func Checks(tx *database.Tx, ref act.Ref) ([]Check, error) {
	return database.All(tx, `select `+checkColumns+` from remark_check where publication = $1 order by made desc, id limit 200`, []any{string(ref)}, scanCheck)
}

// Unlock finds the invitation that a key opens at an instant. A key that was made
// up, one that was taken back and one whose time is over are refused alike.
func Unlock(tx *database.Tx, key string, at time.Time) (Check, error) {
	all, err := database.All(tx, `select `+checkColumns+` from remark_check where digest = $1`, []any{digest(key)}, scanCheck)
	if err == nil && (len(all) == 0 || !all[0].Open(at)) {
		err = act.Refuse(act.NotFound, "refuse.check-draft.key")
	}
	if err != nil {
		return Check{}, err
	}
	return all[0], nil
}

// Revoke takes an invitation back.
func Revoke(tx *database.Tx, ref act.Ref, id string, at time.Time) error {
	return fault("take back an invitation", tx.Exec(`update remark_check set revoked = $1 where id = $2 and publication = $3 and revoked = 0`, at.UnixMilli(), id, string(ref)))
}
