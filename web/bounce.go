package web

import (
	"cmp"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
)

// troubles are those of some members from whose addresses letters come back,
// the latest first.
func (v *visit) troubles(ids ...member.ID) ([]outbox.Trouble, error) {
	if v.site.Outbox == nil {
		return nil, nil
	}
	marks := map[member.ID]string{}
	for _, id := range ids {
		if email := v.people.Of(id).Email; email != "" {
			marks[id] = outbox.Mark(v.site.Clerk.Secret, email)
		}
	}
	found, err := v.site.Outbox.Troubles(v.Context(), v.now, marks)
	if err != nil {
		return nil, err
	}
	all := make([]outbox.Trouble, 0, len(found))
	for _, t := range found {
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b outbox.Trouble) int {
		return cmp.Or(b.Last.Compare(a.Last), cmp.Compare(a.Member, b.Member))
	})
	return all, nil
}

// ownSeats are the members who sit in the reader's group now.
func (v *visit) ownSeats() (ids []member.ID) {
	for _, s := range member.In(v.initiative.Standings, v.now) {
		if s.Group == v.reader.Standing.Group {
			ids = append(ids, s.Member)
		}
	}
	return ids
}

// mailConfirm has letters sent again to the address of whoever is signed in.
func (s *Site) mailConfirm(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	if err := s.Outbox.Confirm(v.Context(), v.session.Member); err != nil {
		return nil, err
	}
	return goTo("/account/mail?saved"), nil
}

// logConfirm has letters sent again to a member, for whoever keeps the house of
// their group.
func (s *Site) logConfirm(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	if s.Outbox == nil {
		return s.nowhere(v)
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "outbox.refuse.secretariat")
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	who := member.ID(in.Get("member"))
	if !slices.Contains(v.ownSeats(), who) {
		return s.nowhere(v)
	}
	if err := s.Outbox.Confirm(v.Context(), who); err != nil {
		return nil, err
	}
	return goTo("/groups/letters"), nil
}

// comesBack says that letters to a member come back.
func (v *visit) comesBack(t outbox.Trouble) string {
	if t.Count == 0 {
		return v.p.T("outbox.trouble.paused", v.p.Both(t.Paused))
	}
	said := v.p.T("outbox.trouble", t.Count, v.p.Both(t.Last), t.Status)
	if !t.Paused.IsZero() {
		said += " " + v.p.T("outbox.trouble.paused", v.p.Both(t.Paused))
	}
	return said
}
