package web

import (
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
)

// entry is one act as it stands on a matter's page, below earlier ones.
func (v *visit) entry(l register.Line, m register.Matter, earlier []register.Line, mayReply bool) part.Entry {
	e := part.Entry{ID: anchor(l.Seq), At: l.At, Gone: l.Erased}
	if l.Group != "" && !isJoint(l.Body) {
		e.Group = v.shown(l.Group)
	}
	if l.Author != "" {
		e.Author = v.name(l.Author)
		if s, ok := v.sitting.At(l.Author, l.At); ok {
			e.Capacity = v.p.T(s.Capacity.Key())
		}
		e.Author = v.through(l, e.Author)
	}
	if s, ok := l.Body.(procedure.Stated); ok {
		e.Attribution, e.Audience, e.Lang = string(l.Attribution), string(s.Audience), s.Lang
		if n := number(m, s.Paragraph); n > 0 {
			e.On = part.Link{Label: v.p.T("web.paragraph", n), Href: "/matter/" + string(m.Ref) + "/text#" + string(s.Paragraph)}
		}
		if to := answered(s, earlier); to != nil {
			e.Answers = part.Link{Label: v.p.T("web.answers", v.speaker(*to)), Href: "#" + anchor(to.Seq)}
		}
		if mayReply {
			e.Actions = []part.Link{{Label: v.p.T("web.reply"), Href: "/matter/" + string(m.Ref) + "?reply=" + l.Hash.String() + "&paragraph=" + string(s.Paragraph) + "#say"}}
		}
	} else {
		e.Act = v.told(l, m, e.Author != "")
	}
	e.Words = words(l.Words)
	if e.Lang == "" && e.Words != "" {
		e.Lang = m.Lang
	}
	return e
}

// answered is the statement among earlier acts that s answers; nil if it
// answers none, or one that is not on the page.
func answered(s procedure.Stated, earlier []register.Line) *register.Line {
	if s.ReplyTo == (act.Hash{}) {
		return nil
	}
	for n := range earlier {
		if earlier[n].Hash == s.ReplyTo {
			return &earlier[n]
		}
	}
	return nil
}

// anchor is where an act stands on its matter's page.
func anchor(seq int64) string { return "act-" + strconv.FormatInt(seq, 10) }

// isJoint reports whether an act is of all the groups together.
func isJoint(b act.Body) bool {
	switch b.(type) {
	case procedure.Opened, procedure.Closed, procedure.AdoptedAct:
		return true
	}
	return false
}

// speaker is who made a statement, as far as it may be told.
func (v *visit) speaker(l register.Line) string {
	switch {
	case l.Author != "":
		return v.through(l, v.name(l.Author))
	case l.Group != "":
		return v.p.T("web.a-member-of", l.Group)
	}
	return v.p.T("web.somebody")
}

// words are the plain words of an act, if that is what it has.
func words(w act.Words) string {
	switch w := w.(type) {
	case procedure.StatedWords:
		return w.Words
	case procedure.ReasonWords:
		return w.Reason
	case procedure.RaisedWords:
		return w.Problem
	case procedure.DifferedWords:
		return w.Reason
	case initiative.InterestWords:
		return strings.TrimSpace(w.Organisation + "\n\n" + w.Text)
	}
	return ""
}

// deed says in a sentence who did what.
func (v *visit) deed(l register.Line, m register.Matter) string { return v.told(l, m, false) }

// told says in a sentence what an act did; without saying who, where the name
// already stands above it.
func (v *visit) told(l register.Line, m register.Matter, named bool) string {
	return v.p.Deed(locale.Deed{Kind: l.Kind, Body: l.Body, Group: l.Group, Author: l.Author, Via: l.Via, Aided: l.Assisted,
		Origin: m.Origin, Whom: recusedIn(m, l.Body)}, named)
}

// explain are the sentences that say where the matter stands.
func (v *visit) explain(all []act.Reason) (lines []string) {
	for _, r := range all {
		lines = append(lines, v.p.Say(r))
	}
	return lines
}

// noMatter is for acts that are told without their matter.
func noMatter() register.Matter { return register.Matter{} }
