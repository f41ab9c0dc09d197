package web

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/initiative"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// An entry of the register of funders is changed by a new description: the one
// on the page with that entry in another form. The form names the description
// that it was drawn from, so that nobody undoes unseen what another entered.

// entryNumber is which entry a form is about, from 1; 0 is a new one.
func entryNumber(in url.Values, of int) (int, error) {
	n, err := strconv.Atoi(in.Get("n"))
	if in.Get("n") == "" {
		return 0, nil
	}
	if err != nil || n < 1 || n > of {
		return 0, act.Refuse(act.NotFound, "web.funder-form.gone")
	}
	return n, nil
}

// ofEntry makes pg a form about entry n, which can be taken out if it is there.
func (pg housePage) ofEntry(v *visit, in url.Values, n int, remove string) housePage {
	pg.back = "/funders"
	pg.hidden = url.Values{"key": {or(in, "key", newKey())}, "replaces": {or(in, "replaces", v.initiative.Described.String())}}
	if n > 0 {
		pg.hidden.Set("n", strconv.Itoa(n))
		pg.buttons = []part.Do{{Label: remove, Name: "what", Value: "remove", Kind: "grave"}}
	}
	return pg
}

// describe orders a new description in place of the one that the form names.
// What could not be read of the form is refused together with what the rules
// find wrong in the rest.
func (v *visit) describe(in url.Values, d initiative.Description, unread error) error {
	replaces, err := act.ParseHash(in.Get("replaces"))
	if err != nil {
		return act.Refuse(act.Malformed, "web.form-turn")
	}
	cmd := initiative.Describe{Description: d, Replaces: replaces}
	if unread != nil {
		return act.Together(unread, v.wouldRefuse(cmd))
	}
	return v.govern(in, cmd)
}

// refusedRegister draws the form again. A description says which of its entries
// is wrong; the form has but one. A form that came too late says so once, and is
// then one about the description as it is now.
func refusedRegister(v *visit, pg housePage, err error, entry string) (page, error) {
	if no, refused := act.Refused(err); refused {
		local := *no
		local.Field, local.Others = strings.TrimPrefix(no.Field, entry), nil
		for _, other := range no.Others {
			also := *other
			also.Field = strings.TrimPrefix(other.Field, entry)
			local.Others = append(local.Others, &also)
		}
		err = &local
		if no.Why == act.Stale {
			pg.hidden.Set("replaces", v.initiative.Described.String())
			pg.hidden.Set("key", newKey())
		}
		if no.Reason.Key == clerk.KeyReused {
			pg.hidden.Set("key", newKey())
		}
	}
	return refusedHouse(v, pg, err)
}

func (s *Site) funder(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	n, err := entryNumber(v.URL.Query(), len(v.description.Funders))
	if err != nil {
		return nil, err
	}
	return funderForm(v, v.URL.Query(), n), nil
}

