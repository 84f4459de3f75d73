"""The codes that servers state: enhanced status codes (RFC 3463) and SMTP replies (RFC 5321)."""

import re
from functools import lru_cache
from typing import NamedTuple

# What must stand before a code is asked after its first dot or digit: so the search skips from dot
# to dot, from digit to digit, instead of stopping at every letter.
_STATUS = re.compile(r"\.(?<=(?<![\d.])([245])\.)(\d{1,2})\.(\d{1,3})(?![\d.]*\.\d|\d)")
_REPLY = re.compile(
    r"([245](?<![^\s:;<({\[\"'=#-].)[0-5]\d)(?=[\s-]+(?:[#(<\[{]?[245]\.\d|\D)|:|\.(?=\s)|\]|\)|;"
    r"|$|,)"
)
_REPLY_LINE = re.compile(
    r"[45](?<![\d.].)[0-5]\d(?:[ -]+#?[45]\.\d{1,2}\.\d{1,3})?[ \-:;\])]", re.M
)


class Codes(NamedTuple):
    """The codes a text or a report states: enhanced status as "5.1.1", SMTP reply as 550."""

    status: str | None = None
    reply: int | None = None

    @property
    def transient(self) -> bool:
        """Whether the codes speak of a fault that may pass."""
        stated = self.status or str(self.reply or "")
        return stated.startswith("4")


@lru_cache(maxsize=16)
def codes_in(text: str) -> Codes:
    """The most telling codes in a text: the first specific enhanced one, the first reply code."""
    statuses = list(map(".".join, _STATUS.findall(text)))
    status = next((s for s in statuses if is_specific(s)), statuses[0] if statuses else None)
    failing = next((int(reply) for reply in _REPLY.findall(text) if reply >= "400"), None)
    return Codes(status, failing)


def is_specific(status: str | None) -> bool:
    """Whether an enhanced code says more than "something failed" (x.0.0 does not)."""
    return bool(status) and not str(status).endswith(".0.0")


def excerpt(words: str) -> str:
    """The lines of a notice that repeat what a server replied, to the end of their paragraphs."""
    kept: list[str] = []
    at = 0
    while len(kept) < 3 and (found := _REPLY_LINE.search(words, at)):
        start = words.rfind("\n", 0, found.start() + 1) + 1
        asked = words.rfind("\n", 0, max(start - 1, 0)) + 1
        if words[asked:start].lstrip().startswith(">>>"):
            # What the server answered is told by what it was asked.
            start = asked
        end = words.find("\n\n", found.end())
        end = min(end if end >= 0 else len(words), start + 900)
        kept.append(words[start:end])
        at = max(end, found.end())
    return "\n".join(kept)
