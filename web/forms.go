package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// A form is how a command is asked for on a page: what is asked, and what is
// made of the answers. A refused form is drawn again with every answer in it.
type form struct {
	ask  func(v *visit, m register.Matter, in url.Values) []question
	read func(v *visit, m register.Matter, in url.Values) (procedure.Command, error)
}

// A question is one field and how it is drawn.
type question struct {
	part.Field
	kind string // "input", "area", "select", "radios", "checks", "fold": checks in a fold, too many to walk
}

// forms holds the form of every command on a matter, by the command's name.
// Raise, revise and issue are written on the pages of the text.
var forms = map[string]form{
	"revise":   {askRevise, readRevise},
	"state":    {askState, readState},
	"refer":    {askNothing, func(*visit, register.Matter, url.Values) (procedure.Command, error) { return procedure.Refer{}, nil }},
	"consider": {askConsider, readConsider},
	"open-formulation": {askNothing, func(*visit, register.Matter, url.Values) (procedure.Command, error) {
		return procedure.OpenFormulation{}, nil
	}},
	"pass-pen": {askPassPen, func(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
		return procedure.PassPen{To: group.ID(in.Get("to"))}, nil
	}},
	"move": {askMove, readMove},
	"second": {askNothing, func(_ *visit, m register.Matter, in url.Values) (procedure.Command, error) {
		return procedure.Second{Version: version(in)}, nil
	}},
	"unmove":         {askNothing, func(*visit, register.Matter, url.Values) (procedure.Command, error) { return procedure.Unmove{}, nil }},
	"choose":         {askChoose, readChoose},
	"amend":          {askAmend, readAmend},
	"record-meeting": {askMeeting, readMeeting},
	"reserve":        {askReserve, readReserve},
	"close":          {askNothing, func(*visit, register.Matter, url.Values) (procedure.Command, error) { return procedure.Close{}, nil }},
	"withdraw": {askReason, func(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
		return procedure.Withdraw{Reason: in.Get("reason")}, nil
	}},
	"differ": {askDiffer, readDiffer},
	"recuse": {askRecuse, readRecuse},
}

// version is the version that a form was drawn on.
func version(in url.Values) act.Hash {
	h, _ := act.ParseHash(in.Get("version")) // what cannot be read is no version, and the rules say so
	return h
}

func askNothing(*visit, register.Matter, url.Values) []question { return nil }

func askReason(v *visit, _ register.Matter, in url.Values) []question {
	return []question{reasonArea(v, in, "web.field.reason", "")}
}

func reasonArea(v *visit, in url.Values, label, hint string) question {
	f := part.Field{Name: "reason", Label: v.p.T(label), Value: in.Get("reason"), Max: procedure.MaxReason, Rows: 6}
	if hint != "" {
		f.Hint = v.p.T(hint)
	}
	return question{f, "area"}
}

// named are options whose labels are in the catalogues.
func named[T interface {
	~string
	Key() string
}](v *visit, hints bool, all ...T) (options []part.Option) {
	for _, x := range all {
		o := part.Option{Value: string(x), Label: v.p.T(x.Key())}
		if hints && v.p.Has(x.Key()+".hint") {
			o.Hint = v.p.T(x.Key() + ".hint")
		}
		options = append(options, o)
	}
	return options
}

// or is what was answered, or else what is offered.
func or(in url.Values, name, offered string) string {
	if in.Has(name) {
		return in.Get(name)
	}
	return offered
}

func langField(v *visit, in url.Values) question {
	f := part.Field{Name: "lang", Label: v.p.T("web.field.lang"), Value: or(in, "lang", v.lang())}
	for _, l := range locale.Langs {
		f.Options = append(f.Options, part.Option{Value: string(l), Label: l.OwnName()})
	}
	return question{f, "select"}
}

func paragraphField(v *visit, m register.Matter, in url.Values) question {
	f := part.Field{Name: "paragraph", Label: v.p.T("web.field.paragraph"), Value: in.Get("paragraph"), Optional: true,
		Options: []part.Option{{Value: "", Label: v.p.T("web.field.paragraph.whole")}}}
	for n, p := range m.Version.Paragraphs {
		f.Options = append(f.Options, part.Option{Value: string(p.ID), Label: v.p.T("web.paragraph", n+1)})
	}
	return question{f, "select"}
}

func askState(v *visit, m register.Matter, in url.Values) []question {
	// The own group is what is offered: words that went to more readers than
	// was meant cannot be called back.
	audiences, offered, hint := []act.Audience{act.Caucus, act.Joint, act.Public}, string(act.Caucus), ""
	answered, ok := v.answered(m, in)
	if ok {
		hint = v.p.T("web.answering", v.speaker(answered))
		if answered.Author != "" { // what nobody signed is not quoted beside anybody's sign
			hint += " " + excerpt(words(answered.Words))
		}
	}
	if own := answered.Audience == act.Caucus && ok; own || m.Stage == procedure.Raised {
		audiences = audiences[:1]
		if own {
			hint += " " + v.p.T("web.answering.caucus")
		}
	}
	namings := []act.Attribution{act.Named, act.GroupOnly, act.Unattributed}
	if v.acting != "" {
		namings = namings[:1] // an assistant's words bear the member's name
	}
	return []question{
		{part.Field{Name: "words", Hint: hint, Label: v.p.T("web.field.statement"), Value: in.Get("words"), Max: procedure.MaxWords, Rows: 6}, "area"},
		paragraphField(v, m, in),
		{part.Field{Name: "audience", Label: v.p.T("web.field.audience"), Value: or(in, "audience", offered),
			Options: named(v, true, audiences...)}, "radios"},
		{part.Field{Name: "attribution", Label: v.p.T("web.field.attribution"), Value: or(in, "attribution", string(act.Named)),
			Options: named(v, true, namings...)}, "radios"},
		langField(v, in),
	}
}

