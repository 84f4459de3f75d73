"""From the cells of one row to a contact in draft. Pure and total: any cells give an answer.

Nothing is lost silently: what cannot be read stays as typed and is flagged.
"""

import re
from collections.abc import Sequence
from datetime import date

from storage.files import Cell
from storage.files.days import day, yearless
from storage.files.drafts import Draft, Reading, Rejected, Skipped
from storage.files.filled import Filled, as_text, fill
from storage.files.firms import firm_of
from storage.files.headers import Mapping, letter
from storage.files.locations import addresses, country_of
from storage.files.parts import emails_of, phones_of
from storage.files.statements import basis_of, consents
from storage.files.systems import OUR_SIGN
from storage.values import EMPTY, Invalid, choices, names, places

_WHOLE = re.compile(r"\A(\d+)\.0+\Z")  # what a program does to a number that is none
_BETWEEN_TAGS = re.compile(r"\s*(?::::|[;,|\n])\s*")
# Mailchimp writes each tag between quotes of its own.
_QUOTED = re.compile(r'"([^"]*)"')


def read_row(
    row: int, cells: Sequence[Cell], mapping: Mapping, reading: Reading
) -> Draft | Rejected | Skipped:
    """Read one row by the mapping of its table. `row` is its number, for people to find it."""
    if all(cell == "" for cell in cells):
        return Skipped(row, "empty_row")
    if _repeats_headers(cells, mapping):
        return Skipped(row, "repeated_header")
    beyond = [cell for cell in cells[len(mapping.columns) :] if cell != ""]
    if beyond:
        return Rejected(row, "too_many_cells", {"n": len(mapping.columns) + len(beyond)})
    filled = fill(cells, mapping)
    if fault := filled.text("fault"):
        return Rejected(row, fault)
    draft = _draft(row, filled, reading)
    return draft if _identified(draft) else Rejected(row, "nothing_to_identify")


def _repeats_headers(cells: Sequence[Cell], mapping: Mapping) -> bool:
    columns = mapping.columns
    return len(cells) >= len(columns) and all(
        as_text(cells[column.index]).casefold() == column.header.casefold() for column in columns
    )


def _identified(draft: Draft) -> bool:
    return bool(
        draft.first_name
        or draft.last_name
        or draft.external_id
        or any(email.normal for email in draft.emails)
        or any(phone.e164 for phone in draft.phones)
    )


def _draft(row: int, filled: Filled, reading: Reading) -> Draft:
    language = _language(filled)
    name = _name(filled, language or reading.language)
    country = country_of(filled) or reading.country
    # First, for they may leave something among the notes and the custom fields.
    mails, numbers = emails_of(filled), phones_of(filled, country, reading.country)
    located, firm = addresses(filled, reading), firm_of(filled)
    return Draft(
        row=row,
        external_id=_WHOLE.sub(r"\1", filled.text("external_id")),
        honorific=filled.text("honorific") or name.honorific,
        first_name=name.first,
        last_name=name.last,
        sex=_sex(filled),
        birth_date=_birth_date(filled, reading),
        job_title=filled.text("job_title"),
        company=filled.text("company"),
        language=language,
        channel=_channel(filled),
        greeting=filled.text("greeting"),
        source=filled.text("source"),
        referring_site=filled.text("referring_site"),
        device=filled.text("device"),
        stage=filled.text("stage"),
        owner=filled.text("owner"),
        territory=filled.text("territory"),
        customer_since=_since(filled, reading),
        firm=firm,
        basis=basis_of(filled),
        tags=_tags(filled),
        notes="\n".join(as_text(cell) for _, cell in filled.all("notes")),
        custom=_custom(filled),
        emails=mails,
        phones=numbers,
        addresses=located,
        consents=consents(filled, reading),
        # Last, for reading the parts above is what finds them.
        warnings=tuple(filled.flags),
    )


def _name(filled: Filled, language: str) -> names.FullName:
    """Join the parts that columns give, or split the one column that holds them all.

    A row of our own says who somebody is, not how somebody typed it: it is taken as it stands.
    """
    first = " ".join(filter(None, (filled.text("first_name"), filled.text("middle_name"))))
    last = " ".join(filter(None, (filled.text("last_name"), filled.text("last_name_2"))))
    whole = filled.text("full_name")
    if filled.text(OUR_SIGN):
        return names.FullName("", first, last)
    if not first and not last:
        return names.split(whole, language)
    honorific, first = names.take_honorific(first, language)
    if first and not last and not all(map(names.is_given_name, first.split())):
        # Two columns, but somebody typed the whole name into the first of them.
        return names.split(f"{honorific} {first}", language)
    return names.FullName(honorific, names.proper_case(first), names.proper_case(last))


def _sex(filled: Filled) -> choices.Sex | None:
    for column, cell in filled.all("sex"):
        read = choices.sex(as_text(cell), column.m)
        if not isinstance(read, Invalid):
            return read
        if read != EMPTY:
            filled.flag("bad_sex", "sex", cell, read.reason)
    return None


def _language(filled: Filled) -> str | None:
    for _, cell in filled.all("language"):
        read = places.language(as_text(cell))
        if not isinstance(read, Invalid):
            return read
        if read != EMPTY:
            filled.flag("unknown_language", "language", cell)
    return None


def _channel(filled: Filled) -> choices.Channel | None:
    for _, cell in filled.all("channel"):
        read = choices.channel(as_text(cell))
        if not isinstance(read, Invalid):
            return read
        if read != EMPTY:
            filled.flag("unknown_channel", "channel", cell)
    return None


def _birth_date(filled: Filled, reading: Reading) -> date | str | None:
    for column, cell in filled.all("birth_date"):
        if birthday := yearless(column, cell, reading):
            return birthday
        read = day(filled, column, cell, reading)
        if read and reading.today and read > reading.today:
            filled.flag("bad_date", "birth_date", cell, "in_future")
            return None
        return read
    return None


def _since(filled: Filled, reading: Reading) -> date | None:
    for column, cell in filled.all("customer_since"):
        return day(filled, column, cell, reading)
    return None


def _tags(filled: Filled) -> tuple[str, ...]:
    texts = (as_text(cell) for _, cell in filled.all("tags"))
    if filled.text(OUR_SIGN):
        tags = (tag.strip() for text in texts for tag in text.split(";"))
    else:
        tags = (_tag(tag) for text in texts for tag in _BETWEEN_TAGS.split(text))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _tag(text: str) -> str:
    quoted = _QUOTED.fullmatch(text.strip())
    return (quoted[1] if quoted else text).lstrip("*# ").strip()


def _custom(filled: Filled) -> tuple[tuple[str, str], ...]:
    return tuple(
        (column.header or letter(column.index), as_text(cell))
        for column, cell in filled.all("custom")
    )
