package main

import (
	"testing"

	"example.org/counterpart/procedure"
)

// TestNewMember is the journey of Ilse Berg, in Russian: she applies, a co-chair
// accepts her, she signs in by the link in a letter and then by a passkey, says
// in public for whom she works, and steps back from the decision that concerns
// them.
func TestNewMember(t *testing.T) {
	f := openLakes(t, func(p *past) {
		p.discussed()
		p.considered()
		p.does("virtanen", procedure.OpenFormulation{})
	})
	ilse := f.sits("Ilse Berg", "ru")
	ilse.visits("/apply")
	ilse.chooses("Группа", "Хельсинки")
	ilse.fills("Имя", "Ильзе Берг")
	ilse.fills("Ваш адрес электронной почты", "berg@example.org")
	ilse.chooses("Кого представляет", "Эксперт")
	ilse.fills("Почему вы хотите участвовать", "Двадцать лет считаю рыбу.")
	ilse.lingers()
	ilse.presses("Отправить заявку")
	ilse.sees("Ваша заявка получена.", "Сопредседатели группы ещё не ответили.")
	followed := ilse.at()

	aino := f.enters("virtanen", "ru")
	aino.visits("/applications")
	aino.presses("Ильзе Берг")
	aino.sees("Двадцать лет считаю рыбу.")
	aino.chooses("Ваш ответ", "Принята")
	aino.fills("Причины", "Нам нужен человек, который знает озёра.")
	aino.presses("Отправить ответ")

	ilse.visits(followed)
	ilse.sees("Сопредседатели приняли заявку", "Нам нужен человек, который знает озёра.")
	ilse.presses("Войти")
	ilse.fills("Ваш адрес электронной почты", "berg@example.org")
	ilse.presses("Прислать ссылку")
	ilse.sees("Проверьте почту")
	link := linkIn(t, f.receives("berg@example.org", "ссылка для входа"), f.base+"/signin/")

	thief := f.sits("a thief of the letter", "ru")
	thief.visits(link)
	thief.sees("Эта ссылка для входа открывается только в том браузере, в котором её запросили.")
	thief.misses("Ильзе Берг")

	ilse.visits(link)
	ilse.sees("Войти как Ильзе Берг?")
	ilse.presses("Войти")
	ilse.sees("Сообщите о своих интересах")
	device := ilse.Device()
	ilse.visits("/account")
	ilse.fills("Как его назвать?", "Телефон")
	ilse.presses("Добавить ключ входа")
	ilse.sees("Телефон · добавлен", "ещё не использовался")
	ilse.presses("Выйти")
	ilse.visits("/signin")
	ilse.presses("Войти с ключом входа")
	ilse.sees("Ильзе Берг")
	if n := len(device.Credentials()); n != 1 {
		t.Errorf("there are %d passkeys on the device", n)
	}

	ilse.visits("/interests/declare")
	ilse.chooses("Что вас связывает", "Работа по найму")
	ilse.fills("Организация", "Озёрный промысел")
	ilse.presses("Заявить об интересе")
	anybody := f.sits("a reader", "ru")
	anybody.visits("/interests")
	anybody.sees("Ильзе Берг", "Работа по найму · Озёрный промысел")

	aino.visits(f.idea)
	aino.presses("Предложить принять решение")
	aino.chooses("Способ", "Письменная процедура")
	aino.presses("Предложить принять решение")
	daniyar := f.enters("omarov", "ru")
	daniyar.visits(f.idea)
	daniyar.presses("Поддержать предложение")
	daniyar.presses("Поддержать предложение")
	daniyar.visits(f.idea + "/decision")
	daniyar.sees("Хельсинки 0 согласны 0 воздержались 0 возражают 4 ещё не заявили позицию")

	ilse.visits(f.idea)
	ilse.presses("Заявить самоотвод")
	ilse.fills("В чём заинтересованность", "Работаю на рыбный промысел.")
	ilse.presses("Заявить самоотвод")
	ilse.visits(f.idea + "/decision")
	ilse.sees("Самоотвод по этому вопросу", "Работаю на рыбный промысел.", "Сейчас здесь от вас ничего не требуется.")
	daniyar.sees("Хельсинки 0 согласны 0 воздержались 0 возражают 3 ещё не заявили позицию") // the page that he has open follows
}

// TestReplyByMail is the journey of an idea to Daniyar Omarov, in Kazakh: the
// north refers it, he hears of it in a letter, answers the letter, finds his
// answer on the idea's page as a draft that nobody else sees, and confirms it.
func TestReplyByMail(t *testing.T) {
	f := openLakes(t, func(p *past) { p.discussed() })
	aino := f.enters("virtanen", "kk")
	aino.visits(f.idea)
	aino.presses("Әріптес топқа жіберу")
	aino.presses("Әріптес топқа жіберу")
	aino.sees("Жазылды")

	letter := f.receives("omarov@example.org", "Аулауды шектеу")
	f.replies(letter, "Оңтүстік бұл идеяны қолдайды.\n\nСанауды мамырда бастайық.")

	daniyar := f.enters("omarov", "kk")
	daniyar.visits(f.idea)
	daniyar.sees("Пошта арқылы келген жоба мәтіндеріңіз", "Оңтүстік бұл идеяны қолдайды.", "Санауды мамырда бастайық.")
	daniyar.misses("жазды:", "Мұндай хаттарды енді алмау үшін", signature)
	saule := f.enters("akhmetova", "kk")
	saule.visits(f.idea)
	saule.misses("Санауды мамырда бастайық.")

	daniyar.presses("Өз тобымда, аты-жөніммен орналастыру")
	daniyar.sees("Жазылды", "Санауды мамырда бастайық.")
	daniyar.misses("Пошта арқылы келген жоба мәтіндеріңіз")
	saule.sees("Данияр Омаров", "Санауды мамырда бастайық.") // the page that she has open follows
	aino.visits(f.idea)
	aino.misses("Санауды мамырда бастайық.") // it stays in the south
}
