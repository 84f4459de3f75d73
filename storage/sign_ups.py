"""Signing up on a page: nothing counts before the mail to that address was answered.

Whoever fills the form may have typed anybody's address. So the form asks that address by one mail
(double opt-in), and what the visitor is told never says whether we know it. A new contact made so
is `pending` until the answer, and is retired where none comes; a known one keeps its record, and
what the form said only fills what was empty.

An address that was taken off is not written to because a stranger may have typed it. Its wish
waits: a task asks staff to talk to the customer, and once they say that it was the customer, the
same one question goes out (`ask_back`). Only the yes of that address to it lifts the opt-out. What
else closes an address (a complaint, an erasure) stays closed: decision 9.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from tortoise.expressions import Q

from storage import consent, contacts, outbox, preferences, suppressions, tasks
from storage.coming_back import door_of
from storage.consent import PURPOSES, Proof
from storage.contacts import Corrected
from storage.events import By, journal
from storage.families import resolve_to_write
from storage.outbox import SIGN_UP
from storage.rules.addresses import AddressEvent
from storage.rules.subscriptions import ConsentAct
from storage.tables.campaigns import Delivery
from storage.tables.knowing import SignUp
from storage.tables.people import Contact, EmailAddress
from storage.tables.transactions import transaction
from storage.tables.work import Task

MOST_A_DAY = 200
"""A page that strangers may post to must not mail the whole world."""
WAITS = timedelta(days=30)
_AGAIN_AFTER = timedelta(days=1)
_REASON = "signed_up_again"

Asked = Literal["asked", "asked_already", "suppressed", "too_many", "unusable"]
Answered = Literal["confirmed", "refused", "settled", "unknown"]
AskedBack = Literal["asked", "closed", "settled"]
_ASKED = ("pending", "returning")
"""The question went out; `returning`: to somebody who had left."""
_OPEN = (*_ASKED, "waiting")
"""`waiting`: who left is not asked before a colleague says so."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the form said. `address` is as typed, `normal` its identity for mailing.

    `values` are fields of `storage.values.record.FIELDS` in their normal form; `wording` is what
    the form said above its button, word for word.
    """

    address: str
    normal: str
    wording: str
    language: str
    values: Mapping[str, str] = field(default_factory=dict)
    interests: Sequence[str] = ()
    referring_site: str = ""
    device: str = ""


@transaction
async def ask(request: Request, by: By, *, country: str) -> Asked:
    """Queue the one mail that asks the address; say why where none is."""
    holder = await _holder(request.normal)
    door = await door_of(request.normal, holder, by.at)
    same = SignUp.filter(normal=request.normal)
    if door == "closed" or (door == "left" and await same.filter(state__in=_OPEN).exists()):
        await _tell_staff(holder, by)
        return "suppressed"
    since = by.at - _AGAIN_AFTER
    if door == "never_left" and await same.filter(asked_at__gt=since).exists():
        return "asked_already"
    if await SignUp.filter(asked_at__gt=since).count() >= MOST_A_DAY:
        return "too_many"
    row = await _keep(request, by)
    contact_id = holder or await _newcomer(request, by, country)
    if contact_id is None:
        return "unusable"
    row.contact_id = contact_id
    row.state = "waiting" if door == "left" else "pending"
    await row.save(update_fields=["contact_id", "state"])
    if door == "left":
        await _tell_staff(contact_id, by, row)
        return "suppressed"
    await _send_question(row, contact_id, by)
    return "asked"


@transaction
async def ask_back(sign_up_id: int, by: By) -> AskedBack:
    """Let out the question to somebody who left, for a colleague knows that it was them.

    `settled`: it was let out or ended already. `closed`: they refused again since, or another way.
    """
    row = await SignUp.get_or_none(id=sign_up_id, state="waiting")
    contact = await resolve_to_write(row.contact_id or 0) if row is not None else None
    if row is None or contact is None or contact.erased_at is not None:
        return "settled"
    if await door_of(row.normal, contact.id, row.asked_at) == "closed":
        await _let_go(row, by)
        return "closed"
    row.state, row.mailed_at = "returning", by.at
    await row.save(update_fields=["state", "mailed_at"])
    await (await journal(by, "asked_back", contact.id)).record(evidence=f"sign_up:{row.id}")
    await _send_question(row, contact.id, by)
    await _close_tasks(row, "asked", by)
    return "asked"


@transaction
async def confirm(delivery_id: int, by: By, *, country: str) -> Answered:
    """Take the "yes" of the address: consent with its proof, what the form said, a live address.

    An opt-out that stood when they were asked is lifted by it; one of after that ends the matter.
    """
    row = await _of_delivery(delivery_id)
    contact = await resolve_to_write(row.contact_id or 0) if row is not None else None
    if row is None or contact is None or contact.erased_at is not None:
        return "unknown"
    if row.state not in _ASKED:
        return "confirmed" if row.state == "confirmed" else "settled"
    door = await door_of(row.normal, contact.id, row.asked_at)
    if door == "closed" or (door == "left" and row.state != "returning"):
        await _let_go(row, by)
        return "settled"
    await consent.record(contact.id, ConsentAct.GRANTED, _proof(row, by.at), by)
    await suppressions.lift(row.normal, by, contact_id=contact.id)
    await contacts.address_happened(contact.id, row.normal, AddressEvent.REPLIED, by)
    await _fill(contact, row, by, country)
    await preferences.change(contact.id, "interest", by, add=row.interests)
    await contacts.confirm(contact.id, by, evidence=by.cause)
    await _settle(row, "confirmed", by)
    return "confirmed"


@transaction
async def refuse(delivery_id: int, by: By) -> Answered:
    """Take the "no": somebody else typed this address. It is never written to again."""
    row = await _of_delivery(delivery_id)
    if row is None:
        return "unknown"
    if row.state in _ASKED:
        if not await suppressions.reasons([row.normal]):
            await suppressions.suppress(row.normal, "unsubscribed", by, contact_id=row.contact_id)
        await _let_go(row, by)
    return "refused"


@transaction
async def expire(by: By) -> int:
    """End what was never answered; return how many."""
    old = by.at - WAITS
    asked = Q(state__in=("pending", "waiting"), asked_at__lt=old)
    rows = await SignUp.filter(asked | Q(state="returning", mailed_at__lt=old)).order_by("id")
    for row in rows:
        await _let_go(row, by)
    return len(rows)


async def state_of(delivery_id: int) -> str:
    """Return how far the sign-up is that a mail asked about: pending · confirmed · expired.

    "unknown" where there is none.
    """
    row = await _of_delivery(delivery_id)
    if row is None:
        return "unknown"
    return "pending" if row.state in _ASKED else row.state


@transaction
async def end(delivery_id: int, by: By) -> None:
    """End a sign-up whose mail came back."""
    row = await _of_delivery(delivery_id)
    if row is not None and row.state in _ASKED:
        await _let_go(row, by)


async def waiting(sign_up_id: int) -> str:
    """Return the address of a sign-up that waits for a colleague's word, "" where none does."""
    row = await SignUp.get_or_none(id=sign_up_id, state="waiting")
    return row.normal if row is not None else ""


