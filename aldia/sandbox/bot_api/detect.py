"""What Telegram recognises by itself in a person's text: commands, addresses, links, phones."""

import re
from typing import Final

from aldia.sandbox.bot_api.markup import utf16_length
from aldia.sandbox.bot_api.values import Entity

_FOUND: Final = re.compile(
    r"""
      (?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)
    | (?P<url>https?://[^\s<>"]+|\bt\.me/[^\s<>"]+)
    | (?<![\w/@<>])(?P<bot_command>/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?)(?![\w/])
    | (?<![\w@])(?P<mention>@[a-z][a-z0-9_]{3,31})\b
    | (?<!\w)(?P<hashtag>\#\w*[^\W\d]\w*)
    | (?<!\w)(?P<phone_number>\+\d(?:[\s-]?\d){7,14})(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def entities_in(text: str) -> tuple[Entity, ...]:
    """The entities of a text that nobody marked up, in order."""
    return tuple(
        Entity(str(found.lastgroup), utf16_length(text[: found.start()]), utf16_length(found[0]))
        for found in _FOUND.finditer(text)
    )
