package web

import (
	"net/url"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/remark"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// A remarkView is a remark as it stands beside the part that it is on.
type remarkView struct {
	remark.Remark
	who     string
	earlier int  // the version that it was made on, if an earlier one than is shown
	mine    bool // and may be taken back
	answers []remarkView
}

// reviewPage is a version of a publication as those read it who write it, with
// what is remarked on it.
type reviewPage struct {
	p        register.Publication
	lang     string
	shown    register.PrintVersion
	numbers  map[act.Hash]int // of the versions in this language
	parts    []draftPart
	whole    []remarkView // on no part, or on one that is not in it any more
	checks   []remark.Check
	check    *remark.Check // not nil: somebody from outside reads, with this invitation
	at       string        // the address of the page
	to       string        // where its forms go
	says     bool          // the reader may remark
	keeps    bool          // the reader settles remarks, and asks people from outside
	typed    url.Values    // of a form that was refused
	refused  string        // which form: "remark" and what it is on, or "check"
	problems []part.Problem
	asks     []question // of the form that asks somebody from outside
	link     string     // for somebody who was asked, where it cannot be mailed
}

func (pg reviewPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty, f.Wide = v.p.T("draftprint.draft"), len(pg.problems) > 0, true
}

func (pg reviewPage) body(v *visit) templ.Component { return reviewBody(v, pg) }

// insideDraft fills the page for a member.
func (s *Site) insideDraft(v *visit) (pg reviewPage, err error) {
	if pg.p, err = v.draftOf(); err != nil {
		return pg, err
	}
	if pg.lang, err = draftLang(v, pg.p); err != nil {
		return pg, err
	}
	pg.keeps = v.acting == "" && pg.p.Keeps(v.reader.Standing)
	pg.says = v.acting == "" && v.reader.Standing.Speaks()
	pg.at, pg.to = printAt(pg.p.Ref, "draft")+"?in="+pg.lang, printAt(pg.p.Ref, "remark")+"?in="+pg.lang
	if err = v.ask(func(q register.Questions) error { return pg.read(v, q) }); err != nil {
		return pg, err
	}
	err = s.read(v.Context(), func(tx *database.Tx) error {
		all, err := remark.On(tx, pg.p.Ref, pg.lang)
		if err == nil {
			pg.put(v, all, v.session.Member)
			pg.checks, err = remark.Checks(tx, pg.p.Ref)
		}
		return err
	})
	return pg, err
}

// read reads the version that the address names, or the newest.
func (pg *reviewPage) read(v *visit, q register.Questions) error {
	versions, err := q.PrintVersions(pg.p.Ref, pg.lang, versionsOnPage)
	if err != nil {
		return err
	}
	pg.numbers = map[act.Hash]int{}
	for n, one := range versions {
		pg.numbers[one.Hash] = one.Body.N
		if want := v.URL.Query().Get("version"); want == one.Hash.String() || want == "" && n == 0 {
			pg.shown = one
		}
	}
	if len(versions) > 0 && pg.shown.Hash == (act.Hash{}) {
		return act.Refuse(act.NotFound, "refuse.publication.version")
	}
	titles, err := v.titlesOf(q, pg.shown.Parts)
	pg.parts = v.draftParts(pg.lang, pg.shown.Parts, titles)
	return err
}

// put sets remarks beside the parts that they are on, and answers below them.
func (pg *reviewPage) put(v *visit, all []remark.Remark, who member.ID) {
	rows := map[string]*remarkView{}
	var first []*remarkView
	for _, answers := range []bool{false, true} { // those of one moment stand in no order
		for _, r := range all {
			if answers != (r.Reply != "") {
				continue
			}
			view := &remarkView{Remark: r, who: v.remarker(r), mine: who != "" && r.Author == who && r.Words != ""}
			if n := pg.numbers[r.Version]; n > 0 && n < pg.shown.Body.N {
				view.earlier = n
			}
			if !answers {
				rows[r.ID] = view
				first = append(first, view)
			} else if to := rows[r.Reply]; to != nil {
				to.answers = append(to.answers, *view)
			}
		}
	}
	for _, view := range first {
		if view.Words == "" && len(view.answers) == 0 { // taken back
			continue
		}
		k := slices.IndexFunc(pg.parts, func(d draftPart) bool { return d.ID == view.Part })
		if k < 0 {
			pg.whole = append(pg.whole, *view)
		} else {
			pg.parts[k].remarks = append(pg.parts[k].remarks, *view)
		}
	}
}

// remarker is who made a remark. Whoever checked facts is called so.
func (v *visit) remarker(r remark.Remark) string {
	name := v.p.T("web.name-erased")
	if r.Author != "" {
		name = v.name(r.Author)
	}
	if r.Check != "" {
		return v.p.T("draftprint.checker", name)
	}
	return name
}

func (s *Site) draftPrint(v *visit) (page, error) {
	pg, err := s.insideDraft(v)
	pg.asks = askCheck(v, pg, url.Values{})
	return pg, err
}

// remarkDo takes a remark, settles one, or takes one back.
func (s *Site) remarkDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.insideDraft(v)
	if err != nil {
		return nil, err
	}
	if err := s.Allow(v.session.Member); err != nil {
		return nil, err
	}
	if err := v.unchanged(in); err != nil {
		return nil, err
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		switch {
		case in.Get("settle") != "":
			if !pg.keeps {
				return act.Refuse(act.NotAllowed, "refuse.publication.keeper")
			}
			return remark.Settle(tx, pg.p.Ref, in.Get("settle"), v.session.Member, v.now)
		case in.Get("take-back") != "":
			return remark.TakeBack(tx, pg.p.Ref, in.Get("take-back"), v.session.Member)
		case !pg.says:
			return act.Refuse(act.NotAllowed, "refuse.remark.speaks")
		}
		return pg.take(v, tx, in, v.session.Member, "")
	})
	return pg.after(v, in, err)
}

