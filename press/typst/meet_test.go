package typst

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tetratelabs/wazero"
)

// TestUnknownImport takes one name out of the tables of imports.
func TestUnknownImport(t *testing.T) {
	code, err := unpack(packed)
	if err != nil {
		t.Fatal(err)
	}
	known := maps.Clone(imports)
	delete(known, "__wbg_now_69d776cd24f5215b")
	// The interpreter compiles at once.
	e := &Engine{runtime: wazero.NewRuntimeWithConfig(t.Context(), wazero.NewRuntimeConfigInterpreter())}
	defer e.runtime.Close(t.Context())
	if e.module, err = e.runtime.CompileModule(t.Context(), code); err != nil {
		t.Fatal(err)
	}
	if err := e.meet(t.Context(), known); err == nil || !strings.HasSuffix(err.Error(), ": wbg.__wbg_now_69d776cd24f5215b") {
		t.Errorf("it starts without a clock: %v", err)
	}
	var asked []string
	for _, f := range e.module.ImportedFunctions() {
		_, name, _ := f.Import()
		asked = append(asked, name)
	}
	for name := range imports {
		if !slices.Contains(asked, name) {
			t.Errorf("nobody asks for %s", name)
		}
	}
}

func TestUnpack(t *testing.T) {
	for name, change := range map[string]func([]byte) []byte{
		"cut":     func(b []byte) []byte { return b[:len(b)/2] },
		"changed": func(b []byte) []byte { b[len(b)/2] ^= 1; return b },
		"no gzip": func(b []byte) []byte { return b[1:] },
	} {
		if module, err := unpack(change(slices.Clone(packed))); err == nil || module != nil {
			t.Errorf("%s: it is taken", name)
		}
	}
}

func TestProperty(t *testing.T) {
	list := &array{[]any{"a", 2.0}}
	for _, c := range []struct{ of, key, want any }{
		{list, 1.0, 2.0}, {list, 2.0, undefined{}}, {list, -1.0, undefined{}}, {list, "length", 2.0},
		{newObject(), "x", undefined{}}, {"text", "length", undefined{}},
	} {
		if got := property(c.of, c.key); got != c.want {
			t.Errorf("%v[%v] = %v, not %v", c.of, c.key, got, c.want)
		}
	}
}
