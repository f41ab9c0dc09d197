package demo

import (
	"fmt"
	"maps"
	"slices"

	"example.org/counterpart/initiative"
	"example.org/counterpart/text"
)

// facts is what we take from data/initiative.yaml.
type facts struct {
	Name      text.Words
	Period    struct{ From, To string }
	Conveners []struct{ Organisation string }
	Funders   []struct {
		ID, Organisation, Form, Currency string
		Amount                           int64
		Sources                          []source
	}
	Disclaimers []struct{ ID, Text string }
	Criticism   []struct {
		ID, Date, About, Text string
		Sources               []source
	} `yaml:"funding_criticism"`
	Mandate struct {
		Text    text.Words
		Sources []source
	}
	Structure struct{ Sources []source }
}

type source struct{ Publisher, What, URL string }

type organisation struct {
	ID   string
	Name text.Words
	Kind string // of those in data/organisations.yaml
}

func byID(all []organisation) map[string]organisation {
	m := make(map[string]organisation, len(all))
	for _, o := range all {
		m[o.ID] = o
	}
	return m
}

// A describer puts together what the initiative says of itself.
type describer struct {
	facts facts
	rules rulesFile
	cast  castFile
	words map[string]text.Words
	orgs  map[string]organisation
}

func (d describer) description() (initiative.Description, error) {
	out := initiative.Description{
		Name: d.facts.Name, Mandate: d.facts.Mandate.Text, From: d.facts.Period.From, To: d.facts.Period.To,
		Dimensions: d.rules.Dimensions, Notice: text.Words{},
		Sources: sources(append(d.facts.Mandate.Sources, d.facts.Structure.Sources...)),
	}
	for lang, notice := range d.cast.Notice {
		out.Notice[lang] = notice + " " + d.words["sources"][lang]
	}
	for _, c := range d.facts.Conveners {
		o, err := d.organisation(c.Organisation, nil)
		if err != nil {
			return out, err
		}
		out.Conveners = append(out.Conveners, o)
	}
	for _, f := range d.facts.Funders {
		o, err := d.organisation(f.Organisation, nil)
		if err != nil {
			return out, err
		}
		out.Funders = append(out.Funders, initiative.Funder{Organisation: o, Form: f.Form, Amount: f.Amount, Currency: f.Currency,
			Status: d.words[f.ID], Sources: sources(f.Sources), Legal: legal(d.orgs[o.ID].Kind)})
	}
	for _, a := range d.rules.Addressees {
		o, err := d.organisation(a.ID, a.Name)
		if err != nil {
			return out, err
		}
		out.Addressees = append(out.Addressees, o)
	}
	for _, a := range d.rules.Assessed {
		o, err := d.organisation(a.ID, a.Name)
		if err != nil {
			return out, err
		}
		out.Assessed = append(out.Assessed, o)
	}
	out.Criticism = d.criticism()
	return out, nil
}

// legal is the legal form of an organisation of a kind, as the data name it.
func legal(kind string) initiative.LegalForm {
	if form := initiative.LegalForm(kind); slices.Contains(initiative.LegalForms, form) {
		return form
	}
	return initiative.OtherForm
}

// criticism is what was said of the money. What the conveners say of it stands
// as the answer to what was said of this task force.
func (d describer) criticism() (all []initiative.Criticism) {
	for n, c := range d.facts.Criticism {
		said := initiative.Criticism{Date: c.Date, Text: d.translated(c.ID, c.Text), Sources: sources(c.Sources)}
		if c.About != "" {
			said.About = d.translated("about-"+c.ID, c.About)
		}
		if n == 0 {
			for _, a := range d.facts.Disclaimers {
				said.Answer = d.translated(a.ID, a.Text)
			}
		}
		all = append(all, said)
	}
	return all
}

// translated is an English sentence of the data with its translations.
func (d describer) translated(id, english string) text.Words {
	words := text.Words{}
	maps.Copy(words, d.words[id])
	words["en"] = english
	return words
}

func (d describer) organisation(id string, name text.Words) (initiative.Organisation, error) {
	if name == nil {
		o, ok := d.orgs[id]
		if !ok {
			return initiative.Organisation{}, fmt.Errorf("demo/data/organisations.yaml: no organisation %s", id)
		}
		name = o.Name
	}
	return initiative.Organisation{ID: id, Name: name}, nil
}

// sources lists sources, each once.
func sources(all []source) (out []initiative.Source) {
	seen := map[source]bool{}
	for _, s := range all {
		if !seen[s] {
			seen[s] = true
			out = append(out, initiative.Source(s))
		}
	}
	return out
}
