"""The subject of a reply, where it says something: that of our mailto: links, or words of its own.

A subject that begins with Re: or the like is ours and says nothing.
"""

import re
from functools import cache

from mail.understanding import intents, sentences
from mail.understanding.facts import Intent, Kind
from mail.understanding.folding import fold
from storage import texts

_MAX_SUBJECT = 200
_ANSWER = re.compile(
    r"\s*(?:re|rv|fw|fwd|aw|wg|sv|vs|antw|tr|ref|res|enc|r|i|на|отв|ответ|пер|回复|答复|返信)\s?(?:\[\d+\])?\s?[:：]",
    re.IGNORECASE,
)
# What our mailto: links put behind the words: a token, which says who, never what.
_TOKEN = re.compile(r"[\s#(\[]*[0-9a-z]{4,40}[)\]]?\s*\Z")
_SUBJECTS: tuple[tuple[str, Kind], ...] = (
    ("confirm", "confirm"),
    ("correct", "update"),
    ("unsubscribe", "unsubscribe"),
)


def read(subject: str, *, silent: bool) -> Intent | None:
    """Return the intent of a subject; words of its own count only where the body is `silent`."""
    subject = " ".join(subject[:_MAX_SUBJECT].split())
    if not subject or _ANSWER.match(subject):
        return None
    agreed = _agreed().get(fold(subject)) or _agreed().get(_TOKEN.sub("", fold(subject)))
    if agreed == "update":
        # The link was followed; whether anything was corrected is in the body.
        return Intent("update", 0.6, subject) if silent else None
    if agreed:
        return Intent(agreed, 0.95, subject)
    if not silent:
        return None
    found = intents.read([sentences.sentence(subject)], corrected=False)
    sure = [intent for intent in found if intent.kind != "question"]
    return sure[0] if len(sure) == 1 else None


@cache
def _agreed() -> dict[str, Kind]:
    return {
        fold(texts.say(language, f"reply.subject.{name}")): kind
        for language in texts.LANGUAGES
        for name, kind in _SUBJECTS
    }
