"""The address that we have, below a name or told as right, is read and changes nothing."""

import pytest

from tests.mail.understanding.corpus import Case, Judged, judge


def judged(language: str, text: str) -> Judged:
    return judge(Case({"id": "x", "text": text, "quote": "none", "is": []}, language, plain=False))


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "C/ Mayor 12, 3º B · 28013 Madrid"),
        ("es", "Calle Mayor nº 12"),
        ("en", "27 Park St | London SW1A 1AA"),
        ("ru", "г. Москва, ул. Ленина, 5-12"),
    ],
)
def test_our_address_on_a_line_leaves_nothing_unread(language: str, line: str) -> None:
    news = {"es": "Mi móvil nuevo es 655 11 22 33", "en": "My new mobile is 07700 900456"}
    told = news.get(language, "Мой новый номер 8 916 222 33 44")
    read = judged(language, f"{told}\n\n{line}").understood
    assert [one.field for one in read.corrections] == ["mobile"]
    assert not read.doubts


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("es", "C/ Mayor 12, 3º C · 28013 Madrid"),
        ("es", "C/ Mayor 12, 3º B · 28005 Madrid"),
        ("en", "27 Park St | Leeds SW1A 1AA"),
        ("ru", "г. Тверь, ул. Ленина, 5-12"),
    ],
)
def test_another_address_on_a_line_is_not_passed_over(language: str, line: str) -> None:
    read = judged(language, line).understood
    assert read.corrections or read.doubts
    assert not judged(language, line).outcome.confirmation


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "адрес Ленина 5-12, Москва — так у вас и написано"),
        ("ru", "адрес тот же: Москва, ул Ленина 5/12"),
        ("es", "Mi dirección sigue siendo C/ Mayor nº 12, 3ºB, Madrid"),
        ("en", "Address is 27 Park St, London"),
    ],
)
def test_our_address_written_another_way_is_no_new_one(language: str, text: str) -> None:
    assert not judged(language, text).understood.corrections


@pytest.mark.parametrize(
    ("language", "text", "street"),
    [
        (
            "es",
            "Dirección de casa: Calle Olmo 3, Madrid\nDirección del trabajo: Calle Sol 5, Leganés",
            "Calle Olmo 3",
        ),
        (
            "en",
            "Home address: 3 Beech Close, York\nWork address: 8 King Road, London SE1 2AA",
            "3 Beech Close",
        ),
    ],
)
def test_of_home_and_work_the_home_is_proposed(language: str, text: str, street: str) -> None:
    read = judged(language, text)
    assert street in [one.value for one in read.understood.corrections]
    assert not read.wrong_changes