func funderForm(v *visit, in url.Values, n int) housePage {
	var f initiative.Funder
	if n > 0 {
		f = v.description.Funders[n-1]
	}
	amount := ""
	if f.Amount > 0 {
		amount = strconv.FormatInt(f.Amount, 10)
	}
	input := func(name, label, offered, hint string) question {
		field := part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, offered), Optional: true, Short: true}
		if hint != "" {
			field.Hint = v.p.T(hint)
		}
		return question{field, "input"}
	}
	words := func(name string, w text.Words) func(string) string {
		return func(lang string) string { return or(in, name+"."+lang, w[lang]) }
	}
	id := part.Field{Name: "id", Label: v.p.T("web.funder-form.id"), Value: or(in, "id", f.ID), Options: append([]part.Option{{Label: v.p.T("web.funder-form.id.new")}}, v.namedOrganisations()...)}
	legal := part.Field{Name: "legal", Label: v.p.T("web.funders.legal"), Value: or(in, "legal", string(f.Legal)), Options: named(v, false, initiative.LegalForms...)}
	given := part.Field{Name: "form", Label: v.p.T("web.funders.given"), Value: or(in, "form", f.Form), Options: []part.Option{{Label: v.p.T("web.funder-form.given.none")}}}
	for _, form := range []string{"grant", "contract", "contribution", "in-kind"} {
		given.Options = append(given.Options, part.Option{Value: form, Label: v.p.T("web.funder." + form)})
	}
	band := part.Field{Name: "band", Label: v.p.T("web.funder-form.band"), Value: or(in, "band", string(f.Band)),
		Options: append([]part.Option{{Label: v.p.T("web.funder-form.band.none")}}, named(v, false, initiative.Bands...)...)}
	asks := []question{{id, "select"}}
	asks = append(asks, inLanguages(v, "name", "web.funder-form.name", false, false, words("name", f.Name))...)
	asks = append(asks, question{legal, "radios"}, question{given, "select"}, input("amount", "web.funder-form.amount", amount, ""), question{band, "select"},
		input("currency", "web.funder-form.currency", f.Currency, ""),
		input("from", "web.funder-form.from", f.From, "web.interest-form.date.hint"), input("to", "web.funder-form.to", f.To, "web.interest-form.date.hint"))
	asks = append(asks, inLanguages(v, "purpose", "web.funder-form.purpose", true, true, words("purpose", f.Purpose))...)
	asks = append(asks, inLanguages(v, "status", "web.funder-form.status", true, true, words("status", f.Status))...)
	asks = append(asks, sourcesArea(v, in, f.Sources))
	pg := housePage{title: "web.funder-form.title", lede: "web.funder-form.lede", action: "/funders/funder", button: "web.funder-form.save", asks: asks}
	return pg.ofEntry(v, in, n, v.p.T("web.funder-form.remove"))
}

func sourcesArea(v *visit, in url.Values, all []initiative.Source) question {
	return question{part.Field{Name: "sources", Label: v.p.T("web.funder-form.sources"), Hint: v.p.T("web.funder-form.sources.hint"),
		Value: or(in, "sources", sourceLines(all)), Rows: 3, Optional: true}, "area"}
}

func (s *Site) funderDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	n, err := entryNumber(in, len(v.description.Funders))
	if err != nil {
		return nil, err
	}
	d := v.description
	d.Funders = slices.Clone(d.Funders)
	at := n
	var f initiative.Funder
	switch {
	case in.Get("what") == "remove" && n > 0:
		d.Funders = slices.Delete(d.Funders, n-1, n)
	case n > 0:
		f, err = readFunder(v, in)
		d.Funders[n-1] = f
	default:
		f, err = readFunder(v, in)
		d.Funders = append(d.Funders, f)
		at = len(d.Funders)
	}
	if err := v.describe(in, d, err); err != nil {
		return refusedRegister(v, funderForm(v, in, n), err, fmt.Sprint("funders.", at, "."))
	}
	return goTo("/funders"), nil
}

func readFunder(v *visit, in url.Values) (f initiative.Funder, err error) {
	f = initiative.Funder{Form: in.Get("form"), Currency: strings.ToUpper(strings.TrimSpace(in.Get("currency"))), Legal: initiative.LegalForm(in.Get("legal")),
		Band: initiative.Band(in.Get("band")), From: strings.TrimSpace(in.Get("from")), To: strings.TrimSpace(in.Get("to")),
		Status: wordsOf(in, "status"), Purpose: wordsOf(in, "purpose"), Sources: readSources(in.Get("sources"))}
	f.Organisation = initiative.Organisation{ID: in.Get("id"), Name: wordsOf(in, "name")}
	for _, o := range v.organisations() {
		if o.ID == f.ID && len(f.Name) == 0 {
			f.Name = o.Name
		}
	}
	if f.ID == "" {
		f.ID = v.newOrganisation()
	} else if !slices.ContainsFunc(v.organisations(), func(o initiative.Organisation) bool { return o.ID == f.ID }) {
		typed := []rune(f.ID)
		return f, act.RefuseField("id", "refuse.initiative.id", string(typed[:min(len(typed), 40)]))
	}
	if s := strings.NewReplacer(" ", "", ",", "", "\u00a0", "").Replace(in.Get("amount")); s != "" {
		if f.Amount, err = strconv.ParseInt(s, 10, 64); err != nil {
			return f, act.RefuseField("amount", "refuse.funder.amount")
		}
	}
	return f, nil
}

