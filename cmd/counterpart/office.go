package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"example.org/counterpart/calendar"
	"example.org/counterpart/clerk"
	"example.org/counterpart/database"
	"example.org/counterpart/dossier"
	"example.org/counterpart/edition"
	"example.org/counterpart/errand"
	"example.org/counterpart/holiday"
	"example.org/counterpart/invitation"
	"example.org/counterpart/mail"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/paper"
	"example.org/counterpart/picture"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/live"
)

// An officeConfig says where an office is and how it works.
type officeConfig struct {
	Data     string                  // a folder, or a postgres:// URL
	Keys     string                  // folder of the signing key and the secret; empty for keys within Data
	Origin   string                  // name of the record; empty for the one there is a key of, or a new one
	Now      func() time.Time        // the time of acts; nil for the real one
	Progress func(done, total int64) // told how far the register is; may be nil
	Log      *slog.Logger
	Keep     keepFlags // zero: as long as it is of use

	Mail *mail.Sender // nil, or one without a relay: no notices are sent
	Base string       // the address that people type, for links in mail
}

// An office is the program's rooms, opened and at work: what every medium
// needs behind it.
type office struct {
	DB       *database.DB
	Clerk    *clerk.Clerk
	Register *register.Register
	Door     *signin.Door
	Live     *live.Hub
	Key      record.Key
	Box      *outbox.Box
	Post     *dispatch.Post // nil if no notices are sent
	Caller   invitation.Caller
	Place    calendar.Place
	Now      func() time.Time
	Archive  string // the file of what is public; see archivist

	typesetter typesetter
	made       string          // folder of what can be made again; empty if there is none
	also       []errand.Errand // that a medium brings along; set before Work
	log        *slog.Logger
	keep       keepFlags
	bell       bell
	endErrands context.CancelFunc // and live pages; nil before Work
	endClerk   context.CancelFunc
	errandsEnd sync.WaitGroup
	clerkEnd   sync.WaitGroup
}

// keys is the folder of an office's keys.
func (c officeConfig) keys() (string, error) {
	if c.Keys != "" {
		return c.Keys, nil
	}
	if strings.Contains(c.Data, "://") {
		return "", errors.New("with a database server, --keys must name a folder for the signing key and the secret: they are never kept in the database")
	}
	folder := c.Data
	if strings.HasSuffix(folder, ".db") {
		folder = filepath.Dir(folder)
	}
	return filepath.Join(folder, "keys"), nil
}

// openOffice opens an office: it brings the tables and the register up to date
// and lets the clerk begin. Errands wait for Work.
func openOffice(ctx context.Context, c officeConfig) (o *office, err error) {
	keys, err := c.keys()
	if err != nil {
		return nil, err
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	o = &office{Now: c.Now, log: c.Log, keep: c.Keep}
	if o.DB, err = database.Open(ctx, c.Data); err != nil {
		return nil, err
	}
	if err := o.open(ctx, c, keys); err != nil {
		return nil, errors.Join(err, o.DB.Close())
	}
	running, end := context.WithCancel(context.Background())
	o.endClerk = end
	o.clerkEnd.Go(func() { o.Clerk.Run(running) })
	return o, nil
}

func (o *office) open(ctx context.Context, c officeConfig, keys string) error {
	err := o.DB.Write(ctx, func(tx *database.Tx) error {
		return errors.Join(record.Migrate(tx), dossier.Open(tx), errand.Open(tx), paper.Open(tx), picture.Open(tx), holiday.Open(tx), edition.Open(tx), register.OpenSearch(tx))
	})
	if err != nil {
		return err
	}
	secret, err := record.LoadOrMakeSecret(ctx, o.DB, keys)
	if err != nil {
		return err
	}
	if c.Origin == "" {
		if c.Origin, err = originIn(keys); err != nil {
			return err
		}
	}
	if o.Key, err = record.LoadOrMakeKey(ctx, o.DB, keys, c.Origin); err != nil {
		return err
	}
	if o.made = madeBeside(keys); o.made != "" {
		o.Archive = filepath.Join(o.made, "public.zip")
	}
	o.Register = register.New(o.DB)
	o.Door = signin.NewDoor(o.DB)
	o.Live = live.New(o.Register, c.Log)
	o.Clerk = &clerk.Clerk{DB: o.DB, Register: o.Register, Sign: o.Key.Signer, Origin: c.Origin, Secret: secret[:], Now: c.Now, Receipts: c.Keep.Receipts}
	o.Box = &outbox.Box{DB: o.DB}
	// The name of the record is never changed, and so names meetings for good.
	domain, _, _ := strings.Cut(c.Origin, "/")
	o.Place = calendar.Place{Domain: domain, Base: c.Base}
	o.Caller = invitation.Caller{Register: o.Register, Now: c.Now, Letters: c.Mail.Sends() && c.Base != ""}
	if c.Mail.Sends() && c.Base != "" {
		o.Post = &dispatch.Post{Box: o.Box, Sender: c.Mail, Now: c.Now, Log: c.Log, Writer: &dispatch.Writer{
			Register: o.Register, Box: o.Box, Base: c.Base, Secret: secret[:], Now: c.Now, From: c.Mail.From(), Place: o.Place}}
		o.Door.Tell = func(tx *database.Tx, what signin.Event, who member.ID, now time.Time) error {
			return outbox.Alert(tx, o.Register, outbox.Sort(what), who, now)
		}
	}
	o.Clerk.OnChange(func(int64) { o.bell.ring() })
	return o.Clerk.Open(ctx, c.Progress)
}

// Work lets the errands begin, and tells open pages of what happens from now
// on, in this instance of the program or another.
func (o *office) Work(ctx context.Context) error {
	var size int64
	err := o.DB.Read(ctx, func(tx *database.Tx) (err error) {
		size, err = record.Size(tx)
		return err
	})
	if err != nil {
		return err
	}
	working, stop := context.WithCancel(context.Background())
	o.endErrands = stop
	o.bell.each(o.Live.Wake)
	o.errandsEnd.Go(func() { o.Live.Run(working, size) })
	o.errandsEnd.Go(func() { o.DB.Listen(working, clerk.Changed, o.bell.ring) })
	o.errandsEnd.Go(func() { archivist{o}.run(working) })
	runner := &errand.Runner{DB: o.DB, Holder: rand.Text(), Lease: lease, Now: time.Now, Log: o.log}
	o.also = append(o.also, o.printing()...)
	for _, e := range o.errands() {
		wake := make(chan struct{}, 1)
		o.bell.each(func() {
			select {
			case wake <- struct{}{}:
			default: // it will look anyway
			}
		})
		o.errandsEnd.Go(func() { runner.Run(working, e, calm(working, wake, pauseOf(e))) })
	}
	return nil
}

// Close ends the work in order: nothing that was begun is left half-done, and
// what waits is told that the office is closing.
func (o *office) Close() error {
	if o.endErrands != nil {
		o.endErrands()
	}
	o.errandsEnd.Wait()
	o.typesetter.close()
	o.endClerk()
	o.clerkEnd.Wait()
	o.Door.Close()
	if err := o.DB.Close(); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}

// Size is how many acts are in the record.
func (o *office) Size(ctx context.Context) (size int64, err error) {
	err = o.DB.Read(ctx, func(tx *database.Tx) (err error) {
		size, err = record.Size(tx)
		return err
	})
	return size, err
}
