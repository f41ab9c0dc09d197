package clerk

import (
	"context"
	"fmt"
	"maps"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

type job struct {
	order  Order
	ctx    context.Context
	answer chan answer
	got    answer
}

type answer struct {
	receipt Receipt
	err     error
}

// mostJobs is how many commands share one transaction at most.
const mostJobs = 128

// Run carries out orders until ctx ends. One goroutine runs it.
func (c *Clerk) Run(ctx context.Context) {
	defer close(c.done)
	for {
		var jobs []*job
		select {
		case <-ctx.Done():
			return
		case j := <-c.jobs:
			jobs = append(jobs, j)
		}
		// Whatever waits comes along. No timer: waiting for more would make
		// the quiet hours slower and save nothing that anybody needs.
	more:
		for len(jobs) < mostJobs {
			select {
			case j := <-c.jobs:
				jobs = append(jobs, j)
			default:
				break more
			}
		}
		c.carryOut(jobs)
	}
}

// carryOut carries out jobs together, or, if that fails, one by one.
func (c *Clerk) carryOut(jobs []*job) {
	err := c.together(jobs)
	if err != nil && len(jobs) > 1 {
		for _, j := range jobs {
			c.carryOut([]*job{j})
		}
		return
	}
	for _, j := range jobs {
		if err != nil {
			j.got = answer{err: err}
		}
		j.answer <- j.got
	}
}

// together carries out jobs in one transaction. Afterwards each has its
// answer, or there is an error and nothing has happened.
func (c *Clerk) together(jobs []*job) error {
	var b *batch
	err := c.DB.Write(context.Background(), func(tx *database.Tx) error {
		right, err := record.Take(tx, &c.book.edge) // before reading, so that what we read is final
		if err != nil {
			return err
		}
		c.book.at(right.Next())
		b = &batch{clerk: c, tx: tx, right: right, fold: register.NewFold(tx), at: c.Now().UTC().Truncate(time.Millisecond)}
		if err := b.keepTime(); err != nil {
			return err
		}
		if err := b.findReceipts(jobs); err != nil {
			return err
		}
		for _, j := range jobs {
			if j.ctx.Err() != nil { // nobody waits for it any more
				j.got = answer{err: j.ctx.Err()}
				continue
			}
			mark := right.Mark()
			j.got.receipt, j.got.err = b.one(j.order)
			if j.got.err != nil {
				right.Back(mark)
				if _, orderly := act.Refused(j.got.err); !orderly {
					return j.got.err
				}
			}
		}
		if right.Next() == c.book.size {
			return nil // every order was refused, or a repeat
		}
		return b.write()
	})
	if err != nil {
		c.book.forget()
		return err
	}
	if b.right.Next() != c.book.size {
		c.book.size, c.book.newest = b.right.Next(), b.at
		if c.changed != nil {
			c.changed(c.book.size)
		}
	}
	return nil
}

// keepTime lets no act be older than the one before it, whatever the clocks of
// several machines say: what was decided by the year or before an instant must
// not change by who records next.
func (b *batch) keepTime() error {
	book := &b.clerk.book
	if book.newest.IsZero() && book.size > 0 {
		e, _, err := record.At(b.tx, book.size-1)
		if err != nil {
			return fmt.Errorf("read the newest act: %w", err)
		}
		a, err := register.Decode(e)
		if err != nil {
			return err
		}
		book.newest = a.At
	}
	if b.at.Before(book.newest) {
		b.at = book.newest
	}
	return nil
}

// A batch is the commands of one transaction.
type batch struct {
	clerk    *Clerk
	tx       *database.Tx
	right    *record.Right
	fold     *register.Fold
	at       time.Time
	aliases  []roll.Alias
	spoke    map[string]roll.Spoke
	receipts map[string]kept // earlier ones, and those of this batch
	fresh    []string        // tokens of those of this batch
}

// write writes what the batch's commands became.
func (b *batch) write() error {
	if err := b.right.Seal(b.clerk.Sign, b.clerk.Origin, b.at); err != nil {
		return err
	}
	if err := roll.Assign(b.tx, b.aliases); err != nil {
		return fmt.Errorf("keep aliases: %w", err)
	}
	var heard []roll.Spoke
	for _, s := range b.spoke {
		heard = append(heard, s)
	}
	if err := roll.Hear(b.tx, heard); err != nil {
		return fmt.Errorf("keep who spoke: %w", err)
	}
	if err := b.keepReceipts(); err != nil {
		return fmt.Errorf("keep receipts: %w", err)
	}
	if err := b.fold.Flush(b.right.Next()); err != nil {
		return err
	}
	return b.tx.Notify(Changed)
}

// one carries out one order. If it is refused, nothing but the right's
// appended entries has changed, and the caller takes those back.
func (b *batch) one(o Order) (Receipt, error) {
	token := b.token(o)
	if token != "" {
		if r, ok, err := b.repeated(o, token); ok || err != nil {
			return r, err
		}
	}
	var (
		r   Receipt
		err error
	)
	switch cmd := o.Command.(type) {
	case initiative.Command:
		r, err = b.govern(o, cmd)
	case procedure.Command:
		r, err = b.proceed(o, cmd)
	default:
		err = fmt.Errorf("no such command: %T", o.Command)
	}
	if err == nil && token != "" {
		k := kept{Receipt: r}
		k.What, err = b.what(o)
		b.receipts[token] = k
		b.fresh = append(b.fresh, token)
	}
	return r, err
}

// initiative returns the task force as the record has it.
func (b *batch) initiative() (*initiative.Initiative, error) {
	if b.clerk.book.initiative == nil {
		entries, err := b.right.About(string(act.Initiative), -1)
		if err != nil {
			return nil, err
		}
		n, err := foldInitiative(entries)
		if err != nil {
			return nil, err
		}
		b.clerk.book.initiative = &n
	}
	return b.clerk.book.initiative, nil
}

// govern carries out a command on the initiative.
func (b *batch) govern(o Order, cmd initiative.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.Turn >= 0 && o.Turn != n.Turn {
		return Receipt{}, act.Refuse(act.Stale, "refuse.initiative.stale")
	}
	by, _ := member.Of(n.Standings, o.By, b.at)
	by.Member = o.By
	deeds, err := initiative.Decide(*n, initiative.Instant{At: b.at, By: by}, cmd)
	if err != nil {
		return Receipt{}, err
	}
	after := n.Clone()
	r := Receipt{On: act.Initiative}
	for _, d := range deeds {
		a, e, err := b.append(d, act.Initiative, act.Alias(o.By), after.Last)
		if err != nil {
			return r, err
		}
		after.Apply(a)
		if err := b.fold.Initiative(e, after); err != nil {
			return r, err
		}
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	*n = after
	return r, nil
}

// proceed carries out a command on a matter.
func (b *batch) proceed(o Order, cmd procedure.Command) (Receipt, error) {
	n, err := b.initiative()
	if err != nil {
		return Receipt{}, err
	}
	if o.On == "" {
		o.On = act.NewRef()
	}
	if !o.On.Valid() {
		return Receipt{}, act.Refuse(act.NotFound, "refuse.matter.unknown")
	}
	f, err := b.file(o.On)
	if err != nil {
		return Receipt{}, err
	}
	by, _ := member.Of(n.Standings, o.By, b.at)
	by.Member = o.By
	s := &sitting{batch: b, file: f, ref: o.On, by: by}
	instant := s.instant(n)
	if issue, ok := cmd.(procedure.Issue); ok {
		if cmd, err = b.against(f.matter, issue); err != nil {
			return Receipt{}, err
		}
	}
	deeds, err := procedure.Decide(f.matter, instant, cmd)
	if s.fault != nil {
		return Receipt{}, s.fault
	}
	// Staleness is judged after the rules: to be told that the matter is not
	// there, or that the way is not open, is more use than to be told to look
	// again. What the rules would have allowed is refused all the same.
	if _, said := cmd.(procedure.State); err == nil && !said && o.Turn >= 0 && o.Turn != f.matter.Turn {
		err = act.Refuse(act.Stale, "refuse.stale")
	}
	if err != nil {
		return Receipt{}, err
	}
	return s.record(deeds, n.Rules)
}

// file returns what the clerk knows of a matter, from the record.
func (b *batch) file(ref act.Ref) (*file, error) {
	if f, ok := b.clerk.book.matters[ref]; ok {
		return f, nil
	}
	entries, err := b.right.About(string(ref), -1)
	if err != nil {
		return nil, err
	}
	f := &file{aliases: map[member.ID]act.Alias{}, spoke: map[string]roll.Spoke{}}
	if f.matter, err = foldMatter(entries); err != nil {
		return nil, err
	}
	if len(entries) > 0 {
		aliases, err := roll.Aliases(b.tx, ref)
		if err != nil {
			return nil, err
		}
		for _, a := range aliases {
			f.aliases[a.Member] = a.Alias
		}
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

// against gives an issue the words of the version that it is based on.
func (b *batch) against(m procedure.Matter, c procedure.Issue) (procedure.Command, error) {
	if c.Base != m.Version.Hash {
		return c, nil // the rules will refuse it
	}
	words, err := b.versionWords(m)
	if err != nil {
		return nil, err
	}
	switch w := words.(type) {
	case procedure.RaisedWords:
		return c.Against(w.Paragraphs), nil
	case procedure.IssuedWords:
		return c.Against(w.Paragraphs), nil
	}
	return c, nil // the words are gone: every paragraph counts as changed
}

// A sitting is one command on one matter.
type sitting struct {
	*batch
	file  *file
	ref   act.Ref
	by    member.Standing
	fresh map[member.ID]act.Alias // given in this sitting
	fault error
}

// instant is what the rules are told.
func (s *sitting) instant(n *initiative.Initiative) procedure.Instant {
	return procedure.Instant{
		At: s.at, By: s.by, Groups: n.IDs(), Seats: member.In(n.Standings, s.at), Rules: n.Rules,
		Alias: s.alias,
		Spoke: func(g group.ID) (count int) {
			since := s.file.matter.Round[g]
			for _, sp := range s.file.spoke {
				if sp.Group == g && sp.Round >= since {
					count++
				}
			}
			return count
		},
		Next: s.nextNumber(),
	}
}

// alias returns the alias under which a member acts on this matter, a new one
// if need be. It is kept only if the command is carried out.
func (s *sitting) alias(id member.ID) act.Alias {
	if id == member.Clock {
		return act.Clock
	}
	if a, ok := s.file.aliases[id]; ok {
		return a
	}
	if a, ok := s.fresh[id]; ok {
		return a
	}
	if s.fresh == nil {
		s.fresh = map[member.ID]act.Alias{}
	}
	a := act.NewAlias()
	s.fresh[id] = a
	return a
}

// nextNumber is the number that a recommendation adopted now would get: it is
// read off the newest adoption in the record.
func (s *sitting) nextNumber() int {
	if s.file.matter.Decision == nil {
		return 0
	}
	rules := s.file.matter.Rules
	e, ok, err := s.right.Last(procedure.AdoptedAct{}.Kind())
	if err != nil {
		s.fault = err
		return 0
	}
	if !ok {
		return procedure.NextNumber(rules, nil, s.at)
	}
	a, err := register.Decode(e)
	if err != nil {
		s.fault = err
		return 0
	}
	newest := a.Body.(procedure.AdoptedAct)
	return procedure.NextNumber(rules, &newest, s.at)
}

// record appends deeds and enters them in the fold and in the book.
func (s *sitting) record(deeds []act.Deed, rules procedure.Rules) (Receipt, error) {
	r := Receipt{On: s.ref}
	m := s.file.matter
	type pending struct {
		entry         register.Entry
		before, after procedure.Matter
	}
	var all []pending
	for _, d := range deeds {
		who := act.NewAlias()
		if !d.Nameless {
			who = s.alias(s.by.Member)
		}
		a, e, err := s.append(d, s.ref, who, m.Last)
		if err != nil {
			return r, err
		}
		if !d.Nameless {
			e.Author = s.by.Member
		}
		before := m
		if _, said := a.Body.(procedure.Stated); !said {
			m = m.Clone()
		}
		m.Apply(a)
		all = append(all, pending{e, before, m})
		r.Acts = append(r.Acts, Line{a.Seq, a.Hash, a.Kind})
	}
	// Nothing can be refused from here on.
	for _, p := range all {
		if err := s.fold.Matter(p.entry, p.before, p.after, rules); err != nil {
			return r, err
		}
		if _, said := p.entry.Act.Body.(procedure.Stated); said && s.by.Counts() {
			s.heard(p.after)
		}
	}
	s.file.matter = m
	for id, a := range s.fresh {
		s.aliases = append(s.aliases, roll.Alias{Alias: a, Matter: s.ref, Member: id})
	}
	maps.Copy(s.file.aliases, s.fresh)
	return r, nil
}

// heard counts the person as one who has spoken in the present round.
func (s *sitting) heard(m procedure.Matter) {
	sp := roll.Spoke{Matter: s.ref, Token: roll.Token(s.clerk.Secret, s.ref, s.by.Member), Group: s.by.Group, Round: m.Versions}
	key := sp.Token + string(sp.Group)
	if was, ok := s.file.spoke[key]; ok && was.Round >= sp.Round {
		return
	}
	s.file.spoke[key] = sp
	if s.spoke == nil {
		s.spoke = map[string]roll.Spoke{}
	}
	s.spoke[string(s.ref)+key] = sp
}

// append puts a deed at the end of the record.
func (b *batch) append(d act.Deed, on act.Ref, by act.Alias, prev act.Hash) (act.Act, register.Entry, error) {
	a := act.Act{Kind: d.Body.Kind(), On: on, At: b.at, Group: d.Group, By: by, Prev: prev, Body: d.Body}
	words, err := act.EncodeWords(d.Words)
	if err != nil {
		return a, register.Entry{}, fmt.Errorf("words of %s: %w", a.Kind, err)
	}
	var salt []byte
	if words != nil {
		salt = record.NewSalt()
		a.PC = act.Hash(record.Commit(salt, Media, words))
	}
	data, err := act.Encode(a)
	if err != nil {
		return a, register.Entry{}, err
	}
	seq, leaf, err := b.right.Append(record.Entry{Topic: string(on), Kind: a.Kind, Data: data, Salt: salt, Payload: words})
	a.Seq, a.Hash = seq, act.Hash(leaf)
	return a, register.Entry{Act: a, Data: data, Words: d.Words}, err
}

// Media is the media type of payloads, to which their commitments are bound.
const Media = "application/json"

// versionWords returns the words of a matter's latest version; nil if they
// were erased.
func (b *batch) versionWords(m procedure.Matter) (act.Words, error) {
	entries, err := b.right.About(string(m.Ref), m.Version.Seq-1)
	if err != nil || len(entries) == 0 {
		return nil, err
	}
	e := entries[0]
	payload := e.Payload // there if the version is of this very batch
	if payload == nil {
		if _, payload, err = record.Payload(b.tx, e.Seq); err != nil || payload == nil {
			return nil, err
		}
	}
	words, _, err := register.Kinds.Words(e.Kind, payload)
	return words, err
}
