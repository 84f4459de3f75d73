"""An address is read in its parts, in the ways of the countries where people live."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.understanding import addresses

_FIELDS = ("street", "city", "province", "postcode")
_TABLE = (Path(__file__).parent / "addresses.tsv").read_text("utf-8").splitlines()
_ROWS = [line.split("\t") for line in _TABLE if not line.startswith("#")]


def parts(text: str, country: str) -> list[str]:
    found = addresses.split(text, country)
    return [found.get(field, "") for field in _FIELDS]


@pytest.mark.parametrize(("country", "text", "wanted"), [(r[0], r[1], r[2:]) for r in _ROWS])
def test_an_address_in_one_line_is_read_in_its_parts(
    country: str, text: str, wanted: list[str]
) -> None:
    assert parts(text, country) == wanted


_HOME = {
    "ES": ["Calle Toledo", "Avda. de la Paz", "C/ Río Tajo", "Plaza del Sol"],
    "RU": ["ул. Гагарина", "пр. Мира", "Ленинский проспект"],
}
_TOWNS = {"ES": ["Getafe", "Alcalá de Henares", "Toledo"], "RU": ["Тверь", "Нижний Новгород"]}
_UNITS = {"ES": ["", "2º B", "bajo A", "piso 3", "1º izda"], "RU": ["", "кв. 4", "корп. 2, кв. 9"]}
_CODES = {"ES": ["28901", "08007"], "RU": ["141400", "620014"]}


@st.composite
def homes(draw: st.DrawFn) -> tuple[str, dict[str, str], list[str]]:
    """A country, the parts of an address there, and the pieces to be put in order."""
    country = draw(st.sampled_from(sorted(_HOME)))
    name = draw(st.sampled_from(_HOME[country]))
    house = draw(st.integers(min_value=1, max_value=299))
    unit = draw(st.sampled_from(_UNITS[country]))
    street = f"{name}, {house}" if draw(st.booleans()) else f"{name} {house}"
    whole = f"{street}, {unit}" if unit else street
    code, town = draw(st.sampled_from(_CODES[country])), draw(st.sampled_from(_TOWNS[country]))
    return country, {"street": whole, "city": town, "postcode": code}, [whole, code, town]


@given(homes(), st.permutations(range(3)), st.sampled_from([", ", "; ", "\n", " - "]))
def test_the_parts_may_come_in_any_order(
    home: tuple[str, dict[str, str], list[str]], order: list[int], between: str
) -> None:
    country, wanted, pieces = home
    assert addresses.split(between.join(pieces[at] for at in order), country) == wanted


@given(homes(), st.sampled_from(["Ahora vivo en ", "Мой новый адрес: ", "We moved to ", "→ "]))
def test_an_address_is_found_inside_a_sentence(
    home: tuple[str, dict[str, str], list[str]], before: str
) -> None:
    country, wanted, (street, code, town) = home
    text = f"{before}{street}, {code} {town}. Saludos y gracias"
    found = addresses.find(text, country)
    assert found is not None
    assert dict(found.parts) == wanted
    assert text[found.start : found.end] == f"{street}, {code} {town}"


@given(st.text(max_size=200), st.sampled_from(["ES", "GB", "US", "RU", "AR", "IE", "XX", ""]))
def test_any_text_at_all_can_be_read(text: str, country: str) -> None:
    found = addresses.find(text, country)
    assert found is None or 0 <= found.start < found.end <= len(text)
    assert all(addresses.split(text, country).values())


@given(st.text(alphabet="calle 12ºB,.-/ул д#nNº\n", max_size=200))
def test_what_only_looks_like_an_address_can_be_read(text: str) -> None:
    assert all(addresses.split(text, "ES").values())


@pytest.mark.parametrize(
    ("country", "text"),
    [
        ("ES", "la calle está mal, es 12"),
        ("ES", "Os llamé 3 veces esta semana"),
        ("GB", "12 emails in a row, close my account"),
        ("GB", "I ordered 2 of them last week"),
        ("US", "We have 40 people here"),
        ("RU", "Заказ 125 не пришёл"),
    ],
)
def test_a_number_in_a_sentence_is_no_street(country: str, text: str) -> None:
    assert addresses.find(text, country) is None
