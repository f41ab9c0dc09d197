package register

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/roll"
)

// Catch brings the register up to the end of the record, a page of acts a
// transaction, so that memory stays bounded. The progress function may be nil.
func Catch(ctx context.Context, db *database.DB, progress func(done, total int64)) error {
	if err := empty(ctx, db); err != nil {
		return err
	}
	c := catcher{matters: map[act.Ref]*procedure.Matter{}, meetings: map[act.Ref]*meeting.Meeting{},
		conferences: map[act.Ref]*conference.Conference{}, publications: map[act.Ref]*publication.Publication{}}
	for {
		var done, total int64
		err := db.Write(ctx, func(tx *database.Tx) (err error) {
			done, total, err = c.page(tx)
			return err
		})
		if err != nil {
			return err
		}
		if progress != nil {
			progress(done, total)
		}
		if done == total {
			return nil
		}
	}
}

// Drop makes the next Catch fold everything afresh.
func Drop(ctx context.Context, db *database.DB) error {
	return db.Write(ctx, func(tx *database.Tx) error {
		if err := tx.Define(headSchema); err != nil {
			return err
		}
		return tx.Exec(`delete from register_head`)
	})
}

// emptied is how many acts leave an old register in one transaction.
const emptied = 10_000

// empty takes the acts out of a register of another version, a piece at a time.
// SQLite keeps in memory what a statement overwrites until the transaction is
// over, so dropping the table at once would cost as much memory as it is large.
func empty(ctx context.Context, db *database.DB) error {
	for more := db.Engine == database.SQLite; more; {
		err := db.Write(ctx, func(tx *database.Tx) error {
			var there, next int64
			err := tx.Row(`select count(*) from sqlite_schema where name = 'register_act'`, nil, &there)
			_, folding, headErr := Head(tx)
			if more = there == 1 && !folding; !more || err != nil || headErr != nil {
				return errors.Join(err, headErr)
			}
			err = tx.Row(`select seq from register_act order by seq limit 1 offset $1`, []any{emptied}, &next)
			if errors.Is(err, sql.ErrNoRows) {
				more = false // the rest goes with the table
				return nil
			}
			if err != nil {
				return err
			}
			return tx.Exec(`delete from register_act where seq < $1`, next)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// A catcher folds page after page. It keeps the matters that it has met, as
// many as memory allows, and folds one again from the record when it meets it
// after having let it go.
type catcher struct {
	initiative  initiative.Initiative
	begun       bool
	matters     map[act.Ref]*procedure.Matter
	meetings    map[act.Ref]*meeting.Meeting
	conferences map[act.Ref]*conference.Conference

	publications map[act.Ref]*publication.Publication
}

const (
	pageSize    = 2000
	mostMatters = 5000
)

func (c *catcher) page(tx *database.Tx) (done, total int64, err error) {
	next, err := head(tx)
	if err != nil {
		return 0, 0, err
	}
	if total, err = record.Size(tx); err != nil || next == total {
		return next, total, err
	}
	if !c.begun {
		if err := c.begin(tx, next); err != nil {
			return 0, 0, err
		}
	}
	entries, err := record.Entries(tx, next, pageSize)
	if err != nil {
		return 0, 0, err
	}
	f := NewFold(tx)
	names, err := aliases(tx, entries)
	if err != nil {
		return 0, 0, err
	}
	for _, e := range entries {
		a, err := Decode(e)
		if err != nil {
			return 0, 0, err
		}
		if err := c.enter(tx, f, Entry{Act: a, Author: names[a.By], Via: via(names, a.Via), Data: e.Data}); err != nil {
			return 0, 0, err
		}
		next = e.Seq + 1
	}
	if len(c.matters)+len(c.meetings)+len(c.conferences)+len(c.publications) > mostMatters {
		clear(c.conferences)
		clear(c.publications)
		clear(c.matters)
		clear(c.meetings)
	}
	return next, total, f.Flush(next)
}

// begin folds the initiative as it stood at place next.
func (c *catcher) begin(tx *database.Tx, next int64) error {
	c.begun = true
	n, err := stateBefore(tx, act.Initiative, next, (*initiative.Initiative).Apply)
	if err == nil {
		c.initiative = *n
	}
	return err
}

func (c *catcher) enter(tx *database.Tx, f *Fold, e Entry) error {
	if e.Act.On == act.Initiative {
		c.initiative.Apply(e.Act)
		return f.Initiative(e, c.initiative)
	}
	switch on := e.Act.On; {
	case on.Meets():
		_, after, err := entered(tx, c.meetings, e, (*meeting.Meeting).Apply, meeting.Meeting.Clone)
		if err != nil {
			return err
		}
		return f.Meeting(e, after)
	case on.Confers():
		_, after, err := entered(tx, c.conferences, e, (*conference.Conference).Apply, conference.Conference.Clone)
		if err != nil {
			return err
		}
		return f.Conference(e, after)
	case on.Prints():
		_, after, err := entered(tx, c.publications, e, (*publication.Publication).Apply, publication.Publication.Clone)
		if err != nil {
			return err
		}
		return f.Publication(e, after)
	}
	before, after, err := entered(tx, c.matters, e, (*procedure.Matter).Apply, procedure.Matter.Clone)
	if err != nil {
		return err
	}
	return f.Matter(e, before, after, c.initiative.Rules)
}

// entered folds one act into the states that are known, and returns the state of
// what it was done to, before it and after it. What is not known is folded from
// the record first.
func entered[S any](tx *database.Tx, known map[act.Ref]*S, e Entry, apply func(*S, act.Act), clone func(S) S) (before, after S, err error) {
	s, ok := known[e.Act.On]
	if !ok {
		if s, err = stateBefore(tx, e.Act.On, e.Act.Seq, apply); err != nil {
			return before, after, err
		}
		known[e.Act.On] = s
	}
	before, after = *s, clone(*s)
	apply(&after, e.Act)
	*s = after
	return before, after, nil
}

// stateBefore folds something from the record as it stood before place seq.
func stateBefore[S any](tx *database.Tx, ref act.Ref, seq int64, apply func(*S, act.Act)) (*S, error) {
	entries, err := record.About(tx, string(ref), -1)
	if err != nil {
		return nil, err
	}
	s := new(S)
	for _, e := range entries {
		if e.Seq >= seq {
			break
		}
		a, err := Decode(e)
		if err != nil {
			return nil, err
		}
		apply(s, a)
	}
	return s, nil
}

// aliases looks up whom the aliases in a page of entries stand for.
func aliases(tx *database.Tx, entries []record.Entry) (map[act.Alias]memberID, error) {
	var all []act.Alias
	seen := map[act.Alias]bool{}
	for _, e := range entries {
		var h struct {
			By  act.Alias `json:"by"`
			Via act.Alias `json:"via"`
		}
		if err := json.Unmarshal(e.Data, &h); err != nil {
			return nil, fmt.Errorf("act %d: %w", e.Seq, err)
		}
		for _, alias := range []act.Alias{h.By, h.Via} {
			if alias != "" && !seen[alias] {
				seen[alias] = true
				all = append(all, alias)
			}
		}
	}
	names, err := roll.WhoIs(tx, all)
	if err == nil {
		names[act.Clock] = member.Clock // which is in no roll
	}
	return names, err
}

// via is the assistant whom an alias stands for; empty for no alias.
func via(names map[act.Alias]memberID, alias act.Alias) memberID {
	if alias == "" {
		return ""
	}
	return names[alias]
}

// head returns the first act not yet folded. If the register is of another
// version, or is not there, it makes an empty one.
func head(tx *database.Tx) (next int64, err error) {
	if err := tx.Define(headSchema); err != nil {
		return 0, err
	}
	var found int64
	err = tx.Row(`select version, next from register_head where one = 1`, nil, &found, &next)
	if err == nil && found == version {
		return next, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	for _, t := range tables {
		if err := tx.Exec(`drop table if exists ` + t); err != nil {
			return 0, err
		}
	}
	if err := tx.Define(schema); err != nil {
		return 0, err
	}
	if err := tx.Exec(`delete from register_head`); err != nil {
		return 0, err
	}
	return 0, tx.Exec(`insert into register_head (one, version, next) values (1, $1, 0)`, version)
}
