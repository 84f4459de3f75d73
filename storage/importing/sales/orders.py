"""Rows of orders: which rows are one order, whose it is, what is new, and writing it in bulk.

Rows with one order number are one order, wherever in the file they stand. An order that we have is
brought up to what the file says; a row without a number is an order of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tortoise.models import Model

from storage.events import By, Journal, change, plain
from storage.importing.batch import Import
from storage.importing.rows import Row
from storage.importing.sales.customers import NotFound, customers_of
from storage.importing.sales.novelty import Met, Placing, novelty
from storage.importing.sales.planning import Plan, plan_of
from storage.importing.sales.reading import SalesReader
from storage.importing.sales.said import SaidOrder, Whose
from storage.importing.sales.stated import stated_row, waiting_for
from storage.importing.sales.updating import order_row, update_order
from storage.importing.sales.wares import Wares
from storage.orders import line_row
from storage.tables.events import Event, EventDetail
from storage.tables.imports import KeptRow
from storage.tables.sales import Order, OrderLine, Payment
from storage.tables.transactions import reserve_ids

M = TypeVar("M", bound=Model)
_TOLD = ("state", "amount", "ordered_on", "owed", "contact_id")
"""What an order must still be for its import to be taken back."""


@dataclass(slots=True)
class Group:
    """The rows of one order."""

    number: str
    rows: list[Met] = field(default_factory=list)

    @property
    def said(self) -> list[SaidOrder]:
        """Return what the rows say."""
        return [met.row.said for met in self.rows if isinstance(met.row.said, SaidOrder)]

    @property
    def whose(self) -> Whose:
        """Return whom the rows name: the first that names anybody."""
        return next((said.whose for said in self.said if said.whose), Whose())


@dataclass(frozen=True, slots=True)
class New:
    """An order to be created."""

    group: Group
    plan: Plan
    contact_id: int


async def place_orders(work: Import, rows: Sequence[Row], reader: SalesReader) -> None:
    """Write the orders that the rows of a batch state. Inside the transaction of the batch."""
    met = await novelty(work, rows)
    groups, placing = _groups(met), Placing(work, reader)
    fresh = [group for group in groups if not all(one.again for one in group.rows)]
    work.counts.unchanged += sum(len(g.rows) for g in groups) - sum(len(g.rows) for g in fresh)
    placing.customers = await customers_of(group.whose for group in fresh)
    numbers = [group.number for group in fresh if group.number]
    known = {row.external_id: row for row in await Order.filter(external_id__in=numbers)}
    new: list[New] = []
    for group in fresh:
        order = known.get(group.number) if group.number else None
        if order is not None:
            await _bring_up(placing, group, order)
        else:
            found = _new(placing, group)
            if isinstance(found, New):
                new.append(found)
            else:
                placing.reject(group.rows, found)
    await _create(placing, new)
    await placing.write()


def _groups(rows: Sequence[Met]) -> list[Group]:
    groups: list[Group] = []
    by_number: dict[str, Group] = {}
    for met in rows:
        number = met.row.said.number if isinstance(met.row.said, SaidOrder) else ""
        group = by_number.get(number) if number else None
        if group is None:
            group = Group(number)
            groups.append(group)
            if number:
                by_number[number] = group
        group.rows.append(met)
    return groups


def _new(placing: Placing, group: Group) -> New | str:
    plan = plan_of(group.said, placing.reader.house)
    if isinstance(plan, str):
        return plan
    contact = placing.customers.match(group.whose)
    return contact.reason if isinstance(contact, NotFound) else New(group, plan, contact)


async def _bring_up(placing: Placing, group: Group, order: Order) -> None:
    """Bring an order that we have up to what the file says of it."""
    contact = placing.customers.match(group.whose) if group.whose else order.contact_id
    if contact != order.contact_id:
        reason = contact.reason if isinstance(contact, NotFound) else "order_of_another"
        placing.reject(group.rows, reason, number=group.number)
        return
    earlier = await _earlier_rows(placing, order)
    plan = plan_of([*earlier, *group.said], placing.reader.house)
    if isinstance(plan, str):
        placing.reject(group.rows, plan)
        return
    event = await update_order(placing.work.by, order, plan, whole=bool(earlier))
    counts, fresh = placing.work.counts, sum(not met.again for met in group.rows)
    counts.updated += fresh if event is not None else 0
    counts.unchanged += len(group.rows) - (fresh if event is not None else 0)
    outcome = "updated" if event is not None else "unchanged"
    placing.keep(group.rows, outcome, order.contact_id, event)


async def _earlier_rows(placing: Placing, order: Order) -> list[SaidOrder]:
    """Return what this very import said of an order in rows before this batch."""
    work = placing.work
    rows = KeptRow.filter(import_id=work.file.id or 0, contact_id=order.contact_id)
    headers = [column.header for column in work.mapping.columns]
    found: list[SaidOrder] = []
    for row in await rows.order_by("row_number"):
        said = placing.reader.read(
            row.row_number, [str(row.cells.get(header, "")) for header in headers]
        )
        if isinstance(said, SaidOrder) and said.number == order.external_id:
            found.append(said)
    return found


async def _create(placing: Placing, new: Sequence[New]) -> None:
    """Write new orders with everything of theirs, one statement a table."""
    if not new:
        return
    work = placing.work
    wares = await Wares.of([line.product for one in new for line in one.plan.lines])
    pen = await _Pen.of(work, new, wares)
    pen.early = await waiting_for((one.contact_id, one.plan.number) for one in new)
    for one in new:
        event_id = pen.write(one)
        work.counts.created += 1
        work.counts.updated += len(one.group.rows) - 1
        placing.keep(one.group.rows, "created", one.contact_id, event_id)
    await wares.write()
    for model, rows in pen.rows.items():
        await model.bulk_create(rows, batch_size=500)
    for payment in pen.joined:
        await payment.save(update_fields=["order_id"])


@dataclass(slots=True)
class _Pen:
    """Writes orders as rows with ids of their own, so that they can name each other."""

    by: By
    wares: Wares
    ids: dict[type[Model], Iterator[int]]
    rows: dict[type[Model], list[Model]]
    early: dict[tuple[int, str], list[Payment]] = field(default_factory=dict)
    joined: list[Payment] = field(default_factory=list)

    @classmethod
    async def of(cls, work: Import, new: Sequence[New], wares: Wares) -> "_Pen":
        """Reserve as many ids as these orders need."""
        needed: dict[type[Model], int] = {
            Order: len(new),
            OrderLine: sum(len(one.plan.lines) for one in new),
            Payment: sum(bool(one.plan.paid) for one in new),
            Event: len(new),
        }
        ids = {model: iter(await reserve_ids(model, n)) for model, n in needed.items() if n}
        return cls(work.by, wares, ids, {**{model: [] for model in needed}, EventDetail: []})

    def write(self, one: New) -> int:
        """Write one order; return the id of its event."""
        plan, at = one.plan, self.by.at
        book = Journal(next(self.ids[Event]), self.by, "order_placed", one.contact_id)
        products = [self.wares.use(line.product, book) for line in plan.lines]
        early = self._early(one)
        row = order_row(plan, one.contact_id, at)
        row.owed = row.owed or bool(early)
        order = self._add(row, book, _TOLD)
        for line, product in zip(plan.lines, products, strict=True):
            self._add(line_row(order.id, line, line.text, product), book, ("amount", "quantity"))
        paid = plan.paid - sum(max(0, payment.amount) for payment in early)
        if paid > 0:
            self._add(stated_row(order, plan, paid, book), book, ("amount",))
        self._join(early, order, book)
        event, detail = book.rows()
        self.rows[Event].append(event)
        self.rows[EventDetail].append(detail)
        return book.event_id

    def _early(self, one: New) -> list[Payment]:
        """Return the payments of a new order that came before it, each for one order only."""
        found = self.early.pop((one.contact_id, one.plan.number), [])
        return [payment for payment in found if payment.currency == one.plan.currency]

    def _join(self, early: Sequence[Payment], order: Order, book: Journal) -> None:
        for payment in early:
            payment.order_id = order.id
            book.changes.append(change(payment, {"order_id": None}, {"order_id": order.id}))
        self.joined += early

    def _add(self, row: M, book: Journal, told: Sequence[str]) -> M:
        # Tortoise writes an id only where it was given at birth.
        values = {name: getattr(row, name) for name in row._meta.db_fields if name != "id"}
        numbered = type(row)(id=next(self.ids[type(row)]), **values)
        self.rows[type(row)].append(numbered)
        after = {name: plain(getattr(row, name)) for name in told}
        book.changes.append(change(numbered, None, after))
        return numbered
