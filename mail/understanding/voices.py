"""Whom a line speaks to: us, or whoever reads it; and whether it speaks at all.

All texts are folded. A footer speaks in general ("if you no longer wish to receive …", "visit our
website"), a signature does not speak, and the person speaks of himself or says one of the things
that we listen for. The words stand in `tables/endings`.
"""

import re
from collections.abc import Iterable

from mail.understanding import tenses, wording
from mail.understanding.lists import alternatives

_MOST = 400  # characters of a line that are read
_ASIDE = 240  # characters that somebody adds below a signature; more is a footer
_SPEECH = frozenset(
    {"unsubscribe", "partial", "keep", "update", "confirm", "erase", "access", "wrong_person"}
    | {"complaint", "question", "contrast", "retract"}
)


def _anywhere(kind: str, end: str = r"(?!\w)") -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{alternatives('endings', kind)}){end}")


_GENERAL, _MINE, _VERBAL = _anywhere("general", ""), _anywhere("mine"), _anywhere("verbal")
_WE, _YOU, _OURS, _ORDER = map(_anywhere, ("we", "you", "ours", "order"))
_SENTENCE = _anywhere("sentence")
_QUOTED = re.compile(r"\"[^\"\n]{2,120}\"")
# "Any questions? Call us": somebody asks and does not wait for an answer; not "Is the old one still
# there? It should go."
_ASKS_AND_TELLS = re.compile(rf"\?\s{{1,3}}(?!(?:{alternatives('endings', 'states')})(?!\w))\w")
_CHOICES = re.compile(r"\w\s?[|·•]\s?\w[^|·•\n]{0,60}[|·•]\s?\w")
_POSTSCRIPT = re.compile(rf"\W{{0,3}}(?:{alternatives('endings', 'postscript')})")
_GREETING = re.compile(rf"\W{{0,3}}(?:{alternatives('endings', 'greeting')})")
# "Notify me", "le ruego me lo comunique": what a disclaimer says of its sender.
_TELL_ME = re.compile(
    r"\b(?:notif|inform|contact|let|tell|advis|comuni|avis|сообщ|уведом|извест)\w{0,12}"
    r"\s(?:me|мне|меня)\b|\bme (?:lo|la|sea|avise|comunique)\b"
)
_PAUSE = re.compile(r"[,.!?:;]\s")
_SITE = re.compile(r"\S{0,60}(?:@|www\.|https?:|\w\.\w)\S{0,200}")


def spoken(lines: Iterable[str]) -> bool:
    """Say whether any line says something, be it one word: STOP."""
    return any(hit.kind in _SPEECH for line in lines for hit in wording.find(line[:_MOST]))


def kinds(line: str) -> set[str]:
    """Return what a line says, by the phrases in it; a word that counts only alone counts so."""
    bare = line[:_MOST].strip(" .,!\n")
    return {
        hit.kind
        for hit in wording.find(bare)
        if hit.strength != "alone" or hit.end - hit.start >= len(bare)
    }


def says_something(line: str) -> bool:
    """Say whether a line goes on talking: "Y dadme de baja.", or is but one word that does."""
    return not _SPEECH.isdisjoint(kinds(line))


def in_general(text: str) -> bool:
    """Say whether a text speaks to whoever reads it: a footer, an advertisement."""
    if _GENERAL.search(text) or _CHOICES.search(text):
        return True
    if not _ASKS_AND_TELLS.search(text[:_MOST]):
        return False
    return _speaks_of_both(text) > 0 or any(map(str.isdigit, text)) or _has_site(text)


def is_footer(text: str) -> bool:
    """Say whether a text that stands below no signature is a footer beyond doubt."""
    told = _speaks_of_both(text) > 1 or _has_site(text) or bool(_CHOICES.search(text))
    return told and bool(_GENERAL.search(text)) and not of_oneself(text)


def _has_site(text: str) -> bool:
    return bool(_SITE.search(text[:_MOST]))


def _speaks_of_both(text: str) -> int:
    """Return how many there are of the one who speaks and the one spoken to."""
    bare = _SITE.sub(" ", text[:_MOST])
    return bool(_WE.search(bare)) + bool(_YOU.search(bare))


def names_data(text: str) -> bool:
    """Say whether a text names what we ask for: a phone, an address."""
    return bool(_OURS.search(text))


def of_oneself(text: str) -> bool:
    """Say whether the writer speaks of himself: I, my, мне."""
    return bool(_MINE.search(_TELL_ME.sub(" ", _SITE.sub(" ", text))))


def verbal(line: str) -> bool:
    """Say whether a line has a word that sentences have and signatures do not."""
    return bool(_VERBAL.search(_SITE.sub(" ", line)))


def greets(line: str) -> bool:
    """Say whether a line is a greeting and no more."""
    found = _GREETING.match(line)
    rest = line[found.end() :].strip(" ,.:;!)-") if found else ""
    brief = len(rest.split()) <= 4 and not _PAUSE.search(rest) and not names_data(rest)
    return bool(found) and brief and not spoken([rest])


def begins_aside(line: str) -> bool:
    """Say whether a line is marked as a postscript."""
    return bool(_POSTSCRIPT.match(line))


def is_aside(text: str) -> bool:
    """Say whether a paragraph below a signature is said to us all the same."""
    if begins_aside(text):
        return True
    own, names = of_oneself(text), names_data(text)
    if in_general(text):
        return own and (names or says_something(text))
    if own or len(text) > _ASIDE:
        return own
    new = names and (bool(_ORDER.search(text)) or tenses.says_new(text))
    return new or "?" in text or is_sentence(text) or says_something(text)


def is_sentence(text: str) -> bool:
    """Say whether a text is rather a sentence than a name, a job or a slogan."""
    bare = _QUOTED.sub(" ", text)
    return verbal(bare) or of_oneself(bare) or bool(_SENTENCE.search(_SITE.sub(" ", bare)))
