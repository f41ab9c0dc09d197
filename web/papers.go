package web

import (
	"context"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/meeting"
	"example.org/counterpart/paper"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// papersPage lists what is laid before a meeting, item by item, and takes more
// from those who keep its papers.
type papersPage struct {
	m        register.Meeting
	items    []paperItem
	may      bool       // the reader may lay papers
	asks     []question // of the form that lays one
	problems []part.Problem
	key      string
}

// A paperItem is an item of the agenda with its number and its papers.
type paperItem struct {
	register.AgendaItem
	number int
	title  string
	papers []laidPaper
}

// A laidPaper is a paper as it is shown and served.
type laidPaper struct{ register.AgendaPaper }

func (pg papersPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("paper.title"), len(pg.problems) > 0
}

func (pg papersPage) body(v *visit) templ.Component { return papersBody(v, pg) }

// paperItems are the items of an agenda with their papers.
func (v *visit) paperItems(a register.Agenda) (items []paperItem) {
	for n, it := range a.Items {
		p := paperItem{AgendaItem: it, number: n + 1, title: v.say(it.Title)}
		if p.title == "" {
			p.title = v.say(it.About)
		}
		for _, d := range it.Papers {
			p.papers = append(p.papers, laidPaper{d})
		}
		items = append(items, p)
	}
	return items
}

func (s *Site) papersPage(v *visit, in url.Values) (pg papersPage, err error) {
	var a register.Agenda
	err = v.ask(func(q register.Questions) error {
		pg.m, a, _, err = v.meetingOf(q)
		return err
	})
	pg.items = v.paperItems(a)
	pg.may = v.acting == "" && pg.m.Keeps(v.reader.Standing) && (pg.m.Stage == meeting.Planned || pg.m.Stage == meeting.Sitting)
	pg.key, pg.asks = or(in, "key", newKey()), pg.ask(v, in)
	return pg, err
}

func (s *Site) papers(v *visit) (page, error) { return s.papersPage(v, nil) }

// papersDo lays a paper, or takes one back.
func (s *Site) papersDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, file, err := v.upload("file", paper.MaxSize)
	if err != nil {
		return nil, err
	}
	ref := act.Ref(v.PathValue("ref"))
	var cmd meeting.Command
	var beside func(*database.Tx) error
	if id := in.Get("drop"); id != "" {
		item, one, _ := strings.Cut(id, " ")
		cmd = meeting.DropPaper{Item: meeting.ItemID(item), Paper: one}
	} else {
		var f paper.File
		if f, err = paper.Read(file); err == nil {
			cmd = meeting.LayPaper{Item: meeting.ItemID(in.Get("item")), PaperWords: meeting.PaperWords{
				Title: in.Get("title"), Sum: f.Sum, Type: string(f.Type), Size: int64(len(f.Data))}}
			beside = func(tx *database.Tx) error { return paper.Put(tx, f, v.now) }
		}
	}
	if err == nil {
		_, err = v.send(in, clerk.Order{On: ref, Turn: -1, Command: cmd, Beside: beside})
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		pg, drawErr := s.papersPage(v, in)
		if drawErr != nil {
			return nil, drawErr
		}
		if no.Reason.Key == clerk.KeyReused {
			pg.key = newKey()
		}
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return goTo("/meeting/" + string(ref) + "/papers"), nil
}

// ask asks for a paper.
func (pg papersPage) ask(v *visit, in url.Values) []question {
	item := part.Field{Name: "item", Label: v.p.T("paper.item"), Value: in.Get("item")}
	for _, it := range pg.items {
		if !it.TakenUp {
			item.Options = append(item.Options, part.Option{Value: string(it.ID), Label: strconv.Itoa(it.number) + ". " + it.title})
		}
	}
	return []question{{item, "select"},
		{part.Field{Name: "title", Label: v.p.T("paper.name"), Hint: v.p.T("paper.name.hint"), Value: in.Get("title"), Max: meeting.MaxTitle}, "input"},
		{part.Field{Name: "file", Label: v.p.T("paper.file"), Hint: v.p.T("paper.file.hint", paper.MaxSize>>20), Type: "file"}, "input"}}
}

// about says what a file is and how large.
func (p laidPaper) about(v *visit) string {
	kb := max(1, int(p.Size+1023)>>10)
	return strings.ToUpper(strings.TrimPrefix(paper.Type(p.Type).Ending(), ".")) + " · " + v.p.T("paper.size", kb)
}

// name is what the file is called on the reader's machine.
func (p laidPaper) name(number int) string {
	return strconv.Itoa(number) + " " + fileName(p.Title) + paper.Type(p.Type).Ending()
}

// fileName is a title as any machine takes it for a file's name.
func fileName(title string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '-'
		}
		return r
	}, title)
	if all := []rune(clean); len(all) > 80 {
		clean = string(all[:80])
	}
	return strings.Trim(clean, " .")
}

// paper serves one paper, as a file and as nothing else.
func (s *Site) paper(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var (
		f    paper.File
		name string
	)
	if err == nil {
		f, name, err = s.findPaper(v, r.PathValue("id"))
	}
	if err != nil {
		s.answer(w, r, v, nil, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", string(f.Type))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+f.Sum+`"`)
	if r.Header.Get("If-None-Match") == `"`+f.Sum+`"` {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Length", strconv.Itoa(len(f.Data)))
	w.Write(f.Data)
}

// findPaper returns a paper of a meeting that the reader may know of, and what
// it is called as a file.
func (s *Site) findPaper(v *visit, id string) (f paper.File, name string, err error) {
	var a register.Agenda
	err = v.ask(func(q register.Questions) error {
		_, a, _, err = v.meetingOf(q)
		return err
	})
	if err != nil {
		return f, "", err
	}
	var sum string
	for _, it := range v.paperItems(a) {
		for _, p := range it.papers {
			if p.ID == id {
				sum, name = p.Sum, p.name(it.number)
			}
		}
	}
	f, err = s.file(v.Context(), sum)
	return f, name, err
}

// file reads a paper's file by its sum, which a page never takes from outside.
func (s *Site) file(ctx context.Context, sum string) (f paper.File, err error) {
	err = s.Register.DB.Read(ctx, func(tx *database.Tx) error {
		f, err = paper.Get(tx, sum)
		return err
	})
	return f, err
}
