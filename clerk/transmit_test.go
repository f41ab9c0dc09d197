package clerk_test

import (
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/publication"
	"example.org/counterpart/text"
)

// TestTransmit hands an edition to a government: not before it is out, nor after
// it was withdrawn, to nobody else than whom recommendations address, and once
// each way. Its clock begins at the instant when it had it first.
func TestTransmit(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db)
		d := funded()
		d.Addressees = []initiative.Organisation{{ID: "gov-kz", Name: text.Words{"en": "The Government"}}}
		f.Governs("hale", initiative.Describe{Description: d})
		f.Refers("Water").Considers().Opens("written").Adopts()
		matter := f.On
		hand := publication.Transmit{Edition: 1, Addressee: "gov-kz", How: publication.ByMail}
		f.As("okafor")
		on := f.Prints("", f.Brief(clerktest.Washington, clerktest.Astana), version("en", matter), rendering("ru"))
		refusedWith(t, f, on, hand, "refuse.publication.stage")
		f.As("hale").Prints(on, publication.Turn{})
		f.As("serik").Prints(on, publication.Turn{})
		out := f.Time()
		f.Later(48 * time.Hour)

		f.As("nurlan")
		refusedWith(t, f, on, hand, "refuse.publication.keeper")
		f.As("serik")
		for key, wrong := range map[string]publication.Transmit{
			"refuse.correct.edition":    {Edition: 2, Addressee: "gov-kz", How: publication.ByMail},
			"refuse.transmit.addressee": {Edition: 1, Addressee: "gov", How: publication.ByMail},
			"refuse.transmit.how":       {Edition: 1, Addressee: "gov-kz", How: "pigeon"},
			"refuse.transmit.at":        {Edition: 1, Addressee: "gov-kz", How: publication.OnPaper, At: out.Add(-time.Hour)},
		} {
			refusedWith(t, f, on, wrong, key)
		}
		refusedWith(t, f, on, publication.Transmit{Edition: 1, Addressee: "gov-kz", How: publication.OnPaper, At: f.Time().Add(time.Hour)}, "refuse.transmit.at")
		f.Prints(on, hand)
		refusedWith(t, f, on, hand, "refuse.transmit.already")
		paper := f.Time().Add(-24 * time.Hour)
		f.Prints(on, publication.Transmit{Edition: 1, Addressee: "gov-kz", How: publication.OnPaper, At: paper})
		p := f.Imprint("", on)
		if at, ok := p.Since("gov-kz", 1); len(p.Transmissions) != 2 || !ok || !at.Equal(paper) {
			t.Errorf("handed over %+v, first at %s", p.Transmissions, at)
		}
		if _, ok := p.Since("gov-kz", 2); ok {
			t.Error("an edition that there is not was handed over")
		}
		f.As("hale").Prints(on, publication.Withdraw{Reason: "The well is dry."})
		f.As("serik").Prints(on, publication.Withdraw{Reason: "The well is dry."})
		refusedWith(t, f, on, publication.Transmit{Edition: 1, Addressee: "gov-kz", How: publication.ByMail}, "refuse.publication.stage")
		f.Checks()
	})
}
