package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/counterpart/act"
	"example.org/counterpart/initiative"
	"example.org/counterpart/meeting"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// MaxBody is the largest body of a request, in bytes: a text of the greatest
// length, written in Cyrillic as \u escapes, fits.
const MaxBody = 12 << 20

// bodyTime is how long a body may take to arrive: the largest of them, on a
// poor line.
const bodyTime = 2 * time.Minute

func init() {
	// Field names are taken as they are written. Go would read "Words" as
	// "words", and what two readers of one request read differently is a gap.
	huma.ValidateStrictCasing = true
}

const schemaPrefix = "#/components/schemas/"

// open makes an API without operations.
func (a *api) open() huma.API {
	schemas := huma.NewMapRegistry(schemaPrefix, schemaName)
	schemas.RegisterTypeAlias(reflect.TypeFor[act.Hash](), reflect.TypeFor[hashText]())
	schemas.RegisterTypeAlias(reflect.TypeFor[text.Paragraph](), reflect.TypeFor[Paragraph]())
	format := huma.Format{Marshal: huma.DefaultJSONFormat.Marshal, Unmarshal: unmarshal}
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info: &huma.Info{Title: "Counterpart", Version: "1", Description: about,
				License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}},
			Components: &huma.Components{
				Schemas: schemas,
				SecuritySchemes: map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer",
					Description: "A token made on the member's own page, cp_… It may read, or read and write, until its day."}},
			},
		},
		// The second is the name by which problems are written.
		Formats:                      map[string]huma.Format{"application/json": format, "json": format},
		DefaultFormat:                "application/json",
		RejectUnknownQueryParameters: true,
		Transformers:                 []huma.Transformer{a.inOurWords},
	}
	return huma.NewAPI(config, adapter{humago.NewAdapter(a.mux, Root)})
}

const about = `The commands and questions of a joint task force.

Without a token you read what the public reads; with one, what its member reads.

Commands carry ` + "`Idempotency-Key`" + `: sent again with the same key, an order is answered with the receipt of the first.
All but raise, call, call-series, call-off-series, state, those on one's own interests and those on polls and holidays carry ` + "`If-Match`" + ` too, with the ETag of the matter (or meeting, or of the initiative) that they answer,
so that nothing is done to a state that its author never saw; ` + "`\"turn-7\"`" + ` is enough of it.

Every no is a problem (RFC 9457) whose sentences are in the language of ` + "`Accept-Language`" + ` (en, ru, kk) and whose
` + "`reason.key`" + ` is the same in all of them.

Lists go on at ` + "`next`" + `, an opaque cursor, which is also in the header Link. Times are RFC 3339 in UTC. Words are
objects from language tag to text.`

// adapter routes as humago does, but lets a symbol have slashes in it.
type adapter struct{ huma.Adapter }

func (r adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	routed := *op
	routed.Path = strings.Replace(op.Path, "{symbol}", "{symbol...}", 1)
	r.Adapter.Handle(&routed, handler)
}

// unmarshal is json.Unmarshal, but refuses bytes that are not UTF-8 rather
// than put question marks in their place, and the zero character, which
// PostgreSQL keeps nowhere.
func unmarshal(data []byte, v any) error {
	if !utf8.Valid(data) {
		return errNotText
	}
	if err := json.Unmarshal(data, v); err != nil {
		return err
	}
	if parsed, ok := v.(*any); ok && zeroes(*parsed) {
		return errNotText
	}
	return nil
}

// zeroes reports whether there is a zero character in a parsed body.
func zeroes(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.IndexByte(v, 0) >= 0
	case []any:
		return slices.ContainsFunc(v, zeroes)
	case map[string]any:
		for name, w := range v {
			if strings.IndexByte(name, 0) >= 0 || zeroes(w) {
				return true
			}
		}
	}
	return false
}

// errNotText is recognised by its words when it comes back out of huma.
var errNotText = fmt.Errorf("not UTF-8")

// schemaName tells commands from the things that they are done to.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	if t.Implements(reflect.TypeFor[procedure.Command]()) || t.Implements(reflect.TypeFor[initiative.Command]()) {
		name += "Command"
	}
	if t.Implements(reflect.TypeFor[meeting.Command]()) { // one may move both a text and a meeting
		name = "Meeting" + name + "Command"
	}
	return name
}

// hashText describes an act.Hash.
type hashText string

// Schema implements huma.SchemaProvider.
func (hashText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: "^([0-9a-f]{64})?$", Description: "64 hexadecimal digits, or nothing"}
}

// problems is how every operation may answer beside what it is for.
func (a *api) problems() *huma.Response {
	return &huma.Response{
		Description: "An orderly no, or a fault of ours",
		Content: map[string]*huma.MediaType{problemType: {
			Schema: a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "")}},
	}
}

// publish publishes an operation.
func publish[I, O any](a *api, op huma.Operation, carryOut func(*visit, *I) (*O, error)) {
	op.Responses = map[string]*huma.Response{"default": a.problems()}
	optional := op.RequestBody // huma takes every body that it knows the type of for required
	huma.Register(a.huma, op, handler(carryOut))
	if optional != nil {
		optional.Required = false
	}
}

// ask publishes a question.
func ask[I, O any](a *api, id, path, summary string, answer func(*visit, *I) (*O, error)) {
	publish(a, huma.Operation{
		OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Tags: []string{"questions"},
		Security: []map[string][]string{{}, {"token": {}}},
	}, answer)
}

// describe finishes the description and keeps it.
func (a *api) describe() {
	doc := a.huma.OpenAPI()
	all := doc.Components.Schemas.Map()
	delete(all, "ErrorModel") // huma's own problem, which is never sent
	delete(all, "ErrorDetail")
	for _, s := range all {
		neverNull(s)
	}
	for _, path := range []string{"/matters/{ref}", "/meetings/{ref}", "/initiative"} {
		doc.Paths[path].Get.Responses["304"] = &huma.Response{Description: "You have it already"}
	}
	doc.Servers = []*huma.Server{{URL: Root}}
	spec, err := json.MarshalIndent(doc, "", "  ")
	if err != nil {
		panic(fmt.Sprintf("describe the API: %v", err)) // a type of ours has no JSON
	}
	a.spec = append(spec, '\n')
}

// neverNull says of lists that they are there, if empty.
func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	if more, ok := s.AdditionalProperties.(*huma.Schema); ok {
		neverNull(more)
	}
	for _, p := range s.Properties {
		neverNull(p)
	}
	s.PrecomputeMessages()
}

// openapi answers with the description of the API.
func (a *api) openapi(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/vnd.oai.openapi+json;version=3.1")
	w.Header().Set("Cache-Control", "no-cache")
	w.Write(a.spec)
}
