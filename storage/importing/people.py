"""Rows about contacts: who each is about, who is new, what a known one learns.

A row that still stands from an import before, cell for cell, says nothing new. Any other is news
in what it did not say before.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from storage import duplicates, likely
from storage.files.drafts import Draft
from storage.files.headers import FAX
from storage.importing import consents, creating, updating
from storage.importing.batch import Import, Kind
from storage.importing.drafting import ContactReader, Ready
from storage.importing.firms import as_custom, complete, speaks_of
from storage.importing.matching import Known, known_for, living
from storage.importing.rows import Row
from storage.importing.said import Past, Said, news
from storage.importing.updating import Holding
from storage.ledger import ledger
from storage.row_writes import insert_rows, whole_row
from storage.tables.imports import KeptRow
from storage.tables.people import Contact, CustomField
from storage.tables.transactions import reserve_ids

COMPARED = 5_000
"""In a longer list names repeat so often that comparing at once costs more than the import: the
search over everybody (`duplicates.search`) does it in minutes."""
_KEPT = ("id", "import_id", "row_number", "digest", "cells", "outcome", "contact_id", "event_id")


class Fresh(NamedTuple):
    """A row that says something new, the id that its kept row will have, and who it is about."""

    row: Row
    ready: Ready
    row_id: int
    contact_id: int | None


def reader_for(work: Import) -> ContactReader:
    """Return what reads the rows of a file of contacts."""
    columns, empty = whole_row(Contact)
    return ContactReader(
        mapping=work.mapping,
        options=work.options,
        file=work.file.name,
        by=work.by,
        ledger=ledger(),
        columns=columns,
        empty=empty,
    )


async def place(work: Import, rows: Sequence[Row]) -> None:
    """Write the rows of a batch that state a contact."""
    await _Batch(work).place(rows)


async def keys(rows: Sequence[Row]) -> list[frozenset[str]]:
    """Return what each row is about: its id, its addresses, the contact that it updates."""
    readies = [row.said for row in rows if isinstance(row.said, Ready)]
    known = await known_for(readies)
    return [frozenset(_keys(ready, known.match(ready))) for ready in readies]


def _keys(ready: Ready, contact_id: int | None) -> Iterator[str]:
    yield from (f"mail {normal}" for normal in ready.normals)
    if ready.external_id:
        yield f"id {ready.external_id}"
    if contact_id is not None:
        yield f"contact {contact_id}"


CONTACTS = Kind("contacts", reader_for, place, keys)


class _Batch:
    """The rows of one batch on their way in."""

    def __init__(self, work: Import) -> None:
        self.work = work
        self.reader = reader_for(work)
        self.past = Past()
        self.known = Known()
        self.holdings: dict[int, Holding] = {}
        self.kept: list[tuple[object, ...]] = []
        self.created: list[int] = []

    async def place(self, rows: Sequence[Row]) -> None:
        fresh, again = await self._by_novelty(rows)
        stated = await self._state_anew(again) if self.work.options.basis else 0
        self.work.counts.updated += stated
        self.work.counts.unchanged += len(again) - stated
        row_ids = await reserve_ids(KeptRow, len(fresh)) if fresh else ()
        self.known = await known_for(ready for _, ready, _ in fresh)
        await self._declare(ready for _, ready, _ in fresh)
        await self._write(
            [
                Fresh(row, ready, row_id, contact_id)
                for (row, ready, contact_id), row_id in zip(fresh, row_ids, strict=True)
            ]
        )
        await insert_rows(KeptRow, _KEPT, self.kept)
        await self._compare()

    async def _declare(self, readies: Iterable[Ready]) -> None:
        """Columns that are no field of ours become custom fields of type text: nothing is lost.

        A column without a value makes none.
        """
        at = self.reader.columns.index("custom")
        kept = {ready.own[at] for ready in readies} - {"{}"}
        used = dict.fromkeys(name for custom in kept for name in json.loads(custom))
        named = {FAX, *(column.header for column in self.work.mapping.columns)}
        for name in used:
            if name in named - self.work.declared:
                await CustomField.get_or_create(name=name[:60], defaults={"type": "text"})
                self.work.declared.add(name)

    async def _compare(self) -> None:
        """Keep the pairs that new contacts make; count what `duplicates.alike` lists of them."""
        work = self.work
        if max(work.expected_rows or 0, work.counts.read) > COMPARED:
            work.counts.duplicates = None
        elif self.created:
            language = work.options.reading.language
            await likely.keep_likely(self.created, work.by, language=language)
            work.counts.duplicates = await duplicates.count_about(await self._newcomers())

    async def _newcomers(self) -> set[int]:
        """Return whom this import made so far."""
        made = KeptRow.filter(import_id=self.work.file.id or 0, outcome="created")
        return {int(str(one)) for one in await made.values_list("contact_id", flat=True) if one}

    async def _by_novelty(
        self, rows: Sequence[Row]
    ) -> tuple[list[tuple[Row, Ready, int | None]], list[Row]]:
        """Part the rows that say something new from those that stand as they are."""
        digests = [row.digest for row in rows]
        await self.past.load(digests, fill=self.work.options.fill)
        became = await living(self.past.contact_of.values())
        about = {digest: became.get(i) for digest, i in self.past.contact_of.items()}
        said = await self._said({i for i in about.values() if i is not None})
        stands = {one.digest for rows_of in said.values() for one in rows_of}
        fresh: list[tuple[Row, Ready, int | None]] = []
        again: list[Row] = []
        for row, first in zip(rows, self.work.met.new(digests), strict=True):
            contact_id = about.get(row.digest)
            gone = row.digest in about and contact_id is None
            if not first or gone or row.digest in stands:
                again.append(row)
            elif isinstance(row.said, Ready):
                fresh.append((row, row.said, contact_id))
        return fresh, again

    async def _said(self, contact_ids: set[int]) -> dict[int, list[Said]]:
        if not contact_ids:
            return {}
        return await self.past.standing(contact_ids, fill=self.work.options.fill)

    async def _state_anew(self, again: Sequence[Row]) -> int:
        """Record the basis that the owner states now for rows that had come in without one.

        Nothing else of an old row is said again. Returns how many contacts it is new for.
        """
        count = 0
        became = await living(self.past.contact_of.values())
        for row in again:
            contact_id = became.get(self.past.contact_of.get(row.digest, 0))
            if contact_id is None or not isinstance(row.said, Ready):
                continue
            by_file = [one for one in row.said.stated if one.for_all]
            count += bool(await consents.record_known(contact_id, by_file, self.work.by))
        return count

    async def _write(self, fresh: Sequence[Fresh]) -> None:
        """New contacts are gathered and written together; a row about one of them comes after."""
        about = [new.contact_id or self.known.match(new.ready) for new in fresh]
        await self._hold({i for i in about if i is not None})
        waiting: list[Fresh] = []
        waiting_for = Known()
        for new in fresh:
            if waiting_for.match(new.ready) is not None:
                await self._create(waiting)
                waiting, waiting_for = [], Known()
            contact_id = new.contact_id or self.known.match(new.ready)
            if contact_id is not None:
                await self._update(contact_id, new)
                continue
            waiting.append(new)
            waiting_for.add(0, new.ready)
        await self._create(waiting)

    async def _hold(self, contact_ids: set[int]) -> None:
        if contact_ids:
            said = await self._said(contact_ids)
            self.holdings |= await updating.holdings(list(contact_ids), said)

    async def _create(self, waiting: Sequence[Fresh]) -> None:
        if not waiting:
            return
        work = self.work
        work.counts.created += len(waiting)
        people = await creating.create(
            [new.ready for new in waiting],
            self.reader.columns,
            [new.row_id for new in waiting],
            work.by,
        )
        newcomers = []
        for new, made in zip(waiting, people, strict=True):
            self.known.add(made.contact_id, new.ready)
            self.created.append(made.contact_id)
            newcomers.append(consents.Newcomer(*made, new.ready.normals, new.ready.stated))
            self._keep(new, "created", made.contact_id, made.event_id)
        await consents.record_new(newcomers, work.by)
        firms = {one.contact_id: new.ready.firm for new, one in zip(waiting, people, strict=True)}
        await complete(firms, work.by)

    async def _update(self, contact_id: int, new: Fresh) -> None:
        if contact_id not in self.holdings:
            await self._hold({contact_id})
        holding, work = self.holdings[contact_id], self.work
        before = [self._draft(one) for one in holding.said]
        draft = self.reader.draft(new.row.number, new.row.cells)
        if not isinstance(draft, Draft):
            return
        told = news(draft, [one for one in before if isinstance(one, Draft)])
        firm = told.draft.firm
        if firm and not await speaks_of(holding.contact, draft.company):
            custom = (*told.draft.custom, *as_custom(firm))
            told, firm = told._replace(draft=replace(told.draft, custom=custom)), ()
        where = f"{work.file.name}, row {new.row.number}"
        done = await updating.update(
            holding, told, work.by, work.source, row_id=new.row_id, where=where
        )
        said = consents.statements(
            draft, work.options, work.file.name, work.by, news=told.draft.consents
        )
        events = await consents.record_known(contact_id, list(said), work.by)
        completed = await complete({contact_id: firm}, work.by)
        first = (done.event_id, *events, *completed.values())
        event = next((one for one in first if one is not None), None)
        is_new = done.changed or bool(events) or bool(completed)
        work.counts.updated += is_new
        work.counts.unchanged += not is_new
        work.counts.proposed += done.proposed
        self._keep(new, "updated" if is_new else "unchanged", contact_id, event)

    def _draft(self, said: Said) -> object:
        """Read an old row in the columns of this file."""
        columns = self.work.mapping.columns
        cells = [""] * (max((column.index for column in columns), default=-1) + 1)
        for column in columns:
            if column.index >= 0:
                cells[column.index] = said.cells.get(column.header, "")
        return self.reader.draft(0, tuple(cells))

    def _keep(self, new: Fresh, outcome: str, contact_id: int, event_id: int | None) -> None:
        row, import_id = new.row, self.work.file.id or 0
        self.kept.append(
            (
                *(new.row_id, import_id, row.number, row.digest, row.kept),
                *(outcome, contact_id, event_id),
            )
        )
        if contact_id in self.holdings:
            said = Said(new.row_id, import_id, row.digest, json.loads(row.kept))
            self.holdings[contact_id].said.append(said)
