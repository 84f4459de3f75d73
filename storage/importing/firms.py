"""What a file says of companies goes to their accounts, and only where they say nothing yet.

It is said of the company that the row names, else of the contact's own; where neither has one, or
the row names another than the contact's, it stays with the contact as custom fields.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from storage import accounts
from storage.contacts import Refusal
from storage.events import By
from storage.files.drafts import FirmValue
from storage.tables.accounts import Account, Affiliation
from storage.tables.people import Contact
from storage.values.folding import fold

Firm = Sequence[FirmValue]


async def complete(told: Mapping[int, Firm], by: By) -> dict[int, int]:
    """Fill the gaps of the accounts of contacts; return, by contact, the first event of it.

    An account that is not there is made of the contact's company, and the contact joins it.
    """
    about = {contact_id: firm for contact_id, firm in told.items() if firm}
    if not about:
        return {}
    theirs = await _accounts_of(about)
    events: dict[int, int] = {}
    for contact in await Contact.filter(id__in=list(about)).order_by("id"):
        made = await _complete(contact, theirs.get(contact.id), about[contact.id], by)
        events |= {contact.id: min(made)} if made else {}
    return events


async def speaks_of(contact: Contact, company: str) -> bool:
    """Say whether a row that names this company (or none) speaks of the contact's own."""
    if company:
        return not contact.company or _bare(company) == _bare(contact.company)
    return bool(contact.company) or contact.id in await _accounts_of([contact.id])


def as_custom(firm: Firm) -> tuple[tuple[str, str], ...]:
    """Return what is told of a company as custom fields: under the headers that it stood under."""
    texts: dict[str, list[str]] = {}
    for value in firm:
        texts.setdefault(value.column, []).append(value.text)
    return tuple((column, " ".join(parts)) for column, parts in texts.items())


async def _complete(contact: Contact, account: Account | None, firm: Firm, by: By) -> list[int]:
    events: list[int | None] = []
    if account is None:
        found = await accounts.find_or_create(contact.company, by)
        if isinstance(found, Refusal):
            return []
        joined = await accounts.join(found.account_id, contact.id, by)
        account = await Account.get(id=found.account_id)
        events = [found.event_id, None if isinstance(joined, Refusal) else joined.event_id]
    values: dict[str, Any] = {
        value.field: int(value.text) if value.field == "size" else value.text
        for value in firm
        if getattr(account, value.field) in ("", None)
    }
    if values:
        changed = await accounts.change(account.id, by, **values)
        events.append(None if isinstance(changed, Refusal) else changed.event_id)
    return [event for event in events if event is not None]


async def _accounts_of(contact_ids: Iterable[int]) -> dict[int, Account]:
    """Return where each works now; of several places the one where they are spoken to first."""
    rows = Affiliation.filter(contact_id__in=list(contact_ids), until=None)
    found: dict[int, Account] = {}
    for row in await rows.order_by("-best", "id").prefetch_related("account"):
        found.setdefault(row.contact_id, row.account)
    return found


def _bare(name: str) -> str:
    """Return a name without what people write now and then: `Flores, S.L.` is `Flores SL`."""
    return "".join(char for char in fold(name) if char.isalnum())
