package locale

import "example.org/counterpart/group"

// Rule says how a group decides: its rule, and how many must take part.
func (p *Printer) Rule(r group.Rule) string {
	how := ""
	switch r.Kind {
	case group.ConsensusMinus, group.KOfN:
		how = p.T("decides."+string(r.Kind), r.N)
	case group.Majority:
		if r.M*2 == r.N {
			how = p.T("decides.majority.simple")
		} else {
			how = p.T("decides.majority", r.M, r.N)
		}
	default:
		how = p.T("decides." + string(r.Kind))
	}
	return how + " " + p.T("decides.quorum", r.Quorum)
}
