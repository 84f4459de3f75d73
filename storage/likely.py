"""Is this one in the list already? Asked at entry for one contact, at import for a batch.

Answered by at most four queries, all from indexes, whatever the list's length: who has the address,
the number, the birth date with a name that begins alike, or the whole name under any of its forms.
What only shares a misspelt name and a street is left to the weekly search of `duplicates.py`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tortoise.expressions import Q

from storage import describing, duplicates
from storage.events import By
from storage.likeness import names
from storage.likeness.finding import Found
from storage.likeness.frequency import Frequencies
from storage.likeness.person import Described, Person, ready
from storage.likeness.scoring import MAYBE_FROM, Code, Judge, Scored
from storage.likeness.sounds import sound
from storage.tables.people import Contact, EmailAddress, Phone
from storage.values.diminutives import also_called
from storage.values.folding import fold

MOST = 200
"""Candidates compared for one contact; a switchboard may have more."""
SAMPLE = 1_000
"""Contacts from whom an import learns how common values are in the list."""


@dataclass(frozen=True, slots=True)
class Likely:
    """A contact that the one at hand may be; `why` are codes, see `likeness/scoring.py`."""

    contact_id: int
    score: float
    verdict: str
    why: tuple[Code, ...]


async def likely(values: Described, *, language: str) -> list[Likely]:
    """Return whom these values may be about, the surest first; `values.id` is left out.

    Values are normal forms: folded addresses, E.164, ISO dates (see `Described`).
    """
    others = await _candidates(values, language)
    if not others:
        return []
    mine = ready(values, language)
    judge = await _judge([*others, mine])
    found = [(other.id, judge.score(mine, other)) for other in others]
    best = sorted(
        (one for one in found if one[1].score >= MAYBE_FROM), key=lambda one: -one[1].score
    )
    return [Likely(i, scored.score, scored.verdict, scored.why) for i, scored in best]


async def keep_likely(contact_ids: Sequence[int], by: By, *, language: str) -> int:
    """Keep the pairs that new contacts make with any other; return how many are new.

    For an import: call once a batch, with the ids that it created, in its transaction or after.
    Looks at equal addresses and numbers, and at equal names; a handful of queries a batch. What it
    keeps is judged nearly as the search over everybody will: by a sample of the list.
    """
    new = await describing.these(contact_ids)
    ids = await _sharing(new)
    mine = {one.id: ready(one, language) for one in new}
    others = {one.id: ready(one, language) for one in await describing.these(ids - set(mine))}
    everyone = {**others, **mine}
    judge = await _judge(everyone.values(), await _sample(language))
    found: dict[tuple[int, int], Scored] = {}
    for people in _together(everyone.values()).values():
        for one in people:
            for other in people:
                pair = (one.id, other.id)
                if one.id < other.id and pair not in found and (one.id in mine or other.id in mine):
                    found[pair] = judge.score(one, other)
    pairs = [Found(a, b, scored) for (a, b), scored in found.items() if scored.score >= MAYBE_FROM]
    return await duplicates.keep(pairs, by)


async def _candidates(values: Described, language: str) -> list[Person]:
    reached = await _reached(values.emails, values.phones)
    which = Q(id__in=sorted(reached))
    if values.first_name and values.last_name:
        which |= _named(fold(values.first_name), fold(values.last_name))
    if values.birth_date:
        which |= _born(values.birth_date)
    found = await describing.matching(which, 4 * MOST)
    starts = _starts(values, language)
    others = (one for one in found if one.id != values.id)
    near = [one for one in others if one.id in reached or starts & _starts(one, language)]
    return [ready(one, language) for one in near[:MOST]]


def _starts(person: Described, language: str) -> set[str]:
    """Return how the words of a name begin: who shares only a birthday has no such in common."""
    name = names.parts(person.first_name, person.last_name, person.language or language)
    return {sound(word)[:2] for word in (*names.roots(name.given), *name.given, *name.surnames)}


async def _reached(emails: Iterable[str], phones: Iterable[str]) -> set[int]:
    boxes = [spelling for email in emails for spelling in _spellings(email)]
    rows = EmailAddress.filter(normal__in=boxes).limit(MOST).values_list("contact_id", flat=True)
    found = set(await rows) if boxes else set()
    numbers = list(phones)
    calls = Phone.filter(e164__in=numbers).limit(MOST).values_list("contact_id", flat=True)
    return {int(str(i)) for i in found | (set(await calls) if numbers else set())}


def _spellings(normal: str) -> list[str]:
    """Return in which ways a mailbox may stand in the list: gmail.com is googlemail.com."""
    local, _, domain = normal.rpartition("@")
    bare = local.split("+", 1)[0] or local
    if domain not in ("gmail.com", "googlemail.com"):
        return [normal, f"{bare}@{domain}"]
    locals_ = {local, bare, bare.replace(".", "")}
    return [f"{one}@{host}" for one in sorted(locals_) for host in ("gmail.com", "googlemail.com")]


def _born(birth: str) -> Q:
    day, year = birth[-5:], birth[:-6]
    swapped = f"{day[3:]}-{day[:2]}"
    return Q(birthday__in=[day, swapped], birth_date__in=[birth, f"{year}-{swapped}"])


def _named(first: str, last: str) -> Q:
    """Ask the index of whole names: under any form of the first, with one surname or more."""
    firsts = sorted({first, *also_called(first), *(first.split()[:1])})
    head, tail = last.split(maxsplit=1)[0], last.rsplit(maxsplit=1)[-1]
    whole = {f"{one} {family}" for one in firsts for family in (last, head, tail)}
    longer = [_beginning(f"{one} {head} ") for one in firsts]
    return Q(Q(name_key__in=sorted({*whole, f"{last} {first}"})), *longer, join_type=Q.OR)


def _beginning(start: str) -> Q:
    """Return a condition that an index answers in any collation, as LIKE does not."""
    return Q(name_key__gte=start, name_key__lt=f"{start}\uffff")


async def _sharing(new: Iterable[Described]) -> set[int]:
    people = list(new)
    emails = [email for one in people for email in one.emails]
    phones = [phone for one in people for phone in one.phones]
    found = await _reached(emails, phones)
    names = {fold(f"{one.first_name} {one.last_name}".strip()) for one in people} - {""}
    rows = Contact.filter(name_key__in=sorted(names), merged_into_id=None, erased_at=None)
    return found | {int(str(i)) for i in await rows.limit(20 * MOST).values_list("id", flat=True)}


def _together(people: Iterable[Person]) -> dict[object, list[Person]]:
    """Put contacts together by what they share; what too many share is given up."""
    groups: dict[object, list[Person]] = {}
    for person in people:
        shared = [box.key for box in person.mailboxes] + list(person.phones)
        for key in {*shared, (person.name.given, person.name.surnames)}:
            groups.setdefault(key, []).append(person)
    return {key: group for key, group in groups.items() if 1 < len(group) <= MOST}


async def _judge(people: Iterable[Person], sample: Sequence[Person] = ()) -> Judge:
    """Judge by what a sample tells, if there is one, else by what is known of names anywhere.

    Counting the whole list would take too long.
    """
    seen, counted = Frequencies(among=await _newest()), {person.id for person in sample}
    for person in sample:
        seen.add(person)
    for person in people:
        if person.id not in counted:
            seen.phones.update(person.phones)
            seen.mailboxes.update(box.key for box in person.mailboxes)
    return Judge(seen)


async def _sample(language: str) -> list[Person]:
    """Return up to `SAMPLE` contacts, from the whole length of the list."""
    newest = await _newest()
    step = -(-newest // SAMPLE) or 1
    return [ready(one, language) for one in await describing.these(range(1, newest + 1, step))]


async def _newest() -> int:
    living = Contact.filter(id__gt=0).order_by("-id")
    return int(str(await living.first().values_list("id", flat=True) or 0))
