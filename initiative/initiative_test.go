package initiative_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"example.org/counterpart/act"
	"example.org/counterpart/group"
	"example.org/counterpart/initiative"
	"example.org/counterpart/locale"
	"example.org/counterpart/member"
	"example.org/counterpart/procedure"
	"example.org/counterpart/text"
	"pgregory.net/rapid"
)

// TestRefusals hears every refusal of this room, and then holds the sources
// and the catalogues against what was heard.
func TestRefusals(t *testing.T) {
	t.Run("founding", foundingRefusals)
	t.Run("seats", seatRefusals)
	t.Run("rules", ruleRefusals)
	t.Run("interests", interestRefusals)
	t.Run("grants", grantRefusals)
	t.Run("constituencies", constituencyRefusals)
	files, _ := filepath.Glob("*.go")
	key := regexp.MustCompile(`"(refuse\.[a-z.-]+)"`)
	for _, name := range files {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range key.FindAllStringSubmatch(string(source), -1) {
			if !heard[m[1]] && !strings.HasSuffix(name, "_test.go") {
				t.Errorf("%s: nothing heard %s", name, m[1])
			}
			for _, lang := range locale.Langs {
				if !locale.For(lang).Has(m[1]) {
					t.Errorf("%s is not said in %s", m[1], lang)
				}
			}
		}
	}
}

