"""A part of what we had is replaced only where it is clear which part, and whose."""

import pytest

from tests.mail.understanding.corpus import Case, judge


def told(language: str, text: str) -> dict[str, str]:
    row = {"id": "x", "text": text, "quote": "none", "is": []}
    judged = judge(Case(row, language, plain=False))
    return {one.field: one.value for one in judged.understood.corrections}


@pytest.mark.parametrize(
    ("language", "text", "field", "value"),
    [
        ("es", "La puerta es la C, no la B", "street", "Calle Mayor 12, 3º C"),
        ("es", "Mi segundo apellido es Solé, no Soler", "last_name", "Gil Solé"),
        ("en", "The house number is 31, not 27", "street", "31 Park Street"),
        ("ru", "Квартира не 12, а 21", "street", "ул. Ленина, д. 5, кв. 21"),
        ("ru", "В доме 5 не 12, а 21 квартира", "street", "ул. Ленина, д. 5, кв. 21"),
        ("es", "El número lo tenéis mal: 12 no, 14, 3º B", "street", "Calle Mayor 14, 3º B"),
        ("es", "El portal 12 no, 14, 3º D", "street", "Calle Mayor 14, 3º D"),
        ("ru", "дом не 5, а 5 корпус 2", "street", "ул. Ленина, д. 5, корпус 2, кв. 12"),
        ("ru", "забыли: д. 5, стр. 1, кв. 12", "street", "ул. Ленина, д. 5, стр. 1, кв. 12"),
        ("en", "flat is missing, it's Flat 4, 27 Park Street", "street", "Flat 4, 27 Park Street"),
    ],
)
def test_the_rest_of_the_value_stays(language: str, text: str, field: str, value: str) -> None:
    assert told(language, text)[field] == value


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The meeting is at 31, not 27"),
        ("es", "Trabajo en Madrid, no en Barcelona"),
        ("es", "no soy Marta, soy su hermana"),
        ("ru", "Встреча в 7, а не в 5"),
    ],
)
def test_what_names_no_part_of_the_record_changes_nothing(language: str, text: str) -> None:
    assert not told(language, text)


@pytest.mark.parametrize(
    ("text", "record", "street"),
    [
        ("unit should be #08-21 not #08-12", "45 King Road #08-12", "45 King Road #08-21"),
        ("it's #12-40 and not #12-04", "10 King Road #12-04", "10 King Road #12-40"),
        ("Our unit is now #14-02, same building", "10 King Road #12-04", "10 King Road #14-02"),
        ("apartment should be 5B not 3B", "Apt 3B, 118 Elm Avenue", "Apt 5B, 118 Elm Avenue"),
    ],
)
def test_a_unit_is_known_by_any_word_for_one(text: str, record: str, street: str) -> None:
    row = {"id": "x", "text": text, "quote": "none", "is": [], "record": {"street": record}}
    judged = judge(Case(row, "en", plain=False))
    assert [one.value for one in judged.understood.corrections] == [street]


@pytest.mark.parametrize(
    ("language", "text", "street"),
    [
        ("ru", "Переехал в соседний дом: ул. Ленина, д. 7, кв. 31", "ул. Ленина, д. 7, кв. 31"),
        ("es", "Me he mudado al portal de al lado: Calle Mayor 14, 1º A", "Calle Mayor 14, 1º A"),
        ("en", "Moved next door: Flat 6, 29 Park Street", "Flat 6, 29 Park Street"),
    ],
)
def test_our_street_told_with_a_flat_keeps_none_of_ours(
    language: str, text: str, street: str
) -> None:
    assert told(language, text)["street"] == street


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It's not Flat 4, 27 Park Street"),
        ("en", "We used to live at Flat 4, 27 Park Street"),
        ("en", "My mother lives at Flat 4, 27 Park Street"),
        ("es", "Mi hermana vive en Calle Mayor 14, 1º A"),
        ("es", "El pedido 12 no, el 14 sí"),
        ("ru", "мама живёт на ул. Ленина, д. 7, кв. 3"),
    ],
)
def test_our_street_where_others_live_or_one_has_lived_is_not_told_anew(
    language: str, text: str
) -> None:
    assert not told(language, text)
