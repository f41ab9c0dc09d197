package api

import (
	"net/url"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/procedure"
	"example.org/counterpart/register"
	"example.org/counterpart/text"
)

// A Recommendation is an adopted text.
type Recommendation struct {
	Symbol    string     `json:"symbol"`
	Title     text.Words `json:"title"`
	Matter    act.Ref    `json:"matter"`
	Version   act.Hash   `json:"version"`
	Dimension string     `json:"dimension"`
	Adopted   time.Time  `json:"adopted"`
	Seq       int64      `json:"seq" doc:"Place of the adoption in the record"`
}

func tellRecommendation(r register.Recommendation) Recommendation {
	return Recommendation{r.Symbol, r.Title, r.Matter, r.Version, r.Dimension, r.Adopted, r.Place}
}

type recommendationsIn struct {
	Dimension string `query:"dimension" maxLength:"100"`
	Addressee string `query:"addressee" maxLength:"100" doc:"Id of an organisation"`
	Paging
}

func (a *api) recommendations(v *visit, in *recommendationsIn) (*listed[Recommendation], error) {
	before, err := in.place(v, 0)
	if err != nil {
		return nil, err
	}
	var items []Recommendation
	err = v.ask(func(q register.Questions) error {
		all, err := q.Recommendations(in.Dimension, in.Addressee, before, in.Limit+1)
		for _, r := range all {
			items = append(items, tellRecommendation(r))
		}
		return err
	})
	return page(v, items, in.Limit, func(r Recommendation) string { return at(r.Seq) }), err
}

// A FullRecommendation is an adopted text with all that goes with it.
type FullRecommendation struct {
	Recommendation
	Addressees     []string        `json:"addressees"`
	Text           Text            `json:"text"`
	Riders         []Act           `json:"riders" doc:"Reservations and interpretative statements, which go wherever the text goes"`
	Considerations []Consideration `json:"considerations"`
	Decision       *Decision       `json:"decision,omitempty"`
	Funding        text.Words      `json:"funding" doc:"Who paid, in one sentence, as the register of funders stood when it was adopted"`
	Recused        []Recused       `json:"recused" doc:"Who was out of the matter for an interest"`
	Proof          string          `json:"proof" doc:"Where the proof of its adoption is"`
}

type recommendationIn struct {
	Symbol string `path:"symbol" doc:"Such as TF.REC/1/09; its slashes may be written as they are, or as %2F"`
}

func (a *api) recommendation(v *visit, in *recommendationIn) (*answer[FullRecommendation], error) {
	var out FullRecommendation
	err := v.ask(func(q register.Questions) error {
		r, adopted, err := q.Recommendation(in.Symbol)
		if err != nil {
			return err
		}
		m, err := q.Matter(r.Matter)
		if err != nil {
			return err
		}
		adopted.N = m.Version.N
		out = FullRecommendation{Recommendation: tellRecommendation(r), Addressees: list(m.Addressees), Text: tellText(m, adopted),
			Riders: []Act{}, Recused: v.tellRecused(m), Proof: Root + "/record/" + url.PathEscape(at(r.Place)) + "/proof"}
		d, err := q.DescriptionOf(r.Symbol)
		if err != nil {
			return err
		}
		out.Funding = inAll(d.Stamp(r.Adopted))
		moves, err := q.Moves(r.Matter)
		if err != nil {
			return err
		}
		t := v.teller(q)
		for _, l := range moves {
			if b, ok := l.Body.(procedure.Reserved); ok && b.Version == r.Version {
				rider, err := t.act(l)
				if err != nil {
					return err
				}
				out.Riders = append(out.Riders, rider)
			}
		}
		if out.Considerations, err = v.considerations(q, m); err != nil {
			return err
		}
		out.Decision, err = v.decision(q, m)
		return err
	})
	return &answer[FullRecommendation]{out}, err
}
