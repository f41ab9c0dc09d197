package main

import (
	"io"
	"log/slog"
)

// logFlags say what is logged, and how.
type logFlags struct {
	Format string `enum:"text,json" default:"text" help:"Form of the log: text or json."`
	Level  string `enum:"debug,info,warn,error" default:"info" help:"What is logged: debug, info, warn or error. Debug tells of every request."`
}

func (f logFlags) logger(w io.Writer) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(f.Level)); err != nil {
		return nil, err
	}
	options := &slog.HandlerOptions{Level: level}
	if f.Format == "json" {
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return slog.New(slog.NewTextHandler(w, options)), nil
}
