package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/picture"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/remark"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
)

// askCheck asks whom to ask to check the draft, and until when.
func askCheck(v *visit, pg reviewPage, in url.Values) []question {
	line := func(name, label string, optional bool) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: in.Get(name), Optional: optional}, "input"}
	}
	email := line("email", "draftprint.check.email", false)
	email.Type = "email"
	lang := part.Field{Name: "lang", Label: v.p.T("draftprint.check.lang"), Value: or(in, "lang", pg.lang), Options: tongueOptions(v)}
	until := part.Field{Name: "until", Label: v.p.T("draftprint.check.until"), Hint: v.p.T("draftprint.check.until.hint"), Type: "date", Short: true,
		Value: or(in, "until", v.now.In(v.zone()).AddDate(0, 0, 14).Format(time.DateOnly))}
	return []question{line("name", "web.appoint.name", false), line("affiliation", "registration.affiliation", true), email, {lang, "select"}, {until, "input"}}
}

// checkDo asks somebody from outside to check the draft, or takes that back.
func (s *Site) checkDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.insideDraft(v)
	if err != nil {
		return nil, err
	}
	if err = s.Allow(v.session.Member); err == nil {
		err = v.unchanged(in)
	}
	if err == nil && (!pg.keeps || !pg.open()) {
		err = act.Refuse(act.NotAllowed, "refuse.publication.keeper")
	}
	if err != nil {
		return nil, err
	}
	if id := in.Get("revoke"); id != "" {
		err := s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error { return remark.Revoke(tx, pg.p.Ref, id, v.now) })
		return goTo(pg.at + "#checks"), err
	}
	key, asked, err := s.askToCheck(v, pg, in)
	pg.asks = askCheck(v, pg, in)
	if no, refused := act.Refused(err); refused {
		pg.refused, pg.problems = "check", v.mark(pg.asks, no)
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	if s.mails() {
		s.mailCheck(v, pg, in, key, asked)
		return goTo(pg.at + "&asked=yes#checks"), nil
	}
	if pg, err = s.insideDraft(v); err != nil {
		return nil, err
	}
	pg.asks, pg.link = askCheck(v, pg, url.Values{}), v.base()+"/check/"+key
	return pg, nil
}

func (s *Site) askToCheck(v *visit, pg reviewPage, in url.Values) (key string, asked roll.Person, err error) {
	if pg.shown.Hash == (act.Hash{}) {
		return "", asked, act.Refuse(act.NotNow, "refuse.check-draft.none")
	}
	day, bad := time.ParseInLocation(time.DateOnly, strings.TrimSpace(in.Get("until")), v.zone())
	c := remark.Check{Publication: pg.p.Ref, Lang: pg.lang, Version: pg.p.Drafts[pg.lang].Hash, Inviter: v.session.Member}
	if bad == nil {
		c.Until = day.AddDate(0, 0, 1) // the whole day
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		key, asked, err = remark.Invite(tx, c, remark.Expert{Name: in.Get("name"), Affiliation: in.Get("affiliation"), Email: in.Get("email"), Lang: in.Get("lang")}, v.now)
		return err
	})
	s.Register.ForgetPeople() // they may be new on the roll
	if err == nil {
		v.people = v.people.With(map[member.ID]roll.Person{asked.Member: asked}) // this very page names them
	}
	return key, asked, err
}

// mailCheck writes to whoever was asked. The letter speaks their language.
func (s *Site) mailCheck(v *visit, pg reviewPage, in url.Values, key string, asked roll.Person) {
	lang := locale.Lang(asked.Lang)
	if !lang.Valid() {
		lang = locale.Lang(in.Get("lang"))
	}
	day, _ := time.ParseInLocation(time.DateOnly, strings.TrimSpace(in.Get("until")), v.zone())
	letter := mail.Check{To: mail.Address{Name: asked.Name.In(string(lang), "en", "ru", "kk"), Email: asked.Email}, Site: v.description.Name.In(string(lang), "en", "ru", "kk"),
		Title: pg.shown.Title, By: v.name(v.session.Member), URL: strings.TrimRight(s.Base, "/") + "/check/" + key, Until: day.AddDate(0, 0, 1)}
	p := v.printerIn(lang)
	s.Mail.Later(func(context.Context) (*mail.Letter, error) {
		l, err := mail.CheckDraft(p, letter)
		return &l, err
	})
}

// How often one network may remark under invitations, and under one of them, in
// an hour.
const (
	checksFrom = 120
	checksOf   = 60
)

