package web

import (
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/compose"
	"example.org/counterpart/database"
	"example.org/counterpart/picture"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// writePage is where a version of a publication is written, in one language.
type writePage struct {
	p        register.Publication
	lang     string
	latest   register.PrintVersion // in this language; zero if there is none
	lead     register.PrintVersion // that a rendering renders; zero if there is none
	m        manuscript
	offer    offers
	asks     []question
	problems []part.Problem
	preview  bool
	galley   *print // what was typed, as it would look
	kept     string // the name of the picture that was just uploaded
}

// offers are what parts can refer to.
type offers struct{ matters, pictures, charts []part.Option }

// mattersOffered is how many matters one can choose from.
const mattersOffered = 500

func (pg writePage) head(v *visit, f *part.Page) {
	if pg.galley != nil {
		f.Sheet += " editions.css"
	}
	f.Title, f.Faulty, f.Wide = v.p.T("command.write"), len(pg.problems) > 0, true
}

func (pg writePage) body(v *visit) templ.Component { return writeBody(v, pg) }

// renders reports whether the language is one into which the publication is
// rendered.
func (pg writePage) renders() bool { return pg.lang != pg.p.Lead() }

// writing reads what is there to write on.
func (s *Site) writing(v *visit) (pg writePage, err error) {
	if pg.p, err = v.draftOf(); err != nil {
		return pg, err
	}
	if err = (publication.Write{}).May(pg.p.Publication, publication.Instant{By: v.reader.Standing}); err != nil {
		return pg, err
	}
	if pg.lang, err = draftLang(v, pg.p); err != nil {
		return pg, err
	}
	err = v.ask(func(q register.Questions) error {
		if pg.latest, err = versionAt(q, pg.p.Ref, pg.p.Drafts[pg.lang].Hash); err != nil {
			return err
		}
		if pg.renders() {
			if pg.lead, err = versionAt(q, pg.p.Ref, pg.p.Drafts[pg.p.Lead()].Hash); err != nil {
				return err
			}
		}
		pg.offer.matters, err = matterOptions(v, q)
		return err
	})
	if err == nil && pg.renders() && pg.lead.Hash == (act.Hash{}) {
		err = act.Refuse(act.NotNow, "refuse.write.lead")
	}
	if err == nil {
		pg.offer.pictures, err = s.pictureOptions(v, pg.p.Ref)
	}
	for _, c := range publication.Charts {
		pg.offer.charts = append(pg.offer.charts, part.Option{Value: c, Label: v.p.T("draftprint.chart." + c)})
	}
	pg.offer.charts = append([]part.Option{{Label: v.p.T("draftprint.choose")}}, pg.offer.charts...)
	return pg, err
}

// draftLang is the language of a publication that an address names; left out, the
// one in which it is written first.
func draftLang(v *visit, p register.Publication) (string, error) {
	for _, l := range p.Languages() {
		if want := v.URL.Query().Get("in"); l == want || want == "" {
			return l, nil
		}
	}
	return "", act.Refuse(act.NotFound, "refuse.write.lang")
}

// versionAt is a version; the zero one of none.
func versionAt(q register.Questions, ref act.Ref, h act.Hash) (v register.PrintVersion, err error) {
	if h == (act.Hash{}) {
		return v, nil
	}
	return q.PrintVersion(ref, h)
}

// matterOptions are the matters that the reader may see, those adopted first.
func matterOptions(v *visit, q register.Questions) (options []part.Option, err error) {
	options = []part.Option{{Label: v.p.T("draftprint.choose")}}
	adopted, err := q.Matters(procedure.Adopted, register.Place{}, mattersOffered)
	if err != nil {
		return nil, err
	}
	all, err := q.Matters("", register.Place{}, mattersOffered)
	for _, m := range append(adopted, notAt(all, procedure.Adopted)...) {
		label := v.say(m.Title)
		if m.Stage != procedure.Adopted {
			label = v.p.T("draftprint.not-adopted", label)
		}
		options = append(options, part.Option{Value: string(m.Ref), Label: label})
	}
	return options, err
}

func notAt(all []register.Summary, stage procedure.Stage) (left []register.Summary) {
	for _, m := range all {
		if m.Stage != stage {
			left = append(left, m)
		}
	}
	return left
}

func (s *Site) pictureOptions(v *visit, on act.Ref) (options []part.Option, err error) {
	options = []part.Option{{Label: v.p.T("draftprint.choose")}}
	err = s.read(v.Context(), func(tx *database.Tx) error {
		all, err := picture.Of(tx, on)
		for _, p := range all {
			options = append(options, part.Option{Value: p.Sum, Label: v.p.T("draftprint.picture", p.Name, p.Width, p.Height)})
		}
		return err
	})
	return options, err
}

// write draws the newest version to be changed.
func (s *Site) write(v *visit) (page, error) {
	pg, err := s.writing(v)
	if err != nil {
		return nil, err
	}
	pg.m = manuscript{Version: pg.latest.Version, lang: pg.lang, base: pg.latest.Hash, key: newKey()}
	if pg.renders() {
		rendered, err := s.rendered(v, pg, pg.latest.Body.Of)
		if err != nil {
			return nil, err
		}
		pg.m.renders(pg.lead, rendered)
	} else if len(pg.m.Parts) == 0 {
		pg.m.Parts = []publication.Part{{Kind: publication.Heading}, {Kind: publication.Paragraph}}
	}
	if pg.m.Title == "" {
		pg.m.Title = pg.p.Title[pg.lang]
	}
	return pg.drawn(v), nil
}

// rendered is the version of the original that a rendering was of.
func (s *Site) rendered(v *visit, pg writePage, of act.Hash) (r register.PrintVersion, err error) {
	err = v.ask(func(q register.Questions) error {
		r, err = versionAt(q, pg.p.Ref, of)
		return err
	})
	if _, refused := act.Refused(err); refused {
		return register.PrintVersion{}, nil
	}
	return r, err
}

func (pg writePage) drawn(v *visit) writePage {
	pg.asks = pg.m.asks(v, pg.offer)
	return pg
}

// fieldsOfParts is how many fields a manuscript of the greatest length has.
const fieldsOfParts = 5*publication.MaxParts + 50

// writeDo takes a version; or does with what was typed what another button asks
// for, and gives all of it back.
func (s *Site) writeDo(v *visit) (page, error) {
	in, file, err := v.uploadAmong("picture", picture.MaxSize, fieldsOfParts)
	if err != nil {
		return nil, err
	}
	pg, err := s.writing(v)
	if err != nil {
		return nil, err
	}
	pg.m = typedVersion(in, pg.lang)
	if pg.renders() {
		rendered, err := s.rendered(v, pg, pg.m.of)
		if err != nil {
			return nil, err
		}
		of := pg.m.of
		pg.m.renders(pg.lead, rendered)
		pg.m.of = of
	}
	s.quoted(v, &pg.m)
	do := in.Get("do")
	switch {
	case do == "picture":
		return s.pictureAdd(v, pg, in, file)
	case do == "preview":
		return s.previewed(v, pg)
	case !pg.renders() && pg.m.change(do):
		return pg.drawn(v), nil
	case do == "same":
		pg.m.Version, pg.m.base = pg.latest.Version, pg.latest.Hash
	}
	pg.m.trim()
	_, err = v.send(in, clerk.Order{On: pg.p.Ref, Turn: -1, Command: publication.Write{Lang: pg.lang, Base: pg.m.base, Of: pg.m.of, Version: pg.m.Version}})
	if err == nil {
		return goTo(printAt(pg.p.Ref, "draft?in=") + pg.lang), nil
	}
	return s.refusedWrite(v, pg, err)
}

// previewed shows what was typed as it would look.
func (s *Site) previewed(v *visit, pg writePage) (page, error) {
	pg.preview = true
	typed := register.PrintVersion{Body: publication.Written{Lang: pg.lang, N: pg.p.Drafts[pg.lang].N + 1}, Version: pg.m.Version}
	err := v.ask(func(q register.Questions) error {
		d, err := compose.Desk{Ask: q, Base: s.Base, Now: v.now}.Draft(pg.p, typed)
		if err == nil {
			d.Annexes = nil // the registers' own, and the same as before
			pg.galley = printOf(d)
		}
		return err
	})
	return pg.drawn(v), err
}

// refusedWrite gives a manuscript back, put on what is the latest now.
func (s *Site) refusedWrite(v *visit, pg writePage, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused || no.Why == act.NotFound {
		return nil, err
	}
	mine := pg.m
	if pg, err = s.writing(v); err != nil { // as it stands now
		return nil, err
	}
	pg.m = mine
	pg.m.key = newKey()
	switch no.Reason.Key {
	case "refuse.write.base":
		base, err := s.rendered(v, pg, mine.base)
		if err != nil {
			return nil, err
		}
		pg.m.join(base, pg.latest)
	case "refuse.write.of":
		pg.m.of = pg.lead.Hash // what is new is marked beside each part
	}
	pg = pg.drawn(v)
	pg.problems = v.mark(pg.asks, no)
	return withStatus{pg, statuses[no.Why]}, nil
}

// quoted makes of a pasted link to an act what a part that quotes it holds.
func (s *Site) quoted(v *visit, m *manuscript) {
	for n, p := range m.Parts {
		if p.Kind != publication.Quotation {
			continue
		}
		_, number, linked := strings.Cut(p.Of, "/record/")
		seq, err := strconv.ParseInt(strings.TrimRight(number, "/ "), 10, 64)
		if !linked || err != nil {
			continue
		}
		v.ask(func(q register.Questions) error { // what cannot be read stays as it was typed, and the rules say so
			l, err := q.Line(seq)
			if _, said := l.Body.(procedure.Stated); err == nil && said {
				m.Parts[n].Of = string(l.On) + "." + l.Hash.String()
			}
			return nil
		})
	}
}

// pictureAdd keeps a picture for the publication, and sets it in the first part
// that waits for one.
func (s *Site) pictureAdd(v *visit, pg writePage, in url.Values, file []byte) (page, error) {
	p, err := s.readPicture(v, file, in.Get("picture.file"))
	if err == nil {
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return picture.Put(tx, pg.p.Ref, p, v.now) })
	}
	if no, refused := act.Refused(err); refused {
		pg = pg.drawn(v)
		pg.problems = v.mark([]question{{part.Field{Name: "picture"}, "input"}}, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	if pg.offer.pictures, err = s.pictureOptions(v, pg.p.Ref); err != nil {
		return nil, err
	}
	for n, one := range pg.m.Parts {
		if one.Kind == publication.Figure && one.Of == "" {
			pg.m.Parts[n].Of = p.Sum
			break
		}
	}
	pg.kept = p.Name
	return pg.drawn(v), nil
}

// readPicture reads one picture at a time: each takes a hundred megabytes.
func (s *Site) readPicture(v *visit, file []byte, name string) (picture.Picture, error) {
	if err := s.Allow(v.session.Member); err != nil {
		return picture.Picture{}, err
	}
	s.portrait.Lock()
	defer s.portrait.Unlock()
	return picture.Read(file, name)
}

// at is a page of the same publication in the same language.
func (pg writePage) at(name string) string { return printAt(pg.p.Ref, name) + "?in=" + pg.lang }

// action is where the form goes; the browser then looks at a part.
func (pg writePage) action(n int) string { return pg.at("write") + "#part-" + strconv.Itoa(n) }

// beside are the words of the original.
func (pg writePage) beside(id text.ParagraphID) publication.Part { return partsIn(pg.lead.Version)[id] }

// stands reports whether a rendering could be said to stand at the new version as
// it is: there are words for every part.
func (pg writePage) couldStand() bool {
	d := pg.p.Drafts[pg.lang]
	if !pg.renders() || d.N == 0 || d.Of == pg.lead.Hash {
		return false
	}
	mine := partsIn(pg.latest.Version)
	for _, s := range pg.lead.Parts {
		if !s.Kind.Wordless() && mine[s.ID].Words == "" {
			return false
		}
	}
	return true
}
