package pdf

import (
	"errors"

	"example.org/counterpart/press"
	"example.org/counterpart/press/typst"
)

// blame makes a press.Fault of what Typst refused. It sets some of the blocks
// alone, half of them and half again, until it has the one that is refused by
// itself; then looks in the same way within that one. An error that is no
// refusal is returned as it is.
func blame(err error, blocks []press.Block, set func([]press.Block) error) error {
	var refusal *typst.Refusal
	if !errors.As(err, &refusal) {
		return err
	}
	fault := press.Fault{Reason: refusal.Reason()}
	for len(blocks) > 0 {
		block, reason := culprit(blocks, set)
		if block == nil {
			break
		}
		fault = press.Fault{Block: block.ID, Number: block.Number, Reason: reason}
		blocks = block.Blocks
	}
	return fault
}

// culprit finds a block that is refused alone, and why.
func culprit(blocks []press.Block, set func([]press.Block) error) (*press.Block, string) {
	var refusal *typst.Refusal
	if err := set(blocks); !errors.As(err, &refusal) {
		return nil, ""
	}
	if len(blocks) == 1 {
		return &blocks[0], refusal.Reason()
	}
	half := len(blocks) / 2
	if block, reason := culprit(blocks[:half], set); block != nil {
		return block, reason
	}
	return culprit(blocks[half:], set)
}
