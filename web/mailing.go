package web

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// mailingPage is one mailing: what it says, how far it has come, and to whom.
type mailingPage struct {
	m        distribution.Mailing
	pub      dispatch.Published // of the publication, in the reader's language
	p        register.Publication
	mine     bool // the reader may start it
	progress distribution.Progress
	reaches  int // would it begin now
	log      []distribution.Letter
	next     string
	done     string
}

const lettersOfMailing = 100

func (pg mailingPage) head(v *visit, f *part.Page) {
	f.Title, f.Wide = pg.title(v), true
}

func (pg mailingPage) body(v *visit) templ.Component { return mailingBody(v, pg) }

func (pg mailingPage) title(v *visit) string {
	for _, lang := range v.languagesOf(pg.m) {
		return pg.m.Words[lang].Subject
	}
	return v.p.T("sending.title")
}

// stage is how far it has come, in words.
func (pg mailingPage) stage() string {
	if pg.m.Stage == distribution.Running && pg.progress.Open() == 0 {
		return "sending.stage.over"
	}
	return pg.m.Stage.Key()
}

// under reports whether it is being sent.
func (pg mailingPage) under() bool { return pg.stage() == distribution.Running.Key() }

// renewed is after how many seconds the page of a mailing that is being sent is
// asked for again, by browsers without JavaScript too.
const renewed = 4

func (s *Site) mailing(v *visit) (page, error) {
	var pg mailingPage
	var err error
	if pg.m, err = s.mailingOf(v); err != nil {
		return nil, err
	}
	pg.done = v.URL.Query().Get("done")
	after := v.URL.Query().Get("after")
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) (err error) {
		if pg.m.Stage == distribution.Composed {
			n, err := distribution.Recipients(tx, pg.m)
			for _, k := range n {
				pg.reaches += k
			}
			return err
		}
		if pg.progress, err = distribution.ProgressOf(tx, pg.m.ID); err != nil {
			return err
		}
		place, err := distribution.PlaceOf(tx, after)
		if err == nil {
			pg.log, err = distribution.Log(tx, pg.m.ID, place, lettersOfMailing+1)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(pg.log) > lettersOfMailing {
		pg.log = pg.log[:lettersOfMailing]
		pg.next = "/mailing/" + pg.m.ID + "?after=" + url.QueryEscape(pg.log[lettersOfMailing-1].ID) + "#log"
	}
	if pg.under() && after == "" {
		v.w.Header().Set("Refresh", strconv.Itoa(renewed))
	}
	pg.mine = true
	if pg.m.Publication == "" {
		return pg, nil
	}
	if pg.p, err = v.maySend(pg.m.Publication); err != nil {
		if _, refused := act.Refused(err); !refused {
			return nil, err
		}
		pg.mine = false
	}
	err = v.ask(func(q register.Questions) error {
		pg.pub, _, err = dispatch.PublishedIn(q, pg.m.Publication, pg.m.Edition, v.lang())
		return err
	})
	return pg, err
}

// facts are what is known of a mailing in short.
func (pg mailingPage) facts(v *visit) []part.Row {
	about := v.p.T("sending.about.none")
	if pg.m.Publication != "" {
		about = strings.TrimSpace(pg.pub.Symbol + " " + pg.pub.Title)
	}
	rows := []part.Row{{Key: v.p.T("sending.about"), Value: about}, {Key: v.p.T("sending.lists"), Value: v.listNames(pg.m.Lists)},
		{Key: v.p.T("sending.made"), Value: v.p.T("sending.by-at", v.whoOf(pg.m.By), v.p.Both(pg.m.Made))}}
	tested := v.p.T("sending.untested")
	if !pg.m.Tested.IsZero() {
		tested = v.p.Both(pg.m.Tested)
	}
	rows = append(rows, part.Row{Key: v.p.T("sending.tested"), Value: tested})
	if !pg.m.Started.IsZero() {
		rows = append(rows, part.Row{Key: v.p.T("sending.started"), Value: v.p.T("sending.by-at", v.whoOf(pg.m.StartedBy), v.p.Both(pg.m.Started))})
	}
	return rows
}

// counted is how many letters are in each state.
func (pg mailingPage) counted(v *visit) (rows []part.Row) {
	for _, state := range []outbox.State{outbox.Queued, outbox.Sending, distribution.Held, outbox.Accepted, outbox.Bounced, outbox.Refused, outbox.GivenUp, outbox.Void} {
		if n := pg.progress.States[state]; n > 0 {
			rows = append(rows, part.Row{Key: v.p.T(state.Key()), Value: v.p.Number(n)})
		}
	}
	return append(rows, part.Row{Key: v.p.T("sending.acknowledged"), Value: v.p.Number(pg.progress.Received)})
}

// table is the log.
func (pg mailingPage) table(v *visit) part.Grid {
	g := part.Grid{Caption: v.p.T("sending.log"), Unseen: true, Empty: v.p.T("sending.log.none")}
	for _, key := range []string{"sending.to", "sending.lists", "web.field.lang", "sending.state", "sending.when", "sending.acknowledged"} {
		g.Columns = append(g.Columns, part.Column{Label: v.p.T(key)})
	}
	for _, l := range pg.log {
		to := strings.Trim(l.Name+", "+l.Email, ", ")
		if to == "" {
			to = v.p.T("sending.erased")
		}
		state := v.p.T(l.State.Key())
		if l.Code > 0 {
			state += " (" + strconv.Itoa(l.Code) + ")"
		}
		if l.Status != "" {
			state += " (" + l.Status + ")"
		}
		list := v.p.T(l.List.Key())
		if l.Addressee != "" {
			list = v.addressee(l.Addressee)
		}
		g.Rows = append(g.Rows, []part.Cell{{Text: to}, {Text: list}, {Text: v.p.T("language." + l.Lang)}, {Text: state}, {Text: v.shortly(l)}, {Text: v.when(l)}})
	}
	return g
}

// shortly is when a letter came to its end.
func (v *visit) shortly(l distribution.Letter) string {
	if l.Ended.IsZero() {
		return ""
	}
	return v.p.Both(l.Ended)
}

// when is when its reader said that they have it.
func (v *visit) when(l distribution.Letter) string {
	if l.Received.IsZero() {
		return ""
	}
	return v.p.Both(l.Received)
}

// whoOf is somebody's name, or that it is erased.
func (v *visit) whoOf(id member.ID) string {
	if id == "" {
		return v.p.T("web.name-erased")
	}
	return v.name(id)
}

// mailingDo tries, starts, stops, goes on with or discards a mailing.
func (s *Site) mailingDo(v *visit) (page, error) {
	m, err := s.mailingOf(v)
	if err != nil {
		return nil, err
	}
	in, err := v.form()
	if err == nil {
		err = v.unchanged(in)
	}
	if err == nil {
		err = s.Allow(v.session.Member)
	}
	if err == nil && v.PathValue("what") != "stop" { // whoever sees that it should not go on may stop it
		_, err = v.maySend(m.Publication)
	}
	if err != nil {
		return nil, err
	}
	here := "/mailing/" + m.ID
	switch v.PathValue("what") {
	case "test":
		err = s.tryMailing(v, m)
		here += "?done=test"
	case "start":
		turn, bad := turnOf(in)
		if bad != nil {
			return nil, bad
		}
		if !s.mails() {
			return nil, act.Refuse(act.NotNow, "refuse.mailing.relay")
		}
		if ask := v.sure(in, "sending.start.title", "sending.start", here+"/start", here, v.reachesNow(m), v.p.T("sending.start.back")); ask != nil {
			return ask, nil
		}
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
			_, err := distribution.Start(tx, m.ID, turn, v.session.Member, v.now)
			return err
		})
	case "stop":
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Stop(tx, m.ID) })
	case "resume":
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Resume(tx, m.ID, v.now) })
	case "discard":
		turn, bad := turnOf(in)
		if bad != nil {
			return nil, bad
		}
		here = "/mailings"
		err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Discard(tx, m.ID, turn) })
	default:
		err = act.Refuse(act.NotFound, "web.nowhere")
	}
	if err != nil {
		return nil, err
	}
	return goTo(here), nil
}

