package pdf

import (
	"context"

	"example.org/counterpart/locale"
	"example.org/counterpart/press"
	"example.org/counterpart/press/typst"
)

// missive is a letter as its template reads it. What the templates have in
// common calls the subject a title.
type missive struct {
	sheet
	From     []string `json:"from"`
	To       []string `json:"to"`
	Place    string   `json:"place"`
	Greeting string   `json:"greeting"`
	Body     [][]run  `json:"body"`
	Closing  string   `json:"closing"`
	Signed   []string `json:"signed"`
	Enclosed []string `json:"enclosed"`
}

// SetLetter sets a letter under the sender's head.
func SetLetter(ctx context.Context, engine *typst.Engine, l press.Letter) ([]byte, error) {
	if err := checkLetter(l); err != nil {
		return nil, err
	}
	say := locale.For(locale.Lang(l.Lang))
	w := &writer{say: say, lang: l.Lang, room: roomInPage, files: map[string][]byte{}}
	m := missive{
		sheet: sheet{Lang: l.Lang, Title: tidy(l.Subject), Date: tidy(l.Date), Labels: map[string]string{
			"enclosed": say.T("pdf.enclosed"), "reference": say.T("pdf.reference", tidy(l.Reference)),
		}, Symbol: tidy(l.Reference), Authors: tidyAll(l.From[:1]), Issuers: []string{}},
		From: tidyAll(l.From), To: tidyAll(l.To), Place: tidy(l.Place), Greeting: tidy(l.Greeting),
		Closing: tidy(l.Closing), Signed: tidyAll(l.Signed), Enclosed: tidyAll(l.Enclosed),
	}
	for _, paragraph := range l.Body {
		m.Body = append(m.Body, w.text(paragraph))
	}
	file, err := typeset(ctx, engine, "letter", m, w.files)
	if err != nil {
		return nil, blame(err, nil, nil)
	}
	return file, nil
}

func checkLetter(l press.Letter) error {
	faces, err := faces()
	if err != nil {
		return err
	}
	c := &checker{faces}
	all := []string{l.Place, l.Date, l.Reference, l.Subject, l.Greeting, l.Closing}
	for _, lines := range [][]string{l.From, l.To, l.Signed, l.Enclosed} {
		all = append(all, lines...)
	}
	reason := c.words(all...)
	for _, paragraph := range l.Body {
		if reason == "" {
			reason = c.text(paragraph)
		}
	}
	if reason != "" {
		return press.Fault{Reason: reason}
	}
	return l.Check()
}
