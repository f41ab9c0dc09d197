//go:build !linux

package main

import "os"

// scratch makes a folder for what is gone when the program ends.
func scratch() (string, error) { return os.MkdirTemp("", scratchName) }
