package demo

import "example.org/counterpart/initiative"

// A declaration is one entry of interests.yaml.
type declaration struct {
	By           string // a short name of the cast
	Kind         initiative.InterestKind
	Organisation string
	Of           string
	From, To     string
	Lang, Text   string
}

// interests are what the cast declares.
func interests() (all []declaration, err error) {
	err = read("interests.yaml", &all)
	return all, err
}

func (d declaration) command() initiative.Declare {
	return initiative.Declare{Interest: d.Kind, Organisation: d.Organisation, Of: d.Of, From: d.From, To: d.To, Text: d.Text, Lang: d.Lang}
}
