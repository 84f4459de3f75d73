"""Keyboards under messages: checked as Telegram checks them, and read as a person does."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from aldia.sandbox.bot_api.errors import bad_request
from aldia.sandbox.bot_api.values import Button, Json

_DATA_BYTES: Final = 64
_COPY_CHARACTERS: Final = 256
_SCHEMES: Final = ("http", "https", "tg", "ton")
_KINDS: Final = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")
_TARGETS: Final = (
    "callback_data",
    "url",
    "copy_text",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "web_app",
    "login_url",
    "pay",
    "callback_game",
)


def checked(markup: Any) -> Json | None:
    """The reply markup if Telegram would take it, None for none, Refusal (400) otherwise."""
    if not markup:
        return None
    if not isinstance(markup, dict) or not any(kind in markup for kind in _KINDS):
        raise bad_request("object expected as reply markup")
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_inline(button)
    for row in markup.get("keyboard", []):
        for button in row:
            _check_text(button if isinstance(button, dict) else {"text": button})
    return None if markup.get("inline_keyboard") == [] else markup


def _check_text(button: Mapping[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("keyboard button text must be non-empty")


def _check_inline(button: Mapping[str, Any]) -> None:
    _check_text(button)
    if not any(target in button for target in _TARGETS):
        raise bad_request("text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 0 < len(str(data).encode()) <= _DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    url = button.get("url")
    if url is not None and urlsplit(str(url)).scheme not in _SCHEMES:
        raise bad_request(
            f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol"
        )
    copied = button.get("copy_text", {}).get("text")
    if copied is not None and not 0 < len(copied) <= _COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")


def buttons(markup: Json | None) -> tuple[tuple[Button, ...], ...]:
    """The rows of buttons a person sees; none for the other kinds of markup."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return tuple(tuple(_button(button) for button in row) for row in rows)


def _button(given: Any) -> Button:
    button = given if isinstance(given, dict) else {"text": given}
    named = ("text", "callback_data", "url")
    other = {key: value for key, value in button.items() if key not in named}
    return Button(button["text"], button.get("callback_data"), button.get("url"), other)
