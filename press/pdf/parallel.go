package pdf

import (
	"context"
	"fmt"

	"example.org/counterpart/press"
	"example.org/counterpart/press/typst"
)

// A pair is what stands beside each other; one of them may be missing.
type pair struct {
	Left    *piece `json:"left"`
	Right   *piece `json:"right"`
	Heading bool   `json:"heading"`
	Fresh   bool   `json:"fresh"`
}

// bilingual is a parallel edition as its template reads it.
type bilingual struct {
	Left  sheet  `json:"left"`
	Right sheet  `json:"right"`
	Pairs []pair `json:"pairs"`
}

// SetParallel sets two languages in facing columns, blocks of one ID side by
// side. A block that the other language does not have stands alone.
func SetParallel(ctx context.Context, engine *typst.Engine, p press.Parallel) ([]byte, error) {
	for _, d := range []press.Document{p.Left, p.Right} {
		if err := check(d); err != nil {
			return nil, err
		}
	}
	if p.Left.Lang == p.Right.Lang {
		return nil, press.Fault{Reason: fmt.Sprintf("both sides are in the language %q", p.Left.Lang)}
	}
	file, err := setPairs(ctx, engine, p)
	if err == nil {
		return file, nil
	}
	for _, d := range []press.Document{p.Left, p.Right} { // the block is at fault by itself
		if _, err := Set(ctx, engine, d); err != nil {
			return nil, err
		}
	}
	return nil, blame(err, nil, nil)
}

func setPairs(ctx context.Context, engine *typst.Engine, p press.Parallel) ([]byte, error) {
	files := map[string][]byte{}
	left, leftFresh := inRow(p.Left)
	right, rightFresh := inRow(p.Right)
	l, r := newWriter(p.Left, "l-", leftFresh, files), newWriter(p.Right, "r-", rightFresh, files)
	l.room, r.room = roomInColumn, roomInColumn
	data := bilingual{Left: l.sheet(p.Left), Right: r.sheet(p.Right)}
	data.Left.Contents = data.Left.Contents || data.Right.Contents
	for _, blocks := range pairs(left, right) {
		next := pair{Left: alone(l, blocks[0]), Right: alone(r, blocks[1])}
		for _, side := range []*piece{next.Left, next.Right} {
			if side != nil {
				next.Heading = next.Heading || side.Kind == string(press.Heading)
				next.Fresh = next.Fresh || side.Fresh
				side.Fresh = false // within a column no page can begin
			}
		}
		data.Pairs = append(data.Pairs, next)
	}
	return typeset(ctx, engine, "parallel", data, files)
}

// alone writes one block; an item is a list to itself.
func alone(w *writer, b *press.Block) *piece {
	if b == nil {
		return nil
	}
	return &w.pieces([]press.Block{*b})[0]
}

// pairs puts blocks of one ID beside each other, each side in its own order and
// whole. What would have to change its place to meet its pair stands alone.
func pairs(left, right []press.Block) (all [][2]*press.Block) {
	place := map[string]int{}
	for i, b := range right {
		if b.ID != "" {
			place[b.ID] = i
		}
	}
	next := 0 // of the right
	upTo := func(end int) {
		for ; next < end; next++ {
			all = append(all, [2]*press.Block{nil, &right[next]})
		}
	}
	for i := range left {
		at, there := place[left[i].ID]
		if !there || at < next {
			all = append(all, [2]*press.Block{&left[i], nil})
			continue
		}
		upTo(at)
		all = append(all, [2]*press.Block{&left[i], &right[at]})
		next = at + 1
	}
	upTo(len(right))
	return all
}
