package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strings"
	"time"

	"example.org/counterpart/record"
)

// site verifies what a task force shows at an address.
func (v *verification) site(ctx context.Context, base, vkey string) error {
	s := &site{base: base, http: &http.Client{Timeout: time.Minute}}
	whose := "the key that you gave"
	if vkey == "" {
		data, err := s.get(ctx, "/key")
		if err != nil {
			return err
		}
		vkey, whose = string(data), "the key that is shown beside it"
		v.not = append(v.not, "whose record it is: compare the key "+strings.TrimSpace(vkey)+" with one from elsewhere, or give it with --key")
	}
	key, err := verifier(vkey)
	if err != nil {
		return err
	}
	if s.signed, err = s.get(ctx, "/checkpoint"); err != nil {
		return err
	}
	c, err := record.OpenCheckpoint(s.signed, key)
	if err != nil {
		return &record.Damage{Seq: c.Size, What: record.SignatureWrong, Detail: err.Error()}
	}
	s.size = c.Size
	if err := s.readable(ctx); err != nil {
		return err
	}
	if s.entries == nil {
		v.not = append(v.not, "what any act says: the pages offer the tree of hashes alone")
	}
	return v.source(ctx, s, vkey, whose)
}

// A site is a record as it is served: tiles of hashes, and what the public may
// read of the acts.
type site struct {
	base    string
	http    *http.Client
	signed  []byte
	size    int64
	entries map[int64]bool // acts that the public may read; nil if there is no API
}

var errNotThere = errors.New("there is no such page")

// maxAnswer is the largest answer that is read, in bytes.
const maxAnswer = 16 << 20

func (s *site) get(ctx context.Context, path string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.base+path, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json, text/plain, */*;q=0.1")
	answer, err := s.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", path, err)
	case answer.StatusCode == http.StatusNotFound:
		return nil, fmt.Errorf("%s: %w", s.base+path, errNotThere)
	case answer.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s answers %s", s.base+path, answer.Status)
	}
	return data, nil
}

const siteAPI = "/api/v1/record"

// readable asks which acts the public may read.
func (s *site) readable(ctx context.Context) error {
	cursor := ""
	for {
		path := siteAPI + "?limit=200"
		if cursor != "" {
			path += "&cursor=" + cursor
		}
		data, err := s.get(ctx, path)
		if errors.Is(err, errNotThere) && s.entries == nil {
			return nil
		}
		if err != nil {
			return err
		}
		var page struct {
			Items []struct {
				Seq int64           `json:"seq"`
				Act json.RawMessage `json:"act"`
			} `json:"items"`
			Next string `json:"next"`
		}
		if err := json.Unmarshal(data, &page); err != nil {
			return nil // something else is served there
		}
		if s.entries == nil {
			s.entries = map[int64]bool{}
		}
		for _, e := range page.Items {
			if e.Act != nil {
				s.entries[e.Seq] = true
			}
		}
		if page.Next == "" || page.Next == cursor {
			return nil
		}
		cursor = page.Next
	}
}

// Checkpoint returns the checkpoint as it was served.
func (s *site) Checkpoint(context.Context) ([]byte, error) { return s.signed, nil }

// Items yields the acts that the public may read, and of the others the hashes.
// All must fit under the tiles, and these under the checkpoint.
func (s *site) Items(ctx context.Context) iter.Seq2[record.Item, error] {
	return func(yield func(record.Item, error) bool) {
		for first := int64(0); first < s.size; first += record.TileWidth {
			leaves, err := s.tile(ctx, first/record.TileWidth, int(min(record.TileWidth, s.size-first)))
			if err != nil {
				yield(record.Item{}, err)
				return
			}
			for k, leaf := range leaves {
				item, err := s.item(ctx, first+int64(k), leaf)
				if !yield(item, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s *site) tile(ctx context.Context, index int64, width int) (leaves []record.Hash, err error) {
	data, err := s.get(ctx, "/"+record.TilePath{Level: 0, Index: index, Width: width}.String())
	if err != nil {
		return nil, err
	}
	if len(data) != width*len(record.Hash{}) {
		return nil, &record.Damage{Seq: index * record.TileWidth, What: record.TreeWrong, Detail: "a tile of another length"}
	}
	for ; len(data) > 0; data = data[len(record.Hash{}):] {
		leaves = append(leaves, record.Hash(data[:len(record.Hash{})]))
	}
	return leaves, nil
}

func (s *site) item(ctx context.Context, seq int64, leaf record.Hash) (record.Item, error) {
	item := record.Item{Entry: record.Entry{Seq: seq}, Leaf: leaf}
	if !s.entries[seq] {
		return item, nil
	}
	data, err := s.get(ctx, fmt.Sprintf("%s/%d", siteAPI, seq))
	if err != nil {
		return item, err
	}
	var shown struct {
		Header string `json:"header"`
		Act    struct {
			Kind string `json:"kind"`
			On   string `json:"on"`
		} `json:"act"`
	}
	if err := json.Unmarshal(data, &shown); err != nil {
		return item, fmt.Errorf("act %d: %w", seq, err)
	}
	if record.Leaf([]byte(shown.Header)) != leaf {
		return item, &record.Damage{Seq: seq, What: record.EntryChanged, Detail: "the act that is shown is not the one in the tile"}
	}
	item.Data, item.Topic, item.Kind = []byte(shown.Header), shown.Act.On, shown.Act.Kind
	return item, nil
}