func foundingRefusals(t *testing.T) {
	h := newHouse(t)
	with := func(change func(*initiative.Found)) initiative.Found {
		c := founding()
		change(&c)
		return c
	}
	group1 := func(change func(*group.Group)) initiative.Found {
		return with(func(c *initiative.Found) { change(&c.Groups[1]) })
	}
	withFunder := func(change func(*initiative.Funder)) initiative.Found {
		f := initiative.Funder{Organisation: initiative.Organisation{ID: "fund", Name: text.Words{"en": "A fund"}}, Amount: 5, Currency: "EUR", To: "2010"}
		change(&f)
		return with(func(c *initiative.Found) { c.Description.Funders = []initiative.Funder{f} })
	}
	h.refused("ann", founding(), act.NotAllowed, "refuse.no-standing")
	h.refused(initiative.Operator, initiative.DropRules{}, act.NotNow, "refuse.initiative.none")
	for key, c := range map[string]initiative.Found{
		"refuse.initiative.name":       with(func(c *initiative.Found) { c.Description.Name = nil }),
		"refuse.initiative.dimensions": with(func(c *initiative.Found) { c.Description.Dimensions = nil }),
		"text.bidi":                    with(func(c *initiative.Found) { c.Description.Mandate = text.Words{"en": "a\u202eb"} }),
		"refuse.initiative.link": with(func(c *initiative.Found) {
			c.Description.Criticism = []initiative.Criticism{{Sources: []initiative.Source{{URL: "javascript:alert(1)"}}}}
		}),
		"refuse.initiative.parts": with(func(c *initiative.Found) { c.Description.Addressees = make([]initiative.Organisation, 1001) }),
		"refuse.initiative.id": with(func(c *initiative.Found) {
			c.Description.Dimensions = []initiative.Dimension{{ID: "../<b>", Name: text.Words{"en": "Human"}}}
		}),
		"refuse.funder.name":     withFunder(func(f *initiative.Funder) { f.Name = nil }),
		"refuse.funder.legal":    withFunder(func(f *initiative.Funder) { f.Legal = "kingdom" }),
		"refuse.funder.band":     withFunder(func(f *initiative.Funder) { f.Band = "plenty" }),
		"refuse.funder.amount":   withFunder(func(f *initiative.Funder) { f.Band = "over-1m" }),
		"refuse.funder.currency": withFunder(func(f *initiative.Funder) { f.Currency = "dollars" }),
		"refuse.funder.form":     withFunder(func(f *initiative.Funder) { f.Form = "A gift" }),
		"refuse.date":            withFunder(func(f *initiative.Funder) { f.From = "1 May" }),
		"refuse.dates":           withFunder(func(f *initiative.Funder) { f.From, f.To = "2010", "2009-12" }),
		"refuse.group.two":       with(func(c *initiative.Found) { c.Groups = c.Groups[:1] }),
		"refuse.group.many":      with(func(c *initiative.Found) { c.Groups = make([]group.Group, 13) }),
		"refuse.group.id":        group1(func(g *group.Group) { g.ID = "Astana" }),
		"refuse.group.twice":     group1(func(g *group.Group) { g.ID = "washington" }),
		"refuse.group.name":      group1(func(g *group.Group) { g.Capital = nil }),
		"refuse.group.zone":      group1(func(g *group.Group) { g.Zone = "Local" }),
		"refuse.group.languages": group1(func(g *group.Group) { g.Languages = []string{"kk-<b>"} }),
		"refuse.lang":            group1(func(g *group.Group) { g.Name = text.Words{"kk": "Астана", "x": "Астана"} }),
		"text.too-long":          group1(func(g *group.Group) { g.Name = text.Words{"kk": strings.Repeat("А", 81)} }),
		"text.untidy":            group1(func(g *group.Group) { g.Name = text.Words{"kk": "Ас\nтана"} }),
		"text.control":           group1(func(g *group.Group) { g.Capital = text.Words{"kk": "Астана\x07"} }),
		"refuse.rules.group":     with(func(c *initiative.Found) { delete(c.Rules.Decide, "astana") }),
	} {
		h.refused(initiative.Operator, c, act.Malformed, key)
	}
	for part, change := range map[string]func(*initiative.Description){
		"a dimension": func(d *initiative.Description) { d.Dimensions[0].Name = text.Words{"<b>": "Human"} },
		"an addressee": func(d *initiative.Description) {
			d.Addressees = []initiative.Organisation{{ID: "x", Name: text.Words{"en": "a\u202eb"}}}
		},
		"a funder": func(d *initiative.Description) { // its words are too long
			d.Funders = []initiative.Funder{{Organisation: initiative.Organisation{ID: "x", Name: text.Words{"en": "X"}}, Status: text.Words{"en": strings.Repeat("x", 20_001)}}}
		},
	} {
		c := founding()
		c.Description.Dimensions = slices.Clone(c.Description.Dimensions)
		change(&c.Description)
		if no, _ := h.do(initiative.Operator, c); no == nil || no.Why != act.Malformed {
			t.Errorf("%s: %v", part, no)
		}
	}
	for _, zone := range []string{"", "../../etc/passwd", "Mars/Phobos", strings.Repeat("A", 5000)} {
		no, _ := h.do(initiative.Operator, group1(func(g *group.Group) { g.Zone = zone }))
		if no == nil || no.Reason.Key != "refuse.group.zone" || len(no.Error()) > 500 {
			t.Errorf("the zone %.20q: %.100v", zone, no)
		}
	}
	h.must(initiative.Operator, founding())
	if h.n.Rules.Version != 1 || !h.n.FoundedAt.Equal(h.at) {
		t.Errorf("founded at %s with rules %d", h.n.FoundedAt, h.n.Rules.Version)
	}
	h.refused(initiative.Operator, founding(), act.NotNow, "refuse.initiative.founded")
	h = founded(t)
	h.refused("ann", founding(), act.NotNow, "refuse.initiative.founded")
	fresh := initiative.Instant{At: h.at, By: member.Standing{Member: "ann", Group: "washington", Capacity: member.CoChair}}
	if _, err := initiative.Decide(initiative.Initiative{}, fresh, founding()); !strings.Contains(fmt.Sprint(err), "refuse.initiative.office") {
		t.Errorf("a chair founded it: %v", err)
	}
	h.refused("cat", initiative.Describe{Description: founding().Description}, act.NotAllowed, "refuse.initiative.office")
	h.refused("gus", initiative.Describe{}, act.Malformed, "refuse.initiative.name")
	was := h.n.Described
	h.must("gus", initiative.Describe{Description: founding().Description, Replaces: was})
	h.refused("gus", initiative.Describe{Description: founding().Description, Replaces: was}, act.Stale, "refuse.describe.stale")
	h.must("kai", initiative.Describe{Description: founding().Description})
	h.refused("ann", initiative.FormGroup{Group: vienna}, act.NotAllowed, "refuse.initiative.operator")
	h.refused(initiative.Operator, initiative.FormGroup{Group: vienna}, act.Malformed, "refuse.rule.quorum")
	h.refused(initiative.Operator, initiative.FormGroup{Group: astana}, act.Malformed, "refuse.group.twice")
	for n := range 10 {
		g := vienna
		g.ID = group.ID(fmt.Sprint("vienna", n))
		h.must(initiative.Operator, initiative.FormGroup{Group: g, Rule: group.Rule{Kind: group.Consensus, Quorum: 2}})
	}
	h.refused(initiative.Operator, initiative.FormGroup{Group: vienna}, act.Malformed, "refuse.group.many")
}

