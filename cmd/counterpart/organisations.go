package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"regexp"
	"strings"

	"example.org/counterpart/signin"
	"gopkg.in/yaml.v3"
)

// An organisationEntry is how one is written in the file of the organisations
// that vouch for their people. doc/operate.md explains it.
type organisationEntry struct {
	ID       string            `yaml:"id"`
	Name     map[string]string `yaml:"name"`
	Issuer   string            `yaml:"issuer"`
	ClientID string            `yaml:"client-id"`
	File     string            `yaml:"client-secret-file"`
	Env      string            `yaml:"client-secret-env"`
	Domains  []string          `yaml:"mail-domains"`
}

// organisationsIn reads the file. Without a file there are none.
func organisationsIn(file string) ([]*signin.Organisation, error) {
	if file == "" {
		return nil, nil
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the organisations: %w", err)
	}
	all, err := readOrganisations(b)
	if err != nil {
		return nil, exit{exitUsage, fmt.Errorf("%s: %w", file, err)}
	}
	return all, nil
}

func readOrganisations(b []byte) (all []*signin.Organisation, err error) {
	var entries []organisationEntry
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true)
	if err := dec.Decode(&entries); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	ids := map[string]bool{}
	for n, e := range entries {
		o, err := e.read()
		if err == nil && ids[e.ID] {
			err = errors.New("its id is another's")
		}
		if err != nil {
			return nil, fmt.Errorf("organisation %d (%s): %w", n+1, e.ID, err)
		}
		ids[e.ID] = true
		all = append(all, o)
	}
	return all, nil
}

var (
	organisationID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	mailDomain     = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$`)
)

func (e organisationEntry) read() (*signin.Organisation, error) {
	u, err := url.Parse(e.Issuer)
	near := err == nil && (u.Hostname() == "localhost" || net.ParseIP(u.Hostname()).IsLoopback())
	switch {
	case !organisationID.MatchString(e.ID) || len(e.ID) > 40:
		return nil, errors.New("id must be a short name of lower-case letters, digits and hyphens")
	case e.Name["en"] == "" && e.Name["ru"] == "" && e.Name["kk"] == "":
		return nil, errors.New("name must be there, as en, ru or kk")
	case err != nil || u.Host == "" || u.Scheme != "https" && !(near && u.Scheme == "http") || u.RawQuery != "" || u.Fragment != "" || u.User != nil:
		return nil, errors.New("issuer must be like https://login.example.org")
	case e.ClientID == "":
		return nil, errors.New("client-id is missing")
	case e.File != "" && e.Env != "":
		return nil, errors.New("client-secret-file and client-secret-env exclude each other")
	case len(e.Domains) == 0:
		return nil, errors.New("mail-domains must name the domains that it may vouch for")
	}
	for _, d := range e.Domains {
		if !mailDomain.MatchString(d) {
			return nil, fmt.Errorf("mail-domains: %q is not like example.org", d)
		}
	}
	o := &signin.Organisation{ID: e.ID, Name: e.Name, Issuer: e.Issuer, ClientID: e.ClientID, Domains: e.Domains}
	switch {
	case e.File != "":
		b, err := os.ReadFile(e.File)
		if err != nil {
			return nil, fmt.Errorf("read the secret of the client: %w", err)
		}
		o.Secret = strings.TrimRight(string(b), "\r\n")
	case e.Env != "":
		o.Secret = os.Getenv(e.Env)
	}
	if (e.File != "" || e.Env != "") && o.Secret == "" {
		return nil, errors.New("the secret of the client is empty")
	}
	return o, nil
}
