package web_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/signin"
	"github.com/go-jose/go-jose/v4"
)

// A ministry is an organisation with a sign-in of its own: a provider of OpenID
// Connect, with real keys and codes, that can be made to say what is not so.
type ministry struct {
	t      *testing.T
	server *httptest.Server
	key    *ecdsa.PrivateKey

	mu     sync.Mutex
	codes  map[string]url.Values // what was asked for, by the code that was given
	says   map[string]any        // claims beside or instead of the honest ones
	mute   bool                  // does not say in its answers whose they are
	forged bool                  // signs with a key that it does not publish
	last   url.Values            // the last question
}

const clientSecret = "s3cret & more"

func found(t *testing.T) *ministry {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	m := &ministry{t: t, key: key, codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		at := m.server.URL
		json.NewEncoder(w).Encode(map[string]any{"issuer": at, "authorization_endpoint": at + "/ask", "token_endpoint": at + "/token",
			"jwks_uri": at + "/keys", "id_token_signing_alg_values_supported": []string{"ES256"}, "authorization_response_iss_parameter_supported": !m.mute})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "ES256", Use: "sig"}}})
	})
	mux.HandleFunc("GET /ask", m.ask)
	mux.HandleFunc("POST /token", m.token)
	m.server = httptest.NewServer(mux)
	t.Cleanup(m.server.Close)
	return m
}

func (m *ministry) organisation(id string) *signin.Organisation {
	return &signin.Organisation{ID: id, Name: map[string]string{"en": "The Ministry"}, Issuer: m.server.URL, ClientID: "counterpart",
		Secret: clientSecret, Domains: []string{"Example.org"}}
}

