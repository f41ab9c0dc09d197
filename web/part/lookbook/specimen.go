package main

import (
	"time"

	"example.org/counterpart/locale"
	"example.org/counterpart/web/part"
)

// A sample is what the specimens are drawn from, in one language.
type sample struct {
	p    *locale.Printer
	lang locale.Lang
	two  []part.Group
	now  time.Time
}

// say chooses among the three languages.
func (s sample) say(en, ru, kk string) string {
	switch s.lang {
	case locale.Russian:
		return ru
	case locale.Kazakh:
		return kk
	}
	return en
}

var (
	america, _ = time.LoadLocation("America/New_York")
	astana, _  = time.LoadLocation("Asia/Almaty")
)

func samples(lang locale.Lang) sample {
	s := sample{lang: lang, now: time.Date(2009, 11, 5, 18, 5, 0, 0, time.UTC)}
	w := part.Group{ID: "washington", Name: s.say("Washington", "Вашингтон", "Вашингтон"), Place: 0}
	a := part.Group{ID: "astana", Name: s.say("Astana", "Астана", "Астана"), Place: 1}
	s.two = []part.Group{w, a}
	s.p = locale.For(lang).In(locale.Zone{City: w.Name, Location: america}, locale.Zone{City: a.Name, Location: astana})
	return s
}

// third is a group that the model case does not have.
func (s sample) third() part.Group {
	return part.Group{ID: "vienna", Name: s.say("Vienna", "Вена", "Вена"), Place: 2}
}

func (s sample) title() string {
	return s.say("A fund for early-warning visits of the Chairmanship to regions in tension",
		"Фонд для поездок председательства в целях раннего предупреждения в регионы с напряжённой обстановкой",
		"Шиеленіс бар өңірлерге төрағалықтың ерте ескерту сапарларына арналған қор")
}

func (s sample) page(title, file string) part.Page {
	pg := part.Page{
		Title:      title,
		Initiative: s.say("U.S.–Kazakhstan OSCE Task Force", "Американо-казахстанская целевая группа по ОБСЕ", "АҚШ–Қазақстан ЕҚЫҰ жөніндегі жедел тобы"),
		Nav: []part.Link{
			{Label: s.say("Overview", "Обзор", "Шолу"), Href: "#o", Here: true, Count: 3},
			{Label: s.say("Matters", "Вопросы", "Мәселелер"), Href: "#m"},
			{Label: s.say("Recommendations", "Рекомендации", "Ұсынымдар"), Href: "#r"},
			{Label: s.say("Groups and members", "Группы и участники", "Топтар мен мүшелер"), Href: "#g"},
			{Label: s.say("The record", "Протокол", "Хаттама"), Href: "#c"},
			{Label: s.say("Search", "Поиск", "Іздеу"), Href: "#s"},
		},
		Member: &part.Signed{Name: s.say("Aigerim Seitova", "Айгерим Сеитова", "Әйгерім Сейітова"), Capacity: s.p.T("capacity.co-chair"), Group: s.two[1], Href: "#me", SignOut: "/out"},
		Acting: &part.Acting{Text: s.p.T("web.acting.now", s.say("Daniel Whitcombe", "Дэниел Уиткомб", "Дэниел Уиткомб"), s.now.AddDate(0, 1, 0)), Scope: s.p.T("scope.desk"),
			Label: s.p.T("web.acting.end"), Action: "/acting", On: true},
		Demo: &part.Demo{
			Text:   s.say("The members and what they say are invented; the initiative is real and sourced.", "Участники и их высказывания вымышлены; сама инициатива подлинная, с указанием источников.", "Мүшелер мен олардың сөздері ойдан шығарылған; бастама шынайы, деректері көрсетілген."),
			Switch: part.Link{Label: s.say("Be somebody else", "Стать другим участником", "Басқа мүше болу"), Href: "#cast"},
		},
		Clocks: []part.Clock{{City: s.two[0].Name, Zone: america}, {City: s.two[1].Name, Zone: astana}},
		Now:    s.now,
		Record: &part.Checkpoint{Acts: 1204, Root: "3f9ac1d20b", At: s.now.Add(-6 * time.Minute), Href: "#record"},
		Funding: s.say("Paid for by the Government of Kazakhstan, by a grant to the two institutes, as the conveners state.",
			"Финансирует Правительство Казахстана: грант двум институтам, по сообщению организаторов.",
			"Қаржыландырушы – Қазақстан Үкіметі: екі институтқа берілген грант, ұйымдастырушылардың мәліметі бойынша."),
		Footer: []part.Link{{Label: s.say("The initiative", "Об инициативе", "Бастама туралы"), Href: "#i"}, {Label: s.say("How to verify", "Как проверить", "Қалай тексеруге болады"), Href: "#v"}, {Label: s.say("Accessibility", "Доступность", "Қолжетімділік"), Href: "#a"}},
		Wide:   true,
		Static: func(name string) string { return "static/" + name },
	}
	for _, l := range locale.Langs {
		pg.Languages = append(pg.Languages, part.Language{Lang: l, Href: file + "." + string(l) + ".html", Here: l == s.lang})
	}
	return pg
}

