"""Values that all a reply says leaves standing are done unasked; half a number never is."""

import pytest

from storage.rules.corrections import Propose
from tests.mail.understanding.corpus import Case, Judged, judge


def judged(language: str, text: str) -> Judged:
    return judge(Case({"id": "x", "text": text, "is": ["update"]}, language, plain=True))


@pytest.mark.parametrize(
    ("language", "text", "value"),
    [
        (
            "es",
            "Nos cambiaron la numeración, ahora es Calle Fuente Nueva 28",
            "Calle Fuente Nueva 28",
        ),
        ("en", "hi we are at 63 Pinewood Road now since last thursday. thanks", "63 Pinewood Road"),
        ("ru", "не дом 5, а дом 15. Пятый давно снесли", "ул. Ленина, д. 15, кв. 12"),
    ],
)
def test_a_value_stands_beside_small_talk(language: str, text: str, value: str) -> None:
    read = judged(language, text)
    assert read.outcome.unattended
    assert [one.value for one in read.understood.corrections] == [value]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "mi nuevo fijo es el 012 555 0134"),
        ("en", "My new mobile is 07700 90051"),
        ("en", "07700 900455 has been recycled, please use email"),
        ("ru", "мой новый номер 8 916 300-45-8"),
        ("ru", "Мой новый номер 8 916 555-44-33. Спасибо. Ой, это же номер Лены."),
    ],
)
def test_a_number_that_is_none_or_goes_is_for_a_person(language: str, text: str) -> None:
    assert not judged(language, text).outcome.unattended


def test_a_value_in_a_letter_too_long_to_be_read_whole_is_for_a_person() -> None:
    rest = "We had a lovely summer by the sea. " * 900
    read = judged("en", f"My new mobile is 07700 900516. {rest} And take me off your list.")
    assert [one.value for one in read.understood.corrections] == ["+447700900516"]
    assert [decision for _, decision in read.outcome.corrections] == [Propose("partly_read")]