func seatRefusals(t *testing.T) {
	h := founded(t)
	max := initiative.Appoint{Member: "max", Group: "astana", Capacity: member.Member, Constituency: "ngo"}
	with := func(change func(*initiative.Appoint)) initiative.Appoint {
		c := max
		change(&c)
		return c
	}
	h.refused("max", max, act.NotAllowed, "refuse.no-standing")
	h.refused("lea", max, act.NotAllowed, "refuse.initiative.office") // a rapporteur keeps no house
	h.refused("ann", max, act.NotAllowed, "refuse.initiative.office") // nor does one group the other's
	h.refused("gus", max, act.NotAllowed, "refuse.initiative.office")
	h.refused("kai", with(func(c *initiative.Appoint) { c.Member = "" }), act.Malformed, "refuse.appoint.member")
	h.refused("kai", with(func(c *initiative.Appoint) { c.Member = member.Clock }), act.Malformed, "refuse.appoint.member")
	h.refused("kai", with(func(c *initiative.Appoint) { c.Member = initiative.Operator }), act.Malformed, "refuse.appoint.member")
	h.refused("kai", with(func(c *initiative.Appoint) { c.From = time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -3600)) }),
		act.Malformed, "refuse.appoint.from")
	h.refused("kai", with(func(c *initiative.Appoint) { c.Capacity = "king" }), act.Malformed, "refuse.appoint.capacity")
	for _, bad := range []member.Constituency{"", "Mr Smith", "<b>", member.Constituency(strings.Repeat("a", 41))} {
		h.refused("kai", with(func(c *initiative.Appoint) { c.Constituency = bad }), act.Malformed, "refuse.appoint.constituency")
	}
	h.refused("kai", with(func(c *initiative.Appoint) { c.Member = "cat" }), act.Malformed, "refuse.appoint.elsewhere")
	h.refused(initiative.Operator, with(func(c *initiative.Appoint) { c.Group = "vienna" }), act.Malformed, "refuse.appoint.group")
	h.refused("kai", initiative.AppointSeveral{}, act.Malformed, "refuse.appoint.several")
	h.refused("kai", initiative.End{Member: "max", Group: "astana"}, act.NotFound, "refuse.end.none")
	h.refused("ann", initiative.End{Member: "lea", Group: "astana"}, act.NotAllowed, "refuse.initiative.office")
	h.refused("ann", initiative.End{Member: "lea", Group: "washington"}, act.NotFound, "refuse.end.none")
	h.must("kai", max)
	h.must("kai", initiative.End{Member: "max", Group: "astana"})
	h.refused("kai", initiative.End{Member: "max", Group: "astana"}, act.NotFound, "refuse.end.none")
	// The secretariat keeps the house, and does not make itself its master.
	self := initiative.Appoint{Member: "gus", Group: "washington", Capacity: member.CoChair, Constituency: "ngo"}
	h.refused("gus", self, act.NotAllowed, "refuse.appoint.chair")
	h.refused("gus", initiative.Appoint{Member: "ann", Group: "washington", Capacity: member.Observer, Constituency: "ngo"}, act.NotAllowed, "refuse.appoint.chair")
	h.refused("gus", initiative.End{Member: "ann", Group: "washington"}, act.NotAllowed, "refuse.appoint.chair")
	h.must("gus", initiative.Appoint{Member: "uma", Group: "washington", Capacity: member.Rapporteur, Constituency: "ngo"})
	// Who has left one group may join the other.
	h.must("gus", initiative.Appoint{Member: "max", Group: "washington", Capacity: member.Observer, Constituency: "ngo"})
	// A group that has lost its co-chair is not stuck.
	h.must(initiative.Operator, initiative.End{Member: "ann", Group: "washington"})
	h.must("gus", initiative.Appoint{Member: "uma", Group: "washington", Capacity: member.CoChair, Constituency: "ngo"})
}

