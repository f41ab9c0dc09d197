package act

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"example.org/counterpart/group"
)

// MaxHeader is the largest header, in bytes.
const MaxHeader = 16 << 10

// timeForm is RFC 3339 in UTC with exactly three decimals, so that one instant
// has one spelling.
const timeForm = "2006-01-02T15:04:05.000Z"

// wire is the form an act takes in the record. See the package comment before
// changing it.
type wire struct {
	V     int             `json:"v"`
	Kind  string          `json:"k"`
	On    Ref             `json:"on"`
	At    string          `json:"at"`
	Group group.ID        `json:"g"`
	By    Alias           `json:"by"`
	Prev  Hash            `json:"prev"`
	Body  json.RawMessage `json:"b"`
	PC    Hash            `json:"pc"`
	Via   Alias           `json:"via,omitempty"`
}

// A Kind pairs the two parts of one kind of act.
type Kind struct {
	Body  Body
	Words Words // nil if acts of this kind say nothing
}

// A Reader turns recorded bytes back into acts. It knows only the kinds it was
// made with.
type Reader struct{ kinds map[string]Kind }

// NewReader returns a Reader for the given kinds of act. Two of one name are a
// mistake in the program, and panic.
func NewReader(kinds ...Kind) *Reader {
	r := &Reader{kinds: make(map[string]Kind, len(kinds))}
	for _, k := range kinds {
		if _, dup := r.kinds[k.Body.Kind()]; dup {
			panic("act: two kinds named " + k.Body.Kind())
		}
		r.kinds[k.Body.Kind()] = k
	}
	return r
}

// Encode returns the header bytes of a, which are recorded and hashed. Seq and
// Hash are not part of them.
func Encode(a Act) ([]byte, error) {
	body, err := marshal(a.Body)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", a.Kind, err)
	}
	data := write(a, body)
	if len(data) > MaxHeader {
		return nil, fmt.Errorf("encode %s: a header of %d bytes, more than %d", a.Kind, len(data), MaxHeader)
	}
	return data, nil
}

// write writes a header in the order of wire, as encoding/json would, at a
// third of the cost: every act is written once to be recorded, and again each
// time that it is read.
func write(a Act, body []byte) []byte {
	b := make([]byte, 0, 320+len(body))
	b = appendText(append(b, `{"v":1,"k":`...), a.Kind)
	b = appendText(append(b, `,"on":`...), string(a.On))
	b = append(b, `,"at":"`...)
	b = a.At.UTC().AppendFormat(b, timeForm)
	b = appendText(append(b, `","g":`...), string(a.Group))
	b = appendText(append(b, `,"by":`...), string(a.By))
	b = appendHash(append(b, `,"prev":"`...), a.Prev)
	b = append(append(b, `","b":`...), body...)
	b = append(appendHash(append(b, `,"pc":"`...), a.PC), '"')
	if a.Via != "" {
		b = appendText(append(b, `,"via":`...), string(a.Via))
	}
	return append(b, '}')
}

func appendHash(b []byte, h Hash) []byte {
	if h == (Hash{}) {
		return b
	}
	return hex.AppendEncode(b, h[:])
}

// appendText writes a string; those with anything out of the ordinary in them
// are left to encoding/json.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			quoted, _ := marshal(s) // a string can always be written
			return append(b, quoted...)
		}
	}
	b = append(append(b, '"'), s...)
	return append(b, '"')
}

// Decode reads the act recorded at seq. It accepts only bytes that equal their
// own re-encoding: no unknown or doubled keys, no other spelling, so that two
// readers can never take two meanings from one leaf.
func (r *Reader) Decode(seq int64, hash Hash, data []byte) (Act, error) {
	var w wire
	if err := json.Unmarshal(data, &w); err != nil {
		return Act{}, fmt.Errorf("act %d: %w", seq, err)
	}
	kind, ok := r.kinds[w.Kind]
	if !ok {
		return Act{}, fmt.Errorf("act %d: unknown kind %q", seq, w.Kind)
	}
	at, err := time.Parse(timeForm, w.At)
	if err != nil {
		return Act{}, fmt.Errorf("act %d: %w", seq, err)
	}
	p := reflect.New(reflect.TypeOf(kind.Body))
	if err := json.Unmarshal(w.Body, p.Interface()); err != nil {
		return Act{}, fmt.Errorf("act %d: %s: %w", seq, w.Kind, err)
	}
	a := Act{Seq: seq, Hash: hash, Kind: w.Kind, On: w.On, At: at, Group: w.Group, By: w.By,
		Prev: w.Prev, PC: w.PC, Body: p.Elem().Interface().(Body), Via: w.Via}
	again, err := Encode(a)
	if err != nil || w.V != 1 || !bytes.Equal(again, data) {
		return Act{}, fmt.Errorf("act %d: these bytes are not how an act is written", seq)
	}
	return a, nil
}

// EncodeWords returns the bytes of a deed's words.
func EncodeWords(w Words) ([]byte, error) {
	if w == nil {
		return nil, nil
	}
	return marshal(w)
}

// Words reads the words of an act of the given kind. Erased words (nil data)
// are the zero value of their type, and ok is false.
func (r *Reader) Words(kind string, data []byte) (w Words, ok bool, err error) {
	k, known := r.kinds[kind]
	if !known {
		return nil, false, fmt.Errorf("unknown kind %q", kind)
	}
	if k.Words == nil {
		return nil, false, nil
	}
	p := reflect.New(reflect.TypeOf(k.Words))
	if data != nil {
		if err := json.Unmarshal(data, p.Interface()); err != nil {
			return nil, false, fmt.Errorf("words of %s: %w", kind, err)
		}
	}
	return p.Elem().Interface(), data != nil, nil
}

// Commitment reads only the payload commitment out of header bytes; ok is
// false when the act has no words. An auditor needs no more of the header.
func Commitment(data []byte) (pc Hash, ok bool) {
	var w struct {
		PC Hash `json:"pc"`
	}
	if json.Unmarshal(data, &w) != nil {
		return Hash{}, false
	}
	return w.PC, w.PC != Hash{}
}

// marshal is json.Marshal without the escaping meant for HTML.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
