package typst

import "errors"

// A promise is JavaScript's: a value that will be there later, and what is to
// be done then.
type promise struct {
	settled bool
	value   any
	then    []function
}

// settle gives a promise its value, once.
func (g *instance) settle(p *promise, value any) {
	if other, ok := value.(*promise); ok {
		g.follow(other, func(args ...any) any { g.settle(p, args[0]); return undefined{} })
		return
	}
	if p.settled {
		return
	}
	p.settled, p.value = true, value
	for _, f := range p.then {
		g.queue = append(g.queue, func(...any) any { return f(value) })
	}
	p.then = nil
}

// follow calls f with the value of a promise when that is there, though never
// at once.
func (g *instance) follow(p *promise, f function) {
	if p.settled {
		g.queue = append(g.queue, func(...any) any { return f(p.value) })
		return
	}
	p.then = append(p.then, f)
}

// chain is JavaScript's p.then(f).
func (g *instance) chain(p *promise, f function) *promise {
	next := &promise{}
	g.follow(p, func(args ...any) any { g.settle(next, f(args[0])); return undefined{} })
	return next
}

// await does what is queued until there is nothing more to do, and returns the
// value of a promise.
func (g *instance) await(value any) (any, error) {
	for len(g.queue) > 0 {
		f := g.queue[0]
		g.queue = g.queue[1:]
		f()
	}
	p, ok := value.(*promise)
	if !ok {
		return value, nil
	}
	if !p.settled {
		return nil, errors.New("typst waits for something that never comes")
	}
	if f, ok := p.value.(*failure); ok {
		return nil, errors.New(f.message)
	}
	return p.value, nil
}
