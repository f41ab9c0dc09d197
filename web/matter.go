package web

import (
	"net/url"
	"slices"
	"strconv"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// matterPage shows one matter as facing pages: each group's acts and
// statements on its side, the joint ones in the middle.
type matterPage struct {
	m       register.Matter
	account procedure.Account
	ways    []procedure.Way
	acts    []register.Line
	older   int64                  // place before which earlier acts lie; 0 if all are shown
	done    *register.Line         // what the reader has just done
	say     formPage               // the form of a statement, at the foot of the page
	parted  []register.Line        // the groups' positions, once the matter has diverged
	stamp   string                 // who paid when it was adopted
	watch   outbox.How             // how the reader watches it
	informs []register.Informing   // sessions of conferences
	drafts  waiting                // the reader's own, that came by mail
	agendas agendasOf              // of meetings, that it is on
	cited   []register.Publication // that set what was adopted
}

// actsOnPage is how many acts a matter's page shows; earlier ones are a page away.
const actsOnPage = 100

func (s *Site) matter(v *visit) (page, error) {
	var pg matterPage
	ref := act.Ref(v.PathValue("ref"))
	before, _ := strconv.ParseInt(v.URL.Query().Get("before"), 10, 64)
	err := v.ask(func(q register.Questions) (err error) {
		if pg.m, err = q.Matter(ref); err != nil {
			return err
		}
		instant, err := q.Instant(pg.m.Matter, v.now)
		if err != nil {
			return err
		}
		pg.account = pg.m.Explain(instant)
		if v.reader.Standing.Group != "" {
			pg.ways = v.ways(pg.m.Matter, instant)
		}
		if pg.agendas, err = v.agendas(q, pg.m, pg.account.Desk); err != nil {
			return err
		}
		if pg.acts, err = q.LastActs(ref, before, actsOnPage+1); err != nil {
			return err
		}
		if pg.informs, err = q.Informed(ref); err != nil {
			return err
		}
		if pg.done, err = v.receipt(q, ref); err != nil {
			return err
		}
		if pg.parted, err = pg.positionsOf(q); err != nil || pg.m.Adoption == nil {
			return err
		}
		if pg.cited, err = q.Citing(ref); err != nil {
			return err
		}
		d, err := q.DescriptionOf(pg.m.Adoption.Symbol)
		pg.stamp = v.stampOf(d, pg.m.Adoption.At)
		return err
	})
	if err != nil {
		return nil, err
	}
	if v.reader.Standing.Group != "" && s.Outbox != nil {
		if pg.watch, err = s.Outbox.Watches(v.Context(), v.session.Member, ref); err != nil {
			return nil, err
		}
	}
	if pg.drafts, err = v.drafts(ref); err != nil {
		return nil, err
	}
	if len(pg.acts) > actsOnPage {
		pg.acts = pg.acts[1:]
		pg.older = pg.acts[0].Seq
	}
	in := url.Values{"reply": v.URL.Query()["reply"], "paragraph": v.URL.Query()["paragraph"]}
	pg.say = formPage{m: pg.m, command: "state", in: in, key: newKey()}
	if pg.may("state") {
		pg.say.asks = askState(v, pg.m, in)
	}
	return pg, nil
}

// receipt is the act that the reader has just done, if the address names one
// that is theirs to read.
func (v *visit) receipt(q register.Questions, ref act.Ref) (*register.Line, error) {
	seq, err := strconv.ParseInt(v.URL.Query().Get("done"), 10, 64)
	if err != nil {
		return nil, nil
	}
	lines, err := q.Acts(ref, seq-1, 1)
	if err != nil || len(lines) == 0 || lines[0].Seq != seq {
		return nil, err
	}
	return &lines[0], nil
}

func (pg matterPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = v.say(pg.m.Title), true
	if v.reader.Standing.Group != "" {
		f.Live = v.following(pg.m.Ref)
	}
}

func (pg matterPage) body(v *visit) templ.Component { return matterBody(v, pg) }

// may reports whether a command is open to the reader.
func (pg matterPage) may(command string) bool {
	return slices.ContainsFunc(pg.ways, func(w procedure.Way) bool { return w.Command == command && w.No == nil })
}

// tasks are the commands that the reader may use now, and the rest with the
// reason why not. The form of a statement is at the foot of the page.
func (pg matterPage) tasks(v *visit) (may, not []part.Task) {
	for _, w := range pg.ways {
		if w.Command == "raise" {
			continue
		}
		t := part.Task{Label: v.p.T("command." + w.Command)}
		if w.No == nil {
			t.Href, t.Hint = pg.address(w.Command), v.p.T("command."+w.Command+".hint")
			may = append(may, t)
			continue
		}
		for _, reason := range append([]act.Reason{w.No.Reason}, w.No.More...) {
			t.Reasons = append(t.Reasons, v.p.Say(reason))
		}
		not = append(not, t)
	}
	return may, not
}

// address is the page on which a command is asked for.
func (pg matterPage) address(command string) string {
	at := "/matter/" + string(pg.m.Ref)
	if command == "state" {
		return at + "#say"
	}
	if command == "issue" {
		return at + "/text?edit=yes"
	}
	return at + "/do/" + command
}

// stage is the badge of a stage.
func stageBadge(v *visit, s procedure.Stage) part.Badge {
	tone := map[procedure.Stage]string{procedure.Adopted: "done", procedure.Deciding: "open", procedure.Withdrawn: "stop", procedure.Diverged: "stop"}[s]
	return part.Badge{Label: v.p.T(s.Key()), Tone: tone}
}

// steps is the course of the matter and where it stands in it.
func (pg matterPage) steps(v *visit) (steps []part.Step) {
	course := []procedure.Stage{procedure.Raised, procedure.Referred, procedure.Considered, procedure.Formulation, procedure.Deciding, procedure.Adopted}
	now := slices.Index(course, pg.m.Stage)
	if now < 0 { // it left by a side door, and did not pass the rest
		now = pg.left()
		course = append(course[:now:now], pg.m.Stage)
	}
	for n, s := range course {
		st := part.Step{Label: v.p.T(s.Key())}
		switch {
		case n < now:
			st.State = "done"
		case n == now:
			st.State, st.Note = "now", v.p.Date(pg.m.Since, v.zone())
			if s == procedure.Withdrawn || s == procedure.Diverged {
				st.State = "left"
			}
		}
		steps = append(steps, st)
	}
	return steps
}

// left is how many stages a matter that left the course had passed.
func (pg matterPage) left() int {
	switch {
	case pg.m.ReferredAt.IsZero():
		return 1
	case pg.m.Versions > 1 || len(pg.m.Positions) > 0:
		return 4
	case len(pg.m.Considered) > 0:
		return 3
	}
	return 2
}

// spread is the matter's facing pages.
func (pg matterPage) spread(v *visit) part.Spread {
	sp := part.Spread{Label: v.p.T("web.matter.facing"), Empty: v.p.T("web.matter.empty")}
	order := group.Alternat(v.initiative.IDs(), string(pg.m.Ref))
	for _, g := range order {
		side := part.Side{Group: v.group(g), Desk: slices.Contains(pg.account.Desk, g)}
		if side.Desk {
			side.Note = v.p.T("web.matter.desk-since", v.p.Ago(pg.m.Since, v.now))
		} else if c, ok := pg.m.Considered[g]; ok {
			side.Note = v.p.T(c.Position.Key())
		}
		sp.Sides = append(sp.Sides, side)
	}
	reply := pg.may("state")
	sp.Entries = make([]part.Entry, len(pg.acts))
	for n, l := range pg.acts {
		sp.Entries[n] = v.entry(l, pg.m, pg.acts[:n], reply)
	}
	return sp
}

// number is the place of a paragraph in the latest version, from 1; 0 if it is
// not in it.
func number[P ~string](m register.Matter, id P) int {
	for n, p := range m.Version.Paragraphs {
		if string(p.ID) == string(id) {
			return n + 1
		}
	}
	return 0
}

// position is one group's text where the groups have parted.
type position struct {
	group      part.Group
	paragraphs []part.Paragraph
	gone       string // why there are none
}

// positionsOf reads the acts by which the groups filed their positions, in the
// order of the alternat.
func (pg matterPage) positionsOf(q register.Questions) (lines []register.Line, err error) {
	if pg.m.Stage != procedure.Diverged {
		return nil, nil
	}
	for _, g := range group.Alternat(pg.m.Groups, string(pg.m.Ref)) {
		l, err := q.Act(pg.m.Ref, pg.m.Positions[g])
		if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
			l = register.Line{} // not the reader's to see
		} else if err != nil {
			return nil, err
		}
		l.Group = g
		lines = append(lines, l)
	}
	return lines, nil
}

// positions are the groups' texts, side by side. A group whose words are gone,
// or are not the reader's, keeps its place.
func (pg matterPage) positions(v *visit) (all []position) {
	for _, l := range pg.parted {
		p := position{group: v.group(l.Group)}
		w, _ := l.Words.(procedure.DifferedWords)
		for n, words := range w.Paragraphs {
			p.paragraphs = append(p.paragraphs, part.Paragraph{ID: string(l.Group) + "-" + string(words.ID), Number: n + 1,
				Lang: pg.m.Lang, Phrases: v.phrases(words.Words, pg.m)})
		}
		switch {
		case len(p.paragraphs) > 0:
		case l.Erased:
			p.gone = v.p.T("part.gone")
		default:
			p.gone = v.p.T("web.matter.positions.withheld")
		}
		all = append(all, p)
	}
	return all
}
