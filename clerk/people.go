package clerk

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/initiative"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
)

// Enroll enters people on the roll, all or none, or corrects what is known of
// them. It is no act: what the roll holds is not for ever.
func (c *Clerk) Enroll(ctx context.Context, people ...roll.Person) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error { return enroll(tx, people) })
	c.Register.ForgetPeople()
	return err
}

func enroll(tx *database.Tx, people []roll.Person) error {
	for _, p := range people {
		if err := roll.Put(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// Correct enters what is known of a person and, unless it is nil, a photograph,
// both or neither; one without a picture takes away the one there is. What is
// to change with it is done before, while the roll is as it was.
func (c *Clerk) Correct(ctx context.Context, p roll.Person, photo *roll.Photo, first ...func(*database.Tx) error) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error {
		for _, f := range first {
			if err := f(tx); err != nil {
				return err
			}
		}
		if err := roll.Put(tx, p); err != nil || photo == nil {
			return err
		}
		return roll.PutPhoto(tx, p.Member, *photo)
	})
	c.Register.ForgetPeople()
	return err
}

// Move gives a person the address that a secret proves, after what is to be
// done while they still have the old one.
func (c *Clerk) Move(ctx context.Context, who member.ID, secret string, now time.Time, first func(*database.Tx) error) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		return roll.MoveAddress(tx, who, secret, now)
	})
	c.Register.ForgetPeople()
	return err
}

// Strike erases what the roll knows of a person, at once and without asking
// anybody: it undoes an entry that came to nothing, and is the operator's way.
func (c *Clerk) Strike(ctx context.Context, id member.ID) error {
	return c.erase(ctx, id, func(tx *database.Tx) (bool, error) { return false, roll.Erase(tx, id) })
}

// AskErasure keeps a request that a person be erased, until somebody else
// decides it.
func (c *Clerk) AskErasure(ctx context.Context, e roll.Erasure) error {
	return c.DB.Write(ctx, func(tx *database.Tx) error { return roll.AskErasure(tx, e) })
}

// DropErasure drops such a request.
func (c *Clerk) DropErasure(ctx context.Context, id member.ID) error {
	return c.DB.Write(ctx, func(tx *database.Tx) error { return roll.DropErasure(tx, id) })
}

// DoErasure carries out a request, by another than whoever asked: the seat that
// the person holds ends, and what they may do for others, by acts of who
// decides; then the roll and the rooms
// of the forget functions forget the person, and their own words go if that was
// asked for, all in one transaction. If it fails in between, their standing has
// ended and nothing is erased, and to do it again does the rest.
func (c *Clerk) DoErasure(ctx context.Context, id, decider member.ID, forget ...func(*database.Tx, member.ID) error) error {
	var e roll.Erasure
	err := c.DB.Read(ctx, func(tx *database.Tx) (err error) {
		e, err = roll.ErasureOf(tx, id)
		return err
	})
	if err == nil && e.Asker == decider {
		err = act.Refuse(act.NotAllowed, roll.ErasureSame)
	}
	if err == nil {
		err = c.endStanding(ctx, id, decider)
	}
	if err != nil {
		return err
	}
	return c.erase(ctx, id, func(tx *database.Tx) (bool, error) {
		e, err := roll.DoErasure(tx, id, decider, c.Now())
		return e.Words, err
	}, forget...)
}

// Forget erases a person on the operator's word alone.
func (c *Clerk) Forget(ctx context.Context, id member.ID, words bool, forget ...func(*database.Tx, member.ID) error) error {
	if err := c.endStanding(ctx, id, initiative.Operator); err != nil {
		return err
	}
	return c.erase(ctx, id, func(tx *database.Tx) (bool, error) {
		return words, errors.Join(roll.Erase(tx, id), roll.DropErasure(tx, id))
	}, forget...)
}

// endStanding ends the seat that a person holds, or is to hold, if there is one,
// and the grants by which they act for others. Whoever acts for a member of
// another group, or is to, is that group's to let go: then nothing ends.
func (c *Clerk) endStanding(ctx context.Context, id, by member.ID) error {
	var ends []initiative.Command
	err := c.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		n, err := q.Initiative()
		for _, s := range n.Standings {
			end := initiative.End{Member: id, Group: s.Group}
			if s.Member == id && (s.To.IsZero() || s.To.After(c.Now())) && !slices.Contains(ends, initiative.Command(end)) {
				ends = append(ends, end)
			}
		}
		for _, g := range n.Grants {
			if g.To != id || !g.Until.After(c.Now()) {
				continue
			}
			if seat, _ := member.Of(n.Standings, by, c.Now()); by != initiative.Operator && seat.Group != g.Group {
				return act.Refuse(act.NotAllowed, roll.ErasureServes)
			}
			if end := initiative.Command(initiative.RevokeGrant{For: g.For, To: id}); !slices.Contains(ends, end) {
				ends = append(ends, end)
			}
		}
		return err
	})
	for _, end := range ends {
		if err != nil {
			return err
		}
		_, err = c.Do(ctx, Order{By: by, On: act.Initiative, Turn: -1, Command: end})
	}
	return err
}

func (c *Clerk) erase(ctx context.Context, id member.ID, first func(*database.Tx) (words bool, err error), forget ...func(*database.Tx, member.ID) error) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error {
		words, err := first(tx)
		for _, f := range forget {
			if err == nil {
				err = f(tx, id)
			}
		}
		if err == nil && words {
			_, err = register.Unsay(tx, id)
		}
		return err
	})
	c.Register.ForgetPeople()
	return err
}

// Bring enters or corrects people and gives seats, all of it or nothing: in one
// transaction, of which the seats are acts of whoever asks. What else is to
// change with the seats is done beside.
func (c *Clerk) Bring(ctx context.Context, by member.ID, key string, people []roll.Person, seats []initiative.Appoint, beside ...func(*database.Tx) error) error {
	if len(seats) == 0 {
		return c.Enroll(ctx, people...)
	}
	_, err := c.Do(ctx, Order{By: by, On: act.Initiative, Turn: -1, Key: key, Command: initiative.AppointSeveral{Appoint: seats},
		Beside: func(tx *database.Tx) error {
			err := enroll(tx, people)
			for _, f := range beside {
				if err == nil {
					err = f(tx)
				}
			}
			return err
		}})
	return err
}
