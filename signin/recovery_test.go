package signin

import (
	"strings"
	"testing"
	"time"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"github.com/go-webauthn/webauthn/webauthn"
)

var (
	anna = member.Standing{Member: "anna", Capacity: member.Secretariat}
	bota = member.Standing{Member: "bota", Capacity: member.Secretariat}
	hale = member.Standing{Member: "hale", Capacity: member.CoChair}
)

// TestRecovery lets aida in again, and tries everything that must not.
func TestRecovery(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		begins := func(by member.Standing, who member.ID, reason string, now time.Time) (r Recovery, err error) {
			err = db.Write(t.Context(), func(tx *database.Tx) (err error) { r, err = BeginRecovery(tx, by, who, reason, now); return err })
			return r, err
		}
		d := NewDoor(db)
		defer d.Close()
		confirms := func(by member.Standing, id string, now time.Time) (string, error) {
			token, _, err := d.ConfirmRecovery(t.Context(), by, id, now)
			return token, err
		}
		for _, c := range []struct {
			by          member.Standing
			who         member.ID
			reason, key string
		}{{hale, "aida", "lost", RecoveryOffice}, {member.Standing{}, "aida", "lost", RecoveryOffice}, {anna, "", "lost", RecoveryNoMember},
			{anna, "anna", "lost", RecoveryOneself}, {anna, "aida", " \n ", RecoveryReason}, {anna, "aida", strings.Repeat("x", 501), RecoveryReason}} {
			_, err := begins(c.by, c.who, c.reason, noon)
			refused(t, err, c.key)
		}

		cookie, s := start(t, db, "aida", noon)
		link := issueTo(t, db, "aida", noon, InvitedLink)
		_, other := start(t, db, "ben", noon)
		write(t, db, func(tx *database.Tx) error {
			return addPasskey(tx, Passkey{ID: "p", Member: "aida", Name: "x", Made: noon, credential: webauthn.Credential{ID: []byte("key")}})
		})
		r, err := begins(anna, "aida", "She lost her telephone.", noon)
		if err != nil {
			t.Fatal(err)
		}
		_, err = begins(bota, "aida", "Again.", noon)
		refused(t, err, RecoveryWaits)
		if _, err := d.Who(t.Context(), cookie, noon); err != nil {
			t.Errorf("what one of them began has ended her session: %v", err)
		}
		_, err = confirms(anna, r.ID, noon)
		refused(t, err, RecoveryTwo)
		_, err = confirms(hale, r.ID, noon)
		refused(t, err, RecoveryOffice)
		_, err = confirms(member.Standing{Member: "aida", Capacity: member.Secretariat}, r.ID, noon)
		refused(t, err, RecoveryOneself)
		_, err = confirms(bota, r.ID, noon.Add(RecoveryLasts))
		refused(t, err, RecoveryOver)
		_, err = confirms(bota, "nothing", noon)
		refused(t, err, RecoveryOver)

		token, err := confirms(bota, r.ID, noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		_, err = confirms(bota, r.ID, noon.Add(time.Hour))
		refused(t, err, RecoveryOver)
		_, err = d.Who(t.Context(), cookie, noon.Add(time.Hour))
		refused(t, err, SessionNone)
		_, err = redeem(t, db, link, noon.Add(time.Hour))
		refused(t, err, LinkUnknown)
		all, err := d.Access(t.Context(), "aida", noon.Add(time.Hour))
		if err != nil || len(all.Sessions)+len(all.Passkeys)+len(all.Tokens) != 0 {
			t.Errorf("what was is still there: %+v, %v, of the session %s", all, err, s.ID)
		}
		if len(all.Recoveries) != 1 || all.Recoveries[0].State != Confirmed || all.Recoveries[0].BegunBy != "anna" || all.Recoveries[0].EndedBy != "bota" {
			t.Errorf("on file: %+v", all.Recoveries)
		}
		if ben, _ := d.Access(t.Context(), "ben", noon); len(ben.Sessions) != 1 || ben.Sessions[0].ID != other.ID {
			t.Error("ben was signed out")
		}
		if who, err := redeem(t, db, token, noon.Add(2*time.Hour)); who != "aida" || err != nil {
			t.Errorf("the fresh link: %q, %v", who, err)
		}
		write(t, db, func(tx *database.Tx) error { return Forget(tx, "aida") })
		if kept, _ := d.Recoveries(t.Context(), "aida", 5, noon); len(kept) != 1 || kept[0].Reason != "" || kept[0].EndedBy != "bota" {
			t.Errorf("after she was forgotten: %+v", kept)
		}
	})
}

// TestRecoveryDropped has a recovery dropped by whom it is about, and one lapse.
func TestRecoveryDropped(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		begins := func(now time.Time) (r Recovery) {
			write(t, db, func(tx *database.Tx) (err error) { r, err = BeginRecovery(tx, anna, "aida", "lost", now); return err })
			return r
		}
		d := NewDoor(db)
		defer d.Close()
		r := begins(noon)
		refused(t, d.DropRecovery(t.Context(), hale, r.ID, noon), RecoveryOffice)
		if err := d.DropRecovery(t.Context(), member.Standing{Member: "aida", Capacity: member.Member}, r.ID, noon); err != nil {
			t.Error(err)
		}
		_, _, err := d.ConfirmRecovery(t.Context(), bota, r.ID, noon)
		refused(t, err, RecoveryOver)
		begins(noon)
		begins(noon.Add(RecoveryLasts)) // the one before it no longer waits
		all, err := d.Recoveries(t.Context(), "", 10, noon.Add(RecoveryLasts))
		if err != nil || len(all) != 3 || all[0].State != Begun || all[1].State == Begun || all[2].State == Begun {
			t.Errorf("%+v, %v", all, err)
		}
	})
}

// TestOldSession shows that one of the time before proofs were noted is not
// fresh, and may be used.
func TestOldSession(t *testing.T) {
	each(t, func(t *testing.T, db *database.DB) {
		token, s := start(t, db, "aida", noon)
		if !Fresh(s, noon) {
			t.Error("who has just signed in is not fresh")
		}
		write(t, db, func(tx *database.Tx) error { return tx.Exec(`update signin_session set proved = 0`) })
		old, err := read1(t, db, func(tx *database.Tx) (Session, error) { return Who(tx, token, noon) })
		if err != nil || Fresh(old, noon) {
			t.Errorf("%+v, %v", old, err)
		}
	})
}
