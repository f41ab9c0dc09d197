package demo

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"

	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/roll"
	"example.org/counterpart/text"
)

// A Cast is one invented member. They sit from the founding on.
type Cast struct {
	Person       roll.Person
	Group        group.ID
	Capacity     member.Capacity
	Constituency member.Constituency
}

// castFile is cast.yaml.
type castFile struct {
	Notice  text.Words
	Members []struct {
		ID           string
		Name         text.Words
		Group        group.ID
		Capacity     member.Capacity
		Constituency member.Constituency
		Country      string
		Post         text.Words
		Affiliation  text.Words
	}
}

// memberID is the identifier of one of the cast. It is the same in every play
// and says, like any other, nothing of the person.
func memberID(slug string) member.ID {
	sum := sha256.Sum256([]byte("counterpart demonstration\n" + slug))
	return member.ID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10])))
}

func (f castFile) people(groups []group.Group) (cast []Cast, err error) {
	for _, m := range f.Members {
		k := slices.IndexFunc(groups, func(g group.Group) bool { return g.ID == m.Group })
		if k < 0 {
			return nil, fmt.Errorf("demo/cast.yaml: %s sits in %q, which is no group", m.ID, m.Group)
		}
		cast = append(cast, Cast{
			Person: roll.Person{
				Member: memberID(m.ID), Name: m.Name, Post: m.Post, Affiliation: m.Affiliation, Country: m.Country,
				Email: m.ID + "@example.org", Slug: m.ID, Zone: groups[k].Zone,
				// No language: whoever plays a member reads in their own.
			},
			Group: m.Group, Capacity: m.Capacity, Constituency: m.Constituency,
		})
	}
	return cast, nil
}
