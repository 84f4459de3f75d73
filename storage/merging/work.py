"""What people have been asked to do about both: once is enough."""

from storage.events import Journal
from storage.proposals import UNDECIDED
from storage.reminders import REASON as ASKED_FOR
from storage.tables.knowing import DuplicatePair
from storage.tables.work import Proposal, Task

MERGED = "merged"


async def close_doubles(book: Journal, theirs: int, ours: int) -> None:
    """Close each open task and proposal of the other record that this one has as well."""
    for task in await Task.filter(contact_id=theirs, state="open").exclude(reason=ASKED_FOR):
        same = Task.filter(contact_id=ours, kind=task.kind, reason=task.reason, state="open")
        if await same.exists():
            await book.update(task, state="cancelled", result=MERGED, closed_at=book.by.at)
    for row in await Proposal.filter(contact_id=theirs, state__in=UNDECIDED):
        same_value = Proposal.filter(contact_id=ours, field=row.field, new=row.new)
        if await same_value.filter(state__in=UNDECIDED).exists():
            who = book.by.actor
            await book.update(row, state="rejected", decided_at=book.by.at, decided_by=who)


async def decide_pairs(book: Journal, theirs: int, ours: int) -> None:
    """Settle what was found alike: this pair is merged; "not the same" holds for both numbers."""
    decided = {"decided_at": book.by.at, "decided_by": book.by.actor}
    for pair in await _pairs(theirs):
        third = pair.b_id if pair.a_id == theirs else pair.a_id
        if third == ours:
            await book.update(pair, state="merged", **decided)
        elif pair.state == "apart":
            await _keep_apart(book, ours, third, pair)
        elif pair.state == "open":
            await book.update(pair, state="gone", **decided)


async def _pairs(contact_id: int) -> list[DuplicatePair]:
    return [
        *await DuplicatePair.filter(a_id=contact_id).order_by("id"),
        *await DuplicatePair.filter(b_id=contact_id).order_by("id"),
    ]


async def _keep_apart(book: Journal, ours: int, third: int, like: DuplicatePair) -> None:
    low, high = sorted((ours, third))
    known = await DuplicatePair.get_or_none(a_id=low, b_id=high)
    values = {"state": "apart", "decided_at": like.decided_at, "decided_by": like.decided_by}
    if known is not None:
        await book.update(known, **values)
        return
    row = DuplicatePair(
        a_id=low,
        b_id=high,
        score=like.score,
        verdict=like.verdict,
        why=like.why,
        found_at=like.found_at,
        **values,
    )
    await book.create(row)
