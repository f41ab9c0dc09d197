package main

import (
	"net/http"
	"time"

	"example.org/counterpart/api"
	"example.org/counterpart/web"
)

// pages are the rooms' own routes.
func (m media) pages() http.Handler {
	site := &web.Site{
		Clerk: m.Clerk, Register: m.Register, Door: m.Door, Mail: m.mail, Outbox: m.Box, Live: m.Live,
		Verifier: m.Key.VKey, Base: m.listen.Base, Cookies: m.cookies(),
		Now: m.Now, Clock: time.Now, Demo: m.demo, Setup: m.setup, Rate: m.rate, ReadRate: m.readRate,
		Organisations: m.organisations, Log: m.log, Caller: m.Caller, Place: m.Place, Archive: m.Archive,
	}
	mux := http.NewServeMux()
	mux.Handle(api.Root+"/", api.New(api.Config{
		Clerk: m.Clerk, Register: m.Register, Door: m.Door, Now: m.Now, Clock: time.Now,
		Limit: site.Allow, // a member's pages and programs share one limit
		Log:   m.log,
	}))
	mux.Handle("/", site.Handler())
	return mux
}
