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


@pytest.mark.parametrize(
    ("language", "text", "wanted"),
    [
        ("en", "I've joined Lindqvist Optics as a dispensing optician so please change my work bit",
         "company=Lindqvist Optics; job_title=dispensing optician"),
        ("en", "I've gone to Meadowbank School as a bursar",
         "company=Meadowbank School; job_title=bursar"),
        ("en", "They've made me Facilities Coordinator, please update that.",
         "job_title=Facilities Coordinator"),
        ("en", "Moved across to Pennine Dairies in the autumn, still office manager",
         "company=Pennine Dairies"),
        ("en", "I'm the bookkeeper and always have been!", "job_title=bookkeeper"),
        ("es", "ahora estoy en Neumáticos Lozano, de recepcionista",
         "company=Neumáticos Lozano; job_title=recepcionista"),
        ("es", "He cambiado de trabajo, ahora estoy en Bodegas Arlanza de responsable de compras",
         "company=Bodegas Arlanza; job_title=responsable de compras"),
        ("es", "me habéis puesto gerente y soy la encargada", "job_title=encargada"),
        ("ru", "Перешла в школу №118 завхозом, Ромашка закрылась",
         "company=школа №118; job_title=завхоз|завхозом"),
        ("ru", "место работы сменила, теперь Вектор-Строй, должность прежняя",
         "company=Вектор-Строй"),
    ],
)  # fmt: skip
def test_a_firm_and_the_job_there_are_told_apart(language: str, text: str, wanted: str) -> None:
    one = judged(language, text, wanted)
    fields = {each.field for each in one.understood.corrections}
    assert not one.missed
    assert fields == set(one.case.row["set"])


def test_what_somebody_is_in_for_a_while_is_no_job() -> None:
    one = judged("es", "estoy de guardia en el hospital, lo miro rápido... sí, correcto")
    assert not one.understood.corrections


def test_a_day_of_birth_beside_chat_is_found() -> None:
    text = "El cumple es el 19 de mayo, que luego me felicitáis antes de tiempo jeje"
    assert not judged("es", text, "birth_date=1984-05-19").missed
