"""What came in: kept before anything is made of it, and settled exactly once.

`keep` commits the raw messages together with how far the mailbox has been read, so a kill loses
nothing and repeats nothing. `settle` claims a message, lets it take effect and writes what came of
it in one transaction. The same mail delivered or numbered again is known by its fingerprint and
changes nothing. What fails three times goes on the shelf; nothing is ever deleted.
"""

import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from storage.tables.inbox import InboxMessage, MailboxPosition, RawMessage
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from storage.values.secret import bytes_without_cards

ATTEMPTS = 3
_HASHED = 1_000_000
_PAGE = 500

Outcome = Literal["applied", "proposed", "held", "shelved", "ignored"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A message as it came; `size` in bytes is the whole, `raw` what was fetched of it."""

    uid: int
    received_at: datetime
    size: int
    raw: bytes
    message_id: str
    fingerprint: str
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that waits to be settled."""

    id: int
    raw: bytes
    received_at: datetime
    truncated: bool


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was made of a message: its kind, what came of it, and why, all in codes."""

    kind: str
    outcome: Outcome
    why: str
    contact_id: int | None = None
    delivery_id: int | None = None


Effect = Callable[[], Awaitable[Settlement]]
"""Lets a message take effect; runs in the transaction that settles it."""


def fingerprint_of(message_id: str, sender: str, date: str, body: bytes) -> str:
    """Return SHA-256 of Message-ID, From and body, in hexadecimal.

    The headers that each delivery adds do not count, nor do line ends. Where a mail has no
    Message-ID, its Date tells two equal short answers apart.
    """
    told = body[:_HASHED].replace(b"\r\n", b"\n").rstrip()
    parts = (message_id or f"date:{date}", sender.strip().lower())
    head = "\0".join(parts).encode("utf-8", "replace")
    return hashlib.sha256(head + b"\0" + told).hexdigest()


async def position(mailbox: str, uidvalidity: int) -> int:
    """Return the last UID that was read; 0 where the mailbox is new or was numbered anew."""
    row = await MailboxPosition.get_or_none(mailbox=mailbox)
    return row.last_uid if row is not None and row.uidvalidity == uidvalidity else 0


@transaction
async def keep(
    mailbox: str, uidvalidity: int, arrivals: Sequence[Arrival], *, up_to: int, at: datetime
) -> list[int]:
    """Keep new messages and move the position to `up_to`; return the ids that wait.

    A message that was kept before, under this number or by its fingerprint, does not wait again.
    """
    known = await _known_uids(mailbox, uidvalidity, arrivals)
    prints = [arrival.fingerprint for arrival in arrivals]
    same = InboxMessage.filter(fingerprint__in=prints).values_list("fingerprint", flat=True)
    earlier = {str(fingerprint) for fingerprint in await same}
    waiting: list[int] = []
    for arrival in arrivals:
        if arrival.uid in known:
            continue
        row = _row(mailbox, uidvalidity, arrival)
        if arrival.fingerprint in earlier:
            _as_same(row, at)
            await row.save()
            continue
        await row.save()
        await RawMessage.create(inbox_id=row.id, content=arrival.raw, truncated=arrival.truncated)
        earlier.add(arrival.fingerprint)
        waiting.append(row.id)
    await _move(mailbox, uidvalidity, up_to, at)
    return waiting


async def _known_uids(
    mailbox: str, uidvalidity: int, arrivals: Sequence[Arrival]
) -> Collection[int]:
    uids = [arrival.uid for arrival in arrivals]
    rows = InboxMessage.filter(mailbox=mailbox, uidvalidity=uidvalidity, uid__in=uids)
    return {int(str(uid)) for uid in await rows.values_list("uid", flat=True)}


def _row(mailbox: str, uidvalidity: int, arrival: Arrival) -> InboxMessage:
    return InboxMessage(
        mailbox=mailbox,
        uidvalidity=uidvalidity,
        uid=arrival.uid,
        fingerprint=arrival.fingerprint,
        message_id=arrival.message_id[:400],
        received_at=arrival.received_at,
        size=arrival.size,
    )


def _as_same(row: InboxMessage, at: datetime) -> None:
    row.state, row.settled_at = "settled", at
    row.kind, row.outcome, row.why = "unknown", "ignored", "same_message"


async def _move(mailbox: str, uidvalidity: int, last_uid: int, at: datetime) -> None:
    row = await MailboxPosition.get_or_none(mailbox=mailbox)
    if row is None:
        row = MailboxPosition(mailbox=mailbox, uidvalidity=uidvalidity, last_uid=0)
    if row.uidvalidity != uidvalidity:
        row.uidvalidity, row.last_uid = uidvalidity, 0
    row.last_uid, row.read_at = max(row.last_uid, last_uid), at
    await row.save()


async def waiting() -> list[int]:
    """Return the ids of the messages that wait to be settled, oldest first."""
    rows = InboxMessage.filter(state="kept").order_by("id").values_list("id", flat=True)
    return [int(str(inbox_id)) for inbox_id in await rows]


async def kept(inbox_id: int) -> Kept | None:
    """Return a message that waits; None where it was settled meanwhile."""
    row = await InboxMessage.get_or_none(id=inbox_id, state="kept")
    if row is None:
        return None
    raw = await RawMessage.get(inbox_id=inbox_id)
    return Kept(row.id, bytes(raw.content), row.received_at, raw.truncated)


@transaction
async def settle(inbox_id: int, effect: Effect, at: datetime) -> Settlement | None:
    """Claim a message and let it take effect; None where another had it already.

    All in one transaction: either the effect and its record are there, or neither.
    """
    claimed = InboxMessage.filter(id=inbox_id, state="kept")
    if not await claimed.update(state="settled", settled_at=at):
        return None
    row = await InboxMessage.get(id=inbox_id)
    twin = InboxMessage.filter(fingerprint=row.fingerprint, id__lt=inbox_id)
    if await twin.exists():
        # Two processes kept the same mail at the same moment: the first of the two counts.
        _as_same(row, at)
        await row.save()
        return Settlement("unknown", "ignored", "same_message")
    made = await effect()
    row.state = "shelved" if made.outcome == "shelved" else "settled"
    row.kind, row.outcome, row.why = made.kind, made.outcome, made.why[:60]
    row.contact_id, row.delivery_id = made.contact_id, made.delivery_id
    row.settled_at = at
    await row.save()
    await _forget_cards(row.id)
    return made


async def _forget_cards(inbox_id: int) -> None:
    """Blot out the card numbers that somebody mailed us: they are not kept, not even as they came.

    Only once the message is settled, for until then it may have to be read anew.
    """
    raw = await RawMessage.get_or_none(inbox_id=inbox_id)
    if raw is None:
        return
    content = bytes_without_cards(bytes(raw.content))
    if content != bytes(raw.content):
        await RawMessage.filter(id=raw.id).update(content=content)


@transaction
async def begin(inbox_id: int, at: datetime) -> bool:
    """Count an attempt before it is made; False where the message is shelved instead.

    For messages that an earlier reading left behind: one of them may be what ended it.
    """
    row = await InboxMessage.get_or_none(id=inbox_id, state="kept")
    if row is None:
        return False
    if row.attempts >= ATTEMPTS:
        await _shelve(row, "ended_the_program", at)
        return False
    row.attempts += 1
    await row.save(update_fields=["attempts"])
    return True


@transaction
async def failed(inbox_id: int, why: str, at: datetime, *, counted: bool) -> bool:
    """Note that a message could not be settled; tell whether that was once too often.

    `counted`: `begin` has counted this attempt already.
    """
    row = await InboxMessage.get_or_none(id=inbox_id, state="kept")
    if row is None:
        return False
    row.attempts += 0 if counted else 1
    if row.attempts >= ATTEMPTS:
        await _shelve(row, why, at)
        return True
    await row.save(update_fields=["attempts"])
    return False


@transaction
async def keep_unread(mailbox: str, uidvalidity: int, uid: int, at: datetime) -> None:
    """Shelve a mail that the server will not hand out, and read on behind it."""
    known = InboxMessage.filter(mailbox=mailbox, uidvalidity=uidvalidity, uid=uid)
    if not await known.exists():
        unique = hashlib.sha256(f"{mailbox}\0{uidvalidity}\0{uid}".encode()).hexdigest()
        row = _row(mailbox, uidvalidity, Arrival(uid, at, 0, b"", "", unique))
        await _shelve(row, "could_not_be_fetched", at)
    await _move(mailbox, uidvalidity, uid, at)


async def _shelve(row: InboxMessage, why: str, at: datetime) -> None:
    row.state, row.settled_at = "shelved", at
    row.kind, row.outcome, row.why = row.kind or "unknown", "shelved", why[:60]
    await row.save()


async def unmarked(mailbox: str, uidvalidity: int, *, limit: int = _PAGE) -> list[tuple[int, int]]:
    """Return (id, UID) of settled messages that carry no mark in the mailbox yet.

    What is on the shelf stays unread there: a person is to look at it.
    """
    rows = InboxMessage.filter(
        mailbox=mailbox, uidvalidity=uidvalidity, state="settled", marked_at__isnull=True
    )
    found = await rows.order_by("id").limit(limit).values_list("id", "uid")
    return [(int(inbox_id), int(uid)) for inbox_id, uid in found]


async def marked(inbox_ids: Collection[int], at: datetime) -> None:
    """Remember that the mailbox was told."""
    await InboxMessage.filter(id__in=list(inbox_ids)).update(marked_at=at)


async def messages(*, shelf: bool = False) -> AsyncIterator[dict[str, Any]]:
    """Yield what came in, oldest first, in the shape of `aldia inbox`; waiting ones too."""
    last = 0
    while True:
        rows = InboxMessage.filter(id__gt=last)
        if shelf:
            rows = rows.filter(state="shelved")
        page = await rows.order_by("id").limit(_PAGE)
        if not page:
            return
        last = page[-1].id
        contacts = [row.contact_id for row in page if row.contact_id is not None]
        names = dict(await Contact.filter(id__in=contacts).values_list("id", "external_id"))
        for row in page:
            yield _shown(row, names)


def _shown(row: InboxMessage, external_ids: dict[Any, Any]) -> dict[str, Any]:
    return {
        "id": row.id,
        "received_at": row.received_at.isoformat(),
        "message_id": row.message_id,
        "kind": row.kind or None,
        "contact": row.contact_id,
        "external_id": external_ids.get(row.contact_id),
        "outcome": row.outcome or None,
        "why": row.why,
    }
