// Package signin proves that a request comes from a member: by a link that
// works once, by a passkey, or by the word of an organisation that they belong
// to; then by a session in a cookie. A program carries a token. There are no
// passwords.
//
// Its law: what proves anything is 32 random bytes that only their bearer has.
// We keep the SHA-256 of them, so that neither a copy of the database nor a log
// lets anybody in, and look them up by it, so that how long a look-up takes
// tells nothing of the secret. Secrets are in no error and no refusal.
//
// Nor does it tell who is a member: whoever asks for a link for an address gets
// the same answer, after the same work, whether or not the address is known.
//
// A question is bound to the browser that asked it: a link that was mailed, a
// challenge to a passkey, the way to another organisation and back. Whoever
// gets hold of the answer can do nothing with it elsewhere, and nobody can be
// made to finish what another began.
//
// Functions that take a transaction are the whole of it. A Door is what a
// server holds in front of them: it remembers for a few seconds whom it has let
// in. In a process with a Door, end sessions and tokens through the Door, and
// they are dead at once; in other processes they are dead within Memory.
package signin

import (
	"embed"
	"strings"
	"time"
	"unicode"

	"example.org/counterpart/database"
)

// The refusals of this package. Their sentences are in the catalogues.
const (
	LinkUnknown    = "signin.link.unknown"    // no such link: cut short by a mail program, perhaps
	LinkUsed       = "signin.link.used"       //
	LinkExpired    = "signin.link.expired"    //
	LinkElsewhere  = "signin.link.elsewhere"  // it was asked for in another browser
	NoSeat         = "signin.seat.none"       // whoever this is has no seat
	SessionNone    = "signin.session.none"    // nobody is signed in, or no longer
	SessionExpired = "signin.session.expired" //
	SessionStale   = "signin.session.stale"   // int: minutes within which one must have signed in
	TokenUnknown   = "signin.token.unknown"   //
	TokenExpired   = "signin.token.expired"   //
	TokenReads     = "signin.token.reads"     // the token may read only
	TokenNameless  = "signin.token.nameless"  //
	TokenScope     = "signin.token.scope"     // neither read nor write
	TokenUntil     = "signin.token.until"     // int: days that a token may last at most
	TokenMany      = "signin.token.many"      // int: tokens that one member may have
	AskedAddress   = "signin.asked.address"   // int: minutes to wait
	AskedEmail     = "signin.asked.email"     // int: minutes to wait
	AttemptMany    = "signin.attempt.many"    // int: minutes to wait
	AttemptOver    = "signin.attempt.over"    // the question is too old, was answered, or was put to another browser

	PasskeyUnknown  = "signin.passkey.unknown"  // nobody here has that passkey, or no longer
	PasskeyRefused  = "signin.passkey.refused"  // it did not prove what it was to prove
	PasskeyCopied   = "signin.passkey.copied"   // its counter went back: there may be two of it
	PasskeyTaken    = "signin.passkey.taken"    // somebody has it already
	PasskeyNameless = "signin.passkey.nameless" //
	PasskeyMany     = "signin.passkey.many"     // int: passkeys that one member may have

	ReturnSilent     = "signin.return.silent"     // the organisation's sign-in does not answer as it should
	ReturnDeclined   = "signin.return.declined"   // it says that they did not sign in there
	ReturnUnverified = "signin.return.unverified" // it vouches for no e-mail address
	ReturnDomain     = "signin.return.domain"     // it may not vouch for that one
	ReturnNobody     = "signin.return.nobody"     // nobody on the roll has that one

	RecoveryOffice   = "signin.recovery.office"   // only for the secretariat
	RecoveryOneself  = "signin.recovery.oneself"  // not for oneself
	RecoveryTwo      = "signin.recovery.two"      // whoever began it cannot confirm it
	RecoveryReason   = "signin.recovery.reason"   // int: letters that a reason may have
	RecoveryWaits    = "signin.recovery.waits"    // one for this member waits already
	RecoveryOver     = "signin.recovery.over"     // it was confirmed, dropped, or is too old
	RecoveryNoMember = "signin.recovery.nomember" // nobody who sits was chosen
)

// Keys lists every key, so that the catalogues can be held against it.
var Keys = []string{LinkUnknown, LinkUsed, LinkExpired, SessionNone, SessionExpired, SessionStale,
	TokenUnknown, TokenExpired, TokenReads, TokenNameless, TokenScope, TokenUntil, TokenMany, AskedAddress, AskedEmail,
	LinkElsewhere, NoSeat, AttemptMany, AttemptOver, PasskeyUnknown, PasskeyRefused, PasskeyCopied, PasskeyTaken,
	PasskeyNameless, PasskeyMany, ReturnSilent, ReturnDeclined, ReturnUnverified, ReturnDomain, ReturnNobody,
	RecoveryOffice, RecoveryOneself, RecoveryTwo, RecoveryReason, RecoveryWaits, RecoveryOver, RecoveryNoMember}

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of sign-in, or brings them up to date.
func Open(tx *database.Tx) error {
	return tx.Migrate("signin", migrations)
}

// instant reads a time as the tables keep it.
func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// line makes words from outside fit to be kept and shown on one line: without
// what is unprintable, and cut to max letters.
func line(s string, max int) string {
	s = strings.Map(func(c rune) rune {
		switch {
		case c == unicode.ReplacementChar:
			return -1
		case unicode.IsSpace(c):
			return ' '
		case !unicode.IsPrint(c):
			return -1
		}
		return c
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if letters := []rune(s); len(letters) > max {
		s = strings.TrimSpace(string(letters[:max]))
	}
	return s
}
