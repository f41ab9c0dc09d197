package web

import (
	"net/url"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/draft"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// waiting are drafts of the reader's own that came by mail, as pages show them.
type waiting struct {
	drafts []draft.Draft
	titles map[act.Ref]text.Words // of the matters that the reader may still read
	alone  bool                   // on the page of their matter, whose title need not be said
}

// drafts are those that the reader wrote by mail and has not confirmed, all or
// those on one matter. Nobody else's are ever asked for.
func (v *visit) drafts(on act.Ref) (w waiting, err error) {
	if v.session.Member == "" {
		return w, nil
	}
	w.alone = on != ""
	err = v.site.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		all, err := draft.Of(tx, v.session.Member, v.now.Add(-draft.Kept))
		for _, d := range all {
			if on == "" || d.On == on {
				w.drafts = append(w.drafts, d)
			}
		}
		return err
	})
	if err != nil || w.alone || len(w.drafts) == 0 {
		return w, err
	}
	refs := make([]act.Ref, len(w.drafts))
	for n, d := range w.drafts {
		refs[n] = d.On
	}
	err = v.ask(func(q register.Questions) (err error) { w.titles, err = q.Titles(refs...); return err })
	return w, err
}

// readable reports whether the reader may still read what a draft is about.
func (w waiting) readable(d draft.Draft) bool {
	_, ok := w.titles[d.On]
	return ok || w.alone
}

// draftPage is the form in which a draft is read over, addressed and posted.
type draftPage struct {
	d        draft.Draft
	m        register.Matter
	asks     []question
	in       url.Values
	problems []part.Problem
}

func (pg draftPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("mailin.draft.title"), len(pg.problems) > 0
}

func (pg draftPage) body(v *visit) templ.Component { return draftBody(v, pg) }

// findDraft is the reader's draft that the address names, and its matter.
func (v *visit) findDraft() (d draft.Draft, m register.Matter, err error) {
	if err := v.mustBeMember(); err != nil {
		return d, m, err
	}
	err = v.site.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		d, err = draft.Find(tx, v.session.Member, v.PathValue("id"))
		return err
	})
	if err == nil {
		err = v.ask(func(q register.Questions) (err error) { m, err = q.Matter(d.On); return err })
	}
	return d, m, err
}

func (s *Site) draft(v *visit) (page, error) {
	d, m, err := v.findDraft()
	if err != nil {
		return nil, err
	}
	return newDraftPage(v, d, m, url.Values{"words": {d.Words}, "lang": {d.Lang}}), nil
}

func newDraftPage(v *visit, d draft.Draft, m register.Matter, in url.Values) draftPage {
	return draftPage{d: d, m: m, in: in, asks: askState(v, m, in)}
}

// draftDo posts a draft, as it was edited, or as it is and to the author's own
// group by name; or discards it. It is an order under the draft's own key, so
// that it is carried out once, whatever breaks off meanwhile.
func (s *Site) draftDo(v *visit) (page, error) {
	switch v.PathValue("what") {
	case "discard":
		return s.draftDrop(v)
	case "post", "as-it-is":
	default:
		return s.nowhere(v)
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	d, m, err := v.findDraft()
	if err != nil {
		return nil, err
	}
	if v.PathValue("what") == "as-it-is" {
		in = url.Values{"words": {d.Words}, "lang": {d.Lang}, "audience": {string(act.Caucus)}, "attribution": {string(act.Named)}}
	}
	in.Set("key", d.Key())
	in.Set("version", d.Version.String())
	cmd, err := readState(v, m, in)
	var receipt clerk.Receipt
	if err == nil {
		receipt, err = s.order(v, d.On, in, cmd)
	}
	no, refused := act.Refused(err)
	switch {
	case refused && no.Reason.Key == clerk.KeyReused: // it was posted before, in other words
		return goTo("/matter/" + string(d.On)), s.forgetDraft(v, d.ID)
	case refused && no.Why != act.NotFound:
		pg := newDraftPage(v, d, m, in)
		pg.problems = v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	case err != nil:
		return nil, err
	}
	if err := s.forgetDraft(v, d.ID); err != nil {
		return nil, err
	}
	return goTo("/matter/" + string(d.On) + "?done=" + doneBy(cmd, receipt)), nil
}

// draftDrop discards a draft, also on a matter that its author may no longer read.
func (s *Site) draftDrop(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	return goTo("/"), s.forgetDraft(v, v.PathValue("id"))
}

func (s *Site) forgetDraft(v *visit, id string) error {
	return s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return draft.Drop(tx, v.session.Member, id) })
}

// postsAtOnce reports what the reader chose of signed replies.
func (v *visit) postsAtOnce() (chosen bool, err error) {
	err = v.site.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		chosen, err = draft.AtOnce(tx, v.session.Member)
		return err
	})
	return chosen, err
}

// repliesField is the question what becomes of signed replies, and its answers.
const (
	repliesField = "replies"
	repliesWait  = "wait"
	repliesPost  = "post"
)

// chooseReplies keeps what the reader chooses of signed replies.
func (s *Site) chooseReplies(v *visit, in url.Values) (page, error) {
	choice := in.Get(repliesField)
	if choice != repliesWait && choice != repliesPost {
		no := act.RefuseField(repliesField, "mailin.refuse.choice")
		return s.accountAgain(v, no, accountPage{replies: v.refusedAt(in, no, repliesField)})
	}
	err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		return draft.SetAtOnce(tx, v.session.Member, choice == repliesPost)
	})
	return goTo("/account"), err
}

// replyChoice asks whether a signed reply is posted at once.
func (pg accountPage) replyChoice(v *visit) part.Field {
	f := part.Field{Name: repliesField, Label: v.p.T("mailin.account.at-once"), Value: repliesWait, Error: firstProblem(pg.replies.problems), Options: []part.Option{
		{Value: repliesWait, Label: v.p.T("mailin.account.wait"), Hint: v.p.T("mailin.account.wait.hint")},
		{Value: repliesPost, Label: v.p.T("mailin.account.post"), Hint: v.p.T("mailin.account.post.hint")}}}
	if pg.atOnce {
		f.Value = repliesPost
	}
	return f
}
