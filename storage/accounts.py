"""Companies, associations and public bodies, and who is who there.

A contact's company in words stays in step: joining an account fills it, a new name of the account
changes it, leaving clears it. Two spellings of one name are one account unless their tax ids or
external ids differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from storage import searching
from storage.contacts import Refusal
from storage.events import By, Journal, journal
from storage.families import resolve_to_write
from storage.tables.accounts import Account, Affiliation
from storage.tables.people import Contact
from storage.tables.transactions import transaction
from storage.values.folding import fold

LONGEST = 200
KINDS = ("company", "association", "public")
ROLES = ("decision_maker", "influencer", "user", "billing", "member")
"""In the order in which somebody is the best to speak to, where nobody was named."""
_TEXTS = {"industry": 120, "industry_code": 20, "website": 250}
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Kept:
    """An account that was found, made or changed; `event_id` None: nothing differed."""

    account_id: int
    event_id: int | None


@dataclass(frozen=True, slots=True)
class Joined:
    """What somebody is (or was) to an account; `event_id` None: it was so already."""

    account_id: int
    contact_id: int
    event_id: int | None


def tidy_tax_id(typed: str) -> str:
    """Return a tax id in upper case without blanks, dots and dashes."""
    return "".join(char for char in typed.upper() if char.isalnum())[:40]


async def find(name: str = "", *, tax_id: str = "", external_id: str = "") -> Account | None:
    """Return the account of this external id, else of this tax id, else of this very name."""
    if external_id:
        known = await Account.get_or_none(external_id=external_id)
        if known is not None:
            return known
    tidy = tidy_tax_id(tax_id)
    by_tax = await Account.filter(tax_id=tidy).order_by("id").first() if tidy else None
    if by_tax is not None:
        return by_tax
    key = fold(name)[:LONGEST]
    for account in await Account.filter(name_key=key).order_by("id") if key else ():
        other_tax = tidy and account.tax_id and account.tax_id != tidy
        other_id = external_id and account.external_id and account.external_id != external_id
        if not other_tax and not other_id:
            return account
    return None


@transaction
async def find_or_create(
    name: str, by: By, *, tax_id: str = "", external_id: str = "", kind: str = "company"
) -> Kept | Refusal:
    """Return the account, made where there was none. Refused with: no_name, unknown_kind."""
    tidy = " ".join(name.split())[:LONGEST]
    if not tidy:
        return Refusal("name", "no_name")
    if kind not in KINDS:
        return Refusal("kind", "unknown_kind")
    known = await find(tidy, tax_id=tax_id, external_id=external_id)
    if known is not None:
        return Kept(known.id, None)
    account = Account(
        external_id=external_id or None,
        kind=kind,
        name=tidy,
        name_key=fold(tidy)[:LONGEST],
        tax_id=tidy_tax_id(tax_id),
        created_at=by.at,
        updated_at=by.at,
    )
    book = await journal(by, "account_created")
    await book.create(account)
    return Kept(account.id, await book.record())


@transaction
async def change(
    account_id: int,
    by: By,
    *,
    name: str | None = None,
    tax_id: str | None = None,
    size: int | None = None,
    parent_id: int | None = None,
    **texts: str,
) -> Kept | Refusal:
    """Change what is known of an account; `texts` are industry, industry_code and website.

    Refused with: unknown_account, unknown_field, no_name, unknown_parent, own_parent.
    """
    account = await Account.get_or_none(id=account_id)
    if account is None:
        return Refusal("id", "unknown_account")
    odd = next((field for field in texts if field not in _TEXTS), None)
    fault = Refusal(odd, "unknown_field") if odd else await _parent_fault(account, parent_id)
    if not fault and name is not None and not name.strip():
        fault = Refusal("name", "no_name")
    if fault:
        return fault
    told = {"size": size, "parent_id": parent_id}
    values: dict[str, Any] = {key: value for key, value in told.items() if value is not None}
    values |= {field: text.strip()[: _TEXTS[field]] for field, text in texts.items()}
    if tax_id is not None:
        values["tax_id"] = tidy_tax_id(tax_id)
    book = await journal(by, "account_changed")
    if name is not None:
        await _rename(book, account, " ".join(name.split())[:LONGEST])
    await book.update(account, **values)
    if not book.changes:
        return Kept(account.id, None)
    await book.update(account, updated_at=by.at)
    return Kept(account.id, await book.record())


@transaction
async def join(
    account_id: int, contact_id: int, by: By, *, role: str = "member", best: bool = False
) -> Joined | Refusal:
    """Note what a contact is to an account; `best`: whom to speak to first there, and only one.

    Refused with: unknown_account, unknown_contact, unknown_role.
    """
    account = await Account.get_or_none(id=account_id)
    contact = await resolve_to_write(contact_id)
    if account is None:
        return Refusal("account", "unknown_account")
    if contact is None or contact.erased_at is not None:
        return Refusal("id", "unknown_contact")
    if role not in ROLES:
        return Refusal("role", "unknown_role")
    book = await journal(by, "account_joined", contact.id)
    row = await Affiliation.get_or_none(account_id=account.id, contact_id=contact.id, role=role)
    if row is None:
        row = Affiliation(
            account_id=account.id, contact_id=contact.id, role=role, since=by.at.date()
        )
        await book.create(row)
    await book.update(row, until=None)
    if best:
        await _only_best(book, row)
    if not contact.company:
        await _set_company(book, contact, account.name)
    event = await book.record() if book.changes else None
    return Joined(account.id, contact.id, event)


@transaction
async def leave(
    account_id: int, contact_id: int, by: By, *, role: str | None = None
) -> Joined | Refusal:
    """Note that a contact is no longer there: in one role, or (None) in any."""
    account = await Account.get_or_none(id=account_id)
    contact = await resolve_to_write(contact_id)
    if account is None or contact is None:
        return Refusal("id", "unknown_account" if account is None else "unknown_contact")
    rows = await Affiliation.filter(account_id=account.id, contact_id=contact.id, until=None)
    book = await journal(by, "account_left", contact.id)
    for row in rows:
        if role in (None, row.role):
            await book.update(row, until=by.at.date(), best=False)
    still = [row for row in rows if row.until is None]
    if not still and fold(contact.company) == account.name_key:
        await _set_company(book, contact, "")
    event = await book.record() if book.changes else None
    return Joined(account.id, contact.id, event)


async def people(account_id: int, *, role: str | None = None) -> Sequence[Affiliation]:
    """Return who is there now, the best point of contact first, then by role."""
    rows = Affiliation.filter(account_id=account_id, until=None, contact__erased_at=None)
    if role is not None:
        rows = rows.filter(role=role)
    found = await rows.order_by("id").prefetch_related("contact")
    return sorted(found, key=lambda row: (not row.best, ROLES.index(row.role), row.id))


async def of(contact: Contact) -> Account | None:
    """Return the account of a contact's company: the one they joined, else one of that name."""
    key = fold(contact.company)[:LONGEST]
    joined = Affiliation.filter(contact_id=contact.id, until=None, account__name_key=key)
    row = await joined.order_by("-best", "id").prefetch_related("account").first()
    return row.account if row is not None else await find(contact.company)


