package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"github.com/danielgtaylor/huma/v2"
)

// A Summary is a matter as it stands in a list.
type Summary struct {
	Ref       act.Ref         `json:"ref"`
	Title     text.Words      `json:"title"`
	Origin    group.ID        `json:"origin" doc:"The group that raised it"`
	Stage     procedure.Stage `json:"stage" enum:"raised,referred,considered,formulation,decision,adopted,diverged,withdrawn"`
	Dimension string          `json:"dimension"`
	Moved     time.Time       `json:"moved" doc:"When it last moved"`
}

type mattersIn struct {
	Stage procedure.Stage `query:"stage" enum:"raised,referred,considered,formulation,decision,adopted,diverged,withdrawn"`
	Paging
}

func (a *api) matters(v *visit, in *mattersIn) (*listed[Summary], error) {
	after, err := in.moved(v)
	if err != nil {
		return nil, err
	}
	var items []Summary
	err = v.ask(func(q register.Questions) error {
		all, err := q.Matters(in.Stage, after, in.Limit+1)
		for _, s := range all {
			items = append(items, Summary(s))
		}
		return err
	})
	return page(v, items, in.Limit, func(s Summary) string {
		return fmt.Sprintf("%d/%s", s.Moved.UnixMilli(), s.Ref)
	}), err
}

// A Matter is one question before the task force.
type Matter struct {
	Ref        act.Ref         `json:"ref"`
	Title      text.Words      `json:"title"`
	Turn       int             `json:"turn" doc:"Counts the acts that moved it; a command says in If-Match which turn it answers"`
	Stage      procedure.Stage `json:"stage" enum:"raised,referred,considered,formulation,decision,adopted,diverged,withdrawn"`
	Since      time.Time       `json:"since" doc:"When this stage began"`
	Origin     group.ID        `json:"origin"`
	RaisedAt   time.Time       `json:"raisedAt"`
	ReferredAt time.Time       `json:"referredAt,omitzero"`
	Referred   act.Hash        `json:"referred,omitzero" doc:"The version that was referred"`
	Dimension  string          `json:"dimension"`
	Addressees []string        `json:"addressees"`
	Lang       string          `json:"lang" doc:"The working language of its text"`
	Groups     []group.ID      `json:"groups" doc:"All that must agree"`
	Pen        group.ID        `json:"pen" doc:"Who may issue the next version"`

	Version        Version         `json:"version" doc:"The latest version"`
	Considerations []Consideration `json:"considerations" doc:"Each group's latest answer"`
	Decision       *Decision       `json:"decision,omitempty" doc:"The decision that is moved or open, or by which it was adopted"`
	Adoption       *Adoption       `json:"adoption,omitempty"`
	Leaving        []group.ID      `json:"leaving" doc:"Who has agreed to withdraw it"`
	Positions      []PositionFiled `json:"positions" doc:"Texts that groups filed on parting ways"`
	Recused        []Recused       `json:"recused" doc:"Who is out of it for an interest: they may speak, and do not decide"`

	Account Account `json:"account" doc:"Where it stands, and what would move it"`
	Ways    []Way   `json:"ways" doc:"What you may do now, and why not the rest; empty for the public"`
}

// An Account says where a matter stands.
type Account struct {
	Desk    []group.ID `json:"desk" doc:"Whose turn it is"`
	Until   time.Time  `json:"until,omitzero" doc:"The next instant that matters"`
	Says    []Reason   `json:"says" doc:"Where it stands"`
	Missing []Reason   `json:"missing" doc:"What must still happen before it moves"`
}

// A Way is a command, open to the reader or not.
type Way struct {
	Command string   `json:"command"`
	Open    bool     `json:"open"`
	Why     act.Why  `json:"why,omitempty" doc:"The class of the refusal"`
	Reasons []Reason `json:"reasons" doc:"Why it is not open"`
}

// A Consideration is a group's recorded answer.
type Consideration struct {
	Group    group.ID           `json:"group"`
	Position procedure.Position `json:"position" enum:"support,support-with-changes,concerns,no-support"`
	Version  act.Hash           `json:"version"`
	At       time.Time          `json:"at"`
	Act      act.Hash           `json:"act"`
	Reason   text.Words         `json:"reason,omitempty"`
}

// A PositionFiled is one group's own text.
type PositionFiled struct {
	Group group.ID `json:"group"`
	Act   act.Hash `json:"act"`
}

// Recused is a person who is out of a matter.
type Recused struct {
	Member Member   `json:"member"`
	Group  group.ID `json:"group"`
	Act    act.Hash `json:"act,omitzero" doc:"By which they stepped back; one from before the referral is read in its group alone"`
}

// tellRecused tells who is out of a matter.
func (v *visit) tellRecused(m register.Matter) []Recused {
	out := []Recused{}
	for _, r := range m.Recusals {
		who := Member{Name: text.Words{}}
		if named := v.member(r.Member); named != nil {
			who = *named
		}
		one := Recused{Member: who, Group: r.Group}
		if m.Heard(r, register.Reader{Member: v.token.Member, Standing: v.standing()}) {
			one.Act = r.Act
		}
		out = append(out, one)
	}
	return out
}

// An Adoption is how a matter became a recommendation.
type Adoption struct {
	Symbol  string    `json:"symbol"`
	Version act.Hash  `json:"version"`
	At      time.Time `json:"at"`
}

