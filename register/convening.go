package register

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
)

// Convenings returns the meetings that were called, moved or called off by one
// of the acts from place from on, whether anybody took a seat or left one meanwhile, and the
// place after the last act that was looked at. It looks at limit of them, and
// reads none.
func (r *Register) Convenings(tx *database.Tx, from int64, limit int) (refs []act.Ref, seated bool, next int64, err error) {
	kinds := []string{meeting.CalledAct{}.Kind(), meeting.MovedAct{}.Kind(), meeting.CalledOffAct{}.Kind()}
	next = from
	err = tx.Each(`select seq, matter, kind from register_act where seq >= $1 order by seq limit $2`, []any{from, limit}, func(scan database.Scan) error {
		var (
			ref  act.Ref
			kind string
		)
		if err := scan(&next, &ref, &kind); err != nil {
			return err
		}
		next++
		if slices.Contains(kinds, kind) && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
		seated = seated || kind == (initiative.Appointed{}).Kind() || kind == (initiative.Ended{}).Kind()
		return nil
	})
	return refs, seated, next, err
}

// Gathering returns a meeting as it stands, whoever may read it.
func (r *Register) Gathering(tx *database.Tx, ref act.Ref) (meeting.Meeting, error) {
	return r.In(tx, Joint).gathering(ref)
}

// Planned returns the meetings of some groups that are still to be, at most
// limit, whoever may read them.
func (r *Register) Planned(tx *database.Tx, groups []group.ID, now time.Time, limit int) ([]act.Ref, error) {
	args := []any{string(meeting.Planned), now.UnixMilli(), limit}
	return database.All(tx, `select distinct meeting from register_meets where stage = $1 and starts > $2 and grp in (`+
		database.In(&args, groups...)+`) order by meeting limit $3`, args, func(scan database.Scan) (ref act.Ref, err error) {
		err = scan(&ref)
		return ref, err
	})
}
