package main

import (
	"net/http"
	"time"

	"example.org/counterpart/web"
)

// pages are the rooms' own routes.
func (m media) pages() http.Handler {
	site := &web.Site{
		Clerk: m.Clerk, Register: m.Register, Door: m.Door, Mail: m.mail, Live: m.Live,
		Verifier: m.Key.VKey, Base: m.listen.Base, Cookies: m.cookies(),
		Now: m.Now, Clock: time.Now, Demo: m.demo, Setup: m.setup, Rate: m.rate, Log: m.log,
	}
	return site.Handler()
}
