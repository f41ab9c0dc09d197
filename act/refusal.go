package act

import (
	"errors"
	"fmt"
	"strings"
)

// Why classes a refusal, so that each medium can answer in its own way: a
// status code, an exit code, a sentence in a reply mail.
type Why string

// The classes of refusal.
const (
	Malformed  Why = "malformed"   // it could not be read, or something is missing from it
	NotFound   Why = "not-found"   // there is no such thing, or it is not yours to see
	NotAllowed Why = "not-allowed" // not by this member, whenever
	NotNow     Why = "not-now"     // not at this stage, whoever asks
	Stale      Why = "stale"       // something changed since you looked
	TooMany    Why = "too-many"    // too often, or too much at once
)

// Key is the class's name in the catalogues.
func (w Why) Key() string { return "why." + string(w) }

// A Reason is a sentence in the catalogues, with what it speaks of. An
// argument is an int, a string, a time.Time, or a value that the catalogues
// can name (a group.ID, a Stage …).
type Reason struct {
	Key  string
	Args []any
}

// Because returns a Reason.
func Because(key string, args ...any) Reason { return Reason{key, args} }

func (r Reason) String() string {
	var b strings.Builder
	b.WriteString(r.Key)
	for _, a := range r.Args {
		fmt.Fprintf(&b, " %v", a)
	}
	return b.String()
}

// A Refusal is an orderly no, with a reason for the person who asked. Every
// other error is a fault of the program or its surroundings, and its text is
// for the operator alone.
type Refusal struct {
	Why    Why
	Reason Reason
	Field  string     // the part of the command that it concerns, if one
	More   []Reason   // what else stands in the way
	Others []*Refusal // of other fields of the same command
}

func (r *Refusal) Error() string { return string(r.Why) + ": " + r.Reason.String() }

// Refuse returns a Refusal.
func Refuse(why Why, key string, args ...any) error {
	return &Refusal{Why: why, Reason: Because(key, args...)}
}

// RefuseField returns a Malformed refusal of one field of a command.
func RefuseField(field, key string, args ...any) error {
	return &Refusal{Why: Malformed, Reason: Because(key, args...), Field: field}
}

// RefuseFor returns a NotNow refusal for all of reasons, or nil if there are none.
func RefuseFor(reasons []Reason) error {
	if len(reasons) == 0 {
		return nil
	}
	return &Refusal{Why: NotNow, Reason: reasons[0], More: reasons[1:]}
}

// Together returns the refusals of several fields as one, so that whoever is
// refused learns of all of them at once; nil if there are none. A fault, or a
// refusal that no field can mend, goes before them.
func Together(errs ...error) error {
	var all *Refusal
	for _, err := range errs {
		no, orderly := Refused(err)
		switch {
		case err == nil:
		case !orderly || no.Field == "":
			return err
		case all == nil:
			all = no
		default:
			all.Others = append(append(all.Others, no), no.Others...)
		}
	}
	if all == nil {
		return nil
	}
	return all
}

// Refused returns the refusal within err, if there is one.
func Refused(err error) (*Refusal, bool) { return errors.AsType[*Refusal](err) }
