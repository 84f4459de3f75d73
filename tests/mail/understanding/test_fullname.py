"""A whole name behind a label or in a sentence: what is ours in it is no news."""

import pytest

from mail.understanding import fullname
from tests.mail.understanding.corpus import Case, judge


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("es", "Nombre: Marta Gil Soler\nMóvil: 612 777 888", {("mobile", "+34612777888")}),
        ("es", "Nombre y apellidos: Marta Gil\nMóvil: 612 777 888", {("mobile", "+34612777888")}),
        ("es", "Nombre: Marta María Gil Soler", {("first_name", "Marta María")}),
        ("es", "Nombre completo: Marta Gil Soto", {("last_name", "Gil Soto")}),
        ("en", "Name: Carter, Emily\nMobile: 07700 900516", {("mobile", "+447700900516")}),
        ("en", "Full name: Emily Carter-Jones", {("last_name", "Carter-Jones")}),
        ("en", "Name: Emilie Carter", {("first_name", "Emilie")}),
        ("ru", "ФИО: Петрова Ольга\nМобильный: 8 903 558-40-12", {("mobile", "+79035584012")}),
        ("ru", "Имя: Ольга Сидорова", {("last_name", "Сидорова")}),
        ("ru", "ФИО: Петрова Ольга Ивановна", {("first_name", "Ольга Ивановна")}),
        ("ru", "Меня зовут Ольга Петрова, телефон тот же", set()),
    ],
)
def test_what_is_ours_in_a_whole_name_is_no_news(
    language: str, text: str, expected: set[tuple[str, str]]
) -> None:
    case = Case({"id": "name", "text": text, "is": []}, language, plain=True)
    found = {(one.field, one.value) for one in judge(case).understood.corrections}
    assert found == expected


def test_another_name_is_left_whole() -> None:
    record = {"first_name": "Olga", "last_name": "Petrova"}
    assert fullname.apart("first_name", "Anna Ivanova", record) == ("first_name", "Anna Ivanova")
    assert fullname.apart("last_name", "Olga Petrova", record) == ("last_name", "Olga Petrova")
    assert fullname.apart("first_name", "Olga Petrova", {}) == ("first_name", "Olga Petrova")
