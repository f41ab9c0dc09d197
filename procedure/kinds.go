package procedure

import "example.org/counterpart/act"

// Acts lists every kind of act in this package, for act.NewReader.
var Acts = []act.Kind{
	{Body: RaisedAct{}, Words: RaisedWords{}},
	{Body: RevisedAct{}, Words: RaisedWords{}},
	{Body: Stated{}, Words: StatedWords{}},
	{Body: ReferredAct{}},
	{Body: ConsideredAct{}, Words: ReasonWords{}},
	{Body: FormulationOpened{}},
	{Body: IssuedAct{}, Words: IssuedWords{}},
	{Body: PenPassed{}},
	{Body: Moved{}},
	{Body: Seconded{}},
	{Body: Opened{}},
	{Body: Unmoved{}},
	{Body: Chose{}, Words: ReasonWords{}},
	{Body: Amended{}, Words: StatedWords{}},
	{Body: MeetingRecorded{}, Words: ReasonWords{}},
	{Body: Reserved{}, Words: StatedWords{}},
	{Body: Closed{}},
	{Body: AdoptedAct{}},
	{Body: WithdrawnAct{}, Words: ReasonWords{}},
	{Body: Differed{}, Words: DifferedWords{}},
	{Body: Recused{}, Words: ReasonWords{}},
}

// Commands lists every command in the order of the course, for the pages that
// offer them and the API that publishes them.
var Commands = []Command{
	Raise{}, Revise{}, State{}, Refer{}, Consider{}, OpenFormulation{}, Issue{}, PassPen{},
	Move{}, Second{}, Unmove{}, Choose{}, Amend{}, RecordMeeting{}, Reserve{}, Close{}, Withdraw{}, Differ{}, Recuse{},
}

// Audience is how widely an act may be read at most. What belongs to a matter
// is never read more widely than the matter itself.
//
// Positions of single members, drafts and amendments stay between the groups;
// the public reads what the groups did and why. An idea's wording stays in
// its caucus, but for the one that is referred.
func Audience(b act.Body) act.Audience {
	switch b := b.(type) {
	case Stated:
		return b.Audience
	case Recused:
		return b.Audience
	case RaisedAct, RevisedAct:
		return act.Caucus
	case Chose, MeetingRecorded, IssuedAct, Amended:
		return act.Joint
	}
	return act.Public
}
