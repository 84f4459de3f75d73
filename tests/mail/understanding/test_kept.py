"""What is said to be as it was speaks against a value of its field beside it."""

import pytest

from mail.understanding import kept, sentences
from tests.mail.understanding.test_telling import changes, judged

_AGAINST = [
    ("es", "Hay móvil nuevo en la familia, 655 112 233. El mío sigue igual"),
    ("es", "Móvil nuevo 655 112 233, lo mío no cambia"),
    ("es", "Nueva dirección calle Ebro 4, 50003 Zaragoza. Lo que tenéis está bien"),
    ("en", "New mobile 07700 900455. Mine hasn't changed"),
    ("en", "My number's the same. The other: 07700 900455"),
    ("en", "New mobile 07700 900455, what you've got is right"),
    ("ru", "Новый мобильный 8 916 555-44-33, у меня всё по-прежнему"),
    ("ru", "Мой номер не менялся. Тот: 8 916 555-44-33"),
    ("ru", "Новая почта lena@example.net, у вас всё верно"),
]
_APPLIED = [
    ("es", "Lo que tenéis está bien, pero el móvil ahora es 655 112 233", "mobile=+34655112233"),
    ("es", "Nuevo móvil 655 112 233, mi correo no cambia", "mobile=+34655112233"),
    ("es", "Mi móvil es 655 112 233, lo demás sigue igual", "mobile=+34655112233"),
    ("en", "My landline's the same, new mobile 07700 900455", "mobile=+447700900455"),
    ("en", "My new mobile is 07700 900455, the rest is the same", "mobile=+447700900455"),
    ("en", "Address you have is fine, new mobile 07700 900455", "mobile=+447700900455"),
    (
        "ru",
        "У меня всё по-прежнему, только мобильный новый: 8 916 555-44-33",
        "mobile=+79165554433",
    ),
    ("ru", "Мобильный теперь 8 916 555-44-33, остальное без изменений", "mobile=+79165554433"),
]


@pytest.mark.parametrize(("language", "text"), _AGAINST)
def test_a_value_beside_what_is_as_it_was_changes_nothing(language: str, text: str) -> None:
    assert not [one for one in changes(judged(language, text)) if one != "confirmed"]


@pytest.mark.parametrize(("language", "text", "wanted"), _APPLIED)
def test_what_is_excepted_or_another_field_is_changed(
    language: str, text: str, wanted: str
) -> None:
    one = judged(language, text, wanted)
    assert not one.missed
    assert wanted not in changes(one)
    assert all(each.confidence > 0.7 for each in one.understood.corrections)


def test_only_values_of_the_field_that_is_as_it_was_are_doubted() -> None:
    said = sentences.read("My number's the same. 07700 900455, emily@example.net", {})
    assert kept.speaks_against(said, 1, 0, "mobile")
    assert not kept.speaks_against(said, 1, 14, "email")
