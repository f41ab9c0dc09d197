package web

import (
	"bytes"
	"net/http"

	"example.org/counterpart/act"
	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/roster"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// importPage takes a list of members as a file: first to look at it, then to
// take it.
type importPage struct {
	key      string
	problems []part.Problem // of the form
	wrong    []roster.Problem
	plan     *roster.Plan // what would become of a file that is in order
	done     bool         // and has
}

func (pg importPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.import.title"), len(pg.problems) > 0
}

func (pg importPage) body(v *visit) templ.Component { return importBody(v, pg) }

func (s *Site) importList(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	return importPage{key: newKey()}, nil
}

// importDo looks at a file and, if that is asked for and nothing is wrong with
// it, takes it.
func (s *Site) importDo(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	in, file, err := v.upload("file", roll.MaxPhoto)
	if err != nil {
		return nil, err
	}
	pg := importPage{key: in.Get("key")}
	if len(file) == 0 {
		pg.problems = []part.Problem{{Text: v.p.T("web.import.missing"), Href: "#file"}}
		return withStatus{pg, statuses[act.Malformed]}, nil
	}
	rows, wrong := roster.Read(file)
	var plan roster.Plan
	err = v.ask(func(q register.Questions) error {
		people, err := q.Everybody()
		if err != nil || len(rows) == 0 {
			return err
		}
		var more []roster.Problem
		plan, more = roster.Make(rows, roster.Now{Initiative: v.initiative, At: v.now, By: v.reader.Standing, People: people,
			Group: v.reader.Standing.Group, NewID: roll.NewID})
		wrong = append(wrong, more...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(wrong) > 0 {
		pg.wrong = wrong
		pg.problems = []part.Problem{{Text: v.p.T("web.import.wrong", len(wrong)), Href: "#wrong"}}
		return withStatus{pg, statuses[act.Malformed]}, nil
	}
	pg.plan = &plan
	if in.Get("what") != "import" {
		return pg, nil
	}
	if err = v.mustBeFresh(); err == nil {
		var closed []application.Application
		err = s.Clerk.Bring(v.Context(), v.session.Member, pg.key, plan.People, plan.Appoint, func(tx *database.Tx) (err error) {
			closed, err = application.Settle(tx, v.now, plan.Seated()...)
			return err
		})
		if err == nil {
			s.tellClosed(v, closed)
		}
	}
	if no, refused := act.Refused(err); refused { // by what has happened since it was looked at
		pg.plan, pg.problems = nil, v.mark(nil, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	pg.done, pg.key = true, newKey()
	return pg, err
}

// exportList answers with the members of the reader's group as a file.
func (s *Site) exportList(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	if err == nil && !v.keepsHouse() {
		err = act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	var file bytes.Buffer
	if err == nil {
		err = v.ask(func(q register.Questions) error {
			all, err := q.Everybody()
			if err != nil {
				return err
			}
			return roster.Write(&file, v.initiative, byID(all), v.reader.Standing.Group, v.now)
		})
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="members.csv"`)
	h.Set("Cache-Control", "no-store")
	w.Write(file.Bytes())
}

func byID(all []roll.Person) map[member.ID]roll.Person {
	people := make(map[member.ID]roll.Person, len(all))
	for _, p := range all {
		people[p.Member] = p
	}
	return people
}

// table lists what is wrong with a file, and where.
func (pg importPage) table(v *visit) part.Grid {
	grid := part.Grid{Caption: v.p.T("web.import.title"), Unseen: true, Columns: []part.Column{
		{Label: v.p.T("web.import.line")}, {Label: v.p.T("web.import.column")}, {Label: v.p.T("web.import.what")}}}
	for _, w := range pg.wrong {
		line := ""
		if w.Line > 0 {
			line = v.p.Number(w.Line)
		}
		grid.Rows = append(grid.Rows, []part.Cell{{Text: line}, {Text: w.Column}, {Text: v.p.Say(w.Reason)}})
	}
	return grid
}
