package api

import (
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/conference"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"github.com/danielgtaylor/huma/v2"
)

// commands publishes every command; a test holds this list against the rules'.
func (a *api) commands() {
	raise(a)
	onMatter[procedure.Revise](a)
	onMatter[procedure.State](a)
	onMatter[procedure.Refer](a)
	onMatter[procedure.Consider](a)
	onMatter[procedure.OpenFormulation](a)
	onMatter[procedure.Issue](a)
	onMatter[procedure.PassPen](a)
	onMatter[procedure.Move](a)
	onMatter[procedure.Second](a)
	onMatter[procedure.Unmove](a)
	onMatter[procedure.Choose](a)
	onMatter[procedure.Amend](a)
	onMatter[procedure.RecordMeeting](a)
	onMatter[procedure.Reserve](a)
	onMatter[procedure.Close](a)
	onMatter[procedure.Withdraw](a)
	onMatter[procedure.Differ](a)
	onMatter[procedure.Recuse](a)

	announce(a)
	onConference[conference.Restate](a)
	onConference[conference.DraftProgramme](a)
	onConference[conference.Release](a)
	onConference[conference.OpenRegistration](a)
	onConference[conference.CloseRegistration](a)
	onConference[conference.CancelConference](a)
	onConference[conference.Hold](a)
	orderPublications(a)

	onInitiative[initiative.Appoint](a)
	onInitiative[initiative.End](a)
	onInitiative[initiative.Grant](a)
	onInitiative[initiative.RevokeGrant](a)
	onInitiative[initiative.Describe](a)
	onInitiative[initiative.Declare](a)
	onInitiative[initiative.EndInterest](a)
	onInitiative[initiative.RenewInterests](a)
	onInitiative[initiative.ProposeRules](a)
	onInitiative[initiative.AgreeRules](a)
	onInitiative[initiative.DropRules](a)
}

// An Order is a command on its way to the clerk.
type Order[C any] struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Chosen by you and fresh for each order; an order sent again with its key is answered with the first receipt, for seven days"`
	Seen string `header:"If-Match" doc:"The ETag of what the command answers, or \"turn-7\"; needed for all commands but state and those on one's own interests"`
	Body C
}

// raising is an order that answers nothing yet.
type raising struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Chosen by you and fresh for each order; an order sent again with its key is answered with the first receipt, for seven days"`
	Body procedure.Raise
}

// orderOn is an order on a matter.
type orderOn[C any] struct {
	Ref act.Ref `path:"ref" doc:"The matter"`
	Order[C]
}

// A Receipt tells which acts a command became.
type Receipt struct {
	On   act.Ref       `json:"on" doc:"The matter, or initiative"`
	Acts []ReceiptLine `json:"acts"`
	Turn int           `json:"turn,omitempty" doc:"The turn that the matter has come to, if that is known; not of a statement, nor of a repeat"`
}

// A ReceiptLine is one act in the record.
type ReceiptLine struct {
	Seq  int64    `json:"seq" doc:"Its place"`
	Hash act.Hash `json:"hash"`
	Kind string   `json:"kind"`
}

type received struct {
	Replay   string `header:"Idempotent-Replay" doc:"true if the order had been carried out before"`
	Location string `header:"Location" doc:"Of a matter just raised"`
	Body     Receipt
}

// operation describes a command in the words of the catalogues.
func operation(name, path string) huma.Operation {
	english := locale.For(locale.English)
	return huma.Operation{
		OperationID: name, Method: http.MethodPost, Path: path, Tags: []string{"commands"},
		Summary: english.T("command." + name), Description: english.T("command." + name + ".hint"),
		MaxBodyBytes: MaxBody, BodyReadTimeout: bodyTime,
		Security: []map[string][]string{{"token": {}}},
	}
}

func raise(a *api) {
	op := operation(procedure.Raise{}.Name(), "/matters")
	op.DefaultStatus = http.StatusCreated
	publish(a, op, func(v *visit, in *raising) (*received, error) {
		out, err := v.order("", "", in.Key, in.Body)
		if err == nil {
			out.Location = Root + "/matters/" + string(out.Body.On)
		}
		return out, err
	})
}

func onMatter[C procedure.Command](a *api) {
	var c C
	publish(a, mayBeEmpty[C](operation(c.Name(), "/matters/{ref}/"+c.Name())),
		func(v *visit, in *orderOn[C]) (*received, error) {
			return v.order(in.Ref, in.Seen, in.Key, in.Body)
		})
}

