package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestOrganisations(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("MINISTRY_SECRET", "another")
	const good = `- id: ministry
  name: {en: The Ministry, ru: Министерство}
  issuer: https://login.ministry.example
  client-id: counterpart
  client-secret-env: MINISTRY_SECRET
  mail-domains: [ministry.example, mfa.ministry.example]
`
	all, err := readOrganisations([]byte(good))
	if err != nil || len(all) != 1 || all[0].Secret != "another" || all[0].Name["ru"] != "Министерство" || len(all[0].Domains) != 2 {
		t.Fatalf("%+v, %v", all, err)
	}
	all, err = readOrganisations([]byte(strings.Replace(good, "client-secret-env: MINISTRY_SECRET", "client-secret-file: "+secret, 1)))
	if err != nil || all[0].Secret != "s3cret" {
		t.Errorf("from a file: %+v, %v", all, err)
	}
	if all, err := readOrganisations(nil); len(all) != 0 || err != nil {
		t.Errorf("an empty file: %v, %v", all, err)
	}
	for _, c := range []struct{ from, to, finds string }{
		{"id: ministry", "id: The Ministry", "id must be"},
		{"id: ministry", "id: ../x", "id must be"},
		{"{en: The Ministry, ru: Министерство}", "{}", "name must be"},
		{"https://login", "http://login", "issuer must be"},
		{"https://login.ministry.example", "login.ministry.example", "issuer must be"},
		{"ministry.example\n  client", "ministry.example?x\n  client", "issuer must be"},
		{"client-id: counterpart", "client-id: ''", "client-id is missing"},
		{"MINISTRY_SECRET", "NOT_SET_ANYWHERE", "secret of the client is empty"},
		{"client-secret-env: MINISTRY_SECRET", "client-secret-file: " + secret + ".not", "no such file"},
		{"  mail", "  client-secret-file: x\n  mail", "exclude each other"},
		{"[ministry.example, mfa.ministry.example]", "[]", "mail-domains must"},
		{"[ministry.example, mfa.ministry.example]", "['*']", "is not like"},
		{"mail-domains", "domains", "not found"},
		{good, good + good, "another's"},
	} {
		if !strings.Contains(good, c.from) {
			t.Fatalf("nothing to replace: %s", c.from)
		}
		if _, err := readOrganisations([]byte(strings.Replace(good, c.from, c.to, 1))); err == nil || !strings.Contains(err.Error(), c.finds) {
			t.Errorf("with %q: %v, want %q", c.to, err, c.finds)
		}
	}
}