type matterIn struct {
	Ref  act.Ref `path:"ref"`
	Seen string  `header:"If-None-Match" doc:"The ETag that you have"`
}

// tagged is an answer with a tag that changes with it, and that begins with
// the turn that a command may answer.
type tagged[T any] struct {
	Status int
	ETag   string `header:"ETag" doc:"\"turn-7.…\": the turn, for If-Match, and a mark of this very answer"`
	Body   T
}

func (a *api) matter(v *visit, in *matterIn) (*tagged[Matter], error) {
	var out Matter
	err := v.ask(func(q register.Questions) error {
		m, err := q.Matter(in.Ref)
		if err != nil {
			return err
		}
		out, err = v.tellMatter(q, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return tag(out, out.Turn, in.Seen)
}

// tag answers 304 if the reader has this very answer. The turn alone would not
// do: what a member may do changes with the hour and with what is said.
func tag[T any](body T, turn int, seen string) (*tagged[T], error) {
	var b bytes.Buffer
	if err := huma.DefaultJSONFormat.Marshal(&b, body); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b.Bytes())
	out := &tagged[T]{Status: http.StatusOK, Body: body, ETag: fmt.Sprintf(`"turn-%d.%s"`, turn, hex.EncodeToString(sum[:8]))}
	for has := range strings.SplitSeq(seen, ",") {
		if strings.TrimPrefix(strings.TrimSpace(has), "W/") == out.ETag {
			out.Status = http.StatusNotModified
		}
	}
	return out, nil
}

func (v *visit) tellMatter(q register.Questions, m register.Matter) (Matter, error) {
	out := Matter{Ref: m.Ref, Title: m.Title, Turn: m.Turn, Stage: m.Stage, Since: m.Since, Origin: m.Origin, RaisedAt: m.RaisedAt,
		ReferredAt: m.ReferredAt, Referred: m.Referred, Dimension: m.Dimension, Addressees: list(m.Addressees), Lang: m.Lang,
		Groups: list(m.Groups), Pen: m.Pen, Leaving: list(m.Leaving), Positions: []PositionFiled{}, Ways: []Way{}, Considerations: []Consideration{}, Recused: v.tellRecused(m)}
	if m.Adoption != nil {
		out.Adoption = &Adoption{m.Adoption.Symbol, m.Adoption.Version, m.Adoption.At}
	}
	for _, g := range m.Groups {
		if filed, ok := m.Positions[g]; ok {
			out.Positions = append(out.Positions, PositionFiled{g, filed})
		}
	}
	out.Version = v.latest(m)
	instant, err := q.Instant(m.Matter, v.now)
	if err != nil {
		return out, err
	}
	if v.standing().Group != "" {
		out.Ways = v.ways(m.Ways(instant))
	}
	if !v.standing().Caucuses() {
		instant.By.Group = "" // an observer is not told how many have spoken in the caucus
	}
	account := m.Explain(instant)
	out.Account = Account{list(account.Desk), account.Until, v.reasons(account.Says), v.reasons(account.Missing)}
	if out.Considerations, err = v.considerations(q, m); err != nil {
		return out, err
	}
	out.Decision, err = v.decision(q, m)
	return out, err
}

func (v *visit) ways(ways []procedure.Way) []Way {
	out := make([]Way, len(ways))
	for n, w := range ways {
		out[n] = Way{Command: w.Command, Open: w.No == nil, Reasons: []Reason{}}
		if w.No != nil {
			out[n].Why = w.No.Why
			out[n].Reasons = v.reasons(append([]act.Reason{w.No.Reason}, w.No.More...))
		}
	}
	return slices.DeleteFunc(out, func(w Way) bool { return w.Command == procedure.Raise{}.Name() })
}

func (v *visit) considerations(q register.Questions, m register.Matter) ([]Consideration, error) {
	all := []Consideration{}
	for _, g := range m.Groups {
		c, ok := m.Considered[g]
		if !ok {
			continue
		}
		out := Consideration{Group: g, Position: c.Position, Version: c.Version, At: c.At, Act: c.Act}
		l, err := q.Act(m.Ref, c.Act)
		if _, refused := act.Refused(err); err != nil && !refused {
			return nil, err
		}
		if w, ok := l.Words.(procedure.ReasonWords); ok && w.Reason != "" {
			out.Reason = text.Words{m.Lang: w.Reason}
		}
		all = append(all, out)
	}
	return all, nil
}

// list is a list that is there even when it is empty.
func list[S ~[]E, E any](s S) []E {
	if s == nil {
		return []E{}
	}
	return s
}

type actsIn struct {
	Ref act.Ref `path:"ref"`
	Paging
}

func (a *api) acts(v *visit, in *actsIn) (*listed[Act], error) {
	after, err := in.place(v, -1)
	if err != nil {
		return nil, err
	}
	var items []Act
	err = v.ask(func(q register.Questions) error {
		if _, err := q.Matter(in.Ref); err != nil {
			return err
		}
		lines, err := q.Acts(in.Ref, after, in.Limit+1)
		if err != nil {
			return err
		}
		items, err = v.teller(q).acts(lines)
		return err
	})
	return page(v, items, in.Limit, func(l Act) string { return at(l.Seq) }), err
}
