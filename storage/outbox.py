"""The outbox: one row a mail, and never one mail twice.

    queued → leased → sending → sent | deferred | refused | uncertain        (cancelled)

- `enqueue` writes a row once: its key is unique, however often it is queued.
- `lease` gives rows that may go out now to one worker, for a while. Nothing has been sent of them.
- `mark_sending` asks may_send once more, under the locks that a refusal takes too, and commits
  *sending* before the first byte leaves. Who refused in the meantime is cancelled; whose run was
  paused goes back to queued.
- What became of a mail is written by `storage.settling`. `deferred` comes back at `next_at`.
- `recover` runs before each sending: what a dead worker had leased is queued again, what it was
  sending is uncertain. Uncertain is never sent again but by a person's word.

Times are UTC. Nothing here waits for a network. On PostgreSQL any number of processes may lease at
once (SKIP LOCKED); on SQLite writers take turns.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tortoise.expressions import Q
from tortoise.functions import Count

from storage import holding
from storage.row_writes import write_each
from storage.send_checks import cancellations
from storage.tables.campaigns import Delivery, Run
from storage.tables.clock import Fact
from storage.tables.people import EmailAddress
from storage.tables.transactions import dialect, transaction

CHALLENGE = "challenge"
SIGN_UP = "sign_up"
QUESTIONS = (CHALLENGE, SIGN_UP)
"""Mails that ask an address something that a customer waits for; they belong to no run."""
READY = ("queued", "deferred")
STUCK_AFTER = timedelta(minutes=30)
"""A mail that has been on its way for longer than any time-out was lost with its worker."""


@dataclass(frozen=True, slots=True)
class New:
    """A mail to queue. `address` is normalised; `key` makes it one (`challenge:31`)."""

    key: str
    kind: str
    contact_id: int
    address: str
    language: str
    purpose: str
    next_at: datetime
    run_id: int | None = None
    recipient_id: int | None = None
    proposal_id: int | None = None
    wave: int = 0


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be leased. `domains` limits some receiving domains; at 0 one is closed.

    `others` is the limit for each domain that is not named, None for none. With `quiet` only
    what a customer waits for goes out: challenges.
    """

    limit: int
    domains: Mapping[str, int]
    others: int | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """How many mails count against the rates: in all, and by receiving domain."""

    total: int
    domains: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many rows were queued again, and of how many nobody knows what became of them."""

    queued: int
    uncertain: int


@transaction
async def enqueue(rows: Iterable[New]) -> int:
    """Queue mails; return how many were new. A key that is there already changes nothing."""
    wanted = {row.key: row for row in rows}
    known = await Delivery.filter(key__in=list(wanted)).values_list("key", flat=True)
    for key in known:
        del wanted[str(key)]
    await Delivery.bulk_create(
        [
            Delivery(
                key=row.key,
                kind=row.kind,
                contact_id=row.contact_id,
                address=row.address,
                domain=row.address.rpartition("@")[2],
                language=row.language,
                purpose=row.purpose,
                next_at=row.next_at,
                run_id=row.run_id,
                recipient_id=row.recipient_id,
                proposal_id=row.proposal_id,
                wave=row.wave,
            )
            for row in wanted.values()
        ],
        ignore_conflicts=True,
    )
    return len(wanted)


@transaction
async def lease(worker: str, now: datetime, until: datetime, room: Room) -> list[Delivery]:
    """Take rows that are due, for `worker`, until `until`; challenges first, then by age."""
    due = Q(state__in=READY, next_at__lte=now)
    left = dict(room.domains)
    taken = await _take(due & await gate(quiet=True), room.limit, left, room.others)
    if not room.quiet and len(taken) < room.limit:
        wanted = due & Q(run_id__isnull=False) & await gate()
        taken += await _take(wanted, room.limit - len(taken), left, room.others)
    await Delivery.filter(id__in=[row.id for row in taken]).update(
        state="leased", leased_by=worker, leased_until=until
    )
    return taken


async def gate(*, quiet: bool = False) -> Q:
    """Return what runs, waves and a restore let out at all; with `quiet` no run's mails."""
    waves = await _open_waves()
    if waves is None:
        return Q(id__lt=0)
    allowed = Q(run_id__isnull=True)
    if not quiet:
        for run_id, wave in waves.items():
            allowed |= Q(run_id=run_id, wave__lte=wave)
    return allowed


async def _take(wanted: Q, limit: int, left: dict[str, int], others: int | None) -> list[Delivery]:
    """Choose rows within what is left for each domain, and count them off."""
    taken: list[Delivery] = []
    while len(taken) < limit:
        closed = [domain for domain, count in left.items() if count <= 0]
        rows = Delivery.filter(wanted).exclude(id__in=[row.id for row in taken])
        rows = rows.exclude(domain__in=closed).order_by("next_at", "id")
        batch = await rows.limit(limit - len(taken)).select_for_update(skip_locked=True)
        if not batch:
            break
        for row in batch:
            if others is not None:
                left.setdefault(row.domain, others)
            if left.get(row.domain, 1) > 0:
                taken.append(row)
                left.update({row.domain: left[row.domain] - 1} if row.domain in left else {})
    return taken


