package api_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/database/databasetest"
)

// BenchmarkAPI measures what a program asks most: a statement, durable, from
// sixteen at once; a matter; and a page of its acts.
func BenchmarkAPI(b *testing.B) {
	s := set(b, databasetest.Open(b, b.TempDir()))
	s.referred("Strengthen ODIHR")
	v := s.Matter().Version.Hash
	at := "/matters/" + string(s.On)
	for n := range 50 {
		s.does("okafor", "state", s.Says(fmt.Sprint("Statement ", n, " of a reasonable length, in which something is said."), act.Joint, act.Named))
	}
	one := func(b *testing.B, who, method, path, body string) {
		r := httptest.NewRequest(method, "/api/v1"+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+s.tokens[who])
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != 200 {
			b.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	say := fmt.Sprintf(`{"words":"Nobody should be surprised by what both have agreed.","lang":"en","audience":"joint","attribution":"named","version":"%s"}`, v)
	b.Run("state", func(b *testing.B) {
		who := []string{"hale", "okafor", "lind", "ruiz", "moss", "serik", "dana", "nurlan"}
		var next atomic.Int64
		b.SetParallelism(8)
		b.RunParallel(func(pb *testing.PB) {
			me := who[int(next.Add(1))%len(who)]
			for pb.Next() {
				one(b, me, "POST", at+"/state", say)
			}
		})
	})
	b.Run("matter", func(b *testing.B) {
		for b.Loop() {
			one(b, "hale", "GET", at, "")
		}
	})
	b.Run("acts", func(b *testing.B) {
		for b.Loop() {
			one(b, "hale", "GET", at+"/acts?limit=50", "")
		}
	})
}
