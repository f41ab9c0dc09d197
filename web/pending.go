package web

import (
	"example.org/counterpart/act"
)

func pending() (page, error) { return nil, act.Refuse(act.NotFound, "web.nowhere") }

func (s *Site) search(*visit) (page, error)     { return pending() }
func (s *Site) setup(*visit) (page, error)      { return pending() }
func (s *Site) setupFound(*visit) (page, error) { return pending() }
