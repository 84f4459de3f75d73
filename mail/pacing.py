"""How many mails may go out now: the rates, counted over all processes, and the quiet hours.

A rate of N a minute is kept in every stretch of its window, and the window is short, so that mails
go out evenly and not in one burst a minute.
"""

from datetime import datetime, timedelta

from mail.settings import QuietHours, SendingSettings
from storage.outbox import Room, Used

MINUTE = timedelta(minutes=1)
_EVENLY = timedelta(seconds=10)
_EVERY_OTHER = "*"


def window(rate: int) -> timedelta:
    """Return the stretch over which a rate is counted: one in which at least one mail may go."""
    return max(_EVENLY, MINUTE / rate) if rate else timedelta(0)


def room(settings: SendingSettings, recent: Used, minute: Used, *, quiet: bool) -> Room:
    """Return what may be leased, given what was sent in the rate's window and the last minute."""
    limit = settings.batch
    if settings.rate:
        allowed = int(settings.rate * (window(settings.rate) / MINUTE) + 1e-6)
        limit = max(0, min(limit, allowed - recent.total))
    others = settings.domain_rates.get(_EVERY_OTHER) or None
    return Room(limit, _by_domain(settings, minute, others), others, quiet)


def _by_domain(settings: SendingSettings, minute: Used, others: int | None) -> dict[str, int]:
    named = {name: rate for name, rate in settings.domain_rates.items() if name != _EVERY_OTHER}
    if others is not None:
        named = {**dict.fromkeys(minute.domains, others), **named}
    free = settings.batch
    return {
        domain: rate - minute.domains.get(domain, 0) if rate else free
        for domain, rate in named.items()
    }


def quiet_until(now: datetime, settings: SendingSettings) -> datetime | None:
    """Return the end (UTC) of the quiet hours that reign now in the owner's time zone, or None."""
    quiet = settings.quiet
    if quiet is None or quiet.start == quiet.end:
        return None
    local = now.astimezone(settings.zone)
    if not _within(quiet, local):
        return None
    end = local.replace(
        hour=quiet.end.hour, minute=quiet.end.minute, second=quiet.end.second, microsecond=0
    )
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(now.tzinfo)


def _within(quiet: QuietHours, local: datetime) -> bool:
    clock = local.time()
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end
