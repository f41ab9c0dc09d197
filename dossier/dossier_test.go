package dossier_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/clerk/clerktest"
	"example.org/counterpart/database"
	"example.org/counterpart/database/databasetest"
	"example.org/counterpart/dossier"
	"example.org/counterpart/locale"
	"example.org/counterpart/roll"
	"example.org/counterpart/signin"
	"example.org/counterpart/text"
)

// TestZip holds that a dossier has everything that the person said and is, and
// nothing of anybody else; for programs, and for people in their language.
func TestZip(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		f := clerktest.New(t, db).Refers("Strengthen ODIHR")
		f.As("lind").Does(f.Says("Zqmine.", act.Caucus, act.Named))
		f.As("lind").Does(f.Says("Zqnobody.", act.Caucus, act.Unattributed))
		f.As("hale").Does(f.Says("Zqtheirs.", act.Caucus, act.Named))
		err := f.Enroll(t.Context(), roll.Person{Member: "lind", Name: text.Words{"en": "Lind <b>Zqname</b>", "kk": "Линд"}, Email: "lind@example.org",
			Biography: text.Words{"en": "Zqlife."}, Posts: []roll.Post{{From: "2001", Post: text.Words{"en": "Zqpost"}}}})
		if err == nil {
			err = db.Write(t.Context(), func(tx *database.Tx) error {
				err := dossier.Open(tx)
				if err != nil {
					return err
				}
				_, _, err = signin.Start(tx, "lind", "Zqbrowser", f.Time())
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		d, err := dossier.Of(t.Context(), db, "lind", f.Time())
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range locale.Langs {
			file, err := d.Zip(t.Context(), locale.For(lang))
			if err != nil {
				t.Fatal(err)
			}
			z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
			if err != nil || len(z.File) != 2 {
				t.Fatalf("%d files, %v", len(z.File), err)
			}
			for _, in := range z.File {
				r, _ := in.Open()
				data, _ := io.ReadAll(r)
				for _, want := range []string{"Zqmine.", "Zqname", "Zqlife.", "Zqpost", "Zqbrowser", "lind@example.org", "Линд"} {
					if !strings.Contains(string(data), want) {
						t.Errorf("%s has no %s", in.Name, want)
					}
				}
				for _, not := range []string{"Zqtheirs", "Zqnobody", "hale@", "<b>Zqname", "⟦"} {
					if strings.Contains(string(data), not) {
						t.Errorf("%s has %s", in.Name, not)
					}
				}
				if in.Name == "data.json" && !json.Valid(data) {
					t.Error("data.json is none")
				}
				if in.Name == "about.html" && !strings.Contains(string(data), locale.For(lang).T("dossier.lede")) {
					t.Errorf("about.html is not in %s", lang)
				}
			}
		}
		if _, err := dossier.Of(t.Context(), db, "nobody", f.Time()); err == nil {
			t.Error("nobody has a dossier")
		}
	})
}

// personal are the tables that hold anything by a member's identifier, and the
// room that gives it out. A table that is added must be added here, and to a
// room's About.
var personal = map[string]string{
	"roll_person": "roll", "roll_person_words": "roll", "roll_post": "roll", "roll_photo": "roll", "roll_erasure": "roll", "roll_address": "roll", "roll_alias": "roll",
	"signin_link": "signin", "signin_session": "signin", "signin_token": "signin", "signin_passkey": "signin", "signin_recovery": "signin",
	"signin_handle": "signin", "signin_attempt": "signin", // random numbers that stand for the member while a passkey is used
	"outbox_setting": "outbox", "outbox_follow": "outbox", "outbox_letter": "outbox", "outbox_bounce": "outbox", "outbox_pause": "outbox",
	"draft": "draft", "draft_choice": "draft", "draft_told": "draft", // the last is until when they are not written to again
	"application": "application", "registration": "registration", "floor_asked": "floor", "poll": "poll", "poll_mark": "poll", "register_act": "acts",
	"distribution_subscriber": "distribution", "distribution_contact": "distribution", "distribution_letter": "distribution",
	"invitation": "invitation", "invitation_guest": "invitation", "invitation_feed": "invitation",
	"remark": "remark", "remark_check": "remark",
}

// TestComplete reads every table that the program makes, and finds those with a
// column that names a member.
func TestComplete(t *testing.T) {
	made := regexp.MustCompile(`(?s)create table (?:if not exists )?(\w+) \((.*?)\n\)`)
	column := regexp.MustCompile(`(?m)^\s*(member|author|asker|decider)\s+text`)
	found := map[string]bool{}
	for _, pattern := range []string{"../*/migrations/*.sql", "../register/register.sql"} {
		files, _ := filepath.Glob(pattern)
		for _, file := range files {
			sql, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range made.FindAllStringSubmatch(string(sql), -1) {
				if column.MatchString(m[2]) {
					found[m[1]] = true
					if personal[m[1]] == "" {
						t.Errorf("%s names members, and is in no dossier: see dossier.Rooms", m[1])
					}
				}
			}
		}
	}
	for table, room := range personal {
		if !found[table] {
			t.Errorf("there is no table %s", table)
		}
		if !slices.ContainsFunc(dossier.Rooms, func(r dossier.Room) bool { return r.Name == room }) {
			t.Errorf("there is no room %s", room)
		}
	}
}