func (s sample) at(day, hour, minute int) time.Time {
	return time.Date(2009, 10, day, hour, minute, 0, 0, time.UTC)
}

func (s sample) entries() []part.Entry {
	w, a := &s.two[0], &s.two[1]
	return []part.Entry{
		{ID: "a1", Group: w, Act: s.say("Raised the idea", "Поднят вопрос", "Мәселе көтерілді"), Author: "Daniel Whitcombe", Capacity: s.p.T("capacity.member"), At: s.at(2, 14, 10), Audience: "joint",
			Words: s.say("The Chairmanship has no money of its own for visits that nobody planned. By the time a trip is budgeted, the moment has passed.", "У председательства нет собственных средств на поездки, которых никто не планировал. Пока поездка попадёт в бюджет, момент упущен.", "Төрағалықтың жоспарланбаған сапарларға өз қаражаты жоқ. Сапар бюджетке енгенше, сәті өтіп кетеді.")},
		{ID: "a2", Group: w, Author: "Ruth Feldkamp", Capacity: s.p.T("capacity.rapporteur"), Attribution: "named", At: s.at(3, 15, 42), Audience: "joint",
			Words: "A small fund, replenished voluntarily, would spare the Chairmanship the search for a sponsor each time.\n\nIt should report every quarter what was spent and why, or it will be called a slush fund within a year."},
		{ID: "a3", Group: w, Attribution: "group", At: s.at(5, 20, 1), Audience: "caucus", Words: "We should not name a sum before Astana has seen the idea.", Answers: part.Link{Label: s.say("in answer to Ruth Feldkamp", "в ответ Ruth Feldkamp", "Ruth Feldkamp пікіріне жауап"), Href: "#a2"}},
		{ID: "a4", Group: w, Act: s.say("Referred to the counterpart", "Передано другой группе", "Әріптес топқа жіберілді"), Author: "Martha Lindqvist", Capacity: s.p.T("capacity.co-chair"), At: s.at(9, 13, 0), Audience: "joint"},
		{ID: "a5", Group: a, Author: "Ерлан Досжанов", Capacity: s.p.T("capacity.member"), Attribution: "named", At: s.at(12, 5, 20), Audience: "joint", Lang: "kk",
			Words: "Қордың қайдан толықтырылатыны анық болмаса, жұрт оны бір елдің құралы деп ойлайды. Сондықтан жарналар туралы мәлімет жариялануы керек.", On: part.Link{Label: s.say("on paragraph 2", "к пункту 2", "2-тармаққа"), Href: "#p2"}},
		{ID: "a6", Group: a, Author: "Марина Ковалёва", Capacity: s.p.T("capacity.member"), Attribution: "named", At: s.at(14, 9, 3), Audience: "public", Lang: "ru",
			Words: "Идея верная, но слово «фонд» потребует решения Постоянного совета. Достаточно отдельной строки добровольных взносов."},
		{ID: "a7", Group: w, Author: "Daniel Whitcombe", Attribution: "named", Capacity: s.p.T("capacity.member"), At: s.at(14, 16, 31), Audience: "joint", Words: "A separate line would do. The point is the speed, not the name.", Answers: part.Link{Label: s.say("in answer to Марина Ковалёва", "в ответ Марине Ковалёвой", "Марина Ковалёваға жауап"), Href: "#a6"}},
		{ID: "a8", Group: a, Attribution: "group", At: s.at(15, 7, 0), Audience: "joint", Gone: true},
		{ID: "a13", Attribution: "unattributed", At: s.at(16, 7, 0), Audience: "joint", Words: "Whoever pays for the journey will be thought to have chosen the destination."},
		{ID: "a9", Group: a, Act: s.say("Considered: supports with changes", "Рассмотрено: поддержано с изменениями", "Қаралды: өзгерістермен қолдайды"), Author: s.say("Aigerim Seitova", "Айгерим Сеитова", "Әйгерім Сейітова"), Capacity: s.p.T("capacity.co-chair"), At: s.at(20, 6, 30), Audience: "joint",
			Words: s.say("Nine of twelve members met on 20 October. The group asks for published accounts and for a line of voluntary contributions instead of a fund.", "20 октября собрались девять из двенадцати участников. Группа просит публиковать отчётность и вместо фонда создать строку добровольных взносов.", "20 қазанда он екі мүшенің тоғызы жиналды. Топ есептілікті жариялауды және қордың орнына ерікті жарналар бабын ашуды сұрайды.")},
		{ID: "a10", Act: s.say("The formulation is open: version 1 of the joint text", "Открыта работа над формулировкой: версия 1 совместного текста", "Тұжырымдау ашылды: ортақ мәтіннің 1-нұсқасы"), At: s.at(22, 13, 15), On: part.Link{Label: s.say("Read version 1", "Читать версию 1", "1-нұсқаны оқу"), Href: "#t"}},
		{ID: "a11", Group: a, Act: s.say("Issued version 2", "Издана версия 2", "2-нұсқа шығарылды"), Author: "Ерлан Досжанов", Capacity: s.p.T("capacity.rapporteur"), At: s.at(27, 4, 45), Audience: "joint"},
		{ID: "a12", Group: w, Author: "Ruth Feldkamp", Attribution: "named", Capacity: s.p.T("capacity.rapporteur"), At: s.at(28, 19, 22), Audience: "joint", Words: "Paragraph 2 now says what we mean. One bracket is left, on the reports.", On: part.Link{Label: s.say("on paragraph 2", "к пункту 2", "2-тармаққа"), Href: "#p2"}},
	}
}

