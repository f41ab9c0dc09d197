package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// listenFlags say how pages are served.
type listenFlags struct {
	Addr          string `default:"127.0.0.1:8080" help:"Where to listen; port 0 picks one that is free."`
	Base          string `placeholder:"URL" help:"The address that people type, for links in mail: https://taskforce.example."`
	TLSCert       string `name:"tls-cert" type:"path" placeholder:"FILE" help:"Certificate with its chain, in PEM, to speak TLS without a proxy."`
	TLSKey        string `name:"tls-key" type:"path" placeholder:"FILE" help:"Its private key."`
	BehindProxy   bool   `help:"Believe X-Forwarded-For of the proxy in front. Needs --base."`
	MetricsPublic bool   `help:"Show /metrics to everybody, not only to this machine."`
}

// check finds what does not go together.
func (f listenFlags) check() error {
	if f.Base != "" {
		u, err := url.Parse(f.Base)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" {
			return errors.New("--base must be like https://taskforce.example, with nothing after the host")
		}
	}
	switch {
	case (f.TLSCert == "") != (f.TLSKey == ""):
		return errors.New("--tls-cert and --tls-key go together")
	case f.BehindProxy && f.Base == "":
		return errors.New("--behind-proxy needs --base, the address that people type: by it browsers are told whether cookies need TLS")
	}
	return nil
}

// secure reports whether browsers reach the server by TLS.
func (f listenFlags) secure() bool {
	return f.TLSCert != "" || strings.HasPrefix(f.Base, "https://")
}

// address is where a browser on this machine finds a listener.
func (f listenFlags) address(l net.Listener) string {
	scheme := "http"
	if f.TLSCert != "" {
		scheme = "https"
	}
	host, port, err := net.SplitHostPort(l.Addr().String())
	if ip := net.ParseIP(host); err == nil && ip.IsUnspecified() {
		return scheme + "://" + net.JoinHostPort("localhost", port)
	}
	return scheme + "://" + l.Addr().String()
}

// Times that a server allows. A form of the greatest length may come over a
// poor line; pages that follow what happens lift the limits for themselves.
const (
	headerTime = 10 * time.Second
	readTime   = 2 * time.Minute
	writeTime  = 2 * time.Minute
	idleTime   = 2 * time.Minute
	leaveTime  = 15 * time.Second // for what is under way when the program is to end
)

// serve serves until ctx ends, and then until what is under way is done. The
// one line "listening on …" is written when the first page can be had.
func (f listenFlags) serve(ctx context.Context, to streams, log *slog.Logger, m media, ready func(address string)) error {
	if err := f.check(); err != nil {
		return exit{exitUsage, err}
	}
	var certificates []tls.Certificate
	if f.TLSCert != "" {
		c, err := tls.LoadX509KeyPair(f.TLSCert, f.TLSKey)
		if err != nil {
			return fmt.Errorf("read the certificate: %w", err)
		}
		certificates = append(certificates, c)
	}
	m.listen, m.log = f, log
	closing := make(chan struct{})
	s := &http.Server{
		Handler:           m.handler(closing),
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: 64 << 10,
		ErrorLog:       slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	if certificates != nil {
		s.TLSConfig = &tls.Config{Certificates: certificates, MinVersion: tls.VersionTLS12}
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", f.Addr)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() {
		if s.TLSConfig != nil {
			served <- s.ServeTLS(l, "", "")
		} else {
			served <- s.Serve(l)
		}
	}()
	address := f.address(l)
	ready(address)
	fmt.Fprintf(to.Out, "listening on %s\n", address)
	select {
	case err := <-served:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	log.Info("leaving")
	close(closing)
	leaving, stop := context.WithTimeout(context.Background(), leaveTime)
	defer stop()
	if err := s.Shutdown(leaving); err != nil {
		return errors.Join(fmt.Errorf("leave: %w", err), s.Close())
	}
	return nil
}
