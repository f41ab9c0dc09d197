//go:build linux || darwin || freebsd

package main

import "golang.org/x/sys/unix"

// freeRoom is how many bytes may still be written where a folder is.
func freeRoom(folder string) (free int64, known bool) {
	var room unix.Statfs_t
	if unix.Statfs(folder, &room) != nil {
		return 0, false
	}
	return int64(room.Bavail) * int64(room.Bsize), true
}
