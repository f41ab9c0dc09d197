package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/badge"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// participantsPage lists who comes, as far as the reader may know.
type participantsPage struct {
	c   register.Conference
	all []registration.Registration
}

const participantsOnPage = 5000

func (s *Site) participants(v *visit) (page, error) {
	var pg participantsPage
	err := v.ask(func(q register.Questions) (err error) {
		pg.c, err = q.Conference(act.Ref(v.PathValue("ref")))
		return err
	})
	if err != nil {
		return nil, err
	}
	return pg, s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		pg.all, err = registration.Participants(tx, pg.c.Ref, pg.c.Inside, participantsOnPage)
		return err
	})
}

func (pg participantsPage) head(v *visit, f *part.Page) { f.Title = v.p.T("registration.participants") }

func (pg participantsPage) body(v *visit) templ.Component { return participantsBody(v, pg) }

func (pg participantsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("registration.participants"), Unseen: true, Empty: v.p.T("registration.participants.none"),
		Columns: []part.Column{{Label: v.p.T("web.appoint.name")}, {Label: v.p.T("registration.affiliation")}, {Label: v.p.T("web.country")}}}
	for _, r := range pg.all {
		g.Rows = append(g.Rows, []part.Cell{{Text: r.Name, Lang: r.Lang}, {Text: r.Affiliation}, {Text: r.Country}})
	}
	return g
}

// registrationsPage is the list of those who keep the conference.
type registrationsPage struct {
	c        register.Conference
	all      []registration.Registration
	declined int // of those invited
	invites  bool
	may      func(member.ID) bool // be invited by name, of the roll
	asks     []question
	problems []part.Problem
}

func (s *Site) keptRegistrations(v *visit) (pg registrationsPage, err error) {
	if err = v.ask(func(q register.Questions) (err error) {
		pg.c, err = q.Conference(act.Ref(v.PathValue("ref")))
		return err
	}); err != nil {
		return pg, err
	}
	if v.acting != "" || !pg.c.Keeps(v.reader.Standing) {
		return pg, act.Refuse(act.NotAllowed, "refuse.conference.keeper")
	}
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		if pg.all, err = registration.List(tx, pg.c.Ref, 2*participantsOnPage); err != nil {
			return err
		}
		pg.declined, err = registration.Declined(tx, pg.c.Ref)
		return err
	})
	if err != nil {
		return pg, err
	}
	pg.may, err = v.nameable(pg.c.Ref)
	if pg.invites = err == nil && invitesTo(v, pg.c); pg.invites {
		pg.asks = v.askInvited(url.Values{}, pg.may)
	}
	return pg, err
}

func (s *Site) registrations(v *visit) (page, error) { return s.keptRegistrations(v) }

func (pg registrationsPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide, f.Faulty = v.p.T("registration.list"), true, len(pg.problems) > 0
}

func (pg registrationsPage) body(v *visit) templ.Component { return registrationsBody(v, pg) }

// registrationColumns are what the list tells of everybody, on the page and in the file.
var registrationColumns = []string{"registration.number", "registration.state", "web.appoint.name", "registration.affiliation", "web.country",
	"registration.list.email", "registration.list.lang", "registration.needs", "registration.listed"}

func (pg registrationsPage) rows(v *visit) (all [][]string) {
	for _, r := range pg.all {
		r = r.Told()
		listed := ""
		if r.Listed {
			listed = v.p.T("dossier.yes")
		}
		number := "" // who has not answered has none
		if r.Number > 0 {
			number = strconv.Itoa(r.Number)
		}
		all = append(all, []string{number, v.p.T(isListed(r)), r.Name, r.Affiliation, r.Country, r.Email, v.tongueOf(r.Lang), r.Needs, listed})
	}
	return all
}

func (pg registrationsPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("registration.list"), Unseen: true, Empty: v.p.T("registration.list.none")}
	for _, key := range registrationColumns {
		g.Columns = append(g.Columns, part.Column{Label: v.p.T(key)})
	}
	g.Columns = append(g.Columns, part.Column{Label: v.p.T("invitation.do")})
	for n, row := range pg.rows(v) {
		var cells []part.Cell
		for _, s := range row {
			cells = append(cells, part.Cell{Text: s})
		}
		cells = append(cells, part.Cell{Body: registrationDo(v, pg, pg.all[n])})
		g.Rows = append(g.Rows, cells)
	}
	return g
}

// became is the key of what has become of a registration.
func became(r registration.Registration) string {
	if r.State == registration.Asked && r.Source.Invites() {
		return "registration.state.invited"
	}
	return r.State.Key()
}

// isListed is the key of the same, said to those who keep the list.
func isListed(r registration.Registration) string {
	if r.State == registration.Placed {
		return "registration.list.placed"
	}
	return became(r)
}

// registrationFile serves the list as a file: for a spreadsheet, or as badges to
// print.
func (s *Site) registrationFile(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var pg registrationsPage
	if err == nil {
		pg, err = s.keptRegistrations(v)
	}
	kinds := map[string]string{"registrations.csv": "text/csv; charset=utf-8", "badges.pdf": "application/pdf"}
	name := r.PathValue("file")
	var body []byte
	switch {
	case err != nil:
	case name == "registrations.csv":
		body, err = pg.csv(v)
	case name == "badges.pdf":
		body, err = pg.badges(v)
	default:
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	w.Header().Set("Content-Type", kinds[name])
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	w.Header().Set("Cache-Control", "no-store")
	send(w, r, body, http.StatusOK)
}

// defused makes words of what a spreadsheet would take for a formula. A
// spreadsheet may split a cell at other marks than the comma, according to its
// language: what stands after one of them may be a cell too.
func defused(cell string) string {
	var b strings.Builder
	begins := true
	for _, r := range cell {
		if begins && strings.ContainsRune("=+-@\t\r", r) {
			b.WriteByte('\'')
		}
		b.WriteRune(r)
		begins = strings.ContainsRune(";,\t\r\n", r) || begins && (r == ' ' || r == '"')
	}
	return b.String()
}

// csv is the list for a spreadsheet.
func (pg registrationsPage) csv(v *visit) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // or Excel does not know that it is UTF-8
	out := csv.NewWriter(&b)
	var head []string
	for _, key := range registrationColumns {
		head = append(head, v.p.T(key))
	}
	for _, row := range append([][]string{head}, pg.rows(v)...) {
		for k, cell := range row {
			row[k] = defused(cell)
		}
		if err := out.Write(row); err != nil {
			return nil, err
		}
	}
	out.Flush()
	return b.Bytes(), out.Error()
}

// badges are the badges of those who have places.
func (pg registrationsPage) badges(v *visit) ([]byte, error) {
	var all []badge.Badge
	for _, r := range pg.all {
		if r.State == registration.Placed && !r.Erased() {
			all = append(all, badge.Badge{Name: r.Name, Affiliation: r.Affiliation, Country: r.Country, Event: pg.c.Title.In(r.Lang, "en", "ru", "kk")})
		}
	}
	return badge.Sheet(v.p.T("conference.badges"), all)
}

// tongueOf is what a language is called; nothing, of who has not said theirs.
func (v *visit) tongueOf(lang string) string {
	if lang == "" {
		return ""
	}
	return v.p.T("language." + lang)
}
