"""What may be done with a ticket: a total table over (state, act).

`open → in_progress → resolved → closed`, with escalation on the way. Whatever is settled can be
opened again, for customers come back; a remark never changes what is settled.
"""

from dataclasses import dataclass
from enum import StrEnum


class TicketState(StrEnum):
    """How far a ticket is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"


class TicketAct(StrEnum):
    """What can be done with it."""

    STEP = "step"
    """Somebody worked on it or answered."""
    ESCALATE = "escalate"
    RESOLVE = "resolve"
    CLOSE = "close"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class TicketChange:
    """The state after it, and why; `changed` is False where it stays as it is."""

    state: TicketState
    why: str
    changed: bool = True


S, A = TicketState, TicketAct
UNSETTLED = (S.OPEN, S.IN_PROGRESS, S.ESCALATED)
_TABLE: dict[tuple[TicketState, TicketAct], TicketChange] = {
    (S.OPEN, A.STEP): TicketChange(S.IN_PROGRESS, "work_began"),
    (S.OPEN, A.ESCALATE): TicketChange(S.ESCALATED, "needs_somebody_else"),
    (S.OPEN, A.RESOLVE): TicketChange(S.RESOLVED, "solved"),
    (S.OPEN, A.CLOSE): TicketChange(S.CLOSED, "closed_unsolved"),
    (S.OPEN, A.REOPEN): TicketChange(S.OPEN, "still_open", changed=False),
    (S.IN_PROGRESS, A.STEP): TicketChange(S.IN_PROGRESS, "work_goes_on", changed=False),
    (S.IN_PROGRESS, A.ESCALATE): TicketChange(S.ESCALATED, "needs_somebody_else"),
    (S.IN_PROGRESS, A.RESOLVE): TicketChange(S.RESOLVED, "solved"),
    (S.IN_PROGRESS, A.CLOSE): TicketChange(S.CLOSED, "closed_unsolved"),
    (S.IN_PROGRESS, A.REOPEN): TicketChange(S.IN_PROGRESS, "still_open", changed=False),
    # Whoever it was passed to works on it, and that is still an escalation.
    (S.ESCALATED, A.STEP): TicketChange(S.ESCALATED, "work_goes_on", changed=False),
    (S.ESCALATED, A.ESCALATE): TicketChange(S.ESCALATED, "escalated_already", changed=False),
    (S.ESCALATED, A.RESOLVE): TicketChange(S.RESOLVED, "solved"),
    (S.ESCALATED, A.CLOSE): TicketChange(S.CLOSED, "closed_unsolved"),
    (S.ESCALATED, A.REOPEN): TicketChange(S.ESCALATED, "still_open", changed=False),
    (S.RESOLVED, A.STEP): TicketChange(S.RESOLVED, "a_remark", changed=False),
    (S.RESOLVED, A.ESCALATE): TicketChange(S.RESOLVED, "settled_already", changed=False),
    (S.RESOLVED, A.RESOLVE): TicketChange(S.RESOLVED, "settled_already", changed=False),
    (S.RESOLVED, A.CLOSE): TicketChange(S.CLOSED, "done_with"),
    (S.RESOLVED, A.REOPEN): TicketChange(S.IN_PROGRESS, "came_back"),
    (S.CLOSED, A.STEP): TicketChange(S.CLOSED, "a_remark", changed=False),
    (S.CLOSED, A.ESCALATE): TicketChange(S.CLOSED, "settled_already", changed=False),
    (S.CLOSED, A.RESOLVE): TicketChange(S.CLOSED, "settled_already", changed=False),
    (S.CLOSED, A.CLOSE): TicketChange(S.CLOSED, "settled_already", changed=False),
    (S.CLOSED, A.REOPEN): TicketChange(S.IN_PROGRESS, "came_back"),
}


def after(state: TicketState, act: TicketAct) -> TicketChange:
    """Return what `act` makes of a ticket of this state. Total."""
    return _TABLE[state, act]