// reachesNow says how many a mailing would reach if it began now.
func (v *visit) reachesNow(m distribution.Mailing) string {
	total := 0
	err := v.site.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		n, err := distribution.Recipients(tx, m)
		for _, k := range n {
			total += k
		}
		return err
	})
	if err != nil {
		v.site.Log.ErrorContext(v.Context(), "count whom a mailing reaches", "err", err)
	}
	return v.p.T("sending.reaches", total)
}

// tryMailing sends a mailing to whoever asks, at their own address, in each of
// its languages.
func (s *Site) tryMailing(v *visit, m distribution.Mailing) error {
	me, _ := v.people.Find(v.session.Member)
	if !s.mails() || me.Email == "" {
		return act.Refuse(act.NotNow, "refuse.mailing.relay")
	}
	writer := &dispatch.Mailings{DB: s.Clerk.DB, Register: s.Register, Base: s.Base, Secret: s.Clerk.Secret, Now: s.Clerk.Now}
	for _, lang := range v.languagesOf(m) {
		to := mail.Address{Name: me.Name.In(lang, "en", "ru", "kk"), Email: me.Email}
		s.Mail.Later(func(ctx context.Context) (*mail.Letter, error) {
			letter, ok, err := writer.Trial(ctx, m, lang, to)
			if err != nil || !ok {
				return nil, err
			}
			return &letter, nil
		})
	}
	return s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return distribution.Tried(tx, m.ID, v.now) })
}
