package roll

import (
	"example.org/counterpart/act"
	"example.org/counterpart/database"
	"example.org/counterpart/member"
)

// An Alias tells for which member an alias stands on one matter. Erasing the
// row leaves the record as it was, and nobody who could say who acted.
type Alias struct {
	Alias  act.Alias
	Matter act.Ref
	Member member.ID
}

// Aliases returns every alias on a matter.
func Aliases(tx *database.Tx, matter act.Ref) ([]Alias, error) {
	return database.All(tx, `select alias, matter, member from roll_alias where matter = $1`, []any{matter}, scanAlias)
}

// WhoIs returns the members for whom aliases stand; those whose row was
// erased are left out.
func WhoIs(tx *database.Tx, aliases []act.Alias) (map[act.Alias]member.ID, error) {
	who := make(map[act.Alias]member.ID, len(aliases))
	const most = 500
	for len(aliases) > 0 {
		n := min(most, len(aliases))
		var args []any
		rows, err := database.All(tx, `select alias, matter, member from roll_alias where alias in (`+
			database.In(&args, aliases[:n]...)+`)`, args, scanAlias)
		if err != nil {
			return nil, err
		}
		for _, a := range rows {
			who[a.Alias] = a.Member
		}
		aliases = aliases[n:]
	}
	return who, nil
}

func scanAlias(scan database.Scan) (a Alias, err error) {
	err = scan(&a.Alias, &a.Matter, &a.Member)
	return a, err
}

// Assign keeps new aliases.
func Assign(tx *database.Tx, aliases []Alias) error {
	if len(aliases) == 0 {
		return nil
	}
	rows := make([][]any, len(aliases))
	for n, a := range aliases {
		rows[n] = []any{a.Alias, a.Matter, a.Member}
	}
	return tx.Insert("roll_alias", []string{"alias", "matter", "member"}, rows)
}

// AliasesOf returns the alias that a member has on each of some matters, where
// they have one.
func AliasesOf(tx *database.Tx, id member.ID, matters []act.Ref) (map[act.Ref]act.Alias, error) {
	own := make(map[act.Ref]act.Alias, len(matters))
	args := []any{id}
	err := tx.Each(`select alias, matter, member from roll_alias where member = $1 and matter in (`+database.In(&args, matters...)+`)`, args,
		func(scan database.Scan) error {
			a, err := scanAlias(scan)
			own[a.Matter] = a.Alias
			return err
		})
	return own, err
}
