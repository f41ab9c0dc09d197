package typst

import "math"

// The values of JavaScript, as far as the module makes any: besides these,
// bool, float64, string and int64 (a bigint) are themselves.
type (
	undefined struct{}
	null      struct{}
	symbol    string
	array     struct{ items []any }
	octets    struct{ bytes []byte } // a Uint8Array
	failure   struct{ message string }
	function  func(args ...any) any
	iterator  struct {
		items []any
		next  int
	}
	step struct { // what an iterator returns
		value any
		done  bool
	}
	handle struct{ pointer uint32 } // something that lives in the module
)

// An object keeps its keys in the order of their coming, as JavaScript does;
// without it the same document could be set in two ways.
type object struct {
	keys   []string
	values map[string]any
}

func newObject() *object { return &object{values: map[string]any{}} }

func (o *object) set(key string, value any) {
	if _, ok := o.values[key]; !ok {
		o.keys = append(o.keys, key)
	}
	o.values[key] = value
}

func (it *iterator) step() *step {
	if it.next >= len(it.items) {
		return &step{undefined{}, true}
	}
	it.next++
	return &step{it.items[it.next-1], false}
}

// property is what JavaScript calls of[key].
func property(of, key any) any {
	name, _ := key.(string)
	switch v := of.(type) {
	case *object:
		if x, ok := v.values[name]; ok {
			return x
		}
	case *array:
		if i, ok := key.(float64); ok && i >= 0 && i < float64(len(v.items)) && i == math.Trunc(i) {
			return v.items[int(i)]
		}
		if name == "length" {
			return float64(len(v.items))
		}
		if key == symbol("iterator") {
			return function(func(...any) any { return &iterator{items: v.items} })
		}
	case *iterator:
		if name == "next" {
			return function(func(...any) any { return v.step() })
		}
	}
	return undefined{}
}

// length is what JavaScript calls of.length.
func length(of any) int {
	switch v := of.(type) {
	case *array:
		return len(v.items)
	case *octets:
		return len(v.bytes)
	}
	return 0
}

// A table is where the module's references to values lead. The first places
// are the module's own.
type table struct {
	values []any
	free   []uint32
}

const reserved = 132

func newTable() *table {
	t := &table{values: make([]any, reserved-4, 1024)}
	for i := range t.values {
		t.values[i] = undefined{}
	}
	t.values = append(t.values, undefined{}, null{}, true, false)
	return t
}

func (t *table) add(value any) uint64 {
	if n := len(t.free); n > 0 {
		i := t.free[n-1]
		t.free = t.free[:n-1]
		t.values[i] = value
		return uint64(i)
	}
	t.values = append(t.values, value)
	return uint64(len(t.values) - 1)
}

// at returns the value that a reference leads to. One that leads nowhere makes
// a panic, as whatever else the module does that it must not.
func (t *table) at(i uint64) any { return t.values[uint32(i)] }

func (t *table) drop(i uint64) {
	if i := uint32(i); i >= reserved {
		t.values[i] = nil
		t.free = append(t.free, i)
	}
}

func (t *table) take(i uint64) any {
	value := t.at(i)
	t.drop(i)
	return value
}
