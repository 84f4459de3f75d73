"""What was spelt out into a telephone becomes the number or the address that was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.understanding.dictated import written


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("es el seis tres cuatro cero ocho cinco cinco dos uno", "es el 634085521"),
        ("seis siete ocho doce treinta y cuatro noventa y uno, gracias", "678123491, gracias"),
        (
            "más treinta y cuatro seiscientos doce treinta y cuatro cero uno cero dos",
            "+34612340102",
        ),
        ("oh double seven one three nine double four two one six", "07713944216"),
        ("twenty eight fifty one, triple three, ninety nine", "285133399"),
        ("oh seven seven double oh, nine hundred, five one six", "07700900516"),
        ("Теперь девять один пять двести двадцать ноль шесть тридцать один", "Теперь 9152200631"),
        (
            "плюс семь девятьсот шестнадцать сто двадцать три сорок пять шестьдесят семь",
            "+79161234567",
        ),
        ("es el seis doce 345 902", "es el 612 345 902"),
        ("плюс семь девятьсот три 558 40 12", "+7903 558 40 12"),
    ],
)
def test_spoken_digits_become_a_number(spoken: str, meant: str) -> None:
    assert written(spoken) == meant


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        ("es maria punto lopez arroba example punto com", "es maria.lopez@example.com"),
        (
            "my email is emily underscore carter at example dot org",
            "my email is emily_carter@example.org",
        ),
        ("почта olga дефис p собака example точка ru", "почта olga-p@example.ru"),
    ],
)
def test_a_spoken_address_is_put_together(spoken: str, meant: str) -> None:
    assert written(spoken) == meant


@pytest.mark.parametrize(
    "text",
    [
        "cuatro hijos, dos perros y un gato",
        "I work at example dot com",
        "one of two, three at most",
        "вызову в два или три",
        "treinta y cuatro",
        "somos dos, 3 perros y 20 gallinas",
        "Nací el dos de marzo de mil novecientos sesenta y uno",
    ],
)
def test_what_is_no_number_of_a_telephone_stays_as_it_is(text: str) -> None:
    assert written(text) == text


@pytest.mark.parametrize(
    ("spoken", "meant"),
    [
        (
            "Oh seven seven double oh, nine hundred, five one six. That's the new mobile.",
            "07700900516, That's the new mobile.",
        ),
        ("644 12 34 08. Ese es el móvil nuevo.", "644 12 34 08, Ese es el móvil nuevo."),
        ("+7 916 505-40-12. Это новый мобильный.", "+7 916 505-40-12, Это новый мобильный."),
    ],
)
def test_a_number_and_what_names_it_behind_become_one_sentence(spoken: str, meant: str) -> None:
    assert written(spoken) == meant


@pytest.mark.parametrize(
    ("hidden", "meant"),
    [
        ("my new email is emily(at)cartersons.example", "emily@cartersons.example"),
        ("correo: ana.gil [arroba] example.es", "ana.gil@example.es"),
        ("почта olga(собака)example.ru", "olga@example.ru"),
    ],
)
def test_an_address_hidden_from_robots_is_put_into_signs(hidden: str, meant: str) -> None:
    assert meant in written(hidden)


def test_brackets_that_hide_no_address_stay() -> None:
    assert written("I am home (at last) example.com") == "I am home (at last) example.com"


@pytest.mark.parametrize(
    "text",
    [
        "644 12 34 08. Ese es el móvil viejo.",
        "07700 900516. That's my sister's mobile.",
        "07700 900516. That's not my mobile any more.",
        "+7 916 505-40-12. Это старый номер.",
        "07700 900516. The mobile of the shop is 07700 900517.",
    ],
)
def test_a_number_of_others_or_of_before_stays_by_itself(text: str) -> None:
    assert written(text) == text


WORDS = (
    "seis",
    "treinta",
    "y",
    "cien",
    "double",
    "oh",
    "plus",
    "сто",
    "сорок",
    "один",
    "x",
    "arroba",
    ",",
)


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))
def test_any_words_give_a_text(text: str) -> None:
    assert isinstance(written(text), str)
