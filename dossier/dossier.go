// Package dossier gathers everything that is held about one person, for that
// person to have and to read.
//
// Its law: it holds what the tables hold, and is complete by one list. A room
// that comes to hold anything about people is added to Rooms, and is then in
// every dossier and part of every erasure.
package dossier

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/draft"
	"example.org/counterpart/floor"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/poll"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/remark"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
)

// A Room is a room of the office that holds something about people.
type Room struct {
	Name   string                                     // in the file, and behind "dossier." in the catalogues
	About  func(*database.Tx, member.ID) (any, error) // what it holds, as it is to be written in JSON; nil for nothing
	Forget func(*database.Tx, member.ID) error        // makes it forget; nil if it holds nothing that must go
	Open   func(*database.Tx) error                   // makes its tables; nil of rooms that the clerk opens
}

// Rooms lists them all. The clerk's receipts are not here: they lie under
// numbers that lead from an order to a receipt and not back.
var Rooms = []Room{
	{Name: "roll", About: roll.About}, // forgets by roll.Erase, of which an erasure consists
	{Name: "signin", About: signin.About, Forget: signin.Forget, Open: signin.Open},
	{Name: "outbox", About: outbox.About, Forget: outbox.Forget, Open: outbox.Open},
	{Name: "draft", About: draft.About, Forget: draft.Forget, Open: draft.Open},
	{Name: "floor", About: floor.About, Forget: floor.Forget, Open: floor.Open},
	{Name: "application", About: application.About, Forget: application.Forget, Open: application.Open},
	{Name: "invitation", About: invitation.About, Forget: invitation.Forget, Open: invitation.Open},
	{Name: "poll", About: poll.About, Forget: poll.Forget, Open: poll.Open},
	{Name: "registration", About: registration.About, Forget: registration.Forget, Open: registration.Open},
	{Name: "remark", About: remark.About, Forget: remark.Forget, Open: remark.Open},
	{Name: "distribution", About: distribution.About, Forget: distribution.Forget, Open: distribution.Open},
	{Name: "acts", About: register.About}, // acts stay; see register.Unsay
}

// Open makes the tables of every room, or brings them up to date.
func Open(tx *database.Tx) error {
	for _, r := range Rooms {
		if r.Open == nil {
			continue
		}
		if err := r.Open(tx); err != nil {
			return fmt.Errorf("open %s: %w", r.Name, err)
		}
	}
	return nil
}

// Forgets are what makes the rooms forget a person, for clerk.DoErasure.
func Forgets() (all []func(*database.Tx, member.ID) error) {
	for _, r := range Rooms {
		if r.Forget != nil {
			all = append(all, r.Forget)
		}
	}
	return all
}

// A Dossier is what is held about one person at one moment.
type Dossier struct {
	Member member.ID
	At     time.Time
	Parts  []Part
}

// A Part is what one room holds, in JSON.
type Part struct {
	Name string
	Data json.RawMessage
}

// Of gathers a dossier.
func Of(ctx context.Context, db *database.DB, id member.ID, at time.Time) (d Dossier, err error) {
	d = Dossier{Member: id, At: at.UTC().Truncate(time.Second)}
	err = db.Read(ctx, func(tx *database.Tx) error {
		for _, r := range Rooms {
			held, err := r.About(tx, id)
			if err != nil {
				return fmt.Errorf("what %s holds about %s: %w", r.Name, id, err)
			}
			data, err := json.Marshal(held)
			if err != nil {
				return fmt.Errorf("what %s holds about %s: %w", r.Name, id, err)
			}
			d.Parts = append(d.Parts, Part{r.Name, data})
		}
		return nil
	})
	return d, err
}

// JSON is the dossier as one file for programs.
func (d Dossier) JSON() ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"member":%q,"at":%q`, d.Member, d.At.Format(time.RFC3339))
	for _, p := range d.Parts {
		fmt.Fprintf(&b, `,%q:%s`, p.Name, p.Data)
	}
	b.WriteByte('}')
	var tidy bytes.Buffer
	if err := json.Indent(&tidy, b.Bytes(), "", "  "); err != nil {
		return nil, err
	}
	tidy.WriteByte('\n')
	return tidy.Bytes(), nil
}

// Zip is the dossier as a file with two in it: data.json for programs, and
// about.html for people, in the printer's language.
func (d Dossier) Zip(ctx context.Context, p *locale.Printer) ([]byte, error) {
	data, err := d.JSON()
	if err != nil {
		return nil, err
	}
	page, err := d.page(p)
	if err != nil {
		return nil, err
	}
	var html bytes.Buffer
	if err := aboutPage(p, page).Render(ctx, &html); err != nil {
		return nil, err
	}
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for _, f := range []struct {
		name string
		data []byte
	}{{"about.html", html.Bytes()}, {"data.json", data}} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: d.At})
		if err == nil {
			_, err = w.Write(f.data)
		}
		if err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return file.Bytes(), err
}
