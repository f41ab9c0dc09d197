package register

import (
	"fmt"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

type memberID = member.ID

// A Reader is who asks: the zero Reader is the public.
type Reader struct {
	Member   member.ID
	Standing member.Standing // at the moment of asking; zero for the public
}

// Public is the reader who is nobody in particular.
var Public Reader

// Joint is the reader who reads what all groups may, and no caucus: what is told
// to all alike is asked as Joint.
var Joint = Reader{Standing: member.Standing{Group: "*", Capacity: member.Observer}}

// Every row that anybody reads has a scope: "public", "joint", or the id of
// the group in whose caucus it is, behind a colon.
const (
	scopePublic = "public"
	scopeJoint  = "joint"
)

func scopeOf(a act.Audience, home group.ID) string {
	switch a {
	case act.Public:
		return scopePublic
	case act.Joint:
		return scopeJoint
	}
	return ":" + string(home)
}

// Scopes lists what the reader may read. This is the one place that says so.
func (r Reader) Scopes() []string {
	if r.Standing.Group == "" {
		return []string{scopePublic}
	}
	scopes := []string{scopePublic, scopeJoint}
	if r.Standing.Caucuses() {
		scopes = append(scopes, scopeOf(act.Caucus, r.Standing.Group))
	}
	return scopes
}

// May reports whether the reader may read what lies in a scope.
func (r Reader) May(scope string) bool {
	for _, s := range r.Scopes() {
		if s == scope {
			return true
		}
	}
	return false
}

// asWide lists those of the reader's scopes that whoever reads a scope reads too.
func (r Reader) asWide(scope string) (all []string) {
	for _, s := range r.Scopes() {
		if s == scope || audienceOf(s).Ring() > audienceOf(scope).Ring() {
			all = append(all, s)
		}
	}
	return all
}

// within returns a condition that a column is in the reader's scopes, and
// appends what it needs to args.
func (r Reader) within(column string, args *[]any) string {
	return column + " in (" + database.In(args, r.Scopes()...) + ")"
}

// walk returns a query that unites one for each of the reader's scopes, and
// appends what it needs to args. One walk down an index for each scope costs
// what it finds; a filter would have to pass all that the reader may not see.
func (r Reader) walk(args *[]any, one func(scope string) string) string {
	var parts []string
	for n, s := range r.Scopes() {
		*args = append(*args, s)
		parts = append(parts, fmt.Sprintf("select * from (%s) s%d", one(placeholder(len(*args))), n))
	}
	return strings.Join(parts, " union all ")
}

// caucusOf is the group whose caucus a scope stands for; ok is false if it is
// no caucus.
func caucusOf(scope string) (g group.ID, ok bool) {
	id, ok := strings.CutPrefix(scope, ":")
	if !ok {
		return Joint.Standing.Group, false
	}
	return group.ID(id), true
}

// AudienceOf is the audience that a scope stands for.
func audienceOf(scope string) act.Audience {
	switch {
	case scope == scopePublic:
		return act.Public
	case scope == scopeJoint:
		return act.Joint
	}
	return act.Caucus
}

// scopes of an act: what it may be read by at most, and now.
func actScope(a act.Act, m procedure.Matter) (own act.Audience, scope string) {
	own = procedure.Audience(a.Body)
	if a.Hash == m.Referred && m.Referred != (act.Hash{}) {
		own = act.Public // the referral opened this wording
	}
	now := own
	if m.Audience().Ring() < own.Ring() {
		now = m.Audience()
	}
	home := a.Group
	if home == "" {
		home = m.Origin
	}
	return own, scopeOf(now, home)
}
