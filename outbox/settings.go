package outbox

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/notice"
)

// Settings are how somebody wants to be told.
type Settings struct {
	Pace     notice.Pace
	Bulletin bool
	Quiet    notice.Quiet
}

// Usual is what holds for who never said: each event at once, and the bulletin,
// but nothing at night.
var Usual = Settings{Pace: notice.Each, Bulletin: true, Quiet: notice.Quiet{From: 22 * 60, To: 7 * 60}}

// How somebody watches one matter.
type How string

// The ways to watch; empty is as it comes.
const (
	Follow How = "follow" // also statements, positions and other small steps
	Mute   How = "mute"   // nothing
)

// Check refuses settings that nobody could keep.
func (s Settings) Check() error {
	const day = 24 * 60
	switch {
	case !slices.Contains(notice.Paces, s.Pace):
		return act.RefuseField("pace", "outbox.refuse.pace")
	case s.Quiet.From < 0 || s.Quiet.From >= day:
		return act.RefuseField("from", "outbox.refuse.time")
	case s.Quiet.To < 0 || s.Quiet.To >= day:
		return act.RefuseField("to", "outbox.refuse.time")
	}
	return nil
}

// Settings returns how somebody wants to be told, and which matters they watch.
func (b *Box) Settings(ctx context.Context, who member.ID) (s Settings, watch map[act.Ref]How, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		s, watch, err = of(tx, who)
		return err
	})
	return s, watch, err
}

func of(tx *database.Tx, who member.ID) (Settings, map[act.Ref]How, error) {
	all, err := settings(tx, `where member = $1`, string(who))
	if err != nil {
		return Usual, nil, err
	}
	s, ok := all[who]
	if !ok {
		s = Usual
	}
	watch := map[act.Ref]How{}
	err = tx.Each(`select matter, how from outbox_follow where member = $1`, []any{string(who)}, func(scan database.Scan) error {
		var (
			ref act.Ref
			how How
		)
		err := scan(&ref, &how)
		watch[ref] = how
		return err
	})
	return s, watch, err
}

// settings returns those of everybody who ever said, or of those a condition is
// true of.
func settings(tx *database.Tx, where string, args ...any) (map[member.ID]Settings, error) {
	all := map[member.ID]Settings{}
	err := tx.Each(`select member, pace, bulletin, quiet_from, quiet_to from outbox_setting `+where, args, func(scan database.Scan) error {
		var (
			who member.ID
			s   Settings
		)
		err := scan(&who, &s.Pace, &s.Bulletin, &s.Quiet.From, &s.Quiet.To)
		all[who] = s
		return err
	})
	return all, err
}

// Set keeps how somebody wants to be told.
func (b *Box) Set(ctx context.Context, who member.ID, s Settings) error {
	if err := s.Check(); err != nil {
		return err
	}
	return b.DB.Write(ctx, func(tx *database.Tx) error { return set(tx, who, s) })
}

func set(tx *database.Tx, who member.ID, s Settings) error {
	return tx.Exec(`insert into outbox_setting (member, pace, bulletin, quiet_from, quiet_to) values ($1, $2, $3, $4, $5)
		on conflict (member) do update set pace = excluded.pace, bulletin = excluded.bulletin,
			quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to`,
		string(who), string(s.Pace), s.Bulletin, s.Quiet.From, s.Quiet.To)
}

// Stop ends letters of a sort for somebody: the bulletin, or all the others.
func (b *Box) Stop(ctx context.Context, who member.ID, sort Sort) error {
	return b.DB.Write(ctx, func(tx *database.Tx) error {
		s, _, err := of(tx, who)
		if err != nil {
			return err
		}
		if sort == Bulletin {
			s.Bulletin = false
		} else {
			s.Pace = notice.Never
		}
		return set(tx, who, s)
	})
}

// mostWatched is how many matters somebody may follow or mute.
const mostWatched = 2000

// Watch keeps how somebody watches a matter.
func (b *Box) Watch(ctx context.Context, who member.ID, ref act.Ref, how How) error {
	if how != Follow && how != Mute && how != "" {
		return act.RefuseField("how", "outbox.refuse.how")
	}
	return b.DB.Write(ctx, func(tx *database.Tx) error {
		if how == "" {
			return tx.Exec(`delete from outbox_follow where member = $1 and matter = $2`, string(who), string(ref))
		}
		var n int
		if err := tx.Row(`select count(*) from outbox_follow where member = $1`, []any{string(who)}, &n); err != nil {
			return err
		}
		if n >= mostWatched {
			return act.Refuse(act.TooMany, "outbox.refuse.watch", mostWatched)
		}
		return tx.Exec(`insert into outbox_follow (member, matter, how) values ($1, $2, $3)
			on conflict (member, matter) do update set how = excluded.how`, string(who), string(ref), string(how))
	})
}

// Watches returns how somebody watches a matter.
func (b *Box) Watches(ctx context.Context, who member.ID, ref act.Ref) (how How, err error) {
	err = b.DB.Read(ctx, func(tx *database.Tx) error {
		err := tx.Row(`select how from outbox_follow where member = $1 and matter = $2`, []any{string(who), string(ref)}, &how)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return how, err
}

// watchers returns how members watch a matter.
func watchers(tx *database.Tx, ref act.Ref) (map[member.ID]How, error) {
	all := map[member.ID]How{}
	err := tx.Each(`select member, how from outbox_follow where matter = $1`, []any{string(ref)}, func(scan database.Scan) error {
		var (
			who member.ID
			how How
		)
		err := scan(&who, &how)
		all[who] = how
		return err
	})
	return all, err
}

// Forget removes all that the outbox holds of a person, who gets no more
// letters that are not on their way already.
func Forget(tx *database.Tx, who member.ID) error {
	for _, query := range []string{
		`delete from outbox_item where letter in (select id from outbox_letter where member = $1)`,
		`delete from outbox_letter where member = $1`,
		`delete from outbox_follow where member = $1`,
		`delete from outbox_setting where member = $1`,
		`delete from outbox_bounce where member = $1`,
		`delete from outbox_pause where member = $1`,
	} {
		if err := tx.Exec(query, string(who)); err != nil {
			return fmt.Errorf("forget %s: %w", who, err)
		}
	}
	if err := tx.Exec(`delete from outbox_told where what = $1`, asks(who)); err != nil {
		return fmt.Errorf("forget %s: %w", who, err)
	}
	return nil
}
