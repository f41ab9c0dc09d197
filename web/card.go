package web

import (
	"net/http"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/press/card"
	"example.org/counterpart/register"
)

// A cardOf says what is on the card of something that everybody may read.
type cardOf func(v *visit, name string) (card.Card, error)

// card serves cards, which are drawn once as long as nothing has changed that
// everybody sees.
func (s *Site) card(of cardOf) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name, isCard := strings.CutSuffix(r.PathValue("name"), ".png")
		now, err := s.publicState(r.Context())
		if err != nil || !isCard {
			http.NotFound(w, r)
			return
		}
		now.minute = 0 // no clock is on it
		key := string(langOf(r)) + "\n" + r.URL.Path
		k, ok := s.cards.recall(now, key)
		if !ok {
			file, err := s.drawCard(w, r, name, of)
			if _, refused := act.Refused(err); refused {
				http.NotFound(w, r)
				return
			}
			if err != nil {
				s.Log.ErrorContext(r.Context(), "card", "of", r.URL.Path, "err", err)
				http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
				return
			}
			k = kept{body: file, tag: tagOf(file)}
			s.cards.keep(now, key, k)
		}
		w.Header().Set("Content-Type", "image/png")
		w.Header().Set("Cache-Control", "public, max-age=300")
		w.Header().Set("Vary", "Accept-Language, Cookie")
		w.Header().Set("ETag", k.tag)
		w.Write(k.body)
	})
}

// drawCard draws a card as the public reads what it is of, whoever asks.
func (s *Site) drawCard(w http.ResponseWriter, r *http.Request, name string, of cardOf) ([]byte, error) {
	v, err := s.arrive(w, r)
	if err != nil {
		return nil, err
	}
	v.reader = register.Public
	c, err := of(v, name)
	if err != nil {
		return nil, err
	}
	s.easel.Lock() // one at a time: it is work, and anybody may ask for it
	defer s.easel.Unlock()
	return c.Draw()
}

func recommendationCard(v *visit, symbol string) (c card.Card, err error) {
	err = v.ask(func(q register.Questions) error {
		r, _, err := q.Recommendation(symbol)
		if err == nil {
			c = card.Card{Over: v.p.T("site.card.recommendation", r.Symbol), Title: v.say(r.Title), Foot: v.say(v.description.Name) + " · " + v.p.Date(r.Adopted)}
		}
		return err
	})
	return c, err
}

func publicationCard(v *visit, ref string) (c card.Card, err error) {
	err = v.ask(func(q register.Questions) error {
		p, err := q.Publication(act.Ref(ref))
		if err != nil {
			return err
		}
		c = card.Card{Over: v.p.T(p.Series.Key()), Title: v.say(p.Title), Foot: v.say(v.description.Name)}
		if p.Symbol != "" {
			c.Over += " · " + p.Symbol
		}
		if e, ok := p.Latest(); ok {
			c.Foot += " · " + v.p.Date(e.At)
		}
		return nil
	})
	return c, err
}
