package signin

import (
	"errors"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

const (
	// Idle is how long a session lasts that is not used, Longest how long any
	// does.
	Idle    = 30 * 24 * time.Hour
	Longest = 90 * 24 * time.Hour

	// Recent is how long after signing in one may take a step that commits a
	// whole group.
	Recent = 30 * time.Minute

	// noted is how often it is written down that a session or a token is used.
	noted = time.Minute

	maxAgent = 200 // letters of what a browser calls itself
)

// A Session is a member who has signed in with one browser.
type Session struct {
	ID     string // names it on pages; it lets nobody in
	Member member.ID
	Began  time.Time
	Proved time.Time // when the member proved who they are; zero if nobody said
	Seen   time.Time // when it was last used, to the minute
	Agent  string    // what the browser calls itself; written by whoever sent it

	digest digest
}

// Until is when the session ends if it is not used again.
func (s Session) Until() time.Time {
	idle, longest := s.Seen.Add(Idle), s.Began.Add(Longest)
	if idle.Before(longest) {
		return idle
	}
	return longest
}

// Fresh reports whether the member has proved who they are within Recent.
func Fresh(s Session, now time.Time) bool {
	return s.Member != "" && !s.Proved.IsZero() && now.Sub(s.Proved) < Recent
}

// RefuseStale refuses a session that is not fresh.
func RefuseStale(s Session, now time.Time) error {
	if Fresh(s, now) {
		return nil
	}
	return act.Refuse(act.NotAllowed, SessionStale, int(Recent/time.Minute))
}

// Start begins a session for a member who has just proved who they are, and
// returns the token for the cookie. Whoever signs in gets a new one, always.
func Start(tx *database.Tx, who member.ID, agent string, now time.Time) (token string, s Session, err error) {
	return startAt(tx, who, agent, now, now)
}

// startAt begins a session for a member who proved who they are at an instant,
// which is zero if nobody can say.
func startAt(tx *database.Tx, who member.ID, agent string, proved, now time.Time) (token string, s Session, err error) {
	if who == "" {
		return "", Session{}, errors.New("start a session for nobody")
	}
	if err := sweep(tx, now); err != nil {
		return "", Session{}, err
	}
	token, d := newSecret(sessionMark)
	at := instant(now.UnixMilli())
	s = Session{ID: newID(), Member: who, Began: at, Seen: at, Agent: line(agent, maxAgent), digest: d}
	var ms int64
	if !proved.IsZero() {
		ms = proved.UnixMilli()
		s.Proved = instant(ms)
	}
	err = tx.Exec(`insert into signin_session (digest, id, member, began, seen, agent, proved) values ($1, $2, $3, $4, $4, $5, $6)`,
		d[:], s.ID, who, at.UnixMilli(), s.Agent, ms)
	if err != nil {
		return "", Session{}, fmt.Errorf("start a session: %w", err)
	}
	return token, s, nil
}

// Who says whose session a token belongs to. A session that has ended and one
// that never was are refused alike.
func Who(tx *database.Tx, token string, now time.Time) (Session, error) {
	d, ok := read(sessionMark, token)
	if !ok {
		return Session{}, act.Refuse(act.NotAllowed, SessionNone)
	}
	s, err := session(tx, d)
	if err != nil {
		return Session{}, err
	}
	return s, s.live(now)
}

// live refuses a session that is over.
func (s Session) live(now time.Time) error {
	if !now.Before(s.Until()) {
		return act.Refuse(act.NotAllowed, SessionExpired)
	}
	return nil
}

func session(tx *database.Tx, d digest) (s Session, err error) {
	all, err := sessions(tx, `where digest = $1`, d[:])
	if err != nil {
		return Session{}, err
	}
	if len(all) == 0 {
		return Session{}, act.Refuse(act.NotAllowed, SessionNone)
	}
	return all[0], nil
}

func sessions(tx *database.Tx, where string, args ...any) ([]Session, error) {
	all, err := database.All(tx, `select digest, id, member, began, seen, agent, proved from signin_session `+where, args,
		func(scan database.Scan) (s Session, err error) {
			var d []byte
			var began, seen, proved int64
			err = scan(&d, &s.ID, &s.Member, &began, &seen, &s.Agent, &proved)
			s.Began, s.Seen = instant(began), instant(seen)
			if proved != 0 {
				s.Proved = instant(proved)
			}
			copy(s.digest[:], d)
			return s, err
		})
	if err != nil {
		return nil, fmt.Errorf("read sessions: %w", err)
	}
	return all, nil
}

// List returns a member's sessions that are not over, the one last used first.
func List(tx *database.Tx, who member.ID, now time.Time) ([]Session, error) {
	return sessions(tx, `where member = $1 and seen > $2 and began > $3 order by seen desc, id`,
		who, now.Add(-Idle).UnixMilli(), now.Add(-Longest).UnixMilli())
}

// End ends one session of a member, by its ID. To end it twice is no error.
func End(tx *database.Tx, who member.ID, id string) error {
	if err := tx.Exec(`delete from signin_session where member = $1 and id = $2`, who, id); err != nil {
		return fmt.Errorf("end a session: %w", err)
	}
	return nil
}

// EndAll ends every session of a member, but for those whose IDs are spared.
func EndAll(tx *database.Tx, who member.ID, spare ...string) error {
	args := []any{who}
	query := `delete from signin_session where member = $1`
	for _, id := range spare {
		args = append(args, id)
		query += fmt.Sprintf(` and id <> $%d`, len(args))
	}
	if err := tx.Exec(query, args...); err != nil {
		return fmt.Errorf("end all sessions: %w", err)
	}
	return nil
}

// Forget removes whatever lets a member in or tells when they were here:
// sessions, tokens, links, passkeys. It belongs to a member's leaving and to
// their erasure. That they were once let in again by the secretariat stays on
// file, without the words.
func Forget(tx *database.Tx, who member.ID) error {
	if _, err := EndAccess(tx, who); err != nil {
		return err
	}
	for _, query := range []string{
		`delete from signin_handle where member = $1`,
		`update signin_recovery set reason = '' where member = $1`,
	} {
		if err := tx.Exec(query, who); err != nil {
			return fmt.Errorf("forget %s: %w", who, err)
		}
	}
	return nil
}

// Ended is how much of each sort was ended.
type Ended struct{ Sessions, Passkeys, Tokens, Links int }

// EndAccess ends everything that lets a member in.
func EndAccess(tx *database.Tx, who member.ID) (ended Ended, err error) {
	var attempts int
	for _, ways := range []struct {
		query string
		n     *int
	}{
		{`delete from signin_session where member = $1 returning member`, &ended.Sessions},
		{`delete from signin_passkey where member = $1 returning member`, &ended.Passkeys},
		{`delete from signin_token where member = $1 returning member`, &ended.Tokens},
		{`delete from signin_link where member = $1 returning member`, &ended.Links},
		{`delete from signin_attempt where member = $1 returning member`, &attempts},
	} {
		gone, err := database.All(tx, ways.query, []any{who}, func(scan database.Scan) (m member.ID, err error) { return m, scan(&m) })
		if err != nil {
			return Ended{}, fmt.Errorf("end the access of %s: %w", who, err)
		}
		*ways.n = len(gone)
	}
	return ended, nil
}
