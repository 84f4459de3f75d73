"""Writing contacts to a file, however many: a page at a time, through a spool on disk."""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from tortoise.queryset import QuerySet

from storage.files.flat import columns, flat
from storage.files.writing import write_csv, write_vcf, write_xlsx
from storage.showing import show_for_files
from storage.tables.people import Contact, CustomField

PAGE = 200
ENDINGS = (".csv", ".xlsx", ".vcf")


async def export(
    path: Path,
    contacts: QuerySet[Contact],
    now: datetime,
    on_progress: Callable[[int, int | None], None],
) -> int:
    """Write the contacts to `path` by its ending, one of ENDINGS; return how many."""
    total = await contacts.count()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        last = done = 0
        while page := await contacts.filter(id__gt=last).order_by("id").limit(PAGE):
            for contact in page:
                spool.write(json.dumps(await show_for_files(contact.id, now), default=str) + "\n")
            last, done = page[-1].id, done + len(page)
            on_progress(done, total)
        custom = await CustomField.all().order_by("id").values_list("name", flat=True)
        return _write(path, spool, [str(name) for name in custom])


def _write(path: Path, spool: TextIO, custom: list[str]) -> int:
    if path.suffix.lower() == ".vcf":
        return write_vcf(path, _shown(spool))
    write = write_csv if path.suffix.lower() == ".csv" else write_xlsx
    return write(path, columns(custom), (flat(contact) for contact in _shown(spool)))


def _shown(spool: TextIO) -> Iterator[dict[str, Any]]:
    spool.seek(0)
    for line in spool:
        yield json.loads(line)
