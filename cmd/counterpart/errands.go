package main

import (
	"context"
	"errors"
	"time"

	"example.org/counterpart/application"
	"example.org/counterpart/database"
	"example.org/counterpart/distribution"
	"example.org/counterpart/draft"
	"example.org/counterpart/errand"
	"example.org/counterpart/floor"
	"example.org/counterpart/invitation"
	"example.org/counterpart/mail/dispatch"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/registration"
	"example.org/counterpart/remark"
	"example.org/counterpart/signin"
)

// lease is how long an instance of the program may be silent before another
// does its errands.
const lease = 30 * time.Second

// errands are what this program does after the fact.
func (o *office) errands() []errand.Errand {
	all := []errand.Errand{
		{
			// Closes decisions whose time has come. A decision that closes
			// late closes all the same as it would have.
			Name: "clock", Every: 10 * time.Second,
			Round: o.Clerk.Tick,
		},
		{
			Name: "search", Every: time.Minute,
			Follow: register.Index,
		},
		{
			// Erases what applicants wrote, and who registered for conferences,
			// when it has been kept for its time.
			Name: "applications", Every: time.Hour,
			Round: func(ctx context.Context) (time.Duration, error) {
				return 0, o.DB.Write(ctx, func(tx *database.Tx) error {
					return errors.Join(application.Sweep(tx, o.Now()), registration.Sweep(tx, o.Now()))
				})
			},
		},
		{
			// Invites to meetings that are called, moved or called off.
			Name: "invitations", Every: time.Minute,
			Follow: o.Caller.Follow,
		},
		{
			// Forgets who was invited to meetings that were over long ago.
			Name: "invited", Every: time.Hour,
			Round: func(ctx context.Context) (rest time.Duration, err error) {
				err = o.DB.Write(ctx, func(tx *database.Tx) error {
					more, err := invitation.Sweep(tx, o.Register, o.Now(), remark.Needs, o.speaks())
					if more {
						rest = time.Second
					}
					return err
				})
				return rest, err
			},
		},
		{
			// Gives places that were added, and notes whom to tell of a
			// conference.
			Name: "registrations", Every: time.Minute,
			Follow: dispatch.FollowConferences,
		},
		{
			// Forgets which orders were carried out long ago, what became of
			// letters and to whom mailings went, addresses that nobody confirmed, drafts that nobody confirmed, lists of speakers that were left
			// lying, and who signed in when; for how long the first and the last are kept is the operator's to
			// shorten.
			Name: "sweep", Every: time.Hour,
			Round: func(ctx context.Context) (rest time.Duration, err error) {
				err = o.DB.Write(ctx, func(tx *database.Tx) error {
					if err := signin.Sweep(tx, o.keep.signin(), time.Now()); err != nil {
						return err
					}
					more, err := o.Clerk.Sweep(tx)
					if err != nil {
						return err
					}
					letters, err := outbox.Sweep(tx, o.Now())
					if err != nil {
						return err
					}
					sent, err := distribution.Sweep(tx, o.Now())
					if more || letters || sent {
						rest = time.Second
					}
					return errors.Join(err, draft.Sweep(tx, o.Now()), floor.Sweep(tx, o.Now()))
				})
				return rest, err
			},
		},
	}
	all = append(all, o.also...)
	if o.Post == nil {
		return all
	}
	return append(all,
		errand.Errand{
			// Writes letters to be for what happens.
			Name: "notices", Every: time.Minute,
			Follow: outbox.Follower{Register: o.Register, Now: o.Now}.Follow,
		},
		errand.Errand{
			// Tells them.
			Name: "registered", Every: 10 * time.Second,
			Round: o.registered().Round,
		},
		errand.Errand{
			// Sends mailings that were started.
			Name: "mailings", Every: 3 * time.Second,
			Round: o.mailings().Round,
		},
		errand.Errand{
			// Announces bulletins, and that a group is silent past its date.
			Name: "bulletin", Every: 5 * time.Minute,
			Round: o.Post.Writer.Bulletins,
		},
		errand.Errand{
			// Reminds those to whom overdue action items fall.
			Name: "duties", Every: time.Hour,
			Round: o.Post.Writer.Duties,
		},
		errand.Errand{
			// Sends what is due.
			Name: "post", Every: 10 * time.Second,
			Round: o.Post.Round,
		})
}

// speaks returns whether a programme of a conference names somebody. The
// programmes are read once, and only when somebody asks.
func (o *office) speaks() func(*database.Tx, member.ID) (bool, error) {
	var named map[member.ID]bool
	return func(tx *database.Tx, id member.ID) (_ bool, err error) {
		if named == nil {
			named, err = o.Register.NamedOnConferences(tx)
		}
		return named[id], err
	}
}

// pauseOf is how often news may wake an errand: those that follow the record at
// once, the others when there is time.
func pauseOf(e errand.Errand) time.Duration {
	if e.Follow != nil {
		return 200 * time.Millisecond
	}
	return time.Second
}

// registered writes to those who registered for conferences.
func (o *office) registered() dispatch.Registered {
	return dispatch.Registered{DB: o.DB, Register: o.Register, Sender: o.Post.Sender, Base: o.Post.Writer.Base, Secret: o.Post.Writer.Secret, Now: o.Now, Log: o.log}
}

// mailings writes to those on the lists.
func (o *office) mailings() *dispatch.Mailings {
	w := o.Post.Writer
	return &dispatch.Mailings{DB: o.DB, Register: o.Register, Sender: o.Post.Sender, Base: w.Base, Secret: w.Secret, Now: o.Now, Log: o.log, Return: w.Return}
}