func (s sample) phrases() []part.Phrase {
	w, a := s.two[0], s.two[1]
	return []part.Phrase{
		{Words: "The Chairmanship should keep a line of voluntary contributions for early-warning visits, and should publish "},
		{Bracket: []part.Alternative{
			{Holders: []part.Group{w}, Phrases: []part.Phrase{{Words: "every quarter"}}},
			{Holders: []part.Group{a}, Phrases: []part.Phrase{{Words: "once a year, "}, {Bracket: []part.Alternative{
				{Holders: []part.Group{a}, Phrases: []part.Phrase{{Words: "before the Ministerial Council,"}}},
				{Holders: []part.Group{w}},
			}}, {Words: " and on request"}}},
		}},
		{Words: " what was given, by whom, and what it paid for."},
	}
}

func (s sample) text() []part.Paragraph {
	e := s.entries()
	return []part.Paragraph{
		{ID: "p1", Number: 1, Phrases: []part.Phrase{{Words: "Tension is cheaper to see early than to settle late. The participating States have said so since 1992, and have seldom paid for it."}}, Say: part.Link{Label: s.say("Say something", "Высказаться", "Пікір айту"), Href: "#say"}},
		{ID: "p2", Number: 2, Phrases: s.phrases(), Note: s.say("Changed since your group considered it", "Изменён с тех пор, как ваша группа его рассмотрела", "Тобыңыз қарағаннан бері өзгерді"), Beside: []part.Entry{e[4], e[11]}, Edit: part.Link{Label: s.say("Edit", "Править", "Өңдеу"), Href: "#e"}, Say: part.Link{Label: s.say("Say something", "Высказаться", "Пікір айту"), Href: "#say"}},
		{ID: "p3", Number: 3, Lang: "kk", Phrases: []part.Phrase{{Words: "Төрағалық сапардың нәтижесі туралы Тұрақты кеңеске он жұмыс күні ішінде хабарлайды."}}},
		{ID: "p4", Number: 4, Gone: true},
	}
}

