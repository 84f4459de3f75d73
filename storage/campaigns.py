"""Campaign runs: planning, approving, pausing, resuming, and letting the next wave out.

A run exists once per campaign and half-year (a unique row), however often and by whomever it is
planned. Planning walks the audience in batches and may be killed anywhere: it goes on from the
last contact it walked past. Nothing is sent before a run is approved.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from tortoise.functions import Count

from storage.audience import Asked, walk_batch
from storage.events import By, journal
from storage.notices import post
from storage.rules.occurrences import half_year
from storage.rules.watching import Watched, reason_to_pause
from storage.rules.waves import WATCH
from storage.tables.campaigns import Campaign, Delivery, Outcome, Recipient, Run
from storage.tables.transactions import transaction

PURPOSE = "updates"
UNSETTLED = ("queued", "leased", "sending", "deferred")


@dataclass(frozen=True, slots=True)
class Planned:
    """A run as planned: how many are in its audience, and how many are skipped, by reason."""

    run_id: int
    audience: int
    skipped: dict[str, int]
    to_send: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A run that changed its state, and the event."""

    run_id: int
    state: str
    event_id: int


@dataclass(frozen=True, slots=True)
class NotMoved:
    """Why not: `unknown_run`, `not_planned`, `still_planning`, `not_running`, `not_paused`."""

    reason: str


async def plan(
    kind: str,
    by: By,
    asked: Asked,
    *,
    query: str = "",
    unattended: bool = False,
    again: bool = False,
    waves: bool = True,
    on_progress: Callable[[int], None] = lambda walked: None,
) -> Planned:
    """Plan the run of this half-year, or go on with it, or return it as it was planned.

    `on_progress` is called with how many contacts have been walked past. Raises QueryError.
    """
    asked.parse(query)
    run_id = await _start(kind, by, query.strip(), unattended=unattended, again=again)
    walked = 0
    while (count := await walk_batch(run_id, by, asked, waves=waves)) > 0:
        walked += count
        on_progress(walked)
    return await planned(run_id)


async def planned(run_id: int) -> Planned:
    """Return what planning found."""
    rows = (
        await Recipient.filter(run_id=run_id)
        .annotate(n=Count("id"))
        .group_by("skipped")
        .values_list("skipped", "n")
    )
    counts: dict[str | None, int] = dict(rows)
    to_send = counts.pop(None, 0)
    skipped = {str(reason): n for reason, n in sorted(counts.items(), key=str)}
    return Planned(run_id, to_send + sum(skipped.values()), skipped, to_send)


async def sample_of(run_id: int, count: int) -> list[int]:
    """Return contacts of a run, of different languages first, to show their mails to an admin."""
    rows = Delivery.filter(run_id=run_id, kind="ask").order_by("id")
    first = {row.language: row.contact_id for row in await rows.limit(200)}
    others = [row.contact_id for row in await rows.limit(count)]
    return list(dict.fromkeys([*first.values(), *others]))[:count]


@transaction
async def approve(run_id: int, by: By) -> Moved | NotMoved:
    """Let a planned run start with its pilot wave."""
    run = await Run.get_or_none(id=run_id)
    if run is None:
        return NotMoved("unknown_run")
    if run.state != "planned":
        return NotMoved("not_planned")
    if run.walked_at is None:
        return NotMoved("still_planning")
    values = {"approved_at": by.at, "approved_by": by.actor, "wave": 1, "wave_at": by.at}
    return await _move(run, "sending", "run_approved", by, **values)


@transaction
async def pause(run_id: int, reason: str, by: By) -> Moved | NotMoved:
    """Stop sending; mails already handed over cannot be called back."""
    run = await Run.get_or_none(id=run_id)
    if run is None:
        return NotMoved("unknown_run")
    if run.state != "sending":
        return NotMoved("not_running")
    return await _move(run, "paused", "run_paused", by, paused_at=by.at, pause_reason=reason)


@transaction
async def resume(
    run_id: int,
    by: By,
    *,
    hard_limit: float | None = None,
    complaint_limit: float | None = None,
) -> Moved | NotMoved:
    """Go on with a paused run; the refusals so far count as looked at.

    A run that paused at a limit pauses again at once unless a higher one is stated.
    """
    run = await Run.get_or_none(id=run_id)
    if run is None:
        return NotMoved("unknown_run")
    if run.state != "paused":
        return NotMoved("not_paused")
    values: dict[str, Any] = {"paused_at": None, "pause_reason": "", "refusals_from": by.at}
    if hard_limit is not None:
        values["hard_limit"] = hard_limit
    if complaint_limit is not None:
        values["complaint_limit"] = complaint_limit
    return await _move(run, "sending", "run_resumed", by, **values)


