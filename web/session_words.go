package web

import (
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/conference"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// readSpeaker reads one line of who speaks: a name, and behind a line the
// affiliation. The name alone of a member is that member.
func (v *visit) readSpeaker(line string) conference.Person {
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

// typedPersons are persons as a form takes them, one on each line.
func (v *visit) typedPersons(all []conference.Person) string {
	var lines []string
	for _, p := range all {
		switch {
		case p.Member != "":
			lines = append(lines, v.name(p.Member))
		case p.Affiliation != "":
			lines = append(lines, p.Name+" | "+p.Affiliation)
		default:
			lines = append(lines, p.Name)
		}
	}
	return strings.Join(lines, "\n")
}

func (v *visit) readSpeakers(s string) (all []conference.Person) {
	for _, line := range linesOf(s) {
		all = append(all, v.readSpeaker(line))
	}
	return all
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
