package register

import (
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// speakersOf is in how many conferences, the latest, speakers are looked for.
const speakersOf = 50

// everAfter is later than any conference begins.
var everAfter = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Nameable returns those of the roll whom the reader may name on a conference:
// whoever has, or had, a seat, for that is public; and whoever is named already
// in the programmes that the reader may read, of this conference and of the
// latest others. Everybody else is on the roll for what the reader may know
// nothing of.
func (q Questions) Nameable(on act.Ref, at time.Time) (func(member.ID) bool, error) {
	sitting, err := q.Sitting(at)
	if err != nil {
		return nil, err
	}
	c, err := q.Conference(on)
	if err != nil {
		return nil, err
	}
	all, err := q.Conferences(everAfter, speakersOf)
	if err != nil {
		return nil, err
	}
	named, err := q.named(append(all, c))
	return func(id member.ID) bool { return named[id] || len(sitting.Of(id)) > 0 }, err
}

// SpeakersKept returns those of the roll whom the programmes name of conferences
// that the reader keeps, of the latest.
func (q Questions) SpeakersKept() (map[member.ID]bool, error) {
	all, err := q.Conferences(everAfter, speakersOf)
	if err != nil {
		return nil, err
	}
	return q.named(slices.DeleteFunc(all, func(c Conference) bool { return !c.Keeps(q.reader.Standing) }))
}

// named returns those of the roll whom programmes name as they were released
// last, or are drafted for who reads drafts.
func (q Questions) named(all []Conference) (map[member.ID]bool, error) {
	named := map[member.ID]bool{}
	var refs []act.Ref
	var hashes [][]byte
	for _, c := range all {
		if v, ok := c.Latest(); ok {
			refs, hashes = append(refs, c.Ref), append(hashes, v.Draft[:])
		}
		if c.Draft.Hash != (act.Hash{}) {
			refs, hashes = append(refs, c.Ref), append(hashes, c.Draft.Hash[:])
		}
	}
	if len(refs) == 0 {
		return named, nil
	}
	var args []any
	lines, err := q.lines(`where a.matter in (`+database.In(&args, refs...)+`) and a.hash in (`+database.In(&args, hashes...)+`) and `+
		q.reader.within("a.scope", &args), args...)
	for _, l := range lines {
		w, _ := l.Words.(conference.ProgrammeWords)
		w.Named(named)
	}
	return named, err
}

// NamedOnConferences returns those of the roll whom any programme names that was
// released, or is the draft now, whoever may read it. It is for what must not
// erase them, and reads all programmes.
func (r *Register) NamedOnConferences(tx *database.Tx) (map[member.ID]bool, error) {
	q := r.In(tx, Joint)
	all, err := database.All(tx, `select `+conferenceColumns+` from register_conference c`, nil, q.scanWhole)
	named := map[member.ID]bool{}
	for _, c := range all {
		if err != nil {
			return nil, err
		}
		hashes := [][]byte{c.Draft.Hash[:]}
		for _, v := range c.Versions {
			hashes = append(hashes, v.Draft[:])
		}
		for some := range slices.Chunk(hashes, 500) {
			args := []any{string(c.Ref)}
			var lines []Line
			if lines, err = q.lines(`where a.matter = $1 and a.hash in (`+database.In(&args, some...)+`)`, args...); err != nil {
				return nil, err
			}
			for _, l := range lines {
				w, _ := l.Words.(conference.ProgrammeWords)
				w.Named(named)
			}
		}
	}
	return named, err
}
