package database

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"strconv"
	"strings"
)

// remembered is how many statements a connection keeps prepared, twice over.
const remembered = 256

// A connection to SQLite keeps its statements prepared, by their text. They
// are in two generations: when the young are too many they become the old, and
// what is still old then is closed. So what is used often is never prepared
// twice, with nothing to be done for each use.
type connection struct {
	conn       *sql.Conn
	young, old map[string]*sql.Stmt
}

func (c *connection) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := c.young[query]; ok {
		return s, nil
	}
	s, ok := c.old[query]
	if ok {
		delete(c.old, query)
	} else {
		var err error
		if s, err = c.conn.PrepareContext(context.WithoutCancel(ctx), question(query)); err != nil {
			return nil, err
		}
	}
	if len(c.young) >= remembered {
		for _, s := range c.old {
			s.Close() // it only frees memory; no statement is running
		}
		c.young, c.old = nil, c.young
	}
	if c.young == nil {
		c.young = map[string]*sql.Stmt{}
	}
	c.young[query] = s
	return s, nil
}

// close ends the connection for good: it is not to return to the pool of
// database/sql, whose next user would inherit whatever state it is in.
func (c *connection) close() error {
	if c.conn.PingContext(context.Background()) == sql.ErrConnDone {
		return nil // it has ended, and its statements with it
	}
	var errs []error
	for _, generation := range []map[string]*sql.Stmt{c.young, c.old} {
		for _, s := range generation {
			errs = append(errs, s.Close())
		}
	}
	c.conn.Raw(func(any) error { return driver.ErrBadConn })
	return errors.Join(errs...)
}

// question rewrites a statement for SQLite, where $1 would be a name: $1
// becomes ?1. If the parameters stand in their order, each once, they become
// plain question marks, which the driver binds fastest. What is within quotes
// or a comment stays as it is.
func question(query string) string {
	if strings.IndexByte(query, '$') < 0 {
		return query
	}
	var plain, numbered strings.Builder
	inOrder, next := true, 1
	for i := 0; i < len(query); {
		if n := quoted(query[i:]); n > 0 {
			plain.WriteString(query[i : i+n])
			numbered.WriteString(query[i : i+n])
			i += n
			continue
		}
		j := i + 1
		for query[i] == '$' && j < len(query) && '0' <= query[j] && query[j] <= '9' {
			j++
		}
		if j == i+1 {
			plain.WriteByte(query[i])
			numbered.WriteByte(query[i])
			i = j
			continue
		}
		plain.WriteByte('?')
		numbered.WriteByte('?')
		numbered.WriteString(query[i+1 : j])
		n, _ := strconv.Atoi(query[i+1 : j])
		inOrder = inOrder && n == next
		next++
		i = j
	}
	if inOrder {
		return plain.String()
	}
	return numbered.String()
}

// quoted returns the length of the text, name or comment in quotes that s
// begins with, or 0.
func quoted(s string) int {
	upTo := func(skip int, end string) int {
		if i := strings.Index(s[skip:], end); i >= 0 {
			return skip + i + len(end)
		}
		return len(s)
	}
	switch {
	case s[0] == '\'':
		return upTo(1, "'") // a doubled quote reads as two texts, which is as good
	case s[0] == '"':
		return upTo(1, `"`)
	case strings.HasPrefix(s, "--"):
		return upTo(2, "\n")
	case strings.HasPrefix(s, "/*"):
		return upTo(2, "*/")
	}
	return 0
}