@transaction
async def give_back(worker: str, ids: Collection[int]) -> int:
    """Queue leased rows again that the worker did not get to."""
    mine = Delivery.filter(id__in=list(ids), state="leased", leased_by=worker)
    return await mine.update(state="queued", leased_by="", leased_until=None)


@transaction
async def mark_sending(worker: str, marks: Mapping[int, str], now: datetime) -> dict[int, str]:
    """Mark leased rows as being sent, each with its Message-ID (without brackets).

    Returns, by id, "" where it may be sent now, else why not: a reason of may_send, `not_due`
    (they have answered), `decided` (the proposal is), `stopped` (the run is) or `lost` (another
    worker has the row).
    """
    mine = Delivery.filter(id__in=list(marks), state="leased", leased_by=worker)
    rows = await mine.order_by("id").select_for_update()
    await lock_addresses([row.address for row in rows])
    let_out = await _let_out(rows)
    reasons = await cancellations([row for row in rows if row.id in let_out])
    answer = dict.fromkeys(marks, "lost")
    answer.update({row.id: "" if row.id in let_out else "stopped" for row in rows})
    answer.update(reasons)
    stopped = [row.id for row in rows if answer[row.id] == "stopped"]
    if stopped:
        await give_back(worker, stopped)
    await _cancel(reasons, now)
    await _send_now([row for row in rows if answer[row.id] == ""], marks, now)
    return answer


async def lock_addresses(normals: Collection[str]) -> None:
    """Wait for refusals that are being written, and let later ones wait for us (PostgreSQL)."""
    if dialect() == "sqlite":
        # There is one writer at a time anyway.
        return
    wanted = sorted(set(normals))
    await EmailAddress.filter(normal__in=wanted).order_by("id").select_for_update().only("id")


async def _let_out(rows: Collection[Delivery]) -> set[int]:
    """Return which of the rows are still let out: as `gate` says, for rows at hand."""
    waves = await _open_waves()
    if waves is None:
        return set()
    return {
        row.id
        for row in rows
        if row.run_id is None or (row.run_id in waves and row.wave <= waves[row.run_id])
    }


async def _open_waves() -> dict[int, int] | None:
    """Return the wave of each run that sends; None while a restore holds everything."""
    if await Fact.exists(name=holding.FACT):
        return None
    return dict(await Run.filter(state="sending").values_list("id", "wave"))


async def _cancel(reasons: Mapping[int, str], now: datetime) -> None:
    for reason in sorted(set(reasons.values())):
        ids = [row_id for row_id, why in reasons.items() if why == reason]
        await Delivery.filter(id__in=ids).update(
            state="cancelled", reason=reason, settled_at=now, leased_until=None
        )


async def _send_now(rows: list[Delivery], marks: Mapping[int, str], now: datetime) -> None:
    for row in rows:
        row.state, row.sending_at, row.leased_until = "sending", now, None
        row.attempts += 1
        row.message_id = marks[row.id]
    await write_each(rows, ["state", "sending_at", "leased_until", "attempts", "message_id"])


@transaction
async def cancel(worker: str, ids: Collection[int], reason: str, now: datetime) -> None:
    """Give up leased rows that can never be sent (`invalid_address`)."""
    mine = Delivery.filter(id__in=list(ids), state="leased", leased_by=worker)
    await mine.update(state="cancelled", reason=reason, settled_at=now, leased_until=None)


@transaction
async def put_off(domain: str, until: datetime) -> int:
    """Let the mails to a receiving domain wait that asked us to slow down."""
    ready = Delivery.filter(domain=domain, state__in=READY, next_at__lt=until)
    return await ready.update(next_at=until)


async def is_due(now: datetime, *, quiet: bool = False) -> bool:
    """Tell whether any mail could go out now but for the rates."""
    return await Delivery.filter(
        await gate(quiet=quiet), state__in=READY, next_at__lte=now
    ).exists()


@transaction
async def recover(now: datetime, is_dead: Callable[[str], bool]) -> Recovered:
    """Put right what dead workers left: leased is queued again, sending becomes uncertain.

    `is_dead` knows of workers of this machine; those of others are given up by the clock.
    """
    held = Delivery.filter(state__in=["leased", "sending"])
    workers = await held.distinct().values_list("leased_by", flat=True)
    dead = [str(worker) for worker in workers if is_dead(str(worker))]
    leased = Delivery.filter(Q(leased_by__in=dead) | Q(leased_until__lt=now), state="leased")
    queued = await leased.update(state="queued", leased_by="", leased_until=None)
    lost = Q(leased_by__in=dead) | Q(sending_at__lt=now - STUCK_AFTER)
    uncertain = await Delivery.filter(lost, state="sending").update(
        state="uncertain", reason="interrupted", settled_at=now
    )
    return Recovered(queued, uncertain)


async def used(now: datetime, window: timedelta) -> Used:
    """Count the mails marked in the last `window`, and those leased: they are about to be."""
    recent = Q(sending_at__gt=now - window, sending_at__lte=now) | Q(state="leased")
    rows = (
        await Delivery.filter(recent)
        .annotate(n=Count("id"))
        .group_by("domain")
        .values_list("domain", "n")
    )
    domains = {str(domain): int(n) for domain, n in rows}
    return Used(sum(domains.values()), domains)
