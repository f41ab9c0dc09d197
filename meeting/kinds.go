package meeting

import "example.org/counterpart/act"

// Acts lists every kind of act in this package, for act.NewReader.
var Acts = []act.Kind{
	{Body: CalledAct{}, Words: CalledWords{}},
	{Body: LinkedAct{}, Words: LinkWords{}},
	{Body: MovedAct{}, Words: MovedWords{}},
	{Body: CalledOffAct{}, Words: ReasonWords{}},
	{Body: ItemPut{}, Words: ItemWords{}},
	{Body: ItemDropped{}},
	{Body: PaperLaid{}, Words: PaperWords{}},
	{Body: PaperDropped{}},
	{Body: ConvenedAct{}},
	{Body: AttendedAct{}},
	{Body: TakenUpAct{}},
	{Body: ConcludedAct{}, Words: NoteWords{}},
	{Body: AdjournedAct{}},
	{Body: MinutedAct{}, Words: MinutesWords{}},
	{Body: ApprovedAct{}},
	{Body: Locked{}},
	{Body: AssignedAct{}, Words: TaskWords{}},
	{Body: DischargedAct{}, Words: ResultWords{}},
}

// Commands lists every command in the order of a meeting's course, for the
// pages that offer them and the API that publishes them.
var Commands = []Command{
	Call{}, Move{}, CallOff{}, PutItem{}, DropItem{}, LayPaper{}, DropPaper{},
	Convene{}, Attend{}, TakeUp{}, Conclude{}, Adjourn{}, Minute{}, Approve{}, Assign{}, Discharge{},
}
