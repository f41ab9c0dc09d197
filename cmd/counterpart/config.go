package main

import (
	"fmt"
	"strings"

	"github.com/alecthomas/kong"
)

// configCmd prints what can be set. It is made from the flags themselves.
type configCmd struct{}

func (configCmd) Help() string {
	return "Every flag of serve with its environment variable, its default, and what it is for, as Markdown."
}

func (configCmd) Run(k *kong.Context, to streams) error {
	fmt.Fprint(to.Out, "# Configuration of counterpart serve\n\nA flag counts before its environment variable.\n")
	var serve *kong.Node
	for _, n := range k.Model.Children {
		if n.Name == "serve" {
			serve = n
		}
	}
	for _, group := range serve.AllFlags(true) {
		for _, f := range group {
			if f.Name == "help" {
				continue
			}
			fmt.Fprintf(to.Out, "\n## --%s\n\n", f.Name)
			if len(f.Envs) > 0 {
				fmt.Fprintf(to.Out, "- environment: `%s`\n", strings.Join(f.Envs, "`, `"))
			}
			switch {
			case f.Required:
				fmt.Fprint(to.Out, "- must be given\n")
			case f.HasDefault && f.Default != "":
				fmt.Fprintf(to.Out, "- default: `%s`\n", f.Default)
			case f.IsBool():
				fmt.Fprint(to.Out, "- default: off\n")
			default:
				fmt.Fprint(to.Out, "- default: none\n")
			}
			fmt.Fprintf(to.Out, "\n%s\n", f.Help)
		}
	}
	return nil
}
