package main

import (
	"net/http"
)

// pages are the rooms' own routes.
func (m media) pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "counterpart") })
	return mux
}
