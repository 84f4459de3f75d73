"""Blotting out a person's values wherever else they were written down.

A phone number stands in a colleague's search, an address in an error message or a mail on the
shelf. Every text and JSON column of every table is searched, those of future tables too. Only
values that point at one person are searched for (addresses, phones, a full name, a street, a
record number), and none that another contact has as well. Part of an erasure's transaction.
"""

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from tortoise import Tortoise, fields
from tortoise.connection import get_connections
from tortoise.models import Model

from storage.tables.inbox import InboxMessage, RawMessage
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import dialect

BLOT = "▒▒▒"
_SHORTEST = 6
"""A shorter value points at too many."""
_OWN = frozenset({"contact", "email_address", "phone", "postal_address", "contact_tag"})
"""What stands here of others is theirs."""
_UNCHANGING = frozenset({"event", "consent_record", "fact", "custom_field", "staff"})
"""Codes, declarations and colleagues, never a customer; the first two refuse changes anyway."""


async def values_of(family: Collection[int]) -> list[str]:
    """Return the values that point at these contacts and at nobody else, the longest first."""
    ids = list(family)
    found: set[str] = set()
    for person in await Contact.filter(id__in=ids):
        both = f"{person.first_name} {person.last_name}".strip()
        found |= {person.external_id or "", both if person.first_name and person.last_name else ""}
    for mail in await EmailAddress.filter(contact_id__in=ids):
        found |= {mail.address, mail.normal}
    for phone in await Phone.filter(contact_id__in=ids):
        found |= {phone.as_typed, phone.e164 or "", (phone.e164 or "")[-9:]}
    for place in await PostalAddress.filter(contact_id__in=ids):
        found.add(place.street)
    longest_first = sorted({v.strip() for v in found if len(v.strip()) >= _SHORTEST}, key=len)
    return [v for v in reversed(longest_first) if not await _somebody_elses(v, ids)]


async def blot_out(values: list[str]) -> int:
    """Replace the values in every other row; return how many rows were touched."""
    if not values:
        return 0
    pattern = re.compile("|".join(re.escape(value) for value in values), re.IGNORECASE)
    touched = 0
    for model in _models():
        for name in _columns(model):
            touched += await _blot_column(model, name, values, pattern)
    return touched + await _empty_unclaimed_mail(values)


async def _somebody_elses(value: str, ids: list[int]) -> bool:
    for model, name in ((EmailAddress, "normal"), (EmailAddress, "address"), (Phone, "as_typed")):
        if await model.filter(**{name: value}).exclude(contact_id__in=ids).exists():
            return True
    if await Phone.filter(e164__endswith=value).exclude(contact_id__in=ids).exists():
        return True
    if await PostalAddress.filter(street=value).exclude(contact_id__in=ids).exists():
        return True
    first, _, last = value.partition(" ")
    same = Contact.filter(first_name=first, last_name=last).exclude(id__in=ids)
    return bool(last) and await same.exists()


def _models() -> Iterator[type[Model]]:
    apps = Tortoise.apps or {}
    for model in apps["storage"].values():
        if model._meta.db_table not in _OWN | _UNCHANGING:
            yield model


def _columns(model: type[Model]) -> list[str]:
    texts = (fields.CharField, fields.TextField, fields.JSONField)
    return [name for name, field in model._meta.fields_map.items() if isinstance(field, texts)]


async def _blot_column(
    model: type[Model], name: str, values: list[str], pattern: re.Pattern[str]
) -> int:
    pk = model._meta.pk_attr
    rows = await _rows_with(model, name, values)
    for row in rows:
        before = getattr(row, name)
        after = _blotted(before, pattern)
        if after != before and name != pk:
            await model.filter(**{pk: row.pk}).update(**{name: after})
    return len(rows)


async def _rows_with(model: type[Model], name: str, values: list[str]) -> list[Any]:
    like = "LIKE" if dialect() == "sqlite" else "ILIKE"
    wanted: list[str] = []
    for value in values:
        # Text in JSON may stand escaped.
        wanted += {value, json.dumps(value)[1:-1]}
    mark = "?" if dialect() == "sqlite" else "${}"
    table, pk = model._meta.db_table, model._meta.db_pk_column
    test = f"CAST(\"{name}\" AS TEXT) {like} {mark} ESCAPE '!'"
    tests = (test.format(number) for number in range(1, len(wanted) + 1))
    sql = f'SELECT "{pk}" AS pk FROM "{table}" WHERE {" OR ".join(tests)}'  # noqa: S608 - names from the models
    opened: Any = get_connections().get("default")
    found = await opened.execute_query_dict(sql, [f"%{_escaped(value)}%" for value in wanted])
    return list(await model.filter(pk__in=[row["pk"] for row in found])) if found else []


def _escaped(value: str) -> str:
    return re.sub(r"([!%_])", r"!\1", value)


def _blotted(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(BLOT, value)
    if isinstance(value, list):
        return [_blotted(one, pattern) for one in value]
    if isinstance(value, dict):
        return {pattern.sub(BLOT, key): _blotted(one, pattern) for key, one in value.items()}
    return value


async def _empty_unclaimed_mail(values: list[str]) -> int:
    """Empty the mails on nobody's record that name an address or a phone in plain sight."""
    opened: Any = get_connections().get("default")
    sqlite = dialect() == "sqlite"
    test = "instr(r.content, ?) > 0" if sqlite else "position({} in r.content) > 0"
    tests = " OR ".join(test.format(f"${i}") for i in range(1, len(values) + 1))
    sql = (
        "SELECT r.inbox_id AS id FROM raw_message r "  # noqa: S608 - the values are bound
        f"JOIN inbox_message i ON i.id = r.inbox_id WHERE i.contact_id IS NULL AND ({tests})"
    )
    found = await opened.execute_query_dict(sql, [value.encode() for value in values])
    ids = [row["id"] for row in found]
    await RawMessage.filter(inbox_id__in=ids).update(content=b"")
    await InboxMessage.filter(id__in=ids).update(message_id="")
    return len(ids)
