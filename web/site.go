// Package web serves the pages.
//
// A page is a Go type and a templ component of the same name: matter.go fills
// matterPage, and matter.templ draws it. Handlers read a request, ask the
// register or the clerk, and fill in a page. They decide nothing: what may be
// done, and why not, is asked of the rules; who may read what, of the register.
//
// Every page works without JavaScript. The script makes an open page follow
// what happens; it knows nothing that the server does not draw.
package web

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"example.org/counterpart/calendar"
	"example.org/counterpart/clerk"
	"example.org/counterpart/invitation"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/outbox"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/live"
	"example.org/counterpart/web/static"
)

// A Site is the task force's web site. Fill the fields and ask for its Handler.
type Site struct {
	Clerk    *clerk.Clerk
	Register *register.Register
	Door     *signin.Door
	Mail     *mail.Sender // nil: links are not mailed
	Outbox   *outbox.Box  // nil: the pages about letters are not there
	Live     *live.Hub
	Verifier string // the record's public key, as auditors need it
	Base     string // the site's own address, "https://…"; without it no links are mailed
	Cookies  signin.Cookies
	Now      func() time.Time // the time of acts; the demo's is of 2009
	Clock    func() time.Time // the time of sessions, always real
	Demo     bool             // one click to be any of the cast
	Setup    string           // token that opens the set-up of a new initiative; empty once there is one
	Rate     float64          // acts a second that one member may do; 0 is no limit

	ReadRate      float64                // pages a second that one network address may read; 0 is no limit
	Organisations []*signin.Organisation // that vouch for their people

	Caller invitation.Caller
	Place  calendar.Place // under which meetings stand in calendars

	Archive string // the file of the newest public archive; empty makes none

	Log *slog.Logger

	limits limits[member.ID]
	reads  limits[string]
	cache  drawn
	cards  drawn
	easel  sync.Mutex // held while a card is drawn
	states together[state]
	seal   seal
	lists  lists
	mux    *http.ServeMux // the routes; see serves
	years  years

	portrait sync.Mutex // held while a picture is decoded
}

