"""What is supposed, heard, nearly so, put by mistake, still to begin, or a car changes nothing."""

from datetime import date

import pytest

from mail.understanding import sentences, unreal
from tests.mail.understanding.test_telling import changes, judged

_UNREAL = [
    ("es", "De vender el piso, las cartas irían a calle Ebro 4, 50003 Zaragoza"),
    ("es", "Si algún día nos mudamos será a calle Ebro 4, 50003 Zaragoza"),
    ("es", "Se comenta que el código postal será 28077"),
    ("es", "Estuvimos a punto de alquilar en calle Ebro 4, 50003 Zaragoza"),
    ("es", "Nos han ofrecido un piso en calle Ebro 4, 50003 Zaragoza"),
    ("es", "Di el 655 112 233 sin querer en el formulario, el que tenéis vale"),
    ("es", "Casa nueva: calle Ebro 4, 50003 Zaragoza. Nos mudamos en febrero"),
    ("es", "Estreno coche, un Ibiza 4321 LMP"),
    ("en", "Were I to move, it'd be 14 Mill Lane, York YO1 7AA"),
    ("en", "Should we ever downsize, try 14 Mill Lane, York YO1 7AA"),
    ("en", "Rumour has it the postcode becomes SW1A 8XX"),
    ("en", "We almost rented 14 Mill Lane, York YO1 7AA"),
    ("en", "I've been offered Finance Director at Olmo Ltd"),
    ("en", "I entered 07700 900455 in error, the one you have is right"),
    ("en", "New place: 14 Mill Lane, York YO1 7AA. We get the keys in March"),
    ("en", "Traded the old van for a Vauxhall AB12 CDE"),
    ("ru", "Если когда-нибудь переедем, то на ул. Мира, д. 8, Тверь"),
    ("ru", "Поговаривают, индекс будет 125777"),
    ("ru", "Едва не купили квартиру: ул. Мира, д. 8, Тверь"),
    ("ru", "Мне предложили место главного инженера в «Заре»"),
    ("ru", "Случайно указала 8 916 555-44-33, верный тот, что у вас"),
    ("ru", "Новый адрес: ул. Мира, д. 8, Тверь. Переезжаем в марте"),
    ("ru", "Купили машину, теперь Лада Х456ОР 69"),
]
_APPLIED = [
    ("es", "Dicen que llueve mucho allí. Mi móvil nuevo es 655 112 233", "mobile=+34655112233"),
    ("en", "Apparently you have my old mobile, it's 07700 900455 now", "mobile=+447700900455"),
    ("en", "They say hello. My new mobile is 07700 900455", "mobile=+447700900455"),
    ("ru", "Новый мобильный 8 916 555-44-33. До скорой встречи", "mobile=+79165554433"),
]


@pytest.mark.parametrize(("language", "text"), _UNREAL)
def test_what_is_not_so_changes_nothing(language: str, text: str) -> None:
    assert not changes(judged(language, text))


@pytest.mark.parametrize(("language", "text", "wanted"), _APPLIED)
def test_what_is_so_is_changed(language: str, text: str, wanted: str) -> None:
    one = judged(language, text, wanted)
    assert one.handled
    assert not changes(one)


def test_an_offer_that_was_taken_is_true() -> None:
    offered = sentences.sentence("They offered me Head of Sales")
    taken = sentences.sentence("They offered me Head of Sales and I accepted")
    assert unreal.untrue(offered, 16, 29)
    assert not unreal.untrue(taken, 16, 29)


def test_a_month_that_has_passed_is_none_to_come() -> None:
    moved = sentences.read("We got the keys in September", {})
    assert unreal.begins_later(moved, date(2026, 6, 1))
    assert not unreal.begins_later(moved, date(2026, 11, 22))


def test_somebody_with_a_new_car_may_have_moved_as_well() -> None:
    both = sentences.sentence("New car and we moved to 14 Mill Lane, York YO1 7AA")
    car = sentences.sentence("New car, now Seat 14 Mill")
    assert not unreal.of_a_vehicle(both, None, "street")
    assert unreal.of_a_vehicle(car, None, "street")
    assert not unreal.of_a_vehicle(car, None, "mobile")
