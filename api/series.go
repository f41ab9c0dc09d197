package api

import (
	"net/http"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/meeting"
	"example.org/counterpart/register"
	"github.com/danielgtaylor/huma/v2"
)

// plainOperation describes a command that no catalogue does.
func plainOperation(name, path, summary, description string) huma.Operation {
	op := operation("state", path)
	op.OperationID, op.Summary, op.Description = name, summary, description
	return op
}

type seriesIn struct {
	Ref act.Ref `path:"ref" doc:"The first meeting of the series"`
}

// series lists the meetings of a series. One of which nothing is the reader's to
// know is answered like one that is not there.
func (a *api) series(v *visit, in *seriesIn) (*meetingsOut, error) {
	out := &meetingsOut{}
	err := v.ask(func(q register.Questions) error {
		all, err := q.Series(in.Ref)
		if err == nil && len(all) == 0 {
			err = act.Refuse(act.NotFound, "refuse.meeting.unknown")
		}
		for _, g := range all {
			out.Body.Items = append(out.Body.Items, gathered(g))
		}
		return err
	})
	return out, err
}

// callingSeries is an order that calls several meetings.
type callingSeries struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"As for every command"`
	Body meeting.CallSeries
}

// callingOff is an order that calls several meetings of one series off.
type callingOff struct {
	Ref  act.Ref `path:"ref" doc:"The first meeting of the series"`
	Key  string  `header:"Idempotency-Key" maxLength:"200" doc:"As for every command"`
	Body meeting.CallOffSeries
}

// seriesCommands publishes what is done to several meetings at once.
func (a *api) seriesCommands() {
	op := plainOperation("call-series", "/series", "Call the meetings of a series, all or none",
		"Each is a meeting by itself from then on. They begin at starts, and each lasts as long as from start to end; the receipt is on the first, which names the series.")
	op.DefaultStatus = http.StatusCreated
	publish(a, op, func(v *visit, in *callingSeries) (*received, error) {
		out, err := v.orderMeeting("", -1, in.Key, in.Body)
		if err == nil {
			out.Location = Root + "/meetings/" + string(out.Body.On)
		}
		return out, err
	})
	publish(a, plainOperation("call-off-series", "/series/{ref}/call-off", "Call off several meetings of a series, all or none",
		"Those that are named, which must all be planned. No turn is answered: what is called off may have moved."),
		func(v *visit, in *callingOff) (*received, error) {
			var known []act.Ref
			err := v.ask(func(q register.Questions) error {
				all, err := q.Series(in.Ref)
				for _, g := range all {
					known = append(known, g.Ref)
				}
				return err
			})
			if err != nil {
				return nil, err
			}
			if slices.ContainsFunc(in.Body.Meetings, func(ref act.Ref) bool { return !slices.Contains(known, ref) }) || len(known) == 0 {
				return nil, act.Refuse(act.NotFound, "refuse.meeting.unknown")
			}
			return v.orderMeeting("", -1, in.Key, in.Body)
		})
}
