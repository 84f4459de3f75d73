"""Sales that may come and services, as staff type them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prospects import Running, Told, read, read_service

NOW = datetime(2026, 7, 6, 11, tzinfo=ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize(
    ("typed", "told"),
    {
        "cocina nueva 3.500 €; etapa presupuesto; competidor Muebles Sol; para el 15/12": Told(
            "cocina nueva", 350000, "EUR", "presupuesto", None, "Muebles Sol", date(2026, 12, 15)
        ),
        "new kitchen £4,000; stage: quote; by 15 december": Told(
            "new kitchen", 400000, "GBP", stage="quote", expected_on=date(2026, 12, 15)
        ),
        "кухня 90 000 руб; этап: смета; конкурент Икея; критерии цена": Told(
            "кухня", 9000000, "RUB", "смета", "цена", "Икея"
        ),
        "2 puertas": Told("2 puertas"),
        "cocina 3500": Told("cocina", 350000, "EUR"),
        "3500€ cocina": Told("cocina", 350000, "EUR"),
        "etapa negociación; importe 4.000": Told("", 400000, "EUR", stage="negociación"),
        "etapa": Told("etapa"),
        "cocina; importe mucho": Told("cocina", odd="mucho"),
        "cocina; para nunca": Told("cocina", odd="nunca"),
        "": Told(),
    }.items(),
)
def test_what_is_told_of_a_sale_is_read(typed: str, told: Told) -> None:
    assert read(typed, "EUR", NOW) == told


@pytest.mark.parametrize(
    ("typed", "runs"),
    {
        "mantenimiento anual desde 1/3 hasta 28/2/2027; contrato QX-31": Running(
            "mantenimiento anual", date(2026, 3, 1), date(2027, 2, 28), "contrato QX-31"
        ),
        "care plan since 2026-01-01": Running("care plan", date(2026, 1, 1), None, ""),
        "обслуживание с 1 марта до 1 марта 2027": Running(
            "обслуживание", date(2026, 3, 1), date(2027, 3, 1), ""
        ),
        "limpieza desde hoy": Running("limpieza", date(2026, 7, 6), None, ""),
        "transfer to airport": Running("transfer to airport", None, None, ""),
        "": Running("", None, None, ""),
    }.items(),
)
def test_what_runs_is_read_with_its_days(typed: str, runs: Running) -> None:
    assert read_service(typed, NOW) == runs


@given(st.text(max_size=80))
def test_nothing_that_is_typed_breaks_the_readers(typed: str) -> None:
    told = read(typed, "EUR", NOW)
    assert (told.amount is None) is (told.currency is None)
    assert len(read_service(typed, NOW).name) <= len(typed)
