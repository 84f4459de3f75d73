"""What a POST does: one transaction each, and the same one twice has one effect.

Somebody with the link has seen our mail; that it is the customer, nothing proves. So "all is right"
counts, because being wrong costs little; "take me off" is done at once, for the same reason; and
each correction is put before staff, a new e-mail address too: were it asked itself, whoever was
forwarded a mail could put an address of their own in the customer's place.
"""

from collections.abc import Sequence
from datetime import datetime

from mail.pages.fields import Change
from mail.pages.links import Link, Reader, locked, reader
from storage import consent, contacts, outcomes, proposals, sign_ups, suppressions, tasks
from storage.consent import PURPOSES
from storage.events import By
from storage.outbox import SIGN_UP
from storage.proposals import Decided
from storage.rules.corrections import Evidence, Facts, Propose, Trust, decide
from storage.rules.subscriptions import REFUSED, ConsentAct
from storage.senders import Correspondent
from storage.tables.transactions import transaction

MOST = 40
"""Proposals that one mail's link may bring about: a form has 15 fields, and staff have to look."""


@transaction
async def answer(delivery_id: int, changes: Sequence[Change], at: datetime) -> bool:
    """Take the form: corrections before staff, and the rest is right. False: it is too much."""
    link = await locked(delivery_id)
    let_in = reader(link)
    if link is None or let_in is None:
        return True
    by = _by(let_in.who, link, at)
    kept = [await _propose(let_in, one, link.sent_at, by) for one in changes]
    await outcomes.note_for_delivery(delivery_id, "corrected" if changes else "confirmed", at)
    if "proposed" in kept:
        await outcomes.note_for_delivery(delivery_id, "to_review", at)
    if not await contacts.confirmed_since(let_in.who.contact_id, link.sent_at):
        await contacts.confirm(let_in.who.contact_id, by)
    return "too_many" not in kept


async def waiting(who: Correspondent, sent_at: datetime) -> bool:
    """Tell whether corrections since a mail went out wait for staff."""
    made = await proposals.made_since(who.contact_id, sent_at)
    return any(one.state == "open" for one in made)


async def _propose(let_in: Reader, one: Change, sent_at: datetime, by: By) -> str:
    """Put a correction before staff once, whatever they make of it; return what was done."""
    since = await proposals.made_since(let_in.who.contact_id, sent_at)
    if any((known.field, known.new) == (one.field, one.new) for known in since):
        return "known"
    if len(since) >= MOST:
        return "too_many"
    facts = Facts(one.field, one.old, one.new, 1.0, Evidence.EDITED_FORM, Trust.UNVERIFIED)
    decision = decide(facts)
    made = await proposals.propose(
        let_in.who.contact_id,
        one.field,
        one.new,
        by,
        old=one.old,
        evidence=f"{one.label}: {one.typed}",
        why=decision.reason if isinstance(decision, Propose) else "unverified_sender",
    )
    return "proposed" if made is not None and made.event_id is not None else "known"


@transaction
async def leave(delivery_id: int, at: datetime) -> None:
    """Take somebody off at once; of a mail that only asked a new address, that address alone.

    An old link serves as well, and for an erased person nothing is left to do.
    """
    link = await locked(delivery_id)
    who = link.who if link is not None else None
    if link is None or who is None or who.answered is None:
        return
    address, by = who.answered.address, _by(who, link, at)
    if link.question:
        await _refuse_address(link, who, by)
    elif not await is_off(who):
        await consent.refuse(who.contact_id, ConsentAct.WITHDRAWN, by, evidence=by.cause)
        await _suppress(address, by, contact_id=who.contact_id)
        contact = await contacts.resolve(who.contact_id)
        if contact is not None:
            await tasks.cancel_calls_of(contact, by)
        await outcomes.note_for_delivery(delivery_id, "unsubscribed", at)


async def is_off(who: Correspondent) -> bool:
    """Tell whether nothing is left to refuse: both purposes, and every address of theirs."""
    standing = (await consent.standings([who.contact_id])).get(who.contact_id, {})
    if not all(standing.get(f"{purpose}/email") in REFUSED for purpose in PURPOSES):
        return False
    return set(await suppressions.reasons(who.known)) == who.known


@transaction
async def settle_address(delivery_id: int, at: datetime, *, yes: bool, country: str) -> str:
    """Take the word of a new address; return the state of the proposal after it."""
    link = await locked(delivery_id)
    let_in = reader(link)
    if link is None or let_in is None or not link.question:
        return "unknown"
    by = _by(let_in.who, link, at)
    if not yes:
        await _refuse_address(link, let_in.who, by)
    elif link.question == SIGN_UP:
        await sign_ups.confirm(delivery_id, by, country=country)
    else:
        await proposals.confirmed(let_in.mail.proposal_id or 0, by, country=country)
    return await state_of(link, let_in)


async def state_of(link: Link, let_in: Reader) -> str:
    """Return the state of what a mail asked about, "unknown" where there is none."""
    if link.question == SIGN_UP:
        return await sign_ups.state_of(link.delivery_id)
    return await proposals.state_of(let_in.mail.proposal_id or 0)


async def _refuse_address(link: Link, who: Correspondent, by: By) -> None:
    """A stranger is not asked twice, and nothing is recorded against the customer."""
    if link.question == SIGN_UP:
        await sign_ups.refuse(link.delivery_id, by)
        return
    if who.answered is None:
        return
    await _suppress(who.answered.address, by)
    ended = await proposals.reject(who.answered.proposal_id or 0, by, why="new_address_refused")
    if isinstance(ended, Decided):
        await tasks.open_task("review", who.contact_id, "new_address_refused", by)


async def _suppress(address: str, by: By, *, contact_id: int | None = None) -> None:
    if not await suppressions.reasons([address]):
        await suppressions.suppress(address, "unsubscribed", by, contact_id=contact_id)


def _by(who: Correspondent, link: Link, at: datetime) -> By:
    return By(f"contact:{who.contact_id}", at, f"page:{link.delivery_id}")
