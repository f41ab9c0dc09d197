package clerk

import (
	"context"
	"errors"

	"example.org/counterpart/database"
	"example.org/counterpart/draft"
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

// Strike erases what the roll knows of a person, and what they have not said yet.
func (c *Clerk) Strike(ctx context.Context, id member.ID) error {
	err := c.DB.Write(ctx, func(tx *database.Tx) error { return errors.Join(roll.Erase(tx, id), draft.Forget(tx, id)) })
	c.Register.ForgetPeople()
	return err
}
