"""How much of a message is looked at; the rest is left unread, and the limit met is named."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for one message; sizes in bytes, text in characters.

    Nothing that a person or a mail server writes comes near them; a message that does is read up
    to the bound, and `Message.truncated` says which one it met.
    """

    size: int = 30_000_000
    header: int = 128_000
    fields: int = 500
    parts: int = 200
    depth: int = 16
    text: int = 200_000


DEFAULT = Limits()
