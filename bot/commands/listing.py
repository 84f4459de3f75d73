"""Lists to work through: birthdays of the week, customers who went quiet; the digest."""

import re
from collections.abc import Sequence
from datetime import date

from bot.answers import Answer, Key, Show
from bot.asks import Action, Ask, Command
from bot.cards import name_of
from bot.digest import digest_shown
from bot.keyboards import PAGE, pages, undo_key
from bot.wording import Html, escape, lines, paragraphs
from storage import access, occasions, staff
from storage.cards import Row
from storage.rules.roles import Deed

_HOURS = (6, 7, 8, 9, 10)
_NEVER = frozenset({"no", "off", "nunca", "never", "нет", "никогда"})


async def birthdays(ask: Ask) -> list[Answer]:
    """Show whose birthday it is in the next days, and how old they turn."""
    page = int(ask.params.get("page", 0))
    total, found = await occasions.birthdays(_today(ask), PAGE, page * PAGE)
    told = [
        _line(ask, one.row, ask.view.weekday(one.on), ask.label("birthday.age", n=one.age))
        if one.age
        else _line(ask, one.row, ask.view.weekday(one.on))
        for one in found
    ]
    return await _listed(ask, "birthday", [one.row for one in found], told, page=page, total=total)


async def quiet(ask: Ask) -> list[Answer]:
    """Show the customers who used to order and stopped."""
    page = int(ask.params.get("page", 0))
    total, found = await occasions.quiet(_today(ask), PAGE, page * PAGE)
    told = [
        _line(ask, one.row, ask.label("quiet.usual", n=one.gap, last=ask.view.day(one.last)))
        for one in found
    ]
    return await _listed(ask, "quiet", [one.row for one in found], told, page=page, total=total)


async def digest(ask: Ask) -> list[Answer]:
    """`/resumen 7`: at which hour the morning digest comes; without an hour, choose."""
    typed = ask.text.strip().lower()
    hour = re.fullmatch(r"(?:a las |at |в )?(\d{1,2})(?:[:.]00)?\s?h?", typed)
    if typed in _NEVER:
        return await _at_hour(ask, staff.NO_DIGEST)
    if hour and int(hour[1]) < 24:
        return await _at_hour(ask, int(hour[1]))
    now = ask.who.digest_hour
    shown = ask.say("digest.never") if now == staff.NO_DIGEST else ask.say("digest.at", hour=now)
    keys = tuple(Key(f"{h}:00", "digest_hour", {"hour": h}) for h in _HOURS)
    never = Key(ask.label("key.no_digest"), "digest_hour", {"hour": staff.NO_DIGEST})
    return [Show(lines(shown, ask.say("digest.how")), (keys, (never,)))]


async def digest_hour(ask: Ask) -> list[Answer]:
    """Take the hour that was tapped."""
    return await _at_hour(ask, int(ask.params["hour"]))


async def digest_page(ask: Ask) -> list[Answer]:
    """Turn a page of what was changed unasked."""
    return [await digest_shown(ask.params, ask.who.role, ask.by, ask.view, edit=ask.in_place)]


async def _at_hour(ask: Ask, hour: int) -> list[Answer]:
    event = await staff.change(ask.who.id, ask.by, digest_hour=hour)
    told = ask.say("digest.never") if hour == staff.NO_DIGEST else ask.say("digest.at", hour=hour)
    keys = ((undo_key(ask, event),),) if event else ()
    return [Show(told, keys, edit=ask.in_place)]


def _today(ask: Ask) -> date:
    return ask.by.at.astimezone(ask.house.zone).date()


def _line(ask: Ask, row: Row, *about: str) -> Html:
    beside = " · ".join(escape(part) for part in about if part)
    return Html(f"<b>{name_of(row, ask.view)}</b> · {beside}")


async def _listed(
    ask: Ask, what: str, rows: Sequence[Row], told: Sequence[Html], *, page: int, total: int
) -> list[Answer]:
    if not rows:
        return [Show(ask.say(f"{what}.none"), edit=ask.in_place)]
    await access.log("look_up", ask.by, query=what, count=len(rows))
    first = page * PAGE + 1
    numbered = (Html(f"{n}. {line}") for n, line in enumerate(told, first))
    keys = [Key(str(n), "card", {"contact": row.id}) for n, row in enumerate(rows, first)]
    text = paragraphs(ask.say(f"{what}.list", n=total), lines(*numbered))
    turning = pages(f"{what}_list", {}, page, total)
    return [Show(text, (tuple(keys[:5]), tuple(keys[5:]), *turning), edit=ask.in_place)]


COMMANDS = (
    Command(
        {"es": "cumples", "en": "birthdays", "ru": "birthdays"},
        ("именинники", "дни"),
        Deed.LOOK,
        birthdays,
        also=("cumpleanos",),
        private=True,
    ),
    Command(
        {"es": "alejados", "en": "quiet", "ru": "quiet"},
        ("пропавшие", "молчат"),
        Deed.LOOK,
        quiet,
        private=True,
    ),
    Command(
        {"es": "resumen", "en": "digest", "ru": "digest"},
        ("сводка",),
        Deed.LOOK,
        digest,
        private=True,
    ),
)
ACTIONS = (
    Action("birthday_list", Deed.LOOK, birthdays),
    Action("quiet_list", Deed.LOOK, quiet),
    Action("digest_hour", Deed.LOOK, digest_hour),
    Action("digest_page", Deed.LOOK, digest_page),
)
