package procedure_test

import (
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// verbs are what members may do in a transcript. Paragraphs are divided by
// "//"; words come after a colon. "on v1" names another version than the
// latest.
//
//	ann raises Observers: The missions report. // The reports are public.
//	ann says joint unattributed: It will cost too much.
//	kai considers support-with-changes meeting 3 without-comment on v1: It is welcome.
//	ann issues p1 // p2: new words // + a new paragraph // cancelling // on v1
//	ann moves silence until +72h
//	cat objects: It goes too far.
//	ann records present ann bob cat aside bob object cat: It goes too far.
//	ann reserves for the group: We shall pay our own way.
//	cat recuses: My firm would be paid for it.
//	ann recuses dan: His firm would be paid for it.
var verbs = map[string]func(s *script, who member.ID, arg string) procedure.Command{
	"raises": func(s *script, _ member.ID, arg string) procedure.Command { return s.idea(arg) },
	"revises": func(s *script, _ member.ID, arg string) procedure.Command {
		return procedure.Revise{Raise: s.idea(arg)}
	},
	"says":   (*script).statement,
	"refers": func(*script, member.ID, string) procedure.Command { return procedure.Refer{} },
	"considers": func(s *script, _ member.ID, arg string) procedure.Command {
		head, why := words(arg)
		c := procedure.Consider{Version: s.version(head), Reason: why, WithoutComment: strings.Contains(head, "without-comment")}
		f := strings.Fields(head)
		c.Position, c.Method, c.TookPart = procedure.Position(f[0]), procedure.Method(f[1]), number(f[2])
		return c
	},
	"opens":  func(*script, member.ID, string) procedure.Command { return procedure.OpenFormulation{} },
	"issues": (*script).draft,
	"passes": func(_ *script, _ member.ID, arg string) procedure.Command {
		return procedure.PassPen{To: group.ID(arg)}
	},
	"moves": func(s *script, _ member.ID, arg string) procedure.Command {
		f := strings.Fields(arg)
		until := strings.Join(f[2:], " ")
		until, _, _ = strings.Cut(until, " on ")
		return procedure.Move{Version: s.version(arg), Method: procedure.Method(f[0]), Closes: s.time(until)}
	},
	"seconds": func(s *script, _ member.ID, arg string) procedure.Command {
		return procedure.Second{Version: s.version(arg)}
	},
	"takes-back": func(*script, member.ID, string) procedure.Command { return procedure.Unmove{} },
	"consents":   choice(procedure.Consent),
	"stands":     choice(procedure.StandAside), // ann stands aside
	"objects":    choice(procedure.Object),
	"shrugs":     choice("shrug"),
	"amends": func(s *script, _ member.ID, arg string) procedure.Command {
		head, said := words(arg)
		p, _, _ := strings.Cut(head, " ")
		return procedure.Amend{Version: s.version(head), Paragraph: text.ParagraphID(p), Words: said}
	},
	"records":    (*script).meeting,
	"reserves":   rider(procedure.Reservation),
	"interprets": rider(procedure.Interpretative),
	"mutters":    rider("mutter"),
	"closes":     func(*script, member.ID, string) procedure.Command { return procedure.Close{} },
	"withdraws": func(_ *script, _ member.ID, arg string) procedure.Command {
		_, why := words(arg)
		return procedure.Withdraw{Reason: why}
	},
	"recuses": func(_ *script, _ member.ID, arg string) procedure.Command {
		who, why := words(arg)
		return procedure.Recuse{Member: member.ID(who), Reason: why}
	},
	"differs": func(s *script, _ member.ID, arg string) procedure.Command {
		head, why := words(arg)
		c := procedure.Differ{Reason: why}
		for _, p := range paragraphs(head) {
			c.Paragraphs = append(c.Paragraphs, text.Paragraph{Words: p})
		}
		return c
	},
}

// words divides a line at the colon before what is said.
func words(arg string) (head, said string) {
	head, said, _ = strings.Cut(arg, ":")
	return strings.TrimSpace(head), strings.TrimSpace(said)
}

// paragraphs divides a text, and drops nothing but an empty whole.
func paragraphs(s string) (all []string) {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	for p := range strings.SplitSeq(s, "//") {
		all = append(all, strings.TrimSpace(p))
	}
	return all
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("not a number: " + s)
	}
	return n
}

// idea reads "Title: problem is the same // paragraph".
func (s *script) idea(arg string) procedure.Raise {
	title, rest := words(arg)
	c := procedure.Raise{Title: text.Words{"en": title}, Problem: "It is not as it should be.", Lang: "en", Dimension: "hd", Addressees: []string{"ORG-CIO"}}
	for _, p := range paragraphs(rest) {
		switch {
		case strings.HasPrefix(p, "lang="):
			c.Lang = p[5:]
		case strings.HasPrefix(p, "dimension="):
			c.Dimension = p[10:]
		case strings.HasPrefix(p, "to="):
			c.Addressees = strings.Split(p[3:], ",")
		case p == "no problem":
			c.Problem = ""
		default:
			id, said, ok := strings.Cut(p, ": ")
			if !ok || !text.ParagraphID(id).Valid() {
				id, said = "", p
			}
			c.Paragraphs = append(c.Paragraphs, text.Paragraph{ID: text.ParagraphID(id), Words: said})
		}
	}
	return c
}

