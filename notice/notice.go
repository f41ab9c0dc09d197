// Package notice says who is told of what, and why: the one table from which
// letters are written and which a page shows. It also says when: at once or
// gathered, and never in a person's quiet hours.
//
// It is pure. It decides who would be told, and not who may: that somebody may
// read an act is the register's to say, and whoever passes a notice on asks it
// first, as that reader.
//
// Its law: nobody is told, or passed over, because of what they said without
// their name. Who looked at the list of letters could otherwise find out whose
// words they were.
package notice

import (
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
)

// A Circle is the people around an act, or some of them.
type Circle string

// The circles.
const (
	Counterparts Circle = "counterparts" // members of the groups other than the one that acted
	Home         Circle = "home"         // members of the group that acted
	Everyone     Circle = "everyone"     // members of every group that takes part
	Chairs       Circle = "chairs"       // co-chairs of the groups other than the one that acted
	Drafters     Circle = "drafters"     // those of the group that gets the pen who may use it
	Electorate   Circle = "electorate"   // those entitled to decide
	Answered     Circle = "answered"     // the author, by name, of the statement answered
	Followers    Circle = "followers"    // those who follow the matter
	Invited      Circle = "invited"      // whom a meeting asks to come; see package invitation
	Late         Circle = "late"         // co-chairs of the group that is silent, and the secretariats
	Concerned    Circle = "concerned"    // those whom it is about, and nobody else
	Approvers    Circle = "approvers"    // co-chairs and rapporteurs of the groups that have minutes to approve
	Owing        Circle = "owing"        // those to whom an action item falls
)

// Key is the circle's name in the catalogues.
func (c Circle) Key() string { return "notice.to." + string(c) }

// What there is to tell of that is no act.
const (
	Silent   = "silent"   // a group has not answered by its date
	Bulletin = "bulletin" // a period is over
	Renewal  = "renewal"  // what a member declared of their interests is a year old

	Restored       = "restored"        // the secretariat gave a member access anew
	PasskeyAdded   = "passkey-added"   // a member can sign in with another passkey
	PasskeyRemoved = "passkey-removed" // or with one less
	AddressChanged = "address-changed" // links to sign in go elsewhere
	TokenAdded     = "token-added"     // a program can write as them

	Invitation = "invitation" // a meeting was called, moved or called off
	Overdue    = "overdue"    // an action item is
)

// A Row is one line of the table: of what, to whom, why.
type Row struct {
	Of  string // the kind of an act, or one of the above
	To  Circle
	Why string // key of the reason, as the letter gives it
}

// What is the key of what a row tells of.
func (r Row) What() string { return "notice.of." + r.Of }

