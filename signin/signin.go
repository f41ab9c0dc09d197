// Package signin proves that a request comes from a member: by a link that
// works once, then by a session in a cookie, or by a token that a program
// carries. There are no passwords.
//
// Its law: what proves anything is 32 random bytes that only their bearer has.
// We keep the SHA-256 of them, so that neither a copy of the database nor a log
// lets anybody in, and look them up by it, so that how long a look-up takes
// tells nothing of the secret. Secrets are in no error and no refusal.
//
// Nor does it tell who is a member: whoever asks for a link for an address gets
// the same answer, after the same work, whether or not the address is known.
//
// Functions that take a transaction are the whole of it. A Door is what a
// server holds in front of them: it remembers for a few seconds whom it has let
// in. In a process with a Door, end sessions and tokens through the Door, and
// they are dead at once; in other processes they are dead within Memory.
package signin

import (
	"embed"
	"io/fs"
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
)

// Keys lists every key, so that the catalogues can be held against it.
var Keys = []string{LinkUnknown, LinkUsed, LinkExpired, SessionNone, SessionExpired, SessionStale,
	TokenUnknown, TokenExpired, TokenReads, TokenNameless, TokenScope, TokenUntil, TokenMany, AskedAddress, AskedEmail}

//go:embed migrations/*.sql
var migrations embed.FS

// Open makes the tables of sign-in, or brings them up to date.
func Open(tx *database.Tx) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return tx.Migrate("signin", files)
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
