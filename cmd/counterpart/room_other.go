//go:build !(linux || darwin || freebsd)

package main

// freeRoom is not known here.
func freeRoom(string) (free int64, known bool) { return 0, false }
