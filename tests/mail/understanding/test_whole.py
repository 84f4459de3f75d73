"""A yes to one field, to a part or to something else is no confirmation of the whole record."""

import pytest

from mail.understanding import sentences, whole
from storage.rules.corrections import Confirmed
from tests.mail.understanding.corpus import Case, judge
from tests.mail.understanding.mails import RECORDS


def confirms(language: str, text: str) -> bool:
    row = {"id": "x", "text": text, "quote": "none", "is": []}
    return isinstance(judge(Case(row, language, plain=False)).outcome.confirmation, Confirmed)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El segundo apellido está perfecto"),
        ("es", "La provincia sigue siendo la misma, gracias"),
        ("es", "Misma empresa, sí"),
        ("es", "Lo del fijo, correcto"),
        ("es", "Gerente, correcto"),
        ("es", "cp ok"),
        ("es", "El 912 34 56 78 está bien"),
        ("es", "> Ciudad: Madrid\nok"),
        ("en", "Got my postcode right, well done"),
        ("en", "Yes, that's my surname"),
        ("en", "Flat number is right, thanks"),
        ("en", "Landline correct"),
        ("en", "Still my e-mail address, correct"),
        ("en", "same forename"),
        ("en", "Office Manager, yes"),
        ("en", "> Company: Carter & Sons\nyes"),
        ("ru", "Отчество без ошибки"),
        ("ru", "Город: верно"),
        ("ru", "С почтой всё верно"),
        ("ru", "Да, это моя почта"),
        ("ru", "Фирма та же, верно"),
        ("ru", "+7 495 123-45-67 верно"),
    ],
)
def test_a_yes_to_one_field_is_none_to_the_record(language: str, text: str) -> None:
    assert not confirms(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Un par de datos están bien"),
        ("es", "La mayoría de los datos están bien"),
        ("es", "Hasta el teléfono bien, luego se me cortó"),
        ("es", "Solo he comprobado el piso y la puerta: correcto"),
        ("es", "Dirección sí, teléfono no"),
        ("es", "Todo bien, pero mirad la calle"),
        ("es", "El nombre y el correo bien, el resto tengo que preguntarlo"),
        ("en", "Two of the entries look ok"),
        ("en", "Everything I managed to read is correct"),
        ("en", "I only checked the first page, that's fine"),
        ("en", "Address yes, phone no"),
        ("en", "Name and email fine, couldn't say about the rest"),
        ("en", "All good I think, but check the postcode"),
        ("ru", "Треть верна"),
        ("ru", "Кое-какие данные верны"),
        ("ru", "Что успела прочитать, то верно"),
        ("ru", "Адрес да, телефон нет"),
        ("ru", "Всё хорошо, но проверьте индекс"),
        ("ru", "Имя и почта верные, остальное завтра проверю"),
    ],
)
def test_a_yes_to_a_part_is_none_to_the_record(language: str, text: str) -> None:
    assert not confirms(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Todo bien con los andamios"),
        ("es", "La nevera, todo correcto"),
        ("es", "Confirmamos la cena para cuatro"),
        ("es", "El concierto fue perfecto"),
        ("es", "Sí, por favor"),
        ("en", "All good with the scaffolding"),
        ("en", "The stairlift, all correct"),
        ("en", "OK for Wednesday 10am"),
        ("en", "Yes, the new fridge works a treat"),
        ("ru", "С лесами всё хорошо"),
        ("ru", "Без изменений: заказ"),
        ("ru", "Ок, в среду в десять"),
        ("ru", "Подтверждаем доставку"),
    ],
)
def test_a_yes_to_something_else_is_none_to_the_record(language: str, text: str) -> None:
    assert not confirms(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Sin cambios: seguimos sin agua caliente"),
        ("es", "Estupendo, nadie me contesta"),
        ("es", "Todo sigue tan mal como en enero, igual de roto"),
        ("es", "Jurasteis que estaba todo correcto"),
        ("en", "Unchanged: still no hot water"),
        ("en", "Brilliant. Fourth plumber who never turned up"),
        ("en", "You lot swore everything was correct"),
        ("ru", "Без изменений: горячей воды нет"),
        ("ru", "Всё так же плохо, как и в прошлом году"),
        ("ru", "Мне клялись, что всё верно"),
    ],
)
def test_a_grievance_and_what_others_said_are_none_to_the_record(language: str, text: str) -> None:
    assert not confirms(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Sí"),
        ("es", "Es correcto"),
        ("es", "misma casa, mismo teléfono"),
        ("es", "Dirección y los dos teléfonos, correctos"),
        ("es", "El correo y el móvil siguen siendo los mismos"),
        ("es", "Está todo bien, hasta el código postal"),
        ("es", "sigo vivo y en el mismo sitio"),
        ("es", "Todo bien, y el pedido del martes llegó perfecto"),
        ("es", "Todo en orden. Enviado desde mi móvil"),
        ("es", "todo bien, hasta el sábado"),
        ("es", "Por mi parte ningún cambio"),
        ("en", "ok"),
        ("en", "That's right"),
        ("en", "same house, same phone, same wife"),
        ("en", "Phone and email are both still correct"),
        ("en", "It's right down to the postcode, every word"),
        ("en", "Still here!!"),
        ("en", "Yes, all correct, the puppy says hi"),
        ("en", "All fine thanks, the quote you sent was great too"),
        ("en", "Everything's fine. Sent from my phone"),
        ("en", "Can't fault it. Regards, Emily"),
        ("en", "Confirmed. My phone number and my email too"),
        ("ru", "Да"),
        ("ru", "Верно"),
        ("ru", "тот же дом, тот же телефон"),
        ("ru", "Место то же, номер тот же"),
        ("ru", "Адрес и оба телефона верные"),
        ("ru", "Всё правильно, даже индекс"),
        ("ru", "Да, живу там же"),
        ("ru", "Да, всё верно. Стрижка отличная, кстати"),
        ("ru", "Всё в порядке. Отправлено с телефона"),
        ("ru", "Ошибок не нашла"),
    ],
)
def test_a_yes_to_everything_is_of_the_whole_record(language: str, text: str) -> None:
    said = sentences.read(text, RECORDS[language])
    assert whole.short_of(said, RECORDS[language], "") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Todo correcto, gracias"),
        ("es", "misma casa, mismo teléfono"),
        ("en", "All correct, thanks"),
        ("en", "Same address, same mobile"),
        ("ru", "Всё верно"),
        ("ru", "Адрес тот же, телефон тот же"),
    ],
)
def test_such_a_yes_is_noted(language: str, text: str) -> None:
    assert confirms(language, text)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El móvil está bien. ¿Y cuándo abrís?"),
        ("es", "Mi móvil ahora es el 644 555 666. Algunos de los otros datos están bien"),
        ("en", "Mobile is right. When do you open on Saturday?"),
        ("en", "New mobile 07700 900808. Some of the rest is right"),
        ("ru", "Телефон верный. А во сколько вы открываетесь?"),
    ],
)
def test_nor_is_it_beside_a_question_or_a_new_value(language: str, text: str) -> None:
    assert not confirms(language, text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Mobile ok", "one_field"),
        ("Some of it is right", "part"),
        ("Name ok, I'll check the rest later", "unseen"),
        ("As bad as ever", "contradicted"),
        ("They told me it was fine", "reported"),
        ("The car is perfect", "other_thing"),
        ("All correct", None),
    ],
)
def test_the_reason_is_named(text: str, reason: str | None) -> None:
    said = sentences.read(text, RECORDS["en"])
    assert whole.short_of(said, RECORDS["en"], "") == reason


def test_a_mail_that_is_quoted_whole_is_no_single_line() -> None:
    said = sentences.read("ok", RECORDS["en"])
    line = "Mobile: +44 7700 900123"
    assert whole.short_of(said, RECORDS["en"], line) == "one_field"
    assert whole.short_of(said, RECORDS["en"], f"{line}\nCity: London") is None
    assert whole.short_of(said, RECORDS["en"], f"Hello Emily,\n\n{line}\nCity: London") is None
