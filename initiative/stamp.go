package initiative

import (
	"slices"
	"time"

	"example.org/counterpart/act"
)

// Stamp says in one sentence who pays on a day, by the register of funders that
// d holds; and, if it is so, that whoever pays is whom the task force advises.
// It stands on every page and recommendation, so that a reader need not look
// for it.
func (d Description) Stamp(at time.Time) act.Reason {
	paying := d.FundersOn(at)
	if len(paying) == 0 {
		if gone := d.paidBefore(at); len(gone) > 0 {
			return act.Because("stamp.past", names(gone))
		}
		return act.Because("stamp.none")
	}
	var advised, governments []Funder
	for _, f := range paying {
		if d.addresses(f.ID) {
			advised = append(advised, f)
			if f.Legal == Government {
				governments = append(governments, f)
			}
		}
	}
	all := names(paying)
	switch {
	case len(all) == 1 && len(governments) > 0:
		return act.Because("stamp.government", all)
	case len(governments) > 0:
		return act.Because("stamp.governments", all, names(governments))
	case len(advised) == len(paying):
		return act.Because("stamp.addressee", all)
	case len(advised) > 0:
		return act.Because("stamp.addressees", all, names(advised))
	}
	return act.Because("stamp.funder", all)
}

// paidBefore are the funders who have stopped paying before a day.
func (d Description) paidBefore(at time.Time) (gone []Funder) {
	day := at.UTC().Format(time.DateOnly)
	for _, f := range d.Funders {
		if f.To != "" && before(f.To, day) {
			gone = append(gone, f)
		}
	}
	return gone
}

// addresses reports whether recommendations may be made to an organisation.
func (d Description) addresses(id string) bool {
	return slices.ContainsFunc(d.Addressees, func(o Organisation) bool { return o.ID == id })
}
