package web

import (
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

// A paperItem is an item of the agenda with its papers.
type paperItem struct {
	meeting.Item
	number int
	title  string
	words  meeting.ItemWords
	papers []laidPaper
}

// A laidPaper is a paper as it may be read.
type laidPaper struct {
	meeting.Paper
	meeting.PaperWords
	gone bool // its words were erased
}

func (pg papersPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("paper.title"), len(pg.problems) > 0
}

func (pg papersPage) body(v *visit) templ.Component { return papersBody(v, pg) }

// paperItems reads the agenda of a meeting with its words and papers.
func (v *visit) paperItems(q register.Questions, m register.Meeting) ([]paperItem, error) {
	lines, err := q.Acts(m.Ref, -1, 10_000)
	if err != nil {
		return nil, err
	}
	words := map[act.Hash]register.Line{}
	var refs []act.Ref
	for _, l := range lines {
		words[l.Hash] = l
	}
	for _, it := range m.Items {
		if it.Matter != "" {
			refs = append(refs, it.Matter)
		}
	}
	titles, err := q.Titles(refs...)
	if err != nil {
		return nil, err
	}
	var items []paperItem
	for n, it := range m.Items {
		p := paperItem{Item: it, number: n + 1}
		p.words, _ = words[it.Worded].Words.(meeting.ItemWords)
		if p.title = v.say(p.words.Title); p.title == "" {
			p.title = v.say(titles[it.Matter])
		}
		for _, d := range it.Papers {
			l := words[d.Laid]
			w, _ := l.Words.(meeting.PaperWords)
			p.papers = append(p.papers, laidPaper{d, w, l.Erased})
		}
		items = append(items, p)
	}
	return items, nil
}

func (s *Site) papersPage(v *visit, in url.Values) (pg papersPage, err error) {
	err = v.ask(func(q register.Questions) error {
		if pg.m, err = q.Meeting(act.Ref(v.PathValue("ref"))); err != nil {
			return err
		}
		pg.items, err = v.paperItems(q, pg.m)
		return err
	})
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
		err = s.meetingOrder(v, ref, in, cmd, beside)
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

// meetingOrder sends a command on a meeting to the clerk.
func (s *Site) meetingOrder(v *visit, ref act.Ref, in url.Values, cmd meeting.Command, beside func(*database.Tx) error) error {
	if err := s.Allow(v.session.Member); err != nil {
		return err
	}
	if as := in.Get("as"); as != "" && as != string(v.session.Member) {
		return act.Refuse(act.Stale, "web.again.other", v.session.Member)
	}
	_, err := s.Clerk.Do(v.Context(), clerk.Order{By: v.session.Member, For: v.acting, On: ref, Turn: -1, Key: in.Get("key"), Command: cmd, Beside: beside})
	return err
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
		f, name, err = s.findPaper(v, act.Ref(r.PathValue("ref")), r.PathValue("id"))
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

// findPaper returns a paper of a meeting that the reader may know of.
func (s *Site) findPaper(v *visit, ref act.Ref, id string) (f paper.File, name string, err error) {
	var sum string
	err = v.ask(func(q register.Questions) error {
		m, err := q.Meeting(ref)
		if err != nil {
			return err
		}
		items, err := v.paperItems(q, m)
		for _, it := range items {
			for _, p := range it.papers {
				if p.ID == id {
					sum, name = p.Sum, p.name(it.number)
				}
			}
		}
		return err
	})
	if err != nil {
		return f, "", err
	}
	err = s.Register.DB.Read(v.Context(), func(tx *database.Tx) error {
		f, err = paper.Get(tx, sum)
		return err
	})
	return f, name, err
}

// meetingWords reads what a meeting is about, and where it is.
func (v *visit) meetingWords(q register.Questions, m register.Meeting) (w meetingWords, err error) {
	lines, err := q.Acts(m.Ref, -1, 10_000)
	for _, l := range lines {
		var rooms []meeting.Place
		switch said := l.Words.(type) {
		case meeting.CalledWords:
			w.problem, rooms = said.Problem, said.Rooms
		case meeting.MovedWords:
			rooms = said.Rooms
		default:
			continue
		}
		w.rooms = nil
		for n := range m.Venues {
			var room meeting.Place
			if n < len(rooms) {
				room = rooms[n]
			}
			w.rooms = append(w.rooms, strings.Trim(room.Room+", "+room.Address, ", "))
		}
	}
	return w, err
}
