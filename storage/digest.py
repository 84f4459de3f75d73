"""What staff should know this morning: what changed by itself, and what waits for them.

Each reader is told what is new since their own last digest, or since they came, so that an hour
that was missed loses nothing. Events are told by number: their time is when the work began, and
that may be long before they could be read.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tortoise.queryset import QuerySet

from storage import notices, unasked
from storage.tables.events import Event
from storage.tables.inbox import InboxMessage
from storage.tables.staff import Staff
from storage.tables.work import Notice, Proposal, Task
from storage.unasked import Span

LONGEST = timedelta(days=7)
"""How far back a digest looks at most, however long ago the last one was."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Counts of what is new, and of what is open now.

    `corrected` was applied unasked; `awaiting` are new e-mail addresses that were asked.
    """

    confirmed: int
    corrected: int
    awaiting: int
    withdrawn: int
    undeliverable: int
    calls: int
    proposals: int
    reviews: int
    shelved: int

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not any(getattr(self, name) for name in self.__slots__)


async def readers(at: datetime, zone: ZoneInfo) -> list[int]:
    """Return the colleagues whose hour has come today, and who had no digest yet today."""
    local = at.astimezone(zone)
    staff = Staff.filter(active=True, digest_hour__gte=0, digest_hour__lte=local.hour)
    due: list[int] = []
    for row in await staff.order_by("id"):
        hour = datetime.combine(local.date(), time(row.digest_hour), zone)
        # Who came later today had no hour yet.
        if row.created_at <= hour and not await Notice.exists(key=_key(row.id, local.date())):
            due.append(row.id)
    return due


async def tell(staff_id: int, at: datetime, zone: ZoneInfo) -> bool:
    """Post somebody's digest of today; False where there is nothing to tell, or it was posted.

    A day without news is noted all the same: its digest does not come later than at its hour.
    """
    since, span = await _news_of(staff_id, at)
    found = await digest(since, span)
    params = {**asdict(found), **asdict(span), "since": since.isoformat()}
    key = _key(staff_id, at.astimezone(zone).date())
    new = await notices.post(key, "digest", params, at, staff_id=staff_id, silent=found.empty)
    return new and not found.empty


async def digest(since: datetime, span: Span) -> Digest:
    """Gather the digest of the events in `span`, and of what came in since `since`."""
    events = Event.filter(id__gt=span.after, id__lte=span.upto)
    confirmed = events.filter(kind="confirmed", actor__startswith="contact:")
    new = Proposal.filter(created_at__gte=since)
    open_tasks = Task.filter(state="open")
    return Digest(
        confirmed=await confirmed.count(),
        corrected=len(await unasked.within(span)),
        awaiting=await new.filter(state="awaiting_confirmation").count(),
        withdrawn=await events.filter(kind__in=["withdrawn", "complained"]).count(),
        undeliverable=await events.filter(kind="address_undeliverable").count(),
        calls=await open_tasks.filter(kind="call").count(),
        proposals=await Proposal.filter(state="open").count(),
        reviews=await open_tasks.exclude(kind="call").count(),
        shelved=await InboxMessage.filter(state="shelved", settled_at__gte=since).count(),
    )


async def _news_of(staff_id: int, at: datetime) -> tuple[datetime, Span]:
    """Return since when, and after which event, something is news to a reader."""
    last = await Notice.filter(staff_id=staff_id, code="digest").order_by("-id").first()
    start = last.created_at if last else (await Staff.get(id=staff_id)).created_at
    since = max(start, at - LONGEST)
    upto = await _first_id(Event.all().order_by("-id"))
    known = last.params.get("upto") if last else None
    if known is not None and start == since:
        return since, Span(int(str(known)), upto)
    later = await _first_id(Event.filter(at__gte=since).order_by("id"))
    return since, Span(later - 1 if later else upto, upto)


async def _first_id(events: QuerySet[Event]) -> int:
    found = await events.first().values_list("id", flat=True)
    return int(str(found)) if found else 0


def _key(staff_id: int, day: date) -> str:
    return f"digest:{staff_id}:{day}"
