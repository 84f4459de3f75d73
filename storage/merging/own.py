"""The fields of the two contact rows themselves: settled by the rules, the rest kept beside."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from storage.audience import dates_of
from storage.events import Journal, plain
from storage.provenance import UNKNOWN
from storage.rules.merging import FIRST, Said, Settled, dates, settle
from storage.rules.provenance import Source
from storage.tables.events import Event, EventDetail
from storage.tables.knowing import OtherValue
from storage.tables.people import Contact
from storage.values.record import FIELDS

SETTLED = (
    *("first_name", "last_name", "honorific", "sex", "birth_date", "job_title", "company"),
    *("language", "channel", "greeting", "territory", "owner", "stage", *sorted(FIRST)),
)
BY_KEY = ("custom", "sources")
DATES = ("confirmed_at", "asked_at", "reminded_at", "stale_since", "silent_runs", "retired_at")
EACH_ITS_OWN = ("id", "external_id", "created_at", "updated_at", "erased_at", "merged_into_id")
DERIVED = ("name_key", "first_key", "last_key", "company_key", "search_text", "birthday")
"""Every column of a contact is in one of these; a test holds it."""
MERGED = "merged"
_LONGEST_NAME = 40


Sources = Mapping[str, Source]


async def join(
    book: Journal, ours: Contact, theirs: Contact, choices: Mapping[str, int]
) -> dict[str, Settled]:
    """Settle every field; the row that stays gets what won, and other values what did not."""
    sources = {one.id: await sources_of(one) for one in (ours, theirs)}
    settled = {
        field: settle(
            field,
            _said(ours, field, sources[ours.id]),
            _said(theirs, field, sources[theirs.id]),
            chosen=choices.get(field),
        )
        for field in fields_of(ours, theirs)
    }
    values: dict[str, Any] = {f: settled[f].winner.value for f in SETTLED}
    values["custom"] = {k: settled[f"custom.{k}"].winner.value for k in _keys(ours, theirs)}
    values["sources"] = _sources(ours, theirs, settled)
    both = dates(dates_of(ours), dates_of(theirs))
    values |= {name: getattr(both, name) for name in DATES}
    await book.update(ours, **values)
    for field, one in settled.items():
        if one.beside is not None:
            await keep_beside(book, ours.id, field, one.beside)
    return settled


async def keep_beside(book: Journal, contact_id: int, field: str, said: Said) -> None:
    """Keep a value that lost. The event only points at the row: an erasure finds it there."""
    row = OtherValue(
        contact_id=contact_id,
        field=field[:_LONGEST_NAME],
        value=str(plain(said.value)),
        source=said.source.who,
        at=said.source.at,
        why=MERGED,
    )
    await row.save()
    book.changes.append({"table": "other_value", "id": row.id, "before": None, "after": {}})


def fields_of(*people: Contact) -> list[str]:
    """Return the names of all fields that have one value, those that the owner declared too."""
    return [*SETTLED, *(f"custom.{key}" for key in _keys(*people))]


async def sources_of(contact: Contact) -> Sources:
    """Tell who said each field: the last event that set it, or the customer who confirmed it.

    A file's row is not copied into events, so what no event names came with the contact.
    """
    found: dict[str, Source] = {}
    came = Source(UNKNOWN, contact.created_at)
    details = {row.event_id: row for row in await EventDetail.filter(contact_id=contact.id)}
    for event in await Event.filter(contact_id=contact.id).order_by("id"):
        if event.kind == "contact_created":
            came = Source(event.actor, event.at)
        for field in _set_by(details.get(event.id), contact.id):
            found[field] = Source(event.actor, event.at)
    for field, (who, at) in contact.sources.items():
        found[field] = Source(who, datetime.fromisoformat(at))
    everything = {field: found.get(field, came) for field in fields_of(contact)}
    return {field: _confirmed(contact, field, one) for field, one in everything.items()}


def _set_by(detail: EventDetail | None, contact_id: int) -> set[str]:
    fields: set[str] = set()
    for change in detail.changes if detail else []:
        after = change["after"]
        before = change["before"]
        if (change["table"], change["id"]) != ("contact", contact_id):
            continue
        if isinstance(after, dict) and isinstance(before, dict):
            fields |= after.keys()
            new, old = after.get("custom") or {}, before.get("custom") or {}
            fields |= {f"custom.{k}" for k in new if new[k] != old.get(k)}
    return fields


def _confirmed(contact: Contact, field: str, source: Source) -> Source:
    """What the customer called right is the customer's word, as of that day."""
    at = contact.confirmed_at
    if at is None or at < source.at or field not in FIELDS:
        return source
    return Source(f"contact:{contact.id}", at)


def _said(contact: Contact, field: str, sources: Sources) -> Said:
    kind, _, key = field.partition(".")
    value = contact.custom.get(key) if kind == "custom" else getattr(contact, field)
    source = sources.get(field, Source(UNKNOWN, contact.created_at))
    if field in FIRST:
        # How it all began is told by the record that is older, whoever typed it there.
        source = Source(source.who, contact.created_at)
    return Said(contact.id, value, source)


def _sources(
    ours: Contact, theirs: Contact, settled: Mapping[str, Settled]
) -> dict[str, list[str]]:
    """Name the source of each value that came from the other record."""
    sources = dict(ours.sources)
    for field, one in settled.items():
        if one.winner.contact_id == theirs.id and one.winner.value not in (None, ""):
            sources[field] = [one.winner.source.who, one.winner.source.at.isoformat()]
    others = {k: v for k, v in theirs.sources.items() if k not in settled}
    return {**others, **sources}


def _keys(*people: Contact) -> list[str]:
    return list(dict.fromkeys(key for person in people for key in person.custom))


def as_shown(one: Settled) -> Settled:
    """Return a settled field with values that JSON can hold."""
    beside = replace(one.beside, value=plain(one.beside.value)) if one.beside else None
    return Settled(replace(one.winner, value=plain(one.winner.value)), one.why, beside)
