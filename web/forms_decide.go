package web

import (
	"net/url"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

func askMove(v *visit, m register.Matter, in url.Values) []question {
	zone := v.zone()
	offered := v.now.Add(time.Duration(max(m.Rules.NoticeDays+1, 3)) * 24 * time.Hour).In(zone)
	return []question{
		{part.Field{Name: "method", Label: v.p.T("web.field.method"), Value: or(in, "method", string(procedure.Written)),
			Options: named(v, true, procedure.Meeting, procedure.Written, procedure.Silence)}, "radios"},
		{part.Field{Name: "day", Label: v.p.T("web.field.closes-day"), Type: "date", Short: true, Value: or(in, "day", offered.Format("2006-01-02")),
			Hint: v.p.T("web.field.closes.hint", m.Rules.NoticeDays, m.Rules.SilenceHours)}, "input"},
		{part.Field{Name: "clock", Label: v.p.T("web.field.closes-clock", v.groupName(v.reader.Standing.Group, v.p.Lang())), Type: "time", Short: true,
			Value: or(in, "clock", "18:00")}, "input"},
	}
}

func readMove(v *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	closes, err := time.ParseInLocation("2006-01-02 15:04", in.Get("day")+" "+in.Get("clock"), v.zone())
	if err != nil {
		return nil, act.RefuseField("day", "web.date")
	}
	return procedure.Move{Version: version(in), Method: procedure.Method(in.Get("method")), Closes: closes.UTC()}, nil
}

func askChoose(v *visit, m register.Matter, in url.Values) []question {
	hint := "web.field.reason.choose"
	if m.Decision != nil && m.Decision.Method == procedure.Silence {
		hint = "web.field.reason.silence"
	}
	return []question{
		{part.Field{Name: "choice", Label: v.p.T("web.field.choice"), Value: in.Get("choice"),
			Hint: v.p.T("web.choose.who-reads"), Options: named(v, true, procedure.Consent, procedure.StandAside, procedure.Object)}, "radios"},
		reasonArea(v, in, "web.field.reason", hint),
	}
}

func readChoose(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.Choose{Version: version(in), Choice: procedure.Choice(in.Get("choice")), Reason: in.Get("reason")}, nil
}

func askAmend(v *visit, m register.Matter, in url.Values) []question {
	return []question{
		paragraphField(v, m, in),
		{part.Field{Name: "words", Label: v.p.T("web.field.amendment"), Hint: v.p.T("web.field.amendment.hint"),
			Value: in.Get("words"), Max: procedure.MaxWords, Rows: 6}, "area"},
	}
}

func readAmend(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.Amend{Version: version(in), Paragraph: text.ParagraphID(in.Get("paragraph")), Words: in.Get("words")}, nil
}

// electors are the members of the reader's group who are in standing to decide
// a matter.
func electors(v *visit, m register.Matter) (options []part.Option) {
	for _, s := range v.sitting.All() {
		if s.Group == v.reader.Standing.Group && s.Decides() && !m.IsRecused(s.Member) {
			options = append(options, part.Option{Value: string(s.Member), Label: v.name(s.Member)})
		}
	}
	locale.Sort(v.p.Lang(), options, func(o part.Option) string { return o.Label })
	return options
}

func askMeeting(v *visit, m register.Matter, in url.Values) []question {
	all := electors(v, m)
	return []question{
		{part.Field{Name: "present", Label: v.p.T("web.field.present"), Hint: v.p.T("web.field.present.hint"), Values: in["present"], Options: all}, "checks"},
		{part.Field{Name: "aside", Label: v.p.T("web.field.aside"), Values: in["aside"], Options: all, Optional: true}, "checks"},
		{part.Field{Name: "object", Label: v.p.T("web.field.objected"), Values: in["object"], Options: all, Optional: true}, "checks"},
		reasonArea(v, in, "web.field.reason", "web.field.reason.meeting"),
	}
}

func readMeeting(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.RecordMeeting{Version: version(in), Present: ids(in["present"]), Aside: ids(in["aside"]),
		Object: ids(in["object"]), Reason: in.Get("reason")}, nil
}

func ids(all []string) (out []member.ID) {
	for _, s := range all {
		out = append(out, member.ID(s))
	}
	return out
}

func askReserve(v *visit, m register.Matter, in url.Values) []question {
	all := []question{
		{part.Field{Name: "rider", Label: v.p.T("web.field.rider"), Value: or(in, "rider", string(procedure.Reservation)),
			Options: named(v, true, procedure.Reservation, procedure.Interpretative)}, "radios"},
		{part.Field{Name: "words", Label: v.p.T("web.field.rider-words"), Hint: v.p.T("web.field.rider-words.hint"),
			Value: in.Get("words"), Max: procedure.MaxReason, Rows: 6}, "area"},
		langField(v, in),
	}
	if slices.Contains(m.Rules.Move, v.reader.Standing.Capacity) {
		all = append(all, question{part.Field{Name: "forGroup", Label: v.p.T("web.field.for-group"), Values: in["forGroup"],
			Options: []part.Option{{Value: "yes", Label: v.p.T("web.field.for-group.yes")}}}, "checks"})
	}
	return all
}

func readReserve(_ *visit, _ register.Matter, in url.Values) (procedure.Command, error) {
	return procedure.Reserve{Version: version(in), Rider: procedure.Rider(in.Get("rider")), Words: in.Get("words"),
		Lang: in.Get("lang"), ForGroup: in.Get("forGroup") == "yes"}, nil
}
