"""A query is read back in words, in the language of who asked."""

import pytest

from storage.query import parse, read_back

COUNTRIES = {"es": "ES", "en": "GB", "ru": "RU"}
READ = (
    (
        "es",
        "sexo:mujer gasto[30d]>500",
        "Mujeres que gastaron más de 500 € en los últimos 30 días: 14",
    ),
    (
        "es",
        "sexo:hombre -gasto[1a]>=1000,5",
        "Hombres que no gastaron al menos 1.000,50 € en el último año: 14",
    ),
    ("es", "gasto:- 6m", "Contactos que no gastaron nada en los últimos 6 meses: 14"),
    ("es", "pedidos:1", "Contactos con 1 pedido: 14"),
    (
        "es",
        "ana ruiz -etiqueta:moroso",
        "Contactos que coinciden con «ana ruiz» y sin la etiqueta «moroso»: 14",
    ),
    (
        "es",
        "nombre=Ana apellido:lop*",
        "Contactos con nombre exactamente «Ana» y con apellido «lop*»: 14",
    ),
    ("es", "ciudad:Valencia,Madrid sin:correo", "Contactos de Valencia o Madrid y sin correo: 14"),
    (
        "es",
        "(ciudad:Valencia O sexo:mujer) con:tel",
        "Contactos (de Valencia o que son mujeres) y con teléfono: 14",
    ),
    (
        "es",
        "seg:vip -es:caducado",
        "Contactos del segmento «vip» y salvo (con los datos caducados): 14",
    ),
    (
        "es",
        "consentimiento:marketing rebote:duro",
        "Contactos que aceptan publicidad y con un rebote definitivo: 14",
    ),
    (
        "es",
        "alta>2026-05-01 ultcontacto>=30d",
        "Contactos dados de alta después del 1 de mayo de 2026 y con último contacto "
        "hace 30 días o menos: 14",
    ),
    (
        "es",
        "612345678 O ana@example.org O 46001",
        "Contactos con el teléfono 612345678, con el correo ana@example.org o con el "
        "código postal 46001: 14",
    ),
    (
        "es",
        "orden:cp,-gasto max:5",
        "Todos los contactos, por código postal y gasto de mayor a menor, 5 como mucho: 14",
    ),
    ("es", "-(ciudad:Sevilla edad>70)", "Contactos salvo (de Sevilla y de más de 70 años): 14"),
    ("en", "sex:female spent[30d]>500", "Women who spent more than €500 in the last 30 days: 14"),
    ("en", "smith -first:john", "Contacts matching “smith” and without first name “john”: 14"),
    ("en", "city:London not tag:wholesale", "Contacts from London and not tagged “wholesale”: 14"),
    ("en", "age>=65 birthday:may", "Contacts aged at least 65 and with a birthday in May: 14"),
    ("en", "added:yesterday no:phone", "Contacts added yesterday and without phone: 14"),
    ("en", "status:stale,dormant", "Contacts with stale data or silent in two runs: 14"),
    (
        "en",
        "lastorder:2026-05-01..2026-05-31",
        "Contacts with last order from May 1, 2026 to May 31, 2026: 14",
    ),
    ("en", "*", "All contacts: 14"),
    ("ru", "пол:ж траты[30д]>500", "Женщины, потратившие больше 500 € за последние 30 дней: 14"),
    ("ru", "город:Москва без:почта", "Контакты, из города Москва, без почты: 14"),
    ("ru", "заказы[2026]>=3", "Контакты, число заказов за 2026: не меньше 3: 14"),
    ("ru", "возраст:20..30 метка:опт", "Контакты, возраст: от 20 до 30, с меткой «опт»: 14"),
    ("ru", "посл_контакт<6м", "Контакты, последний контакт: больше 6 месяцев назад: 14"),
    ("ru", "др:21д", "Контакты, день рождения: в ближайший 21 день: 14"),
    ("ru", "Семёнова -имя:Ольга", "Контакты, где встречается «Семёнова», кроме имени: «Ольга»: 14"),
    (
        "ru",
        "согласие:реклама -статус:спящий",
        "Контакты, согласные на рекламу, кроме (не ответившие в двух рассылках): 14",
    ),
    ("ru", "др:май добавлен:2026-05", "Контакты, день рождения: май, добавлены за май 2026 г.: 14"),
)


@pytest.mark.parametrize(("language", "text", "sentence"), READ)
def test_a_query_is_read_back_in_words(language: str, text: str, sentence: str) -> None:
    query = parse(text, language=language, country=COUNTRIES[language])
    plain = read_back(query, language, 14).replace("\xa0", " ").replace("\u202f", " ")
    assert plain == sentence


def test_the_house_currency_is_used_where_none_was_typed() -> None:
    query = parse("gasto:100..200", language="es", country="MX")
    assert "MXN" in read_back(query, "es", currency="MXN")
    typed = parse("gasto>100$", language="es", country="MX")
    assert "US$" in read_back(typed, "es", currency="MXN")


def test_without_a_count_only_the_words_are_given() -> None:
    query = parse("sexo:mujer", language="es", country="ES")
    assert read_back(query, "es") == "Mujeres"
    assert read_back(query, "es", 1234) == "Mujeres: 1.234"
