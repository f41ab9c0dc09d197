package register

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
)

// A Described is a description as it stood from an instant on: what the
// initiative said of itself, and with it the register of funders.
type Described struct {
	Line
	initiative.Description // zero if the words were erased
}

// DescriptionOn returns the description that stood at an instant. It refuses if
// there was none yet.
func (q Questions) DescriptionOn(at time.Time) (Described, error) {
	all, err := q.descriptions(`where d.at <= $1 order by d.at desc, d.place desc limit 1`, at.UnixMilli())
	return onlyOne(all, err)
}

// DescriptionOf returns the description that stood when a recommendation was
// adopted. It goes by places in the record, for several acts may share an instant.
func (q Questions) DescriptionOf(symbol string) (Described, error) {
	all, err := q.descriptions(`where d.place <= (select r.place from register_recommendation r where r.symbol = $1)
		order by d.place desc limit 1`, symbol)
	return onlyOne(all, err)
}

func onlyOne(all []Described, err error) (Described, error) {
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.description.none")
	}
	if err != nil {
		return Described{}, err
	}
	return all[0], nil
}

// Descriptions lists what the initiative has said of itself, newest first, at
// most limit.
func (q Questions) Descriptions(limit int) ([]Described, error) {
	return q.descriptions(`order by d.place desc limit $1`, limit)
}

// descriptions are public, whoever asks.
func (q Questions) descriptions(which string, arg any) ([]Described, error) {
	spots, err := database.All(q.tx, `select d.place from register_description d `+which, []any{arg},
		func(scan database.Scan) (s spot, err error) {
			err = scan(&s.seq)
			s.scope = scopePublic
			return s, err
		})
	if err != nil {
		return nil, err
	}
	lines, err := q.at(spots)
	all := make([]Described, len(lines))
	for n, l := range lines {
		d, _ := l.Words.(initiative.Description)
		all[n] = Described{l, d}
	}
	return all, err
}

// InterestWords are the words of a declaration, and their language.
type InterestWords struct {
	initiative.InterestWords
	Lang string
}

// InterestWords returns what was said in declarations of interests, by the
// places of their acts; what was erased is left out. They are public.
func (q Questions) InterestWords(places ...int64) (map[int64]InterestWords, error) {
	said := map[int64]InterestWords{}
	if len(places) == 0 {
		return said, nil
	}
	spots := make([]spot, len(places))
	for n, place := range places {
		spots[n] = spot{place, scopePublic}
	}
	lines, err := q.at(spots)
	for _, l := range lines {
		if w, ok := l.Words.(initiative.InterestWords); ok && !l.Erased {
			d, _ := l.Body.(initiative.InterestDeclared)
			said[l.Seq] = InterestWords{w, d.Lang}
		}
	}
	return said, err
}

// Stamp says who paid at an instant, by the register of funders in d. Of words
// that were erased it does not say that there were none.
func (d Described) Stamp(at time.Time) act.Reason {
	if d.Erased {
		return act.Because("stamp.erased")
	}
	return d.Description.Stamp(at)
}
