"""Two records of one person become one, and everything of both is kept.

The contact named first stays; each other becomes part of it with an event of its own, and so can be
taken back by itself. A field that can hold one value gets what `rules.merging` says; the rest is
kept beside (`OtherValue`). What belongs to the other moves, found by looking at the tables. The old
number, its record numbers of other systems and its links in mails go on working.

Consent and refusals are read over the whole family: the strictest counts, and nothing is written
that says otherwise. Taking a merge back: `storage.undo`, which calls `storage.merging.separating`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tortoise.transactions import in_transaction

from storage import provenance, searching
from storage.consent import standings
from storage.events import By, Journal
from storage.merging import belongings, cautions, flight, own, reach, work
from storage.merging.belongings import Moved
from storage.merging.own import as_shown
from storage.merging.returning import AWAY, KIND
from storage.rules.merging import Said, Settled
from storage.tables.events import Event
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress
from storage.tables.transactions import reserve_ids, transaction


@dataclass(frozen=True, slots=True)
class Won:
    """A field on which the records differed: what stands now, whose it was, and why it won."""

    field: str
    value: Any
    contact_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Something kept beside what stands first: `source` is who said it (`import:3`)."""

    field: str
    value: str
    contact_id: int
    source: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did, or in a preview would do.

    `moved` and `stayed` count rows by table: those that are now the survivor's, and those that
    stay with the old number because the survivor has the same. `warnings` are codes of what a
    person should look at. `events` is empty in a preview; else two for each that was merged, in
    the order of `merged`, and undoing either of the two takes that one out again.
    """

    contact_id: int
    merged: tuple[int, ...]
    won: tuple[Won, ...]
    beside: tuple[Beside, ...]
    moved: Mapping[str, int]
    stayed: Mapping[str, int]
    subscription: Mapping[str, str]
    warnings: tuple[str, ...]
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NotMerged:
    """Why nothing was done, and about which contact.

    `needs_two`, `same_contact`, `unknown_contact`, `erased_contact`, `merged_already` (`into` says
    which contact stands for it now), `told_apart` (from `into`, by a person), `unknown_choice`.
    """

    reason: str
    contact_id: int = 0
    into: int = 0
    field: str = ""


class _TakenBack(Exception):  # noqa: N818 - not an error: it ends a rehearsal
    """Raised to roll a preview back."""


@transaction
async def merge(
    ids: Sequence[int],
    by: By,
    *,
    choices: Mapping[str, int] | None = None,
    anyway: bool = False,
) -> Merged | NotMerged:
    """Merge contacts into the first of them.

    `choices` says for a field (`first_name`, `custom.size`, `email`) which contact's value is to
    stand; all others go by the rules. `anyway` merges those too whom a person told apart, with the
    warning `was_told_apart`.
    """
    chosen = choices or {}
    people = await _people(ids)
    if isinstance(people, NotMerged):
        return people
    apart = await cautions.told_apart(ids)
    fault = _bad_choice(people, chosen)
    if apart is not None and not anyway:
        fault = fault or NotMerged("told_apart", apart[1], into=apart[0])
    if fault is not None:
        return fault
    survivor, *others = people
    parts = [await _join(survivor, other, by, chosen) for other in others]
    return await _together(survivor.id, parts, () if apart is None else ("was_told_apart",))


@transaction
async def preview(
    ids: Sequence[int],
    by: By,
    *,
    choices: Mapping[str, int] | None = None,
    anyway: bool = False,
) -> Merged | NotMerged:
    """Tell what `merge` would do: it is done, looked at, and taken back whole."""
    told: Merged | NotMerged | None = None
    try:
        async with in_transaction():
            told = await merge(ids, by, choices=choices, anyway=anyway)
            raise _TakenBack
    except _TakenBack:
        pass
    assert told is not None  # noqa: S101 - set before _TakenBack was raised
    return replace(told, events=()) if isinstance(told, Merged) else told


async def _people(ids: Sequence[int]) -> list[Contact] | NotMerged:
    """Lock the contacts and their addresses, in the order given, or say what is wrong."""
    if len(ids) < 2:
        return NotMerged("needs_two")
    twice = next((one for one, count in Counter(ids).items() if count > 1), None)
    if twice is not None:
        return NotMerged("same_contact", twice)
    rows = Contact.filter(id__in=list(ids)).order_by("id").select_for_update()
    found = {row.id: row for row in await rows}
    for one in ids:
        fault = _unfit(one, found.get(one))
        if fault is not None:
            return fault
    await EmailAddress.filter(contact_id__in=list(ids)).order_by("id").select_for_update()
    return [found[one] for one in ids]


def _unfit(contact_id: int, contact: Contact | None) -> NotMerged | None:
    if contact is None:
        return NotMerged("unknown_contact", contact_id)
    if contact.erased_at is not None:
        return NotMerged("erased_contact", contact_id)
    if contact.merged_into_id is not None:
        return NotMerged("merged_already", contact_id, into=contact.merged_into_id)
    return None


def _bad_choice(people: Sequence[Contact], choices: Mapping[str, int]) -> NotMerged | None:
    custom = {f"custom.{key}" for person in people for key in person.custom}
    known = {*own.SETTLED, *custom, "email"}
    for field, contact_id in choices.items():
        if field not in known or contact_id not in {person.id for person in people}:
            return NotMerged("unknown_choice", contact_id, field=field)
    return None


@dataclass(frozen=True, slots=True)
class _Part:
    """One of the others, joined."""

    contact_id: int
    settled: Mapping[str, Settled]
    beside: tuple[Beside, ...]
    done: Moved
    warnings: tuple[str, ...]
    events: tuple[int, int]


async def _join(ours: Contact, theirs: Contact, by: By, choices: Mapping[str, int]) -> _Part:
    first, second = await reserve_ids(Event, 2)
    book = Journal(first, by, KIND, ours.id)
    away = Journal(second, replace(by, cause=f"event:{first}"), AWAY, theirs.id)
    warnings = await cautions.of(ours, theirs)
    beside = await _ways_to_reach(theirs.id)
    await _pass_number(book, away, ours, theirs)
    await reach.settle(book, ours, theirs, choices.get("email"))
    settled = await own.join(book, ours, theirs, choices)
    done = await _bring(book, ours, theirs)
    for contact in (ours, theirs):
        contact.updated_at = by.at
        await contact.save(update_fields=["updated_at"])
        await searching.refresh(contact.id)
    events = (await book.record(), await away.record())
    fresh = {field: as_shown(one) for field, one in settled.items()}
    return _Part(theirs.id, fresh, beside, done, warnings, events)


async def _bring(book: Journal, ours: Contact, theirs: Contact) -> Moved:
    """Move what belongs to the other, and let its number stand for the one that stays."""
    await work.close_doubles(book, theirs.id, ours.id)
    done = await belongings.move(book, theirs.id, ours.id)
    await flight.join(book, theirs.id, ours.id, done)
    await work.decide_pairs(book, theirs.id, ours.id)
    for earlier in await Contact.filter(merged_into_id=theirs.id).order_by("id"):
        await book.update(earlier, merged_into_id=ours.id)
    await book.update(theirs, merged_into_id=ours.id)
    return done


async def _pass_number(book: Journal, away: Journal, ours: Contact, theirs: Contact) -> None:
    """The record number of another system passes on where there is none; else each keeps its own.

    Either way a later file that names it finds the contact that stands for both.
    """
    number = theirs.external_id
    if number is None:
        return
    if ours.external_id is None:
        await away.update(theirs, external_id=None)
        await book.update(ours, external_id=number)
        return
    said = Said(theirs.id, number, await provenance.came(theirs))
    await own.keep_beside(book, ours.id, "external_id", said)


async def _ways_to_reach(contact_id: int) -> tuple[Beside, ...]:
    """List the other record's addresses and phones, before they move."""
    mails = await EmailAddress.filter(contact_id=contact_id).order_by("id")
    phones = await Phone.filter(contact_id=contact_id).order_by("id")
    places = await PostalAddress.filter(contact_id=contact_id).order_by("id")
    found = [
        *(("email", mail.normal or mail.address) for mail in mails),
        *(("phone", phone.e164 or phone.as_typed) for phone in phones),
        *(("address", _in_one_line(place)) for place in places),
    ]
    return tuple(Beside(field, value, contact_id, "") for field, value in found)


