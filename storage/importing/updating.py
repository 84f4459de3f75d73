"""A row about a contact that we have: what it changes there.

Only what the row says anew counts (`said.news`), and only where its source is trusted as much as
that of what stands (`rules/provenance`): what loses is kept, and put before staff. What a row
leaves empty stays. A new phone takes the place of the one that the file said until now, or is
added beside the others; the row's first e-mail becomes the primary one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from storage import proposals, provenance, searching
from storage.events import By, Journal, journal
from storage.files.drafts import DraftAddress
from storage.importing.drafting import own_values, place_values, standing_of, tag_keys
from storage.importing.said import News, Said
from storage.rules.provenance import Keep, Source, Take, Trust, decide
from storage.tables.people import Contact, ContactTag, EmailAddress, Phone, PostalAddress
from storage.tables.work import Note, Proposal
from storage.values.folding import fold
from storage.values.record import FIELDS


@dataclass(slots=True)
class Holding:
    """A contact as it is now, with all that a row can change, and what imports said of it."""

    contact: Contact
    emails: list[EmailAddress] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    places: list[PostalAddress] = field(default_factory=list)
    tags: list[ContactTag] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Updated:
    """The event, None where nothing was written; how many values were put before staff.

    `changed`: the record differs from before, not only what is kept beside it.
    """

    event_id: int | None
    changed: bool
    proposed: int


async def holdings(contact_ids: Sequence[int], said: dict[int, list[Said]]) -> dict[int, Holding]:
    """Load contacts with a handful of queries."""
    found = {
        contact.id: Holding(contact, said=list(said.get(contact.id, ())))
        for contact in await Contact.filter(id__in=list(contact_ids))
    }
    ids = list(found)
    for mail in await EmailAddress.filter(contact_id__in=ids).order_by("id"):
        found[mail.contact_id].emails.append(mail)
    for phone in await Phone.filter(contact_id__in=ids).order_by("-primary", "id"):
        found[phone.contact_id].phones.append(phone)
    for place in await PostalAddress.filter(contact_id__in=ids).order_by("id"):
        found[place.contact_id].places.append(place)
    for tag in await ContactTag.filter(contact_id__in=ids):
        found[tag.contact_id].tags.append(tag)
    return found


async def update(
    holding: Holding, news: News, by: By, source: Source, *, row_id: int, where: str
) -> Updated:
    """Apply what is new in a row. `where` is file and row, as evidence for people."""
    contact = holding.contact
    change = _Change(await journal(by, "contact_imported", contact.id), holding, source)
    await change.own(news)
    await change.emails(news)
    await change.phones(news)
    await change.places(news)
    await change.words(news)
    if not change.book.changes:
        return Updated(None, changed=False, proposed=0)
    changed = any(one["table"] != "other_value" for one in change.book.changes)
    if changed:
        await provenance.note(change.book, contact, change.said, source)
        contact.updated_at = by.at
        await contact.save(update_fields=["updated_at"])
        await searching.refresh(contact.id)
    event = await change.book.record(evidence=f"kept_row:{row_id}")
    proposed = await _propose(contact.id, change.lost, by, source, where)
    return Updated(event, changed, proposed)


class _Change:
    """One row on its way into a contact."""

    def __init__(self, book: Journal, holding: Holding, source: Source) -> None:
        self.book, self.holding, self.source = book, holding, source
        self.contact = holding.contact
        self.said: set[str] = set()
        """The fields that this row set."""
        self.lost: dict[str, tuple[str, str]] = {}
        """Field → what stands there, and what the row says instead."""

    async def takes(self, name: str, new: str, old: str) -> bool:
        """Decide about a value that would take the place of another; keep the one that loses."""
        standing = provenance.source_of(self.contact, name)
        takes = await self._may(name, new, old) and new != old
        if takes:
            await self._keep(name, old, standing, "older")
        return takes

    async def _may(self, name: str, new: str, old: str) -> bool:
        """Decide whether the row may say a field; keep what it says where it may not."""
        standing = provenance.source_of(self.contact, name)
        verdict = decide(new, self.source, standing=old, standing_source=standing)
        if isinstance(verdict, Keep):
            self.lost[name] = (old, new)
            await self._keep(name, new, self.source, verdict.reason)
        elif isinstance(verdict, Take):
            self.said.add(name)
        return not isinstance(verdict, Keep)

    async def own(self, news: News) -> None:
        values: dict[str, Any] = {
            name: new
            for name, new in own_values(news.draft).items()
            if await self.takes(name, str(new), str(getattr(self.contact, name) or ""))
        }
        custom = dict(self.contact.custom)
        for name, text in news.draft.custom:
            if text and await self.takes(f"custom.{name}", text, str(custom.get(name) or "")):
                custom[name] = text
        await self.book.update(self.contact, **values, custom=custom)

    async def emails(self, news: News) -> None:
        rows = self.holding.emails
        known = {row.normal for row in rows}
        fresh = [e for e in news.draft.emails if e.normal and e.normal not in known]
        primary = news.primary or ""
        standing = next((row.normal for row in rows if row.primary), "")
        wanted = primary or next((email.normal or "" for email in fresh), "")
        if not wanted or not await self._may("email", wanted, standing):
            return
        for email in fresh:
            row = EmailAddress(
                contact_id=self.contact.id,
                address=email.as_typed[:320],
                normal=email.normal or "",
                primary=not rows,
                standing=standing_of(email).value,
            )
            await self.book.create(row)
            rows.append(row)
        if any(row.normal == primary for row in rows):
            for row in rows:
                await self.book.update(row, primary=row.normal == primary)

    async def phones(self, news: News) -> None:
        for phone in news.draft.phones:
            name, number = provenance.phone_field(phone.label), phone.e164 or phone.as_typed
            rows = [r for r in self.holding.phones if provenance.phone_field(r.label) == name]
            if any((row.e164 or row.as_typed) == number for row in self.holding.phones):
                continue
            old = next((r for r in rows if (r.e164 or r.as_typed) in news.dropped), None)
            first = next(iter(rows), None)
            standing = old or (None if self._adds(name) else first)
            if not await self.takes(name, number, _number(standing)):
                continue
            values = {"as_typed": phone.as_typed[:80], "e164": phone.e164, "label": phone.label}
            if old is not None:
                await self.book.update(old, **values)
            else:
                row = Phone(contact_id=self.contact.id, **values)
                await self.book.create(row)
                self.holding.phones.append(row)

    def _adds(self, name: str) -> bool:
        """Tell whether a number may be added beside those there: nobody more trusted set them."""
        return self.source.trust >= max(provenance.source_of(self.contact, name).trust, Trust.FILE)

    async def places(self, news: News) -> None:
        there = list(self.holding.places)
        pairs = paired([place for place, _ in news.places], there)
        for (place, fresh), known in zip(news.places, pairs, strict=True):
            row = known
            if row is None and self.source.trust < Trust.FILE:
                row = next((one for one in there if one.kind == place.kind), None)
            whole = row is None and fresh != DraftAddress(place.kind)
            values = await self._parts(place if whole else fresh, row)
            if row is not None:
                await self.book.update(row, **values)
            elif values:
                row = PostalAddress(contact_id=self.contact.id, kind=place.kind, **values)
                await self.book.create(row)
                self.holding.places.append(row)

    async def _parts(self, place: DraftAddress, row: PostalAddress | None) -> dict[str, str]:
        """Return the parts of an address that take the place of ours.

        A vendor's address in another town completes none of ours: it is kept beside it.
        """
        values = {}
        elsewhere = self.source.trust < Trust.FILE and row is not None and _elsewhere(place, row)
        for name, new in place_values(place).items():
            field, old = provenance.place_field(place.kind, name), str(getattr(row, name, "") or "")
            if new and elsewhere and not old:
                await self._keep(field, new, self.source, "less_trusted")
            elif new and await self.takes(field, new, old):
                values[name] = new
        return values

    async def words(self, news: News) -> None:
        known = {tag.name_key for tag in self.holding.tags}
        for key, name in tag_keys(news.draft).items():
            if key not in known:
                tag = ContactTag(contact_id=self.contact.id, name=name, name_key=key)
                await self.book.create(tag)
                self.holding.tags.append(tag)
        text, by = news.draft.notes, self.book.by
        if text and not await Note.exists(contact_id=self.contact.id, text=text):
            note = Note(contact_id=self.contact.id, text=text, author=by.actor, at=by.at)
            await self.book.create(note)

    async def _keep(self, name: str, value: str, source: Source, why: str) -> None:
        if value:
            await provenance.keep_other(
                self.book, self.contact.id, name, value, source=source, why=why
            )


def paired(
    said: Sequence[DraftAddress], there: Sequence[PostalAddress]
) -> list[PostalAddress | None]:
    """Return which address of ours each of a row's is: the same one, else the next of its kind."""
    left = list(there)
    found: list[PostalAddress | None] = [None] * len(said)
    for fits in (_same_place, _same_kind):
        for i, place in enumerate(said):
            row = found[i] or next((one for one in left if fits(place, one)), None)
            if row is not None and found[i] is None:
                found[i] = row
                left.remove(row)
    return found


