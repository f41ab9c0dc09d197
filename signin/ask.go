package signin

import (
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// A limit says how often something may be asked for.
type limit struct {
	most int
	per  time.Duration
}

// A delegation may sit behind one address; nobody needs many links by mail. The
// limit of an address is so low because any stranger can use it up for its
// owner, who then still has the links that were sent.
var (
	byAddress = limit{most: 30, per: time.Hour}
	byEmail   = limit{most: 5, per: time.Hour}
)

// Asked is what became of asking for a link. If nobody has the address, Member
// is empty and there is nobody to send the Token to. Whoever asked is told the
// same in either case, and is not kept waiting while mail is sent.
type Asked struct {
	Member member.ID
	Token  string
}

// Ask makes a link for whoever has an e-mail address, as asked for by a browser
// from a network address. It opens in that browser only. find says who that is, with the same questions to the
// database whatever the answer. Whether anybody has it or not, the same is
// counted, written and refused.
//
// What is refused is not counted, provided that the transaction fails with the
// refusal, so nobody is shut out for longer by trying.
func Ask(tx *database.Tx, email, browser string, from netip.Addr, now time.Time,
	find func(tx *database.Tx, email string) (who member.ID, ok bool, err error),
) (Asked, error) {
	if _, ok := read(browserMark, browser); !ok {
		return Asked{}, errors.New("ask for a link: the browser has nothing to be known by")
	}
	if err := sweep(tx, now); err != nil {
		return Asked{}, err
	}
	// Always in this order, so that two who ask never wait for each other.
	wait, err := byAddress.count(tx, "address\n"+Network(from), now)
	if err == nil && wait > 0 {
		err = act.Refuse(act.TooMany, AskedAddress, wait)
	}
	if err != nil {
		return Asked{}, err
	}
	wait, err = byEmail.count(tx, "email\n"+strings.ToLower(strings.TrimSpace(email)), now)
	if err == nil && wait > 0 {
		err = act.Refuse(act.TooMany, AskedEmail, wait)
	}
	if err != nil {
		return Asked{}, err
	}
	who, ok, err := find(tx, email)
	if err != nil {
		return Asked{}, fmt.Errorf("ask for a link: %w", err)
	}
	if !ok {
		who = ""
	}
	token, err := issue(tx, who, held(browser), now, MailedLink)
	return Asked{Member: who, Token: token}, err
}

// count counts one more of what, and answers how many minutes to wait if that
// is too many. It counts in windows of the limit's length, and weighs the last
// one by how much of it lies within that length, so that a new window is no
// fresh start.
func (l limit) count(tx *database.Tx, what string, now time.Time) (wait int, err error) {
	key := sha256.Sum256([]byte(what))
	per := l.per.Milliseconds()
	began := now.UnixMilli() - now.UnixMilli()%per
	var n, before int64
	err = tx.Row(`insert into signin_count (what, began, until, n) values ($1, $2, $3, 1)
		on conflict (what, began) do update set n = signin_count.n + 1 returning n`,
		[]any{key[:], began, began + per}, &n)
	if err != nil {
		return 0, fmt.Errorf("count: %w", err)
	}
	err = tx.Row(`select n from signin_count where what = $1 and began = $2`, []any{key[:], began - per}, &before)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("count: %w", err)
	}
	left := began + per - now.UnixMilli() // of this window, and as much of the last one still weighs
	if n*per+before*left <= int64(l.most)*per {
		return 0, nil
	}
	const minute = int64(time.Minute / time.Millisecond)
	return int((left + minute - 1) / minute), nil
}

// Network returns the part of an address that one subscriber has: all of it in
// IPv4, the first half in IPv6, where anybody has billions of them.
func Network(a netip.Addr) string {
	a = a.Unmap().WithZone("")
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}