@transaction
async def cancel(run_id: int, by: By) -> Moved | NotMoved:
    """Give up a run: what is queued is never sent."""
    run = await Run.get_or_none(id=run_id)
    if run is None:
        return NotMoved("unknown_run")
    if run.state in {"closed", "cancelled"}:
        return NotMoved("not_running")
    await Delivery.filter(run_id=run_id, state__in=["queued", "deferred"]).update(
        state="cancelled", reason="run_cancelled", settled_at=by.at
    )
    return await _move(run, "cancelled", "run_cancelled", by, closed_at=by.at)


async def runs() -> list[Run]:
    """Return all runs with their campaigns, the newest first."""
    return await Run.all().order_by("-id").prefetch_related("campaign")


async def is_known(run_id: int) -> bool:
    """Tell whether there is such a run."""
    return await Run.exists(id=run_id)


async def advance(by: By) -> list[Moved]:
    """Watch every running run: pause it, or let its next wave out. Idempotent at one moment."""
    moved: list[Moved] = []
    for run_id in await Run.filter(state="sending").order_by("id").values_list("id", flat=True):
        step = await _advance_one(int(str(run_id)), by)
        if step is not None:
            moved.append(step)
    return moved


async def next_wave_at(run: Run, now: datetime) -> datetime | None:
    """Return when the next wave of a running run may start, None where none waits."""
    waiting = Delivery.filter(run_id=run.id, wave__gt=run.wave, state="queued")
    if run.wave_at is None or not await waiting.exists():
        return None
    return max(now, run.wave_at + WATCH)


async def watched(run: Run) -> Watched:
    """Count what the watching rule looks at."""
    sent = await Delivery.filter(run_id=run.id, kind="ask", state__in=["sent", "refused"]).count()
    faults = Outcome.filter(run_id=run.id, kind="sender_fault")
    if run.refusals_from is not None:
        faults = faults.filter(at__gt=run.refusals_from)
    return Watched(
        sent=sent,
        hard_bounces=await Outcome.filter(run_id=run.id, kind="bounced_hard").count(),
        complaints=await Outcome.filter(run_id=run.id, kind="complaints").count(),
        sender_faults=await faults.count(),
        hard_limit=run.hard_limit,
        complaint_limit=run.complaint_limit,
    )


@transaction
async def _start(kind: str, by: By, query: str, *, unattended: bool, again: bool) -> int:
    key = sha256(query.encode()).hexdigest()
    campaign, _ = await Campaign.get_or_create(
        kind=kind,
        query_key=key,
        defaults={"purpose": PURPOSE, "query": query, "created_at": by.at},
    )
    name = half_year(by.at.date())
    earlier = await Run.filter(campaign_id=campaign.id, occurrence__startswith=name).order_by("-id")
    if earlier and not again:
        return earlier[0].id
    run = Run(
        campaign_id=campaign.id,
        occurrence=f"{name}.{len(earlier) + 1}" if earlier else name,
        state="planned",
        unattended=unattended,
        planned_at=by.at,
    )
    await run.save()
    await (await journal(by, "run_planned")).record()
    return run.id


@transaction
async def _advance_one(run_id: int, by: By) -> Moved | None:
    run = await Run.get(id=run_id)
    reason = reason_to_pause(await watched(run))
    if reason is not None:
        params = {"run": run.id, "reason": reason}
        await post(f"run_paused:{run.id}:{by.at.isoformat()}", "run_paused", params, by.at)
        paused = await pause(run.id, reason, by)
        return paused if isinstance(paused, Moved) else None
    if run.wave_at is None or by.at < run.wave_at + WATCH:
        return None
    mine = Delivery.filter(run_id=run.id)
    if await mine.filter(wave__lte=run.wave, state__in=["queued", "leased", "sending"]).exists():
        return None
    if not await mine.filter(wave__gt=run.wave, state="queued").exists():
        return None
    return await _move(run, "sending", "run_wave", by, wave=run.wave + 1, wave_at=by.at)


async def _move(run: Run, state: str, event: str, by: By, **values: Any) -> Moved:
    book = await journal(by, event)
    await book.update(run, state=state, **values)
    return Moved(run.id, state, await book.record())
