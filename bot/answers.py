"""What a handler answers: plain values, kept as JSON with the update until they are sent."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.splitting import split
from storage import chat
from storage.chat import Button, Wire

CONFIRM_MINUTES = 10


@dataclass(frozen=True, slots=True)
class Key:
    """A button: an action with its params, or a link.

    `bound`: only for who asked, and only for CONFIRM_MINUTES; so are all confirmations.
    """

    label: str
    action: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    bound: bool = False


Rows = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Show:
    """A message in HTML. `edit`: put it in place of this message of ours.

    `card`: the contact that it shows; `chat_id` only where it goes elsewhere than it was asked.
    """

    text: str
    keys: Rows = ()
    card: int | None = None
    edit: int | None = None
    chat_id: int | None = None
    ask_reply: bool = False
    """Open the reader's keyboard as a reply to this message: in a group we hear nothing else."""


@dataclass(frozen=True, slots=True)
class Float:
    """Words that float up after a tap; `alert`: to be clicked away."""

    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Menu:
    """Set the commands that this colleague is offered, by role and language."""

    chat_id: int
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class Offered:
    """One result of an inline query: what the list shows, and what is sent when it is picked."""

    id: str
    title: str
    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The results of an inline query; for this person only, and never from a cache."""

    results: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class File:
    """A list as a file, `xlsx`, `csv` or `vcf`: the people that the query finds when it is sent."""

    kind: str
    query: str
    caption: str
    language: str
    country: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture, drawn when it is sent: label, height and figure of each bar (bot/charts.py)."""

    bars: tuple[tuple[str, int, str], ...]
    caption: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """Something that takes long, done while the answer is being delivered.

    `trial`: say what it would do, and change nothing. `name` is the file's.
    """

    trial: bool
    name: str
    actor: str
    cause: str
    staff_id: int
    language: str
    country: str
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import(Work):
    """A file to import; see bot/importing.py."""

    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revert(Work):
    """An import to take back; see bot/reverting.py."""

    import_id: int


Answer = Show | Float | Menu | Offer | File | Chart | Import | Revert


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where answers go, and who asked."""

    chat_id: int
    thread_id: int | None
    staff_id: int
    tap_id: str
    at: datetime


async def seal(answers: list[Answer], to: Envelope) -> list[Wire]:
    """Turn answers into JSON; keep what their buttons mean. A tap is always answered first."""
    floats = [answer for answer in answers if isinstance(answer, Float)]
    offers = [answer for answer in answers if isinstance(answer, Offer)]
    if to.tap_id and not floats and not offers:
        floats = [Float()]
    parts: list[Wire] = [_float(answer, to) for answer in floats if to.tap_id]
    parts += [menu(answer) for answer in answers if isinstance(answer, Menu)]
    parts += [_offer(answer, to) for answer in offers]
    buttons: list[Button] = []
    for answer in answers:
        if isinstance(answer, Show):
            parts += _show(answer, to, buttons)
        elif isinstance(answer, Work | File | Chart):
            do = type(answer).__name__.lower()
            place = {"chat_id": to.chat_id, "thread_id": to.thread_id}
            parts.append({"do": do, **place, **asdict(answer)})
    if buttons:
        await chat.offer(buttons)
    return parts


def menu(answer: Menu) -> Wire:
    """Return the JSON of a menu."""
    words = {"chat_id": answer.chat_id, "role": answer.role, "language": answer.language}
    return {"do": "menu", **words}


def _float(answer: Float, to: Envelope) -> Wire:
    return {"do": "float", "tap": to.tap_id, "text": answer.text[:200], "alert": answer.alert}


def _offer(answer: Offer, to: Envelope) -> Wire:
    return {"do": "offer", "query": to.tap_id, "results": [asdict(one) for one in answer.results]}


def _show(answer: Show, to: Envelope, buttons: list[Button]) -> list[Wire]:
    keyboard = [[_key(key, to, buttons) for key in row] for row in answer.keys if row]
    elsewhere = answer.chat_id is not None and answer.chat_id != to.chat_id
    base: Wire = {
        "do": "show",
        "chat_id": answer.chat_id if elsewhere else to.chat_id,
        "thread_id": None if elsewhere else to.thread_id,
    }
    *before, last = split(answer.text)
    parts: list[Wire] = [{**base, "text": text} for text in before]
    final = {**base, "text": last, "keys": keyboard, "card": answer.card}
    parts.append({**final, "ask_reply": answer.ask_reply})
    if answer.edit is not None:
        parts[0]["edit"] = answer.edit
    return parts


def _key(key: Key, to: Envelope, buttons: list[Button]) -> Wire:
    if key.url:
        return {"label": key.label, "url": key.url}
    token = chat.fresh_token()
    lasting = timedelta(minutes=CONFIRM_MINUTES) if key.bound else timedelta(days=chat.BUTTON_DAYS)
    staff_id = to.staff_id if key.bound else None
    buttons.append(Button(token, key.action, key.params, staff_id, to.at + lasting))
    return {"label": key.label, "data": token}