func ruleRefusals(t *testing.T) {
	h := founded(t)
	rules := h.n.Rules
	rules.OwnDays = 1
	h.refused("gus", initiative.ProposeRules{Rules: rules}, act.NotAllowed, "refuse.initiative.chair")
	h.refused("cat", initiative.AgreeRules{}, act.NotAllowed, "refuse.initiative.chair")
	h.refused("lea", initiative.DropRules{}, act.NotAllowed, "refuse.initiative.chair")
	h.refused(initiative.Operator, initiative.ProposeRules{Rules: rules}, act.NotAllowed, "refuse.initiative.chair")
	h.refused("ann", initiative.AgreeRules{}, act.NotNow, "refuse.proposal.none")
	h.refused("ann", initiative.DropRules{}, act.NotNow, "refuse.proposal.none")
	bad := rules
	bad.Contributors = 0
	h.refused("ann", initiative.ProposeRules{Rules: bad}, act.Malformed, "refuse.rules.range")
	bad = rules
	bad.Raise = slices.Repeat([]member.Capacity{member.Member}, 5000)
	h.refused("ann", initiative.ProposeRules{Rules: bad}, act.Malformed, "refuse.rules.capacity")
	bad = rules
	bad.Yearly = !bad.Yearly
	h.refused("ann", initiative.ProposeRules{Rules: bad}, act.Malformed, "refuse.rules.numbering")
	h.must("ann", initiative.ProposeRules{Rules: rules})
	h.refused("ann", initiative.AgreeRules{}, act.NotNow, "refuse.proposal.own")
	h.refused("kai", initiative.ProposeRules{Rules: rules}, act.NotNow, "refuse.proposal.waits")
	if h.n.Rules.OwnDays == 1 {
		t.Error("one group alone changed the rules")
	}
	h.must("kai", initiative.AgreeRules{})
	if h.n.Rules.OwnDays != 1 || h.n.Rules.Version != 2 || h.n.Proposed != nil {
		t.Errorf("both agreed, and the rules are %+v", h.n.Rules)
	}
	h.must("kai", initiative.ProposeRules{Rules: rules})
	h.must("ann", initiative.DropRules{})
	if h.n.Rules.Version != 2 || h.n.Proposed != nil {
		t.Error("a dropped proposal left something behind")
	}
}

// TestThirdGroup must agree too, and a proposal from before it was formed is void.
func TestThirdGroup(t *testing.T) {
	h := founded(t)
	rules := h.n.Rules
	h.must("ann", initiative.ProposeRules{Rules: rules})
	before := maps.Clone(rules.Decide)
	h.must(initiative.Operator, initiative.FormGroup{Group: vienna, Rule: group.Rule{Kind: group.KOfN, N: 2, Quorum: 2}})
	if h.n.Proposed != nil || h.n.Rules.Decide["vienna"].N != 2 || h.n.Rules.Version != 2 || !reflect.DeepEqual(before, rules.Decide) {
		t.Fatalf("with a new group: %+v, proposed %+v, before %+v", h.n.Rules, h.n.Proposed, rules.Decide)
	}
	h.must(initiative.Operator, initiative.Appoint{Member: "una", Group: "vienna", Capacity: member.CoChair, Constituency: "ngo"})
	h.refused("ann", initiative.ProposeRules{Rules: rules}, act.Malformed, "refuse.rules.group")
	h.must("ann", initiative.ProposeRules{Rules: h.n.Rules})
	h.must("kai", initiative.AgreeRules{})
	h.refused("kai", initiative.AgreeRules{}, act.NotNow, "refuse.proposal.own")
	if h.n.Rules.Version != 2 {
		t.Error("two of three changed the rules")
	}
	h.must("una", initiative.AgreeRules{})
	if h.n.Rules.Version != 3 {
		t.Error("all three agreed, and the rules are the old ones")
	}
}

// TestAppoint gives seats for now and for later, and never for the past.
func TestAppoint(t *testing.T) {
	h := founded(t)
	past := h.must("ann", initiative.Appoint{Member: "zoe", Group: "washington", Capacity: member.Member, Constituency: "ngo", From: h.at.AddDate(-1, 0, 0)})
	if s := past[0].Body.(initiative.Appointed).Standing; !s.From.Equal(h.at) {
		t.Errorf("a seat was given from %s, at %s", s.From, h.at)
	}
	// Cat is to be a co-chair next week, and then again tomorrow.
	week, tomorrow := h.at.AddDate(0, 0, 7), h.at.AddDate(0, 0, 1)
	chair := initiative.Appoint{Member: "cat", Group: "washington", Capacity: member.CoChair, Constituency: "ngo", From: week}
	h.must("ann", chair)
	chair.From, chair.Capacity = tomorrow, member.Rapporteur
	if done := h.must("ann", chair); len(done) != 2 {
		t.Errorf("to appoint somebody anew took %d acts", len(done))
	}
	for at, want := range map[time.Time]member.Capacity{
		h.at: member.Member, tomorrow.Add(-time.Millisecond): member.Member, tomorrow: member.Rapporteur, week: member.Rapporteur, week.AddDate(1, 0, 0): member.Rapporteur,
	} {
		if s, _ := member.Of(h.n.Standings, "cat", at); s.Capacity != want {
			t.Errorf("on %s cat is %q, not %q", at, s.Capacity, want)
		}
	}
}

