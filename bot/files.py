"""A list as a file: written when it is sent, so that nothing personal waits in a queue.

What is kept until then is the query and who asked; the people are looked up at the moment of
sending. The log of exports is written when it is asked.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from storage import cards
from storage.files.writing import write_csv, write_vcf, write_xlsx
from storage.query import find
from storage.showing import rows_of, show

MOST = {"xlsx": 20_000, "csv": 20_000, "vcf": 1_000}
_PAGE = 500
_COLUMNS = (
    *("id", "external_id", "first_name", "last_name", "email", "phone"),
    *("company", "city", "postcode"),
)


async def write_list(path: Path, part: Mapping[str, Any], now: datetime) -> int:
    """Write the people that a query finds now; return how many. `part["kind"]`: a key of MOST."""
    ids = await _ids(part, now)
    if part["kind"] == "vcf":
        shown = [await show(contact_id, now) for contact_id in ids]
        return await asyncio.to_thread(write_vcf, path, [one for one in shown if one])
    rows = [row for start in range(0, len(ids), _PAGE) for row in await _rows(ids[start:][:_PAGE])]
    write = write_csv if part["kind"] == "csv" else write_xlsx
    return await asyncio.to_thread(write, path, _COLUMNS, rows)


async def _ids(part: Mapping[str, Any], now: datetime) -> list[int]:
    ids: list[int] = []
    while len(ids) < MOST[part["kind"]]:
        found = await find(
            str(part["query"]),
            language=str(part["language"]),
            country=str(part["country"]),
            now=now,
            timezone=str(part["timezone"]),
            limit=_PAGE,
            offset=len(ids),
        )
        if not found.ids:
            break
        ids += found.ids
    return ids


async def _rows(ids: list[int]) -> list[dict[str, Any]]:
    there = await cards.contacts_of(ids)
    places = {row.id: row for row in await cards.rows(ids)}
    postcodes = await cards.postcodes(ids)
    return [
        {
            **row,
            "company": places[row["id"]].company,
            "city": places[row["id"]].city,
            "postcode": postcodes.get(row["id"], ""),
        }
        for row in await rows_of(there)
    ]
