"""A task in a colleague's own words: its day and hour, and perhaps another colleague's name.

send the catalogue tomorrow at 10 @oliver
"""

import re
from dataclasses import dataclass
from datetime import UTC

from bot.asks import Ask
from bot.moments import read
from bot.telling import cut_text
from bot.wording import Html, lines
from storage import reminders, staff
from storage.staff import Colleague
from storage.values.folding import fold

_NAMED = re.compile(r"(?<!\S)@(?P<name>[^\W\d_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Kept:
    """The task, the event that undo takes back, and what to say."""

    task_id: int
    event_id: int | None
    told: Html


async def remember(ask: Ask, contact_id: int, text: str) -> Kept:
    """Keep a task for who asks, or for the colleague who is named; that one is told."""
    named = _NAMED.search(text)
    whose = await _colleague(named["name"]) if named else None
    if named and whose:
        text = f"{text[: named.start()]} {text[named.end() :]}"
    when = read(text, ask.by.at.astimezone(ask.house.zone))
    at = when.at.astimezone(UTC) if when.at else None
    doer = whose or ask.who
    kept = await reminders.remember(contact_id, when.rest or text.strip(), doer.id, at, ask.by)
    shown = ask.view.moment(when.at) if when.at else ask.label("task.no_day")
    told = ask.say("task.kept", text=kept.text, when=shown)
    if doer.id != ask.who.id:
        told = ask.say("task.kept_for", text=kept.text, when=shown, who=doer.name)
    unknown = ask.say("task.nobody_named", name=named["name"]) if named and not whose else ""
    return Kept(kept.task_id, kept.event_id, lines(told, unknown, cut_text(kept.cut, ask.view)))


async def _colleague(typed: str) -> Colleague | None:
    """Return the one colleague of that first name, in any case of Russian (`@Ольге`)."""
    word = fold(typed)
    everyone = await staff.active()
    exact = [one for one in everyone if word in fold(one.name).split()]
    stem = word[:-1] if len(word) > 3 else word
    near = exact or [one for one in everyone if fold(one.name).split()[0].startswith(stem)]
    return near[0] if len(near) == 1 else None