// Table is all of it. For one act a person is told once, by the first row that
// finds them.
var Table = []Row{
	{"procedure.raised", Home, "notice.why.own-group"},
	{"procedure.revised", Followers, "notice.why.follow"},
	{"procedure.stated", Answered, "notice.why.answered"},
	{"procedure.stated", Followers, "notice.why.follow"},
	{"procedure.referred", Counterparts, "notice.why.desk"},
	{"procedure.referred", Home, "notice.why.own-group"},
	{"procedure.considered", Everyone, "notice.why.takes-part"},
	{"procedure.formulation-opened", Everyone, "notice.why.takes-part"},
	{"procedure.issued", Everyone, "notice.why.takes-part"},
	{"procedure.pen-passed", Drafters, "notice.why.pen"},
	{"procedure.pen-passed", Followers, "notice.why.follow"},
	{"procedure.moved", Chairs, "notice.why.second"},
	{"procedure.moved", Followers, "notice.why.follow"},
	{"procedure.opened", Electorate, "notice.why.electorate"},
	{"procedure.opened", Everyone, "notice.why.takes-part"},
	{"procedure.unmoved", Chairs, "notice.why.second"},
	{"procedure.unmoved", Followers, "notice.why.follow"},
	{"procedure.chose", Followers, "notice.why.follow"},
	{"procedure.amended", Everyone, "notice.why.takes-part"},
	{"procedure.meeting-recorded", Chairs, "notice.why.takes-part"},
	{"procedure.meeting-recorded", Followers, "notice.why.follow"},
	{"procedure.reserved", Everyone, "notice.why.takes-part"},
	{"procedure.closed", Everyone, "notice.why.takes-part"},
	{"procedure.adopted", Everyone, "notice.why.takes-part"},
	{"procedure.recused", Everyone, "notice.why.takes-part"},
	{"procedure.withdrawn", Everyone, "notice.why.takes-part"},
	{"procedure.differed", Everyone, "notice.why.takes-part"},
	{"initiative.rules-proposed", Chairs, "notice.why.rules"},
	{"initiative.rules-agreed", Chairs, "notice.why.rules"},
	{"initiative.rules-dropped", Chairs, "notice.why.rules"},
	{"meeting.item-put", Invited, "notice.why.invited"},
	{"meeting.minuted", Approvers, "notice.why.approve"},
	{"meeting.locked", Everyone, "notice.why.meets"},
	{"publication.turned", Chairs, "notice.why.key"},
	{"publication.locked", Chairs, "notice.why.key"},
	{"publication.leaving", Chairs, "notice.why.key"},
	{"publication.released", Everyone, "notice.why.prints"},
	{"publication.corrected", Everyone, "notice.why.prints"},
	{"publication.withdrawn", Everyone, "notice.why.prints"},
	{"conference.announced", Everyone, "notice.why.conference"},
	{"conference.released", Everyone, "notice.why.conference"},
	{"conference.cancelled", Everyone, "notice.why.conference"},
	{Overdue, Owing, "notice.why.owes"},
	{Silent, Late, "notice.why.silent"},
	{Bulletin, Everyone, "notice.why.bulletin"},
	{Renewal, Concerned, "notice.why.renewal"},
	{Restored, Concerned, "notice.why.access"},
	{PasskeyAdded, Concerned, "notice.why.access"},
	{PasskeyRemoved, Concerned, "notice.why.access"},
	{AddressChanged, Concerned, "notice.why.access"},
	{TokenAdded, Concerned, "notice.why.access"},
	{Invitation, Invited, "notice.why.invited"},
}

// A Case is something to tell of, and who is around it.
type Case struct {
	Of        string // as in a Row
	Body      act.Body
	By        member.ID // who did it; empty where that is not to be known
	Group     group.ID  // that acted, or that is silent; empty if none
	Groups    []group.ID
	Rules     procedure.Rules
	Seats     []member.Standing // held now
	Electors  []member.ID
	Answered  member.ID // empty where that is not to be known
	Followers []member.ID
	Concerned []member.ID
	Awaiting  []group.ID  // groups that have minutes to approve
	Owing     []member.ID // to whom an action item falls
	Invited   []member.ID // whom a meeting to come asks to come
}

// A Told is somebody who is to be told, and why.
type Told struct {
	member.Standing
	Why string
}

// Tell lists who is to be told, in the order of the seats. Nobody is told of
// what they did themselves.
func Tell(c Case) (all []Told) {
	for _, s := range c.Seats {
		if s.Member == c.By {
			continue
		}
		for _, row := range Table {
			if row.Of == c.Of && c.around(row.To, s) {
				all = append(all, Told{s, row.Why})
				break
			}
		}
	}
	return all
}

// around reports whether the holder of a seat is in a circle.
func (c Case) around(circle Circle, s member.Standing) bool {
	takesPart := slices.Contains(c.Groups, s.Group)
	switch circle {
	case Counterparts:
		return takesPart && s.Group != c.Group
	case Home:
		return s.Group == c.Group
	case Everyone:
		return takesPart
	case Chairs:
		return takesPart && s.Group != c.Group && s.Capacity == member.CoChair
	case Drafters:
		b, _ := c.Body.(procedure.PenPassed)
		return s.Group == b.To && slices.Contains(c.Rules.Draft, s.Capacity)
	case Electorate:
		return slices.Contains(c.Electors, s.Member)
	case Answered:
		return s.Member == c.Answered
	case Followers:
		return slices.Contains(c.Followers, s.Member)
	case Concerned:
		return slices.Contains(c.Concerned, s.Member)
	case Approvers:
		return slices.Contains(c.Awaiting, s.Group) && (s.Capacity == member.CoChair || s.Capacity == member.Rapporteur)
	case Invited:
		return slices.Contains(c.Invited, s.Member)
	case Owing:
		return slices.Contains(c.Owing, s.Member)
	case Late:
		return s.Group == c.Group && s.Capacity == member.CoChair || s.Capacity == member.Secretariat
	}
	return false
}
