"""How a person's letter is known where no header tells: he greets, or writes of himself, of what he
ordered and of what he was sent."""

import re

from mail.recognising.phrases import fold, phrases_of

_BEGINNING = 60  # letters
_SUBJECT = re.compile(
    r"\b(?:subject|titled|asunto|betreff|oggetto|objet|sujet|assunto|тем(?:а|ой|у|е|ы)|onderwerp"
    r"|temat(?:em|u)?|tytuł\w*|předmět\w*|predmet\w*|ämne\w*|emnet?|otsik\w*|aihe\w*|tárg\w*"
    r"|subiect\w*|konu\w*|θέμα|assumpte|件名|主题|主旨|제목)"
    r"(?:[^\n\w]{0,6}[\"“„«‘'「][^\"”»’'」\n]{1,120}[\"”»’'」“]|[^\n]{0,60})",
    re.I,
)
_LABELLED = re.compile(r"\n[ \t>|*-]*[^\W\d][\w -]{1,20}[ \t]*[:：][^\n]*")


def greets(text: str) -> bool:
    """Whether a text begins as people begin their letters."""
    folded = fold(text.lstrip()[:_BEGINNING])
    found = phrases_of("greetings").found(folded)
    return any(folded.startswith(greeting.text) for greeting in found)


def own_words(text: str) -> str:
    """A text without the lines that repeat our mail, its subject and its date."""
    return _LABELLED.sub("", "\n" + text)


def without_subjects(text: str) -> str:
    """A text without the subjects that it repeats, which are ours: "with the subject …"."""
    return _SUBJECT.sub("", text)


def speaks_of_self(text: str) -> bool:
    """Whether a text has words that people write of themselves and of their parcels."""
    return bool(phrases_of("people").found(fold(text)))
