package clerk

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// A book is what the clerk remembers between commands, so as not to fold a
// matter from its beginning each time. It is true of one size of the record
// only: when another instance has appended, it is thrown away.
type book struct {
	size         int64
	newest       time.Time // of the newest act
	edge         record.Edge
	initiative   *initiative.Initiative
	seats        *seats // of the initiative
	matters      map[act.Ref]*file
	meetings     map[act.Ref]*folio[meeting.Meeting]
	conferences  map[act.Ref]*folio[conference.Conference]
	publications map[act.Ref]*folio[publication.Publication]
	described    act.Hash // the act that laid down the description
	description  initiative.Description
	receipts     receipts // these are never made untrue by others, and so never thrown away
}

// A file is what the clerk knows of one matter.
type file struct {
	matter  procedure.Matter
	aliases map[member.ID]act.Alias
	spoke   map[string]roll.Spoke // by token and group
	tokens  map[member.ID]string
}

// mostFiles bounds the book: beyond it, it is begun afresh.
const mostFiles = 2000

func (b *book) forget() {
	b.size, b.newest, b.initiative, b.seats, b.described = -1, time.Time{}, nil, nil, act.Hash{}
	b.matters, b.meetings, b.conferences, b.publications = nil, nil, nil, nil
}

// at makes the book one of the record at a size.
func (b *book) at(size int64) {
	if b.size != size || len(b.matters)+len(b.meetings)+len(b.conferences)+len(b.publications) > mostFiles {
		b.forget()
		b.size = size
	}
	if b.matters == nil {
		b.matters, b.meetings = map[act.Ref]*file{}, map[act.Ref]*folio[meeting.Meeting]{}
		b.conferences, b.publications = map[act.Ref]*folio[conference.Conference]{}, map[act.Ref]*folio[publication.Publication]{}
	}
}

// file returns what the clerk knows of a matter, from the record.
func (b *batch) file(ref act.Ref) (*file, error) {
	if f, ok := b.clerk.book.matters[ref]; ok {
		return f, nil
	}
	f := &file{spoke: map[string]roll.Spoke{}, tokens: map[member.ID]string{}}
	var err error
	if f.aliases, err = b.read(ref, f.matter.Apply); err != nil {
		return nil, err
	}
	if f.matter.Turn > 0 {
		spoke, err := roll.Speakers(b.tx, ref)
		if err != nil {
			return nil, err
		}
		for _, s := range spoke {
			f.spoke[s.Token+string(s.Group)] = s
		}
	}
	b.clerk.book.matters[ref] = f
	return f, nil
}

// read gives the acts on something to a fold, and returns under which aliases
// members have done them. Of what is new there are neither.
func (b *batch) read(ref act.Ref, apply func(act.Act)) (map[member.ID]act.Alias, error) {
	known := map[member.ID]act.Alias{}
	entries, err := b.right.About(string(ref), -1)
	if err != nil || len(entries) == 0 {
		return known, err
	}
	for _, e := range entries {
		a, err := register.Decode(e)
		if err != nil {
			return nil, err
		}
		apply(a)
	}
	aliases, err := roll.Aliases(b.tx, ref)
	for _, a := range aliases {
		known[a.Member] = a.Alias
	}
	return known, err
}
