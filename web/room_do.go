package web

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/floor"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
)

// roomDo carries out what is done in the room. What was typed comes back if it
// is refused, on the room as it is by then.
func (s *Site) roomDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	was, err := s.roomPage(v, nil)
	if err != nil {
		return nil, err
	}
	pg, what := was.(roomPage), v.PathValue("what")
	if ask := pg.asksOnce(v, what, in); ask != nil {
		return ask, nil
	}
	switch what {
	case "keep": // nothing is asked for but the page
	case "convene":
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Convene{}})
	case "attend":
		at := group.ID(v.URL.Query().Get("venue"))
		what = attending(at)
		err = s.attend(v, pg, at, in)
	case "take-up":
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.TakeUp{Item: meeting.ItemID(in.Get("take"))}, Beside: pg.closeFloor()})
	case "conclude":
		if err = v.mustNotName(pg.now, in, in.Get("note")); err != nil {
			break
		}
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Conclude{Item: meeting.ItemID(in.Get("item")), Note: in.Get("note"), Spoke: ids(in["spoke"])}, Beside: pg.closeFloor()})
	case "outcome":
		err = s.outcome(v, pg, in)
	case "floor":
		err = s.floor(v, pg, in)
	case "adjourn":
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: -1, Command: meeting.Adjourn{}, Beside: pg.closeFloor()})
	default:
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		back, drawErr := s.roomPage(v, &attempted{what, in, no})
		if drawErr != nil {
			return nil, err
		}
		return withStatus{back, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	now, err := s.roomPage(v, &attempted{what: what, in: in})
	if err != nil {
		return nil, err
	}
	if now.(roomPage).unsent(what, in) {
		return now, nil
	}
	if what == "floor" || what == "keep" { // which are not recorded
		return goTo(address(pg.m.Ref) + "/room"), nil
	}
	// The address does not tell which act it was: of some nobody may learn whose.
	return goTo(address(pg.m.Ref) + "/room?done=yes"), nil
}

// early is how long before its time a meeting is opened without being asked.
const early = 12 * time.Hour

// asksOnce asks once more before a meeting is opened days too early, or closed
// with items left: neither can be undone.
func (pg roomPage) asksOnce(v *visit, what string, in url.Values) page {
	here := address(pg.m.Ref) + "/room"
	var left []string
	for _, it := range pg.m.Items {
		if !it.TakenUp {
			left = append(left, pg.item(v, it.ID))
		}
	}
	switch {
	case what == "convene" && pg.m.Stage == meeting.Planned && pg.m.Start.Sub(v.now) > early:
		return v.sure(in, "command.convene", "command.convene", here+"/convene", here, v.p.T("grave.early", v.p.Both(pg.m.Start, v.venueZones(pg.m)...)))
	case what == "adjourn" && pg.m.Stage == meeting.Sitting && len(left) > 0:
		return v.sure(in, "command.adjourn", "command.adjourn", here+"/adjourn", here, v.p.T("grave.left", v.p.List(left)))
	}
	return nil
}

// closeFloor forgets the lists of speakers in the transaction that ends the item.
func (pg roomPage) closeFloor() func(*database.Tx) error {
	return func(tx *database.Tx) error { return floor.End(tx, pg.m.Ref) }
}

// tries is how often what does not depend on what others do is tried again when
// they do it at the same moment.
const tries = 8

// attend notes who is in one city's room. Somebody else may be noting another's
// at the same time; only two who note one room are in each other's way.
func (s *Site) attend(v *visit, pg roomPage, at group.ID, in url.Values) (err error) {
	for range tries {
		if pg.seen(at) != in.Get("seen."+string(at)) {
			return act.Refuse(act.Stale, "room.attend.meanwhile", at)
		}
		_, err = v.send(in, clerk.Order{On: pg.m.Ref, Turn: pg.m.Turn, Command: meeting.Attend{Venue: at, Present: ids(in["present."+string(at)])}})
		if no, refused := act.Refused(err); !refused || no.Reason.Key != "refuse.meeting.stale" {
			return err
		}
		err := v.ask(func(q register.Questions) (err error) { pg.gathering, err = v.gathering(q, pg.m.Ref); return err })
		if err != nil {
			return err
		}
	}
	return err
}

// outcome records what the reader's group answers, or decides, in the room. It
// commits the group, and asks for a fresh sign-in as it does on the matter's page.
func (s *Site) outcome(v *visit, pg roomPage, in url.Values) error {
	if pg.matter.Ref == "" || in.Get("outcome") != string(pg.now.ID) || pg.command() == "" {
		return act.Refuse(act.Stale, "refuse.conclude.other")
	}
	_, err := s.order(v, pg.matter.Ref, in, pg.readOutcome(v, in))
	return err
}

// floor changes the list of speakers: members in the room ask for themselves,
// whoever keeps the meeting for all.
func (s *Site) floor(v *visit, pg roomPage, in url.Values) error {
	who, what := member.ID(in.Get("member")), in.Get("do")
	if !pg.at || in.Get("floor") != string(pg.now.ID) {
		return act.Refuse(act.Stale, "refuse.conclude.other")
	}
	if id, ok := strings.CutPrefix(what, "spoke "); ok {
		what, who = "spoke", member.ID(id)
	} else if id, ok := strings.CutPrefix(what, "waive "); ok {
		what, who = "waive", member.ID(id)
	}
	own := who == v.session.Member && v.acting == ""
	switch {
	case !pg.keeps(v) && (!own || what == "spoke"):
		return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	case !slices.Contains(pg.present(v, everywhere), who):
		return act.RefuseField("member", "refuse.floor.absent")
	}
	if err := s.Allow(v.session.Member); err != nil {
		return err
	}
	err := s.Register.DB.Write(v.Context(), func(tx *database.Tx) error {
		switch what {
		case "spoke":
			return floor.Spoke(tx, pg.m.Ref, pg.now.ID, who)
		case "waive":
			return floor.Waive(tx, pg.m.Ref, pg.now.ID, who)
		}
		return floor.Ask(tx, pg.m.Ref, pg.now, who, s.Clock())
	})
	if err == nil {
		if what == "spoke" {
			in.Add("spoke", string(who)) // as the form has it that nobody has touched
		}
		s.Live.Stir(pg.m.Ref, pg.inside)
	}
	return err
}

// inside reports whether somebody reads what passes in the rooms.
func (pg roomPage) inside(r register.Reader) bool {
	if pg.m.Meeting.Inside() == act.Caucus {
		return r.Standing.Group == pg.m.Home() && r.Standing.Caucuses()
	}
	return r.Standing.Group != ""
}
