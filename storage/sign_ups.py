"""Signing up on a page: nothing counts before the mail to that address was answered.

Whoever fills the form may have typed anybody's address. So the form asks that address by one mail
(double opt-in), and what the visitor is told never says whether we know it. A new contact made so
is `pending` until the answer, and is retired where none comes; a known one keeps its record, and
what the form said only fills what was empty. An address that is suppressed is not written to: who
left comes back by telling the business.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from storage import consent, contacts, outbox, preferences, suppressions, tasks
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

MOST_A_DAY = 200
"""A page that strangers may post to must not mail the whole world."""
WAITS = timedelta(days=30)
_AGAIN_AFTER = timedelta(days=1)

Asked = Literal["asked", "asked_already", "suppressed", "too_many", "unusable"]
Answered = Literal["confirmed", "refused", "settled", "unknown"]


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
    if await suppressions.reasons([request.normal]):
        await _tell_staff(request.normal, by)
        return "suppressed"
    since = SignUp.filter(asked_at__gt=by.at - _AGAIN_AFTER)
    if await since.filter(normal=request.normal).exists():
        return "asked_already"
    if await since.count() >= MOST_A_DAY:
        return "too_many"
    row = await _keep(request, by)
    contact_id = await _holder(request.normal) or await _newcomer(request, by, country)
    if contact_id is None:
        return "unusable"
    row.contact_id = contact_id
    await row.save(update_fields=["contact_id"])
    await consent.record(contact_id, ConsentAct.REQUESTED, _proof(row, by.at), by)
    await outbox.enqueue([_question(row, contact_id, by)])
    return "asked"


@transaction
async def confirm(delivery_id: int, by: By, *, country: str) -> Answered:
    """Take the "yes" of the address: consent with its proof, what the form said, a live address."""
    row = await _of_delivery(delivery_id)
    contact = await resolve_to_write(row.contact_id or 0) if row is not None else None
    if row is None or contact is None or contact.erased_at is not None:
        return "unknown"
    if row.state != "pending":
        return "confirmed" if row.state == "confirmed" else "settled"
    await consent.record(contact.id, ConsentAct.GRANTED, _proof(row, by.at), by)
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
    if row.state == "pending":
        if not await suppressions.reasons([row.normal]):
            await suppressions.suppress(row.normal, "unsubscribed", by, contact_id=row.contact_id)
        await _let_go(row, by)
    return "refused"


@transaction
async def expire(by: By) -> int:
    """End what was never answered; return how many."""
    rows = await SignUp.filter(state="pending", asked_at__lt=by.at - WAITS).order_by("id")
    for row in rows:
        await _let_go(row, by)
    return len(rows)


async def state_of(delivery_id: int) -> str:
    """Return the state of the sign-up that a mail asked about, "unknown" where there is none."""
    row = await _of_delivery(delivery_id)
    return row.state if row is not None else "unknown"


@transaction
async def end(delivery_id: int, by: By) -> None:
    """End a sign-up whose mail came back."""
    row = await _of_delivery(delivery_id)
    if row is not None and row.state == "pending":
        await _let_go(row, by)


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


async def _tell_staff(normal: str, by: By) -> None:
    """Who left and signs up again is for a person to ask: we do not write to that address."""
    holder = await _holder(normal)
    if holder is not None:
        await tasks.open_task("follow_up", holder, "signed_up_again", by)


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
    await _settle(row, "expired", by)


async def _settle(row: SignUp, state: str, by: By) -> None:
    row.state = state
    if state == "confirmed":
        row.confirmed_at = by.at
    await row.save(update_fields=["state", "confirmed_at"])