// take keeps a remark that a form asks for.
func (pg reviewPage) take(v *visit, tx *database.Tx, in url.Values, who member.ID, check string) error {
	version, err := act.ParseHash(in.Get("version"))
	if err != nil || pg.numbers[version] == 0 {
		return act.Refuse(act.NotFound, "refuse.publication.version")
	}
	if id := in.Get("part"); id != "" && !slices.ContainsFunc(pg.parts, func(d draftPart) bool { return string(d.ID) == id }) {
		return act.RefuseField("words", "refuse.part.unknown")
	}
	return remark.Put(tx, remark.Remark{ID: remark.ID(who, in.Get("key")), Publication: pg.p.Ref, Lang: pg.lang, Version: version, Part: text.ParagraphID(in.Get("part")),
		Reply: in.Get("reply"), Author: who, Check: check, Words: in.Get("words"), At: v.now})
}

// after leads back to the part, or gives a refused form back.
func (pg reviewPage) after(v *visit, in url.Values, err error) (page, error) {
	no, refused := act.Refused(err)
	if err != nil && (!refused || no.Why == act.NotFound) {
		return nil, err
	}
	if refused {
		pg.typed, pg.refused = in, "remark "+in.Get("part")+" "+in.Get("reply")
		pg.asks = askCheck(v, pg, url.Values{})
		pg.problems = v.mark([]question{{part.Field{Name: "words", ID: pg.field(in.Get("part"), in.Get("reply"))}, "area"}}, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	to := pg.at
	if pg.shown.Hash != pg.p.Drafts[pg.lang].Hash {
		to += "&version=" + pg.shown.Hash.String()
	}
	return goTo(to + "#" + in.Get("part")), nil
}

// field is the id of the field for a remark on a part, or for an answer.
func (pg reviewPage) field(on, reply string) string {
	if reply != "" {
		return "answer-" + reply
	}
	return "remark-" + on
}

// words is the field for a remark on a part, or for an answer.
func (pg reviewPage) words(v *visit, on, reply string) part.Field {
	label := "draftprint.remark.words"
	if reply != "" {
		label = "draftprint.answer.words"
	}
	f := part.Field{Name: "words", ID: pg.field(on, reply), Label: v.p.T(label), Rows: 3, Max: remark.MaxWords}
	if pg.refusedAt(on, reply) {
		f.Value = pg.typed.Get("words")
		for _, p := range pg.problems {
			if p.Href == "#"+f.ID {
				f.Error = p.Text
			}
		}
	}
	return f
}

// refusedAt reports whether the form for a part, or for an answer, was refused.
func (pg reviewPage) refusedAt(on, reply string) bool { return pg.refused == "remark "+on+" "+reply }

// newest reports whether the newest version is shown.
func (pg reviewPage) newest() bool { return pg.shown.Body.N == len(pg.numbers) }

// open reports whether there are drafts to be worked on.
func (pg reviewPage) open() bool {
	return pg.p.Stage == publication.Drafting || pg.p.Stage == publication.Awaiting || pg.p.Stage == publication.Released
}
