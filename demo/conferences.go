package demo

import (
	"context"
	"fmt"
	"time"

	"example.org/counterpart/act"
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
	Held               string // when it is entered that it was held; empty if it is not
}

// conferences announces those that were held in fact.
func (p *player) conferences(ctx context.Context, zone func(string) *time.Location, groups []group.ID) error {
	var all []sourced
	if err := read("conferences.yaml", &all); err != nil {
		return err
	}
	for _, c := range all {
		var on act.Ref
		for _, s := range []struct {
			at  string
			cmd conference.Command
		}{{c.At, conference.Announce{Announcement: conference.Announcement{Title: c.Title, City: c.City, About: c.About,
			Groups: groups, Public: true, Zone: zone(c.By).String(), From: c.From, To: c.To}}}, {c.Held, conference.Hold{}}} {
			if s.at == "" {
				continue
			}
			at, err := time.ParseInLocation(minute, s.at, zone(c.By))
			if err != nil {
				return fmt.Errorf("demo/conferences.yaml, %s: %w", c.Event, err)
			}
			p.steps = append(p.steps, &step{at: at, do: func() error {
				r, err := p.clerk.Do(ctx, clerk.Order{By: p.members[c.By], On: on, Turn: -1, Command: s.cmd})
				if err != nil {
					return fmt.Errorf("demo/conferences.yaml, %s: %w", c.Event, inEnglish(err))
				}
				on = r.On
				return nil
			}})
		}
	}
	inOrder(p.steps)
	return nil
}
