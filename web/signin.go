package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/locale"
	"example.org/counterpart/mail"
	"example.org/counterpart/member"
	"example.org/counterpart/register"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/web/part"
	"github.com/a-h/templ"
)

// signinPage asks for the address to which a link is sent, and afterwards says
// the same to everybody: that it was sent if somebody has that address.
type signinPage struct {
	ways     ways
	in       string
	problems []part.Problem
	sent     bool
	mails    bool // this installation sends mail
}

func (pg signinPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.nav.signin"), len(pg.problems) > 0
}

func (pg signinPage) body(v *visit) templ.Component { return signinBody(v, pg) }

func (s *Site) signinPage(v *visit) (page, error) {
	return signinPage{ways: v.waysIn(v.URL.Query().Get("back"), false), mails: s.mails()}, nil
}

// mails reports whether links are sent by mail. That needs the site's own
// address: one taken from the request is whatever its sender wrote there, and
// would lead the member who trusts the letter to a stranger's site.
func (s *Site) mails() bool { return s.Mail.Sends() && s.Base != "" }

func (s *Site) signinAsk(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg := signinPage{ways: v.waysIn(in.Get("back"), false), in: in.Get("email"), mails: s.mails()}
	if !pg.mails {
		return pg, nil
	}
	if _, err := mail.ReadAddress(pg.in); err != nil || len(pg.in) > 254 {
		pg.problems = []part.Problem{{Text: v.p.T("roll.email.malformed"), Href: "#email"}}
		return withStatus{pg, http.StatusUnprocessableEntity}, nil
	}
	if err := s.sendLink(v, pg.in, pg.ways.back); err != nil {
		return nil, err
	}
	pg.sent = true
	return pg, nil
}

// sendLink makes a link for whoever has the address and sits in a group, if
// anybody, and leaves it to be sent while the answer is already on its way.
// Whether anybody does makes no difference before the answer is sent.
// The link leads on to where its reader wanted to go.
func (s *Site) sendLink(v *visit, email, back string) error {
	now, then := s.Clock(), ""
	if back != "" {
		then = "?" + url.Values{"back": {local(back)}}.Encode()
	}
	asked, err := s.Door.Ask(v.Context(), email, s.Cookies.Asks(v.w, v.Request), v.address(), now, v.atEmail)
	if err != nil {
		return err
	}
	agent, address := v.UserAgent(), v.address().String()
	s.Mail.Later(func(ctx context.Context) (*mail.Letter, error) {
		if asked.Member == "" {
			return nil, nil
		}
		to, err := s.person(ctx, asked.Member)
		if err != nil {
			return nil, err
		}
		lang := locale.Lang(to.Lang)
		letter, err := mail.SignInLink(locale.For(lang), mail.SignIn{
			To: mail.Address{Name: to.Name.In(to.Lang, "en", "ru", "kk"), Email: to.Email}, Site: v.description.Name.In(to.Lang, "en", "ru", "kk"),
			URL: strings.TrimRight(s.Base, "/") + "/signin/" + asked.Token + then, At: now, Valid: signin.MailedLink, From: address, Agent: signin.Describe(agent),
		})
		return &letter, err
	})
	return nil
}

// atEmail says who has an e-mail address and sits in a group. It does the same
// for an address that nobody has.
func (v *visit) atEmail(tx *database.Tx, email string) (who member.ID, ok bool, err error) {
	who, ok, err = roll.AtEmail(tx, email)
	sits := v.sits(who)
	return who, ok && sits, err
}

// sits reports whether somebody has a seat in a group, or assists one who has.
// Whoever does neither has nothing to sign in for.
func (v *visit) sits(who member.ID) bool {
	if _, ok := v.sitting.At(who, v.now); ok {
		return true
	}
	_, known := v.people.Find(who) // who was erased is not
	return known && slices.ContainsFunc(member.Principals(v.initiative.Grants, who, v.now), func(principal member.ID) bool {
		_, err := v.initiative.Serves(who, principal, v.now)
		return err == nil
	})
}

// arrival is the browser of the request, as sign-in knows it.
func (v *visit) arrival() signin.Arrival {
	return signin.Arrival{Browser: v.site.Cookies.Browser(v.Request), Cookie: v.site.Cookies.Token(v.Request), Agent: v.UserAgent(), From: v.address()}
}

func (v *visit) address() netip.Addr { return addressOf(v.Request) }

