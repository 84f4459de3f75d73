"""Values told in words that no table has: found by their look, and taken only from the writer."""

from pathlib import Path

import pytest

from tests.mail.understanding.corpus import Case, Judged, judge

_HERE = Path(__file__).parent
_FIELDS = ("phone", "mobile", "street", "city", "province", "postcode")
# What we had of customers in other countries; numbers and streets are invented.
_ABROAD = {
    "MX": ("+523336150000", "+523312300000", "Calle Juárez 15", "Guadalajara", "Jalisco", "44100"),
    "AR": ("+541148010000", "+5491151230000", "Av. Rivadavia 2350", "Rosario", "Chaco", "3500"),
    "CL": ("+56223450000", "+56987650000", "Av. Matta 1650", "Santiago", "", "8330000"),
    "US": ("+13125550100", "+13125550101", "418 Maple Ave Apt 3C", "Naperville", "IL", "60540"),
    "AU": ("+61398760000", "+61412340000", "8 Wattle Street", "Brunswick", "VIC", "3056"),
    "IE": ("+35316400000", "+353871230000", "14 Oakfield Road", "Dublin", "", "D06 X2Y4"),
    "PL": ("+48221230000", "+48601230000", "ul. Długa 8/3", "Warszawa", "", "00-238"),
    "KZ": ("+77272340000", "+77012340000", "пр. Абая, д. 44, кв. 8", "Алматы", "", "050008"),
    "DE": ("+493012340000", "+4915123450000", "Kantstraße 48", "Berlin", "", "10625"),
    "IL": ("+97239870000", "+972541230000", "ул. Герцль 15, кв. 6", "Хайфа", "", "3303139"),
    "RS": ("", "+381641230000", "Kneza Miloša 20", "Beograd", "", "11000"),
}


def rows(table: str) -> list[list[str]]:
    lines = (_HERE / table).read_text("utf-8").splitlines()
    return [line.replace("\\n", "\n").split("\t") for line in lines if not line.startswith("#")]


def judged(language: str, text: str, wanted: str = "", quote: str = "none") -> Judged:
    told = dict(pair.split("=", 1) for pair in wanted.split("; ")) if wanted else {}
    language, _, country = language.partition("@")
    record = dict(zip(_FIELDS, _ABROAD[country], strict=True)) if country else {}
    row = {
        "id": "told",
        "text": text,
        "quote": quote,
        "is": ["update"],
        "also": ["confirm"],
        "set": told,
        "record": {**record, "country": country} if country else {},
    }
    return judge(Case(row, language, plain=True))


def changes(one: Judged) -> list[str]:
    return [change for change in one.wrong_changes if "=" in change]


@pytest.mark.parametrize("table", ["told.tsv", "told_abroad.tsv"])
def test_most_told_values_need_nobody(table: str) -> None:
    left = [row[1] for row in rows(table) if not judged(*row).handled]
    assert len(left) <= 0.2 * len(rows(table)), left


@pytest.mark.parametrize("table", ["told.tsv", "told_abroad.tsv"])
def test_no_told_value_is_read_as_another(table: str) -> None:
    wrong = {row[1]: changes(judged(*row)) for row in rows(table)}
    assert not {text: found for text, found in wrong.items() if found}


@pytest.mark.parametrize("quote", ["none", "gmail"])
def test_what_is_of_others_of_once_or_of_later_changes_nothing(quote: str) -> None:
    wrong = {text: changes(judged(lang, text, "", quote)) for lang, text in rows("untold.tsv")}
    assert not {text: found for text, found in wrong.items() if found}
