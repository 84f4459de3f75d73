"""Notices in words, with the button that leads to what they speak of; digests: `bot.digest`."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.answers import Key, Rows, Show
from bot.wording import Html, View, known, lines

_LEADS_TO = {
    "run_planned": ("campaign_show",),
    "run_started": ("campaign_show",),
    "run_paused": ("campaign_show",),
    "uncertain": ("campaign_show",),
    "task_due": ("task_open",),
    "task_given": ("task_open",),
    "ticket_given": ("ticket_open",),
}


def told(
    code: str, params: Mapping[str, Any], view: View, names: Mapping[str, str] | None = None
) -> Show:
    """Return the message of a notice; one without a text of its own shows its code.

    `names` are those of the colleagues by actor.
    """
    key = f"notice.{code}"
    if key not in known(view.language):
        return Show(view.speak("notice.other", code=code))
    return Show(view.speak(key, **_worded(params, view, names or {})), _keys(code, params, view))


def likeness_text(why: Iterable[tuple[str, Mapping[str, Any]]], view: View) -> Html:
    """Say how two records are alike and where they differ."""
    codes = ((f"likeness.{code}", params) for code, params in why)
    named = known(view.language)
    return lines(*(Html(f"• {view.speak(k, **params)}") for k, params in codes if k in named))


def cut_text(cut: Collection[str], view: View) -> Html:
    """Say which secrets were taken out of what was written, and why."""
    return lines(*(view.speak(f"cut.{code}") for code in sorted(set(cut))))


def _worded(params: Mapping[str, Any], view: View, names: Mapping[str, str]) -> dict[str, Any]:
    worded = dict(params)
    if "reason" in worded:
        worded["reason"] = view.code("pause", str(worded["reason"]))
    if "due" in worded:
        due = datetime.fromisoformat(worded["due"]) if worded["due"] else None
        worded["due"] = view.moment(due) if due else view.label("task.no_day")
    if "from" in worded:
        worded["who"] = names.get(str(worded["from"]), "")
    return worded


def _keys(code: str, params: Mapping[str, Any], view: View) -> Rows:
    carried = {name: params[name] for name in ("run", "task", "ticket") if name in params}
    actions = _LEADS_TO.get(code, ())
    return (tuple(Key(view.label(f"key.{name}"), name, carried) for name in actions),)
