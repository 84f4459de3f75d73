"""What the columns of a file of orders, payments or tickets hold.

By alias first (`orders.tsv` and its siblings), then as a field of the customer (the aliases of
contacts), then by the look of the values. Parts of postal addresses are passed over: they are a
matter of the customer's record. What is left keeps its own name where the kind has room for it.

The `kind` of a column of amounts is `currency/decimal mark`, either empty where the column does
not show it, or `donation/…`.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from pathlib import Path

from storage.files import Cell
from storage.files.aliases import plain, recognise
from storage.files.headers import Column, Mapping
from storage.files.kinds import kind_of
from storage.files.looks import look
from storage.files.reading import Table, open_table
from storage.values import Invalid, dates, money

PERSON = frozenset(
    {
        *("email", "phone", "full_name", "first_name", "middle_name", "last_name", "last_name_2"),
        "company",
    }
)
_ADDRESS = frozenset({"street", "street_2", "city", "province", "postcode", "country"})
_MANY = PERSON | {"notes", "custom", "ignored", "refused", "amount"}
_DATES = frozenset(
    {"date", "cancelled_on", "opened", "responded", "escalated", "resolved", "paid_on"}
)
_AMOUNTS = frozenset(
    {"total", "amount", "unit_price", "discount", "paid_amount", "due_amount", "refunded"}
)
_PREFIXES = (
    *("order ", "pedido ", "sale ", "venta ", "invoice ", "factura ", "payment ", "pago "),
    *("ticket ", "case ", "заказа ", "billing ", "customer ", "client ", "cliente "),
)
_LITTLE = frozenset({"de", "del", "la", "el", "los", "las", "the", "of", "a", "en", "por", "al"})
_NUMBER_OF = frozenset({"n", "no", "num", "numero", "nr", "number", "id", "codigo", "номер"})
_WHOSE = re.compile(r"\b(?:customer|client|cliente|contact|member|socio|donor|donante|клиент\w*)\b")
_IS_WEB_SHOP = frozenset({"lineitem name", "financial status", "fulfillment status"})
_SAMPLE = 200
_LIKELY = 0.9


def propose(kind: str, headers: Sequence[str], sample: Sequence[Sequence[Cell]]) -> Mapping:
    """Propose what each column of a file of this kind holds."""
    cells = [_cells(sample, index) for index in range(len(headers))]
    columns = [_by_name(kind, index, headers) for index in range(len(headers))]
    columns = _settle_numbers(kind, _by_look(kind, columns, cells))
    return Mapping(tuple(_with_style(column, cells) for column in _only_once(columns)))


def _by_name(kind: str, index: int, headers: Sequence[str]) -> Column:
    header = headers[index]
    field, refined = _named(kind, header, headers)
    if field == "custom":
        return Column(index, header, field, refined)
    return Column(index, header, field, refined, "alias", 1.0)


def best_table(kind: str, path: Path, sheet: str | None) -> Table:
    """Open the sheet of a file that looks most like this kind; raises FileError."""
    table = open_table(path, sheet)
    if sheet is not None or len(table.sheets) < 2 or kind_of(path) == "csv":
        return table
    names = table.sheets
    table.close()
    return open_table(path, max(names, key=lambda name: _promise(kind, path, name)))


def _promise(kind: str, path: Path, sheet: str) -> int:
    with open_table(path, sheet) as table:
        fields = {_named(kind, header, table.headers)[0] for header in table.headers}
    return len(fields - {"custom", "ignored", "refused"} - PERSON) * 2 + len(fields & PERSON)


def _named(kind: str, header: str, headers: Sequence[str]) -> tuple[str, str]:
    """Return the field and the refinement that a header names; `custom` where none."""
    text, currency = _without_currency(plain(header))
    if kind == "orders" and text == "name" and _IS_WEB_SHOP & set(map(plain, headers)):
        return "number", ""
    for spelling in _spellings(text):
        if spelling in _aliases(kind):
            field, refined = _aliases(kind)[spelling]
            return field, refined or currency
    person = recognise(header)
    if person is None or not text:
        return "custom", ""
    if person.field == "external_id" and _WHOSE.search(text):
        return "customer_id", ""
    if person.field in PERSON:
        return person.field, person.kind
    return ("ignored" if person.field in _ADDRESS else "custom"), ""


def _spellings(text: str) -> list[str]:
    bare = " ".join(word for word in text.split() if word not in _LITTLE)
    shorter = [bare.removeprefix(prefix) for prefix in _PREFIXES if bare.startswith(prefix)]
    first, _, rest = bare.partition(" ")
    numbered = [rest] if first in _NUMBER_OF and rest else []
    return [text, bare, *shorter, *numbered]


def _without_currency(text: str) -> tuple[str, str]:
    """Take `eur`, `usd`, `руб` off the end of a header; return it and the currency."""
    head, _, last = text.rpartition(" ")
    code = money.read_currency(last) if head else Invalid("empty")
    return (text, "") if isinstance(code, Invalid) else (head, code)


def _by_look(kind: str, columns: list[Column], cells: list[list[Cell]]) -> list[Column]:
    """Give columns that no alias names the field that their values show and that is missing."""
    day = {"tickets": "opened"}.get(kind, "date")
    there = {column.field for column in columns}
    found: list[Column] = []
    for column in columns:
        field = _look_of(cells[column.index], day, there) if column.field == "custom" else ""
        there.add(field)
        found.append(_seen(column, field) if field else column)
    return found


def _seen(column: Column, field: str) -> Column:
    return replace(column, field=field, why="values", confidence=_LIKELY)


def _look_of(values: list[Cell], day: str, there: set[str]) -> str:
    if not values:
        return ""
    seen = look(values)
    if seen and seen.field in ("email", "phone", "full_name") and seen.field not in there:
        return seen.field
    if day not in there and _share(values, _is_day) > _LIKELY:
        return day
    wants_amount = day == "date" and not there & {"amount", "total", "unit_price"}
    return "amount" if wants_amount and _share(values, _is_amount) > _LIKELY else ""


def _share(values: list[Cell], fits: Callable[[Cell], bool]) -> float:
    return sum(fits(value) for value in values) / len(values)


def _is_day(value: Cell) -> bool:
    if isinstance(value, bool | int | float):
        return False
    return not isinstance(dates.parse(value, "dmy"), Invalid)


def _is_amount(value: Cell) -> bool:
    if isinstance(value, float):
        return True
    read = money.parse(value) if isinstance(value, str) else None
    shows_it = isinstance(value, str) and any(mark in value for mark in ".,€$£₽")
    return isinstance(read, money.Money) and shows_it


def _settle_numbers(kind: str, columns: list[Column]) -> list[Column]:
    """A bare name beside a column of customers is what was bought."""
    fields = [column.field for column in columns]
    if kind != "orders" or "product" in fields or fields.count("full_name") < 2:
        return columns
    bare = {"nombre", "name", "имя", "nombre completo"}
    return [
        replace(column, field="product")
        if column.field == "full_name" and plain(column.header) in bare
        else column
        for column in columns
    ]


def _only_once(columns: list[Column]) -> list[Column]:
    """Keep the first column of a field that a row has once; the others keep their own name."""
    taken: set[str] = set()
    kept: list[Column] = []
    for column in columns:
        again = column.field in taken and column.field not in _MANY
        kept.append(replace(column, field="custom", kind="", why="second") if again else column)
        taken.add(column.field)
    return kept


def _with_style(column: Column, cells: list[list[Cell]]) -> Column:
    values = cells[column.index]
    if column.field in _DATES:
        return replace(column, order=dates.column_order(values))
    if column.field in _AMOUNTS:
        return replace(column, kind=f"{column.kind}/{money.column_mark(values)}")
    return column


def _cells(sample: Sequence[Sequence[Cell]], index: int) -> list[Cell]:
    rows = sample[:_SAMPLE]
    return [row[index] for row in rows if index < len(row) and row[index] != ""]


@cache
def _aliases(kind: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    text = (resources.files("storage.importing.sales") / f"{kind}.tsv").read_text("utf-8")
    for line in text.splitlines():
        if not line.startswith("#"):
            field, refined, aliases = line.split("\t")
            for alias in aliases.split("|"):
                found.setdefault(alias, (field, refined))
                bare = " ".join(word for word in alias.split() if word not in _LITTLE)
                found.setdefault(bare, (field, refined))
    return found


def known_fields(kind: str) -> frozenset[str]:
    """Return every field that a column of this kind can hold."""
    own = {field for field, _ in _aliases(kind).values()}
    return PERSON | own | {"custom", "ignored"}
