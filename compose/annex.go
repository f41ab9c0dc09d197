package compose

import (
	"cmp"
	"slices"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/press"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
)

// annexes are what the registers tell of a document: how its recommendations
// came about, how the groups decided, who the members were, who paid, and what
// was gone through before the release.
func (s *sheet) annexes() (blocks []press.Block, err error) {
	for _, annex := range []func() ([]press.Block, error){s.came, s.views, s.members, s.funders, s.method} {
		all, err := annex()
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, all...)
	}
	return blocks, nil
}

// annex begins one.
func (s *sheet) annex(name string) press.Block {
	return press.Block{Kind: press.Heading, Level: 1, ID: "annex-" + name, Text: press.Words(s.p.T("compose.annex." + name))}
}

// adopted lists the matters whose recommendations are set, in their order.
func (s *sheet) adopted() (refs []act.Ref) {
	for _, part := range s.v.Parts {
		if ref := act.Ref(part.Of); part.Kind == publication.Recommendation && !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	return refs
}

// A course is a matter and what was done to it.
type course struct {
	matter register.Matter
	moves  []register.Line
}

// course reads a matter's, once for a document.
func (s *sheet) course(ref act.Ref) (c course, err error) {
	c, read := s.courses[ref]
	if read {
		return c, nil
	}
	if c.matter, err = s.Ask.Matter(ref); err == nil {
		c.moves, err = s.Ask.Moves(ref)
	}
	if err == nil {
		s.courses[ref] = c
	}
	return c, err
}

// came tells of each recommendation what was done to it, step by step.
func (s *sheet) came() (blocks []press.Block, err error) {
	for _, ref := range s.adopted() {
		b, err := s.steps(ref)
		if s.unseen(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if blocks == nil {
			blocks = append(blocks, s.annex("course"))
		}
		blocks = append(blocks, b)
	}
	return blocks, nil
}

func (s *sheet) steps(ref act.Ref) (press.Block, error) {
	c, err := s.course(ref)
	if err != nil {
		return press.Block{}, err
	}
	m := c.matter
	s.tables++
	b := press.Block{Kind: press.Table, ID: "course-" + string(ref), Number: strconv.Itoa(s.tables),
		Text: press.Words(s.say(m.Title)), Head: []press.Text{press.Words(s.p.T("compose.day")), press.Words(s.p.T("compose.step"))}}
	for _, l := range c.moves {
		if l.At.After(s.at) {
			break
		}
		said := s.p.Deed(locale.Deed{Kind: l.Kind, Body: l.Body, Group: l.Group, Author: l.Author, Via: l.Via, Aided: l.Assisted, Origin: m.Origin}, false)
		b.Rows = append(b.Rows, []press.Text{press.Words(s.p.Date(l.At)), press.Words(said)})
	}
	return b, nil
}

// views are how the groups decided on each recommendation: who stood aside or
// objected is counted, for the votes are nobody's but the groups'.
func (s *sheet) views() (blocks []press.Block, err error) {
	var rows [][]press.Text
	for _, ref := range s.adopted() {
		told, err := s.course(ref)
		if s.unseen(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		m := told.matter
		for _, l := range told.moves {
			if c, ok := l.Body.(procedure.Closed); ok && c.Carried && m.Adoption != nil && c.Version == m.Adoption.Version {
				rows = append(rows, s.tallies(m.Adoption.Symbol, m.Groups, c)...)
			}
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	s.tables++
	b := press.Block{Kind: press.Table, ID: "views", Number: strconv.Itoa(s.tables), Text: press.Words(s.p.T("compose.views.lede")), Rows: rows}
	for _, head := range []string{"symbol", "group", "entitled", "consent", "aside", "object", "silent"} {
		b.Head = append(b.Head, press.Words(s.p.T("compose.views."+head)))
	}
	return []press.Block{s.annex("views"), b}, nil
}

func (s *sheet) tallies(symbol string, groups []group.ID, c procedure.Closed) (rows [][]press.Text) {
	for _, g := range groups {
		t := c.Tallies[g]
		row := []press.Text{press.Words(symbol), press.Words(s.city(g))}
		for _, n := range []int{t.Entitled, t.Consent, t.Aside, t.Object, t.Entitled - t.TookPart()} {
			row = append(row, press.Words(s.p.Number(n)))
		}
		rows = append(rows, row)
	}
	return rows
}

// members are those who sat in the groups on the day.
func (s *sheet) members() ([]press.Block, error) {
	s.tables++
	b := press.Block{Kind: press.Table, ID: "members", Number: strconv.Itoa(s.tables), Text: press.Words(s.p.T("compose.members.lede", s.at))}
	for _, head := range []string{"name", "group", "capacity", "affiliation"} {
		b.Head = append(b.Head, press.Words(s.p.T("compose.members."+head)))
	}
	seats := member.In(s.n.Standings, s.at)
	order := group.Alternat(s.n.IDs(), string(s.pub.Ref))
	slices.SortStableFunc(seats, func(a, b member.Standing) int {
		return cmp.Or(slices.Index(order, a.Group)-slices.Index(order, b.Group), rank(a.Capacity)-rank(b.Capacity),
			cmp.Compare(s.p.Arg(a.Member), s.p.Arg(b.Member)))
	})
	for _, st := range seats {
		who, _ := s.people.Find(st.Member)
		b.Rows = append(b.Rows, []press.Text{press.Words(s.p.Arg(st.Member)), press.Words(s.city(st.Group)), press.Words(s.p.T(st.Capacity.Key())),
			press.Words(s.say(who.Affiliation))})
	}
	if len(b.Rows) == 0 {
		return nil, nil
	}
	return []press.Block{s.annex("members"), b}, nil
}

func rank(c member.Capacity) int { return slices.Index(member.Capacities, c) }

// funders say who pays, and what the register holds of each.
func (s *sheet) funders() ([]press.Block, error) {
	blocks := []press.Block{s.annex("funders"), {Kind: press.Paragraph, Text: press.Words(s.p.Say(s.described.Stamp(s.at)))}}
	for _, f := range s.described.FundersOn(s.at) {
		words := s.say(f.Name)
		if f.Amount > 0 {
			words = s.p.T("compose.funder", words, s.p.Number(int(f.Amount)), f.Currency)
		}
		if purpose := s.say(f.Purpose); purpose != "" {
			words += " " + purpose
		}
		blocks = append(blocks, press.Block{Kind: press.Item, Text: press.Words(words)})
	}
	return blocks, nil
}

// method says by which rules all this was decided, and which checks the
// release met.
func (s *sheet) method() ([]press.Block, error) {
	blocks := []press.Block{s.annex("method"), {Kind: press.Paragraph, Text: press.Words(s.p.T("compose.method"))}}
	if s.edition == nil {
		return blocks, nil
	}
	for _, key := range publication.CheckOrder {
		check := publication.Check{Key: key}
		said := "compose.check.met"
		if slices.Contains(s.edition.Forced, key) {
			said = "compose.check.forced"
		}
		blocks = append(blocks, press.Block{Kind: press.Item, Text: press.Words(s.p.T(said, s.p.T(check.Sentence())))})
	}
	for _, k := range s.edition.Keys {
		blocks = append(blocks, press.Block{Kind: press.Item, Text: press.Words(s.p.T("compose.key", k.Group, k.At))})
	}
	proof := press.Block{Kind: press.Paragraph, Text: press.Words(s.p.T("compose.proof"))}
	if at := s.link("/record"); at != "" {
		proof.Text = append(proof.Text, press.Run{Words: " "}, press.Run{Words: at, Link: at})
	}
	return append(blocks, proof), nil
}
