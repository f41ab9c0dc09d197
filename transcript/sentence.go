package transcript

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// A sentence reads what follows who acts: a verb, its options, and the block.
type sentence struct {
	line    *Line
	zone    *time.Location
	block   block
	verb    string
	options []string
}

// What options and fields may hold.
var (
	positions = []procedure.Position{procedure.Support, procedure.SupportWithChanges, procedure.Concerns, procedure.NoSupport}
	audiences = []act.Audience{act.Caucus, act.Joint, act.Public}
	namings   = []act.Attribution{act.Named, act.GroupOnly, act.Unattributed}
	written   = []procedure.Method{procedure.Meeting, procedure.Written}
	methods   = []procedure.Method{procedure.Meeting, procedure.Written, procedure.Silence}
)

// read reads the rest of the act's first line, and its block, into the line.
func (s *sentence) read(rest string) (err error) {
	s.line.Do, err = s.command(rest)
	if err == nil && len(s.options) > 0 {
		err = s.line.wrong("%q is not understood here", s.options[0])
	}
	return err
}

func (s *sentence) command(rest string) (procedure.Command, error) {
	if present, ok := strings.CutPrefix(rest, "records meeting: "); ok {
		return s.meeting(present)
	}
	s.options = strings.Split(rest, ", ")
	s.verb = s.options[0]
	s.options = s.options[1:]
	if position, ok := strings.CutPrefix(s.verb, "considers "); ok {
		return s.consider(position)
	}
	if to, ok := strings.CutPrefix(s.verb, "passes the pen to "); ok {
		return s.bare(procedure.PassPen{To: group.ID(to)})
	}
	if name, ok := strings.CutPrefix(s.verb, "records recusal of "); ok {
		return s.recuse(name)
	}
	switch s.verb {
	case "raises":
		return s.raise()
	case "revises":
		c, err := s.raise()
		return procedure.Revise{Raise: c}, err
	case "states":
		return s.state()
	case "refers":
		return s.bare(procedure.Refer{})
	case "opens formulation":
		return s.bare(procedure.OpenFormulation{})
	case "issues":
		return s.issue()
	case "moves":
		return s.move()
	case "seconds":
		return s.bare(procedure.Second{})
	case "takes the motion back":
		return s.bare(procedure.Unmove{})
	case "consents":
		return s.choose(procedure.Consent)
	case "stands aside":
		return s.choose(procedure.StandAside)
	case "objects":
		return s.choose(procedure.Object)
	case "amends":
		return s.amend()
	case "reserves":
		return s.reserve(procedure.Reservation)
	case "interprets":
		return s.reserve(procedure.Interpretative)
	case "closes":
		return s.bare(procedure.Close{})
	case "withdraws":
		words, err := s.words()
		return procedure.Withdraw{Reason: words}, err
	case "differs":
		return s.differ()
	case "steps back":
		words, err := s.words()
		return procedure.Recuse{Reason: words}, err
	}
	return nil, s.line.wrong("%q is not a verb of a transcript", s.verb)
}

// bare is a command that says nothing.
func (s *sentence) bare(c procedure.Command) (procedure.Command, error) {
	if len(s.block) > 0 {
		return nil, wrong(s.line.File, s.block[0].no, "this act has no words")
	}
	return c, nil
}

func (s *sentence) words() (string, error) {
	lines := make([]string, len(s.block))
	for n, l := range s.block {
		lines[n] = strings.TrimLeft(l.text, " ")
	}
	return unfold(lines), nil
}

func (s *sentence) state() (procedure.Command, error) {
	c := procedure.State{}
	var err error
	if c.Audience, err = take(s, "audience", audiences); err != nil {
		return nil, err
	}
	if c.Attribution, err = take(s, "attribution", namings); err != nil {
		return nil, err
	}
	if c.Lang, err = take(s, "language", procedure.Languages); err != nil {
		return nil, err
	}
	if c.Paragraph, err = s.paragraph(); err != nil {
		return nil, err
	}
	if v, ok := s.after("version "); ok {
		if s.line.Version, err = strconv.Atoi(v); err != nil || s.line.Version < 1 {
			return nil, s.line.wrong("%q is not the number of a version", v)
		}
	}
	s.line.Reply, _ = s.after("reply ")
	if len(s.block) > 0 {
		if name, ok := strings.CutPrefix(s.block[0].text, "id:"); ok {
			s.line.Name = strings.TrimSpace(name)
			if !nameForm.MatchString(s.line.Name) {
				return nil, wrong(s.line.File, s.block[0].no, "%q is not a name for a statement", s.line.Name)
			}
			s.block = s.block[1:]
		}
	}
	c.Words, err = s.words()
	return c, err
}

