package main

import (
	"context"
	"errors"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/record"
	"example.org/counterpart/register"
	"example.org/counterpart/transcript"
)

// actsCmd prints a matter as a transcript.
type actsCmd struct {
	Matter string   `arg:"" placeholder:"MATTER" help:"The matter: the eight letters at the end of its page's address."`
	Where  dataFlag `embed:""`
	Public bool     `help:"Only what the public may read."`
}

func (actsCmd) Help() string {
	return `All groups' caucuses are in it, unless it is for the public: it is for the person who keeps the database, and reads ` +
		`it anyway. Who spoke without a name is not named here either.`
}

func (c *actsCmd) Run(ctx context.Context, to streams) error {
	db, err := c.Where.reading(ctx)
	if err != nil {
		return err
	}
	defer db.Close()
	var n initiative.Initiative
	err = db.Read(ctx, func(tx *database.Tx) error {
		size, err := record.Size(tx)
		if err != nil {
			return err
		}
		if next, ok, err := register.Head(tx); err != nil || !ok || next != size {
			return errors.Join(err, errors.New("the register is not up to date: run counterpart refold first"))
		}
		n, err = initiativeOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	readers := []register.Reader{register.Public}
	if !c.Public {
		readers = transcript.Everyone(n)
	}
	m, err := c.read(ctx, register.New(db), readers)
	if err != nil {
		return err
	}
	return transcript.Write(to.Out, m)
}

// read asks as each reader. A matter in a caucus is unknown to all the others.
func (c *actsCmd) read(ctx context.Context, r *register.Register, readers []register.Reader) (m transcript.Matter, err error) {
	var may []register.Reader
	for _, reader := range readers {
		_, failed := transcript.Read(ctx, r, act.Ref(c.Matter), reader)
		err = errors.Join(err, failed)
		if failed == nil {
			may = append(may, reader)
		} else if _, refused := act.Refused(failed); !refused {
			return m, failed
		}
	}
	m, last := transcript.Read(ctx, r, act.Ref(c.Matter), may...)
	if len(may) == 0 || len(m.Acts) == 0 {
		return m, errors.New("there is no matter " + c.Matter + " here; it is the last part of the address of a matter's page")
	}
	return m, last
}
