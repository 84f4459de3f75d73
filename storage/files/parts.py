"""The parts of a contact that come in several: addresses of all kinds, phones, consents."""

import re
from datetime import date
from typing import cast

from storage.files import Cell
from storage.files.drafts import (
    AddressKind,
    ConsentStatement,
    DraftAddress,
    DraftEmail,
    DraftPhone,
    PhoneLabel,
    Purpose,
    Reading,
    phone_label,
)
from storage.files.filled import Filled, as_text
from storage.files.headers import Column
from storage.values import EMPTY, Invalid, choices, dates, emails, phones, places

_KINDS: tuple[AddressKind, ...] = ("home", "billing", "shipping")
_PARTS = ("street", "street_2", "city", "province", "postcode", "country")
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)[\s,.:;(-]*(.*)\Z", re.DOTALL)


def emails_of(filled: Filled) -> tuple[DraftEmail, ...]:
    """Return every e-mail address of the row once; bad ones as typed, and flagged."""
    found: dict[str, DraftEmail] = {}
    for _, cell in filled.all("email"):
        typed = as_text(cell)
        for read in emails.parse_many(typed):
            if isinstance(read, Invalid):
                filled.flag("bad_email", "email", typed, read.reason)
                found.setdefault(typed, DraftEmail(None, typed, read.reason))
            else:
                found.setdefault(read.normal, DraftEmail(read.normal, read.as_typed))
    return tuple(found.values())


def phones_of(filled: Filled, country: str) -> tuple[DraftPhone, ...]:
    """Return every phone of the row once; unreadable ones as typed, and flagged."""
    found: dict[str, DraftPhone] = {}
    for column, cell in filled.all("phone"):
        value = cell if isinstance(cell, int | float) else as_text(cell)
        for read in phones.parse_many(value, country):
            if isinstance(read, Invalid):
                typed = as_text(cell)
                filled.flag("bad_phone", "phone", typed, read.reason)
                label = cast("PhoneLabel", column.kind or "other")
                found.setdefault(typed, DraftPhone(None, typed, label, "", read.reason))
                continue
            if read.repair:
                filled.flag("phone_repaired", "phone", as_text(cell), read.repair)
            label = phone_label(read.label, column.kind)
            phone = DraftPhone(read.e164, read.as_typed, label, read.extension)
            found.setdefault(read.e164, phone)
    return tuple(found.values())


def country_of(filled: Filled, kind: AddressKind) -> str:
    """Return the ISO code of the country that the row names for a kind of address, or ""."""
    for column, cell in filled.all("country"):
        code = places.country(as_text(cell))
        if column.kind == kind and isinstance(code, str):
            return code
    return ""


def addresses(filled: Filled, reading: Reading) -> tuple[DraftAddress, ...]:
    """Return the home, billing and shipping address, each only if the row has a part of it."""
    kinds = {column.kind for name in _PARTS for column, _ in filled.all(name)}
    found = (_address(filled, kind, reading) for kind in _KINDS if kind in kinds)
    return tuple(address for address in found if address)


def consents(filled: Filled, reading: Reading) -> tuple[ConsentStatement, ...]:
    """Return what the consent and opt-out columns state; unclear cells are flagged, not guessed.

    In a consent column a yes or a date grants, a no or anything that begins with one withdraws.
    In an opt-out column a yes or a date withdraws; a no states nothing.
    """
    own_date = None
    for column, cell in filled.all("consent_date"):
        own_date = day(filled, column, cell, reading)
    found = [
        _statement(filled, column, cell, own_date, reading)
        for name in ("consent", "opt_out")
        for column, cell in filled.all(name)
    ]
    return tuple(statement for statement in found if statement)


def day(filled: Filled, column: Column, cell: Cell, reading: Reading) -> date | None:
    """Read a day in the order of its column; None, and flagged, where it cannot be."""
    order = reading.order if column.order in (None, "mixed") else column.order
    pivot = reading.today.year % 100 if reading.today else 30
    value = cell if not isinstance(cell, bool) else as_text(cell)
    read = dates.parse(value, cast("dates.Order", order), pivot=pivot)
    if isinstance(read, Invalid):
        if read != EMPTY:
            code = "year_only" if read.reason == "year_only" else "bad_date"
            filled.flag(code, column.field, cell, read.reason)
        return None
    if column.order == "mixed" and dates.ambiguous(cell):
        filled.flag("ambiguous_date", column.field, cell)
    return read


def _address(filled: Filled, kind: AddressKind, reading: Reading) -> DraftAddress | None:
    def part(name: str) -> str:
        texts = (as_text(cell) for column, cell in filled.all(name) if column.kind == kind)
        return ", ".join(text for text in texts if text)

    street = ", ".join(filter(None, (part("street"), part("street_2"))))
    country = country_of(filled, kind)
    typed_country = part("country")
    if typed_country and not country and places.country(typed_country) != EMPTY:
        filled.flag("unknown_country", "country", typed_country)
    postcode = _postcode(filled, part("postcode"), country or reading.country)
    address = DraftAddress(kind, street, part("city"), part("province"), postcode, country)
    return address if address != DraftAddress(kind) else None


def _postcode(filled: Filled, typed: str, country: str) -> str:
    read = places.postcode(typed, country)
    if isinstance(read, Invalid):
        if read != EMPTY:
            filled.flag("bad_postcode", "postcode", typed)
        return typed if read != EMPTY else ""
    if read.repaired:
        filled.flag("postcode_repaired", "postcode", typed)
    return read.value


def _statement(
    filled: Filled, column: Column, cell: Cell, own_date: date | None, reading: Reading
) -> ConsentStatement | None:
    said = _said(column, cell, reading)
    if isinstance(said, Invalid):
        if said != EMPTY:
            filled.flag("consent_unclear", column.header, cell)
        return None
    answer, on = said
    refusal_column = column.field == "opt_out"
    if refusal_column and not answer:
        return None
    purpose, _, channel = column.kind.partition("/")
    return ConsentStatement(
        given=answer and not refusal_column,
        purpose=cast("Purpose | None", purpose or None),
        channel=cast("choices.Channel | None", channel or None),
        on=on or (None if refusal_column else own_date),
        column=column.header,
        as_typed=as_text(cell),
    )


def _said(column: Column, cell: Cell, reading: Reading) -> tuple[bool, date | None] | Invalid:
    """Read `sí`, `no`, a date (which says yes), `Sí, 12/03/2020`, `no quiere`."""
    if isinstance(cell, bool):
        return cell, None
    text = as_text(cell)
    answer = choices.yes_no(text)
    if not isinstance(answer, Invalid):
        return answer, None
    if answer == EMPTY:
        return EMPTY
    order = cast("dates.Order", reading.order if column.order in (None, "mixed") else column.order)
    on = dates.parse(cell, order)
    if isinstance(on, date):
        return True, on
    return EMPTY if on == EMPTY else _by_first_word(text, order)


def _by_first_word(text: str, order: dates.Order) -> tuple[bool, date | None] | Invalid:
    parts = _FIRST_WORD.match(text)
    answer = choices.yes_no(parts[1]) if parts else EMPTY
    if not parts or isinstance(answer, Invalid):
        return Invalid("not_yes_or_no")
    on = dates.parse(re.sub(r"\A(?:el|on|от)\s+|[()]", "", parts[2].strip()), order)
    if isinstance(on, date):
        return answer, on
    # "No quiere" refuses; but "sí, por teléfono no" grants nothing.
    return (False, None) if not answer else Invalid("not_yes_or_no")