// TestCourses plays at random and holds the initiative against what its acts say.
func TestCourses(t *testing.T) {
	changed, seats := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		h := founded(t)
		people := []member.ID{initiative.Operator, "ann", "gus", "cat", "kai", "lea", "max", "una"}
		who := rapid.SampledFrom(people)
		groups := rapid.SampledFrom([]group.ID{"washington", "astana", "vienna"})
		for range rapid.IntRange(10, 60).Draw(t, "steps") {
			h.at = h.at.Add(time.Duration(rapid.IntRange(0, 48).Draw(t, "hours")) * time.Hour)
			by := who.Draw(t, "by")
			var c initiative.Command
			switch rapid.IntRange(0, 8).Draw(t, "what") {
			case 0:
				c = initiative.Appoint{Member: who.Draw(t, "member"), Group: groups.Draw(t, "group"), Constituency: "ngo",
					Capacity: rapid.SampledFrom(member.Capacities).Draw(t, "capacity"), From: h.at.Add(time.Duration(rapid.IntRange(-50, 50).Draw(t, "from")) * time.Hour)}
			case 1:
				c = initiative.End{Member: who.Draw(t, "member"), Group: groups.Draw(t, "group")}
			case 2:
				rules := h.n.Rules
				rules.OwnDays = rapid.IntRange(0, 9).Draw(t, "days")
				c = initiative.ProposeRules{Rules: rules}
			case 3, 4:
				c = initiative.AgreeRules{}
			case 5:
				c = initiative.DropRules{}
			case 7:
				c = initiative.Grant{For: by, To: who.Draw(t, "assistant"), Scope: member.Desk, Until: h.at.Add(time.Duration(rapid.IntRange(1, 200).Draw(t, "until")) * time.Hour)}
			case 8:
				c = initiative.RevokeGrant{For: who.Draw(t, "principal"), To: who.Draw(t, "assistant")}
			case 6:
				c = initiative.FormGroup{Group: vienna, Rule: group.Rule{Kind: group.Consensus, Quorum: 1}}
			}
			switch n := len(h.n.Interests); rapid.IntRange(0, 9).Draw(t, "instead") {
			case 0:
				c = initiative.Declare{Interest: rapid.SampledFrom(initiative.InterestKinds).Draw(t, "kind"), Organisation: "A mine", Lang: "en"}
			case 1:
				c = initiative.RenewInterests{}
			case 2:
				if n > 0 {
					c = initiative.EndInterest{Interest: h.n.Interests[rapid.IntRange(0, n-1).Draw(t, "which")].Act}
				}
			}
			before := h.n.Clone()
			h.do(by, c)
			held(t, h, before)
		}
		changed += h.n.Rules.Version - 1
		seats += len(h.n.Standings)
	})
	if changed < 10 || seats < 300 {
		t.Errorf("rules were changed %d times and %d seats given: too tame", changed, seats)
	}
}

