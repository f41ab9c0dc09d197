package pdf_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"time"

	"example.org/counterpart/press"
)

// phrases are what a paper of the tests says in one language. Its sentences
// are invented.
type phrases struct {
	lang, title, subtitle, series, publisher, edition, date, dimension, banner, stamp, licence string
	issuers, authors, headings                                                                 []string
	sentences                                                                                  []string
	note, caption, chart, alt, box, adopted, reserve, annex                                    string
	head                                                                                       []string
}

var english = phrases{
	lang: "en", title: "Security and Predictability: Confidence-Building Measures in the Wider Region",
	subtitle: "What both working groups agreed, and what they leave to the chairmanship",
	series:   "Policy Brief", publisher: "Joint Task Force on the Chairmanship", edition: "Second edition, corrected",
	date: "30 November 2010", dimension: "Politico-military dimension",
	banner:   "This is a demonstration. No such task force sits, and nobody said these words.",
	stamp:    "The work of the task force was paid for by a grant of the Ministry of Foreign Affairs, which had no say in its findings.",
	licence:  "May be copied and translated as long as this page goes with it.",
	issuers:  []string{"Working Group of International Experts, Washington", "Working Group of Experts and Government Representatives, Astana"},
	authors:  []string{"A. Hale", "Д. Сериков"},
	headings: []string{"Why measures lapse", "What was tried before", "What the groups heard", "What the groups propose", "What it would cost"},
	sentences: []string{
		"Observation of exercises was agreed upon by all participating States, yet notification thresholds have not followed the size of present-day formations.",
		"The group in Astana considers that neighbours ought to be told forty-two days beforehand, as the document of 1999 demands.",
		"Representatives of ministries, of institutes and of organisations without any government behind them were heard on three occasions.",
		"Nothing in this paragraph prejudges the negotiating position of a government — it says what experts of both groups hold to be feasible.",
	},
	note: "Minutes of the ninth joint meeting, item 4; the counterpart answered within eleven days.", caption: "Notifications by year and by what became of them",
	chart: "How many exercises were observed", alt: "Bars for four years: 12, 18, 9 and 22 exercises.", box: "How the figures were made",
	adopted: "The participating States should lower the threshold of notification to nine thousand troops.",
	reserve: "The delegation of one group reserves its position on the threshold.", annex: "Who was heard", head: []string{"Year", "What was notified, and by whom", "Observed", "Share, %"},
}

var russian = phrases{
	lang: "ru", title: "Безопасность и предсказуемость: меры укрепления доверия в широком регионе",
	subtitle: "О чём договорились обе рабочие группы и что они оставляют председательству",
	series:   "Аналитическая записка", publisher: "Совместная целевая группа по председательству", edition: "Второе издание, исправленное",
	date: "30 ноября 2010 г.", dimension: "Военно-политическое измерение",
	banner:   "Это демонстрация. Такой целевой группы нет, и этих слов никто не говорил.",
	stamp:    "Работа целевой группы оплачена грантом Министерства иностранных дел, которое не влияло на её выводы.",
	licence:  "Разрешается копировать и переводить при условии, что эта страница остаётся с текстом.",
	issuers:  []string{"Рабочая группа международных экспертов, Вашингтон", "Рабочая группа экспертов и представителей государственных органов, Астана"},
	authors:  []string{"А. Хейл", "Д. Сериков"},
	headings: []string{"Почему меры перестают действовать", "Что уже пробовали", "Что услышали группы", "Что предлагают группы", "Во что это обойдётся"},
	sentences: []string{
		"Наблюдение за учениями согласовано всеми государствами-участниками, однако пороговые уровни уведомления не соответствуют численности современных формирований.",
		"Группа в Астане считает, что соседей следует уведомлять за сорок два дня, как того требует документ 1999 года.",
		"Представители министерств, институтов и организаций, за которыми не стоит никакое правительство, были заслушаны трижды.",
		"Ничто в этом пункте не предрешает переговорной позиции правительства — здесь сказано лишь, что эксперты обеих групп считают осуществимым.",
	},
	note: "Протокол девятого совместного заседания, пункт 4; другая группа ответила через одиннадцать дней.", caption: "Уведомления по годам и что с ними стало",
	chart: "За сколькими учениями наблюдали", alt: "Столбцы за четыре года: 12, 18, 9 и 22 учения.", box: "Как получены эти цифры",
	adopted: "Государствам-участникам следует снизить порог уведомления до девяти тысяч военнослужащих.",
	reserve: "Делегация одной из групп резервирует свою позицию относительно порога.", annex: "Кто был заслушан", head: []string{"Год", "О чём уведомили и кто", "Под наблюдением", "Доля, %"},
}

