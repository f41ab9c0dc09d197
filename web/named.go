package web

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/web/part"
)

// The rules keep who attended and who spoke under the Chatham House Rule out of
// the record, and never read words. What people write they are asked about here,
// before it lasts: a name may have slipped in.

// mustNotName refuses words about an item under the Chatham House Rule that name
// a member, unless whoever wrote them says that no participant is meant.
func (v *visit) mustNotName(it meeting.Item, in url.Values, words string) error {
	if !it.Rule || in.Get("named") == "yes" {
		return nil
	}
	if found := v.namedIn(words); len(found) > 0 {
		return act.RefuseField("named", "room.names", v.names(v.p, found))
	}
	return nil
}

// askNamed asks whether a participant is meant, where that was asked before.
func (v *visit) askNamed(in url.Values, no *act.Refusal) []question {
	if no == nil || no.Reason.Key != "room.names" && in.Get("named") != "yes" {
		return nil
	}
	return []question{{part.Field{Name: "named", Label: v.p.T("room.named"), Values: in["named"],
		Options: []part.Option{{Value: "yes", Label: v.p.T("room.named.no")}}}, "checks"}}
}

// inflects reports whether a word is a name, or a form of it: in Russian and
// Kazakh names take endings.
func inflects(name string) func(word string) bool {
	return func(word string) bool {
		return word == name || utf8.RuneCountInString(name) >= 4 && strings.HasPrefix(word, name)
	}
}

// namedIn are the members whose name, or the last word of it, stands in words.
func (v *visit) namedIn(words string) (found []member.ID) {
	split := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	}
	there := split(words)
	for _, s := range v.sitting.All() {
		for _, name := range v.people.Of(s.Member).Name {
			all := split(name)
			if len(all) > 0 && slices.ContainsFunc(there, inflects(all[len(all)-1])) && !slices.Contains(found, s.Member) {
				found = append(found, s.Member)
			}
		}
	}
	locale.Sort(v.p.Lang(), found, v.name)
	return found[:min(len(found), 5)]
}
