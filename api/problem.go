package api

import (
	"errors"
	"net/http"
	"reflect"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk"
	"example.org/counterpart/text"
)

const problemType = "application/problem+json"

// A Problem says why something was not done (RFC 9457), for a person in their
// language and for a program by keys that are the same in all of them.
type Problem struct {
	Type   string   `json:"type" doc:"The class of the problem, such as urn:counterpart:problem:not-now"`
	Title  string   `json:"title" doc:"The class in words"`
	Status int      `json:"status"`
	Detail string   `json:"detail" doc:"What is wrong, in a sentence"`
	Reason *Reason  `json:"reason,omitempty" doc:"The same for a program; absent of faults"`
	More   []Reason `json:"more,omitempty" doc:"What else stands in the way"`
	Errors []Fault  `json:"errors,omitempty" doc:"Which parts of the request are wrong, and how"`

	headers http.Header
}

// A Reason is a sentence of the catalogues.
type Reason struct {
	Key  string `json:"key" doc:"Names the sentence, whatever the language"`
	Args []any  `json:"args" doc:"What it speaks of"`
	Says string `json:"says" doc:"The sentence"`
}

// A Fault is what is wrong with one part of a request.
type Fault struct {
	Location string `json:"location" doc:"Such as body.paragraphs[3].w or query.limit"`
	Key      string `json:"key"`
	Message  string `json:"message"`
}

func (p *Problem) Error() string { return p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

// statuses are the codes with which refusals are answered.
var statuses = map[act.Why]int{
	act.Malformed: http.StatusUnprocessableEntity, act.NotFound: http.StatusNotFound, act.NotAllowed: http.StatusForbidden,
	act.NotNow: http.StatusConflict, act.Stale: http.StatusConflict, act.TooMany: http.StatusTooManyRequests,
}

// refused tells of a refusal.
func (v *visit) refused(no *act.Refusal) *Problem {
	status := statuses[no.Why]
	switch no.Reason.Key {
	case "refuse.stale", "refuse.initiative.stale", "refuse.meeting.stale":
		status = http.StatusPreconditionFailed // it was If-Match that did not hold
	}
	p := v.tell(status, string(no.Why), no.Why.Key(), no.Reason)
	for _, more := range no.More {
		p.More = append(p.More, v.reason(more))
	}
	if no.Field != "" {
		p.Errors = []Fault{{"body." + no.Field, no.Reason.Key, p.Detail}}
	}
	for _, other := range no.Others {
		p.Errors = append(p.Errors, Fault{"body." + other.Field, other.Reason.Key, v.reason(other.Reason).Says})
	}
	return p
}

// classes are the problems that are the API's own, beside the rules' refusals.
var classes = map[int]string{
	http.StatusBadRequest: "unreadable", http.StatusUnauthorized: "unknown", http.StatusMethodNotAllowed: "method",
	http.StatusNotFound: "nowhere", http.StatusRequestTimeout: "slow", http.StatusRequestEntityTooLarge: "too-large",
	http.StatusUnsupportedMediaType: "media-type", http.StatusUnprocessableEntity: "invalid",
	http.StatusPreconditionRequired: "turn-missing", http.StatusServiceUnavailable: "closing",
}

// no tells of a problem that is the API's own.
func (v *visit) no(status int, key string, args ...any) *Problem {
	class, ok := classes[status]
	if !ok {
		class = "fault"
	}
	p := v.tell(status, class, "api.title."+class, act.Because(key, args...))
	if class == "fault" {
		p.Reason = nil
	}
	return p
}

// unknown tells whoever carries no valid token how to.
func (v *visit) unknown(why act.Reason) *Problem {
	v.token.Member = ""
	p := v.no(http.StatusUnauthorized, why.Key, why.Args...)
	challenge := `Bearer realm="counterpart"`
	if why.Key != "api.token.missing" {
		challenge += `, error="invalid_token"`
	}
	p.headers.Set("WWW-Authenticate", challenge)
	return p
}

func (v *visit) tell(status int, class, title string, why act.Reason) *Problem {
	r := v.reason(why)
	p := &Problem{Type: "urn:counterpart:problem:" + class, Title: v.printer().T(title), Status: status,
		Detail: r.Says, Reason: &r, headers: http.Header{}}
	if status == http.StatusTooManyRequests {
		p.headers.Set("Retry-After", "1")
	}
	p.headers.Set("Content-Language", string(v.printer().Lang()))
	return p
}

func (v *visit) reason(r act.Reason) Reason {
	out := Reason{Key: r.Key, Args: make([]any, len(r.Args)), Says: v.printer().Say(r)}
	for n, a := range r.Args {
		out.Args[n] = v.arg(a)
	}
	return out
}

func (v *visit) reasons(all []act.Reason) []Reason {
	out := make([]Reason, len(all))
	for n, r := range all {
		out[n] = v.reason(r)
	}
	return out
}

// arg is an argument of a reason as JSON has it: numbers and identifiers as
// they are, times in RFC 3339, reasons within reasons, and of all else the words.
func (v *visit) arg(a any) any {
	switch a := a.(type) {
	case time.Time:
		return a.UTC()
	case act.Reason:
		return v.reason(a)
	case text.Words:
		return a
	}
	switch r := reflect.ValueOf(a); r.Kind() {
	case reflect.String:
		return r.String()
	case reflect.Int, reflect.Int64, reflect.Int32:
		return r.Int()
	case reflect.Bool:
		return r.Bool()
	case reflect.Slice:
		list := make([]any, r.Len())
		for n := range list {
			list[n] = v.arg(r.Index(n).Interface())
		}
		return list
	}
	return v.printer().Arg(a)
}

// closing reports whether the order came while the clerk was leaving.
func closing(err error) bool { return errors.Is(err, clerk.ErrClosed) }