var kazakh = phrases{
	lang: "kk", title: "Қауіпсіздік және болжамдылық: кең өңірдегі сенімді нығайту шаралары",
	subtitle: "Екі жұмыс тобы не туралы уағдаласты және төрағалыққа нені қалдырады",
	series:   "Талдамалық жазба", publisher: "Төрағалық жөніндегі бірлескен жедел топ", edition: "Түзетілген екінші басылым",
	date: "2010 ж. 30 қараша", dimension: "Әскери-саяси өлшем",
	banner:   "Бұл — көрсетілім. Мұндай жедел топ жоқ және бұл сөздерді ешкім айтқан жоқ.",
	stamp:    "Жедел топтың жұмысы Сыртқы істер министрлігінің гранты есебінен төленді, ал министрлік оның тұжырымдарына ықпал еткен жоқ.",
	licence:  "Осы бет мәтінмен бірге қалған жағдайда көшіруге және аударуға болады.",
	issuers:  []string{"Халықаралық сарапшылардың жұмыс тобы, Вашингтон", "Сарапшылар мен мемлекеттік органдар өкілдерінің жұмыс тобы, Астана"},
	authors:  []string{"А. Хейл", "Д. Серіков"},
	headings: []string{"Шаралар неге күшін жояды", "Бұрын не істелді", "Топтар нені тыңдады", "Топтар не ұсынады", "Бұл қаншаға түседі"},
	sentences: []string{
		"Жаттығуларды бақылауды барлық қатысушы мемлекеттер келіскен, алайда хабарлау шектері қазіргі құрамалардың санына сәйкес келмейді.",
		"Астанадағы топ көршілерге 1999 жылғы құжат талап еткендей қырық екі күн бұрын хабарлау керек деп есептейді.",
		"Министрліктердің, институттардың және артында ешқандай үкімет жоқ ұйымдардың өкілдері үш рет тыңдалды.",
		"Бұл тармақтағы ештеңе үкіметтің келіссөздердегі ұстанымын алдын ала айқындамайды — мұнда екі топтың сарапшылары жүзеге асыруға болады деп есептейтін нәрсе ғана айтылған.",
	},
	note: "Тоғызыншы бірлескен отырыстың хаттамасы, 4-тармақ; екінші топ он бір күнде жауап берді.", caption: "Жылдар бойынша хабарламалар және олардың нәтижесі",
	chart: "Қанша жаттығу бақыланды", alt: "Төрт жылдың бағандары: 12, 18, 9 және 22 жаттығу.", box: "Бұл сандар қалай алынды",
	adopted: "Қатысушы мемлекеттер хабарлау шегін тоғыз мың әскери қызметшіге дейін төмендетуі тиіс.",
	reserve: "Топтардың бірінің делегациясы шекке қатысты өз ұстанымын сақтайды.", annex: "Кім тыңдалды", head: []string{"Жыл", "Не туралы және кім хабарлады", "Бақыланғаны", "Үлесі, %"},
}

// paper makes a document of about eleven pages with one of everything.
func paper(p phrases) press.Document {
	d := press.Document{
		Lang: p.lang, Title: p.title, Subtitle: p.subtitle, Series: p.series, Symbol: "TF/PB/3", Edition: p.edition, Publisher: p.publisher,
		Issuers: p.issuers, Authors: p.authors, At: time.Date(2010, 11, 30, 9, 30, 0, 0, time.UTC), Date: p.date, Dimension: p.dimension,
		Banners: []string{p.banner}, Stamp: p.stamp, Licence: p.licence, Address: "https://example.org/p/tf-pb-3",
	}
	d.Summary = []press.Block{
		{Kind: press.Paragraph, ID: "sum", Text: press.Words(p.sentences[3])},
		{Kind: press.Item, ID: "s1", Text: press.Words(p.sentences[0])},
		{Kind: press.Item, ID: "s2", Text: press.Words(p.sentences[1])},
	}
	n := 0
	for i, heading := range p.headings {
		d.Body = append(d.Body, press.Block{Kind: press.Heading, Level: 1, ID: fmt.Sprintf("h%d", i), Number: []string{"I", "II", "III", "IV", "V"}[i], Text: press.Words(heading)})
		for j := range 8 {
			n++
			if j == 4 {
				d.Body = append(d.Body, press.Block{Kind: press.Heading, Level: 2 + i%2, ID: fmt.Sprintf("h%d-%d", i, j), Text: press.Words(p.caption)})
			}
			d.Body = append(d.Body, press.Block{Kind: press.Paragraph, ID: fmt.Sprintf("p%d", n), Number: fmt.Sprint(n), Text: long(p, n)})
		}
		d.Body = append(d.Body, extra(p, i)...)
	}
	d.Annexes = []press.Block{
		{Kind: press.Heading, Level: 1, ID: "annex", Number: "A", Text: press.Words(p.annex)},
		{Kind: press.Item, Number: "(a)", ID: "a1", Text: press.Words(p.sentences[2])},
		{Kind: press.Item, Number: "(b)", ID: "a2", Text: press.Words(p.sentences[1])},
	}
	return d
}

