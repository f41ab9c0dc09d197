package clerk

import (
	"example.org/counterpart/act"
	"example.org/counterpart/meeting"
)

// A decided is a command on a meeting that the rules have allowed.
type decided struct {
	*convening
	deeds []act.Deed
}

// callSeries calls the meetings of a series: all are decided before the first
// is recorded, so that a refusal leaves nothing behind.
func (b *batch) callSeries(o Order, cmd meeting.CallSeries) (Receipt, error) {
	calls, err := cmd.Calls()
	if err != nil {
		return Receipt{}, err
	}
	if o.On != "" {
		return Receipt{}, act.Refuse(act.NotFound, "refuse.meeting.unknown")
	}
	var all []decided
	defer func() { b.coming = meeting.Meeting{} }()
	for _, c := range calls {
		one := o
		one.On = act.NewMeeting()
		if c.Series == "" && len(all) > 0 {
			c.Series = all[0].ref
		}
		s, deeds, err := b.convene(one, c)
		if err != nil {
			return Receipt{}, err
		}
		if len(all) == 0 {
			for _, d := range deeds {
				b.coming.Apply(act.Act{On: one.On, Body: d.Body})
			}
		}
		all = append(all, decided{s, deeds})
	}
	return recordAll(all)
}

// callOffSeries calls off meetings of one series.
func (b *batch) callOffSeries(o Order, cmd meeting.CallOffSeries) (Receipt, error) {
	if len(cmd.Meetings) == 0 || len(cmd.Meetings) > meeting.MaxSeries {
		return Receipt{}, act.Refuse(act.NotNow, "time.refuse.rest")
	}
	var all []decided
	series := act.Ref("")
	met := map[act.Ref]bool{}
	for n, ref := range cmd.Meetings {
		one := o
		one.On, one.Turn = ref, -1
		s, deeds, err := b.convene(one, cmd.CallOff)
		if err != nil {
			return Receipt{}, err
		}
		if n == 0 {
			series = s.folio.state.Series
		}
		if err := cmd.Of(series, s.folio.state); err != nil || met[ref] {
			return Receipt{}, act.Refuse(act.NotFound, "refuse.meeting.unknown")
		}
		met[ref] = true
		all = append(all, decided{s, deeds})
	}
	return recordAll(all)
}

// recordAll records what was decided, and answers with one receipt.
func recordAll(all []decided) (r Receipt, err error) {
	for n, d := range all {
		one, err := d.record(d.deeds)
		if err != nil {
			return r, err
		}
		if n == 0 {
			r.On, r.Turn = one.On, one.Turn
		}
		r.Acts = append(r.Acts, one.Acts...)
	}
	return r, nil
}
