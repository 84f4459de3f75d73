"""From tree to text: the canonical (English) form, or the user's language.

Reading the printed text in the same language and country gives the same tree back.
"""

import re
from decimal import Decimal

from storage.query import words
from storage.query.fields import FIELDS, LIMIT, ORDER, Kind
from storage.query.tree import (
    Ago,
    And,
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
    Or,
    Phrase,
    Query,
    Range,
    Single,
    Term,
    Text,
    Value,
    Word,
    Year,
)

_SAFE = re.compile(r"[\w@+*][\w@.&+'/*-]*")
_NUMBERS = (Kind.COUNT, Kind.MONEY, Kind.AGE, Kind.RATIO, Kind.POSTCODE)


def print_query(query: Query, language: str = "en") -> str:
    """Return the query as text, in the words of a language."""
    parts = [print_node(query.where, language)] if query.where else []
    if query.order:
        keys = ("-" * key.descending + FIELDS[key.field].word(language) for key in query.order)
        parts.append(f"{ORDER[language][0]}:{','.join(keys)}")
    if query.limit is not None:
        parts.append(f"{LIMIT[language][0]}:{query.limit}")
    return " ".join(parts)


def print_node(node: Node, language: str) -> str:
    """Return a part of a query as text."""
    match node:
        case And(items):
            return _print_all(items, language)
        case Or(items):
            operator = words.OR[language][0].upper()
            return f" {operator} ".join(print_node(item, language) for item in items)
        case Not(item):
            inner = print_node(item, language)
            return f"-({inner})" if isinstance(item, And | Or | Not) else f"-{inner}"
        case Term():
            return _print_term(node, language)
        case _:
            return _print_bare(node)


def print_value(value: Value, language: str, *, pointed: bool = False) -> str:
    """Return a value as it can be typed; `pointed`: amounts in a list get a decimal, so that
    `10.0,20.0` is not ten and twenty hundredths.
    """
    match value:
        case Anything():
            return "*"
        case Nothing():
            return "-"
        case Many(items):
            return ",".join(_print_item(item, language, pointed=pointed) for item in items)
        case _:
            return _print_item(value, language, pointed=False)


def print_number(amount: Decimal, *, pointed: bool = False) -> str:
    """Return an amount without grouping; three decimals get a fourth, to be no thousands."""
    whole, _, fraction = format(amount, "f").partition(".")
    fraction = fraction.rstrip("0")
    if len(fraction) == 3 or (pointed and not fraction):
        fraction += "0"
    return f"{whole}.{fraction}" if fraction else whole


def _print_item(item: Single | Range, language: str, *, pointed: bool) -> str:
    if not isinstance(item, Range):
        return _print_single(item, language, pointed=pointed)
    ends = (_print_end(end, language, pointed=pointed) for end in (item.low, item.high))
    return "..".join(ends)


def _print_all(items: tuple[Node, ...], language: str) -> str:
    text = ""
    before: Node | None = None
    for item in items:
        printed = print_node(item, language)
        if isinstance(item, Or):
            printed = f"({printed})"
        if before is not None:
            text += f" {words.AND[language][0]} " if _would_join(before, item) else " "
        text += printed
        before = item
    return text


def _would_join(before: Node, after: Node) -> bool:
    """Tell whether two neighbours with only a blank between would be read as one number."""
    while isinstance(before, Not):
        before = before.item
    if not isinstance(after, Word | BarePhone | BarePostcode):
        return False
    if isinstance(before, Term):
        return FIELDS[before.field].kind in _NUMBERS
    return bool(re.search(r"\d", _print_any_bare(before) + _print_any_bare(after)))


def _print_any_bare(node: Node) -> str:
    return _print_bare(node) if isinstance(node, Word | BarePhone | BarePostcode) else ""


def _print_term(term: Term, language: str) -> str:
    window = f"[{print_value(term.window, language)}]" if term.window else ""
    pointed = FIELDS[term.field].kind in (Kind.MONEY, Kind.RATIO)
    value = print_value(term.value, language, pointed=pointed)
    return f"{FIELDS[term.field].word(language)}{window}{term.op.value}{value}"


def _print_bare(node: Word | Phrase | BarePhone | BareEmail | BarePostcode) -> str:
    match node:
        case Phrase(text):
            return _quoted(text)
        case BarePhone(text) | BareEmail(text) | BarePostcode(text) | Word(text):
            return text


def _print_end(value: Single | None, language: str, *, pointed: bool) -> str:
    if isinstance(value, Text):
        return value.text
    return "*" if value is None else _print_single(value, language, pointed=pointed)


def _print_single(value: Single, language: str, *, pointed: bool) -> str:
    match value:
        case Text(text):
            safe = _SAFE.fullmatch(text) and ".." not in text
            return text if safe else _quoted(text)
        case Number(amount):
            return print_number(amount, pointed=pointed)
        case Money(amount, currency):
            sign = words.CURRENCIES[currency][0] if currency else ""
            return print_number(amount, pointed=pointed) + sign
        case Choice(name):
            return _print_choice(name, language)
        case _:
            return _print_day(value, language)


def _print_choice(name: str, language: str) -> str:
    for field in words.CHOICES:
        if name in words.CHOICES[field]:
            return words.choice_word(field, name, language)
    return name


def _print_day(value: Single, language: str) -> str:
    match value:
        case Day(day):
            return day.isoformat()
        case Month(year, month):
            return f"{year}-{month:02}"
        case Year(year):
            return str(year)
        case DayWord(offset):
            return words.DAYS[language][offset]
        case _:
            return _print_moving_day(value, language)


def _print_moving_day(value: Single, language: str) -> str:
    match value:
        case Ago(count, unit):
            return f"{count}{words.UNITS[unit][language][0]}"
        case DayOfYear(month, day_of_month):
            return f"--{month:02}-{day_of_month:02}"
        case MonthOfYear(month):
            return words.month_name(month, language).lower()
        case _:
            raise TypeError(f"{value!r} is no day")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