func (s *sentence) consider(position string) (procedure.Command, error) {
	c := procedure.Consider{Position: procedure.Position(position)}
	if !slices.Contains(positions, c.Position) {
		return nil, s.line.wrong("%q is not a position", position)
	}
	var err error
	if c.Method, err = take(s, "method", written); err != nil {
		return nil, err
	}
	if len(s.options) > 0 {
		if n, ok := strings.CutSuffix(s.options[0], " took part"); ok {
			if c.TookPart, err = strconv.Atoi(n); err != nil {
				return nil, s.line.wrong("%q is not a number", n)
			}
			s.options = s.options[1:]
		}
	}
	c.WithoutComment = s.flag("without comment")
	c.Reason, err = s.words()
	return c, err
}

func (s *sentence) move() (procedure.Command, error) {
	c := procedure.Move{}
	var err error
	if c.Method, err = take(s, "method", methods); err != nil {
		return nil, err
	}
	when, _ := s.after("closes ")
	day, clock, _ := strings.Cut(when, " ")
	at, ok := readInstant(day, clock, s.zone)
	if !ok {
		return nil, s.line.wrong("when does it close? Write \"closes 2009-07-17 18:00\"")
	}
	c.Closes = at
	return s.bare(c)
}

func (s *sentence) choose(choice procedure.Choice) (procedure.Command, error) {
	why, err := s.words()
	return procedure.Choose{Choice: choice, Reason: why}, err
}

func (s *sentence) amend() (procedure.Command, error) {
	on, err := s.paragraph()
	if err != nil {
		return nil, err
	}
	words, err := s.words()
	return procedure.Amend{Paragraph: on, Words: words}, err
}

func (s *sentence) reserve(rider procedure.Rider) (procedure.Command, error) {
	lang, err := take(s, "language", procedure.Languages)
	if err != nil {
		return nil, err
	}
	forGroup := s.flag("for the group")
	words, err := s.words()
	return procedure.Reserve{Rider: rider, ForGroup: forGroup, Words: words, Lang: lang}, err
}

var memberForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

func (s *sentence) recuse(name string) (procedure.Command, error) {
	if !memberForm.MatchString(name) {
		return nil, s.line.wrong("%q is not a name", name)
	}
	words, err := s.words()
	return procedure.Recuse{Member: member.ID(name), Reason: words}, err
}

// meeting reads "present a, b, c; aside a; objects b".
func (s *sentence) meeting(rest string) (procedure.Command, error) {
	c := procedure.RecordMeeting{}
	for _, part := range strings.Split(rest, "; ") {
		what, names, _ := strings.Cut(part, " ")
		list, ok := map[string]*[]member.ID{"present": &c.Present, "aside": &c.Aside, "objects": &c.Object}[what]
		if !ok || *list != nil {
			return nil, s.line.wrong("a meeting is written as \"present a, b, c; aside a; objects b\"")
		}
		for _, name := range strings.Split(names, ", ") {
			if !memberForm.MatchString(name) {
				return nil, s.line.wrong("%q is not a name", name)
			}
			*list = append(*list, member.ID(name))
		}
	}
	var err error
	c.Reason, err = s.words()
	return c, err
}

// take takes the next option, which must be one of a list.
func take[T ~string](s *sentence, what string, of []T) (v T, err error) {
	if len(s.options) > 0 {
		v = T(s.options[0])
	}
	if !slices.Contains(of, v) {
		return v, s.line.wrong("%q is not one of the %ss that can stand here: %v", v, what, of)
	}
	s.options = s.options[1:]
	return v, nil
}

// flag takes an option that is there or not.
func (s *sentence) flag(name string) bool {
	n := slices.Index(s.options, name)
	if n < 0 {
		return false
	}
	s.options = slices.Delete(slices.Clone(s.options), n, n+1)
	return true
}

// after takes the option that begins so, and returns the rest of it.
func (s *sentence) after(begin string) (string, bool) {
	n := slices.IndexFunc(s.options, func(o string) bool { return strings.HasPrefix(o, begin) })
	if n < 0 {
		return "", false
	}
	rest := strings.TrimPrefix(s.options[n], begin)
	s.options = slices.Delete(slices.Clone(s.options), n, n+1)
	return rest, true
}

// paragraph takes the option "on p2".
func (s *sentence) paragraph() (text.ParagraphID, error) {
	on, ok := s.after("on ")
	if id := text.ParagraphID(on); ok && !id.Valid() {
		return "", s.line.wrong("%q is not a paragraph's id", on)
	}
	return text.ParagraphID(on), nil
}
