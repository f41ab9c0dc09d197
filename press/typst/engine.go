package typst

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// A Job is what is to be set.
type Job struct {
	Main  string            // the file that is set, as /main.typ
	Files map[string][]byte // the file and whatever it reads, by path; there is nothing besides
	Fonts [][]byte          // TrueType or OpenType
}

// Limits are the bounds of one document. Whatever is zero has its default.
type Limits struct {
	Pages int           // of memory, of 64 KiB each: 8192, which is half a gibibyte
	Time  time.Duration // a minute
	Once  int           // how many documents are set at the same time: 2
}

// An Engine sets documents. It is made once, and is for many goroutines.
type Engine struct {
	limits  Limits
	places  chan struct{}
	ready   chan struct{} // closed when the module is compiled, or err says why not
	err     error
	runtime wazero.Runtime
	module  wazero.CompiledModule
	closed  <-chan struct{}
	stop    context.CancelFunc
}

// Start returns an engine at once, and compiles its module in the background:
// some ten seconds of a core. With a folder for what is compiled, the next
// start takes half a second. The folder holds nothing that is not made again,
// and is read as code: nobody else may write there. Without one, "", nothing
// is kept.
func Start(folder string, limits Limits) *Engine {
	if limits.Pages == 0 {
		limits.Pages = 8192
	}
	if limits.Time == 0 {
		limits.Time = time.Minute
	}
	if limits.Once == 0 {
		limits.Once = 2
	}
	ctx, stop := context.WithCancel(context.Background())
	e := &Engine{limits: limits, places: make(chan struct{}, limits.Once), ready: make(chan struct{}), closed: ctx.Done(), stop: stop}
	go func() {
		defer close(e.ready)
		e.err = e.compile(ctx, folder)
	}()
	return e
}

func (e *Engine) compile(ctx context.Context, folder string) error {
	config := wazero.NewRuntimeConfig().WithMemoryLimitPages(uint32(e.limits.Pages)).WithCloseOnContextDone(true)
	if folder != "" {
		cache, err := wazero.NewCompilationCacheWithDir(folder)
		if err != nil {
			return fmt.Errorf("start typst: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}
	code, err := unpack(packed)
	if err != nil {
		return err
	}
	e.runtime = wazero.NewRuntimeWithConfig(ctx, config)
	// With several workers, wazero ends when ctx does; with one, only when done.
	if e.module, err = e.runtime.CompileModule(experimental.WithCompilationWorkers(ctx, 2), code); err != nil {
		return fmt.Errorf("compile typst: %w", err)
	}
	return e.meet(ctx, imports)
}

// meet gives the module what it asks of its host, and refuses if that is more
// than is known.
func (e *Engine) meet(ctx context.Context, known map[string]imported) error {
	host := e.runtime.NewHostModuleBuilder("wbg")
	var unknown []string
	for _, wanted := range e.module.ImportedFunctions() {
		from, name, _ := wanted.Import()
		f, ok := known[name]
		if !ok || from != "wbg" {
			unknown = append(unknown, from+"."+name)
			continue
		}
		returns := len(wanted.ResultTypes()) == 1
		call := api.GoModuleFunc(func(ctx context.Context, _ api.Module, stack []uint64) {
			result := f(ctx.Value(instanceKey{}).(*instance), stack)
			if returns {
				stack[0] = result
			}
		})
		host.NewFunctionBuilder().WithGoModuleFunction(call, wanted.ParamTypes(), wanted.ResultTypes()).Export(name)
	}
	if unknown != nil {
		return fmt.Errorf("start typst: its imports are unknown: %s", strings.Join(unknown, ", "))
	}
	if _, err := host.Instantiate(ctx); err != nil {
		return fmt.Errorf("start typst: %w", err)
	}
	return nil
}

// Ready waits until the module is compiled.
func (e *Engine) Ready(ctx context.Context) error {
	select {
	case <-e.ready:
		return e.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close frees what the engine holds, once no document is being set; what is being
// compiled is given up. It is called once.
func (e *Engine) Close() error {
	e.stop()
	<-e.ready
	for range cap(e.places) {
		e.places <- struct{}{}
	}
	if e.runtime == nil {
		return nil
	}
	return e.runtime.Close(context.Background())
}

// Set sets a document as a PDF. If the document is at fault, the error is a
// *Refusal.
func (e *Engine) Set(ctx context.Context, job Job) (pdf []byte, err error) {
	if err := e.Ready(ctx); err != nil {
		return nil, err
	}
	select {
	case e.places <- struct{}{}:
		defer func() { <-e.places }()
	case <-e.closed:
		return nil, errors.New("typst: the engine is closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, e.limits.Time)
	defer cancel()
	g, err := e.instantiate(ctx)
	if err != nil {
		return nil, fmt.Errorf("start typst: %w", err)
	}
	defer g.module.Close(context.WithoutCancel(ctx))
	defer func() {
		if r := recover(); r != nil {
			pdf, err = nil, g.fault(r)
		}
	}()
	return g.set(job)
}

// fault says what went wrong within the module, in one line.
func (g *instance) fault(recovered any) error {
	if err := g.ctx.Err(); err != nil {
		return fmt.Errorf("typst: the document took too long: %w", err)
	}
	if said := strings.TrimSpace(g.said.String()); said != "" {
		said, _, _ = strings.Cut(said, "\n\nStack")
		return errors.New("typst: " + strings.ReplaceAll(said, "\n", " "))
	}
	first, _, _ := strings.Cut(fmt.Sprint(recovered), "\n")
	return errors.New("typst: " + first)
}
