"""The forecast over all customers: read in pages, learnt from a sample, told one by one.

Only purchases count, see `storage/purchases.py`; several on one day are one occasion. What happened
after the day it is made for is not looked at, so that a forecast can be tried on the past.
"""

import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from storage.insight.buying import History, Model, learn
from storage.purchases import purchases
from storage.tables.people import Contact
from storage.tables.sales import Forecast, Order
from storage.tables.transactions import transaction

DAYS = 90
"""What is kept for queries looks so far ahead."""
_PAGE = 5_000
_SAMPLE = 1_000
_WRITTEN = 500


@dataclass(frozen=True, slots=True)
class Buyer:
    """When somebody ordered, up to a day: the days, each once and in order, and all orders."""

    contact_id: int
    days: tuple[date, ...]
    orders: int

    def history(self, as_of: date) -> History:
        """Return the gaps between the days, and the days since the last."""
        gaps = tuple((later - earlier).days for earlier, later in pairwise(self.days))
        return History(gaps, (as_of - self.days[-1]).days)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What is to be expected of a contact. `risk`: the probability of no order in the horizon.

    `expected_next` is the day by which an order is as likely as not; None where it is not within
    two years. `median_gap_days` is None for whoever ordered on one day only.
    """

    contact_id: int
    orders: int
    last_order: date
    median_gap_days: float | None
    expected_next: date | None
    risk: float
    expected_orders: float


async def foresee(as_of: date, days: int = DAYS) -> AsyncIterator[Foreseen]:
    """Yield what is to be expected of everyone who ordered up to `as_of`, by contact id."""
    sample = await _sample(as_of)
    if not sample:
        return
    model = learn([buyer.history(as_of) for buyer in sample])
    each = sum(buyer.orders for buyer in sample) / sum(len(buyer.days) for buyer in sample)
    async for buyer in _buyers(as_of):
        yield _foreseen(buyer, model, as_of, days, each)


async def shown(as_of: date, days: int = DAYS) -> AsyncIterator[dict[str, Any]]:
    """Yield the forecast in the shape of `aldia forecast`."""
    page: list[Foreseen] = []
    async for one in foresee(as_of, days):
        page.append(one)
        if len(page) == _WRITTEN:
            for row in await _with_numbers(page):
                yield row
            page = []
    for row in await _with_numbers(page):
        yield row


async def write_forecasts(as_of: date) -> int:
    """Put the forecast of the next DAYS days in the place of the last one; return for how many.

    Page by page, each in a transaction of its own; whoever is not in it any more goes at the end.
    """
    count = 0
    page: list[Foreseen] = []
    async for one in foresee(as_of):
        page.append(one)
        if len(page) == _WRITTEN:
            count += await _write(page, as_of)
            page = []
    count += await _write(page, as_of)
    await Forecast.filter(computed_on__lt=as_of).delete()
    return count


@transaction
async def _write(page: Sequence[Foreseen], as_of: date) -> int:
    await Forecast.filter(contact_id__in=[one.contact_id for one in page]).delete()
    rows = [
        Forecast(
            contact_id=one.contact_id,
            expected_on=one.expected_next,
            risk=one.risk,
            computed_on=as_of,
        )
        for one in page
    ]
    await Forecast.bulk_create(rows, batch_size=_WRITTEN)
    return len(rows)


def _foreseen(buyer: Buyer, model: Model, as_of: date, days: int, each: float) -> Foreseen:
    history = buyer.history(as_of)
    outlook = model.outlook(history, days)
    # Orders of one day are one occasion to the model; how many they are is their own habit.
    usual = (buyer.orders + 2 * each) / (len(buyer.days) + 2)
    ahead = timedelta(days=outlook.next_in) if outlook.next_in is not None else None
    return Foreseen(
        contact_id=buyer.contact_id,
        orders=buyer.orders,
        last_order=buyer.days[-1],
        median_gap_days=float(median(history.gaps)) if history.gaps else None,
        expected_next=as_of + ahead if ahead is not None else None,
        risk=round(outlook.risk, 4),
        expected_orders=round(outlook.orders * usual, 3),
    )


async def _sample(as_of: date) -> list[Buyer]:
    """Return some hundreds of buyers, each as likely as any other, the same ones every time."""
    dice = random.Random(0)  # noqa: S311 - a sample, no secret
    sample: list[Buyer] = []
    seen = 0
    async for buyer in _buyers(as_of):
        seen += 1
        if len(sample) < _SAMPLE:
            sample.append(buyer)
        elif (place := dice.randrange(seen)) < _SAMPLE:
            sample[place] = buyer
    return sample


async def _buyers(as_of: date) -> AsyncIterator[Buyer]:
    """Yield everyone who ordered, in the order of their ids, with one query a page."""
    last = 0
    while rows := await _page(as_of, last):
        for contact_id, placed in groupby(rows, key=lambda row: row[0]):
            days = [day for _, day in placed]
            yield Buyer(contact_id, tuple(sorted(set(days))), len(days))
        last = rows[-1][0]


async def _page(as_of: date, after: int) -> list[tuple[int, date]]:
    """Return orders of the next contacts, of each of them all."""
    bought = Order.filter(purchases(), ordered_on__lte=as_of, contact__erased_at=None)
    rows: Any = (
        await bought.filter(contact_id__gt=after)
        .order_by("contact_id", "ordered_on")
        .limit(_PAGE)
        .values_list("contact_id", "ordered_on")
    )
    found: list[tuple[int, date]] = list(rows)
    if len(found) < _PAGE:
        return found
    cut = found[-1][0]
    if cut == found[0][0]:
        rest: Any = await bought.filter(contact_id=cut).values_list("contact_id", "ordered_on")
        return list(rest)
    return [row for row in found if row[0] != cut]


async def _with_numbers(page: Sequence[Foreseen]) -> list[dict[str, Any]]:
    ids = [one.contact_id for one in page]
    known = dict(await Contact.filter(id__in=ids).values_list("id", "external_id"))
    return [
        {
            "id": one.contact_id,
            "external_id": known.get(one.contact_id),
            "orders": one.orders,
            "last_order": one.last_order.isoformat(),
            "median_gap_days": one.median_gap_days,
            "expected_next": one.expected_next.isoformat() if one.expected_next else None,
            "risk": one.risk,
            "expected_orders": one.expected_orders,
        }
        for one in page
    ]
