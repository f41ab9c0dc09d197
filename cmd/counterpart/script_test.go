package main

import (
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(tidy{m}, map[string]func(){"counterpart": main}) }

// shared are folders that tests share, and that are removed after the last.
var shared struct {
	sync.Mutex
	folders []string
}

// sharedFolder makes a folder for the rest of the run.
func sharedFolder() (string, error) {
	shared.Lock()
	defer shared.Unlock()
	folder, err := os.MkdirTemp("", "counterpart-test-*")
	shared.folders = append(shared.folders, folder)
	return folder, err
}

type tidy struct{ *testing.M }

func (m tidy) Run() int {
	code := m.M.Run()
	for _, folder := range shared.folders {
		os.RemoveAll(folder)
	}
	return code
}

// TestScript runs the command line as people at a shell do: testdata/script.
func TestScript(t *testing.T) {
	example, err := filepath.Abs(example)
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("EXAMPLE", example)
			e.Setenv("TMPDIR", e.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// ends CODE ARGS…: counterpart ends with this code.
			"ends": func(ts *testscript.TestScript, neg bool, args []string) {
				want, err := strconv.Atoi(args[0])
				if neg || err != nil {
					ts.Fatalf("usage: ends CODE ARGS…")
				}
				err = ts.Exec("counterpart", args[1:]...)
				got := 0
				if e, ok := err.(interface{ ExitCode() int }); ok {
					got = e.ExitCode()
				} else if err != nil {
					ts.Fatalf("%v", err)
				}
				if got != want {
					ts.Fatalf("it ended with %d, not %d", got, want)
				}
			},
			// mode FILE 0600: a file has these permissions.
			"mode": func(ts *testscript.TestScript, neg bool, args []string) {
				info, err := os.Stat(ts.MkAbs(args[0]))
				ts.Check(err)
				if got := "0" + strconv.FormatInt(int64(info.Mode().Perm()), 8); got != args[1] {
					ts.Fatalf("%s has mode %s", args[0], got)
				}
			},
		},
	})
}
