package procedure_test

import (
	"testing"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
)

// TestSentences holds what the rules can name against the catalogues: every
// command has a button and a hint, every kind of act a line in the log, and
// everything that stands in a sentence a name.
func TestSentences(t *testing.T) {
	var keys []string
	for _, c := range procedure.Commands {
		keys = append(keys, "command."+c.Name(), "command."+c.Name()+".hint")
	}
	for _, c := range []initiative.Command{initiative.Found{}, initiative.Describe{}, initiative.FormGroup{}, initiative.Appoint{},
		initiative.End{}, initiative.ProposeRules{}, initiative.AgreeRules{}, initiative.DropRules{},
		initiative.Declare{}, initiative.EndInterest{}, initiative.RenewInterests{},
		initiative.Grant{}, initiative.RevokeGrant{}} {
		keys = append(keys, "command."+c.Name(), "command."+c.Name()+".hint")
	}
	for _, k := range append(append([]act.Kind{}, procedure.Acts...), initiative.Acts...) {
		keys = append(keys, "kind."+k.Body.Kind())
	}
	for _, named := range []interface{ Key() string }{
		procedure.Raised, procedure.Referred, procedure.Considered, procedure.Formulation, procedure.Deciding, procedure.Adopted, procedure.Diverged, procedure.Withdrawn,
		procedure.Support, procedure.SupportWithChanges, procedure.Concerns, procedure.NoSupport,
		procedure.Consent, procedure.StandAside, procedure.Object, procedure.Meeting, procedure.Written, procedure.Silence,
		procedure.Reservation, procedure.Interpretative, group.Carried, group.Inquorate, group.Blocked, group.Short,
		group.Consensus, group.ConsensusMinus, group.Majority, group.KOfN,
		member.CoChair, member.Rapporteur, member.Member, member.Alternate, member.Observer, member.Secretariat, member.Desk, member.Wide,
		act.Malformed, act.NotFound, act.NotAllowed, act.NotNow, act.Stale, act.TooMany,
		act.Caucus, act.Joint, act.Public, act.Named, act.GroupOnly, act.Unattributed,
	} {
		keys = append(keys, named.Key())
	}
	for _, k := range initiative.InterestKinds {
		keys = append(keys, k.Key())
	}
	for _, l := range initiative.LegalForms {
		keys = append(keys, l.Key())
	}
	for _, b := range initiative.Bands {
		keys = append(keys, b.Key())
	}
	for _, r := range []initiative.Relation{initiative.IsAddressee, initiative.IsConvener, initiative.IsEmployer, initiative.IsInterest} {
		keys = append(keys, r.Key())
	}
	keys = append(keys, text.Keys...)
	for _, lang := range locale.Langs {
		for _, key := range keys {
			if !locale.For(lang).Has(key) {
				t.Errorf("in %s nothing is said for %s", lang, key)
			}
		}
	}
}
