package record

import (
	"bytes"
	"math/bits"

	"example.org/counterpart/database"
	"golang.org/x/mod/sumdb/tlog"
)

// page checks the next few hundred entries, with what belongs to them. Entries
// are compared with the tree one by one, so that the first that is wrong is
// named. Payloads pass one at a time, for they may be large.
func (c *checker) page(tx *database.Tx) error {
	first := c.tree.size
	end := min(first+page, c.size)
	nodes, err := c.nodes(tx, first, end)
	if err != nil {
		return err
	}
	var labels []Label
	var wrong error // the first damage on this page, if it is not of a payload
	var hashes []Hash
	err = tx.Each(`select seq, topic, kind, data from record_entry where seq >= $1 and seq < $2 order by seq`,
		[]any{first, end}, func(scan database.Scan) error {
			e, err := scanEntry(scan)
			if err != nil || wrong != nil {
				return err
			}
			var label Label
			if label, nodes, wrong = c.entry(e, nodes, hashes[:0]); wrong == nil {
				labels = append(labels, label)
			}
			return nil
		})
	if err != nil {
		return err
	}
	if wrong == nil && c.tree.size < end {
		wrong = &Damage{Seq: c.tree.size, What: EntryMissing}
	}
	if err := c.payloads(tx, first, labels); err != nil {
		return err
	}
	return wrong
}

// entry adds an entry to the tree, and compares the hashes that it brings with
// the nodes stored for it, of which it returns the rest.
func (c *checker) entry(e Entry, nodes []node, hashes []Hash) (Label, []node, error) {
	seq := c.tree.size
	if e.Seq != seq {
		return Label{}, nodes, damaged(seq, EntryMissing, "the next is %d", e.Seq)
	}
	at := tlog.StoredHashIndex(0, seq)
	for i, h := range c.tree.push(Leaf(e.Data), hashes) {
		switch idx := at + int64(i); {
		case len(nodes) == 0 || nodes[0].idx != idx:
			return Label{}, nodes, damaged(seq, TreeWrong, "hash %d is missing", idx)
		case !bytes.Equal(nodes[0].hash, h[:]) && i == 0:
			return Label{}, nodes, damaged(seq, EntryChanged, "its leaf hash is %x, stored is %x", h[:], nodes[0].hash)
		case !bytes.Equal(nodes[0].hash, h[:]):
			return Label{}, nodes, damaged(seq, TreeWrong, "hash %d, at level %d", idx, i)
		}
		nodes = nodes[1:]
	}
	label, err := c.how.read(e)
	if err == nil {
		err = c.passed()
	}
	if err == nil {
		c.how.tell(c.tree.size, c.size)
	}
	return label, nodes, err
}

// A node is a stored hash of the tree.
type node struct {
	idx  int64
	hash []byte
}

// nodes reads the hashes stored for the entries from first up to end.
func (c *checker) nodes(tx *database.Tx, first, end int64) ([]node, error) {
	last := tlog.StoredHashIndex(0, end-1) + int64(bits.TrailingZeros64(uint64(end)))
	return database.All(tx, `select idx, hash from record_hash where idx >= $1 and idx <= $2 order by idx`,
		[]any{tlog.StoredHashIndex(0, first), last}, func(scan database.Scan) (n node, err error) {
			err = scan(&n.idx, &n.hash)
			return n, err
		})
}

// payloads compares the payloads of the entries from first on with what the
// entries committed to.
func (c *checker) payloads(tx *database.Tx, first int64, labels []Label) error {
	next := 0
	err := tx.Each(`select seq, salt, data from record_payload where seq >= $1 and seq < $2 order by seq`,
		[]any{first, first + int64(len(labels))}, func(scan database.Scan) error {
			var seq int64
			var salt, payload []byte
			if err := scan(&seq, &salt, &payload); err != nil {
				return err
			}
			for ; next < int(seq-first); next++ {
				c.report.payload(c.how, first+int64(next), labels[next], nil, nil)
			}
			next++
			return c.report.payload(c.how, seq, labels[seq-first], salt, payload)
		})
	for ; err == nil && next < len(labels); next++ {
		c.report.payload(c.how, first+int64(next), labels[next], nil, nil)
	}
	return err
}
