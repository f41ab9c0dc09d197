package web

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A dataset is a table that everybody may take away. Its columns are named in
// English in every language, so that a program that reads one goes on doing so.
type dataset struct {
	name    string // in addresses and catalogues
	columns []string
	rows    func(now time.Time, q register.Questions) ([][]string, error)
}

// mostRows is how many rows a dataset has at most.
const mostRows = 20_000

// datasets are all of them, in the order of their page.
var datasets = []dataset{
	{"recommendations", append([]string{"symbol", "adopted", "dimension", "addressees", "matter", "version"}, columnsIn("title")...), recommendationRows},
	{"publications", append([]string{"ref", "symbol", "series", "stage", "released", "edition", "dimension", "languages", "forced"}, columnsIn("title")...), publicationRows},
	{"members", append(append([]string{"member", "group", "capacity", "constituency", "country", "from", "to"}, columnsIn("name")...), columnsIn("affiliation")...), memberRows},
	{"funders", append([]string{"id", "legal", "form", "amount", "band", "currency", "from", "to"}, columnsIn("name")...), funderRows},
	{"interests", []string{"member", "interest", "organisation", "from", "to", "declared", "ended"}, interestRows},
	{"conferences", append([]string{"ref", "from", "to", "zone", "stage"}, columnsIn("title")...), conferenceRows},
}

func columnsIn(name string) (columns []string) {
	for _, lang := range locale.Langs {
		columns = append(columns, name+"_"+string(lang))
	}
	return columns
}

func cellsIn(w text.Words) (cells []string) {
	for _, lang := range locale.Langs {
		cells = append(cells, w[string(lang)])
	}
	return cells
}

func recommendationRows(_ time.Time, q register.Questions) (rows [][]string, err error) {
	all, err := q.Recommendations("", "", 0, mostRows)
	if err != nil {
		return nil, err
	}
	to, err := q.Addressees()
	for _, r := range all {
		rows = append(rows, append([]string{r.Symbol, stamp(r.Adopted), r.Dimension, strings.Join(to[r.Symbol], " "), string(r.Matter), r.Version.String()}, cellsIn(r.Title)...))
	}
	return rows, err
}

func publicationRows(now time.Time, q register.Questions) (rows [][]string, err error) {
	all, err := q.Published("", now.Add(time.Minute), mostRows)
	for _, p := range all {
		released, n, langs, forced := p.Date, "", p.Langs, ""
		if e, ok := p.Latest(); ok {
			released, n, langs, forced = stamp(e.At), fmt.Sprint(e.N), nil, strings.Join(e.Forced, " ")
			for _, lang := range publication.Languages {
				if _, ok := e.Drafts[lang]; ok {
					langs = append(langs, lang)
				}
			}
		}
		rows = append(rows, append([]string{string(p.Ref), p.Symbol, string(p.Series), string(p.Stage), released, n, p.Dimension, strings.Join(langs, " "), forced}, cellsIn(p.Title)...))
	}
	return rows, err
}

func memberRows(_ time.Time, q register.Questions) (rows [][]string, err error) {
	n, err := q.Initiative()
	if err != nil {
		return nil, err
	}
	people, err := q.People()
	for _, st := range n.Standings {
		who := people.Of(st.Member)
		rows = append(rows, append(append([]string{string(st.Member), string(st.Group), string(st.Capacity), string(st.Constituency), who.Country, stamp(st.From), stamp(st.To)},
			cellsIn(who.Name)...), cellsIn(who.Affiliation)...))
	}
	return rows, err
}

func funderRows(_ time.Time, q register.Questions) (rows [][]string, err error) {
	d, err := q.Description()
	for _, f := range d.Funders {
		amount := ""
		if f.Amount > 0 {
			amount = fmt.Sprint(f.Amount)
		}
		rows = append(rows, append([]string{f.ID, string(f.Legal), f.Form, amount, string(f.Band), f.Currency, f.From, f.To}, cellsIn(f.Name)...))
	}
	return rows, err
}

func interestRows(_ time.Time, q register.Questions) (rows [][]string, err error) {
	n, err := q.Initiative()
	if err != nil {
		return nil, err
	}
	var places []int64
	for _, i := range n.Interests {
		places = append(places, i.Seq)
	}
	said, err := q.InterestWords(places...)
	for _, i := range n.Interests {
		rows = append(rows, []string{string(i.Member), string(i.Kind), organisationOf(i, said[i.Seq]), i.From, i.To, stamp(i.At), stamp(i.Ended)})
	}
	return rows, err
}

// organisationOf is where the interest lies: an organisation that the initiative
// has named, or what the member wrote.
func organisationOf(i initiative.Interest, said register.InterestWords) string {
	if i.Of != "" {
		return i.Of
	}
	return said.Organisation
}

func conferenceRows(now time.Time, q register.Questions) (rows [][]string, err error) {
	all, err := q.Conferences(now.AddDate(20, 0, 0), mostRows)
	for _, c := range all {
		rows = append(rows, append([]string{string(c.Ref), c.From, c.To, c.Zone, string(c.Stage)}, cellsIn(c.Title)...))
	}
	return rows, err
}

// stamp writes an instant as data; nothing of the zero one. UTC.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// dataFile sends a dataset as CSV or JSON, as the public reads it, whoever asks.
func (s *Site) dataFile(w http.ResponseWriter, r *http.Request) {
	name, form, _ := strings.Cut(r.PathValue("file"), ".")
	for _, d := range datasets {
		if d.name != name || form != "csv" && form != "json" {
			continue
		}
		var rows [][]string
		err := s.Register.Ask(r.Context(), register.Public, func(q register.Questions) (err error) {
			rows, err = d.rows(s.Now(), q)
			return err
		})
		if err != nil {
			s.Log.ErrorContext(r.Context(), "data", "set", name, "err", err)
			http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", name+"."+form))
		if form == "csv" {
			w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
			writeCSV(w, d.columns, rows)
		} else {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			json.NewEncoder(w).Encode(objects(d.columns, rows))
		}
		return
	}
	http.NotFound(w, r)
}

// writeCSV writes rows for spreadsheets, too: what would be read as a formula
// is made words.
func writeCSV(w io.Writer, columns []string, rows [][]string) {
	out := csv.NewWriter(w)
	out.Write(columns)
	for _, row := range rows {
		cells := make([]string, len(row))
		for n, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				cell = "'" + cell
			}
			cells[n] = cell
		}
		out.Write(cells)
	}
	out.Flush()
}

func objects(columns []string, rows [][]string) []map[string]string {
	all := make([]map[string]string, len(rows))
	for n, row := range rows {
		all[n] = map[string]string{}
		for k, cell := range row {
			all[n][columns[k]] = cell
		}
	}
	return all
}

// dataPage lists the datasets.
type dataPage struct{}

func (s *Site) openData(*visit) (page, error) { return dataPage{}, nil }

func (dataPage) head(v *visit, f *part.Page) { f.Title = v.p.T("site.data") }

func (dataPage) body(v *visit) templ.Component { return dataBody(v) }
