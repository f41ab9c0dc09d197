package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/api"
	"example.org/counterpart/conference"
	"example.org/counterpart/initiative"
	"example.org/counterpart/procedure"
	"example.org/counterpart/publication"
)

var update = flag.Bool("update", false, "write the golden OpenAPI document")

const golden = "testdata/openapi.json"

// TestOpenAPI holds the description against the golden one: a change of what
// programs rely on is to be seen in review.
func TestOpenAPI(t *testing.T) {
	w := openapi()
	if w.Code != http.StatusOK {
		t.Fatal(w.Code, w.Body)
	}
	if *update {
		if err := os.WriteFile(golden, w.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != w.Body.String() {
		t.Error("the description of the API has changed; if it should, run go test ./api -update and judge the difference")
	}
}

// TestPublished fails until every command of the rules is published.
func TestPublished(t *testing.T) {
	paths := document(t).(map[string]any)["paths"].(map[string]any)
	post := func(path string) bool { return dig(paths, path, "post") != nil }
	for _, c := range procedure.Commands {
		path := "/matters/{ref}/" + c.Name()
		if c.Name() == "raise" {
			path = "/matters"
		}
		if !post(path) {
			t.Errorf("%s is not published", c.Name())
		}
	}
	for _, c := range conference.Commands {
		path := "/conferences/{ref}/" + c.Name()
		if c.Name() == "announce" {
			path = "/conferences"
		}
		if !post(path) {
			t.Errorf("%s is not published", c.Name())
		}
	}
	for _, c := range publication.Commands {
		path := "/publications/{ref}/" + c.Name()
		switch c.Name() {
		case "begin":
			path = "/publications"
		case "list":
			path = "/publications/listed"
		}
		if !post(path) {
			t.Errorf("%s is not published", c.Name())
		}
	}
	for _, c := range []initiative.Command{initiative.Appoint{}, initiative.End{}, initiative.Grant{}, initiative.RevokeGrant{}, initiative.Describe{},
		initiative.ProposeRules{}, initiative.AgreeRules{}, initiative.DropRules{}} {
		if !post("/initiative/" + c.Name()) {
			t.Errorf("%s is not published", c.Name())
		}
	}
}

// TestDocument checks that the description hangs together: every reference
// leads somewhere, every operation has a name of its own, and every parameter
// in an address is declared.
func TestDocument(t *testing.T) {
	doc := document(t).(map[string]any)
	if doc["openapi"] != "3.1.0" || dig(doc, "info", "title") == nil {
		t.Error("it does not say what it is")
	}
	used := map[string]bool{}
	walk(doc, func(o map[string]any) {
		ref, ok := o["$ref"].(string)
		if !ok {
			return
		}
		name, ok := strings.CutPrefix(ref, "#/components/schemas/")
		if used[name] = true; !ok || dig(doc, "components", "schemas", name) == nil {
			t.Errorf("%s leads nowhere", ref)
		}
	})
	for name := range dig(doc, "components", "schemas").(map[string]any) {
		if !used[name] {
			t.Errorf("nothing uses the schema %s", name)
		}
	}
	ids := map[string]bool{}
	inPath := regexp.MustCompile(`\{(\w+)\}`)
	for path, item := range doc["paths"].(map[string]any) {
		for method, op := range item.(map[string]any) {
			id, _ := dig(op, "operationId").(string)
			if id == "" || ids[id] || dig(op, "summary") == nil {
				t.Errorf("%s %s: no name of its own, or no summary", method, path)
			}
			ids[id] = true
			declared := map[string]bool{}
			params, _ := dig(op, "parameters").([]any)
			for _, p := range params {
				if dig(p, "in") == "path" {
					declared[dig(p, "name").(string)] = true
				}
			}
			for _, m := range inPath.FindAllStringSubmatch(path, -1) {
				if !declared[m[1]] {
					t.Errorf("%s %s: %s is not declared", method, path, m[1])
				}
				delete(declared, m[1])
			}
			if len(declared) > 0 {
				t.Errorf("%s %s: declares %v, which is not in it", method, path, declared)
			}
			if len(dig(op, "responses").(map[string]any)) < 2 || dig(op, "responses", "default", "content", "application/problem+json") == nil {
				t.Errorf("%s %s: does not say how it refuses", method, path)
			}
			if method == "post" && len(dig(op, "security").([]any)) != 1 {
				t.Errorf("%s %s: does not ask for a token", method, path)
			}
		}
	}
}

// described is the document as the API gives it.
var described = sync.OnceValues(func() (doc any, err error) {
	err = json.Unmarshal(openapi().Body.Bytes(), &doc)
	return doc, err
})

func openapi() *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	api.New(api.Config{Now: time.Now, Clock: time.Now}).ServeHTTP(w, httptest.NewRequest("GET", "/api/v1/openapi.json", nil))
	return w
}

func document(t testing.TB) any {
	t.Helper()
	doc, err := described()
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// conforms fails the test unless an answer is as the document describes it. Every request of every test passes through here.
func (s *stage) conforms(method string, a answer) {
	s.T.Helper()
	path := strings.Split(strings.Split(a.what, " ")[len(strings.Split(a.what, " "))-1], "?")[0]
	doc := document(s.T)
	op := operation(doc, method, path)
	kind := a.Header().Get("Content-Type")
	if a.Code >= 400 {
		if kind != "application/problem+json" {
			s.T.Errorf("%s: %d is a %s", a.what, a.Code, kind)
		}
		s.fits(a, dig(doc, "components", "schemas", "Problem"))
		return
	}
	if op == nil {
		s.T.Errorf("%s: is not described", a.what)
		return
	}
	if a.Code == http.StatusNotModified {
		if a.Body.Len() > 0 || dig(op, "responses", "304") == nil {
			s.T.Errorf("%s: 304 with %d bytes", a.what, a.Body.Len())
		}
		return
	}
	schema := dig(op, "responses", strconv.Itoa(a.Code), "content", kind, "schema")
	if schema == nil {
		s.T.Errorf("%s: %d as %s is not described", a.what, a.Code, kind)
		return
	}
	s.fits(a, schema)
}

func (s *stage) fits(a answer, schema any) {
	s.T.Helper()
	var v any
	if err := json.Unmarshal(a.Body.Bytes(), &v); err != nil {
		s.T.Fatalf("%s: %v", a.what, err)
	}
	for _, why := range misfits(document(s.T), schema, v, "body") {
		s.T.Errorf("%s: %s: %s", a.what, why, a.Body)
	}
}

// operation finds the operation that an address belongs to, those with more
// fixed parts first.
func operation(doc any, method, path string) any {
	paths := doc.(map[string]any)["paths"].(map[string]any)
	forms := slices.Sorted(maps.Keys(paths))
	slices.SortStableFunc(forms, func(x, y string) int { return strings.Count(x, "{") - strings.Count(y, "{") })
	for _, form := range forms {
		expr := regexp.MustCompile(`\\\{symbol\\\}`).ReplaceAllString(regexp.QuoteMeta(form), `.+`)
		expr = regexp.MustCompile(`\\\{\w+\\\}`).ReplaceAllString(expr, `[^/]+`)
		if regexp.MustCompile(`^` + expr + `$`).MatchString(path) {
			if op := dig(paths, form, strings.ToLower(method)); op != nil {
				return op
			}
		}
	}
	return nil
}

// misfits says where a value is not as a schema has it. It knows as much of
// JSON Schema as our document uses, and complains of what it does not know.
func misfits(doc, schema, v any, at string) (all []string) {
	bad := func(format string, args ...any) { all = append(all, at+" "+fmt.Sprintf(format, args...)) }
	if v == nil && len(schema.(map[string]any)) > 0 {
		return []string{at + " is null"}
	}
	for key, want := range schema.(map[string]any) {
		switch key {
		case "$ref":
			all = append(all, misfits(doc, dig(doc, "components", "schemas", strings.TrimPrefix(want.(string), "#/components/schemas/")), v, at)...)
		case "type":
			if !isOf(want, v) {
				bad("is not a %v: %v", want, v)
			}
		case "enum":
			if !slices.Contains(want.([]any), v) {
				bad("is none of %v: %v", want, v)
			}
		case "pattern":
			if s, ok := v.(string); ok && !regexp.MustCompile(want.(string)).MatchString(s) {
				bad("does not match %v: %v", want, v)
			}
		case "format":
			if want == "date-time" {
				if at, err := time.Parse(time.RFC3339Nano, v.(string)); err != nil || at.Location() != time.UTC {
					bad("is not a time in UTC: %v", v)
				}
			} else if want != "int64" && want != "int32" {
				bad("has a format that the check does not know: %v", want)
			}
		case "required":
			for _, name := range want.([]any) {
				if _, ok := v.(map[string]any)[name.(string)]; !ok {
					bad("lacks %v", name)
				}
			}
		case "properties":
			for name, s := range want.(map[string]any) {
				if got, ok := v.(map[string]any)[name]; ok {
					all = append(all, misfits(doc, s, got, at+"."+name)...)
				}
			}
		case "additionalProperties":
			known, _ := dig(schema, "properties").(map[string]any)
			for name, got := range v.(map[string]any) {
				if _, ok := known[name]; ok {
					continue
				}
				if s, ok := want.(map[string]any); ok {
					all = append(all, misfits(doc, s, got, at+"."+name)...)
				} else if want == false {
					bad("has %s, which is not described", name)
				}
			}
		case "items":
			list, _ := v.([]any)
			for n, got := range list {
				all = append(all, misfits(doc, want, got, fmt.Sprintf("%s[%d]", at, n))...)
			}
		case "description", "minimum", "default":
		default:
			bad("has a schema that the check does not know: %s", key)
		}
	}
	return all
}

func isOf(want, v any) bool {
	switch want {
	case "string":
		_, ok := v.(string)
		return ok
	case "integer":
		n, ok := v.(float64)
		return ok && n == float64(int64(n))
	case "boolean":
		_, ok := v.(bool)
		return ok
	case "array":
		_, ok := v.([]any)
		return ok
	case "object":
		_, ok := v.(map[string]any)
		return ok
	}
	return false
}

// dig goes down into a document.
func dig(v any, path ...string) any {
	for _, name := range path {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[name]
	}
	return v
}

func walk(v any, f func(map[string]any)) {
	switch v := v.(type) {
	case map[string]any:
		f(v)
		for _, w := range v {
			walk(w, f)
		}
	case []any:
		for _, w := range v {
			walk(w, f)
		}
	}
}
