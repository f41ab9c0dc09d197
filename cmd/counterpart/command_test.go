package main

import (
	"bytes"
	"testing"
)

// command runs a command line to its end.
func command(t testing.TB, args ...string) (code int, out, said string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, streams{&o, &e})
	return code, o.String(), e.String()
}
