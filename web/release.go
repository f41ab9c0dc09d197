package web

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// releasePage shows what would be released, what is still missing, and the keys:
// one agrees to what one has before one's eyes.
type releasePage struct {
	publicationPage
	ready    []string // the languages that would be released
	turn     *act.Refusal
	back     *act.Refusal
	force    *act.Refusal
	asks     []question // when, unless another key has proposed it
	reason   []question // of a forced release
	problems []part.Problem
	key      string
}

func (pg releasePage) head(v *visit, f *part.Page) {
	f.Title, f.Sheet, f.Wide, f.Faulty = v.p.T("edition.release"), "editions.css", true, len(pg.problems) > 0
}

func (pg releasePage) body(v *visit) templ.Component { return releaseBody(v, pg) }

func (s *Site) release(v *visit) (page, error) { return s.releasePage(v, url.Values{}, nil) }

// insidePage reads a publication for somebody who reads its drafts.
func (s *Site) insidePage(v *visit) (pg publicationPage, err error) {
	if err := v.mustBeMember(); err != nil {
		return pg, err
	}
	if pg, err = s.publicationAsked(v); err != nil {
		return pg, err
	}
	if pg.shop == nil {
		return pg, act.Refuse(act.NotAllowed, "refuse.publication.keeper")
	}
	return pg, nil
}

func (s *Site) releasePage(v *visit, in url.Values, refused *act.Refusal) (page, error) {
	inside, err := s.insidePage(v)
	if err != nil {
		return nil, err
	}
	pg := releasePage{publicationPage: inside, key: newKey()}
	ready := pg.p.Ready()
	for _, lang := range pg.p.Languages() {
		if _, ok := ready[lang]; ok {
			pg.ready = append(pg.ready, lang)
		}
	}
	if pg.lang = v.URL.Query().Get("show"); !slices.Contains(pg.ready, pg.lang) {
		pg.lang = pg.p.Lead()
	}
	if hash, ok := ready[pg.lang]; ok {
		err = v.ask(func(q register.Questions) error {
			version, err := q.PrintVersion(pg.p.Ref, hash)
			if err != nil {
				return err
			}
			d, err := pg.desk(v, q).Draft(pg.p, version)
			pg.print = printOf(d)
			return err
		})
	}
	pg.turn, pg.back, pg.force = pg.way("turn"), pg.way("take-back"), pg.way("force")
	pg.asks, pg.reason = pg.askWhen(v, in), pg.askReason(v, in)
	if refused != nil {
		pg.problems = v.mark(slices.Concat(pg.asks, pg.reason), refused)
		v.mark(pg.asks, refused)
		v.mark(pg.reason, refused)
	}
	return pg, err
}

// way is why a way is not open; nil if it is.
func (pg publicationPage) way(name string) *act.Refusal {
	for _, w := range pg.shop.ways {
		if w.Command == name {
			return w.No
		}
	}
	no, _ := act.Refused(act.Refuse(act.NotAllowed, "refuse.grant.never"))
	return no
}

// agreed reports whether another key has proposed when it is to be released, and
// that is still to come.
func (pg releasePage) agreed(v *visit) bool {
	return len(pg.p.Keys) > 0 && (pg.p.At.IsZero() || pg.p.At.After(v.now))
}

// last reports whether the reader's key is the last that is missing.
func (pg releasePage) last() bool { return len(pg.p.Keys)+1 == len(pg.p.Groups) }

func (pg releasePage) askWhen(v *visit, in url.Values) []question {
	if pg.agreed(v) {
		return nil
	}
	city := v.groupName(v.reader.Standing.Group, v.p.Lang())
	tomorrow := v.now.In(v.zone()).AddDate(0, 0, 1)
	return []question{
		{part.Field{Name: "when", Label: v.p.T("edition.when"), Value: or(in, "when", "now"), Options: []part.Option{
			{Value: "now", Label: v.p.T("edition.when.now")}, {Value: "at", Label: v.p.T("edition.when.at")}}}, "radios"},
		{part.Field{Name: "day", Label: v.p.T("edition.when.day"), Type: "date", Short: true, Optional: true, Value: or(in, "day", tomorrow.Format(time.DateOnly))}, "input"},
		{part.Field{Name: "clock", Label: v.p.T("edition.when.clock", city), Type: "time", Short: true, Optional: true, Value: or(in, "clock", "10:00")}, "input"},
	}
}

func (pg releasePage) askReason(v *visit, in url.Values) []question {
	return []question{{part.Field{Name: "reason", Label: v.p.T("edition.force.reason"), Hint: v.p.T("edition.force.reason.hint"), Value: in.Get("reason"),
		Max: publication.MaxAbout, Rows: 4}, "area"}}
}

// instant reads when the edition is to be released; zero is at once.
func (pg releasePage) instant(v *visit, in url.Values) (at time.Time, err error) {
	if pg.agreed(v) {
		return pg.p.At, nil
	}
	if in.Get("when") == "now" {
		return at, nil
	}
	if in.Get("when") != "at" {
		return at, act.RefuseField("when", "edition.when.choose")
	}
	day, clock := strings.TrimSpace(in.Get("day")), strings.TrimSpace(in.Get("clock"))
	at, bad := time.ParseInLocation("2006-01-02 15:04", day+" "+clock, v.zone())
	if bad != nil {
		return at, act.RefuseField("day", "web.date")
	}
	if at.Format("15:04") != clock { // the clocks are put forward over it
		return at, act.RefuseField("clock", "edition.when.gap")
	}
	if !at.After(v.now) {
		return at, act.RefuseField("day", "edition.when.past")
	}
	return at.UTC(), nil
}

