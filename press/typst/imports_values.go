package typst

import (
	"encoding/binary"
	"math"
)

// makers make values.
var makers = map[string]imported{
	"__wbg_Error_52673b7de5a0ca89":    fail,
	"__wbg_new_df1173567d5ff028":      fail,
	"__wbg_new_8a6f238a6ece86ea":      func(g *instance, _ []uint64) uint64 { return g.values.add(&failure{}) },
	"__wbg_new_1ba21ce319a06297":      func(g *instance, _ []uint64) uint64 { return g.values.add(newObject()) },
	"__wbg_new_25f239778d6112b9":      func(g *instance, _ []uint64) uint64 { return g.values.add(&array{}) },
	"__wbg_new_b2db8aa2650f793a":      func(g *instance, _ []uint64) uint64 { return g.values.add(newObject()) }, // a Date, of no use without a clock
	"__wbg_proxycontext_new":          hold,
	"__wbg_typstcompiler_new":         hold,
	"__wbg_typstfontresolver_new":     hold,
	"__wbg_iterator_27b7c8b35ab3e86b": func(g *instance, _ []uint64) uint64 { return g.values.add(symbol("iterator")) },
	"__wbg_new_6421f6084cc5bc5a": func(g *instance, a []uint64) uint64 {
		from := g.values.at(a[0]).(*octets)
		return g.values.add(&octets{append([]byte(nil), from.bytes...)})
	},
	"__wbg_new_from_slice_f9c22b9153b26992": func(g *instance, a []uint64) uint64 {
		return g.values.add(&octets{g.bytes(a[0], a[1])})
	},
	"__wbg_new_from_slice_db0691b69e9d3891": func(g *instance, a []uint64) uint64 {
		words, all := g.bytes(a[0], 4*a[1]), &array{}
		for ; len(words) > 0; words = words[4:] {
			all.items = append(all.items, float64(binary.LittleEndian.Uint32(words)))
		}
		return g.values.add(all)
	},
	"__wbindgen_cast_2241b6af4c4b2941": func(g *instance, a []uint64) uint64 { return g.values.add(g.text(a[0], a[1])) },
	"__wbindgen_cast_4625c577ab2ec9ee": func(g *instance, a []uint64) uint64 { return g.values.add(int64(a[0])) },
	"__wbindgen_cast_9ae0607507abb057": func(g *instance, a []uint64) uint64 { return g.values.add(int64(a[0])) },
	"__wbindgen_cast_d6cd19b81560fd6e": func(g *instance, a []uint64) uint64 { return g.values.add(math.Float64frombits(a[0])) },
	"__wbindgen_object_clone_ref":      func(g *instance, a []uint64) uint64 { return g.values.add(g.values.at(a[0])) },
	"__wbindgen_object_drop_ref":       func(g *instance, a []uint64) uint64 { g.values.drop(a[0]); return 0 },
}

func fail(g *instance, a []uint64) uint64 { return g.values.add(&failure{g.text(a[0], a[1])}) }

func hold(g *instance, a []uint64) uint64 { return g.values.add(&handle{uint32(a[0])}) }