// long is a paragraph with a note, marks and links.
func long(p phrases, n int) press.Text {
	at := func(i int) string { return p.sentences[(n+i)%len(p.sentences)] + " " }
	t := press.Text{{Words: at(0)}, {Words: at(1)}, {Words: strings.TrimSpace(at(2)), Emphasis: n%5 == 0}}
	if n%3 == 0 {
		t = append(t, press.Run{Note: press.Words(p.note)})
	}
	if n%7 == 0 {
		t = append(t, press.Run{Words: " "}, press.Run{Words: p.headings[1], Strong: true, Link: "#h1"},
			press.Run{Words: " "}, press.Run{Words: "https://example.org/x?a=1&b=2", Link: "https://example.org/x?a=1&b=2"})
	}
	return t
}

func extra(p phrases, i int) []press.Block {
	switch i {
	case 0:
		return []press.Block{{Kind: press.Box, ID: "box", Text: press.Words(p.box), Blocks: []press.Block{
			{Kind: press.Paragraph, ID: "in-box", Text: press.Words(p.sentences[2])}}}}
	case 1:
		return []press.Block{table(p)}
	case 2:
		return []press.Block{
			{Kind: press.Figure, ID: "fig1", Number: "1", Text: press.Words(p.chart), Image: &press.Image{Type: "image/svg+xml", Alt: p.alt, File: drawing(p)}},
			{Kind: press.Figure, ID: "fig2", Number: "2", Text: press.Words(p.chart), Image: &press.Image{Type: "image/png", Alt: p.alt, File: photograph("png")}},
			{Kind: press.Figure, ID: "fig3", Number: "3", Text: press.Words(p.chart), Image: &press.Image{Type: "image/jpeg", Alt: p.alt, File: photograph("jpeg")}}}
	case 3:
		return []press.Block{{Kind: press.Adopted, ID: "rec", Number: "TF/REC/7", Text: press.Words(p.adopted), Blocks: []press.Block{
			{Kind: press.Paragraph, ID: "reserve", Text: press.Words(p.reserve)}}}}
	}
	return nil
}

func table(p phrases) press.Block {
	b := press.Block{Kind: press.Table, ID: "tab", Number: "1", Text: press.Words(p.caption)}
	for _, h := range p.head {
		b.Head = append(b.Head, press.Words(h))
	}
	for i := range 24 {
		b.Rows = append(b.Rows, []press.Text{press.Words(fmt.Sprint(1987 + i)), press.Words(p.sentences[i%3][:strings.Index(p.sentences[i%3], " ")] + " — " + p.alt),
			press.Words(fmt.Sprint(7 + i*3%19)), press.Words(fmt.Sprintf("%d.5", i*7%50))})
	}
	return b
}

func drawing(p phrases) []byte {
	var b strings.Builder
	b.WriteString(`<svg xmlns="http://www.w3.org/2000/svg" width="360" height="170" role="img"><title>` + p.chart + `</title>`)
	for i, v := range []int{12, 18, 9, 22} {
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="60" height="%d" fill="#17324d"/><text x="%d" y="165" font-family="sans-serif" font-size="11">%s %d</text>`,
			20+i*85, 150-v*6, v*6, 20+i*85, p.head[0], 2007+i)
	}
	return []byte(b.String() + `</svg>`)
}

func photograph(as string) []byte {
	m := image.NewRGBA(image.Rect(0, 0, 640, 240))
	for i := range 640 * 240 {
		m.Set(i%640, i/640, color.RGBA{uint8(i % 640 / 3), uint8(i / 640), 120, 255})
	}
	var b bytes.Buffer
	var err error
	if as == "png" {
		err = png.Encode(&b, m)
	} else {
		err = jpeg.Encode(&b, m, nil)
	}
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}
