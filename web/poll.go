package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/holiday"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/register"
	"example.org/counterpart/schedule"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// pollPage shows one question when people can meet.
type pollPage struct {
	poll   poll.Poll
	slots  []schedule.Score // ranked
	marks  map[time.Time]map[member.ID]poll.Mark
	cities []schedule.City
	rest   []holiday.Holiday
	keeper bool
}

func (pg pollPage) head(v *visit, f *part.Page) { f.Title = pg.title(v) }

func (pg pollPage) body(v *visit) templ.Component { return pollBody(v, pg) }

func (pg pollPage) title(v *visit) string {
	if pg.poll.Title == "" {
		return v.p.T("time.poll.untitled", v.p.Date(pg.poll.At))
	}
	return pg.poll.Title
}

func (s *Site) poll(v *visit) (page, error) {
	if err := v.mustSit(); err != nil {
		return nil, err
	}
	pg := pollPage{}
	err := s.Register.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.poll, pg.marks, err = poll.Get(tx, v.reader.Standing, v.PathValue("id"))
		return err
	})
	if err != nil {
		return nil, err
	}
	var held []schedule.Held
	if err := v.ask(func(q register.Questions) (err error) { held, err = v.held(q); return err }); err != nil {
		return nil, err
	}
	pg.cities, pg.keeper = v.cities(pg.poll.Groups), v.keepsPapers() && pg.poll.Asks(v.reader.Standing)
	if pg.rest, err = v.resting(pg.poll.Slots[0].Start, pg.poll.Slots[len(pg.poll.Slots)-1].End); err != nil {
		return nil, err
	}
	for _, slot := range pg.poll.Slots {
		score := schedule.Of(slot, pg.cities, schedule.Bear(held))
		score.Holidays = len(restOn(pg.rest, slot, pg.cities))
		for _, mark := range pg.marks[slot.Start] {
			switch mark {
			case poll.Can:
				score.Can++
			case poll.IfNeed:
				score.IfNeed++
			case poll.Cannot:
				score.Cannot++
			}
		}
		pg.slots = append(pg.slots, score)
	}
	schedule.Rank(pg.slots)
	return pg, nil
}

// who names those who gave a slot one mark.
func (pg pollPage) who(v *visit, at time.Time, mark poll.Mark) string {
	var names []string
	for who, m := range pg.marks[at] {
		if m == mark {
			names = append(names, v.name(who))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// asked is the question about one slot, with what the reader has answered.
func (pg pollPage) asked(v *visit, s schedule.Slot) part.Field {
	return part.Field{Name: "mark." + strconv.FormatInt(s.Start.Unix(), 10), Label: v.p.T("time.mark"),
		Value: string(pg.marks[s.Start][v.session.Member]), Options: named(v, false, poll.Marks...)}
}

// call is where a meeting at a slot is called.
func call(s schedule.Slot) string {
	return "/meetings/call?" + url.Values{"start": {s.Start.Format(time.RFC3339)}, "end": {s.End.Format(time.RFC3339)}}.Encode()
}

// pollDo keeps the reader's marks, or takes the poll back.
func (s *Site) pollDo(v *visit) (page, error) {
	if err := v.mustSit(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if v.acting != "" {
		return nil, act.Refuse(act.NotAllowed, "refuse.grant.never")
	}
	if as := in.Get("as"); as != "" && as != string(v.session.Member) {
		return nil, act.Refuse(act.Stale, "web.again.other", v.session.Member)
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	id := v.PathValue("id")
	if in.Get("what") == "drop" {
		return s.pollDrop(v, id, in)
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		p, _, err := poll.Get(tx, v.reader.Standing, id)
		if err != nil {
			return err
		}
		marks := map[time.Time]poll.Mark{}
		for _, slot := range p.Slots {
			marks[slot.Start] = poll.Mark(in.Get("mark." + strconv.FormatInt(slot.Start.Unix(), 10)))
		}
		return poll.Answer(tx, v.reader.Standing, id, marks)
	})
	if err != nil {
		return nil, err
	}
	return goTo("/meetings/time/" + id + "?done=answer"), nil
}

// pollDrop takes a poll back, with all answers, once whoever asks for it is sure.
func (s *Site) pollDrop(v *visit, id string, in url.Values) (page, error) {
	var sure page
	at := "/meetings/time/" + id
	err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		p, marks, err := poll.Get(tx, v.reader.Standing, id)
		if err != nil {
			return err
		}
		if !v.keepsPapers() || !p.Asks(v.reader.Standing) {
			return act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
		}
		pg := pollPage{poll: p, marks: marks}
		happens := []string{v.p.T("grave.poll", pg.title(v))}
		if n := pg.answered(); n > 0 {
			happens = append(happens, v.p.T("grave.poll.answers", n))
		}
		if sure = v.sure(in, "time.poll.drop", "time.poll.drop", at, at, happens...); sure != nil {
			return nil
		}
		return poll.Drop(tx, id)
	})
	if err != nil || sure != nil {
		return sure, err
	}
	return goTo("/meetings/time?done=drop"), nil
}

// answered is how many have answered.
func (pg pollPage) answered() int {
	who := map[member.ID]bool{}
	for _, marks := range pg.marks {
		for id := range marks {
			who[id] = true
		}
	}
	return len(who)
}
