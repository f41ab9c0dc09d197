package web

import (
	"context"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"example.org/counterpart/act"
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
	in       string
	problems []part.Problem
	sent     bool
	mails    bool // this installation sends mail
}

func (pg signinPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.nav.signin"), len(pg.problems) > 0
}

func (pg signinPage) body(v *visit) templ.Component { return signinBody(v, pg) }

func (s *Site) signinPage(v *visit) (page, error) { return signinPage{mails: s.mails()}, nil }

// mails reports whether links are sent by mail. That needs the site's own
// address: one taken from the request is whatever its sender wrote there, and
// would lead the member who trusts the letter to a stranger's site.
func (s *Site) mails() bool { return s.Mail.Sends() && s.Base != "" }

func (s *Site) signinAsk(v *visit) (page, error) {
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	pg := signinPage{in: in.Get("email"), mails: s.mails()}
	if !pg.mails {
		return pg, nil
	}
	if _, err := mail.ReadAddress(pg.in); err != nil || len(pg.in) > 254 {
		pg.problems = []part.Problem{{Text: v.p.T("roll.email.malformed"), Href: "#email"}}
		return withStatus{pg, http.StatusUnprocessableEntity}, nil
	}
	if err := s.sendLink(v, pg.in); err != nil {
		return nil, err
	}
	pg.sent = true
	return pg, nil
}

// sendLink makes a link for whoever has the address, if anybody, and leaves it
// to be sent while the answer is already on its way. Whether anybody has it
// makes no difference before the answer is sent.
func (s *Site) sendLink(v *visit, email string) error {
	now := s.Clock()
	asked, err := s.Door.Ask(v.Context(), email, v.address(), now, roll.AtEmail)
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
			URL: strings.TrimRight(s.Base, "/") + "/signin/" + asked.Token, At: now, Valid: signin.MailedLink, From: address, Agent: signin.Describe(agent),
		})
		return &letter, err
	})
	return nil
}

// address is the network address that the request came from.
func (v *visit) address() netip.Addr {
	host, _, err := net.SplitHostPort(v.RemoteAddr)
	if err != nil {
		host = v.RemoteAddr
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
}

func (pg confirmPage) head(v *visit, f *part.Page) { f.Title = v.p.T("web.nav.signin") }

func (pg confirmPage) body(v *visit) templ.Component { return confirmBody(v, pg) }

// linkPolicy keeps an address that has a secret in it from being passed on. It
// is not no-referrer: under that a browser says of its own form's origin that
// it is null, and where it has no Sec-Fetch-Site to say (without TLS, or an old
// one) the form is refused as one from elsewhere.
const linkPolicy = "strict-origin"

func (s *Site) signinConfirm(v *visit) (page, error) {
	pg := confirmPage{token: v.PathValue("token")}
	v.w.Header().Set("Referrer-Policy", linkPolicy)
	var err error
	pg.who, err = s.Door.Look(v.Context(), pg.token, s.Clock())
	return pg, err
}

func (s *Site) signinEnter(v *visit) (page, error) {
	token, session, err := s.Door.Enter(v.Context(), v.PathValue("token"), s.Cookies.Token(v.Request), v.UserAgent(), s.Clock())
	if err != nil {
		return nil, err
	}
	s.Cookies.Set(v.w, token, session, s.Clock())
	return goTo("/"), nil
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
	for _, st := range member.In(v.initiative.Standings, v.now) {
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
	for id, p := range v.people {
		if p.Slug == v.PathValue("slug") && p.Slug != "" {
			return goTo("/"), s.signIn(v, id)
		}
	}
	return s.nowhere(v)
}

// accountPage is what a member can see and change of their own access.
type accountPage struct {
	sessions []signin.Session
	tokens   []signin.Token
	fresh    string     // a token just made: shown once
	in       url.Values // of a token that was refused
	problems []part.Problem
}

func (pg accountPage) head(v *visit, f *part.Page) {
	f.Title, f.Faulty = v.p.T("web.account.title"), len(pg.problems) > 0
}

func (pg accountPage) body(v *visit) templ.Component { return accountBody(v, pg) }

func (s *Site) account(v *visit) (page, error) { return s.accountPage(v, "", nil, nil) }

func (s *Site) accountPage(v *visit, fresh string, in url.Values, no *act.Refusal) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	pg := accountPage{fresh: fresh, in: in}
	if no != nil {
		pg.problems = []part.Problem{{Text: v.p.Say(no.Reason), Href: "#name"}}
	}
	var err error
	pg.sessions, pg.tokens, err = s.Door.Access(v.Context(), v.session.Member, s.Clock())
	return pg, err
}

func (s *Site) accountDo(v *visit) (page, error) {
	if err := v.mustBeMember(); err != nil {
		return nil, err
	}
	in, err := v.form()
	if err != nil {
		return nil, err
	}
	me, id := v.session.Member, strings.ReplaceAll(strings.ToValidUTF8(in.Get("id"), ""), "\x00", "")
	switch v.PathValue("what") {
	case "end":
		err = s.Door.End(v.Context(), me, id)
	case "end-others":
		err = s.Door.EndAll(v.Context(), me, v.session.ID)
	case "revoke":
		err = s.Door.Revoke(v.Context(), me, id)
	case "token":
		return s.newToken(v, in)
	default:
		return s.nowhere(v)
	}
	if err != nil {
		return nil, err
	}
	return goTo("/account"), nil
}

// tokenLasts is how long a token made on the page is good.
const tokenLasts = 90 * 24 * time.Hour

func (s *Site) newToken(v *visit, in url.Values) (page, error) {
	now := s.Clock()
	secret, err := s.Door.NewToken(v.Context(), signin.Token{Member: v.session.Member, Name: in.Get("name"), Scope: signin.Scope(in.Get("scope")), Until: now.Add(tokenLasts)}, now)
	if no, refused := act.Refused(err); refused {
		pg, drawErr := s.accountPage(v, "", in, no)
		if drawErr != nil {
			return nil, drawErr
		}
		return withStatus{pg, statuses[no.Why]}, nil
	}
	if err != nil {
		return nil, err
	}
	return s.accountPage(v, secret, nil, nil)
}

// person is what the roll knows of a member.
func (s *Site) person(ctx context.Context, id member.ID) (p roll.Person, err error) {
	err = s.Register.Ask(ctx, register.Public, func(q register.Questions) error {
		people, err := q.People()
		p = people[id]
		return err
	})
	return p, err
}
