"""What an import said before: the kept rows that still stand, and what of a new row is news.

A file is a source that speaks again and again. What it said last time and says again is no news,
however the contact looks by now: else last year's spreadsheet would put back the old telephone
that the customer corrected since.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields, replace
from typing import Any, NamedTuple

from storage.files.drafts import Draft, DraftAddress
from storage.importing.drafting import OWN, PLACE
from storage.tables.imports import ImportFile, KeptRow
from storage.tables.people import Contact

_UNSAID = ("reverted", "undoing")
_EMPTY: dict[str, Any] = {f.name: f.default for f in fields(Draft)}


class Said(NamedTuple):
    """A row that was imported: its cells by their headers, as text."""

    row_id: int
    import_id: int
    digest: str
    cells: dict[str, str]


class News(NamedTuple):
    """A row without what it said before.

    `places`: each address as the row has it, and what of that is news. `primary`: its first e-mail,
    where that is news. `dropped`: numbers that it said and no longer says, so that a new one can
    take their place.
    """

    draft: Draft
    places: tuple[tuple[DraftAddress, DraftAddress], ...]
    primary: str | None
    dropped: frozenset[str]


def standing(rows: Iterable[Said]) -> list[Said]:
    """Return the rows of one contact that still stand, oldest first.

    A row takes the place of the one most like it that another file said before under the same
    headers; a file may have several rows about one contact, and so may files of several layouts.
    """
    kept: list[Said] = []
    for row in sorted(rows):
        rivals = [one for one in kept if one.import_id != row.import_id and _same_table(one, row)]
        if rivals:
            kept.remove(max(rivals, key=lambda one: (_likeness(one, row), one.row_id)))
        kept.append(row)
    return kept


def _same_table(one: Said, other: Said) -> bool:
    shared = len(one.cells.keys() & other.cells.keys())
    return 2 * shared >= min(len(one.cells), len(other.cells))


def _likeness(one: Said, other: Said) -> int:
    return len(one.cells.items() & other.cells.items())


def news(draft: Draft, before: Sequence[Draft]) -> News:
    """Return what of a row was not said by one of the drafts before."""
    numbers = _numbers(draft)
    said_numbers = {number for one in before for number in _numbers(one)}
    mails = {email.normal for one in before for email in one.emails}
    first = draft.emails[0].normal if draft.emails else None
    firsts = {one.emails[0].normal for one in before if one.emails}
    phones = zip(draft.phones, numbers, strict=True)
    refusals = {said for one in before for said in _refusals(one)}
    fresh = replace(
        draft,
        **{name: _EMPTY[name] for name in OWN if _was_said(name, draft, before)},
        emails=tuple(email for email in draft.emails if email.normal not in mails),
        phones=tuple(phone for phone, number in phones if number not in said_numbers),
        tags=tuple(tag for tag in draft.tags if all(tag not in one.tags for one in before)),
        custom=tuple(
            pair for pair in draft.custom if all(pair not in one.custom for one in before)
        ),
        firm=tuple(value for value in draft.firm if all(value not in one.firm for one in before)),
        notes="" if any(draft.notes == one.notes for one in before) else draft.notes,
        consents=tuple(
            said for said in draft.consents if said.given or _refusal(said) not in refusals
        ),
    )
    return News(
        fresh,
        tuple((place, _new_parts(place, draft, before)) for place in draft.addresses),
        None if first in firsts else first,
        frozenset(said_numbers - set(numbers)),
    )


def _was_said(name: str, draft: Draft, before: Sequence[Draft]) -> bool:
    return any(getattr(one, name) == getattr(draft, name) for one in before)


def _numbers(draft: Draft) -> list[str]:
    return [phone.e164 or phone.as_typed for phone in draft.phones]


def _refusals(draft: Draft) -> set[tuple[Any, ...]]:
    return {_refusal(said) for said in draft.consents if not said.given}


def _refusal(said: Any) -> tuple[Any, ...]:
    return said.purpose, said.channel, said.on, said.as_typed


def _new_parts(place: DraftAddress, row: Draft, before: Sequence[Draft]) -> DraftAddress:
    """Leave out what was said before: the whole address, or a part of the one in its place.

    Of several of a kind the first is held against the first, the second against the second.
    """
    alike = [[one for one in draft.addresses if one.kind == place.kind] for draft in before]
    if any(place in said for said in alike):
        return DraftAddress(place.kind)
    nth = [one for one in row.addresses if one.kind == place.kind].index(place)
    said = [one[nth] for one in alike if nth < len(one)]
    old: dict[str, Any] = {
        name: ""
        for name in PLACE
        if any(getattr(one, name) == getattr(place, name) for one in said)
    }
    return replace(place, **old)


class Past:
    """What kept rows tell of a batch: who a row was about, and which rows still stand."""

    def __init__(self) -> None:
        self.contact_of: dict[str, int] = {}
        """Digest → contact, of rows that came in before."""
        self._uncounted: set[int] = set()
        self._counted: set[int] = set()

    async def load(self, digests: Collection[str], *, fill: bool) -> None:
        """Look the rows up. One that only completed has not been taken as a whole."""
        found = KeptRow.filter(digest__in=list(digests), contact_id__isnull=False).order_by("id")
        rows: Any = await found.values_list("digest", "import_id", "contact_id")
        await self._sort_out({row[1] for row in rows}, fill=fill)
        self.contact_of = {row[0]: row[2] for row in rows if row[1] in self._counted}

    async def standing(self, contact_ids: Collection[int], *, fill: bool) -> dict[int, list[Said]]:
        """Return the rows that still stand of each contact, and of those merged into it."""
        into = {contact_id: contact_id for contact_id in contact_ids}
        level = list(into)
        while level:
            merged: Any = await Contact.filter(merged_into_id__in=level).values_list(
                "id", "merged_into_id"
            )
            new = {one: into[other] for one, other in merged if one not in into}
            into |= new
            level = list(new)
        rows = await KeptRow.filter(contact_id__in=list(into))
        await self._sort_out({row.import_id for row in rows}, fill=fill)
        by_contact: dict[int, list[Said]] = defaultdict(list)
        for row in rows:
            if row.import_id in self._counted and row.contact_id is not None:
                said = Said(row.id, row.import_id, row.digest, _texts(row.cells))
                by_contact[into[row.contact_id]].append(said)
        return {contact_id: standing(by_contact.get(contact_id, ())) for contact_id in contact_ids}

    async def _sort_out(self, import_ids: set[int], *, fill: bool) -> None:
        asked = import_ids - self._counted - self._uncounted
        if not asked:
            return
        files = await ImportFile.filter(id__in=list(asked))
        gone = {
            file.id
            for file in files
            if file.state in _UNSAID
            or file.kind != "contacts"
            or (file.options.get("fill") and not fill)
        }
        self._uncounted |= gone
        self._counted |= asked - gone


def _texts(cells: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in cells.items()}
