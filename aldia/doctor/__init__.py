"""`aldia doctor`: each part looked at for real, each fault named with its cure.

Nothing is changed, except by the round trip, which sends one mail to our own reply address. One
part that fails never keeps the others from being looked at.
"""

from collections.abc import AsyncIterator

from aldia.doctor import dns, keeping, servers
from aldia.doctor.findings import Finding
from aldia.doctor.options import Examination

__all__ = ["Examination", "Finding", "examine"]


async def examine(exam: Examination) -> AsyncIterator[Finding]:
    """Yield what was found, part by part, as it is found."""
    yield keeping.settings(exam)
    async for finding in keeping.database(exam):
        yield finding
    yield await keeping.backups_age(exam)
    yield keeping.disk(exam)
    yield await servers.smtp(exam)
    yield await servers.imap(exam)
    async for finding in servers.bot_and_clock(exam):
        yield finding
    async for finding in dns.records(exam):
        yield finding
    if exam.round_trip:
        yield await servers.round_trip(exam)