// held says what is true of any house.
func held(t *rapid.T, h *house, before initiative.Initiative) {
	var again initiative.Initiative
	for _, a := range h.acts {
		again.Apply(a)
	}
	if !reflect.DeepEqual(again, h.n) {
		t.Fatalf("folded afresh the initiative is another")
	}
	for k, a := range h.n.Standings {
		for _, b := range h.n.Standings[:k] {
			if a.Member == b.Member && a.At(later(a.From, b.From)) && b.At(later(a.From, b.From)) {
				t.Fatalf("%s holds two seats at once: %+v, %+v", a.Member, a, b)
			}
		}
	}
	for _, at := range []time.Time{h.at, h.at.Add(50 * time.Hour)} {
		busy := map[member.ID]bool{}
		for _, g := range h.n.Grants {
			if g.At(at) && busy[g.To] {
				t.Fatalf("on %s %s acts for two: %+v", at, g.To, h.n.Grants)
			}
			busy[g.To] = busy[g.To] || g.At(at)
		}
	}
	// The past is never rewritten: who sat before now sits there still.
	for _, at := range []time.Time{h.at.Add(-time.Millisecond), h.at.Add(-time.Hour), h.at.Add(-100 * time.Hour)} {
		was, is := member.In(before.Standings, at), member.In(h.n.Standings, at)
		if len(was) != len(is) {
			t.Fatalf("on %s %d sat, and now it is %d", at, len(was), len(is))
		}
	}
	for k, i := range before.Interests { // what was declared stays, and who ended it owned it
		if now := h.n.Interests[k]; now.Act != i.Act || !i.Ended.IsZero() && !now.Ended.Equal(i.Ended) || i.Ended.IsZero() && !now.Ended.IsZero() && string(h.acts[len(h.acts)-1].By) != string(i.Member) {
			t.Fatalf("%+v was %+v", now, i)
		}
	}
	if h.n.Rules.Version != before.Rules.Version && len(h.n.Groups) == len(before.Groups) {
		agreed := map[group.ID]bool{before.Proposed.By: true, h.acts[len(h.acts)-1].Group: true}
		for _, g := range before.Proposed.Agreed {
			agreed[g] = true
		}
		if len(agreed) != len(h.n.Groups) {
			t.Fatalf("rules %d were laid down by %v", h.n.Rules.Version, agreed)
		}
	}
	if err := h.n.Rules.Check(h.n.IDs()); err != nil {
		t.Fatalf("rules that nobody could follow: %v", err)
	}
	data, _ := json.Marshal(h.n)
	var back initiative.Initiative
	if json.Unmarshal(data, &back) != nil || !reflect.DeepEqual(back, h.n) {
		t.Fatalf("the register would read back another initiative:\n%s", data)
	}
}

func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// TestFoldIsTotal folds acts that no rule would allow.
func TestFoldIsTotal(t *testing.T) {
	var n initiative.Initiative
	for _, k := range initiative.Acts {
		n.Apply(act.Act{Body: k.Body})
		n = n.Clone()
	}
	n.Apply(act.Act{Body: procedure.Closed{}})
}

// TestAppointSeveral gives several seats as one by one, or none.
func TestAppointSeveral(t *testing.T) {
	seat := func(who member.ID, c member.Capacity) initiative.Appoint {
		return initiative.Appoint{Member: who, Group: "washington", Capacity: c, Constituency: "ngo"}
	}
	h, one := founded(t), founded(t)
	list := []initiative.Appoint{seat("zoe", member.Member), seat("yan", member.Observer), seat("zoe", member.Rapporteur)}
	h.must("ann", initiative.AppointSeveral{Appoint: list})
	for _, a := range list {
		one.must("ann", a)
	}
	sits := func(n initiative.Initiative) (all []string) { // founded appoints in any order
		for _, s := range n.Standings {
			all = append(all, fmt.Sprint(s.Member, s.Group, s.Capacity, s.To.IsZero()))
		}
		slices.Sort(all)
		return all
	}
	if !slices.Equal(sits(h.n), sits(one.n)) {
		t.Errorf("%v, and one by one %v", sits(h.n), sits(one.n))
	}
	was := len(h.n.Standings)
	_, err := initiative.Decide(h.n, initiative.Instant{At: h.at, By: member.Standing{Member: initiative.Operator}},
		initiative.AppointSeveral{Appoint: []initiative.Appoint{seat("xi", member.Member), seat("wu", "king")}})
	if no, ok := act.Refused(err); !ok || no.Field != "appoint.2.capacity" || len(h.n.Standings) != was {
		t.Errorf("%v; %d seats", err, len(h.n.Standings))
	}
}

// TestEndToCome ends a seat that somebody is to hold and does not yet.
func TestEndToCome(t *testing.T) {
	h := founded(t)
	h.must("ann", initiative.Appoint{Member: "zoe", Group: "washington", Capacity: member.Member, Constituency: "ngo", From: h.at.AddDate(0, 1, 0)})
	h.must("ann", initiative.End{Member: "zoe", Group: "washington"})
	if s, ok := member.Of(h.n.Standings, "zoe", h.at.AddDate(1, 0, 0)); ok {
		t.Errorf("%v", s)
	}
}
