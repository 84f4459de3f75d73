"""Notices in words, with the button that leads to what they speak of."""

from collections.abc import Mapping
from typing import Any

from bot.answers import Key, Rows, Show
from bot.wording import View, known

_LEADS_TO = {
    "run_planned": "campaign_show",
    "run_paused": "campaign_show",
    "run_approved": "campaign_show",
    "uncertain": "campaign_show",
    "digest": "call_next",
    "to_review": "review_next",
}


def told(code: str, params: Mapping[str, Any], view: View) -> Show:
    """Return the message of a notice; one without a text of its own shows its code."""
    key = f"notice.{code}"
    if key not in known(view.language):
        return Show(view.speak("notice.other", code=code))
    return Show(view.speak(key, **_worded(params, view)), _keys(code, params, view))


def _worded(params: Mapping[str, Any], view: View) -> dict[str, Any]:
    worded = dict(params)
    if "reason" in worded:
        worded["reason"] = view.code("pause", str(worded["reason"]))
    return worded


def _keys(code: str, params: Mapping[str, Any], view: View) -> Rows:
    action = _LEADS_TO.get(code)
    if action is None:
        return ()
    carried = {"run": params["run"]} if "run" in params else {}
    return ((Key(view.label(f"key.{action}"), action, carried),),)
