package pdf_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"example.org/counterpart/press/pdf"
)

func TestHyphenate(t *testing.T) {
	for _, want := range strings.Fields(`
		ма-қа-ла бө-лім мем-ле-кет-тік ұсы-ныс Қа-зақ-стан қа-уіп-сіз-дік ын-ты-мақ-тас-тық
		же-дел топ ко-мис-сия тау тау-лар оқу оқу-шы қи-ын жи-ын әлем-дік ел өз ана да-уыс ауыл ауыл-дар
		күн-де-лік-ті жар-ты-жыл-дық бей-біт-ші-лік са-ясат се-нім ар-тық-шы-лық ре-сурс-тар фор-ма-ты
		ЕҚЫҰ ЕҚЫҰ-ның БҰҰ №12 2010-жыл-дан OSCE қа-зір-гі аль-янс кон-суль-тат обь-ек-ті
		эко-но-ми-ка-лық қор-ша-ған ор-та мем-ле-кет-тер-дің ха-лық-ара-лық Өз-бек-стан Қа-зақ-стан-ның қа-ғаз кө-лік-тік`) {
		plain := hard(want)
		if got := strings.ReplaceAll(pdf.Hyphenate(plain), "\u00ad", "-"); got != want {
			t.Errorf("%s: %s, not %s", plain, got, want)
		}
	}
	if got := pdf.Hyphenate("Бұл — «мақала», 3-бөлім."); strings.ReplaceAll(got, "\u00ad", "") != "Бұл — «мақала», 3-бөлім." {
		t.Errorf("words change: %q", got)
	}
}

// hard takes the hyphens of the table away but those that are written.
func hard(word string) string {
	for _, kept := range []string{"ЕҚЫҰ-", "2010-"} {
		if after, ok := strings.CutPrefix(word, kept); ok {
			return kept + strings.ReplaceAll(after, "-", "")
		}
	}
	return strings.ReplaceAll(word, "-", "")
}

func FuzzHyphenate(f *testing.F) {
	f.Add("Қазақстан Республикасының ұсынысы")
	f.Add("ауыл\u00adдар é ё ЁЖ")
	f.Fuzz(func(t *testing.T, words string) {
		if !utf8.ValidString(words) || strings.Contains(words, "\u00ad") {
			return
		}
		got := pdf.Hyphenate(words)
		if strings.ReplaceAll(got, "\u00ad", "") != words {
			t.Fatalf("%q became %q", words, got)
		}
		for _, part := range strings.Split(got, "\u00ad")[1:] {
			if utf8.RuneCountInString(part) < 2 {
				t.Fatalf("a letter alone: %q", got)
			}
		}
	})
}
