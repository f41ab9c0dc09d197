package typst

import (
	"context"
	"fmt"
	"strings"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
)

// An instance is the module at work, with the values that it refers to. It
// lives as long as one document takes.
type instance struct {
	ctx     context.Context
	module  api.Module
	values  *table
	queue   []function // JavaScript's microtasks
	said    strings.Builder
	globals *object
}

// instanceKey is how an import finds the instance that called it.
type instanceKey struct{}

func (e *Engine) instantiate(ctx context.Context) (*instance, error) {
	g := &instance{values: newTable(), globals: newObject()}
	g.ctx = context.WithValue(ctx, instanceKey{}, g)
	config := wazero.NewModuleConfig().WithName("").WithStartFunctions("__wbindgen_start")
	module, err := e.runtime.InstantiateModule(g.ctx, e.module, config)
	if err != nil {
		return nil, err
	}
	g.module = module
	return g, nil
}

// A trap is the panic by which a call of the instance that failed comes up to
// where the document was ordered.
type trap struct{ error }

// call calls a function of the instance.
func (g *instance) call(name string, args ...uint64) uint64 {
	f := g.module.ExportedFunction(name)
	if f == nil {
		panic(trap{fmt.Errorf("typst has no %s", name)})
	}
	results, err := f.Call(g.ctx, args...)
	if err != nil {
		panic(trap{err})
	}
	if len(results) == 0 {
		return 0
	}
	return results[0]
}

// bytes copies out of the instance's memory.
func (g *instance) bytes(pointer, n uint64) []byte {
	b, ok := g.module.Memory().Read(uint32(pointer), uint32(n))
	if !ok {
		panic(trap{fmt.Errorf("typst reads beyond its memory")})
	}
	return append([]byte(nil), b...)
}

func (g *instance) text(pointer, n uint64) string { return string(g.bytes(pointer, n)) }

// pass copies into the instance's memory, at a place that it gives, and that it
// frees.
func (g *instance) pass(b []byte) (pointer, n uint64) {
	pointer = uint64(uint32(g.call("__wbindgen_export", uint64(len(b)), 1)))
	g.write(pointer, b)
	return pointer, uint64(len(b))
}

func (g *instance) write(pointer uint64, b []byte) {
	if !g.module.Memory().Write(uint32(pointer), b) {
		panic(trap{fmt.Errorf("typst has no memory for %d bytes", len(b))})
	}
}

func (g *instance) put(pointer, value uint64) {
	if !g.module.Memory().WriteUint32Le(uint32(pointer), uint32(value)) {
		panic(trap{fmt.Errorf("typst writes beyond its memory")})
	}
}

func (g *instance) put64(pointer, value uint64) {
	g.put(pointer, value)
	g.put(pointer+4, value>>32)
}

func (g *instance) word(pointer uint64) uint64 {
	v, ok := g.module.Memory().ReadUint32Le(uint32(pointer))
	if !ok {
		panic(trap{fmt.Errorf("typst reads beyond its memory")})
	}
	return uint64(v)
}

// answers calls a function that writes its answer to a place on the instance's
// stack: a value, an error, and which of them it is.
func (g *instance) answers(name string, args ...uint64) (uint64, error) {
	words := g.onStack(name, args)
	if words[2] != 0 {
		return 0, diagnosed(g.values.take(words[1]))
	}
	return words[0], nil
}

// does calls a function that answers, in the same manner, with an error alone.
func (g *instance) does(name string, args ...uint64) error {
	words := g.onStack(name, args)
	if words[1] != 0 {
		return diagnosed(g.values.take(words[0]))
	}
	return nil
}

func (g *instance) onStack(name string, args []uint64) (words [3]uint64) {
	at := g.call("__wbindgen_add_to_stack_pointer", api.EncodeI32(-16))
	g.call(name, append([]uint64{at}, args...)...)
	for i := range words {
		words[i] = g.word(at + 4*uint64(i))
	}
	g.call("__wbindgen_add_to_stack_pointer", 16)
	return words
}
