package conference

import "example.org/counterpart/act"

// Acts lists every kind of act in this package, for act.NewReader.
var Acts = []act.Kind{
	{Body: AnnouncedAct{}, Words: AnnouncedWords{}},
	{Body: RestatedAct{}, Words: AnnouncedWords{}},
	{Body: DraftedAct{}, Words: ProgrammeWords{}},
	{Body: ReleasedAct{}},
	{Body: RegistrationOpened{}},
	{Body: RegistrationClosed{}},
	{Body: CancelledAct{}, Words: ReasonWords{}},
	{Body: HeldAct{}},
}

// Commands lists every command in the order of a conference's course, for the
// pages that offer them and the API that publishes them.
var Commands = []Command{
	Announce{}, Restate{}, DraftProgramme{}, Release{}, OpenRegistration{}, CloseRegistration{}, CancelConference{}, Hold{},
}