def _elsewhere(place: DraftAddress, row: PostalAddress) -> bool:
    """Tell whether two addresses cannot be one: in another town, postcode or country."""
    pairs = [(getattr(place, name), getattr(row, name)) for name in ("city", "postcode", "country")]
    return any(one and other and fold(one) != fold(other) for one, other in pairs)


def _same_kind(place: DraftAddress, row: PostalAddress) -> bool:
    return place.kind == row.kind


def _same_place(place: DraftAddress, row: PostalAddress) -> bool:
    values = place_values(place).items()
    return _same_kind(place, row) and all(getattr(row, name) == value for name, value in values)


async def _propose(
    contact_id: int, lost: dict[str, tuple[str, str]], by: By, source: Source, where: str
) -> int:
    """Put values that lost before staff, once; a vendor's list has no say where we have a value."""
    count = 0
    for name, (old, new) in lost.items():
        if name not in FIELDS or source.trust is Trust.VENDOR:
            continue
        if not await Proposal.exists(contact_id=contact_id, field=name, new=new):
            made = await proposals.propose(
                contact_id, name, new, by, old=old, evidence=where, why="less_trusted"
            )
            count += made is not None
    return count


def _number(row: Phone | None) -> str:
    return (row.e164 or row.as_typed) if row is not None else ""
