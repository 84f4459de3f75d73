"""The query as a tree: frozen, comparable, without the text it came from.

`Term.at` and its like remember where something stood so that a mistake found late (a field that
is not recorded yet) is still shown in its place; they take no part in comparing.

Build with `all_of` and `any_of`: they keep the tree in the one shape that the parser gives.
"""

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal

Span = tuple[int, int]
Unit = Literal["d", "w", "m", "y"]
NOWHERE: Span = (0, 0)


class Op(Enum):
    """How a field is compared. HAS is `:` — contains or equals, by the kind of field."""

    HAS = ":"
    EQ = "="
    NE = "!="
    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="


@dataclass(frozen=True, slots=True)
class Text:
    """Words to compare with, white space reduced; `*` in them stands for anything."""

    text: str


@dataclass(frozen=True, slots=True)
class Number:
    """A count, an age in years, or a probability from 0 to 1."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; `currency` is ISO 4217 where it was typed, else None: the house's own."""

    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a closed set of words, by its canonical name (or ISO code)."""

    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the user's time zone."""

    day: date


@dataclass(frozen=True, slots=True)
class Month:
    """A whole month of one year."""

    year: int
    month: int


@dataclass(frozen=True, slots=True)
class Year:
    """A whole year."""

    year: int


@dataclass(frozen=True, slots=True)
class DayWord:
    """A day that moves: -1 yesterday, 0 today, 1 tomorrow."""

    offset: Literal[-1, 0, 1]


@dataclass(frozen=True, slots=True)
class Ago:
    """A length of time counted from today: back, or ahead for fields that look ahead."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class DayOfYear:
    """A birthday: a day without its year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class MonthOfYear:
    """A month without its year."""

    month: int


Single = (
    Text | Number | Money | Choice | Day | Month | Year | DayWord | Ago | DayOfYear | MonthOfYear
)


@dataclass(frozen=True, slots=True)
class Range:
    """Both ends included; an open end is None, never both."""

    low: Single | None
    high: Single | None


@dataclass(frozen=True, slots=True)
class Many:
    """Any one of these, two at least."""

    items: tuple[Single | Range, ...]


@dataclass(frozen=True, slots=True)
class Anything:
    """`*`: there is a value, whichever."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """`-` or `""`: there is no value."""


Value = Single | Range | Many | Anything | Nothing
Window = Day | Month | Year | DayWord | Ago | Range


@dataclass(frozen=True, slots=True)
class Term:
    """`field op value`, within a window of time where the field counts or sums things."""

    field: str
    op: Op
    value: Value
    window: Window | None = None
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Word:
    """A bare word: part of a name, company, city."""

    text: str
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in quotes: together and in this order."""

    text: str
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BarePhone:
    """A phone number by itself: its digits, with `+` in front where it was typed so."""

    digits: str
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BareEmail:
    """An e-mail address by itself, in its normal form."""

    address: str
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class BarePostcode:
    """A postcode by itself, in capitals and single blanks."""

    code: str
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


Bare = Word | Phrase | BarePhone | BareEmail | BarePostcode


@dataclass(frozen=True, slots=True)
class Not:
    """What the item does not match."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """All of them: two at least, none itself an And."""

    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of them: two at least, none itself an Or."""

    items: tuple["Node", ...]


Node = Term | Bare | Not | And | Or


@dataclass(frozen=True, slots=True)
class OrderKey:
    """Sort by a field, descending where it was written with a minus."""

    field: str
    descending: bool
    at: Span = attribute(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Query:
    """A whole query. `where` None means everybody."""

    where: Node | None = None
    order: tuple[OrderKey, ...] = ()
    limit: int | None = None


def all_of(items: list[Node]) -> Node:
    """Return the conjunction of one or more items, flat."""
    flat = [part for item in items for part in (item.items if isinstance(item, And) else (item,))]
    return flat[0] if len(flat) == 1 else And(tuple(flat))


def any_of(items: list[Node]) -> Node:
    """Return the disjunction of one or more items, flat."""
    flat = [part for item in items for part in (item.items if isinstance(item, Or) else (item,))]
    return flat[0] if len(flat) == 1 else Or(tuple(flat))
