"""Writing contacts to a file, however many: a page at a time, through a spool on disk."""

import json
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from tortoise.queryset import QuerySet

from aldia.program import Program
from storage.files.flat import cells, columns, flat
from storage.files.postal_labels import Letter, write_labels
from storage.files.writing import write_csv, write_vcf, write_xlsx
from storage.kept_beside import kept_beside
from storage.lists import COLUMNS, Kind, letters_to, page_of
from storage.showing import show_for_files
from storage.tables.people import Contact, CustomField

PAGE = 200
LIST_ENDINGS = (".csv", ".xlsx")
ENDINGS = (".csv", ".xlsx", ".vcf")


async def export(
    path: Path,
    contacts: QuerySet[Contact],
    now: datetime,
    on_progress: Callable[[int, int | None], None],
) -> int:
    """Write the contacts to `path` by its ending, one of ENDINGS; return how many."""
    seen = _Seen(dict.fromkeys(await _declared()))
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        async for page in _pages(contacts, on_progress):
            more = await kept_beside([contact.id for contact in page])
            for contact in page:
                shown = await show_for_files(contact.id, now) or {}
                record = {**shown, **more[contact.id]}
                seen.note(record)
                spool.write(json.dumps(record, default=str) + "\n")
        return _write(path, spool, seen)


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


def _write(path: Path, spool: TextIO, seen: _Seen) -> int:
    if path.suffix.lower() == ".vcf":
        return write_vcf(path, _shown(spool))
    write = write_csv if path.suffix.lower() == ".csv" else write_xlsx
    headers, custom = columns(seen.custom, seen.own), list(seen.custom)
    own = headers[: len(headers) - len(custom)]
    return write(path, headers, (cells(contact, own, custom) for contact in _shown(spool)))


def _shown(spool: TextIO) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    for line in spool:
        yield json.loads(line)


async def export_list(
    path: Path,
    contacts: QuerySet[Contact],
    kind: Kind,
    purpose: str,
    on_progress: Callable[[int, int | None], None],
) -> tuple[int, dict[str, int]]:
    """Write a list for a purpose, one of LIST_ENDINGS; return how many, and who was left out."""
    left_out: Counter[str] = Counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        async for people in _pages(contacts, on_progress):
            page = await page_of(kind, people, purpose)
            left_out += page.left_out
            spool.writelines(json.dumps(row) + "\n" for row in page.rows)
        write = write_csv if path.suffix.lower() == ".csv" else write_xlsx
        return write(path, COLUMNS[kind], _shown(spool)), dict(left_out)


async def export_labels(
    path: Path,
    contacts: QuerySet[Contact],
    program: Program,
    on_progress: Callable[[int, int | None], None],
    *,
    sheet: str,
    first: int = 1,
) -> tuple[int, dict[str, int]]:
    """Write postal labels as PDF; return how many, and who was left out for which reason."""
    left_out: Counter[str] = Counter()
    found: list[Letter] = []
    async for people in _pages(contacts, on_progress):
        letters, out = await letters_to(people)
        found += letters
        left_out += out
    settings = program.settings
    count = write_labels(
        path, sheet, found, home=settings.country, language=settings.language, first=first
    )
    return count, dict(left_out)


async def _pages(
    contacts: QuerySet[Contact], on_progress: Callable[[int, int | None], None]
) -> AsyncIterator[list[Contact]]:
    total, last, done = await contacts.count(), 0, 0
    while page := await contacts.filter(id__gt=last).order_by("id").limit(PAGE):
        yield page
        last, done = page[-1].id, done + len(page)
        on_progress(done, total)
