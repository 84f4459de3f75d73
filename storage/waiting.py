"""What waits in the outbox, why, and until when: the answer to "why has it not gone out yet?"."""

from dataclasses import dataclass, field
from datetime import datetime

from tortoise.expressions import Q
from tortoise.functions import Min

from storage import holding
from storage.campaigns import next_wave_at
from storage.outbox import READY, gate
from storage.tables.campaigns import Delivery, Run
from storage.tables.clock import Fact


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many mails wait, by reason, and when the first of them may go (UTC; None: not by itself).

    `later` were put off by their receiver · `quiet_hours` · `rate` · `wave` until the mails before
    them have been watched · `not_approved` · `paused` · `campaigns_held` after a restore.
    """

    reasons: dict[str, int] = field(default_factory=dict)
    next_due: datetime | None = None


async def waiting(now: datetime, quiet_until: datetime | None = None) -> Waiting:
    """Count what waits; `quiet_until` is the end of the quiet hours that reign now."""
    ready = Q(state__in=READY)
    if await Fact.exists(name=holding.FACT):
        return Waiting(_counted({"campaigns_held": await _count(ready)}))
    runs = {run.id: run for run in await Run.exclude(state__in=["closed", "cancelled"])}
    out = ready & await gate()
    due = out & Q(next_at__lte=now)
    of_runs = await _count(due & Q(run_id__isnull=False))
    reasons = {
        "later": await _count(out & Q(next_at__gt=now)),
        "quiet_hours": of_runs if quiet_until else 0,
        "rate": await _count(due) - (of_runs if quiet_until else 0),
    }
    for run in runs.values():
        name = {"planned": "not_approved", "paused": "paused"}.get(run.state, "wave")
        shut = Q(run_id=run.id) if run.state != "sending" else Q(run_id=run.id, wave__gt=run.wave)
        reasons[name] = reasons.get(name, 0) + await _count(ready & shut)
    return Waiting(_counted(reasons), await _next_due(out, now, quiet_until))


async def _next_due(out: Q, now: datetime, quiet_until: datetime | None) -> datetime | None:
    """Return when something may go next: a mail of a run not before the quiet hours end."""
    first = await _first(out & Q(run_id__isnull=True))
    of_runs = await _first(out & Q(run_id__isnull=False))
    waves = [await next_wave_at(run, now) for run in await Run.filter(state="sending")]
    later = [max(moment, quiet_until or now) for moment in (of_runs, *waves) if moment]
    times = [*later, *([max(first, now)] if first else [])]
    return min(times, default=None)


async def _first(wanted: Q) -> datetime | None:
    rows = await Delivery.filter(wanted).annotate(first=Min("next_at")).values_list("first")
    return rows[0][0] if rows else None


async def _count(wanted: Q) -> int:
    return await Delivery.filter(wanted).count()


def _counted(reasons: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if count}
