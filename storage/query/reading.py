"""Reading a query back in words, so that a person sees what was understood.

"Mujeres que gastaron más de 500 € en los últimos 30 días: 14". Every word comes from the texts;
this module decides only which clause a part of the tree becomes and in which order.
"""

from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, format_decimal, format_percent

from storage.query import words
from storage.query.fields import FIELDS, Kind
from storage.query.reading_days import read_days, read_window
from storage.query.tree import (
    Ago,
    And,
    Anything,
    BareEmail,
    BarePhone,
    BarePostcode,
    Choice,
    DayOfYear,
    DayWord,
    Many,
    Money,
    MonthOfYear,
    Node,
    Not,
    Nothing,
    Number,
    Op,
    Or,
    Phrase,
    Query,
    Range,
    Single,
    Term,
    Text,
    Value,
    Word,
)
from storage.texts import say

_OWN_CLAUSES = frozenset(
    {"sex", "age", "city", "country", "tag", "segment", "spent", "orders", "product", "risk",
     "added", "confirmed", "birthday", "born"}
)  # fmt: skip
_PHRASED = frozenset({"status", "consent", "bounce"})
_PLAIN = frozenset({"postcode", "city", "province", "phone", "email", ""})
_OWN_PRESENCE = frozenset({"spent", "orders", "product", "confirmed"})
_AMOUNTS = (Kind.COUNT, Kind.MONEY, Kind.AGE, Kind.RATIO, Kind.POSTCODE)
_FORMS = ("label", "lacking")
_NAMES = {Op.GT: "gt", Op.GE: "ge", Op.LT: "lt", Op.LE: "le"}


def read_back(query: Query, language: str, n: int | None = None, currency: str = "EUR") -> str:
    """Return the query in words, followed by how many match where `n` is given.

    `currency` (ISO 4217) is the house's own, for amounts typed without one.
    """
    text = _Reading(language, currency).query(query)
    if n is None:
        return text
    return say(language, "query.read.count", text=text, count=format_decimal(n, locale=language))


