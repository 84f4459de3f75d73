"""Contacts that may be one person: found over the whole list, kept, and told apart for good.

A found pair is derived, so no event speaks of it; that a person told two contacts apart is an
event like any other, and can be undone. What was told apart is not offered again.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, TypeVar

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage import describing
from storage.events import By, journal
from storage.families import held_still_of
from storage.likeness.clusters import Cluster, Link, Pair, clusters
from storage.likeness.finding import Finder, Found, finding, workers_for
from storage.likeness.person import Described, ready
from storage.likeness.pile import Pile
from storage.likeness.scoring import Code
from storage.likeness.shares import SHARES
from storage.scratch import scratch
from storage.tables.finishing import finished
from storage.tables.knowing import DuplicatePair
from storage.tables.people import Contact
from storage.tables.transactions import transaction

T = TypeVar("T")

BATCH = 500
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search over everybody came to, in pairs."""

    contacts: int
    same: int
    maybe: int


@dataclass(frozen=True, slots=True)
class Alike:
    """Contacts that are (`same`) or may be (`maybe`) one person; `why` are codes, see scoring."""

    contacts: tuple[int, ...]
    external_ids: tuple[str, ...]
    verdict: str
    score: float
    why: tuple[Code, ...]


async def search(
    by: By, *, language: str, progress: Progress | None = None, folder: Path | None = None
) -> Searched:
    """Compare everybody with everybody worth comparing, and keep the pairs.

    The work is done in scratch files, threads and, for a long list, other processes: a million
    contacts took 1,224 s of processor time, and at most 300 MB in each of three processes.
    `language` is how names are built where a contact has no language.
    """
    with scratch(folder) as room:
        pile = Pile(room)
        await _gather(pile, language, progress)
        finder = await _learned(pile)
        found: set[Pair] = set()
        same = 0
        with finding(finder, workers_for(len(pile))) as shares:
            for share, judged in enumerate(shares):
                pairs = await asyncio.wrap_future(judged)
                found.update((pair.a, pair.b) for pair in pairs)
                same += sum(pair.scored.verdict == "same" for pair in pairs)
                for part in _parts(pairs):
                    await _keep_found(part, by)
                if progress:
                    progress(len(pile) + share * len(pile) // SHARES, 2 * len(pile))
    await _forget(found)
    return Searched(len(pile), same, len(found) - same)


async def _gather(pile: Pile, language: str, progress: Progress | None) -> None:
    total = await Contact.filter(merged_into_id=None, erased_at=None).count()

    def put(batch: list[Described]) -> None:
        for one in batch:
            pile.add(ready(one, language))

    async for batch in describing.everyone():
        await finished(asyncio.to_thread(put, batch))
        if progress:
            progress(len(pile), 2 * total)


async def _learned(pile: Pile) -> Finder:
    """Learn in a thread, and leave no sooner than it: its files are to be removed."""
    learning = asyncio.ensure_future(asyncio.to_thread(pile.learn))
    try:
        await asyncio.wait({learning})
    except asyncio.CancelledError:
        pile.give_up()
        await finished(_ended(learning))
        raise
    return learning.result()


async def _ended(work: asyncio.Future[Finder]) -> None:
    await asyncio.gather(work, return_exceptions=True)


@transaction
async def keep(pairs: Sequence[Found], by: By) -> int:
    """Keep found pairs, at most `BATCH`; return how many are new. What was decided stays so.

    Who was erased or merged since they were compared is left out.
    """
    pairs = await _of_the_living(pairs)
    firsts = {pair.a for pair in pairs}
    rows = await DuplicatePair.filter(a_id__in=list(firsts))
    known = {(row.a_id, row.b_id): row for row in rows}
    new = [_row(pair, by) for pair in pairs if (pair.a, pair.b) not in known]
    changed = [row for pair in pairs if (row := known.get((pair.a, pair.b))) and _renew(row, pair)]
    await DuplicatePair.bulk_create(new, batch_size=BATCH)
    if changed:
        fields = ["score", "verdict", "why", "state"]
        await DuplicatePair.bulk_update(changed, fields=fields, batch_size=BATCH)
    return len(new)


@transaction
async def _keep_found(pairs: Sequence[Found], by: By) -> None:
    """Keep pairs whose contacts nobody erases, merges or removes while that is done."""
    await held_still_of(_contacts_of(pairs))
    await keep(pairs, by)


async def _of_the_living(pairs: Sequence[Found]) -> list[Found]:
    ids = list(_contacts_of(pairs))
    rows = Contact.filter(id__in=ids, merged_into_id=None, erased_at=None)
    living = {int(str(number)) for number in await rows.values_list("id", flat=True)}
    return [pair for pair in pairs if {pair.a, pair.b} <= living]


def _contacts_of(pairs: Iterable[Found]) -> set[int]:
    return {contact for pair in pairs for contact in (pair.a, pair.b)}


def _row(pair: Found, by: By) -> DuplicatePair:
    return DuplicatePair(
        a_id=pair.a,
        b_id=pair.b,
        score=pair.scored.score,
        verdict=pair.scored.verdict,
        why=_kept(pair.scored.why),
        found_at=by.at,
    )


def _renew(row: DuplicatePair, pair: Found) -> bool:
    """Set an undecided pair to what it looks like now; tell whether that is news."""
    if row.state not in ("open", "gone"):
        return False
    values: dict[str, Any] = {
        "score": pair.scored.score,
        "verdict": pair.scored.verdict,
        "why": _kept(pair.scored.why),
        "state": "open",
    }
    news = any(getattr(row, name) != value for name, value in values.items())
    row.update_from_dict(values)
    return news


@transaction
async def _forget(found: set[Pair]) -> None:
    """Take back the open pairs that do not look alike any more."""
    gone = [
        int(str(number))
        for number, a, b in await DuplicatePair.filter(state="open").values_list(
            "id", "a_id", "b_id"
        )
        if (a, b) not in found
    ]
    for part in _parts(gone):
        await DuplicatePair.filter(id__in=list(part)).update(state="gone")


async def alike() -> list[Alike]:
    """Return who may be one person, by the pairs kept: the surest first."""
    rows: list[Any] = await undecided().values_list(*_PAIR)
    told = await DuplicatePair.filter(state="apart").values_list("a_id", "b_id")
    why = {(a, b): codes for a, b, _, _, codes in rows}
    found = clusters([Link(*row[:4]) for row in rows], frozenset((a, b) for a, b in told))
    outside = await _external_ids({contact for one in found for contact in one.contacts})
    return [_alike(one, why, outside) for one in found]


async def count_about(contacts: Collection[int]) -> int:
    """Return how many of what `alike` lists has one of these contacts in it.

    Only the pairs that hang together with them are read.
    """
    links: dict[Pair, Link] = {}
    reached, level = set(contacts), set(contacts)
    while level:
        met: set[int] = set()
        for part in _parts(sorted(level)):
            either = Q(a_id__in=list(part)) | Q(b_id__in=list(part))
            rows: list[Any] = await undecided().filter(either).values_list(*_PAIR)
            links |= {(row[0], row[1]): Link(*row[:4]) for row in rows}
            met |= {contact for row in rows for contact in row[:2]}
        level = met - reached
        reached |= level
    told: set[Pair] = set()
    for part in _parts(sorted({link.a for link in links.values()})):
        apart = DuplicatePair.filter(state="apart", a_id__in=list(part))
        told |= {(int(str(a)), int(str(b))) for a, b in await apart.values_list("a_id", "b_id")}
    found = clusters(links.values(), frozenset(told))
    return sum(not set(contacts).isdisjoint(one.contacts) for one in found)


_GONE = ("merged_into_id", "erased_at")
_PAIR = ("a_id", "b_id", "score", "verdict", "why")


def undecided() -> QuerySet[DuplicatePair]:
    """Return the pairs to look at: nobody decided about them, and both contacts are there."""
    there: dict[str, None] = {f"{one}__{gone}": None for one in "ab" for gone in _GONE}
    return DuplicatePair.filter(state="open", **there)


def _alike(one: Cluster, why: dict[Pair, Any], outside: dict[int, str]) -> Alike:
    codes: dict[str, Code] = {}
    for link in one.links:
        for code in why[link.a, link.b]:
            codes.setdefault(str(code["code"]), (code["code"], code.get("params", {})))
    ids = tuple(outside[contact] for contact in one.contacts if contact in outside)
    return Alike(one.contacts, ids, one.verdict, round(one.score, 4), tuple(codes.values()))


async def _external_ids(contacts: set[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for part in _parts(sorted(contacts)):
        rows = Contact.filter(id__in=list(part), external_id__isnull=False)
        found.update(
            {i: str(outside) for i, outside in await rows.values_list("id", "external_id")}
        )
    return found


@transaction
async def tell_apart(contacts: Iterable[int], by: By) -> int | None:
    """Remember that these are all different people; return the event, None for fewer than two.

    Contacts that do not exist are left out.
    """
    known = await Contact.filter(id__in=list(set(contacts))).values_list("id", flat=True)
    ids = sorted(int(str(number)) for number in known)
    if len(ids) < 2:
        return None
    book = await journal(by, "told_apart", ids[0])
    for a, b in combinations(ids, 2):
        decided = {"state": "apart", "decided_at": by.at, "decided_by": by.actor}
        row = await DuplicatePair.get_or_none(a_id=a, b_id=b)
        if row is not None:
            await book.update(row, **decided)
            continue
        pair = DuplicatePair(a_id=a, b_id=b, score=0.0, verdict="maybe", found_at=by.at, **decided)
        await book.create(pair)
    return await book.record()


def _kept(codes: Iterable[Code]) -> list[dict[str, object]]:
    return [{"code": code, "params": dict(params)} for code, params in codes]


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[start : start + BATCH] for start in range(0, len(whole), BATCH))
