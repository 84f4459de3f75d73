"""Finding contacts by a query: the one verb that the chat, the command line and campaigns call."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from storage.query.compile import Asker, condition
from storage.query.ordering import ordered
from storage.query.parser import parse
from storage.query.tree import Query
from storage.tables.people import Contact


@dataclass(frozen=True, slots=True)
class Found:
    """A page of an answer: `total` is how many match (at most `max:`), `ids` this page's."""

    total: int
    ids: tuple[int, ...]
    query: Query


async def find(
    query: str | Query,
    *,
    language: str,
    country: str,
    now: datetime,
    timezone: str,
    limit: int = 50,
    offset: int = 0,
) -> Found:
    """Look a query up and return one page of the ids, in its order or by id.

    `now` is UTC with offset; `timezone` (IANA) says what "today" is. Merged and erased contacts
    are never found. Raises QueryError.
    """
    if isinstance(query, str):
        query = parse(query, language=language, country=country)
    rows = await matching(query, language=language, country=country, now=now, timezone=timezone)
    total = await rows.count()
    most = total if query.limit is None else min(total, query.limit)
    page = max(0, min(limit, most - offset))
    if page == 0:
        return Found(most, (), query)
    rows = ordered(rows, query, country)
    ids = await rows.offset(offset).limit(page).values_list("id", flat=True)
    return Found(most, tuple(int(str(one)) for one in ids), query)


async def matching(
    query: Query, *, language: str, country: str, now: datetime, timezone: str
) -> QuerySet[Contact]:
    """Return everyone who matches as a query set, to walk or narrow further.

    Order and `max:` are not applied. Raises QueryError.
    """
    asker = Asker(language, country, now, ZoneInfo(timezone))
    found = Q() if query.where is None else await condition(query.where, asker)
    return Contact.filter(found, merged_into_id__isnull=True, erased_at__isnull=True)
