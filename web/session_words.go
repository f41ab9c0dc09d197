package web

import (
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/database"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// readSpeaker reads one line of who speaks: a name, and behind a line the
// affiliation. A line as the form shows somebody who is in the programme already
// is that person, but for those that other lines are, and the name alone of a
// member is that member.
func (v *visit) readSpeaker(line string, have, others []conference.Person) conference.Person {
	for _, p := range have {
		if v.typedPerson(p) == line && !slices.Contains(others, p) {
			return p
		}
	}
	name, affiliation, has := strings.Cut(line, "|")
	name, affiliation = strings.TrimSpace(name), strings.TrimSpace(affiliation)
	if !has {
		for _, st := range v.sitting.All() {
			for _, called := range v.people.Of(st.Member).Name {
				if called == name {
					return conference.Person{Member: st.Member}
				}
			}
		}
	}
	return conference.Person{Name: name, Affiliation: affiliation}
}

// typedPerson is somebody as a form takes them.
func (v *visit) typedPerson(p conference.Person) string {
	name, affiliation := p.Name, p.Affiliation
	if p.Member != "" {
		name, affiliation = v.name(p.Member), v.outside(p.Member)
	}
	if affiliation == "" {
		return name
	}
	return name + " | " + affiliation
}

// outside is the affiliation of somebody on the roll who has no seat.
func (v *visit) outside(id member.ID) string {
	if v.sitting.Group(id) != "" {
		return ""
	}
	return v.say(v.people.Of(id).Affiliation)
}

// typedPersons are persons as a form takes them, one on each line.
func (v *visit) typedPersons(all []conference.Person) string {
	var lines []string
	for _, p := range all {
		lines = append(lines, v.typedPerson(p))
	}
	return strings.Join(lines, "\n")
}

// readSpeakers are those who were typed, and who was chosen from the roll. Two of
// one name are two people: each line takes one of those that stood here, in their
// order, and only then somebody of another session.
func (v *visit) readSpeakers(in url.Values, name string, stood []conference.Person, have conference.Programme) (all []conference.Person) {
	stood = slices.Clone(stood)
	for _, s := range have {
		stood = append(append(stood, s.Speakers...), s.Moderators...)
	}
	for _, line := range linesOf(in.Get(name)) {
		all = append(all, v.readSpeaker(strings.TrimSpace(line), stood, all))
	}
	if id := member.ID(in.Get(name + ".roll")); id != "" && !slices.ContainsFunc(all, func(p conference.Person) bool { return p.Member == id }) {
		all = append(all, conference.Person{Member: id})
	}
	return all
}

// chosen refuses somebody chosen from the roll whom the reader may not name.
func chosen(in url.Values, may func(member.ID) bool) error {
	for _, name := range []string{"speakers", "moderators"} {
		if id := member.ID(in.Get(name + ".roll")); id != "" && !may(id) {
			return act.RefuseField(name+".roll", "refuse.programme.member")
		}
	}
	return nil
}

// chooseSpeaker offers those of the roll whom the reader may name, to add one.
func (v *visit) chooseSpeaker(in url.Values, name, label string, may func(member.ID) bool) question {
	f := part.Field{Name: name + ".roll", Label: v.p.T(label), Value: in.Get(name + ".roll"), Optional: true}
	for id, p := range v.people.All() {
		if !p.Erased && may(id) {
			f.Options = append(f.Options, part.Option{Value: string(id), Label: strings.ReplaceAll(v.typedPerson(conference.Person{Member: id}), " | ", ", ")})
		}
	}
	locale.Sort(v.p.Lang(), f.Options, func(o part.Option) string { return o.Label + o.Value })
	f.Options = append([]part.Option{{Label: v.p.T("attend.speaker.none")}}, f.Options...)
	return question{f, "select"}
}

// eraseSpeakers lead to where it is asked that somebody be erased whom a session
// names, and who answers to no group.
func (v *visit) eraseSpeakers(s conference.Session) (all []part.Do) {
	seen := map[member.ID]bool{"": true}
	for _, p := range slices.Concat(s.Speakers, s.Moderators) {
		if who, known := v.people.Find(p.Member); known && !who.Erased && !seen[p.Member] && v.home(p.Member) == "" {
			all = append(all, part.Do{Label: v.p.T("attend.erase", v.name(p.Member)), Href: memberAt(p.Member) + "/erase", Kind: "link"})
		}
		seen[p.Member] = true
	}
	return all
}

// enrol puts whoever was typed into a programme on the roll, without a seat, so
// that their names lie where they can be erased, and not in what is released.
// It returns whom it put there.
func (v *visit) enrol(p conference.Programme) (fresh []member.ID, err error) {
	var people []roll.Person
	enter := func(all []conference.Person) []conference.Person {
		all = slices.Clone(all)
		for k, one := range all {
			if one.Member != "" || one.Name == "" {
				continue
			}
			who := roll.Person{Member: roll.NewID(), Lang: v.lang(), Name: text.Words{v.lang(): one.Name}}
			if one.Affiliation != "" {
				who.Affiliation = text.Words{v.lang(): one.Affiliation}
			}
			if who, err := roll.Check(who); err == nil { // what is wrong the rules refuse
				people, all[k] = append(people, who), conference.Person{Member: who.Member}
			}
		}
		return all
	}
	for k := range p {
		p[k].Speakers, p[k].Moderators = enter(p[k].Speakers), enter(p[k].Moderators)
	}
	if len(people) == 0 {
		return nil, nil
	}
	err = v.site.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		for _, one := range people {
			if err := roll.Put(tx, one); err != nil {
				return err
			}
		}
		return nil
	})
	for _, one := range people {
		fresh = append(fresh, one.Member)
	}
	v.site.Register.ForgetPeople()
	return fresh, err
}