class _Reading:
    def __init__(self, language: str, currency: str) -> None:
        self.language = language
        self.currency = currency

    def query(self, query: Query) -> str:
        text = self._everybody() if query.where is None else self._people(query.where)
        if query.order:
            keys = self._joined([self._order_key(k.field, k.descending) for k in query.order])
            text = self._say("order", text=text, keys=keys)
        if query.limit is not None:
            text = self._say("limit", text=text, limit=query.limit)
        return text

    def _say(self, key: str, **params: object) -> str:
        return say(self.language, f"query.read.{key}", **params)

    def _everybody(self) -> str:
        return self._say("everybody")

    def _order_key(self, field: str, descending: bool) -> str:
        label = say(self.language, f"query.label.{field}")
        return self._say("descending" if descending else "ascending", label=label)

    def _people(self, where: Node) -> str:
        """Return who, then what is said of them; a sex becomes the subject."""
        parts: list[Node] = list(where.items) if isinstance(where, And) else [where]
        who = "all"
        for part in parts:
            sex = _subject(part)
            if sex:
                who = sex
                parts.remove(part)
                break
        subject = self._say(f"who.{who}")
        if not parts:
            return subject
        return subject + self._say("first") + self._joined(self._clauses(parts))

    def _clauses(self, parts: list[Node]) -> list[str]:
        """Return a clause for each part; neighbouring words make one."""
        clauses: list[str] = []
        run: list[str] = []
        for part in parts:
            if isinstance(part, Word):
                run.append(part.text)
                continue
            if run:
                clauses.append(self._words(run))
                run = []
            clause = self._clause(part, True)
            alone = len(parts) == 1 or not isinstance(part, Or)
            clauses.append(clause if alone else f"({clause})")
        return [*clauses, self._words(run)] if run else clauses

    def _words(self, run: list[str]) -> str:
        return self._say("word.yes", value=self._quoted(" ".join(run)))

    def _joined(self, clauses: list[str], last: str = "and") -> str:
        if len(clauses) == 1:
            return clauses[0]
        return self._say("next").join(clauses[:-1]) + self._say(last) + clauses[-1]

    def _clause(self, node: Node, positive: bool) -> str:
        match node:
            case Not(item):
                return self._negated(item) if positive else self._except(node)
            case And(items):
                inner = self._joined(self._clauses(list(items)))
                return f"({inner})" if positive else self._say("except", inner=inner)
            case Or(items):
                inner = self._joined([self._clause(item, True) for item in items], "or")
                return inner if positive else self._say("except", inner=inner)
            case Term():
                return self._term(node, positive)
            case _:
                return self._bare(node, positive)

    def _negated(self, item: Node) -> str:
        return self._clause(item, False)

    def _except(self, node: Node) -> str:
        return self._say("except", inner=self._clause(node, True))

    def _bare(
        self, node: Word | Phrase | BarePhone | BareEmail | BarePostcode, positive: bool
    ) -> str:
        side = "yes" if positive else "no"
        match node:
            case BarePhone(text):
                return self._say(f"bare_phone.{side}", value=text)
            case BareEmail(text):
                return self._say(f"bare_email.{side}", value=text)
            case BarePostcode(text):
                return self._say(f"bare_postcode.{side}", value=text)
            case Word(text) | Phrase(text):
                return self._say(f"word.{side}", value=self._quoted(text))

    def _term(self, term: Term, positive: bool) -> str:
        if term.op is Op.NE:
            positive = not positive
        window = " " + read_window(term.window, self.language) if term.window else ""
        if isinstance(term.value, Anything | Nothing):
            return self._presence(term, positive == isinstance(term.value, Anything), window)
        if term.field in _PHRASED:
            return self._value(term) if positive else self._say("except", inner=self._value(term))
        side = "yes" if positive else "no"
        name = _clause_name(term)
        if name not in _OWN_CLAUSES:
            labels = {form: say(self.language, f"query.{form}.{term.field}") for form in _FORMS}
            return self._say(f"any.{side}", value=self._value(term), **labels)
        count = {"n": _last_count(term.value)} if name == "orders" else {}
        return self._say(f"{name}.{side}", value=self._value(term), window=window, **count)

    def _presence(self, term: Term, there: bool, window: str) -> str:
        side = "any" if there else "none"
        if term.field in _OWN_PRESENCE:
            return self._say(f"{term.field}.{side}", window=window)
        form = "label" if there else "lacking"
        return self._say(f"any.{side}", label=say(self.language, f"query.{form}.{term.field}"))

    def _value(self, term: Term) -> str:
        field, value = FIELDS[term.field], term.value
        if isinstance(value, Many):
            each = [Term(term.field, term.op, item, term.window) for item in value.items]
            return self._joined([self._value(one) for one in each], "or")
        if field.kind in (Kind.DATE, Kind.BIRTHDAY):
            ahead = field.ahead or field.kind is Kind.BIRTHDAY
            return read_days(term.op, value, self.language, ahead=ahead)
        if isinstance(value, Range):
            return self._range(value)
        shown = self._single(term.field, value)
        if field.kind in _AMOUNTS and term.op in _NAMES:
            return say(self.language, f"query.amount.{_NAMES[term.op]}", value=shown)
        if term.op is Op.EQ and field.kind in (Kind.TEXT, Kind.EMAIL):
            return self._say("exactly", value=shown)
        return shown

    def _range(self, value: Range) -> str:
        low = "" if value.low is None else self._single("", value.low)
        high = "" if value.high is None else self._single("", value.high)
        if not low:
            return say(self.language, "query.amount.le", value=high)
        if not high:
            return say(self.language, "query.amount.ge", value=low)
        return say(self.language, "query.amount.range", low=low, high=high)

    def _single(self, field: str, value: Value) -> str:
        match value:
            case Text(text):
                return text if field in _PLAIN else self._quoted(text)
            case Money(amount, currency):
                return self._money(amount, currency or self.currency)
            case Number(amount) if field == "risk" or amount % 1:
                pattern = "#,##0.##%" if self.language == "en" else "#,##0.##\xa0%"
                return format_percent(amount, pattern, locale=self.language)
            case Number(amount):
                return format_decimal(amount, locale=self.language)
            case Choice(name):
                return self._choice(field, name)
            case _:
                raise TypeError(f"{value!r} is no value of {field}")

    def _money(self, amount: Decimal, currency: str) -> str:
        pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
        pattern = f"¤{pattern}" if self.language == "en" else f"{pattern}\xa0¤"
        return format_currency(
            amount, currency, pattern, locale=self.language, currency_digits=False
        )

    def _choice(self, field: str, name: str) -> str:
        locale = Locale(self.language)
        if field == "country":
            return str(locale.territories.get(name, name))
        if field == "language":
            return str(locale.languages.get(name, name))
        if field == "sex":
            return self._say(f"sex.{name}")
        if field in _PHRASED:
            return say(self.language, f"query.is.{field}.{name}")
        return words.choice_word(field, name, self.language)

    def _quoted(self, text: str) -> str:
        return self._say("quoted", text=text)


def _subject(part: Node) -> str | None:
    match part:
        case Term("sex", Op.HAS | Op.EQ, Choice(("female" | "male") as sex)):
            return sex
    return None


def _clause_name(term: Term) -> str:
    """A birthday is in a year ("born in 1985") or without one ("birthday in May")."""
    if term.field != "birthday":
        return term.field
    first: Single | Range | Value | None = term.value
    if isinstance(first, Many):
        first = first.items[0]
    if isinstance(first, Range):
        first = first.low or first.high
    turning = isinstance(first, DayOfYear | MonthOfYear | DayWord | Ago)
    return "birthday" if turning else "born"


def _last_count(value: Value) -> int:
    if isinstance(value, Many):
        value = value.items[-1]
    if isinstance(value, Range):
        value = value.high or value.low or Nothing()
    return int(value.amount) if isinstance(value, Number) else 0
