"""Which backups to keep: one of each of the last days, weeks and months that have any.

| kept | of |
| --- | --- |
| every one | of the two days before the newest |
| the newest of a day | the 7 latest days with a backup |
| the newest of an ISO week | the 4 latest such weeks |
| the newest of a month | the 12 latest such months |

Days without a backup do not count, so a machine that was off for a month loses nothing by it.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Retention:
    """How long everything stays, and how many days, weeks and months to go back."""

    every: timedelta = timedelta(days=2)
    days: int = 7
    weeks: int = 4
    months: int = 12


def kept(
    made: Collection[datetime], zone: ZoneInfo, retention: Retention = Retention()
) -> frozenset[datetime]:
    """Return the moments (UTC) whose backups stay; calendar days are those of `zone`."""
    newest_first = sorted(set(made), reverse=True)
    local = [(moment, moment.astimezone(zone)) for moment in newest_first]
    rules: tuple[tuple[int, Callable[[datetime], Hashable]], ...] = (
        (retention.days, lambda at: at.date()),
        (retention.weeks, lambda at: at.isocalendar()[:2]),
        (retention.months, lambda at: (at.year, at.month)),
    )
    recent = {moment for moment in newest_first if newest_first[0] - moment <= retention.every}
    older = {moment for count, of in rules for moment in _newest(local, count, of)}
    return frozenset(recent | older)


def _newest(
    moments: list[tuple[datetime, datetime]], count: int, of: Callable[[datetime], Hashable]
) -> list[datetime]:
    found: dict[Hashable, datetime] = {}
    for moment, local in moments:
        found.setdefault(of(local), moment)
    return list(found.values())[:count]
