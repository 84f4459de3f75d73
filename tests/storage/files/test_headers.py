"""From headers to fields, in three languages and by the look of the values."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.files.aliases import recognise
from storage.files.headers import propose_mapping


@pytest.mark.parametrize(
    ("header", "field", "kind"),
    [
        ("Nº cliente", "external_id", ""),
        ("Record ID", "external_id", ""),
        ("Apellidos", "last_name", ""),
        ("Фамилия", "last_name", ""),
        ("Отчество", "middle_name", ""),
        ("ФИО", "full_name", ""),
        ("Fecha de Nac.", "birth_date", ""),
        ("Дата рождения", "birth_date", ""),
        ("Móvil", "phone", "mobile"),
        ("Teléfono fijo", "phone", "landline"),
        ("Рабочий телефон", "phone", "work"),
        ("Teléfono 2", "phone", ""),
        ("Correo electrónico", "email", ""),
        ("E-MAIL:", "email", ""),
        ("E-mail 2 - Value", "email", ""),
        ("Person - Email - Work", "email", ""),
        ("C.P.", "postcode", "home"),
        ("Zip", "postcode", "home"),
        ("Индекс", "postcode", "home"),
        ("Ciudad de facturación", "city", "billing"),
        ("Shipping Zip", "postcode", "shipping"),
        ("Dirección de envío", "street", "shipping"),
        ("billing_street", "street", "billing"),
        ("Consentimiento RGPD", "consent", ""),
        ("¿Acepta publicidad?", "consent", "marketing/"),
        ("Acepta comunicaciones comerciales por email", "consent", "marketing/email"),
        ("Согласие на рассылку", "consent", "marketing/"),
        ("consent_updates", "consent", "updates/"),
        ("Fecha consentimiento", "consent_date", ""),
        ("Consent given (date)", "consent_date", ""),
        ("Email Opt Out", "opt_out", ""),
        ("No enviar publicidad", "opt_out", ""),
        ("Fecha de baja", "opt_out", ""),
        ("Base legal", "basis", ""),
        ("Contraseña", "refused", ""),
        ("Nº tarjeta de crédito", "refused", ""),
    ],
)
def test_a_header_names_its_field(header: str, field: str, kind: str) -> None:
    named = recognise(header)
    assert named is not None
    assert (named.field, named.kind) == (field, kind)


@pytest.mark.parametrize("header", ["", "Talla", "Color favorito", "García", "Ana", "46001"])
def test_what_is_no_header_of_ours_names_nothing(header: str) -> None:
    assert recognise(header) is None


@pytest.mark.parametrize(
    "header",
    [
        *("Permiso de conducir", "Acepta tarjeta", "Autorizado a recoger", "Código promoción"),
        *("Tipo de suscripción", "Подпись", "Motivo de la baja", "Dirección IP"),
    ],
)
def test_a_column_about_something_else_is_never_taken_for_consent(header: str) -> None:
    named = recognise(header)
    assert named is None or named.field not in ("consent", "opt_out")


@pytest.mark.parametrize(
    "header",
    [
        *("Acepta", "Acepta recibir ofertas", "Autoriza envío de emails", "Permite contacto"),
        *("Suscrito al boletín", "Newsletter", "Подписан на новости", "Agrees to offers"),
    ],
)
def test_a_column_about_being_written_to_is_consent(header: str) -> None:
    named = recognise(header)
    assert named is not None
    assert named.field == "consent"


def fields(headers: list[str], rows: list[list[str]] | None = None) -> list[str]:
    return [column.field for column in propose_mapping(headers, rows or []).columns]


def test_nombre_is_a_first_name_only_beside_surnames() -> None:
    assert fields(["Nombre", "Apellidos"]) == ["first_name", "last_name"]
    assert fields(["Nombre", "Correo"]) == ["full_name", "email"]
    assert fields(["Имя", "Фамилия", "Отчество"]) == ["first_name", "last_name", "middle_name"]
    assert fields(["Name", "Surname"]) == ["first_name", "last_name"]


def test_a_second_column_of_a_single_field_is_kept_as_a_custom_one() -> None:
    mapping = propose_mapping(["id", "Código cliente", "Email", "Email 2"], [])
    assert [c.field for c in mapping.columns] == ["external_id", "custom", "email", "email"]
    assert [c.header for c in mapping.unmapped] == ["Código cliente"]


def test_title_is_a_form_of_address_only_beside_a_job_title() -> None:
    assert fields(["Title", "Job Title"]) == ["honorific", "job_title"]
    assert fields(["Name", "Title"]) == ["full_name", "job_title"]


def test_unknown_headers_are_guessed_by_their_values() -> None:
    rows = [
        ["Ana García López", "ana@example.com", "612345678", "Mujer", "46001", "XL"],
        ["Luis Pérez Gil", "luis@example.com", "612345679", "Hombre", "46002", "M"],
        ["Eva Ruiz Soler", "eva@example.com", "961234567", "Mujer", "12001", "S"],
        ["Olga Kuznetsova", "", "", "Mujer", "08001", "L"],
    ]
    columns = propose_mapping(["A", "B", "C", "D", "E", "Talla"], rows).columns
    assert [c.field for c in columns] == [
        *("full_name", "email", "phone", "sex", "postcode", "custom"),
    ]
    assert {c.why for c in columns[:5]} == {"values"}
    assert all(0 < c.confidence <= 0.8 for c in columns[:5])


def test_a_person_may_correct_the_proposal() -> None:
    mapping = propose_mapping(["Talla", "Email"], []).with_field(0, "tags")
    assert [column.field for column in mapping.columns] == ["tags", "email"]


def test_a_column_learns_its_date_order_and_what_m_means() -> None:
    rows = [["12/25/1980", "H"], ["01/02/1981", "M"]]
    birth, sex = propose_mapping(["Birthday", "Sexo"], rows).columns
    assert (birth.order, sex.m) == ("mdy", "female")


@settings(deadline=None)
@given(st.lists(st.text(max_size=30), max_size=6), st.lists(st.lists(st.text(max_size=20))))
def test_any_headers_and_rows_give_a_mapping(headers: list[str], rows: list[list[str]]) -> None:
    mapping = propose_mapping(headers, rows)
    assert [column.header for column in mapping.columns] == headers