@transaction
async def give_role(contact_id: int, role: str, by: By, *, best: bool = False) -> Joined | Refusal:
    """Note what a contact is at the company in their record; as in `join`.

    Refused with no_company too.
    """
    contact = await resolve_to_write(contact_id)
    if contact is None or not contact.company:
        return Refusal("company", "no_company")
    account = await of(contact)
    made = Kept(account.id, None) if account else await find_or_create(contact.company, by)
    if isinstance(made, Refusal):
        return made
    return await join(made.account_id, contact.id, by, role=role, best=best)


async def _parent_fault(account: Account, parent_id: int | None) -> Refusal | None:
    """A company is no part of itself, however many steps away."""
    above = parent_id
    for _ in range(_DEEPEST):
        if above is None:
            return None
        if above == account.id:
            return Refusal("parent", "own_parent")
        parent = await Account.get_or_none(id=above)
        if parent is None:
            return Refusal("parent", "unknown_parent")
        above = parent.parent_id
    return Refusal("parent", "own_parent")


async def _rename(book: Journal, account: Account, name: str) -> None:
    old = account.name_key
    await book.update(account, name=name, name_key=fold(name)[:LONGEST])
    there = Contact.filter(affiliations__account_id=account.id, affiliations__until=None)
    for contact in await there.filter(company_key=old).distinct():
        await _set_company(book, contact, name)


async def _set_company(book: Journal, contact: Contact, name: str) -> None:
    await book.update(contact, company=name)
    await searching.refresh(contact.id)


async def _only_best(book: Journal, row: Affiliation) -> None:
    rivals = Affiliation.filter(account_id=row.account_id, best=True).exclude(id=row.id)
    for rival in await rivals:
        await book.update(rival, best=False)
    await book.update(row, best=True)
