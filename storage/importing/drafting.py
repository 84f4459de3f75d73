"""From a row to a contact that is ready to be written: all that needs no database.

It is done in the processes that read ahead, so what it gives are plain tuples, which travel fast.
"""

import json
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from storage.events import By
from storage.files.drafts import (
    Draft,
    DraftAddress,
    DraftEmail,
    DraftPhone,
    FirmValue,
    Flag,
    Rejected,
    Skipped,
)
from storage.files.headers import Mapping
from storage.files.rows import read_row
from storage.importing.consents import Stated, statements
from storage.importing.firms import as_custom
from storage.importing.options import ImportOptions
from storage.importing.rows import Cells, Read, digest_of, kept_of
from storage.ledger import Ledger
from storage.rules.addresses import AddressStanding
from storage.searching import digits, folded
from storage.tables.people import Contact
from storage.values.folding import fold

PLACE = ("street", "city", "province", "postcode", "country")
_NOT_OWN = frozenset({"external_id", "custom"})
OWN = tuple(
    f.name for f in fields(Draft) if f.name in Contact._meta.db_fields and f.name not in _NOT_OWN
)
"""The fields of a draft that are columns of a contact."""

LIMITS = {
    name: limit
    for name, column in Contact._meta.fields_map.items()
    if isinstance(limit := getattr(column, "max_length", None), int)
}
"""How many characters the columns of a contact hold."""

EMAILS = ("address", "normal", "primary", "standing", "soft_bounces", "full_runs")
PHONES = ("as_typed", "e164", "label", "primary")
PLACES = ("kind", *PLACE, "city_key", "province_key")
TAGS = ("name", "name_key")
NOTES = ("text", "author", "at")


class Ready(NamedTuple):
    """A contact as a row states it; `own` and the rows of `children` lack only their ids.

    `children` are the rows of e-mails, phones, postal addresses, tags and notes, each in the order
    of its columns above.
    """

    external_id: str | None
    name_key: str
    normals: tuple[str, ...]
    own: tuple[Any, ...]
    children: tuple[tuple[tuple[Any, ...], ...], ...]
    stated: tuple[Stated, ...]
    firm: tuple[FirmValue, ...] = ()
    """What is said of the company that the row names; without one it is among the custom fields."""
    warnings: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactReader:
    """Reads rows by the mapping of their table. `columns` are those of `Ready.own`."""

    mapping: Mapping
    options: ImportOptions
    file: str
    by: By
    ledger: Ledger
    columns: tuple[str, ...]
    empty: tuple[Any, ...]

    def __call__(self, number: int, cells: Cells) -> Read:
        """Return what the row says: Ready, Rejected or Skipped."""
        said = self.draft(number, cells)
        kept = kept_of(cells, self.mapping)
        if not isinstance(said, Draft):
            return Read(said, kept, "")
        return Read(self.ready(said), kept, digest_of(kept, self.ledger))

    def draft(self, number: int, cells: Cells) -> Draft | Rejected | Skipped:
        """Return the row as a draft."""
        return read_row(number, cells, self.mapping, self.options.reading)

    def ready(self, draft: Draft) -> Ready:
        """Return what a new contact would be."""
        own = {"source": self.options.source[: LIMITS["source"]], **own_values(draft)}
        mails = _emails(draft.emails)
        cities = (fold(place.city) for place in draft.addresses)
        numbers = (digits(phone.e164 or phone.as_typed) for phone in draft.phones)
        normals = tuple(mail[1] for mail in mails if mail[1])
        keys = folded(
            first_name=own.get("first_name", ""),
            last_name=own.get("last_name", ""),
            company=own.get("company", ""),
            birth_date=own.get("birth_date"),
            found_by=(*normals, *cities, *numbers),
        )
        external_id = draft.external_id[: LIMITS["external_id"]] or None
        return Ready(
            external_id,
            keys["name_key"] or "",
            normals,
            self._own(own, keys, draft, external_id),
            (
                mails,
                _phones(draft.phones),
                tuple(_place(place) for place in draft.addresses),
                _tags(draft),
                ((draft.notes, self.by.actor, self.by.at),) if draft.notes else (),
            ),
            tuple(statements(draft, self.options, self.file, self.by)),
            draft.firm if draft.company else (),
            draft.warnings,
        )

    def _own(
        self,
        own: dict[str, Any],
        keys: dict[str, str | None],
        draft: Draft,
        external_id: str | None,
    ) -> tuple[Any, ...]:
        values = dict(zip(self.columns, self.empty, strict=True))
        values |= own | keys
        values["external_id"] = external_id
        custom = dict(draft.custom if draft.company else (*draft.custom, *as_custom(draft.firm)))
        values["custom"] = json.dumps(custom, ensure_ascii=False)
        values["sources"] = "{}"
        values["created_at"] = values["updated_at"] = self.by.at
        return tuple(values.values())


def own_values(draft: Draft) -> dict[str, Any]:
    """Return the filled fields of a draft that are a contact's own, as its columns hold them."""
    values: dict[str, Any] = {}
    for name in OWN:
        value = getattr(draft, name)
        if name == "birth_date" and isinstance(value, date):
            value = value.isoformat()
        if isinstance(value, str):
            value = value[: LIMITS.get(name, len(value))]
        if value:
            values[name] = value
    return values


def _emails(emails: tuple[DraftEmail, ...]) -> tuple[tuple[Any, ...], ...]:
    by_normal = {email.normal or "": email for email in reversed(emails)}
    return tuple(
        (email.as_typed[:320], normal, email is emails[0], standing_of(email).value, 0, 0)
        for normal, email in reversed(by_normal.items())
    )


def standing_of(email: DraftEmail) -> AddressStanding:
    """Return how a stated address stands: another system may know that mail to it came back."""
    if email.normal and email.undeliverable:
        return AddressStanding.UNDELIVERABLE
    return AddressStanding.UNVERIFIED


def _phones(phones: tuple[DraftPhone, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple((phone.as_typed[:80], phone.e164, phone.label, False) for phone in phones)


def _place(place: DraftAddress) -> tuple[Any, ...]:
    parts = place_values(place)
    keys = fold(parts["city"]), fold(parts["province"])
    return (place.kind, *(parts[name] for name in PLACE), *keys)


_PLACE_LIMITS = {"street": 250, "city": 120, "province": 120, "postcode": 16, "country": 2}


def place_values(place: DraftAddress) -> dict[str, str]:
    """Return the parts of a postal address, as its columns hold them."""
    return {name: getattr(place, name)[: _PLACE_LIMITS[name]] for name in PLACE}


def tag_keys(draft: Draft) -> dict[str, str]:
    """Return the tags of a draft by their folded names."""
    return {fold(tag)[:60]: tag[:60] for tag in draft.tags if tag}


def _tags(draft: Draft) -> tuple[tuple[Any, ...], ...]:
    return tuple((tag, key) for key, tag in tag_keys(draft).items())
