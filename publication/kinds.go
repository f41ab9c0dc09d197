package publication

import "example.org/counterpart/act"

// Acts lists every kind of act in this package, for act.NewReader.
var Acts = []act.Kind{
	{Body: Begun{}, Words: PlanWords{}},
	{Body: Described{}, Words: PlanWords{}},
	{Body: Written{}, Words: VersionWords{}},
	{Body: ProxyNamed{}},
	{Body: Turned{}},
	{Body: TakenBack{}},
	{Body: ReleasedAct{}, Words: ReasonWords{}},
	{Body: Locked{}},
	{Body: Corrected{}, Words: CorrectedWords{}},
	{Body: Leaving{}, Words: ReasonWords{}},
	{Body: WithdrawnAct{}, Words: ReasonWords{}},
	{Body: DroppedAct{}},
	{Body: ListedAct{}, Words: ListedWords{}},
	{Body: Transmitted{}},
}

// Commands lists every command in the order of a publication's course, for the
// pages that offer them and the API that publishes them. The clock's own is not
// among them.
var Commands = []Command{
	Begin{}, List{}, Describe{}, Write{}, NameProxy{}, Turn{}, TakeBack{}, Force{}, Correct{}, Transmit{}, Withdraw{}, Relist{},
}