// ask stands for the page on which somebody signs in there: they do at once.
func (m *ministry) ask(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	in := r.URL.Query()
	m.last = in
	if in.Get("client_id") != "counterpart" || in.Get("response_type") != "code" || in.Get("code_challenge_method") != "S256" {
		http.Error(w, "a question that is not well formed", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	m.codes[code] = in
	answer := url.Values{"code": {code}, "state": {in.Get("state")}}
	if !m.mute {
		answer.Set("iss", m.server.URL)
	}
	http.Redirect(w, r, in.Get("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
}

// token exchanges a code, once, for the word that was asked for.
func (m *ministry) token(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	id, _ = url.QueryUnescape(id)
	secret, _ = url.QueryUnescape(secret)
	asked, ok := m.codes[r.FormValue("code")]
	delete(m.codes, r.FormValue("code"))
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if !ok || id != "counterpart" || secret != clientSecret || r.FormValue("redirect_uri") != asked.Get("redirect_uri") ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != asked.Get("code_challenge") {
		w.WriteHeader(http.StatusBadRequest)
		w.Write([]byte(`{"error":"invalid_grant"}`))
		return
	}
	claims := map[string]any{"iss": m.server.URL, "sub": "1", "aud": "counterpart", "nonce": asked.Get("nonce"), "auth_time": time.Now().Unix(),
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Minute).Unix(), "email": "Hale@example.org", "email_verified": true}
	maps.Copy(claims, m.says)
	key := m.key
	if m.forged {
		key, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
	if err != nil {
		m.t.Error(err)
		return
	}
	body, _ := json.Marshal(claims)
	signed, err := signer.Sign(body)
	if err != nil {
		m.t.Error(err)
		return
	}
	word, _ := signed.CompactSerialize()
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": word})
}

func (m *ministry) claims(says map[string]any, forged bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.says, m.forged = says, forged
}

// vouched is a house for which ministries vouch.
func vouched(t *testing.T, db *database.DB, all ...*signin.Organisation) (*house, *bytes.Buffer) {
	h := open(t, db)
	h.site.Clock, h.site.Base, h.site.Organisations = time.Now, h.server.URL, all
	log := new(bytes.Buffer)
	h.site.Log = slog.New(slog.NewTextHandler(log, nil))
	return h, log
}

// TestOrganisation signs in by the word of a ministry, and by words that it
// must not be believed.
func TestOrganisation(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		m := found(t)
		h, log := vouched(t, db, m.organisation("ministry"))
		en := locale.For(locale.English)
		b := h.visit(t, "").get("/signin?back=/groups").sees(http.StatusOK, en.T("web.return.enter", "The Ministry"))
		if !strings.Contains(b.page, `href="/signin/with/ministry?back=%2Fgroups"`) {
			t.Errorf("where one wanted to go is not carried on:\n%s", mainOf(b.page))
		}
		b.get("/signin/with/ministry?back=/groups").sees(http.StatusOK, "hale")
		if b.at.Path != "/groups" {
			t.Errorf("led to %s", b.at)
		}
		if m.last.Get("prompt") != "" || m.last.Get("nonce") == "" {
			t.Errorf("asked with %v", m.last)
		}
		b.get("/signin/with/ministry?again=yes&back=/signin/done").sees(http.StatusOK, en.T("web.again.done"))
		if m.last.Get("prompt") != "login" {
			t.Errorf("to prove it again, asked with %v", m.last)
		}
		b.get("/signin/with/ministry?back=//evil.example").sees(http.StatusOK)
		if b.at.Path != "/" {
			t.Errorf("led to %s", b.at)
		}

		h.Governs("hale", initiative.End{Member: "moss", Group: clerktest.Washington})
		h.Later(time.Minute)
		for _, c := range []struct {
			says   map[string]any
			forged bool
			key    string
		}{
			{map[string]any{"email_verified": false}, false, "signin.return.unverified"},
			{map[string]any{"email_verified": nil}, false, "signin.return.unverified"},
			{map[string]any{"email": ""}, false, "signin.return.unverified"},
			{map[string]any{"email": "hale@example.org.evil.example"}, false, "signin.return.domain"},
			{map[string]any{"email": "hale@example.org@evil.example"}, false, "signin.return.domain"},
			{map[string]any{"email": "nobody@example.org"}, false, "signin.return.nobody"},
			{map[string]any{"email": "moss@example.org"}, false, "signin.seat.none"},
			{map[string]any{"nonce": "another"}, false, "signin.return.silent"},
			{map[string]any{"aud": "another"}, false, "signin.return.silent"},
			{map[string]any{"aud": []string{"counterpart", "another"}, "azp": "another"}, false, "signin.return.silent"},
			{map[string]any{"iss": "https://evil.example"}, false, "signin.return.silent"},
			{map[string]any{"exp": time.Now().Add(-time.Hour).Unix()}, false, "signin.return.silent"},
			{nil, true, "signin.return.silent"},
		} {
			m.claims(c.says, c.forged)
			b := h.visit(t, "").get("/signin/with/ministry")
			if shown := read(b.page).words; b.code < 400 || !strings.Contains(shown, en.T(c.key)) || b.cookie() != "" {
				t.Errorf("with %v: %d, %s", c.says, b.code, shown)
			}
		}
		if !strings.Contains(log.String(), "the sign-in of ministry") {
			t.Error("the operator is told nothing")
		}
		m.claims(nil, false)
	})
}

// TestOrganisationFresh shows that a session is as fresh as the organisation's
// own, and not at all where it does not say.
func TestOrganisationFresh(t *testing.T) {
	m := found(t)
	h, _ := vouched(t, databasetest.Open(t, t.TempDir()), m.organisation("ministry"))
	en := locale.For(locale.English)
	for _, c := range []struct {
		at    any
		fresh bool
	}{{time.Now().Unix(), true}, {time.Now().Add(-time.Hour).Unix(), false}, {nil, false}, {time.Now().Add(time.Hour).Unix(), false}} {
		m.claims(map[string]any{"auth_time": c.at}, false)
		b := h.visit(t, "").get("/signin/with/ministry").sees(http.StatusOK, "hale")
		b.get("/account").send("/account/token", map[string]string{"name": "x", "scope": "write"})
		if stale := strings.Contains(read(b.page).words, en.T("signin.session.stale", 30)); stale == c.fresh {
			t.Errorf("with auth_time %v: %s", c.at, read(b.page).main)
		}
	}
}

// TestOrganisationsMixed answers questions with what was an answer to others:
// another browser's, another organisation's, the same once more.
func TestOrganisationsMixed(t *testing.T) {
	m, evil := found(t), found(t)
	evil.mute = true
	h, _ := vouched(t, databasetest.Open(t, t.TempDir()), m.organisation("ministry"), evil.organisation("evil"))
	over := locale.For(locale.English).T("signin.attempt.over")

	// goes sends a browser to an organisation, and stops before it comes back.
	goes := func(b *browser, id string) *url.URL {
		var answer *url.URL
		b.http.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
			if strings.HasSuffix(r.URL.Path, "/back") {
				answer = r.URL
				return http.ErrUseLastResponse
			}
			return nil
		}
		r, err := b.http.Get(b.base + "/signin/with/" + id)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		b.http.CheckRedirect = nil
		if answer == nil || answer.Query().Get("code") == "" {
			t.Fatalf("%s answers nothing: %v", id, r.Status)
		}
		return answer
	}
	refused := func(b *browser, at string) {
		t.Helper()
		b.get(at)
		if b.cookie() != "" || b.code != http.StatusConflict || !strings.Contains(read(b.page).words, over) {
			t.Errorf("%s: %d, %s", at, b.code, read(b.page).main)
		}
	}
	victim, thief := h.visit(t, ""), h.visit(t, "")
	answer := goes(victim, "ministry")
	thief.get("/signin/with/nobody").sees(http.StatusNotFound)
	goes(thief, "ministry")
	refused(thief, answer.RequestURI())          // stolen on its way
	refused(h.visit(t, ""), answer.RequestURI()) // by one who asked nothing

	// Another's answer does not sign in who did not ask for it.
	refused(victim, goes(thief, "ministry").RequestURI())

	// The honest ministry's code is not given to the evil one's server, nor the
	// other way round.
	honest := goes(victim, "ministry")
	in := honest.Query()
	refused(victim, "/signin/with/evil/back?"+in.Encode())
	in = goes(victim, "ministry").Query()
	in.Del("iss") // which the evil one does not need
	refused(victim, "/signin/with/evil/back?"+in.Encode())
	bad := goes(victim, "evil")
	refused(victim, strings.Replace(bad.RequestURI(), "/evil/", "/ministry/", 1))
	in = goes(victim, "ministry").Query()
	in.Set("iss", evil.server.URL)
	refused(victim, "/signin/with/ministry/back?"+in.Encode())
	in = goes(victim, "ministry").Query()
	in.Del("iss") // which it has said that it sends
	refused(victim, "/signin/with/ministry/back?"+in.Encode())

	in = goes(victim, "ministry").Query()
	in.Del("code")
	in.Set("error", "access_denied")
	victim.get("/signin/with/ministry/back?"+in.Encode()).sees(http.StatusForbidden, locale.For(locale.English).T("signin.return.declined"))

	// And the one that was asked for is good once.
	good := goes(victim, "ministry").RequestURI()
	victim.get(good).sees(http.StatusOK, "hale")
	refused(h.visit(t, ""), good)
}

// TestOrganisationSilent asks one that does not answer: this site does.
func TestOrganisationSilent(t *testing.T) {
	h, log := vouched(t, databasetest.Open(t, t.TempDir()), &signin.Organisation{ID: "gone", Name: map[string]string{"en": "Gone"},
		Issuer: "http://127.0.0.1:1", ClientID: "x", Domains: []string{"example.org"}})
	h.visit(t, "").get("/signin/with/gone").sees(http.StatusConflict, locale.For(locale.English).T("signin.return.silent"))
	if !strings.Contains(log.String(), "the sign-in of gone") {
		t.Errorf("the log says %s", log)
	}
}
