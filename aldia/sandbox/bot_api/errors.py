"""Refusals of the Bot API, in Telegram's own codes and words: clients tell them apart by both."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Refusal(Exception):  # noqa: N818 - it is an answer, and the word is what people say
    """One refused call: HTTP status, description, and the parameters Telegram adds to some."""

    code: int
    description: str
    parameters: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.description

    def as_json(self) -> dict[str, Any]:
        """The body of the reply."""
        body = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def bad_request(what: str) -> Refusal:
    """400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {what}")


def forbidden(what: str) -> Refusal:
    """403 with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {what}")


def conflict(what: str) -> Refusal:
    """409 with Telegram's prefix."""
    return Refusal(409, f"Conflict: {what}")


def unauthorized() -> Refusal:
    """401: the token is not this bot's."""
    return Refusal(401, "Unauthorized")


def not_found() -> Refusal:
    """404: there is no such method."""
    return Refusal(404, "Not Found")


def flood(retry_after: int) -> Refusal:
    """429: wait so many seconds."""
    words = f"Too Many Requests: retry after {retry_after}"
    return Refusal(429, words, {"retry_after": retry_after})


def blocked() -> Refusal:
    """403: the person has blocked the bot."""
    return forbidden("bot was blocked by the user")


def migrated(to_chat_id: int) -> Refusal:
    """400: the group has become a supergroup with another id."""
    words = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, words, {"migrate_to_chat_id": to_chat_id})


def bad_gateway() -> Refusal:
    """502: Telegram is having a bad day."""
    return Refusal(502, "Bad Gateway")
