package clerk

import (
	"slices"

	"example.org/counterpart/conference"
	"example.org/counterpart/member"
)

// A conferring is one command on one conference.
type conferring struct {
	*hearing[conference.Conference]
}

// confer carries out a command on a conference.
func (b *batch) confer(o Order, cmd conference.Command) (Receipt, error) {
	heard, err := conferences.hear(b, o)
	if err != nil {
		return Receipt{}, err
	}
	h := &conferring{heard}
	deeds, err := conference.Decide(h.folio.state, conference.Instant{
		At: b.at, By: h.by, Groups: h.initiative.Groups, Matter: h.matter,
		People: func(id member.ID) bool {
			// The draft keeps who was erased since: nobody can name them.
			return h.people(id) || h.drafted(id)
		},
	}, cmd)
	if err := h.judged(err); err != nil {
		return Receipt{}, err
	}
	return h.record(deeds)
}

// drafted reports whether the draft of the conference names somebody already.
func (h *conferring) drafted(id member.ID) bool {
	entries, err := h.right.About(string(h.ref), -1)
	if err != nil {
		h.fault = err
		return false
	}
	for _, e := range slices.Backward(entries) {
		if e.Kind != (conference.DraftedAct{}).Kind() {
			continue
		}
		words, err := h.words(e)
		if err != nil {
			h.fault = err
		}
		named := map[member.ID]bool{}
		if w, ok := words.(conference.ProgrammeWords); ok {
			w.Named(named)
		}
		return named[id]
	}
	return false
}
