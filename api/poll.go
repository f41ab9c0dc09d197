package api

import (
	"cmp"
	"net/http"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/meeting"
	"example.org/counterpart/member"
	"example.org/counterpart/poll"
	"example.org/counterpart/schedule"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// A PollSummary is a question when people can meet, as it stands in a list.
type PollSummary struct {
	ID     string     `json:"id"`
	Title  string     `json:"title,omitempty"`
	Groups []group.ID `json:"groups" doc:"Whose members are asked, and read it"`
	By     member.ID  `json:"by,omitempty" doc:"Who asks; absent if that was erased"`
	At     time.Time  `json:"at" doc:"When it was asked"`
}

// A Poll is a question when people can meet, with what they have answered.
type Poll struct {
	PollSummary
	Slots []PollSlot `json:"slots" doc:"In the order in which they begin"`
}

// A PollSlot is a time at which the meeting could be.
type PollSlot struct {
	Start time.Time  `json:"start"`
	End   time.Time  `json:"end"`
	Marks []PollMark `json:"marks"`
}

// A PollMark is what a member has answered about a slot.
type PollMark struct {
	Member member.ID `json:"member"`
	Mark   poll.Mark `json:"mark" enum:"can,if-need,cannot"`
}

// Asking is a new poll.
type Asking struct {
	Title  string       `json:"title,omitempty" doc:"What the meeting is about"`
	Groups []group.ID   `json:"groups" doc:"Whose members are asked; your own is among them"`
	Slots  []AskingSlot `json:"slots"`
}

// AskingSlot is a time that is asked about.
type AskingSlot struct {
	Start time.Time `json:"start" doc:"RFC 3339"`
	End   time.Time `json:"end" doc:"RFC 3339"`
}

// Answering is what a member answers to a poll, in place of what they did before.
type Answering struct {
	Marks []AnsweringMark `json:"marks"`
}

// AnsweringMark is an answer about one slot.
type AnsweringMark struct {
	Start time.Time `json:"start" doc:"Of the slot"`
	Mark  poll.Mark `json:"mark" enum:"can,if-need,cannot"`
}

func pollSummary(p poll.Poll) PollSummary {
	return PollSummary{p.ID, p.Title, list(p.Groups), p.Member, p.At}
}

func (a *api) polls(v *visit, _ *struct{}) (*answer[Page[PollSummary]], error) {
	var items []PollSummary
	err := a.Register.DB.Read(v.ctx, func(tx *database.Tx) error {
		all, err := poll.Current(tx, v.standing(), v.now)
		for _, p := range all {
			items = append(items, pollSummary(p))
		}
		return err
	})
	return whole(items), err
}

type pollIn struct {
	ID string `path:"id"`
}

func (a *api) poll(v *visit, in *pollIn) (*answer[Poll], error) {
	var out Poll
	err := a.Register.DB.Read(v.ctx, func(tx *database.Tx) (err error) { out, err = v.tellPoll(tx, in.ID); return err })
	return &answer[Poll]{out}, err
}

// tellPoll reads a poll as who asks may.
func (v *visit) tellPoll(tx *database.Tx, id string) (out Poll, err error) {
	p, marks, err := poll.Get(tx, v.standing(), id)
	if err != nil {
		return out, err
	}
	out = Poll{PollSummary: pollSummary(p), Slots: []PollSlot{}}
	for _, s := range p.Slots {
		slot := PollSlot{s.Start, s.End, []PollMark{}}
		for who, mark := range marks[s.Start] {
			slot.Marks = append(slot.Marks, PollMark{who, mark})
		}
		slices.SortFunc(slot.Marks, func(x, y PollMark) int { return cmp.Compare(x.Member, y.Member) })
		out.Slots = append(out.Slots, slot)
	}
	return out, nil
}

// mayWrite refuses who may not change anything beside the record just now.
func (v *visit) mayWrite() error {
	if err := v.token.Allows(signin.Write); err != nil {
		return err
	}
	if v.standing().Group == "" {
		return act.Refuse(act.NotAllowed, "refuse.no-standing")
	}
	return v.api.Limit(v.token.Member)
}

// keepsPapers refuses who does not keep the papers of their group's meetings.
func (v *visit) keepsPapers() error {
	s, err := v.look()
	if err == nil && !(meeting.Meeting{Groups: s.initiative.IDs()}).Keeps(s.reader.Standing) {
		err = act.Refuse(act.NotAllowed, "refuse.meeting.keeper")
	}
	return err
}

type askingIn struct{ Body Asking }

type askedOut struct {
	Location string `header:"Location"`
	Body     Poll
}

func (v *visit) askMembers(in *askingIn) (*askedOut, error) {
	if err := v.mayWrite(); err != nil {
		return nil, err
	}
	if err := v.keepsPapers(); err != nil {
		return nil, err
	}
	p, err := v.asking(in.Body)
	if err != nil {
		return nil, err
	}
	out := &askedOut{}
	err = v.api.Clerk.DB.Write(v.ctx, func(tx *database.Tx) error {
		id, err := poll.Put(tx, p)
		if err == nil {
			out.Location = Root + "/polls/" + id
			out.Body, err = v.tellPoll(tx, id)
		}
		return err
	})
	return out, err
}

// asking reads a new poll: of groups that there are, the own among them.
func (v *visit) asking(in Asking) (p poll.Poll, err error) {
	s, err := v.look()
	if err != nil {
		return p, err
	}
	p = poll.Poll{Groups: in.Groups, Member: v.token.Member, At: v.now}
	var badTitle, badGroups error
	if p.Title, err = text.CleanLine(in.Title, poll.MaxTitle); err != nil {
		problem := text.AsProblem(err)
		badTitle = act.RefuseField("title", problem.Key, problem.Args...)
	}
	if !slices.Contains(p.Groups, s.reader.Standing.Group) {
		badGroups = act.RefuseField("groups", "refuse.call.groups")
	}
	for n, g := range p.Groups {
		if _, ok := s.initiative.Group(g); !ok || slices.Contains(p.Groups[:n], g) {
			badGroups = act.RefuseField("groups", "refuse.call.unknown", g)
		}
	}
	for _, slot := range in.Slots {
		p.Slots = append(p.Slots, schedule.Slot{Start: slot.Start.UTC(), End: slot.End.UTC()})
	}
	return p, act.Together(badTitle, badGroups)
}

type answeringIn struct {
	ID   string `path:"id"`
	Body Answering
}

func (v *visit) answerPoll(in *answeringIn) (*answer[Poll], error) {
	if err := v.mayWrite(); err != nil {
		return nil, err
	}
	marks := map[time.Time]poll.Mark{}
	for _, m := range in.Body.Marks {
		marks[m.Start.UTC()] = m.Mark
	}
	var out Poll
	err := v.api.Clerk.DB.Write(v.ctx, func(tx *database.Tx) error {
		p, _, err := poll.Get(tx, v.standing(), in.ID)
		if err != nil {
			return err
		}
		for at := range marks {
			if !slices.ContainsFunc(p.Slots, func(s schedule.Slot) bool { return s.Start.Equal(at) }) {
				return act.RefuseField("marks", "time.refuse.slot")
			}
		}
		if err = poll.Answer(tx, v.standing(), in.ID, marks); err == nil {
			out, err = v.tellPoll(tx, in.ID)
		}
		return err
	})
	return &answer[Poll]{out}, err
}

func (v *visit) dropPoll(in *pollIn) (*answer[PollSummary], error) {
	if err := v.mayWrite(); err != nil {
		return nil, err
	}
	var out PollSummary
	err := v.api.Clerk.DB.Write(v.ctx, func(tx *database.Tx) error {
		p, _, err := poll.Get(tx, v.standing(), in.ID)
		if err == nil {
			err = v.keepsPapers()
		}
		if err != nil {
			return err
		}
		out = pollSummary(p)
		return poll.Drop(tx, in.ID)
	})
	return &answer[PollSummary]{out}, err
}

// pollCommands publishes what is done to polls. They are not official, and no
// act becomes of it.
func (a *api) pollCommands() {
	op := plainOperation("ask-members", "/polls", "Ask the members of groups when they can meet",
		"By those who keep a group's papers. It is no act: nothing is recorded, and sent again it asks again.")
	op.DefaultStatus = http.StatusCreated
	publish(a, op, (*visit).askMembers)
	publish(a, plainOperation("answer-poll", "/polls/{id}/answer", "Answer when you can meet",
		"What you send takes the place of what you answered before; a slot that you leave out, you have not answered."), (*visit).answerPoll)
	publish(a, plainOperation("drop-poll", "/polls/{id}/drop", "Take a poll back, with all answers",
		"By those who keep a group's papers. A meeting that was called from it stands."), (*visit).dropPoll)
}
