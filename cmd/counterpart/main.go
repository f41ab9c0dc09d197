// Command counterpart is the workspace and the public record of a joint task
// force, as one program: the server, the demonstration, and the tools of whoever
// keeps an installation.
//
// Each command is a file of its own. Every flag has an environment variable,
// COUNTERPART_ and its name. Exit codes: 0 all is well, 1 something failed, 2
// the command line could not be understood, 3 what was checked is not in order.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // the two capitals' clocks do not depend on the machine

	"github.com/alecthomas/kong"
)

// CLI is the command line.
type CLI struct {
	Log logFlags `embed:"" prefix:"log-"`

	Demo  demoCmd  `cmd:"" help:"Show the model case, the U.S.-Kazakhstan OSCE Task Force of 2009-2010, with invented members."`
	Serve serveCmd `cmd:"" help:"Serve a task force to its members and to the public."`

	Init   initCmd   `cmd:"" help:"Found a task force from a file."`
	Member memberCmd `cmd:"" help:"List, import and export the members; invite them, print a link by which one signs in, or end what lets one in; give out or erase what is held about one."`
	Acts   actsCmd   `cmd:"" help:"Print a matter as a transcript."`

	Verify  verifyCmd  `cmd:"" help:"Check that a record is whole and unchanged: an installation, an export, or pages at an address."`
	Export  exportCmd  `cmd:"" help:"Write everything, or what the public may read, into one file."`
	Import  importCmd  `cmd:"" help:"Read an export into a new installation."`
	Backup  backupCmd  `cmd:"" help:"Copy the database while the server runs."`
	Refold  refoldCmd  `cmd:"" help:"Fold the register, which the pages are drawn from, afresh from the record."`
	Doctor  doctorCmd  `cmd:"" help:"Look over an installation, and say what to do where something is not well."`
	Config  configCmd  `cmd:"" help:"Print everything that can be set of serve."`
	Version versionCmd `cmd:"" help:"Print of what version this program and its parts are."`
}

// Exit codes.
const (
	exitWell   = 0
	exitFailed = 1
	exitUsage  = 2
	exitBad    = 3 // what was checked is not in order
)

// An exit is an error with an exit code of its own.
type exit struct {
	code int
	err  error
}

func (e exit) Error() string { return e.err.Error() }
func (e exit) Unwrap() error { return e.err }

// streams are where a command writes: what was asked for to Out, and what
// there is to say about it to Err.
type streams struct{ Out, Err io.Writer }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // who asks a second time does not want to wait
	code := run(ctx, os.Args[1:], streams{os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run carries out one command line.
func run(ctx context.Context, args []string, to streams) (code int) {
	var cli CLI
	left := -1
	parser, err := kong.New(&cli,
		kong.Name("counterpart"),
		kong.Description("The workspace and the public record of a joint task force: an idea raised in one capital is discussed "+
			"by its counterpart before it is decided, and everyone can check that it was.\n\n"+
			"Every flag has an environment variable, which its help names. Exit codes: 0 all is well; 1 something failed; "+
			"2 the command line could not be understood; 3 what was checked is not in order."),
		kong.DefaultEnvars("COUNTERPART"),
		kong.Writers(to.Out, to.Err),
		kong.Exit(func(code int) { left = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(to),
	)
	if err != nil {
		fmt.Fprintln(to.Err, "counterpart:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if left >= 0 {
		return left // help was asked for and given
	}
	if err != nil {
		fmt.Fprintf(to.Err, "counterpart: %v\nTry: counterpart --help\n", err)
		return exitUsage
	}
	log, err := cli.Log.logger(to.Err)
	if err == nil {
		command.Bind(log)
		err = command.Run()
	}
	if err == nil {
		return exitWell
	}
	fmt.Fprintln(to.Err, "counterpart:", inWords(err))
	if e, ok := errors.AsType[exit](err); ok {
		return e.code
	}
	return exitFailed
}
