package web

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/locale"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
	"example.org/counterpart/web/part"
)

// askPerson are the questions about a person, filled in with what is known or
// with what was typed.
func (v *visit) askPerson(p roll.Person, own bool, in url.Values) []section {
	if in == nil {
		in = url.Values{}
	}
	line := func(name, label, value string) question {
		return question{part.Field{Name: name, Label: v.p.T(label), Value: or(in, name, value), Optional: true}, "input"}
	}
	names := section{title: v.p.T("web.person.names"), lede: v.p.T("web.person.names.hint")}
	names.asks = append(v.inEach(in, "title", "web.person.title", p.Title, "input"), v.inEach(in, "name", "web.person.name", p.Name, "input")...)
	names.asks = append(names.asks, v.inEach(in, "address", "web.person.address", p.Address, "input")...)
	life := section{title: v.p.T("web.person.biography"), lede: v.p.T("web.person.biography.hint"), asks: v.inEach(in, "biography", "web.person.biography", p.Biography, "area")}
	about := section{title: v.p.T("web.person.about"), asks: []question{v.askCountry(in, p.Country),
		line("speaks", "web.person.speaks.codes", strings.Join(p.Speaks, " ")), langField(v, url.Values{"lang": {or(in, "lang", p.Lang)}}),
		line("zone", "web.person.zone", p.Zone)}}
	if v.asksAddress(p, own) {
		label := "web.signin.email" // the reader's own
		if !own {
			label = "web.application.email"
		}
		email := line("email", label, p.Email)
		email.Type, email.AutoComplete, email.Hint = "email", "email", v.p.T("web.person.email.hint")
		if own {
			email.Hint = v.p.T("address.hint")
		}
		about.asks = append(about.asks, email)
	} else if own {
		about.lede = v.p.T("address.office")
	}
	if !own {
		about.asks = append(about.asks, v.inEach(in, "nominated", "web.person.nominated", p.Nominated, "input")...)
	}
	return append([]section{names}, append(v.askPosts(p, in), life, about)...)
}

// asksAddress reports whether the form asks for an address: of somebody who has
// none, by the office; one's own, where mail can prove it.
func (v *visit) asksAddress(was roll.Person, own bool) bool {
	return own && v.site.mails() || !own && was.Email == ""
}

// inEach asks for the same in each language, the reader's own first.
func (v *visit) inEach(in url.Values, name, label string, words text.Words, kind string) (asks []question) {
	for n, lang := range langsFrom(v.p.Lang()) {
		at := name + "." + string(lang)
		f := part.Field{Name: at, Label: v.p.T("web.person.in-language", v.p.T(label), lang.OwnName()), Value: or(in, at, words[string(lang)]), Lang: string(lang), Optional: name != "name" || n > 0}
		if kind == "area" {
			f.Max, f.Rows = roll.MaxLife, 6
		}
		asks = append(asks, question{f, kind})
	}
	return asks
}

// langsFrom are the languages, a reader's own first.
func langsFrom(own locale.Lang) []locale.Lang {
	others := slices.DeleteFunc(slices.Clone(locale.Langs), func(l locale.Lang) bool { return l == own })
	return append([]locale.Lang{own}, others...)
}

// askPosts asks for each post that is known, and for one more.
func (v *visit) askPosts(p roll.Person, in url.Values) (all []section) {
	posts := p.Posts
	if len(posts) == 0 && len(p.Post)+len(p.Affiliation) > 0 {
		posts = []roll.Post{{Post: p.Post, Affiliation: p.Affiliation}}
	}
	posts = append(posts[:len(posts):len(posts)], roll.Post{})
	for n, post := range posts[:min(len(posts), roll.MostPosts)] {
		at := fmt.Sprintf("posts.%d", n+1)
		s := section{title: v.p.T("web.person.post.number", n+1)}
		if n == len(posts)-1 {
			s.title, s.lede = v.p.T("web.person.post.another"), v.p.T("web.person.post.hint")
		}
		s.asks = append(v.inEach(in, at+".post", "web.appoint.post", post.Post, "input"), v.inEach(in, at+".affiliation", "web.person.affiliation", post.Affiliation, "input")...)
		for _, date := range []struct{ name, label, value string }{{".from", "web.person.post.from", post.From}, {".to", "web.person.post.to", post.To}} {
			s.asks = append(s.asks, question{part.Field{Name: at + date.name, Label: v.p.T(date.label), Value: or(in, at+date.name, date.value), Short: true, Optional: true}, "input"})
		}
		all = append(all, s)
	}
	return all
}

// readPerson is a person as the form has them. What it does not ask stays.
func (v *visit) readPerson(was roll.Person, own bool, in url.Values) roll.Person {
	p := was
	p.Name, p.Title, p.Address, p.Biography = wordsIn(in, "name"), wordsIn(in, "title"), wordsIn(in, "address"), wordsIn(in, "biography")
	p.Country = strings.ToUpper(strings.TrimSpace(in.Get("country")))
	p.Speaks = strings.FieldsFunc(in.Get("speaks"), func(c rune) bool { return c == ',' || c == ';' || c == ' ' })
	p.Lang, p.Zone = in.Get("lang"), strings.TrimSpace(in.Get("zone"))
	if v.asksAddress(was, own) {
		p.Email = strings.TrimSpace(in.Get("email"))
	}
	if !own {
		p.Nominated = wordsIn(in, "nominated")
	}
	p.Posts, p.Post, p.Affiliation = nil, nil, nil
	for n := range roll.MostPosts {
		at := fmt.Sprintf("posts.%d", n+1)
		post := roll.Post{From: strings.TrimSpace(in.Get(at + ".from")), To: strings.TrimSpace(in.Get(at + ".to")),
			Post: wordsIn(in, at+".post"), Affiliation: wordsIn(in, at+".affiliation")}
		if post.From+post.To != "" || len(post.Post)+len(post.Affiliation) > 0 {
			p.Posts = append(p.Posts, post)
		}
	}
	return p
}

// wordsIn reads what was typed in each language, under a name and a stop.
func wordsIn(in url.Values, name string) text.Words {
	words := text.Words{}
	for _, lang := range locale.Langs {
		if s := strings.TrimSpace(in.Get(name + "." + string(lang))); s != "" {
			words[string(lang)] = s
		}
	}
	return words
}
