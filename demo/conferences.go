package demo

import (
	"context"
	"fmt"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/conference"
	"example.org/counterpart/group"
	"example.org/counterpart/text"
)

// A sourced is one conference of conferences.yaml.
type sourced struct {
	Event              string // its name in data/events.yaml
	By, At             string
	Title, City, About text.Words
	From, To           string
}

// conferences announces those that were held in fact.
func (p *player) conferences(ctx context.Context, zone func(string) *time.Location, groups []group.ID) error {
	var all []sourced
	if err := read("conferences.yaml", &all); err != nil {
		return err
	}
	for _, c := range all {
		at, err := time.ParseInLocation(minute, c.At, zone(c.By))
		if err != nil {
			return fmt.Errorf("demo/conferences.yaml, %s: %w", c.Event, err)
		}
		p.steps = append(p.steps, &step{at: at, do: func() error {
			_, err := p.clerk.Do(ctx, clerk.Order{By: p.members[c.By], Turn: -1, Command: conference.Announce{Announcement: conference.Announcement{
				Title: c.Title, City: c.City, About: c.About, Groups: groups, Public: true, Zone: zone(c.By).String(), From: c.From, To: c.To}}})
			if err != nil {
				err = fmt.Errorf("demo/conferences.yaml, %s: %w", c.Event, inEnglish(err))
			}
			return err
		}})
	}
	inOrder(p.steps)
	return nil
}
