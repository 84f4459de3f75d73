"""From a row to a draft: what is read, what is flagged, what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files import Cell
from storage.files.damage import repair_mojibake
from storage.files.drafts import Draft, Reading, Rejected, Skipped
from storage.files.headers import propose_mapping
from storage.files.rows import read_row
from storage.files.wording import flag_of, reason_of

READING = Reading(today=date(2026, 1, 15))


def read(row: dict[str, Cell], reading: Reading = READING) -> Draft:
    draft = read_any(list(row), list(row.values()), reading)
    assert isinstance(draft, Draft)
    assert all(flag_of(language, f) for f in draft.warnings for language in ("es", "en", "ru"))
    return draft


def read_any(
    headers: list[str], cells: list[Cell], reading: Reading = READING
) -> Draft | Rejected | Skipped:
    return read_row(7, cells, propose_mapping(headers, [cells]), reading)


def codes(draft: Draft) -> list[tuple[str, str]]:
    return [(flag.code, flag.reason) for flag in draft.warnings]


def test_a_whole_row_becomes_a_draft() -> None:
    draft = read(
        {
            "Nº": 12,
            "Nombre": "Dña. ANA MARÍA",
            "Apellidos": "GARCÍA LÓPEZ",
            "Correo": "Ana@Example.com; ana2@example.com",
            "Móvil": 612345678,
            "Tel. trabajo": "961 23 45 67 ext. 3",
            "Dirección": "C/ Mayor 3",
            "Piso": "2º B",
            "CP": 46001,
            "Población": "València",
            "País": "España",
            "Ciudad de envío": "Gandía",
            "Nacimiento": "12/03/80",
            "Sexo": "Mujer",
            "Idioma": "castellano",
            "Canal preferido": "teléfono",
            "Etiquetas": "vip, boda",
            "Cliente desde": date(2019, 5, 1),
            "Talla": "L",
        }
    )
    assert (draft.external_id, draft.honorific) == ("12", "Dña.")
    assert (draft.first_name, draft.last_name) == ("Ana María", "García López")
    assert [e.normal for e in draft.emails] == ["ana@example.com", "ana2@example.com"]
    assert [(p.e164, p.label, p.extension) for p in draft.phones] == [
        ("+34612345678", "mobile", ""),
        ("+34961234567", "work", "3"),
    ]
    home, shipping = draft.addresses
    assert (home.kind, home.street, home.postcode) == ("home", "C/ Mayor 3, 2º B", "46001")
    assert (home.city, home.country) == ("València", "ES")
    assert (shipping.kind, shipping.city) == ("shipping", "Gandía")
    assert draft.birth_date == date(1980, 3, 12)
    assert (draft.sex, draft.language, draft.channel) == ("female", "es", "phone")
    assert draft.tags == ("vip", "boda")
    assert draft.customer_since == date(2019, 5, 1)
    assert draft.custom == (("Talla", "L"),)
    assert draft.warnings == ()


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ('"vino","web"', ("vino", "web")),
        ('"club de vino"', ("club de vino",)),
        ('rack 19"', ('rack 19"',)),
        ('""', ()),
    ],
)
def test_quotes_around_a_tag_are_no_part_of_it(typed: str, tags: tuple[str, ...]) -> None:
    assert read({"Nombre completo": "Ana Ruiz", "Etiquetas": typed}).tags == tags


def test_a_bad_value_stays_as_typed_and_is_flagged() -> None:
    draft = read(
        {"Nombre": "Ana Gil", "Tel": "6.12E+08", "Correo": "ana@example,com", "CP": "8001"}
    )
    assert [(p.e164, p.as_typed, p.reason) for p in draft.phones] == [
        (None, "6.12E+08", "digits_lost")
    ]
    assert [(e.normal, e.as_typed) for e in draft.emails] == [(None, "ana@example,com")]
    assert draft.addresses[0].postcode == "08001"
    assert codes(draft) == [
        ("bad_email", "comma_for_dot"),
        ("bad_phone", "digits_lost"),
        ("postcode_repaired", ""),
    ]


def test_a_phone_is_read_in_the_country_of_its_row() -> None:
    draft = read({"Name": "Rose Hart", "Phone": "020 7946 0958", "Country": "United Kingdom"})
    assert draft.phones[0].e164 == "+442079460958"


def test_a_phone_of_no_country_that_is_stated_stays_as_typed() -> None:
    typed: tuple[Cell, ...] = ("555-555-5555", 5555555555)
    for cell in typed:
        draft = read({"Name": "Ann", "Phone": cell})
        assert [(p.e164, p.as_typed) for p in draft.phones] == [(None, str(cell))]
        assert codes(draft) == [("bad_phone", "not_a_number_there")]


@pytest.mark.parametrize(
    ("headers", "home", "country", "cell", "e164"),
    [
        (("Nombre", "Móvil", "País"), "ES", "", 447911123456, "+447911123456"),
        (("Nombre", "Móvil", "País"), "ES", "Francia", "34600123456", "+34600123456"),
        (("Name", "Mobile", "Country"), "GB", "", "34600123456.0", "+34600123456"),
        (("Name", "Mobile", "Country"), "US", "", 447700900123.0, "+447700900123"),
        (("Имя", "Мобильный", "Страна"), "RU", "", "34600123456", "+34600123456"),
        (("Имя", "Мобильный", "Страна"), "RU", "Испания", "79161234567", "+79161234567"),
    ],
)
def test_a_phone_whose_plus_was_eaten_is_read_and_flagged(
    headers: tuple[str, ...], home: str, country: str, cell: Cell, e164: str
) -> None:
    row = dict(zip(headers, ("Ana", cell, country), strict=True))
    draft = read(row, replace(READING, country=home))
    assert [(p.e164, p.label) for p in draft.phones] == [(e164, "mobile")]
    assert codes(draft) == [("phone_repaired", "plus_lost")]


def test_what_may_be_a_slip_in_a_number_of_the_country_stays_as_typed() -> None:
    british = replace(READING, country="GB")
    draft = read({"Name": "Ann", "Mobile": "77911123456"}, british)
    assert [(p.e164, p.as_typed) for p in draft.phones] == [(None, "77911123456")]
    assert codes(draft) == [("bad_phone", "not_a_number_there")]


@pytest.mark.parametrize(
    ("cell", "given_", "on"),
    [
        ("Sí", True, None),
        ("x", True, None),
        (True, True, None),
        ("Sí, 12/03/2020", True, date(2020, 3, 12)),
        (date(2020, 3, 12), True, date(2020, 3, 12)),
        ("No", False, None),
        ("no quiere", False, None),
        (False, False, None),
        ("No (12/03/2020)", False, date(2020, 3, 12)),
    ],
)
def test_a_consent_cell_states_yes_or_no(cell: Cell, given_: bool, on: date | None) -> None:
    (statement,) = read({"Nombre": "Ana", "Consentimiento": cell}).consents
    assert (statement.given, statement.on) == (given_, on)
    assert (statement.column, statement.purpose) == ("Consentimiento", None)


def test_the_date_column_dates_the_consent() -> None:
    draft = read({"Nombre": "Ana", "Acepta publicidad": "sí", "Fecha RGPD": "12/03/2020"})
    assert [(c.given, c.purpose, c.on) for c in draft.consents] == [
        (True, "marketing", date(2020, 3, 12))
    ]


@pytest.mark.parametrize("cell", ["quizás", "sí, pero por teléfono no", "pendiente"])
def test_an_unclear_consent_is_never_taken_for_a_yes(cell: str) -> None:
    draft = read({"Nombre": "Ana", "Consentimiento": cell})
    assert draft.consents == ()
    assert draft.consent_unclear


def test_an_empty_consent_says_nothing() -> None:
    draft = read({"Nombre": "Ana", "Consentimiento": ""})
    assert (draft.consents, draft.consent_unclear) == ((), False)


def test_an_opt_out_column_only_ever_withdraws() -> None:
    assert [c.given for c in read({"Nombre": "Ana", "Baja": "sí"}).consents] == [False]
    assert [c.given for c in read({"Nombre": "Ana", "Fecha de baja": "1/2/2020"}).consents] == [
        False
    ]
    assert read({"Nombre": "Ana", "Baja": "no"}).consents == ()


def test_a_legal_basis_is_read_or_flagged() -> None:
    assert read({"Nombre": "Ana", "Base legal": "Contrato"}).basis == "contract"
    draft = read({"Nombre": "Ana", "Base legal": "interés legítimo"})
    assert (draft.basis, codes(draft)) == (None, [("basis_unknown", "")])


def test_dates_that_cannot_be_are_flagged_and_left_empty() -> None:
    assert read({"Nombre": "Ana", "Nacimiento": "0/0/00"}).warnings == ()
    assert codes(read({"Nombre": "Ana", "Nacimiento": "31/02/1980"})) == [
        ("bad_date", "no_such_day")
    ]
    assert codes(read({"Nombre": "Ana", "Nacimiento": "1/2/2027"})) == [("bad_date", "in_future")]
    assert codes(read({"Nombre": "Ana", "Nacimiento": 1980})) == [("year_only", "year_only")]


def test_a_column_of_two_styles_flags_what_could_be_either() -> None:
    headers = ["Nombre", "Nacimiento"]
    rows: list[list[Cell]] = [["Ana", "25/12/1980"], ["Luis", "12/25/1980"], ["Eva", "3/4/1980"]]
    mapping = propose_mapping(headers, rows)
    drafts = [read_row(i, row, mapping, READING) for i, row in enumerate(rows)]
    found = [(d.birth_date, codes(d)) for d in drafts if isinstance(d, Draft)]
    assert found == [
        (date(1980, 12, 25), []),
        (date(1980, 12, 25), []),
        (date(1980, 4, 3), [("ambiguous_date", "")]),
    ]


def test_a_whole_name_typed_into_the_first_column_is_split() -> None:
    draft = read({"Nombre": "Ana García López", "Apellidos": ""})
    assert (draft.first_name, draft.last_name) == ("Ana", "García López")
    kept = read({"Nombre": "Ana María", "Apellidos": ""})
    assert (kept.first_name, kept.last_name) == ("Ana María", "")


def test_mojibake_is_repaired_only_where_it_is_certain() -> None:
    draft = read({"Nombre": "Begoña", "Apellidos": "García Peña".encode().decode("cp1252")})
    assert (draft.last_name, codes(draft)) == ("García Peña", [("mojibake_repaired", "")])
    assert repair_mojibake("Петров".encode().decode("cp1251")) == "Петров"
    assert repair_mojibake("Ángel".encode().decode("latin-1")) == "Ángel"
    for right in ("Ñandú Â", "SÃO", "Ã©x\ufffd", "Рёва", "Ана"):
        assert repair_mojibake(right) == right
    assert codes(read({"Nombre": "Garc\ufffda"})) == [("lost_characters", "")]


def test_accents_from_a_mac_are_joined_to_their_letters() -> None:
    assert read({"Nombre": "Begon\u0303a"}).first_name == "Begoña"


def test_words_for_nothing_are_nothing() -> None:
    draft = read({"Nombre": "Ana", "Correo": "no tiene", "Teléfono": "N/A", "CP": "-"})
    assert (draft.emails, draft.phones, draft.addresses, draft.warnings) == ((), (), (), ())


def test_cards_and_passwords_are_refused() -> None:
    draft = read(
        {
            "Nombre": "Ana",
            "Notas": "Visa 4111 1111 1111 1111, clave: secreta",
            "Contraseña": "secreta",
        }
    )
    assert draft.notes == "Visa ***, ***"
    assert [f.code for f in draft.warnings] == ["secret_refused"] * 3
    assert "secreta" not in repr(draft)


def test_a_row_of_nobody_is_rejected_or_skipped() -> None:
    headers = ["Nombre", "Correo", "Población"]
    empty = read_any(headers, ["", "", ""])
    assert empty == Skipped(7, "empty_row")
    assert read_any(headers, ["Nombre", "correo", "Población"]) == Skipped(7, "repeated_header")
    nobody = read_any(headers, ["", "ana@", "Gandía"])
    assert nobody == Rejected(7, "nothing_to_identify")
    too_long = read_any(headers, ["Ana", "ana@example.com", "Gandía", "", "x"])
    assert isinstance(too_long, Rejected)
    assert too_long.reason == "too_many_cells"
    assert all(reason_of(language, too_long) for language in ("es", "en", "ru"))
    assert isinstance(read_any(headers, ["Ana", "ana@example.com", "Gandía", "", ""]), Draft)


anything = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()
)
HEADERS = [
    *("id", "Nombre", "Apellidos", "Correo", "Teléfono", "CP", "País", "Nacimiento", "Sexo"),
    *("Idioma", "Canal", "Consentimiento", "Fecha consentimiento", "Baja", "Base legal"),
    *("Etiquetas", "Notas", "Cliente desde", "Talla", "Nombre completo"),
]


@settings(deadline=None)
@given(st.lists(anything, max_size=len(HEADERS) + 1))
def test_any_cells_give_an_answer_that_can_be_said(cells: list[Cell]) -> None:
    answer = read_row(1, cells, propose_mapping(HEADERS, [cells]), READING)
    if isinstance(answer, Draft):
        assert all(flag_of("ru", flag) for flag in answer.warnings)
    if isinstance(answer, Rejected):
        assert reason_of("es", answer)


@settings(deadline=None)
@given(st.text(max_size=80))
def test_cleaning_never_raises(text: str) -> None:
    repair_mojibake(text)


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("GarcÃ­a", "García"),
        ("Ð˜Ð²Ð°Ð½", "Иван"),
        ("Garc√≠a", "García"),
        ("Garc├¡a", "García"),
        ("Èâàí Ïåòðîâ", "Иван Петров"),
        ("OOO Ðîãà", "OOO Рога"),
        ("García", "García"),
        ("Ñuñoa", "Ñuñoa"),
        ("Çağ", "Çağ"),
        ("D'Août", "D'Août"),
        ("Ål", "Ål"),
    ],
)
def test_mojibake_is_repaired_where_it_is_certain(damaged: str, meant: str) -> None:
    draft = read({"Nombre": "Ana", "Empresa": damaged})
    assert draft.company == meant
    assert ("mojibake_repaired" in [code for code, _ in codes(draft)]) == (damaged != meant)


def test_swapped_columns_are_put_right_and_flagged() -> None:
    draft = read({"Nombre": "Ana", "Teléfono": "ana@example.org", "Correo": "612 345 678"})
    assert [e.normal for e in draft.emails] == ["ana@example.org"]
    assert [p.e164 for p in draft.phones] == ["+34612345678"]
    assert {code for code, _ in codes(draft)} == {"moved_email", "moved_phone"}


def test_a_number_that_lost_its_zero_or_gained_a_point() -> None:
    draft = read({"Nº cliente": "1234.0", "Nombre": "Ana", "CP": "1067", "País": "Alemania"})
    assert (draft.external_id, draft.addresses[0].postcode) == ("1234", "01067")
    assert codes(draft) == [("postcode_repaired", "")]
    assert read({"Nº cliente": "1.50", "Nombre": "Ana"}).external_id == "1.50"


@pytest.mark.parametrize(
    ("value", "granted"),
    [("Consentimiento", ("", True)), ("Ejecución de un contrato", ("updates", True))],
)
def test_a_basis_alone_is_stated_by_the_row(value: str, granted: tuple[str, bool]) -> None:
    draft = read({"Nombre": "Ana", "Base legal": value})
    assert [(c.purpose or "", c.given) for c in draft.consents] == [granted]
    assert read({"Nombre": "Ana", "Base legal": "Interés legítimo"}).consents == ()


@pytest.mark.parametrize("header", ["Marketing emails opened", "Last marketing email click date",
    "Marketing contact status", "Newsletter count"])  # fmt: skip
def test_a_count_of_mails_is_no_consent(header: str) -> None:
    assert read({"Nombre": "Ana", header: "1"}).consents == ()
