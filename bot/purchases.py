"""What was bought, as it is typed at the counter: `3 café 45,50, té 5`, `2 mugs at 9.95`.

Pure. Commas with a blank behind them, semicolons, plus signs and lines part the items. In each a
number before words is how many; the last amount is what the item came to, or after `a`, `at`,
`по`, `x` what one of it costs.
"""

import re
from dataclasses import dataclass

from storage.orders import PIECE, Line
from storage.values import money
from storage.values.folding import fold

MOST_ITEMS = 50
_BETWEEN = re.compile(r"\s*(?:[;\n]|,\s|,$|\s\+\s)\s*")
_COUNT = re.compile(
    r"(?P<count>\d{1,6}(?:[.,]\d{1,3})?)\s*(?:x|×|х|uds?\.?|pcs|шт\.?|kg|кг)?\s+(?P<rest>(?!\d).+)",
    re.IGNORECASE,
)
_EACH = frozenset({"a", "at", "@", "по", "x", "×", "х"})


@dataclass(frozen=True, slots=True)
class Purchase:
    """The lines, and the one currency they are in; None where two were named."""

    lines: tuple[Line, ...]
    currency: str | None

    @property
    def total(self) -> int | None:
        """Return what is known of the sum, in hundredths."""
        known = [line.total for line in self.lines if line.total is not None]
        return sum(known) if known else None


def read(text: str, currency: str) -> Purchase:
    """Read what was bought; `currency` (ISO 4217) is the house's, for amounts that name none."""
    lines: list[Line] = []
    named: set[str] = set()
    for item in [part for part in _BETWEEN.split(text) if part.strip()][:MOST_ITEMS]:
        line, of = _item(item.strip(), currency)
        lines.append(line)
        named |= {of} if of else set()
    only = next(iter(named), currency) if len(named) < 2 else None
    return Purchase(tuple(lines), only)


def _item(item: str, currency: str) -> tuple[Line, str]:
    counted = _COUNT.fullmatch(item)
    count = float(counted["count"].replace(",", ".")) if counted else 1
    amount, words = money.take(counted["rest"] if counted else item, currency)
    named = words.split()
    each = bool(amount and named) and fold(named[-1]) in _EACH
    text = " ".join(named[:-1] if each else named)
    price = amount.amount if amount else None
    line = Line(
        text,
        quantity=round(count * PIECE),
        unit_price=price if each else None,
        amount=None if each else price,
    )
    return line, amount.currency if amount else ""
