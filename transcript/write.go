package transcript

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// Write writes a matter as a transcript. What follows from an act by the
// rules is told in comments.
func Write(w io.Writer, m Matter) error {
	s := &scribe{Matter: m, names: map[act.Hash]string{}}
	s.nameStatements()
	s.f("matter %s", m.Name)
	if m.Source != "" {
		s.f("   source %s", m.Source)
	}
	s.f("\n")
	for _, id := range slices.Sorted(maps.Keys(m.Gone)) {
		s.f("# %s was a member of the %s group; the name is erased\n", id, m.Gone[id])
	}
	for _, l := range m.Acts {
		s.act(l)
	}
	_, err := io.WriteString(w, s.b.String())
	return err
}

// A scribe writes one transcript.
type scribe struct {
	Matter
	b        strings.Builder
	names    map[act.Hash]string // of statements that are answered
	versions []version
	pending  bool // a decision is moved or open
	zone     *time.Location
}

type version struct {
	hash  act.Hash
	words text.Text
}

func (s *scribe) f(form string, args ...any) { fmt.Fprintf(&s.b, form, args...) }

// nameStatements gives a name to every statement that another answers.
func (s *scribe) nameStatements() {
	answered := map[act.Hash]bool{}
	for _, l := range s.Acts {
		if b, ok := l.Body.(procedure.Stated); ok {
			answered[b.ReplyTo] = true
		}
	}
	for _, l := range s.Acts {
		if answered[l.Hash] {
			s.names[l.Hash] = fmt.Sprint("s", len(s.names)+1)
		}
	}
}

// act writes one act.
func (s *scribe) act(l register.Line) {
	if s.follows(l) {
		return
	}
	who, zone := s.who(l)
	s.zone = zone
	s.f("\n%s %s ", writeInstant(l.At, zone), who)
	if l.Assisted {
		s.f("via %s ", s.assistant(l))
	}
	switch b := l.Body.(type) {
	case procedure.RaisedAct:
		s.idea("raises", l, b)
	case procedure.RevisedAct:
		s.idea("revises", l, b.RaisedAct)
	case procedure.Stated:
		s.stated(l, b)
	case procedure.ReferredAct:
		s.f("refers\n")
	case procedure.ConsideredAct:
		s.f("considers %s, %s, %d took part", b.Position, b.Method, b.TookPart)
		if b.WithoutComment {
			s.f(", without comment")
		}
		s.reason(l)
	case procedure.FormulationOpened:
		s.f("opens formulation\n")
	case procedure.IssuedAct:
		s.issued(l, b)
	case procedure.PenPassed:
		s.f("passes the pen to %s\n", b.To)
	case procedure.Moved:
		s.f("moves, %s, closes %s\n", b.Method, writeInstant(b.Closes, zone))
		s.pending = true
	case procedure.Seconded:
		s.f("seconds\n")
	case procedure.Unmoved:
		s.f("takes the motion back\n")
		s.pending = false
	case procedure.Chose:
		s.f("%s", map[procedure.Choice]string{procedure.Consent: "consents", procedure.StandAside: "stands aside",
			procedure.Object: "objects"}[b.Choice])
		s.reason(l)
	case procedure.Amended:
		s.f("amends")
		s.on(b.Paragraph)
		s.said(l)
	case procedure.MeetingRecorded:
		s.meeting(l, b)
	case procedure.Reserved:
		s.f("%s, %s", map[procedure.Rider]string{procedure.Reservation: "reserves",
			procedure.Interpretative: "interprets"}[b.Rider], b.Lang)
		if b.ForGroup {
			s.f(", for the group")
		}
		s.said(l)
	case procedure.Closed:
		s.f("closes\n")
		s.result(b)
	case procedure.WithdrawnAct:
		s.f("withdraws")
		s.reason(l)
	case procedure.Differed:
		s.differed(l)
	case procedure.Recused:
		s.recused(l, b)
	default:
		s.f("does what this transcript cannot tell: %s\n", l.Kind)
	}
}

// follows writes those acts that follow from the one before, as comments.
func (s *scribe) follows(l register.Line) bool {
	switch b := l.Body.(type) {
	case procedure.Opened:
		s.f("# the decision is open; entitled are")
		for n, g := range s.Groups {
			if n > 0 {
				s.f(",")
			}
			s.f(" %d of %s", len(b.Electorate[g.ID]), g.ID)
		}
		s.f("\n")
	case procedure.AdoptedAct:
		s.f("# adopted: %s\n", b.Symbol)
	case procedure.Closed:
		if !b.Broken {
			return false
		}
		s.f("# silence is broken\n")
		s.pending = false
	default:
		return false
	}
	return true
}

func (s *scribe) result(b procedure.Closed) {
	s.pending = false
	s.f("#")
	for n, g := range s.Groups {
		if n > 0 {
			s.f(";")
		}
		t := b.Tallies[g.ID]
		s.f(" %s %s: %d consent, %d aside, %d object, of %d", g.ID, b.Verdicts[g.ID], t.Consent, t.Aside, t.Object, t.Entitled)
	}
	s.f("\n")
}

func (s *scribe) stated(l register.Line, b procedure.Stated) {
	s.f("states, %s, %s, %s", b.Audience, b.Attribution, b.Lang)
	s.on(b.Paragraph)
	// Which version stood before a reader of parts is not known from the parts.
	for n, v := range s.versions {
		if v.hash == b.Version && n+1 < len(s.versions) {
			s.f(", version %d", n+1)
		}
	}
	if name, ok := s.names[b.ReplyTo]; ok {
		s.f(", reply %s", name)
	}
	s.f("\n")
	if name, ok := s.names[l.Hash]; ok {
		s.f("  id: %s\n", name)
	}
	w, _ := l.Words.(procedure.StatedWords)
	lines := fold(w.Words)
	if strings.HasPrefix(lines[0], "id:") {
		lines[0] = `\` + lines[0]
	}
	s.lines(l, lines)
}

func (s *scribe) on(id text.ParagraphID) {
	if id != "" {
		s.f(", on %s", id)
	}
}

func (s *scribe) meeting(l register.Line, b procedure.MeetingRecorded) {
	list := func(all ...[]act.Alias) string {
		var names []string
		for _, who := range slices.Concat(all...) {
			names = append(names, s.named(who))
		}
		slices.Sort(names)
		return strings.Join(names, ", ")
	}
	s.f("records meeting: present %s", list(b.Consent, b.Aside, b.Object))
	if len(b.Aside) > 0 {
		s.f("; aside %s", list(b.Aside))
	}
	if len(b.Object) > 0 {
		s.f("; objects %s", list(b.Object))
	}
	s.reason(l)
}

func (s *scribe) recused(l register.Line, b procedure.Recused) {
	if who, known := s.Names[b.Who]; !known || who != l.Author {
		s.f("records recusal of %s", s.named(b.Who))
	} else {
		s.f("steps back")
	}
	s.reason(l)
}

// named is the short name of whoever an alias stands for.
func (s *scribe) named(who act.Alias) string {
	id, known := s.Names[who]
	if !known {
		id = member.ID("erased")
	}
	return s.person(id)
}
