package web

import (
	"cmp"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/member"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// mostRecoveries is how many the page shows.
const mostRecoveries = 100

// recoveryPage is where two members of the secretariat let a member in again
// who has lost every way, and where all of them see that it was done.
type recoveryPage struct {
	asks     []question
	problems []part.Problem
	stale    bool
	list     []signin.Recovery
	link     string // the fresh link, shown once to whoever confirmed
	of       member.ID
}

func (pg recoveryPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.recovery.title"), len(pg.problems) > 0
}

func (pg recoveryPage) body(v *visit) templ.Component { return recoveryBody(v, pg) }

// keepsAccess reports whether whoever is signed in is of the secretariat. Who
// acts for one of it is not: two people restore access, and an assistant could
// be the second that one person brings along.
func (v *visit) keepsAccess() bool {
	return v.acting == "" && v.seat().Capacity == member.Secretariat
}

func (v *visit) mustKeepAccess() error {
	if err := v.mustBeMember(); err != nil {
		return err
	}
	if !v.keepsAccess() {
		return act.Refuse(act.NotAllowed, signin.RecoveryOffice)
	}
	return nil
}

func askRecovery(v *visit, in url.Values) []question {
	who := part.Field{Name: "member", Label: v.p.T("web.member"), Value: in.Get("member")}
	for _, st := range v.sitting.All() {
		who.Options = append(who.Options, part.Option{Value: string(st.Member), Label: v.name(st.Member)})
	}
	slices.SortFunc(who.Options, func(a, b part.Option) int {
		return cmp.Or(cmp.Compare(a.Label, b.Label), cmp.Compare(a.Value, b.Value))
	})
	who.Options = slices.CompactFunc(who.Options, func(a, b part.Option) bool { return a.Value == b.Value })
	who.Options = append([]part.Option{{Value: "", Label: v.p.T("web.recovery.choose")}}, who.Options...)
	return []question{{who, "select"}, {part.Field{Name: "reason", Label: v.p.T("web.field.reason"), Hint: v.p.T("web.recovery.reason.hint"),
		Value: in.Get("reason"), Max: signin.MaxReason, Rows: 3}, "area"}}
}

func (s *Site) recovery(v *visit) (page, error) {
	return s.recoveryPage(v, url.Values{}, recoveryPage{})
}

func (s *Site) recoveryPage(v *visit, in url.Values, pg recoveryPage) (page, error) {
	if err := v.mustKeepAccess(); err != nil {
		return nil, err
	}
	pg.asks, pg.stale = askRecovery(v, in), !signin.Fresh(v.session, s.Clock())
	var err error
	pg.list, err = s.Door.Recoveries(v.Context(), "", mostRecoveries, s.Clock())
	return pg, err
}

// recoveryAgain draws the page again after a refusal.
func (s *Site) recoveryAgain(v *visit, in url.Values, err error) (page, error) {
	no, refused := act.Refused(err)
	if !refused {
		return nil, err
	}
	pg, drawErr := s.recoveryPage(v, in, recoveryPage{})
	if drawErr != nil {
		return nil, errors.Join(err, drawErr)
	}
	back := pg.(recoveryPage)
	back.problems = v.mark(back.asks, no)
	return withStatus{back, statuses[no.Why]}, nil
}

// recoveryBegin begins a recovery.
func (s *Site) recoveryBegin(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if err := v.mustKeepAccess(); err != nil {
		return nil, err
	}
	err = v.mustBeFresh()
	if err == nil {
		who := member.ID(in.Get("member"))
		if !v.sits(who) {
			who = ""
		}
		err = s.Door.BeginRecovery(v.Context(), v.seat(), who, in.Get("reason"), s.Clock())
	}
	if err != nil {
		return s.recoveryAgain(v, in, err)
	}
	return goTo("/recovery"), nil
}

// seat is that of whoever is signed in, for whomever they act.
func (v *visit) seat() member.Standing {
	seat, _ := v.sitting.At(v.session.Member, v.now)
	seat.Member = v.session.Member
	return seat
}

// recoveryEnd confirms or drops one that waits.
func (s *Site) recoveryEnd(v *visit) (page, error) {
	if err := v.mustKeepAccess(); err != nil {
		return nil, err
	}
	err := v.mustBeFresh()
	id, what := v.PathValue("id"), v.PathValue("what")
	if what != "confirm" && what != "drop" {
		return s.nowhere(v)
	}
	pg := recoveryPage{}
	if err == nil && what == "confirm" {
		var token string
		var r signin.Recovery
		token, r, err = s.Door.ConfirmRecovery(v.Context(), v.seat(), id, s.Clock())
		pg.link, pg.of = strings.TrimRight(v.base(), "/")+"/signin/"+token, r.Member
	} else if err == nil {
		err = s.Door.DropRecovery(v.Context(), v.seat(), id, s.Clock())
	}
	switch {
	case err != nil:
		return s.recoveryAgain(v, url.Values{}, err)
	case what == "confirm":
		return s.recoveryPage(v, url.Values{}, pg)
	}
	return goTo("/recovery"), nil
}

// dated is an instant of the clock of sessions as pages tell it. That clock is
// the real one, and the demonstration's pages are of 2009: beside their dates
// its own would puzzle everybody.
func (v *visit) dated(t time.Time) time.Time {
	if !v.site.Demo {
		return t
	}
	return t.Add(v.now.Sub(v.site.Clock()))
}

// outcome is what became of a recovery, in one line.
func (v *visit) outcome(r signin.Recovery) string {
	switch r.State {
	case signin.Confirmed:
		return v.p.T("web.recovery.confirmed", r.EndedBy, v.p.Both(v.dated(r.Ended)))
	case signin.Dropped:
		return v.p.T("web.recovery.dropped", r.EndedBy, v.p.Both(v.dated(r.Ended)))
	}
	return v.p.T("web.recovery.until", v.p.T(r.State.Key()), v.p.Both(v.dated(r.Until)))
}
