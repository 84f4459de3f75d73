"""What may be sold, and what runs, as they are typed between two customers. Pure.

    cocina nueva 3.500 €; etapa presupuesto; competidor Muebles Sol; para el 15/12
    mantenimiento anual desde 1/3 hasta 28/2/2027; contrato QX-31

Semicolons and lines part what is told. A part that begins with one of the words below says that;
what is told without such a word is what it is about.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bot.moments import read as read_moment
from storage.values import Invalid, money
from storage.values.folding import fold
from storage.values.money import Money

_PARTS = re.compile(r"\s*[;\n]\s*")
_LABELS = {
    "stage": ("etapa", "fase", "stage", "phase", "этап", "стадия"),
    "amount": ("importe", "amount", "value", "сумма"),
    "criteria": ("criterio", "criterios", "criteria", "criterion", "критерий", "критерии"),
    "competitors": (
        *("competidor", "competidores", "competencia", "rival", "competitor", "competitors"),
        *("конкурент", "конкуренты"),
    ),
    "expected_on": ("para", "fecha", "by", "expected", "срок", "дата", "к"),
}
_LABEL = {word: name for name, words in _LABELS.items() for word in words}
_SPAN = re.compile(
    r"(?<!\S)(?:(?P<since>desde(?: el)?|since|from|с)|(?P<until>hasta(?: el)?|until|to|до|по))"
    r"\s+(?P<day>(?=\S*\d|hoy\b|today\b|сегодня\b).+?)"
    r"(?=\s+(?:desde|hasta|since|from|until|to|с|до|по)(?!\S)|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a sale that may come; what is None is not spoken of.

    `amount` in hundredths of `currency` (ISO 4217). `odd`: the part that could not be read, or "".
    """

    title: str = ""
    amount: int | None = None
    currency: str | None = None
    stage: str | None = None
    criteria: str | None = None
    competitors: str | None = None
    expected_on: date | None = None
    odd: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """What runs: since and until which day (None: not told), under which number or words."""

    name: str
    since: date | None
    until: date | None
    reference: str


def read(text: str, currency: str, now: datetime) -> Told:
    """Read a sale that may come. `currency` is the house's; `now` is local time with its zone."""
    titles: list[str] = []
    values: dict[str, str] = {}
    for part in _parts(text):
        name, said = _labelled(part)
        if name and said:
            values[name] = said
        else:
            titles.append(part)
    title, found = _title("; ".join(titles), currency)
    day, odd = _day(values.pop("expected_on", ""), now)
    if named := values.pop("amount", ""):
        priced = money.parse(named, currency=currency)
        found, odd = (priced, odd) if isinstance(priced, Money) else (found, named)
    amount = found.amount if found else None
    return Told(
        title, amount, found.currency if found else None, expected_on=day, odd=odd, **values
    )


def read_service(text: str, now: datetime) -> Running:
    """Read what runs. A first day without a year is the last such day, a last day the next one."""
    first, *more = _parts(text) or [""]
    found = {kind: match["day"] for match in _SPAN.finditer(first) for kind in _kinds(match)}
    since, until = (_day(found.get(kind, ""), now)[0] for kind in ("since", "until"))
    if since and since > now.date() and not re.search(r"\d{4}", found["since"]):
        since = _day(f"{since.day}/{since.month}/{since.year - 1}", now)[0]
    name = " ".join(_SPAN.sub(" ", first).split())
    return Running(name, since, until, "; ".join(more))


def _kinds(match: re.Match[str]) -> list[str]:
    return [kind for kind in ("since", "until") if match[kind]]


def _parts(text: str) -> list[str]:
    return [part for part in _PARTS.split(text.strip()) if part]


def _labelled(part: str) -> tuple[str, str]:
    word, _, said = part.partition(" ")
    return _LABEL.get(fold(word.rstrip(":")), ""), said.strip().lstrip(":").strip()


def _title(text: str, currency: str) -> tuple[str, Money | None]:
    """Return the words and the amount: one with a currency anywhere, or a number at the end."""
    words = text.split()
    for count in (3, 2, 1):
        end = " ".join(words[-count:])
        amount = money.parse(end, currency=currency) if count < len(words) else Invalid("")
        if isinstance(amount, Money) and not words[-count][:1].isalpha():
            return " ".join(words[:-count]), amount
    found, rest = money.take(text, "")
    return (rest, found) if found and found.currency else (text, None)


def _day(text: str, now: datetime) -> tuple[date | None, str]:
    if not text:
        return None, ""
    found = read_moment(text, now)
    return (found.at.date(), "") if found.at else (None, text)
