package api

import (
	"net/http"
	"strings"

	"example.org/counterpart/act"
	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"
)

// mostFaults is how many faults of one request are told.
const mostFaults = 100

// mostLocation is the longest name of a place in a request, in bytes. Whoever
// sends it chooses the names.
const mostLocation = 200

// inOurWords turns huma's account of an invalid request, which is in English
// and repeats what was sent, into ours.
func (a *api) inOurWords(ctx huma.Context, _ string, body any) (any, error) {
	said, ok := body.(*huma.ErrorModel)
	if !ok {
		return body, nil
	}
	v, ok := ctx.Context().Value(visitKey{}).(*visit)
	if !ok {
		return body, nil
	}
	var p *Problem
	switch said.Status {
	case http.StatusRequestEntityTooLarge:
		p = v.no(said.Status, "api.too-large", MaxBody>>20)
	case http.StatusUnsupportedMediaType:
		p = v.no(said.Status, "api.media-type")
	case http.StatusRequestTimeout:
		p = v.no(said.Status, "api.slow")
	case http.StatusBadRequest:
		p = v.no(said.Status, unreadable(said))
	case http.StatusUnprocessableEntity:
		p = v.no(said.Status, "api.invalid", len(said.Errors))
		p.Errors = v.faults(said.Errors)
	default:
		v.api.Log.ErrorContext(v.ctx, "fault", "path", v.url.Path, "err", said.Detail)
		p = v.no(said.Status, "api.fault")
	}
	for name, values := range p.headers {
		for _, value := range values {
			ctx.SetHeader(name, value)
		}
	}
	return p, nil
}

// unreadable is why a body could not be read at all.
func unreadable(said *huma.ErrorModel) string {
	for _, e := range said.Errors {
		if e.Message == errNotText.Error() {
			return "api.not-text"
		}
	}
	if len(said.Errors) == 0 {
		return "api.empty"
	}
	return "api.not-json"
}

func (v *visit) faults(said []*huma.ErrorDetail) []Fault {
	var all []Fault
	for _, e := range said[:min(len(said), mostFaults)] {
		why := invalid(e.Message)
		location := strings.ToValidUTF8(e.Location, "")
		if len(location) > mostLocation {
			location = strings.ToValidUTF8(location[:mostLocation], "") + "…"
		}
		all = append(all, Fault{location, why.Key, v.printer().Say(why)})
	}
	return all
}

// sentences are huma's words for what is wrong with a value, and ours.
var sentences = []struct{ theirs, ours string }{
	{validation.MsgUnexpectedProperty, "api.value.unexpected"},
	{"unknown query parameter", "api.value.unexpected"},
	{validation.MsgExpectedRequiredProperty, "api.value.required"},
	{validation.MsgExpectedOneOf, "api.value.one-of"},
	{validation.MsgExpectedRFC3339DateTime, "api.value.time"},
	{validation.MsgExpectedString, "api.value.string"},
	{validation.MsgExpectedBoolean, "api.value.boolean"},
	{validation.MsgExpectedInteger, "api.value.integer"},
	{"invalid integer", "api.value.integer"},
	{validation.MsgExpectedNumber, "api.value.integer"},
	{validation.MsgExpectedArray, "api.value.array"},
	{validation.MsgExpectedObject, "api.value.object"},
	{validation.MsgExpectedMatchPattern, "api.value.pattern"},
	{validation.MsgExpectedMinimumNumber, "api.value.least"},
	{validation.MsgExpectedMaximumNumber, "api.value.most"},
	{validation.MsgExpectedMinLength, "api.value.shortest"},
	{validation.MsgExpectedMaxLength, "api.value.longest"},
}

// invalid finds our words for huma's, and what they speak of.
func invalid(message string) act.Reason {
	for _, s := range sentences {
		before, verb, filled := strings.Cut(s.theirs, "%")
		if !filled {
			if message == s.theirs {
				return act.Because(s.ours)
			}
			continue
		}
		after := verb[1:]
		if arg, ok := strings.CutPrefix(message, before); ok {
			if arg, ok := strings.CutSuffix(arg, after); ok {
				return act.Because(s.ours, arg)
			}
		}
	}
	return act.Because("api.value.other")
}
