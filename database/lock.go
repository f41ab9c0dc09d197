package database

import (
	"fmt"
	"os"
)

// takeLock makes a file and locks it until it is closed or this program ends,
// however it ends. The file is left behind: to delete it would let two
// programs lock two files of one name.
func takeLock(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		f.Close()
		return nil, err
	}
	// For the person who wonders who it is. It is not read by the program.
	if f.Truncate(0) == nil {
		fmt.Fprintf(f, "%d\n", os.Getpid())
	}
	return f, nil
}