// drafts are the versions that the form was drawn with.
func draftsIn(in url.Values) map[string]act.Hash {
	drafts := map[string]act.Hash{}
	for name := range in {
		if lang, ok := strings.CutPrefix(name, "draft."); ok {
			hash, err := act.ParseHash(in.Get(name))
			if err != nil {
				hash = act.Hash{} // it is no version, and the rules say so
			}
			drafts[lang] = hash
		}
	}
	return drafts
}

// fields tie a form to what its reader has read.
func (pg releasePage) fields() url.Values {
	all := url.Values{"key": {pg.key}, "turn": {strconv.Itoa(pg.p.Turn)}}
	for lang, hash := range pg.p.Ready() {
		all.Set("draft."+lang, hash.String())
	}
	return all
}

// tabs lead from one language to another of what would be released.
func (pg releasePage) tabs() (all []part.Language) {
	for _, lang := range pg.ready {
		all = append(all, part.Language{Lang: locale.Lang(lang), Href: address(pg.p.Ref) + "/release?show=" + lang, Here: lang == pg.lang})
	}
	return all
}

func (s *Site) releaseDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	inside, err := s.insidePage(v)
	if err != nil {
		return nil, err
	}
	pg := releasePage{publicationPage: inside}
	var ask page
	switch v.PathValue("what") {
	case "turn":
		ask, err = s.turnKey(v, in, pg)
	case "take-back":
		_, err = v.answer(pg.p.Ref, in, publication.TakeBack{})
	case "force":
		ask, err = s.forceRelease(v, in, pg)
	default:
		return nil, act.Refuse(act.NotFound, "web.nowhere")
	}
	if no, refused := act.Refused(err); refused && no.Why != act.NotFound {
		back, drawErr := s.releasePage(v, in, no)
		if drawErr != nil {
			return nil, err
		}
		return withStatus{back, statuses[no.Why]}, nil
	}
	if err != nil || ask != nil {
		return ask, err
	}
	return goTo(address(pg.p.Ref) + "?done=yes"), nil
}

// turnKey turns the key, once the reader has said again that they mean it.
func (s *Site) turnKey(v *visit, in url.Values, pg releasePage) (page, error) {
	if err := v.mustBeFresh(); err != nil {
		return nil, err
	}
	at, err := pg.instant(v, in)
	if err != nil {
		return nil, err
	}
	if pg.turn = pg.way("turn"); pg.turn != nil {
		return nil, pg.turn
	}
	if in.Get("sure") == "" {
		if err := pg.wouldTurn(v, in, at); err != nil {
			return nil, err
		}
	}
	if ask := v.sure(in, "command.turn", "edition.turn.do", address(pg.p.Ref)+"/release/turn", address(pg.p.Ref)+"/release", pg.turnSays(v, at)...); ask != nil {
		return ask, nil
	}
	_, err = v.answer(pg.p.Ref, in, publication.Turn{Drafts: draftsIn(in), At: at})
	return nil, err
}

// wouldTurn says whether the rules would refuse the key, before the reader is
// asked whether they mean it.
func (pg releasePage) wouldTurn(v *visit, in url.Values, at time.Time) error {
	return v.ask(func(q register.Questions) error {
		i, err := q.PublicationInstant(pg.p, v.now)
		if err != nil {
			return err
		}
		_, err = publication.Decide(pg.p.Publication, i, publication.Turn{Drafts: draftsIn(in), At: at})
		return err
	})
}

// turnSays is what turning the key does.
func (pg releasePage) turnSays(v *visit, at time.Time) (all []string) {
	var langs []string
	for _, lang := range slices.Sorted(maps.Keys(pg.p.Ready())) {
		langs = append(langs, locale.Lang(lang).OwnName())
	}
	all = append(all, v.p.T("edition.turn.what", v.p.List(langs)))
	switch {
	case pg.last() && at.IsZero():
		all = append(all, v.p.T("edition.turn.out"))
	case pg.last():
		all = append(all, v.p.T("edition.turn.out-at", at))
	case at.IsZero():
		all = append(all, v.p.T("edition.turn.waits"))
	default:
		all = append(all, v.p.T("edition.turn.waits-at", at))
	}
	if !pg.last() || !at.IsZero() {
		all = append(all, v.p.T("edition.turn.back"))
	}
	return append(all, v.p.T("edition.turn.stays"))
}

// forceRelease releases without what is missing, after the reader was told once
// more in plain words what that means.
func (s *Site) forceRelease(v *visit, in url.Values, pg releasePage) (page, error) {
	if err := v.mustBeFresh(); err != nil {
		return nil, err
	}
	if no := pg.way("force"); no != nil {
		return nil, no
	}
	if strings.TrimSpace(in.Get("reason")) == "" {
		return nil, act.RefuseField("reason", "refuse.publication.reason")
	}
	says := []string{v.p.T("edition.force.now")}
	for _, c := range pg.shop.checks {
		if no, refused := act.Refused(c.No); refused {
			says = append(says, v.p.T("edition.force.without", v.p.Say(no.Reason)))
		}
	}
	says = append(says, v.p.T("edition.force.cover"), v.p.T("edition.force.told"))
	if ask := v.sure(in, "command.force", "edition.force.do", address(pg.p.Ref)+"/release/force", address(pg.p.Ref)+"/release", says...); ask != nil {
		return ask, nil
	}
	_, err := v.answer(pg.p.Ref, in, publication.Force{Drafts: draftsIn(in), Reason: in.Get("reason")})
	return nil, err
}
