"""Whose link it is: from the token in the path to the mail that carried it, and its reader."""

from dataclasses import dataclass
from datetime import date, datetime

from mail.addresses import Addresses, Expired, Purpose, Token
from storage import senders
from storage.outbox import QUESTIONS
from storage.senders import Answered, Correspondent
from storage.tables.campaigns import Delivery

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stood in a mail of ours. `sent_at` (UTC) is when that mail went out.

    `question` is what the mail asked the address (`challenge`, `sign_up`), "" where it showed a
    record; `who` is None once the person was erased; `fresh`: the token still counts today.
    """

    delivery_id: int
    sent_at: datetime
    question: str
    fresh: bool
    who: Correspondent | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Whom an open link lets in, and the mail that they were sent."""

    who: Correspondent
    mail: Answered


async def find(addresses: Addresses, text: str, today: date) -> Link | None:
    """Return the link that a path names; None where none of our mails carried it.

    Tokens of other places (an envelope sender, a Reply-To) open no page.
    """
    reading = addresses.read(f"/{text[:_LONGEST]}", today)
    token = reading.token if isinstance(reading, Expired) else reading
    if not isinstance(token, Token) or token.purpose is not Purpose.PAGE:
        return None
    return await load(token.delivery_id, fresh=isinstance(reading, Token))


async def load(delivery_id: int, *, fresh: bool = True) -> Link | None:
    """Return the link of a delivery; None where it never went out."""
    delivery = await Delivery.get_or_none(id=delivery_id)
    if delivery is None or delivery.sending_at is None:
        return None
    return Link(
        delivery_id=delivery.id,
        sent_at=delivery.sending_at,
        question=delivery.kind if delivery.kind in QUESTIONS else "",
        fresh=fresh,
        who=await senders.of_delivery(delivery.id),
    )


async def locked(delivery_id: int) -> Link | None:
    """As `load`, and let a second POST of the same link wait. Call inside a transaction."""
    # Not values_list: Tortoise leaves FOR UPDATE out of it.
    await Delivery.filter(id=delivery_id).select_for_update().only("id")
    return await load(delivery_id)


def reader(link: Link | None) -> Reader | None:
    """Return whom a link still lets in; None where it is too old, or the person is gone.

    A mailbox that left the record shows nothing any more: another may be reading it by now.
    """
    if link is None or link.who is None or link.who.answered is None or not link.fresh:
        return None
    at_home = link.question or link.who.answered.address in link.who.filed
    return Reader(link.who, link.who.answered) if at_home else None
