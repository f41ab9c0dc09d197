package register

import (
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A Publication is a publication as the reader may see it: who does not read
// drafts sees of it what has been released.
type Publication struct {
	publication.Publication
	Title  text.Words
	Inside bool // the reader reads drafts
}

const publicationColumns = `p.ref, p.scope, p.title, p.state`

func (q Questions) scanPublication(scan database.Scan) (p Publication, err error) {
	var (
		ref          act.Ref
		scope, title string
		state        []byte
	)
	if err = scan(&ref, &scope, &title, &state); err != nil {
		return p, err
	}
	if p.Title, err = titleOf(title); err != nil {
		return p, err
	}
	if err = json.Unmarshal(state, &p.Publication); err != nil {
		return p, fmt.Errorf("read publication %s: %w", ref, err)
	}
	p.Inside = q.reader.May(scopeOf(p.Publication.Inside(), p.Home()))
	if !p.Inside {
		if e, ok := p.Latest(); ok {
			// A plan that has changed since is for those inside.
			p.Worded, p.Facts = e.Plan, e.Facts
		}
		p.Turn, p.Seq = 0, 0 // they count what nobody outside may know of
		p.Drafts, p.Keys, p.At, p.Leaving, p.Proxies, p.Inner, p.IDs = nil, nil, time.Time{}, nil, nil, act.Hash{}, 0
	}
	return p, nil
}

// Publication returns one publication.
func (q Questions) Publication(ref act.Ref) (p Publication, err error) {
	args := []any{string(ref)}
	all, err := database.All(q.tx, `select `+publicationColumns+` from register_publication p where p.ref = $1 and `+q.reader.within("p.scope", &args),
		args, q.scanPublication)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.publication.unknown")
	}
	if err != nil {
		return p, err
	}
	return all[0], nil
}

// Published returns the publications that have come out, or are listed, before
// an instant, the latest first, at most limit; of one series, if it is named.
// Those that were withdrawn are among them.
func (q Questions) Published(series publication.Series, before time.Time, limit int) ([]Publication, error) {
	args := []any{scopePublic, before.UnixMilli(), limit, string(series)}
	return database.All(q.tx, `select `+publicationColumns+` from register_publication p
		where p.scope = $1 and p.released < $2 and ($4 = '' or p.series = $4) order by p.released desc, p.ref limit $3`, args, q.scanPublication)
}

// Unpublished returns the publications that are being written and have not come
// out, at most limit.
func (q Questions) Unpublished(limit int) ([]Publication, error) {
	args := []any{limit, string(publication.Drafting), string(publication.Awaiting)}
	return database.All(q.tx, `select `+publicationColumns+` from register_publication p where p.stage in ($2, $3) and `+
		q.reader.within("p.scope", &args)+` order by p.ref limit $1`, args, q.scanPublication)
}

// Citing returns the publications whose newest edition sets the recommendation
// of a matter, the latest first.
func (q Questions) Citing(matter act.Ref) ([]Publication, error) {
	args := []any{string(matter)}
	return database.All(q.tx, `select `+publicationColumns+` from register_cites c join register_publication p on p.ref = c.publication
		where c.matter = $1 and `+q.reader.within("c.scope", &args)+` order by c.released desc, p.ref`, args, q.scanPublication)
}

// Plan returns what a publication was to be at an act that laid it down: the
// working title and the authors.
func (q Questions) Plan(ref act.Ref, laid act.Hash) (w publication.PlanWords, err error) {
	l, err := q.Act(ref, laid)
	if err == nil && l.Words != nil {
		w, _ = l.Words.(publication.PlanWords)
	}
	return w, err
}

// Listing returns what is known of a publication that is listed.
func (q Questions) Listing(p Publication) (w publication.ListedWords, err error) {
	l, err := q.Act(p.Ref, p.Worded)
	if err == nil && l.Words != nil {
		w, _ = l.Words.(publication.ListedWords)
	}
	return w, err
}

// A PrintVersion is a version of a publication in one language.
type PrintVersion struct {
	Line
	Body publication.Written
	publication.Version
}

// PrintVersion returns a version, if the reader may read it: one that came out,
// or a draft.
func (q Questions) PrintVersion(ref act.Ref, version act.Hash) (v PrintVersion, err error) {
	l, err := q.Act(ref, version)
	if err != nil {
		return v, err
	}
	return printVersion(l)
}

func printVersion(l Line) (v PrintVersion, err error) {
	b, ok := l.Body.(publication.Written)
	if !ok {
		return v, act.Refuse(act.NotFound, "refuse.publication.version")
	}
	w, _ := l.Words.(publication.VersionWords)
	return PrintVersion{l, b, publication.Join(b.Parts, w)}, nil
}

// PrintVersions lists the versions of a publication that the reader may read,
// newest first, at most limit, in one language.
func (q Questions) PrintVersions(ref act.Ref, lang string, limit int) (all []PrintVersion, err error) {
	args := []any{string(ref), publication.Written{}.Kind()}
	lines, err := q.lines(`where a.matter = $1 and a.kind = $2 and `+q.reader.within("a.scope", &args)+` order by a.seq desc`, args...)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		v, err := printVersion(l)
		if err != nil {
			return nil, err
		}
		if v.Body.Lang == lang && len(all) < limit {
			all = append(all, v)
		}
	}
	return all, nil
}

// PublicationInstant is what holds for a publication at an instant, for those of
// its rules that say which ways are open to the reader, and what is missing.
func (q Questions) PublicationInstant(p Publication, at time.Time) (i publication.Instant, err error) {
	n, d, err := q.described()
	if err != nil {
		return i, err
	}
	names, err := roll.Aliases(q.tx, p.Ref)
	if err != nil {
		return i, err
	}
	known := map[member.ID]act.Alias{}
	for _, a := range names {
		known[a.Member] = a.Alias
	}
	matters := map[act.Ref]procedure.Matter{}
	statements := map[act.Hash]procedure.Stated{}
	for _, s := range p.Drafts[p.Lead()].Parts {
		if err := q.referred(s, matters, statements); err != nil {
			return i, err
		}
	}
	alias := func(id member.ID) act.Alias { return known[id] }
	return publication.Instant{At: at, By: q.reader.Standing, Groups: n.Groups, Seats: member.In(n.Standings, at), Funders: len(d.Funders),
		Form: n.Rules.Symbol, Alias: alias, Known: alias,
		People: func(member.ID) bool { return false },
		Matter: func(ref act.Ref) procedure.Matter { return matters[ref] },
		Statement: func(_ act.Ref, said act.Hash) (procedure.Stated, bool) {
			s, ok := statements[said]
			return s, ok
		},
		Next: func(publication.Series) int { return 0 }}, nil
}

// referred reads what a part refers to, as far as the reader may know of it.
func (q Questions) referred(s publication.Slot, matters map[act.Ref]procedure.Matter, statements map[act.Hash]procedure.Stated) error {
	ref, said := act.Ref(s.Of), act.Hash{}
	if s.Kind == publication.Quotation {
		ref, said, _ = s.Statement()
	}
	if !s.Kind.Wordless() {
		return nil
	}
	m, err := q.Matter(ref)
	if _, refused := act.Refused(err); refused {
		return nil
	}
	if err != nil {
		return err
	}
	matters[ref] = m.Matter
	if s.Kind != publication.Quotation {
		return nil
	}
	l, err := q.Act(ref, said)
	if _, refused := act.Refused(err); refused {
		return nil
	}
	if stated, ok := l.Body.(procedure.Stated); ok {
		statements[said] = stated
	}
	return err
}
