package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// TestSlowForm holds that a form which never arrives is given up, whatever the
// request says that it takes in answer.
func TestSlowForm(t *testing.T) {
	read := make(chan error, 1)
	s := httptest.NewUnstartedServer(following(nil, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, err := io.ReadAll(r.Body)
		read <- err
	})))
	s.Config.ReadTimeout = 100 * time.Millisecond
	s.Start()
	defer s.Close()
	c, err := net.Dial("tcp", s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, "POST /signin HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nContent-Length: 9\r\n\r\nemail")
	select {
	case err := <-read:
		if err == nil {
			t.Error("half a form was taken for a whole one")
		}
	case <-time.After(5 * time.Second):
		c.Close()
		t.Error("the server is still waiting")
	}
}
