package demo

import (
	"cmp"
	"slices"
	"time"

	"example.org/counterpart/group"
	"example.org/counterpart/transcript"
)

// Parse reads one transcript whose people are the cast.
func Parse(name string, data []byte) ([]transcript.Line, error) {
	found, cast, err := Describe()
	if err != nil {
		return nil, err
	}
	return transcript.Parse(name, data, zones(found.Groups, cast))
}

// zones tells in which zone a person's times are.
func zones(groups []group.Group, cast []Cast) func(string) *time.Location {
	of := map[string]*time.Location{transcript.Clock: time.UTC}
	places := map[group.ID]*time.Location{}
	for _, g := range groups {
		if place, err := time.LoadLocation(g.Zone); err == nil {
			places[g.ID] = place
		}
	}
	for _, c := range cast {
		if place, ok := places[c.Group]; ok {
			of[c.Person.Slug] = place
		}
	}
	return func(who string) *time.Location { return of[who] }
}

// course returns the lines of all transcripts in the order in which they are
// played: by instant, then by file, then by line.
func course(zone func(string) *time.Location) ([]transcript.Line, error) {
	entries, err := files.ReadDir("course")
	if err != nil {
		return nil, err
	}
	var all []transcript.Line
	for _, e := range entries {
		data, err := files.ReadFile("course/" + e.Name())
		if err != nil {
			return nil, err
		}
		lines, err := transcript.Parse("course/"+e.Name(), data, zone)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	slices.SortStableFunc(all, func(a, b transcript.Line) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.File, b.File), cmp.Compare(a.No, b.No))
	})
	return all, nil
}
