"""How a person's letter is known where no header tells: he greets, or writes of himself, of what he
ordered and of what he was sent."""

import re

from mail.recognising.phrases import fold, phrases_of

_BEGINNING = 60  # letters
_LABELLED = re.compile(r"\n[ \t>|*-]*[^\W\d][\w -]{1,20}[ \t]*[:：][^\n]*")


def greets(text: str) -> bool:
    """Whether a text begins as people begin their letters."""
    folded = fold(text.lstrip()[:_BEGINNING])
    found = phrases_of("greetings").found(folded)
    return any(folded.startswith(greeting.text) for greeting in found)


def own_words(text: str) -> str:
    """A text without the lines that repeat our mail, its subject and its date."""
    return _LABELLED.sub("", "\n" + text)


def speaks_of_self(text: str) -> bool:
    """Whether a text has words that people write of themselves and of their parcels."""
    return bool(phrases_of("people").found(fold(text)))
