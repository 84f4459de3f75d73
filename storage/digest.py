"""What staff should know this morning: what changed by itself, and what waits for them."""

from dataclasses import dataclass
from datetime import datetime

from storage.tables.events import Event
from storage.tables.inbox import InboxMessage
from storage.tables.staff import Staff
from storage.tables.work import Proposal, Task


@dataclass(frozen=True, slots=True)
class Digest:
    """Counts since `since`, and of what is open now."""

    confirmed: int
    corrected: int
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


async def digest(since: datetime) -> Digest:
    """Gather the digest of the time since `since`."""
    events = Event.filter(at__gte=since, actor__startswith="contact:")
    open_tasks = Task.filter(state="open")
    return Digest(
        confirmed=await events.filter(kind="confirmed").count(),
        corrected=await events.filter(kind="contact_corrected").count(),
        withdrawn=await Event.filter(at__gte=since, kind__in=["withdrawn", "complained"]).count(),
        undeliverable=await Event.filter(at__gte=since, kind="address_undeliverable").count(),
        calls=await open_tasks.filter(kind="call").count(),
        proposals=await Proposal.filter(state="open").count(),
        reviews=await open_tasks.exclude(kind="call").count(),
        shelved=await InboxMessage.filter(state="shelved", settled_at__gte=since).count(),
    )


async def readers(hour: int) -> list[int]:
    """Return the colleagues who want their digest at this local hour."""
    staff = Staff.filter(active=True, digest_hour=hour)
    return [int(str(i)) for i in await staff.values_list("id", flat=True)]