async def _of_delivery(delivery_id: int) -> SignUp | None:
    delivery = await Delivery.get_or_none(id=delivery_id, kind=SIGN_UP)
    if delivery is None:
        return None
    return await SignUp.get_or_none(id=int(delivery.key.partition(":")[2]))


async def _keep(request: Request, by: By) -> SignUp:
    return await SignUp.create(
        address=request.address[:320],
        normal=request.normal,
        values=dict(request.values),
        interests=list(request.interests),
        purposes=list(PURPOSES),
        wording=request.wording,
        language=request.language,
        referring_site=request.referring_site[:250],
        device=request.device[:120],
        asked_at=by.at,
    )


async def _holder(normal: str) -> int | None:
    living = {"contact__merged_into_id": None, "contact__erased_at": None}
    rows = EmailAddress.filter(normal=normal, contact__retired_at=None, **living)
    row = await rows.order_by("contact_id").first()
    return row.contact_id if row is not None else None


async def _tell_staff(contact_id: int | None, by: By, row: SignUp | None = None) -> None:
    """Who left and signs up again is for a person to talk to: anybody may have typed it."""
    if contact_id is not None:
        params = {"sign_up": row.id} if row is not None else None
        await tasks.open_task("follow_up", contact_id, _REASON, by, params=params)


async def _close_tasks(row: SignUp, result: str, by: By) -> None:
    for task in await Task.filter(reason=_REASON, state="open"):
        if task.params.get("sign_up") == row.id:
            await tasks.close_task(task.id, result, by)


async def _send_question(row: SignUp, contact_id: int, by: By) -> None:
    await consent.record(contact_id, ConsentAct.REQUESTED, _proof(row, by.at), by)
    await outbox.enqueue([_question(row, contact_id, by)])


async def _newcomer(request: Request, by: By, country: str) -> int | None:
    values = {
        **request.values,
        "email": request.normal,
        "language": request.language,
        "source": request.referring_site[:160] or "web",
    }
    made = await contacts.create(values, by, country=country)
    if not isinstance(made, Corrected):
        return None
    await Contact.filter(id=made.contact_id).update(
        referring_site=request.referring_site[:250], device=request.device[:120]
    )
    return made.contact_id


def _question(row: SignUp, contact_id: int, by: By) -> outbox.New:
    return outbox.New(
        key=f"{SIGN_UP}:{row.id}",
        kind=SIGN_UP,
        contact_id=contact_id,
        address=row.normal,
        language=row.language,
        purpose="updates",
        next_at=by.at,
    )


def _proof(row: SignUp, at: datetime) -> Proof:
    where = f" ({row.referring_site})" if row.referring_site else ""
    evidence = f"sign-up page{where}, {row.asked_at.isoformat()}, {row.address}"
    return Proof("consent", row.wording, evidence, at)


async def _fill(contact: Contact, row: SignUp, by: By, country: str) -> None:
    """Complete the record from the form; what is known stays."""
    known = await contacts.record_of(contact)
    news = {name: value for name, value in row.values.items() if value and not known.get(name)}
    if news:
        await contacts.correct(contact.id, news, by, country=country, evidence=by.cause)


async def _let_go(row: SignUp, by: By) -> None:
    """End a sign-up without a yes; a contact that only it had made is retired."""
    contact = await Contact.get_or_none(id=row.contact_id) if row.contact_id else None
    made_here = contact is not None and contact.created_at == row.asked_at
    if contact is not None and made_here and contact.confirmed_at is None:
        book = await journal(by, "retired", contact.id)
        await book.update(contact, retired_at=by.at)
        await book.record(evidence="sign_up_unanswered")
    await _close_tasks(row, "expired", by)
    await _settle(row, "expired", by)


async def _settle(row: SignUp, state: str, by: By) -> None:
    row.state = state
    if state == "confirmed":
        row.confirmed_at = by.at
    await row.save(update_fields=["state", "confirmed_at"])
