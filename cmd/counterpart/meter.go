package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/mattn/go-isatty"
)

// A meter shows how far long work has come, if somebody watches a terminal.
type meter struct {
	to    io.Writer // nil: nobody watches
	what  string
	shown time.Time
}

func newMeter(to io.Writer, what string) *meter {
	if f, ok := to.(*os.File); ok && isatty.IsTerminal(f.Fd()) {
		return &meter{to: to, what: what, shown: time.Now()}
	}
	return &meter{}
}

const meterWidth = 30

// tell shows how much is done. Work that takes no time shows nothing.
func (m *meter) tell(done, total int64) {
	if m.to == nil || total == 0 || time.Since(m.shown) < 100*time.Millisecond {
		return
	}
	m.shown = time.Now()
	full := int(done * meterWidth / total)
	fmt.Fprintf(m.to, "\r%s [%s%s] %d of %d ", m.what, strings.Repeat("=", full), strings.Repeat(" ", meterWidth-full), done, total)
}

// end clears the line.
func (m *meter) end() {
	if m.to != nil {
		fmt.Fprint(m.to, "\r\x1b[K")
	}
}
