"""Status, consent and bounces: the same answers as the rules give, asked of many rows at once.

The rules stay the truth (`storage/rules`); tests compare each condition with its rule.
"""

from collections.abc import Iterable
from datetime import datetime

from tortoise.expressions import F, Q, Subquery

from storage.consent import PURPOSES, standings
from storage.families import living_of
from storage.query.conditions import having, on
from storage.query.tree import Choice
from storage.rules.freshness import DUE_AFTER, SILENT_RUNS_TO_DORMANT
from storage.rules.subscriptions import TAKEN_BACK, ConsentAct, SubscriptionStanding
from storage.tables.consent import ConsentRecord, Hold, Suppression
from storage.tables.people import Contact, EmailAddress

_BOUNCES = {"hard": "undeliverable", "soft": "soft_bouncing"}
_REFUSALS = (ConsentAct.WITHDRAWN.value, ConsentAct.COMPLAINED.value)
_AGREED = (ConsentAct.STATED.value, ConsentAct.GRANTED.value)


def status(name: str, now: datetime) -> Q:
    """Return who has a freshness now, or is held or suppressed."""
    if name == "held":
        return having(Hold.filter(released_at__isnull=True))
    if name == "suppressed":
        return _suppressed()
    return _fresh(now)[name]


def bounce(name: str | None) -> Q:
    """Return who has an address that bounces hard or soft; None: either."""
    wanted = list(_BOUNCES.values()) if name is None else [_BOUNCES[name]]
    return having(EmailAddress.filter(standing__in=wanted))


async def consent(choice: Choice | None) -> Q:
    """Return who agreed by e-mail; a purpose by itself means agreed to it; None: to any."""
    name = choice.name if choice else "granted"
    if name in PURPOSES:
        return await _consent((name,), SubscriptionStanding.GRANTED)
    return await _consent(PURPOSES, SubscriptionStanding(name))


async def _consent(purposes: Iterable[str], wanted: SubscriptionStanding) -> Q:
    each = [await _standing(purpose, wanted) for purpose in purposes]
    if wanted is SubscriptionStanding.NONE:
        return Q(*each)
    return Q(*each, join_type=Q.OR)


async def _standing(purpose: str, wanted: SubscriptionStanding) -> Q:
    """Return who has this standing for one purpose by e-mail.

    Without a change of mind the acts decide as a set. Those who refused and came back are few:
    their acts are read in order, by the rule.
    """
    back = sorted(set((await living_of(await _came_back(purpose))).values()))
    by_rule = await standings(back)
    key = f"{purpose}/email"
    none = SubscriptionStanding.NONE
    have = [one for one in back if by_rule.get(one, {}).get(key, none) is wanted]
    return (_by_acts(purpose, wanted) & ~Q(id__in=back)) | Q(id__in=have)


async def _came_back(purpose: str) -> list[int]:
    """Return who refused and agreed again, or whose stated basis was taken back."""
    refused = ConsentRecord.filter(act__in=_REFUSALS, purpose=purpose, channel="email")
    rows = (
        await ConsentRecord.filter(
            act=ConsentAct.GRANTED.value,
            purpose=purpose,
            channel="email",
            contact_id__in=Subquery(refused.values("contact_id")),
        )
        .distinct()
        .values_list("contact_id", flat=True)
    )
    taken_back = await ConsentRecord.filter(
        act=TAKEN_BACK, purpose=purpose, channel="email"
    ).values_list("contact_id", flat=True)
    return sorted({int(str(row)) for row in (*rows, *taken_back)})


def _by_acts(purpose: str, wanted: SubscriptionStanding) -> Q:
    def did(*acts: str) -> Q:
        rows = ConsentRecord.filter(act__in=acts, purpose=purpose, channel="email")
        # What a record did that was merged, the one that stands for it did.
        merged = Contact.filter(having(rows), merged_into_id__isnull=False)
        return having(rows) | having(merged, "merged_into_id")

    complained, refused = did(ConsentAct.COMPLAINED.value), did(*_REFUSALS)
    agreed, asked = did(*_AGREED), did(ConsentAct.REQUESTED.value)
    return {
        SubscriptionStanding.COMPLAINED: complained,
        SubscriptionStanding.WITHDRAWN: refused & ~complained,
        SubscriptionStanding.GRANTED: agreed & ~refused,
        SubscriptionStanding.PENDING: asked & ~agreed & ~refused,
        SubscriptionStanding.NONE: ~asked & ~agreed & ~refused,
    }[wanted]


def _suppressed() -> Q:
    active = Suppression.filter(lifted_at__isnull=True)
    addresses = Subquery(active.filter(address__isnull=False).values("address"))
    return having(EmailAddress.filter(normal__in=addresses))


def _fresh(now: datetime) -> dict[str, Q]:
    """Return the condition for each freshness, every comparison safe against empty dates."""
    kept = Q(retired_at__isnull=True)
    confirmed = Q(confirmed_at__isnull=False)
    asked_since = _later("asked_at", "confirmed_at")
    recent = confirmed & Q(confirmed_at__gt=now - DUE_AFTER)
    clean = kept & confirmed & ~asked_since
    open_ = kept & ~(confirmed & ~asked_since)
    awake = open_ & Q(silent_runs__lt=SILENT_RUNS_TO_DORMANT)
    stale = Q(stale_since__isnull=False) & ~_later("asked_at", "stale_since")
    waiting = awake & ~stale
    reminded = _later("reminded_at", "asked_at")
    return {
        "retired": ~kept,
        "confirmed": clean & recent,
        "due": (clean & ~recent) | (waiting & Q(asked_at__isnull=True)),
        "dormant": open_ & Q(silent_runs__gte=SILENT_RUNS_TO_DORMANT),
        "stale": awake & stale,
        "asked": waiting & Q(asked_at__isnull=False) & ~reminded,
        "reminded": waiting & reminded,
    }


def _later(column: str, than: str) -> Q:
    known = on(f"{column}__isnull", False) & on(f"{than}__isnull", False)
    return known & on(f"{column}__gt", F(than))
