"""Writing contacts to a file, however many: a page at a time, through a spool on disk.

Whole records for the command line, in columns that our own import reads back; lists for a purpose;
the short list that staff ask for in the chat; postal labels. Nobody is held in memory longer than
a page; of a PDF the finished pages are, some 0.2 kB a label.
"""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from tortoise.queryset import QuerySet

from storage import cards
from storage.files.flat import cells, columns, flat
from storage.files.postal_labels import Letter, write_labels
from storage.files.writing import write_csv, write_vcf, write_xlsx
from storage.kept_beside import kept_beside
from storage.lists import COLUMNS, Kind, letters_to, page_of
from storage.showing import rows_of, show_for_files
from storage.tables.people import Contact, CustomField

PAGE = 200
LIST_ENDINGS = (".csv", ".xlsx")
ENDINGS = (".csv", ".xlsx", ".vcf")
SHORT = (
    *("id", "external_id", "first_name", "last_name", "email", "phone"),
    *("company", "city", "postcode"),
)
"""The columns of the list that the chat sends."""
Progress = Callable[[int, int | None], None]


async def export(
    path: Path, contacts: QuerySet[Contact], now: datetime, on_progress: Progress
) -> int:
    """Write whole records to `path` by its ending, one of ENDINGS; return how many."""
    seen = _Seen(dict.fromkeys(await _declared()))
    with _spool() as spool:
        async for page in _pages(contacts, on_progress):
            more = await kept_beside([contact.id for contact in page])
            for contact in page:
                shown = await show_for_files(contact.id, now) or {}
                record = {**shown, **more[contact.id]}
                seen.note(record)
                _keep(spool, record)
        return await asyncio.to_thread(_write_records, path, spool, seen)


async def export_short(path: Path, contact_ids: Sequence[int], now: datetime) -> int:
    """Write contacts in the order of their ids by the ending of `path`, one of ENDINGS.

    A table has the columns SHORT, a vCard the record without notes and consents: it is handed on.
    """
    as_cards = path.suffix.lower() == ".vcf"
    with _spool() as spool:
        for start in range(0, len(contact_ids), PAGE):
            ids = contact_ids[start : start + PAGE]
            for record in await (_cards(ids, now) if as_cards else _short_rows(ids)):
                _keep(spool, record)
        if as_cards:
            return await asyncio.to_thread(write_vcf, path, _kept(spool))
        return await asyncio.to_thread(_table(path), path, SHORT, _kept(spool))


async def export_list(
    path: Path, contacts: QuerySet[Contact], kind: Kind, purpose: str, on_progress: Progress
) -> tuple[int, dict[str, int]]:
    """Write a list for a purpose, one of LIST_ENDINGS; return how many, and who was left out."""
    left_out: Counter[str] = Counter()
    with _spool() as spool:
        async for people in _pages(contacts, on_progress):
            page = await page_of(kind, people, purpose)
            left_out += page.left_out
            for row in page.rows:
                _keep(spool, row)
        count = await asyncio.to_thread(_table(path), path, COLUMNS[kind], _kept(spool))
    return count, dict(left_out)


async def export_labels(
    path: Path,
    contacts: QuerySet[Contact],
    on_progress: Progress,
    *,
    sheet: str,
    home: str,
    language: str,
    first: int = 1,
) -> tuple[int, dict[str, int]]:
    """Write postal labels as PDF; return how many, and who was left out for which reason.

    `home` is the country (ISO alpha-2) that needs no naming, `first` the first label to print on.
    """
    left_out: Counter[str] = Counter()
    with _spool() as spool:
        async for people in _pages(contacts, on_progress):
            letters, out = await letters_to(people)
            left_out += out
            for letter in letters:
                _keep(spool, asdict(letter))
        found = (Letter(**kept) for kept in _kept(spool))
        write = partial(write_labels, home=home, language=language, first=first)
        count = await asyncio.to_thread(write, path, sheet, found)
    return count, dict(left_out)


@dataclass(slots=True)
class _Seen:
    """Which custom fields and columns of ours the contacts of an export fill."""

    custom: dict[str, None]
    own: set[str] = field(default_factory=set)

    def note(self, record: Mapping[str, Any]) -> None:
        self.custom |= dict.fromkeys(record.get("custom") or {})
        self.own.update(flat(record))


async def _declared() -> list[str]:
    names = await CustomField.all().order_by("id").values_list("name", flat=True)
    return [str(name) for name in names]


def _write_records(path: Path, spool: TextIO, seen: _Seen) -> int:
    if path.suffix.lower() == ".vcf":
        return write_vcf(path, _kept(spool))
    headers, custom = columns(seen.custom, seen.own), list(seen.custom)
    own = headers[: len(headers) - len(custom)]
    return _table(path)(path, headers, (cells(contact, own, custom) for contact in _kept(spool)))


async def _cards(ids: Sequence[int], now: datetime) -> list[dict[str, Any]]:
    shown = [await show_for_files(contact_id, now) for contact_id in ids]
    return [one for one in shown if one is not None]


async def _short_rows(ids: Sequence[int]) -> list[dict[str, Any]]:
    listed = {row.id: row for row in await cards.rows(ids)}
    postcodes = await cards.postcodes(ids)
    return [
        {
            **row,
            "company": listed[row["id"]].company,
            "city": listed[row["id"]].city,
            "postcode": postcodes.get(row["id"], ""),
        }
        for row in await rows_of(await cards.contacts_of(ids))
    ]


def _table(path: Path) -> Callable[..., int]:
    return write_csv if path.suffix.lower() == ".csv" else write_xlsx


def _spool() -> Any:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


def _keep(spool: TextIO, record: Mapping[str, Any]) -> None:
    spool.write(json.dumps(record, default=str) + "\n")


def _kept(spool: TextIO) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    for line in spool:
        yield json.loads(line)


async def _pages(
    contacts: QuerySet[Contact], on_progress: Progress
) -> AsyncIterator[list[Contact]]:
    total, last, done = await contacts.count(), 0, 0
    while page := await contacts.filter(id__gt=last).order_by("id").limit(PAGE):
        yield page
        last, done = page[-1].id, done + len(page)
        on_progress(done, total)
