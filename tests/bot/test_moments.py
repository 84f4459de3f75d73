"""When, as people say it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.moments import Told, read

MADRID = ZoneInfo("Europe/Madrid")
NOW = datetime(2026, 7, 6, 11, 0, tzinfo=MADRID)  # a Monday
CASES = {
    "llamar a Ana mañana a las 10": ("2026-07-07T10:00", "llamar a Ana"),
    "mañana por la mañana, enviar muestras": ("2026-07-07T09:00", "enviar muestras"),
    "pasado mañana": ("2026-07-08T09:00", ""),
    "el viernes presupuesto": ("2026-07-10T09:00", "presupuesto"),
    "presupuesto el viernes a las 16:30": ("2026-07-10T16:30", "presupuesto"),
    "el lunes": ("2026-07-13T09:00", ""),
    "dentro de 3 días visitar": ("2026-07-09T09:00", "visitar"),
    "en 2 horas": ("2026-07-06T13:00", ""),
    "en una semana a las 12": ("2026-07-13T12:00", ""),
    "la semana que viene": ("2026-07-13T09:00", ""),
    "a las 18 pasar": ("2026-07-06T18:00", "pasar"),
    "a las 9 pasar": ("2026-07-07T09:00", "pasar"),
    "15/07 9:30 reunión": ("2026-07-15T09:30", "reunión"),
    "3/2 renovar": ("2027-02-03T09:00", "renovar"),
    "15 de agosto de 2026 felicitar": ("2026-08-15T09:00", "felicitar"),
    "hoy por la tarde": ("2026-07-06T17:00", ""),
    "call back tomorrow at 10": ("2026-07-07T10:00", "call back"),
    "send it on friday": ("2026-07-10T09:00", "send it"),
    "in 2 hours check": ("2026-07-06T13:00", "check"),
    "at 5 pm deliver": ("2026-07-06T17:00", "deliver"),
    "day after tomorrow": ("2026-07-08T09:00", ""),
    "2026-12-01 renew": ("2026-12-01T09:00", "renew"),
    "завтра в 10 позвонить": ("2026-07-07T10:00", "позвонить"),
    "в пятницу отправить смету": ("2026-07-10T09:00", "отправить смету"),
    "через 2 часа": ("2026-07-06T13:00", ""),
    "через неделю проверить": ("2026-07-13T09:00", "проверить"),
    "послезавтра в 14:30": ("2026-07-08T14:30", ""),
    "15 июля утром": ("2026-07-15T09:00", ""),
    "в 7 вечера": ("2026-07-06T19:00", ""),
    "во вторник": ("2026-07-07T09:00", ""),
}


@pytest.mark.parametrize("text", CASES)
def test_a_day_and_an_hour_are_taken_out_of_the_text(text: str) -> None:
    moment, rest = CASES[text]
    told = read(text, NOW)
    assert told.at == datetime.fromisoformat(moment).replace(tzinfo=MADRID)
    assert told.rest == rest


@pytest.mark.parametrize(
    "text", ["llamar a Ana", "", "pedido 1234", "calle Mayor 10", "31/02 pagar", "в офис"]
)
def test_where_nothing_says_when_the_text_stays_whole(text: str) -> None:
    assert read(text, NOW) == Told(None, text)


@given(st.text(max_size=80))
def test_any_text_is_read(text: str) -> None:
    told = read(text, NOW)
    assert told.at is None or told.at.tzinfo is not None
    assert len(told.rest) <= len(text)