func onInitiative[C initiative.Command](a *api) {
	var c C
	publish(a, mayBeEmpty[C](operation(c.Name(), "/initiative/"+c.Name())),
		func(v *visit, in *Order[C]) (*received, error) {
			return v.order(act.Initiative, in.Seen, in.Key, in.Body)
		})
}

// mayBeEmpty lets a command without fields come without a body.
func mayBeEmpty[C any](op huma.Operation) huma.Operation {
	if reflect.TypeFor[C]().NumField() == 0 {
		op.RequestBody = &huma.RequestBody{Description: "Nothing need be said; it may be left out."}
	}
	return op
}

// order has the clerk carry out a command.
func (v *visit) order(on act.Ref, seen, key string, command any) (*received, error) {
	if err := v.token.Allows(signin.Write); err != nil {
		return nil, err
	}
	if _, grants := command.(initiative.Grant); grants {
		// Nobody becomes an assistant unasked, and what the rules answer would tell
		// whom somebody serves.
		return nil, act.Refuse(act.NotAllowed, "api.grant")
	}
	turn, err := v.turn(seen, command)
	if err != nil {
		return nil, err
	}
	if on != "" && on != act.Initiative && !on.Confers() && !on.Prints() && !on.Valid() {
		return nil, act.Refuse(act.NotFound, "refuse.matter.unknown")
	}
	if err := v.api.Limit(v.token.Member); err != nil {
		return nil, err
	}
	if say, ok := command.(procedure.State); ok {
		if err := v.hasRead(on, say); err != nil {
			return nil, err
		}
	}
	if draft, ok := command.(conference.DraftProgramme); ok {
		if err := v.mayName(on, draft); err != nil {
			return nil, err
		}
	}
	r, err := v.api.Clerk.Do(v.ctx, clerk.Order{By: v.token.Member, On: on, Turn: turn, Key: key, Command: command})
	if err != nil {
		return nil, v.unseen(on, err)
	}
	out := &received{Body: Receipt{On: r.On, Acts: []ReceiptLine{}}}
	for _, l := range r.Acts {
		out.Body.Acts = append(out.Body.Acts, ReceiptLine{l.Seq, l.Hash, l.Kind})
	}
	if r.Repeat {
		out.Replay = "true"
	} else if _, said := command.(procedure.State); !said {
		out.Body.Turn = r.Turn
	}
	return out, nil
}

// hasRead refuses a statement about what the member cannot have read.
func (v *visit) hasRead(on act.Ref, say procedure.State) error {
	return v.ask(func(q register.Questions) error {
		m, err := q.Matter(on)
		if err != nil {
			return err
		}
		return q.HasRead(m.Matter, say)
	})
}

// turn reads which turn a command answers; -1 for whatever it is.
func (v *visit) turn(seen string, command any) (int, error) {
	if seen == "" {
		switch command.(type) {
		case procedure.Raise, conference.Announce, publication.Begin, publication.List, procedure.State, initiative.Declare, initiative.EndInterest, initiative.RenewInterests:
			return -1, nil // nobody else's act changes what they say
		}
		return 0, v.no(http.StatusPreconditionRequired, "api.turn.missing")
	}
	if tag, ok := strings.CutPrefix(seen, `"turn-`); ok {
		tag, _, _ = strings.Cut(strings.TrimSuffix(tag, `"`), ".")
		if n, err := strconv.Atoi(tag); err == nil && n >= 0 && strings.HasSuffix(seen, `"`) {
			return n, nil
		}
	}
	return 0, v.no(http.StatusBadRequest, "api.turn.malformed")
}

// unseen returns a clerk's no to a command on a matter; that there is no such
// matter, if it is not one that the member may read. An observer has a seat in
// a group and not in its caucus, and is not to learn from a refusal what is in it.
func (v *visit) unseen(on act.Ref, no error) error {
	if _, refused := act.Refused(no); !refused || on == "" || on == act.Initiative {
		return no
	}
	err := v.ask(func(q register.Questions) (err error) {
		if on.Confers() {
			_, err = q.Conference(on)
			return err
		}
		if on.Prints() {
			_, err = q.Publication(on)
			return err
		}
		_, err = q.Matter(on)
		return err
	})
	if err != nil {
		return err
	}
	return no
}
