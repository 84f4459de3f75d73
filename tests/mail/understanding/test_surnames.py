"""A surname told by the whole name is found, and is for a person; a signature is none."""

import pytest

from tests.mail.understanding.corpus import Case, Judged, judge


def judged(language: str, text: str) -> Judged:
    return judge(Case({"id": "x", "text": text, "quote": "none", "is": []}, language, plain=False))


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("en", "Got married in June! I'm Emily Whitlock now, everything else the same", "Whitlock"),
        ("en", "It's Emily Carter-Jones now", "Carter-Jones"),
        ("es", "Me he casado, ahora soy Marta Robles", "Robles"),
        ("ru", "Вышла замуж, я теперь Ольга Смирнова", "Смирнова"),
    ],
)
def test_a_new_surname_is_found_and_proposed(language: str, text: str, name: str) -> None:
    read = judged(language, text)
    assert ("last_name", name) in [(one.field, one.value) for one in read.understood.corrections]
    assert not read.outcome.unattended


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "All good, Emily Carter"),
        ("en", "All correct. Emily, Head Office"),
        ("es", "Todo bien, Marta Gil"),
        ("ru", "Всё верно, Ольга Петрова"),
    ],
)
def test_who_signs_with_our_name_has_no_new_one(language: str, text: str) -> None:
    fields = [one.field for one in judged(language, text).understood.corrections]
    assert "last_name" not in fields