// checking is the draft as somebody from outside reads it: the version that they
// were asked about and newer ones, in that language, and of the remarks only
// their own with the answers. The register answers as it would to whoever asked
// them: with that seat the invitation ends.
func (s *Site) checking(v *visit) (pg reviewPage, err error) {
	h := v.w.Header()
	h.Set("Referrer-Policy", linkPolicy)
	h.Set("X-Robots-Tag", "noindex")
	closed := act.Refuse(act.NotFound, "refuse.check-draft.key")
	var all []remark.Remark
	err = s.Clerk.DB.Read(v.Context(), func(tx *database.Tx) error {
		c, err := remark.Unlock(tx, v.PathValue("key"), v.now)
		if err != nil {
			return err
		}
		pg.check, pg.lang = &c, c.Lang
		seat, sits := v.sitting.At(c.Inviter, v.now)
		who, known := v.people.Find(c.Person)
		if !sits || !known {
			return closed
		}
		if _, chosen := chosenLang(v.Request); !chosen && locale.Lang(who.Lang).Valid() {
			v.p = v.printerIn(locale.Lang(who.Lang))
		}
		q := s.Register.In(tx, register.Reader{Member: c.Inviter, Standing: seat})
		if pg.p, err = q.Publication(c.Publication); err != nil || !pg.p.Inside || !pg.open() {
			return firstOf(err, closed)
		}
		if err := pg.read(v, q); err != nil {
			return err
		}
		all, err = remark.On(tx, c.Publication, c.Lang)
		return err
	})
	if err != nil {
		return pg, err
	}
	if asked := pg.numbers[pg.check.Version]; asked == 0 || pg.shown.Body.N < asked {
		return pg, act.Refuse(act.NotFound, "refuse.publication.version")
	}
	pg.says, pg.at, pg.to = true, "/check/"+v.PathValue("key")+"?in="+pg.lang, "/check/"+v.PathValue("key")
	pg.put(v, ownRemarks(all, pg.check.ID), pg.check.Person)
	return pg, nil
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// ownRemarks are those under an invitation, and what was answered to them.
func ownRemarks(all []remark.Remark, check string) (own []remark.Remark) {
	ids := map[string]bool{}
	for _, r := range all {
		ids[r.ID] = r.Check == check && r.Reply == ""
	}
	for _, r := range all {
		if r.Check == check || ids[r.Reply] {
			own = append(own, r)
		}
	}
	return own
}

func (s *Site) check(v *visit) (page, error) {
	pg, err := s.checking(v)
	return pg, err
}

// checkRemark takes a remark of somebody from outside.
func (s *Site) checkRemark(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg, err := s.checking(v)
	if err != nil {
		return nil, err
	}
	err = s.Clerk.DB.Write(v.Context(), func(tx *database.Tx) error {
		if _, err := remark.Unlock(tx, v.PathValue("key"), v.now); err != nil { // it may just have been taken back
			return err
		}
		if err := signin.Limit(tx, "check", v.address(), checksFrom, time.Hour, "refuse.check-draft.often", s.Clock()); err != nil {
			return err
		}
		if err := signin.Limit(tx, "check "+pg.check.ID, v.address(), checksOf, time.Hour, "refuse.check-draft.often", s.Clock()); err != nil {
			return err
		}
		if id := in.Get("reply"); id != "" && !pg.has(id) {
			return act.Refuse(act.NotFound, "refuse.remark.unknown")
		}
		return pg.take(v, tx, in, pg.check.Person, pg.check.ID)
	})
	return pg.after(v, in, err)
}

// has reports whether a remark is on the page, to be answered.
func (pg reviewPage) has(id string) bool {
	all := pg.whole
	for _, d := range pg.parts {
		all = append(all[:len(all):len(all)], d.remarks...)
	}
	for _, r := range all {
		if r.ID == id {
			return true
		}
	}
	return false
}

// checkPicture serves a picture of the draft to somebody from outside.
func (s *Site) checkPicture(w http.ResponseWriter, r *http.Request) {
	v, err := s.arrive(w, r)
	var p picture.Picture
	if err == nil {
		p, err = s.findCheckPicture(v, r.PathValue("sum"))
	}
	s.servePicture(w, r, v, p, err)
}

func (s *Site) findCheckPicture(v *visit, sum string) (p picture.Picture, err error) {
	pg, err := s.checking(v)
	if err != nil {
		return p, err
	}
	for _, d := range pg.parts {
		if d.Kind == publication.Figure && d.Of == sum {
			err = s.read(v.Context(), func(tx *database.Tx) error { p, err = picture.GetOf(tx, pg.p.Ref, sum); return err })
			return p, err
		}
	}
	return p, act.Refuse(act.NotFound, "refuse.picture.unknown")
}