func (s sample) stages() []part.Stage {
	names := []string{"raised", "referred", "considered", "formulation", "decision", "adopted"}
	counts := [][]int{{3, 1}, {2, 2}, {0, 1}, {2, 3}, {1, 0}, {5, 4}}
	var all []part.Stage
	for i, n := range names {
		all = append(all, part.Stage{Label: s.p.T("stage." + n), Href: "#" + n, By: counts[i]})
	}
	return append(all, part.Stage{Label: s.say("Followed up", "Исполнение отслежено", "Орындалуы қадағаланды"), By: []int{0, 0}})
}

func (s sample) steps() []part.Step {
	return []part.Step{
		{Label: s.p.T("stage.raised"), State: "done", Note: s.two[0].Name},
		{Label: s.p.T("stage.referred"), State: "done"},
		{Label: s.p.T("stage.considered"), State: "done"},
		{Label: s.p.T("stage.formulation"), State: "now", Note: s.say("the pen is with Astana", "перо у Астаны", "қалам Астанада")},
		{Label: s.p.T("stage.decision")},
		{Label: s.p.T("stage.adopted")},
	}
}

func (s sample) changes() []part.Change {
	return []part.Change{
		{State: "same", Was: 1, Now: 1, Runs: []part.Run{{Op: "equal", Text: "Tension is cheaper to see early than to settle late."}}},
		{State: "changed", Was: 2, Now: 2, Runs: []part.Run{{Op: "equal", Text: "The Chairmanship should keep "}, {Op: "delete", Text: "a fund"}, {Op: "insert", Text: "a line of voluntary contributions"}, {Op: "equal", Text: " for early-warning visits, "}, {Op: "insert", Text: "and should publish what was given."}}},
		{State: "added", Now: 3, Lang: "ru", Runs: []part.Run{{Op: "insert", Text: "Председательство сообщает Постоянному совету об итогах поездки в течение десяти рабочих дней."}}},
		{State: "moved", Was: 6, Now: 4, Runs: []part.Run{{Op: "equal", Text: "Nothing in this text binds a participating State to contribute."}}},
		{State: "removed", Was: 5, Runs: []part.Run{{Op: "delete", Text: "The Secretary General may advance the cost."}}},
	}
}

// composition and course show where members come from.
func (s sample) composition() part.Composition {
	return part.Composition{Title: s.say("Members by constituency", "Кого представляют члены групп", "Мүшелер кімнің өкілі"), Of: s.p.T("web.constituency"), Groups: s.two,
		Rows: []part.Sort{{Label: s.p.T("constituency.policymaker"), By: []int{3, 2}}, {Label: s.p.T("constituency.former-chair"), By: []int{25, 0}}}}
}

func (s sample) course() part.Course {
	return part.Course{Title: s.say("Over time", "С течением времени", "Уақыт өте келе"), When: s.p.T("web.balance.when"), Groups: s.two,
		Instants: []string{s.p.Date(s.now.AddDate(0, -2, 0)), s.p.Date(s.now.AddDate(0, -1, 0)), s.p.Date(s.now)},
		Lines:    []part.Line{{Label: s.p.T("constituency.policymaker"), By: [][]int{{1, 2, 3}, {2, 2, 2}}}, {Label: s.p.T("constituency.business"), By: [][]int{{1, 0, 1}, {0, 0, 1}}}}}
}
