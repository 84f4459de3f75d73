"""What the database is asked agrees with the rules, for every mixture of recorded dates."""

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import product

from storage.consent import PURPOSES, standings
from storage.query import find
from storage.rules.freshness import Dates, Freshness, freshness
from storage.rules.subscriptions import ConsentAct, SubscriptionStanding
from storage.tables.consent import ConsentRecord
from storage.tables.people import Contact
from tests.storage.query.people import NOW, ZONE

# Around the borders: never, today, a mail's life ago, exactly and almost half a year ago.
_DAYS = (None, 0, 40, 182, 181.9)


async def ids(text: str) -> set[int]:
    found = await find(text, language="en", country="GB", now=NOW, timezone=ZONE, limit=1_000_000)
    return set(found.ids)


def moment(days: float | None) -> datetime | None:
    return None if days is None else NOW - timedelta(days=days)


async def test_freshness_in_the_database_is_the_rule(database: str) -> None:
    mixtures = [
        Dates(moment(a), moment(b), moment(c), moment(d), runs, moment(e))
        for a, b, c, d, runs, e in product(
            _DAYS, _DAYS[:4], _DAYS[:3], _DAYS[:3], (1, 2), (None, 1)
        )
    ]
    await Contact.bulk_create(
        Contact(
            id=number,
            confirmed_at=dates.confirmed_at,
            asked_at=dates.asked_at,
            reminded_at=dates.reminded_at,
            stale_since=dates.stale_since,
            silent_runs=dates.silent_runs,
            retired_at=dates.retired_at,
            created_at=NOW,
            updated_at=NOW,
        )
        for number, dates in enumerate(mixtures, 1)
    )
    by_rule: dict[Freshness, set[int]] = defaultdict(set)
    for number, dates in enumerate(mixtures, 1):
        by_rule[freshness(dates, NOW)].add(number)
    for fresh in Freshness:
        assert await ids(f"status:{fresh.value}") == by_rule[fresh], fresh
        assert (
            await ids(f"-status:{fresh.value}") == set().union(*by_rule.values()) - by_rule[fresh]
        )


async def test_consent_in_the_database_is_the_rule(database: str) -> None:
    histories = [acts for length in range(4) for acts in product(ConsentAct, repeat=length)]
    everyone = range(1, len(histories) + 1)
    await Contact.bulk_create(Contact(id=one, created_at=NOW, updated_at=NOW) for one in everyone)
    await ConsentRecord.bulk_create(
        ConsentRecord(
            contact_id=one,
            purpose="marketing",
            channel=channel,
            act=act.value,
            stated_on=NOW - timedelta(days=9 - number),
            at=NOW,
            event_id=1,
        )
        for one, acts in zip(everyone, histories, strict=True)
        for number, act in enumerate(acts)
        for channel in ("email", "sms")
    )
    by_rule = await standings(list(everyone))
    for standing in SubscriptionStanding:
        if standing is SubscriptionStanding.NONE:
            continue
        have = {one for one, keys in by_rule.items() if keys["marketing/email"] is standing}
        assert await ids(f"consent:{standing.value}") == have, standing
    granted = {
        one for one, k in by_rule.items() if k["marketing/email"] is SubscriptionStanding.GRANTED
    }
    assert await ids("consent:marketing") == granted
    assert await ids("consent:updates") == set()
    assert await ids("no:consent") == set(everyone) - granted
    assert await ids("consent:none") == {1}
    assert PURPOSES == ("updates", "marketing")
