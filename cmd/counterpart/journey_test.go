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
	aino.presses("Дать этот ответ")

	ilse.visits(followed)
	ilse.sees("Сопредседатели приняли заявку", "Нам нужен человек, который знает озёра.")
	ilse.presses("Войти")
	ilse.fills("Ваш адрес электронной почты", "berg@example.org")
	ilse.presses("Прислать ссылку")
	ilse.sees("Проверьте почту")
	link := linkIn(t, f.receives("berg@example.org", "ссылка для входа"), f.base+"/signin/")

	thief := f.sits("a thief of the letter", "ru")
	thief.visits(link)
	t.Log(thief.reads())
	thief.misses("Войти как")

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
	daniyar.sees("4")
	t.Log(daniyar.reads())

	ilse.visits(f.idea)
	ilse.presses("Взять самоотвод")
	ilse.fills("В чём заинтересованность", "Работаю на рыбный промысел.")
	ilse.presses("Взять самоотвод")
	ilse.visits(f.idea + "/decision")
	ilse.sees("Отвод по этому вопросу", "Работаю на рыбный промысел.")
	ilse.misses("Заявить позицию")
	t.Log(ilse.reads())
}
