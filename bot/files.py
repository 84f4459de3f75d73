"""A list as a file: written when it is sent, so that nothing personal waits in a queue.

What is kept until then is the query and who asked; the people are looked up at the moment of
sending. The log of exports is written when it is asked.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.exporting import export_short
from storage.query import find

MOST = {"xlsx": 20_000, "csv": 20_000, "vcf": 1_000}
_PAGE = 500


async def write_list(path: Path, part: Mapping[str, Any], now: datetime) -> int:
    """Write the people that a query finds now; return how many. `part["kind"]`: a key of MOST."""
    return await export_short(path, await _ids(part, now), now)


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
