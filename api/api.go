// Package api gives programs what the pages give people: the same commands and
// the same questions, as JSON under /api/v1.
//
// The law of this package: it decides nothing. A command goes to the clerk as
// it came, so the rules that bind a form bind a program; a question goes to the
// register with the reader as an argument, so a program reads what its member
// may read and not a word more. What is said here is said in types of this
// package, field by field, so that nothing gets out because it happened to be
// in a struct.
//
// Whoever asks is known by a token and by nothing else. Cookies are not looked
// at, so a page elsewhere cannot make a browser act here for its owner.
//
// The description of all this, /api/v1/openapi.json, is made from the same
// types that read the requests and write the answers.
package api

import (
	"log/slog"
	"net/http"
	"sync"
	"time"

	"example.org/counterpart/clerk"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/signin"
	"github.com/danielgtaylor/huma/v2"
)

// Root is where every address of the API begins.
const Root = "/api/v1"

// Config is what the API needs. All but Limit must be set.
type Config struct {
	Clerk    *clerk.Clerk
	Register *register.Register
	Door     *signin.Door
	Now      func() time.Time // the time of acts; the demo's is of 2009
	Clock    func() time.Time // the time of tokens, always real
	// Limit is asked before every command whether the member may do one more
	// just now; its refusal is the answer.
	Limit func(member.ID) error
	Log   *slog.Logger
}

// api answers requests. It is made by New.
type api struct {
	Config
	mux   *http.ServeMux
	huma  huma.API
	spec  []byte   // the OpenAPI document
	zones sync.Map // by IANA name
}

// New returns the handler of everything under Root.
func New(c Config) http.Handler {
	if c.Limit == nil {
		c.Limit = func(member.ID) error { return nil }
	}
	a := &api{Config: c, mux: http.NewServeMux()}
	a.huma = a.open()
	a.routes()
	a.describe()
	return http.HandlerFunc(a.serve)
}

// routes is the whole list.
func (a *api) routes() {
	// Questions.
	ask(a, "matters", "/matters", "Matters that you may read, those that moved last first", a.matters)
	ask(a, "matter", "/matters/{ref}", "A matter: where it stands, on whose desk, and what you may do", a.matter)
	ask(a, "acts", "/matters/{ref}/acts", "What was done and said on a matter, oldest first", a.acts)
	ask(a, "versions", "/matters/{ref}/versions", "The versions of a matter's text, oldest first", a.versions)
	ask(a, "version", "/matters/{ref}/versions/{hash}", "One version, and what changed in it since another", a.version)
	ask(a, "desk", "/desk", "What waits for each group, longest first", a.desk)
	ask(a, "stages", "/stages", "How many matters are at each stage", a.stages)
	ask(a, "recommendations", "/recommendations", "What the task force has recommended, newest first", a.recommendations)
	ask(a, "recommendation", "/recommendations/{symbol}", "A recommendation, with what is attached to it", a.recommendation)
	ask(a, "conferences", "/conferences", "Conferences, the latest first", a.conferences)
	ask(a, "conference", "/conferences/{ref}", "A conference, with the versions of its programme", a.conference)
	ask(a, "programme", "/conferences/{ref}/programme", "The programme of a conference, session by session", a.programme)
	ask(a, "informing", "/matters/{ref}/conferences", "The sessions of conferences that inform a matter, latest first", a.informing)
	ask(a, "publications", "/publications", "Publications: those that are being written, as far as you may read them, then those that came out, the latest first", a.publications)
	ask(a, "publication", "/publications/{ref}", "A publication, with its editions, and for those who issue it what a release asks for", a.publication)
	ask(a, "groups", "/groups", "The working groups and who sits in them", a.groups)
	ask(a, "balance", "/balance", "From where the members of each group come, today and over time", a.balance)
	ask(a, "initiative", "/initiative", "The task force: who convenes it, who pays, and its rules of procedure", a.initiative)
	ask(a, "funders", "/funders", "Who pays, as the register of funders stood on a day, and what else they are to the task force", a.funders)
	ask(a, "interests", "/interests", "What members have declared of their interests, newest first", a.interests)
	ask(a, "declarers", "/interests/members", "Who is asked for their interests, and when they last spoke of them", a.declarers)
	ask(a, "record", "/record", "The record, newest first; acts that are not yours to read are bare hashes", a.record)
	ask(a, "record-act", "/record/{seq}", "One act with its recorded bytes", a.recordAct)
	ask(a, "proof", "/record/{seq}/proof", "The proof that the record holds an act", a.proof)
	ask(a, "checkpoint", "/checkpoint", "The newest signed state of the record", a.checkpoint)
	ask(a, "search", "/search", "Acts in whose words all the words asked for are found, newest first", a.search)
	ask(a, "meetings", "/meetings", "Meetings of a period that you may know of, in the order of their beginning", a.meetings)
	ask(a, "meeting", "/meetings/{ref}", "A meeting: when and where, its agenda, and what you may do", a.meeting)
	ask(a, "series", "/series/{ref}", "The meetings of a series that you may know of, in the order of their beginning", a.series)
	ask(a, "polls", "/polls", "What members are asked about times to meet, as far as you may read it, newest first", a.polls)
	ask(a, "poll", "/polls/{id}", "When people can meet: one question, with what everybody has answered", a.poll)
	ask(a, "holidays", "/holidays", "The public holidays of the capitals in one year", a.holidays)
	ask(a, "me", "/me", "Who you are, and what your token allows", a.me)

	a.commands()
	a.meetingCommands()
	a.seriesCommands()
	a.pollCommands()
	publish(a, plainOperation("put-holidays", "/holidays", "Put in the public holidays of your group's capital in one year",
		"By those who keep the group's papers; in place of those that were kept for that year. It is no act."), (*visit).putHolidays)

	a.mux.HandleFunc("GET "+Root+"/openapi.json", a.openapi)
}
