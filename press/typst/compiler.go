package typst

import (
	"fmt"
	"maps"
	"slices"
)

// full asks for diagnostics with their places.
const full = 3

// set takes an instance through one document.
func (g *instance) set(job Job) ([]byte, error) {
	compiler, err := g.compiler(job.Fonts)
	if err != nil {
		return nil, fmt.Errorf("start typst: %w", err)
	}
	for _, path := range slices.Sorted(maps.Keys(job.Files)) {
		at, n := g.pass([]byte(path))
		file, size := g.pass(job.Files[path])
		g.call("typstcompiler_map_shadow", compiler, at, n, file, size)
	}
	at, n := g.pass([]byte(job.Main))
	format, m := g.pass([]byte("pdf"))
	answer, err := g.answers("typstcompiler_compile", compiler, at, n, 0, 0, format, m, full)
	if err != nil {
		return nil, err
	}
	result := g.values.take(answer)
	if file, ok := property(result, "result").(*octets); ok {
		return file.bytes, nil
	}
	if all, ok := property(result, "diagnostics").(*array); ok {
		return nil, diagnosed(all)
	}
	return nil, fmt.Errorf("typst answers %s", described(result))
}

// compiler makes the module's compiler with some fonts, and returns where it
// is. It has no access to files but those it is given.
func (g *instance) compiler(fonts [][]byte) (uint64, error) {
	builder, err := g.answers("typstcompilerbuilder_new")
	if err != nil {
		return 0, err
	}
	if err := g.does("typstcompilerbuilder_set_dummy_access_model", builder); err != nil {
		return 0, err
	}
	for _, font := range fonts {
		added := g.call("typstcompilerbuilder_add_raw_font", builder, g.values.add(&octets{font}))
		if _, err := g.await(g.values.take(added)); err != nil {
			return 0, err
		}
	}
	built, err := g.await(g.values.take(g.call("typstcompilerbuilder_build", builder)))
	if err != nil {
		return 0, err
	}
	h, ok := built.(*handle)
	if !ok {
		return 0, fmt.Errorf("typst makes no compiler: %s", described(built))
	}
	return uint64(h.pointer), nil
}
