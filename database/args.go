package database

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// In appends xs to args and returns their parameters, as "$3, $4", to stand
// between the parentheses of an IN. So that few different statements arise, it
// repeats the last x until there are a power of two of them, or whole
// thousands. Of no xs it makes a list that nothing is in; do not negate it.
func In[T any](args *[]any, xs ...T) string {
	if len(xs) == 0 {
		return "null"
	}
	n := 1
	for n < len(xs) && n < 1024 {
		n *= 2
	}
	if n < len(xs) {
		n = (len(xs) + 999) / 1000 * 1000
	}
	var b strings.Builder
	for i := range n {
		*args = append(*args, xs[min(i, len(xs)-1)])
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('$')
		b.WriteString(strconv.Itoa(len(*args)))
	}
	return b.String()
}

// plain returns args as the few types that both drivers take the same way. It
// copies only if it must change something.
func plain(query string, args []any) ([]any, error) {
	copied := false
	for i, a := range args {
		switch a := a.(type) {
		case nil, int64, bool, float64:
			continue
		case string:
			if !clean(a) {
				return nil, fmt.Errorf("%w: $%d of %s", ErrText, i+1, firstLine(query))
			}
			continue
		case []byte:
			if a != nil {
				continue
			}
		}
		if !copied {
			args, copied = append([]any(nil), args...), true
		}
		v, ok := simple(a)
		if !ok {
			panic(fmt.Sprintf("database: $%d is a %T, in: %s", i+1, a, query))
		}
		if s, ok := v.(string); ok && !clean(s) {
			return nil, fmt.Errorf("%w: $%d of %s", ErrText, i+1, firstLine(query))
		}
		args[i] = v
	}
	return args, nil
}

// simple turns a value of a named or narrower type, a pointer to one, or a
// Valuer, into nil, int64, bool, float64, string or bytes.
func simple(a any) (any, bool) {
	if v, ok := a.(driver.Valuer); ok {
		if r := reflect.ValueOf(a); r.Kind() == reflect.Pointer && r.IsNil() {
			return nil, true
		}
		a, err := v.Value()
		if err != nil {
			return nil, false
		}
		switch a.(type) {
		case nil, int64, bool, float64, string, []byte:
			return a, true
		}
		return nil, false
	}
	switch v := reflect.ValueOf(a); v.Kind() {
	case reflect.Invalid:
		return nil, true
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int(), true
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint()), true
	case reflect.Bool:
		return v.Bool(), true
	case reflect.Float32, reflect.Float64:
		return v.Float(), true
	case reflect.String:
		return v.String(), true
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Uint8 {
			return nil, false
		}
		if v.IsNil() {
			return nil, true
		}
		return v.Bytes(), true
	case reflect.Pointer:
		if v.IsNil() {
			return nil, true
		}
		return simple(v.Elem().Interface())
	}
	return nil, false
}

// clean reports whether both engines store s as it is.
func clean(s string) bool { return strings.IndexByte(s, 0) < 0 && utf8.ValidString(s) }

func firstLine(query string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(query), "\n")
	return line
}
