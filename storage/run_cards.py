"""What the chat shows of a campaign run: its plan, its state and counts, what needs a decision."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage import settling
from storage.campaigns import planned
from storage.run_status import status
from storage.tables.campaigns import Run


@dataclass(frozen=True, slots=True)
class RunCard:
    """A run as staff see it; `counts` is `campaign status`, `skipped` by reason.

    `ready`: planning has walked the whole audience. The limits are shares (0.02 is 2 %).
    """

    id: int
    occurrence: str
    state: str
    ready: bool
    unattended: bool
    wave: int
    pause_reason: str
    hard_limit: float
    complaint_limit: float
    audience: int
    to_send: int
    skipped: dict[str, int]
    counts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A mail of which nobody knows whether it went out."""

    delivery_id: int
    contact_id: int
    address: str
    run_id: int | None


async def latest(limit: int = 5) -> list[int]:
    """Return the ids of the latest runs, newest first."""
    ids = await Run.all().order_by("-id").limit(limit).values_list("id", flat=True)
    return [int(str(run_id)) for run_id in ids]


async def run_card(run_id: int, now: datetime) -> RunCard | None:
    """Return a run's card, None where there is no such run."""
    run = await Run.get_or_none(id=run_id)
    counts = await status(run_id, now)
    if run is None or counts is None:
        return None
    plan = await planned(run_id)
    return RunCard(
        id=run.id,
        occurrence=run.occurrence,
        state=run.state,
        ready=run.walked_at is not None,
        unattended=run.unattended,
        wave=run.wave,
        pause_reason=run.pause_reason,
        hard_limit=run.hard_limit,
        complaint_limit=run.complaint_limit,
        audience=plan.audience,
        to_send=plan.to_send,
        skipped=plan.skipped,
        counts=counts,
    )


async def doubtful() -> list[Doubtful]:
    """Return the mails that may or may not have gone out and wait for a decision, oldest first."""
    rows = await settling.uncertain()
    return [Doubtful(row.id, row.contact_id, row.address, row.run_id) for row in rows]
