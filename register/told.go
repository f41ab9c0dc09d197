package register

import (
	"example.org/counterpart/act"
	"example.org/counterpart/publication"
)

// Told returns what the reader may read of a publication beside its text, oldest
// first: the keys, the editions, the mistakes in them, and the withdrawal.
func (q Questions) Told(ref act.Ref) ([]Line, error) {
	args := []any{string(ref), publication.Turned{}.Kind(), publication.ReleasedAct{}.Kind(), publication.Corrected{}.Kind(),
		publication.Leaving{}.Kind(), publication.WithdrawnAct{}.Kind()}
	return q.lines(`where a.matter = $1 and a.kind in ($2, $3, $4, $5, $6) and `+q.reader.within("a.scope", &args)+` order by a.seq`, args...)
}

// Amended returns the newest act on each publication by which everybody was told
// of a mistake in it, or that it is withdrawn.
func (q Questions) Amended() (map[act.Ref]Line, error) {
	args := []any{publication.Corrected{}.Kind(), publication.WithdrawnAct{}.Kind()}
	all, err := q.lines(`where a.kind in ($1, $2) and `+q.reader.within("a.scope", &args)+` order by a.seq`, args...)
	newest := make(map[act.Ref]Line, len(all))
	for _, l := range all {
		newest[l.On] = l
	}
	return newest, err
}