// wordsOf reads what inLanguages asked for.
func wordsOf(in url.Values, name string) text.Words {
	words := text.Words{}
	for field, typed := range in {
		if lang, ok := strings.CutPrefix(field, name+"."); ok && len(typed) > 0 && strings.TrimSpace(typed[0]) != "" {
			words[lang] = strings.TrimSpace(strings.ReplaceAll(typed[0], "\r\n", "\n"))
		}
	}
	return words
}

// organisations are all that the initiative has named, each once: conveners,
// funders and addressees.
func (v *visit) organisations() (all []initiative.Organisation) {
	d := v.description
	seen := map[string]bool{}
	add := func(o initiative.Organisation) {
		if !seen[o.ID] {
			seen[o.ID] = true
			all = append(all, o)
		}
	}
	for _, o := range d.Conveners {
		add(o)
	}
	for _, f := range d.Funders {
		add(f.Organisation)
	}
	for _, o := range d.Addressees {
		add(o)
	}
	return all
}

// namedOrganisations are they, to choose from.
func (v *visit) namedOrganisations() (options []part.Option) {
	for _, o := range v.organisations() {
		options = append(options, part.Option{Value: o.ID, Label: v.say(o.Name)})
	}
	return options
}

// newOrganisation is an id that no organisation has.
func (v *visit) newOrganisation() string {
	taken := v.organisations()
	for n := len(taken) + 1; ; n++ {
		id := fmt.Sprint("f", n)
		if !slices.ContainsFunc(taken, func(o initiative.Organisation) bool { return o.ID == id }) {
			return id
		}
	}
}

func (s *Site) criticism(v *visit) (page, error) {
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	n, err := entryNumber(v.URL.Query(), len(v.description.Criticism))
	if err != nil {
		return nil, err
	}
	return criticismForm(v, v.URL.Query(), n), nil
}

func criticismForm(v *visit, in url.Values, n int) housePage {
	var c initiative.Criticism
	if n > 0 {
		c = v.description.Criticism[n-1]
	}
	words := func(name string, w text.Words) func(string) string {
		return func(lang string) string { return or(in, name+"."+lang, w[lang]) }
	}
	asks := []question{{part.Field{Name: "date", Label: v.p.T("web.criticism-form.date"), Hint: v.p.T("web.interest-form.date.hint"),
		Value: or(in, "date", c.Date), Short: true, Optional: true}, "input"}}
	asks = append(asks, inLanguages(v, "text", "web.criticism-form.text", true, false, words("text", c.Text))...)
	asks = append(asks, inLanguages(v, "about", "web.criticism-form.about", false, true, words("about", c.About))...)
	asks = append(asks, inLanguages(v, "answer", "web.criticism-form.answer", true, true, words("answer", c.Answer))...)
	asks = append(asks, sourcesArea(v, in, c.Sources))
	pg := housePage{title: "web.criticism-form.title", lede: "web.criticism-form.lede", action: "/funders/criticism", button: "web.criticism-form.save", asks: asks}
	return pg.ofEntry(v, in, n, v.p.T("web.criticism-form.remove"))
}

func (s *Site) criticismDo(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	if !v.keepsHouse() {
		return nil, act.Refuse(act.NotAllowed, "refuse.initiative.office")
	}
	n, err := entryNumber(in, len(v.description.Criticism))
	if err != nil {
		return nil, err
	}
	d := v.description
	d.Criticism = slices.Clone(d.Criticism)
	c := initiative.Criticism{Date: strings.TrimSpace(in.Get("date")), Text: wordsOf(in, "text"), About: wordsOf(in, "about"),
		Answer: wordsOf(in, "answer"), Sources: readSources(in.Get("sources"))}
	if len(c.Text) == 0 && in.Get("what") != "remove" {
		err = act.RefuseField("text", "web.criticism-form.missing")
	}
	at := n
	switch {
	case in.Get("what") == "remove" && n > 0:
		d.Criticism = slices.Delete(d.Criticism, n-1, n)
	case n > 0:
		d.Criticism[n-1] = c
	default:
		d.Criticism = append(d.Criticism, c)
		at = len(d.Criticism)
	}
	if err := v.describe(in, d, err); err != nil {
		return refusedRegister(v, criticismForm(v, in, n), err, fmt.Sprint("criticism.", at, "."))
	}
	return goTo("/funders#criticism"), nil
}
