"""Pictures of how it goes: sales, new customers."""

from collections.abc import Mapping
from datetime import date

from bot.answers import Answer, Chart, Key, Show
from bot.asks import Action, Ask, Command
from bot.wording import Html
from storage import sums
from storage.rules.roles import Deed
from storage.values.folding import fold

MONTHS = 12
_HUNDREDTHS = 100
_WORDS = {
    "sales": ("ventas", "sales", "продажи", "gasto", "выручка"),
    "new": ("nuevos", "altas", "new", "customers", "новые", "клиенты"),
}


async def chart(ask: Ask) -> list[Answer]:
    """`/grafico ventas`; without a word, choose."""
    typed = fold(ask.text)
    kind = next((kind for kind, words in _WORDS.items() if typed in words), "")
    if kind:
        return await _drawn(ask, kind)
    keys = tuple(Key(ask.label(f"chart.{kind}"), "chart", {"kind": kind}) for kind in _WORDS)
    return [Show(ask.say("chart.which"), (keys,))]


async def chart_chosen(ask: Ask) -> list[Answer]:
    """Draw what was tapped."""
    return await _drawn(ask, str(ask.params["kind"]))


async def _drawn(ask: Ask, kind: str) -> list[Answer]:
    today = ask.by.at.astimezone(ask.house.zone).date()
    if kind == "new":
        counts = await sums.newcomers(today, MONTHS, ask.house.zone)
        caption = ask.say("chart.new_caption", n=sum(counts.values()))
        return [Chart(_bars(counts, 1), caption)]
    sold = await sums.sales(today, MONTHS)
    if not sold:
        return ask.tell("chart.no_sales")
    return [_of_currency(ask, currency, months) for currency, months in sorted(sold.items())]


def _of_currency(ask: Ask, currency: str, months: Mapping[date, int]) -> Answer:
    best = max(months, key=lambda month: months[month])
    caption: Html = ask.say(
        "chart.sales_caption",
        total=ask.view.money(sum(months.values()), currency),
        month=ask.view.month(best),
        best=ask.view.money(months[best], currency),
    )
    return Chart(_bars(months, _HUNDREDTHS), caption)


def _bars(months: Mapping[date, int], unit: int) -> tuple[tuple[str, int, str], ...]:
    return tuple(
        (f"{month:%m/%y}", amount, _short(round(amount / unit))) for month, amount in months.items()
    )


def _short(number: int) -> str:
    """Return a figure that fits above a bar: 950, 12k, 3.4M."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number / 1000:.0f}k" if number >= 10_000 else str(number)


COMMANDS = (
    Command(
        {"es": "grafico", "en": "chart", "ru": "chart"},
        ("график", "диаграмма"),
        Deed.LOOK,
        chart,
        also=("grafica", "graph"),
    ),
)
ACTIONS = (Action("chart", Deed.LOOK, chart_chosen),)
