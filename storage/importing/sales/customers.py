"""Whose a row of orders, payments or tickets is, among the customers that we have.

By our own number first, then by e-mail, tax id and phone; a name alone counts where it is a whole
one and only one customer has it. A row makes nobody a customer: who is not found is named in the
rejected rows, to be imported first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from storage.accounts import people, tidy_tax_id
from storage.importing.matching import compatible
from storage.importing.sales.said import Whose
from storage.tables.accounts import Account
from storage.tables.people import Contact, EmailAddress, Phone


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why a customer is not known: `nobody_named`, `unknown_customer`, `several_customers`."""

    reason: str


@dataclass(slots=True)
class Customers:
    """The contacts that the rows of a batch might be about, living ones only."""

    names: dict[int, str] = field(default_factory=dict)
    by_id: dict[str, int] = field(default_factory=dict)
    by_tax: dict[str, int] = field(default_factory=dict)
    by_email: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_phone: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    by_company: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def match(self, whose: Whose) -> int | NotFound:
        """Return the contact that a row names."""
        if not whose:
            return NotFound("nobody_named")
        if whose.customer_id in self.by_id:
            return self.by_id[whose.customer_id]
        mailed = {one for mail in whose.emails for one in self.by_email.get(mail, ())}
        called = {one for phone in whose.phones for one in self.by_phone.get(phone, ())}
        if mailed:
            return self._one_of(mailed, whose)
        if tidy_tax_id(whose.tax_id) in self.by_tax:
            return self.by_tax[tidy_tax_id(whose.tax_id)]
        called = {one for one in called if compatible(whose.name, self.names[one])}
        if called:
            return self._one_of(called, whose)
        return self._by_name(whose)

    def _one_of(self, found: set[int], whose: Whose) -> int | NotFound:
        """Several share an address: the name decides, exactly or as far as it goes."""
        same = {one for one in found if self.names[one] == whose.name}
        alike = {one for one in found if compatible(whose.name, self.names[one])}
        for candidates in (same, alike, found):
            if len(candidates) == 1:
                return next(iter(candidates))
        return NotFound("several_customers")

    def _by_name(self, whose: Whose) -> int | NotFound:
        named = self.by_name.get(whose.name, set()) if " " in whose.name else set()
        found = named or self.by_company.get(whose.company, set())
        if len(found) == 1:
            return next(iter(found))
        return NotFound("several_customers" if found else "unknown_customer")


async def customers_of(rows: Iterable[Whose]) -> Customers:
    """Look up everyone that these rows might be about, with a handful of queries."""
    found, whose = Customers(), list(rows)
    known = _Living()
    ids = {one.customer_id for one in whose if one.customer_id}
    for contact in await Contact.filter(external_id__in=list(ids)):
        await known.take(contact)
        found.by_id[str(contact.external_id)] = contact.id
    await _by_address(found, known, whose)
    await _by_words(found, known, whose)
    await _by_tax(found, known, whose)
    _follow(found, known.became())
    found.names = known.names
    return found


class _Living:
    """Contacts as they were found, and what the merged of them became."""

    def __init__(self) -> None:
        self.names: dict[int, str] = {}
        self._into: dict[int, int] = {}
        self._gone: set[int] = set()

    async def take(self, contact: Contact) -> None:
        start = contact.id
        while contact.merged_into_id is not None:
            contact = await Contact.get(id=contact.merged_into_id)
        self._into[start] = contact.id
        self.names[contact.id] = contact.name_key
        if contact.erased_at is not None:
            self._gone.add(contact.id)

    def became(self) -> dict[int, int]:
        """Return each contact that lives on → as whom."""
        return {old: new for old, new in self._into.items() if new not in self._gone}


def _follow(found: Customers, became: dict[int, int]) -> None:
    found.by_id = {key: became[one] for key, one in found.by_id.items() if one in became}
    found.by_tax = {key: became[one] for key, one in found.by_tax.items() if one in became}
    for index in (found.by_email, found.by_phone, found.by_name, found.by_company):
        for key, ids in index.items():
            index[key] = {became[one] for one in ids if one in became}


async def _by_address(found: Customers, known: _Living, whose: Collection[Whose]) -> None:
    mails = {mail for one in whose for mail in one.emails}
    for row in await EmailAddress.filter(normal__in=list(mails)).prefetch_related("contact"):
        await known.take(row.contact)
        found.by_email[row.normal].add(row.contact_id)
    numbers = {phone for one in whose for phone in one.phones}
    for phone in await Phone.filter(e164__in=list(numbers)).prefetch_related("contact"):
        await known.take(phone.contact)
        found.by_phone[phone.e164 or ""].add(phone.contact_id)


async def _by_words(found: Customers, known: _Living, whose: Collection[Whose]) -> None:
    names = {one.name for one in whose if " " in one.name}
    for contact in await Contact.filter(name_key__in=list(names)):
        await known.take(contact)
        found.by_name[contact.name_key].add(contact.id)
    companies = {one.company for one in whose if one.company}
    for contact in await Contact.filter(company_key__in=list(companies)):
        await known.take(contact)
        found.by_company[contact.company_key].add(contact.id)


async def _by_tax(found: Customers, known: _Living, whose: Collection[Whose]) -> None:
    tidy = {tidy_tax_id(one.tax_id) for one in whose if one.tax_id}
    for account in await Account.filter(tax_id__in=list(tidy)):
        there = await people(account.id)
        if there:
            await known.take(there[0].contact)
            found.by_tax[account.tax_id] = there[0].contact_id
