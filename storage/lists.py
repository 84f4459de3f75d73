"""Lists for a purpose: whom to mail, to call, to bill, to send a letter, with what that needs.

Nobody is on a list for a channel that they refused (promise 1). A mailing asks the same rule as
sending does. A call and a letter need no consent of their own, but reach nobody who refused that
channel or all of them, complained, is held or suppressed. A bill is no advertising: it leaves out
only who was erased or merged. Who is left out is counted by reason.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from storage import spending
from storage.calls import callable_now
from storage.consent import PURPOSES
from storage.files.postal_labels import Letter
from storage.rules.sending import Refused, may_call, may_send
from storage.send_facts import send_facts
from storage.tables.accounts import Affiliation
from storage.tables.people import Contact, EmailAddress, Phone, PostalAddress

Kind = Literal["mailing", "call", "billing"]
LISTS: tuple[Kind, ...] = ("mailing", "call", "billing")
_NAMED = ("external_id", "honorific", "first_name", "last_name", "company")
_PLACE = ("street", "city", "province", "postcode", "country")
COLUMNS: dict[Kind, tuple[str, ...]] = {
    "mailing": (*_NAMED, "greeting", "email", "language"),
    "call": (*_NAMED, "phone", "phone_2", "language", "city", "owner"),
    "billing": (*_NAMED, "tax_id", *_PLACE, "email", "phone", "owed"),
}


@dataclass(slots=True)
class Page:
    """Some contacts laid out for a list, and how many were left out for which reason."""

    rows: list[dict[str, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


async def page_of(kind: Kind, people: Sequence[Contact], purpose: str = "marketing") -> Page:
    """Lay out those of these contacts who may be on a list of this kind."""
    left_out = await _refused(kind, people, purpose)
    page = Page(left_out=Counter(left_out.values()))
    kept = [contact for contact in people if contact.id not in left_out]
    more = await _more(kind, [contact.id for contact in kept])
    for contact in kept:
        own = {name: str(getattr(contact, name, "") or "") for name in COLUMNS[kind]}
        page.rows.append(own | more[contact.id])
    return page


async def letters_to(people: Sequence[Contact]) -> tuple[list[Letter], Counter[str]]:
    """Return those who may get a letter, with their address, and who is left out and why."""
    ids = [contact.id for contact in people]
    refused: dict[int, str] = {}
    for purpose in PURPOSES:
        for channel in ("email", "post"):
            for one, facts in (await send_facts(ids, purpose, channel=channel)).items():
                verdict = may_call(facts)
                if isinstance(verdict, Refused):
                    refused.setdefault(one, verdict.reason)
    places = await _places(ids)
    left_out: Counter[str] = Counter(refused.values())
    letters = []
    for contact in people:
        if contact.id in refused:
            continue
        place = places.get(contact.id)
        if place is None or not (place.street and (place.city or place.postcode)):
            left_out["no_postal_address"] += 1
            continue
        letters.append(_letter(contact, place))
    return letters, left_out


def _letter(contact: Contact, place: PostalAddress) -> Letter:
    parts = (contact.honorific, contact.first_name, contact.last_name)
    name = " ".join(filter(None, parts)) if contact.first_name or contact.last_name else ""
    where = (place.street, place.city, place.province, place.postcode, place.country)
    return Letter(name or contact.company, contact.company if name else "", *where)


async def _refused(kind: Kind, people: Sequence[Contact], purpose: str) -> dict[int, str]:
    ids = [contact.id for contact in people]
    if kind == "billing":
        return {one.id: "erased" for one in people if one.erased_at is not None}
    if kind == "call":
        able = await callable_now(ids)
        return {one: "not_callable" for one in ids if one not in able}
    facts = await send_facts(ids, purpose)
    verdicts = {one: may_send(known) for one, known in facts.items()}
    return {one: said.reason for one, said in verdicts.items() if isinstance(said, Refused)}


async def _more(kind: Kind, ids: list[int]) -> dict[int, dict[str, str]]:
    """Return what is not on the contact itself, by column, for each contact."""
    found: dict[int, dict[str, str]] = {one: {} for one in ids}
    wanted = COLUMNS[kind]
    if "email" in wanted:
        for mail in await EmailAddress.filter(contact_id__in=ids).order_by("primary", "-id"):
            found[mail.contact_id]["email"] = mail.normal or mail.address
    for number in await Phone.filter(contact_id__in=ids).order_by("-primary", "id"):
        row = found[number.contact_id]
        name = "phone" if "phone" not in row else "phone_2"
        if name in wanted:
            row.setdefault(name, number.e164 or number.as_typed)
    if "city" in wanted:
        for one, place in (await _places(ids, first="billing")).items():
            found[one] |= {part: getattr(place, part) for part in _PLACE if part in wanted}
    if kind == "billing":
        await _add_money(found)
    return found


async def _places(ids: list[int], first: str = "home") -> dict[int, PostalAddress]:
    """Return the address to use: the main one, then of the kind asked for, then any."""
    rows = await PostalAddress.filter(contact_id__in=ids).order_by("id")
    rows.sort(key=lambda row: (not row.primary, row.kind != first, not row.street))
    chosen: dict[int, PostalAddress] = {}
    for row in rows:
        chosen.setdefault(row.contact_id, row)
    return chosen


async def _add_money(found: dict[int, dict[str, str]]) -> None:
    people: Any = Affiliation.filter(contact_id__in=list(found)).prefetch_related("account")
    for one in await people.order_by("-best", "id"):
        if one.account.tax_id:
            found[one.contact_id].setdefault("tax_id", one.account.tax_id)
    for contact_id, row in found.items():
        owed = await spending.owed(contact_id)
        row["owed"] = "; ".join(f"{n // 100}.{n % 100:02} {code}" for code, n in owed.items() if n)
