"""What the columns of a file mean: proposed, corrected by a person, and remembered per layout.

A correction is `header → field`: one of `FIELDS`, with `/kind` after it where a field has kinds
(`phone/work`, `city/billing`, `consent/marketing/email`), `custom` to keep the column under its
own name, or `-` to leave it out.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from storage.events import By
from storage.files import FileError
from storage.files.aliases import fields, plain
from storage.files.headers import Mapping as Columns
from storage.files.headers import propose_mapping
from storage.files.reading import Table
from storage.files.systems import KIND_CHOICES
from storage.importing.options import ImportOptions
from storage.tables.imports import ImportMapping
from storage.tables.transactions import transaction

LEFT_OUT = "-"
CONTACTS = "contacts"
_SHORT = {
    "mobile": "phone/mobile",
    "work_phone": "phone/work",
    "landline": "phone/landline",
    "name": "full_name",
    "id": "external_id",
    LEFT_OUT: "ignored",
}


def columns_of(table: Table, options: ImportOptions) -> Columns:
    """Return what each column holds: as proposed, with the corrections of `options`.

    Raises FileError: not_from, from_another, not_that_kind (the wrong `system`), no_such_column,
    no_such_field (a wrong correction).
    """
    kinds = KIND_CHOICES.get(options.system)
    if kinds and table.kind not in kinds:
        raise FileError("not_that_kind", kind=table.kind, system=options.system)
    system = "" if kinds or table.kind == "vcard" else options.system
    guess = table.kind != "vcard"
    proposed = propose_mapping(table.headers, table.sample, system=system, guess=guess)
    return corrected(proposed, options.columns)


def corrected(proposed: Columns, corrections: Iterable[tuple[str, str]]) -> Columns:
    """Apply corrections to a proposal. Raises FileError no_such_column, no_such_field."""
    for header, said in corrections:
        field, _, kind = _SHORT.get(said, said).partition("/")
        if field not in fields():
            raise FileError("no_such_field", field=said, fields=", ".join(sorted(fields())))
        found = [c.index for c in proposed.columns if plain(c.header) == plain(header)]
        if not found:
            raise FileError("no_such_column", column=header)
        for index in found:
            proposed = proposed.with_field(index, field, kind)
    return proposed


async def remembered(headers: Sequence[str], kind: str = CONTACTS) -> tuple[tuple[str, str], ...]:
    """Return the corrections that were made to this layout before, in files of this kind."""
    kept = await ImportMapping.get_or_none(headers_digest=layout_of(headers, kind))
    return tuple(kept.mapping.items()) if kept else ()


@transaction
async def remember(
    headers: Sequence[str], corrections: Mapping[str, str], by: By, kind: str = CONTACTS
) -> None:
    """Keep corrections for the next file of this layout; the new ones win over the old."""
    if not corrections:
        return
    key = layout_of(headers, kind)
    kept = await ImportMapping.get_or_none(headers_digest=key) or ImportMapping(
        headers_digest=key, headers=list(headers)
    )
    kept.mapping = {**kept.mapping, **corrections}
    kept.decided_at, kept.decided_by = by.at, by.actor
    await kept.save()


def layout_of(headers: Sequence[str], kind: str = CONTACTS) -> str:
    """Return what files of one layout share: SHA-256 over the folded headers in their order.

    `Total` means one thing in orders and another in payments: a layout is of one kind.
    """
    named = () if kind == CONTACTS else (f"kind:{kind}",)
    return hashlib.sha256("\n".join((*named, *map(plain, headers))).encode()).hexdigest()
