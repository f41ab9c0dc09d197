package clerk

import (
	"example.org/counterpart/act"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"golang.org/x/mod/sumdb/note"
)

// Audit is what it takes to verify a record of this program's acts: every
// header must be written as acts are, be filed where it says, and bind its
// words.
func Audit(verifier note.Verifier) record.Audit {
	return record.Audit{Verifier: verifier, Label: label}
}

func label(data []byte) (record.Label, error) {
	a, err := register.Kinds.Decode(0, act.Hash{}, data)
	if err != nil {
		return record.Label{}, err
	}
	return record.Label{Topic: string(a.On), Kind: a.Kind, Media: Media, Commitment: record.Hash(a.PC)}, nil
}
