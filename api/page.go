package api

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/register"
)

// A Page is part of a list. The list goes on at Next, if that is there.
type Page[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"Cursor of the next page; absent on the last"`
}

// Paging is how much of a list is asked for, and from where on.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"200" doc:"next of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"How many at most"`
}

type listed[T any] struct {
	Link string `header:"Link" doc:"The next page, rel=next"`
	Body Page[T]
}

// page makes a page of items, of which one more than the limit was asked for:
// it only shows that the list goes on. after is where it does.
func page[T any](v *visit, items []T, limit int, after func(last T) string) *listed[T] {
	out := &listed[T]{Body: Page[T]{Items: items}}
	if items == nil {
		out.Body.Items = []T{}
	}
	if len(items) > limit {
		out.Body.Items = items[:limit]
		out.Body.Next = base64.RawURLEncoding.EncodeToString([]byte(after(items[limit-1])))
		next := *v.url
		q := next.Query()
		q.Set("cursor", out.Body.Next)
		next.Scheme, next.Host, next.RawQuery = "", "", q.Encode()
		out.Link = "<" + next.String() + `>; rel="next"`
	}
	return out
}

// whole is a list that needs no pages.
func whole[T any](items []T) *answer[Page[T]] {
	if items == nil {
		items = []T{}
	}
	return &answer[Page[T]]{Body: Page[T]{Items: items}}
}

type answer[T any] struct{ Body T }

// place reads a cursor that is a place in the record; first if there is none.
func (p Paging) place(v *visit, first int64) (int64, error) {
	if p.Cursor == "" {
		return first, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		var n int64
		if n, err = strconv.ParseInt(string(b), 10, 64); err == nil && n >= 0 {
			return n, nil
		}
	}
	return 0, v.lost()
}

// moved reads a cursor that is a place in a list of matters.
func (p Paging) moved(v *visit) (register.Place, error) {
	if p.Cursor == "" {
		return register.Place{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	at, ref, ok := strings.Cut(string(b), "/")
	if err == nil && ok && act.Ref(ref).Valid() {
		if ms, err := strconv.ParseInt(at, 10, 64); err == nil && ms > 0 {
			return register.Place{At: ms, Ref: act.Ref(ref)}, nil
		}
	}
	return register.Place{}, v.lost()
}

// lost refuses a cursor that this list never gave.
func (v *visit) lost() error {
	p := v.no(http.StatusBadRequest, "api.cursor")
	p.Errors = []Fault{{"query.cursor", "api.cursor", p.Detail}}
	return p
}

// at writes a place in the record as a cursor holds it.
func at(seq int64) string { return strconv.FormatInt(seq, 10) }