func (s *script) statement(_ member.ID, arg string) procedure.Command {
	head, said := words(arg)
	c := procedure.State{Words: said, Lang: "en", Audience: act.Joint, Attribution: act.Named, Version: s.version(head)}
	if s.on.matter.ReferredAt.IsZero() {
		c.Audience = act.Caucus
	}
	f := strings.Fields(head)
	for n, w := range f {
		switch w {
		case "caucus", "joint", "public", "whispered":
			c.Audience = act.Audience(w)
		case "named", "group", "unattributed", "masked":
			c.Attribution = act.Attribution(w)
		case "in":
			c.Lang = f[n+1]
		case "to":
			c.Paragraph = text.ParagraphID(f[n+1])
		}
	}
	return c
}

// draft reads the whole of a version: "p2" stays as it is, "p2: …" is
// reworded, "+ …" is new; what is not named is gone.
func (s *script) draft(_ member.ID, arg string) procedure.Command {
	c := procedure.Issue{Base: s.on.matter.Version.Hash}
	base := text.Text(s.on.words[c.Base])
	for _, p := range paragraphs(arg) {
		if said, ok := strings.CutPrefix(p, "+"); ok {
			c.Paragraphs = append(c.Paragraphs, text.Paragraph{Words: strings.TrimSpace(said)})
			continue
		}
		id, said, reworded := strings.Cut(p, ":")
		old, _ := base.Paragraph(text.ParagraphID(id))
		switch {
		case p == "cancelling":
			c.CancelsDecision = true
		case strings.HasPrefix(p, "on "):
			c.Base = s.version(p)
		case reworded:
			c.Paragraphs = append(c.Paragraphs, text.Paragraph{ID: text.ParagraphID(id), Words: strings.TrimSpace(said)})
		default:
			c.Paragraphs = append(c.Paragraphs, text.Paragraph{ID: text.ParagraphID(id), Words: old.Words})
		}
	}
	return c
}

func choice(how procedure.Choice) func(*script, member.ID, string) procedure.Command {
	return func(s *script, _ member.ID, arg string) procedure.Command {
		head, why := words(arg)
		return procedure.Choose{Version: s.version(head), Choice: how, Reason: why}
	}
}

func rider(kind procedure.Rider) func(*script, member.ID, string) procedure.Command {
	return func(s *script, _ member.ID, arg string) procedure.Command {
		head, said := words(arg)
		c := procedure.Reserve{Version: s.version(head), Rider: kind, Words: said, Lang: "en"}
		c.ForGroup = strings.Contains(head, "for the group")
		return c
	}
}

func (s *script) meeting(_ member.ID, arg string) procedure.Command {
	head, why := words(arg)
	c := procedure.RecordMeeting{Version: s.version(head), Reason: why}
	var list *[]member.ID
	for _, w := range strings.Fields(head) {
		switch w {
		case "present":
			list = &c.Present
		case "aside":
			list = &c.Aside
		case "object":
			list = &c.Object
		case "on":
			return c
		default:
			*list = append(*list, member.ID(w))
		}
	}
	return c
}

// version finds "on v3" in a line; without it the version is the latest, or
// the one under decision.
func (s *script) version(arg string) act.Hash {
	f := strings.Fields(arg)
	for n, w := range f[:max(0, len(f)-1)] {
		if w == "on" && f[n+1] == "none" {
			return act.Hash{}
		}
		if w == "on" && f[n+1][0] == 'v' {
			return s.versionHash(f[n+1])
		}
	}
	return s.on.matter.Version.Hash
}

// time reads "+3d", "+72h", "+5m", "-1ms" (from now) or "2009-03-04 10:15:00.000" UTC.
func (s *script) time(word string) time.Time {
	if word == "closing" || strings.HasPrefix(word, "closing-") || strings.HasPrefix(word, "closing+") {
		d, _ := time.ParseDuration(strings.TrimPrefix(word, "closing"))
		return s.on.matter.Decision.Closes.Add(d)
	}
	if n, ok := strings.CutSuffix(word, "d"); ok {
		return s.at.Add(time.Duration(number(n)) * 24 * time.Hour)
	}
	if d, err := time.ParseDuration(word); err == nil {
		return s.at.Add(d)
	}
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02 15:04:05.000"} {
		if at, err := time.Parse(form, word); err == nil {
			return at
		}
	}
	s.t.Fatalf("a transcript says %q, which is no time", word)
	return time.Time{}
}
