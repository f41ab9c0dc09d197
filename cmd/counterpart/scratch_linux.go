package main

import (
	"os"
	"syscall"
)

// enough is the free room, in bytes, that a demonstration may fill up.
const enough = 512 << 20

// scratch makes a folder for what is gone when the program ends: in memory, if
// there is room, where nothing waits for a disk.
func scratch() (string, error) {
	const memory = "/dev/shm"
	var room syscall.Statfs_t
	if syscall.Statfs(memory, &room) == nil && int64(room.Bavail)*int64(room.Bsize) >= enough {
		if folder, err := os.MkdirTemp(memory, scratchName); err == nil {
			return folder, nil
		}
	}
	return os.MkdirTemp("", scratchName)
}