// collections read and fill objects, arrays and bytes.
var collections = map[string]imported{
	"__wbg_length_22ac23eaec9d8053":           size,
	"__wbg_length_d45040a40c570362":           size,
	"__wbg_get_af9dab7e9603ea93":              get,
	"__wbg_get_with_ref_key_1dc361bd10053bfe": get,
	"__wbg_get_6b7bd52aca3f9671": func(g *instance, a []uint64) uint64 {
		return g.values.add(property(g.values.at(a[0]), float64(uint32(a[1]))))
	},
	"__wbg_entries_83c79938054e065f": func(g *instance, a []uint64) uint64 {
		all := &array{}
		if o, ok := g.values.at(a[0]).(*object); ok {
			for _, key := range o.keys {
				all.items = append(all.items, &array{[]any{key, o.values[key]}})
			}
		}
		return g.values.add(all)
	},
	"__wbg_next_138a17bbf04e926c": func(g *instance, a []uint64) uint64 {
		return g.values.add(property(g.values.at(a[0]), "next"))
	},
	"__wbg_next_3cfe5c0fe2a4cc53":  func(g *instance, a []uint64) uint64 { return g.values.add(g.values.at(a[0]).(*iterator).step()) },
	"__wbg_done_62ea16af4ce34b24":  func(g *instance, a []uint64) uint64 { return bit(g.values.at(a[0]).(*step).done) },
	"__wbg_value_57b7b035e117f7ee": func(g *instance, a []uint64) uint64 { return g.values.add(g.values.at(a[0]).(*step).value) },
	"__wbg_prototypesetcall_dfe9b766cdc1f1fd": func(g *instance, a []uint64) uint64 {
		g.write(a[0], g.values.at(a[2]).(*octets).bytes)
		return 0
	},
	"__wbg_push_7d9be8f38fc13975": func(g *instance, a []uint64) uint64 {
		all := g.values.at(a[0]).(*array)
		all.items = append(all.items, g.values.at(a[1]))
		return uint64(len(all.items))
	},
	"__wbg_set_3f1d0b984ed272ed": func(g *instance, a []uint64) uint64 {
		g.values.at(a[0]).(*object).set(g.values.take(a[1]).(string), g.values.take(a[2]))
		return 0
	},
	"__wbg_set_781438a03c0c3c81": func(g *instance, a []uint64) uint64 {
		g.values.at(a[0]).(*object).set(g.values.at(a[1]).(string), g.values.at(a[2]))
		return 1
	},
	"__wbg_set_7df433eea03a5c14": func(g *instance, a []uint64) uint64 {
		all, i := g.values.at(a[0]).(*array), int(uint32(a[1]))
		for len(all.items) <= i {
			all.items = append(all.items, undefined{})
		}
		all.items[i] = g.values.take(a[2])
		return 0
	},
}

func size(g *instance, a []uint64) uint64 { return uint64(length(g.values.at(a[0]))) }

func get(g *instance, a []uint64) uint64 {
	return g.values.add(property(g.values.at(a[0]), g.values.at(a[1])))
}

// tasks call functions and make promises.
var tasks = map[string]imported{
	"__wbg__wbg_cb_unref_87dfb5aaa0cbcea7": no, // an instance ends with its document
	"__wbg_call_abb4ff46ce38be40":          func(g *instance, a []uint64) uint64 { return called(g, a[0]) },
	"__wbg_call_3020136f7a2d6e44":          func(g *instance, a []uint64) uint64 { return called(g, a[0], a[2]) },
	"__wbg_call_78f94eb02ec7f9b2":          func(g *instance, a []uint64) uint64 { return called(g, a[0], a[2], a[3], a[4]) },
	"__wbg_new_ff12d2b041fb48f1": func(g *instance, a []uint64) uint64 {
		p := &promise{}
		settle := function(func(args ...any) any { g.settle(p, args[0]); return undefined{} })
		g.call("__wasm_bindgen_func_elem_37350", a[0], a[1], g.values.add(settle), g.values.add(settle))
		return g.values.add(p)
	},
	"__wbg_resolve_fd5bfbaa4ce36e1e": func(g *instance, a []uint64) uint64 {
		value := g.values.at(a[0])
		if _, ok := value.(*promise); !ok {
			value = &promise{settled: true, value: value}
		}
		return g.values.add(value)
	},
	"__wbg_then_4f95312d68691235": func(g *instance, a []uint64) uint64 {
		return g.values.add(g.chain(g.values.at(a[0]).(*promise), g.values.at(a[1]).(function)))
	},
	"__wbg_queueMicrotask_fca69f5bfad613a5": func(g *instance, a []uint64) uint64 {
		g.queue = append(g.queue, g.values.at(a[0]).(function))
		return 0
	},
	"__wbg_queueMicrotask_9b549dfce8865860": func(g *instance, _ []uint64) uint64 {
		return g.values.add(function(func(args ...any) any {
			g.queue = append(g.queue, args[0].(function))
			return undefined{}
		}))
	},
	"__wbindgen_cast_3334ea73b4b28ba3": func(g *instance, a []uint64) uint64 { // a closure of the module's
		data, code := a[0], a[1]
		return g.values.add(function(func(args ...any) any {
			var value any = undefined{}
			if len(args) > 0 {
				value = args[0]
			}
			g.call("__wasm_bindgen_func_elem_944", data, code, g.values.add(value))
			return undefined{}
		}))
	},
}

// called calls a function, and hands the module what it throws.
func called(g *instance, f uint64, args ...uint64) (result uint64) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = g.values.at(a)
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case thrown:
			g.call("__wbindgen_export3", g.values.add(&failure{r.message}))
		default:
			panic(r)
		}
	}()
	return g.values.add(g.values.at(f).(function)(values...))
}
