"""A record as it stood when a mail was sent: what the customer has before their eyes.

Somebody who answers "all right" under an old mail has not asked for the old values back. So a
reply is read against the record of that moment, found by walking the later events backwards.
"""

from datetime import datetime
from typing import Any

from storage.contacts import PHONE_FIELDS, PLACE_FIELDS
from storage.events import values_of
from storage.families import family, living
from storage.tables.events import Event, EventDetail
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.values.record import FIELDS

Rows = dict[tuple[str, int], dict[str, Any]]
_KINDS = (EmailAddress, Phone, PostalAddress)


async def record_at(contact_id: int, moment: datetime) -> dict[str, str]:
    """Return every field of `FIELDS` as text, as it was after all changes up to `moment`.

    Somebody who was merged since is shown as the record was that the mail was written from.
    """
    kin = await family(await living(contact_id))
    rows: Rows = {("contact", one.id): values_of(one) for one in await Contact.filter(id__in=kin)}
    for model in _KINDS:
        for row in await model.filter(contact_id__in=kin):
            rows[row._meta.db_table, row.pk] = values_of(row)
    since = Event.filter(contact_id__in=kin, at__gt=moment).order_by("-id")
    ids = [int(str(event_id)) for event_id in await since.values_list("id", flat=True)]
    details = {row.event_id: row for row in await EventDetail.filter(event_id__in=ids)}
    for event_id in ids:
        for change in reversed(details[event_id].changes if event_id in details else []):
            _revert(rows, change)
    return _record({key: row for key, row in rows.items() if _belongs(key, row, contact_id)})


def _belongs(key: tuple[str, int], row: dict[str, Any], contact_id: int) -> bool:
    return key[1] == contact_id if key[0] == "contact" else row["contact_id"] == contact_id


def _revert(rows: Rows, change: dict[str, Any]) -> None:
    key = (str(change["table"]), int(change["id"]))
    if key[0] != "contact" and key[0] not in {model._meta.db_table for model in _KINDS}:
        return
    if change["before"] is None:
        rows.pop(key, None)
    elif change["after"] is None:
        rows[key] = dict(change["before"])
    elif key in rows:
        rows[key].update(change["before"])


def _record(rows: Rows) -> dict[str, str]:
    own = next((row for (table, _), row in rows.items() if table == "contact"), {})
    record = {name: str(own.get(name) or "") for name in FIELDS}
    emails, phones, places = (_of(rows, model._meta.db_table) for model in _KINDS)
    record["email"] = next((row["normal"] for row in emails), "")
    for name, labels in PHONE_FIELDS.items():
        numbers = (row["e164"] or row["as_typed"] for row in phones if row["label"] in labels)
        record[name] = next(numbers, "")
    place: dict[str, Any] = next(iter(places), {})
    return record | {name: str(place.get(name) or "") for name in PLACE_FIELDS}


def _of(rows: Rows, table: str) -> list[dict[str, Any]]:
    """Return the rows of a table in the order in which a record takes the first."""
    found = [row | {"id": key[1]} for key, row in rows.items() if key[0] == table]
    return sorted(found, key=lambda row: (not row.get("primary", False), row["id"]))
