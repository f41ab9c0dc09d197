package roll

import (
	"fmt"
	"maps"
	"slices"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Copied is one line of a copy of the roll: a person, an alias, or that
// somebody spoke. Copies are kept for years, so a field may be added here, and
// none renamed.
type Copied struct {
	Person *CopiedPerson `json:"person,omitempty"`
	Alias  *CopiedAlias  `json:"alias,omitempty"`
	Spoke  *CopiedSpoke  `json:"spoke,omitempty"`
}

// A CopiedPerson is a Person.
type CopiedPerson struct {
	Member      member.ID  `json:"member"`
	Name        text.Words `json:"name,omitempty"`
	Post        text.Words `json:"post,omitempty"`
	Affiliation text.Words `json:"affiliation,omitempty"`
	Country     string     `json:"country,omitempty"`
	Email       string     `json:"email,omitempty"`
	Lang        string     `json:"lang,omitempty"`
	Zone        string     `json:"zone,omitempty"`
	Slug        string     `json:"slug,omitempty"`
	Erased      bool       `json:"erased,omitempty"`
}

// A CopiedAlias is an Alias.
type CopiedAlias struct {
	Alias  act.Alias `json:"alias"`
	Matter act.Ref   `json:"matter"`
	Member member.ID `json:"member"`
}

// A CopiedSpoke is a Spoke.
type CopiedSpoke struct {
	Matter act.Ref  `json:"matter"`
	Token  string   `json:"token"`
	Group  group.ID `json:"group"`
	Round  int      `json:"round"`
}

// Copy calls f for every line of a copy of the roll: people first, in the
// order of their identifiers and the erased ones among them, then aliases, then
// who spoke. f may not use tx.
func Copy(tx *database.Tx, f func(Copied) error) error {
	all := map[member.ID]Person{}
	if err := read(tx, all, "", nil); err != nil {
		return fmt.Errorf("read the roll: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		p := CopiedPerson(all[id])
		if err := f(Copied{Person: &p}); err != nil {
			return err
		}
	}
	err := tx.Each(`select alias, matter, member from roll_alias order by alias`, nil, func(scan database.Scan) error {
		a, err := scanAlias(scan)
		if err != nil {
			return err
		}
		return f(Copied{Alias: (*CopiedAlias)(&a)})
	})
	if err != nil {
		return err
	}
	return tx.Each(`select matter, token, grp, round from roll_spoke order by matter, token, grp`, nil, func(scan database.Scan) error {
		var s CopiedSpoke
		if err := scan(&s.Matter, &s.Token, &s.Group, &s.Round); err != nil {
			return err
		}
		return f(Copied{Spoke: &s})
	})
}

// Enter enters lines of a copy into a roll that has none of them.
func Enter(tx *database.Tx, lines []Copied) error {
	var aliases []Alias
	var spoke []Spoke
	for _, l := range lines {
		switch {
		case l.Person != nil && l.Person.Erased:
			err := tx.Exec(`insert into roll_person (member, country, email, post_box, lang, zone, slug, erased)
				values ($1, '', '', '', '', '', '', true)`, l.Person.Member)
			if err != nil {
				return fmt.Errorf("enter %s: %w", l.Person.Member, err)
			}
		case l.Person != nil:
			if err := Put(tx, Person(*l.Person)); err != nil {
				return fmt.Errorf("enter %s: %w", l.Person.Member, err)
			}
		case l.Alias != nil:
			aliases = append(aliases, Alias(*l.Alias))
		case l.Spoke != nil:
			spoke = append(spoke, Spoke(*l.Spoke))
		}
	}
	if err := Assign(tx, aliases); err != nil {
		return fmt.Errorf("enter aliases: %w", err)
	}
	if err := Hear(tx, spoke); err != nil {
		return fmt.Errorf("enter who spoke: %w", err)
	}
	return nil
}
