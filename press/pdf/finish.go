package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

// finish changes in a PDF of Typst's what cannot be asked of Typst: that its
// title is shown for its file's name, and what wholeObject does. It reads no
// other PDF: objects in a row, and a table of where they begin.
func finish(pdf []byte) ([]byte, error) {
	begins, table, err := objects(pdf)
	if err != nil {
		return nil, fmt.Errorf("read the PDF: %w", err)
	}
	inOrder := slices.Sorted(slices.Values(begins))
	if inOrder[len(inOrder)-1] > table || inOrder[0] < 0 {
		return nil, errors.New("read the PDF: its table is not at its end")
	}
	out := bytes.NewBuffer(slices.Clone(pdf[:inOrder[0]]))
	moved := map[int]int{}
	for i, at := range inOrder {
		end := table
		if i+1 < len(inOrder) {
			end = inOrder[i+1]
		}
		moved[at] = out.Len()
		object, err := finished(pdf[at:end])
		if err != nil {
			return nil, fmt.Errorf("read the PDF: object at %d: %w", at, err)
		}
		out.Write(object)
	}
	newTable := out.Len()
	fmt.Fprintf(out, "xref\n0 %d\n0000000000 65535 f \n", len(begins)+1)
	for _, at := range begins {
		fmt.Fprintf(out, "%010d 00000 n \n", moved[at])
	}
	trailer := pdf[table+bytes.Index(pdf[table:], []byte("trailer")):]
	start := bytes.LastIndex(trailer, []byte("startxref"))
	out.Write(trailer[:start])
	fmt.Fprintf(out, "startxref\n%d\n%%%%EOF", newTable)
	return out.Bytes(), nil
}

const preferences = "/ViewerPreferences <<\n"

func finished(object []byte) ([]byte, error) {
	if before, after, found := bytes.Cut(object, []byte(preferences)); found {
		return slices.Concat(before, []byte(preferences+"    /DisplayDocTitle true\n"), after), nil
	}
	return wholeObject(object)
}

var (
	startxref = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	tableHead = regexp.MustCompile(`^xref\s+0 (\d+)\s+0000000000 65535 f\s+`)
	tableRow  = regexp.MustCompile(`^(\d{10}) 00000 n\s*`)
)

// objects returns where each object of a PDF begins, by its number from 1, and
// where the table of them is.
func objects(pdf []byte) (begins []int, table int, err error) {
	m := startxref.FindSubmatch(pdf[max(0, len(pdf)-64):])
	if m == nil {
		return nil, 0, errors.New("it has no end")
	}
	table, _ = strconv.Atoi(string(m[1]))
	if table >= len(pdf) {
		return nil, 0, errors.New("its table lies beyond its end")
	}
	rest := pdf[table:]
	head := tableHead.FindSubmatch(rest)
	if head == nil || !bytes.Contains(rest, []byte("trailer")) {
		return nil, 0, errors.New("it has no table of its objects")
	}
	rest = rest[len(head[0]):]
	size, _ := strconv.Atoi(string(head[1]))
	for range size - 1 {
		row := tableRow.FindSubmatch(rest)
		if row == nil {
			return nil, 0, errors.New("its table breaks off")
		}
		at, _ := strconv.Atoi(string(row[1]))
		begins = append(begins, at)
		rest = rest[len(row[0]):]
	}
	if len(begins) == 0 {
		return nil, 0, errors.New("it has no objects")
	}
	return begins, table, nil
}
