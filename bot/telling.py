"""Notices in words, with the button that leads to what they speak of."""

from collections.abc import Mapping
from typing import Any

from bot.answers import Key, Rows, Show
from bot.wording import Html, View, known, lines, paragraphs

_LEADS_TO = {
    "run_planned": ("campaign_show",),
    "run_started": ("campaign_show",),
    "run_paused": ("campaign_show",),
    "uncertain": ("campaign_show",),
    "task_due": ("task_open",),
    "digest": ("call_next", "review_next"),
}
_NEWS = ("confirmed", "corrected", "withdrawn", "undeliverable", "shelved")
_WAITING = ("calls", "proposals", "reviews")


def told(code: str, params: Mapping[str, Any], view: View) -> Show:
    """Return the message of a notice; one without a text of its own shows its code."""
    key = f"notice.{code}"
    if key not in known(view.language):
        return Show(view.speak("notice.other", code=code))
    if code == "digest":
        return Show(digest_text(params, view), _keys(code, params, view))
    return Show(view.speak(key, **_worded(params, view)), _keys(code, params, view))


def digest_text(params: Mapping[str, Any], view: View) -> Html:
    """Return the morning digest: what changed by itself, and what waits; zeros are left out."""

    def listed(names: tuple[str, ...]) -> Html:
        shown = (name for name in names if params.get(name))
        return lines(*(view.speak(f"digest.{name}", n=int(params[name])) for name in shown))

    return paragraphs(view.speak("notice.digest"), listed(_NEWS), listed(_WAITING))


def _worded(params: Mapping[str, Any], view: View) -> dict[str, Any]:
    worded = dict(params)
    if "reason" in worded:
        worded["reason"] = view.code("pause", str(worded["reason"]))
    return worded


def _keys(code: str, params: Mapping[str, Any], view: View) -> Rows:
    carried = {name: params[name] for name in ("run", "task") if name in params}
    actions = _LEADS_TO.get(code, ())
    return (tuple(Key(view.label(f"key.{name}"), name, carried) for name in actions),)
