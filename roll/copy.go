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
	Member      member.ID      `json:"member"`
	Name        text.Words     `json:"name,omitempty"`
	Post        text.Words     `json:"post,omitempty"`
	Affiliation text.Words     `json:"affiliation,omitempty"`
	Country     string         `json:"country,omitempty"`
	Email       string         `json:"email,omitempty"`
	Lang        string         `json:"lang,omitempty"`
	Zone        string         `json:"zone,omitempty"`
	Slug        string         `json:"slug,omitempty"`
	Erased      bool           `json:"erased,omitempty"`
	Title       text.Words     `json:"title,omitempty"`
	Address     text.Words     `json:"address,omitempty"`
	Nominated   text.Words     `json:"nominated,omitempty"`
	Biography   text.Words     `json:"biography,omitempty"`
	Speaks      []string       `json:"speaks,omitempty"`
	Posts       []CopiedPost   `json:"posts,omitempty"`
	Photo       map[int][]byte `json:"photo,omitempty"` // by its width
}

// A CopiedPost is a Post.
type CopiedPost struct {
	From        string     `json:"from,omitempty"`
	To          string     `json:"to,omitempty"`
	Post        text.Words `json:"post,omitempty"`
	Affiliation text.Words `json:"affiliation,omitempty"`
}

// CopyOf is a person as a line of a copy holds them, without the photograph.
func CopyOf(p Person) CopiedPerson {
	c := CopiedPerson{Member: p.Member, Name: p.Name, Post: p.Post, Affiliation: p.Affiliation, Country: p.Country, Email: p.Email,
		Lang: p.Lang, Zone: p.Zone, Slug: p.Slug, Erased: p.Erased, Title: p.Title, Address: p.Address, Nominated: p.Nominated,
		Biography: p.Biography, Speaks: p.Speaks}
	for _, post := range p.Posts {
		c.Posts = append(c.Posts, CopiedPost(post))
	}
	return c
}

func (c CopiedPerson) person() Person {
	p := Person{Member: c.Member, Name: c.Name, Post: c.Post, Affiliation: c.Affiliation, Country: c.Country, Email: c.Email,
		Lang: c.Lang, Zone: c.Zone, Slug: c.Slug, Erased: c.Erased, Title: c.Title, Address: c.Address, Nominated: c.Nominated,
		Biography: c.Biography, Speaks: c.Speaks}
	for _, post := range c.Posts {
		p.Posts = append(p.Posts, Post(post))
	}
	return p
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
	if err := read(tx, all, "", nil, false); err != nil {
		return fmt.Errorf("read the roll: %w", err)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		p := CopyOf(all[id])
		if all[id].Photo != "" {
			var err error
			if p.Photo, err = photoOf(tx, id); err != nil {
				return err
			}
		}
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
			n, err := change(tx)
			if err == nil {
				err = tx.Exec(`insert into roll_person (member, country, email, post_box, lang, zone, slug, erased, changed)
					values ($1, '', '', '', '', '', '', true, $2)`, l.Person.Member, n)
			}
			if err != nil {
				return fmt.Errorf("enter %s: %w", l.Person.Member, err)
			}
		case l.Person != nil:
			err := Put(tx, l.Person.person())
			if err == nil && l.Person.Photo != nil {
				err = PutPhoto(tx, l.Person.Member, l.Person.Photo)
			}
			if err != nil {
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
