package dispatch

import (
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
)

const (
	// mostTold is how many acts one letter tells of; the rest is on the pages.
	mostTold = 100
	// mostQuoted is how many letters of a statement are quoted.
	mostQuoted = 1500
)

// news writes what happened on one matter or on several.
func (to addressee) news(q register.Questions, l outbox.Letter, watch map[act.Ref]outbox.How) (letter mail.Letter, ok bool, err error) {
	more := max(0, len(l.Items)-mostTold)
	items := l.Items[:len(l.Items)-more]
	places := make([]int64, len(items))
	for n, i := range items {
		places[n] = i.Seq
	}
	lines, err := q.Lines(places...)
	if err != nil {
		return letter, false, err
	}
	by := map[act.Ref][]register.Line{}
	var order []act.Ref
	for _, line := range lines {
		if watch[line.On] == outbox.Mute {
			continue
		}
		if by[line.On] == nil {
			order = append(order, line.On)
		}
		by[line.On] = append(by[line.On], line)
	}
	if len(order) == 0 {
		return letter, false, nil // nothing of it is theirs to read any more
	}
	var b strings.Builder
	letter.Subject = to.p.T("letter.digest.subject", to.site)
	if l.Sort == outbox.Digest {
		b.WriteString(to.p.T("letter.digest.lede", len(lines)) + "\n\n")
	}
	for _, ref := range order {
		title, err := to.matter(q, &b, ref, by[ref])
		if err != nil {
			return letter, false, err
		}
		if l.Sort == outbox.Notice {
			letter.Subject = to.p.T("letter.subject", title, to.site)
		}
	}
	if more > 0 {
		b.WriteString(to.p.T("letter.more", more) + "\n\n")
	}
	b.WriteString(to.why(items))
	letter.Text = b.String()
	return letter, true, nil
}

// matter writes what happened on one matter, and where it stands; it returns
// what it is called.
func (to addressee) matter(q register.Questions, b *strings.Builder, ref act.Ref, lines []register.Line) (title string, err error) {
	p, link := to.p, to.base+"/initiative"
	title = to.site
	var m register.Matter
	switch {
	case ref.Valid():
		if m, err = q.Matter(ref); err != nil {
			return "", err
		}
		title, link = to.title(m), to.base+"/matter/"+string(ref)
	case ref != act.Initiative:
		titles, err := q.Titles(ref)
		if err != nil {
			return "", err
		}
		title, link = titles[ref].In(string(p.Lang()), "en", "ru", "kk"), to.base+pageOf(ref)
	}
	b.WriteString(title + "\n" + link + "\n\n")
	lines = lastPut(lines)
	items, err := itemsOf(q, p, lines)
	if err != nil {
		return "", err
	}
	in, err := meetingsOf(q, lines)
	if err != nil {
		return "", err
	}
	for _, l := range lines {
		said := p.Deed(locale.Deed{Kind: l.Kind, Body: l.Body, Group: l.Group, Author: l.Author, Via: l.Via, Aided: l.Assisted, Origin: m.Origin}, false)
		b.WriteString("* " + said + "\n  " + p.Both(l.At) + "\n")
		if held, known := in[outcomeOf(l.Body)]; known {
			b.WriteString("  " + p.T("room.of", held.In(string(p.Lang()), "en", "ru", "kk")) + "\n  " + to.base + "/meeting/" + string(outcomeOf(l.Body)) + "\n")
		}
		if item := items[l.Hash]; item != "" {
			b.WriteString("  " + item + "\n")
		} else if words := quoted(l); words != "" {
			b.WriteString("\n" + words + "\n")
		} else if l.Words != nil && !l.Erased && l.Audience == act.Caucus {
			b.WriteString("  " + p.T("letter.caucus") + "\n")
		}
	}
	if !ref.Valid() { // it has no desk on which it could lie
		b.WriteString("\n")
		return title, nil
	}
	instant, err := q.Instant(m.Matter, to.now)
	if err != nil {
		return "", err
	}
	account := m.Explain(instant)
	b.WriteString("\n")
	for _, reason := range account.Says {
		b.WriteString(p.Say(reason) + "\n")
	}
	b.WriteString(to.asked(m, account) + "\n")
	return title, to.proposed(q, b, m, lines)
}

// pageOf is the page of a meeting, a conference or a publication.
func pageOf(ref act.Ref) string {
	switch {
	case ref.Meets():
		return "/meeting/" + string(ref)
	case ref.Confers():
		return "/conference/" + string(ref)
	}
	return "/publication/" + string(ref)
}

// asked says what the matter waits for, if it waits for the reader's group.
func (to addressee) asked(m register.Matter, account procedure.Account) string {
	g := to.who.Standing.Group
	if !slices.Contains(account.Desk, g) || to.who.Standing.Capacity == member.Observer {
		return ""
	}
	wants := to.p.T("command." + m.Wants(g))
	if account.Until.IsZero() {
		return to.p.T("letter.asked", g, wants) + "\n"
	}
	return to.p.T("letter.asked.until", g, wants, account.Until) + "\n"
}

// title is what a matter is called.
func (to addressee) title(m register.Matter) string {
	if t := m.Title.In(string(to.p.Lang()), "en", "ru", "kk"); t != "" {
		return t
	}
	return string(m.Ref)
}

// quoted are the words of an act, as mail quotes; none of what was said in a
// caucus or is erased.
func quoted(l register.Line) string {
	if l.Erased || l.Audience == act.Caucus {
		return ""
	}
	words := ""
	switch w := l.Words.(type) {
	case procedure.StatedWords:
		words = w.Words
	case procedure.ReasonWords:
		words = w.Reason
	}
	if letters := []rune(words); len(letters) > mostQuoted {
		words = string(letters[:mostQuoted]) + " …"
	}
	if strings.TrimSpace(words) == "" {
		return ""
	}
	var b strings.Builder
	for line := range strings.Lines(strings.ReplaceAll(words, "\r", "")) {
		b.WriteString("  > " + strings.TrimRight(line, "\n") + "\n")
	}
	return b.String()
}

// why gives the reasons for a letter, each once.
func (to addressee) why(items []outbox.Item) string {
	var b strings.Builder
	var given []string
	for _, i := range items {
		if !slices.Contains(given, i.Why) {
			given = append(given, i.Why)
			b.WriteString(to.p.T(i.Why, to.who.Standing.Group) + "\n")
		}
	}
	return b.String() + "\n"
}

// silence writes that a group has not answered, if it still has not.
func (to addressee) silence(q register.Questions, l outbox.Letter) (letter mail.Letter, ok bool, err error) {
	m, err := q.Matter(l.Matter)
	if no, refused := act.Refused(err); refused && no.Why == act.NotFound {
		return letter, false, nil
	}
	if err != nil {
		return letter, false, err
	}
	instant, err := q.Instant(m.Matter, to.now)
	if err != nil {
		return letter, false, err
	}
	account := m.Explain(instant)
	if m.Stage != procedure.Referred || !slices.Contains(account.Desk, l.Group) || !to.now.After(account.Until) {
		return letter, false, nil
	}
	p, title := to.p, to.title(m)
	letter.Subject = p.T("letter.subject", title, to.site)
	letter.Text = title + "\n" + to.base + "/matter/" + string(m.Ref) + "\n\n" +
		p.T("letter.silent", l.Group, account.Until) + "\n" + to.asked(m, account) + "\n" +
		p.T("notice.why.silent", l.Group) + "\n\n"
	return letter, true, nil
}
