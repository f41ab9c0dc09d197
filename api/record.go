package api

import (
	"errors"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
)

// An Entry of the record: the act, or only its hash if it is not the reader's
// to read.
type Entry struct {
	Seq  int64    `json:"seq"`
	Hash act.Hash `json:"hash"`
	Act  *Act     `json:"act,omitempty" doc:"Absent if the act is not yours to read"`
}

func (a *api) record(v *visit, in *Paging) (*listed[Entry], error) {
	before, err := in.place(v, 0)
	if err != nil {
		return nil, err
	}
	var items []Entry
	err = v.ask(func(q register.Questions) error {
		if in.Cursor != "" && before == 0 {
			return nil // nothing lies before the first act
		}
		lines, err := q.Record(before, in.Limit+1)
		if err != nil {
			return err
		}
		t := v.teller(q)
		for _, l := range lines {
			e := Entry{Seq: l.Seq, Hash: l.Hash}
			if l.Line != nil {
				told, err := t.act(*l.Line)
				if err != nil {
					return err
				}
				e.Act = &told
			}
			items = append(items, e)
		}
		return nil
	})
	return page(v, items, in.Limit, func(e Entry) string { return at(e.Seq) }), err
}

// A FullEntry is an act with what is recorded of it.
type FullEntry struct {
	Act    Act    `json:"act"`
	Header string `json:"header" doc:"The recorded bytes; SHA-256 of a zero byte and of these is the hash"`
}

type seqIn struct {
	Seq int64 `path:"seq" minimum:"0" doc:"A place in the record, from 0"`
}

func (a *api) recordAct(v *visit, in *seqIn) (*answer[FullEntry], error) {
	var out answer[FullEntry]
	err := v.ask(func(q register.Questions) error {
		line, err := q.Line(in.Seq)
		if err != nil {
			return err
		}
		header, err := q.Header(in.Seq)
		if err != nil {
			return err
		}
		out.Body.Header = string(header)
		out.Body.Act, err = v.teller(q).act(line)
		return err
	})
	return &out, err
}

// A Proof shows that the record holds an act. It tells nothing but hashes, so
// anybody may have it.
type Proof struct {
	Seq        int64    `json:"seq"`
	Path       []string `json:"path" doc:"Hashes from the leaf to the root, in base64"`
	Checkpoint string   `json:"checkpoint" doc:"The signed state under which it holds: a C2SP checkpoint"`
	Text       string   `json:"text" doc:"All of it as a file, c2sp.org/tlog-proof@v1"`
}

func (a *api) proof(v *visit, in *seqIn) (*answer[Proof], error) {
	var out answer[Proof]
	err := v.ask(func(q register.Questions) error {
		file, err := q.Proof(in.Seq)
		if errors.Is(err, record.ErrBeyond) {
			return act.Refuse(act.NotFound, "refuse.act.unknown")
		}
		if err != nil {
			return err
		}
		p, err := record.ParseProof(file)
		if err != nil {
			return err
		}
		out.Body = Proof{Seq: p.Index, Path: []string{}, Checkpoint: string(p.Signed), Text: string(file)}
		for _, h := range p.Path {
			out.Body.Path = append(out.Body.Path, h.String())
		}
		return nil
	})
	return &out, err
}

// A Checkpoint is a signed state of the record.
type Checkpoint struct {
	Origin string `json:"origin" doc:"Under which name it is signed"`
	Size   int64  `json:"size" doc:"How many acts the record held"`
	Root   string `json:"root" doc:"Root of the tree, in base64"`
	Note   string `json:"note" doc:"The signed note, whole"`
}

func (a *api) checkpoint(v *visit, _ *struct{}) (*answer[Checkpoint], error) {
	var signed []byte
	err := v.ask(func(q register.Questions) (err error) {
		signed, err = q.Checkpoint()
		return err
	})
	if err != nil {
		return nil, err
	}
	if signed == nil {
		return nil, act.Refuse(act.NotFound, "refuse.act.unknown")
	}
	said, _, _ := strings.Cut(string(signed), "\n\n")
	c, err := record.ParseCheckpoint(said + "\n")
	return &answer[Checkpoint]{Checkpoint{c.Origin, c.Size, c.Root.String(), string(signed)}}, err
}
