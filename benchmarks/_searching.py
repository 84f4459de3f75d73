"""How long a search takes in a town, beside the SQL that a person would write for it."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from tortoise import Tortoise

from benchmarks._crowd import settle
from storage import database
from storage.query import find
from tests.databases import NOW

TRIES = 5

NAMED = "merged_into_id IS NULL AND erased_at IS NULL"
TEXT = "id IN (SELECT rowid FROM contact_text WHERE contact_text MATCH '\"{}\"')"
LIKE = "CAST(search_text AS VARCHAR) LIKE '%{}%'"
SEARCHES: tuple[tuple[str, str], ...] = (
    ("610000123", "id IN (SELECT contact_id FROM phone WHERE e164 = '+34610000123')"),
    ("k77@example.org", "id IN (SELECT contact_id FROM email_address WHERE normal = "
                        "'k77@example.org')"),
    ("ana garcia", "{text:ana} AND {text:garcia}"),
    ("garcia lopez josé", "{text:garcia} AND {text:lopez} AND {text:jose}"),
    ("navuel", "{text:navuel}"),
    ("10077", "id IN (SELECT contact_id FROM postal_address WHERE postcode = '10077')"),
    ("ciudad:gijón et:vip", "id IN (SELECT contact_id FROM postal_address WHERE city_key = 'gijon')"
                            " AND id IN (SELECT contact_id FROM contact_tag WHERE name_key = 'vip')"
    ),
    ("gasto[30d]>990", "id IN (SELECT contact_id FROM customer_order WHERE ordered_on >= "
                       "'2026-06-06' AND ordered_on <= '2026-07-06' AND currency = 'EUR' AND state "
                       "NOT IN ('returned', 'cancelled') GROUP BY contact_id "
                       "HAVING SUM(amount) > 99000)"),
)  # fmt: skip


async def searching(name: str, url: str, count: int) -> None:
    """Print how long each search takes in a town of `count`, and by the bare SQL."""
    await database.migrate(url)
    async with database.opened(url):
        start = time.perf_counter()
        await settle(count, NOW.isoformat(" "))
        seconds = time.perf_counter() - start
        print(f"\n{name}, {count:,} customers (made in {seconds:.0f} s)")
        print(f"{'':22} {'found':>8} {'find':>9} {'bare SQL':>9} {'ratio':>6}")
        for typed, where in SEARCHES:
            await _compare(typed, _bare(where))


async def _compare(typed: str, where: str) -> None:
    found, ours = await _quickest(lambda: _find(typed))
    rows, bare = await _quickest(lambda: _select(where))
    assert found == rows, (typed, found, rows)
    times = f"{ours * 1000:6.1f} ms {bare * 1000:6.1f} ms {ours / bare:6.1f}"
    print(f"{typed:22} {found:>8,} {times}")


async def _find(typed: str) -> int:
    found = await find(
        typed, language="es", country="ES", now=NOW, timezone="Europe/Madrid", limit=10
    )
    return found.total


async def _select(where: str) -> int:
    client = Tortoise.get_connection("default")
    (total,) = await client.execute_query_dict(
        f"SELECT COUNT(*) AS n FROM contact WHERE {NAMED} AND {where}"  # noqa: S608 - ours
    )
    await client.execute_query_dict(
        f"SELECT id FROM contact WHERE {NAMED} AND {where} ORDER BY id LIMIT 10"  # noqa: S608
    )
    return int(total["n"])


def _bare(where: str) -> str:
    """Fill in how each database looks for text."""
    sqlite = Tortoise.get_connection("default").capabilities.dialect == "sqlite"
    pieces: dict[str, Any] = {}
    for word in ("ana", "garcia", "lopez", "jose", "navuel"):
        pieces[f"{{text:{word}}}"] = (TEXT if sqlite else LIKE).format(word)
    for mark, condition in pieces.items():
        where = where.replace(mark, condition)
    return where


async def _quickest(run: Callable[[], Awaitable[int]]) -> tuple[int, float]:
    times: list[float] = []
    for _ in range(TRIES):
        start = time.perf_counter()
        found = await run()
        times.append(time.perf_counter() - start)
    return found, min(times)
