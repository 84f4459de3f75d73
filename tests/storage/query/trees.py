"""Any query tree that the parser could give, for property tests."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from storage.query import words
from storage.query.fields import FIELDS, Field, Kind
from storage.query.tree import (
    Ago,
    Anything,
    BareEmail,
    BarePhone,
    BarePostcode,
    Choice,
    Day,
    DayOfYear,
    DayWord,
    Many,
    Money,
    Month,
    MonthOfYear,
    Node,
    Not,
    Nothing,
    Number,
    Op,
    OrderKey,
    Phrase,
    Query,
    Range,
    Term,
    Text,
    Value,
    Window,
    Word,
    Year,
    all_of,
    any_of,
)

LETTERS = "abcdeñáüзжёйMÑ"
EQUALITY = [Op.HAS, Op.EQ, Op.NE]
ORDERED = [Kind.POSTCODE, Kind.COUNT, Kind.MONEY, Kind.RATIO, Kind.AGE, Kind.DATE, Kind.BIRTHDAY]

plain_words = st.text(LETTERS, min_size=3, max_size=8).map(lambda word: "zz" + word)
quotable = st.text(LETTERS + ' ."\\,:()-|', min_size=1, max_size=12).map(
    lambda text: " ".join(f"q {text}".split())
)
days = st.dates(date(1900, 1, 1), date(2199, 12, 31)).map(Day)
years = st.integers(1900, 2199)
ago = st.builds(Ago, st.integers(1, 100), st.sampled_from("dwmy"))
moments = st.one_of(
    days,
    st.builds(Month, years, st.integers(1, 12)),
    years.map(Year),
    st.sampled_from([DayWord(-1), DayWord(0), DayWord(1)]),
    ago,
)
birthdays = st.one_of(
    moments,
    st.builds(DayOfYear, st.integers(1, 12), st.integers(1, 29)),
    st.integers(1, 12).map(MonthOfYear),
)
amounts = st.decimals(0, 10**9, places=4, allow_nan=False).map(Decimal)
money = st.builds(Money, amounts, st.sampled_from((None, *words.CURRENCIES)))
whole = st.integers(0, 130).map(lambda n: Number(Decimal(n)))
ratios = st.integers(0, 1000).map(lambda n: Number(Decimal(n) / 1000))
texts = st.one_of(plain_words, quotable, plain_words.map(lambda w: w + "*")).map(Text)
postcodes = st.from_regex(r"[0-9]{5}", fullmatch=True).map(Text)


def _ordered_ends(low: object, high: object) -> bool:
    keys = [getattr(end, "amount", None) or getattr(end, "text", None) for end in (low, high)]
    if None in keys or isinstance(low, Day | Year | Month | Ago | DayWord):
        return False
    return bool(keys[0] <= keys[1])  # type: ignore[operator]  # both amounts or both texts


def ranges(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Range]:
    """Ranges of values that can be put in order, and open ones of any."""
    both = st.tuples(values, values).filter(lambda ends: _ordered_ends(*ends))
    open_ended = values.flatmap(lambda value: st.sampled_from(((value, None), (None, value))))
    return st.one_of(both, open_ended).map(lambda ends: Range(*ends))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    """A term of any field."""
    field = draw(st.sampled_from(list(FIELDS.values())))
    presence: st.SearchStrategy[Any] = st.sampled_from((Anything(), Nothing()))
    value: Value = draw(st.one_of(presence, _values(field)))
    fits = field.kind in ORDERED and not isinstance(
        value, Anything | Nothing | Many | Range | DayOfYear | MonthOfYear
    )
    op = draw(st.sampled_from(list(Op) if fits else EQUALITY))
    window: Window | None = draw(st.none() | moments | days.map(lambda day: Range(day, None)))
    return Term(field.name, op, value, window if field.windowed else None)


def _values(field: Field) -> st.SearchStrategy[Any]:
    single = _singles(field)
    if field.kind is Kind.RECORD:
        return st.sampled_from((Anything(), Nothing()))
    items = st.one_of(single, ranges(single)) if field.kind in ORDERED else single
    return st.one_of(items, st.lists(items, min_size=2, max_size=4).map(lambda i: Many(tuple(i))))


def _singles(field: Field) -> st.SearchStrategy[Any]:
    if field.name in words.CHOICES:
        return st.sampled_from(list(words.CHOICES[field.name])).map(Choice)
    if field.kind is Kind.CHOICE:
        return st.sampled_from(["ES", "RU"] if field.name == "country" else ["es", "ru"]).map(
            Choice
        )
    return {
        Kind.COUNT: whole,
        Kind.AGE: whole,
        Kind.MONEY: money,
        Kind.RATIO: ratios,
        Kind.DATE: moments,
        Kind.BIRTHDAY: birthdays,
        Kind.POSTCODE: postcodes,
        Kind.PHONE: st.from_regex(r"\\+?[0-9]{3,12}", fullmatch=True).map(Text),
    }.get(field.kind, texts)


bares = st.one_of(
    plain_words.map(Word),
    st.from_regex(r"[0-9]{1,3}", fullmatch=True).map(Word),
    quotable.map(Phrase),
    st.from_regex(r"\+?[0-9]{7,15}", fullmatch=True).map(BarePhone),
    plain_words.filter(str.isascii).map(lambda w: BareEmail(f"{w.lower()}@example.org")),
    postcodes.map(lambda text: BarePostcode(text.text)),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    st.one_of(terms(), bares),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(all_of),
        st.lists(inner, min_size=2, max_size=3).map(any_of),
    ),
    max_leaves=5,
)
orders = st.lists(
    st.builds(OrderKey, st.sampled_from(["spent", "postcode", "last", "age"]), st.booleans()),
    max_size=3,
    unique_by=lambda key: key.field,
).map(tuple)
queries = st.builds(Query, st.none() | nodes, orders, st.none() | st.integers(1, 100_000))
