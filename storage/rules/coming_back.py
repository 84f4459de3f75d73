"""May somebody who left be asked whether they come back, and does their yes count? Pure.

Decision 9: only the customer's own new consent ends a refusal. It ends an opt-out that stood when
they were asked: not one said since, and never a complaint, an objection or an erasure, for another
mail there would do harm whoever wished for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

OPT_OUTS = ("unsubscribed", "withdrawn")
"""The reason of a suppression, and the act of consent, by which somebody left."""

Door = Literal["never_left", "left", "closed"]


@dataclass(frozen=True, slots=True)
class Refused:
    """A refusal that stands: of an address (a suppression) or of a contact. `at` is UTC."""

    reason: str
    at: datetime


def door(refusals: Iterable[Refused], asked_at: datetime) -> Door:
    """Return how things stand for a wish to come back of `asked_at` (UTC)."""
    standing = list(refusals)
    if any(one.reason not in OPT_OUTS or one.at > asked_at for one in standing):
        return "closed"
    return "left" if standing else "never_left"
