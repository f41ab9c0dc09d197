package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"

	"example.org/counterpart/database"
	"example.org/counterpart/register"
)

// versionCmd says what this program is made of.
type versionCmd struct{}

func (versionCmd) Run(ctx context.Context, to streams) error {
	lite, err := sqliteVersion(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(to.Out, "counterpart %s\n%s, %s/%s\n%s\nregister %d\n", moduleVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		lite, register.Version)
	return nil
}

// moduleVersion is the version of the module, or the revision it was built of.
func moduleVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "of unknown version"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && (version == "" || version == "(devel)") {
			version = s.Value
		}
	}
	if version == "" {
		return "(devel)"
	}
	return version
}

// sqliteVersion asks the engine itself, in a database that is thrown away.
func sqliteVersion(ctx context.Context) (version string, err error) {
	folder, err := os.MkdirTemp("", "counterpart-version-*")
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	db, err := database.Open(ctx, folder)
	if err != nil {
		return "", err
	}
	defer db.Close()
	about, err := db.About(ctx)
	version, _, _ = strings.Cut(about, ",")
	return version, err
}
