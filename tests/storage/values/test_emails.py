"""E-mail addresses: what is read, what is refused and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage.values import Invalid
from storage.values.emails import EmailAddress, likeness_key, parse, parse_many


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("ana@example.com", "ana@example.com"),
        ("  Ana.Garcia@EXAMPLE.com ; ", "ana.garcia@example.com"),
        ("mailto:ana@example.org?subject=Hola", "ana@example.org"),
        ("Ana García <ana@example.net>", "ana@example.net"),
        ("<ana@shop.test>.", "ana@shop.test"),
        ("ana+tienda@example.com", "ana+tienda@example.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("info@españa.example", "info@xn--espaa-rta.example"),
        ("почта@пример.test", None),
        ("hola@пример.рф", "hola@xn--e1afmkfd.xn--p1ai"),
        ("ana@example.com\u200b", "ana@example.com"),
    ],
)
def test_an_address_is_read_to_its_normal_form(typed: str, normal: str | None) -> None:
    read = parse(typed)
    if normal is None:
        assert read == Invalid("non_ascii_local")
    else:
        assert isinstance(read, EmailAddress)
        assert read.normal == normal


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("  ;", "empty"),
        ("no tiene", "empty"),
        ("anaexample.com", "no_at"),
        ("ana@example,com", "comma_for_dot"),
        ("ana garcia@example.com", "space_inside"),
        ("ana@exam ple.com", "space_inside"),
        ("ana@@example.com", "several_at"),
        ("ana@example.com;luis@example.com", "several_addresses"),
        ("@example.com", "no_local"),
        ("ana@", "no_domain"),
        ("ana@localhost", "no_dot"),
        ("ana..garcia@example.com", "bad_local"),
        (".ana@example.com", "bad_local"),
        ("ana@-example.com", "bad_domain"),
        ("ana@192.0.2.1", "bad_domain"),
        ("a" * 65 + "@example.com", "too_long"),
        ("a" * 60 + "@" + "b" * 60 + "." + ("c" * 60 + ".") * 3 + "test", "too_long"),
        ("ana@example.com\r\nBcc: luis@example.com", "several_addresses"),
    ],
)
def test_a_damaged_address_is_refused_with_its_reason(typed: str, reason: str) -> None:
    assert parse(typed) == Invalid(reason)


def test_several_addresses_in_a_cell_are_read_one_by_one() -> None:
    for cell in ("a@example.com; b@example.com", "a@example.com ::: b@example.com"):
        assert [getattr(e, "normal", e) for e in parse_many(cell)] == [
            "a@example.com",
            "b@example.com",
        ]
    assert parse_many("  ") == ()
    assert parse_many("García, Ana <a@example.com>") == (
        EmailAddress("García, Ana <a@example.com>", "a@example.com"),
    )


def test_gmail_dots_and_plus_tags_share_a_likeness_key() -> None:
    assert likeness_key("a.na+x@googlemail.com") == likeness_key("ana@gmail.com")
    assert likeness_key("a.na@example.com") != likeness_key("ana@example.com")
    assert likeness_key("+x@example.com") == "+x@example.com"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_an_address_or_a_reason(text: str) -> None:
    read = parse(text)
    if isinstance(read, EmailAddress):
        again = parse(read.normal)
        assert isinstance(again, EmailAddress)
        assert again.normal == read.normal
        assert read.normal.isascii()
        assert not set(read.normal) & set("\r\n <>,;")
    parse_many(text)
    likeness_key(text)


@settings(deadline=None)
@given(st.emails().filter(lambda address: address[0].isalnum()))
def test_every_ordinary_address_is_accepted(address: str) -> None:
    read = parse(address)
    assert isinstance(read, EmailAddress) or read == Invalid("too_long")
