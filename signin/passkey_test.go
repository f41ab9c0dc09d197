package signin

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

var here = Party{Name: "Task Force", Origin: "https://taskforce.example"}

// TestOffer answers offers wrongly. What a passkey answers rightly is tried in
// a browser, by the tests of package web.
func TestOffer(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d := NewDoor(db)
		defer d.Close()
		aida, ben, at := Holder{"aida", "Aida"}, Holder{"ben", "Ben"}, Arrival{Browser: desk}
		offered := func(h Holder) Offer {
			o, err := d.OfferPasskey(t.Context(), here, h, at, "Telephone", noon)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		_, err := d.OfferPasskey(t.Context(), here, aida, at, " \t", noon)
		refused(t, err, PasskeyNameless)
		o := offered(aida)
		var options struct {
			RP                     struct{ ID string }
			User                   struct{ ID, Name string }
			Challenge              string
			AuthenticatorSelection struct{ ResidentKey, UserVerification string }
		}
		if err := json.Unmarshal(o.Options, &options); err != nil || options.RP.ID != "taskforce.example" || options.AuthenticatorSelection.ResidentKey != "required" ||
			options.AuthenticatorSelection.UserVerification != "required" || len(options.Challenge) < 40 || strings.Contains(options.User.ID, "aida") {
			t.Errorf("offered %s, %v", o.Options, err)
		}
		var again struct{ User struct{ ID string } }
		json.Unmarshal(offered(aida).Options, &again)
		if again.User.ID != options.User.ID {
			t.Error("the second passkey would know her by another number")
		}
		add := func(h Holder, at Arrival, o Offer) error {
			return d.AddPasskey(t.Context(), here, h, at, o.Attempt, []byte(`{}`), "Telephone", noon)
		}
		refused(t, add(aida, Arrival{Browser: elsewhere}, o), AttemptOver)
		refused(t, add(ben, at, o), AttemptOver) // and it is used up
		refused(t, add(aida, at, o), AttemptOver)
		o = offered(aida)
		refused(t, add(aida, at, o), PasskeyRefused)
		refused(t, add(aida, at, o), AttemptOver)

		o = offered(aida) // an offer to add one is no question who it is
		_, _, err = d.EnterByPasskey(t.Context(), here, at, o.Attempt, []byte(`{}`), noon, anybody)
		refused(t, err, AttemptOver)
		asked, err := d.AskPasskey(t.Context(), here, at, noon)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = d.EnterByPasskey(t.Context(), here, at, asked.Attempt, []byte(`{}`), noon.Add(AttemptLasts), anybody)
		refused(t, err, AttemptOver)
		_, _, err = d.EnterByPasskey(t.Context(), here, at, asked.Attempt, []byte(`{}`), noon, anybody)
		refused(t, err, PasskeyRefused)
	})
}

// TestManyPasskeys adds as many as one may have, and one more; then others'.
func TestManyPasskeys(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		add := func(n int, id string) error {
			return db.Write(t.Context(), func(tx *database.Tx) error {
				return addPasskey(tx, Passkey{ID: fmt.Sprint(n), Member: "aida", Name: "x", Made: noon.Add(time.Duration(n)), credential: webauthn.Credential{ID: []byte(id)}})
			})
		}
		for n := range mostPasskeys - 1 {
			if err := add(n, fmt.Sprint(n)); err != nil {
				t.Fatal(err)
			}
		}
		refused(t, add(100, "0"), PasskeyTaken)
		if err := add(101, "last"); err != nil {
			t.Error(err)
		}
		refused(t, add(102, "more"), PasskeyMany)
		d := NewDoor(db)
		defer d.Close()
		if err := d.DropPasskey(t.Context(), "ben", "101", noon); err != nil || count(t, db, "signin_passkey") != mostPasskeys {
			t.Errorf("ben dropped one of aida's, %v", err)
		}
		if err := d.DropPasskey(t.Context(), "aida", "101", noon); err != nil || count(t, db, "signin_passkey") != mostPasskeys-1 {
			t.Errorf("aida could not drop hers, %v", err)
		}
		write(t, db, func(tx *database.Tx) error { return Forget(tx, "aida") })
		if n := count(t, db, "signin_passkey") + count(t, db, "signin_handle"); n != 0 {
			t.Errorf("%d rows of somebody who was forgotten", n)
		}
	})
}

// FuzzAnswer answers questions with whatever a browser, or anybody in its
// place, may send: nothing of it proves anything, and nothing breaks.
func FuzzAnswer(f *testing.F) {
	lib, err := here.library()
	if err != nil {
		f.Fatal(err)
	}
	_, entering, err := lib.BeginDiscoverableLogin()
	if err != nil {
		f.Fatal(err)
	}
	who := holder{Holder{"aida", "Aida"}, bytes.Repeat([]byte{1}, 64), []webauthn.Credential{{ID: []byte("key"), PublicKey: []byte{0xa0}}}}
	_, adding, err := lib.BeginRegistration(who)
	if err != nil {
		f.Fatal(err)
	}
	client := `eyJ0eXBlIjoid2ViYXV0aG4uZ2V0IiwiY2hhbGxlbmdlIjoiQUFBQSIsIm9yaWdpbiI6Imh0dHBzOi8vdGFza2ZvcmNlLmV4YW1wbGUifQ`
	f.Add([]byte(`{"id":"a2V5","rawId":"a2V5","type":"public-key","clientExtensionResults":{},"response":{"clientDataJSON":"` + client +
		`","authenticatorData":"` + strings.Repeat("A", 50) + `","signature":"AA","userHandle":"AQ"}}`))
	f.Add([]byte(`{"id":"a2V5","rawId":"a2V5","type":"public-key","response":{"clientDataJSON":"` + client + `","attestationObject":"o2NmbXRkbm9uZQ"}}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, in []byte) {
		if parsed, err := protocol.ParseCredentialRequestResponseBytes(in); err == nil {
			owner := func(_, _ []byte) (webauthn.User, error) { return who, nil }
			if _, _, err := lib.ValidatePasskeyLogin(owner, *entering, parsed); err == nil {
				t.Error("it signs in")
			}
		}
		if parsed, err := protocol.ParseCredentialCreationResponseBytes(in); err == nil {
			if _, err := lib.CreateCredential(who, *adding, parsed); err == nil {
				t.Error("it is added")
			}
		}
	})
}

// TestSeatless has somebody without a seat come in by a link that is good.
func TestSeatless(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		d := NewDoor(db)
		defer d.Close()
		link := issueTo(t, db, "aida", noon, InvitedLink)
		_, _, err := d.Enter(t.Context(), Arrival{}, link, noon, nobody)
		refused(t, err, NoSeat)
		if no, _ := act.Refused(err); no.Why != act.NotAllowed {
			t.Errorf("refused as %s", no.Why)
		}
		if n := count(t, db, "signin_session"); n != 0 {
			t.Errorf("%d sessions", n)
		}
		if _, s, err := d.Enter(t.Context(), Arrival{}, link, noon, anybody); err != nil || s.Member != "aida" {
			t.Errorf("once she sits, the link is gone: %v", err)
		}
	})
}
