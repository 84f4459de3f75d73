"""A request that is put as a question and was told is no question; another one beside it is."""

import pytest

from tests.mail.understanding.corpus import Case, judge


def kinds(language: str, text: str) -> set[str]:
    row = {"id": "x", "text": text, "quote": "none", "is": []}
    return {one.kind for one in judge(Case(row, language, plain=False)).understood.intents}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Can you change my number to 07700 900456?"),
        ("en", "could future emails be in Polish?"),
        ("es", "¿Podéis cambiar mi móvil por el 747 203 619?"),
        ("ru", "можно поменять телефон на 8 916 555 12 34?"),
        ("ru", "на украинском можно писать? мне так проще"),
    ],
)
def test_a_request_that_was_told_is_no_question(language: str, text: str) -> None:
    assert kinds(language, text) == {"update"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Can you change my number to 07700 900456? And when do you open?"),
        ("en", "could I have the mails in Polish, and when do you open?"),
        ("en", "Is my number still 07700 900456?"),
        ("en", "Could you call my wife on 07700 900456?"),
    ],
)
def test_another_question_is_left(language: str, text: str) -> None:
    assert "question" in kinds(language, text)
