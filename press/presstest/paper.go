package presstest

import (
	"time"

	"example.org/counterpart/press"
)

// Paper is a model paper with all that a document may hold, in en, ru or kk.
// Its task force is invented.
func Paper(lang string) press.Document {
	p := phrases[lang]
	w := press.Words
	return press.Document{
		Lang: lang, Banners: []string{p.banner}, Series: p.series, Symbol: "TF/PB/3", Edition: p.edition, Publisher: p.publisher,
		Title: p.title, Subtitle: p.subtitle, Issuers: p.issuers, Authors: []string{"A. Hale", "Д. Сейтқали"},
		At: time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC), Date: p.date, Dimension: p.dimension, Stamp: p.stamp, Licence: "CC BY 4.0",
		Address: "https://example.org/publications/pb-3",
		Summary: []press.Block{{Kind: press.Paragraph, Text: w(p.sentence)}},
		Body: []press.Block{
			{Kind: press.Heading, Level: 1, ID: "one", Number: "I", Text: w(p.heading)},
			{Kind: press.Paragraph, ID: "p-1", Number: "1", Text: press.Text{
				{Words: p.sentence, Note: press.Text{{Words: p.note + " "}, {Words: "example.org", Link: "https://example.org/source"}}},
				{Words: " "}, {Words: p.strong, Strong: true}, {Words: ", "}, {Words: p.strong, Emphasis: true, Link: "#table-1"}, {Words: "."},
			}},
			{Kind: press.Item, Text: w(p.sentence)},
			{Kind: press.Item, Text: press.Text{{Words: p.strong, Note: w(p.note)}}},
			{Kind: press.Heading, Level: 2, ID: "two", Text: w(p.subheading)},
			{Kind: press.Table, ID: "table-1", Number: "1", Text: w(p.caption), Head: []press.Text{w(p.year), w(p.amount)},
				Rows: [][]press.Text{{w("2024"), w("1 200")}, {w("2025"), w("950")}}},
			{Kind: press.Table, Number: "2", Text: w(p.caption), Head: []press.Text{w(p.year), w(p.strong)},
				Rows: [][]press.Text{{w("2024"), w(p.sentence)}, {w("2025"), w(p.sentence)}}},
			{Kind: press.Figure, ID: "figure-1", Number: "1", Text: w(p.caption),
				Image: &press.Image{Type: "image/png", Alt: p.alt, File: Picture("image/png", 60, 40)}},
			{Kind: press.Box, Text: w(p.subheading), Blocks: []press.Block{{Kind: press.Paragraph, Text: w(p.sentence)}, {Kind: press.Item, Number: "1", Text: w(p.strong)}}},
			{Kind: press.Heading, Level: 3, Text: w(p.subheading)},
			{Kind: press.Adopted, ID: "rec-1", Number: "1", Text: w(p.title), Blocks: []press.Block{
				{Kind: press.Paragraph, Number: "1", Text: w(p.sentence)}, {Kind: press.Paragraph, Lang: "en", Text: w("An interpretative statement in English.")}}},
		},
		Annexes: []press.Block{{Kind: press.Heading, Level: 1, ID: "annex", Text: w(p.annex)}, {Kind: press.Paragraph, Text: w(p.sentence)}},
	}
}

type words struct {
	banner, series, edition, publisher, title, subtitle, date, dimension, stamp, sentence, heading, subheading string
	note, strong, caption, year, amount, alt, annex                                                            string
	issuers                                                                                                    []string
}

var phrases = map[string]words{
	"en": {banner: "This is a demonstration: nobody adopted it.", series: "Policy Brief", edition: "Second edition, corrected",
		publisher: "Joint Task Force on Water", title: "Sharing water in dry years", subtitle: "What two capitals agreed",
		date: "2 March 2026", dimension: "Economic and environmental dimension", stamp: "Paid for by the Lake Foundation.",
		sentence: "In dry years both capitals tell each other within five working days how much water their reservoirs hold, and how much they mean to release.",
		heading:  "What was observed", subheading: "Reservoirs", note: "Report of the gauging stations, 2025.", strong: "without delay",
		caption: "Water released, in million cubic metres", year: "Year", amount: "Released", alt: "Two bars; the second is lower.",
		annex: "Annex A. Method", issuers: []string{"Working group, Vienna", "Working group, Astana"}},
	"ru": {banner: "Это демонстрация: никто этого не принимал.", series: "Аналитическая записка", edition: "Второе издание, исправленное",
		publisher: "Совместная целевая группа по воде", title: "Распределение воды в засушливые годы", subtitle: "О чём договорились две столицы",
		date: "2 марта 2026 г.", dimension: "Экономико-экологическое измерение", stamp: "Оплачено Озёрным фондом.",
		sentence: "В засушливые годы обе столицы в течение пяти рабочих дней сообщают друг другу, сколько воды в их водохранилищах и сколько они намерены спустить.",
		heading:  "Что наблюдалось", subheading: "Водохранилища", note: "Отчёт гидропостов, 2025 год.", strong: "безотлагательно",
		caption: "Спущено воды, млн кубометров", year: "Год", amount: "Спущено", alt: "Два столбца; второй ниже.",
		annex: "Приложение А. Метод", issuers: []string{"Рабочая группа, Вена", "Рабочая группа, Астана"}},
	"kk": {banner: "Бұл — көрсетілім: оны ешкім қабылдаған жоқ.", series: "Талдамалық жазба", edition: "Екінші, түзетілген басылым",
		publisher: "Су жөніндегі бірлескен мақсатты топ", title: "Құрғақ жылдары суды бөлу", subtitle: "Екі астана не жөнінде келісті",
		date: "2026 жылғы 2 наурыз", dimension: "Экономикалық және экологиялық өлшем", stamp: "Көл қоры төледі.",
		sentence: "Құрғақшылық жылдары екі астана бес жұмыс күні ішінде су қоймаларында қанша су бар екенін және қаншасын жібермек екенін бір-біріне хабарлайды.",
		heading:  "Не байқалды", subheading: "Су қоймалары", note: "Гидробекеттердің есебі, 2025 жыл.", strong: "кідіріссіз",
		caption: "Жіберілген су, млн текше метр", year: "Жыл", amount: "Жіберілді", alt: "Екі баған; екіншісі төменірек.",
		annex: "А қосымшасы. Әдіс", issuers: []string{"Жұмыс тобы, Вена", "Жұмыс тобы, Астана"}},
}
