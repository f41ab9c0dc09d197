package web

import (
	"example.org/counterpart/act"
)

func pending() (page, error) { return nil, act.Refuse(act.NotFound, "web.nowhere") }

func (s *Site) recommendations(*visit) (page, error) { return pending() }
func (s *Site) recommendation(*visit) (page, error)  { return pending() }
func (s *Site) initiative(*visit) (page, error)      { return pending() }
func (s *Site) groups(*visit) (page, error)          { return pending() }
func (s *Site) search(*visit) (page, error)          { return pending() }
func (s *Site) record(*visit) (page, error)          { return pending() }
func (s *Site) act(*visit) (page, error)             { return pending() }
func (s *Site) signinPage(*visit) (page, error)      { return pending() }
func (s *Site) signinAsk(*visit) (page, error)       { return pending() }
func (s *Site) signinConfirm(*visit) (page, error)   { return pending() }
func (s *Site) signinEnter(*visit) (page, error)     { return pending() }
func (s *Site) signout(*visit) (page, error)         { return pending() }
func (s *Site) demoCast(*visit) (page, error)        { return pending() }
func (s *Site) demoBecome(*visit) (page, error)      { return pending() }
func (s *Site) setup(*visit) (page, error)           { return pending() }
func (s *Site) setupFound(*visit) (page, error)      { return pending() }
func (s *Site) account(*visit) (page, error)         { return pending() }
func (s *Site) accountDo(*visit) (page, error)       { return pending() }
