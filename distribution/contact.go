package distribution

import (
	"crypto/rand"
	"slices"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/group"
	"example.org/counterpart/member"
	"example.org/counterpart/text"
)

// A Contact is somebody whom the secretariats know, or the address of an
// organisation.
type Contact struct {
	ID           string
	Email        string
	Lang         string
	Name         string
	Organisation string
	Addressee    string   // the organisation that is written to here, by its id; empty if it is nobody's address for that
	Group        group.ID // whose secretariat entered it, and writes to them
	Entered      time.Time
	By           member.ID
	Bounces      int

	member  member.ID
	postBox string
}

// Limits of contacts: in letters, and of how many there may be.
const (
	MaxLine     = 200
	MostContact = 20_000
)

// Check returns c as it will be kept, or refuses every field that is wrong.
// Addressees are the ids of those that the description names.
func (c Contact) Check(addressees []string) (Contact, error) {
	var email, addressee, nobody error
	c.Email, c.postBox, email = cleanEmail(c.Email)
	name, badName := text.CleanLine(c.Name, MaxLine)
	organisation, badOrganisation := text.CleanLine(c.Organisation, MaxLine)
	c.Name, c.Organisation = name, organisation
	if c.Addressee != "" && !slices.Contains(addressees, c.Addressee) {
		addressee = act.RefuseField("addressee", "refuse.transmit.addressee")
	}
	if name == "" && organisation == "" && badName == nil && badOrganisation == nil {
		nobody = act.RefuseField("name", "refuse.contact.name")
	}
	return c, act.Together(problem("name", badName), nobody, problem("organisation", badOrganisation), cleanLang(c.Lang), email, addressee)
}

func problem(field string, err error) error {
	if err == nil {
		return nil
	}
	p := text.AsProblem(err)
	return act.RefuseField(field, p.Key, p.Args...)
}

// Enter keeps contacts who were checked: all of them, or none. It refuses, by
// their places, those who are there already and those who said that they do not
// want to be.
func Enter(tx *database.Tx, secret []byte, all []Contact, now time.Time) (wrong []Problem, err error) {
	if wrong, err = Refused(tx, secret, all); err != nil || len(wrong) > 0 {
		return wrong, err
	}
	var rows [][]any
	for _, c := range all {
		who, err := whose(tx, c.Email)
		if err != nil {
			return nil, fault("enter contacts", err)
		}
		rows = append(rows, []any{rand.Text(), c.Email, c.postBox, c.Lang, c.Name, c.Organisation, c.Addressee, string(c.Group), now.UnixMilli(), string(c.By), string(who), 0})
	}
	return nil, fault("enter contacts", tx.Insert("distribution_contact", []string{"id", "email", "post_box", "lang", "name", "organisation",
		"addressee", "grp", "entered", "by_member", "member", "bounces"}, rows))
}

// Refused says which of some contacts, who were checked, cannot be entered. Those
// without an address it passes over.
func Refused(tx *database.Tx, secret []byte, all []Contact) (wrong []Problem, err error) {
	seen := map[string]bool{}
	var boxes, seals []string
	for _, c := range all {
		boxes, seals = append(boxes, c.postBox), append(seals, seal(secret, "left", c.postBox))
	}
	there, err := which(tx, `select post_box from distribution_contact where post_box in (`, boxes)
	if err != nil {
		return nil, err
	}
	left, err := which(tx, `select seal from distribution_left where seal in (`, seals)
	if err != nil {
		return nil, err
	}
	var n int
	if err := tx.Row(`select count(*) from distribution_contact`, nil, &n); err != nil {
		return nil, fault("count contacts", err)
	}
	for k, c := range all {
		key := ""
		switch {
		case c.postBox == "": // told of already
		case left[seals[k]]:
			key = "refuse.contact.left"
		case there[c.postBox], seen[c.postBox]:
			key = "refuse.contact.there"
		case n+k >= MostContact:
			key = "refuse.contact.full"
		}
		seen[c.postBox] = true
		if key != "" {
			wrong = append(wrong, Problem{k, "email", act.Because(key)})
		}
	}
	return wrong, nil
}

// which returns those of some words that a statement finds, a few hundred at a
// time.
func which(tx *database.Tx, query string, all []string) (map[string]bool, error) {
	found := map[string]bool{}
	for some := range slices.Chunk(all, 500) {
		var args []any
		err := tx.Each(query+database.In(&args, some...)+`)`, args, func(scan database.Scan) error {
			var s string
			err := scan(&s)
			found[s] = true
			return err
		})
		if err != nil {
			return nil, fault("look contacts up", err)
		}
	}
	return found, nil
}

// Erase takes a contact off every list, and out of every log.
func Erase(tx *database.Tx, id string, now time.Time) error {
	all, err := contacts(tx, `where id = $1`, id)
	if err == nil && len(all) == 0 {
		err = act.Refuse(act.NotFound, "refuse.contact.unknown")
	}
	if err != nil {
		return err
	}
	// Whoever subscribed by themselves stays a subscriber.
	if err := tx.Exec(`update distribution_letter set `+emptied+`,
		ended = case when state in ('queued', 'held') then $2 else ended end, state = case when state in ('queued', 'held') then 'void' else state end
		where source = $1`, id, now.UnixMilli()); err != nil {
		return fault("erase a contact", err)
	}
	return fault("erase a contact", tx.Exec(`delete from distribution_contact where id = $1`, id))
}

// FindContact returns a contact.
func FindContact(tx *database.Tx, id string) (c Contact, ok bool, err error) {
	all, err := contacts(tx, `where id = $1`, id)
	if err != nil || len(all) == 0 {
		return c, false, err
	}
	return all[0], true, nil
}

// AllContacts lists contacts by name, at most limit, from one on.
func AllContacts(tx *database.Tx, after string, limit int) ([]Contact, error) {
	return contacts(tx, `where organisation || ' ' || name || ' ' || id > $1 order by organisation || ' ' || name || ' ' || id limit $2`, after, limit)
}

// Place is where the list goes on after c.
func (c Contact) Place() string { return c.Organisation + " " + c.Name + " " + c.ID }

func contacts(tx *database.Tx, where string, args ...any) ([]Contact, error) {
	all, err := database.All(tx, `select id, email, post_box, lang, name, organisation, addressee, grp, entered, by_member, member, bounces
		from distribution_contact `+where, args, func(scan database.Scan) (c Contact, err error) {
		var entered int64
		err = scan(&c.ID, &c.Email, &c.postBox, &c.Lang, &c.Name, &c.Organisation, &c.Addressee, &c.Group, &entered, &c.By, &c.member, &c.Bounces)
		c.Entered = instant(entered)
		return c, err
	})
	return all, fault("read contacts", err)
}
