package inbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"time"

	"example.org/counterpart/mail/reply"
	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// A Mailbox fetches letters from an IMAP server.
type Mailbox struct {
	Source   Source
	Password string
	Desk     *Desk
	TLS      *tls.Config // nil for the machine's own
}

const (
	mostAtOnce = 50              // letters looked at in one round
	roundTime  = 2 * time.Minute // for one round, however slow the server
	dialTime   = 20 * time.Second
	largeHead  = 64 << 10 // of a letter that is too large, what is read
)

// Trust returns what a Mailbox needs to trust the certificates in a file, in
// PEM, and no others: for a server whose certificate is its own.
func Trust(pem []byte) (*tls.Config, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("there is no certificate in PEM in it")
	}
	return &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, nil
}

// Round takes the letters that have come, and returns when all that it saw have
// been dealt with. A letter is marked, or moved, once it is: one that meets
// with a fault is left for the next round, and stops no other.
func (b *Mailbox) Round(ctx context.Context) (rest time.Duration, err error) {
	ctx, cancel := context.WithTimeout(ctx, roundTime)
	defer cancel()
	c, err := b.dial(ctx)
	if err != nil {
		return 0, fmt.Errorf("open the mailbox of replies: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { c.Close() }) // the client minds no context
	defer func() { stop(); c.Close() }()
	n, err := b.empty(ctx, c)
	if ctx.Err() != nil && err != nil {
		err = ctx.Err()
	}
	if err != nil {
		return 0, fmt.Errorf("read the mailbox of replies: %w", err)
	}
	if n == mostAtOnce {
		rest = time.Second
	}
	c.Logout().Wait()
	return rest, nil
}

// dial connects, by TLS unless the server is on this machine.
func (b *Mailbox) dial(ctx context.Context) (*imapclient.Client, error) {
	dialer := net.Dialer{Timeout: dialTime}
	conn, err := dialer.DialContext(ctx, "tcp", b.Source.Host)
	if err != nil {
		return nil, err
	}
	conn.SetDeadline(time.Now().Add(roundTime + dialTime))
	host, _, _ := net.SplitHostPort(b.Source.Host)
	config := &tls.Config{ServerName: host, MinVersion: tls.VersionTLS12}
	if b.TLS != nil {
		config = b.TLS.Clone()
		config.ServerName = host
	}
	options := &imapclient.Options{TLSConfig: config}
	switch {
	case b.Source.TLS:
		secret := tls.Client(conn, config)
		if err := secret.HandshakeContext(ctx); err != nil {
			conn.Close()
			return nil, err
		}
		return imapclient.New(secret, options), nil
	case loopback(host) && !b.Source.StartTLS:
		return imapclient.New(conn, options), nil
	}
	c, err := imapclient.NewStartTLS(conn, options)
	if err != nil {
		conn.Close()
	}
	return c, err
}

// empty deals with the letters that wait, and returns how many there were.
func (b *Mailbox) empty(ctx context.Context, c *imapclient.Client) (n int, err error) {
	if err := c.Login(b.Source.User, b.Password).Wait(); err != nil {
		return 0, errors.New("the server refuses the user or the password") // its words may repeat them
	}
	if _, err := c.Select(b.Source.Folder, nil).Wait(); err != nil {
		return 0, err
	}
	wanted := &imap.SearchCriteria{NotFlag: []imap.Flag{imap.FlagDeleted}}
	if b.Source.Move == "" {
		wanted.NotFlag = append(wanted.NotFlag, imap.FlagSeen)
	}
	found, err := c.UIDSearch(wanted, nil).Wait()
	if err != nil {
		return 0, err
	}
	uids := found.AllUIDs()
	slices.Sort(uids)
	for _, uid := range uids[:min(len(uids), mostAtOnce)] {
		in, err := b.fetch(c, uid)
		if err != nil {
			return n, err
		}
		n++
		if err := b.deliver(ctx, in); err != nil {
			continue // it is in the log, and the letter stays
		}
		if err := b.done(c, uid); err != nil {
			return n, err
		}
	}
	return n, nil
}

// deliver takes a letter for each of our addresses that it names.
func (b *Mailbox) deliver(ctx context.Context, in Delivery) error {
	l, err := reply.Open(in.Raw)
	if err != nil {
		return nil // nobody could say whose it is
	}
	var met []string
	for _, to := range l.To() {
		if b.Desk.Knows(to) && !slices.Contains(met, to) && len(met) < mostRecipients {
			met = append(met, to)
			one := in
			one.To = to
			if _, err := b.Desk.Take(ctx, one); err != nil {
				return err
			}
		}
	}
	if len(met) == 0 {
		b.Desk.Log.InfoContext(ctx, "a reply by mail", "outcome", Unknown, "bytes", len(in.Raw))
	}
	return nil
}

// fetch reads one letter; of one that is too large only its beginning. The
// server is told how much to send, and not believed that it sends no more.
func (b *Mailbox) fetch(c *imapclient.Client, uid imap.UID) (in Delivery, err error) {
	one := imap.UIDSetNum(uid)
	sizes, err := c.Fetch(one, &imap.FetchOptions{UID: true, RFC822Size: true}).Collect()
	if err != nil || len(sizes) == 0 {
		return in, err
	}
	most := int64(reply.MaxLetter)
	if in.Large = sizes[0].RFC822Size > most; in.Large {
		most = largeHead
	}
	part := &imap.FetchItemBodySection{Peek: true, Partial: &imap.SectionPartial{Offset: 0, Size: most + 1}}
	fetching := c.Fetch(one, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{part}})
	for message := fetching.Next(); message != nil; message = fetching.Next() {
		for item := message.Next(); item != nil; item = message.Next() {
			body, ok := item.(imapclient.FetchItemDataBodySection)
			if !ok || body.Literal == nil {
				continue
			}
			raw, err := io.ReadAll(io.LimitReader(body.Literal, most+1))
			if err != nil {
				return in, err
			}
			if _, err := io.CopyN(io.Discard, body.Literal, 1); err == nil {
				c.Close()
				return in, errors.New("the server sends more than it was asked for")
			}
			in.Raw = raw
		}
	}
	if int64(len(in.Raw)) > reply.MaxLetter { // larger than the server said
		in.Large, in.Raw = true, in.Raw[:largeHead]
	}
	return in, fetching.Close()
}

// done marks a letter as dealt with, or moves it away.
func (b *Mailbox) done(c *imapclient.Client, uid imap.UID) error {
	one := imap.UIDSetNum(uid)
	if b.Source.Move != "" {
		_, err := c.Move(one, b.Source.Move).Wait()
		return err
	}
	return c.Store(one, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagSeen}}, nil).Close()
}
