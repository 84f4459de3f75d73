"""Card numbers and passwords are recognised; what only looks like them stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.values.secret import bytes_without_cards, without_secrets

# Numbers that payment providers publish for tries; no account stands behind them.
CARDS = (
    *("4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111", "5555 5555 5555 4444"),
    *("2223003122003222", "378282246310005", "3782 822463 10005", "6011111111111117"),
    *(
        "30569309025904",
        "3530111333300000",
        "2200 0000 0000 0053",
        "4111\u00a01111\u00a01111\u00a01111",
    ),
    *("4222222222222", "6200000000000005"),
)


@pytest.mark.parametrize("card", CARDS)
def test_a_card_number_is_cut_out_of_a_sentence(card: str) -> None:
    assert without_secrets(f"paga con {card}, gracias") == (
        "paga con ***, gracias",
        ("card_number",),
    )


def test_what_stands_behind_a_card_goes_on() -> None:
    text, found = without_secrets("4111 1111 1111 1111 12/27 cvv 123")
    assert (text, found) == ("*** 12/27 ***", ("card_number", "password"))


@pytest.mark.parametrize(
    "text",
    [
        "pedido 1234567890123456",
        "IBAN ES91 2100 0418 4502 0005 1332",
        "+34 612 345 678 y 963 111 222",
        "llamar al 612345678 o al 961234567",
        "4111 1111 1111 1112",
        "EAN 8413000065504",
        "albarán 2026-0001-0002-0003",
        "la clave está en el precio",
        "la palabra clave del anuncio",
        "perdió la contraseña del banco",
        "PIN de la tarjeta olvidado",
        "пароль забыл, просит помочь",
        "passing by on Monday",
        "la contraseña es la misma de siempre",
        "clavel rojo: 3 docenas",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    assert without_secrets(text) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        "contraseña: Luna2024",
        "contraseña es Luna2024!",
        "clave=abc123",
        "clave de acceso: abc",
        "password Luna2024",
        "пароль: кот123",
        "пароль kot_123",
        "pin 1234",
        "PIN: 4321",
        "cvv 123",
        "пин-код 1234",
    ],
)
def test_a_password_is_cut_out(text: str) -> None:
    assert without_secrets(f"dice que {text}") == ("dice que ***", ("password",))


@given(st.text())
def test_any_text_keeps_what_is_no_secret_and_a_second_pass_finds_nothing_new(text: str) -> None:
    kept, found = without_secrets(text)
    assert kept == text if not found else "***" in kept
    assert not [code for code in without_secrets(kept)[1] if code == "card_number"]


def test_a_raw_mail_keeps_its_headers_and_its_length() -> None:
    mail = (
        b"Message-ID: <4111111111111111@example.org>\r\n\r\n"
        b"Mi tarjeta: 4111 1111 1111 1111\r\n--4111111111111111\r\n"
        b"In-Reply-To: <4111111111111111@x.test>\r\nana@4111111111111111.test\r\n"
    )
    kept = bytes_without_cards(mail)
    assert len(kept) == len(mail)
    assert kept == mail.replace(b"4111 1111 1111 1111", b"**** **** **** ****")


@given(st.binary(max_size=200))
def test_any_bytes_keep_their_length(raw: bytes) -> None:
    assert len(bytes_without_cards(raw)) == len(raw)