// answered is the statement that the reader answers, if it is theirs to read.
func (v *visit) answered(m register.Matter, in url.Values) (l register.Line, ok bool) {
	hash, err := act.ParseHash(in.Get("reply"))
	if err != nil {
		return l, false
	}
	err = v.ask(func(q register.Questions) (err error) { l, err = q.Act(m.Ref, hash); return err })
	return l, err == nil
}

// excerpt is the beginning of what somebody said.
func excerpt(s string) string {
	const most = 160
	if r := []rune(s); len(r) > most {
		return "«" + string(r[:most]) + "…»"
	}
	return "«" + s + "»"
}

func readState(v *visit, m register.Matter, in url.Values) (procedure.Command, error) {
	reply, _ := act.ParseHash(in.Get("reply"))
	c := procedure.State{
		Words: in.Get("words"), Lang: in.Get("lang"), Audience: act.Audience(in.Get("audience")),
		Attribution: act.Attribution(in.Get("attribution")), Version: version(in),
		Paragraph: text.ParagraphID(in.Get("paragraph")), ReplyTo: reply,
	}
	return c, v.ask(func(q register.Questions) error { return q.HasRead(m.Matter, c) })
}

func askConsider(v *visit, m register.Matter, in url.Values) []question {
	seats := 0
	for _, s := range v.sitting.All() {
		if s.Group == v.reader.Standing.Group && s.Decides() && !m.IsRecused(s.Member) {
			seats++
		}
	}
	return []question{
		{part.Field{Name: "position", Label: v.p.T("web.field.position"), Value: in.Get("position"),
			Options: named(v, true, procedure.Support, procedure.SupportWithChanges, procedure.Concerns, procedure.NoSupport)}, "radios"},
		reasonArea(v, in, "web.field.reason", "web.field.reason.consider"),
		{part.Field{Name: "method", Label: v.p.T("web.field.considered-in"), Value: or(in, "method", string(procedure.Meeting)),
			Options: named(v, false, procedure.Meeting, procedure.Written)}, "radios"},
		{part.Field{Name: "tookPart", Label: v.p.T("web.field.took-part"), Hint: v.p.T("web.field.took-part.hint", seats, m.Rules.Decide[v.reader.Standing.Group].Quorum),
			Value: in.Get("tookPart"), Short: true, Type: "number"}, "input"},
		{part.Field{Name: "withoutComment", Label: v.p.T("web.field.without-comment"), Values: in["withoutComment"],
			Options: []part.Option{{Value: "yes", Label: v.p.T("web.field.without-comment.yes"), Hint: v.p.T("web.field.without-comment.hint")}}}, "checks"},
	}
}

func readConsider(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	typed := strings.TrimSpace(in.Get("tookPart"))
	n, err := strconv.Atoi(typed)
	if err != nil && typed != "" { // an empty field is none, and the rules say how many it takes
		return nil, act.RefuseField("tookPart", "web.number")
	}
	return procedure.Consider{Version: version(in), Position: procedure.Position(in.Get("position")),
		Method: procedure.Method(in.Get("method")), TookPart: n, WithoutComment: in.Get("withoutComment") == "yes",
		Reason: in.Get("reason")}, nil
}

func askPassPen(v *visit, m register.Matter, in url.Values) []question {
	f := part.Field{Name: "to", Label: v.p.T("web.field.pen-to"), Value: in.Get("to")}
	for _, g := range group.Others(m.Groups, m.Pen) {
		shown := v.group(g)
		f.Options = append(f.Options, part.Option{Value: string(g), Label: shown.Name, Group: &shown})
	}
	if len(f.Options) == 1 && f.Value == "" {
		f.Value = f.Options[0].Value
	}
	return []question{{f, "radios"}}
}

// zone is the zone of the reader's own group.
func (v *visit) zone() *time.Location {
	if g, ok := v.initiative.Group(v.reader.Standing.Group); ok {
		return location(g.Zone)
	}
	return time.UTC
}

func askDiffer(v *visit, _ register.Matter, in url.Values) []question {
	return []question{
		{part.Field{Name: "paragraphs", Label: v.p.T("web.field.position-text"), Hint: v.p.T("web.field.paragraphs.hint"),
			Value: in.Get("paragraphs"), Max: procedure.MaxWords, Rows: 12}, "area"},
		reasonArea(v, in, "web.field.reason", ""),
	}
}

func readDiffer(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.Differ{Paragraphs: typedParagraphs(in.Get("paragraphs")), Reason: in.Get("reason")}, nil
}

// typedParagraphs cuts a text at its empty lines into paragraphs without ids.
func typedParagraphs(s string) (ps []text.Paragraph) {
	for p := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n\n") {
		if strings.TrimSpace(p) != "" {
			ps = append(ps, text.Paragraph{Words: p})
		}
	}
	return ps
}
