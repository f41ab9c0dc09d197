package clerk

import (
	"context"

	"example.org/counterpart/database"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
)

// Enroll enters people on the roll, all or none, or corrects what is known of
// them. It is no act: what the roll holds is not for ever.
func (c *Clerk) Enroll(ctx context.Context, people ...roll.Person) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error {
		for _, p := range people {
			if err := roll.Put(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	c.Register.ForgetPeople()
	return err
}

// Strike erases what the roll knows of a person.
func (c *Clerk) Strike(ctx context.Context, id member.ID) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error { return roll.Erase(tx, id) })
	c.Register.ForgetPeople()
	return err
}

// Portray gives a person a photograph, or takes it away if it is nil.
func (c *Clerk) Portray(ctx context.Context, id member.ID, photo roll.Photo) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error { return roll.PutPhoto(tx, id, photo) })
	c.Register.ForgetPeople()
	return err
}
