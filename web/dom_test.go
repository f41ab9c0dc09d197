package web_test

import (
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// A drawnForm is a form as a page draws it.
type drawnForm struct {
	action string
	others []string // where its buttons send it instead
	fields []drawnField
}

// A drawnField is one control of a form, or one option of it.
type drawnField struct {
	name, id, kind string // "text", "area", "select", "radio", "checkbox", "hidden", …
	value          string
	on             bool // ticked, or chosen of a select
}

// typed reports whether people write in the field, rather than choose.
func (f drawnField) typed() bool {
	return !slices.Contains([]string{"hidden", "radio", "checkbox", "select", "button"}, f.kind)
}

// void are HTML's elements without an end.
var void = []string{"meta", "link", "input", "br", "hr", "img", "area", "col"}

// A document is what a test wants to know of a page.
type document struct {
	forms   []drawnForm
	links   []string
	ids     map[string]int
	invalid int // how many fields are marked invalid
	faults  []string
	words   string // all text, in the order of the page
	main    string // the text within main
}

// read takes a page apart, and finds what is not balanced.
func read(page string) (d document) {
	d.ids = map[string]int{}
	dec := xml.NewDecoder(strings.NewReader(page))
	dec.Strict, dec.Entity = false, xml.HTMLEntity
	var (
		open           []string
		form           = -1
		area, choosing *drawnField
		words, main    strings.Builder
		inMain         bool
	)
	add := func(f drawnField) {
		if form >= 0 && f.name != "" {
			d.forms[form].fields = append(d.forms[form].fields, f)
		}
	}
	for {
		token, err := dec.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			d.faults = append(d.faults, err.Error())
			break
		}
		switch t := token.(type) {
		case xml.StartElement:
			at := map[string]string{}
			for _, a := range t.Attr {
				at[a.Name.Local] = a.Value
			}
			_, disabled := at["disabled"]
			if id, ok := at["id"]; ok {
				d.ids[id]++
			}
			if at["aria-invalid"] == "true" {
				d.invalid++
			}
			name := t.Name.Local
			_, ticked := at["checked"]
			_, chosen := at["selected"]
			switch name {
			case "a", "link":
				d.links = append(d.links, at["href"])
			case "form":
				if form >= 0 {
					d.faults = append(d.faults, "a form within a form")
				}
				d.forms = append(d.forms, drawnForm{action: at["action"]})
				form = len(d.forms) - 1
			case "main":
				inMain = true
			case "input":
				if !disabled {
					add(drawnField{at["name"], at["id"], at["type"], at["value"], ticked})
				}
			case "textarea":
				area = &drawnField{name: at["name"], id: at["id"], kind: "area"}
			case "select":
				choosing = &drawnField{name: at["name"], id: at["id"], kind: "select"}
			case "option":
				if choosing != nil {
					f := *choosing
					f.value, f.on = at["value"], chosen
					add(f)
				}
			case "button":
				add(drawnField{at["name"], at["id"], "button", at["value"], false})
				if to := at["formaction"]; form >= 0 && to != "" {
					d.forms[form].others = append(d.forms[form].others, to)
				}
			}
			if !slices.Contains(void, name) {
				open = append(open, name)
			}
		case xml.EndElement:
			name := t.Name.Local
			if slices.Contains(void, name) {
				continue
			}
			if len(open) == 0 || open[len(open)-1] != name {
				d.faults = append(d.faults, fmt.Sprintf("</%s> ends %v", name, open))
				return d
			}
			open = open[:len(open)-1]
			switch name {
			case "form":
				form = -1
			case "textarea":
				area.value = strings.TrimPrefix(area.value, "\n")
				add(*area)
				area = nil
			case "select":
				choosing = nil
			case "main":
				inMain = false
			}
		case xml.CharData:
			if area != nil {
				area.value += string(t)
			}
			words.Write(t)
			if inMain {
				main.Write(t)
			}
		}
	}
	if len(open) > 0 {
		d.faults = append(d.faults, fmt.Sprintf("still open at the end: %v", open))
	}
	for id, n := range d.ids {
		if n > 1 {
			d.faults = append(d.faults, fmt.Sprintf("%d elements have the id %s", n, id))
		}
	}
	d.words, d.main = words.String(), main.String()
	return d
}

// form is the form that is posted to an address.
func (d document) form(action string) (drawnForm, bool) {
	k := slices.IndexFunc(d.forms, func(f drawnForm) bool { return f.action == action || slices.Contains(f.others, action) })
	if k < 0 {
		return drawnForm{}, false
	}
	return d.forms[k], true
}

// sent is what a browser sends of a form that nobody touched.
func (f drawnForm) sent() url.Values {
	in := url.Values{}
	first := map[string]bool{}
	for _, c := range f.fields {
		switch c.kind {
		case "button":
		case "radio", "checkbox":
			if c.on {
				in.Add(c.name, c.value)
			}
		case "select":
			if c.on || !first[c.name] {
				in.Set(c.name, c.value)
			}
			first[c.name] = true
		default:
			in.Add(c.name, c.value)
		}
	}
	return in
}

// answered is what a browser sends once a person has filled the form in.
// Answers go by the field's name, or by "#" and its id where several fields
// have one name. What is not on the form cannot be answered.
func (f drawnForm) answered(t testing.TB, answers map[string]string) url.Values {
	t.Helper()
	in := f.sent()
	for what, answer := range answers {
		k := slices.IndexFunc(f.fields, func(c drawnField) bool {
			if id, ok := strings.CutPrefix(what, "#"); ok {
				return c.id == id
			}
			return c.name == what && (c.typed() || c.kind == "hidden" || c.value == answer)
		})
		if k < 0 {
			t.Fatalf("the form %s does not ask %s, or does not offer %q: %v", f.action, what, answer, f.fields)
		}
		c := f.fields[k]
		switch {
		case c.kind == "checkbox" || c.kind == "button":
			in.Add(c.name, answer)
		case strings.HasPrefix(what, "#"): // one of several of the name, in their order
			n := 0
			for _, o := range f.fields[:k] {
				if o.name == c.name {
					n++
				}
			}
			in[c.name][n] = answer
		default:
			in.Set(c.name, answer)
		}
	}
	return in
}

// mainOf is what stands in <main>, as it is sent.
func mainOf(page string) string {
	_, main, _ := strings.Cut(page, "<main")
	main, _, _ = strings.Cut(main, "</main>")
	return main
}

// TestRead shows that the reader of pages sees what is wrong with them.
func TestRead(t *testing.T) {
	for page, faulty := range map[string]bool{
		`<p>a<br/><b>c</b></p>`: false, `<p><b></p></b>`: true, `<div>`: true, `</div>`: true,
		`<form action="/a"><form action="/b"></form></form>`: true, `<i id="x"></i><i id="x"></i>`: true,
		`<input name="a" value="` + html.EscapeString(`">`) + `">`: false,
	} {
		if got := len(read(page).faults) > 0; got != faulty {
			t.Errorf("%s: found %v", page, read(page).faults)
		}
	}
	f, _ := read(`<form action="/do"><input type="hidden" name="turn" value="3"><textarea name="w">` + "\n" + `a &lt;b</textarea>` +
		`<input type="radio" name="r" value="x"><input type="radio" name="r" value="y" checked>` +
		`<select name="s"><option value="1">one</option><option value="2">two</option></select></form>`).form("/do")
	if got := f.answered(t, map[string]string{"s": "2"}).Encode(); got != "r=y&s=2&turn=3&w=a+%3Cb" {
		t.Errorf("sent %s", got)
	}
}