def _in_one_line(place: PostalAddress) -> str:
    parts = (place.street, place.postcode, place.city, place.province, place.country)
    return ", ".join(part for part in parts if part)


async def _together(survivor: int, parts: Sequence[_Part], warnings: tuple[str, ...]) -> Merged:
    by_key = (await standings([survivor])).get(survivor, {})
    return Merged(
        contact_id=survivor,
        merged=tuple(part.contact_id for part in parts),
        won=_won(parts),
        beside=tuple(one for part in parts for one in (*_lost(part), *part.beside)),
        moved=_summed(part.done.moved for part in parts),
        stayed=_summed(part.done.stayed for part in parts),
        subscription={key: str(standing) for key, standing in sorted(by_key.items())},
        warnings=(*warnings, *dict.fromkeys(code for part in parts for code in part.warnings)),
        events=tuple(event for part in parts for event in part.events),
    )


def _won(parts: Iterable[_Part]) -> tuple[Won, ...]:
    """Tell what stands in the end in each field on which any two differed."""
    found: dict[str, Won] = {}
    for part in parts:
        for field, one in part.settled.items():
            winner = one.winner
            if one.beside is not None or winner.contact_id == part.contact_id:
                earlier = found.get(field)
                whose = winner.contact_id
                if earlier is not None and whose != part.contact_id:
                    whose = earlier.contact_id
                if winner.value not in (None, ""):
                    found[field] = Won(field, winner.value, whose, one.why)
    return tuple(found.values())


def _lost(part: _Part) -> list[Beside]:
    return [
        Beside(field, str(one.beside.value), one.beside.contact_id, one.beside.source.who)
        for field, one in part.settled.items()
        if one.beside is not None
    ]


def _summed(counts: Iterable[Counter[str]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for one in counts:
        total += one
    return dict(sorted(total.items()))