// addressOf is the network address that a request came from.
func addressOf(r *http.Request) netip.Addr {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	addr, _ := netip.ParseAddr(host) // the zero Addr counts as one address
	return addr
}

// base is the site's address as pages show it to whoever asks for them. It is
// not for letters; see mails.
func (v *visit) base() string {
	if v.site.Base != "" {
		return v.site.Base
	}
	if v.site.Cookies.Secure {
		return "https://" + v.Host
	}
	return "http://" + v.Host
}

// confirmPage asks "sign in as …?". Only its answer redeems the link, for
// programs that scan mail open every link in it.
type confirmPage struct {
	token string
	who   member.ID
	back  string
}

func (pg confirmPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.signin") }

func (pg confirmPage) body(v *visit) templ.Component { return confirmBody(v, pg) }

// linkPolicy keeps an address that has a secret in it from being passed on. It
// is not no-referrer: under that a browser says of its own form's origin that
// it is null, and where it has no Sec-Fetch-Site to say (without TLS, or an old
// one) the form is refused as one from elsewhere.
const linkPolicy = "strict-origin"

func (s *Site) signinConfirm(v *visit) (page, error) {
	pg := confirmPage{token: v.PathValue("token"), back: v.URL.Query().Get("back")}
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	var err error
	pg.who, err = s.Door.Look(v.Context(), pg.token, s.Cookies.Browser(v.Request), s.Clock())
	return pg, err
}

func (s *Site) signinEnter(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	token, session, err := s.Door.Enter(v.Context(), v.arrival(), v.PathValue("token"), s.Clock(), v.sits)
	return s.entered(v, token, session, in.Get("back"), err)
}

// entered gives the browser its session, and leads where its reader wanted to
// go: who only proved once more who they are, to where that is said. A form
// that is sent twice is answered the second time like the first.
func (s *Site) entered(v *visit, token string, session signin.Session, back string, err error) (page, error) {
	no, refused := act.Refused(err)
	if refused && (no.Reason.Key == signin.LinkUsed || no.Reason.Key == signin.AttemptOver) && signin.Fresh(v.session, s.Clock()) {
		return goTo(local(back)), nil
	}
	if err != nil {
		return nil, err
	}
	s.Cookies.Set(v.w, token, session, s.Clock())
	switch {
	case v.session.Member != "" && v.session.Member != session.Member:
		back = "/" // somebody else now; the page says who
	case v.session.Member != "" && back == "":
		back = provedAt
	}
	return goTo(local(back)), nil
}

func (s *Site) signout(v *visit) (page, error) {
	if v.session.Member != "" {
		if err := s.Door.Leave(v.Context(), v.session); err != nil {
			return nil, err
		}
	}
	s.Cookies.Clear(v.w)
	http.SetCookie(v.w, s.acting("", -1)) // whoever signs in next begins as themselves
	return goTo("/"), nil
}

// castPage lists the cast of the demo, each a click away from being the reader.
type castPage struct {
	groups []group.ID
	cast   map[group.ID][]member.Standing
}

func (pg castPage) head(v *visit, f *part.Page) { f.Title, f.Wide = v.p.T("web.demo.title"), true }

func (pg castPage) body(v *visit) templ.Component { return castBody(v, pg) }

func (s *Site) demoCast(v *visit) (page, error) {
	if !s.Demo {
		return s.nowhere(v)
	}
	pg := castPage{groups: v.initiative.IDs(), cast: map[group.ID][]member.Standing{}}
	for _, st := range v.sitting.All() {
		pg.cast[st.Group] = append(pg.cast[st.Group], st)
	}
	for _, list := range pg.cast {
		slices.SortStableFunc(list, func(a, b member.Standing) int {
			return slices.Index(member.Capacities, a.Capacity) - slices.Index(member.Capacities, b.Capacity)
		})
	}
	return pg, nil
}

// demoBecome signs the reader in as one of the cast. It exists in the demo only.
func (s *Site) demoBecome(v *visit) (page, error) {
	if !s.Demo {
		return s.nowhere(v)
	}
	for id, p := range v.people.All() {
		if p.Slug == v.PathValue("slug") && p.Slug != "" {
			return goTo(local(v.PostFormValue("back"))), s.signIn(v, id)
		}
	}
	return s.nowhere(v)
}

// person is what the roll knows of a member.
func (s *Site) person(ctx context.Context, id member.ID) (p roll.Person, err error) {
	err = s.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		people, err := q.People()
		p = people.Of(id)
		return err
	})
	return p, err
}
