package typst

import (
	"fmt"
	"math"
	"strings"
)

// An import is something that the module asks of its host: it has the
// arguments, and what it returns is the result, if there is to be one.
type imported func(g *instance, a []uint64) uint64

// imports are those of version 0.7.0, by the names that it has for them.
var imports = joined(questions, makers, collections, tasks, surroundings)

func joined(parts ...map[string]imported) map[string]imported {
	all := map[string]imported{}
	for _, part := range parts {
		for name, f := range part {
			all[name] = f
		}
	}
	return all
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// is makes a question of a value's type.
func is[T any](g *instance, a []uint64) uint64 {
	_, ok := g.values.at(a[0]).(T)
	return bit(ok)
}

func no(*instance, []uint64) uint64 { return 0 }

// questions ask what a value is.
var questions = map[string]imported{
	"__wbg___wbindgen_is_bigint_0e1a2e3f55cfae27":      is[int64],
	"__wbg___wbindgen_is_function_8d400b8b1af978cd":    is[function],
	"__wbg___wbindgen_is_string_704ef9c8fc131030":      is[string],
	"__wbg___wbindgen_is_undefined_f6b95eab589e0269":   is[undefined],
	"__wbg_instanceof_Uint8Array_da54ccc9d3e09434":     is[*octets],
	"__wbg_isArray_51fd9e6422c0a395":                   is[*array],
	"__wbg_instanceof_ArrayBuffer_f3320d2419cd0355":    no,
	"__wbg_instanceof_Map_084be8da74364158":            no,
	"__wbg___wbindgen_jsval_eq_b6101cc9cef1fe36":       same,
	"__wbg___wbindgen_jsval_loose_eq_766057600fdd1b0d": same,
	"__wbg___wbindgen_is_object_ce774f3490692386": func(g *instance, a []uint64) uint64 {
		switch g.values.at(a[0]).(type) {
		case undefined, null, bool, float64, string, function, int64, symbol:
			return 0
		}
		return 1
	},
	"__wbg_isSafeInteger_ae7d3f054d55fa16": func(g *instance, a []uint64) uint64 {
		v, ok := g.values.at(a[0]).(float64)
		return bit(ok && v == math.Trunc(v) && math.Abs(v) < 1<<53)
	},
	"__wbg___wbindgen_in_0d3e1e8f0c669317": func(g *instance, a []uint64) uint64 {
		_, absent := property(g.values.at(a[1]), g.values.at(a[0])).(undefined)
		return bit(!absent)
	},
	"__wbg___wbindgen_boolean_get_dea25b33882b895b": func(g *instance, a []uint64) uint64 {
		if v, ok := g.values.at(a[0]).(bool); ok {
			return bit(v)
		}
		return 0xFFFFFF
	},
	"__wbg___wbindgen_number_get_9619185a74197f95": func(g *instance, a []uint64) uint64 {
		v, ok := g.values.at(a[1]).(float64)
		g.put64(a[0]+8, math.Float64bits(v))
		g.put(a[0], bit(ok))
		return 0
	},
	"__wbg___wbindgen_bigint_get_as_i64_6e32f5e6aff02e1d": func(g *instance, a []uint64) uint64 {
		v, ok := g.values.at(a[1]).(int64)
		g.put64(a[0]+8, uint64(v))
		g.put(a[0], bit(ok))
		return 0
	},
	"__wbg___wbindgen_string_get_a2a31e16edf96e42": func(g *instance, a []uint64) uint64 {
		s, ok := g.values.at(a[1]).(string)
		if !ok {
			g.put64(a[0], 0)
			return 0
		}
		return putText(g, a[0], s)
	},
	"__wbg___wbindgen_debug_string_adfb662ae34724b6": func(g *instance, a []uint64) uint64 {
		return putText(g, a[0], described(g.values.at(a[1])))
	},
	"__wbg_Number_2d1dcfcf4ec51736": func(g *instance, a []uint64) uint64 {
		switch v := g.values.at(a[0]).(type) {
		case float64:
			return math.Float64bits(v)
		case bool:
			return math.Float64bits(float64(bit(v)))
		}
		return math.Float64bits(math.NaN())
	},
}

func same(g *instance, a []uint64) uint64 {
	x, y := g.values.at(a[0]), g.values.at(a[1])
	if _, ok := x.(function); ok {
		return 0 // functions cannot be compared in Go, and are made anew in any case
	}
	return bit(x == y)
}

// putText hands a string to the instance: its place and its length.
func putText(g *instance, at uint64, s string) uint64 {
	pointer, n := g.pass([]byte(s))
	g.put(at+4, n)
	g.put(at, pointer)
	return 0
}

// surroundings are the page around a program, of which there is little, and
// what the module says to its console.
var surroundings = map[string]imported{
	"__wbg_static_accessor_GLOBAL_769e6b65d6557335":      func(g *instance, _ []uint64) uint64 { return g.values.add(g.globals) },
	"__wbg_static_accessor_GLOBAL_THIS_60cf02db4de8e1c1": func(g *instance, _ []uint64) uint64 { return g.values.add(g.globals) },
	"__wbg_static_accessor_SELF_08f5a74c69739274":        no,
	"__wbg_static_accessor_WINDOW_a8924b26aa92d024":      no,
	// There is no clock: it is always the same instant.
	"__wbg_now_69d776cd24f5215b":               func(*instance, []uint64) uint64 { return math.Float64bits(0) },
	"__wbg_getTimezoneOffset_45389e26d6f46823": func(*instance, []uint64) uint64 { return math.Float64bits(0) },
	"__wbg_error_7534b8e9a36f1ab4": func(g *instance, a []uint64) uint64 {
		g.said.WriteString(g.text(a[0], a[1]) + "\n")
		g.call("__wbindgen_export4", a[0], a[1], 1)
		return 0
	},
	"__wbg_error_85faeb8919b11cc6": func(g *instance, a []uint64) uint64 {
		g.said.WriteString(described(g.values.at(a[0])) + "\n")
		return 0
	},
	"__wbg_info_ce6bcc489c22f6f0": no,
	"__wbg_stack_0ed75d68575b0f3c": func(g *instance, a []uint64) uint64 {
		return putText(g, a[0], "")
	},
	"__wbg___wbindgen_throw_dd24417ed36fc46e": func(g *instance, a []uint64) uint64 {
		panic(trap{fmt.Errorf("%s", g.text(a[0], a[1]))})
	},
	"__wbg_new_no_args_cb138f77cf6151ee": func(g *instance, a []uint64) uint64 {
		return g.values.add(g.script(g.text(a[0], a[1])))
	},
	"__wbg_new_with_args_df9e7125ffe55248": func(g *instance, a []uint64) uint64 {
		return g.values.add(g.script(g.text(a[2], a[3])))
	},
}

// thrown is the panic of a function of JavaScript's that throws.
type thrown struct{ message string }

// script makes a function of the few lines of JavaScript that the module has:
// to find the surroundings, and to stand for files and packages. Whatever else
// there is throws, as those do.
func (g *instance) script(source string) function {
	return func(...any) any {
		switch strings.TrimSuffix(strings.TrimSpace(source), ";") {
		case "return this":
			return g.globals
		case "return true":
			return true
		case "return 0":
			return 0.0
		}
		panic(thrown{fmt.Sprintf("there is nothing outside (%.80s)", source)})
	}
}