// Handler returns the routes. This is the whole list.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	s.mux = mux
	mux.Handle("GET /static/", static.Handler())

	for _, lang := range locale.Langs {
		mux.Handle("/"+string(lang)+"/", s.tree(lang, mux))
	}
	mux.Handle("GET /robots.txt", http.HandlerFunc(s.robots))
	mux.Handle("GET /sitemap.xml", http.HandlerFunc(s.sitemap))

	// For everyone.
	mux.Handle("GET /{$}", s.public(s.home))
	mux.Handle("GET /recommendations", s.public(s.recommendations))
	mux.Handle("GET /recommendations/{symbol...}", s.public(s.recommendation))
	mux.Handle("GET /card/recommendation/{name...}", s.card(recommendationCard))
	mux.Handle("GET /card/publication/{name}", s.card(publicationCard))
	mux.Handle("GET /data", s.public(s.openData))
	mux.Handle("GET /data/archive.zip", http.HandlerFunc(s.archive))
	mux.Handle("GET /data/{file}", http.HandlerFunc(s.dataFile))
	mux.Handle("GET /publications", s.public(s.publications))
	mux.Handle("GET /publications.atom", http.HandlerFunc(s.publicationsAtom))
	mux.Handle("GET /publications.json", http.HandlerFunc(s.publicationsJSON))
	mux.Handle("GET /publication/{ref}", s.public(s.publication))
	mux.Handle("GET /publication/{ref}/{n}", s.public(s.publication))
	mux.Handle("GET /publication/{ref}/{n}/{lang}", s.publicationFile())
	mux.Handle("GET /initiative", s.public(s.initiative))
	mux.Handle("GET /groups", s.public(s.groups))
	mux.Handle("GET /funders", s.public(s.funders))
	mux.Handle("GET /interests", s.public(s.interests))
	mux.Handle("GET /groups/{member}", s.public(s.member))
	mux.Handle("GET /groups/{member}/photo/{name}", http.HandlerFunc(s.photo))
	mux.Handle("GET /notices", s.public(s.notices))
	mux.Handle("GET /balance", s.public(s.balance))
	mux.Handle("GET /conferences", s.page(s.conferences))
	mux.Handle("GET /conference/{ref}", s.conferenceAt())
	mux.Handle("GET /conference/{ref}/compare", s.page(s.compareConference))
	mux.Handle("GET /conference/{ref}/participants", s.page(s.participants))
	mux.Handle("GET /conference/{ref}/register", s.page(s.register)) // each form has its own stamp
	mux.Handle("POST /conference/{ref}/register", s.page(s.registerDo))
	mux.Handle("GET /registration/{token}", s.page(s.registered))
	mux.Handle("POST /registration/{token}/{what}", s.page(s.registeredDo))
	mux.Handle("GET /picture/{sum}", http.HandlerFunc(s.picture))
	mux.Handle("GET /check/{key}", s.page(s.check)) // by whom a keeper asked to check a draft
	mux.Handle("POST /check/{key}", s.page(s.checkRemark))
	mux.Handle("GET /check/{key}/picture/{sum}", http.HandlerFunc(s.checkPicture))
	mux.Handle("GET /apply", s.page(s.apply)) // never as drawn for another: each form has its own stamp
	mux.Handle("POST /apply", s.page(s.applyDo))
	mux.Handle("GET /application/{token}", s.page(s.follow))
	mux.Handle("GET /application/{token}/withdraw", s.page(s.withdraw))
	mux.Handle("POST /application/{token}/withdraw", s.page(s.withdrawDo))
	mux.Handle("GET /search", s.page(s.search))
	mux.Handle("GET /record", s.page(s.record))
	mux.Handle("GET /record/{seq}", s.page(s.act))
	mux.Handle("GET /record/{seq}/proof", http.HandlerFunc(s.proof))
	mux.Handle("GET /checkpoint", http.HandlerFunc(s.checkpoint))
	mux.Handle("GET /tile/", http.HandlerFunc(s.tile))
	mux.Handle("GET /key", http.HandlerFunc(s.key))
	mux.Handle("GET /language/{lang}", http.HandlerFunc(s.language))

	// Signing in and out.
	mux.Handle("GET /signin", s.page(s.signinPage))
	mux.Handle("POST /signin", s.page(s.signinAsk))
	mux.Handle("GET /signin/{token}", s.page(s.signinConfirm))
	mux.Handle("POST /signin/{token}", s.page(s.signinEnter))
	mux.Handle("POST /signin/passkey/ask", s.offer(s.passkeyAsk))
	mux.Handle("POST /signin/passkey", s.page(s.passkeyEnter))
	mux.Handle("GET /signin/with/{organisation}", s.page(s.organisationSend))
	mux.Handle("GET /signin/with/{organisation}/back", s.page(s.organisationBack))
	mux.Handle("GET /signin/again", s.page(s.again))
	mux.Handle("POST /signin/again", s.page(s.againSend))
	mux.Handle("GET /signin/done", s.page(s.proved))
	mux.Handle("POST /signout", s.page(s.signout))
	mux.Handle("GET /demo", s.page(s.demoCast))
	mux.Handle("POST /demo/{slug}", s.page(s.demoBecome))

	// With the link of a letter, by whoever holds it.
	mux.Handle("GET /unsubscribe/{token}", s.page(s.stop))
	mux.Handle("POST /unsubscribe/{token}", s.page(s.stopDo))

	mux.Handle("GET /subscribe", s.page(s.subscribe)) // each form has its own stamp
	mux.Handle("POST /subscribe", s.page(s.subscribeDo))
	mux.Handle("GET /subscription/{key}", s.page(s.subscription))
	mux.Handle("POST /subscription/{key}", s.page(s.subscriptionDo))
	mux.Handle("GET /received/{key}", s.page(s.received))
	mux.Handle("POST /received/{key}", s.page(s.receivedDo))

	mux.Handle("GET /rsvp/{key}", s.page(s.rsvp))
	mux.Handle("POST /rsvp/{key}", s.page(s.rsvpDo))
	mux.Handle("GET /rsvp/{key}/calendar.ics", http.HandlerFunc(s.rsvpFile))

	// Meetings as calendars take them.
	mux.Handle("GET /calendar", s.page(s.calendar))
	mux.Handle("POST /calendar/{what}", s.page(s.calendarDo))
	mux.Handle("GET /calendar/{file}", http.HandlerFunc(s.feed))
	mux.Handle("GET /meeting/{ref}/invitations", s.page(s.invitations))
	mux.Handle("POST /meeting/{ref}/invitations/{what}", s.page(s.invitationsDo))

	// Setting up a new initiative.
	mux.Handle("GET /setup", s.page(s.setup))
	mux.Handle("POST /setup", s.page(s.setupFound))

	// For members. What is public of a matter is shown to everyone.
	mux.Handle("GET /meetings/year", s.page(s.year))
	mux.Handle("GET /meetings/holidays", s.page(s.holidaysList))
	mux.Handle("POST /meetings/holidays", s.page(s.holidaysDo))
	mux.Handle("GET /meetings/time", s.page(s.times))
	mux.Handle("POST /meetings/time", s.page(s.timesDo))
	mux.Handle("GET /meetings/time/{id}", s.page(s.poll))
	mux.Handle("POST /meetings/time/{id}", s.page(s.pollDo))
	mux.Handle("GET /meetings/series", s.page(s.series))
	mux.Handle("POST /meetings/series", s.page(s.seriesDo))
	mux.Handle("GET /meeting/{ref}/series", s.page(s.seriesRest))
	mux.Handle("POST /meeting/{ref}/series", s.page(s.seriesRestDo))
	mux.Handle("GET /meeting/{ref}/papers", s.page(s.papers))
	mux.Handle("POST /meeting/{ref}/papers", s.page(s.papersDo))
	mux.Handle("GET /meeting/{ref}/paper/{id}", http.HandlerFunc(s.paper))
	mux.Handle("GET /meeting/{ref}/pack", http.HandlerFunc(s.pack))
	mux.Handle("GET /matters", s.page(s.matters))
	mux.Handle("GET /matter/{ref}", s.page(s.matter))
	mux.Handle("GET /matter/{ref}/text", s.page(s.text))
	mux.Handle("POST /matter/{ref}/text", s.page(s.textIssue))
	mux.Handle("GET /matter/{ref}/decision", s.page(s.decision))
	mux.Handle("GET /matter/{ref}/do/{command}", s.page(s.form))
	mux.Handle("POST /matter/{ref}/do/{command}", s.page(s.do))
	mux.Handle("POST /matter/{ref}/watch", s.page(s.watchDo))
	mux.Handle("GET /meetings", s.page(s.meetings))
	mux.Handle("GET /meetings/call", s.page(s.call))
	mux.Handle("POST /meetings/call", s.page(s.callDo))
	mux.Handle("GET /meeting/{ref}", s.withFile(s.page(s.meeting)))
	mux.Handle("GET /meeting/{ref}/agenda/{command}", s.page(s.agendaForm))
	mux.Handle("POST /meeting/{ref}/agenda/{command}", s.page(s.agendaDo))
	mux.Handle("GET /meeting/{ref}/room", s.page(s.room))
	mux.Handle("GET /meeting/{ref}/room/{what}", s.page(s.room)) // where a page came back with what was typed
	mux.Handle("POST /meeting/{ref}/room/{what}", s.page(s.roomDo))
	mux.Handle("GET /meeting/{ref}/minutes", s.page(s.minutes))
	mux.Handle("POST /meeting/{ref}/minutes/{what}", s.page(s.minutesDo))
	mux.Handle("GET /meeting/{ref}/tasks", s.page(s.tasks))
	mux.Handle("POST /meeting/{ref}/tasks/{what}", s.page(s.tasksDo))
	mux.Handle("GET /tasks", s.page(s.allTasks))
	mux.Handle("GET /bulletin", s.page(s.bulletin))
	mux.Handle("GET /draft/{id}", s.page(s.draft))
	mux.Handle("POST /draft/{id}/{what}", s.page(s.draftDo))
	mux.Handle("GET /raise", s.page(s.raise))
	mux.Handle("POST /raise", s.page(s.raiseDo))
	mux.Handle("GET /account", s.page(s.account))
	mux.Handle("POST /account/{what}", s.page(s.accountDo))
	mux.Handle("GET /account/person", s.page(s.personEdit))
	mux.Handle("POST /account/person", s.page(s.personSave))
	mux.Handle("GET /account/address/{token}", s.page(s.address))
	mux.Handle("POST /account/address/{token}", s.page(s.addressDo))
	mux.Handle("GET /account/data", http.HandlerFunc(s.data))
	mux.Handle("GET /account/erase", s.page(s.erase))
	mux.Handle("POST /account/erase", s.page(s.eraseDo))
	mux.Handle("GET /groups/{member}/erase", s.page(s.erase))
	mux.Handle("POST /groups/{member}/erase", s.page(s.eraseDo))
	mux.Handle("GET /groups/{member}/edit", s.page(s.personEdit))
	mux.Handle("POST /groups/{member}/edit", s.page(s.personSave))
	mux.Handle("POST /account/passkey/offer", s.offer(s.passkeyOffer))
	mux.Handle("GET /recovery", s.page(s.recovery))
	mux.Handle("POST /recovery", s.page(s.recoveryBegin))
	mux.Handle("POST /recovery/{id}/{what}", s.page(s.recoveryEnd))
	mux.Handle("GET /account/mail", s.page(s.letters))
	mux.Handle("POST /account/mail", s.page(s.lettersDo))
	mux.Handle("POST /account/mail/confirm", s.page(s.mailConfirm))
	mux.Handle("GET /groups/letters", s.page(s.log))
	mux.Handle("POST /groups/letters/confirm", s.page(s.logConfirm))
	mux.Handle("GET /groups/appoint", s.page(s.appoint))
	mux.Handle("POST /groups/appoint", s.page(s.appointDo))
	mux.Handle("GET /groups/import", s.page(s.importList))
	mux.Handle("POST /groups/import", s.page(s.importDo))
	mux.Handle("GET /groups/export", http.HandlerFunc(s.exportList))
	mux.Handle("GET /groups/end", s.page(s.end))
	mux.Handle("POST /groups/end", s.page(s.endDo))
	mux.Handle("GET /funders/funder", s.page(s.funder))
	mux.Handle("POST /funders/funder", s.page(s.funderDo))
	mux.Handle("GET /funders/criticism", s.page(s.criticism))
	mux.Handle("POST /funders/criticism", s.page(s.criticismDo))
	mux.Handle("GET /interests/declare", s.page(s.declare))
	mux.Handle("POST /interests/declare", s.page(s.declareDo))
	mux.Handle("GET /interests/end", s.page(s.interestOver))
	mux.Handle("POST /interests/end", s.page(s.interestEnd))
	mux.Handle("POST /interests/renew", s.page(s.interestsRenew))
	mux.Handle("GET /mailings", s.page(s.mailings))
	mux.Handle("GET /mailings/compose", s.page(s.composing))
	mux.Handle("POST /mailings/compose", s.page(s.composingDo))
	mux.Handle("GET /mailing/{id}", s.page(s.mailing))
	mux.Handle("GET /mailing/{id}/change", s.page(s.changing))
	mux.Handle("POST /mailing/{id}/{what}", s.page(s.mailingDo))
	mux.Handle("GET /contacts", s.page(s.contacts))
	mux.Handle("POST /contacts/{what}", s.page(s.contactsDo))
	mux.Handle("GET /publication/{ref}/transmit", s.page(s.transmitting))
	mux.Handle("POST /publication/{ref}/transmit", s.page(s.transmittingDo))
	mux.Handle("GET /nominate", s.page(s.nominate))
	mux.Handle("POST /nominate", s.page(s.nominateDo))
	mux.Handle("GET /applications", s.page(s.applications))
	mux.Handle("GET /applications/{id}", s.page(s.application))
	mux.Handle("POST /applications/{id}", s.page(s.applicationDo))
	mux.Handle("GET /conferences/announce", s.page(s.announce))
	mux.Handle("POST /conferences/announce", s.page(s.announceDo))
	mux.Handle("GET /conference/{ref}/restate", s.page(s.restate))
	mux.Handle("POST /conference/{ref}/restate", s.page(s.restateDo))
	mux.Handle("GET /conference/{ref}/do/{command}", s.page(s.conferenceForm))
	mux.Handle("POST /conference/{ref}/do/{command}", s.page(s.conferenceDo))
	mux.Handle("GET /conference/{ref}/programme", s.page(s.draftProgramme))
	mux.Handle("GET /conference/{ref}/session", s.page(s.session))
	mux.Handle("POST /conference/{ref}/session", s.page(s.sessionDo))
	mux.Handle("GET /conference/{ref}/report", s.page(s.report))
	mux.Handle("GET /conference/{ref}/registrations", s.page(s.registrations))
	mux.Handle("POST /conference/{ref}/registrations/{what}", s.page(s.registrationsDo))
	mux.Handle("GET /conference/{ref}/file/{file}", http.HandlerFunc(s.registrationFile))
	mux.Handle("GET /publications/begin", s.page(s.begin))
	mux.Handle("POST /publications/begin", s.page(s.beginDo))
	mux.Handle("GET /publication/{ref}/plan", s.page(s.plan))
	mux.Handle("POST /publication/{ref}/plan", s.page(s.planDo))
	mux.Handle("GET /publication/{ref}/write", s.page(s.write))
	mux.Handle("POST /publication/{ref}/write", s.page(s.writeDo))
	mux.Handle("GET /publication/{ref}/draft", s.page(s.draftPrint))
	mux.Handle("GET /publication/{ref}/versions", s.page(s.printVersions))
	mux.Handle("GET /publication/{ref}/compare", s.page(s.printCompare))
	mux.Handle("POST /publication/{ref}/remark", s.page(s.remarkDo))
	mux.Handle("POST /publication/{ref}/check", s.page(s.checkDo))
	mux.Handle("GET /publication/{ref}/release", s.page(s.release))
	mux.Handle("POST /publication/{ref}/release/{what}", s.page(s.releaseDo))
	mux.Handle("GET /publication/{ref}/correct", s.page(s.correct))
	mux.Handle("POST /publication/{ref}/correct", s.page(s.correctDo))
	mux.Handle("GET /publication/{ref}/withdraw", s.page(s.withdrawPublication))
	mux.Handle("POST /publication/{ref}/withdraw", s.page(s.withdrawPublicationDo))
	mux.Handle("GET /publication/{ref}/proxy", s.page(s.proxy))
	mux.Handle("POST /publication/{ref}/proxy", s.page(s.proxyDo))
	mux.Handle("GET /publications/list", s.page(s.listing))
	mux.Handle("POST /publications/list", s.page(s.listingDo))
	mux.Handle("GET /publication/{ref}/relist", s.page(s.listing))
	mux.Handle("POST /publication/{ref}/relist", s.page(s.listingDo))
	mux.Handle("GET /assistants", s.page(s.assistants))
	mux.Handle("POST /assistants/{what}", s.page(s.assistantsDo))
	mux.Handle("GET /invitation/{token}", s.page(s.invitation))
	mux.Handle("POST /invitation/{token}", s.page(s.invitationDo))
	mux.Handle("POST /acting", s.page(s.actingDo))
	mux.Handle("GET /initiative/constituencies", s.page(s.constituenciesEdit))
	mux.Handle("POST /initiative/constituencies", s.page(s.constituenciesDo))
	mux.Handle("GET /initiative/rules", s.page(s.rules))
	mux.Handle("POST /initiative/rules", s.page(s.rulesDo))
	mux.Handle("GET /live", http.HandlerFunc(s.live))

	mux.Handle("/", s.page(s.nowhere))
	return http.NewCrossOriginProtection().Handler(guard(s.unhurried(mux), s.Cookies.Secure))
}

// guard sets what every answer needs so that a browser does with it what was
// meant and nothing else. A site that is served over TLS is never again asked
// for without.
func guard(next http.Handler, tls bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		if tls {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "+
			"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		next.ServeHTTP(w, r)
	})
}

// maxForm is the largest form, in bytes: a text of the greatest length, written
// in Cyrillic and percent-encoded, fits.
const maxForm = 12 << 20
