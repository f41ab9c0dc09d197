package register

import (
	"database/sql"
	"errors"
	"strconv"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A Desk says that a matter waits for a group.
type Desk struct {
	Ref   act.Ref
	Title text.Words
	Stage procedure.Stage
	Group group.ID
	Wants string    // the command that would move it
	Since time.Time // UTC
	Until time.Time // zero if there is no date
}

// Desk lists what waits for a group, longest first, at most limit.
func (q Questions) Desk(g group.ID, limit int) ([]Desk, error) {
	args := []any{string(g), limit}
	query := q.reader.walk(&args, func(scope string) string {
		return `select m.ref, m.title, m.stage, d.grp, d.wants, d.since, d.until
			from register_desk d join register_matter m on m.ref = d.matter
			where d.grp = $1 and d.scope = ` + scope + ` order by d.since, d.matter limit $2`
	})
	return database.All(q.tx, query+` order by 6, 1 limit $2`, args, scanDesk)
}

func scanDesk(scan database.Scan) (d Desk, err error) {
	var (
		title        string
		since, until int64
	)
	if err = scan(&d.Ref, &title, &d.Stage, &d.Group, &d.Wants, &since, &until); err != nil {
		return d, err
	}
	d.Since, d.Until = instant(since), instant(until)
	d.Title, err = titleOf(title)
	return d, err
}

// A Summary is a matter as it stands in a list.
type Summary struct {
	Ref       act.Ref
	Title     text.Words
	Origin    group.ID
	Stage     procedure.Stage
	Dimension string
	Moved     time.Time // when it last moved, UTC
}

// A Place is where a page of a list ends, and the next begins.
type Place struct {
	At  int64 // Unix milliseconds; 0 for the first page
	Ref act.Ref
}

// Matters lists matters, those that moved last first, at most limit. The stage
// may be empty, for all.
func (q Questions) Matters(stage procedure.Stage, after Place, limit int) ([]Summary, error) {
	if after.At == 0 {
		after.At = 1 << 62
	}
	args := []any{after.At, string(after.Ref), limit}
	where := `(m.moved, m.ref) < ($1, $2)`
	if stage != "" {
		args = append(args, string(stage))
		where += ` and m.stage = ` + placeholder(len(args))
	}
	query := q.reader.walk(&args, func(scope string) string {
		return `select m.ref, m.title, m.origin, m.stage, m.dimension, m.moved from register_matter m
			where m.scope = ` + scope + ` and ` + where + ` order by m.moved desc, m.ref desc limit $3`
	})
	return database.All(q.tx, query+` order by 6 desc, 1 desc limit $3`, args,
		func(scan database.Scan) (s Summary, err error) {
			var (
				title string
				moved int64
			)
			if err = scan(&s.Ref, &title, &s.Origin, &s.Stage, &s.Dimension, &moved); err != nil {
				return s, err
			}
			s.Moved = instant(moved)
			s.Title, err = titleOf(title)
			return s, err
		})
}

// Place is where the list goes on after s.
func (s Summary) Place() Place { return Place{s.Moved.UnixMilli(), s.Ref} }

// Stages counts the matters that the reader may see, by stage and by the group
// that raised them.
func (q Questions) Stages() (map[procedure.Stage]map[group.ID]int, error) {
	var args []any
	count := map[procedure.Stage]map[group.ID]int{}
	err := q.tx.Each(`select stage, origin, n from register_stage where n <> 0 and `+q.reader.within("scope", &args), args,
		func(scan database.Scan) error {
			var (
				stage  procedure.Stage
				origin group.ID
				n      int
			)
			if err := scan(&stage, &origin, &n); err != nil {
				return err
			}
			if count[stage] == nil {
				count[stage] = map[group.ID]int{}
			}
			count[stage][origin] += n
			return nil
		})
	return count, err
}

// Titles returns the titles of matters, meetings, conferences and publications, those that the reader may see.
func (q Questions) Titles(refs ...act.Ref) (map[act.Ref]text.Words, error) {
	titles := map[act.Ref]text.Words{}
	if len(refs) == 0 {
		return titles, nil
	}
	var args []any
	among := database.In(&args, refs...)
	err := q.tx.Each(`select ref, scope, title from register_matter where ref in (`+among+`)
		union all select ref, scope, title from register_meeting where ref in (`+among+`)
		union all select ref, scope, title from register_conference where ref in (`+among+`)
		union all select ref, scope, title from register_publication where ref in (`+among+`)`, args,
		func(scan database.Scan) error {
			var (
				ref          act.Ref
				scope, title string
			)
			if err := scan(&ref, &scope, &title); err != nil || !q.reader.May(scope) {
				return err
			}
			words, err := titleOf(title)
			titles[ref] = words
			return err
		})
	return titles, err
}

// A Recommendation is an adopted text.
type Recommendation struct {
	Symbol    string
	Place     int64 // of the adoption in the record; lists go by it
	Matter    act.Ref
	Version   act.Hash
	Dimension string
	Title     text.Words
	Adopted   time.Time // UTC
}

const recommendationColumns = `r.symbol, r.place, r.matter, r.version, r.dimension, r.title, r.adopted`

func scanRecommendation(scan database.Scan) (r Recommendation, err error) {
	var (
		version, title string
		adopted        int64
	)
	if err = scan(&r.Symbol, &r.Place, &r.Matter, &version, &r.Dimension, &title, &adopted); err != nil {
		return r, err
	}
	r.Adopted = instant(adopted)
	if r.Version, err = act.ParseHash(version); err != nil {
		return r, err
	}
	r.Title, err = titleOf(title)
	return r, err
}

// Recommendations lists recommendations, newest first, at most limit, adopted
// before a place (0: from the end). Dimension and addressee may be empty.
func (q Questions) Recommendations(dimension, addressee string, before int64, limit int) ([]Recommendation, error) {
	if before <= 0 {
		before = 1 << 62
	}
	args := []any{before, limit}
	from, where := `register_recommendation r`, `r.place < $1`
	if addressee != "" {
		args = append(args, addressee)
		from += ` join register_addressee d on d.symbol = r.symbol and d.organisation = ` + placeholder(len(args))
	}
	if dimension != "" {
		args = append(args, dimension)
		where += ` and r.dimension = ` + placeholder(len(args))
	}
	return database.All(q.tx, `select `+recommendationColumns+` from `+from+` where `+where+`
		order by r.place desc limit $2`, args, scanRecommendation)
}

// Addressees returns whom each recommendation is made to, by symbol, in the order
// of their ids.
func (q Questions) Addressees() (map[string][]string, error) {
	all := map[string][]string{}
	err := q.tx.Each(`select symbol, organisation from register_addressee order by organisation`, nil, func(scan database.Scan) error {
		var symbol, organisation string
		err := scan(&symbol, &organisation)
		all[symbol] = append(all[symbol], organisation)
		return err
	})
	return all, err
}

// Recommendation returns the recommendation of a symbol, and its text. They
// are public, whoever asks.
func (q Questions) Recommendation(symbol string) (Recommendation, Text, error) {
	found, err := database.All(q.tx, `select `+recommendationColumns+` from register_recommendation r where r.symbol = $1`,
		[]any{symbol}, scanRecommendation)
	if err == nil && len(found) == 0 {
		err = act.Refuse(act.NotFound, "refuse.recommendation.unknown")
	}
	if err != nil {
		return Recommendation{}, Text{}, err
	}
	r := found[0]
	// The adopted version is public, although versions as such are not.
	lines, err := q.lines(`where a.matter = $1 and a.hash = $2`, string(r.Matter), r.Version[:])
	if err != nil {
		return r, Text{}, err
	}
	l, err := one(lines, nil)
	return r, Text{Line: l, Paragraphs: paragraphs(l)}, err
}

// Due lists the matters whose decision ended at or before an instant, and the
// publications whose release was timed for it. It is for the clock, and no
// reader's.
func (r *Register) Due(tx *database.Tx, at time.Time, limit int) ([]act.Ref, error) {
	return database.All(tx, `select matter from register_deadline where at <= $1 order by at limit $2`,
		[]any{at.UnixMilli(), limit}, func(scan database.Scan) (ref act.Ref, err error) {
			err = scan(&ref)
			return ref, err
		})
}

// NextDeadline is when the next decision ends, or an edition comes out; ok is
// false if there is none.
func (r *Register) NextDeadline(tx *database.Tx) (at time.Time, ok bool, err error) {
	var ms int64
	err = tx.Row(`select at from register_deadline order by at limit 1`, nil, &ms)
	if errors.Is(err, sql.ErrNoRows) {
		return at, false, nil
	}
	return instant(ms), err == nil, err
}

// placeholder is the n-th parameter of a query.
func placeholder(n int) string { return "$" + strconv.Itoa(n) }

// instant reads Unix milliseconds; 0 is the zero time.
func instant(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