// dismiss erases those who were put on the roll for a programme that does not
// name them: it was refused, or the form had been answered before.
func (v *visit) dismiss(ref act.Ref, fresh []member.ID) error {
	if len(fresh) == 0 {
		return nil
	}
	var now conference.Programme
	err := v.ask(func(q register.Questions) error {
		c, err := q.Conference(ref)
		if err == nil {
			now, _, err = draftOf(q, c)
		}
		return err
	})
	if err != nil {
		return err
	}
	for _, s := range now {
		for _, p := range slices.Concat(s.Speakers, s.Moderators) {
			fresh = slices.DeleteFunc(fresh, func(id member.ID) bool { return id == p.Member })
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	defer v.site.Register.ForgetPeople()
	return v.site.Clerk.DB.Write(v.Context(), func(tx *database.Tx) (err error) {
		for _, id := range fresh {
			if err = roll.Erase(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
}

func typedPapers(all []conference.Paper) string {
	var lines []string
	for _, p := range all {
		lines = append(lines, strings.TrimSuffix(p.Title+" | "+p.Link, " | "))
	}
	return strings.Join(lines, "\n")
}

func readPapers(s string) (all []conference.Paper) {
	for _, line := range linesOf(s) {
		title, link, _ := strings.Cut(line, "|")
		all = append(all, conference.Paper{Title: strings.TrimSpace(title), Link: strings.TrimSpace(link)})
	}
	return all
}

// mattersToName are the matters that a session of a conference may name, as far
// as a list tells; the rules say so for certain.
func mattersToName(v *visit, q register.Questions, c register.Conference, have []act.Ref) (options []part.Option, err error) {
	all, err := q.Matters("", register.Place{}, 200)
	for _, m := range all {
		known := procedure.Matter{Stage: m.Stage, Origin: m.Origin}
		if m.Stage != procedure.Raised && m.Stage != procedure.Withdrawn {
			known.ReferredAt = m.Moved
		}
		if known.Audience().Ring() >= c.Audience().Ring() || slices.Contains(have, m.Ref) {
			options = append(options, part.Option{Value: string(m.Ref), Label: v.say(m.Title)})
		}
	}
	return options, err
}
