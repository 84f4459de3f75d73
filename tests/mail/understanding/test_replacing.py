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
