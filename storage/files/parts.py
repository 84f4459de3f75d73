"""The parts of a contact that come in several: e-mail addresses and phones."""

from dataclasses import replace
from functools import partial
from typing import cast, get_args

from storage.files import statements
from storage.files.drafts import DraftEmail, DraftPhone, PhoneLabel, phone_label
from storage.files.filled import Filled, as_text
from storage.files.headers import FAX, Column
from storage.files.labels import Label
from storage.files.systems import OUR_SIGN
from storage.values import Invalid, abroad, emails, phones

_PHONE_LABELS: dict[str, PhoneLabel] = {"mobile": "mobile", "work": "work", "home": "landline"}


def emails_of(filled: Filled) -> tuple[DraftEmail, ...]:
    """Return every e-mail address of the row once; bad ones as typed, and flagged.

    The one that its label marks as the main one comes first. An address is undeliverable where a
    column says so: of the row's first address, unless the cell itself names another.
    """
    found: dict[str, DraftEmail] = {}
    for _, cell in sorted(filled.all("email"), key=lambda pair: not _is_first(filled, pair[0])):
        typed = as_text(cell)
        for read in emails.parse_many(typed):
            if isinstance(read, Invalid):
                filled.flag("bad_email", "email", typed, read.reason)
                found.setdefault(typed, DraftEmail(None, typed, read.reason))
            else:
                found.setdefault(read.normal, DraftEmail(read.normal, read.as_typed))
    dead = statements.undeliverable(filled)
    if not dead:
        return tuple(found.values())
    return tuple(
        replace(email, undeliverable=dead.get(email.normal) or (dead.get("") or "") * (i == 0))
        if email.normal
        else email
        for i, email in enumerate(found.values())
    )


def phones_of(filled: Filled, country: str, home: str) -> tuple[DraftPhone, ...]:
    """Return every phone of the row once; unreadable ones as typed, and flagged.

    A number without a + is of `country`; `home` is where the list is from.
    """
    found: dict[str, DraftPhone] = {}
    read_one = partial(abroad.parse, home=home)
    for column, cell in filled.all("phone"):
        label = filled.label(column)
        if label and label.kind == "fax":
            filled.cells.setdefault("custom", []).append((replace(column, header=FAX), cell))
            continue
        kind = _PHONE_LABELS.get(label.kind, "") if label else column.kind
        value = cell if isinstance(cell, int | float) else as_text(cell)
        for read in phones.parse_many(value, country, read_one):
            if isinstance(read, Invalid):
                typed = as_text(cell)
                filled.flag("bad_phone", "phone", typed, read.reason)
                named = _told(filled, label) or cast("PhoneLabel", kind or "other")
                found.setdefault(typed, DraftPhone(None, typed, named, "", read.reason))
                continue
            if read.repair:
                filled.flag("phone_repaired", "phone", as_text(cell), read.repair)
            named = _told(filled, label) or phone_label(read.label, kind)
            phone = DraftPhone(read.e164, read.as_typed, named, read.extension)
            found.setdefault(read.e164, phone)
    return tuple(found.values())


def _told(filled: Filled, label: Label | None) -> PhoneLabel | None:
    """Return what a row of our own calls a number, whatever the numbering plan says."""
    ours = label.as_typed if label and filled.text(OUR_SIGN) else ""
    return cast("PhoneLabel", ours) if ours in get_args(PhoneLabel) else None


def _is_first(filled: Filled, column: Column) -> bool:
    label = filled.label(column)
    return label is not None and label.first
