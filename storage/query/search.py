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
    page = limit if query.limit is None else max(0, min(limit, query.limit - offset))
    ids: tuple[int, ...] = ()
    if page:
        shown = ordered(rows, query, country).offset(offset).limit(page)
        ids = tuple(int(str(one)) for one in await shown.values_list("id", flat=True))
    # A page that is not full is the last one, and says how many there are.
    is_last = len(ids) < page and (bool(ids) or offset == 0)
    total = offset + len(ids) if is_last else await rows.count()
    return Found(total if query.limit is None else min(total, query.limit), ids, query)


async def matching(
    query: Query, *, language: str, country: str, now: datetime, timezone: str
) -> QuerySet[Contact]:
    """Return everyone who matches as a query set, to walk or narrow further.

    Order and `max:` are not applied. Raises QueryError.
    """
    asker = Asker(language, country, now, ZoneInfo(timezone))
    found = Q() if query.where is None else await condition(query.where, asker)
    return Contact.filter(found, merged_into_id__isnull=True, erased_at__isnull=True)
