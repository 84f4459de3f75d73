"""Contacts as comparing wants them: read in batches, without those merged or erased."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import replace
from typing import Any

from tortoise.expressions import Q

from storage.likeness.person import Described, Place
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress

BATCH = 2_000
_OWN = ("id", "first_name", "last_name", "sex", "birth_date", "company", "language", "external_id")

_GONE = ("merged_into_id", "erased_at")
_CHILDREN = (
    *("emails__normal", "phones__e164"),
    *("addresses__street", "addresses__city", "addresses__postcode"),
)


async def everyone() -> AsyncIterator[list[Described]]:
    """Yield all living contacts, by id, `BATCH` at a time."""
    last = 0
    while True:
        living = Contact.filter(id__gt=last, merged_into_id=None, erased_at=None)
        rows = await living.order_by("id").limit(BATCH).values_list(*_OWN)
        if not rows:
            return
        first, last = int(rows[0][0]), int(rows[-1][0])
        yield await _with_children(rows, {"contact_id__gte": first, "contact_id__lte": last})


async def these(ids: Iterable[int]) -> list[Described]:
    """Return the living ones of some contacts."""
    wanted = sorted(set(ids))
    found: list[Described] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        living = Contact.filter(id__in=part, merged_into_id=None, erased_at=None)
        rows = await living.values_list(*_OWN)
        found += await _with_children(rows, {"contact_id__in": part})
    return found


async def matching(which: Q, most: int) -> list[Described]:
    """Return the living contacts that fulfil a condition, in one query: for a few of them.

    `most` bounds the rows read; a contact takes one for each way to pair its addresses and phones.
    """
    # Asked for nobody merged, an SQLite never analysed reads all who are not.
    rows = Contact.filter(which).limit(most)
    parts: dict[int, tuple[Sequence[Any], list[Any]]] = {}
    for merged, erased, *row in await rows.values_list(*_GONE, *_OWN, *_CHILDREN):
        if merged is None and erased is None:
            parts.setdefault(int(row[0]), (row[: len(_OWN)], []))[1].append(row[len(_OWN) :])
    return [_whole(own, children) for own, children in parts.values()]


def _whole(own: Sequence[Any], children: Sequence[Any]) -> Described:
    places = dict.fromkeys(tuple(row[2:]) for row in children if row[2] is not None)
    return replace(
        Described(*_own(own)),
        emails=tuple(dict.fromkeys(row[0] for row in children if row[0])),
        phones=tuple(dict.fromkeys(row[1] for row in children if row[1])),
        places=tuple(Place(*place) for place in places),
    )


async def _with_children(rows: Sequence[Any], which: dict[str, Any]) -> list[Described]:
    emails = _by_contact(await EmailAddress.filter(**which).values_list("contact_id", "normal"))
    phones = _by_contact(await Phone.filter(**which).values_list("contact_id", "e164"))
    places: defaultdict[int, list[Place]] = defaultdict(list)
    columns = ("contact_id", "street", "city", "postcode")
    for contact_id, *typed in await PostalAddress.filter(**which).values_list(*columns):
        places[int(str(contact_id))].append(Place(*map(str, typed)))
    return [
        replace(
            Described(*_own(row)),
            emails=tuple(emails.get(row[0], ())),
            phones=tuple(phones.get(row[0], ())),
            places=tuple(places.get(row[0], ())),
        )
        for row in rows
    ]


def _own(row: Sequence[Any]) -> tuple[Any, ...]:
    number, *own = row
    return (number, *(str(value or "") for value in own))


def _by_contact(rows: Iterable[Any]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for contact_id, value in rows:
        if value:
            found[contact_id].append(str(value))
    return found
