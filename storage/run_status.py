"""How a run stands: every count is a number of contacts."""

from datetime import datetime
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count

from storage.campaigns import next_wave_at
from storage.rules.occurrences import REMIND_AFTER, reminder_due, sweep_due
from storage.tables.campaigns import Delivery, Outcome, Recipient, Run

COUNTED = (
    "confirmed",
    "corrected",
    "unsubscribed",
    "bounced_hard",
    "bounced_soft",
    "complaints",
    "auto_replies",
    "to_review",
    "to_call",
)


async def status(run_id: int, now: datetime) -> dict[str, Any] | None:
    """Return the counts of a run in the shape of `campaign status`; None for an unknown run.

    `silent` were sent a mail and none of the counted outcomes came; `next_due` is when something
    happens next (ISO 8601, UTC), null when nothing is to come.
    """
    run = await Run.get_or_none(id=run_id)
    if run is None:
        return None
    states = await _count_states(run_id)
    outcomes = await _count_outcomes(run_id)
    due = await next_due(run, now)
    return {
        "run": run.id,
        "state": run.state,
        "queued": states["queued"] + states["leased"] + states["sending"],
        **{name: states[name] for name in ("sent", "deferred", "refused", "uncertain")},
        **{name: outcomes.get(name, 0) for name in COUNTED},
        "silent": await silent(run_id).count(),
        "stale": outcomes.get("stale", 0),
        "next_due": due.isoformat() if due else None,
    }


def silent(run_id: int) -> Any:
    """Return the recipients of a run who were sent a mail and from whom nothing came back."""
    answered = Outcome.filter(run_id=run_id).exclude(kind="stale").values("recipient_id")
    return Recipient.filter(run_id=run_id, asked_at__isnull=False).exclude(
        id__in=Subquery(answered)
    )


def unanswered(run_id: int) -> Any:
    """Return the recipients who may be reminded and swept: silent, on holiday, or soft-bouncing."""
    moot = Q(kind__in=["stale", "auto_replies", "bounced_soft"])
    answered = Outcome.filter(~moot, run_id=run_id).values("recipient_id")
    return Recipient.filter(run_id=run_id, asked_at__isnull=False).exclude(
        id__in=Subquery(answered)
    )


async def next_due(run: Run, now: datetime) -> datetime | None:
    """Return when something is next due in a run: a mail, a wave, a reminder, the sweep."""
    if run.state not in {"sending"}:
        return None
    times = [await next_wave_at(run, now)]
    open_rows = Delivery.filter(run_id=run.id, wave__lte=run.wave, state__in=["queued", "deferred"])
    first = await open_rows.order_by("next_at").first()
    times.append(max(now, first.next_at) if first else None)
    times += await _follow_ups(run.id)
    return min((time for time in times if time is not None), default=None)


async def _follow_ups(run_id: int) -> list[datetime | None]:
    """Return the next reminder and sweep: whoever was asked later may be reminded sooner."""
    times: list[datetime | None] = []
    for reminders in range(len(REMIND_AFTER) + 1):
        waiting = unanswered(run_id).filter(swept_at__isnull=True, reminders=reminders)
        if first := await waiting.order_by("asked_at").first():
            times.append(reminder_due(first.asked_at, reminders))
    # The sweep looks at everybody who was asked, and only then can the run close.
    asked = Recipient.filter(run_id=run_id, asked_at__isnull=False, swept_at__isnull=True)
    oldest = await asked.order_by("asked_at").first()
    if oldest is not None and oldest.asked_at is not None:
        times.append(sweep_due(oldest.asked_at))
    return times


async def _count_states(run_id: int) -> dict[str, int]:
    rows = (
        await Delivery.filter(run_id=run_id, kind="ask")
        .annotate(n=Count("id"))
        .group_by("state")
        .values_list("state", "n")
    )
    states = dict.fromkeys(
        ("queued", "leased", "sending", "sent", "deferred", "refused", "uncertain", "cancelled"), 0
    )
    return {**states, **dict(rows)}


async def _count_outcomes(run_id: int) -> dict[str, int]:
    rows = (
        await Outcome.filter(run_id=run_id)
        .annotate(n=Count("id"))
        .group_by("kind")
        .values_list("kind", "n")
    )
    return dict(rows)
