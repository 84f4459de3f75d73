"""The digest in words: what is new, what was changed unasked and can be taken back, what waits.

One message that stays: its pages turn in place, what is taken back is marked in place, and the work
that it leads to opens beside it.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.answers import Key, Show
from bot.cards import actor_text, change_text
from bot.keyboards import pages
from bot.wording import Html, View, lines, paragraphs
from storage import access, staff, unasked
from storage.events import By
from storage.rules.roles import Deed, Granted, Role, may
from storage.unasked import Span, Unasked

PAGE = 5
"""Corrections on a page: their buttons make one row."""
_FIELDS, _VALUE, _WORDS = 5, 40, 120
"""How many fields of a correction are shown, and how long a value and the words may be."""
_NEWS = ("confirmed", "withdrawn", "undeliverable", "shelved", "awaiting")
_WAITING = ("calls", "proposals", "reviews")


async def digest_shown(
    params: Mapping[str, Any], role: Role, by: By, view: View, *, edit: int | None = None
) -> Show:
    """Return the digest at `params["page"]`; whom it shows is logged as looked up by `by`."""
    page = int(params.get("page", 0))
    events = await unasked.within(Span(int(params["after"]), int(params["upto"])))
    found = await unasked.read(events[page * PAGE : (page + 1) * PAGE])
    if found:
        await access.log("look_up", by, query="digest", count=len(found))
    writes = isinstance(may(role, Deed.WRITE), Granted)
    corrected = await _corrected(found, page, len(events), view, writes=writes)
    since = view.moment(datetime.fromisoformat(str(params["since"])))
    text = paragraphs(
        view.speak("notice.digest", since=since),
        _counts(_NEWS, params, view),
        *corrected,
        _counts(_WAITING, params, view),
    )
    turning = pages("digest_page", params, page, len(events), PAGE)
    acting = (_undoing(params, found, page), _leading(view)) if writes else ()
    return Show(text, (*acting[:1], *turning, *acting[1:]), edit=edit)


def _counts(names: Iterable[str], params: Mapping[str, Any], view: View) -> Html:
    """Return a line for each count; zeros are left out."""
    some = (name for name in names if params.get(name))
    return lines(*(view.speak(f"digest.{name}", n=int(params[name])) for name in some))


async def _corrected(
    found: Sequence[Unasked], page: int, total: int, view: View, *, writes: bool
) -> list[Html]:
    """Return a paragraph for each correction of a page, between how many there are and are left."""
    if not found:
        return []
    names = await staff.names(one.undone_by for one in found)
    first = page * PAGE + 1
    left = total - first + 1 - len(found)
    how = view.speak("digest.how_to_undo") if writes else ""
    return [
        lines(view.speak("digest.corrected", n=total), how),
        *(_correction(number, one, view, names) for number, one in enumerate(found, first)),
        view.speak("digest.more", n=left) if left else Html(""),
    ]


def _correction(number: int, one: Unasked, view: View, names: Mapping[str, str]) -> Html:
    name = view.name(one.first_name, one.last_name, one.company)
    left = len(one.altered) - _FIELDS
    words = _cut(" ".join(one.words.split()), _WORDS)
    undone = actor_text(one.undone_by, view, dict(names))
    return lines(
        f"{number}. <b>{name}</b>",
        *(
            change_text(altered.field, _cut(altered.old), _cut(altered.new), view)
            for altered in one.altered[:_FIELDS]
        ),
        view.speak("digest.more_fields", n=left) if left > 0 else "",
        view.speak("review.said", words=words) if words else "",
        view.speak("digest.undone", who=undone) if one.undone_by else "",
    )


def _undoing(params: Mapping[str, Any], found: Iterable[Unasked], page: int) -> tuple[Key, ...]:
    """Return a button for each correction that stands; its answer is this page, marked."""
    return tuple(
        Key(f"↩️ {number}", "undo", {"events": one.events, "digest": dict(params)})
        for number, one in enumerate(found, page * PAGE + 1)
        if not one.undone_by
    )


def _leading(view: View) -> tuple[Key, ...]:
    """Return the buttons to the work that waits."""
    return tuple(
        Key(view.label(f"key.{name}"), name, {"beside": True})
        for name in ("call_next", "review_next")
    )


def _cut(text: str, length: int = _VALUE) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
