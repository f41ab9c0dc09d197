package api

import (
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/publication"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A PublicationSummary is a publication as it stands in a list.
type PublicationSummary struct {
	Ref       act.Ref            `json:"ref"`
	Symbol    string             `json:"symbol,omitempty" doc:"Given with the first edition"`
	Series    publication.Series `json:"series" enum:"brief,paper,report,case"`
	Title     text.Words         `json:"title"`
	Stage     publication.Stage  `json:"stage" enum:"drafting,listed,awaiting,released,withdrawn,dropped"`
	Groups    []group.ID         `json:"groups" doc:"Which issue it"`
	Dimension string             `json:"dimension,omitempty"`
	Authentic []string           `json:"authentic" doc:"Languages that are equally authentic; it is written in the first"`
	Langs     []string           `json:"langs" doc:"Languages into which it is translated"`
	Date      string             `json:"date,omitempty" doc:"Of what is listed: when it appeared, as far as known"`
	Editions  []PrintEdition     `json:"editions" doc:"Oldest first"`
}

// A PrintEdition is what was released at an instant.
type PrintEdition struct {
	N       int                 `json:"n"`
	At      time.Time           `json:"at"`
	Drafts  map[string]act.Hash `json:"versions" doc:"Language to version"`
	Keys    []group.ID          `json:"keys" doc:"Whose keys were turned for it"`
	Forced  []string            `json:"forced,omitempty" doc:"Checks that were not met"`
	Errata  int                 `json:"errata,omitempty" doc:"How many mistakes are told of"`
	Matters []act.Ref           `json:"matters" doc:"Whose recommendations it sets"`
}

// A Publication is one publication.
type Publication struct {
	PublicationSummary
	Turn   int            `json:"turn" doc:"What commands answer, as If-Match: \"turn-7\""`
	Drafts []PrintDraft   `json:"drafts,omitempty" doc:"The newest in each language; for those alone who issue it"`
	Keys   []group.ID     `json:"keys,omitempty" doc:"Turned on the drafts as they are; for those alone who issue it"`
	At     time.Time      `json:"at,omitzero" doc:"The instant that the keys are turned for"`
	Checks []ReleaseCheck `json:"checks,omitempty" doc:"What a release asks for; for those alone who issue it"`
}

// A PrintDraft is the newest wording in one language.
type PrintDraft struct {
	Lang    string   `json:"lang"`
	Version act.Hash `json:"version"`
	N       int      `json:"n"`
	Stands  bool     `json:"stands" doc:"It is complete, and renders the newest original"`
}

// A ReleaseCheck is one line of the list that is gone through before a release.
type ReleaseCheck struct {
	Check     string `json:"check"`
	Met       bool   `json:"met"`
	Forceable bool   `json:"forceable" doc:"An edition may be released without it, and says so"`
	Missing   string `json:"missing,omitempty" doc:"What is missing, in your language"`
}

type publicationIn struct {
	Ref act.Ref `path:"ref" doc:"The publication"`
}

func printSummary(p register.Publication) PublicationSummary {
	s := PublicationSummary{p.Ref, p.Symbol, p.Series, p.Title, p.Stage, list(p.Groups), p.Dimension, list(p.Authentic), list(p.Langs), p.Date, []PrintEdition{}}
	for _, e := range p.Editions {
		one := PrintEdition{e.N, e.At, e.Drafts, []group.ID{}, e.Forced, len(e.Errata), list(e.Matters)}
		for _, k := range e.Keys {
			one.Keys = append(one.Keys, k.Group)
		}
		s.Editions = append(s.Editions, one)
	}
	return s
}

// mostPublications is how many there may be in the list.
const mostPublications = 1000

func (a *api) publications(v *visit, in *struct {
	Series publication.Series `query:"series" doc:"Only of this series"`
}) (*answer[Page[PublicationSummary]], error) {
	var items []PublicationSummary
	err := v.ask(func(q register.Questions) error {
		writing, err := q.Unpublished(mostPublications)
		if err != nil {
			return err
		}
		out, err := q.Published(in.Series, v.now.Add(time.Minute), mostPublications)
		for _, p := range append(writing, out...) {
			if in.Series == "" || p.Series == in.Series {
				items = append(items, printSummary(p))
			}
		}
		return err
	})
	return whole(items), err
}

func (a *api) publication(v *visit, in *publicationIn) (*answer[Publication], error) {
	var out answer[Publication]
	return &out, v.ask(func(q register.Questions) error {
		p, err := q.Publication(in.Ref)
		if err != nil {
			return err
		}
		out.Body = Publication{PublicationSummary: printSummary(p), Turn: p.Turn, At: p.At}
		if !p.Inside {
			return nil
		}
		for _, lang := range p.Languages() {
			if d, ok := p.Drafts[lang]; ok {
				out.Body.Drafts = append(out.Body.Drafts, PrintDraft{lang, d.Hash, d.N, p.Stands(lang)})
			}
		}
		for _, k := range p.Keys {
			out.Body.Keys = append(out.Body.Keys, k.Group)
		}
		i, err := q.PublicationInstant(p, v.now)
		if err != nil {
			return err
		}
		for _, c := range p.Checks(i) {
			one := ReleaseCheck{c.Key, c.No == nil, c.Forceable, ""}
			if no, refused := act.Refused(c.No); refused {
				one.Missing = v.printer().Say(no.Reason)
			}
			out.Body.Checks = append(out.Body.Checks, one)
		}
		return nil
	})
}

// orderOnPublication is an order on a publication.
type orderOnPublication[C any] struct {
	Ref act.Ref `path:"ref" doc:"The publication"`
	Order[C]
}

// beginning is an order that answers nothing yet.
type beginning[B any] struct {
	Key  string `header:"Idempotency-Key" maxLength:"200" doc:"Chosen by you and fresh for each order; an order sent again with its key is answered with the first receipt, for seven days"`
	Body B
}

// begins publishes a command that makes a publication of what is in its body.
func begins[B any](a *api, path string, c publication.Command, of func(B) publication.Command) {
	op := operation(c.Name(), path)
	op.DefaultStatus = 201
	publish(a, op, func(v *visit, in *beginning[B]) (*received, error) {
		out, err := v.order("", "", in.Key, of(in.Body))
		if err == nil {
			out.Location = Root + "/publications/" + string(out.Body.On)
		}
		return out, err
	})
}

func onPublication[C publication.Command](a *api) {
	var c C
	publish(a, mayBeEmpty[C](operation(c.Name(), "/publications/{ref}/"+c.Name())),
		func(v *visit, in *orderOnPublication[C]) (*received, error) {
			if !in.Ref.Prints() {
				return nil, act.Refuse(act.NotFound, "refuse.publication.unknown")
			}
			return v.order(in.Ref, in.Seen, in.Key, in.Body)
		})
}

// orderPublications publishes every command on publications.
func orderPublications(a *api) {
	begins(a, "/publications", publication.Begin{}, func(p publication.Plan) publication.Command { return publication.Begin{Plan: p} })
	begins(a, "/publications/listed", publication.List{}, func(l publication.Listing) publication.Command { return publication.List{Listing: l} })
	onPublication[publication.Describe](a)
	onPublication[publication.Write](a)
	onPublication[publication.NameProxy](a)
	onPublication[publication.Turn](a)
	onPublication[publication.TakeBack](a)
	onPublication[publication.Force](a)
	onPublication[publication.Correct](a)
	onPublication[publication.Withdraw](a)
	onPublication[publication.Transmit](a)
	onPublication[publication.Relist](a)
}
