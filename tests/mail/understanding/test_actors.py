"""A value is the writer's own unless the subject before it is somebody or something else."""

import pytest

from mail.understanding import actors, sentences
from tests.mail.understanding.mails import RECORDS
from tests.mail.understanding.test_telling import changes, judged

_OTHERS = [
    ("es", "Yerno: móvil nuevo 655 112 233"),
    ("es", "La asesoría tiene otro teléfono, 915 554 433"),
    ("es", "Los gemelos estrenan móvil, 655 112 233"),
    ("es", "Nacho ahora en el 655 112 233"),
    ("es", "La parroquia se ha mudado a calle Ebro 4, 50003 Zaragoza"),
    ("es", "Lucía y Jorge se han comprado piso, calle Ebro 4, 50003 Zaragoza"),
    ("es", "Nueva dirección, cuñado: calle Ebro 4, 50003 Zaragoza"),
    ("en", "Hubby: new mobile 07700 900455"),
    ("en", "The locksmith's switched to 07700 900455"),
    ("en", "The folks upstairs have a new landline, 020 7946 0455"),
    ("en", "Nigel now on 07700 900455"),
    ("en", "Playgroup has moved to 14 Mill Lane, York YO1 7AA"),
    ("en", "Rachel and Simon bought a house, 14 Mill Lane, York YO1 7AA"),
    ("en", "Rachel and Simon have moved. New address: 14 Mill Lane, York YO1 7AA"),
    ("ru", "Золовка: новый сотовый 8 916 555-44-33"),
    ("ru", "Квартиранты теперь на номере 8 916 555-44-33"),
    ("ru", "Лицей завёл новую почту, licey@example.net"),
    ("ru", "Ветклиника сменила номер, 8 495 555-44-33"),
    ("ru", "Ребята из соседнего отдела теперь на 8 495 555-44-33"),
    ("ru", "У Паши новый номер, 8 916 555-44-33"),
    ("ru", "Катя с Мишей купили дом, ул. Мира, д. 8, Тверь"),
]
_OWN = [
    ("es", "Mi mujer y yo nos hemos mudado a calle Ebro 4, 50003 Zaragoza"),
    ("es", "Aquí Nacho, nuevo móvil 655 112 233"),
    ("es", "La única novedad: nuevo móvil 655 112 233"),
    ("es", "El banco me obliga a cambiarlo: nuevo correo marta@example.net"),
    ("es", "El instituto nos pilla cerca, ahora vivimos en calle Ebro 4, 50003 Zaragoza"),
    ("en", "Nigel here, new mobile 07700 900455"),
    ("en", "The only change: new mobile 07700 900455"),
    ("en", "The school made me change it: new e-mail emily@example.net"),
    ("en", "The kids have grown, so we've moved to 14 Mill Lane, York YO1 7AA"),
    ("en", "Work's moved: Unit 5, Dock Road, Tilbury RM18 7AA"),
    ("en", "The landline has changed, 020 7946 0455"),
    ("en", "New mobile 07700 900455. Regards, Nigel"),
    ("ru", "Мы с женой переехали на ул. Мира, д. 8, Тверь"),
    ("ru", "Банк заставил сменить: новая почта olga@example.net"),
    ("ru", "Это Паша, новый мобильный 8 916 555-44-33"),
    ("ru", "Летом переехали на ул. Мира, д. 8, Тверь"),
    ("ru", "Единственное изменение: новый мобильный 8 916 555-44-33"),
    ("ru", "Офис переехал: ул. Мира, д. 8, Тверь"),
]
_APPLIED = [
    (
        "en",
        "The kids have grown, so we've moved to 14 Mill Lane, York YO1 7AA",
        "street=14 Mill Lane; city=York; postcode=YO1 7AA",
    ),
    ("es", "Cambios: nuevo móvil 655 112 233", "mobile=+34655112233"),
    ("es", "El móvil ha cambiado, 655 112 233", "mobile=+34655112233"),
    ("en", "Update: new mobile 07700 900455", "mobile=+447700900455"),
    ("en", "My provider changed my number, it's 07700 900455 now", "mobile=+447700900455"),
    ("ru", "Обновление: новый мобильный 8 916 555-44-33", "mobile=+79165554433"),
    ("ru", "Банк заставил сменить: новая почта olga@example.net", "email=olga@example.net"),
]


def somebody(language: str, text: str) -> bool:
    said = sentences.read(text, RECORDS[language])
    found = [
        at for at, one in enumerate(said) if any(map(str.isdigit, one.text)) or "@" in one.text
    ]
    return actors.of_somebody(said[found[0]]) if found else False


@pytest.mark.parametrize(("language", "text"), _OTHERS)
def test_what_another_has_changes_nothing(language: str, text: str) -> None:
    assert not changes(judged(language, text))


@pytest.mark.parametrize(("language", "text"), _OWN)
def test_who_speaks_of_himself_is_nobody_else(language: str, text: str) -> None:
    assert not somebody(language, text)


@pytest.mark.parametrize(("language", "text", "wanted"), _APPLIED)
def test_the_writers_own_is_changed(language: str, text: str, wanted: str) -> None:
    one = judged(language, text, wanted)
    assert one.handled
    assert not changes(one)


def test_a_subject_counts_only_for_what_stands_behind_it() -> None:
    said = sentences.sentence("Nigel's now on 07700 900455 and I'm on 07700 900456")
    assert actors.of_somebody(said, said.text.index("07700"))
    assert not actors.of_somebody(said, said.text.rindex("07700"))
